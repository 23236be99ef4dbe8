"""The site looks as it was meant to: above the fold, in the reader's theme, with cards alike."""

from __future__ import annotations

import io
from collections import Counter
from urllib.parse import urlsplit

import pytest
from PIL import Image
from support import STUDY, page_with, pages_with

# A laptop of which a browser leaves 800 pixels of height.
LAPTOP = {"width": 1280, "height": 800}
BACKGROUND = {"light": (255, 255, 255), "dark": (18, 20, 23)}
OUTPUTS = page_with("```{outputs}\n```")
COMPARISON = page_with("```{comparison}")
SENTENCES = [COMPARISON, *pages_with("```{programmes}")]
WEEKS = page_with("| Weeks before | Do this |")


def test_what_a_visitor_chooses_from_is_on_one_and_a_half_screens(open_page):
    page = open_page("index", **LAPTOP)
    newest = page.locator("article .cards > *").all()[:3]
    end = newest[-1].bounding_box()
    assert end["y"] + end["height"] <= 1.5 * LAPTOP["height"]


def test_the_first_screen_says_what_for_whom_and_the_newest_and_has_the_doors(open_page):
    page = open_page("index", **LAPTOP)
    seen = [page.locator(f".type-front {part}") for part in (".lead", ".newest", ".menu")]
    seen += page.locator(".type-front .sd-card").all()
    assert len(seen) == 6
    for part in seen:
        box = part.bounding_box()
        assert box["y"] + box["height"] <= LAPTOP["height"]


def test_on_a_phone_the_picture_and_the_doors_come_before_the_status(open_page):
    page = open_page("index", width=390)
    places = [".front-picture", ".sd-card >> nth=2", "text=Status on"]
    tops = [page.locator(place).bounding_box()["y"] for place in places]
    assert tops == sorted(tops)


def test_a_row_is_a_card_on_a_phone_and_still_a_row_to_who_listens(open_page):
    page = open_page(WEEKS, width=390)
    row = page.get_by_role("table").nth(1).get_by_role("row").nth(1)
    assert row.get_by_role("cell").first.inner_text() == "1"
    second = row.get_by_role("cell").nth(1)
    said = second.evaluate("one => getComputedStyle(one, '::before').content")
    assert said.startswith('"Do this: "')
    first = row.get_by_role("cell").first.bounding_box()
    assert second.bounding_box()["y"] >= first["y"] + first["height"] - 1


def test_the_names_of_the_columns_stay_in_sight(open_page):
    page = open_page(OUTPUTS, **LAPTOP)
    table = page.locator("table").first
    page.evaluate("scrollTo({ top: 700, behavior: 'instant' })")
    assert table.bounding_box()["y"] < -100
    assert table.locator("thead th").first.bounding_box()["y"] >= -1


def test_a_table_fades_where_it_can_be_scrolled(open_page):
    page = open_page(OUTPUTS, width=600, bypass_csp=True)
    fade = "getComputedStyle(document.querySelector('.scroll')).getPropertyValue('--fade')"
    assert page.evaluate(fade) == "0px"
    page.evaluate("document.querySelector('.scroll').scrollLeft = 9999")
    page.wait_for_function(f"parseFloat({fade}) < -20")


@pytest.mark.parametrize("width", [1024, 1280])
@pytest.mark.parametrize("name", [STUDY, COMPARISON, "lessons/index"])
def test_the_list_of_sections_stays_in_sight_and_says_where_you_are(name, width, open_page):
    page = open_page(name, width=width, reduced_motion="reduce")
    page.locator("#hub_contents a").nth(2).click()
    current = page.locator("#hub_contents [aria-current=location]")
    current.wait_for()
    box = page.locator("#hub_contents").bounding_box()
    assert 0 <= box["y"] < 60
    assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1920])
