"""An address that somebody writes is the one that a browser asks, wherever the book shows it.

One build shows some hundred addresses that Hypothesis makes; Chromium itself reads each as it was
written and as it stands in the site, the print edition and the EPUB.
"""

from __future__ import annotations

import csv
import json
import re
import string
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from hostile.cases import FRONT_MATTER, small_book
from hostile.running import strict_build
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from linkhealth.site import links_of_page
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser
from support import append, rewrite

from .conftest import one_page

_SIGNS = string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@/?[]<>äß東 "
_PART = st.text(_SIGNS, min_size=1, max_size=12).map(lambda text: text.strip() or "a")
_CODED = st.sampled_from(["%20", "%2F", "%26", "%25", "%C3%A4", "%", "&amp;", "&copy=", '"', "''"])
_HOST = st.sampled_from(
    ["example.org", "www.example.org", "example.org:8080", "bücher.example", "例え.example"]
)
_REST = st.lists(_PART | _CODED, min_size=1, max_size=5).map("".join)
ADDRESSES = st.builds(
    lambda host, path, query, part: f"https://{host}/{path}{query}{part}",
    _HOST,
    _REST,
    st.just("") | _REST.map(lambda text: f"?q={text}"),
    st.just("") | _PART.map(lambda text: f"#{text}"),
)
# What is kept of each is what people have met: a session of a journal, a search, a text fragment.
KNOWN = (
    "https://example.org/?a=1&b=2",
    "https://example.org/?a=1&amp=2&lt=3",
    "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
    "https://example.org/a_(b)/c?d[]=1&e=100%25#:~:text=one%20two",
)
IN_DATA = "https://example.org/find?a=1&b='two'&c=[3]&d=100%25&e=ü#part(1)"
LETTER = "mailto:team@example.org?subject=Hello%20you&body=A%26B"


def made() -> list[str]:
    """Return the known addresses and those that Hypothesis makes, the same every time."""
    found: list[str] = [*KNOWN]

    @settings(
        max_examples=120, derandomize=True, database=None, deadline=None, phases=[Phase.generate]
    )
    @given(ADDRESSES)
    def keep(address: str) -> None:
        found.append(address)

    keep()
    return list(dict.fromkeys(found))


def in_markdown(address: str) -> str:
    """Return an address as it is written between angle brackets, so that all of it is meant."""
    return re.sub(r"([\\<>]|&(?=#?\w+;))", r"\\\1", address)


def on_card(address: str) -> str:
    """Return an address as an option takes it: one with a blank is refused, since docutils drops it."""
    return address.replace(" ", "")


@pytest.fixture(scope="module")
def written() -> list[str]:
    return made()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, written: list[str]) -> Path:
    """The small book with a page of all addresses, each inline, by reference, and on a card."""
    folder = small_book(tmp_path_factory.mktemp("addresses"))
    rows = [FRONT_MATTER.format(name="addresses"), f"[Letter](<{LETTER}>)\n"]
    for number, address in enumerate(written):
        shown, quoted = in_markdown(address), json.dumps(on_card(address), ensure_ascii=False)
        rows += [
            f"[Inline number {number}](<{shown}>) and [reference number {number}][r{number}].\n",
            f":::{{card}} Card number {number}\n:link: {quoted}\n\nWords.\n:::\n",
            f"[r{number}]: <{shown}>\n",
        ]
    (folder / "addresses.md").write_text("\n".join(rows), encoding="utf-8")
    append(folder / "_toc.yml", "  - file: addresses\n")
    in_data = json.dumps(IN_DATA, ensure_ascii=False)
    rewrite(folder / "study.md", '"https://example.org/study"', in_data)
    ended = strict_build(folder)
    assert ended.code == 0, ended.output
    return folder


def links(html: str, selector: str) -> dict[str, str]:
    """Return the address of each link by its words, as a browser reads it from the markup."""
    tree = LexborHTMLParser(html)
    return {
        " ".join(node.text().split()): node.attributes["href"] or ""
        for node in tree.css(f"{selector} a[href]")
    }


def asked(browser: Browser, addresses: list[str]) -> list[str]:
    """Return what Chromium asks for each address."""
    with one_page(browser) as page:
        return page.evaluate("all => all.map((one) => new URL(one).href)", addresses)


def _texts(data: object) -> list[str]:
    """Return every text in what JSON holds."""
    if isinstance(data, dict | list):
        values = data.values() if isinstance(data, dict) else data
        return [text for value in values for text in _texts(value)]
    return [data] if isinstance(data, str) else []


def page_of(book: Path, edition: str) -> tuple[str, str]:
    """Return the markup of an edition that holds the page, and where the page stands in it."""
    site = book.parent / "out/html"
    if edition == "epub":
        with zipfile.ZipFile(next(site.glob("*.epub"))) as archive:
            name = next(name for name in archive.namelist() if name.endswith("addresses.xhtml"))
            return archive.read(name).decode(), "body"
    if edition == "print":
        return (site / "print.html").read_text(encoding="utf-8"), "#page-addresses"
    return (site / "addresses.html").read_text(encoding="utf-8"), "article"


@pytest.mark.parametrize("edition", ["site", "print", "epub"])
@pytest.mark.parametrize("form", ["Inline", "reference", "Card"])
def test_a_browser_asks_what_was_written(
    browser: Browser, book: Path, written: list[str], edition: str, form: str
):
    found = links(*page_of(book, edition))
    meant = [on_card(address) if form == "Card" else address for address in written]
    shown = [found[f"{form} number {number}"] for number in range(len(written))]
    pairs = zip(asked(browser, meant), asked(browser, shown), strict=True)
    if edition == "epub":
        # By the letter of RFC 3986: some signs are written with their per cent form.
        pairs = ((unquote(one), unquote(other)) for one, other in pairs)
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


@pytest.mark.parametrize("edition", ["site", "print", "epub"])
def test_a_letter_goes_to_whom_it_is_written(book: Path, edition: str):
    assert links(*page_of(book, edition))["Letter"] == LETTER


def test_the_link_checker_asks_what_was_written(browser: Browser, book: Path, written: list[str]):
    html = (book.parent / "out/html/addresses.html").read_text(encoding="utf-8")
    found = [address for address, _ in links_of_page(LexborHTMLParser(html), "addresses.html")]
    assert set(asked(browser, written)) <= set(asked(browser, found))


def test_data_keeps_its_address_in_every_file(browser: Browser, book: Path):
    site = book.parent / "out/html"
    linked = LexborHTMLParser((site / "study.html").read_text(encoding="utf-8"))
    data = json.loads(linked.css_first('script[type="application/ld+json"]').text())
    with (site / "data/case-studies.csv").open(encoding="utf-8", newline="") as stream:
        cells = [value for row in csv.DictReader(stream) for value in row.values()]
    catalogue = json.loads((site / "data/catalogue.json").read_text(encoding="utf-8"))
    places = {
        "page": [*links((site / "study.html").read_text(encoding="utf-8"), "article").values()],
        "linked data": _texts(data),
        "table": cells,
        "catalogue": _texts(catalogue),
    }
    [expected] = asked(browser, [IN_DATA])
    for place, values in places.items():
        mine = [value for value in values if value.startswith("https://example.org/find")]
        assert mine, place
        assert set(asked(browser, mine)) == {expected}, place
