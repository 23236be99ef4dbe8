"""Rules of this book only: its data and the front matter of its pages, as the data model has them."""

import posixpath
import re
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from booklint.book import Book
from booklint.files import DiskFiles
from booklint.finding import Problem
from booklint.nearest import nearest, suggestion
from booklint.page import Page
from booklint.registry import rule
from hubdata.front_matter import Source, split_front_matter
from hubdata.numbers import numbers
from hubdata.records import Records
from hubdata.strict_yaml import Problem as RecordProblem
from hubdata.strict_yaml import RecordError

UNSOUND = ("text-bytes", "yaml-sound")
"""Rules that say why a text cannot be read."""


@rule("page", yields_to=("code-cell", *UNSOUND))
def page_fields(page: Page) -> Iterator[Problem]:
    """The front matter of a page has the fields of its type, with values that can be right.

    Bad (line 3):
        ---
        type: about
        descripton: How this book is made, kept and tested, and how you can change a page of it.
        reviewed: 2026-11-23
        description: How this book is made, kept and tested, and how you can change a page of it.
        ---
        # About

    Good:
        ---
        type: about
        description: How this book is made, kept and tested, and how you can change a page of it.
        reviewed: 2026-11-23
        ---
        # About
    """
    if not page.in_book or not page.tells_its_type:
        return
    for each in _field_problems(page):
        # The type decides which rules a page is held to, and fields that are no fields are read as words.
        decides = each.message.startswith(("«type» «", "The front matter does not begin"))
        hides = "page" if decides else ""
        yield replace(_problem(each, page.path), hides=hides)


def _field_problems(page: Page) -> list[RecordProblem]:
    # Imported here, and below: built pages need not wait for the models of all records.
    from hubdata.validate import check_page

    try:
        front_matter, _ = split_front_matter(page.text, page.path)
        check_page(Source(page.path, page.path, "", front_matter))
    except RecordError as error:
        return error.problems
    return []


@rule(
    "book",
    yields_to=(
        *("page-fields", *UNSOUND, "address-syntax", "address-whole"),
        *("date-plausible", "doi-syntax", "identifier-agrees", "language-known"),
        *("licence-known", "work-written"),
    ),
)
def records(book: Book) -> Iterator[Problem]:
    """The data of the book is complete, and whatever a record or a page names exists.

    Bad (book/_data/identity.yml, line 1):
        == book/_config.yml
        title: A book
        author: Somebody
        html: {baseurl: "https://example.org/"}
        repository: {url: "https://example.org/book", branch: main}
        sphinx: {config: {language: en}}
        == book/references.bib
        @report{report, title = {The report}}
        == book/_data/cohorts.yml
        == book/_data/conflicts.yml
        == book/_data/facts.yml
        == book/_data/gaps.yml
        == book/_data/hub.yml
        name: A programme
        short_name: the programme
        host: Somebody
        website: https://example.org/
        status: It runs.
        status_date: 2026-11-23
        start: 2026
        funders: []
        sources: [report]
        == book/_data/identity.yml
        no fields at all
        == book/_data/lessons.yml
        == book/_data/organisations.yml
        == book/_data/outputs.yml
        == book/_data/people.yml
        == book/_data/practices.yml
        == book/_data/programmes.yml
        == book/_data/sectors.yml
        == book/_data/synonyms.yml

    Good:
        # A book without data
    """
    if not book.files.is_folder(posixpath.join(book.folder, "_data")):
        return
    loaded, problems = _loaded(book)
    for page in book.pages.values() if loaded else ():
        for line, name, what, known in _named_on(page, loaded):
            if name not in known:
                meant = nearest(name, sorted(known))
                some = ", ".join(sorted(known)[:8])
                fix = suggestion(
                    meant, f"write one that the data has{some and f', such as {some}'}"
                )
                yield Problem(line, f"nothing in the data is {what} «{name}»", fix, path=page.path)
    yield from _lost_labels(book, loaded) if loaded else ()
    for each in problems:
        if "Too many commas" not in each.message:  # said by `work-written`, at its line
            yield _problem(each, posixpath.join(book.folder, each.path.partition("/")[2]))


def _lost_labels(book: Book, loaded: Records) -> Iterator[Problem]:
    """The lessons whose section lacks the label by which the build links it."""
    for key, lesson in loaded.lessons.items():
        page = book.pages.get(f"{posixpath.join(book.folder, lesson.page)}.md")
        lines = {each.name: each.line for each in page.labels} if page else {}
        if page and (label := f"lesson-{key}") not in lines:
            now = nearest(
                label, sorted(lines.keys() - {f"lesson-{each}" for each in loaded.lessons})
            )
            message = f"the data has the lesson «{key}», and its links lead to ({label})="
            fix = f"write ({label})= for ({now})=" if now else f"put ({label})= above its section"
            yield Problem(lines.get(now, 1), message, fix, path=page.path)


def _named_on(page: Page, loaded: Records) -> Iterator[tuple[int, str, str, Collection[str]]]:
    """What a page names in the data: the line, the name, what it is, and what there is of it."""
    for role in page.roles:
        if role.name == "number":
            yield role.line, role.content, "counted as", numbers(loaded)
    word = loaded.identity.words.cohort.one
    for directive in page.directives:
        cohort = directive.options.get("cohort")
        if cohort:
            yield cohort.line, cohort.value, f"the {word}", loaded.cohorts
        if directive.name == "lesson-evidence":
            yield directive.line, directive.argument, "the lesson", loaded.lessons
    for prose in page.prose:
        for found in re.finditer(rf"\b((?:19|20)\d\d(?:-\d\d)?) {word}\b(?! of)", prose.shape):
            yield prose.shape_line_of(found.start()), found[1], f"the {word}", loaded.cohorts


def _loaded(book: Book) -> tuple[Records | None, list[RecordProblem]]:
    """The records of the book, or what keeps them from being read."""
    from hubdata.loading import load_records

    with _on_disk(book) as folder:
        try:
            return load_records(folder), []
        except RecordError as error:
            return None, error.problems


@contextmanager
def _on_disk(book: Book) -> Iterator[Path]:
    """The folder of the book on disk; a book in memory is written to a temporary one."""
    if isinstance(book.files, DiskFiles):
        yield book.files.root / book.folder
        return
    with tempfile.TemporaryDirectory() as top:
        for path in book.files.walk(book.folder):
            if path.endswith((".md", ".yml", ".bib")):
                place = Path(top) / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(book.files.read(path))
        yield Path(top) / book.folder


def _problem(each: RecordProblem, path: str) -> Problem:
    """A problem of the extension's reader in the form of the checks."""
    what = each.message.strip().rstrip(".")
    where = "the front matter" if path.endswith(".md") else "the data"
    fix = each.fix.strip().rstrip(".")
    message = f"in {where}, {what[:1].lower()}{what[1:]}"
    return Problem(each.line, message, f"{fix[:1].lower()}{fix[1:]}", path=path)
