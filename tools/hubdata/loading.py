"""Loads every record of the book; all that is wrong is said together."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from . import schema
from .agreement import address_problems, copied, filled_gaps, name_problems
from .entries import read_entries
from .front_matter import Source, read_source
from .plainfile import read_text
from .records import PageRecord, Records
from .strict_yaml import Problem, RecordError, YamlFile, read_yaml
from .validate import ID, PATTERNS, Known, check_page, validated

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


def load_records(book: Path | str) -> Records:
    """Load book/_data, references.bib and all front matter.

    `book` is the folder with _config.yml. Raises `RecordError` with every problem found: unreadable
    YAML, unknown or missing fields, wrong values, and references to what does not exist.
    """
    return _Loader(Path(book).resolve()).load()


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
        self.problems.extend(name_problems(records.people, self.files["people"]))
        self.problems.extend(filled_gaps(records, self.files["gaps"]))
        self.problems.extend(copied(records.pages, by_name))
        self.problems.extend(address_problems(records.pages, by_name))
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
            if not ID.fullmatch(key):
                fix = PATTERNS[schema.KEBAB]
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


def markdown_files(book: Path) -> list[Path]:
    """Return the pages below `book`, leaving out what begins with `_` or `.`."""
    return sorted(
        file
        for file in book.rglob("*.md")
        if not any(part[0] in "_." for part in file.relative_to(book).parts)
    )
