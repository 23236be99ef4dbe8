"""Look at YAML text for what a loader takes without a word: equal keys, aliases; and for slips."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_EVENTS = 200_000
MAX_DIGITS = 100
OPEN_QUOTE = re.compile(
    r"^[ \t]*(?:- )?[\w-]+:[ \t]+([\"'])(?:(?!\1).)*$(?=\n[ \t]*(?:- )?[\w-]+:|\n*\Z)", re.M
)
"""A value whose quotation mark is not closed before the next key."""
SYNTAX = (
    "check the indentation, close each quotation mark, and put quotes round a value with «: », «#» or a "
    "bracket in it"
)
"""What to do about a text that no parser takes."""


def syntax_error(text: str, error: yaml.YAMLError) -> tuple[str, int]:
    """What is wrong in a YAML text that its parser refused with this error, and on which line, from 0."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    noticed = mark.line if mark else 0
    opened = OPEN_QUOTE.search(text)
    line = text.count("\n", 0, opened.start()) if opened else noticed + 1
    # The parser notices it only where another quotation mark, or the text, ends.
    if line <= noticed:
        return "a quotation mark opens and does not close", line
    return getattr(error, "problem", None) or str(error), noticed


def is_endless_number(event: yaml.ScalarEvent) -> bool:
    """Whether other readers of YAML would take time without end, or stop, over a number."""
    plain = not event.style and len(event.value) > MAX_DIGITS
    return plain and bool(re.fullmatch(r"[-+0-9A-Fa-f_:.xo]+", event.value))


class Oddity(NamedTuple):
    """One thing found: a key that stands twice, an alias or its anchor, or a slip in the syntax."""

    kind: Literal["twice", "alias", "broken"]
    line: int
    name: str


@lru_cache(maxsize=1000)
def oddities(text: str, first: int = 1) -> tuple[Oddity, ...]:
    """Everything odd in a YAML text whose first line is `first`."""
    found: list[Oddity] = []
    # One entry for each open mapping or list: the keys of a mapping so far, `None` for a list;
    # and whether the next scalar of the mapping is a key.
    keys: list[set[str] | None] = []
    key_next: list[bool] = []
    count = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            count += 1
            if count > MAX_EVENTS:
                break
            line = event.start_mark.line + first
            if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                keys.pop()
                key_next.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            if isinstance(event, yaml.ScalarEvent) and is_endless_number(event):
                found.append(Oddity("broken", line, "this number is too long"))
            if event.anchor:
                found.append(Oddity("alias", line, event.anchor))
            if keys and keys[-1] is not None:
                if key_next[-1] and isinstance(event, yaml.ScalarEvent):
                    if event.value in keys[-1] and event.value != "<<":
                        found.append(Oddity("twice", line, event.value))
                    keys[-1].add(event.value)
                key_next[-1] = not key_next[-1]
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                keys.append(set() if isinstance(event, yaml.MappingStartEvent) else None)
                key_next.append(True)
    except yaml.YAMLError as error:
        reason, line = syntax_error(text, error)
        found.append(Oddity("broken", first + line, reason))
    except (ValueError, RecursionError) as error:
        found.append(Oddity("broken", first, str(error)))
    return tuple(found)
