"""Every picture of this book says in words what it shows, and so does all that a reader can use."""

import pytest
from soundness import PAGES, RULES, assert_sound, found_in_book, found_in_site
from support import Built


@pytest.mark.parametrize("page", PAGES)
def test_alternative_texts_of_a_page(page: str):
    assert_sound(found_in_book(), "alt text", page)


def test_names_on_the_published_site(built: Built):
    assert_sound(found_in_site(built.html), "alt text")


def test_missing_empty_and_idle_texts_are_asked_for():
    names = {name for name, about in RULES.items() if about == "alt text"}
    assert {"alt-missing", "alt-written", "built-name"} <= names
