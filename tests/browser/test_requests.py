"""No page asks another host for anything, throws an error, or is heavier than promised."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from .conftest import ALL, BOOK

CASE_STUDIES = sorted(
    file.relative_to(BOOK).with_suffix("").as_posix()
    for file in BOOK.glob("cohorts/2*/*.md")
    if file.stem != "index"
)
MOST_BYTES = 38_000
MOST_REQUESTS = 7
MOST_PICTURE_BYTES = 150_000
SAMPLE = ("index", "cohorts/comparison", "cohorts/case-studies", "lessons/index", "hub/index")


@pytest.mark.parametrize("name", ALL)
def test_nothing_leaves_the_site_and_nothing_fails(name, browser, site):
    context = browser.new_context()
    page = context.new_page()
    asked, failed, said = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(site.page(name))
    # Pictures further down are asked for only when they come near.
    page.evaluate("document.querySelectorAll('img').forEach((one) => (one.loading = 'eager'))")
    page.wait_for_load_state("networkidle")
    context.close()
    assert answer.status == 200
    others = [url for url in asked if urlsplit(url).hostname != "127.0.0.1"]
    assert not others, f"Asked of other hosts: {others}"
    assert not failed, f"Could not be loaded: {failed}"
    assert not said, f"The console says: {said}"


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


def loaded(browser, site, name: str) -> tuple[list[tuple[str, int]], set[str]]:
    """Return what a cold visit fetched, and the paths of the page's content pictures."""
    context = browser.new_context(viewport={"width": 412, "height": 823})
    page = context.new_page()
    before = len(site.sent)
    page.goto(site.page(name))
    page.evaluate("document.querySelectorAll('img').forEach((one) => (one.loading = 'eager'))")
    page.wait_for_load_state("networkidle")
    base = urlsplit(site.base).path
    pictures = page.evaluate(
        "[...document.querySelectorAll('article img')].map((i) => i.currentSrc)"
    )
    context.close()
    return site.sent[before:], {urlsplit(url).path.removeprefix(base) for url in pictures}


@pytest.mark.parametrize("name", CASE_STUDIES)
def test_a_case_study_is_light(name, browser, site):
    sent, pictures = loaded(browser, site, name)
    rest = [(path, size) for path, size in sent if path not in pictures]
    assert sum(size for _, size in rest) <= MOST_BYTES, rest
    assert len(rest) <= MOST_REQUESTS, rest


@pytest.mark.parametrize("name", ALL)
def test_pictures_are_light(name, browser, site):
    sent, pictures = loaded(browser, site, name)
    found = [(path, size) for path, size in sent if path in pictures]
    assert sum(size for _, size in found) <= MOST_PICTURE_BYTES, found


def test_the_search_engine_is_loaded_only_when_used(browser, site):
    sent, _ = loaded(browser, site, "search")
    assert not [path for path, _ in sent if path.startswith("pagefind/")]


@pytest.mark.parametrize("name", SAMPLE)
def test_nothing_moves_while_a_page_loads(name, browser, site):
    context = browser.new_context(viewport={"width": 412, "height": 823})
    page = context.new_page()
    page.goto(site.page(name), wait_until="networkidle")
    moved = page.evaluate(
        """() => new Promise((tell) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => tell(sum), 300);
        })"""
    )
    context.close()
    assert moved == 0
