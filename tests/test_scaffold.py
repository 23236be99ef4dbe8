"""`make case-study` and its siblings: what they write is right at once, or nothing is written."""

from __future__ import annotations

import difflib
import functools
import gzip
import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from booklint.reader import Reader
from booklint.targets import find_targets
from hubdata import front_matter
from hubdata.bibliography import names
from hubdata.figure_manifest import pictures
from hubdata.guard.pictures import picture_problem
from hubdata.loading import load_records
from hubdata.records import Records
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from myst_parser.config.main import MdParserConfig
from PIL import Image
from pybtex.database import parse_file
from remembering import each_text_is_parsed_once, findings_in
from support import GAPS, ROOT, Built, append, page_with, parsed, run, strict_build

from scaffold import case_study, case_study_questions, issue_form
from scaffold.__main__ import main
from scaffold.changes import Changes
from scaffold.errors import UserError
from scaffold.figure import PNG_PIXELS
from scaffold.questions import Answers
from scaffold.sanitise import MAX_ANSWER, page_text, plain_text

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


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the commands read and write, from which all others are made."""
    folder = tmp_path_factory.mktemp("base")
    left_out = shutil.ignore_patterns("_build", "__pycache__")
    for name in ("book", ".github"):
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    for name in ("published-paths.txt", "booklint.toml"):
        shutil.copy(ROOT / name, folder)
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
def shared(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy that no test changes."""
    return copied(base, tmp_path_factory.mktemp("shared") / "untouched")


@pytest.fixture
def untouched(shared: Path) -> Iterator[Path]:
    """Give the shared copy, and fail a test that writes into it."""
    before = digest(shared)
    yield shared
    assert changed(before, digest(shared)) == set()


@pytest.fixture(scope="module")
def known_findings(shared: Path) -> list[tuple[str, str, str]]:
    """Return what the house rules find before anything is written."""
    return findings(shared)


@pytest.fixture(autouse=True, scope="module")
def _quickly() -> Iterator[None]:
    with each_text_is_parsed_once():
        yield


@pytest.fixture(autouse=True)
def _nobody_types(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))


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


# --- what is written is right --------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_the_result_passes_every_check_at_once(tree: Path, known_findings: list, command: str):
    assert write(tree, command, COMMANDS[command]) == 0
    load_records(tree / "book")
    assert [each for each in findings(tree) if each not in known_findings] == []


