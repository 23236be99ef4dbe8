"""The works of a bibliography: written so that BibTeX reads them and readers find them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from functools import lru_cache

from booklint import codes, syntax
from booklint.book import Book
from booklint.codes import WORK_FIELDS, WORK_TYPES
from booklint.finding import Problem
from booklint.nearest import nearest, suggestion
from booklint.records import Record, Value, records
from booklint.registry import rule


@lru_cache(maxsize=1)
def _firsts(book: Book) -> dict[tuple[str, ...], Record]:
    """The first work of each key in a file, of each label, and of each title with people and number."""
    found: dict[tuple[str, ...], Record] = {}
    for record in _works(book):
        found.setdefault((record.path, record.key), record)
        found.setdefault(("shorthand", record.text("shorthand")), record)
        found.setdefault(_named(record), record)
    return found


def _works(book: Book) -> list[Record]:
    return [each for each in records(book) if each.is_work]


def _named(record: Record) -> tuple[str, ...]:
    names = ("title", "author", "edition", "volume", "number")
    return tuple(record.fields.get(each, Value("", 0)).text for each in names)


@rule("book", each=_works)
def work_written(book: Book, record: Record) -> Iterator[Problem]:
    """Every work of a bibliography has its people, pages and fields in the form that BibTeX reads.

    Bad (references.bib, lines 1, 2, 3, 4, 4, 5, 7, 9, 10, 11, 15, 16):
        == references.bib
        @artcle{one,
          author = {Smith, Ann, Brown, Ben},
          pages = {20--10},
          jounral = {Journal of Rivers}, yaer = {2023},
          pages = {10--20},
        }
        @misc{one,
          year = {2023}
          title = {A report},
          author = {Ann Smith, Ben Brown, Cy Green},
          isbn = {978-0-306-40615-1},
        }
        @misc{two
        , title = {Rivers}
        , autor = {Green, Cy}
        , journal = {Rivers &amp; Lakes}
        }

    Bad (references.bib, lines 2, 3):
        == references.bib
        @misc{one, author={Amin, Noor}, title={A report}}
        @misc{two, author={Noor Amin, Ben Brown}, title={Another}}
        @misc{three, author={Green, Cy et al.}, title={One more}}

    Bad (references.bib, line 1):
        == references.bib
        @misc{one, title={A report}, year={24}}

    Bad (references.bib, lines 1, 2):
        == references.bib
        @misc{one, autor={Ann Smith}, title={A report}}
        @misc{two, year=2020, author={Smith, A.; Brown, B.}, title={Words with x = 2, y = 3}}

    Good:
        == references.bib
        @article{one, title = {{A} \\{ river},
          author = {Smith, Jr., Ann and Brown, Ben and {Society, of, Many, Commas} and Amin Khan, Noor Jan},
          isbn = {978-0-306-40615-7},
          pages = {10--20},
        }
    """
    yield from _again(book, record)
    for line in record.unparted:
        message = "no comma stands before this field, so the bibliography cannot be read"
        yield Problem(line, message, "write one at the end of the line above")
    if record.open_braces:
        few = record.open_braces > 0
        why = "is not closed: a brace is missing in it" if few else "has more «}» than «{»"
        fix = "add «}» where it is missing" if few else "take the «}» out that is too many"
        yield Problem(record.kind.line, f"the entry «{record.key}» {why}", fix)
        return  # where its fields end, nobody knows
    kind = record.kind.text
    if kind.lower() in TITLED and not any(nearest("title", [name]) for name in record.fields):
        message = f"the work «{record.key}» has no title, so readers see no name of it"
        yield Problem(record.kind.line, message, "add a field: title = {…}")
    meant = syntax.meant(kind.lower(), WORK_TYPES)
    if kind.lower() not in WORK_TYPES and (meant or book.strict):
        message = f"«@{kind}» is no type of entry, so it is shown as «@misc»"
        fix = suggestion(meant and f"@{meant}", "correct its name, or leave it so")
        yield Problem(record.kind.line, message, fix, "finding" if meant else "notice")
    for name, line in record.empty:
        fix = "write what belongs there, or delete the field"
        yield Problem(line, f"{name}: the braces hold nothing, so nothing is shown of it", fix)
    for name, line in record.repeated:
        if name in WORK_FIELDS:
            message = f"the field {name} stands in this entry already, and only one counts"
            yield Problem(line, message, "keep one of the two")
    for name, value in record.fields.items():
        yield from _field(book, record, name, value)
    if book.strict:
        yield from _dated_otherwise(record)
        yield from _numbered_otherwise(record)
        if record.key in _uncited(book):
            message = f"nothing cites the work «{record.key}», so readers never see it"
            fix = "cite it where it is used, or delete the entry"
            yield Problem(record.kind.line, message, fix)
        if record.key in _nowhere(book):
            message = "the work has no url, doi or isbn, as the others have, so nobody can find it"
            fix = "add the address of the work, or its DOI or ISBN"
            yield Problem(record.kind.line, message, fix)


def _again(book: Book, record: Record) -> Iterator[Problem]:
    """What another work has already: its title and author, its label or its key."""
    twin, before = _firsts(book)[_named(record)], _firsts(book)[record.path, record.key]
    if book.strict and twin.key != record.key and len(record.text("title").split()) > 2:
        message = f"title: «{twin.key}» has the same title and author"
        fix = "give this work its own title, or delete one of the two"
        yield Problem(record.fields["title"].line, message, fix)
    label = record.text("shorthand")
    first = _firsts(book)["shorthand", label]
    if label and first.key != record.key:
        message = f"shorthand: «{label}» is the label of «{first.key}», too"
        yield Problem(record.fields["shorthand"].line, message, "give this work a label of its own")
    if record.key and before is not record:
        message = f"the key «{record.key}» names another work already, on line {before.kind.line}"
        meant = nearest(record.key, sorted(_cited(book) - {each.key for each in records(book)}))
        fix = f"give one of the two another key{meant and f', perhaps {meant}, which is cited'}"
        yield Problem(record.kind.line, message, fix)


def _field(book: Book, record: Record, name: str, value: Value) -> Iterator[Problem]:
    """A field that BibTeX does not know, or reads otherwise than it was meant."""
    if name in ("author", "editor"):
        people = re.split(r"\s+and\s+", value.text)
        # A name in two parts has one comma, and one more before «Jr.»; a semicolon it has never.
        if any(map(SEVERAL.match, people)):
            message = f"{name}: «{value.text}» is read as the name of one person"
            fix = "write «and» between people: {Smith, Ann and Brown, Ben}"
            yield Problem(value.line, message, fix)
        elif turned := [each for each in people if _is_two_people(book, each)]:
            one, other = (each.strip() for each in turned[0].split(","))
            message = f"{name}: «{turned[0]}» is read as one person, whose surname is «{one}»"
            yield Problem(value.line, message, f"write «{one} and {other}»")
        elif others := re.search(r"\bet\.? al\b\.?(?=\W*$)", value.text):
            message = f"{name}: «{others[0]}» is read as part of a name"
            yield Problem(value.line, message, "write «and others» in its place, or all names")
    if entity := re.search(r"&(?:amp|apos|gt|lt|nbsp|quot|#\d+);", value.text):
        message = f"{name}: «{entity[0]}» is a sign of HTML, which is printed letter by letter"
        yield Problem(value.line, message, "write the sign itself; BibTeX has «\\&» for «&»")
    if name == "year" and re.fullmatch(r"\d{1,3}", value.text):
        message = f"year: «{value.text}» has too few digits"
        yield Problem(value.line, message, "write all four digits of the year")
    if name == "isbn" and not codes.is_isbn(value.text):
        message = f"isbn: the last digit of {value.text} does not agree with the others"
        yield Problem(value.line, message, "copy it from the book")
    if name == "file" and re.search(OWN_FOLDER, value.text) and book.strict:
        fix = "delete the field; Zotero leaves it out when «Export Files» is off"
        yield Problem(value.line, "file: names a place on your own machine", fix)
    if name == "month" and value.text[:3].lower() not in SHORT_MONTHS and book.strict:
        meant = nearest(value.text.lower(), MONTHS)
        if meant:
            message = f"month: «{value.text}» is no month"
            yield Problem(value.line, message, f"did you mean {meant}?")
    span = re.fullmatch(r"(\d+)\s*[-–]+\s*(\d+)", value.text if name == "pages" else "")
    if span and len(span[1]) <= len(span[2]) and int(span[1]) > int(span[2]):
        message = f"pages: {value.text} ends before it begins"
        yield Problem(value.line, message, "find out which of the two is wrong")
    # Of a short name only swapped letters are told.
    short = (each for each in WORK_FIELDS if sorted(each) == sorted(name))
    meant = syntax.meant(name, WORK_FIELDS) if len(name) > 4 else next(short, "")
    if meant and meant not in record.fields:
        fix = f"did you mean {meant}?"
        yield Problem(value.line, f"BibTeX has no field «{name}», so what it says is lost", fix)


def _is_two_people(book: Book, name: str) -> bool:
    """Whether two names that a comma parts are those of two people: the book has one the other way round."""
    if not re.fullmatch(
        r"[^\W\d_][\w.'’-]* [^\W\d_][\w'’-]*, [^\W\d_][\w.'’-]* [^\W\d_][\w'’-]*", name
    ):
        return False
    return not _known_people(book).isdisjoint(map(str.strip, name.split(",")))


@lru_cache(maxsize=1)
def _known_people(book: Book) -> frozenset[str]:
    """The people of the bibliography and of the data, each with the given name first."""
    people = [each for work in _works(book) for each in work.text("author").split(" and ")]
    turned = [each.strip().partition(", ") for each in people if each.count(",") == 1]
    known = {each.text("name") for each in records(book)}
    known |= {f"{given} {surname}" for surname, _, given in turned if " " not in surname.strip()}
    return frozenset(each for each in known if " " in each)


TITLED = frozenset(
    {"article", "book", "conference", "inproceedings", "mastersthesis", "phdthesis", "techreport"}
)
"""The types of works that all have a title."""


SEVERAL = re.compile(r"(?:[^,]*,){3}|[^;]*; |(?:[A-Z][\w.'’-]+ [A-Z][\w.'’-]+, ){2}[A-Z]")


NUMBER_IN = re.compile(r"(?<![\w.,£$€-])\d{1,3}(?![\w.,%-])")


KEY = re.compile(r"[\w:.+-]+")


OWN_FOLDER = r"[A-Z]\W*:\W*Users|/(?:Users|home)/"


MONTHS = [name.lower() for name in calendar.month_name[1:]]


SHORT_MONTHS = [name[:3] for name in MONTHS]


DAY_OF_TITLE = re.compile(rf"\b\d{{1,2}} ({'|'.join(calendar.month_name[1:])}) (\d{{4}})\b")


def _dated_otherwise(record: Record) -> Iterator[Problem]:
    """A year or month other than that of the one day that the title of a work names."""
    days = DAY_OF_TITLE.findall(record.text("title"))
    for name, right in zip(("month", "year"), days[0] if len(days) == 1 else (), strict=False):
        written = record.text(name).strip(" ,")
        # A month may be written in figures, or in its first three letters.
        is_number, signs = name == "month" and written.isdecimal(), 3 if name == "month" else 4
        said = calendar.month_name[int(written) % 13] if is_number else written
        if said[:signs].casefold() not in ("", right[:signs].casefold()):
            message = f"{name}: {written} is not that of the day in the title, {right}"
            fix = "find out which of the two is right, and correct the other"
            yield Problem(record.fields[name].line, message, fix)


def _numbered_otherwise(record: Record) -> Iterator[Problem]:
    """A number in the title of a work that its label has otherwise: issue 35 that is called 53."""
    title, label = (NUMBER_IN.findall(record.text(name)) for name in ("title", "shorthand"))
    if len(title) == len(label) == 1 and title != label:
        message = f"title: it has the number {title[0]}, and the shorthand has {label[0]}"
        fix = "find out which of the two is right, and correct the other"
        yield Problem(record.fields["title"].line, message, fix)


def _cited(book: Book) -> set[str]:
    """The keys that the pages cite."""
    roles = [each for page in book.pages.values() for each in page.roles if "cite" in each.name]
    return {key.strip() for role in roles for key in role.content.split(",")}


@lru_cache(maxsize=1)
def _uncited(book: Book) -> frozenset[str]:
    """The keys of the few works that no page and no data names, in a book where all others are named."""
    works = {each.key for each in _works(book)}
    texts = [page.text for page in book.pages.values()]
    texts += [each.text for each in book.texts if not each.path.endswith(".bib")]
    named = {word.rstrip(".:") for text in texts for word in KEY.findall(text)}
    # A key that is misspelt where it is cited is found there.
    few = len(works - named) <= len(works) // 20 and _cited(book) <= works
    return frozenset(works - named if few else ())


@lru_cache(maxsize=1)
def _nowhere(book: Book) -> frozenset[str]:
    """The keys of the few works that nobody can look up, in a book where all others can be."""
    works = _works(book)
    found = [
        each.key
        for each in works
        if not any(each.text(name) for name in ("url", "doi", "isbn", "issn", "eprint"))
        and not re.search(r"http|www\.", each.text("howpublished") + each.text("note"))
    ]
    return frozenset(found if len(found) <= max(1, len(works) // 20) < len(works) / 2 else ())
