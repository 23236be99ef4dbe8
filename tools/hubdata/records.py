"""Loads every record of the book, checks each by itself and all against each other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pybtex.database.input.bibtex import LowLevelParser
from pydantic import TypeAdapter, ValidationError

from . import schema
from .bibliography import bare_address, bibliography_problems
from .front_matter import Source, read_source
from .guard.texts import abbreviations, deep_braces
from .guard.tree import TAKEN
from .near import did_you_mean
from .plainfile import read_text
from .slugs import slug
from .strict_yaml import Place, Problem, RecordError, YamlFile, read_yaml

# The file in book/_data → the type of one record in it. Each file maps an id to its record.
FILES: dict[str, type[schema.Record]] = {
    "sectors": schema.Sector,
    "organisations": schema.Organisation,
    "people": schema.Person,
    "cohorts": schema.Cohort,
    "practices": schema.Practice,
    "lessons": schema.Lesson,
    "outputs": schema.Output,
    "programmes": schema.Programme,
    "facts": schema.Fact,
    "conflicts": schema.Conflict,
    "gaps": schema.Gap,
    "synonyms": schema.Synonyms,
}
# The files that are one record each.
SINGLE: dict[str, type[schema.Record]] = {"hub": schema.Hub, "identity": schema.Identity}

# The type of a page → the model of its front matter; every other type takes `schema.Page`.
PAGE_MODELS = {
    "case-study": schema.CaseStudy,
    "cohort": schema.CohortPage,
    "template": schema.FormPage,
    "kit": schema.FormPage,
}

TITLES = frozenset({"dr", "prof", "professor"})
NOT_A_NAME_ALONE = (
    "more than a name, or begins with the surname.",
    "Write the given name first, with no title and no address.",
)

_ID = re.compile(schema.KEBAB.strip("^$"))

# A kind of thing that a record may name → the names that there are; None if they could not be read.
Known = dict[str, Collection[str] | None]


@dataclass(frozen=True)
class PageRecord:
    """A page with its front matter, checked."""

    docname: str
    path: str
    title: str
    meta: schema.Page


@dataclass(eq=False)
class Records:
    """All that the book knows. Every mapping keeps the order of its file.

    It is compared by identity, so that what is worked out from it can be kept for it; `digest` is the
    same for the same records in another run.
    """

    book: Path
    title: str
    author: str
    language: str
    repository: str
    branch: str
    base_url: str
    hub: schema.Hub
    identity: schema.Identity
    sectors: dict[str, schema.Sector]
    organisations: dict[str, schema.Organisation]
    people: dict[str, schema.Person]
    cohorts: dict[str, schema.Cohort]
    practices: dict[str, schema.Practice]
    lessons: dict[str, schema.Lesson]
    outputs: dict[str, schema.Output]
    programmes: dict[str, schema.Programme]
    facts: dict[str, schema.Fact]
    conflicts: dict[str, schema.Conflict]
    gaps: dict[str, schema.Gap]
    synonyms: dict[str, schema.Synonyms]
    pages: dict[str, PageRecord] = field(default_factory=dict)
    source_keys: frozenset[str] = frozenset()
    digest: str = ""

    def at(self, path: str) -> Any:
        """Return what stands under a path such as `cohorts.2025-26.organisations_total`.

        Raises `AttributeError`, `KeyError`, `IndexError` or `ValueError` where nothing does.
        """
        value: Any = self
        for name in path.split("."):
            if isinstance(value, dict):
                value = value[name]
            else:
                value = value[int(name)] if isinstance(value, list) else getattr(value, name)
        return value

    @cached_property
    def case_studies(self) -> list[PageRecord]:
        """Case studies: newest cohort first, studies of several organisations last."""
        studies = [page for page in self.pages.values() if page.meta.type == "case-study"]

        def order(page: PageRecord) -> tuple:
            return (
                -self.cohorts[page.meta.cohort].number,
                len(page.meta.organisations),
                page.docname,
            )

        return sorted(studies, key=order)

    def case_study_of(self, organisation: str) -> PageRecord | None:
        """Return the case study about this organisation alone, if there is one."""
        return self._alone.get(organisation)

    @cached_property
    def _alone(self) -> dict[str, PageRecord]:
        """The first case study about one organisation alone, by that organisation."""
        alone: dict[str, PageRecord] = {}
        for page in self.case_studies:
            if len(page.meta.organisations) == 1:
                alone.setdefault(page.meta.organisations[0], page)
        return alone


def old_docname(old: str) -> str:
    """Return an entry of `redirect_from` as the name that a page at that address would have."""
    return old.strip("/").removesuffix(".html")


def load_records(book: Path | str) -> Records:
    """Load book/_data, references.bib and all front matter.

    `book` is the folder with _config.yml. Raises `RecordError` with every problem found: unreadable
    YAML, unknown or missing fields, wrong values, and references to what does not exist.
    """
    return _Loader(Path(book).resolve()).load()


def check_page(source: Source, known: Known | None = None) -> schema.Page:
    """Return the checked front matter of one page; raises `RecordError`.

    What it names is looked up in `known`, if that is given.
    """
    problems: list[Problem] = []
    data = source.front_matter.data
    kind = data.get("type")
    model = PAGE_MODELS.get(kind, schema.Page) if isinstance(kind, str) else schema.Page
    meta = validated(model, data, source.front_matter, (), problems, known)
    if problems:
        raise RecordError(problems)
    return meta


def validated(
    model: Any,
    data: Any,
    file: YamlFile,
    place: Place,
    problems: list[Problem],
    known: Known | None = None,
) -> Any | None:
    """Return `data` as `model`, or None after adding to `problems` what is wrong with it.

    What it names is looked up in `known`, if that is given.
    """
    try:
        return _adapter(model).validate_python(data, context=known)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            problems.append(_problem(item, model, file, place))
    return None


# Making an adapter takes as long as checking a record with it.
_adapter = cache(TypeAdapter)


def _problem(item: dict, model: Any, file: YamlFile, place: Place) -> Problem:
    """Say one of pydantic's errors in this book's words."""
    # pydantic's own word for what is wrong with a key, not with its value
    where = tuple(step for step in item["loc"] if step != "[key]")
    name = ".".join(str(step) for step in (*place, *where)) or "front matter"
    line = file.line((*place, *where))
    fields = getattr(model, "model_fields", {})
    if item["type"] == "missing":
        described = fields[where[0]].description if where and where[0] in fields else None
        hint = f" ({described})" if described else ""
        return Problem(
            file.path, line, f"«{name}» is missing.", f"Add a line «{where[-1]}: …»{hint}."
        )
    if item["type"] == "extra_forbidden":
        known = list(fields) if len(where) == 1 else []
        fix = did_you_mean(str(where[-1]), known) or "Remove it, or correct its name."
        return Problem(file.path, line, f"The field «{name}» is unknown.", fix)
    value = item.get("input")
    shown = ""
    if isinstance(value, (str, int, float)) and len(str(value)) < 80:
        shown = f" «{schema.one_line(str(value))}»"
    fix = item["msg"].removeprefix("Value error, ")
    if item["type"] == "unknown_key":
        message = f"«{name}» names «{str(value)[:80]}», which does not exist."
        return Problem(file.path, line, message, fix)
    if item["type"] == "string_pattern_mismatch":
        fix = _PATTERNS.get(item["ctx"]["pattern"], fix)
    return Problem(
        file.path, line, f"«{name}»{shown} is not right.", f"{fix[:1].upper()}{fix[1:]}."
    )


_PATTERNS = {
    schema.KEBAB: "write lower-case words joined by hyphens, such as «open-data»",
    schema.DOI: "write a DOI such as 10.5281/zenodo.10777730, without https://doi.org/",
    schema.HTTPS: "write a whole address that begins with https://",
    schema.OLD_PATH: "write an old path of the site, such as «old/place»",
}


# A setting of _config.yml that the records need: where it stands, what it is, and what to write.
_SETTINGS = (
    (("title",), "The book's title", "Write «title: …»."),
    (("author",), "The book's author", "Write «author: …»."),
    (
        ("sphinx", "config", "language"),
        "The book's language",
        "Write «sphinx:», below it «  config:», and below that «    language: en-GB».",
    ),
    (
        ("repository", "url"),
        "The address of the repository",
        "Write «repository:», below it «  url: …».",
    ),
    (("repository", "branch"), "The branch", "Write «repository:», below it «  branch: main»."),
    (
        ("html", "baseurl"),
        "The site's address",
        "Write «html:» and below it «  baseurl: https://…/».",
    ),
)


class _Loader:
    """Collects problems while it loads, so that all are reported together."""

    def __init__(self, book: Path):
        self.book = book
        self.problems: list[Problem] = []
        self.files: dict[str, YamlFile] = {}
        self.known: Known = {}

    def load(self) -> Records:
        for name in (*SINGLE, *FILES):
            self._read_data(name)
        files = markdown_files(self.book)
        sources = [source for file in files if (source := self._source(file))]
        keys = self._source_keys()
        names = (file.relative_to(self.book).with_suffix("").as_posix() for file in files)
        self.known = {"pages": frozenset(names), "sources": keys}
        for name in FILES:
            data = (self.files[name].data or {}) if name in self.files else None
            self.known[name] = data if isinstance(data, dict) else None
        single = {name: self._single(name, model) for name, model in SINGLE.items()}
        loaded = {name: self._file(name, model) for name, model in FILES.items()}
        pages = self._pages(sources)
        settings = self._settings()
        if self.problems:
            raise RecordError(self.problems)
        by_name = {source.docname: source for source in sources}
        digest = _digest(settings, self.files, by_name, keys)
        records = Records(
            self.book, *settings, **single, **loaded, pages=pages, source_keys=keys, digest=digest
        )
        self.problems.extend(_name_problems(records.people, self.files["people"]))
        self.problems.extend(_filled_gaps(records, self.files["gaps"]))
        self.problems.extend(_copied(records.pages, by_name))
        self.problems.extend(_address_problems(records.pages, by_name))
        if self.problems:
            raise RecordError(self.problems)
        return records

    def _read_data(self, name: str) -> None:
        path = f"{self.book.name}/_data/{name}.yml"
        try:
            text = read_text(self.book, self.book / "_data" / f"{name}.yml")
            self.files[name] = read_yaml(text, path)
        except FileNotFoundError:
            self.problems.append(Problem(path, 1, "The file is missing.", "Restore it."))
        except UnicodeDecodeError:
            self.problems.append(Problem(path, 1, "The file is not UTF-8.", "Save it as UTF-8."))
        except RecordError as error:
            self.problems.extend(error.problems)

    def _source(self, file: Path) -> Source | None:
        try:
            return read_source(self.book, file)
        except RecordError as error:
            self.problems.extend(error.problems)
            return None

    def _single(self, name: str, model: type[schema.Record]) -> Any:
        file = self.files.get(name)
        return validated(model, file.data, file, (), self.problems, self.known) if file else None

    def _settings(self) -> tuple[str, ...]:
        """Return what `_SETTINGS` lists; the site's address comes last, and ends in a slash."""
        path = f"{self.book.name}/_config.yml"
        data: Any = None
        try:
            data = read_yaml(read_text(self.book, self.book / "_config.yml"), path).data
        except RecordError as error:
            self.problems.extend(error.problems)
            return ()
        except (FileNotFoundError, UnicodeDecodeError):
            pass
        values = []
        for keys, what, fix in _SETTINGS:
            value = data
            for key in keys:
                value = value.get(key) if isinstance(value, dict) else None
            if not isinstance(value, str) or not value.strip():
                self.problems.append(Problem(path, 1, f"{what} is missing.", fix))
            values.append(str(value))
        return (*values[:-1], f"{values[-1].rstrip('/')}/")

    def _file(self, name: str, model: type[schema.Record]) -> dict[str, Any]:
        file = self.files.get(name)
        if file is None or file.data is None:
            return {}
        if not isinstance(file.data, dict):
            self.problems.append(
                Problem(file.path, 1, "The file must map an id to each record.", "Write «id:».")
            )
            return {}
        for key in file.data:
            if not _ID.fullmatch(key):
                fix = _PATTERNS[schema.KEBAB]
                self.problems.append(
                    Problem(
                        file.path,
                        file.line((key,)),
                        f"The id «{key[:80]}» is not right.",
                        f"{fix[:1].upper()}{fix[1:]}.",
                    )
                )
        return {
            key: validated(model, value, file, (key,), self.problems, self.known)
            for key, value in file.data.items()
        }

    def _pages(self, sources: list[Source]) -> dict[str, PageRecord]:
        pages = {}
        for source in sources:
            try:
                meta = check_page(source, self.known)
            except RecordError as error:
                self.problems.extend(error.problems)
                continue
            pages[source.docname] = PageRecord(source.docname, source.path, source.title, meta)
        return pages

    def _source_keys(self) -> frozenset[str] | None:
        """Return the keys of the bibliography, or None if not all of it can be read."""
        try:
            text = read_text(self.book, self.book / "references.bib")
        except (FileNotFoundError, UnicodeDecodeError):
            path = f"{self.book.name}/references.bib"
            self.problems.append(Problem(path, 1, "The file cannot be read.", "Restore it."))
            return None
        entries, problems = read_entries(text, f"{self.book.name}/references.bib")
        self.problems.extend(problems)
        return None if problems else frozenset(entry.key for entry in entries)


