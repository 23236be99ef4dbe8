"""The tables of a text, found before a parser fills their short rows up to the full width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# What stands between the head of a table and its rows. One class of characters, so that a line of any
# length is looked at once.
_RULE = re.compile(r"^[ \t>:|-]+$", re.MULTILINE)


class Table(NamedTuple):
    """A table: where its second line begins, how many columns it has, how many cells are made of it."""

    start: int
    columns: int
    cells: int


def tables_in(text: str) -> Iterator[Table]:
    """Every table of a Markdown text, and what only looks like one."""
    for match in _RULE.finditer(text):
        columns = match[0].strip(" \t>").strip("|").count("|") + 1
        if "-" not in match[0] or "|" not in match[0]:
            continue
        end = text.find("\n\n", match.end())
        rows = text.count("\n", match.end(), len(text) if end == -1 else end) + 1
        yield Table(match.start(), columns, rows * columns)