@pytest.fixture(scope="module")
def grown(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Write one of each kind and a hostile form, as `make case-study ARGS=…` does it, and build."""
    folder = tmp_path_factory.mktemp("grown")
    tree = shutil.copytree(base, folder / "tree")
    for name in ("figures", "scaffold"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.txt", tree)
    for command in ("cohort", "practice", "lesson", "template"):
        assert write(tree, command, COMMANDS[command]) == 0
    hostile = (ISSUES / "hostile.md").read_text(encoding="utf-8")
    assert from_issue(tree, hostile, folder / "report.md") == 0
    study = CASE_STUDY | {
        "cohort": NEXT,
        "practice": ["Mentoring in pairs", "risk-management"],
        "lesson": "open-the-call",
        "question": "Does every list take in a new case study?",
    }
    ended = run(sys.executable, "-m", "scaffold", "case-study", *options(study), cwd=tree)
    assert ended.returncode == 0, ended.stderr
    built = strict_build(tree / "book", folder / "out")
    assert built.code == 0, built.output
    return built


STUDY = f"cohorts/{NEXT}/example-water-trust.html"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (STUDY, CASE_STUDY["title"]),
        (STUDY, 'aria-current="page"'),
        ("cohorts/case-studies.html", CASE_STUDY["title"]),
        ("cohorts/comparison.html", "Does every list take in a new case study?"),
        ("cohorts/comparison.html", PRACTICE["definition"]),
        (f"cohorts/{NEXT}/index.html", CASE_STUDY["title"]),
        ("index.html", f">{NEXT}</span> cohort"),
        ("lessons/index.html", LESSON["advice"]),
        ("lessons/index.html", "example-water-trust.html"),
        ("playbook/templates/quiet-hours-agreement.html", TEMPLATE["purpose"]),
        ("playbook/templates/index.html", TEMPLATE["title"]),
        ("hub/people-and-funding.html", "Grace O’Sample"),
        ("about/sources.html", "Rivers in the open"),
        ("about/sources.html", "example-water-trust.html"),
        ("feed.xml", STUDY),
        ("sitemap.xml", STUDY),
        ("llms.txt", STUDY),
        ("data/catalogue.json", '"example-water-trust"'),
        ("data/case-studies.csv", "example-water-trust"),
    ],
)
def test_whatever_is_written_shows_everywhere(grown: Built, page: str, text: str):
    assert text in (grown.html / page).read_text(encoding="utf-8")


def test_the_front_page_and_the_figures_count_the_new_studies(grown: Built, records: Records):
    page = parsed(grown.html / "index.html")
    shown = [number.text(strip=True) for number in page.css(".numbers .value")]
    assert shown[-1] == str(len(records.case_studies) + 2)
    drawn, before = (
        (top / "figures/practice-matrix.svg").read_text(encoding="utf-8")
        for top in (grown.folder.parent / "tree", ROOT)
    )
    assert PRACTICE["name"] in drawn
    assert PRACTICE["name"] not in before


def test_a_hostile_form_is_harmless_on_its_page(grown: Built):
    html = (grown.html / "cohorts/2024-25/example-trap-trust.html").read_text(encoding="utf-8")
    for markup in ("<script>alert", "onerror=alert(1)>", "<iframe", "<svg onload", "root:x:"):
        assert markup not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_closing_words_name_new_records_and_pages_whose_figures_changed(
    tree: Path, capsys: pytest.CaptureFixture
):
    (tree / "figures").unlink()
    (tree / "figures").mkdir()

    def redraw(top: Path) -> bool:
        (top / "figures/cohort-months.svg").write_text("<svg/>", encoding="utf-8")
        return True

    study = CASE_STUDY | {"answers": ["Who corrects river data?", "Is it hard?"]}
    assert main(["case-study", *options(study)], tree, redraw) == 0
    said = capsys.readouterr().out
    assert "New among the organisations: Example Water Trust." in said
    assert "New among the people: Ada Example, Grace O'Sample." in said
    shown = said.partition("These show figures that were drawn anew")[2]
    assert page_with("```{figure} /../figures/cohort-months.*") in shown
    assert page_with("```{figure} /../figures/cohort-growth.*") not in shown
    assert "under `answers`" not in said
    page = load_records(tree / "book").pages["cohorts/2024-25/example-water-trust"]
    assert page.meta.answers == study["answers"]
    # They are known now, and nothing was drawn.
    again = study | {"title": "A second one", "page": "second", "address": "10.5281/zenodo.9000001"}
    assert main(["case-study", *options(again)], tree, redraw) == 0
    assert capsys.readouterr().out.endswith("readers will see it.\n")


@pytest.mark.parametrize(
    ("command", "change", "name", "description"),
    [
        (
            "template",
            {
                "purpose": f"It says {'what two people promise, ' * 2}all of it. {'And more, ' * 9}end."
            },
            "playbook/templates/quiet-hours-agreement",
            "Quiet-hours agreement: a template of the playbook, to copy and change. It says ",
        ),
        (
            "cohort",
            {},
            f"cohorts/{NEXT}/index",
            f"The {NEXT} cohort of the Hub was announced to run from September {BEGINS} to ",
        ),
        (
            "case-study",
            {"organisation": "Trust " * 24 + "Water", "title": "Corrections from outside"},
            "cohorts/2024-25/" + "-".join(["trust"] * 10),
            "Corrections from outside. A case study from the 2024-25 cohort of the Hub.",
        ),
    ],
)
def test_a_description_is_made_of_whole_sentences(
    tree: Path, command: str, change: dict, name: str, description: str
):
    assert write(tree, command, COMMANDS[command] | change) == 0
    said = load_records(tree / "book").pages[name].meta.description
    assert said.startswith(description)
    assert said.endswith(".")


def test_a_template_has_an_invented_example_and_its_downloads_end_with_it(
    tree: Path, capsys: pytest.CaptureFixture
):
    assert write(tree, "template", TEMPLATE) == 0
    name = "playbook/templates/quiet-hours-agreement"
    text = (tree / f"book/{name}.md").read_text(encoding="utf-8")
    assert "\n- When we meet: ____\n" in text.partition("## Invented example")[0]
    example = text.partition("## Invented example\n\n")[2]
    other = (ROOT / f"book/{page_with('type: template')}.md").read_text(encoding="utf-8")
    assert example.split("\n")[0] in other
    assert "\n- When we meet: on Tuesdays, at 10:30\n" in example
    capsys.readouterr()
    assert give(tree, "remove", name) == 0
    said = capsys.readouterr().out
    written, _, removed = said.partition("Removed:")
    assert f"book/{name}.md" in removed
    assert f"book/{name}.md" not in written
    assert "downloads/quiet-hours-agreement.md, downloads/quiet-hours-agreement.odt." in removed


def test_a_new_study_stands_before_the_study_of_several(tree: Path):
    before = (tree / "book/_toc.yml").read_text(encoding="utf-8")
    assert write(tree, "case-study", CASE_STUDY | {"cohort": "2023"}) == 0
    after = (tree / "book/_toc.yml").read_text(encoding="utf-8")
    entry = "          - file: cohorts/2023/example-water-trust"
    assert added(before, after) == [entry]
    assert after.index(entry) < after.index("cohorts/2023/meta-case-study")


def test_the_first_study_of_a_cohort_opens_its_list(tree: Path):
    assert write(tree, "cohort", COHORT) == 0
    before = (tree / "book/_toc.yml").read_text(encoding="utf-8")
    assert write(tree, "case-study", CASE_STUDY | {"cohort": NEXT}) == 0
    after = (tree / "book/_toc.yml").read_text(encoding="utf-8")
    assert added(before, after) == [
        "        sections:",
        f"          - file: cohorts/{NEXT}/example-water-trust",
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
    first, second = (records.facts[f"cohorts-2024-25-example-water-trust-{at}"] for at in (1, 2))
    assert "ten years" in first.statement
    assert "12 corrections" in second.statement


def test_a_known_organisation_gains_an_expert_and_a_second_page(tree: Path):
    again = {name: CASE_STUDY[name] for name in CASE_STUDY if name not in ("sector", "kind")}
    records = load_records(tree / "book")
    expert = records.organisations["bas"].experts[0]
    name = records.people[expert].name
    again |= {"organisation": "bas", "cohort": "2023", "expert": [name, "Ada Example"]}
    assert write(tree, "case-study", again) == 0
    records = load_records(tree / "book")
    assert records.organisations["bas"].experts == [expert, "ada-example"]
    assert "cohorts/2023/corrections-from-outside-made-river-data-better" in records.pages
    assert records.people[expert].roles[0].organisation == "bas"


def test_a_work_that_is_listed_already_is_cited_and_not_added(tree: Path):
    before = (tree / "book/references.bib").read_text(encoding="utf-8")
    known = {
        "publication": "Exploring the intersection of data science and open practices at "
        "British Antarctic survey",
        "address": "https://zenodo.org/records/10337801",
    }
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
    studies = [records.case_study_of(each) for each in ("nhs-england", "digihaul")]
    assert any(studies)
    for study in filter(None, studies):
        assert "meet-in-a-quiet-room" in study.meta.lessons
    text = (tree / "book/lessons/index.md").read_text(encoding="utf-8")
    assert text.count("lesson-meet-in-a-quiet-room") == 2
    # After the other lessons of its kind, before those of the next.
    assert text.index("(lesson-meet-in-a-quiet-room)=") < text.index("(lesson-open-the-call)=")
    assert text.index("(lesson-keep-assuring)=") < text.index("(lesson-meet-in-a-quiet-room)=")


def test_the_form_is_made_from_the_questions(untouched: Path):
    changes = Changes(untouched)
    issue_form.write(changes, load_records(untouched / "book"))
    assert changes.contents == {}, "run `.venv/bin/python -m scaffold form`"


def test_the_form_goes_on_offering_what_the_records_hold(tree: Path):
    assert write(tree, "practice", PRACTICE) == 0
    assert write(tree, "cohort", COHORT) == 0
    form = (tree / ".github/ISSUE_TEMPLATE/case-study.yml").read_text(encoding="utf-8")
    assert "        - Mentoring in pairs\n" in form
    assert f"        - {NEXT}\n" in form


# --- what is wrong is refused, and nothing is written -------------------------------------------


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
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, *command], capture_output=True, check=False
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


# --- names of the whole world --------------------------------------------------------------------


NAMES = [
    "王小明", "王晓明", "Иван Петров", "दीपा", "O’Neill", "José Núñez", "Nguyễn Thị Ánh", "Sukarno",
    "Ludwig von der Aa", "María de la Cruz", "Omar al-Ḥasan", "Anne-Marie Ek", "ʻIolani Kāne",
    "محمد علي", "김철수", "Łukasz Żak", "Søren Ærø", "e\u0301mile zola", "D'Angelo Jr.", "X Æ A-12",
    "山田 太郎", "Ø",
]  # fmt: skip


def test_people_of_any_script_are_credited_under_ids_of_their_own(tree: Path):
    people = {"expert": [*NAMES, *NAMES], "author": [*NAMES, "Sample, Inc. and Sons"]}
    assert write(tree, "case-study", CASE_STUDY | people) == 0
    records = load_records(tree / "book")
    ids = records.organisations["example-water-trust"].experts
    shown = [records.people[key].name for key in ids]
    assert shown == [unicodedata.normalize("NFC", name) for name in NAMES]
    assert len(set(ids)) == len(NAMES)
    source = parse_file(str(tree / "book/references.bib")).entries["example-water-trust-study"]
    printed = [name.replace("'", "’") for name in shown]
    assert names(source) == [*printed, "Sample, Inc. and Sons"]
    assert ids[:4] == ["wang-xiao-ming", "wang-xiao-ming-2", "ivan-petrov", "dipa"]


@pytest.mark.parametrize("said", ["Jose Nunez", "JOSÉ NÚÑEZ", "Jose\u0301 Nu\u0301n\u0303ez"])
def test_a_person_is_known_without_accents_and_in_any_form(tree: Path, said: str):
    assert write(tree, "case-study", CASE_STUDY | {"expert": ["José Núñez", said]}) == 0
    trust = load_records(tree / "book").organisations["example-water-trust"]
    assert trust.experts == ["jose-nunez"]


@pytest.mark.parametrize(
    "name", ["Böhm & Søn (“Wasser”) [DE]", "&Partners", "'s-Hertogenbosch", "水利部", "C#Lab: UK"]
)
def test_an_organisation_of_any_name_gets_a_page(tree: Path, known_findings: list, name: str):
    assert write(tree, "case-study", CASE_STUDY | {"organisation": name}) == 0
    assert name in [item.name for item in load_records(tree / "book").organisations.values()]
    assert [each for each in findings(tree) if each not in known_findings] == []


def test_a_second_study_of_an_organisation_has_a_label_of_its_own(tree: Path):
    again = {name: said for name, said in CASE_STUDY.items() if name != "sector"}
    assert write(tree, "case-study", CASE_STUDY) == 0
    for number in (2, 3):
        again |= {"title": f"Study number {number}", "address": f"10.5281/zenodo.9000{number}"}
        assert write(tree, "case-study", again) == 0
    labels = re.findall(r"shorthand += \{(.*)\}", (tree / "book/references.bib").read_text("utf-8"))
    assert len(labels) == len(set(labels))


ODD = st.sampled_from(
    ("x" * 7_000, "\x1b[2J", "\u202eevil", "🙂", "", " ", "- x", "*a", "&a", "{a: b}", "a: b #c", "|",
     "![a](https://b.org)", "# x", "---", "{{ x }}", "$x$", "<b>", "${x}", "\x00", "\ud800", "%s",
     "yes", "null", "2023", "'", '"', "\\", "https://a.org", "\n\n", "}", "@misc{x,", "王")
)  # fmt: skip


@pytest.fixture(scope="module")
def known(shared: Path) -> Iterator[Records]:
    """Return the records, and read the title of each page of them once for all examples."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front_matter, "title_of", functools.cache(front_matter.title_of))
        yield load_records(shared / "book")


# The same inputs in every run: what fails, fails for everybody.
@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(st.sampled_from(sorted(CASE_STUDY)), ODD | st.text(max_size=40), st.booleans())
@example("reuse", "a: b #c", False)
@example("reuse", "Two words: b", False)
@example("did", "First words.\n\n1\n\nMore words.", False)
@example("theme", "王", False)
@example("title", "${x}", True)
def test_odd_answers_are_written_safely_or_refused_in_a_sentence(
    shared: Path, known: Records, name: str, odd: str, joined: bool
):
    said = f"{CASE_STUDY[name]} {odd}" if joined and isinstance(CASE_STUDY[name], str) else odd
    answers, changes = Answers(), Changes(shared)
    try:
        for question in case_study_questions.QUESTIONS:
            if question.name in CASE_STUDY:
                given_here = said if question.name == name else CASE_STUDY[question.name]
                for text in given_here if isinstance(given_here, list) else [given_here]:
                    answers.add(question, text, known)
        case_study.write(changes, known, answers)
        changes.check()
    except UserError as refused:
        said = str(refused)
    else:
        return
    assert said.endswith((".", "?", ")"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", said)


# --- pages that move or go, and pictures ---------------------------------------------------------


def test_a_page_moves_with_its_links_menu_and_signpost(tree: Path, known_findings: list):
    assert give(tree, "move", GAPS, "about/elsewhere.md") == 0
    page = load_records(tree / "book").pages["about/elsewhere"]
    assert page.meta.redirect_from[-1:] == [GAPS]
    moved = [(path.replace("about/elsewhere", GAPS), *rest) for path, *rest in findings(tree)]
    assert [each for each in moved if each not in known_findings] == []


def test_a_page_that_comes_back_has_no_signpost_to_itself(tree: Path):
    before = load_records(tree / "book").pages[GAPS].meta.redirect_from
    for old, new in ((GAPS, "about/elsewhere"), ("about/elsewhere", GAPS)):
        assert give(tree, "move", old, new) == 0
    assert load_records(tree / "book").pages[GAPS].meta.redirect_from == [
        *before,
        "about/elsewhere",
    ]


def test_a_gap_goes_with_the_page_whose_field_it_would_fill(tree: Path):
    assert write(tree, "case-study", CASE_STUDY) == 0
    old, new = "cohorts/2024-25/example-water-trust", "cohorts/2024-25/water"
    field = "pages.{}.meta.publication.licence"
    gap = f"own:\n  item: A gap.\n  help: Say it.\n  field: {field.format(old)}\n"
    append(tree / "book/_data/gaps.yml", gap)
    assert give(tree, "move", old, new) == 0
    assert load_records(tree / "book").gaps["own"].field == field.format(new)
    assert give(tree, "remove", new) == 0
    assert load_records(tree / "book").gaps["own"].field is None


def test_a_page_at_the_foot_of_all_others_moves_there_too(tree: Path):
    before = load_records(tree / "book").identity
    assert give(tree, "move", "about/cite-and-reuse", "about/reuse") == 0
    identity = load_records(tree / "book").identity
    assert identity.pages.catalogue == "about/reuse"
    assert [*identity.links.values()] == [*before.links.values()]
    assert [*identity.links] == [
        name.replace("about/cite-and-reuse", "about/reuse") for name in before.links
    ]


def test_a_study_goes_with_what_only_it_used(tree: Path, known_findings: list):
    before = digest(tree)
    assert write(tree, "case-study", CASE_STUDY) == 0
    page = "cohorts/2024-25/example-water-trust"
    assert give(tree, "remove", page) == 0
    left = {"book/cohorts/2024-25/index.md", "published-paths.txt"}
    assert changed(before, digest(tree)) == left
    assert page in load_records(tree / "book").pages["cohorts/2024-25/index"].meta.redirect_from
    assert [each for each in findings(tree) if each not in known_findings] == []


def test_a_page_takes_no_name_that_the_build_itself_writes(
    untouched: Path, capsys: pytest.CaptureFixture
):
    for name in ("search", "downloads/gaps"):
        assert give(untouched, "move", GAPS, name) == 1
        assert f"The build itself writes «{name}»" in capsys.readouterr().err


def test_what_stands_there_already_is_not_written_again(tree: Path, capsys: pytest.CaptureFixture):
    practice = ("--name", "Open diaries", "--definition", "Diaries that all can read.")
    practice += ("--source", "ttw-hub")
    for said in ("Written:", "nothing was written"):
        assert give(tree, "practice", *practice) == 0
        assert said in capsys.readouterr().out


def test_an_organisation_that_has_a_study_may_have_another():
    records = load_records(ROOT / "book")
    for each in records.organisations.values():
        assert case_study_questions._organisation(each.name, each.name, records) == each.name


def test_a_page_that_others_lead_to_is_not_removed(untouched: Path, capsys: pytest.CaptureFixture):
    for page, message in {
        GAPS: f"These lines lead to «{GAPS}»: book/",
        "cohorts/2023/index": "pages stand below",
        "index": "The front page cannot be removed",
        GAPS.replace("about", "abuot"): f"Did you mean «{GAPS}»?",
    }.items():
        assert give(untouched, "remove", page) == 1
        assert message in capsys.readouterr().err


PICTURE = {
    "title": "A picture for this test",
    "alt": "Twelve people stand in front of a wall of posters and talk in pairs",
    "caption": "The showcase",
    "creator": "Иван Петров",
    "licence": "CC BY 4.0",
    "source": "https://example.org/picture",
}


@pytest.fixture
def gallery(base: Path, tmp_path: Path) -> Path:
    """Return a copy with a folder of figures to write into."""
    tree = shutil.copytree(base, tmp_path / "a tree")
    (tree / "figures").mkdir()
    shutil.copy(ROOT / "figures/manifest.yml", tree / "figures")
    return tree


@pytest.fixture
def dot(tmp_path: Path) -> Path:
    """Return a small picture."""
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def picture(tree: Path, file: Path, **change: str) -> int:
    return give(tree, "figure", str(file), *options(PICTURE | change))


def refused(tree: Path, capsys: pytest.CaptureFixture, file: Path, **change: str) -> str:
    """Return what is said where a picture is not taken; nothing is written then."""
    before = digest(tree)
    assert picture(tree, file, **change) == 1
    assert changed(before, digest(tree)) == set()
    return capsys.readouterr().err


def test_a_picture_that_nobody_sees_or_of_a_broken_address_is_refused(
    gallery: Path, tmp_path: Path, dot: Path, capsys: pytest.CaptureFixture
):
    for size in ((1, 1), (9_000, 10)):
        Image.new("RGB", size).save(tmp_path / "thin.png")
        assert "Nobody would see it" in refused(gallery, capsys, tmp_path / "thin.png")
    for source in ("https://a.example/a b", "javascript:alert(1)"):
        assert source in refused(gallery, capsys, dot, source=source)


def test_a_photograph_is_upright_small_and_tells_nothing_of_its_camera(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture
):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    noise = Image.effect_noise((2_000, 1_200), 80).convert("RGB")
    noise.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    assert picture(gallery, tmp_path / "photo.jpg") == 0
    shown = capsys.readouterr().out
    assert "```{figure} /../figures/a-picture-for-this-test.jpg\n:alt: Twelve people" in shown
    made = gallery / "figures/a-picture-for-this-test.jpg"
    with Image.open(made) as image:
        assert image.height > image.width
        assert not image.getexif()
        assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert made.stat().st_size <= 120_000
    [entry] = [each for each in pictures(gallery / "book") if made.name in each.files]
    assert (entry.creator, entry.licence) == ("Иван Петров", "CC-BY-4.0")
    assert entry.files == [made.name]


@pytest.mark.parametrize(
    ("mode", "colour", "suffix"),
    [("I;16", 40_000, "png"), ("CMYK", (0, 90, 90, 0), "tif"), ("P", 3, "gif"), ("LA", 9, "png"),
     ("1", 1, "bmp"), ("RGBA", (9, 9, 9, 90), "webp")],
)  # fmt: skip
def test_pictures_of_every_mode_are_taken(
    gallery: Path, tmp_path: Path, mode: str, colour: object, suffix: str
):
    Image.new(mode, (300, 200), colour).save(tmp_path / f"odd.{suffix}")
    assert picture(gallery, tmp_path / f"odd.{suffix}") == 0
    [made] = (gallery / "figures").glob("a-picture*")
    with Image.open(made) as image:
        assert image.size == (300, 200)
        if mode == "I;16":
            assert abs(image.convert("L").getpixel((5, 5)) - 40_000 // 257) <= 1


def test_a_screenshot_that_nothing_is_seen_through_is_saved_without_transparency(
    gallery: Path, tmp_path: Path
):
    noise = Image.effect_noise((900, 700), 80).convert("RGBA")
    noise.save(tmp_path / "screen.png")
    assert picture(gallery, tmp_path / "screen.png") == 0
    [made] = (gallery / "figures").glob("a-picture*")
    assert made.suffix == ".jpg"


DRAWN = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/a.dtd">'
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" i:version="1" viewBox="0 0 9 9"><metadata><i:x/>'
    '</metadata><defs><path id="m" d="M0 0L5 5" stroke="#000"/></defs><use xlink:href="#m"/>{}</svg>'
)


def test_a_drawing_is_cleaned_and_says_its_title(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture
):
    fonts = "@import url(https://a.example/f.css);@font-face{font-family:F;src:url(https://a.example/f)}"
    left = (
        f"<style>{fonts}text{{fill:#123}}</style>"
        "<switch><foreignObject><p>a</p></foreignObject><text>a</text></switch>"
        '<defs><font horiz-adv-x="9"><glyph unicode="a" d="M0 0"/></font></defs>'
        '<switch><g requiredFeatures="a"/><text>no text</text></switch><a xlink:href="page.html"><g/></a>'
        '<a xlink:href="https://example.org/" xlink:title="b"><text xml:space="preserve" font-family="Arial" '
        'y="5" font-size="5">a  b</text></a><text><i:x/>one <tspan>two</tspan><i:x/> three</text>'
    )
    of_root = 'width="100%" height="50%" content="&lt;mxfile&gt;" viewBox'
    drawn = DRAWN.format(left).replace("viewBox", of_root)
    (tmp_path / "drawn.svg").write_text(drawn, encoding="utf-8")
    assert picture(gallery, tmp_path / "drawn.svg") == 0
    made = (gallery / "figures/a-picture-for-this-test.svg").read_text(encoding="utf-8")
    for gone in ("inkscape", "metadata", "DOCTYPE", "foreignObject", "a.example", "glyph", "%",
                 "mxfile", "requiredFeatures", "page.html"):  # fmt: skip
        assert gone not in made
    for kept in (
        "text{fill:#123}",
        '<text xml:space="preserve" font-family="Arial" y="5" font-size="5">a  b</text>',
        "https://example.org/",
        "<text>one <tspan>two</tspan> three</text>",
    ):
        assert kept in made
    assert "<title>A picture for this test</title>" in made
    # What cannot take an SVG finds a PNG, and its words, whatever their font is called.
    assert "```{figure} /../figures/a-picture-for-this-test.*\n" in capsys.readouterr().out
    with Image.open(gallery / "figures/a-picture-for-this-test.png") as image:
        assert image.width == PNG_PIXELS
        assert len(image.convert("RGB").getcolors(65_536)) > 2
    [entry] = [each for each in pictures(gallery / "book") if each.title == PICTURE["title"]]
    assert entry.files == ["a-picture-for-this-test.svg", "a-picture-for-this-test.png"]
    assert not list(picture_problem("x", gallery / "figures/a-picture-for-this-test.svg"))


@pytest.mark.parametrize(
    ("shape", "made"),
    [
        ('width="210mm" height="105mm" viewBox="0 0 9 4.5"', (PNG_PIXELS, PNG_PIXELS // 2)),
        ('width="1" height="1e6" viewBox="0 0 1 1e6"', (1, 10 * PNG_PIXELS)),
    ],
)
def test_a_drawing_of_every_unit_and_shape_gets_a_picture_of_bounded_size(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture, shape: str, made: tuple[int, int]
):
    (tmp_path / "drawn.svg").write_text(DRAWN.format("").replace('viewBox="0 0 9 9"', shape))
    licence = "Used with permission of the Example Institute"
    assert picture(gallery, tmp_path / "drawn.svg", licence=licence) == 0
    with Image.open(gallery / "figures/a-picture-for-this-test.png") as image:
        assert image.size == made
    assert "Иван Петров, used with permission of the Ex" in capsys.readouterr().out


ENTITY = '<!DOCTYPE svg [<!ENTITY ns_ai "http://ns.example/">]><svg xmlns:ai="&ns_ai;"'


@pytest.mark.parametrize(
    "content",
    [
        DRAWN.format("").encode("utf-16"),
        gzip.compress(DRAWN.format("").encode()),
        (ENTITY + DRAWN.format("<ai:pgf/>").partition("<svg")[2]).encode(),
    ],
)
def test_a_drawing_is_read_as_programs_write_it(gallery: Path, tmp_path: Path, content: bytes):
    (tmp_path / "drawn").write_bytes(content)
    assert picture(gallery, tmp_path / "drawn") == 0
    made = (gallery / "figures/a-picture-for-this-test.svg").read_text(encoding="utf-8")
    assert '<path id="m" d="M0 0L5 5" stroke="#000" />' in made
    assert "ns.example" not in made


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            DRAWN.replace("0 0 9 9", '0 0 9 9" width="0').format(""),
            "odd: the drawing cannot be shown",
        ),
        (DRAWN.format("<script>alert(1)</script>"), "It holds the element <script>"),
        (DRAWN.format('<text onclick="x()">a</text>'), "It runs code"),
        (DRAWN.format("<foreignObject/>"), "It holds the element <foreignObject>"),
        (DRAWN.format('<path fill="url(#lost)"/>'), "uses «#lost», which is not in the file"),
        (DRAWN.format("<style>path{fill:url('#lost')}</style>"), "uses «#lost»"),
        (DRAWN.format('<use xlink:href="#lost"/>'), "uses «#lost»"),
        (DRAWN.format('<use xlink:href="other.svg#m"/>'), "leads to «other.svg#m»"),
        (DRAWN.format("").replace("viewBox", "class"), "does not say how large it is"),
        ("<svg", "no sound SVG: unclosed token: line 1"),
        ("<html/>", "The file is no SVG"),
        ('<!DOCTYPE svg [<!ENTITY a "&b;">]><svg>&a;</svg>', "declares entities"),
        ("no picture", "no picture that can be read"),
        ("", "no picture that can be read"),
    ],
)
def test_what_is_no_sound_picture_is_refused_in_one_sentence(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture, content: str, message: str
):
    (tmp_path / "odd").write_text(content, encoding="utf-8")
    assert message in refused(gallery, capsys, tmp_path / "odd")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alt": "Photo of coloured discs."}, "Alternative text: the alternative text begins with"),
        ({"alt": "A screenshot of GitHub."}, "a screen reader has just said"),
        ({"alt": "Discs"}, "too short to say what the picture tells"),
        ({"alt": "Twelve people mend a wall of posters."}, "Write «fix» instead"),
        ({"alt": f"{'Discs and people, ' * 15}all in a row."}, "a listener cannot stop"),
        (
            {"caption": "Twelve people stand in front of a wall of posters and talk in pairs"},
            "twice",
        ),
        ({"title": "A picture to mend"}, "Title: «mend» is not a word of this book's style"),
        ({"licence": "All rights reserved"}, "not right"),
        ({"licence": "unknown"}, "not right"),
        ({"licence": "CC BY 9.9"}, "not right"),
    ],
)
def test_what_the_checks_would_find_is_refused_before_anything_is_written(
    gallery: Path, dot: Path, capsys: pytest.CaptureFixture, change: dict, message: str
):
    assert message in refused(gallery, capsys, dot, **change)