def _digest(
    settings: tuple[str, ...],
    files: dict[str, YamlFile],
    sources: dict[str, Source],
    keys: frozenset[str],
) -> str:
    """Return a digest of everything that records are made from."""
    data = [(name, file.data) for name, file in files.items()]
    pages = [(name, page.title, page.front_matter.data) for name, page in sources.items()]
    return hashlib.sha256(repr((settings, data, pages, sorted(keys))).encode()).hexdigest()


@dataclass(frozen=True)
class Entry:
    """One entry of the bibliography: its key, and its fields with the line of each."""

    key: str
    line: int
    fields: tuple[tuple[str, str, int], ...]


def read_entries(text: str, path: str) -> tuple[list[Entry], list[Problem]]:
    """Read a bibliography with pybtex, as the build does; return its entries and what is wrong.

    Wrong are keys that hold odd characters, addresses that are none, and what pybtex cannot read, such
    as a key that stands twice. What would keep it busy without end is said, and nothing is read then.
    """
    problems = [*deep_braces(path, text), *abbreviations(path, text)]
    if problems:
        return [], problems
    problems.extend(bibliography_problems(path, text))
    entries = list(_entries(text))
    for entry in entries:
        if not _ID.fullmatch(entry.key):
            fix = _PATTERNS[schema.KEBAB]
            message = f"The key «{entry.key[:80]}» is not right."
            problems.append(Problem(path, entry.line, message, f"{fix.capitalize()}."))
        for name, value, line in entry.fields:
            pattern = {"url": schema.HTTPS, "doi": schema.DOI}.get(name)
            if pattern and not re.fullmatch(pattern.strip("^$"), bare_address(value)):
                fix = _PATTERNS[pattern]
                message = f"«{name}» is not right: «{value[:80]}»."
                problems.append(Problem(path, line, message, f"{fix[:1].upper()}{fix[1:]}."))
    return entries, problems


