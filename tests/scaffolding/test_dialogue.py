"""The questions that a terminal asks."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import GAPS

from .tree import CASE_STUDY, SUMMARY, give, write


def say(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))


def test_without_options_everything_is_asked(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    say(
        monkeypatch,
        "2032", "2024-25",  # a cohort that does not exist is asked again
        "", "Example Water Trust", "",  # an organisation is needed
        "Environment", "Charity", "River conservation",
        "example.org/water", "https://example.org/water",
        "Ada Example", "",
        "Corrections from outside made river data better",
        "Too short.", SUMMARY,
        "environmental data", "",
        "Working openly", "",
        "What did it want?", "It published data.", "", "", "", "",
        "Publish.", "Ask.", "", "",  # two steps are too few, so there are none
        "",
        "fully", "full",
        "Rivers in the open", "http://example.org", "10.5281/zenodo.99999991",
        "25", "2025", "", "",
        "nl444", "", "no-such-lesson", "", "A Page", "",
        "Who asks this", "Who asks this?", "",
        "2026-13-01", "2026-11-23",
    )  # fmt: skip
    assert give(tree, "case-study") == 0
    said = capsys.readouterr().out
    assert "There is no cohort «2032»." in said
    assert "This one is needed." in said
    assert "The summary has 2 words." in said
    assert "«example.org/water» is not right. Begin with https://." in said
    assert "3 are needed, or none." in said
    assert "There is no degree of reading «fully»." in said
    assert "«http://example.org» is not right. Begin with https://." in said
    assert "«25» is not right. Write four digits" in said
    assert "There is no source «nl444»." in said
    assert "There is no lesson «no-such-lesson»." in said
    assert "«A Page» is not right. Write the name of a page" in said
    assert (
        "«Who asks this» is not right. Write one question on each line, and end it with a question mark."
        in said
    )
    assert "«2026-13-01» is not a day." in said
    text = (tree / "book/cohorts/2024-25/example-water-trust.md").read_text(encoding="utf-8")
    assert "Not known." in text
    assert "- what was hard" in text


def test_a_study_without_a_publication_is_asked_for_another_source(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    say(
        monkeypatch,
        "2024-25", "NHS England", "", "", "Ethics in the same room", SUMMARY, "ethics", "",
        "Ethics by design", "", *[""] * 8, "topic", *[""] * 5,
        "", "nl44", "", "", "ethics-again", "", "2026-11-23",
    )  # fmt: skip
    assert give(tree, "case-study") == 0
    said = capsys.readouterr().out
    page = "book/cohorts/2024-25/ethics-again.md"
    assert f"{page} does not say under `answers` which questions it answers" in said
    assert "This one is needed." in said.partition("Further sources")[2]


def test_with_options_only_what_is_needed_is_asked(tree: Path, monkeypatch: pytest.MonkeyPatch):
    say(monkeypatch, "full")
    answers = {name: said for name, said in CASE_STUDY.items() if name != "read"}
    assert write(tree, "case-study", answers) == 0


def test_a_question_that_stays_open_is_named_and_nothing_typed_is_lost(
    untouched: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    say(monkeypatch, "2023", "It's ours", "")
    assert give(untouched, "case-study") == 1
    error = capsys.readouterr().err
    assert "This is missing: Sector; Kind of body; What the organisation works on; Website" in error
    assert """scaffold case-study --cohort=2023 '--organisation=It'"'"'s ours'""" in error


def test_what_stands_without_a_name_is_asked_and_given_again_without_one(
    untouched: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    say(monkeypatch, GAPS, "")
    assert give(untouched, "move") == 1
    error = capsys.readouterr().err
    assert "This is missing: New name. Give NEW as well." in error
    assert error.endswith(f"scaffold move {GAPS}\n")


@pytest.fixture
def terminal(tree: Path):
    """Return what starts the command in a terminal and types; gives back all that was shown."""
    pty = pytest.importorskip("pty")  # a terminal as Unix has it

    def typed(*lines: bytes) -> tuple[int, str]:
        code = "import sys; from pathlib import Path; from scaffold.__main__ import main\n"
        code += "sys.exit(main(['case-study'], Path(sys.argv[1]), redraw=lambda _: True))"
        ours, theirs = pty.openpty()
        program = subprocess.Popen(
            [sys.executable, "-c", code, str(tree)],
            stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "dumb"},
        )  # fmt: skip
        os.close(theirs)
        shown = b""
        for line in (*lines, b""):
            while not shown.endswith(b"> "):
                try:
                    shown += os.read(ours, 1)
                except OSError:  # the program has ended
                    return program.wait(), shown.decode("utf-8", "replace")
            shown += b"\n"
            os.write(ours, line)
        raise AssertionError(f"It waits for more:\n{shown.decode()}")

    return typed


def test_lines_that_are_pasted_into_one_question_do_not_answer_the_next(terminal):
    pasted = SUMMARY.replace(". ", ".\n").encode() + b"\n"
    code, shown = terminal(
        b"2023\n", b"BAS\n", b"\n", b"\n", b"A title for a test\n", pasted, b"\x04"
    )
    assert code == 1
    assert "Themes" in shown.rpartition("Summary")[2]
    assert "The summary has" not in shown


def test_the_end_of_input_prints_the_answers_as_a_command(terminal):
    code, shown = terminal(b"2023\n", b"BAS\n", b"\x04")
    assert code == 1
    assert "Stopped." in shown
    assert "scaffold case-study --cohort=2023 --organisation=BAS" in shown
    assert "Traceback" not in shown
