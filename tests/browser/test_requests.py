"""No page asks another host for anything, throws an error, or is heavier than promised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from support import pages_with

from .conftest import ALL
from .server import Server, serve

CASE_STUDIES = pages_with("type: case-study\n")
MAX_BYTES = 38_000
MAX_REQUESTS = 7
MAX_PICTURE_BYTES = 150_000
# Pictures further down are asked for only when they come near.
SETTLED = """async () => {
  await Promise.all([...document.images].map((one) => {
    one.loading = "eager";
    return one.decode().catch(() => null);
  }));
  await document.fonts.ready;
  // A browser that has no frame left to draw may call nobody: it says within two seconds that it rests.
  await new Promise((rest) => requestIdleCallback(rest, { timeout: 2000 }));
}"""
SAMPLE = ("index", "cohorts/comparison", "cohorts/case-studies", "lessons/index", "hub/index")


@dataclass(frozen=True)
class Visit:
    """What a cold visit of a page on a telephone asked for, got, and said."""

    status: int
    asked: list[str]
    failed: list[str]
    said: list[str]
    sent: list[tuple[str, int]]
    pictures: set[str]

    @property
    def of_pictures(self) -> list[tuple[str, int]]:
        """The content pictures that were sent, with their bytes."""
        return [(path, size) for path, size in self.sent if path in self.pictures]

    @property
    def of_rest(self) -> list[tuple[str, int]]:
        """Whatever else was sent."""
        return [(path, size) for path, size in self.sent if path not in self.pictures]


def visit(browser: Browser, site: Server, name: str) -> Visit:
    """Open a page with an empty cache and wait until all it asks for is there and it has no more to do."""
    context = browser.new_context(viewport={"width": 412, "height": 823})
    page = context.new_page()
    asked, failed, said = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    before = len(site.sent)
    answer = page.goto(site.page(name))
    page.evaluate(SETTLED)
    base = urlsplit(site.base).path
    shown = page.evaluate("[...document.querySelectorAll('article img')].map((i) => i.currentSrc)")
    context.close()
    pictures = {urlsplit(url).path.removeprefix(base) for url in shown}
    return Visit(answer.status, asked, failed, said, site.sent[before:], pictures)


@pytest.fixture(scope="module")
def visited(browser: Browser, site: Server) -> Callable[[str], Visit]:
    """Visit a page, once for all tests that ask about it."""
    return cache(lambda name: visit(browser, site, name))


@pytest.mark.parametrize("name", ALL)
def test_nothing_leaves_the_site_nothing_fails_and_pictures_are_light(name, visited):
    seen = visited(name)
    assert seen.status == 200
    others = [url for url in seen.asked if urlsplit(url).hostname != "127.0.0.1"]
    assert not others, f"Asked of other hosts: {others}"
    assert not seen.failed, f"Could not be loaded: {seen.failed}"
    assert not seen.said, f"The console says: {seen.said}"
    # The edition for print has the pictures of all pages, however many there are.
    weigh = max if name == "print" else sum
    assert weigh(size for _, size in [*seen.of_pictures, ("", 0)]) <= MAX_PICTURE_BYTES


def test_no_cookie_is_set_by_the_theme_and_the_search(open_page):
    page = open_page("search")
    page.locator("#hub_theme").click()
    page.locator("#words").fill("cohort")
    page.locator("#hub_search ol li").first.wait_for()
    assert page.evaluate("localStorage.getItem('theme')")
    assert page.context.cookies() == []


def test_the_policy_refuses_other_hosts(open_page):
    """The browser itself would refuse what the test above only watches for."""
    page = open_page("index")
    refused = page.evaluate(
        """() => new Promise((tell) => {
          document.addEventListener("securitypolicyviolation", (event) => tell(event.effectiveDirective));
          document.body.append(Object.assign(new Image(), { src: "https://example.org/x.png" }));
          setTimeout(() => tell("nothing"), 2000);
        })"""
    )
    assert refused == "img-src"


@pytest.mark.parametrize("name", CASE_STUDIES)
def test_a_case_study_is_light(name, visited):
    rest = visited(name).of_rest
    assert sum(size for _, size in rest) <= MAX_BYTES, rest
    assert len(rest) <= MAX_REQUESTS, rest


def test_the_search_engine_is_loaded_only_when_used(visited):
    sent = visited("search").sent
    assert not [path for path, _ in sent if path.startswith("pagefind/")]


@pytest.mark.parametrize("name", SAMPLE)
def test_nothing_moves_while_a_page_loads(name, browser, site):
    assert moved(browser, site.page(name), 412) == 0


@pytest.mark.parametrize("width", [412, 800, 1280])
def test_nothing_moves_when_the_front_page_comes_in_pieces(width, browser, built):
    """Its head is the head of every page."""
    with serve(built.html, "/", piece=700) as slow:
        assert moved(browser, slow.page("index"), width) == 0


def moved(browser: Browser, address: str, width: int) -> float:
    """Return how far things moved while a page was loaded: the sum of its layout shifts."""
    context = browser.new_context(viewport={"width": width, "height": 823})
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    found = page.evaluate(
        """() => new Promise((tell) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => tell(sum), 300);
        })"""
    )
    context.close()
    return found
