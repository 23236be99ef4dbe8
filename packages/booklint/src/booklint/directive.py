"""Split a directive into options and body as MyST does, keeping the line of every option."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from textwrap import dedent

from myst_parser.parsers.options import TokenizeError, options_to_items

from booklint import mystmd
from booklint.page import Option

OPTION_KEY = re.compile(r"""^(?P<quote>["']?)(?P<key>[^\s:"']+)(?P=quote)\s*:(?:\s|$)""")


@dataclass
class Parts:
    """What stands below the first line of a directive; `broken` says why MyST drops the options.

    `repeated` gives the line of each option that stands there before, so that MyST drops the first.
    """

    body: str
    body_line: int
    options: dict[str, Option] = field(default_factory=dict)
    broken: str = ""
    broken_line: int = 0
    repeated: dict[str, int] = field(default_factory=dict)


def split_directive(content: str, line: int, *, one_line: bool = False) -> Parts:
    """Split the text below a directive's first line; `line` is the line that text starts on.

    With `one_line`, each option is a line of its own and its value is taken as it stands.
    """
    rows = content.split("\n")
    if content.endswith("\n"):
        rows.pop()
    if one_line and not content.startswith("---"):
        return _with_lines(rows, line)
    block: list[str] = []
    used, block_line = 0, line
    if content.startswith("---"):
        block_line = line + 1
        end = next((at for at, row in enumerate(rows[1:], 1) if row.startswith("---")), len(rows))
        block, used = dedent("\n".join(rows[1:end])).split("\n"), min(end + 1, len(rows))
    else:
        while used < len(rows) and rows[used].lstrip().startswith(":"):
            block.append(rows[used].lstrip()[1:])
            used += 1
    body = rows[used:]
    if body and not body[0].strip():
        body, used = body[1:], used + 1
    parts = Parts("\n".join(body), line + used)
    if block:
        _read_options(parts, block, block_line)
    return parts


def _with_lines(rows: list[str], line: int) -> Parts:
    """Options as MyST's own parser takes them."""
    parts = Parts("", line)
    used = 0
    while used < len(rows) and (found := mystmd.OPTION.match(rows[used])):
        if found["key"] in parts.options:
            parts.repeated[found["key"]] = line + used
        parts.options[found["key"]] = Option((found["value"] or "").strip(), line + used)
        used += 1
    while used < len(rows) and not rows[used].strip():
        used += 1
    return Parts("\n".join(rows[used:]), line + used, parts.options, repeated=parts.repeated)


def _read_options(parts: Parts, block: list[str], line: int) -> None:
    places: dict[str, int] = {}
    for number, row in enumerate(block, line):
        found = OPTION_KEY.match(row)
        if found and found["key"] in places:
            parts.repeated[found["key"]] = number
        elif found:
            places[found["key"]] = number
    try:
        items, _ = options_to_items("\n".join(block))
    except TokenizeError as error:
        parts.broken = error.problem
        at = min(error.problem_mark.line, len(block) - 1)
        # The parser stops where it expects a colon, which may be a line too late.
        if at and not OPTION_KEY.match(block[at - 1]) and re.match(r"[^\s#]", block[at - 1]):
            at -= 1 if "after key" in error.problem else 0
        parts.broken_line = line + at
        parts.repeated.clear()
        return
    keys = [key for key, _ in items]
    parts.repeated = {key: at for key, at in parts.repeated.items() if keys.count(key) > 1}
    parts.options = {key: Option(value or "", places.get(key, line)) for key, value in items}
