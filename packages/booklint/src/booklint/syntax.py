"""What MyST directives and roles mean: which hold Markdown, which point at a page or a file."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ADMONITIONS = _names(
    """admonition attention caution danger error hint important note seealso tip todo warning
    exercise exercise-start solution solution-start versionadded versionchanged deprecated
    versionremoved proof theorem axiom lemma definition criterion remark conjecture corollary
    algorithm example property observation proposition assumption answer keypoint objectives
    prereq questions keypoints challenge demo discussion instructor-note callout testimonial
    """
)

UNTITLED = _names("attention caution danger error hint image important note seealso tip warning")
"""Directives of which no link can show a title."""

MARKDOWN_BODY = ADMONITIONS | _names(
    """aside blockquote caption card card-body card-carousel card-footer card-header centered compound
    container details div dropdown epigraph figure figure-md figure-start footer grid grid-item
    grid-item-card group-tab header highlights hlist image legend list-table margin only panels
    pull-quote rubric sidebar subfigure step steps tab tabbed tabs tab-item tab-set table toggle
    topic accordion column columns grids gated-start full-width
    """
)
"""Directives whose body is Markdown; the body of any other is left alone."""

TITLE_ARGUMENT = _names(
    """admonition card dropdown exercise grid-item-card list-table csv-table margin
    rubric sidebar solution step tab tab-item tabbed table topic todo sidebar caption
    """
)
"""Directives whose argument is a title in Markdown."""

BODY_ON_FIRST_LINE = (
    ADMONITIONS | _names("aside card-body card-footer card-header centered div margin pull-quote")
) - TITLE_ARGUMENT
"""Directives without an argument: words after the name already belong to the body."""

PICTURES = frozenset({"figure", "image"})
"""Directives whose argument is a picture."""

PICTURE_OPTIONS = _names(
    "align alt class figclass figname figwidth height lang loading name scale target width"
)

MYST_PICTURE_OPTIONS = PICTURE_OPTIONS | _names(
    """enumerated enumerator h kind label landscape no-subfig no-subfigure no-subfigures placeholder
    remove-input remove-output title w"""
)
"""The options of a picture in a MyST project."""

NO_OTHER_USE = _names(
    """admonition attention caution card danger dropdown figure glossary grid grid-item
    grid-item-card hint image important list-table note seealso sidebar tab-item tab-set tip
    toctree warning"""
)
"""Directives whose name is neither a language nor a usual class."""

CELLS = frozenset({"code", "code-block", "code-cell", "sourcecode"})

CARDS = frozenset({"card", "grid-item-card"})
CARD_PICTURES = ("img-top", "img-bottom", "img-background")

ROLE_LINKS = frozenset({"any", "doc", "download", "numref", "ref", "term", "eq", "prf:ref"})
"""Roles that point at a page, a label, a file, a term or an equation."""

SILENT_ROLES = _names(
    """bibliography cite cite:alp cite:alps cite:author cite:authors cite:cts cite:p cite:ps cite:t
    cite:ts cite:year cite:yearpar eval footcite footcite:p footcite:t glue index math octicon fa
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
