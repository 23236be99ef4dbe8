"""Every page of this book keeps the house rules, as written and as published, and so does all beside.

What they say of links and alternative texts is asked in test_links.py and test_alt_text.py; how the
figures are drawn, in test_figures.py.
"""

import pytest
from booklint.book import Book
from booklint.files import DiskFiles
from soundness import PAGES, assert_sound, found_in_book, found_in_site
from support import ROOT, Built


@pytest.mark.parametrize("page", PAGES)
def test_page_keeps_the_house_rules(page: str):
    assert_sound(found_in_book(), "", page)


def test_everything_beside_the_pages_keeps_the_house_rules():
    assert_sound(found_in_book(), "")


def test_the_pages_are_those_of_the_book():
    book = Book.load(DiskFiles(ROOT), "book")
    assert sorted(page.path for page in book.pages.values() if page.in_book) == PAGES


def test_the_published_site_keeps_its_rules(built: Built):
    assert_sound(found_in_site(built.html), "")
