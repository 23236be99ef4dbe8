"""Data is held to as much as pages: dates, identifiers, licences, languages and settings."""

from __future__ import annotations

import datetime
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

import yaml
from rapidfuzz.distance import OSA

from booklint import clock, codes, jupyter_book
from booklint.book import Book
from booklint.codes import is_language, licence_meant
from booklint.doi import DOI, doi_of, plain
from booklint.finding import Problem
from booklint.nearest import nearest, suggestion
from booklint.records import Record, Value, mappings_of, records, yaml_of
from booklint.registry import rule
from booklint.safe_yaml import nodes, read_yaml
from booklint.spelling import reads_as_english

DATE = re.compile(
    r"(?:.*[_-])?(?:date|day|year|start|starts|started|begin|begins|from|since|end|ends|ended|until|to|"
    r"published|issued|reviewed|accessed|retrieved|checked|visited|urldate|updated|released|created|"
    r"modified|held|when|opened|closed|deadline|valid|as_of)(?:[_-].*)?"
)
"""The names of fields that hold a day, a month or a year."""

PAST = re.compile(
    r"(?:.*[_-])?(?:published|issued|reviewed|accessed|retrieved|checked|visited|urldate|updated|released|"
    r"created|modified|status|year|as_of)(?:[_-].*)?"
)
"""Those that speak of what has been."""

_PAIRS = """
    start:end starts:ends started:ended begin:end begins:ends from:to from:until since:until opened:closed
    opens:closes date:end start_date:end_date start-date:end-date start_year:end_year first:last
    published:updated created:modified
"""
SPANS = [pair.split(":") for pair in _PAIRS.split()]
"""Pairs of fields of which the first comes no later than the second."""

ISO = re.compile(r"(\d{4,})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
OTHER = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{2,4})|(\d{4})[./](\d{1,2})[./](\d{1,2})")
OLDEST = {True: 1000, False: 1850}
"""The first year that can be meant: of a work in a bibliography, and of all else."""
YEARS_AHEAD = 15
ORCID_SIGNS = 16


def _settings(book: Book) -> list[Record]:
    """The mappings in the file of the book's settings."""
    path = book.config.path
    return mappings_of(path, next((each.text for each in book.texts if each.path == path), ""))


def _known_by_name(book: Book) -> list[Record]:
    """The settings, and the front matter of a MyST project's pages, whose fields are those of it."""
    pages = book.pages.values() if book.config.dialect == "myst" else ()
    fronts = (mappings_of(page.path, page.front_matter_source, 2) for page in pages)
    return [*_settings(book), *chain.from_iterable(fronts)]


@rule("book", each=records)
def date_plausible(book: Book, record: Record) -> Iterator[Problem]:
    """Every date in data, front matter and sources is a day that there is, in its order, and plausible.

    Bad (strict, book/_data/events.yml, lines 3, 4, 5, 6, 8, 9):
        == book/_data/events.yml
        first:
          start: 2023-06
          end: 2022-12
          reviewed: 2099-01-01
          held: "2023-02-30"
          status_date: 2099-01-01
        second:
          date: 13/01/2023
          as_of: 2204

    Bad (strict, references.bib, lines 2, 5, 8):
        == references.bib
        @misc{one,
          year = {20244},
        }
        @misc{two,
          year = {2062},
        }
        @misc{three,
          year = {2O23},
        }

    Good (strict):
        == book/_data/events.yml
        first: {start: 2023-06, end: 2023-06-30, year: 2023, from: London, to: Leeds}
        == references.bib
        @book{old,
          year = {1543},
        }
        == CITATION.cff
        references:
          - {title: Ice drift, start: 9416, end: 9430}
    """
    pages = {"start", "end"} if record.path.endswith(".cff") else set()  # of an article
    for name, value in record.fields.items():
        if DATE.fullmatch(name) and name not in pages:
            said, fix = _wrong_date(record, name, value.text.strip())
            if said:
                yield Problem(value.line, f"{name}: {said}", fix, book.level)
    for first, last in SPANS:
        start, end = record.fields.get(first), record.fields.get(last)
        if start and end and _is_before(end.text.strip(), start.text.strip()):
            message = f"{last}: {end.text} comes before {first}: {start.text}"
            yield Problem(end.line, message, "find out which of the two is wrong", book.level)