def _entries(text: str) -> Iterable[Entry]:
    # What it says against the text is said by `bibliography_problems` already.
    parser = LowLevelParser(text, handle_error=lambda error: None)
    for _, (key, fields) in parser:
        start, end = parser.command_start, parser.pos
        first = text.count("\n", 0, start) + 1
        found = []
        for name, parts in fields:
            place = re.search(rf"[,{{(\s]{re.escape(name)}\s*=", text[start:end])
            line = first + (text.count("\n", start, start + place.end()) if place else 0)
            found.append((name.lower(), "".join(parts), line))
        if key:
            yield Entry(key, first, tuple(found))


def markdown_files(book: Path) -> list[Path]:
    """Return the pages below `book`, leaving out what begins with `_` or `.`."""
    return sorted(
        file
        for file in book.rglob("*.md")
        if not any(part[0] in "_." for part in file.relative_to(book).parts)
    )


def _address_problems(
    pages: dict[str, PageRecord], sources: dict[str, Source]
) -> Iterable[Problem]:
    """Find old addresses that are in use, and pages whose citations would be one file."""
    # Some machines take names that differ in case alone for one.
    taken = {docname.casefold() for docname in pages}
    files: dict[str, str] = {}
    for docname, page in pages.items():
        names = [docname.replace("/", "-").casefold()]
        if isinstance(page.meta, schema.FormPage):
            names.append(f"downloads/{docname.rsplit('/', 1)[-1].casefold()}")
        for name in names:
            if files.setdefault(name, docname) != docname:
                yield Problem(
                    page.path,
                    1,
                    f"The files of this page and of «{files[name]}» would both be «{name}».",
                    "Rename one of the two pages.",
                )
        front_matter = sources[docname].front_matter
        for number, old in enumerate(page.meta.redirect_from):
            name = old_docname(old).casefold()
            if name in taken or name.partition("/")[0] in TAKEN:
                yield Problem(
                    page.path,
                    front_matter.line(("redirect_from", number)),
                    f"The old address «{old}» is in use: a page or another signpost stands there.",
                    "Remove one of the two.",
                )
            taken.add(name)


