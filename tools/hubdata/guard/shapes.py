"""The directives that a page may use, and what each takes: the one table, for the checks and the build.

What is not known to be harmless is not in it. Options that would change nothing here (colours, icons,
margins of sphinx-design) are not taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from booklint.syntax import BOXES

CLASS_NAMES = ("class names", r"[A-Za-z0-9 _-]+")
_FLAG = ("nothing", r"")
_ANY = ("words", r"(?s).*")
WORDS = ("words", r"(?s).*\S.*")
_COUNT = ("a number", r"\s*\d{1,3}\s*")
NUMBER = ("a number", r"\s*\d{1,7}\s*")
LENGTH = ("a length such as 300px", r"\s*(\d{1,4}(\.\d*)?|\.\d+)\s*(em|ex|px|in|cm|mm|pt|pc)?\s*")
_PER_CENT = r"\s*(100(\.0*)?|\d{1,2}(\.\d*)?|\.\d+)\s*%\s*"
SHARE = ("a length such as 300px or a share up to 100%", rf"{LENGTH[1]}|{_PER_CENT}")
_SCALE = ("a share such as 50%", r"\s*\d{1,3}\s*%?\s*")
SIDES = ("left, center or right", r"\s*(left|center|right)\s*")
LINES = ("lines such as 2,4-6", r"\s*(\d+(-\d*)?|-\d+)(\s*,\s*(\d+(-\d*)?|-\d+))*\s*")
_WIDTHS = ("auto, grid or numbers", r"\s*(auto|grid|\d{1,4}([ ,]+\d{1,4})*)\s*")
_LINK_TYPE = ("url, any, ref or doc", r"\s*(url|any|ref|doc|myst)\s*")

Option = tuple[str, str]
"""What a value is: in words, and as a pattern."""


@dataclass(frozen=True)
class Shape:
    """What a directive takes.

    `argument` is «no», «may» or «must»; `content` likewise. `options` maps the name of each option to
    what its value is, in words and as a pattern, and `needs` names those that it cannot do without;
    `first_line` says the same of the argument. `within` names the directives of which it must stand
    directly inside one; `holds` those of which it may hold no others.
    """

    argument: str = "no"
    content: str = "must"
    options: Mapping[str, Option] = field(default_factory=dict)
    within: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    first_line: Option = _ANY
    needs: frozenset[str] = frozenset()


_SPAN = r"\s*(auto|[1-9]|1[0-2])\s*"
_ROWS = ("1 or 4 numbers from 1 to 12", rf"{_SPAN}(\s{_SPAN}\s{_SPAN}\s{_SPAN})?")
_NAMED = {"class": CLASS_NAMES, "name": _ANY}
_PICTURE = {
    **_NAMED,
    "align": SIDES,
    "alt": _ANY,
    "height": LENGTH,
    "scale": _SCALE,
    "target": WORDS,
    "width": SHARE,
}
_FIGURE = {
    **_PICTURE,
    "figclass": CLASS_NAMES,
    "figwidth": ("a length, or image", rf"{SHARE[1]}|\s*image\s*"),
}
_LANGUAGE = ("a language, and options below it", r"[^\s{}]*")
_CODE = {
    **_NAMED,
    "caption": WORDS,
    "dedent": ("a number", r"\s*\d{0,3}\s*"),
    "emphasize-lines": LINES,
    "force": _FLAG,
    "lineno-start": NUMBER,
    "linenos": _FLAG,
}
_TABLE = {**_NAMED, "widths": _WIDTHS}
_CARD = {
    "class-body": CLASS_NAMES,
    "class-card": CLASS_NAMES,
    "class-footer": CLASS_NAMES,
    "class-header": CLASS_NAMES,
    "class-title": CLASS_NAMES,
    "footer": _ANY,
    "header": _ANY,
    "link": WORDS,
    "link-alt": _ANY,
    "link-type": _LINK_TYPE,
}
_BUTTON = {"class": CLASS_NAMES, "ref-type": _LINK_TYPE}
_CARDS = frozenset({"card", "grid-item-card"})
_SLOT = Shape(options={"class": CLASS_NAMES}, within=_CARDS)

SHAPES: dict[str, Shape] = {
    **dict.fromkeys(BOXES, Shape(options=_NAMED)),
    "admonition": Shape("must", options=_NAMED),
    "button-link": Shape("must", "may", _BUTTON),
    "button-ref": Shape("must", "may", _BUTTON),
    "card": Shape("may", "may", _CARD),
    "card-carousel": Shape("must", options={"class": CLASS_NAMES}, holds=frozenset({"card"})),
    "card-footer": _SLOT,
    "card-header": _SLOT,
    "code": Shape(
        "may",
        options={**_NAMED, "force": _FLAG, "number-lines": ("a number", r"\s*\d{0,7}\s*")},
        first_line=_LANGUAGE,
    ),
    "code-block": Shape("may", options=_CODE, first_line=_LANGUAGE),
    "container": Shape("may", options={"name": _ANY}),
    "dropdown": Shape("must", options={"name": _ANY, "open": _FLAG}),
    "epigraph": Shape(),
    "figure": Shape(
        "must", "may", _FIGURE
    ),
    "glossary": Shape(options={"sorted": _FLAG}),
    "grid": Shape(
        "may",
        options={"class-container": CLASS_NAMES, "class-row": CLASS_NAMES},
        holds=frozenset({"grid-item", "grid-item-card"}),
        first_line=_ROWS,
    ),
    "grid-item": Shape("no", options={"class": CLASS_NAMES}, within=frozenset({"grid"})),
    "grid-item-card": Shape(
        "may", "may", {**_CARD, "class-item": CLASS_NAMES}, within=frozenset({"grid"})
    ),
    "highlights": Shape(),
    "image": Shape("must", "no", _PICTURE),
    "list-table": Shape("may", options={**_TABLE, "header-rows": _COUNT, "stub-columns": _COUNT}),
    "math": Shape("may", "may", {"class": CLASS_NAMES, "label": _ANY, "name": _ANY, "nowrap": _FLAG}),
    "parsed-literal": Shape(options=_NAMED),
    "pull-quote": Shape(),
    "rubric": Shape("must", "no", _NAMED),
    "sidebar": Shape("may", options={**_NAMED, "subtitle": WORDS}),
    "sourcecode": Shape("may", options=_CODE, first_line=_LANGUAGE),
    "tab-item": Shape(
        "must",
        options={
            "class-container": CLASS_NAMES,
            "class-content": CLASS_NAMES,
            "class-label": CLASS_NAMES,
            "name": _ANY,
            "selected": _FLAG,
            "sync": WORDS,
        },
        within=frozenset({"tab-set"}),
    ),
    "tab-set": Shape(
        options={"class": CLASS_NAMES, "sync-group": WORDS}, holds=frozenset({"tab-item"})
    ),
    "table": Shape("may", options=_TABLE),
    "topic": Shape("must", options=_NAMED),
}  # fmt: skip

_KEY = ("one name", r"\s*[\w-]+\s*")
_COHORT = {"cohort": _KEY}
GROUPS = ("expert", "team", "writer", "speaker", "contributor")
_GROUP = (f"{', '.join(GROUPS[:-1])} or {GROUPS[-1]}", "|".join(GROUPS))
_NOTHING = """
    at-a-glance cite-this-page cohort-at-a-glance cohort-cards comparison conflicts crosswalk
    data-dictionary figure-index form-at-a-glance gallery gaps house-rules how-much-was-read
    hub-at-a-glance hub-numbers money newest practice-list programmes related what-you-can-write
"""

COMPONENTS: dict[str, Shape] = {
    **dict.fromkeys(_NOTHING.split(), Shape(content="no")),
    **dict.fromkeys(
        ("case-study-cards", "events", "organisations", "outputs"),
        Shape(content="no", options=_COHORT),
    ),
    "curriculum": Shape(content="no", options=_COHORT, needs=frozenset(_COHORT)),
    "forms": Shape(content="no", options={"order": WORDS}),
    "lesson-evidence": Shape("must", "no", first_line=_KEY),
    "people": Shape(content="no", options={**_COHORT, "group": _GROUP}),
}
"""What the extension draws records with; a test holds that there are these and no others."""


def shape_of(name: str) -> Shape | None:
    """Return what a directive of this name takes, or None if no page may use it."""
    return SHAPES.get(name) or COMPONENTS.get(name)
