"""What to say of YAML text that no parser takes."""

from __future__ import annotations

import re

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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


def is_endless_number(event: yaml.ScalarEvent | yaml.ScalarNode) -> bool:
    """Whether other readers of YAML would take time without end, or stop, over a number."""
    plain = not event.style and len(event.value) > MAX_DIGITS
    return plain and bool(re.fullmatch(r"[-+0-9A-Fa-f_:.xo]+", event.value))
