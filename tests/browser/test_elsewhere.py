"""The book at a place for which it was not built: below another folder, on a disk, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile.cases import FRONT_MATTER, small_book
from hostile.running import strict_build
from playwright.sync_api import Browser, Page
from support import append

from .conftest import one_page
from .server import serve

FOLDERS = ("/", "/en/latest/", "/a/preview--7/of it/")
CLOSED = """
```text
{long}
```

{table}

$${sum}$$

$$P = \\frac{{{sum}}}{{2}}$$

$$M = \\begin{{pmatrix}} {row} \\\\ {row} \\end{{pmatrix}}$$

In a sentence, ${sum}$ is long.

هذه فقرة قصيرة

::::{{tab-set}}
:::{{tab-item}} One
:sync: one
The first pane.
:::
:::{{tab-item}} Two
:sync: two
(within)=
The second pane.
:::
::::

::::{{tab-set}}
:::{{tab-item}} One
:sync: one
The first again.
:::
:::{{tab-item}} Two
:sync: two
The second again.
:::
::::

:::{{dropdown}} Open
What was closed.
:::

## A part of it

The end.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small book with a page that has moved, and that holds what opens and what is long."""
    book = small_book(tmp_path_factory.mktemp("elsewhere"))
    front = FRONT_MATTER.format(name="moved").replace(
        "\n---\n", "\nredirect_from: [old/place]\n---\n"
    )
    row = "| internationalisation " * 14 + "|\n"
    table = f"{row}{'|---' * 14}|\n{row}"
    terms = " + ".join(f"a_{{{number}}} x_{{{number}}}" for number in range(1, 21))
    cells = " & ".join(["100000"] * 14)
    long = "awordwithoutend" * 40
    text = front + CLOSED.format(long=long, table=table, sum=terms, row=cells)
    (book / "moved.md").write_text(text, encoding="utf-8")
    append(book / "_toc.yml", "  - file: moved\n")
    ended = strict_build(book)
    assert ended.code == 0, ended.output
    return book.parent / "out/html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with one_page(browser) as page:
        yield page


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_wrong_address_has_a_page_with_its_look_and_links(page: Page, built: Path, folder: str):
    with serve(built, folder) as server:
        page.goto(f"{server.base}no/such/page.html#part", wait_until="networkidle")
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 100
        page.locator("#hub_find").fill("closed")
        page.locator("[role=search] a[href*='moved.html']").first.wait_for()
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.locator("nav.all-pages a", has_text="A page called moved").first.click()
        assert page.url == f"{server.base}moved.html".replace(" ", "%20")
        assert page.locator("h1").inner_text() == "A page called moved"


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_old_address_keeps_its_part_and_question(page: Page, built: Path, folder: str):
    with serve(built, folder) as server:
        page.goto(f"{server.base}old/place.html?q=1#a-part-of-it")
        page.wait_for_url("**/moved.html*")
        assert page.url.endswith("/moved.html?q=1#a-part-of-it")
        assert page.locator("#a-part-of-it").is_visible()


@pytest.mark.parametrize("name", ["index", "search", "moved"])
def test_opened_from_a_disk_it_says_what_cannot_work(page: Page, built: Path, name: str):
    page.goto((built / f"{name}.html").as_uri())
    assert "cannot work" in page.locator("main").inner_text()
    assert page.evaluate("document.styleSheets[0] !== undefined")
    assert page.locator("h1").first.is_visible()


def test_paper_shows_what_is_closed_and_what_is_long(page: Page, built: Path):
    page.goto((built / "moved.html").as_uri())
    page.set_viewport_size({"width": 700, "height": 900})
    assert not page.get_by_text("The second pane.").is_visible()
    assert page.locator(".from-disk").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".from-disk").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for words in ("The first pane.", "The second pane.", "What was closed."):
        assert page.get_by_text(words).is_visible(), words
    for part in ("pre code", "table", ".math *"):
        rights = page.locator(part).evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect().right)"
        )
        assert max(rights) <= 701, part


def test_an_address_in_a_closed_tab_opens_it_and_its_namesake(page: Page, built: Path):
    page.goto(f"{(built / 'moved.html').as_uri()}#within")
    assert page.get_by_text("The second pane.").is_visible()
    assert page.get_by_text("The second again.").is_visible()
    page.get_by_text("One", exact=True).first.click()
    page.get_by_text("Two", exact=True).first.click()
    assert page.get_by_text("The second again.").is_visible()
    page.get_by_text("One", exact=True).first.click()
    page.evaluate("location.hash = ''; location.hash = '#within'")
    page.get_by_text("The second pane.").wait_for()


def test_no_sum_widens_a_narrow_page_and_arabic_begins_at_the_right(page: Page, built: Path):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto((built / "moved.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    gap = page.get_by_text("هذه").evaluate(
        """(one) => { const words = document.createRange(); words.selectNodeContents(one);
        return one.getBoundingClientRect().right - words.getBoundingClientRect().right; }"""
    )
    assert abs(gap) < 1
