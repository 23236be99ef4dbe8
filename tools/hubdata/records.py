"""Loads every record of the book, checks each by itself and all against each other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from pybtex.database.input.bibtex import LowLevelParser
from pybtex.scanner import PybtexSyntaxError
from pydantic import TypeAdapter, ValidationError

from . import schema
from .bibliography import bare_address, bibliography_problems
from .front_matter import Source, read_source
from .guard.texts import abbreviations, deep_braces
from .guard.tree import TAKEN
from .near import did_you_mean
from .plainfile import read_text
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

_ID = re.compile(schema.KEBAB.strip("^$"))


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

    def files(self) -> list[Path]:
        """Return every file that was read, for whoever must notice a change."""
        data = sorted((self.book / "_data").glob("*.yml"))
        return [*data, self.book / "references.bib"]


def old_docname(old: str) -> str:
    """Return an entry of `redirect_from` as the name that a page at that address would have."""
    return old.strip("/").removesuffix(".html")


def load_records(book: Path | str) -> Records:
    """Load book/_data, references.bib and all front matter.

    `book` is the folder with _config.yml. Raises `RecordError` with every problem found: unreadable
    YAML, unknown or missing fields, wrong values, and references to what does not exist.
    """
    return _Loader(Path(book).resolve()).load()


def check_page(source: Source) -> schema.Page:
    """Return the checked front matter of one page; raises `RecordError`."""
    problems: list[Problem] = []
    data = source.front_matter.data
    kind = data.get("type")
    model = PAGE_MODELS.get(kind, schema.Page) if isinstance(kind, str) else schema.Page
    meta = validated(model, data, source.front_matter, (), problems)
    if problems:
        raise RecordError(problems)
    return meta


def validated(
    model: Any, data: Any, file: YamlFile, place: Place, problems: list[Problem]
) -> Any | None:
    """Return `data` as `model`, or None after adding to `problems` what is wrong with it."""
    try:
        return _adapter(model).validate_python(data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            problems.append(_problem(item, model, file, place))
    return None


# Making an adapter takes as long as checking a record with it.
_adapter = cache(TypeAdapter)


def _problem(item: dict, model: Any, file: YamlFile, place: Place) -> Problem:
    """Say one of pydantic's errors in this book's words."""
    where = tuple(step for step in item["loc"] if isinstance(step, (str, int)))
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

    def load(self) -> Records:
        sources = self._read_all()
        single = {name: self._single(name, model) for name, model in SINGLE.items()}
        loaded = {name: self._file(name, model) for name, model in FILES.items()}
        pages = self._pages(sources)
        keys = self._source_keys()
        settings = self._settings()
        if self.problems:
            raise RecordError(self.problems)
        by_name = {source.docname: source for source in sources}
        digest = _digest(settings, self.files, by_name, keys)
        records = Records(
            self.book, *settings, **single, **loaded, pages=pages, source_keys=keys, digest=digest
        )
        self.problems.extend(_References(records, self.files, by_name).check())
        if self.problems:
            raise RecordError(self.problems)
        return records

    def _read_all(self) -> list[Source]:
        """Read all data files, which are kept, and all pages, whose sources are returned."""
        data = [*SINGLE, *FILES]
        jobs = [partial(self._data, name) for name in data]
        jobs += [partial(self._source, file) for file in markdown_files(self.book)]
        read = [job() for job in jobs]
        for _, problems in read:
            self.problems.extend(problems)
        files, sources = read[: len(data)], read[len(data) :]
        self.files = {name: file for name, (file, _) in zip(data, files, strict=True) if file}
        return [source for source, _ in sources if source]

    def _data(self, name: str) -> tuple[YamlFile | None, list[Problem]]:
        path = f"{self.book.name}/_data/{name}.yml"
        try:
            text = read_text(self.book, self.book / "_data" / f"{name}.yml")
            return read_yaml(text, path), []
        except FileNotFoundError:
            return None, [Problem(path, 1, "The file is missing.", "Restore it.")]
        except UnicodeDecodeError:
            return None, [Problem(path, 1, "The file is not UTF-8.", "Save it as UTF-8.")]
        except RecordError as error:
            return None, error.problems

    def _source(self, file: Path) -> tuple[Source | None, list[Problem]]:
        try:
            return read_source(self.book, file), []
        except RecordError as error:
            return None, error.problems

    def _single(self, name: str, model: type[schema.Record]) -> Any:
        file = self.files.get(name)
        return validated(model, file.data, file, (), self.problems) if file else None

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
            key: validated(model, value, file, (key,), self.problems)
            for key, value in file.data.items()
        }

    def _pages(self, sources: list[Source]) -> dict[str, PageRecord]:
        pages = {}
        for source in sources:
            try:
                meta = check_page(source)
            except RecordError as error:
                self.problems.extend(error.problems)
                continue
            pages[source.docname] = PageRecord(source.docname, source.path, source.title, meta)
        return pages

    def _source_keys(self) -> frozenset[str]:
        try:
            text = read_text(self.book, self.book / "references.bib")
        except (FileNotFoundError, UnicodeDecodeError):
            path = f"{self.book.name}/references.bib"
            self.problems.append(Problem(path, 1, "The file cannot be read.", "Restore it."))
            return frozenset()
        entries, problems = read_entries(text, f"{self.book.name}/references.bib")
        self.problems.extend(problems)
        return frozenset(entry.key for entry in entries)


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

    Wrong are keys that stand twice or hold odd characters, addresses that are none, and what pybtex
    cannot read. What would keep it busy without end is said, and nothing is read then.
    """
    problems = [*deep_braces(path, text), *abbreviations(path, text)]
    if problems:
        return [], problems
    problems.extend(bibliography_problems(path, text))
    entries, errors = _parsed(text)
    for error in errors if not problems else ():
        fix = "Compare it with the entries around it: a brace or a comma is missing, or too many."
        problems.append(Problem(path, error.lineno or 1, f"This cannot be read: {error}.", fix))
    seen = set()
    for entry in entries:
        if not _ID.fullmatch(entry.key):
            fix = _PATTERNS[schema.KEBAB]
            message = f"The key «{entry.key[:80]}» is not right."
            problems.append(Problem(path, entry.line, message, f"{fix.capitalize()}."))
        elif entry.key in seen and not problems:
            message = f"The key «{entry.key}» stands here a second time."
            problems.append(Problem(path, entry.line, message, "Rename one."))
        seen.add(entry.key)
        for name, value, line in entry.fields:
            pattern = {"url": schema.HTTPS, "doi": schema.DOI}.get(name)
            if pattern and not re.fullmatch(pattern.strip("^$"), bare_address(value)):
                fix = _PATTERNS[pattern]
                message = f"«{name}» is not right: «{value[:80]}»."
                problems.append(Problem(path, line, message, f"{fix[:1].upper()}{fix[1:]}."))
    return entries, problems


