"""Data is held to as much as pages: dates, identifiers, licences, languages and settings."""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Iterator

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from booklint import clock, jupyter_book
from booklint.book import Book
from booklint.codes import LICENCES, is_language
from booklint.doi import doi_of, plain
from booklint.finding import Level, Problem
from booklint.records import Record, Value, mappings_of, records
from booklint.registry import rule
from booklint.resolve import nearest

DATE = re.compile(
    r"(?:.*[_-])?(?:date|day|year|start|starts|started|begin|begins|from|since|end|ends|ended|until|to|"
    r"published|issued|reviewed|accessed|retrieved|checked|visited|urldate|updated|released|created|"
    r"modified|held|when|opened|closed|deadline|valid)(?:[_-].*)?"
)
"""The names of fields that hold a day, a month or a year."""

PAST = re.compile(
    r"(?:.*[_-])?(?:published|issued|reviewed|accessed|retrieved|checked|visited|urldate|updated|released|"
    r"created|modified|year)(?:[_-].*)?"
)
"""Those that speak of what has been."""

SPANS = (
    ("start", "end"),
    ("starts", "ends"),
    ("started", "ended"),
    ("begin", "end"),
    ("begins", "ends"),
    ("from", "to"),
    ("from", "until"),
    ("since", "until"),
    ("opened", "closed"),
    ("opens", "closes"),
    ("start_date", "end_date"),
    ("start-date", "end-date"),
    ("start_year", "end_year"),
    ("first", "last"),
    ("published", "updated"),
    ("created", "modified"),
)
"""Pairs of fields of which the first comes no later than the second."""

ISO = re.compile(r"(\d{4,})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
OTHER = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{2,4})|(\d{4})[./](\d{1,2})[./](\d{1,2})")
OLDEST = {True: 1000, False: 1850}
"""The first year that can be meant: of a work in a bibliography, and of all else."""
YEARS_AHEAD = 15


def _level(book: Book) -> Level:
    return "finding" if book.strict else "notice"


@rule("book")
def date_plausible(book: Book) -> Iterator[Problem]:
    """Every date in data, front matter and sources is a day that there is, in its order, and plausible.

    Bad (book/_data/events.yml, lines 3, 4, 5, 7):
        == booklint.toml
        strict = true
        == book/_data/events.yml
        first:
          start: 2023-06
          end: 2022-12
          reviewed: 2099-01-01
          date: "2023-02-30"
        second:
          date: 13/01/2023
        == book/index.md
        # Start

    Bad (references.bib, lines 2, 5):
        == booklint.toml
        strict = true
        == references.bib
        @misc{one,
          year = {20244},
        }
        @misc{two,
          year = {2062},
        }

    Good:
        == booklint.toml
        strict = true
        == book/_data/events.yml
        first: {start: 2023-06, end: 2023-06-30, year: 2023, from: London, to: Leeds}
        == book/index.md
        # Start
        == references.bib
        @book{old,
          year = {1543},
        }
    """
    for record in records(book):
        for name, value in record.fields.items():
            if DATE.fullmatch(name):
                said, fix = _wrong_date(record, name, value.text.strip())
                if said:
                    yield Problem(value.line, f"{name}: {said}", fix, _level(book), record.path)
        for first, last in SPANS:
            start, end = record.fields.get(first), record.fields.get(last)
            if start and end and _is_before(end.text.strip(), start.text.strip()):
                yield Problem(
                    end.line,
                    f"{last}: {end.text} comes before {first}: {start.text}",
                    "find out which of the two is wrong",
                    _level(book),
                    record.path,
                )


def _wrong_date(record: Record, name: str, text: str) -> tuple[str, str]:
    """Why a date cannot be right, and what to do; two empty texts where it can."""
    if OTHER.fullmatch(text):
        return f"«{text}» can be read in two ways", "write the day as 2026-01-13"
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
            return f"«{text}» is still to come", "write the day on which it was done"
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
    """The DOI of a record, and its address where that is one of the DOI resolver, name the same work.

    Bad (book/_data/outputs.yml, line 2):
        == booklint.toml
        strict = true
        == book/_data/outputs.yml
        - title: Report
          doi: 10.5281/zenodo.10777730
          url: https://doi.org/10.5281/zenodo.10777703
        == book/index.md
        # Start

    Good:
        == booklint.toml
        strict = true
        == book/_data/outputs.yml
        - {doi: 10.5281/zenodo.10777730, url: "https://doi.org/10.5281/ZENODO.10777730"}
        - {doi: 10.5281/zenodo.10777730, url: "https://example.org/report"}
        == book/index.md
        # Start
    """
    for record in records(book):
        doi, url = record.fields.get("doi"), record.fields.get("url")
        if not (doi and url and doi.text):
            continue
        number = re.fullmatch(r"https?://zenodo\.org/records?/(\d+)/?", url.text)
        led = f"10.5281/zenodo.{number[1]}" if number and "zenodo" in doi.text else doi_of(url.text)
        own = plain(doi.text.removeprefix("https://doi.org/"))
        if led and own != led:
            yield Problem(
                doi.line,
                f"the field doi says {own}, but the field url leads to {led}",
                "find out which one is right, and write it in both fields",
                path=record.path,
            )


