"""`make case-study` and its siblings: what they write is right at once, or nothing is written."""

from __future__ import annotations

import difflib
import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from booklint.reader import Reader
from booklint.registry import run
from booklint.targets import find_targets
from conftest import ROOT, strict_build
from hubdata.records import load_records
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from myst_parser.config.main import MdParserConfig

from scaffold.__main__ import main
from scaffold.prose import LONGEST, page_text, plain_text
from scaffold.refusal import RefusalError

ISSUES = Path(__file__).parent / "examples" / "issues"
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
COHORT = {
    "cohort": "2026-27",
    "start": "2026-09",
    "end": "2027-03",
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
    "title": "Mentoring agreement",
    "phase": "Run",
    "purpose": "It says what two people promise each other.",
    "filler": "both people",
    "time": "about 20 minutes",
    "part": ["Who we are", "What each of us wants to learn", "When we meet"],
    "reviewed": "2026-11-23",
}
COMMANDS = {
    "case-study": CASE_STUDY,
    "cohort": COHORT,
    "lesson": LESSON,
    "practice": PRACTICE,
    "template": TEMPLATE,
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the commands read and write, from which all others are made."""
    folder = tmp_path_factory.mktemp("base")
    left_out = shutil.ignore_patterns("_build", "__pycache__")
    for name in ("book", ".github"):
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    shutil.copy(ROOT / "published-paths.txt", folder)
    return folder


def copied(base: Path, folder: Path) -> Path:
    """Copy the base into a folder; the figures are those of the real book."""
    shutil.copytree(base, folder)
    (folder / "figures").symlink_to(ROOT / "figures")
    return folder


@pytest.fixture
def tree(base: Path, tmp_path: Path) -> Path:
    """Return a copy to write into."""
    return copied(base, tmp_path / "tree")


@pytest.fixture(scope="module")
def untouched(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy for tests that hold that nothing is written; they share it."""
    return copied(base, tmp_path_factory.mktemp("shared") / "untouched")


@pytest.fixture(scope="module")
def known_findings(untouched: Path) -> list[tuple[str, str, str]]:
    """Return what the house rules find before anything is written."""
    return findings(untouched)


def options(answers: dict[str, str | list[str]]) -> list[str]:
    """Return answers as options of the command line."""
    pairs = [
        (name, text)
        for name, said in answers.items()
        for text in (said if isinstance(said, list) else [said])
    ]
    return [part for name, text in pairs for part in (f"--{name}", text)]


def write(tree: Path, command: str, answers: dict) -> int:
    """Run a command in this process, without drawing the figures."""
    return main([command, *options(answers)], tree, redraw=lambda _: True)


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
    found = run(target.source)
    return [(each.path, each.rule, each.message) for each in found if each.level == "finding"]


def added(before: str, after: str) -> list[str]:
    """Return the lines that were added; fails if any was removed."""
    lines = list(difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm=""))[2:]
    assert not [line for line in lines if line.startswith("-")]
    return [line[1:] for line in lines if line.startswith("+")]


# --- what is written is right --------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_the_result_passes_every_check_at_once(tree: Path, known_findings: list, command: str):
    assert write(tree, command, COMMANDS[command]) == 0
    load_records(tree / "book")
    assert [each for each in findings(tree) if each not in known_findings] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_result_holds_no_unfinished_words(tree: Path, command: str):
    before = digest(tree)
    assert write(tree, command, COMMANDS[command]) == 0
    written = changed(before, digest(tree))
    assert written
    for path in written:
        old = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ""
        new = set((tree / path).read_text(encoding="utf-8").split("\n")) - set(old.split("\n"))
        for word in ("TODO", "TBD", "FIXME", "lorem", "XXX", "$"):
            assert word.lower() not in "\n".join(new).lower(), path


