"""Rules of this book only: what its pages say as facts stands in its data and sources."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from booklint.book import Book
from booklint.finding import Problem
from booklint.page import Page
from booklint.records import records as records_of
from booklint.registry import rule
from booklint.safe_yaml import nodes, read_yaml
from hubdata.counts import NUMBER, whole_number
from hubdata.dates import in_words
from hubdata.figure_manifest import MANIFEST, known_licence

from house_rules import against_records as against
from house_rules.data_files import DAY, PAGES_OF_FACTS, data_of, text_of


@rule("book", yields_to=("cannot-be", "licence-known", "page-taken", "slip-of-the-pen"))
def fact_recorded(book: Book) -> Iterator[Problem]:
    """Every number, day and quotation on a page of facts stands in the data or in a source.

    In a paragraph with citations it is a record with one of the cited sources that has the number.
    Words in quotation marks may also name a heading, a box or a term of the book.

    Bad (strict, book/index.md, lines 7, 9):
        == book/_data/facts.yml
        p01: {statement: "In 2024-25 it had 29 mentees and five workshops.", sources: [report]}
        p02: {statement: "Another had 26 mentees.", sources: [letter]}
        == book/index.md
        ---
        type: overview
        ---
        # Mentees

        It had five workshops {cite:p}`report`, a second of 26 people {cite:p}`letter`.
        It had four workshops {cite:p}`report`.

        Of the 29 mentees, 26 came and 3 did not come; so it was in 2024-29.

    Bad (strict, book/index.md, lines 6, 7, 7, 9, 13):
        == book/_data/facts.yml
        p01: {statement: "The grant was £574,000 on 2024-03-06, and a partner was 'really glad to be there'."}
        p02: {statement: "The call closed on 14 March 2024."}
        == book/index.md
        ---
        type: overview
        ---
        # Money

        The grant was £547,000.
        It came on {date}`2024-06-03`, and a partner was "very glad
        to be there".
        The call closed on {date}`2024-03-04`.

        | Who | Said |
        |---|---|
        | A partner | "glad to be here" |

    Bad (strict, figures/manifest.yml, line 2):
        == book/_data/facts.yml
        p01: {statement: "118 registered."}
        == figures/manifest.yml
        one:
          alt: Two bars compare the 108 who registered.
          made_by: figures/draw/one.py
        two: {alt: A screen with 108 pages., source: The contributors}

    Good (strict):
        == book/_data/facts.yml
        p01: {statement: "The grant was £574,000."}
        == book/_data/events.yml
        one: {
        == book/index.md
        ---
        type: overview
        ---
        # Money

        The grant was £574,001.

    Good (strict):
        == book/_data/facts.yml
        p01: {statement: "The grant was £574,000 on 2024-03-06, and a partner was 'really glad to be there'."}
        p02: {statement: "The call closed on 4 March 2024."}
        == book/index.md
        ---
        type: overview
        ---
        # Money

        The grant was £574,000 on 6 March 2024. It came on {date}`2024-03-06`. Picture: CC-BY-SA-3.0.

        "Really glad […] there", one said {date}`2024-03-04`; the section "What it cost" has more.

        ## What it cost
    """
    # Where some of the data cannot be read, what it says would be missed on many pages.
    data = posixpath.join(book.folder, "_data/")
    read = [read_yaml(each.text) for each in book.texts if each.path.startswith(data)]
    if not data_of(book, "facts") or any(each.error for each in read):
        return
    known = _known(book)
    for page in book.pages.values():
        if page.front_matter.get("type") in PAGES_OF_FACTS:
            for line, what in _unknown(page, known):
                message = f"{' '.join(what.split())} stands in no record and no source"
                yield Problem(line, message, ADD_OR_CORRECT, path=page.path)
            for line, number in _of_other_sources(page, known):
                message = f"no record with a source that is cited there has the number {number}"
                fix = f"cite the source that has it, {ADD_OR_CORRECT}"
                yield Problem(line, message, fix, path=page.path)
    for picture in records_of(book):
        value = picture.fields.get("alt") if picture.path == MANIFEST else None
        # A picture that is not drawn from data may show any number.
        for figure in FIGURE.findall(value.text if value and "made_by" in picture.fields else ""):
            if _plain_figure(figure) not in known.numbers:
                message = f"alt: the number {figure} stands in no record and no source"
                yield Problem(value.line, message, ADD_OR_CORRECT, path=MANIFEST)


ADD_OR_CORRECT = "correct it, or add it with its source to _data/facts.yml"


@dataclass(frozen=True)
class _Known:
    """What data and sources say: numbers, days, spans of years, and all words, as they are compared.

    `by_source` has the numbers that stand in the records of each source; `works` are all sources.
    """

    numbers: set[str]
    days: set[str]
    spans: set[str]
    words: str
    by_source: dict[str, set[int]]
    works: set[str]


def _known(book: Book) -> _Known:
    data = posixpath.join(book.folder, "_data/")
    files = [each for each in book.texts if each.path.startswith(data)]
    facts = [each.text for each in files]
    facts += [each.text for each in book.texts if each.path.endswith(".bib")]
    days = {each for text in facts for each in DAY.findall(text)}
    # A day that the data has in another form is found there.
    days |= {"-".join(each[::-1]) for text in facts for each in IN_FIGURES.findall(text)}
    names = [
        prose.text
        for page in book.pages.values()
        for prose in page.prose
        if prose.kind in ("heading", "title", "term")
    ]
    by_source: dict[str, set[int]] = defaultdict(set)
    for file in files:
        _note_numbers(file.text, by_source)
    return _Known(
        {
            _plain_figure(each)
            for text in facts
            for each in FIGURE.findall(OF_MACHINES.sub(" ", text))
        },
        days,
        {each for text in facts for each in SPAN.findall(text)},
        f" {_plain_words(' '.join([*facts, *names]))} ",
        by_source,
        {each.key for each in records_of(book) if each.is_work} | by_source.keys(),
    )


def _unknown(page: Page, known: _Known) -> Iterator[tuple[int, str]]:
    """The line and the name of each day, number and quotation of a page that is not known."""
    for role in page.roles:
        for day in DAY.findall(role.content) if role.name == "date" else ():
            if day not in known.days and f" {in_words(day).lower()} " not in known.words:
                yield role.line, f"the day {day}"
    computed = _computed(page)
    for prose in page.prose:
        shape = LICENCE.sub(_licence_blanked, prose.shape)
        for match in FIGURE.finditer(shape):
            number = _plain_figure(match[0])
            if number not in known.numbers and number not in computed:
                yield prose.shape_line_of(match.start()), f"the number {match[0]}"
        for match in SPAN.finditer(shape):
            if match[0] not in known.spans:
                yield prose.shape_line_of(match.start()), f"the span {match[0]}"
        for match in QUOTATION.finditer(prose.text):
            for part in LEFT_OUT.split(match[0]):
                plain = _plain_words(part)
                if " " in plain and f" {plain} " not in known.words:
                    yield prose.line_of(match.start()), f"the quotation «{part.strip(MARKS)[:60]}»"


def _of_other_sources(page: Page, known: _Known) -> Iterator[tuple[int, str]]:
    """The line and the words of each number that none of the sources cited in its paragraph has."""
    computed = _computed(page)
    for prose in page.prose:
        keys = against.cited_in(page, prose) if prose.kind == "paragraph" else set()
        # A source that is not there is found by itself, and may be the one that has the number.
        if not keys & known.by_source.keys() or not keys <= known.works or prose.shape[:1] == "|":
            continue
        theirs = set().union(*(known.by_source[key] for key in keys))
        for match in NUMBER.finditer(LICENCE.sub(_licence_blanked, prose.shape)):
            number = whole_number(match[0])
            # One in figures that nothing has is found as such.
            told = match[0][0].isdecimal() and str(number) not in known.numbers
            sound = told or number in theirs or str(number) in computed
            if number in range(3, MAX_COUNT) and not sound:
                yield prose.shape_line_of(match.start()), match[0]


def _computed(page: Page) -> set[str]:
    """The numbers that a line may say to be computed: the differences of the few that stand beside it."""
    found = set()
    rows = page.lines
    for at, row in enumerate(rows):
        if COMPUTED.search(row):
            near = " ".join(rows[max(0, at - NEAR) : at + NEAR])
            beside = {*map(_plain_figure, FIGURE.findall(near)[:MOST])}
            numbers = {int(each) for each in beside if each.isdecimal()}
            own = {*map(_plain_figure, FIGURE.findall(row)[:MOST])} & beside
            found |= {
                each
                for each in own
                if each.isdecimal()
                and any(int(each) + other in numbers for other in numbers - {int(each)})
            }
    return found


COMPUTED = re.compile(
    r"\b(?:computed|calculated|difference|did not|remaining|the rest)\b", re.IGNORECASE
)
NEAR = 8
"""Lines."""
MOST = 40
"""Numbers in them."""
SPAN = re.compile(r"(?<![\w-])20\d\d-\d\d(?![\w-])")
MAX_COUNT = 1900
"""From here on, a number is a year or has been found by itself."""
OF_MACHINES = re.compile(r"https?://\S+|\b10\.\d{4,}/\S+|#?\b[0-9a-f]*[a-f][0-9a-f]*\d[0-9a-f]*\b")
"""Addresses, DOIs, colours and hashes, whose digits are no numbers of the book."""
FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
IN_FIGURES = re.compile(r"\b(\d\d)[./](\d\d)[./](\d{4})\b")
QUOTATION = re.compile(r"\"[^\"]{1,2000}\"|“[^”]{1,2000}”")
MARKS = ' "“”'
LEFT_OUT = re.compile(r"\[[^\]]*\]|\.{3}|…")
"""What a quotation leaves out, or what was put in."""
LICENCE = re.compile(r"(?<![\w.-])[A-Z][\w.]*(?:-\w+(?:\.\w+)*)+")


def _note_numbers(source: str, by_source: dict[str, set[int]]) -> None:
    """Note for each source the numbers that stand in its records, and how many there are in a list.

    Read where they are written: a value that stands for others could be without end.
    """
    siblings: dict[int, int] = {}
    for node, _ in nodes(read_yaml(source).node):
        if isinstance(node, yaml.SequenceNode):
            siblings |= {id(each): len(node.value) for each in node.value}
        for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
            if name.value == "sources" and isinstance(value, yaml.SequenceNode):
                written = source[node.start_mark.index : node.end_mark.index]
                known = {siblings.get(id(node), 1), *map(whole_number, NUMBER.findall(written))}
                for key in value.value:
                    by_source[str(key.value)] |= known


def _licence_blanked(name: re.Match[str]) -> str:
    """A name as blanks if it is that of a licence: its number says nothing of the book."""
    try:
        known_licence(name[0])
    except ValueError:
        return name[0]
    return " " * len(name[0])


def _plain_figure(figure: str) -> str:
    """A number as it is compared: without commas between thousands and zeros in front."""
    return figure.replace(",", "").lstrip("0")


def _plain_words(text: str) -> str:
    """Words as they are compared: without signs, capital letters and ends of lines."""
    return " ".join(re.findall(r"\w+", text.lower()))


@rule("book", yields_to=("fact-recorded",))
def record_agrees(book: Book) -> Iterator[Problem]:
    """What a page says of a cohort, a picture, a person or a day is what its record says.

    Bad (strict, book/kits/one.md, lines 4, 8, 8):
        == book/references.bib
        @misc{report,
          url = {https://example.org/report} }
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12}
        == book/plan.md
        | Week | Do this |
        |---|---|
        | 12 | Plan |

        | 13 | [Review](kits/one.md) |
        == book/kits/one.md
        ---
        type: kit
        facts:
          Week: 15
        sources: [letter]
        ---
        # Review
        It is in [the report](https://example.org/report), or in {download}`a PDF <kit.zip>`.

    Bad (strict, book/_data/cohorts.yml, line 1):
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12, pounds: 57400}

    Bad (strict, CITATION.cff, line 1):
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12}
        == book/_data/identity.yml
        licence: {spdx: CC-BY-4.0}
        == CITATION.cff
        license: CC-BY-NC-4.0

    Bad (strict, book/2023/index.md, line 2):
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12}
        == book/2023/index.md
        ---
        cohort: 2024-25
        ---
        # The cohort

    Bad (strict, book/index.md, lines 2, 5, 9):
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12}
        == pyproject.toml
        requires-python = ">=3.11"
        == book/index.md
        ---
        description: Four letters to copy.
        cohort: 2023
        ---
        # The 2024-25 cohort
        ## 1. The call
        ## 2. The invitation
        ## 3. The thanks
        You need Python 3.10 or newer.

    Bad (strict, book/kits/index.md, lines 6, 6):
        == book/_toc.yml
        format: jb-book
        root: kits/index
        chapters:
        - file: kits/one
        == book/kits/one.md
        # One
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12}
        == book/_data/hub.yml
        funders: [{name: Fund, amounts: [{pounds: 362074}]}]
        == book/_data/organisations.yml
        one: {name: Rivers Ltd}
        two: {name: Lake Club}
        == book/_data/people.yml
        noor: {name: Noor Amin, roles: [{role: Expert, organisation: one}]}
        == book/kits/index.md
        ---
        description: The session kits.
        organisations: [two]
        ---
        # Kits
        Noor Amin was the Expert in Residence, for £326,074 of £362,074.

    Bad (strict, book/index.md, lines 1, 3, 7, 10, 10, 10):
        == figures/manifest.yml
        map: {licence: CC-BY-4.0}
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12, events: [{date: 2024-03-06}]}
        == book/_data/organisations.yml
        one: {name: Rivers Ltd}
        two: {name: Lake Club}
        == book/_data/people.yml
        noor: {name: Noor Amin, roles: [{role: Expert, organisation: one}]}
        == book/index.md
        It ran from June 2023 to January 2024.

        Noor Amin, Expert in Residence, Lake Club.

        ```{figure} ../figures/map.svg
        :alt: A map
        Where they are. CC BY-NC 4.0.
        ```

        It was on 6 March 2024, not on 6 March 2023, 6 May 2024 or {date}`2025-03-06`.

    Bad (strict, book/2024-25/index.md, lines 5, 6, 8, 9, 11, 13):
        == book/references.bib
        @misc{nl44, shorthand = {Newsletter 44}, url = {https://example.org/44} }
        == book/_data/cohorts.yml
        "2023": {start: 2023-06, end: 2023-12}
        2024-25: {start: 2024-09, end: 2025-03}
        == book/_data/organisations.yml
        one: {name: Rivers Ltd, cohort: "2023"}
        two: {name: Lake Club, cohort: "2023"}
        three: {name: Sea School, cohort: "2023"}
        four: {name: Tide Trust, cohort: 2024-25}
        == book/_data/people.yml
        noor: {name: Noor Amin, roles: [{role: Expert, organisation: one}]}
        == book/one.md
        ---
        organisations: [one]
        ---
        # One
        == book/2024-25/index.md
        ---
        cohort: 2024-25
        organisations: [two]
        ---
        It ran from June 2023 to December 2023,
        and somebody from May 2024 to March 2025.

        Those of 2023 were Rivers Ltd, Lake Club, Tide Trust and Sea School.
        [Its page](../one.md) tells of Lake Club.

        So says newsletter 48 {cite:p}`nl44`.

        Noor Amin, the Expert in Residence, came.

    Bad (strict, book/index.md, line 4):
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12, events: [{date: 2024-03-06}]}
        == book/index.md
        ---
        type: overview
        ---
        They met on 6 March 2023.

    Good (strict):
        == figures/manifest.yml
        map: {licence: CC-BY-4.0}
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12, events: [{date: 2024-03-06}, {date: 2023-03-06}]}
        second: {start: 2024-09, end: 2025-03, note: Planned for September 2024 to February 2025.}
        == book/_data/organisations.yml
        one: {name: Rivers Ltd}
        two: {name: Lake Club}
        == book/_data/people.yml
        noor: {name: Noor Amin, roles: [{role: Expert, organisation: one}]}
        mia: {name: Mia Noonan}
        == book/index.md
        It ran from June 2023 to December 2023; the next from September 2024 to February 2025.
        Noor Amin, Expert in Residence, met the Lake Club.

        Noor Amin, Expert in Residence, Rivers Ltd. Noor Amin, Mia Noonan, Lake Club.

        Mia Noonan, Lake Club.

        ```{figure} ../figures/map.svg
        :alt: A map
        Where they are. CC BY 4.0, after a drawing under CC BY-SA 4.0.
        ```

        It was on 6 March 2024, and on 6 March 2023. Others met on 7 March 2023.
    """
    cohorts = [each for each in data_of(book, "cohorts").values() if isinstance(each, dict)]
    if not cohorts:
        return
    spans = set()
    for each in records_of(book):
        if not each.path.endswith(".md") and (start := against.month(each.text("start"))):
            spans.add((start, against.month(each.text("end"))))
    of_cohorts = {
        key: (against.month(each.get("start")), against.month(each.get("end")))
        for key, each in data_of(book, "cohorts").items()
        if isinstance(each, dict)
    }
    members = {
        str(each.get("name")): str(each.get("cohort"))
        for each in data_of(book, "organisations").values()
        if isinstance(each, dict)
    }
    weeks = against.planned_weeks(book)
    amounts = {each.text("pounds"): each for each in records_of(book) if each.text("pounds")}
    data = " ".join(each.text for each in book.texts if each.path not in book.pages)
    known = against.FULL_DAY.findall(DAY.sub(lambda day: in_words(day[0]), data))
    days = {each: day for day in map(" ".join, map(str.split, known)) for each in (day, day[:-5])}
    manifest = read_yaml(text_of(book, "figures/manifest.yml")).data
    manifest = manifest if isinstance(manifest, dict) else {}
    organisations = against.organisations_of_people(book)
    works = [each for each in records_of(book) if each.is_work]
    newsletters = {
        each.key: found[1]
        for each in works
        if (found := against.NEWSLETTER.search(each.text("shorthand")))
    }
    has_project = book.files.is_file("pyproject.toml")
    project = book.files.read("pyproject.toml").decode("utf-8", "replace") if has_project else ""
    fix = "find out which of the two is right, and correct the other"
    licence = data_of(book, "identity").get("licence")
    spdx = licence.get("spdx") if isinstance(licence, dict) else None
    for record in records_of(book):
        value = record.fields.get("license") if record.path == "CITATION.cff" else None
        if spdx and value and value.text != spdx:
            yield Problem(
                value.line, f"the licence is {spdx} in identity.yml", fix, path=record.path
            )
    pages = data + " ".join(page.text for page in book.pages.values())
    for pounds, record in amounts.items():
        if pounds.isdecimal() and f"£{int(pounds):,}" not in pages:
            message = f"the amount £{int(pounds):,} stands on no page and in no statement"
            yield Problem(record.fields["pounds"].line, message, fix, path=record.path)
    for page in book.pages.values():
        for line, message in (
            *against.other_months(page, spans, of_cohorts, data),
            *against.other_amounts(page, amounts, data),
            *against.other_weeks(page, weeks),
            *against.other_organisations(page, *organisations),
            *against.other_days(page, days),
            *against.other_licences(page, manifest),
            *against.other_sources(page, works),
            *against.other_kinds(page),
            *against.other_cohort(page),
            *against.other_count(page),
            *against.other_python(page, project),
            *against.other_newsletter(page, newsletters),
            *against.other_members(page, members),
            *against.other_page(book, page, organisations[1]),
        ):
            yield Problem(line, message, fix, path=page.path)
