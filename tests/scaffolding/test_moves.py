"""Pages that move or go."""

from __future__ import annotations

from pathlib import Path

import pytest
from hubdata.loading import load_records
from support import GAPS, ROOT, append

from scaffold import case_study_questions

from .tree import CASE_STUDY, changed, digest, findings, give, write


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
    for name in ("search", "genindex", "404/more", "downloads/gaps"):
        assert give(untouched, "move", GAPS, name) == 1
        assert f"The build itself writes «{name}»" in capsys.readouterr().err


def test_a_page_that_lists_its_folder_stays_in_it(untouched: Path, capsys: pytest.CaptureFixture):
    assert give(untouched, "move", "playbook/templates/index", "playbook/forms/index") == 1
    assert "lists what lies in its own folder" in capsys.readouterr().err


def test_a_study_is_not_moved_to_another_cohort(untouched: Path, capsys: pytest.CaptureFixture):
    study = next(each for each in load_records(untouched / "book").case_studies)
    other = next(
        each for each in load_records(untouched / "book").cohorts if each != study.meta.cohort
    )
    assert give(untouched, "move", study.docname, f"cohorts/{other}/moved") == 1
    assert f"and that folder of {other}" in capsys.readouterr().err


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
