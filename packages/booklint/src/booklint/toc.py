"""The entries of a book's `_toc.yml`, in whatever of its formats, with their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from booklint.safe_yaml import read_yaml


@dataclass(frozen=True, slots=True)
class TocEntry:
    """One entry: `kind` is `root`, `file`, `glob` or `url`; `parent` is the entry above it."""

    kind: str
    value: str
    line: int
    depth: int
    parent: str = ""
    title: str = ""


@dataclass(frozen=True)
class Toc:
    """The menu of a book; `error` says why it could not be read.

    `unknown` names the keys, and the format, that a menu does not have, each with its line; `known`
    are those that it may have.
    """

    path: str
    entries: tuple[TocEntry, ...] = ()
    error: str = ""
    error_line: int = 1
    documents: dict[str, TocEntry] = field(default_factory=dict)
    unknown: tuple[tuple[str, int], ...] = ()
    known: frozenset[str] = frozenset()


KINDS = ("root", "file", "glob", "url")
FORMATS = ("jb-article", "jb-book")
KEYS = frozenset(
    {"caption", "chapters", "defaults", "entries", "expand_sections", "external"}
    | {"file", "format", "glob", "header", "hidden", "items", "maxdepth", "meta", "numbered"}
    | {"not_numbered", "options", "part", "parts", "reversed", "root", "sections", "subtrees"}
    | {"title", "titlesonly", "url"}
)
"""Keys of a menu in its formats, old and new."""


def read_toc(path: str, source: str) -> Toc:
    """Read the text of a `_toc.yml`."""
    read = read_yaml(source)
    if read.error:
        return Toc(path, error=read.error, error_line=read.error_line)
    entries: list[TocEntry] = []
    _collect(read.node, 0, "", entries, set())
    documents: dict[str, TocEntry] = {}
    for entry in entries:
        if entry.kind in ("root", "file"):
            documents.setdefault(entry.value, entry)
    return Toc(
        path,
        tuple(entries),
        documents=documents,
        unknown=tuple(_unknown(read.node)),
        known=KEYS | set(FORMATS),
    )


def _unknown(root: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """The keys that no menu has, and the format that is none."""
    waiting: list[yaml.Node | None] = [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            name, line = str(key.value), key.start_mark.line + 1
            if name not in KEYS:
                yield name, line
            elif name not in ("meta", "options", "defaults"):
                waiting.append(value)
            if name == "format" and value.value not in FORMATS:
                yield str(value.value), line


def _collect(
    node: yaml.Node | None, depth: int, parent: str, entries: list[TocEntry], seen: set[int]
) -> None:
    """Go through lists and mappings; `seen` keeps shared nodes (aliases) from being read twice."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _collect(child, depth, parent, entries, seen)
    if not isinstance(node, yaml.MappingNode):
        return
    scalars = {key.value: value for key, value in node.value if isinstance(value, yaml.ScalarNode)}
    title = scalars["title"].value if "title" in scalars else ""
    for kind in KINDS:
        if kind in scalars:
            value = scalars[kind]
            line = value.start_mark.line + 1
            entries.append(TocEntry(kind, value.value, line, depth, parent, title))
            parent, depth = value.value, depth + 1
            break
    for _, value in node.value:
        _collect(value, depth, parent, entries, seen)
