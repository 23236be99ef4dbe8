"""Hostile content: the checks report it and the build refuses it, or it is harmless as it is built.

Every case is a text in tests/examples/hostile/ that says what it is and what must become of it.
"""

from __future__ import annotations

import json
import re
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from booklint.invisible import INVISIBLE
from booklint.invisible import escape_invisible as visible
from hostile.cases import SECRET, Case, all_cases, line_of, plant, renamed, small_book
from hostile.harmless import HARMLESS, Output, harmless_output
from hostile.running import CPU_SECONDS, MAX_MEGABYTES, Ended, check, plain_build, run, strict_build
from support import Once

CASES = all_cases()
REFUSED = [case for case in CASES if case.refused]
REPORTED = [case for case in CASES if case.found]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# The time that a page may take in these tests; a sound page of the small book takes a tenth of it.
CLOCK = 2.0


def named(case: Case) -> str:
    return case.name


def planted(case: Case, folder: Path) -> Path:
    book = small_book(folder)
    plant(case, book)
    return book


def lines(ended: Ended) -> list[str]:
    return COLOUR.sub("", ended.output).split("\n")


def files_below(folder: Path) -> set[Path]:
    return {file.relative_to(folder) for file in folder.rglob("*")}


def assert_bounded(ended: Ended) -> None:
    """It neither hung nor filled the memory, and did not end by a crash."""
    assert ended.code in (0, 1), ended.output
    assert ended.seconds < CPU_SECONDS
    assert ended.megabytes < MAX_MEGABYTES


def assert_plain(ended: Ended) -> None:
    """What was printed commands neither a terminal nor the page of a pull request."""
    for line in lines(ended):
        assert not INVISIBLE.search(line), repr(line)
        assert not line.strip().startswith(("::", "##[")), line


def assert_nothing_escaped(book: Path, ended: Ended) -> None:
    """Nothing from outside the book came out, nothing was written outside, and nothing ran."""
    outside = book.parents[1] / "outside"
    kept = ("config", "secret.csv", "secret.md", "secret.png", "secret.txt")
    assert sorted(file.name for file in outside.iterdir()) == list(kept)
    assert SECRET not in ended.output
    for file in (book.parent / "out").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert SECRET.encode() not in content, file
            assert b"root:x:0:" not in content, file


# --- the corpus ----------------------------------------------------------------------------------


def test_the_corpus_is_large():
    assert len(CASES) >= 100
    assert len(REFUSED) >= 80


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_case_is_complete(case: Case):
    assert case.what.endswith(".")
    # A plain mistake of which only the message is hostile is left to the build alone.
    assert case.found or case.harmless or case.stage == "warning"
    assert case.refused or case.present


def test_a_run_finds_what_it_needs_loaded(tmp_path: Path):
    """Otherwise the server has failed to load it, of which it says nothing, and every run loads it."""
    ended = run(_print_what_is_loaded, folder=tmp_path)
    assert "hostile.loaded" in ended.output.split()


def _print_what_is_loaded() -> int:
    print(*sys.modules)
    return 0


# --- refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_the_build_refuses(case: Case, tmp_path: Path):
    book = planted(case, tmp_path)
    before = files_below(book)
    ended = strict_build(book, clock=CLOCK)
    assert_bounded(ended)
    assert ended.code == 1, ended.output
    place = f"{case.file}:{line_of(case, book, case.at)}:" if case.at else case.file
    assert any(place in line and case.refused in line for line in lines(ended)), ended.output
    if case.stage != "warning":
        assert not (book.parent / "out/html/hostile.html").exists()
    assert files_below(book) == before
    assert_plain(ended)
    assert_nothing_escaped(book, ended)


@pytest.mark.parametrize("case", REPORTED, ids=named)
def test_the_checks_report(case: Case, tmp_path: Path):
    book = planted(case, tmp_path)
    ended = check(book)
    assert_bounded(ended)
    found = json.loads(ended.stdout)
    file = case.found_in or case.file
    places = {
        each["line"]
        for each in found
        if (visible(each["path"]), each["rule"]) == (file, case.found)
    }
    assert places, found
    if case.found_at != "*":
        assert line_of(case, book, case.found_at or case.at, file) in places
    assert_nothing_escaped(book, ended)


PRINTED = ("annotation", "name-with-a-line-end", "terminal-command", "text-turned-round")


@pytest.mark.parametrize("form", ["text", "github"])
@pytest.mark.parametrize("case", [case for case in CASES if case.name in PRINTED], ids=named)
def test_a_report_commands_nothing(case: Case, form: str, tmp_path: Path):
    ended = check(planted(case, tmp_path), form)
    for line in lines(ended):
        assert not INVISIBLE.search(line), repr(line)
        # GitHub obeys a line that begins with `::`; within a line the same words do nothing.
        finding = form == "github" and re.match(r"::(error|notice) file=[^:]*,line=\d+,", line)
        assert finding or not line.startswith("::"), line


# --- without -W, and all at once -----------------------------------------------------------------


@pytest.mark.parametrize("stage", ["files", "records", "references", "pages"])
def test_the_plain_build_refuses_too(stage: str, tmp_path: Path):
    """`jupyter-book build`, which takes warnings for no errors, names every case in one run."""
    book = small_book(tmp_path)
    whole: set[str] = set()
    touched: set[str] = set()
    together = []
    for case in map(renamed, REFUSED):
        paths = {part.path for part in case.parts}
        new = {part.path for part in case.parts if "more" not in part.how}
        if case.stage == stage and not paths & whole and not new & touched:
            whole |= new
            touched |= paths
            plant(case, book)
            together.append(case)
    ended = plain_build(book)
    assert_bounded(ended)
    assert ended.code == 1
    said = lines(ended)
    missed = [
        case.name
        for case in together
        if not any(case.file in line and case.refused in line for line in said)
    ]
    assert missed == [], ended.output
    assert len(together) >= 3
    assert not (book.parent / "out/_build/html/index.html").exists()
    assert_nothing_escaped(book, ended)


# --- harmless ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def output(once: Once) -> Output:
    return harmless_output(once)


@pytest.mark.parametrize("case", HARMLESS, ids=named)
def test_it_is_harmless_as_built(case: Case, output: Output):
    built = dict(output.files())
    for pattern, words in case.absent:
        holding = [
            name
            for name, content in built.items()
            if fnmatch(name, pattern) and words.encode() in content
        ]
        assert holding == [], words
    for pattern, words in case.present:
        assert any(
            words.encode() in content for name, content in built.items() if fnmatch(name, pattern)
        ), words
    assert f"{case.name}.html" in built or not any(
        part.path == f"book/{case.name}.md" for part in case.parts
    )