def _wrong_date(record: Record, name: str, text: str) -> tuple[str, str]:
    """Why a date cannot be right, and what to do; two empty texts where it can."""
    if OTHER.fullmatch(text):
        parts = re.split("[./]", text)
        year, middle, day = parts if len(parts[0]) == 4 else reversed(parts)
        if int(middle) > 12:
            day, middle = middle, day
        two_ways = int(day) <= 12 and day != middle and year != parts[0]
        if len(year) < 4 or two_ways:
            return f"«{text}» can be read in two ways", "write the day as 2026-01-13"
        return f"«{text}» is not how data has a day", f"write {year}-{middle:0>2}-{day:0>2}"
    if re.fullmatch(r"(?=.*[OoIl])[\dOoIl]{4}(?:-[\dOoIl]{2})*", text):
        return f"«{text}» has a letter for a digit", "type it anew"
    found = ISO.fullmatch(text)
    if not found:
        return "", ""
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    today = clock.today()
    if len(found[1]) == 4:
        try:
            date = datetime.date(year, month, day)
        except ValueError:
            return f"there is no day «{text}»", "write a day that there is, such as 2026-01-13"
        # A year is over when it begins, as far as its sources tell.
        future = date > today if found[2] else year > today.year
        if PAST.fullmatch(name) and future and not (record.is_work and year == today.year + 1):
            return f"«{text}» is still to come", "write the day or the year in which it was done"
    if not OLDEST[record.is_work] <= year <= today.year + YEARS_AHEAD:
        return f"«{text}» is hardly the year that is meant", "write the year with its four digits"
    return "", ""


def _is_before(one: str, other: str) -> bool:
    """Whether a date ends before another begins; where one is shorter, that much is compared."""
    if not (ISO.fullmatch(one) and ISO.fullmatch(other)):
        return False
    length = min(len(one), len(other))
    return one[:length] < other[:length]


