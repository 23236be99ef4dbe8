"""The site looks as it was meant to: above the fold, in the reader's theme, with cards alike."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pytest
from PIL import Image

# A laptop of which a browser leaves 800 pixels of height.
LAPTOP = {"width": 1280, "height": 800}
BACKGROUND = {"light": (255, 255, 255), "dark": (18, 20, 23)}


def test_all_that_a_visitor_chooses_from_is_on_one_and_a_half_screens(open_page):
    page = open_page("index", **LAPTOP)
    end = page.locator("article .cards").bounding_box()
    assert end["y"] + end["height"] <= 1.5 * LAPTOP["height"]


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("name", ["hub/how-a-cohort-works", "cohorts/comparison"])
def test_figures_follow_the_theme_that_the_reader_has_chosen(name, system, open_page):
    page = open_page(name, color_scheme=system)
    figure = page.locator("figure img").first
    for theme in (system, *({"light", "dark"} - {system})):
        if theme != system:
            page.locator("#hub_theme").click()
        with Image.open(io.BytesIO(figure.screenshot())) as shown:
            assert shown.convert("RGB").getpixel((40, shown.height - 8)) == BACKGROUND[theme]


def test_cards_of_a_row_are_equally_high_and_lead_where_their_titles_do(open_page):
    page = open_page("cohorts/case-studies")
    cards = page.locator(".gallery > li")
    boxes = [card.bounding_box() for card in cards.all()]
    for top in {box["y"] for box in boxes}:
        assert len({box["height"] for box in boxes if box["y"] == top}) == 1
    address = cards.first.locator("a").evaluate("one => one.pathname")
    cards.first.click(position={"x": 8, "y": 8})
    page.wait_for_url(lambda url: urlsplit(url).path == address)


@pytest.mark.parametrize("name", ["cohorts/comparison", "hub/comparable-programmes"])
def test_no_column_of_a_table_is_lost_on_paper(name, open_page):
    # The width of A4 between its margins, upright: lying down it has more.
    page = open_page(name, width=720, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", ["playbook/six-months", "playbook/templates/stakeholder-map"])
def test_tables_without_a_caption_are_named_by_their_headings(name, open_page):
    page = open_page(name)
    regions = page.locator(".scroll").all()
    names = [region.get_attribute("aria-label") for region in regions]
    headings = page.locator("h1, h2, h3, h4").all_inner_texts()
    assert len(names) > 2
    assert len(set(names)) == len(names)
    assert all(name.rpartition(": table")[0] in headings for name in names)
