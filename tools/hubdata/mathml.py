"""Turns a formula in TeX into MathML while the book is built, so that no page needs a script for it."""

import html
import re
from functools import lru_cache
from xml.etree import ElementTree

from booklint.formulas import PARTNERS, no_partner, without_partner
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from docutils.utils.math.mathalphabet2unichar import mathbfit
from docutils.utils.math.tex2unichar import mathalpha, mathord

MAX_CHARACTERS = 2_000
MAX_DEPTH = 25

_FIX = "Write it in the TeX that MathML can show, or say it in words."
_NAMES = re.compile(r"\\(?:tag\*?|label|(?:eq)?ref)(?![A-Za-z])")
_NAMES_FIX = "Delete it: «$$ (name)» below a formula names and numbers it, and {eq}`name` links it."
# Environments of a whole display, and what stands for them within one.
_DISPLAYS = re.compile(
    r"\\(begin|end)\{(align|alignat|eqnarray|flalign|gather|multline|split)\*?\}"
)
_EQUATION = re.compile(
    r"\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}|\\(?:nonumber|notag)\b"
)
# docutils reads «\frac12» as one number over nothing.
_SHORT_FRACTION = re.compile(r"(\\[dt]?frac|\\[dt]?binom)\s*(\d)\s*(\d)")
# Two words side by side: the sentence between two prices.
_PRICES = re.compile(r"\d[^\\]*[A-Za-z]{2}[,;.]?\s+[A-Za-z]{2}[^\\]*")
# Commands that docutils lacks, each with one that it has and that shows the same.
_SAME = {
    r"\\(big|Big|bigg|Bigg)(?![A-Za-z])": r"\\\1l",
    # docutils' own \\boldsymbol shows nothing bold, and takes in all that follows.
    r"\\(?:bm|boldsymbol|pmb)\s*(\{\d+\}|\d)": r"\\mathbf\1",
    r"\\(?:bm|boldsymbol|pmb)(?![A-Za-z])": r"\\mathbfit",
    r"\\iff(?![A-Za-z])": r"\\;\\Longleftrightarrow\\;",
    r"\\operatorname\*": r"\\operatorname",
    r"\\stackrel(?![A-Za-z])": r"\\overset",
}
_GREEK = "|".join(name for name, sign in {**mathalpha, **mathord}.items() if sign in mathbfit)
_NOT_BOLD = re.compile(
    rf"\\(?:bm|boldsymbol|pmb)\s*\{{?\s*\\(?!(?:{_GREEK}|hat|bar|tilde|vec|frac)(?![A-Za-z]))[A-Za-z]+"
)
_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_STYLES = ("displaystyle", "scriptlevel")
# A name that XML does not know.
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)\w+;")
_DOTS = re.compile(r"\\dots[bcimo]?(?![A-Za-z])")


class FormulaError(ValueError):
    """A formula that cannot be shown; its text says why, and `fix` what to do."""

    def __init__(self, message: str, fix: str):
        super().__init__(message)
        self.fix = fix


@lru_cache(maxsize=1_000)
def to_mathml(tex: str, *, block: bool) -> str:
    """Return a formula as a `math` element that says its TeX to who reads with the ears.

    Raises `FormulaError` for anything that would be shown wrong, or not at all.
    """
    if not tex.strip():
        raise FormulaError("The formula is empty.", "Remove its dollar signs, or write it.")
    if len(tex) > MAX_CHARACTERS:
        raise FormulaError(f"The formula is longer than {MAX_CHARACTERS} characters.", "Divide it.")
    _check_braces(tex)
    if not block and _PRICES.fullmatch(tex):
        said = f"«${' '.join(tex.split())[:60]}$» would be shown as a formula."
        raise FormulaError(said, "Write «\\$» where the sign stands for money.")
    source = _EQUATION.sub("", _DISPLAYS.sub(r"\\\1{aligned}", tex)).strip()
    if found := _NOT_BOLD.search(source):
        raise FormulaError(f"«{found[0]}» cannot be shown bold.", "Take it out of the bold part.")
    for command, same in _SAME.items():
        source = re.sub(command, same, source)
    source = _DOTS.sub(r"\\ldots", _SHORT_FRACTION.sub(r"\1{\2}{\3}", source))
    if block and r"\begin" not in source:
        # As Sphinx does: what an empty line divides stands on lines of its own.
        parts = [_aligned(part) for part in re.split(r"\n\s*\n", source)]
        source = _aligned(" \\\\ ".join(parts)) if len(parts) > 1 else parts[0]
    if found := _NAMES.search(source):
        raise FormulaError(f"«{found[0]}» does nothing in a formula here.", _NAMES_FIX)
    try:
        shown = tex2mathml(source, as_block=block)
    except MathError as error:
        raise FormulaError(f"The formula cannot be shown: {error}", _FIX) from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        # docutils' reader stumbles over what no formula may hold, such as «&» outside a table.
        raise FormulaError("The formula cannot be read.", _FIX) from error
    try:
        row = ElementTree.fromstring(_ENTITY.sub(lambda found: html.unescape(found[0]), shown))
    except ElementTree.ParseError as error:
        raise FormulaError("The formula has a sign in it that no page may have.", _FIX) from error
    whole = ElementTree.Element("math", {"alttext": " ".join(tex.split()), "xmlns": _NAMESPACE})
    if "display" in row.attrib:
        whole.set("display", row.attrib.pop("display"))
    row.tag = "mrow"
    whole.append(row)
    _wrap_styles(whole)
    if row in whole[:]:
        whole[:] = row[:]
    for each in whole.iter():
        each.tag, each.tail = each.tag.removeprefix(f"{{{_NAMESPACE}}}"), None
        each.text = each.text if not len(each) else None
    return ElementTree.tostring(whole, encoding="unicode", short_empty_elements=False)


def _aligned(part: str) -> str:
    """Return a part of a display whose lines end in «\\\\» so that they stand below one another."""
    return f"\\begin{{aligned}} {part} \\end{{aligned}}" if r"\\" in part else part


def _wrap_styles(around: ElementTree.Element) -> None:
    """Put each part that says how large it is into a `mstyle`: EPUB has the attributes nowhere else."""
    for at, part in enumerate(list(around)):
        _wrap_styles(part)
        style = {name: part.attrib.pop(name) for name in _STYLES if name in part.attrib}
        if style:
            around[at] = ElementTree.Element("mstyle", style)
            around[at].append(part)


def _check_braces(tex: str) -> None:
    if (at := without_partner(tex)) is not None:
        raise FormulaError(f"{no_partner(tex, at)}.", f"{PARTNERS.capitalize()}.")
    depth = 0
    for sign in re.findall(r"\\.|[{}]", tex, re.DOTALL):
        depth += (sign == "{") - (sign == "}")
        if depth > MAX_DEPTH:
            raise FormulaError(
                f"The braces of the formula are deeper than {MAX_DEPTH}.", "Divide it."
            )