@rule("book")
def identifier_agrees(book: Book) -> Iterator[Problem]:
    """The DOI and the address of a record name the same work, and no two works or names have one address.

    An ORCID agrees with its last digit, and wherever a work is recorded it has one year and one licence.
    In a strict book, no sentence stands under one field of two records, and no title has two addresses.

    Bad (strict, book/_data/outputs.yml, line 2):
        == book/_data/outputs.yml
        - title: Report
          doi: 10.5281/zenodo.10777730
          url: https://doi.org/10.5281/zenodo.10777703

    Bad (strict, book/_data/people.yml, lines 1, 3):
        == book/_data/people.yml
        - {name: Josiah Carberry, orcid: 0000-0002-1825-0079}
        - {name: Noor, url: https://example.org}
        - {name: Ada, url: https://example.org/}

    Bad (strict, book/index.md, lines 4, 5):
        == book/_data/outputs.yml
        - {title: Report, url: "https://example.org/report", year: 2023, licence: CC BY 4.0}
        == book/index.md
        ---
        publication:
          url: https://example.org/report
          year: 2024
          licence: CC BY-SA 4.0
          title: Report
        ---
        # Start

    Bad (strict, book/_data/gaps.yml, lines 2, 3):
        == book/_data/gaps.yml
        one: {help: Send the rubric or the address at which it is., title: The river, url: "https://example.org/a"}
        two: {help: Send the rubric or the address at which it is.}
        three: {title: The river, url: "https://example.org/b"}

    Bad (strict, book/references.bib, line 3):
        == book/_data/outputs.yml
        - {title: A river of data, doi: 10.5281/zenodo.10777730}
        == book/references.bib
        @misc{one, author = {Ann},
          title = {{A river of data}},
          doi = {10.5281/zenodo.10777703},
        }

    Good (strict):
        == book/_data/outputs.yml
        - {doi: 10.5281/zenodo.10777730, url: "https://doi.org/10.5281/ZENODO.10777730"}
        - {doi: 10.5281/zenodo.10777730, url: "https://example.org/report"}
        - {orcid: 0000-0002-1825-0097}
    """
    first: dict[tuple[str, ...], int] = {}
    told: dict[tuple[str, ...], tuple[Record, Value]] = {}
    works: dict[tuple[str, ...], Record] = {}
    titled: dict[str, Record] = {}
    # A page is held to the data, and not the other way round.
    for record in sorted(records(book), key=lambda each: each.path.endswith(".md")):
        names = [record.text(name) for name in ("doi", "title", "url")]
        known = works.setdefault((plain(names[0]),) if names[0] else tuple(names), record)
        for name in ("year", "licence") if names[0] or all(names[1:]) else ():
            if record.text(name) and known.text(name) not in ("", record.text(name)):
                message = (
                    f"{name}: {record.text(name)} is {known.text(name)} for the same work in {known.path}, "
                    f"line {known.fields[name].line}"
                )
                fix = "find out which of the two is right, and write it in both places"
                yield Problem(record.fields[name].line, message, fix, book.level, record.path)
        for name in ("url", "orcid") if record.is_work or "name" in record.fields else ():
            value = record.fields.get(name)
            known = (record.path, *record.above[:-1], name, value.text.rstrip("/")) if value else ()
            before = first.setdefault(known, value.line) if value and value.text else 0
            if before and before != value.line:
                message = f"the field {name} says {value.text}, as on line {before}"
                fix = "find out which of the two it belongs to"
                yield Problem(value.line, message, fix, path=record.path)
        for name, value in record.fields.items() if book.strict and not record.is_work else ():
            said, of_page = value.text.strip(), record.path.endswith(".md")
            is_title = name == "title" and record.text("url")
            if not is_title and (len(said) <= 30 or said[-1] not in ".?"):
                continue
            where = "" if is_title or of_page else f"{record.path} {len(record.above)}"
            known, before = told.setdefault((where, name, said), (record, value))
            if known is not record and not (is_title and known.text("url") == record.text("url")):
                field = "" if name == "-" else f"{name}: "
                message = f"{field}«{said[:50]}» is said at {known.path}:{before.line} as well"
                fix = "find out which of the two it belongs to, and say of the other what it is"
                yield Problem(value.line, message, fix, path=record.path)
        orcid = record.fields.get("orcid")
        if orcid and not codes.is_orcid(orcid.text.rpartition("/")[2]):
            count = len(re.sub(r"\W", "", orcid.text.rpartition("/")[2]))
            why = "its last digit does not agree with the others"
            if count != ORCID_SIGNS:
                why = f"it has {count} signs, and an ORCID has {ORCID_SIGNS}"
            message = f"«{orcid.text}» is no ORCID: {why}"
            fix = "copy it from the page of the person at https://orcid.org"
            yield Problem(orcid.line, message, fix, path=record.path)
        doi, url = record.fields.get("doi"), record.text("url")
        if not (doi and doi.text):
            continue
        number = re.fullmatch(r"https?://zenodo\.org/records?/(\d+)/?", url)
        led = f"10.5281/zenodo.{number[1]}" if number and "zenodo" in doi.text else doi_of(url)
        title = re.sub(r"[{}]", "", names[1]).casefold()
        same = titled.setdefault(title, record) if " " in title else record
        own = plain(doi.text.removeprefix("https://doi.org/"))
        if led and own != led and DOI.fullmatch(own):  # else it is found by `doi-syntax`
            message = f"the field doi says {own}, but the field url leads to {led}"
            fix = "find out which one is right, and write it in both fields"
            yield Problem(doi.line, message, fix, path=record.path)
        elif book.strict and plain(same.text("doi")) != plain(doi.text):
            message = (
                f"doi: {doi.text} is {same.text('doi')} in {same.path}, for a work of that title"
            )
            fix = "find out which of the two is right, and write it in both places"
            yield Problem(doi.line, message, fix, path=record.path)


