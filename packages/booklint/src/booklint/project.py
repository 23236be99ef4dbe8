"""What a `myst.yml` says that the checks need: the settings and the menu of a MyST project.

Jupyter Book 2 and `myst build` read it. A project may take parts of it from other files by
`extends`; those that lie in the same tree are read too.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from myst_parser.config.main import MdParserConfig

from booklint.config import BookConfig, mapping, texts
from booklint.safe_yaml import YamlText, read_yaml
from booklint.syntax import words
from booklint.toc import Toc, menu_of, read_toc

PROJECT_FILES = ("myst.yml", "myst.yaml")

EXTENSIONS = words("amsmath colon_fence deflist dollarmath linkify strikethrough tasklist")
"""What MyST's own parser reads that MyST-Parser calls extensions."""

SCHEMES = ("doi", "gh", "github", "http", "https", "mailto", "myst", "ror", "rrid", "wiki", "xref")
"""The schemes that MyST turns into links."""

MAX_EXTENDED = 20

Read = Callable[[str], str]


def read_project(
    path: str, folder: str, read: Read, exists: Callable[[str], bool]
) -> tuple[BookConfig, Toc | None]:
    """Read the settings and the menu of the MyST project whose file stands at `path`.

    `read` gives the text of a file of the tree and `exists` tells whether it is there. Where the
    project lists no pages there is no menu, and every page of the folder belongs to it.
    """
    parts = list(_parts(path, read, exists))
    project: dict[str, Any] = {}
    for _, part in reversed(parts):
        project |= mapping(mapping(part.data).get("project"))
    error, line = parts[0][1].error, parts[0][1].error_line
    if not error and not isinstance(parts[0][1].data, dict):
        error = "it is not a list of `key: value` lines"
    excluded = texts(project.get("exclude"))
    menu, beside = _menu(parts), posixpath.join(folder, "_toc.yml")
    if menu is None and exists(beside):
        menu = read_toc(
            beside, read(beside)
        )  # MyST follows it where a project lists no pages itself
    config = BookConfig(
        parser=MdParserConfig(
            enable_extensions=set(EXTENSIONS),
            url_schemes=dict.fromkeys(SCHEMES),
            heading_anchors=6,
            dmath_double_inline=True,
        ),
        data=mapping(parts[0][1].data),
        dialect="myst",
        path=path,
        only_toc=menu is not None,
        # MyST's `**/` also stands for no folder at all.
        excluded=(
            *("_build", "node_modules"),
            *(form for each in excluded for form in (each, each.removeprefix("**/"))),
        ),
        extensions=frozenset(texts(project.get("plugins"))),
        bibliographies=texts(project.get("bibliography")),
        references=frozenset(mapping(project.get("references"))),
        error=error,
        error_line=line,
    )
    return config, menu


def _parts(path: str, read: Read, exists: Callable[[str], bool]) -> Iterator[tuple[str, YamlText]]:
    """The file of a project, then the files of the tree that it takes settings from."""
    waiting, seen = [path], set()
    while waiting and len(seen) < MAX_EXTENDED:
        each = waiting.pop(0)
        if each in seen:
            continue
        seen.add(each)
        part = read_yaml(read(each))
        yield each, part
        above = texts(mapping(part.data).get("extends") or mapping(part.data).get("extend"))
        paths = [posixpath.normpath(posixpath.join(posixpath.dirname(each), to)) for to in above]
        waiting += [to for to in paths if exists(to)]


def _menu(parts: list[tuple[str, YamlText]]) -> Toc | None:
    """The menu under `project: toc:` of the first file that has one."""
    for path, part in parts:
        node = _value(_value(part.node, "project"), "toc")
        if isinstance(node, yaml.SequenceNode):
            return menu_of(path, node, KINDS, KEYS, ("children",))
    return None


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


KINDS = {"file": "file", "url": "url", "pattern": "glob"}
KEYS = frozenset(
    {"file", "url", "pattern", "title", "short_title", "children", "hidden", "sort", "class"}
    | {"open_in_same_tab", "enumerator", "numbering", "part", "id"}
)
"""Keys of an entry of the menu in `myst.yml`."""
