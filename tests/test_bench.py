"""The benchmark measures what it says: sound books of the size asked for, and its own table alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hubdata.loading import load_records
from hubdata.records import Records
from support import ROOT, parsed, strict_build

from bench.__main__ import HEAD, Result, main, row, write_book

RESULT = Result(300, 12.345, 0.9, 1.24, 587_400_000)


def test_a_larger_book_builds_and_has_as_many_studies_as_asked(tmp_path: Path, records: Records):
    # One more than this book has, so that the first of its studies is repeated twice.
    count = 2 * len(records.case_studies) + 1
    book = write_book(tmp_path / "copy", count)
    larger = load_records(book)
    assert len(larger.case_studies) == count
    assert len(larger.organisations) == len(records.organisations) + len(records.case_studies) + 1
    result = strict_build(book, tmp_path / "output")
    assert result.code == 0, result.output
    gallery = parsed(result.html / "cohorts/case-studies.html").css_first("article").text()
    for page in larger.case_studies:
        assert (result.html / f"{page.docname}.html").is_file()
        assert page.title in gallery


def test_a_result_is_a_row_of_the_table_in_the_readme():
    readme = (ROOT / "bench/README.md").read_text(encoding="utf-8")
    assert HEAD in readme
    assert row(RESULT) == "| 300 | 12.3 s | 0.9 s | 1.2 s | 587 MB |"


def test_a_book_cannot_have_fewer_studies_than_this_one(capsys: pytest.CaptureFixture):
    assert main(["1"]) == 1
    assert "that many or more" in capsys.readouterr().err