@rule("book", strict=True, yields_to=("toc-entry",))
def value_varies(book: Book) -> Iterator[Problem]:
    """No value differs from the others of its field by its capitals alone, and no list has one twice.

    Bad (strict, book/_data/outputs.yml, lines 4, 5, 7):
        == book/_data/outputs.yml
        - {type: Case study, year: 2021}
        - {type: Case study, year: 2022}
        - {type: Case study, year: 2023}
        - {type: Case Study, year: 2024}
        - {tags: [open, data, open]}
        - {roles: [{role: writer, year: 2023}, {role: writer, year: 2024},
             {role:  writer, year: 2024}]}

    Good (strict):
        == book/_data/outputs.yml
        - {type: Case study, name: open}
        - {type: Case study, name: Open, sums: [1, 1]}
        - {type: Case study, tags: [open, data]}
    """
    forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    places: dict[tuple[str, str], tuple[Value, str]] = {}
    for record in records(book):
        for name, value in record.fields.items() if not record.is_work else ():
            if value.text and name != "-" and len(value.text) < MAX_WORDS:
                forms[name, value.text.casefold()][value.text] += 1
                places[name, value.text] = value, record.path
    for (name, _), said in forms.items():
        usual, *rare = said.most_common()
        for form, count in rare if usual[1] > OFTEN else ():
            value, path = places[name, form]
            if count == 1:
                message = f"{name}: «{form}» is «{usual[0]}» elsewhere, {usual[1]} times"
                yield Problem(value.line, message, f"write «{usual[0]}»", path=path)
    for path, text, first in yaml_of(book):
        for node, _ in nodes(read_yaml(text, first).node):
            told: set[str] = set()
            for each in node.value if isinstance(node, yaml.SequenceNode) else ():
                is_word = isinstance(each, yaml.ScalarNode) and re.search(r"[^\W\d_]", each.value)
                said = each.value if is_word else ""
                if isinstance(each, yaml.MappingNode):
                    said = " ".join(text[each.start_mark.index : each.end_mark.index].split())
                if said and said in told:
                    message = f"«{said[:MAX_WORDS]}» stands in this list already"
                    yield Problem(
                        each.start_mark.line + first, message, "keep one of the two", path=path
                    )
                told.add(said)


MAX_WORDS = 40
OFTEN = 2


def _licensed(book: Book) -> list[Record]:
    """The records whose licences are judged: elsewhere, those of the settings of a MyST project."""
    own = book.config.path if book.config.dialect == "myst" else ""
    return [each for each in records(book) if book.strict or each.path == own]


@rule("book", each=_licensed)
def licence_known(_: Book, record: Record) -> Iterator[Problem]:
    """Every licence that is named by an identifier is written as SPDX has it.

    Bad (strict, book/_data/outputs.yml, lines 1, 2, 3, 4):
        == book/_data/outputs.yml
        one: {licence: CC-BY-4, spdx: MIT}
        two: {license: Apach-2.0}
        three: {spdx: CC BY}
        four: {licence: Creative Commons}

    Good (strict):
        == book/_data/outputs.yml
        one: {licence: CC-BY-4.0}
        three: {licence: MIT OR Apache-2.0}
        four: {licence: BSD-4-Clause}
        two: {license: all rights reserved}
        five: {licence: CC BY 4.0}
    """
    for name in ("licence", "license", "spdx"):
        value = record.fields.get(name)
        meant = licence_meant(value.text.strip()) if value else ""
        if value and meant:
            message = f"«{value.text}» is not an identifier of SPDX"
            yield Problem(value.line, message, f"did you mean {meant}?")
        elif value and NO_LICENCE.fullmatch(value.text.strip()):
            message = f"«{value.text}» does not say which licence it is"
            yield Problem(value.line, message, "write its identifier, such as CC-BY-4.0 or MIT")


NO_LICENCE = re.compile(
    r"(?:an? |the )?(?:cc|creative commons|free|open(?:[ -](?:access|content|source))?|public|yes|bsd|"
    r"gpl|gnu)(?: licen[cs]e)?",
    re.I,
)
"""What names many licences, or none."""


