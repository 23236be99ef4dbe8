"""What is written is right."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from hubdata.loading import load_records
from hubdata.records import Records
from support import ROOT, Built, page_with, parsed, run, strict_build

from scaffold import issue_form
from scaffold.__main__ import main
from scaffold.changes import Changes

from .tree import (
    BEGINS,
    CASE_STUDY,
    COHORT,
    COMMANDS,
    ISSUES,
    LESSON,
    NEXT,
    PRACTICE,
    TEMPLATE,
    added,
    changed,
    digest,
    findings,
    from_issue,
    give,
    options,
    write,
)


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


def test_a_new_study_stands_before_the_study_of_several(tree: Path, capsys: pytest.CaptureFixture):
    assert write(tree, "case-study", CASE_STUDY | {"cohort": "2023"}) == 1
    assert "organisations say that they were in it" in capsys.readouterr().err
    cohorts = tree / "book/_data/cohorts.yml"
    text = cohorts.read_text(encoding="utf-8")
    cohorts.write_text(re.sub(r"(organisations_total: )5\b", r"\g<1>6", text), encoding="utf-8")
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
