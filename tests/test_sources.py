"""Marks of sources: numbered on each page by first use, named, listed, and leading there and back."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path

import pytest
from hub.references import MAX_CITING_SHOWN, HubStyle, LabelSorting, ShorthandLabels
from pybtex.database import Entry, parse_string
from selectolax.lexbor import LexborHTMLParser, LexborNode
from support import BOOK, PAGES, Built, parsed

IN_CODE = re.compile(r"(`{2,}).*?\1", re.DOTALL)


def target(link: LexborNode) -> str:
    return (link.attributes["href"] or "").removeprefix("#")


def assert_sound(part: LexborNode) -> int:
    """Demand of one page, or of one chapter, that its marks and its list agree; return its marks."""
    marks = part.css("sup.citation a")
    listed = [item.id for item in part.css("ol.sources > li")]
    assert len(listed) == len(set(listed))
    # In the order of first use, also by those that stand as words.
    links = [link for link in part.css("a[href^='#']") if target(link) in set(listed)]
    assert list(dict.fromkeys(map(target, links))) == listed
    for mark in marks:
        number = listed.index(target(mark)) + 1
        assert mark.text() == str(number)
        name = part.css_first(f"[id='{target(mark)}'] strong").text()
        assert mark.attributes["aria-label"] == f"Source {number}: {name}"
        assert (mark.attributes["data-source"] or "").startswith(f"{name}: ")
    for item in part.css("ol.sources > li"):
        back = [target(link) for link in item.css(".back a")]
        assert back == [link.id for link in links if target(link) == item.id]
        names = [link.attributes["aria-label"] for link in item.css(".back a")]
        assert len(set(names)) == len(names)
    return len(marks)


@pytest.mark.parametrize("name", PAGES)
def test_the_marks_of_a_page_lead_to_its_list_and_back(name: str, built: Built):
    page = parsed(built.html / f"{name}.html")
    text = (BOOK / f"{name}.md").read_text(encoding="utf-8")
    found = assert_sound(page.css_first("article"))
    assert len(page.css("ol.sources")) == bool(found)
    assert found or "{cite:p}" not in IN_CODE.sub("", text)


def test_each_chapter_on_paper_has_its_own_numbers(built: Built):
    page = parsed(built.html / "print.html")
    assert sum(map(assert_sound, page.css("section.chapter"))) > 500


def test_the_marks_of_the_epub_lead_to_its_lists(built: Built):
    with zipfile.ZipFile(built.epub) as archive:
        pages = [name for name in archive.namelist() if name.endswith(".xhtml")]
        texts = [archive.read(name).decode() for name in pages]
    assert sum(assert_sound(LexborHTMLParser(text).css_first("body")) for text in texts) > 500


def test_no_mark_gets_into_what_is_copied(built: Built):
    """Downloads, the guide for language models and descriptions hold words, not numbers."""
    files = [*Path(built.html, "downloads").glob("*.md"), built.html / "llms.txt"]
    assert len(files) > 20
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"cited_\d|source-\w|\{cite|<sup|\u2191", text), file


def test_points_stand_before_marks(built: Built):
    """«word.¹», not «word ¹ .»."""
    for name in PAGES:
        text = (built.html / f"{name}.html").read_text(encoding="utf-8")
        assert not re.search(r'\s<sup class="citation">|</a></sup>[.,;:]', text), name


@pytest.mark.parametrize("name", PAGES)
def test_marks_take_little_of_a_page(name: str, built: Built):
    """In words, «[Newsletter 44; Project report 2023]», they took up to a fifth of what stands there."""
    article = parsed(built.html / f"{name}.html").css_first("article")
    for listed in article.css("ol.sources"):
        listed.decompose()
    marks = sum(len(mark.text()) for mark in article.css("sup.citation"))
    assert marks <= 0.04 * len(" ".join(article.text().split()))


def test_sources_are_sorted_whatever_their_braces_accents_and_capitals():
    labels = [
        "Åberg",
        "{Beta Trust}",
        r"{\'E}mile",
        "Letter 3",
        "Letter 17",
        "Łoś",
        "van Aa",
        "Żak",
        "王小明",
    ]
    entries = [Entry("misc", {"shorthand": label}) for label in labels]
    keys = [LabelSorting().sorting_key(entry) for entry in entries]
    assert keys == sorted(keys)


def test_a_work_without_a_shorthand_is_called_by_who_and_when():
    text = """
        @misc{a, author = {Lee, Ann and Roe, Jo}, title = {One}, year = {2024}}
        @misc{b, author = {Lee, Ann and Roe, Jo}, title = {Two}, year = {2024}}
        @misc{c, title = {Three}, date = {2023-05}}
        @misc{d, author = {Lee, Ann and Roe, Jo and Poe, Al}, shorthand = {Four}}
        @misc{e, author = {Lee, Ann and Roe, Jo and Poe, Al}, title = {Five}}
        @misc{f, author = {Lee, Ann and others}, title = {Six}, year = {1999}}
    """
    entries = parse_string(text, "bibtex").entries.values()
    labels = [*ShorthandLabels().format_labels(entries)]
    assert labels == [
        "Lee and Roe 2024a",
        "Lee and Roe 2024b",
        "Three 2023",
        "Four",
        "Lee et al.",
        "Lee et al. 1999",
    ]


def test_the_list_of_all_sources_leads_to_every_page_that_cites_each(built: Built):
    """A source that many pages cite says how many, and opens."""
    citing: dict[str, set[str]] = {}
    for name in PAGES:
        page = parsed(built.html / f"{name}.html")
        for item in page.css("ol.sources > li"):
            citing.setdefault(item.id, set()).add(name)
    listed = parsed(built.html / "about/sources.html")
    opened = 0
    for item in listed.css("ul.sources > li"):
        details = item.css_first("details")
        pages = {
            posixpath.normpath(posixpath.join("about", link.attributes["href"]))
            for link in item.css("a.reference.internal, a[href$='.html']")
            if "://" not in (link.attributes["href"] or "")
        }
        assert citing.get(item.id, set()) <= {page.removesuffix(".html") for page in pages}
        assert bool(details) is (len(pages) > MAX_CITING_SHOWN)
        if details:
            opened += 1
            assert details.css_first("summary").text() == f"Cited on {len(pages)} pages"
    assert opened


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        (
            "@article{a, author={Lee, Ann and others}, title={Rivers}, journal={Journal of Water},"
            " volume={3}, number={2}, pages={1--5}, year={2020}, month=7}",
            "Ann Lee et al. Rivers. Journal of Water, volume 3, number 2, pages 1–5, July 2020.",
        ),
        (
            "@incollection{a, author={Lee, Ann}, editor={Bo Ray and Cy Day}, title={Part}, edition={2},"
            " booktitle={The whole}, series={Notes}, pages={7}, publisher={Press}, date={2024-03-01}}",
            "Ann Lee. Part. The whole, edited by Bo Ray and Cy Day, edition 2, Notes, page 7, Press,"
            " 1 March 2024.",
        ),
        (
            "@book{a, editor={Jos\\'e O'Neill}, title={All of it}, edition={Second}, date={2024-13},"
            " number={{}}, addendum={read in part}, note={out of print}}",
            "José O’Neill (editor). All of it. Second edition, 2024. Read in part. Out of print.",
        ),
        (
            "@techreport{a, author={Lee, Ann}, title={Flow}, number={TR-12}, institution={Institute}}",
            "Ann Lee. Flow. Technical report, TR-12, Institute.",
        ),
        (
            "@online{a, title={Flow}, organization={Institute}, urldate={2024-05-02}}",
            "Flow. Institute. Seen 2 May 2024.",
        ),
        (
            "@inbook{a, author={Lee, Ann}, title={Flow}, booktitle={All}, chapter={3}, year={2020},"
            " isbn={978-3-16-148410-0}, eprint={2001.00001}, archivePrefix={arXiv}}",
            "Ann Lee. Flow. All, chapter 3, 2020. arXiv 2001.00001. ISBN 978-3-16-148410-0.",
        ),
        (
            "@software{a, author={Lee, Ann}, title={Flow}, version={2.1}, eventtitle={Days}, year=2021}",
            "Ann Lee. Flow. Days, version 2.1, 2021.",
        ),
        (
            "@patent{a, author={Lee, Ann}, title={Pump}, number={EP1234}, location={Munich}, year=2001}",
            "Ann Lee. Pump. Patent EP1234, Munich, 2001.",
        ),
        (
            "@book{a, author={Lee, Ann}, title={Flow}, publisher={Press}, address={Leeds}, date={1990/1992}}",
            "Ann Lee. Flow. Press, Leeds, 1990–1992.",
        ),
    ],
)
def test_a_source_says_all_that_its_entry_says_of_the_place_in_a_work(entry: str, shown: str):
    style = HubStyle(label_style=ShorthandLabels, sorting_style=LabelSorting)
    (line,) = style.format_entries(parse_string(entry, "bibtex").entries.values())
    assert line.text.render_as("text") == shown
