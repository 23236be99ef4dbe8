"""Rules of this book only: what its pages say as facts stands in its data and sources."""

import calendar
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml
from booklint.book import Book
from booklint.finding import Problem
from booklint.page import Page
from booklint.records import Record
from booklint.records import records as records_of
from booklint.registry import rule
from booklint.safe_yaml import nodes, read_yaml
from booklint.spelling import written_texts
from hubdata.counts import NUMBER, whole_number
from hubdata.dates import in_words
from hubdata.figure_manifest import MANIFEST, known_licence

from house_rules.data_files import data_of, named_records, organisations_of, text_of


@rule("book", yields_to=("cannot-be", "licence-known", "page-taken", "slip-of-the-pen"))
def fact_recorded(book: Book) -> Iterator[Problem]:
    """Every number, day and quotation on a page of facts stands in the data or in a source.

    In a paragraph with citations it is a record with one of the cited sources that has the number.
    Words in quotation marks may also name a heading, a box or a term of the book.

    Bad (strict, book/index.md, line 7):
        == book/_data/facts.yml
        p01: {statement: "It had 29 mentees and five workshops.", sources: [report]}
        p02: {statement: "Another had 26 mentees.", sources: [letter]}
        == book/index.md
        ---
        type: overview
        ---
        # Mentees

        It had five workshops {cite:p}`report`, a second of 26 people {cite:p}`letter`.
        It had four workshops {cite:p}`report`.

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
    """What data and sources say: numbers, days, and all words, as they are compared.

    `by_source` has the numbers that stand in the records of each source; `works` are all sources.
    """

    numbers: set[str]
    days: set[str]
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
    cites = [role for role in page.roles if role.name.startswith("cite")]
    cited = [(role.line, key.strip()) for role in cites for key in role.content.split(",")]
    for prose in page.prose:
        shape = LICENCE.sub(_licence_blanked, prose.shape)
        last = prose.line + prose.text.count("\n")
        keys = {key for line, key in cited if prose.line <= line <= last}
        # A source that is not there is found by itself, and may be the one that has the number.
        is_text = prose.kind == "paragraph" and prose.shape[:1] != "|"
        if is_text and keys & known.by_source.keys() and keys <= known.works:
            theirs = set().union(*(known.by_source[key] for key in keys))
            for match in NUMBER.finditer(shape):
                number = whole_number(match[0])
                if number in range(3, MAX_COUNT) and number not in theirs:
                    what = f"the number {match[0]}, for the sources that are cited with it,"
                    yield prose.shape_line_of(match.start()), what
        for match in FIGURE.finditer(shape):
            if _plain_figure(match[0]) not in known.numbers:
                yield prose.shape_line_of(match.start()), f"the number {match[0]}"
        for match in QUOTATION.finditer(prose.text):
            for part in LEFT_OUT.split(match[0]):
                plain = _plain_words(part)
                if " " in plain and f" {plain} " not in known.words:
                    yield prose.line_of(match.start()), f"the quotation «{part.strip(MARKS)[:60]}»"


MAX_COUNT = 1900
"""From here on, a number is a year or has been found by itself."""
OF_MACHINES = re.compile(r"https?://\S+|\b10\.\d{4,}/\S+|#?\b[0-9a-f]*[a-f][0-9a-f]*\d[0-9a-f]*\b")
"""Addresses, DOIs, colours and hashes, whose digits are no numbers of the book."""
FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
IN_FIGURES = re.compile(r"\b(\d\d)[./](\d\d)[./](\d{4})\b")
DAY = re.compile(r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-\d\d(?!\d)")
QUOTATION = re.compile(r"\"[^\"]{1,2000}\"|“[^”]{1,2000}”")
MARKS = ' "“”'
LEFT_OUT = re.compile(r"\[[^\]]*\]|\.{3}|…")
"""What a quotation leaves out, or what was put in."""
LICENCE = re.compile(r"(?<![\w.-])[A-Z][\w.]*(?:-\w+(?:\.\w+)*)+")
PAGES_OF_FACTS = ("front", "overview", "cohort", "case-study", "lessons")


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
    ends: dict[str, set[str]] = defaultdict(set)
    for each in records_of(book):
        if not each.path.endswith(".md") and (start := _month(each.text("start"))):
            ends[start].add(_month(each.text("end")))
    weeks = _planned_weeks(book)
    amounts = {each.text("pounds"): each for each in records_of(book) if each.text("pounds")}
    data = " ".join(each.text for each in book.texts if each.path not in book.pages)
    known = FULL_DAY.findall(DAY.sub(lambda day: in_words(day[0]), data))
    days = {each: day for day in map(" ".join, map(str.split, known)) for each in (day, day[:-5])}
    manifest = read_yaml(text_of(book, "figures/manifest.yml")).data
    manifest = manifest if isinstance(manifest, dict) else {}
    organisations = _organisations_of_people(book)
    works = [each for each in records_of(book) if each.is_work]
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
            *_other_months(page, ends, data),
            *_other_amounts(page, amounts, data),
            *_other_weeks(page, weeks),
            *_other_organisations(page, *organisations),
            *_other_days(page, days),
            *_other_licences(page, manifest),
            *_other_sources(page, works),
            *_other_kinds(page),
            *_other_cohort(page),
            *_other_count(page),
            *_other_python(page, project),
        ):
            yield Problem(line, message, fix, path=page.path)


MONTH = rf"(?:{'|'.join(calendar.month_name[1:])})"
MONTHS = re.compile(rf"\b({MONTH}\s\d{{4}})\s(?:to|until)\s({MONTH}\s\d{{4}})\b")
FULL_DAY = re.compile(rf"\b\d{{1,2}}\s{MONTH}\s\d{{4}}\b")
ATTRIBUTION = re.compile(
    r"([A-Z][\w'’-]+(?: [\w'’-]+){1,3}), (?:[^.,;()]{1,60}, )?([^.,;()\ufffc]{3,80}?)[.\s\ufffc]*\Z"
)
EXPERT_OF = re.compile(
    r"\b([A-Z][\w'’-]+(?: [\w'’-]+){1,2})\s(?:was|is)\s(?:the|its)\sExpert\sin\sResidence\b"
)
KIND = re.compile(r"\b(?:CSV|DOCX|EPUB|JSON|ODT|PDF|XLSX|ZIP)\b")
CC = re.compile(r"\bCC[ -]BY(?:-[A-Z]{2})*[ -]\d\.\d\b")


def _month(written: Any) -> str:
    """A month of the data in words; an empty text for anything else."""
    found = re.match(r"(\d{4})-(0[1-9]|1[0-2])", str(written))
    return f"{calendar.month_name[int(found[2])]} {found[1]}" if found else ""


def _other_months(page: Page, ends: dict[str, set[str]], data: str) -> Iterator[tuple[int, str]]:
    """Spans that begin with one of the data and end otherwise. A plan that was changed may be in it, too."""
    for prose in page.texts:
        for found in MONTHS.finditer(prose.shape):
            first, last = " ".join(found[1].split()), " ".join(found[2].split())
            known = ends.get(first, set()) - {""}
            if known and last not in known and f"{first} to {last}" not in data:
                right = " or ".join(sorted(known))
                message = f"«{found[0]}» begins as what the data has ending in {right}"
                yield prose.shape_line_of(found.start()), message


def _other_amounts(page: Page, amounts: Collection[str], data: str) -> Iterator[tuple[int, str]]:
    """Sums of money that are one of the data but for two digits that changed their places."""
    for text, first in written_texts(page):
        for found in MONEY.finditer(text):
            said = found[1].replace(",", "")
            near = [each for each in amounts if sorted(each) == sorted(said)]
            if near and said not in amounts and found[1] not in data:
                line = first + text.count("\n", 0, found.start())
                yield line, f"«{found[0]}» is £{int(near[0]):,} in the data, with digits swapped"


MONEY = re.compile(r"£(\d{1,3}(?:,\d{3})+)\b")


def _planned_weeks(book: Book) -> dict[str, set[str]]:
    """The weeks of each page that the tables of the book link beside a week."""
    weeks: dict[str, set[str]] = defaultdict(set)
    for page in book.pages.values():
        head = ""
        for before, row in pairwise(["", *page.lines]):
            planned = ROW_OF_WEEK.match(row)
            # A table that an empty line parts in two goes on below it.
            head = head if before.startswith("|") or planned or not row else row
            if planned and re.match(r"\| *Weeks?\b", head):
                for target in re.findall(r"\]\(([^()#\s]+\.md)\)", row):
                    weeks[book.resolve(page.path, target)].add(planned[1])
    return weeks


ROW_OF_WEEK = re.compile(r"\| *(\d{1,2}) *\|")


def _other_weeks(page: Page, weeks: dict[str, set[str]]) -> Iterator[tuple[int, str]]:
    """A kit of one week that the week plan has in another one."""
    facts = page.front_matter.get("facts") if page.front_matter.get("type") == "kit" else None
    week, planned = str(facts.get("Week")) if isinstance(facts, dict) else "", weeks.get(page.path)
    if planned and week.isdigit() and week not in planned:
        rows = enumerate(page.front_matter_source.splitlines(), 2)
        line = next((number for number, row in rows if row.strip().startswith("Week:")), 1)
        yield line, f"Week: {week} is {' or '.join(sorted(planned))} in the week plan"


def _other_days(page: Page, days: dict[str, str]) -> Iterator[tuple[int, str]]:
    """A day of no record, other in its month or its year than one on record that the page names, too.

    On a page of facts, its year alone is enough. `days` has each day on record, and one for each day of
    a month: «6 March» → «6 March 2024».
    """
    of_facts = page.front_matter.get("type") in PAGES_OF_FACTS
    text = DAY.sub(lambda day: in_words(day[0]), page.text)
    dated = [(tuple(found[0].split()), found.start()) for found in FULL_DAY.finditer(text)]
    right = {day for day, _ in dated if " ".join(day) in days}
    for day, start in dated:
        if day in right:
            continue
        near = [each for each in right if each[0] == day[0] and not {*day[1:]}.isdisjoint(each)]
        other = days.get(" ".join(day[:2])) if of_facts else None
        if near or other:
            said = (
                f"{' '.join(day)} is in no record, and {' '.join(min(near)) if near else other} is"
            )
            more = ", which this page names too" if near else ""
            yield 1 + text.count("\n", 0, start), f"{said}{more}"


def _other_licences(page: Page, manifest: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Captions that name another licence than the record of their picture."""
    for image in page.images:
        record = manifest.get(posixpath.splitext(posixpath.basename(image.source))[0])
        licence = str(record.get("licence")) if isinstance(record, dict) else ""
        named = [re.sub(r"\s", "-", each) for each in CC.findall(image.caption)]
        if licence.startswith("CC") and named and licence not in named:
            rows = enumerate(page.lines[image.line - 1 :], image.line)
            line = next((number for number, row in rows if CC.search(row)), image.line)
            yield line, f"the caption says {named[0]}, and the record of the picture {licence}"


