"""Read a Markdown page with MyST's own parser into the facts that the rules look at.

The dialect is that of the build: the same parser, set up from the book's own configuration.
docutils is not needed for this, which makes it some ten times faster than a build.
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from types import FrameType
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from booklint import mystmd
from booklint.addresses import addresses_in_text, is_address
from booklint.notebook import NotebookError, read_notebook
from booklint.page import Address, Page
from booklint.safe_yaml import read_yaml
from booklint.tables import tables_in
from booklint.walk import Walk

MAX_CHARACTERS = 1_000_000
"""A page longer than this is not read."""

MAX_CELLS = 100_000
"""A table of more cells than this is not read: the parser fills each short row up to the full width."""

SECONDS = 2.0
"""A page that takes longer than this is given up."""

SLUG_CLEAN = re.compile(r"[^\w\u4e00-\u9fff\- ]")


class TooSlowError(Exception):
    """Reading the page took longer than it may."""


class _LocatedState(StateInline):
    """An inline state that notes in each token where in the text it begins."""

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        had_pending = bool(self.pending)
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos
        if had_pending:
            self.tokens[-2].meta["at"] = self.pos
        return token


class _LocatedInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _LocatedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        for token in state.tokens if "\\" in src else ():
            # What an author escaped was meant as text; without this it would melt into its neighbours.
            if token.type == "text_special" and token.info == "escape" and len(token.content) == 1:
                token.type = "escaped"
        return state.tokens


def _join_fragments(state: StateInline) -> None:
    """Join adjacent texts as the parser does, whose own way takes memory by the square of a line."""
    level, joined = 0, []
    for is_text, tokens in groupby(state.tokens, lambda token: token.type == "text"):
        run = list(tokens)
        for token in run:
            level += min(token.nesting, 0)
            token.level = level
            level += max(token.nesting, 0)
        if is_text:
            run[-1].content = "".join(token.content for token in run)
        joined += run[-1:] if is_text else run
    state.tokens[:] = joined


class Reader:
    """Reads pages of one dialect: takes the parser settings of a book, gives a page for a text."""

    def __init__(self, config: MdParserConfig, dialect: str = "sphinx") -> None:
        self.config = config
        self.dialect = dialect
        self.md = create_md_parser(config, RendererHTML)
        if dialect == "myst":
            mystmd.extend(self.md)
        self.md.options["store_labels"] = True
        located = _LocatedInline()
        located.ruler, located.ruler2 = self.md.inline.ruler, self.md.inline.ruler2
        located.ruler2.at("fragments_join", _join_fragments)
        self.md.inline = located

    def read(self, path: str, text: str, *, in_book: bool = True) -> Page:
        """Read one page, Markdown or a notebook; whatever the text is, a page comes back."""
        page = Page(path=path, text=text, in_book=in_book, dialect=self.dialect)
        if path.endswith(".ipynb"):
            self._read_notebook(page)
        else:
            self._guarded(page, lambda walk: walk.walk_page(text))
        page.addresses = _addresses(page)
        return page

    def _read_notebook(self, page: Page) -> None:
        """Read the Markdown cells of a notebook; its text becomes what they say."""
        try:
            notebook = read_notebook(page.text)
        except NotebookError as error:
            page.text, page.unreadable, page.unreadable_line = "", str(error), error.line
            return
        page.text = "\n".join(notebook.rows)
        page.places = notebook.places
        self._guarded(page, lambda walk: walk.walk_notebook(notebook))

    def read_data(self, path: str, text: str, first: int = 1) -> Page:
        """Read the Markdown in the values of YAML from line `first` on, as a page of nothing else."""
        page = Page(path=path, text=text)
        self._guarded(page, lambda walk: walk.values(read_yaml(text), first))
        return page

    def _guarded(self, page: Page, work: Callable[[Walk], None]) -> None:
        """Do the work; note on the page what went wrong, whatever it is."""
        if len(page.text) > MAX_CHARACTERS:
            page.unreadable = f"it is longer than {MAX_CHARACTERS:,} characters"
            return
        if any(table.cells > MAX_CELLS for table in tables_in(page.text)):
            page.unreadable = f"a table in it has more than {MAX_CELLS:,} cells"
            return
        try:
            with _time_limit(SECONDS):
                work(Walk(self.md, self.slug, self.config, page))
        except TooSlowError:
            page.unreadable = f"reading it took longer than {SECONDS:g} seconds"
        except RecursionError:
            page.unreadable = "it is nested too deeply"
        except Exception as error:
            page.unreadable = f"the parser failed on it ({type(error).__name__}: {error})"

    def slug(self, title: str) -> str:
        """The anchor of a heading, as MyST makes it."""
        if self.dialect == "myst":
            return mystmd.slug(title)
        if self.config.heading_slug_func is not None:
            return self.config.heading_slug_func(title)
        return SLUG_CLEAN.sub("", title.lower().replace(" ", "-"))


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` in the body after so many seconds, where the system has such a clock.

    Only the seconds in which this process itself works count: a page is not slow because the
    computer is busy with something else.
    """
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _addresses(page: Page) -> list[Address]:
    """Every address of the web on a page: links, pictures, options, bare text, front matter."""
    found = []
    for link in page.links:
        if is_address(link.target):
            kind = "bare" if link.syntax in ("automatic", "bare") else "link"
            found.append(Address(link.target, link.line, kind, link.text))
    for image in page.images:
        if is_address(image.source):
            found.append(Address(image.source, image.line, "picture"))
    known = {(each.url, each.line) for each in found}
    loose = addresses_in_text(page.front_matter_source, 2)
    for prose in page.prose:
        loose += addresses_in_text(prose.text, prose.line, "bare")
    for address in loose:
        if not any(line == address.line and address.url in url for url, line in known):
            found.append(address)
    return sorted(found, key=lambda each: each.line)
