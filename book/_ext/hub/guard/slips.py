"""Refuses what would be printed as it stands, or lost in silence: the build asks the checks' own rules.

Only rules that need one page and no other, and of which the build itself says nothing, or not where.
"""

from itertools import islice

from booklint.reader import Reader
from booklint.rules.directives import option_lost
from booklint.rules.headings import heading_empty, heading_order, title_problems
from booklint.rules.link_text import link_empty
from booklint.rules.markup import markup_shown, text_changed, text_lost
from sphinx.application import Sphinx

from ..markdown import capital
from . import refusals

RULES = (
    heading_empty,
    link_empty,
    markup_shown,
    option_lost,
    text_changed,
    text_lost,
)
WARNED = (heading_order, title_problems)
"""What does no harm: the build goes on, and says what else is wrong, before it ends with this."""


MAX_SLIPS = 20
"""Of one kind on one page: whoever made more has made the same one each time."""


SAID_BETTER = ("myst.header", "myst.directive_comments")
"""What MyST warns of and these rules refuse, at the line and with what to write."""


def check_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Refuse a slip in the text of a page, in the words of the checks."""
    page = Reader(app.env.myst_config).read(docname, source[0])
    for slip in (*RULES, *WARNED):
        # What only looks like markup may be what somebody wrote into a form, where its signs are escaped.
        page.strict = slip is not markup_shown
        for problem in islice(slip(page), MAX_SLIPS):
            if problem.line <= page.front_matter_end:
                continue  # a record, which is shown as it is written
            # In a shape one sign stands for code, a role, a link or a picture.
            said = f"{capital(problem.message)}. {capital(problem.fix)}.".replace("\ufffc", "…")
            if slip in WARNED:
                refusals.logger.warning("%s", said, location=(docname, problem.line))
            else:
                refusals.note(app.env, docname, problem.line, said)
