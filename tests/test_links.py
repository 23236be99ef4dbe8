"""Every link of this book leads where it says, as written and as published."""

import pytest
from soundness import PAGES, RULES, assert_sound, found_in_book, found_in_site
from support import Built


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page(page: str):
    assert_sound(found_in_book(), "links", page)


def test_links_and_addresses_in_data_and_settings():
    assert_sound(found_in_book(), "links")


def test_links_of_the_published_site(built: Built):
    assert_sound(found_in_site(built.html), "links")


def test_pages_sections_labels_and_addresses_are_asked_for():
    names = {name for name, about in RULES.items() if about == "links"}
    assert {"link-target", "link-empty", "address-syntax", "built-link", "built-anchor"} <= names
