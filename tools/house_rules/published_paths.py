"""The list of addresses that must never die: held to the pages and downloads that there are."""

import posixpath
from collections.abc import Iterator, Set

from booklint.book import Book
from booklint.finding import Problem
from booklint.nearest import nearest, suggestion
from booklint.registry import rule

LIST = "published-paths.txt"
MADE = frozenset({"print.html", "search.html"})
"""Pages that the build makes without a source."""

DOWNLOADS = ("docx", "md", "odt")
SHEETS = ("csv", "xlsx")
"""The files that the page of a template or a kit offers, and those that its table is offered as."""

GATHERED = frozenset(
    {"downloads/playbook.zip", *(f"downloads/invented-example.{each}" for each in DOWNLOADS)}
)
"""What the build gathers from all forms."""


@rule("book")
def published_paths(book: Book) -> Iterator[Problem]:
    """Every page and download is listed in published-paths.txt, and what is listed does not vanish.

    A link to a file that the build writes names one of the list.

    Bad (published-paths.txt, lines 1, 2, 3, 7):
        == book/_toc.yml
        {format: jb-book, root: index, chapters: [{file: plan}]}
        == book/index.md
        # Start
        == book/plan.md
        # Plan
        == published-paths.txt
        index.html
        downloads/plan.docx
        old-plan.html

        index.html
        search.html
        print.html

    Bad (book/index.md, lines 3, 4):
        == book/_toc.yml
        {format: jb-book, root: index}
        == book/index.md
        # Start

        Take {generated}`the book <the-book.epub>`
        or {generated}`all of it <data/everything.json>`.
        == published-paths.txt
        index.html
        the-books.epub

    Good:
        == book/_toc.yml
        {format: jb-book, root: index, chapters: [{file: plan}]}
        == book/index.md
        # Start

        Take {generated}`the plan <downloads/plan.docx>`, or {generated}`print it <print.html>`.
        == book/plan.md
        ---
        type: template
        spreadsheet: true
        redirect_from: [old/plan]
        ---
        # Plan
        == book/not-in-the-menu.md
        ---
        type: template
        ---
        == published-paths.txt
        # Every address.
        downloads/plan.csv
        downloads/plan.docx
        downloads/plan.md
        downloads/plan.odt
        downloads/plan.xlsx
        downloads/playbook.zip
        index.html
        old/plan.html
        plan.html
    """
    # Imported here: built pages need not wait for the models of all records.
    from hubdata.schema import PAGE_TYPES

    # A page whose front matter cannot be read, or has no type that there is, does not say what it offers,
    # and is a finding itself.
    unread = any(
        page.front_matter_error
        or page.unreadable
        or page.front_matter.get("type") not in (None, *PAGE_TYPES)
        for page in book.pages.values()
        if page.in_book
    )
    if unread or not book.toc or not book.files.is_file(LIST):
        return
    lines = book.files.read(LIST).decode("utf-8", "replace").splitlines()
    listed = {line: n for n, line in enumerate(lines, 1) if line and not line.startswith("#")}
    pages, downloads, old = _offered(book)
    for path in sorted((pages | downloads) - listed.keys()):
        yield Problem(1, f"{path} is not listed", f"add the line «{path}» in its place", path=LIST)
    yield from _leads_nowhere(book, pages | downloads | MADE | listed.keys())
    ordered = ""
    for path, line in listed.items():
        gone = path.endswith(".html") and path not in pages | old | MADE
        if gone:
            yield Problem(
                line,
                f"{path} was published, and no page stands there now",
                f"write «redirect_from: [{path.removesuffix('.html')}]» in the front matter of the page "
                "that stands for it",
                path=LIST,
            )
        elif path.startswith("downloads/") and path not in downloads | old | GATHERED:
            message = f"{path} was published, and no template offers it now"
            fix = "restore the template, or take the line out if nobody may need the file"
            yield Problem(line, message, fix, path=LIST)
        elif path < ordered:
            yield Problem(line, f"{path} is not in its place", "sort the list", path=LIST)
        ordered = max(ordered, path)


def _leads_nowhere(book: Book, published: Set[str]) -> Iterator[Problem]:
    """The `generated` roles that name a file which the build does not write."""
    for page in book.pages.values():
        for role in page.roles:
            path = role.content.rpartition("<")[2].rstrip("> ")
            if role.name == "generated" and "<" in role.content and path not in published:
                fix = suggestion(nearest(path, published), f"write a path that stands in {LIST}")
                message = f"«{path}» is no file that the build writes"
                yield Problem(role.line, message, fix, path=page.path)


def _offered(book: Book) -> tuple[set[str], set[str], set[str]]:
    """The pages of the menu, what templates offer to download, and the addresses pages once had."""
    pages, downloads, old = set(), set(), set()
    documents = book.toc.documents if book.toc else {}
    for page in book.pages.values():
        name, suffix = posixpath.splitext(posixpath.relpath(page.path, book.folder or "."))
        if suffix != ".md" or not page.in_book:
            continue
        before = page.front_matter.get("redirect_from")
        old.update(
            f"{each.strip('/').removesuffix('.html')}.html"
            for each in (before if isinstance(before, list) else ())
            if isinstance(each, str)
        )
        if name in documents:
            pages.add(f"{name}.html")
        else:
            old.add(f"{name}.html")  # found by `menu-page`; its address is alive
        if page.front_matter.get("type") in ("template", "kit"):
            stem = posixpath.basename(name)
            sheets = SHEETS if page.front_matter.get("spreadsheet") is True else ()
            offered = downloads if name in documents else old
            offered |= {f"downloads/{stem}.{each}" for each in (*DOWNLOADS, *sheets)}
    return pages, downloads, old