def test_the_picture_that_is_made_takes_the_place_of_an_original_without_a_record(
    gallery: Path, capsys: pytest.CaptureFixture
):
    figures = gallery / "figures"
    for name, title in (("my photo (1).JPG", "The first"), ("the-next.png", "The next")):
        Image.new("RGB", (9, 9)).save(figures / name, "PNG")
        assert picture(gallery, figures / name, title=title, alt=f"{title} of 10 red discs.") == 0
    assert sorted(each.name for each in figures.iterdir()) == [
        "manifest.yml", "the-first.png", "the-next.png",
    ]  # fmt: skip
    assert "Removed:\n  figures/my photo (1).JPG\n" in capsys.readouterr().out
    # One with a record is shown somewhere, and stays.
    assert picture(gallery, figures / "the-next.png", title="A third", alt="A third, all red.") == 0
    assert len(list(figures.iterdir())) == 4


def test_a_picture_is_looked_at_first_and_what_nobody_can_be_asked_is_named_as_options(
    gallery: Path, dot: Path, capsys: pytest.CaptureFixture
):
    assert main(["figure", "no-such.png"], gallery) == 1
    said = capsys.readouterr()
    assert ("no-such.png cannot be read" in said.err, said.out) == (True, "")
    assert main(["figure", str(dot)], gallery) == 1
    said = capsys.readouterr()
    assert said.out.count("> ") == 1
    assert """Give --title, --alt, --caption, --creator, --licence, --source""" in said.err
    assert """With `make`, write ARGS='--title "…"'.""" in said.err


