"""What a book's `_config.yml` says that the checks need, with Jupyter Book's own defaults."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from myst_parser.config.main import MdParserConfig

from booklint.safe_yaml import read_yaml

DEFAULT_EXTENSIONS = ("colon_fence", "dollarmath", "linkify", "substitution", "tasklist")
DEFAULT_SCHEMES = ("mailto", "http", "https")
DEFAULT_EXCLUDED = ("_build", "Thumbs.db", ".DS_Store", "**.ipynb_checkpoints")
TRUSTED_SLUGS = ("docutils.", "myst_parser.", "sphinx.")
"""A slug function is imported by name; from any other module that would run a stranger's code."""


@dataclass(frozen=True)
class BookConfig:
    """The settings of one book.

    `error` says why `_config.yml` could not be read (the defaults then stand). `slugs_known` is
    false where the book makes its anchors with a function of its own. `formats` are the suffixes,
    such as `.py`, that it reads as pages besides the usual ones. `dialect` says who builds the
    book: `sphinx` (Jupyter Book 1) or `myst` (Jupyter Book 2). `path` is the file of the settings.
    `references` are the other projects that a MyST project knows by a short name.
    """

    parser: MdParserConfig
    data: dict[str, Any] = field(default_factory=dict)
    dialect: Literal["sphinx", "myst"] = "sphinx"
    path: str = "_config.yml"
    only_toc: bool = False
    excluded: tuple[str, ...] = DEFAULT_EXCLUDED
    extensions: frozenset[str] = frozenset()
    bibliographies: tuple[str, ...] = ()
    inventories: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    base_url: str = ""
    formats: frozenset[str] = frozenset()
    slugs_known: bool = True
    error: str = ""
    error_line: int = 1

    def excludes(self, path: str) -> bool:
        """Whether a path relative to the book is left out of the build."""
        return excludes(self.excluded, path)


def excludes(patterns: tuple[str, ...], path: str) -> bool:
    """Whether one of the patterns of Sphinx leaves out a path, or a folder on the way to it."""
    parts = path.split("/")
    prefixes = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return any(_pattern(pattern).fullmatch(prefix) for pattern in patterns for prefix in prefixes)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """A Sphinx exclude pattern as a regular expression: `**` crosses folders, `*` does not."""
    signs = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*|\*|\?|\[[^\]/]+\])", pattern)
    expression = ""
    for piece in pieces:
        if piece in signs:
            expression += signs[piece]
        elif piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
            inside = piece[1:-1].replace("\\", "\\\\")
            inside = "^" + inside[1:] if inside.startswith("!") else inside
            expression += f"[{inside}]"
        else:
            expression += re.escape(piece)
    try:
        return re.compile(expression)
    except re.error:
        return re.compile(re.escape(pattern))


def read_config(source: str, path: str = "_config.yml") -> BookConfig:
    """Read the text of a `_config.yml`; an unreadable one gives the defaults and says why."""
    read = read_yaml(source)
    error, line = read.error, read.error_line
    if read.data is not None and not isinstance(read.data, dict):
        error = "it is not a list of `key: value` lines"
    data = mapping(read.data)
    sphinx = mapping(data.get("sphinx"))
    overrides = mapping(sphinx.get("config"))
    parser, slugs_known = _parser_config(mapping(data.get("parse")), overrides)
    inventories = mapping(overrides.get("intersphinx_mapping"))
    return BookConfig(
        parser=parser,
        data=data,
        path=path,
        only_toc=data.get("only_build_toc_files") is True,
        excluded=DEFAULT_EXCLUDED
        + texts(data.get("exclude_patterns"))
        + texts(overrides.get("exclude_patterns")),
        extensions=frozenset(
            texts(sphinx.get("extra_extensions"))
            + tuple(mapping(sphinx.get("local_extensions")))
            + texts(overrides.get("extensions"))
        ),
        bibliographies=texts(data.get("bibtex_bibfiles") or overrides.get("bibtex_bibfiles")),
        inventories=frozenset(str(key) for key in inventories),
        base_url=str(mapping(data.get("html")).get("baseurl") or ""),
        formats=frozenset(
            str(key)
            for setting in ("nb_custom_formats", "source_suffix")
            for key in mapping(overrides.get(setting))
        ),
        slugs_known=slugs_known,
        error=error,
        error_line=line,
    )


def mapping(value: Any) -> dict[str, Any]:
    """The mapping that a value is, or an empty one."""
    return value if isinstance(value, dict) else {}


def texts(value: Any) -> tuple[str, ...]:
    """One text or a list of them, as a tuple of texts."""
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _parser_config(parse: dict[str, Any], overrides: dict[str, Any]) -> tuple[MdParserConfig, bool]:
    """The settings of MyST's parser, and whether the anchors of headings can be known."""
    extensions = parse.get("myst_enable_extensions", list(DEFAULT_EXTENSIONS))
    wanted: dict[str, Any] = {
        "enable_extensions": list(texts(extensions)),
        "url_schemes": parse.get("myst_url_schemes", list(DEFAULT_SCHEMES)),
    }
    if isinstance(parse.get("myst_substitutions"), dict):
        wanted["substitutions"] = parse["myst_substitutions"]
    for each in dataclasses.fields(MdParserConfig):
        if f"myst_{each.name}" in overrides:
            wanted[each.name] = overrides[f"myst_{each.name}"]
    slug = wanted.get("heading_slug_func")
    slugs_known = slug is None or (isinstance(slug, str) and slug.startswith(TRUSTED_SLUGS))
    if not slugs_known:
        del wanted["heading_slug_func"]
    if isinstance(wanted.get("sub_delimiters"), list):
        wanted["sub_delimiters"] = tuple(wanted["sub_delimiters"])
    settings: dict[str, Any] = {}
    for key, value in wanted.items():
        try:
            MdParserConfig(**{key: value})
        except (TypeError, ValueError):
            continue
        settings[key] = value
    return MdParserConfig(**settings), slugs_known