def _other_sources(page: Page, works: list[Record]) -> Iterator[tuple[int, str]]:
    """Links to a work that is none of the sources of the page, where those are named."""
    own = page.front_matter.get("sources")
    cited = {key for role in page.roles for key in role.content.split(",")}
    for link in page.links if isinstance(own, list) else ():
        keys = {each.key for each in works if each.text("url").strip("/") == link.target.strip("/")}
        if keys and keys.isdisjoint(cited | set(map(str, own))):
            yield link.line, f"{link.target} is that of «{min(keys)}», no source of this page"


def _other_kinds(page: Page) -> Iterator[tuple[int, str]]:
    """Words that name a kind of file, with a file of another kind."""
    for role in page.roles:
        words, _, target = role.content.partition("<")
        said, ends = KIND.findall(words), KIND.findall(target.rpartition(".")[2].upper())
        if said and ends and ends[0] not in said:
            yield role.line, f"«{words.strip()}» leads to a file of another kind, <{target}"


def _other_cohort(page: Page) -> Iterator[tuple[int, str]]:
    """A title, or a folder, that names another cohort than the page says it is about."""
    own = str(page.front_matter.get("cohort") or "")
    for heading in page.headings if own else ():
        named = re.findall(r"\b20\d\d(?:-\d\d)?\b(?= cohort)", heading.text)
        if heading.level == 1 and named and own not in named:
            yield heading.line, f"the title names the cohort {named[0]}, and «cohort» says {own}"
    folder = re.search(r"/(20\d\d(?:-\d\d)?)/", page.path)
    if own and folder and folder[1] != own:
        line = page.front_matter_lines.get("cohort", 1)
        yield line, f"«cohort» says {own}, and the page lies in the folder of {folder[1]}"