@rule("book", each=records)
def address_whole(book: Book, record: Record) -> Iterator[Problem]:
    """Every address of a page or of a person in settings and data is a whole one.

    Bad (_config.yml, lines 2, 3):
        == _config.yml
        repository:
          url: github.com/example/river-data
        email: ada.example.org

    Bad (_config.yml, line 1):
        == _config.yml
        html: {baseurl: https://example.github.io/river-date/}
        repository:
          url: https://github.com/example/river-data

    Bad (references.bib, lines 2, 4, 4, 6, 7):
        == references.bib
        @misc{one,
          doi = {doi:10.1234 / jr.2020.4},
        }
        @misc{two, title = {Two}, url = {www.example.org/two}, doi = {10.1234jr.2020.4}}
        @misc{three,
          url = {https://example.org/the third},
          howpublished = {www.example.org/three},
        }

    Good:
        == _config.yml
        repository:
          url: https://github.com/example/river-data
        email: ada@example.org
        html:
          home_page: docs/index.html
        == references.bib
        @misc{one,
          doi = {10.1234/jr.2020.4},
        }
    """
    for name, pattern, wrong, fix in _WHOLE:
        value = record.fields.get(name)
        if value and re.fullmatch(pattern, value.text):
            yield Problem(value.line, f"{name}: «{value.text}» {wrong}", fix.format(value.text))
    doi = record.fields.get("doi")
    # In a strict book `doi-syntax` reads bibliographies, too.
    if doi and not book.strict and re.fullmatch(r"10\.\d{4,9}(?:[^\d/][^/]*|/)", doi.text.strip()):
        fix = "copy it from the work's own page: 10., digits, a slash and the name of the work"
        yield Problem(doi.line, f"doi: «{doi.text}» lacks its slash or what follows it", fix)
    site = SITE.match(record.text("baseurl")) if record.path == book.config.path else None
    for other in _settings(book) if site else ():
        # A site of GitHub is named after its repository.
        source = PLACE.match(other.text("url"))
        if source and site[1] == source[1] and OSA.distance(site[2], source[2]) in (1, 2):
            yield Problem(
                record.fields["baseurl"].line,
                f"baseurl: the repository is called {source[2]}, not {site[2]}",
                f"write https://{source[1]}.github.io/{source[2]}/",
            )


SITE = re.compile(r"https://([\w-]+)\.github\.io/([\w.-]+)")
HIDES = re.compile(r"(?:bibtex|download|image|ref|toc)\b|myst(?:$|\.[ix]ref)")
PLACE = re.compile(r"https://github\.com/([\w-]+)/([\w-]+)")
_HALF = r"(?:www\.[\w.-]+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})(?:/\S*)?(?<!\.html)(?<!\.md)"
_WHOLE = (
    *((name, _HALF, "has no scheme", "write https://{}") for name in ("url", "website", "baseurl")),
    ("howpublished", r"www\.\S+", "has no scheme", r"write \url{{https://{}}}"),
    (
        "url",
        r"(?!https?://\w)https?\W.*|https?:\S*[ \t]\S.*",
        "is no address",
        "write it as a browser shows it",
    ),
    ("email", r"[^@\s]+|.*@[^.]*|.*\s.*", "is no mail address", "write name@host.org"),
    ("doi", r".*\d\s*/\s+\S.*|.*\s/.*", "has a space in it", "write it as it was registered"),
)
"""A field, what it holds if it is cut, what is wrong then, and what to write."""