def test_all_kinds_together_build_strictly_and_show_everywhere(base: Path, tmp_path: Path):
    """The whole way, as `make case-study ARGS=…` goes it, figures and a hostile form and all."""
    tree = shutil.copytree(base, tmp_path / "tree")
    for name in ("figures", "scaffold"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("booklint.toml", "requirements.txt"):
        shutil.copy(ROOT / name, tree)
    orders = {
        "cohort": COHORT,
        "practice": PRACTICE,
        "lesson": LESSON,
        "template": TEMPLATE,
        "case-study": CASE_STUDY | {"cohort": "2026-27", "practice": "Mentoring in pairs"},
    }
    for command in list(orders)[:-1]:
        assert write(tree, command, orders[command]) == 0
    hostile = (ISSUES / "hostile.md").read_text(encoding="utf-8")
    assert from_issue(tree, hostile, tmp_path / "report.md") == 0
    ended = subprocess.run(
        [sys.executable, "-m", "scaffold", "case-study", *options(orders["case-study"])],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    built = strict_build(tree / "book", tmp_path / "out")
    assert built.code == 0, built.output
    page = "cohorts/2026-27/example-water-trust.html"
    for shown, text in {
        page: CASE_STUDY["title"],
        "cohorts/case-studies.html": CASE_STUDY["title"],
        "index.html": "2026-27 cohort",
        "cohorts/comparison.html": PRACTICE["definition"],
        "cohorts/2026-27/index.html": CASE_STUDY["title"],
        "lessons/index.html": LESSON["advice"],
        "playbook/templates/mentoring-agreement.html": TEMPLATE["purpose"],
        "playbook/templates/index.html": TEMPLATE["title"],
        "hub/people-and-funding.html": "Grace O'Sample",
        "about/sources.html": "Rivers in the open",
    }.items():
        assert text in (built.html / shown).read_text(encoding="utf-8"), shown
    html = (built.html / "cohorts/2024-25/example-trap-trust.html").read_text(encoding="utf-8")
    for markup in ("<script>alert", "onerror=alert(1)>", "<iframe", "<svg onload", "root:x:"):
        assert markup not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    menu = (built.html / page).read_text(encoding="utf-8")
    assert 'aria-current="page"' in menu


def test_a_new_study_stands_before_the_study_of_several(tree: Path):
    before = (tree / "book/_toc.yml").read_text(encoding="utf-8")
    assert write(tree, "case-study", CASE_STUDY | {"cohort": "2023"}) == 0
    after = (tree / "book/_toc.yml").read_text(encoding="utf-8")
    entry = "          - file: cohorts/2023/example-water-trust"
    assert added(before, after) == [entry]
    assert after.index(entry) < after.index("cohorts/2023/meta-case-study")


def test_the_first_study_of_a_cohort_opens_its_list(tree: Path):
    before = (tree / "book/_toc.yml").read_text(encoding="utf-8")
    assert write(tree, "case-study", CASE_STUDY | {"cohort": "2025-26"}) == 0
    after = (tree / "book/_toc.yml").read_text(encoding="utf-8")
    assert added(before, after) == [
        "        sections:",
        "          - file: cohorts/2025-26/example-water-trust",
    ]


def test_records_are_added_and_nothing_else_is_touched(tree: Path):
    before = digest(tree)
    assert write(tree, "case-study", CASE_STUDY) == 0
    assert changed(before, digest(tree)) == {
        "book/_data/facts.yml",
        "book/_data/organisations.yml",
        "book/_data/people.yml",
        "book/_toc.yml",
        "book/cohorts/2024-25/example-water-trust.md",
        "book/references.bib",
        "published-paths.txt",
    }
    addresses = (tree / "published-paths.txt").read_text(encoding="utf-8").split("\n")
    listed = [line for line in addresses if not line.startswith("#")]
    assert "cohorts/2024-25/example-water-trust.html" in listed
    assert listed[:-1] == sorted(listed[:-1])
    records = load_records(tree / "book")
    trust = records.organisations["example-water-trust"]
    assert (trust.sector, trust.experts) == ("environment", ["ada-example", "grace-o-sample"])
    assert records.people["grace-o-sample"].name == "Grace O'Sample"
    page = records.pages["cohorts/2024-25/example-water-trust"].meta
    assert page.publication.doi == "10.5281/zenodo.99999991"
    assert page.sources == ["example-water-trust-study"]
    assert "12 corrections" in records.facts["cohorts-2024-25-example-water-trust-1"].statement


def test_a_known_organisation_gains_an_expert_and_a_second_page(tree: Path):
    again = {name: CASE_STUDY[name] for name in CASE_STUDY if name not in ("sector", "kind")}
    again |= {"organisation": "bas", "cohort": "2023", "expert": ["Lucy Stephenson", "Ada Example"]}
    assert write(tree, "case-study", again) == 0
    records = load_records(tree / "book")
    assert records.organisations["bas"].experts == ["lucy-stephenson", "ada-example"]
    assert "cohorts/2023/corrections-from-outside-made-river-data-better" in records.pages
    assert records.people["lucy-stephenson"].roles[0].organisation == "bas"


def test_a_work_that_is_listed_already_is_cited_and_not_added(tree: Path):
    before = (tree / "book/references.bib").read_text(encoding="utf-8")
    known = {"publication": "Its title", "address": "https://zenodo.org/records/10337801"}
    assert write(tree, "case-study", CASE_STUDY | known) == 0
    assert (tree / "book/references.bib").read_text(encoding="utf-8") == before
    page = load_records(tree / "book").pages["cohorts/2024-25/example-water-trust"].meta
    assert page.sources == ["z-bas"]


def test_a_study_of_several_organisations_needs_no_new_record(tree: Path):
    several = CASE_STUDY | {"organisation": ["BAS", "ONS"]}
    for name in ("sector", "kind", "field", "website", "expert"):
        several.pop(name)
    assert write(tree, "case-study", several) == 0
    toc = (tree / "book/_toc.yml").read_text(encoding="utf-8")
    assert "cohorts/2024-25/corrections-from-outside-made-river-data-better" in toc


def test_a_lesson_is_linked_from_the_studies_that_bear_it_out(tree: Path):
    assert write(tree, "lesson", LESSON) == 0
    records = load_records(tree / "book")
    for study in ("cohorts/2024-25/nhs-england", "cohorts/2023/digihaul"):
        assert "meet-in-a-quiet-room" in records.pages[study].meta.lessons
    text = (tree / "book/lessons/index.md").read_text(encoding="utf-8")
    assert text.count("lesson-meet-in-a-quiet-room") == 2
    # After the other lessons of its kind, before those of the next.
    assert text.index("(lesson-meet-in-a-quiet-room)=") < text.index("(lesson-open-the-call)=")
    assert text.index("(lesson-keep-assuring)=") < text.index("(lesson-meet-in-a-quiet-room)=")


def test_the_form_goes_on_offering_what_the_records_hold(tree: Path):
    assert write(tree, "practice", PRACTICE) == 0
    assert write(tree, "cohort", COHORT) == 0
    form = (tree / ".github/ISSUE_TEMPLATE/case-study.yml").read_text(encoding="utf-8")
    assert "        - Mentoring in pairs\n" in form
    assert "        - 2026-27\n" in form


# --- what is wrong is refused, and nothing is written -------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cohort": "2024-26"}, "There is no cohort «2024-26». Did you mean «2024-25»?"),
        ({"cohort": "../2023"}, "There is no cohort «../2023»."),
        ({"practice": "Open dada"}, "There is no practice «Open dada». Did you mean «Open data»?"),
        ({"lesson": "no-such-lesson"}, "There is no lesson «no-such-lesson»."),
        ({"source": "nl444"}, "There is no source «nl444». Did you mean «nl44»?"),
        ({"read": "fully"}, "There is no degree of reading «fully». Did you mean «full»?"),
        ({"sector": "Enviroment"}, "There is no sector «Enviroment». Did you mean «Environment»?"),
        ({"page": "../../../etc/passwd"}, "cannot be the name of a page"),
        ({"page": "/etc/passwd"}, "cannot be the name of a page"),
        ({"page": "a/b"}, "cannot be the name of a page"),
        ({"page": "Capital"}, "cannot be the name of a page"),
        ({"page": ".hidden"}, "cannot be the name of a page"),
        ({"page": "name\n"}, "cannot be the name of a page"),
        ({"page": "nhs-england"}, "book/cohorts/2024-25/nhs-england.md exists already"),
        ({"title": "NHS England: ethics at every stage of data science"}, "has this title already"),
        ({"title": "A <b>bold</b> title"}, "The title holds «<», which is markup"),
        ({"title": "- a list as a title"}, "The title holds «-», which is markup"),
        ({"title": "Two\u202elines"}, "invisible character U+202E"),
        ({"title": "No"}, "The title has 2 characters"),
        ({"summary": "Too short."}, "The summary has 2 words"),
        ({"summary": SUMMARY + SUMMARY}, "words"),
        ({"did": "\x1b[2J" + SUMMARY}, "invisible character U+001B"),
        (
            {"did": "See https://example.org/page for more."},
            "the bare address «https://example.org",
        ),
        ({"did": "See [the page](http://example.org)."}, "links to «http://example.org»"),
        ({"did": "See [the page](../../../etc/passwd)."}, "links to «../../../etc/passwd»"),
        ({"did": "x" * (LONGEST + 1)}, "is longer than 8,000 characters"),
        ({"quotation": "We did it."}, "Nobody is named for the quotation"),
        ({"step": ["One.", "Two."]}, "There are 2 steps to try"),
        ({"address": "10.5281/"}, "is not a DOI"),
        ({"address": "http://example.org/study"}, "The address «http://example.org/study»"),
        ({"address": "javascript:alert(1)"}, "The address «javascript:alert(1)»"),
        ({"publication": "A } brace"}, "The title of the publication holds «}»"),
        ({"publication": "", "address": ""}, "The page stands on no source"),
        ({"year": "25"}, "The year «25» is not right"),
        ({"reviewed": "2026-13-01"}, "2026-13-01"),
        ({"website": "example.org"}, "The website «example.org» is not right"),
        ({"organisation": ["Example Water Trust", "Example Air Trust"]}, "have no record yet"),
        ({"organisation": ["BAS", "ONS"]}, "cannot say whose experts these are"),
        ({"organisation": "Digi Haul"}, "Write «DigiHaul»"),
        ({"organisation": "NHS Englnd", "sector": ""}, "Did you mean «NHS England»?"),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_is_written(
    untouched: Path, capsys: pytest.CaptureFixture, change: dict, message: str
):
    before = digest(untouched)
    answers = {name: said for name, said in (CASE_STUDY | change).items() if said}
    assert write(untouched, "case-study", answers) == 1
    error = capsys.readouterr().err
    assert message in error
    assert "Nothing was written." in error
    assert "\x1b" not in error
    assert changed(before, digest(untouched)) == set()


@pytest.mark.parametrize(
    ("command", "change", "message"),
    [
        ("cohort", {"cohort": "../x"}, "cannot be the id of a cohort"),
        ("cohort", {"cohort": "2023"}, "has a record «2023» already"),
        ("cohort", {"end": "2026-08"}, "before it begins"),
        ("cohort", {"start": "September"}, "«September» is not a month"),
        ("lesson", {"kind": "went badly"}, "There is no kind of lesson «went badly»"),
        ("lesson", {"id": "../up"}, "«../up» cannot be an id"),
        ("lesson", {"id": "keep-assuring"}, "has a record «keep-assuring» already"),
        ("practice", {"name": "Open data"}, "has a record «open-data» already"),
        ("practice", {"address": ""}, "needs a title and an address"),
        ("template", {"title": "Stakeholder map"}, "stakeholder-map.md exists already"),
        ("template", {"phase": "Plan"}, "There is no phase «Plan»"),
        ("template", {"hub": "It did so."}, "What the Hub did needs a source"),
    ],
)
def test_the_other_commands_refuse_too(
    untouched: Path, capsys: pytest.CaptureFixture, command: str, change: dict, message: str
):
    before = digest(untouched)
    answers = {name: said for name, said in (COMMANDS[command] | change).items() if said}
    assert write(untouched, command, answers) == 1
    assert message in capsys.readouterr().err
    assert changed(before, digest(untouched)) == set()


def test_the_same_command_twice_is_refused(tree: Path, capsys: pytest.CaptureFixture):
    assert write(tree, "case-study", CASE_STUDY) == 0
    before = digest(tree)
    assert write(tree, "case-study", CASE_STUDY) == 1
    assert "has this title already" in capsys.readouterr().err
    assert changed(before, digest(tree)) == set()


def test_records_that_are_broken_already_are_reported_with_their_line(
    tree: Path, capsys: pytest.CaptureFixture
):
    people = tree / "book/_data/people.yml"
    people.write_text(people.read_text(encoding="utf-8") + "somebody: *alias\n", encoding="utf-8")
    before = digest(tree)
    assert write(tree, "case-study", CASE_STUDY) == 1
    assert "book/_data/people.yml:" in capsys.readouterr().err
    assert changed(before, digest(tree)) == set()


def test_a_symbolic_link_is_not_followed(tree: Path, capsys: pytest.CaptureFixture):
    outside = tree / "outside"
    shutil.move(tree / "book/cohorts/2025-26", outside)
    (tree / "book/cohorts/2025-26").symlink_to(outside)
    assert write(tree, "case-study", CASE_STUDY | {"cohort": "2025-26"}) == 1
    assert capsys.readouterr().err
    assert [file.name for file in outside.iterdir()] == ["index.md"]


# --- interrupted ---------------------------------------------------------------------------------


def test_a_failure_while_writing_undoes_what_was_written(
    tree: Path, monkeypatch: pytest.MonkeyPatch
):
    before = digest(tree)
    seen = []

    def fails_at_the_fourth(file: Path, text: str) -> None:
        seen.append(file)
        if len(seen) == 4:
            raise OSError("the disk is full")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    monkeypatch.setattr("scaffold.changes.write_text", fails_at_the_fourth)
    with pytest.raises(OSError, match="the disk is full"):
        write(tree, "case-study", CASE_STUDY)
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
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'book/_ext'}"}
    command = [str(moment), str(tree), "case-study", *options(CASE_STUDY)]
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, *command], env=environment, capture_output=True, check=False
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


