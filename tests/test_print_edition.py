"""The whole book on one page: every page of it, or, of a large book, all but its case studies."""

from __future__ import annotations

from pathlib import Path

from hostile import running
from hostile.cases import small_book
from hubdata.records import Records
from selectolax.lexbor import LexborHTMLParser
from support import Built, parsed


def chapters(page: LexborHTMLParser) -> list[str]:
    return [chapter.id for chapter in page.css("section.chapter")]


def test_the_whole_book_is_on_one_page(built: Built, records: Records):
    page = parsed(built.html / "print.html")
    every = {f"page-{docname.replace('/', '-')}" for docname in records.pages}
    assert set(chapters(page)) == every
    assert len(chapters(page)) == len(every)
    assert "but its" not in page.css_first(".whole-book > p").text()


def _build_without_studies(*arguments: str) -> int:
    from hub import print_edition
    from hub.build import main

    print_edition.MAX_STUDIES = 0
    return main(list(arguments))


def test_a_large_book_is_printed_without_its_case_studies(tmp_path: Path):
    book = small_book(tmp_path)
    folder = book.parent / "out"
    arguments = ("--book", str(book), "--output", str(folder))
    ended = running.run(_build_without_studies, *arguments, folder=book.parent)
    assert ended.code == 0, ended.output
    page = parsed(folder / "html/print.html")
    assert "page-cohort" in chapters(page)
    assert "page-study" not in chapters(page)
    words = page.css_first(".whole-book > p").text()
    assert words.startswith("Every page of this book but its 1 study in reading order")
    links = {link.attributes["href"] for link in page.css("section.chapter a[href]")}
    assert "study.html" in links
    assert "#page-study" not in links
