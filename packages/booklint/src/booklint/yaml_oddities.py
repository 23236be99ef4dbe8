"""Look at YAML text for what a loader takes without a word: equal keys, aliases; and for slips."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_EVENTS = 200_000
MAX_DIGITS = 100


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
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        found.append(Oddity("broken", (mark.line if mark else 0) + first, reason))
    except (ValueError, RecursionError) as error:
        found.append(Oddity("broken", first, str(error)))
    return tuple(found)
