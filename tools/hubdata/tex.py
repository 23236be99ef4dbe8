"""Turns TeX into text, as bibliographies and titles have it."""

import html
import re
from functools import lru_cache

_MACRO = re.compile(r"[\\$~%]|--|``|''")
ESCAPED = re.compile(r"\\([_%&#~$^{}])|[{}]")
# Commands of which pylatexenc drops the words, and those that stand for a sign or a name.
_WORDS = (
    *("enquote", "mathbb", "mathbf", "mathcal", "mathit", "mathsf", "mathtt", "mbox", "mkbibemph"),
    *("mkbibquote", "num", "operatorname", "textmd", "textquote", "textsf", "texttt", "textup"),
    *("textsubscript", "textsuperscript", "url"),
)
_QUOTING = frozenset({"enquote", "mkbibquote", "textquote"})
# Commands that say nothing, and those that pylatexenc knows but cannot show.
_SILENT = (
    *("allowbreak", "displaystyle", "hbox", "newline", "nobreak", "protect", "relax", "textstyle"),
    *("bf", "bfseries", "em", "it", "itshape", "rm", "sc", "scshape", "sf", "sl", "tt"),
)
_NOT_SHOWN = frozenset(
    {"cite", "footnote", "include", "includegraphics", "input", "qty", "ref", "today"}
)
_SIGNS = {
    **{name: name for name in ("BibTeX", "LaTeX", "TeX", "XeTeX")},
    **{"LaTeXe": "LaTeX2e", "EUR": "€", "euro": "€", "pounds": "£", "S": "§", "P": "¶"},
    **{"copyright": "©", "degree": "°", "celsius": "°C", "micro": "µ", "SS": "SS", "slash": "/"},
    **{"textbar": "|", "textbackslash": "\\", "textless": "<", "textgreater": ">"},
    **{"textunderscore": "_", "textquotedbl": '"', "guillemetleft": "«", "guillemetright": "»"},
    **{"glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "ddag": "‡"},
}
# What registries of DOIs write into titles.
_LOW_OR_HIGH = re.compile(r"<su([bp])>([0-9+-]{1,4})</su\1>")
_TAG = re.compile(r"</?(?:b|em|i|sc|scp|span|strong|sub|sup|tt|u|jats:[a-z-]+)(?: class=.\w+.)?>")
_SCRIPT = re.compile(
    r"(\^|\\textsuperscript(?=\{)|_|\\textsubscript(?=\{))(?:\{([0-9+-]{1,4})\}|([0-9+-]))"
)
_HIGH_SIGN = re.compile(r"\^(?:\\(circ|pm|prime)(?![a-z])|\{\\(circ|pm|prime)\})")
_HIGH_SIGNS = {"circ": "°", "pm": "±", "prime": "′"}
_SEVERAL_SIGNS = re.compile(r"([\^_])\{(?=[\w\\]*[^\w{}\\])([^{}]*)\}")
_FORMULA = re.compile(
    r"(?<!\\)\$[^$]+(?<!\\)\$|\\\([^$]{1,500}?\\\)|\\text(?:sub|super)script\{[^{}]*\}"
)
_LOWER = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_UPPER = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def plain(tex: str) -> str:
    """Return TeX as text: accents as letters, commands as what they show, nothing lost or left over."""
    return _read(tex)[0]


def unknown(tex: str) -> list[str]:
    """Return the commands of a text of which nobody here knows what they show, in alphabetical order."""
    return _read(tex)[1]


@lru_cache(maxsize=10_000)
def _read(tex: str) -> tuple[str, list[str]]:
    text = _LOW_OR_HIGH.sub(
        lambda found: found[2].translate(_LOWER if found[1] == "b" else _UPPER),
        html.unescape(" ".join(tex.split())),
    )
    # Where a word may be parted is no sign of it.
    text = _TAG.sub("", text).replace("\\-", "")
    if not _MACRO.search(text):
        # Braces alone only keep words together.
        return _quoted(" ".join(text.replace("{", "").replace("}", "").split())), []
    text = _FORMULA.sub(lambda found: _formula(found[0]), text)
    # What only TeX takes for signs of its own is meant as it is written.
    text = re.sub(r"(?<!\\)([%&#])", r"\\\1", text)
    if len(re.findall(r"(?<!\\)\$", text)) % 2:
        text = re.sub(r"(?<!\\)\$", r"\\$", text)
    shown, commands = _shown(text)
    return _quoted(" ".join(shown.split())), commands


def _quoted(text: str) -> str:
    # In TeX as in print, these signs are the apostrophe and the quotation mark before it.
    return text.replace("'", "’").replace("`", "‘")


def _shown(tex: str) -> tuple[str, list[str]]:
    # Imported here: only a bibliography with TeX in it needs it.
    from pylatexenc import latex2text, latexwalker
    from pylatexenc.macrospec import MacroSpec

    # What pylatexenc 2.10 leaves out; and of a link, the words.
    parsing = latexwalker.get_default_latex_context_db()
    taking = [MacroSpec(name, "{") for name in (*_WORDS, "ce", "hspace", "noopsort")]
    taking += [MacroSpec("href", "{{"), MacroSpec("foreignlanguage", "{{")]
    parsing.add_context_category("more", prepend=True, macros=taking)
    showing = latex2text.get_default_latex_context_db()
    shown = {name: "“%s”" if name in _QUOTING else "%s" for name in _WORDS}
    shown |= {"href": "%(2)s (%(1)s)", "foreignlanguage": "%(2)s", "noopsort": "", "hspace": " "}
    shown |= {**dict.fromkeys(_SILENT, ""), **_SIGNS, "ce": _chemical}
    missing = set[str]()

    def miss(node) -> str:
        missing.add(getattr(node, "macroname", None) or node.environmentname)
        return ""

    shown |= dict.fromkeys(_NOT_SHOWN, miss)
    macros = [latex2text.MacroTextSpec(name, simplify_repl=said) for name, said in shown.items()]
    showing.add_context_category("more", prepend=True, macros=macros)
    showing.set_unknown_macro_spec(latex2text.MacroTextSpec("", simplify_repl=miss))
    showing.set_unknown_environment_spec(latex2text.EnvironmentTextSpec("", simplify_repl=miss))
    walker = latexwalker.LatexWalker(tex, latex_context=parsing, tolerant_parsing=True)
    converter = latex2text.LatexNodes2Text(
        math_mode="text", strict_latex_spaces=False, latex_context=showing
    )
    try:
        return converter.nodelist_to_text(walker.get_latex_nodes()[0]), sorted(missing)
    except (IndexError, ValueError, TypeError, RecursionError, latexwalker.LatexWalkerError):
        # What cannot be understood is shown as it is written, without its braces.
        return ESCAPED.sub(lambda found: found[1] or "", tex), sorted(missing)


def _chemical(node, l2tobj) -> str:
    # The library hands itself over by this name.
    words = l2tobj.nodelist_to_text(node.nodeargd.argnlist)
    return re.sub(r"(?<=[A-Za-z)\]])\d+", lambda digits: digits[0].translate(_LOWER), words)


def _formula(tex: str) -> str:
    """Return a formula with high and low figures as signs of their own, and brackets round much else."""
    tex = _HIGH_SIGN.sub(lambda found: _HIGH_SIGNS[found[1] or found[2]], tex)
    return _SEVERAL_SIGNS.sub(r"\1(\2)", _SCRIPT.sub(_script, tex))


def _script(found: re.Match[str]) -> str:
    low = found[1] in ("_", r"\textsubscript")
    return (found[2] or found[3]).translate(_LOWER if low else _UPPER)


def formula_in_words(tex: str) -> str:
    """Return a formula as text, for a title, which stands where no formula can."""
    return plain("$" + re.sub(r"([\^_])\{([^{}]{2,})\}", r"\1(\2)", tex) + "$")