def _filled_gaps(records: Records, file: YamlFile) -> Iterable[Problem]:
    """Find the path of a gap at which there is no field, or one that somebody has filled."""
    for key, gap in records.gaps.items():
        if not gap.field:
            continue
        try:
            if records.at(gap.field) in (None, "", [], {}):
                continue
            message, fix = "has a value now", "Remove the gap, or name another field."
        except (AttributeError, KeyError, IndexError, ValueError):
            message, fix = "does not exist", "Correct it, or remove «field:»."
        line = file.line((key, "field"))
        yield Problem(file.path, line, f"The field «{gap.field[:100]}» {message}.", fix)


def _name_problems(people: dict[str, schema.Person], file: YamlFile) -> Iterable[Problem]:
    """Find names of people that begin with the surname or a title, or hold an address."""
    for key, person in people.items():
        words, own = slug(person.name).split("-"), key.split("-")
        turned = words != own and sorted(words) == sorted(own)
        if turned or not is_name_alone(person.name):
            said = f"The name «{person.name}» is {NOT_A_NAME_ALONE[0]}"
            yield Problem(file.path, file.line((key, "name")), said, NOT_A_NAME_ALONE[1])


def is_name_alone(name: str) -> bool:
    """Tell whether a person's name has no title before it, no surname before a comma and no address."""
    return slug(name).split("-")[0] not in TITLES and {",", "@"}.isdisjoint(name)


def _copied(pages: dict[str, PageRecord], sources: dict[str, Source]) -> Iterable[Problem]:
    """Find pages that are described with the same words, as after a copy that nobody changed."""
    first: dict[str, str] = {}
    for docname, page in pages.items():
        other = first.setdefault(page.meta.description, page.path)
        if other != page.path:
            yield Problem(
                page.path,
                sources[docname].front_matter.line(("description",)),
                f"«description» says the same as in {other}.",
                "Write what is true of this page.",
            )
