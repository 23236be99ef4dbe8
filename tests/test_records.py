"""The records: that ours are right, and that every fault is named with its file, line and repair."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hub.references import place_of
from hubdata import schema
from hubdata.bibliography import as_text, names, read_entries
from hubdata.loading import load_records
from hubdata.records import Records
from hubdata.strict_yaml import Problem, RecordError
from hubdata.title import title_of
from hubdata.validate import PATTERNS
from pybtex.database import parse_string
from support import page_with

STUDY = f"{page_with('type: case-study', 'practices: [', 'lessons: [')}.md"


def test_every_organisation_of_a_case_study_took_part_in_its_cohort(records: Records):
    for page in records.case_studies:
        for key in page.meta.organisations:
            assert records.organisations[key].cohort == page.meta.cohort


def test_each_pattern_of_the_data_model_is_said_in_words():
    names = re.findall(r"pattern=([^,)]+)", Path(schema.__file__).read_text(encoding="utf-8"))
    assert names
    assert {getattr(schema, name) for name in names} == PATTERNS.keys()


def test_a_word_that_stands_for_another_is_put_in_once():
    word = schema.Word
    words = schema.Words(
        cohort=word(one="season", many="seasons"),
        organisation=word(one="expert house", many="expert houses"),
        expert=word(one="Expert in Residence", many="Experts in Residence"),
        sector=word(one="river", many="rivers"),
        case_study=word(one="cohort story", many="cohort stories"),
    )
    said = words.put_into("Experts of an organisation write case studies; one case study a cohort.")
    assert said == (
        "Experts in Residence of an expert house write cohort stories; one cohort story a season."
    )


def test_every_page_has_a_description_of_its_own(records: Records):
    descriptions = [page.meta.description for page in records.pages.values()]
    assert len(set(descriptions)) == len(descriptions)


def replace(old: str, new: str) -> Callable[[Path], None]:
    """Return a fault: the first text of a file that the pattern `old` finds becomes `new`."""

    def change(file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
        assert changed != text, f"«{old}» is not in {file}"
        file.write_text(changed, encoding="utf-8")

    return change


def append(text: str) -> Callable[[Path], None]:
    """Return a fault: `text` stands at the end of a file."""

    return replace(r"\Z", text)


# fault → the file of the book in which it is, what plants it there, and words of what is said
FAULTS = {
    "alias": ("_data/hub.yml", append("note: *nothing\n"), "alias"),
    "a colour too short": ("_data/sectors.yml", replace('"#d33855"', '"#d3385"'), "six of 0 to 9"),
    "a list that is none": (
        STUDY,
        replace(r"themes:\n(  - .*\n)+", "themes: words\n"),
        "Write a list",
    ),
    "duplicate key": ("_data/sectors.yml", append("health: {}\n"), "a second time"),
    "two records of one id": (
        "_data/people.yml",
        append("wenjia-tang: {name: Somebody Else}\n"),
        "give one of them an id of its own",
    ),
    "a comma in a number": (
        "_data/hub.yml",
        replace("pounds: 560449", "pounds: 560,449"),
        "Write «pounds: 560449»",
    ),
    "a comma and the sign of a currency": (
        "_data/hub.yml",
        replace("pounds: 560449", "pounds: £560,449"),
        "Write «pounds: 560449»",
    ),
    "digits that are no part of a number": (
        "_data/hub.yml",
        replace("pounds: 560449", "449, pounds: 560449"),
        "Remove it, or correct its name",
    ),
    "a list between braces that is none": (
        "_data/programmes.yml",
        replace(r"sources: \[dsg2021\]}", "sources: dsg2021}"),
        "«[dsg2021]»",
    ),
    "a list between braces that is empty": (
        "_data/programmes.yml",
        replace(r"sources: \[dsg2021\]}", "sources: []}"),
        "at least 1 entry of «sources»",
    ),
    "a cohort that its folder names": (
        STUDY,
        replace('cohort: "2023"', 'cohort: "2042"'),
        "Did you mean «2023»?",
    ),
    "unknown field": (
        "_data/organisations.yml",
        replace("  url: ", "  web: "),
        "The field «bas.web» is unknown",
    ),
    "missing field": (
        "_data/organisations.yml",
        replace("  name: British Antarctic Survey\n", ""),
        "«bas.name» is missing",
    ),
    "unknown sector": (
        "_data/organisations.yml",
        replace("sector: energy", "sector: enery"),
        "names «enery», which does not exist",
    ),
    "unknown expert": (
        "_data/organisations.yml",
        replace(r"\[wenjia-tang\]", "[wenjia-tan]"),
        "names «wenjia-tan»",
    ),
    "unknown cohort": (
        "_data/organisations.yml",
        replace('cohort: "2024-25"', 'cohort: "2024"'),
        "names «2024»",
    ),
    "unknown source": ("_data/people.yml", replace(r"\[nl44\]", "[nl404]"), "names «nl404»"),
    "no source": ("_data/people.yml", replace(r"sources: \[nl44\]", "sources: []"), "sources"),
    "date that is none": (
        "_data/cohorts.yml",
        replace("2023-06-27", "2023-06-31"),
        "«2023-06-31» is not right",
    ),
    "DOI with its address": (
        "_data/outputs.yml",
        replace("doi: 10.5281", "doi: https://doi.org/10.5281"),
        "is not right",
    ),
    "number in words": (
        "_data/cohorts.yml",
        replace("experts_total: about 40", "experts_total: forty or so"),
        "«forty or so» is not right",
    ),
    "page that does not exist": (
        "_data/cohorts.yml",
        replace("cohorts/2023/index", "cohorts/2023/indx"),
        "names «cohorts/2023/indx»",
    ),
    "gap of no field": (
        "_data/gaps.yml",
        append("own:\n  item: A gap.\n  help: Say it.\n  field: hub.fundrs.0\n"),
        "The field «hub.fundrs.0» does not exist",
    ),
    "gap of a filled field": (
        "_data/gaps.yml",
        append("own:\n  item: A gap.\n  help: Say it.\n  field: hub.name\n"),
        "The field «hub.name» has a value now",
    ),
    "missing file": ("_data/gaps.yml", Path.unlink, "missing"),
    "unknown practice": (
        STUDY,
        replace(r"^practices: \[.*\]$", "practices: [open-dta]"),
        "names «open-dta»",
    ),
    "unknown lesson": (
        STUDY,
        replace(r"^lessons: \[.*\]$", "lessons: [no-such-lesson]"),
        "names «no-such-lesson»",
    ),
    "unknown front matter": (
        STUDY,
        replace("reviewed:", "reviewd:"),
        "The field «reviewd» is unknown",
    ),
    "person under two keys": (
        "_data/people.yml",
        append(
            "twin:\n  name: Wenjia Tang\n  roles:\n    - {role: Speaker, group: speaker}\n  sources: [nl44]\n"
        ),
        "stands under «wenjia-tang» already",
    ),
    "one person twice, once without accents": (
        "_data/people.yml",
        append(
            "twin:\n  name: Lelle Demertzi\n  roles: [{role: Speaker, group: speaker}]\n  sources: [nl44]\n"
        ),
        "stands under «lelle-demertzi» already",
    ),
    "a point in a number": (
        "_data/hub.yml",
        replace("pounds: 560449", "pounds: 560.000"),
        "no point in it",
    ),
    "a list parted by semicolons": (
        "_data/programmes.yml",
        replace(r"sources: \[dsg2021\]}", "sources: dsg2021; seed}"),
        "«[dsg2021, seed]»",
    ),
    "two keys without a comma": (
        "_data/people.yml",
        replace(r"sources: \[nl44\]", "sources: [nl44 seed]"),
        "Write «nl44, seed»",
    ),
    "key of another name": (
        "_data/people.yml",
        append(
            "wenona-dang: {name: Wenona Tang, roles: [{role: Guest, group: speaker}], sources: [nl44]}\n"
        ),
        "is not of the name",
    ),
    "two organisations of one short name": (
        "_data/organisations.yml",
        replace("short_name: ONS", "short_name: BAS"),
        "is what «bas» is called, too",
    ),
    "two cohorts of one number": (
        "_data/cohorts.yml",
        replace("number: 3", "number: 2"),
        "is that of «2024-25»",
    ),
    "more came than registered": (
        "_data/cohorts.yml",
        replace("in_person: 35", "in_person: 350"),
        "in_person» does not go with the rest",
    ),
    "a page with its suffix": (
        "_data/lessons.yml",
        replace("page: lessons/index", "page: lessons/index.md"),
        "Did you mean «lessons/index»?",
    ),
    "event long before its cohort": (
        "_data/cohorts.yml",
        replace("date: 2023-07-27", "date: 2022-07-27"),
        "days before the cohort begins",
    ),
    "expert of another organisation": (
        "_data/organisations.yml",
        replace(r"experts: \[wenjia-tang\]", "experts: [stephen-haben]"),
        "«stephen-haben» is of «energy-systems-catapult»",
    ),
    "more invited than applied": (
        "_data/cohorts.yml",
        replace("invited: 21", "invited: 121"),
        "only 42 were there to choose from",
    ),
    "a summary with another number": (
        "_data/cohorts.yml",
        replace("grew to 20 organisations", "grew to 25 organisations"),
        "The summary says 25 organisations",
    ),
    "more organisations than there were": (
        "_data/cohorts.yml",
        replace("organisations_total: 5", "organisations_total: 4"),
        "5 organisations say that they were in it",
    ),
    "a role of another cohort": (
        "_data/people.yml",
        replace(
            'cohort: "2023", organisation: digihaul', 'cohort: "2024-25", organisation: digihaul'
        ),
        "«digihaul» was of the cohort 2023",
    ),
    "an output from before its cohort": (
        "_data/outputs.yml",
        replace('year: 2023, cohort: "2023"', 'year: 2013, cohort: "2023"'),
        "The year 2013 is before the cohort 2023 began",
    ),
    "a study where that of another stands": (
        "cohorts/2023/british-antarctic-survey.md",
        replace(r"organisations: \[bas\]", "organisations: [ons]"),
        "The page lies where that of «bas» stands",
    ),
    "question with a colon": (
        STUDY,
        replace(r"^answers:$", "answers:\n  - First: what is open?"),
        "Put quotation marks round all of it",
    ),
    "question without words": (
        STUDY,
        replace(r"^answers:$", "answers:\n  -"),
        "Write words, or remove the line",
    ),
    "description too short": (
        STUDY,
        replace(r"^description: .*$", "description: Short."),
        "«description»",
    ),
    "front matter without end": (
        STUDY,
        lambda file: file.write_text("---\ntype: about\n# Title\n"),
        "has no end",
    ),
    "front matter below an empty line": (
        STUDY,
        lambda file: file.write_text(f"\n{file.read_text()}"),
        "does not begin on the first line",
    ),
    "not UTF-8": (STUDY, lambda file: file.write_bytes(b"---\n---\n# caf\xe9\n"), "not UTF-8"),
}


def plant(name: str, book: Path) -> None:
    file, fault, _ = FAULTS[name]
    fault(book / file)


def problems_of(book: Path) -> list[Problem]:
    with pytest.raises(RecordError) as caught:
        load_records(book)
    return caught.value.problems


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_file_line_and_repair(book_copy: Path, name: str):
    file, _, words = FAULTS[name]
    before = (book_copy / file).read_bytes().splitlines()
    plant(name, book_copy)
    problems = problems_of(book_copy)
    found = [each for each in problems if words in f"{each.message} {each.fix}"]
    assert found, [str(problem) for problem in problems]
    problem = found[0]
    assert problem.path == f"book/{file}"
    assert problem.fix
    if (book_copy / file).exists():
        after = (book_copy / file).read_bytes().splitlines()
        assert 1 <= problem.line <= len(after)
        changed = [number for number, line in enumerate(after, 1) if line not in before]
        removed = len(after) < len(before)
        assert removed or problem.line in changed or not changed


def test_what_stands_under_a_misspelt_name_is_not_missing_besides(book_copy: Path):
    plant("unknown front matter", book_copy)
    (problem,) = problems_of(book_copy)
    assert problem.fix == "Did you mean «reviewed»?"


def test_what_is_about_a_number_may_be_more_than_another(book_copy: Path):
    replace("applications: 42", "applications: about 20")(book_copy / "_data/cohorts.yml")
    assert str(load_records(book_copy).cohorts["2024-25"].applications) == "about 20"


def test_a_misspelt_name_is_answered_with_the_right_one(book_copy: Path):
    plant("unknown sector", book_copy)
    assert problems_of(book_copy)[0].fix == "Did you mean «energy»?"


def test_all_problems_are_reported_together(book_copy: Path):
    plant("unknown field", book_copy)
    plant("date that is none", book_copy)
    assert len(problems_of(book_copy)) >= 2


@pytest.mark.parametrize(
    "begins",
    ["@misc{k1,", "@misc {k1,", "@MISC{ k1 ,", "@misc\n{\nk1,", "  @misc{k1,", "x @misc{k1,"],
)
def test_an_entry_is_read_however_its_beginning_is_spaced(begins: str):
    text = f'\n{begins}\n  title = "A {{title}} with, a = sign",\n  url = {{https://example.org/a}}\n}}\n'
    (entry,), problems = read_entries(text, "references.bib")
    assert problems == []
    assert entry.key == "k1"
    line = 1 + text[: text.index("url")].count("\n")
    assert ("url", "https://example.org/a", line) in entry.fields


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("@misc{k1,\n  title = {A\n", 1, "is not closed"),
        ("@misc{k1,\n  title {A}\n}\n", 2, "is no BibTeX"),
        ("@misc{k1,\n  title = {A},\n  author = {B, C, D, E}}\n", 3, "Too many commas"),
        ("@misc{k1,\n  title = {A},\n  crossref = {k2}}\n", 3, "is not shown"),
        ("@misc{k1, title = {A}}\n@misc{k1, title = {B}}\n", 2, "a second time"),
        ("@misc{K 1, title = {A}}\n", 1, "is no BibTeX"),
        ("@misc{K_1&2, title = {A}}\n", 1, "The key «K_1&2» is not right"),
        ("@misc{k1,\n  title = {A},\n  xdata = {k2}}\n", 3, "is not shown"),
        ("@misc{k1,\n  title = {A \\{ B}}\n", 1, "is not closed"),
        ("@misc{k1,\n  title = {A, year = {2024}}}\n", 2, "goes on with «year =»"),
        ("@misc{k1, title = {A}}\nmisc{k2,\n  title = {B}\n}\n", 2, "has no «@» before it"),
        ("@misc{k1, title = {A}}\n@xdata{k2, title = {B}}\n", 2, "is no work of its own"),
        ("@misc{k1,\n  title = {A},\n  date = {2020-21}}\n", 3, "«date» is not right"),
        ("@misc{k1,\n  title = {A},\n  date = {May 2020}}\n", 3, "«date» is not right"),
        ("@misc{k1,\n  title = {A},\n  author = {family=Lee, given=Jo}}\n", 3, "BibLaTeX only"),
        ("@misc{k1,\n  title = {50% of \\foo{A}}}\n", 2, "the TeX command «foo»"),
        ("@misc{k1,\n  title = {A},\n  note = {See \\cite{k2}}}\n", 3, "the TeX command «cite»"),
        ("@misc{k1,\n  title = {A},\n  url = {ftp://a}\n}\n", 3, "«url» is not right"),
    ],
)
def test_what_is_wrong_in_the_bibliography_is_said_at_its_line(text: str, line: int, says: str):
    _, problems = read_entries(text, "references.bib")
    assert [(problem.line, says in problem.message) for problem in problems][:1] == [(line, True)]


# As JabRef, RePEc, DBLP and Better BibTeX make them.
KEYS = ("Hunter:2007", "RePEc:the:publsh:1367", "DBLP:conf/nips/Lee12+a", "lee_rivers.2020-b")


def test_keys_of_databases_and_fields_that_nobody_filled_in_are_taken():
    text = "".join(f"@misc{{{key}, title = {{A}}, doi = {{}}, url = {{}}}}\n" for key in KEYS)
    entries, problems = read_entries(text, "references.bib")
    assert ([entry.key for entry in entries], problems) == ([*KEYS], [])
    places = [place_of(key) for key in (*KEYS, "Hunter-2007", "Hunter_2007", "Hunter.2007")]
    assert all(re.fullmatch(r"source-[\w.-]+", place) for place in places)
    assert len({*places}) == len(places)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"title = {Code in \texttt{R} and \LaTeX{}, for \euro{}5, \S 3}", "Code in R and LaTeX, for €5, §3"),
        (r"title = {The $\mathbf{x}_1$ of H$_2$O, CO$_{2}$ and m$^2$}", "The x₁ of H₂O, CO₂ and m²"),
        (r"title = {A &amp; B <i>in vitro</i>, with H<sub>2</sub>O}", "A & B in vitro, with H₂O"),
        (r"title = {Of data}, subtitle = {A \& B}", "Of data: A & B"),
        (r"title = {A hyphen\-ated title}", "A hyphenated title"),
        (r"title = {{\it Studies} in \bf the sea}", "Studies in the sea"),
        (r"title = {An \enquote{open} one for \foreignlanguage{german}{alle}}", "An “open” one for alle"),
        (r"title = {\noopsort{1}\ce{H2O} at 25$^\circ$C, $W^{\pm}$ in \(x^2\)}", "H₂O at 25°C, W± in x²"),
        (r"title = {$O(n \log n)$, $x_{ij}^{2}$, $e^{-\lambda}$}", "O(n log n), x_ij², e^(-λ)"),
        ("title = {The `open' kind of <span class='nocase'>iPhone</span>}", "The ‘open’ kind of iPhone"),
        (r"title = {See \href{https://example.org/a}{the page}}", "See the page (https://example.org/a)"),
    ],
)  # fmt: skip
def test_a_title_is_shown_as_text(written: str, shown: str):
    entry = as_text(parse_string(f"@misc{{a-key,\n{written}\n}}", "bibtex").entries["a-key"])
    assert entry.fields["title"] == shown


@pytest.mark.parametrize(
    ("date", "year", "month"),
    [
        ("2024-05-02", "2024", "2 May"),
        ("2024-05", "2024", "May"),
        ("1999/2003", "1999–2003", None),
        ("2024-05/2024-07", "2024", None),
        ("2021-09/", "2021", None),
        ("1723~", "c. 1723", None),
        ("1723?", "1723?", None),
        ("-0043", "44 BC", None),
        ("May 2020", "May 2020", None),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(date: str, year: str, month: str | None):
    text = f"@misc{{a-key, title = {{A}}, date = {{{date}}}}}"
    fields = as_text(parse_string(text, "bibtex").entries["a-key"]).fields
    assert (fields["year"], fields.get("month")) == (year, month)


def test_tex_that_is_nested_without_end_is_shown_as_it_is_written():
    text = "\\(x " * 3000
    _, problems = read_entries(f"@misc{{k1, title = {{{text}}}}}\n", "a.bib")
    assert problems == []


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("en-GB", '# The "open" way -- it\'s so...', "The “open” way – it’s so…"),
        ("en-GB", '# `--help` and {kbd}`"x"`', '--help and "x"'),
        ("de-DE", '# Der "Titel"', "Der „Titel“"),
        ("tlh", '# A "title"', "A “title”"),
    ],
)
def test_a_title_has_the_signs_that_readers_see(language: str, written: str, shown: str):
    assert title_of(f"{written}\n", language) == shown


def test_a_key_may_be_as_zotero_makes_it():
    entries, problems = read_entries("@misc{Smith_openData_2024.b, title = {A}}\n", "a.bib")
    assert ([each.key for each in entries], problems) == (["Smith_openData_2024.b"], [])


def test_an_address_in_howpublished_is_one():
    text = r"@misc{a-key, title = {A}, howpublished = {\url{https://example.org/x\_y}}}"
    fields = as_text(parse_string(text, "bibtex").entries["a-key"]).fields
    assert (fields["url"], fields.get("howpublished")) == ("https://example.org/x_y", None)


def test_names_stand_in_the_order_of_their_script():
    text = "@misc{a-key, author = {王, 小明 and 김, 철수 and Иванов, Пётр and O'Neill, Seán and 山田太郎}}"
    entry = parse_string(text, "bibtex").entries["a-key"]
    assert names(entry) == ["王小明", "김철수", "Пётр Иванов", "Seán O’Neill", "山田太郎"]


def test_an_address_may_hold_any_sign_of_an_old_doi():
    address = "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"
    _, problems = read_entries(f"@misc{{a-key,\n title = {{A}},\n url = {{{address}}}}}\n", "a.bib")
    assert problems == []