# --- the dialogue --------------------------------------------------------------------------------


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
        "nl444", "", "no-such-lesson", "", "A Page", "", "2026-13-01", "2026-11-23",
    )  # fmt: skip
    assert main(["case-study"], tree, redraw=lambda _: True) == 0
    said = capsys.readouterr().out
    assert "There is no cohort «2032»." in said
    assert "This one is needed." in said
    assert "The summary has 2 words." in said
    assert "The website «example.org/water» is not right." in said
    assert "3 are needed, or none." in said
    assert "There is no degree of reading «fully»." in said
    assert "The address «http://example.org» is not right." in said
    assert "The year «25» is not right." in said
    assert "There is no source «nl444»." in said
    assert "There is no lesson «no-such-lesson»." in said
    assert "«A Page» cannot be the name of a page." in said
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
        "", "nl44", "", "", "ethics-again", "2026-11-23",
    )  # fmt: skip
    assert main(["case-study"], tree, redraw=lambda _: True) == 0
    said = capsys.readouterr().out
    assert said.endswith("readers will see it.\n")
    assert "This one is needed." in said.partition("Further sources")[2]


def test_with_options_only_what_is_needed_is_asked(tree: Path, monkeypatch: pytest.MonkeyPatch):
    say(monkeypatch, "full")
    answers = {name: said for name, said in CASE_STUDY.items() if name != "read"}
    assert write(tree, "case-study", answers) == 0