def _parsed(text: str) -> tuple[list[Entry], list[PybtexSyntaxError]]:
    entries: list[Entry] = []
    errors: list[PybtexSyntaxError] = []
    parser = LowLevelParser(text, handle_error=errors.append)
    for _, (key, fields) in parser:
        start, end = parser.command_start, parser.pos
        first = text.count("\n", 0, start) + 1
        found = []
        for name, parts in fields:
            place = re.search(rf"[,{{(\s]{re.escape(name)}\s*=", text[start:end])
            line = first + (text.count("\n", start, start + place.end()) if place else 0)
            found.append((name.lower(), "".join(parts), line))
        if key:
            entries.append(Entry(key, first, tuple(found)))
    return entries, errors


def markdown_files(book: Path) -> list[Path]:
    """Return the pages below `book`, leaving out what begins with `_` or `.`."""
    return sorted(
        file
        for file in book.rglob("*.md")
        if not any(part[0] in "_." for part in file.relative_to(book).parts)
    )


class _References:
    """Checks that whatever a record names exists."""

    def __init__(self, records: Records, files: dict[str, YamlFile], sources: dict[str, Source]):
        self.records = records
        self.files = files
        self.sources = sources

    def check(self) -> Iterable[Problem]:
        records = self.records
        cohorts, organisations = records.cohorts, records.organisations
        for file in self.files.values():
            yield from self._source_lists(file, (), file.data)
        for key, record in organisations.items():
            file = self.files["organisations"]
            yield from self._known(file, (key, "sector"), record.sector, records.sectors)
            yield from self._known(file, (key, "cohort"), record.cohort, cohorts)
            yield from self._all(file, (key, "experts"), record.experts, records.people)
        for key, record in records.people.items():
            file = self.files["people"]
            for number, role in enumerate(record.roles):
                place = (key, "roles", number)
                if role.organisation:
                    yield from self._known(
                        file, (*place, "organisation"), role.organisation, organisations
                    )
                if role.cohort:
                    yield from self._known(file, (*place, "cohort"), role.cohort, cohorts)
        for key, record in cohorts.items():
            yield from self._known(self.files["cohorts"], (key, "page"), record.page, records.pages)
        for key, record in records.lessons.items():
            file = self.files["lessons"]
            yield from self._known(file, (key, "page"), record.page, records.pages)
            yield from self._all(file, (key, "organisations"), record.organisations, organisations)
        for key, record in records.outputs.items():
            if record.cohort:
                yield from self._known(
                    self.files["outputs"], (key, "cohort"), record.cohort, cohorts
                )
        file, identity = self.files["identity"], records.identity
        for name, docname in identity.pages.model_dump().items():
            yield from self._known(file, ("pages", name), docname, records.pages)
        for docname in identity.links:
            yield from self._known(file, ("links", docname), docname, records.pages)
        for docname, page in records.pages.items():
            yield from self._page(self.sources[docname].front_matter, page.meta)
        yield from self._addresses()

    def _page(self, file: YamlFile, meta: schema.Page) -> Iterable[Problem]:
        if isinstance(meta, schema.CohortPage | schema.CaseStudy):
            yield from self._known(file, ("cohort",), meta.cohort, self.records.cohorts)
        if isinstance(meta, schema.CaseStudy):
            for name in ("organisations", "practices", "lessons"):
                known = getattr(self.records, name)
                yield from self._all(file, (name,), getattr(meta, name), known)
            yield from self._all(file, ("sources",), meta.sources, self.records.source_keys)

    def _addresses(self) -> Iterable[Problem]:
        """Find old addresses that are in use, and pages whose citations would be one file."""
        # Some machines take names that differ in case alone for one.
        taken = {docname.casefold() for docname in self.records.pages}
        files: dict[str, str] = {}
        for docname, page in self.records.pages.items():
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
            front_matter = self.sources[docname].front_matter
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

    def _source_lists(self, file: YamlFile, place: Place, data: Any) -> Iterable[Problem]:
        """Find every `sources:` list at any depth."""
        if isinstance(data, dict):
            for key, value in data.items():
                if key == "sources" and isinstance(value, list):
                    yield from self._all(file, (*place, key), value, self.records.source_keys)
                else:
                    yield from self._source_lists(file, (*place, key), value)
        elif isinstance(data, list):
            for number, value in enumerate(data):
                yield from self._source_lists(file, (*place, number), value)

    def _all(
        self, file: YamlFile, place: Place, words: list[str], known: Iterable[str]
    ) -> Iterable[Problem]:
        for number, word in enumerate(words):
            yield from self._known(file, (*place, number), word, known)

    def _known(
        self, file: YamlFile, place: Place, word: str, known: Iterable[str]
    ) -> Iterable[Problem]:
        if word not in known:
            name = ".".join(str(step) for step in place)
            yield Problem(
                file.path,
                file.line(place),
                f"«{name}» names «{word}», which does not exist.",
                did_you_mean(word, sorted(known)) or "Add the record, or correct the name.",
            )
