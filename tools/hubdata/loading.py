"""Loads every record of the book; all that is wrong is said together."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import schema
from .agreement import (
    address_problems,
    cohort_problems,
    copied,
    expert_problems,
    filled_gaps,
    name_problems,
    output_problems,
    role_problems,
    short_name_problems,
    study_problems,
)
from .bibliography import read_entries
from .front_matter import Source, read_source
from .plainfile import read_text
from .records import PageRecord, Records
from .schema import FILES, SINGLE
from .strict_yaml import Problem, RecordError, YamlFile, read_yaml
from .validate import ID, PATTERNS, Known, check_page, validated


def load_records(book: Path | str) -> Records:
    """Load book/_data, references.bib and all front matter.

    `book` is the folder with _config.yml. Raises `RecordError` with every problem found: unreadable
    YAML, unknown or missing fields, wrong values, and references to what does not exist.
    """
    return _Loader(Path(book).resolve()).load()


# A setting of _config.yml that the records need → what one says.
_SETTINGS = {
    ("title",): "…",
    ("author",): "…",
    ("sphinx", "config", "language"): "en-GB",
    ("repository", "url"): "…",
    ("repository", "branch"): "main",
    ("html", "baseurl"): "https://…/",
}


class _Loader:
    """Collects problems while it loads, so that all are reported together."""

    def __init__(self, book: Path):
        self.book = book
        self.problems: list[Problem] = []
        self.files: dict[str, YamlFile] = {}
        self.known: Known = {}

    def load(self) -> Records:
        for name in (*SINGLE, *FILES):
            if file := self._yaml(f"_data/{name}.yml"):
                self.files[name] = file
        settings = self._settings()
        language = settings[2] if settings else "en"
        files = markdown_files(self.book)
        sources: dict[str, Source] = {}
        for file in files:
            with self._collected():
                source = read_source(self.book, file, language)
                sources[source.docname] = source
        keys = self._source_keys()
        names = (file.relative_to(self.book).with_suffix("").as_posix() for file in files)
        self.known = {"pages": frozenset(names), "sources": keys}
        for name in FILES:
            data = (self.files[name].data or {}) if name in self.files else None
            self.known[name] = data if isinstance(data, dict) else None
        single = {
            name: validated(model, file.data, file, (), self.problems, self.known)
            for name, model in SINGLE.items()
            if (file := self.files.get(name))
        }
        loaded = {name: self._file(name, model) for name, model in FILES.items()}
        pages: dict[str, PageRecord] = {}
        for docname, source in sources.items():
            with self._collected():
                meta = check_page(source, self.known)
                pages[docname] = PageRecord(docname, source.path, source.title, meta)
        if self.problems:
            raise RecordError(self.problems)
        records = Records(self.book, *settings, **single, **loaded, pages=pages, source_keys=keys)
        self.problems.extend(name_problems(records.people, self.files["people"]))
        own = short_name_problems(records.organisations, self.files["organisations"])
        self.problems.extend(own)
        self.problems.extend(expert_problems(records, self.files["organisations"]))
        self.problems.extend(role_problems(records, self.files["people"]))
        self.problems.extend(output_problems(records, self.files["outputs"]))
        self.problems.extend(study_problems(records, sources))
        self.problems.extend(cohort_problems(records, self.files["cohorts"]))
        self.problems.extend(filled_gaps(records, self.files["gaps"]))
        self.problems.extend(copied(records.pages, sources))
        self.problems.extend(address_problems(records.pages, sources))
        if self.problems:
            raise RecordError(self.problems)
        return records

    @contextmanager
    def _collected(self) -> Iterator[None]:
        """Keep what is wrong, and go on."""
        try:
            yield
        except RecordError as error:
            self.problems.extend(error.problems)

    def _path(self, name: str) -> str:
        return f"{self.book.name}/{name}"

    def _text(self, name: str) -> str | None:
        """Return the text of a file of the book; None, and why, if it cannot be read."""
        message, fix = "The file is missing.", "Restore it."
        try:
            return read_text(self.book, self.book / name)
        except FileNotFoundError:
            pass
        except UnicodeDecodeError:
            message, fix = "The file is not UTF-8.", "Save it as UTF-8."
        self.problems.append(Problem(self._path(name), 1, message, fix))
        return None

    def _yaml(self, name: str) -> YamlFile | None:
        text = self._text(name)
        with self._collected():
            return None if text is None else read_yaml(text, self._path(name))
        return None

    def _settings(self) -> tuple[str, ...]:
        """Return what `_SETTINGS` lists; the site's address comes last, and ends in a slash."""
        file = self._yaml("_config.yml")
        if file is None:
            return ()
        values = []
        for keys, such_as in _SETTINGS.items():
            value = file.data
            for key in keys:
                value = value.get(key) if isinstance(value, dict) else None
            if not isinstance(value, str) or not value.strip():
                lines = [f"«{'  ' * deep}{key}:»" for deep, key in enumerate(keys)]
                lines[-1] = f"{lines[-1][:-1]} {such_as}»"
                fix = f"Write {', and below it '.join(lines)}."
                message = f"The setting «{'.'.join(keys)}» is missing."
                self.problems.append(Problem(file.path, 1, message, fix))
            values.append(str(value))
        return (*values[:-1], f"{values[-1].rstrip('/')}/")

    def _file(self, name: str, model: type[schema.Record]) -> dict[str, Any]:
        file = self.files.get(name)
        if file is None or file.data is None:
            return {}
        if not isinstance(file.data, dict):
            message = "The file must map an id to each record."
            self.problems.append(Problem(file.path, 1, message, "Write «id:»."))
            return {}
        for key in file.data:
            if not ID.fullmatch(key):
                message, fix = f"The id «{key[:80]}» is not right.", PATTERNS[schema.KEBAB]
                self.problems.append(Problem(file.path, file.line((key,)), message, fix))
        return {
            key: validated(model, value, file, (key,), self.problems, self.known)
            for key, value in file.data.items()
        }

    def _source_keys(self) -> frozenset[str] | None:
        """Return the keys of the bibliography, or None if not all of it can be read."""
        text = self._text("references.bib")
        if text is None:
            return None
        entries, problems = read_entries(text, self._path("references.bib"))
        self.problems.extend(problems)
        return None if problems else frozenset(entry.key for entry in entries)


def markdown_files(book: Path) -> list[Path]:
    """Return the pages below `book`, leaving out what begins with `_` or `.`."""
    return sorted(
        file
        for file in book.rglob("*.md")
        if not any(part[0] in "_." for part in file.relative_to(book).parts)
    )
