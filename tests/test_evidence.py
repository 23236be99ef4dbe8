"""The evidence: every source is cited, every citation has its source, every number has its record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hubdata.front_matter import split_front_matter
from hubdata.loading import markdown_files
from hubdata.numbers import numbers
from hubdata.records import Records
from support import BOOK, Built, parsed

CITED = re.compile(r"\{cite:p\}`([^`]+)`")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])")
# Pages on which a number states a fact about the Hub, a person, an organisation or a programme.
FACTUAL = ("index", "hub/", "cohorts/", "lessons/")


def cited_on(file: Path) -> set[str]:
    """Return the keys that a page cites, in its text and in its front matter."""
    text = file.read_text(encoding="utf-8")
    keys = {key.strip() for keys in CITED.findall(text) for key in keys.split(",")}
    front_matter, _ = split_front_matter(text, file.name)
    return keys | set(front_matter.data.get("sources", ()))


def cited_by_data() -> set[str]:
    """Return the keys that the records shown on pages name as their sources."""
    shown = set((BOOK / "_data").glob("*.yml")) - {BOOK / "_data/facts.yml"}
    lists = [
        keys
        for file in shown
        for keys in re.findall(r"sources: \[([^\]]*)\]", file.read_text(encoding="utf-8"))
    ]
    return {key.strip() for keys in lists for key in keys.split(",")}


def test_every_source_is_cited_somewhere(records: Records):
    cited = cited_by_data().union(*(cited_on(file) for file in markdown_files(BOOK)))
    assert records.source_keys - cited == set()


def test_the_list_of_sources_keeps_the_words_of_each_note(built: Built):
    """How much of a work was read, with the names and months in it as they are written."""
    notes = re.findall(r"addendum\s*= \{(.+)\}", (BOOK / "references.bib").read_text("utf-8"))
    page = parsed(built.html / "about/sources.html")
    text = page.css_first("article").text(separator=" ")
    assert [note for note in notes if f"{note[0].upper()}{note[1:]}." not in text] == []


# A name, in which no number says how much.
LICENCE = re.compile(r"\b(CC0|CC[ -]BY(-\w\w)*|MIT|OFL|Apache)[ -]?\d(\.\d)?")


@pytest.fixture(scope="module")
def known_numbers(records: Records) -> set[str]:
    """Return every number in the register, the data and the bibliography, and all computed ones."""
    files = [*sorted((records.book / "_data").glob("*.yml")), records.book / "references.bib"]
    texts = [file.read_text(encoding="utf-8") for file in files]
    texts += [str(count) for count in numbers(records).values()]
    found = {number for text in texts for number in NUMBER.findall(text.replace("-", " "))}
    found |= {digits for text in texts for digits in re.findall(r"\d+", text)}
    return found | {number.lstrip("0") for number in found}


@pytest.mark.parametrize(
    "file",
    [file for file in markdown_files(BOOK) if str(file.relative_to(BOOK)).startswith(FACTUAL)],
    ids=lambda file: str(file.relative_to(BOOK).with_suffix("")),
)
def test_every_number_on_a_page_is_on_record(built: Built, known_numbers: set[str], file: Path):
    page = built.html / file.relative_to(BOOK).with_suffix(".html")
    article = parsed(page).css_first("article")
    for node in article.css("pre, code, .cite, sup.citation, script, style"):
        node.decompose()
    text = LICENCE.sub(" ", article.text(separator=" ")).replace("-", " ").replace("–", " ")
    assert {number.rstrip(",.") for number in NUMBER.findall(text)} - known_numbers == set()


def test_every_quotation_is_on_record_and_verbatim(records: Records):
    on_record = {_plain(fact.statement) for fact in records.facts.values() if fact.quote}
    printed = set()
    for page in records.case_studies:
        text = (BOOK / f"{page.docname}.md").read_text(encoding="utf-8")
        printed |= {_plain(line) for line in re.findall(r"(?m)^> (.+)$", text)}
    assert printed == on_record


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def test_nothing_of_the_seed_is_lost(built: Built):
    """The page that this book grew from: its label, names, links and points are all here."""
    pages = {
        file.relative_to(built.html).as_posix(): parsed(file)
        for file in built.html.rglob("*.html")
        if file.parent.name not in ("pagefind", "_static")
    }
    articles = [page.css_first("article") for page in pages.values()]
    text = " ".join(" ".join(article.text().split()) for article in articles if article)
    links = {a.attributes.get("href") for page in pages.values() for a in page.css("article a")}
    assert pages["hub/index.html"].css_first("#cl-practitioners-hub-case-study") is not None
    for name in (
        "British Antarctic Survey",
        "Genomics England",
        "Office for National Statistics",
        "Energy Systems Catapult",
        "DigiHaul",
        "Stuart Gillespie",
        "Innovate UK BridgeAI",
        "EP/X03870X/1",
        "Ecosystem Leadership Award",
        "Collaboration Cafe",
        "small and medium-sized enterprises",
        "level the playing field",
    ):
        assert name in text, name
    for address in (
        "https://www.turing.ac.uk/turing-way-practitioners-hub",
        "https://zenodo.org/communities/the-turing-way-practitioners",
        "https://doi.org/10.5281/zenodo.10777730",
        "https://doi.org/10.5281/zenodo.3332807",
    ):
        assert address in links, address
    for mistake in (
        "Office of National",
        "Digihaul",
        "inaurgural",
        "invovled",
        "Practitioner's Hub is",
    ):
        assert mistake not in text or mistake in str(
            pages["about/where-sources-disagree.html"].text()
        )


# What a page may say is missing → the values of the data that would make it untrue.
ABSENT = re.compile(
    r"no (?:cited |public )?(?:source|report|record)s?\b[^.]{0,60}"
    r"\b(?:gives?|says?|names?|tells?|has|states?)"
    r"|(?:not|never|nobody has) published|not known|(?:was|were) not found|is missing",
    re.I,
)


@pytest.fixture(scope="module")
def known(records: Records) -> re.Pattern[str]:
    """Return what finds each subject that a page could call unknown while the data say something of it."""
    events = [event for cohort in records.cohorts.values() for event in cohort.events]
    training = [item for cohort in records.cohorts.values() for item in cohort.curriculum]
    publications = [page.meta.publication for page in records.case_studies]
    subjects = {
        r"\bamounts?\b|how much (?:money|it cost)|sums? of money": [
            amount for funder in records.hub.funders for amount in funder.amounts
        ],
        r"period of (?:the )?(?:funding|award)": [funder.start for funder in records.hub.funders],
        r"grant number": [funder.grant for funder in records.hub.funders],
        r"recordings?": [event.recording for event in events],
        r"months? of the (?:training|workshops)": [item.when for item in training],
        r"who (?:led|taught|trained)": [item.led_by for item in training],
        r"attendance at the showcase": [event.in_person for event in events],
        r"how many (?:organisations )?applied": [c.applications for c in records.cohorts.values()],
        r"authors? of the meta": [p.authors for p in publications],
        r"licence of the framework": [output.licence for output in records.outputs.values()],
        r"\b(?:her|his|their) (?:organisation|company)\b": [
            role
            for person in records.people.values()
            for role in person.roles
            if "company" in role.role
        ],
    }
    return re.compile("|".join(subject for subject, said in subjects.items() if any(said)), re.I)


def denials(text: str, known: re.Pattern[str]) -> list[str]:
    """Return each sentence that calls something unknown which the data have."""
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(text.split()))
    return [each for each in sentences if ABSENT.search(each) and known.search(each)]


@pytest.mark.parametrize(
    "sentence",
    [
        "No source cited in this book gives an amount for the Hub itself.",
        "How much money the Hub received is not published.",
        "No source that we read names her organisation.",
        "The months of the workshops are not known.",
        "Attendance at the showcase was not found.",
    ],
)
def test_what_the_data_have_would_be_found_if_it_were_denied(known: re.Pattern[str], sentence: str):
    assert denials(f"A cohort ran. {sentence} It ended.", known) == [sentence]


@pytest.mark.parametrize("file", markdown_files(BOOK), ids=lambda file: str(file.relative_to(BOOK)))
def test_no_page_says_that_nobody_tells_what_the_data_tell(
    built: Built, known: re.Pattern[str], file: Path
):
    page = built.html / file.relative_to(BOOK).with_suffix(".html")
    article = parsed(page).css_first("article")
    blocks = article.css("h1, h2, h3, h4, p, li, dt, dd, th, td, figcaption, caption")
    found = [each for block in blocks for each in denials(block.text(separator=" "), known)]
    assert found == []


def test_a_gap_leads_to_a_field_that_is_empty(records: Records):
    fields = {gap.field for gap in records.gaps.values() if gap.field}
    assert [field for field in fields if records.at(field)] == []
