"""Rules for the menu, in the sources and on the published pages."""

from __future__ import annotations

from collections.abc import Iterator

from booklint.book import Book, without_suffix
from booklint.built_page import BuiltPage
from booklint.finding import Problem
from booklint.nearest import nearest
from booklint.registry import rule
from booklint.site import Site

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


@rule("site")
def built_menu(site: Site) -> Iterator[Problem]:
    """Every published page can be reached from the start page; in a strict book, through its menus.

    Elsewhere this is a notice.

    Bad (strict, b.html, line 1):
        == index.html
        <!doctype html>
        <nav><a href="a.html">A</a></nav>
        == a.html
        <!doctype html><nav><a href="index.html">Home</a></nav>
        == b.html
        <!doctype html><nav><a href="index.html">Home</a></nav>

    Good:
        == index.html
        <!doctype html><nav><a href="a.html">A</a></nav>
        == a.html
        <!doctype html><nav><a href="b/">B</a></nav>
        == b/index.html
        <!doctype html><p>B</p>
    """
    if not site.whole or not site.files.is_file("index.html"):
        return
    reached = {"index.html"}
    todo = [site.page("index.html")]
    while todo:
        for name in _linked(todo.pop(), only_menus=site.strict):
            if name not in reached:
                reached.add(name)
                todo.append(site.page(name))
    for page in site.articles:
        if page.name in reached:
            continue
        yield page.problem(
            None,
            f"no {'menu' if site.strict else 'link'} leads from the start page to this page",
            "add it to _toc.yml; if it is there, look for a second «# Heading» on the page above it",
            level="finding" if site.strict else "notice",
        )


def _linked(page: BuiltPage, *, only_menus: bool) -> Iterator[str]:
    """The pages that a page leads to."""
    if only_menus:
        values = [node.attributes["href"] or "" for node in page.select("nav a[href]")]
    else:
        values = [link.value for link in page.links if link.tag in ("a", "area", "meta", "iframe")]
    for value in values:
        found = page.site.target(page, value).found
        if found is not None and found != page.name and found.endswith((".html", ".htm")):
            yield found
