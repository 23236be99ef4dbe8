"""The benchmark measures what it says: sound books of the size asked for, and its own table alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hubdata.loading import load_records
from hubdata.records import Records
from support import parsed, strict_build

from bench.__main__ import (
    REPORT,
    BenchError,
    Result,
    _entries_with_cohorts,
    main,
    table,
    write_book,
    write_report,
)

RESULT = Result(300, 12.345, 0.9, 1.24, 587_400_000)


def test_a_larger_book_builds_and_has_as_many_studies_as_asked(tmp_path: Path, records: Records):
    # One more than this book has, so that the first of its studies is repeated twice.
    count = 2 * len(records.case_studies) + 1
    book = write_book(tmp_path / "copy", count)
    larger = load_records(book)
    assert len(larger.case_studies) == count
    assert len(larger.organisations) == len(records.organisations) + len(records.case_studies) + 1
    result = strict_build(book, tmp_path / "output", "--without-epub")
    assert result.code == 0, result.output
    gallery = parsed(result.html / "cohorts/case-studies.html").css_first("article").text()
    for page in larger.case_studies:
        assert (result.html / f"{page.docname}.html").is_file()
        assert page.title in gallery


def test_a_book_cannot_have_fewer_studies_than_this_one(tmp_path: Path):
    with pytest.raises(BenchError, match="that many or more"):
        write_book(tmp_path / "copy", 1)


@pytest.mark.parametrize(
    ("menu", "first"),
    [
        ([{"file": "cohorts/2023/index"}], "cohorts/2023/index"),
        (
            {"chapters": [{"file": "a"}, {"sections": [{"file": "cohorts/x/index"}]}]},
            "cohorts/x/index",
        ),
        ({"chapters": [{"file": "cohorts/index"}]}, None),
    ],
)
def test_cohorts_are_found_at_any_depth_of_the_menu(menu, first):
    found = _entries_with_cohorts(menu)
    assert (found and found[0]["file"]) == first


def test_the_table_takes_the_place_of_the_old_one_and_leaves_the_words(tmp_path: Path):
    report = tmp_path / "README.md"
    words = REPORT.read_text(encoding="utf-8").partition("<!--")[0]
    report.write_text(f"{words}<!-- results -->\nold\n<!-- end of results -->\nAfter.\n")
    write_report(report, [RESULT, RESULT._replace(studies=10)])
    text = report.read_text(encoding="utf-8")
    assert table([RESULT]).splitlines()[-1] == "| 300 | 12.3 s | 0.9 s | 1.2 s | 587 MB |"
    assert text.startswith(words)
    assert text.index("| 10 |") < text.index("| 300 |")
    assert text.endswith("<!-- end of results -->\nAfter.\n")
    assert "old" not in text


def test_a_report_without_a_place_for_the_table_is_refused_and_left(tmp_path: Path):
    report = tmp_path / "README.md"
    report.write_text("Words.\n")
    with pytest.raises(BenchError, match="no place for the results"):
        write_report(report, [RESULT])
    assert report.read_text() == "Words.\n"
    assert main(["1", "--report", str(tmp_path / "missing.md")]) == 1
