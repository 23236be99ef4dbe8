"""The menu: every entry is a page, and every page has an entry."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from booklint.book import Book, without_suffix
from booklint.config import excludes
from booklint.finding import Problem
from booklint.nearest import nearest, suggestion
from booklint.records import records
from booklint.registry import rule
from booklint.resolve import LIKE_A_HOST


@rule("book")
def toc_entry(book: Book) -> Iterator[Problem]:
    """Every entry of the menu is a page that is there, and stands in it once.

    Bad (_toc.yml, lines 1, 4, 5, 7, 8, 10, 11):
        == _config.yml
        exclude_patterns: [drafts]
        == _toc.yml
        format: jb-boook
        root: index
        chapters:
          - fil: lessons
          - file: lesson
          - file: other.md
          - file: other
          - file: drafts/plan
          - url: https://example.org
          - url: example.org/more
          - glob: more/*
        == index.md
        # Start
        == lessons.md
        # Lessons
        == other.md
        # Other

    Bad (_config.yml, line 2):
        == _config.yml
        title: Book
        exclude_patterns: [drafts, lessons]
        == _toc.yml
        format: jb-book
        root: index
        chapters:
          - file: lessons/one
          - file: lessons/two
        == index.md
        # Start
        == lessons/one.md
        # One
        == lessons/two.md
        # Two

    Good:
        == _toc.yml
        format: jb-book
        root: index
        chapters:
          - file: lessons
        == index.md
        # Start
        == lessons.md
        # Lessons

    Good:
        == _config.yml
        title: Book
        sphinx:
          config:
            nb_custom_formats:
              .py: [jupytext.reads, {fmt: py}]
        == _toc.yml
        format: jb-book
        root: index
        == index.py
        # # Start
    """
    if book.toc is None:
        return
    if book.toc.error:
        fix = "write it as YAML: `- file: page` under `chapters:` or `sections:`"
        yield Problem(book.toc.error_line, f"the menu cannot be read: {book.toc.error}", fix)
    for name, line in book.toc.unknown:
        known = sorted(book.toc.known)
        message = f"a menu has no «{name}», so what it says is lost or the build stops"
        fix = suggestion(nearest(name, known, 60), f"write one of {', '.join(known)}")
        yield Problem(line, message, fix)
    first: dict[str, int] = {}
    left_out = list(_left_out(book))
    for pattern, line, names in left_out:
        message = (
            f"«{pattern}» leaves out {len(names)} pages that the menu names, such as {names[0]}"
        )
        fix = "take the pattern out, or delete the entries of these pages"
        yield Problem(line, message, fix, hides="book", path=book.config.path)
    told = {name for *_, names in left_out for name in names}
    for entry in book.toc.entries:
        name = without_suffix(entry.value.removeprefix("./"))
        if entry.kind == "url" and re.fullmatch(rf"{LIKE_A_HOST}", entry.value):
            message = f"the menu leads to «{entry.value}» as to a page of this site"
            yield Problem(entry.line, message, f"write https://{entry.value}")
        fits = book.documents if book.complete else [name]
        if entry.kind == "glob" and not any(fnmatchcase(each, name) for each in fits):
            message = f"the menu's pattern «{entry.value}» fits no page of the book"
            yield Problem(entry.line, message, "correct the pattern, or delete the entry")
        if entry.kind not in ("root", "file"):
            continue
        if first.setdefault(name, entry.line) != entry.line:
            message = f"the menu names «{entry.value}» a second time (first on line {first[name]})"
            yield Problem(entry.line, message, "keep one of the two entries")
        outside = book.strict and not book.is_inside(book.resolve(book.toc.path, entry.value))
        excluded = book.config.excludes(f"{name}.md") and entry.value != "."
        if excluded and name in told:
            continue
        if outside or excluded or not book.is_document(entry.value):
            meant = nearest(entry.value, sorted(book.documents)) if not excluded else ""
            why, what = "the book has no such page", "add"
            if excluded:
                why = f"{posixpath.basename(book.config.path)} leaves it out of the book"
                what = "publish"
            other = f"{what} the page, or delete the entry"
            if entry.kind == "root":
                other = "write the path of the page that the book begins with, or add that page"
            fix = suggestion(meant, other)
            yield Problem(entry.line, f"the menu names {entry.value}, but {why}", fix)


def _left_out(book: Book) -> Iterator[tuple[str, int, list[str]]]:
    """The patterns of the settings that leave out several pages of the menu, their lines, these pages."""
    named = [without_suffix(each.value.removeprefix("./")) for each in book.toc.entries]
    for record in records(book) if any(map(book.config.excludes, named)) else ():
        if record.path == book.config.path and record.above[-1:] == ("exclude_patterns",):
            value = record.fields["-"]
            names = [each for each in named if excludes((value.text,), f"{each}.md")]
            if len(names) > 1:
                yield value.text, value.line, names


ABOUT_THE_PROJECT = frozenset(
    {"changelog", "code_of_conduct", "contributing", "license", "licence", "readme", "security"}
)
"""Pages that many repositories keep beside their book without meaning them to be part of it."""


@rule("book")
def page_in_menu(book: Book) -> Iterator[Problem]:
    """Every page is in the menu, so that a reader can come to it.

    Bad (forgotten.md, line 1):
        == _toc.yml
        format: jb-book
        root: index
        == forgotten.md
        # Forgotten

    Good:
        == _config.yml
        title: Book
        only_build_toc_files: true
        == _toc.yml
        format: jb-book
        root: index
        == draft.md
        # Draft

    Good:
        == _toc.yml
        format: jb-book
        root: index
        chapters:
        - file: first
        - glob: more/*
        == index.md
        ```{include} part.md
        ```
        == first.md
        # First
        == ._first.md
        What a file manager keeps beside the page.
        == part.md
        A part.
        == more/second.md
        # Second
        == README.md
        # About this repository
    """
    # A book that builds only what its menu names has left the others out on purpose.
    if book.toc is None or book.toc.error or not book.complete or book.config.only_toc:
        return
    listed = book.listed
    # An entry that names no page is found by `toc-entry`, which says what was meant.
    listed |= {
        nearest(without_suffix(entry.value.removeprefix("./")), sorted(book.documents))
        for entry in book.toc.entries
        if entry.kind in ("root", "file") and not book.is_document(entry.value)
    }
    for name, path in book.documents.items():
        page = book.pages.get(path)
        if name in listed or path in book.included or (page and page.front_matter.get("orphan")):
            continue
        parts = name.lower().split("/")
        if any(part.startswith("_") for part in parts) or parts[-1] in ABOUT_THE_PROJECT:
            continue
        message = f"the page is not in the menu, {book.toc.path}, so no reader comes to it"
        fix = f"add a line «- file: {name}» there, or remove the page"
        yield Problem(1, message, fix, path=path)
