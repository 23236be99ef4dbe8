"""The components: what they draw, how values are escaped, and that every link has its return."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hub.components import COMPONENTS, ComponentError, Place, glance, programme
from hub.markdown import cite, cite_once, escape, join_words, table
from hubdata.dates import check_date, in_words, span_in_words
from hubdata.guard import shapes
from hubdata.loading import load_records
from hubdata.numbers import numbers
from hubdata.records import Records
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from support import ROOT, Built, parsed, rows_of

RECORDS = load_records(ROOT / "book")
PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")))
STUDIES = [page.docname for page in RECORDS.case_studies]


EXTENSIONS = {"colon_fence", "deflist", "fieldlist", "attrs_inline", "attrs_block"}
PARSER = create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), RendererHTML)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2023-06", "2023-12", "June to December 2023"),
        ("2024-09", "2025-03", "September 2024 to March 2025"),
        ("2024-11-25", "2024-11-26", "25 to 26 November 2024"),
        ("2024-10-17", "2024-11-17", "17 October to 17 November 2024"),
        ("2023-12-11", None, "11 December 2023"),
        ("2023", "2024", "2023 to 2024"),
    ],
)
def test_a_span_says_nothing_twice(start: str, end: str | None, words: str):
    assert span_in_words(start, end) == words


@pytest.mark.parametrize("date", ["2023-13", "2023-02-30", "23-01-01", "2023-1-1", "June", ""])
def test_what_is_no_date_is_refused(date: str):
    with pytest.raises(ValueError, match=r"2023|calendar"):
        check_date(date)


def test_dates_are_said_in_words():
    assert in_words("2023-06-27") == "27 June 2023"


def test_numbers_are_computed_from_the_records(records: Records):
    found = numbers(records)
    assert found["organisations.2023"].value == len(
        [item for item in records.organisations.values() if item.cohort == "2023"]
    )
    assert str(found["experts"]).startswith("about "), "a sum with «about 40» in it is about"
    assert found["case-studies"].value == len(records.case_studies)


def test_words_are_joined_as_in_a_sentence():
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b", "c"]) == "a, b and c"


def test_a_table_has_a_caption_and_header_cells():
    text = table("Caption", ("A", "B"), [("1", "2")])
    options = ":header-rows: 1\n:stub-columns: 1\n:widths: auto\n"
    body = "* - A\n  - B\n* - 1\n  - 2\n"
    assert text == f":::{{list-table}} Caption\n{options}\n{body}\n:::\n"


@given(PRINTABLE)
def test_a_cell_reads_exactly_as_written(value: str):
    """What divides cells does not do so inside one."""
    plain = " ".join(value.split())
    drawn = table("Caption", ("A", "B"), [(f"x {escape(value)} x", "[2](</a|b.md>)")])
    tokens = PARSER.parse(drawn.split("\n\n")[1])
    assert tokens[0].type == "bullet_list_open"
    cells = [token.children for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    assert "".join(child.content for child in cells[2]) == (f"x {plain} x" if plain else "x  x")
    assert cells[3][0].attrs["href"] == "/a%7Cb.md"


def test_the_first_column_of_a_drawn_table_heads_its_rows(built: Built):
    page = parsed(built.html / "cohorts/comparison.html")
    table = page.css_first("article table")
    rows, heads = table.css("tbody tr"), table.css("thead th")
    assert len(rows) == len(STUDIES)
    for row in rows:
        assert [cell.tag for cell in row.css("th,td")] == ["th", *["td"] * (len(heads) - 1)]


@pytest.mark.parametrize(
    "name",
    ["at-a-glance", "cohort-at-a-glance", "how-much-was-read", "related", "form-at-a-glance"],
)
def test_a_component_on_the_wrong_page_says_where_it_belongs(name: str):
    with pytest.raises(ComponentError, match="belong"):
        COMPONENTS[name].draw(RECORDS, Place("about/index"))


@pytest.mark.parametrize("name", ["events", "curriculum", "organisations"])
def test_an_unknown_cohort_is_answered_with_the_known_ones(name: str):
    with pytest.raises(ComponentError, match="«2023»"):
        COMPONENTS[name].draw(RECORDS, Place("index", options={"cohort": "2099"}))


@pytest.mark.parametrize("cohort", RECORDS.cohorts)
def test_planned_is_never_written_as_done(cohort: str):
    drawn = COMPONENTS["events"].draw(RECORDS, Place("index", options={"cohort": cohort}))
    events = RECORDS.cohorts[cohort].events
    for status, word in programme.STATUS.items():
        assert drawn.count(word) == sum(event.status == status for event in events)
    assert (programme.UNSURE in drawn) is any(event.status != "held" for event in events)


def test_no_cell_of_the_comparison_is_empty():
    drawn = COMPONENTS["comparison"].draw(RECORDS, Place("cohorts/comparison"))
    rows = [row.split("\n  - ") for row in rows_of(drawn)]
    assert len(rows) == 1 + len(RECORDS.case_studies)
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(cell.strip() for row in rows for cell in row)


@pytest.mark.parametrize("docname", STUDIES)
def test_a_practice_or_lesson_named_by_a_study_leads_back_to_it(docname: str):
    page = RECORDS.pages[docname]
    end = COMPONENTS["related"].draw(RECORDS, Place(docname))
    practices = COMPONENTS["practice-list"].draw(RECORDS, Place("lessons/practices"))
    sections = dict(
        re.findall(r"\{#practice-([\w-]+)\}\n(.*?)(?=\{#practice-|\Z)", practices, re.S)
    )
    for practice in page.meta.practices:
        assert f"<#practice-{practice}>" in end
        assert f"</{docname}.md>" in sections[practice]
        users = [study for study in RECORDS.case_studies if practice in study.meta.practices]
        named = sections[practice].partition("Named for ")[2]
        assert re.findall(r"</([\w/-]+)\.md>", named) == [study.docname for study in users]
    for lesson in page.meta.lessons:
        assert f"<#lesson-{lesson}>" in end


def test_the_crosswalk_names_exactly_what_the_studies_name():
    drawn = COMPONENTS["crosswalk"].draw(RECORDS, Place("index"))
    rows = rows_of(drawn)[1:]
    named = {
        key: [page.docname for page in RECORDS.case_studies if key in page.meta.lessons]
        for key in RECORDS.lessons
    }
    supported = {key: studies for key, studies in named.items() if studies}
    for (key, studies), row in zip(supported.items(), rows, strict=True):
        assert f"<#lesson-{key}>" in row
        assert re.findall(r"</([\w/-]+)\.md>", row) == studies
    assert f"the other {len(named) - len(supported)} of {len(named)} lessons" in drawn


@pytest.mark.parametrize("cohort", [None, *RECORDS.cohorts])
def test_the_table_of_organisations_has_each_with_its_experts_and_study(cohort: str | None):
    options = {"cohort": cohort} if cohort else {}
    drawn = COMPONENTS["organisations"].draw(RECORDS, Place("index", options=options))
    rows = rows_of(drawn)[1:]
    wanted = {
        key: each for key, each in RECORDS.organisations.items() if cohort in (None, each.cohort)
    }
    for (key, organisation), row in zip(wanted.items(), rows, strict=True):
        study = RECORDS.case_study_of(key)
        assert escape(organisation.name) in row
        assert all(escape(RECORDS.people[person].name) in row for person in organisation.experts)
        assert re.findall(r"</([\w/-]+)\.md>", row) == ([study.docname] if study else [])


COHORT_PAGES = [page.docname for page in RECORDS.pages.values() if page.meta.type == "cohort"]


@pytest.mark.parametrize("docname", COHORT_PAGES)
def test_the_box_of_a_cohort_has_its_numbers_and_calls_nothing_planned_done(docname: str):
    drawn = COMPONENTS["cohort-at-a-glance"].draw(RECORDS, Place(docname))
    cohort = RECORDS.cohorts[RECORDS.pages[docname].meta.cohort]
    for count in (cohort.organisations_total, cohort.experts_total):
        assert count is None or re.search(rf"[ \n]{count.value}\n", drawn)
    assert glance.COHORT_STATUS[cohort.status] in drawn
    assert cohort.events
    for event in cohort.events:
        if event.status != "held" and (said := f": {escape(event.title)}") in drawn:
            assert f"{said} ({event.status})" in drawn


@pytest.mark.parametrize("key", RECORDS.lessons)
def test_a_lesson_shows_its_grade_and_exactly_the_studies_that_name_it(key: str):
    drawn = COMPONENTS["lesson-evidence"].draw(RECORDS, Place("lessons/index", key))
    studies = [page.docname for page in RECORDS.case_studies if key in page.meta.lessons]
    assert f"Evidence: {RECORDS.lessons[key].grade}" in drawn
    assert re.findall(r"</([\w/-]+)\.md>", drawn) == studies


def test_a_lesson_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(ComponentError, match=f"«{next(iter(RECORDS.lessons))}»"):
        COMPONENTS["lesson-evidence"].draw(RECORDS, Place("lessons/index", "no-such-lesson"))


def test_every_amount_of_the_data_is_drawn_with_its_status():
    drawn = COMPONENTS["money"].draw(RECORDS, Place("index"))
    for funder in RECORDS.hub.funders:
        for amount in funder.amounts:
            assert f"\n  - £{amount.pounds:,}\n  - {amount.status} " in drawn


SOURCES = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=2), max_size=6)


@given(SOURCES)
def test_no_entry_of_a_list_loses_its_sources(sources: list[list[str]]):
    """An entry without a mark has the sources that the line below the list gives, and no others."""
    marks, covering = cite_once(sources)
    assert len(marks) == len(sources)
    for keys, mark in zip(sources, marks, strict=True):
        assert cite(keys) == mark or (mark == "" and re.findall("`(.)`", covering) == keys)
    assert bool(covering) is ("" in marks)


@pytest.mark.parametrize("docname", STUDIES)
def test_how_much_was_read_is_said_once_on_a_page(built: Built, docname: str):
    page = parsed(built.html / f"{docname}.html")
    text = " ".join(page.css_first("article").text().split())
    banner = glance.BANNER[RECORDS.pages[docname].meta.read]
    assert text.count(banner) == 1 if banner else not page.css(".how-much-was-read")
    assert not re.search(r"the part that (?:we|was) read|we could read", text)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "  licence: CC-BY-4.0\n",
            "",
            "manifest.yml:7: «practitioners-hub-experts.licence» is missing",
        ),
        ("  alt: ", "  alt: \n  alt: ", "The key «alt» stands here a second time"),
        (
            "  creator: The",
            "  maker: The",
            "The field «practitioners-hub-experts.maker» is unknown",
        ),
        (None, "- map.png\n", "manifest.yml:1: The manifest names no picture"),
    ],
    ids=["missing", "twice", "unknown", "list"],
)
def test_a_fault_of_the_manifest_is_named_at_its_line(
    tmp_path: Path, old: str | None, new: str, words: str
):
    text = (ROOT / "figures/manifest.yml").read_text(encoding="utf-8")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/manifest.yml").write_text(
        text.replace(old, new, 1) if old else new, encoding="utf-8"
    )
    with pytest.raises(ComponentError) as error:
        COMPONENTS["figure-index"].draw(replace(RECORDS, book=tmp_path / "book"), Place("index"))
    assert words in str(error.value)


def test_the_table_of_allowed_directives_has_every_component():
    assert COMPONENTS.keys() == shapes.COMPONENTS.keys()


def test_a_cohort_of_which_no_organisation_is_named_has_no_empty_table():
    further = {**RECORDS.cohorts, "2040": next(iter(RECORDS.cohorts.values()))}
    place = Place("cohorts/2040/index", options={"cohort": "2040"})
    drawn = COMPONENTS["organisations"].draw(replace(RECORDS, cohorts=further), place)
    assert drawn.startswith("Not published: ")
    assert "list-table" not in drawn
