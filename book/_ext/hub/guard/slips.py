"""Refuses what would be printed as it stands, or lost in silence: the build asks the checks' own rules.

Only rules that need one page and no other, and that the build itself says nothing about.
"""

from __future__ import annotations

from booklint.reader import Reader
from booklint.rules.headings import heading_empty
from booklint.rules.links import link_target_empty, link_text_empty
from booklint.rules.markup import (
    directive_syntax,
    fence_closed,
    footnote_definition,
    heading_syntax,
    link_definition,
    link_syntax,
    option_in_caption,
    option_syntax,
    role_syntax,
    wiki_link,
)
from house_rules.build_guard import markup_of_others
from sphinx.application import Sphinx

from . import refusals

RULES = (
    directive_syntax,
    fence_closed,
    footnote_definition,
    heading_empty,
    heading_syntax,
    link_definition,
    link_syntax,
    link_target_empty,
    link_text_empty,
    markup_of_others,
    option_in_caption,
    option_syntax,
    role_syntax,
    wiki_link,
)


def check_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Refuse a slip in the text of a page, in the words of the checks."""
    page = Reader(app.env.myst_config).read(docname, source[0])
    for slip in RULES:
        for problem in slip(page):
            if problem.line <= page.front_matter_end:
                continue  # a record, which is shown as it is written
            said = (f"{text[:1].upper()}{text[1:]}" for text in (problem.message, problem.fix))
            refusals.note(app.env, docname, problem.line, "{}. {}.".format(*said))
