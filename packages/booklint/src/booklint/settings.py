"""A book's settings: which rules run where, what is excused, which plug-ins take part.

They stand in `booklint.toml` at the top of the repository or beside `_config.yml`, or in the table
`[tool.booklint]` of a `pyproject.toml` there; README.md shows each of them.
"""

from __future__ import annotations

import datetime
import fnmatch
import posixpath
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from booklint.files import Files
from booklint.finding import Finding
from booklint.nearest import nearest, suggestion
from booklint.waivers import FIELDS, OUTSIDE, Waiver

FILE = "booklint.toml"
PROJECT = "pyproject.toml"
RULE = "settings"
KEYS: Mapping[str, type] = {
    "book": str,
    "strict": bool,
    "plugins": list,
    "select": list,
    "ignore": list,
    "notice": list,
    "words": list,
    "instead": dict,
    "per-path": dict,
    "waiver": list,
}
OPTIONAL = frozenset({"what"})
"""The fields of a waiver that one of an outside link does without: `where` is its address."""


@dataclass(frozen=True)
class Settings:
    """The settings of one book; `path` is their file, empty where there is none.

    `problems` say what is wrong with the file itself; all that is right in it stands.
    """

    path: str = ""
    book: str = ""
    strict: bool = False
    plugins: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    instead: tuple[tuple[str, str], ...] = ()
    per_path: tuple[tuple[str, tuple[str, ...]], ...] = ()
    waivers: tuple[Waiver, ...] = ()
    problems: tuple[Finding, ...] = ()
    source: str = ""

    def runs(self, name: str, family: str) -> bool:
        """Whether a rule runs at all: it is selected (all are unless some are) and not ignored."""
        names = {name, family}
        return (not self.select or not names.isdisjoint(self.select)) and names.isdisjoint(
            self.ignore
        )

    def applied(self, finding: Finding, family: str) -> Finding | None:
        """The finding at the level these settings give it; `None` where its rule is off there."""
        names = {finding.rule, family}
        for pattern, rules in self.per_path:
            if fnmatch.fnmatchcase(finding.path, pattern) and not names.isdisjoint(rules):
                return None
        if not names.isdisjoint(self.notice):
            return replace(finding, level="notice")
        return finding

    def unknown(self, known: Collection[str], families: Collection[str]) -> list[Finding]:
        """A finding for each rule that these settings name and that is none of the `known`."""
        chosen = [*self.select, *self.ignore, *self.notice]
        chosen += [rule for _, rules in self.per_path for rule in rules]
        all_names = {*known, *families}
        wrong = [name for name in chosen if name not in all_names]
        wrong += [
            waiver.rule
            for waiver in self.waivers
            if waiver.rule not in known and waiver.rule != OUTSIDE
        ]
        return [
            Finding(
                self.path,
                _line_with(self.source, name),
                RULE,
                f"there is no rule or family called {name}",
                did_you_mean(name, all_names) or "`booklint --list` prints their names",
            )
            for name in dict.fromkeys(wrong)
        ]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The question whether a known word was meant; empty where none is near."""
    return suggestion(nearest(word, sorted(known), 60), "")


def find_settings(files: Files, folder: str = "") -> Settings:
    """The settings of the book in this folder: there, or in the nearest folder above it.

    Settings above that name another book are not for this one.
    """
    above = folder
    while True:
        found = _settings_in(files, above)
        if found is not None:
            named = posixpath.normpath(posixpath.join(above, found.book))
            is_ours = above == folder or not found.book or named == posixpath.normpath(folder)
            return found if is_ours else Settings()
        if not above:
            return Settings()
        above = posixpath.dirname(above)


def _settings_in(files: Files, folder: str) -> Settings | None:
    path = posixpath.join(folder, FILE)
    if files.is_file(path):
        return read_settings(_text(files, path), path)
    path = posixpath.join(folder, PROJECT)
    if files.is_file(path):
        source = _text(files, path)
        if re.search(r"^[ \t]*\[+\s*tool\s*\.\s*[\"']?booklint\b", source, re.M):
            return read_settings(source, path, table=("tool", "booklint"))
    return None


def read_settings(source: str, path: str, table: tuple[str, ...] = ()) -> Settings:
    """Read the text of a settings file; what cannot be used is among its `problems`."""
    problems: list[Finding] = []

    def wrong(message: str, fix: str, near: str = "") -> None:
        problems.append(Finding(path, _line_with(source, near), RULE, message, fix))

    try:
        data: Any = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else 1
        fix = "correct the line; none of the settings holds before"
        problem = Finding(path, line, RULE, f"this is not valid TOML: {error}", fix)
        return Settings(path, problems=(problem,), source=source)
    for step in table:
        data = data.get(step, {}) if isinstance(data, dict) else {}
    values: dict[str, Any] = {}
    for key, value in data.items() if isinstance(data, dict) else ():
        if key not in KEYS:
            wrong(
                f"there is no setting called {key}",
                did_you_mean(key, KEYS) or f"use one of {', '.join(KEYS)}",
                key,
            )
        elif type(value) is not KEYS[key]:
            wrong(f"the setting {key} is no {_IN_WORDS[KEYS[key]]}", "see its README", key)
        else:
            values[key] = value

    def texts(value: Any, key: str) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        wrong(f"{key} is no list of texts", f'write {key} = ["…", "…"]', key)
        return ()

    instead = values.get("instead", {})
    if not all(isinstance(each, str) for each in instead.values()):
        wrong("instead is no table of texts", 'write "in order to" = "to"', "instead")
        instead = {}
    lists = {
        key: texts(values.get(key, []), key) for key in ("plugins", "select", "ignore", "notice")
    }
    per_path = values.get("per-path", {})
    return Settings(
        path=path,
        book=values.get("book", ""),
        strict=values.get("strict", False),
        **lists,
        words=frozenset(each.lower() for each in texts(values.get("words", []), "words")),
        instead=tuple((" ".join(words.lower().split()), plain) for words, plain in instead.items()),
        per_path=tuple((pattern, texts(rules, pattern)) for pattern, rules in per_path.items()),
        waivers=tuple(_waivers(values.get("waiver", []), source, path, problems)),
        problems=tuple(problems),
        source=source,
    )


_IN_WORDS = {str: "text", bool: "true or false", list: "list", dict: "table"}


def _waivers(
    entries: list[Any], source: str, path: str, problems: list[Finding]
) -> Iterable[Waiver]:
    """The waivers of a file; one that cannot be used is a problem and excuses nothing."""
    heads = [
        number
        for number, row in enumerate(source.split("\n"), 1)
        if re.match(r"\s*\[\[\s*(?:tool\.booklint\.)?waiver\s*\]\]", row)
    ]
    lines = heads if len(heads) == len(entries) else [1] * len(entries)
    for entry, line in zip(entries, lines, strict=True):
        said, fix = _what_is_wrong(entry)
        if said:
            problems.append(Finding(path, line, RULE, f"a waiver cannot be used: {said}", fix))
        else:
            words = {name: entry.get(name, "") for name in FIELDS if name != "until"}
            yield Waiver(**words, until=entry["until"], line=line, path=path)


def _what_is_wrong(entry: Any) -> tuple[str, str]:
    fix = f"write each with {', '.join(FIELDS)}"
    if not isinstance(entry, dict):
        return "it is no table", fix
    for key in entry:
        if key not in FIELDS:
            return f"it has no field called {key}", did_you_mean(key, FIELDS) or fix
    optional = OPTIONAL if entry.get("rule") == OUTSIDE else frozenset()
    missing = [name for name in FIELDS if not entry.get(name) and name not in optional]
    if missing:
        return f"it does not say {', '.join(missing)}", fix
    if type(entry["until"]) is not datetime.date:
        return f"its last day {entry['until']!r} is no date", "write until = 2027-03-31"
    if not all(isinstance(entry.get(name, ""), str) for name in FIELDS if name != "until"):
        return "a field is no text", fix
    return "", ""


def _line_with(source: str, name: str) -> int:
    """The line on which a name stands in a text, 1 where it stands nowhere."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    rows = enumerate(source.split("\n"), 1) if name else ()
    return next((number for number, row in rows if word.search(row.partition("#")[0])), 1)


def _text(files: Files, path: str) -> str:
    return files.read(path).decode("utf-8", "replace")
