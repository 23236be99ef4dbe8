"""The directives and roles that a page may use: what is not known to be harmless is not allowed.

Others of Sphinx and its extensions read files (`include`, `csv-table`), pass markup on (`raw`, `meta`),
run code or expressions (`eval`, `only`), write TeX as it stands (`math`, `tabularcolumns`), or put
addresses past the checks (`toctree`).
"""

from __future__ import annotations

_ADMONITIONS = """
    admonition attention caution danger error hint important note seealso tip warning
"""
_BLOCKS = """
    class code code-block container epigraph figure glossary highlights image list-table pull-quote
    rubric sidebar table topic
"""
_DESIGN = """
    button-link button-ref card card-carousel dropdown grid grid-item grid-item-card tab-item tab-set
"""
# Those of this book, besides its components.
_OWN = """
    card-list every-source page-sources source-list stub-table
"""

_COMPONENTS = """
    at-a-glance case-study-cards cite-this-page cohort-cards comparison conflicts crosswalk
    curriculum data-dictionary events figure-index gallery gaps house-rules how-much-was-read
    hub-at-a-glance hub-numbers lesson-evidence money organisation-cards outputs people
    practice-list programmes related template-downloads
"""
COMPONENTS = frozenset(_COMPONENTS.split())
"""What the extension draws records with; a test holds that there are these and no others."""

DIRECTIVES = COMPONENTS | frozenset(f"{_ADMONITIONS} {_BLOCKS} {_DESIGN} {_OWN}".split())

_ROLES = """
    abbr abbreviation code date download emphasis file generated guilabel kbd literal menuselection
    number samp strong sub subscript sup superscript title-reference
"""

ROLES = frozenset(_ROLES.split())
"""Roles outside a domain; `ref`, `doc`, `term` and `cite:…` stand in domains, which only make links."""

INSTEAD = {
    "bibliography": "Write {page-sources}, or {source-list}.",
    "code-cell": "Write the code in a code block: nothing on a page is run.",
    "csv-table": "Write the table in Markdown, or as a {list-table}.",
    "eval": "Write the value: nothing on a page is run.",
    "include": "Write the text on the page itself.",
    "literalinclude": "Write the lines on the page itself, in a code block.",
    "math": "Say it in words, or as a figure: this site has nothing that draws formulas.",
    "toctree": "The menu is book/_toc.yml.",
}


def instead(name: str) -> str:
    """Return what to write in the place of a directive or role that is not allowed."""
    return INSTEAD.get(name, "Write it in Markdown.")