def _other_count(page: Page) -> Iterator[tuple[int, str]]:
    """A description that begins with a number which is not that of the page's numbered headings."""
    said = str(page.front_matter.get("description") or "").partition(" ")[0].lower()
    counted = [each for each in page.headings if re.match(r"\d+\. ", each.text)]
    if len(counted) > 2 and re.fullmatch(NUMBER, said) and whole_number(said) != len(counted):
        line = page.front_matter_lines.get("description", 1)
        yield (
            line,
            f"the description says {said}, and the page has {len(counted)} numbered headings",
        )


def _other_python(page: Page, project: str) -> Iterator[tuple[int, str]]:
    """A page that promises another oldest Python than the project does."""
    floor = re.search(r'(?m)^requires-python = ">=(3\.\d+)', project)
    for found in re.finditer(r"\bPython (3\.\d+) or (?:newer|later)\b", page.text):
        if floor and found[1] != floor[1]:
            line = 1 + page.text.count("\n", 0, found.start())
            yield line, f"{found[0]}: pyproject.toml says {floor[1]}"


def _organisations_of_people(book: Book) -> tuple[dict[str, set[str]], dict[str, str]]:
    """The organisations of each person on record, and each name and short name with the full name."""
    records = [each for each in data_of(book, "organisations").items() if isinstance(each[1], dict)]
    names = {key: str(each.get("name")) for key, each in records}
    full = {str(each.get("short_name") or names[key]): names[key] for key, each in records} | names
    people = {}
    for person in named_records(book, "people"):
        roles = [each for each in person.get("roles") or () if isinstance(each, dict)]
        own = [str(each.get("organisation")) for each in roles]
        people[person["name"]] = {names[key] for key in own if key in names}
    return people, full | {name: name for name in names.values()}


def _other_organisations(
    page: Page, people: dict[str, set[str]], names: dict[str, str]
) -> Iterator[tuple[int, str]]:
    """A person, as behind a quotation, with an organisation that is none of those on record."""
    about = {names.get(each) for each in organisations_of(page)}
    for prose in page.prose:
        for found in EXPERT_OF.finditer(prose.shape):
            own = people.get(found[1])
            if own and about and not own & about:
                right = " or ".join(sorted(own))
                line = prose.shape_line_of(found.start())
                yield line, f"«{found[0]}»: on record {found[1]} belongs to {right}"
        if found := ATTRIBUTION.match(prose.shape):
            own, named = people.get(found[1]), names.get(found[2])
            if own and named and named not in own:
                right = " or ".join(sorted(own))
                said = found[0].strip(" \ufffc.")
                message = f"«{said}»: on record {found[1]} belongs to {right}"
                yield prose.line, message
