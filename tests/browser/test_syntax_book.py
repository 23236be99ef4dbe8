"""What can be written has no fault that axe-core can find, and leaves the frame free."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hubdata.guard.classes import CLASSES
from playwright.sync_api import Browser, Page
from test_syntax import SUPPORTED, Construct, supported  # noqa: F401 - a fixture

from .conftest import one_page
from .frame import covered
from .server import Server, serve
from .test_axe import assert_no_fault


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with one_page(browser, bypass_csp=True) as page:
        yield page


@pytest.fixture(scope="module")
def syntax(supported: Path) -> Iterator[Server]:  # noqa: F811
    with serve(supported.parent / "out/html", "/") as server:
        yield server


@pytest.mark.parametrize("construct", SUPPORTED, ids=lambda each: each.name)
def test_it_has_no_fault_in_either_theme(page: Page, syntax: Server, construct: Construct):
    page.goto(syntax.page(construct.name))
    assert_no_fault(page, construct.name, "article")


def test_a_line_tells_the_open_tab_in_forced_colours(page: Page, syntax: Server):
    page.goto(syntax.page("tabs"))
    page.emulate_media(forced_colors="active")
    looks = "all => all.map((one) => getComputedStyle(one).borderBottomColor)"
    drawn = page.locator(".sd-tab-set").first.locator("> label").evaluate_all(looks)
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.emulate_media(forced_colors="none")
    assert [colour != ground for colour in drawn] == [True, *[False] * (len(drawn) - 1)]


def test_columns_have_the_widths_that_are_written(page: Page, syntax: Server):
    page.goto(syntax.page("table-widths"))
    page.set_viewport_size({"width": 1280, "height": 900})
    widths = "all => all.map((one) => one.offsetWidth)"
    wide, narrow = page.locator("table").first.locator("th").evaluate_all(widths)
    assert 8 < wide / narrow < 10


@pytest.mark.parametrize("name", CLASSES)
def test_no_class_that_a_page_may_set_covers_the_frame(page: Page, syntax: Server, name: str):
    page.goto(syntax.page("headings"))
    everywhere = (
        "name => document.querySelectorAll('article *').forEach(one => one.classList.add(name))"
    )
    page.evaluate(everywhere, name)
    assert not covered(page)


def test_it_is_seen_when_something_covers_the_frame(page: Page, syntax: Server):
    page.goto(syntax.page("headings"))
    page.add_style_tag(content="article p { position: fixed; inset: 0; }")
    assert any(one.startswith("<p> lies over <") for one in covered(page))