def test_a_question_that_stays_open_is_named_and_nothing_typed_is_lost(
    untouched: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    before = digest(untouched)
    say(monkeypatch, "2023", "It's ours", "")
    assert main(["case-study"], untouched, redraw=lambda _: True) == 1
    error = capsys.readouterr().err
    assert "The sector of the new organisation is missing." in error
    assert """scaffold case-study --cohort 2023 --organisation 'It'"'"'s ours'""" in error
    assert changed(before, digest(untouched)) == set()


# --- the issue form ------------------------------------------------------------------------------


def from_issue(tree: Path, text: str, report: Path) -> int:
    file = report.parent / "issue.md"
    file.write_bytes(text.encode("utf-8"))
    arguments = ["from-issue", str(file), "--report", str(report)]
    return main(arguments, tree, redraw=lambda _: True)


def test_a_form_becomes_a_page_that_passes_every_check(
    tree: Path, tmp_path: Path, known_findings: list
):
    report = tmp_path / "report.md"
    assert from_issue(tree, (ISSUES / "complete.md").read_text(encoding="utf-8"), report) == 0
    page = tree / "book/cohorts/2024-25/example-water-trust.md"
    text = page.read_text(encoding="utf-8")
    for words in (
        "# Example Water Trust: corrections from outside made river data better",
        "- invited two universities, and",
        "| Answer log | questions and answers in public {cite:p}`example-water-trust-study` |",
        "2. Give it a licence.",
        "> We were afraid of the first correction, and glad of the second.",
        "lessons" if "lessons:" in text else "themes: [environmental data, correcting in public]",
    ):
        assert words in text
    assert [each for each in findings(tree) if each not in known_findings] == []
    said = report.read_text(encoding="utf-8")
    assert said.startswith("Thank you")
    assert "book/cohorts/2024-25/example-water-trust.md" in said


def test_line_ends_of_a_browser_make_no_difference(base: Path, tree: Path, tmp_path: Path):
    text = (ISSUES / "complete.md").read_text(encoding="utf-8")
    other = copied(base, tmp_path / "other")
    assert from_issue(tree, text, tmp_path / "a.md") == 0
    assert from_issue(other, text.replace("\n", "\r\n"), tmp_path / "b.md") == 0
    page = "book/cohorts/2024-25/example-water-trust.md"
    assert (tree / page).read_bytes() == (other / page).read_bytes()


def test_the_least_that_the_form_asks_is_enough(tree: Path, tmp_path: Path, known_findings: list):
    text = (ISSUES / "minimal.md").read_text(encoding="utf-8")
    assert from_issue(tree, text, tmp_path / "report.md") == 0
    page = (tree / "book/cohorts/2023/a-second-look-at-open-polar-software.md").read_text(
        encoding="utf-8"
    )
    assert "read: topic\n" in page
    assert page.count("Not known.\n") >= 3
    for heading in ("What changed or was learned", "What was hard", "Voices"):
        assert f"## {heading}" not in page
    assert [each for each in findings(tree) if each not in known_findings] == []


@pytest.mark.parametrize(
    ("sample", "message"),
    [
        ("not-ticked.md", "The box under «Permission» is not ticked."),
        ("not-the-form.md", "The text has no part «### Organisation»."),
        ("hostile-address.md", "without a name"),
        ("hostile-signs.md", "invisible character U+202E"),
    ],
)
def test_a_form_that_cannot_be_used_is_answered_in_plain_words(
    untouched: Path, tmp_path: Path, sample: str, message: str
):
    before = digest(untouched)
    report = tmp_path / "answer.md"
    assert from_issue(untouched, (ISSUES / sample).read_text(encoding="utf-8"), report) == 1
    assert changed(before, digest(untouched)) == set()
    said = report.read_text(encoding="utf-8")
    assert said.startswith("Thank you")
    # What the author wrote stands in a block of code, where it calls nobody and links nowhere.
    [code] = [token for token in MarkdownIt().parse(said) if token.type == "fence"]
    assert message in code.content


def test_a_hostile_form_becomes_harmless_words(tree: Path, tmp_path: Path):
    text = (ISSUES / "hostile.md").read_text(encoding="utf-8")
    assert from_issue(tree, text, tmp_path / "report.md") == 0
    path = tree / "book/cohorts/2024-25/example-trap-trust.md"
    _, _, body = path.read_text(encoding="utf-8").split("---\n", 2)
    page = reader().read("page.md", body)
    assert not page.unreadable
    assert page.html == []
    assert page.tags == []
    assert page.images == []
    assert page.comments == []
    assert {directive.name for directive in page.directives} == {
        "how-much-was-read", "at-a-glance", "admonition", "page-sources", "cite-this-page", "related",
    }  # fmt: skip
    assert {role.name for role in page.roles} == {"cite:p"}
    assert {link.target for link in page.links if link.syntax != "role"} == set()
    assert [label.name for label in page.labels] == ["cohorts-2024-25-example-trap-trust"]


# --- the words themselves ------------------------------------------------------------------------


def reader() -> Reader:
    extensions = {"colon_fence", "deflist", "fieldlist", "attrs_inline", "attrs_block"}
    return Reader(MdParserConfig(enable_extensions=extensions))


SIGNS = (
    *("`", "```", "*", "**", "_", "[", "](", ")", "{", "}", "<", ">", "#", "\n", "\n\n", "- "),
    *("1. ", ":::", "(x)=", "%", "|", "\\", "&lt;", "&", "!", "~~~", "---", "===", "+++", ": "),
    *("    ", "{ref}`a`", "<b>", "{raw}", "word", "Two words. Another", "^", "$", "@", ":a: b"),
    "[a](https://b.org)",
)
TYPED = st.lists(st.sampled_from(SIGNS), max_size=25).map("".join) | st.text(max_size=80)


@given(TYPED)
def test_whatever_is_typed_becomes_words_lists_code_and_links(typed: str):
    try:
        text = page_text(typed, "The answer")
        words = plain_text(typed, "The answer")
    except RefusalError:
        return
    page = reader().read("page.md", f"# Title\n\nBefore.\n\n{text}\n\nAfter.\n")
    assert not page.unreadable
    assert [heading.text for heading in page.headings] == ["Title"]
    for kind in ("html", "tags", "directives", "roles", "images", "comments", "labels", "code"):
        assert getattr(page, kind) == [], kind
    assert all(link.target.startswith(("https://", "mailto:")) for link in page.links)
    read = " ".join(prose.text for prose in page.prose[1:])
    assert "".join(f"Before. {words} After.".split()) == "".join(read.split())
