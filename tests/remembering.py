"""Checks for tests that look at nearly the same book many times: what differs is read and judged anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from booklint import book
from booklint.book import Book
from booklint.finding import Finding
from booklint.reader import Reader
from booklint.registry import Rule, all_rules, without_consequences
from booklint.site import Site

RULES = all_rules(("house_rules",))
_FOUND: dict[tuple, frozenset[Finding]] = {}


@contextmanager
def each_text_is_parsed_once() -> Iterator[None]:
    """Parse a page that is the same as before once for all looks, in this process."""
    read, readers = Reader.read, []

    @cache
    def remembered(path: str, text: str, in_book: bool):
        return read(readers[-1], path, text, in_book=in_book)

    def once(reader: Reader, path: str, text: str, *, in_book: bool = True):
        readers[:] = [reader]
        return remembered(path, text, in_book)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "read", once)
        patch.setattr(book, "parallel_map", lambda function, jobs, **_: [*map(function, jobs)])
        yield


def findings_in(source: Book | Site) -> list[Finding]:
    """Everything that all rules find in a book or a site; `each_text_is_parsed_once` makes it quick."""
    found: set[Finding] = set()
    for rule in RULES:
        for thing in source.things(rule.kind):
            found |= _findings(rule, thing)
    return without_consequences(found)


def _findings(rule: Rule, thing) -> frozenset[Finding]:
    """What a rule finds in a thing; for one that is the same as before, what it found before."""
    if rule.kind in ("book", "site"):
        return frozenset(rule.findings(thing))
    if rule.kind == "picture":
        content = (thing.files.read(thing.path), *thing.used_at)
    else:
        content = thing.data if rule.kind == "built_page" else thing.text
    key = (rule.name, thing.path, content)
    if key not in _FOUND:
        _FOUND[key] = frozenset(rule.findings(thing))
    return _FOUND[key]
