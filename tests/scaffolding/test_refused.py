"""What is wrong is refused and what is interrupted is undone, and nothing is written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support import append

from scaffold.sanitise import MAX_ANSWER

from .tree import (
    BEGINS,
    CASE_STUDY,
    COHORT,
    COMMANDS,
    NEXT,
    SUMMARY,
    changed,
    copied,
    digest,
    options,
    write,
)

WRONG_STUDIES = [
    ({"cohort": "2024-26"}, "There is no cohort «2024-26». Did you mean «2024-25»?"),
    ({"cohort": "../2023"}, "There is no cohort «../2023»."),
    ({"practice": "Open dada"}, "There is no practice «Open dada». Did you mean «Open data»?"),
    ({"lesson": "no-such-lesson"}, "There is no lesson «no-such-lesson»."),
    ({"source": "nl444"}, "There is no source «nl444». Did you mean «nl44»?"),
    ({"read": "fully"}, "There is no degree of reading «fully». Did you mean «full»?"),
    ({"sector": "Enviroment"}, "There is no sector «Enviroment». Did you mean «Environment»?"),
    ({"page": "../../../etc/passwd"}, "Write the name of a page as"),
    ({"page": "/etc/passwd"}, "Write the name of a page as"),
    ({"page": "a/b"}, "Write the name of a page as"),
    ({"page": "Capital"}, "Write the name of a page as"),
    ({"page": ".hidden"}, "Write the name of a page as"),
    ({"page": "nhs-england"}, "book/cohorts/2024-25/nhs-england.md exists already"),
    (
        {"page": "", "title": "NHS England: ethics at every stage of data science"},
        "has this title already",
    ),
    ({"title": "A <b>bold</b> title"}, "Title of the page holds «<», which is markup"),
    ({"title": "- a list as a title"}, "Title of the page holds «-», which is markup"),
    ({"title": "Two\u202elines"}, "invisible character U+202E"),
    ({"title": "No"}, "Title of the page has 2 characters"),
    ({"summary": "Too short."}, "The summary has 2 words"),
    ({"summary": SUMMARY + SUMMARY}, "words"),
    ({"did": "\x1b[2J" + SUMMARY}, "invisible character U+001B"),
    ({"did": "See https://example.org/page for more."}, "the bare address «https://example.org"),
    ({"did": "See [the page](http://example.org)."}, "links to «http://example.org»"),
    ({"did": "See [the page](../../../etc/passwd)."}, "links to «../../../etc/passwd»"),
    ({"did": "x" * (MAX_ANSWER + 1)}, "is longer than 8,000 characters"),
    ({"quotation": "We did it."}, "This is missing: Who said it. Give --speaker as well."),
    ({"step": ["One.", "Two."]}, "There are 2 steps to try"),
    ({"address": "10.5281/"}, "Write a DOI such as"),
    (
        {"address": "http://example.org/study"},
        "«http://example.org/study» is not right. Begin with https://",
    ),
    ({"address": "javascript:alert(1)"}, "«javascript:alert(1)» is not right. Begin with https://"),
    ({"publication": "A } brace"}, "Title of the published study holds «}»"),
    (
        {"publication": "", "address": ""},
        "This is missing: Further sources. Give --source as well.",
    ),
    (
        {"publication": "Its title", "address": "https://zenodo.org/records/10337801"},
        "is the address of «Exploring the intersection of data science",
    ),
    ({"author": ["Ada Sample; Ben Sample"]}, "«Ada Sample; Ben Sample» names several"),
    ({"year": "25"}, "«25» is not right. Write four digits"),
    ({"reviewed": "2026-13-01"}, "2026-13-01"),
    ({"website": "example.org"}, "«example.org» is not right. Begin with https://"),
    ({"organisation": ["Example Water Trust", "Example Air Trust"]}, "have no record yet"),
    ({"organisation": ["BAS", "ONS"]}, "cannot say whose experts these are"),
    ({"organisation": "Digi Haul"}, "Write «DigiHaul»"),
    ({"expert": "Ó Súilleabháin, Máire"}, "«Ó Súilleabháin, Máire» is more than a name, or"),
    ({"expert": "Prof. Ada Example"}, "Write the given name first, with no title"),
    ({"expert": "Ada Example and Bo Sample"}, "is more than a name"),
    (
        {"organisation": "NHS Englnd", "sector": ""},
        "This is missing: Sector. «NHS Englnd» is new. Did you mean «NHS England»?",
    ),
]


@pytest.mark.parametrize(
    ("command", "change", "message"),
    [
        *(("case-study", *wrong) for wrong in WRONG_STUDIES),
        ("cohort", {"cohort": "../x"}, "Write the id of a cohort as 2026"),
        ("cohort", {"cohort": "2023"}, "has a record «2023» already"),
        ("cohort", {"end": f"{BEGINS}-08"}, "before it begins"),
        ("cohort", {"start": "September"}, "«September» is not right. Write a month as 2026-09."),
        ("lesson", {"kind": "went badly"}, "There is no kind of lesson «went badly»"),
        ("lesson", {"id": "../up"}, "«../up» is not right"),
        ("lesson", {"do": "Book (a quiet room."}, "What to do: what «(» opens stays open"),
        ("template", {"part": "When we meet"}, "«When we meet» has no example"),
        ("template", {"part": "Link: https://example.org"}, "holds an address"),
        ("lesson", {"id": "keep-assuring"}, "has a record «keep-assuring» already"),
        ("practice", {"name": "Open data"}, "has a record «open-data» already"),
        ("practice", {"address": ""}, "This is missing: Address of that chapter"),
        ("template", {"title": "Stakeholder map"}, "stakeholder-map.md exists already"),
        ("template", {"phase": "Plan"}, "There is no phase «Plan»"),
        ("template", {"hub": "It did so."}, "This is missing: Sources on the programme"),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_is_written(
    untouched: Path, capsys: pytest.CaptureFixture, command: str, change: dict, message: str
):
    answers = {name: said for name, said in (COMMANDS[command] | change).items() if said}
    assert write(untouched, command, answers) == 1
    error = capsys.readouterr().err
    assert message in error
    assert "Nothing was written." in error
    assert "\x1b" not in error


def test_the_same_command_twice_is_refused(tree: Path, capsys: pytest.CaptureFixture):
    assert write(tree, "case-study", CASE_STUDY) == 0
    before = digest(tree)
    assert write(tree, "case-study", CASE_STUDY) == 1
    assert "has this title already" in capsys.readouterr().err
    assert changed(before, digest(tree)) == set()


def test_records_that_are_broken_already_are_reported_with_their_line(
    tree: Path, capsys: pytest.CaptureFixture
):
    append(tree / "book/_data/people.yml", "somebody: *alias\n")
    before = digest(tree)
    assert write(tree, "case-study", CASE_STUDY) == 1
    assert "book/_data/people.yml:" in capsys.readouterr().err
    assert changed(before, digest(tree)) == set()


def test_a_symbolic_link_is_not_followed(tree: Path, capsys: pytest.CaptureFixture):
    assert write(tree, "cohort", COHORT) == 0
    outside, folder = tree / "outside", tree / "book/cohorts" / NEXT
    shutil.move(folder, outside)
    folder.symlink_to(outside)
    assert write(tree, "case-study", CASE_STUDY | {"cohort": NEXT}) == 1
    assert capsys.readouterr().err
    assert [file.name for file in outside.iterdir()] == ["index.md"]


# --- interrupted ---------------------------------------------------------------------------------


def test_a_failure_while_writing_undoes_what_was_written(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    before = digest(tree)
    seen = []

    def fails_at_the_fourth(file: Path, content: bytes) -> None:
        seen.append(file)
        if len(seen) == 4:
            raise OSError("the disk is full")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    monkeypatch.setattr("scaffold.changes.write_bytes", fails_at_the_fourth)
    assert write(tree, "case-study", CASE_STUDY) == 1
    assert "the disk is full" in capsys.readouterr().err
    assert changed(before, digest(tree)) == set()


@pytest.fixture(scope="module")
def finished(base: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the checksums of all files after a case study was written."""
    folder = copied(base, tmp_path_factory.mktemp("shared") / "finished")
    assert write(folder, "case-study", CASE_STUDY) == 0
    return digest(folder)


