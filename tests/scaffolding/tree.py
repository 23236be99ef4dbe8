"""Answers, and what is done with a copy of the book."""

from __future__ import annotations

import difflib
import hashlib
import re
import shutil
from pathlib import Path

from booklint.reader import Reader
from booklint.targets import find_targets
from myst_parser.config.main import MdParserConfig
from remembering import findings_in
from support import ROOT

from scaffold.__main__ import main

ISSUES = ROOT / "tests/examples/issues"
SUMMARY = (
    "The Example Water Trust wanted its river data to be used by more people than its own staff. "
    "It published ten years of measurements with a licence and a description, and invited a school "
    "and two universities to work with them. Within four months five groups had asked questions "
    "that led to 12 corrections. The trust reports that staff were worried about mistakes becoming "
    "visible, and that this worry went away after the first public correction."
)
CASE_STUDY = {
    "cohort": "2024-25",
    "organisation": "Example Water Trust",
    "sector": "Environment",
    "kind": "Charity",
    "field": "River conservation: wetlands, too",
    "website": "https://example.org/water",
    "expert": ["Ada Example", "Grace O'Sample"],
    "title": "Corrections from outside made river data better",
    "summary": SUMMARY,
    "theme": ["environmental data", "corrections: in public"],
    "practice": ["Working openly", "open-data"],
    "did": "It described its data & gave them a licence.",
    "reuse": "Answer log: questions and answers in public",
    "read": "full",
    "publication": "Rivers in the open: 100% of one trust's data",
    "address": "10.5281/zenodo.99999991",
    "year": "2025",
    "author": "Ada Example",
    "reviewed": "2026-11-23",
}
# The first cohort that this book does not have.
_COHORTS = (ROOT / "book/_data/cohorts.yml").read_text(encoding="utf-8")
BEGINS = 1 + max(map(int, re.findall(r'^"?(20\d\d)', _COHORTS, re.MULTILINE)))
NEXT = f"{BEGINS}-{(BEGINS + 1) % 100:02}"
COHORT = {
    "cohort": NEXT,
    "start": f"{BEGINS}-09",
    "end": f"{BEGINS + 1}-03",
    "status": "announced",
    "summary": "A cohort for this test, announced and nothing more.",
    "source": ["nl64", "nl65"],
    "reviewed": "2026-11-23",
}
LESSON = {
    "advice": "Meet in a quiet room",
    "kind": "was hard",
    "situation": "The room for 30 people was loud.",
    "did": "It moved next door.",
    "happened": "People heard each other.",
    "do": "Book a quiet room.",
    "unless": "A call has no room.",
    "grade": "weak",
    "strength": "One source, made up for this test.",
    "source": "seed",
    "organisation": ["NHS England", "DigiHaul"],
}
PRACTICE = {
    "name": "Mentoring in pairs",
    "definition": "Two people who help each other to learn, in turns.",
    "source": "seed",
    "chapter": "Mentoring",
    "address": "https://book.the-turing-way.org/collaboration/mentoring",
}
TEMPLATE = {
    "title": "Quiet-hours agreement",
    "phase": "Run",
    "purpose": "It says what two people promise each other.",
    "filler": "both people",
    "time": "about 20 minutes",
    "part": [
        "Who we are: Tam and Noor",
        "What each of us wants to learn: to say no",
        "When we meet: on Tuesdays, at 10:30",
    ],
    "reviewed": "2026-11-23",
}
COMMANDS = {
    "case-study": CASE_STUDY,
    "cohort": COHORT,
    "lesson": LESSON,
    "practice": PRACTICE,
    "template": TEMPLATE,
}


def copied(base: Path, folder: Path) -> Path:
    """Copy the base into a folder; the figures are those of the real book."""
    shutil.copytree(base, folder)
    (folder / "figures").symlink_to(ROOT / "figures")
    return folder


def options(answers: dict[str, str | list[str]]) -> list[str]:
    """Return answers as options of the command line."""
    pairs = [
        (name, text)
        for name, said in answers.items()
        for text in (said if isinstance(said, list) else [said])
    ]
    return [part for name, text in pairs for part in (f"--{name}", text)]


def give(tree: Path, *words: str) -> int:
    """Give a command in this process, without drawing the figures."""
    return main(words, tree, redraw=lambda _: True)


def write(tree: Path, command: str, answers: dict) -> int:
    return give(tree, command, *options(answers))


def digest(tree: Path) -> dict[str, str]:
    """Return a checksum of every file."""
    return {
        file.relative_to(tree).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(tree.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def findings(tree: Path) -> list[tuple[str, str, str]]:
    """Return what the house rules find, without line numbers, which new lines would move."""
    [target] = find_targets([str(tree / "book")])
    found = findings_in(target.source)
    return [(each.path, each.rule, each.message) for each in found if each.level == "finding"]


def added(before: str, after: str) -> list[str]:
    """Return the lines that were added; fails if any was removed."""
    lines = list(difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm=""))[2:]
    assert not [line for line in lines if line.startswith("-")]
    return [line[1:] for line in lines if line.startswith("+")]


def from_issue(tree: Path, text: str, report: Path) -> int:
    file = report.parent / "issue.md"
    file.write_bytes(text.encode("utf-8"))
    return give(tree, "from-issue", str(file), "--report", str(report))


def reader() -> Reader:
    extensions = {"colon_fence", "deflist", "fieldlist", "attrs_inline", "attrs_block"}
    return Reader(MdParserConfig(enable_extensions=extensions))
