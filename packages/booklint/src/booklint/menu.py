"""Which pages the menu lists, and which are parts of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from booklint.book import Book
from booklint.page import Page

INCLUDES = frozenset({"include", "literalinclude", "embed"})


def stem(entry: str) -> str:
    """The name of a page without the suffix of its file, as menus list it."""
    return re.sub(r"\.(?:md|ipynb|rst|txt|Rmd|myst)$", "", entry.removeprefix("./"))


def included_pages(book: Book) -> frozenset[str]:
    """The paths of the pages that other pages include: parts, not pages of their own."""
    return frozenset(
        book.resolve(page.path, directive.argument)
        for page in book.pages.values()
        for directive in page.directives
        if directive.name in INCLUDES
    )


def whole_pages(book: Book) -> Iterator[Page]:
    """Every page that is published as one: listed in the menu, or not part of the book at all."""
    listed, included = book.listed, included_pages(book)
    for page in book.pages.values():
        if page.unreadable or page.path in included:
            continue
        if not book.complete or not page.in_book or book.docname(page.path) in listed:
            yield page
