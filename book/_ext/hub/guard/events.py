"""Sets the guard at every place of a build where something could come in."""

from pathlib import Path

from docutils import nodes
from hubdata.guard.tree import tree_problems
from sphinx.application import Sphinx
from sphinx.config import Config

from ..state import records
from . import clock, markup, refusals, slips
from .refusals import RefusedError
from .used import check_used_files


def _check_tree(app: Sphinx, config: Config) -> None:
    """Refuse files before the menu, the bibliography or a page is read."""
    book = Path(app.srcdir).resolve()
    problems = sorted(set(tree_problems(book)))
    for problem in problems:
        place = f"{book.parent / problem.path}:{problem.line}"
        refusals.logger.error("%s %s", problem.message, problem.fix, location=place)
    if problems:
        raise RefusedError(len(problems))
    # What is hidden was not looked at, so it must not be read.
    config.exclude_patterns = [*config.exclude_patterns, ".*", "**/.*"]
    config.suppress_warnings = [*config.suppress_warnings, *slips.SAID_BETTER]


def _begin(app: Sphinx) -> None:
    """Name what fails; forbid docutils to read files and to pass markup on, should all else fail."""
    refusals.name_what_fails(app)
    app.env.settings |= {"file_insertion_enabled": False, "raw_enabled": False}


def _check_known(app: Sphinx, docname: str, source: list[str]) -> None:
    """Refuse a page whose front matter was not checked with the records, which could run code."""
    if docname not in records(app).pages:
        refusals.note(app.env, docname, None, "This page is not in a folder of the book. Move it.")
        source[0] = ""


def _check_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Refuse what came in after reading: the bibliography's addresses, and the menu's."""
    problems = list(markup.markup_problems(doctree))
    for _, message in problems:
        refusals.logger.error("%s", message, location=(docname, None))
    if problems:
        raise RefusedError(len(problems))


def setup_guard(app: Sphinx) -> None:
    """Set the guard at every place where something could come in."""
    app.connect("config-inited", _check_tree, priority=10)
    app.connect("builder-inited", _begin, priority=10)
    app.connect("source-read", clock.start, priority=10)
    app.connect("source-read", slips.check_source, priority=20)
    app.connect("source-read", _check_known, priority=900)
    app.connect("doctree-read", markup.check_titles, priority=10)
    app.connect("doctree-read", markup.check_doctree, priority=900)
    app.connect("doctree-read", check_used_files, priority=900)
    app.connect("doctree-read", clock.end, priority=999)
    app.connect("env-updated", refusals.stop_if_any, priority=10)
    app.connect("doctree-resolved", _check_resolved, priority=900)
