"""Reads the small, strict YAML that this book's data and front matter are written in.

YAML proper can hang a build with nine lines of aliases and keeps the last of two equal keys without a
word. This reader takes the event stream of PyYAML, refuses both, and remembers the line of every value
so that an error can point at it. Dates stay text: `2023-06` and `2023-06-27` are both written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from booklint.invisible import INVISIBLE
from booklint.yaml_oddities import LOADER, SYNTAX, is_endless_number, syntax_error

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

Place = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a file: where, what, and how to repair it."""

    path: str
    line: int
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} {self.fix}"


class RecordError(Exception):
    """Raised with every `Problem` found, so that they can be fixed in one go."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, path: str, line: int, message: str, fix: str) -> RecordError:
        """Return the error of one problem."""
        return cls([Problem(path, line, message, fix)])


@dataclass
class YamlFile:
    """The data of one YAML text, with the line on which each value stands."""

    path: str
    data: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """Return the line of a value, or of the nearest thing around it that exists."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


@dataclass
class _Open:
    """A mapping or list that is being read."""

    value: dict | list
    place: Place
    key: str | None = None

    def next_place(self) -> Place:
        step = self.key if isinstance(self.value, dict) else len(self.value)
        return (*self.place, step)

    def add(self, value: Any) -> None:
        if isinstance(self.value, dict):
            self.value[self.key] = value
            self.key = None
        else:
            self.value.append(value)


def read_yaml(text: str, path: str, first_line: int = 1) -> YamlFile:
    """Read YAML text strictly.

    `path` names the file in errors; `first_line` is the line of the file on which the text begins.
    Raises `RecordError` for broken YAML, aliases, anchors, tags, duplicate keys, keys that are not
    text, more than one document, too deep nesting and too large files.
    """

    def refuse(line: int, message: str, fix: str) -> RecordError:
        return RecordError.at(path, line + first_line, message, fix)

    if len(text) > MAX_BYTES:
        raise refuse(0, f"The YAML is longer than {MAX_BYTES:,} characters.", "Split it up.")
    result = YamlFile(path, None)
    stack: list[_Open] = []
    documents = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            line = event.start_mark.line
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise refuse(line, "A second document begins here.", "Remove the line «---».")
            elif isinstance(event, yaml.AliasEvent):
                raise refuse(
                    line,
                    f"The alias «*{event.anchor}» is not allowed: aliases can hang a build.",
                    "Write the value out.",
                )
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                if event.anchor:
                    raise refuse(
                        line, f"The anchor «&{event.anchor}» is not allowed.", "Remove it."
                    )
                if event.tag and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
                    raise refuse(line, f"The tag «{event.tag}» is not allowed.", "Remove it.")
                if isinstance(event, yaml.ScalarEvent) and (odd := INVISIBLE.search(event.value)):
                    code = f"U+{ord(odd[0]):04X}"
                    raise refuse(line, f"The unseen character {code} stands here.", "Remove it.")
                if isinstance(event, yaml.ScalarEvent) and is_endless_number(event):
                    raise refuse(line, "This number is too long.", "Put quotes round it.")
                _take(event, line + first_line, stack, result, refuse)
    except yaml.YAMLError as error:
        what, line = syntax_error(text, error)
        fix = f"{SYNTAX[0].upper()}{SYNTAX[1:]}."
        raise refuse(line, f"This is not valid YAML: {what}.", fix) from None
    return result


def _take(event: yaml.NodeEvent, line: int, stack: list[_Open], result: YamlFile, refuse) -> None:
    """Put one scalar, or the beginning of a mapping or list, where it belongs."""
    parent = stack[-1] if stack else None
    if parent and isinstance(parent.value, dict) and parent.key is None:
        if not isinstance(event, yaml.ScalarEvent):
            raise refuse(event.start_mark.line, "A key must be plain text.", "Write a word.")
        if event.value in parent.value:
            first = result.lines[(*parent.place, event.value)]
            raise refuse(
                event.start_mark.line,
                f"The key «{event.value}» stands here a second time (first on line {first}).",
                "Keep one of the two.",
            )
        parent.key = event.value
        result.lines[(*parent.place, event.value)] = line
        return
    place = parent.next_place() if parent else ()
    result.lines.setdefault(place, line)
    if isinstance(event, yaml.ScalarEvent):
        value: Any = _scalar(event)
    else:
        value = {} if isinstance(event, yaml.MappingStartEvent) else []
    if parent:
        parent.add(value)
    else:
        result.data = value
    if not isinstance(event, yaml.ScalarEvent):
        if len(stack) >= MAX_DEPTH:
            raise refuse(
                event.start_mark.line, f"More than {MAX_DEPTH} levels are nested.", "Flatten this."
            )
        stack.append(_Open(value, place))


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    """Return the value of a scalar: only what JSON knows, and never a date."""
    text = event.value
    if not event.implicit[0] or event.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.match(text) and len(text) < 16:
        return int(text)
    if _DECIMAL.match(text) and len(text) < 30:
        return float(text)
    return text
