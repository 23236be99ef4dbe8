"""Rules for what was left unfinished."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import islice
from urllib.parse import quote

from booklint.alt import fault
from booklint.book import Book
from booklint.finding import Problem
from booklint.leftover_marks import (
    ASKED,
    BRACKETED,
    LEFTOVER_HINTS,
    MARKER,
    NEEDS_WORK,
    SHOUTED,
    STRICT_MARKER,
    STRUCK,
)
from booklint.near_links import near_links
from booklint.page import Page
from booklint.quotes import quoted_blanked
from booklint.registry import rule


@rule("words")
def leftover(page: Page) -> Iterator[Problem]:
    """No page shows what its author meant to finish: a marker, filler text or «coming soon».

    In a strict book no comment keeps a note of what is still to be done: open work belongs in an issue.

    Bad:
        Your text here.

    Bad (lines 1, 3, 6, 8):
        TODO: ask the experts.

        Lorem ipsum dolor sit amet.

        The second part is
        coming soon.

        In 20XX the experts were asked.

    Bad (strict, lines 3, 4, 6):
        Words.

        todo: ask the experts.
        The grant was [insert number].

        The date is to be confirmed.

    Good (strict):
        See [JM: the long report](report.md) by [name](name.md).
        See [The long report] (report.md) and [Who took part](part.md#who.

    Good:
        Suppose X people wait for Y hours.
        A «TODO» in a page is found. So is `FIXME`. Remember to do it. Failed to bind XXX to a port.
        It reduces the code needed to be written and kept. The plug-in is called Lorem Ipsum.
        There is code to be written, and it returns an Optional[T].
        It can be printed now (check the `_build` folder).
    """
    for prose in page.texts:
        lowered = prose.shape.lower()
        if not any(hint in lowered for hint in LEFTOVER_HINTS):
            continue
        if prose.kind == "alt" and fault(prose.text, ""):
            continue  # found as an alternative text that says nothing
        shown = quoted_blanked(prose.shape)
        # The words of a link with a slip, which `markup-shown` finds.
        links = [found.span() for found, *_ in near_links(prose)]
        told: set[int] = set()
        for match in [*MARKER.finditer(shown), *_other_marks(page, shown)]:
            word = match[0].strip()
            named = SHOUTED.fullmatch(word.upper()) and not SHOUTED.fullmatch(word)
            if (named and match.re is MARKER) or word == "Lorem Ipsum":
                continue  # somebody's name, or the name of a plug-in that makes filler text
            if any(first <= match.start() < last for first, last in links):
                continue
            any_value = match.re is MARKER and word.startswith("XXX")
            if any_value and not (page.strict or _is_note(shown, match)):
                continue
            line = prose.shape_line_of(match.start())
            if line not in told:
                told.add(line)
                message = f"«{word}» was left in the page"
                yield Problem(line, message, "finish the passage, or take it out", hides="line")
    for prose in page.prose if page.strict and "~~" in page.text else ():
        rows = page.lines[prose.line - 1 : prose.line + prose.text.count("\n")]
        for line, row in enumerate(rows, prose.line):
            found = STRUCK.search(re.sub(r"`[^`]*`", "", row))
            if found and "~~" not in prose.shape:
                message = f"«{found[0]}» has words that were struck out, and others in their place"
                yield Problem(line, message, "delete those that were struck out")
    for comment in page.comments if page.strict else ():
        for match in islice(NEEDS_WORK.finditer(comment.text), 1):
            message = f"the comment keeps a note of what is still to be done: «{match[0]}»"
            fix = "do it now, or open an issue and take the comment out"
            yield Problem(comment.line + comment.text.count("\n", 0, match.start()), message, fix)


@rule("book")
def file_left_over(book: Book) -> Iterator[Problem]:
    """No file lies in the book that a program left there: a copy, a backup, an empty notebook.

    Bad (index.md~, line 1):
        == index.md
        # Start
        == index.md~
        # Start

    Bad (plan.ipynb, line 1):
        == index.md
        # Start
        == plan.ipynb
        {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}

    Good:
        == .gitignore
        *.bak
        == index.md
        # Start
        == index.md.bak
        # Start
        == untitled.md
        # Untitled
    """
    listed = book.files.read(".gitignore") if book.files.is_file(".gitignore") else b""
    ignored = listed.decode("utf-8", "replace").split()
    folders = {book.folder, *map(posixpath.dirname, book.picture_files)}
    for path in sorted({path for folder in folders for path in book.files.walk(folder)}):
        name = posixpath.basename(path)
        if not (LEFT_BY_PROGRAMS.fullmatch(name) or _is_empty_notebook(book, path)):
            continue
        # One that git ignores is never published, and one that a page shows is part of the book.
        shown = any(
            each in page.text for page in book.pages.values() for each in (name, quote(name))
        )
        if not shown and not any(fnmatchcase(name, pattern) for pattern in ignored):
            message = f"{path} was left there by a program, or is a copy, and no page shows it"
            yield Problem(1, message, "delete the file", hides="page", path=path)


LEFT_BY_PROGRAMS = re.compile(
    r"Untitled ?\d*\.ipynb|(?:Copy of|Kopie von) .+|.+(?: - Copy(?: \(\d+\))?| copy(?: \d+)?|-Copy\d+)\.\w+|"
    r".+(?:\.bak|\.orig|\.rej|\.sw[op]|~)|\.DS_Store|Thumbs\.db|desktop\.ini|\.~lock\..+|~\$.+|\.?#.+"
)


def _is_empty_notebook(book: Book, path: str) -> bool:
    """Whether a file is a notebook without a cell."""
    text = book.files.read(path) if path.endswith(".ipynb") and book.files.is_file(path) else b""
    return bool(re.search(rb'"cells"\s*:\s*\[\s*\]', text))


def _is_note(text: str, marker: re.Match[str]) -> bool:
    """Whether a marker opens a note; elsewhere the same letters stand for any value."""
    return text[marker.end() :].startswith(":") or not text[: marker.start()].strip()


def _other_marks(page: Page, text: str) -> Iterator[re.Match[str]]:
    """Notes in brackets, and what is left over in this book; a template to fill in may ask for a date."""
    yield from ASKED.finditer(text) if page.strict else ()
    if not page.may_be_template:
        yield from BRACKETED.finditer(text)
        # Data quotes what others wrote of their own work.
        yield from STRICT_MARKER.finditer(text) if page.strict and page.path.endswith(".md") else ()
