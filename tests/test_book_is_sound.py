"""Every page of this book keeps the house rules, as written and as published, and so does all beside."""

import datetime
from functools import cache

import pytest
from booklint import waivers
from booklint.book import Book
from booklint.files import DiskFiles
from booklint.finding import Finding
from booklint.registry import run
from booklint.report import as_text
from booklint.settings import Settings
from booklint.site import Site
from support import ROOT, Built

PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "book").rglob("*.md")
    if not any(part.startswith("_") for part in path.relative_to(ROOT).parts)
)


@cache
def findings() -> list[Finding]:
    """What is found in this book beyond the waivers."""
    book = Book.load(DiskFiles(ROOT), "book")
    # On the first day of all, so that no waiver has ended.
    day = datetime.date.min
    kept, _ = waivers.apply(book.settings.waivers, run(book), day, whole=True)
    kept += book.settings.problems
    return [each for each in kept if each.level == "finding"]


@pytest.mark.parametrize("page", PAGES)
def test_page_keeps_the_house_rules(page: str):
    found = [each for each in findings() if each.path == page]
    assert not found, "\n" + as_text(found)


def test_everything_beside_the_pages_keeps_the_house_rules():
    found = [each for each in findings() if each.path not in PAGES]
    assert not found, "\n" + as_text(found)


def test_the_pages_are_those_of_the_book():
    book = Book.load(DiskFiles(ROOT), "book")
    assert sorted(page.path for page in book.pages.values() if page.in_book) == PAGES


def test_the_published_site_keeps_its_rules(built: Built):
    """But for signposts, which send their readers on, and pages that show how Markdown is written."""
    site = Site(DiskFiles(built.html), settings=Settings(strict=True))
    found = [each for each in run(site) if each.level == "finding"]
    found = [each for each in found if each.rule not in ("built-refresh", "built-leak")]
    assert not found, "\n" + as_text(found)