@pytest.mark.parametrize("form", ["AVIF", "GIF", "PNG", "TIFF", "WEBP"])
def test_of_several_pictures_in_a_file_none_is_chosen(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture, form: str
):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "two", form, save_all=True, append_images=frames[1:])
    assert "holds several pictures" in refused(gallery, capsys, tmp_path / "two")


def test_values_without_black_and_white_are_refused(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture
):
    Image.new("F", (40, 30), 0.5).save(tmp_path / "height.tif")
    assert "no black and white" in refused(gallery, capsys, tmp_path / "height.tif")


# --- the issue form ------------------------------------------------------------------------------


def from_issue(tree: Path, text: str, report: Path) -> int:
    file = report.parent / "issue.md"
    file.write_bytes(text.encode("utf-8"))
    return give(tree, "from-issue", str(file), "--report", str(report))


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
    report = tmp_path / "answer.md"
    assert from_issue(untouched, (ISSUES / sample).read_text(encoding="utf-8"), report) == 1
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
    *("[a](https://b.org)", "![a](https://b.org)", "$x$", "$$", "{{ x }}", "\\!", "’", "é"),
    *("\u0301",),
)
TYPED = st.lists(st.sampled_from(SIGNS), max_size=25).map("".join) | st.text(max_size=80)


# The same inputs in every run: what fails, fails for everybody.
@settings(derandomize=True, max_examples=400, deadline=None)
@given(TYPED)
def test_whatever_is_typed_becomes_words_lists_code_and_links(typed: str):
    try:
        text = page_text(typed, "The answer")
        words = plain_text(typed, "The answer")
    except UserError:
        return
    page = reader().read("page.md", f"# Title\n\nBefore.\n\n{text}\n\nAfter.\n")
    assert not page.unreadable
    assert [heading.text for heading in page.headings] == ["Title"]
    for kind in ("html", "tags", "directives", "roles", "images", "comments", "labels", "code"):
        assert getattr(page, kind) == [], kind
    assert all(link.target.startswith(("https://", "mailto:")) for link in page.links)
    read = " ".join(prose.text for prose in page.prose[1:])
    assert "".join(f"Before. {words} After.".split()) == "".join(read.split())
