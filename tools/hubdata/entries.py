"""Reads the entries of the bibliography with the line of each field, and checks keys and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pybtex.database.input.bibtex import LowLevelParser

from . import schema
from .bibliography import bare_address, bibliography_problems
from .guard.texts import abbreviations, deep_braces
from .strict_yaml import Problem
from .validate import ID, PATTERNS


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
        if not ID.fullmatch(entry.key):
            message = f"The key «{entry.key[:80]}» is not right."
            problems.append(Problem(path, entry.line, message, PATTERNS[schema.KEBAB]))
        for name, value, line in entry.fields:
            pattern = {"url": schema.HTTPS, "doi": schema.DOI}.get(name)
            if pattern and not re.fullmatch(pattern.strip("^$"), bare_address(value)):
                message = f"«{name}» is not right: «{value[:80]}»."
                problems.append(Problem(path, line, message, PATTERNS[pattern]))
    return entries, problems


def _entries(text: str) -> Iterator[Entry]:
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
