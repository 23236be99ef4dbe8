"""What each directive takes, and what is wrong with one as it is written: for the checks and the build.

The build's own classes say the same, but can only be asked with Sphinx; a test holds the two together.
Options that would change nothing here (colours, icons, margins of sphinx-design) are not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..mathml import FormulaError, to_mathml
from .names import DIRECTIVES, INSTEAD, instead

MAX_LINE_NUMBER = 1_000_000

_CLASSES = ("class names", r"[A-Za-z0-9 _-]+")
_FLAG = ("nothing", r"")
_ANY = ("words", r"(?s).*")
_WORDS = ("words", r"(?s).*\S.*")
_COUNT = ("a number", r"\s*\d{1,3}\s*")
_NUMBER = ("a number", r"\s*-?\d{1,7}\s*")
_LENGTH = ("a length such as 300px", r"\s*(\d+(\.\d*)?|\.\d+)\s*(em|ex|px|in|cm|mm|pt|pc)?\s*")
_SHARE = ("a length such as 300px or 50%", _LENGTH[1] + r"|\s*(\d+(\.\d*)?|\.\d+)\s*%\s*")
_SCALE = ("a share such as 50%", r"\s*\d{1,3}\s*%?\s*")
_SIDES = ("left, center or right", r"\s*(left|center|right)\s*")
_LINES = ("lines such as 2,4-6", r"\s*(\d+(-\d*)?|-\d+)(\s*,\s*(\d+(-\d*)?|-\d+))*\s*")
_WIDTHS = ("auto, grid or numbers", r"\s*(auto|grid|\d{1,4}([ ,]+\d{1,4})*)\s*")
_LINK_TYPE = ("url, any, ref or doc", r"\s*(url|any|ref|doc|myst)\s*")

Option = tuple[str, str]


@dataclass(frozen=True)
class Shape:
    """What a directive takes.

    `argument` is «no», «may» or «must»; `content` likewise. `options` maps the name of each option to
    what its value is, in words and as a pattern. `within` names the directives of which it must stand
    directly inside one; `holds` those of which it may hold no others.
    """

    argument: str = "no"
    content: str = "must"
    options: Mapping[str, Option] = field(default_factory=dict)
    within: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()


_NAMED = {"class": _CLASSES, "name": _ANY}
_PICTURE = {
    **_NAMED,
    "align": _SIDES,
    "alt": _ANY,
    "height": _LENGTH,
    "scale": _SCALE,
    "target": _WORDS,
    "width": _SHARE,
}
_FIGURE = {
    **_PICTURE,
    "figclass": _CLASSES,
    "figwidth": ("a length, or image", rf"{_SHARE[1]}|\s*image\s*"),
}
_CODE = {
    **_NAMED,
    "caption": _WORDS,
    "dedent": ("a number", r"\s*\d{0,3}\s*"),
    "emphasize-lines": _LINES,
    "force": _FLAG,
    "lineno-start": _NUMBER,
    "linenos": _FLAG,
}
_TABLE = {**_NAMED, "widths": _WIDTHS}
_CARD = {
    "class-body": _CLASSES,
    "class-card": _CLASSES,
    "class-footer": _CLASSES,
    "class-header": _CLASSES,
    "class-title": _CLASSES,
    "footer": _ANY,
    "header": _ANY,
    "link": _WORDS,
    "link-alt": _ANY,
    "link-type": _LINK_TYPE,
}
_BUTTON = {"class": _CLASSES, "ref-type": _LINK_TYPE}
_CARDS = frozenset({"card", "grid-item-card"})
_SLOT = Shape(options={"class": _CLASSES}, within=_CARDS)

SHAPES: dict[str, Shape] = {
    **dict.fromkeys(
        ["attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip", "warning"],
        Shape(options=_NAMED),
    ),
    "admonition": Shape("must", options=_NAMED),
    "button-link": Shape("must", "may", _BUTTON),
    "button-ref": Shape("must", "may", _BUTTON),
    "card": Shape("may", "may", _CARD),
    "card-carousel": Shape("must", options={"class": _CLASSES}, holds=frozenset({"card"})),
    "card-footer": _SLOT,
    "card-header": _SLOT,
    "code": Shape("may", options={**_NAMED, "force": _FLAG, "number-lines": ("a number", r"\s*\d{0,7}\s*")}),
    "code-block": Shape("may", options=_CODE),
    "container": Shape("may", options={"name": _ANY}),
    "dropdown": Shape("may", options={"name": _ANY, "open": _FLAG}),
    "epigraph": Shape(),
    "figure": Shape(
        "must", "may", _FIGURE
    ),
    "glossary": Shape(options={"sorted": _FLAG}),
    "grid": Shape(
        "may",
        options={"class-container": _CLASSES, "class-row": _CLASSES},
        holds=frozenset({"grid-item", "grid-item-card"}),
    ),
    "grid-item": Shape("no", options={"class": _CLASSES}, within=frozenset({"grid"})),
    "grid-item-card": Shape(
        "may", "may", {**_CARD, "class-item": _CLASSES}, within=frozenset({"grid"})
    ),
    "highlights": Shape(),
    "image": Shape("must", "no", _PICTURE),
    "list-table": Shape("may", options={**_TABLE, "header-rows": _COUNT, "stub-columns": _COUNT}),
    "math": Shape("may", "may", {"class": _CLASSES, "label": _ANY, "name": _ANY, "nowrap": _FLAG}),
    "parsed-literal": Shape(options=_NAMED),
    "pull-quote": Shape(),
    "rubric": Shape("must", "no", _NAMED),
    "sidebar": Shape("may", options={**_NAMED, "subtitle": _WORDS}),
    "sourcecode": Shape("may", options=_CODE),
    "tab-item": Shape(
        "must",
        options={
            "class-container": _CLASSES,
            "class-content": _CLASSES,
            "class-label": _CLASSES,
            "name": _ANY,
            "selected": _FLAG,
            "sync": _WORDS,
        },
        within=frozenset({"tab-set"}),
    ),
    "tab-set": Shape(
        options={"class": _CLASSES, "sync-group": _WORDS}, holds=frozenset({"tab-item"})
    ),
    "table": Shape("may", options=_TABLE),
    "topic": Shape("must", options=_NAMED),
}  # fmt: skip

_DOES_NOTHING = re.compile(
    r"animate|chevron|child-(align|direction)|click-parent|color|columns|expand|gutter|icon|loading|margin"
    r"|new-tab|link-new-tab|orientation|outline|padding|reverse|shadow|text-align|tooltip"
)


@dataclass(frozen=True)
class DirectiveProblem:
    """What is wrong with a directive, what to do, and the option that it is about, if any."""

    message: str
    fix: str
    option: str = ""


def unknown(name: str, components: frozenset[str] | set[str]) -> DirectiveProblem | None:
    """Return why a directive of this name is not taken, or None."""
    if name in DIRECTIVES or name in components:
        return None
    return DirectiveProblem(
        f"The directive {{{name}}} is not one that the build takes.", instead(name)
    )


def directive_problems(
    name: str, argument: str, options: Mapping[str, str], body: str, within: str
) -> Iterator[DirectiveProblem]:
    """Yield what is wrong with a directive as it is written.

    `within` is the name of the directive round it, or empty. A directive that is not in `SHAPES`, such
    as the components of this book, has none.
    """
    shape = SHAPES.get(name)
    if shape is None:
        return
    written = f"{{{name}}}"
    if shape.argument == "must" and not argument.strip():
        fix = f"Write what it is about on its first line: «:::{written} …»."
        yield DirectiveProblem(f"{written} has nothing on its first line.", fix)
    holds = body.strip() or (shape.argument == "no" and argument.strip())
    if shape.content == "must" and not holds:
        yield DirectiveProblem(f"{written} is empty.", "Write what it holds, or remove it.")
    if shape.content == "no" and body.strip():
        fix = "Close it right below its options, and write the text after it."
        yield DirectiveProblem(f"{written} holds text, which it cannot show.", fix)
    if shape.within and within not in shape.within:
        around = " or ".join(f"{{{each}}}" for each in sorted(shape.within))
        yield DirectiveProblem(
            f"{written} stands outside of {around}, which it is a part of.",
            f"Put it directly inside {around}, whose fence has one sign more.",
        )
    yield from _option_problems(name, shape, options)
    yield from _content_problems(name, argument, options, body)


def _option_problems(
    name: str, shape: Shape, options: Mapping[str, str]
) -> Iterator[DirectiveProblem]:
    for option, value in options.items():
        if option not in shape.options:
            known = ", ".join(sorted(shape.options)) or "none"
            fix = f"Remove it, or correct its name. Its options are: {known}."
            if _DOES_NOTHING.fullmatch(option):
                fix = "Remove it: it would change nothing in this book."
            yield DirectiveProblem(f"{{{name}}} takes no option «{option}».", fix, option)
            continue
        words, pattern = shape.options[option]
        if not re.fullmatch(pattern, value or ""):
            shown = value[:40] if value else "nothing"
            message = f"The option «{option}» of {{{name}}} says «{shown}»."
            fix = f"Write «:{option}: …» with {words}."
            if words == "nothing":
                fix = f"Write «:{option}:» alone."
            yield DirectiveProblem(message, fix, option)


def _content_problems(
    name: str, argument: str, options: Mapping[str, str], body: str
) -> Iterator[DirectiveProblem]:
    if name in ("code-block", "sourcecode") and "emphasize-lines" in options:
        lines = len(body.split("\n")) if body else 0
        if problem := lines_problem(options["emphasize-lines"], lines):
            yield DirectiveProblem(*problem, "emphasize-lines")
    if name == "math":
        source = "\n\n".join(part for part in (argument.strip(), body.strip()) if part)
        if problem := formula_problem(source, block=True):
            yield DirectiveProblem(*problem)


def lines_problem(written: str, lines: int) -> tuple[str, str] | None:
    """Return what is wrong with numbers of lines to emphasise in code of so many lines, and what to do.

    Nothing is counted out here: «1-300000000» would otherwise take eleven gigabytes.
    """
    if not re.fullmatch(_LINES[1], written):
        return None  # said with the option's value
    for part in written.split(","):
        first, dash, last = (each.strip() for each in part.partition("-"))
        numbers = [
            int(each) if len(each) < 10 else MAX_LINE_NUMBER for each in (first, last) if each
        ]
        fix = f"Write lines from 1 to {lines}, such as «2,4-6»."
        if any(not 1 <= number <= lines for number in numbers):
            return f"The lines «{part.strip()[:20]}» are not in the code, which has {lines}.", fix
        if dash and len(numbers) == 2 and numbers[0] > numbers[1]:
            return f"The lines «{part.strip()[:20]}» run backwards.", fix
    return None


def formula_problem(tex: str, *, block: bool) -> tuple[str, str] | None:
    """Return why a formula cannot be shown, and what to do; None for one that can."""
    try:
        to_mathml(tex, block=block)
    except FormulaError as error:
        return str(error), error.fix
    return None


def recommended() -> Iterator[str]:
    """Yield every directive that some message advises to write."""
    for text in INSTEAD.values():
        yield from re.findall(r"\{([a-z-]+)\}", text)
