"""Every page of this book keeps the house rules, and so does everything else in the repository."""

from functools import cache

import pytest

from checks import TOP, clock
from checks.book import Book
from checks.exceptions import exceptions_of_this_book
from checks.files import DiskFiles
from checks.finding import Finding
from checks.register import run
from checks.report import as_text

PAGES = sorted(
    path.relative_to(TOP).as_posix()
    for path in (TOP / "book").rglob("*.md")
    if not any(part.startswith("_") for part in path.relative_to(TOP).parts)
)


@cache
def findings() -> list[Finding]:
    """What is found in this book beyond the agreed exceptions."""
    found = run(Book.load(DiskFiles(TOP), "book"))
    kept, _ = exceptions_of_this_book().apply(found, clock.today(), whole=True)
    return [each for each in kept if each.level == "finding"]


@pytest.mark.parametrize("page", PAGES)
def test_page_keeps_the_house_rules(page: str):
    found = [each for each in findings() if each.path == page]
    assert not found, "\n" + as_text(found)


def test_everything_beside_the_pages_keeps_the_house_rules():
    found = [each for each in findings() if each.path not in PAGES]
    assert not found, "\n" + as_text(found)


def test_the_pages_are_those_of_the_book():
    book = Book.load(DiskFiles(TOP), "book")
    assert sorted(page.path for page in book.pages.values() if page.in_book) == PAGES
