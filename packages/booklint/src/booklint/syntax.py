"""What MyST directives and roles mean: which hold Markdown, which point at a page or a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


ADMONITIONS = words(
    """admonition attention caution danger error hint important note seealso tip todo warning
    exercise exercise-start solution solution-start versionadded versionchanged deprecated
    versionremoved proof theorem axiom lemma definition criterion remark conjecture corollary
    algorithm example property observation proposition assumption answer keypoint objectives
    prereq questions keypoints challenge demo discussion instructor-note callout testimonial
    """
)

UNTITLED = words(
    """attention card caution container danger dropdown epigraph error grid grid-item grid-item-card
    highlights hint image important note parsed-literal pull-quote seealso tab-item tab-set tip warning
    """
)
"""Directives of which no link can show a title."""

MARKDOWN_BODY = ADMONITIONS | words(
    """aside blockquote caption card card-body card-carousel card-footer card-header centered compound
    container details div dropdown epigraph figure figure-md figure-start footer grid grid-item
    grid-item-card group-tab header highlights hlist image legend list-table margin only panels
    pull-quote rubric sidebar subfigure step steps tab tabbed tabs tab-item tab-set table toggle
    topic accordion column columns grids gated-start full-width
    """
)
"""Directives whose body is Markdown; the body of any other is left alone."""

TITLE_ARGUMENT = words(
    """admonition card dropdown exercise grid-item-card list-table csv-table margin
    rubric sidebar solution step tab tab-item tabbed table topic todo sidebar caption
    """
)
"""Directives whose argument is a title in Markdown."""

BODY_ON_FIRST_LINE = (
    ADMONITIONS | words("aside card-body card-footer card-header centered div margin pull-quote")
) - TITLE_ARGUMENT
"""Directives without an argument: words after the name already belong to the body."""

CAPTIONED = frozenset({"code", "code-block", "literalinclude", "sourcecode"})
"""Directives with an option `caption`, which is Markdown."""

PICTURES = frozenset({"figure", "image"})
"""Directives whose argument is a picture."""

ARGUMENT_NEEDED = {
    "tab-item": "the words of its tab",
    **dict.fromkeys(("solution", "solution-start"), "the label of its exercise"),
    **dict.fromkeys(("include", "literalinclude"), "the path of a file"),
    "button-link": "an address",
    "button-ref": "a label",
    **dict.fromkeys(("rubric", "sidebar", "topic"), "its title"),
}
"""Directives that do nothing without an argument, and what that is."""

BOXES = (
    *("attention", "caution", "danger", "error", "hint"),
    *("important", "note", "seealso", "tip", "warning"),
)
"""Boxes that are headed by what they are: no words of an author stand in their heads."""

A_TITLE = re.compile(
    r"(?!.*(?:[.,;:!?]| (?:an?|and|are|as|at|by|for|from|in|is|of|on|or|see|that|the|to|with))$)"
    r"(?=.{3,50}$)[A-Z]\S*(?: \S+){0,7}"
)
"""Few words that are no part of a sentence, which goes on in the next line."""

EXTENSION_OF = {
    **dict.fromkeys(
        words("exercise exercise-start exercise-end solution solution-start solution-end"),
        "sphinx_exercise",
    ),
    "mermaid": "sphinxcontrib.mermaid",
    "youtube": "sphinxcontrib.youtube",
}
"""The extension that knows a directive, where Jupyter Book has none of itself."""


def extension_of(name: str) -> str:
    """The extension that Jupyter Book loads for a directive or a role, or nothing."""
    if re.fullmatch(
        r"(?:grid|card|tab|button)-.+|grid|card|dropdown|article-info|bdg(?:-.+)?|octicon", name
    ):
        return "sphinx_design"
    return "sphinxcontrib.bibtex" if re.fullmatch(r"cite(?::\w+)?|bibliography", name) else ""


CLASSES = words(
    """attention caution danger dropdown error full-width hint important margin note seealso sidebar tip
    toggle warning"""
)
"""The classes that boxes have, as the guides show them."""

COUNTS = words("header-rows stub-columns lineno-start maxdepth")
"""The options whose value is a whole number."""

SAID = words("alt caption img-alt link-alt subtitle")
"""The options whose value is words for a reader."""

_ANY = "class name "
_ADMONITION = _ANY + "collapsible open"
_CARD = (
    _ANY
    + """columns width margin padding text-align img-top img-bottom img-background img-alt
    img-lazy link link-type link-alt shadow class-card class-header class-body class-title class-footer
    class-img-top class-img-bottom class-img class-item child-align child-direction outline"""
)
_CODE = _ANY + "linenos lineno-start emphasize-lines caption dedent force number-lines"
_TABLE = _ANY + "align width widths caption header-rows stub-columns"
_PICTURE = _ANY + "align alt figclass figname figwidth height lang loading scale target width"
_BUTTON = _ANY + "color outline align expand click-parent tooltip shadow ref-type"
OPTIONS = {
    **dict.fromkeys(PICTURES, _PICTURE),
    **dict.fromkeys((*BOXES, "admonition"), _ADMONITION),
    **dict.fromkeys(("card", "grid-item-card"), _CARD),
    **dict.fromkeys(("code", "code-block", "sourcecode"), _CODE),
    **dict.fromkeys(("table", "list-table"), _TABLE),
    "csv-table": _TABLE + " header file url encoding delim quote keepspace escape",
    "dropdown": _ANY
    + "open icon color margin chevron animate class-container class-title class-body",
    "grid": _ANY + "gutter margin padding outline reverse class-container class-row",
    "grid-item": _ANY + "columns margin padding child-align child-direction outline",
    "tab-set": _ANY + "sync-group",
    "tab-item": _ANY + "selected sync class-container class-label class-content",
    **dict.fromkeys(("button-link", "button-ref"), _BUTTON),
    "include": _ANY
    + """literal code encoding parser tab-width start-line end-line start-after end-before number-lines
    heading-offset relative-docs relative-images""",
    "literalinclude": _CODE
    + """ lineno-match tab-width language encoding pyobject lines start-after end-before start-at end-at
    prepend append diff""",
    "math": _ANY + "label nowrap no-wrap",
    "glossary": _ANY + "sorted",
    "sidebar": _ANY + "subtitle",
    "toctree": _ANY + "maxdepth caption glob hidden includehidden numbered titlesonly reversed",
    "exercise": _ANY + "label nonumber hidden",
    "solution": _ANY + "label hidden",
}
"""The options of each directive, as docutils, Sphinx and sphinx-design document them."""

MYST_OPTIONS = words(
    """enumerated enumerator h icon kind label landscape no-subfig no-subfigure no-subfigures placeholder
    remove-input remove-output title w"""
)
"""The options that directives have besides in a MyST project."""

NO_OTHER_USE = words(
    """admonition attention caution card danger dropdown figure glossary grid grid-item
    grid-item-card hint image important list-table note seealso sidebar tab-item tab-set tip
    toctree warning"""
)
"""Directives whose name is neither a language nor a usual class."""

LANGUAGES = words(
    "python ipython javascript typescript markdown console fortran powershell dockerfile"
)
"""Languages of code that no other language is much like."""

SHARED = "|".join(BOXES) + (
    "|admonition|code-block|epigraph|figure|glossary|image|list-table|math|rubric|sidebar"
)
"""A pattern of directives that a page may have as well as a text in reStructuredText."""

CELLS = frozenset({"code", "code-block", "code-cell", "sourcecode"})

LITERAL = CELLS | {"eval-rst", "math", "mermaid", "parsed-literal", "raw", "testcode"}
"""Directives that hold what another program reads."""

CARDS = frozenset({"card", "grid-item-card"})
CARD_PICTURES = ("img-top", "img-bottom", "img-background")

DIRECTIVES = MARKDOWN_BODY | words(
    """bibliography button-link button-ref class code code-block code-cell command-output csv-table
    deprecated doctest embed eval-rst glossary glue glue:figure glue:math image include index
    line-block literalinclude math mermaid meta nb-exec-table only parsed-literal plot productionlist
    raw replace role sourcecode tab-set-code tableofcontents tags testcode thebe-button toctree
    todolist unicode update-date video youtube figure-end iframe"""
)
"""Directives of docutils, Sphinx and the extensions that books use."""

KNOWN_ROLES = words(
    """abbr abbreviation any attribution attr badge bdg bdg-danger bdg-dark bdg-info bdg-light
    bdg-primary bdg-ref-primary bdg-secondary bdg-success bdg-warning cite cite:alp cite:alps
    cite:author cite:authorpar cite:authorpars cite:authors
    cite:cauthor cite:cauthors cite:ct cite:cts cite:label cite:labelpar cite:p cite:ps
    cite:t cite:title cite:ts cite:year cite:yearpar class code command date del dfn doc download
    emphasis envvar eq eval fa fab fas far file footcite footcite:p footcite:t func glue glue:any
    glue:md glue:text guilabel hoverxref index kbd keyword literal mailheader math menuselection meth mimetype
    mod numref octicon option pep prf:ref program py:class py:func py:meth py:mod raw ref regexp rfc samp
    smallcaps strike strong sub subscript sup superscript term title-reference token u underline"""
)
"""Roles of docutils, Sphinx and the extensions that books use."""

ROLE_LINKS = frozenset({"any", "doc", "download", "numref", "ref", "term", "eq", "prf:ref"})
"""Roles that point at a page, a label, a file, a term or an equation."""

SILENT_ROLES = words(
    """bibliography cite cite:alp cite:alps cite:author cite:authorpar cite:authorpars cite:authors
    cite:cauthor cite:cauthors cite:ct cite:cts cite:label cite:labelpar cite:p cite:ps cite:t
    cite:ts cite:year cite:yearpar eval footcite footcite:p footcite:t glue math octicon fa
    fab fas far fa-solid fa-brands material-regular material-outlined material-round
    material-sharp material-twotone raw
    """
)
"""Roles whose content is not read out as words."""


def bare_name(directive: str) -> str:
    """The name of a directive without its domain: `prf:theorem` is `theorem`."""
    return directive.rpartition(":")[2]


def holds_markdown(directive: str) -> bool:
    """Whether the body of a directive is Markdown."""
    return bare_name(directive) in MARKDOWN_BODY


def options_read(directive: str) -> bool:
    """Whether anything is known of the options of a directive."""
    return (holds_markdown(directive) or directive in OPTIONS) and directive != "only"


SHORT = 8
"""Names with fewer letters are too much alike for two slips."""


def meant(name: str, known: Iterable[str], *, one_slip: bool = False) -> str:
    """The known name that a slip or two have made into one that is not known, or nothing."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    from booklint.nearest import alike

    known = sorted(known)
    plain = [each for each in known if ":" in each and each.replace(":", "") == name]
    if plain:
        return plain[0]
    slips = 1 if one_slip or len(name) < SHORT else 2
    found = process.extract(name.lower(), known, scorer=OSA.distance, score_cutoff=slips)
    near = [each for each, *_ in found if alike(name, each)]
    return near[0] if near and name not in known else ""


