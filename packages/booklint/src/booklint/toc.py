"""The entries of a book's menu, in whatever of its formats, with their lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import yaml

from booklint.safe_yaml import nodes, read_yaml


@dataclass(frozen=True, slots=True)
class TocEntry:
    """One entry; `kind` is `root`, `file`, `glob` or `url`."""

    kind: str
    value: str
    line: int


@dataclass(frozen=True)
class Toc:
    """The menu of a book; `error` says why it could not be read.

    `unknown` names the keys, and the format, that a menu does not have, each with its line; `known`
    are those that it may have.
    """

    path: str
    entries: tuple[TocEntry, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    known: frozenset[str] = frozenset()
    error: str = ""
    error_line: int = 1

    @property
    def documents(self) -> frozenset[str]:
        """The pages that it lists, as it names them."""
        return frozenset(each.value for each in self.entries if each.kind in ("root", "file"))


KINDS = {kind: kind for kind in ("root", "file", "glob", "url")}
FORMATS = ("jb-article", "jb-book")
SETTINGS = frozenset({"defaults", "meta", "options"})
"""Keys of a menu below which other names stand."""
KEYS = SETTINGS | frozenset(
    {"caption", "chapters", "entries", "expand_sections", "external", "file", "format", "glob"}
    | {"header", "hidden", "items", "maxdepth", "not_numbered", "numbered", "part", "parts"}
    | {"reversed", "root", "sections", "subtrees", "title", "titlesonly", "url"}
)
"""Keys of a menu in its formats, old and new."""


def read_toc(path: str, source: str) -> Toc:
    """Read the text of a `_toc.yml`."""
    read = read_yaml(source)
    if read.error:
        return Toc(path, error=read.error, error_line=read.error_line)
    return menu_of(path, read.node, KINDS, KEYS | {*FORMATS}, KEYS - SETTINGS)


def menu_of(
    path: str,
    root: yaml.Node | None,
    kinds: Mapping[str, str],
    keys: frozenset[str],
    lists: Collection[str],
) -> Toc:
    """The menu below a node: `kinds` are the keys that name an entry, `keys` all that it may have.

    Below other keys than `lists` stand names that are no keys of a menu.
    """
    entries, unknown = [], []
    for node, above in nodes(root):
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        values = {key.value: value for key, value in pairs if isinstance(value, yaml.ScalarNode)}
        for key in [key for key in kinds if key in values][:1]:
            line = values[key].start_mark.line + 1
            entries.append(TocEntry(kinds[key], values[key].value, line))
        for key, value in pairs if all(each in lists for each in above) else ():
            name, line = str(key.value), key.start_mark.line + 1
            if name not in keys:
                unknown.append((name, line))
            elif name == "format" and value.value not in FORMATS:
                unknown.append((str(value.value), line))
    return Toc(path, tuple(entries), tuple(unknown), keys)