@rule("book", each=records)
def language_known(book: Book, record: Record) -> Iterator[Problem]:
    """Every code of a language in settings and data is one that there is.

    Bad (_config.yml, line 3):
        == _config.yml
        sphinx:
          config:
            language: en-UK

    Bad (_config.yml, line 1):
        == _config.yml
        sphinx: {config: {language: de}}
        == index.md
        # The rivers of the north

        This is the report of the club on all that is known of the rivers of the north, and of the people who
        live by them. It was written in the winter of the year in which the club began, by those who walked
        the banks of each of them from the spring to the sea, with the help of the people of the villages that
        are there, and it is for you to use.

    Good:
        == _config.yml
        sphinx:
          config:
            language: en-GB
    """
    value = record.fields.get("language") or record.fields.get("lang")
    is_setting = record.above == ("sphinx", "config")
    may_be_code = value and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)*", value.text)
    if value and not record.is_work and (is_setting or (book.strict and may_be_code)):
        code = value.text.replace("_", "-")
        if is_setting and is_language(code) and not code.startswith("en") and _is_english(book):
            message = f"the pages read as English, and «{value.text}» is another language"
            yield Problem(
                value.line, message, "write «en», or the code of the language of the pages"
            )
        if value.text and not is_language(code):
            message = f"«{value.text}» is not the code of a language and, behind it, of a country"
            yield Problem(value.line, message, "write a code such as «en-GB» or «cy»")


def _is_english(book: Book) -> bool:
    """Whether the pages of a book that are long enough to tell are all in English."""
    long = [page for page in book.pages.values() if len(page.text.split()) > 60]
    return bool(long) and all(map(reads_as_english, long))


@rule("book", each=_known_by_name)
def setting_known(book: Book, record: Record) -> Iterator[Problem]:
    """Every setting, and every extension that `_config.yml` asks for, is one that there is.

    Bad (_config.yml, lines 1, 2, 3, 5, 6, 8, 10):
        == _config.yml
        titel: Book
        only_build_toc_files: flase
        custom: {shown: ture}
        parse:
          myst_enable_extension: [colon_fence]
          myst_enable_extensions: [colon_fence, dolarmath]
        html:
          favicn: logo.ico
        execute:
          execute_notebooks: cached

    Bad (_config.yml, line 1):
        == _config.yml
        repository: {url: "https://github.com/a/b", branch: mian}

    Bad (_config.yml, line 1):
        == _config.yml
        repository: {url: "https://github.com/a/b.git"}

    Bad (_config.yml, line 1):
        == _config.yml
        parse: {myst_heading_anchors: three}

    Bad (_config.yml, line 1):
        == _config.yml
        title: My sample book

    Bad (strict, _config.yml, line 1):
        == _config.yml
        sphinx: {config: {suppress_warnings: [design.grid, myst.xref_missing]}}

    Bad (myst.yml, lines 3, 7):
        == myst.yml
        version: 1
        project:
          descripton: A book
          of_a_plugin: 1
          error_rules:
            - rule: link-resolves
              severity: warning

    Good:
        == _config.yml
        title: Book
        parse:
          myst_enable_extensions: [colon_fence, dollarmath]
          myst_heading_anchors: 3
        sphinx:
          config: {html_theme: furo, of_my_own: 1}
    """
    is_myst = book.config.dialect == "myst"
    of_page = () if record.path == book.config.path else ("project",)
    known, near = jupyter_book.settings_in((*of_page, *record.above), is_myst=is_myst)
    for name, value in record.fields.items():
        if name == "-":
            yield from _extension(book, record, value)
            continue
        values = jupyter_book.VALUES.get(name, frozenset())
        if values and value.text and value.text.lower() not in values:
            fix = f"did you mean {nearest(value.text, sorted(values), 0)}?"
            yield Problem(value.line, f"{name} cannot be «{value.text}»", fix)
        if not record.above and OF_TEMPLATE.get(name) == value.text.lower():
            message = f"{name}: «{value.text}» is what the template of Jupyter Book says"
            yield Problem(value.line, message, "write that of your own book")
        if record.above == ("repository",) and value.text.endswith(".git"):
            message = f"«{value.text}» is for git, so no link of a page to its source works"
            yield Problem(value.line, message, f"write {value.text.removesuffix('.git')}")
        if name == "myst_heading_anchors" and not re.fullmatch(r"[0-7]|null|~|", value.text):
            message = f"{name} cannot be «{value.text}», so no heading has an address"
            yield Problem(value.line, message, "write how many levels, such as 3", hides="book")
        # Letters that changed their places.
        words = ("true", "false", *(("main", "master") if name == "branch" else ()))
        right = [each for each in words if sorted(each) == sorted(value.text.lower())]
        if right and right[0] != value.text.lower():
            fix = f"did you mean {right[0]}?"
            yield Problem(value.line, f"{name} cannot be «{value.text}»", fix)
        if not known or name in {each.lower() for each in known}:
            continue
        meant = nearest(name, sorted(known), near)
        if meant or (book.strict and not is_myst and record.above != ("sphinx", "config")):
            where = f" under «{'.'.join(record.above)}»" if record.above else ""
            # What is lost with the settings of the parser shows on every page.
            reads_pages = bool(meant) and not is_myst and record.above in ((), ("parse",))
            message = f"there is no setting «{name}»{where}, so what it says is lost"
            fix = suggestion(meant, "delete it, or put it under sphinx: config:")
            yield Problem(value.line, message, fix, hides="book" if reads_pages else "")