def test_a_chart_fills_its_measure_and_has_its_caption_below(width, open_page):
    page = open_page("hub/index", width=width)
    for figure in page.locator("figure:has(picture)").all():
        image = figure.locator("img")
        image.scroll_into_view_if_needed()
        shown, around = image.bounding_box(), figure.bounding_box()
        assert shown["width"] == pytest.approx(around["width"], abs=1)
        assert figure.locator("figcaption").bounding_box()["y"] >= shown["y"] + shown["height"]
        file = image.evaluate("async (one) => { await one.decode(); return one.currentSrc; }")
        assert ("-wide.svg" in file) is (width >= 600)


LINES = """() => {
  const found = [];
  for (const one of document.querySelectorAll("article > p, article section > p")) {
    const height = parseFloat(getComputedStyle(one).lineHeight);
    const lines = Math.round(one.getBoundingClientRect().height / height);
    if (lines > 2) found.push(one.innerText.length / (lines - 0.5));
  }
  return found;
}"""


@pytest.mark.parametrize("width", [1280, 1920])
def test_lines_have_62_to_72_letters(width, open_page):
    page = open_page("hub/planned-and-delivered", width=width)
    letters = page.evaluate(LINES)
    assert len(letters) > 4
    assert 60 <= sum(letters) / len(letters) <= 74


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("name", [page_with("```{figure} /../figures/cohort-months.*"), COMPARISON])
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


@pytest.mark.parametrize("width", [320, 600, 1024, 1280])
@pytest.mark.parametrize("name", SENTENCES)
def test_sentences_in_many_columns_are_read_without_scrolling(name, width, open_page):
    page = open_page(name, width=width)
    around = page.locator(".scroll:has(.prose)")
    assert around.evaluate("one => one.scrollWidth <= one.clientWidth")
    cells = page.locator(".prose td:not(.none)").evaluate_all(
        "all => all.map((one) => one.clientWidth)"
    )
    assert min(cells) >= 200
    label = page.locator(".prose td").first.evaluate(
        "one => getComputedStyle(one, '::before').content"
    )
    assert page.locator(".prose td").first.get_attribute("data-label") in label


@pytest.mark.parametrize("name", ["cohorts/comparison", "hub/did-it-work"])
def test_cards_are_still_a_table_for_screen_readers(name, open_page):
    page = open_page(name, width=390)
    parts = page.locator(".stack, .stack :is(thead, tbody, tr, th, td)")
    roles = parts.evaluate_all("all => all.map((one) => one.getAttribute('role'))")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    heard = Counter(node["role"]["value"] for node in tree)
    assert {"table", "rowgroup", "row", "columnheader", "cell"} <= {*roles}
    assert {role: heard[role] for role in roles} == Counter(roles)


@pytest.mark.parametrize("name", ["cohorts/comparison", "hub/how-a-cohort-works"])
def test_a_card_shows_no_question_without_an_answer(name, open_page):
    page = open_page(name, width=390)
    sizes = page.locator(".stack td").evaluate_all(
        """all => all.filter((one) => /^–(\\sunknown)?$/.test(one.textContent.trim()))
          .flatMap((one) => [one.offsetWidth, one.offsetHeight])"""
    )
    assert sizes
    assert max(sizes) <= 1


@pytest.mark.parametrize("name", [*SENTENCES, OUTPUTS])
def test_no_column_of_a_table_is_lost_on_paper(name, open_page):
    # The width of A4 between its margins, upright: lying down it has more.
    page = open_page(name, width=673, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", [WEEKS, page_with("type: template\n", "| Who … | Names |")])
def test_tables_without_a_caption_are_named_by_their_headings(name, open_page):
    page = open_page(name)
    regions = page.locator(".scroll").all()
    names = [region.get_attribute("aria-label") for region in regions]
    headings = page.locator("h1, h2, h3, h4").all_inner_texts()
    assert len(names) > 2
    assert len(set(names)) == len(names)
    assert all(name.rpartition(": table")[0] in headings for name in names)
