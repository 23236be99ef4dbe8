"""Everything that can be pressed can be reached and pressed with the keyboard, in a sensible order."""

from __future__ import annotations

import time

import pytest

STUDY = "cohorts/2024-25/nhs-england"
FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const text = one.ariaLabel ?? one.textContent.trim();
  return { tag: one.tagName, text, outline: style.outlineStyle, width: parseFloat(style.outlineWidth),
    place: [...document.querySelectorAll("*")].indexOf(one) };
}"""


def tab(page, times: int = 1) -> dict:
    for _ in range(times):
        page.keyboard.press("Tab")
    return page.evaluate(FOCUSED)


def focus_on(page, text: str, most: int = 80) -> dict:
    """Press Tab until something with this text has the focus."""
    for _ in range(most):
        found = tab(page)
        if found["text"].startswith(text):
            return found
    raise AssertionError(f"«{text}» cannot be reached with the Tab key.")


def wait_until(page, condition: str, seconds: float = 10) -> None:
    """Wait for a condition, asked from outside: the site's own policy forbids Playwright's wait."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"waited {seconds} s for {condition}"
        time.sleep(0.05)


def test_the_first_stop_leads_past_the_menu(open_page):
    page = open_page(STUDY)
    assert tab(page)["text"] == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "hub_main"
    assert tab(page)["place"] > page.evaluate(
        "[...document.querySelectorAll('*')].indexOf(document.getElementById('main'))"
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_focus_moves_in_reading_order_and_is_always_seen(open_page, width):
    page = open_page(STUDY, width=width)
    stops = []
    for _ in range(60):
        stop = tab(page)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    assert len(stops) > 20
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)
    unseen = [stop for stop in stops if stop["outline"] == "none" or stop["width"] < 2]
    assert not unseen


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_theme_has_three_states_and_is_kept(system, open_page, site):
    page = open_page(STUDY, color_scheme=system)
    other = {"light": "dark", "dark": "light"}[system]
    background = "getComputedStyle(document.documentElement).backgroundColor"
    colours = {system: page.evaluate(background)}
    button = page.locator("#hub_theme")
    assert button.get_attribute("aria-label") == "Theme: as the system"
    focus_on(page, "Theme: as the system")
    page.keyboard.press("Enter")
    colours[other] = page.evaluate(background)
    assert colours[other] != colours[system]
    assert button.get_attribute("aria-label") == f"Theme: {other}"
    page.goto(site.page("hub/index"))
    assert page.evaluate(background) == colours[other]
    button.press("Space")
    assert button.get_attribute("aria-label") == f"Theme: {system}"
    page.emulate_media(color_scheme=other)
    assert page.evaluate(background) == colours[system]
    # The system has changed its mind: what is kept is now the other of its two.
    for name in (f"Theme: {other}", "Theme: as the system"):
        button.press("Space")
        assert button.get_attribute("aria-label") == name
    assert page.evaluate("localStorage.getItem('theme')") is None


def test_a_heading_gives_its_address(open_page):
    page = open_page(STUDY, permissions=["clipboard-read", "clipboard-write"])
    heading = page.get_by_role("heading", name="What was hard", exact=True)
    heading.get_by_role("link").press("Enter")
    page.get_by_text("Address of this section copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    assert copied.endswith("#what-was-hard")


def test_the_menu_opens_leads_on_and_closes(open_page):
    page = open_page(STUDY, width=390)
    menu = page.locator("#hub_menu")
    assert not menu.is_visible()
    focus_on(page, "Menu")
    page.keyboard.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Menu"
    page.keyboard.press("Enter")
    focus_on(page, "Lessons")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lessons/index.html")


@pytest.mark.parametrize("name", ["hub_menu", "hub_contents"])
def test_what_covers_a_small_screen_has_a_button_to_close_it(open_page, name):
    page = open_page(STUDY, width=320, height=256)
    page.locator(f"[popovertarget={name}]").first.press("Enter")
    close = page.locator(f"#{name}").get_by_role("button", name="Close")
    assert tab(page)["text"] == "Close"
    page.keyboard.press("Enter")
    assert not close.is_visible()
    assert page.evaluate("document.activeElement.popoverTargetElement.id") == name
    # Who goes on from its last link finds it closed, for the focus would lie behind it.
    page.keyboard.press("Enter")
    page.locator(f"#{name} a").last.focus()
    page.keyboard.press("Tab")
    assert not close.is_visible()
    page.locator(f"[popovertarget={name}]").first.click()
    assert close.is_visible()


def test_the_contents_lead_to_a_section_and_close(open_page):
    page = open_page(STUDY, width=390)
    focus_on(page, "On this page")
    page.keyboard.press("Enter")
    link = page.locator("#hub_contents a").nth(2)
    link.press("Enter")
    assert not page.locator("#hub_contents").is_visible()
    assert page.evaluate("location.hash") == link.get_attribute("href")


def test_a_wide_table_does_not_cover_the_section_that_has_the_focus(open_page):
    page = open_page("hub/outputs", width=1280, height=800)
    covered = """(one) => {
      one.focus();
      const { x, y, width, height } = one.getBoundingClientRect();
      return !one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    }"""
    links = page.locator("#hub_contents a").all()
    assert links
    assert not [link.inner_text() for link in links if link.evaluate(covered)]


def test_tables_scroll_with_the_keyboard_and_let_go(open_page):
    page = open_page("hub/outputs", width=600)
    region = page.locator(".scroll").first
    region.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    wait_until(page, "document.querySelector('.scroll').scrollLeft > 0")
    assert tab(page)["place"] > 0
    assert not page.evaluate("document.activeElement === document.querySelector('.scroll')")


def test_what_fits_is_no_stop(open_page):
    page = open_page("playbook/kits/launch-day", bypass_csp=True)
    assert page.locator(".scroll").count()
    page.wait_for_function("!document.querySelector('.scroll[tabindex], pre[tabindex]')")
    page = open_page("hub/outputs", width=600, bypass_csp=True)
    page.wait_for_function("document.querySelector('.scroll[tabindex=\"0\"]')")


def test_the_gallery_filters_and_shows_all_again(open_page):
    page = open_page("cohorts/case-studies")
    cards = page.locator(".gallery > li")
    all_cards = cards.count()
    assert all_cards > 3
    assert not page.locator("button[type=reset]").is_visible()
    page.locator("select[name=sector]").focus()
    page.keyboard.press("ArrowDown")
    wait_until(page, "location.search !== ''")
    shown = page.locator(".gallery > li:visible").count()
    assert 0 < shown < all_cards
    assert page.locator("output").inner_text() == f"{shown} of {all_cards} case studies shown"
    assert "sector=" in page.url
    page.reload()
    assert page.locator(".gallery > li:visible").count() == shown
    page.locator("button[type=reset]").press("Enter")
    wait_until(page, "location.search === ''")
    assert page.locator(".gallery > li:visible").count() == all_cards
    assert page.evaluate("document.activeElement.name") == "cohort"


def test_the_citation_is_copied_and_said(open_page):
    page = open_page(STUDY, permissions=["clipboard-read", "clipboard-write"])
    focus_on(page, "Copy citation", most=200)
    page.keyboard.press("Enter")
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".cite > .citation").inner_text().strip()


def test_the_search_is_asked_and_answered(open_page):
    page = open_page("search")
    page.locator("#words").focus()
    page.keyboard.type("stakeholder map")
    page.keyboard.press("Enter")
    page.locator("#results a").first.wait_for()
    status = page.locator("[role=status]").inner_text()
    assert "found" in status
    focus_on(page, page.locator("#results a").first.inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "search.html" not in url)
