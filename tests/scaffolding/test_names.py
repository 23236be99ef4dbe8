"""Names of the whole world, and whatever else is typed."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubdata import front_matter
from hubdata.bibliography import names
from hubdata.loading import load_records
from hubdata.records import Records
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pybtex.database import parse_file

from scaffold import case_study, case_study_questions
from scaffold.changes import Changes
from scaffold.errors import UserError
from scaffold.questions import Answers
from scaffold.sanitise import page_text, plain_text

from .tree import CASE_STUDY, findings, reader, write

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
