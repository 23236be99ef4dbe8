"""Marks of sources as readers meet them: with a pointer, a finger, a keyboard, on paper, without a script."""

from __future__ import annotations

import pytest
from support import STUDY

PAGE = "hub/people-and-funding"
MARK = "sup.citation a"
OPENED = "ol.sources > li:target"
SHOWN = "one => getComputedStyle(one, '::after').content"
SCROLLED = "() => document.scrollingElement.scrollTop"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_mark_opens_its_source_where_the_reader_is(open_page, width: int):
    page = open_page(PAGE, width=width, java_script_enabled=False)
    mark = page.locator(MARK).nth(5)
    mark.scroll_into_view_if_needed()
    before = mark.bounding_box()
    mark.click()
    opened = page.locator(OPENED)
    assert opened.bounding_box()["y"] + opened.bounding_box()["height"] <= 900
    assert mark.bounding_box() == before
    assert opened.locator("strong").inner_text() in mark.get_attribute("aria-label")
    back = opened.locator(f".back a[href='#{mark.get_attribute('id')}']")
    back.click()
    assert page.locator(OPENED).count() == 0
    assert 0 < mark.bounding_box()["y"] < 900


@pytest.mark.parametrize("name", [PAGE, "lessons/index", STUDY])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_mark_is_large_enough_to_hit(open_page, name: str, width: int):
    page = open_page(name, width=width)
    sizes = page.locator(f"{MARK}, .back a").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
    )
    assert len(sizes) > 20
    assert min(min(size) for size in sizes) >= 24


def test_a_pointer_and_the_focus_show_the_whole_source(open_page):
    page = open_page(PAGE)
    mark = page.locator(MARK).nth(2)
    assert mark.evaluate(SHOWN) == "none"
    mark.hover()
    assert mark.get_attribute("data-source") in mark.evaluate(SHOWN)
    page.keyboard.press("Escape")
    assert mark.evaluate(SHOWN) == "none"
    page.mouse.move(1, 1)
    # The browser takes a focus that a script gives for one of the keyboard after a key was pressed.
    page.keyboard.press("Tab")
    mark.focus()
    assert mark.get_attribute("data-source") in mark.evaluate(SHOWN)


def test_escape_closes_the_source_and_goes_back_to_the_mark(open_page):
    page = open_page(PAGE, reduced_motion="reduce")
    mark = page.locator(MARK).nth(9)
    mark.focus()
    before = page.evaluate(SCROLLED)
    page.keyboard.press("Enter")
    page.locator(OPENED).wait_for()
    assert page.evaluate(SCROLLED) == before
    page.keyboard.press("Tab")
    assert page.locator(f"{OPENED} a").first.evaluate("one => one === document.activeElement")
    page.keyboard.press("Escape")
    page.locator(OPENED).wait_for(state="detached")
    assert mark.evaluate("one => one === document.activeElement")
    assert page.evaluate(SCROLLED) == before


def test_paper_has_the_numbered_list_in_its_place(open_page):
    page = open_page(PAGE)
    page.locator(MARK).first.click()
    page.emulate_media(media="print")
    assert page.locator(OPENED).evaluate("one => getComputedStyle(one).position") == "static"
    assert (
        page.locator("ol.sources").evaluate("one => getComputedStyle(one).listStyleType")
        == "decimal"
    )
