"""Every page is free of faults that axe-core can find, in both themes and at three widths.

All pages together are seen in all six forms, each page in one of each theme; with `EVERY_FORM=1`, as
once a week, each page is seen in all six.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .axe import faults
from .conftest import ALL, one_page
from .frame import covered
from .server import Server

WHOLE_BOOK = "print"
# What axe asks of each element by itself has been asked on its own page; here it takes 40 s.
ASKED_BY_PAGE = ("color-contrast", "link-in-text-block", "target-size")

THEMES = ("light", "dark")
WIDTHS = (1280, 768, 320)


def forms(name: str) -> list[tuple[str, int]]:
    """Return the themes and widths, in CSS pixels, in which a page is looked at.

    A page's templates and styles are shared by its kin, so that what one form of it would show is
    seen in the same form of another. Which ones are a page's own does not depend on other pages.
    """
    if os.environ.get("EVERY_FORM"):
        return [(theme, width) for theme in THEMES for width in WIDTHS]
    first = zlib.crc32(name.encode())
    return [(theme, WIDTHS[(first + step) % len(WIDTHS)]) for step, theme in enumerate(THEMES)]


def test_all_forms_are_seen_many_times(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("EVERY_FORM", raising=False)
    seen = [form for name in ALL for form in forms(name)]
    assert {seen.count((theme, width)) >= 10 for theme in THEMES for width in WIDTHS} == {True}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with one_page(browser, bypass_csp=True) as page:
        yield page


def assert_no_fault(page: Page, name: str, within: str | None = None) -> None:
    """Look at an open page in its forms, or at a part of it, and at whether it covers the frame."""
    found = []
    for theme, width in forms(name):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        seen = [*faults(page, within), *covered(page)]
        found += [f"{theme}, {width} px: {fault}" for fault in seen]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", [name for name in ALL if name != WHOLE_BOOK])
def test_no_fault_in_either_theme(name: str, page: Page, site: Server):
    page.goto(site.page(name))
    assert_no_fault(page, name)


def test_the_whole_book_on_one_page_has_no_fault(open_page):
    page = open_page(WHOLE_BOOK, bypass_csp=True)
    assert not faults(page, without=ASKED_BY_PAGE)


@pytest.mark.parametrize("name", ["hub_menu", "hub_contents"])
def test_what_opens_has_no_fault(name, open_page):
    page = open_page("cohorts/2024-25/nhs-england", width=390, bypass_csp=True)
    page.locator(f"[popovertarget={name}]:not(.close)").click()
    assert page.locator(f"#{name}").is_visible()
    assert not faults(page, f"#{name}")


def test_a_planted_fault_is_found(open_page):
    """The tests above would pass if axe did not run: here it must speak."""
    page = open_page("index", bypass_csp=True)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x>')")
    page.evaluate("document.querySelector('main h1').style.color = '#ccc'")
    found = faults(page)
    for rule in ("image-alt", "color-contrast"):
        assert any(fault.startswith(rule) for fault in found), rule
