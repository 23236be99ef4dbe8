"""Without JavaScript every page reads, navigates and prints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from support import PAGES

from .conftest import ALL, one_page
from .server import Server

STUDY = "cohorts/2024-25/nhs-england"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with one_page(browser, java_script_enabled=False) as page:
        yield page


@pytest.mark.parametrize("name", ALL)
def test_every_page_reads_and_leads_on(name: str, page: Page, site: Server):
    page.goto(site.page(name))
    assert page.locator("h1").count() == 1
    assert page.locator("h1").is_visible()
    assert page.locator("#hub_menu a").count() >= 5
    # What does nothing without a script is not shown.
    assert not page.locator("#hub_theme").is_visible()


def test_the_menu_opens_on_a_telephone(open_page):
    page = open_page(STUDY, width=390, java_script_enabled=False)
    page.locator(".open-menu").click()
    page.locator("#hub_menu").get_by_role("link", name="Lessons").first.click()
    page.wait_for_url("**/lessons/index.html")


def test_the_gallery_is_a_list_of_all(open_page, records):
    page = open_page("cohorts/case-studies", java_script_enabled=False)
    assert page.locator(".gallery > li:visible").count() == len(records.case_studies)
    assert page.locator("select:visible").count() == 0


def test_the_search_page_says_so_and_lists_every_page(open_page):
    page = open_page("search", java_script_enabled=False)
    assert page.get_by_text("Searching needs JavaScript").is_visible()
    assert page.locator("#hub_search form").is_hidden()
    # The front page is behind the name of the book, which is on every page.
    assert page.locator(".all-pages a").count() == len(PAGES) - 1


def test_the_system_theme_is_followed(open_page):
    colours = set()
    for theme in ("light", "dark"):
        page = open_page("index", java_script_enabled=False, color_scheme=theme)
        page.emulate_media(color_scheme=theme)
        colours.add(page.locator("html").evaluate("one => getComputedStyle(one).backgroundColor"))
    assert len(colours) == 2


@pytest.mark.parametrize("name", ["index", STUDY, "cohorts/comparison"])
def test_a_page_prints_its_text_without_the_frame(name, open_page):
    page = open_page(name, java_script_enabled=False)
    page.emulate_media(media="print")
    assert page.locator("article").is_visible()
    for hidden in (".top", "#hub_menu", ".skip"):
        assert not page.locator(hidden).is_visible()
    assert page.pdf().startswith(b"%PDF")
