"""The benchmark measures what it says: sound books, the same studies in each, and honest records."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, strict_build
from hub.components.base import ComponentError, Place
from hub.components.speed import speed
from hub.records import Records

from bench import story
from bench.hub_book import TooFewError, invented_cohorts, write_book
from bench.hub_runs import Result, Site
from bench.process import FailedError, run
from bench.report import record, table, write_records
from checks.book import Book
from checks.files import DiskFiles
from checks.register import run as run_checks
from checks.rules.words import misspellings

RESULT = Result(cold=61.26, memory=587_400_000, site=Site(4_000_000, 26_444, 1_180), index=31_512)


def findings(top: Path) -> set[tuple[str, str]]:
    """What the checks find in a repository before the agreed exceptions: file and rule."""
    return {(each.path, each.rule) for each in run_checks(Book.load(DiskFiles(top), "book"))}


def test_an_invented_book_is_sound_and_has_as_many_studies_as_asked(
    tmp_path: Path, records: Records
):
    count = len(records.case_studies) + 2
    book = write_book(tmp_path / "copy", count)
    copied, own = (findings(top) for top in (book.parent, ROOT))
    assert copied == own
    built = strict_build(book, tmp_path / "output")
    assert built.code == 0, built.output
    shown = (built.html / "cohorts/case-studies.html").read_text(encoding="utf-8")
    for cohort in invented_cohorts(records, count):
        for study in cohort.studies:
            assert (built.html / f"{study.docname}.html").is_file()
            assert study.title in shown


def test_the_first_studies_of_a_large_book_are_those_of_a_small_one(records: Records):
    small, large = (invented_cohorts(records, count) for count in (10, 100))
    assert large[0].studies[: len(small[0].studies)] == small[0].studies


def test_a_book_cannot_have_fewer_studies_than_this_one(records: Records):
    with pytest.raises(TooFewError, match="at least as many"):
        invented_cohorts(records, 1)


def test_seconds_and_memory_of_a_command_are_measured_with_its_children(tmp_path: Path):
    grow = "kept = bytearray(60_000_000); import time; time.sleep(0.7)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grow!r}])"
    command = [sys.executable, "-c", code]
    done = run(command, folder=tmp_path, environment=os.environ)
    assert done.seconds > 0.7
    assert done.memory > 60_000_000
    undisturbed = run(command, folder=tmp_path, environment=os.environ, watch=False)
    assert (undisturbed.seconds > 0.7, undisturbed.memory) == (True, 0)


def test_a_command_that_fails_says_its_last_words(tmp_path: Path):
    command = [sys.executable, "-c", "print('the disk is full'); raise SystemExit(3)"]
    with pytest.raises(FailedError, match=r"(?s)ended with code 3.*the disk is full"):
        run(command, folder=tmp_path, environment=os.environ)


def test_a_record_is_rounded_and_leaves_out_what_was_not_measured():
    made = record("This book", 10, RESULT, None)
    assert (made["cold"], made["memory"], made["page"], made["menu"]) == (61.3, 587, 26.4, 1.2)
    assert made["index"] == 31.5
    assert "edit" not in made
    assert "linkchecker" not in made
    assert "61.3" in table([made])


def test_what_is_measured_again_replaces_its_record_alone(tmp_path: Path):
    file = tmp_path / "speed.yml"
    first = record("This book", 10, RESULT, None)
    write_records(file, {"hub-10": first, "default-10": first | {"program": "Another"}})
    write_records(file, {"hub-10": first | {"cold": 5.0}})
    kept = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert list(kept) == ["hub-10", "default-10"]
    assert kept["hub-10"]["cold"] == 5.0
    assert kept["default-10"]["cold"] == 61.3


def test_the_page_shows_every_measurement_of_this_book(records: Records):
    drawn = speed(records, Place("about/how-fast", "sizes"))
    for each in records.speed.values():
        assert f"{each.pages:,} case studies" in speed(records, Place("about/how-fast", "programs"))
        if each.program == "This book":
            assert f"{each.cold:,}" in drawn


def test_an_unknown_table_is_answered_with_the_known_ones(records: Records):
    with pytest.raises(ComponentError, match=r"sizes, \{speed\} programs or \{speed\} machine"):
        speed(records, Place("about/how-fast", "pages"))


def test_no_invented_name_is_a_misspelling():
    names = {story._name(number).lower() for number in range(0, 343_000, 7)}
    assert not names & misspellings().keys()
