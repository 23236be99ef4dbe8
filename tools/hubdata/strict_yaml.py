"""Reads the small, strict YAML that this book's data and front matter are written in.

YAML proper can hang a build with nine lines of aliases and keeps the last of two equal keys without a
word. This reader takes the event stream of PyYAML, refuses both, and remembers the line of every value
so that an error can point at it. Dates stay text: `2023-06` and `2023-06-27` are both written here.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Self

import yaml
from booklint.invisible import INVISIBLE
from booklint.safe_yaml import (
    LOADER,
    SYNTAX,
    WHOLE,
    cut_off,
    is_endless_number,
    keep_one,
    syntax_error,
)

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


def line_at(text: str, position: int) -> int:
    """Return the line on which a character of a text stands."""
    return text.count("\n", 0, position) + 1


def sentence(words: str) -> str:
    """Return a fix as a sentence: with a capital letter and an end."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?')) else '.'}"


class RecordError(Exception):
    """Raised with every `Problem` found, so that they can be fixed in one go."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, path: str, line: int, message: str, fix: str) -> Self:
        """Return the error of one problem."""
        return cls([Problem(path, line, message, fix)])


@dataclass
class YamlFile:
    """The data of one YAML text, with the line on which each value stands."""

    path: str
    data: Any
    lines: dict[Place, int] = field(default_factory=dict)
    flow: set[int] = field(default_factory=set)
    """The lines on which a mapping between braces begins."""

    def line(self, place: Place) -> int:
        """Return the line of a value, or of the nearest thing around it that exists."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def joined(self, place: Place) -> str:
        """Return a number that a comma has parted, whole: «pounds: 560449» for «{pounds: 560,449}».

        Nothing where the key at `place` is not digits behind a number of up to three.
        """
        if place not in self.lines:
            return ""
        record = self.data
        for step in place[:-1]:
            record = record[step]
        before = {key: last for last, key in pairwise(record)}.get(place[-1])
        parts = f"{record[before]},{place[-1]}" if before else ""
        whole = re.sub(r"\D", "", parts)
        return f"«{before}: {whole}»" if re.fullmatch(r"\D?\d{1,3},\d{3}", parts) else ""


def read_yaml(text: str, path: str, first_line: int = 1) -> YamlFile:
    """Read YAML text strictly.

    `path` names the file in errors; `first_line` is the line of the file on which the text begins.
    Raises `RecordError` for broken YAML, aliases, anchors, tags, duplicate keys, keys that are not
    text, more than one document, too deep nesting and too large files.
    """
    reader = _Reader(text, path, first_line)
    if len(text) > MAX_BYTES:
        raise reader.refuse(0, f"The YAML is longer than {MAX_BYTES:,} characters.", "Split it up.")
    try:
        return reader.read()
    except yaml.YAMLError as error:
        what, line = syntax_error(text, error)
        fix = sentence(SYNTAX)
        raise reader.refuse(line, f"This is not valid YAML: {what}.", fix) from None


class _Reader:
    """Makes data of the events of one text; a mapping or list is read by a call of its own."""

    def __init__(self, text: str, path: str, first_line: int):
        self.text = text
        self.events = yaml.parse(text, Loader=LOADER)
        self.file = YamlFile(path, None)
        self.first_line = first_line

    def refuse(self, line: int, message: str, fix: str) -> RecordError:
        return RecordError.at(self.file.path, line + self.first_line, message, fix)

    def read(self) -> YamlFile:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = event.start_mark.line
                    raise self.refuse(
                        line, "A second document begins here.", "Remove the line «---»."
                    )
            elif isinstance(event, yaml.NodeEvent):
                self.file.data = self._value(event, ())
        return self.file

    def _value(self, event: yaml.NodeEvent, place: Place) -> Any:
        """Return the value that begins with an event, and note its line."""
        line = event.start_mark.line
        self._check(event, line)
        self.file.lines.setdefault(place, line + self.first_line)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if len(place) >= MAX_DEPTH:
            raise self.refuse(line, f"More than {MAX_DEPTH} levels are nested.", "Flatten this.")
        if isinstance(event, yaml.MappingStartEvent):
            if event.flow_style:
                self.file.flow.add(line + self.first_line)
            return self._mapping(place)
        items: list[Any] = []
        for each in self.events:
            if isinstance(each, yaml.SequenceEndEvent):
                break
            items.append(self._value(each, (*place, len(items))))
        return items

    def _mapping(self, place: Place) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line, key = event.start_mark.line, getattr(event, "value", "")
            self._check(event, line)
            if not isinstance(event, yaml.ScalarEvent):
                raise self.refuse(line, "A key must be plain text.", "Write a word.")
            if key in items:
                first = self.file.lines[(*place, key)]
                message = f"The key «{key}» stands here a second time (first on line {first})."
                alike = self._value(next(self.events), (*place, key)) == items[key]
                raise self.refuse(line, message, sentence(keep_one(alike=alike, of_top=not place)))
            self.file.lines[(*place, key)] = line + self.first_line
            items[key] = self._value(next(self.events), (*place, key))
        return items

    def _check(self, event: yaml.NodeEvent, line: int) -> None:
        """Refuse what a record never needs, or what would do harm."""
        if isinstance(event, yaml.AliasEvent):
            message = f"The alias «*{event.anchor}» is not allowed: aliases can hang a build."
            raise self.refuse(line, message, "Write the value out.")
        if event.anchor:
            raise self.refuse(line, f"The anchor «&{event.anchor}» is not allowed.", "Remove it.")
        scalar = isinstance(event, yaml.ScalarEvent)
        if event.tag and not (scalar and event.tag == "!"):
            raise self.refuse(line, f"The tag «{event.tag}» is not allowed.", "Remove it.")
        if scalar and (odd := INVISIBLE.search(event.value)):
            code = f"U+{ord(odd[0]):04X}"
            raise self.refuse(line, f"The unseen character {code} stands here.", "Remove it.")
        if scalar and is_endless_number(event):
            raise self.refuse(line, "This number is too long.", "Put quotes round it.")
        is_plain = scalar and not event.style and isinstance(_scalar(event), str)
        if is_plain and (lost := cut_off(event.value, self.text, event.end_mark.index)):
            message = f"« #» begins a comment, so «{lost[:40]}» is no part of the value."
            raise self.refuse(event.end_mark.line, message, sentence(WHOLE))


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
