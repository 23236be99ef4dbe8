"""Reads references.bib as BibTeX, BibLaTeX, Zotero and JabRef write it, and checks it; TeX becomes text."""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pybtex.errors
from booklint.codes import WORK_FIELDS, WORK_TYPES
from pybtex.database import Entry, Person
from pybtex.database.input.bibtex import LowLevelParser, Parser
from pybtex.exceptions import PybtexError

from . import schema
from .dates import PATTERN, in_words
from .guard.texts import abbreviations, deep_braces
from .near import nearest
from .strict_yaml import Problem, line_at
from .tex import ESCAPED, plain, unknown
from .validate import PATTERNS

# A line that begins an entry, whatever stands between its type and its key.
BEGINNING = re.compile(r"^[ \t]*@[ \t]*(\w+)\s*[{(]\s*([^,\s{}]*)", re.MULTILINE)
NO_ENTRY = frozenset({"comment", "preamble", "string"})

# What BibLaTeX and the types of BibTeX call a kind of work.
_KINDS = {
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis",
    "mastersthesis": "Master's thesis",
    "mathesis": "Master's thesis",
    "phdthesis": "PhD thesis",
    "resreport": "Research report",
    "techreport": "Technical report",
}

_ADDRESSES = ("doi", "url")
# Keys as Zotero, JabRef and registries make them; a page uses them as ids of HTML.
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]*")
# What reference managers write and readers do not see.
_NOT_SHOWN = frozenset(
    {"abstract", "annotation", "annote", "file", "keywords", "language", "langid"}
)
# A year as BibLaTeX has it, before Christ and about too; the second of a span.
_YEAR = re.compile(r"(-?\d{4})(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?[~?%]?")
_SWALLOWED = re.compile(rf",\s*({'|'.join(sorted(WORK_FIELDS))})\s*=")
_UNMARKED = re.compile(
    rf"^[ \t]*({'|'.join(sorted(WORK_TYPES))})[ \t]*\{{[^\s,{{}}=]+,", re.M | re.I
)
_LONG_NAME = re.compile(r"(?:^|[,\s])(?:family|given|prefix)(?:-i)?\s*=")
_REPEATED = re.compile(r"repeated bibliography entry: (.+)")
_URL = re.compile(r"\\url\s*\{(.*)\}", re.DOTALL)
# Names of these scripts begin with the family's, without a blank behind it.
_FAMILY_FIRST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_LINE = re.compile(r"in line (\d+):?\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class WrittenEntry:
    """One entry as it is written: its key, and its fields with the line of each."""

    key: str
    line: int
    fields: tuple[tuple[str, str, int], ...]


def read_entries(text: str, path: str) -> tuple[list[WrittenEntry], list[Problem]]:
    """Read a bibliography with pybtex, as the build does; return its entries and what is wrong.

    Wrong are keys that hold odd characters, addresses that are none, and what pybtex cannot read, such
    as a key that stands twice. What would keep it busy without end is said, and nothing is read then.
    """
    problems = [*deep_braces(path, text), *abbreviations(path, text)]
    if problems:
        return [], problems
    problems += [*_unbalanced(path, text)] or [*_syntax(path, text)] or _untitled(path, text)
    entries = list(_written(text))
    for match in _UNMARKED.finditer(text):
        message = f"«{match[1]}{{» has no «@» before it, so the entry is not read."
        fix = f"Write «@{match[1]}{{»."
        problems.append(Problem(path, line_at(text, match.start(1)), message, fix))
    for entry in entries:
        if not _KEY.fullmatch(entry.key):
            message = f"The key «{entry.key[:80]}» is not right."
            fix = "Write it with letters, digits and «- _ . : / +», such as «smith-2024»."
            problems.append(Problem(path, entry.line, message, fix))
        for name, value, line in entry.fields:
            said = _field(name, value)
            problems += [Problem(path, line, message, fix) for message, fix in said]
    return entries, problems


def _field(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a field, and how to repair it."""
    pattern = {"url": schema.HTTPS, "doi": schema.DOI}.get(name)
    # Programs write fields that nobody has filled in.
    if pattern and value.strip() and not re.fullmatch(pattern.strip("^$"), bare_address(value)):
        yield f"«{name}» is not right: «{value[:80]}».", PATTERNS[pattern]
    if swallowed := _SWALLOWED.search(value):
        message = f"«{name}» goes on with «{swallowed[1]} =», as if that were its words."
        yield message, "Close the field with «}» before it, and take the last «}» out."
    if name in ("crossref", "xdata", "xref"):
        message = f"What an entry takes from another one by «{name}» is not shown."
        yield (
            message,
            "Write the fields that it takes, such as booktitle and year, into this entry.",
        )
    if name == "date" and value.strip() and not in_years(value):
        message = f"«date» is not right: «{value[:80]}»."
        yield message, "Write it as 2024-05-02, 2024-05, 2024, or 2023/2024 for a span."
    if name in ("author", "editor") and _LONG_NAME.search(value):
        message = f"{name}: names with «family=» and «given=» are read by BibLaTeX only."
        yield message, "Write them as {Smith, Ann and Brown, Ben}."
    if name not in (*_ADDRESSES, *_NOT_SHOWN):
        for command in unknown(value):
            message = f"{name}: nobody here knows what the TeX command «{command}» shows."
            yield message, "Write the words or signs that readers shall see."


def in_years(date: str) -> str:
    """Return the year of a date of BibLaTeX as readers say it, or nothing if it cannot be read.

    «1999/2003» is «1999–2003», «1723~» is «c. 1723», and the year -0043 is «44 BC».
    """
    parts = [*map(_YEAR.fullmatch, date.strip().strip("/").split("/"))]
    if not all(parts) or len(parts) > 2:
        return ""
    years = list(dict.fromkeys(_year(part[0], int(part[1])) for part in parts if part))
    return "–".join(years)


def _year(written: str, year: int) -> str:
    about = "c. " if written.endswith(("~", "%")) else ""
    doubted = "?" if written.endswith(("?", "%")) else ""
    return f"{about}{year if year > 0 else f'{1 - year} BC'}{doubted}"


def _written(text: str) -> Iterator[WrittenEntry]:
    # What it says against the text is said by `_syntax` already.
    parser = LowLevelParser(text, handle_error=lambda error: None)
    line, counted = 1, 0
    for _, (key, fields) in parser:
        start, end = parser.command_start, parser.pos
        # Counted on from the entry before: from the beginning, a long bibliography takes its square.
        line, counted = line + text.count("\n", counted, start), start
        entry = text[start:end]
        found = []
        for name, parts in fields:
            place = re.search(rf"[,{{(\s]{re.escape(name)}\s*=", entry)
            at = line + entry.count("\n", 0, place.end()) if place else line
            found.append((name.lower(), "".join(parts), at))
        if key:
            yield WrittenEntry(key, line, tuple(found))


def as_text(entry: Entry) -> Entry:
    """Return an entry whose fields are plain text, under the names that BibTeX has for them."""
    found = {name.lower(): value for name, value in entry.fields.items()}
    if "url" not in found and (match := _URL.fullmatch(found.get("howpublished", "").strip())):
        found["url"] = match[1]
        del found["howpublished"]
    fields = {
        name: bare_address(value) if name in _ADDRESSES else plain(value)
        for name, value in found.items()
        if value.strip()
    }
    if "subtitle" in fields and "title" in fields:
        fields["title"] = f"{fields['title'].rstrip(':')}: {fields['subtitle']}"
    if "date" in found and "year" not in fields:
        date = found["date"].strip()
        fields["year"] = in_years(date) or re.match(r"\d{4}|.*", date)[0]
        if re.fullmatch(PATTERN, date) and len(date) > 4:
            fields["month"] = in_words(date)[:-5]
    if re.fullmatch(PATTERN, fields.get("urldate", "")):
        fields["urldate"] = in_words(fields["urldate"])
    if re.fullmatch(r"0?[1-9]|1[0-2]", fields.get("month", "")):
        fields["month"] = calendar.month_name[int(fields["month"])]
    if entry.type == "patent" and "number" in fields and "howpublished" not in fields:
        fields["howpublished"] = f"Patent {fields.pop('number')}"
    if "type" in fields or entry.type in _KINDS:
        kind = fields.get("type", entry.type)
        fields["type"] = _KINDS.get(kind.lower(), kind)
    made = Entry(entry.type, fields, entry.persons)
    made.key = entry.key
    return made


def names(entry: Entry, *roles: str) -> list[str]:
    """Return the names of those who had the first of some roles: who wrote a work, or else edited it."""
    people: list[Person] = []
    for role in roles or ("author", "editor", "director", "translator"):
        people = people or list(entry.persons.get(role, ()))
    return [name for name in map(_name, people) if name]


def family_names(entry: Entry) -> list[str]:
    """Return the names by which a sentence refers to those who wrote a work."""
    people = entry.persons.get("author") or entry.persons.get("editor") or ()
    return [plain(" ".join([*each.prelast_names, *each.last_names])) for each in people]


def _name(person: Person) -> str:
    parts = [*person.first_names, *person.middle_names, *person.prelast_names, *person.last_names]
    shown = plain(" ".join(parts))
    if all(map(_FAMILY_FIRST.fullmatch, parts)):
        shown = "".join([*person.last_names, *person.first_names, *person.middle_names])
    lineage = plain(" ".join(person.lineage_names))
    if shown == "others":
        return "others"
    return f"{shown}, {lineage}" if lineage else shown


def bare_address(value: str) -> str:
    """Return an address or a DOI without what TeX puts round it."""
    text = "".join(value.split())
    if match := _URL.fullmatch(text):
        text = match[1]
    return ESCAPED.sub(lambda found: found[1] or "", text)


def _entries(text: str) -> Iterator[re.Match[str]]:
    return (match for match in BEGINNING.finditer(text) if match[1].lower() not in NO_ENTRY)


def _unbalanced(path: str, text: str) -> Iterator[Problem]:
    """Yield the entries in which a brace is missing: the parser names a line far below."""
    entries = list(BEGINNING.finditer(text))
    ends = [*(match.start() for match in entries[1:]), len(text)]
    for match, end in zip(entries, ends, strict=False):
        # For BibTeX, a brace behind a backslash counts as any other.
        part = text[match.start() : end]
        missing = part.count("{") - part.count("}")
        if missing > 0:
            message = f"The entry «{match[2]}» is not closed: a brace is missing in it."
            yield Problem(path, line_at(text, match.start(1)), message, "Add «}» where it ends.")
        elif missing < 0:
            message = f"The entry «{match[2]}» has more «}}» than «{{»."
            yield Problem(path, line_at(text, match.start(1)), message, "Remove the one too many.")


@lru_cache(maxsize=4)
def _read(text: str) -> tuple[Mapping[str, Entry], list[PybtexError]]:
    """Return the entries of a bibliography by their keys, and what pybtex says against it."""
    parser = Parser()
    with pybtex.errors.capture() as errors:
        try:
            parser.parse_string(text)
        except PybtexError as error:
            errors.append(error)
    return parser.data.entries, errors


def _syntax(path: str, text: str) -> Iterator[Problem]:
    for error in _read(text)[1]:
        said = str(error)
        match = _LINE.search(said)
        line, words = (int(match[1]), match[2]) if match else (_line_of(text, said), said)
        if repeated := _REPEATED.fullmatch(words):
            message = f"The key «{repeated[1]}» stands here a second time."
            yield Problem(path, line, message, "Keep one of the two entries, or rename one.")
            continue
        fix = "Look at the end of the line above: a field ends with a comma, an entry with «}»."
        if "Too many commas" in said:
            fix = "Write «and» between people: {Smith, Ann and Brown, Ben}."
        if "undefined string" in said:
            fix = "Put the words into braces; a month is written in three letters, such as jun."
        yield Problem(path, line, f"This is no BibTeX: {words}.", fix)


def _line_of(text: str, said: str) -> int:
    """Return the line of the words that a message quotes, or of the last entry whose key it names."""
    quoted = re.search("'(.+)'", said)
    if quoted and quoted[1] in text:
        return line_at(text, text.index(quoted[1]))
    words = set(re.findall(r"[^\s,:]+", said))
    lines = [line_at(text, match.start(2)) for match in _entries(text) if match[2] in words]
    return lines[-1] if lines else 1


def _untitled(path: str, text: str) -> Iterator[Problem]:
    """Yield the entries without a title or an address, which are what readers see of a source."""
    entries = _read(text)[0]
    for match in _entries(text):
        entry = entries.get(match[2])
        line = line_at(text, match.start(2))
        if entry and entry.type in ("set", "xdata"):
            message = f"«@{entry.type}» is no work of its own, but a part of others for BibLaTeX."
            yield Problem(path, line, message, "Write its fields into the entries that use it.")
        elif entry and not any(
            nearest(name, ["title"], whole=True, at_least=80) for name in entry.fields
        ):
            message = f"The entry «{match[2]}» has no title."
            yield Problem(path, line, message, "Add a line «title = {…},».")