@cache
def known_language(name: str) -> bool:
    """Whether Pygments colours code of a language of this name."""
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        find_lexer_class_by_name(name)
    except ClassNotFound:
        return False
    return True


def code_meant(info: str) -> str:
    """The language of code that another program names in braces, as in `{.python}` and `{r, echo=FALSE}`."""
    name = re.split(r"[\s,{}]+", info.strip("{}. "))[0].lower()
    return name if known_language(name) else ""


_CITATION = r"\s*(?:\{[^{}]+\})?\s*[^{}\s,]+\s*(?:\{[^{}]+\})?\s*"


def citation_broken(role: str, content: str) -> str:
    """What to write in the place of a citation that sphinxcontrib-bibtex cannot read, or nothing."""
    if re.fullmatch(rf"{_CITATION}(?:,{_CITATION})*", content):
        return ""
    return f"write {{{role}}}`key,key`; words round a key stand in braces: {{{role}}}`{{see}}key{{page 3}}`"


def title_lost(name: str, words: str, body: str, *, options: bool) -> str:
    """What to write for words on the first line of a box that Sphinx shows with its body as one text.

    They are a title, or `options` stand between the two, of which MyST-Parser warns; else nothing.
    """
    if name not in BOXES or not words or not body.strip():
        return ""
    if A_TITLE.fullmatch(words) and (options or body[0].isupper()):
        return f"write «{{admonition}} {words}» with «:class: {name}»"
    return "write the words below the options" if options else ""


