"""Nothing is lost at any width, at 400 % zoom, with wider text spacing, or in forced colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from support import STUDY

from .chromium import ARGUMENTS, find_chromium
from .conftest import ALL, one_page
from .server import Server

# WCAG 2.2, success criterion 1.4.12.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important }
* { word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  const hidden = [style.overflowX, style.overflowY].some((how) => ["hidden", "clip"].includes(how));
  const visible = one.checkVisibility() && one.clientWidth > 1 && style.clipPath === "none";
  const cut = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
  return visible && hidden && cut;
}).map((one) => one.outerHTML.slice(0, 120))"""
CUT_TABLES = """() => [...document.querySelectorAll(".scroll")].filter((box) => {
  const edge = box.querySelector("table").getBoundingClientRect().right;
  return box.scrollWidth > box.clientWidth + 1 || edge > document.documentElement.clientWidth + 1;
}).map((box) => box.innerText.slice(0, 60))"""
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with one_page(browser, bypass_csp=True) as page:
        yield page


@pytest.mark.parametrize("name", ALL)
def test_no_width_scrolls_sideways_or_cuts_a_table(name: str, page: Page, site: Server):
    page.goto(site.page(name))
    # The whole book takes seconds at each width; its pages have been seen at all of them.
    for width in (320,) if name == "print" else (1920, 1280, 1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDTH) <= width
        if width in (1920, 1280, 390):
            assert not page.evaluate(CUT_TABLES), width
    page.add_style_tag(content=SPACING)
    assert page.evaluate(WIDTH) <= 320
    assert not page.evaluate(CUT_OFF)


@pytest.fixture(scope="module")
def large(browser: Browser) -> Iterator[Page]:
    """A phone whose reader has asked for letters of twice the size."""
    arguments = [*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    running = browser.browser_type.launch(executable_path=find_chromium(), args=arguments)
    with one_page(running, viewport={"width": 390, "height": 900}) as page:
        yield page
    running.close()


@pytest.mark.parametrize("name", ALL)
def test_letters_of_twice_the_size_fit_on_a_phone(name: str, large: Page, site: Server):
    large.goto(site.page(name))
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    assert large.evaluate(size) >= 32
    assert large.evaluate(WIDTH) <= 390
    assert large.locator(".top").bounding_box()["height"] <= 450, "The head takes half a screen."


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["index", "hub/index", STUDY, "cohorts/2024-25/index"])
def test_letters_of_twice_the_size_leave_room_for_a_line(name, width, open_page):
    # By the reader's own style, which unlike the browser's setting changes no question about the width.
    page = open_page(name, width=width, bypass_csp=True)
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert page.locator("h1").bounding_box()["width"] >= 300
    beyond = page.locator("body :not(.scroll *, .found)").evaluate_all(
        "all => all.filter((one) => one.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert not beyond


@pytest.mark.parametrize("width", [768, 1024, 1280])
@pytest.mark.parametrize(
    "name", ["cohorts/2024-25/index", "hub/outputs", "playbook/kits/launch-day"]
)
def test_a_table_that_large_letters_make_too_wide_scrolls_by_itself(name, width, open_page):
    page = open_page(name, width=width, bypass_csp=True)
    page.add_style_tag(content="html { font-size: 200% !important }")
    page.wait_for_function(f"{WIDTH} <= {width}")
    page.locator(".scroll.over").first.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scroll.over').scrollLeft > 0")


def test_marks_of_sources_are_read_in_forced_colours(open_page):
    page = open_page(STUDY, forced_colors="active")
    drawn = page.locator("sup.citation a").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).borderTopWidth)"
    )
    assert {*drawn} == {"0px"}


def test_motion_is_for_those_who_want_it(open_page):
    page = open_page("index", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_the_current_page_is_marked_in_forced_colours(open_page):
    page = open_page("hub/outputs", forced_colors="active")
    border = page.evaluate(
        "getComputedStyle(document.querySelector('.menu [aria-current=page]')).borderTopStyle"
    )
    assert border == "solid"
