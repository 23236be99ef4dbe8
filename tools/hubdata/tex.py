"""Turns TeX into text, as bibliographies and titles have it."""

import html
import re
from functools import lru_cache

_MACRO = re.compile(r"[\\${}~%]|--|``|''")
ESCAPED = re.compile(r"\\([_%&#~$^{}])|[{}]")
# Commands of which pylatexenc drops the words, and those that stand for a sign or a name.
_WORDS = (
    *("mathbb", "mathbf", "mathcal", "mathit", "mathsf", "mathtt"),
    *("mbox", "textmd", "textsf", "texttt", "textup"),
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
_TAG = re.compile(r"</?(?:b|em|i|sc|scp|strong|sub|sup|tt|u|jats:[a-z-]+)>")
_SCRIPT = re.compile(r"([_^])\{?([0-9+-]{1,4})\}?|\\text(sub|super)script\{([0-9+-]{1,4})\}")
_FORMULA = re.compile(r"(?<!\\)\$[^$]+(?<!\\)\$|\\text(?:sub|super)script\{[^{}]*\}")
_LOWER = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_UPPER = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


@lru_cache(maxsize=10_000)
def plain(tex: str) -> str:
    """Return TeX as text: accents as letters, commands as what they show, nothing lost or left over."""
    text = _LOW_OR_HIGH.sub(
        lambda found: found[2].translate(_LOWER if found[1] == "b" else _UPPER),
        html.unescape(" ".join(tex.split())),
    )
    # Where a word may be parted is no sign of it.
    text = _TAG.sub("", text).replace("\\-", "")
    if not _MACRO.search(text):
        return text.replace("'", "’")
    text = _FORMULA.sub(lambda found: _SCRIPT.sub(_script, found[0]), text)
    # What only TeX takes for signs of its own is meant as it is written.
    text = re.sub(r"(?<!\\)([%&#])", r"\\\1", text)
    if len(re.findall(r"(?<!\\)\$", text)) % 2:
        text = re.sub(r"(?<!\\)\$", r"\\$", text)
    # In TeX as in print, this sign is the apostrophe.
    return " ".join(_shown(text).split()).replace("'", "’")


def _shown(tex: str) -> str:
    # Imported here: only a bibliography with TeX in it needs it.
    from pylatexenc import latex2text, latexwalker
    from pylatexenc.macrospec import MacroSpec

    # What pylatexenc 2.10 leaves out; and of a link, the words.
    parsing = latexwalker.get_default_latex_context_db()
    taking = [MacroSpec("href", "{{"), *(MacroSpec(name, "{") for name in _WORDS)]
    parsing.add_context_category("more", prepend=True, macros=taking)
    showing = latex2text.get_default_latex_context_db()
    shown = {"href": "%(2)s", **dict.fromkeys(_WORDS, "%s"), **_SIGNS}
    macros = [latex2text.MacroTextSpec(name, simplify_repl=said) for name, said in shown.items()]
    showing.add_context_category("more", prepend=True, macros=macros)
    walker = latexwalker.LatexWalker(tex, latex_context=parsing, tolerant_parsing=True)
    converter = latex2text.LatexNodes2Text(
        math_mode="text", strict_latex_spaces=False, latex_context=showing
    )
    try:
        return converter.nodelist_to_text(walker.get_latex_nodes()[0])
    except (IndexError, ValueError, TypeError, latexwalker.LatexWalkerError):
        # What cannot be understood is shown as it is written, without its braces.
        return ESCAPED.sub(lambda found: found[1] or "", tex)


def _script(found: re.Match[str]) -> str:
    digits = found[2] or found[4]
    low = found[1] == "_" or found[3] == "sub"
    return digits.translate(_LOWER if low else _UPPER)


def formula_in_words(tex: str) -> str:
    """Return a formula as text, for a title, which stands where no formula can."""
    return plain("$" + re.sub(r"([\^_])\{([^{}]{2,})\}", r"\1(\2)", tex) + "$")