@rule("book")
def licence_known(book: Book) -> Iterator[Problem]:
    """Every licence that is named by an identifier is written as SPDX has it.

    Bad (book/_data/outputs.yml, lines 1, 2):
        == booklint.toml
        strict = true
        == book/_data/outputs.yml
        one: {licence: CC-BY-4}
        two: {license: Apach-2.0}
        == book/index.md
        # Start

    Good:
        == booklint.toml
        strict = true
        == book/_data/outputs.yml
        one: {licence: CC-BY-4.0}
        three: {licence: MIT OR Apache-2.0}
        four: {licence: BSD-4-Clause}
        two: {license: all rights reserved}
        five: {licence: CC BY 4.0}
        == book/index.md
        # Start
    """
    for record in records(book) if book.strict else ():
        for name in ("licence", "license"):
            value = record.fields.get(name)
            meant = _licence_meant(value.text.strip()) if value else ""
            if value and meant:
                yield Problem(
                    value.line,
                    f"«{value.text}» is not an identifier of SPDX",
                    f"did you mean {meant}?",
                    path=record.path,
                )


def _licence_meant(text: str) -> str:
    """The identifier that was probably meant by a text that is none; nothing where it is one.

    «CC BY 4.0» is a name that people know, so it may stand as well.
    """
    as_one = re.sub(r"[\s_]+", "-", text)
    for written in (text, as_one):
        try:
            right = canonicalize_license_expression(written)
        except InvalidLicenseExpression:
            continue
        return right if right != written else ""
    return nearest(as_one, sorted(LICENCES), 80)


@rule("book")
def language_known(book: Book) -> Iterator[Problem]:
    """Every code of a language in settings and data is one that there is.

    Bad (_config.yml, line 3):
        == _config.yml
        sphinx:
          config:
            language: en-UK
        == index.md
        # Start

    Good:
        == _config.yml
        sphinx:
          config:
            language: en-GB
        == index.md
        # Start
    """
    for record in records(book):
        value = record.fields.get("language") or record.fields.get("lang")
        is_setting = record.above == ("sphinx", "config")
        may_be_code = value and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)*", value.text)
        if value and not record.is_work and (is_setting or (book.strict and may_be_code)):
            code = value.text.replace("_", "-")
            if value.text and not is_language(code):
                yield Problem(
                    value.line,
                    f"«{value.text}» is not the code of a language and, behind it, of a country",
                    "write a code such as «en-GB» or «cy»",
                    path=record.path,
                )


@rule("book")
def setting_known(book: Book) -> Iterator[Problem]:
    """Every setting of `_config.yml`, and every extension that it asks for, is one that there is.

    Bad (_config.yml, lines 1, 3, 4, 6):
        == _config.yml
        titel: Book
        parse:
          myst_enable_extension: [colon_fence]
          myst_enable_extensions: [colon_fence, dolarmath]
        html:
          favicn: logo.ico
        == index.md
        # Start

    Good:
        == _config.yml
        title: Book
        parse:
          myst_enable_extensions: [colon_fence, dollarmath]
          myst_heading_anchors: 3
        sphinx:
          config: {html_theme: furo, of_my_own: 1}
        == index.md
        # Start
    """
    path = posixpath.join(book.folder, "_config.yml")
    text = next((each.text for each in book.texts if each.path == path), "")
    for record in mappings_of(path, text):
        for name, value in record.fields.items():
            if name == "-":
                yield from _extension(record, value)
                continue
            known, near = jupyter_book.settings_in(record.above)
            if not known or name in known:
                continue
            meant = nearest(name, sorted(known), near)
            if meant or (book.strict and record.above != ("sphinx", "config")):
                where = f" under «{'.'.join(record.above)}»" if record.above else ""
                # What is lost with the settings of the parser shows on every page.
                reads_pages = bool(meant) and record.above in ((), ("parse",))
                yield Problem(
                    value.line,
                    f"there is no setting «{name}»{where}, so what it says is lost",
                    f"did you mean {meant}?"
                    if meant
                    else "delete it, or put it under sphinx: config:",
                    path=path,
                    hides="book" if reads_pages else "",
                )


def _extension(record: Record, value: Value) -> Iterator[Problem]:
    if record.above[-1:] != ("myst_enable_extensions",) or value.text in jupyter_book.EXTENSIONS:
        return
    meant = nearest(value.text, sorted(jupyter_book.EXTENSIONS), 60)
    yield Problem(
        value.line,
        f"MyST has no extension «{value.text}», so the build stops",
        f"did you mean {meant}?"
        if meant
        else f"use one of {', '.join(sorted(jupyter_book.EXTENSIONS))}",
        path=record.path,
        hides="book",
    )


@rule("book")
def setting_file(book: Book) -> Iterator[Problem]:
    """Every file and folder that `_config.yml` names is there.

    Bad (_config.yml, lines 1, 2):
        == _config.yml
        logo: logo.png
        bibtex_bibfiles: [reference.bib]
        == references.bib
        == index.md
        # Start

    Good:
        == _config.yml
        logo: logo.png
        bibtex_bibfiles: [references.bib]
        html: {favicon: "https://example.org/icon.png"}
        == references.bib
        == logo.png (a PNG)
        == index.md
        # Start
    """
    path = posixpath.join(book.folder, "_config.yml")
    text = next((each.text for each in book.texts if each.path == path), "")
    for record in mappings_of(path, text):
        for name, value in record.fields.items():
            key = record.above[-1:] if name == "-" else (name,)
            if not value.text or not {*key, *record.above[-1:]} & jupyter_book.NAMES_A_FILE:
                continue
            if re.match(r"https?:|//|data:", value.text):
                continue
            target = book.resolve(path, value.text)
            outside = target.startswith("..")
            if outside or book.files.is_file(target) or book.files.is_folder(target):
                continue
            meant = nearest(target, list(book.files.walk(book.folder)), 75)
            shown = book.relative(path, meant) if meant else ""
            yield Problem(
                value.line,
                f"{target} is not there, although the settings name it",
                f"did you mean {shown}?" if meant else "correct the path, or delete the setting",
                path=path,
            )