KILLED = """
import os, signal, sys
from pathlib import Path
times, replace = 0, Path.replace
def killed(self, target):
    global times
    times += 1
    if times == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)
Path.replace = killed
from scaffold.__main__ import main
sys.exit(main(sys.argv[3:], Path(sys.argv[2]), redraw=lambda _: True))
"""


@pytest.mark.parametrize("moment", range(1, 8))
def test_killed_at_any_moment_every_file_is_the_old_or_the_new(
    tree: Path, finished: dict[str, str], moment: int
):
    before = digest(tree)
    command = [str(moment), str(tree), "case-study", *options(CASE_STUDY)]
    # What a killed process leaves behind goes with the folder of this test.
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, *command],
        env=os.environ | {"TMPDIR": str(tree.parent)},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    for path, checksum in digest(tree).items():
        left_behind = Path(path).name.startswith(".") and path not in before
        assert left_behind or checksum in (before.get(path), finished.get(path)), path


def test_after_a_kill_the_same_command_goes_on_where_it_was(base: Path, tree: Path):
    """Records that were written already, by the same answers, are no obstacle."""
    done = copied(base, tree.parent / "done")
    before = digest(done)
    assert write(done, "case-study", CASE_STUDY) == 0
    wanted = {path: digest(done)[path] for path in changed(before, digest(done))}
    for path in wanted:
        if path.endswith((".bib", ".yml")) and not path.endswith("_toc.yml"):
            shutil.copy(done / path, tree / path)
    assert write(tree, "case-study", CASE_STUDY) == 0
    assert {path: digest(tree)[path] for path in wanted} == wanted