OF_TEMPLATE = {"title": "my sample book"}


def _extension(book: Book, record: Record, value: Value) -> Iterator[Problem]:
    if book.strict and record.above[-1:] == ("suppress_warnings",) and HIDES.match(value.text):
        message = f"«{value.text}» silences the warnings of what is broken on a page"
        yield Problem(value.line, message, "take it out, and fix what the build then says")
    if record.above[-1:] != ("myst_enable_extensions",) or value.text in jupyter_book.EXTENSIONS:
        return
    known = sorted(jupyter_book.EXTENSIONS)
    message = f"MyST has no extension «{value.text}», so the build stops"
    fix = suggestion(nearest(value.text, known, 60), f"use one of {', '.join(known)}")
    yield Problem(value.line, message, fix, hides="book")


A_FILE = re.compile(r"(?:[\w-]+/){0,9}[\w-]+\.(?:bib|css|html?|ico|jpe?g|js|png|py|svg|webp)")


@rule("book", each=_known_by_name)
def setting_file(book: Book, record: Record) -> Iterator[Problem]:
    """Every file and folder that the settings name is there.

    Bad (_config.yml, lines 1, 2):
        == _config.yml
        logo: logo.png
        bibtex_bibfiles: [reference.bib]
        == references.bib

    Bad (_config.yml, line 1):
        == _config.yml
        sphinx: {config: {of_an_extension: {first: 404.htm}}}
        == _templates/404.html

    Bad (index.md, line 2):
        == myst.yml
        version: 1
        == index.md
        ---
        thumbnail: map.png
        ---
        # Rivers

    Good:
        == _config.yml
        logo: logo.png
        bibtex_bibfiles: [references.bib]
        html: {favicon: "https://example.org/icon.png"}
        sphinx: {config: {html_theme_options: {logo: {text: Our book, image_light: logo.png}}}}
        == references.bib
        == logo.png (a PNG)
    """
    own = record.path == book.config.path
    for name, value in record.fields.items():
        if own and A_FILE.fullmatch(value.text):
            base = posixpath.basename(value.text)
            there = {posixpath.basename(path) for path in book.files.walk(book.folder)}
            if base not in there and (meant := nearest(base, sorted(there), 90)):
                message = f"{name} names «{value.text}», and no file of the book has that name"
                yield Problem(value.line, message, f"did you mean {meant}?")
                continue
        # Of a theme's logo, only the pictures are files.
        key = record.above[-1:] if name == "-" or name.startswith("image") else (name,)
        if not value.text or not {*key} & jupyter_book.NAMES_A_FILE:
            continue
        if re.match(r"https?:|//|data:|.*[*?]", value.text):
            continue
        target = book.resolve(record.path, value.text)
        outside = target.startswith("..")
        if outside or book.files.is_file(target) or book.files.is_folder(target):
            continue
        meant = nearest(target, list(book.files.walk(book.folder)), 75)
        shown = book.relative(record.path, meant) if meant else ""
        fix = suggestion(shown, "correct the path, or delete the setting")
        yield Problem(value.line, f"{target} is not there, although the settings name it", fix)
