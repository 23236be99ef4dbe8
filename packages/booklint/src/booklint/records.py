"""The records that a book keeps: mappings in its data, settings and front matter, works in its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import yaml

from booklint.book import Book
from booklint.safe_yaml import nodes, read_yaml

ENTRY = re.compile(
    r"^[ \t]*@[ \t]*(?!comment|string|preamble)(\w+)[ \t]*[{(]\s*([^\s,{}]*).*?(?=^[ \t]*@|\Z)",
    re.M | re.S | re.I,
)
NO_COMMA = re.compile(r"[}\"\d][ \t]*\n(?=[ \t]*[A-Za-z][\w-]*[ \t]*=[ \t]*[{\"\d])")
# On a line of its own, which some begin with the comma, or behind another one or the key.
FIELD = re.compile(
    r"(?:^|(?<=[}\"],)|(?<=[}\"] ,)|(?<=\b\d{4},)|(?<=@)[ \t]*\w+[ \t]*\{[^,\s=]+,)[ \t]*(?:,[ \t]*)?([\w-]+)"
    r"[ \t]*=[ \t]*(?:(?:\"?\{+|\")([^{}\"\n]*)|([^{}\",\n]*))",
    re.M,
)
SPELT_OUT = re.compile(r"(?:\{\\.\}|[^{}\"\n])*")
TEX_SIGN = re.compile(r"\{\\([_%&#~])\}")
EMPTY = re.compile(
    r"^[ \t,]*(author|title|year)[ \t]*=[ \t]*(?:\{\s*(?:\{\s*\}\s*)?\}|\"\s*\")", re.M | re.I
)


@dataclass(frozen=True)
class Value:
    """One value as it is written, and its line."""

    text: str
    line: int


@dataclass
class Record:
    """One mapping, or one work of a bibliography: its file and its fields, keys in lower case.

    `above` are the keys that lead to it, the outermost first.
    """

    path: str
    fields: dict[str, Value] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    kind: Value = Value("", 1)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    """The type of a work, and its fields that stand there again, with their lines."""
    key: str = ""
    unparted: list[int] = field(default_factory=list)
    empty: list[tuple[str, int]] = field(default_factory=list)
    open_braces: int = 0
    """The key of a work, the lines of its fields that no comma stands before, those that hold nothing, and
    how many «{» it has more than «}»."""

    def text(self, name: str) -> str:
        """What a field says; an empty text where there is none."""
        return self.fields[name].text.strip() if name in self.fields else ""

    @property
    def is_work(self) -> bool:
        """Whether it is a work of a bibliography."""
        return self.path.endswith(".bib")


@lru_cache(maxsize=1)
def records(book: Book) -> list[Record]:
    """Every record of a book, in the order of its files; read once, however many rules ask."""
    found = [record for source in yaml_of(book) for record in mappings_of(*source)]
    for text in book.texts:
        if text.path.endswith(".bib"):
            found += _works(text.path, text.text)
    return found


class YamlSource(NamedTuple):
    """A text in YAML, its file, and the line on which it begins."""

    path: str
    text: str
    first: int


def yaml_of(book: Book) -> Iterator[YamlSource]:
    """The front matter of the pages, the settings and the data of a book."""
    for page in book.pages.values():
        if page.front_matter_source:
            yield YamlSource(page.path, page.front_matter_source, 2)
    for text in book.texts:
        if text.path.endswith((".yml", ".yaml", ".cff")):
            yield YamlSource(text.path, text.text, 1)


def mappings_of(path: str, text: str, first: int = 1) -> list[Record]:
    """The mappings of one YAML text whose first line is `first`."""
    found = []
    for node, above in nodes(read_yaml(text, first).node):
        if isinstance(node, yaml.SequenceNode):
            for each in node.value:
                if isinstance(each, yaml.ScalarNode):
                    value = Value(each.value, each.start_mark.line + first)
                    found.append(Record(path, {"-": value}, above))
        elif isinstance(node, yaml.MappingNode):
            record = Record(path, above=above)
            for key, value in node.value:
                shown = value.value if isinstance(value, yaml.ScalarNode) else ""
                line = key.start_mark.line + first
                record.fields.setdefault(str(key.value).lower(), Value(shown, line))
            found.append(record)
    return found


def _works(path: str, text: str) -> Iterator[Record]:
    for entry in ENTRY.finditer(text):
        first = 1 + text.count("\n", 0, entry.start(1))
        braces = re.findall(r"(?<!\\)[{}]", entry[0])
        record = Record(path, kind=Value(entry[1], first), key=entry[2])
        record.open_braces = braces.count("{") - braces.count("}")
        for found in NO_COMMA.finditer(entry[0]):
            record.unparted.append(1 + text.count("\n", 0, entry.start() + found.end()))
        for found in EMPTY.finditer(entry[0]):
            line = 1 + text.count("\n", 0, entry.start() + found.start(1))
            record.empty.append((found[1].lower(), line))
        for found in FIELD.finditer(entry[0]):
            line = 1 + text.count("\n", 0, entry.start() + found.start(1))
            words = found[2] or found[3] or ""
            end = entry.start() + found.end()
            if found[1].lower() in ("doi", "url") and text[end : end + 1] == "{":
                # Mendeley puts each low line into braces of its own.
                words += SPELT_OUT.match(text, end)[0]
            value = Value(TEX_SIGN.sub(r"\1", words).strip(), line)
            if record.fields.setdefault(found[1].lower(), value) is not value:
                record.repeated.append((found[1].lower(), line))
        yield record