def wrong_value(directive: str, option: str, value: str) -> str:
    """What docutils says against the value of an option of a picture, or nothing."""
    from docutils.parsers.rst.directives.images import Figure, Image

    spec = (
        {"figure": Figure, "image": Image}[directive].option_spec if directive in PICTURES else {}
    )
    if option not in spec or not value:
        return ""
    try:
        spec[option](value)
    except (TypeError, ValueError) as error:
        return str(error).splitlines()[0].rstrip(".:")
    return ""


def wrong_form(option: str, value: str, lines: int) -> tuple[str, str]:
    """What is wrong with the value of an option of any directive, and what to write; else two empty texts.

    `lines` are those of the body, if it has one.
    """
    numbers = [int(each) for each in re.findall(r"\d{1,9}", value)]
    if option in COUNTS and value and not re.fullmatch(r"-?\d+", value):
        return "which is no whole number", f"write «:{option}: 1», or another number"
    share = re.fullmatch(r"(\d{3,6})(\.\d*)?%", value)
    if option in ("width", "figwidth") and share and int(share[1]) > 100:
        return "which is wider than the page", "write a share up to 100%"
    if option == "columns" and max(numbers, default=0) > COLUMNS:
        return f"but a row has {COLUMNS} columns", f"write a number up to {COLUMNS}"
    if option == "emphasize-lines" and lines and max(numbers, default=0) > lines:
        return f"lines that are not in the code, which has {lines}", "count its lines from 1"
    if option == "tags" and value.count("[") != value.count("]"):
        return "with a bracket that has no partner", "write «:tags: [one, two]»"
    near = (
        meant(each, CLASSES, one_slip=True)
        for each in re.findall(r"[\w-]+", value)
        if option == "class"
    )
    if instead := next(filter(None, near), ""):
        return "a class that changes nothing", f"did you mean {instead}?"
    return "", ""


COLUMNS = 12


def option_meant(directive: str, option: str, *, is_myst: bool = False) -> str:
    """The option of a directive that was probably meant by one that it does not have, or nothing."""
    if directive not in OPTIONS:
        return ""
    if directive in PICTURES and means_alt(option):
        return "alt"
    if directive in PICTURES and option in ("link", "href", "url"):
        return "target"
    if directive in PICTURES and option in ("label", "id") and not is_myst:
        return "name"
    known = words(OPTIONS[directive]) | (MYST_OPTIONS if is_myst else frozenset())
    return meant(option, known)


def means_alt(option: str) -> bool:
    """Whether an option that pictures do not have was meant as `alt`."""
    name = option.lower().strip()
    return option != "alt" and (
        name.startswith("alt") or name in ("atl", "lat", "al", "description")
    )
