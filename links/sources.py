"""Finds the lines of the book's source that an address of the built site comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from links.addresses import doi_of

# The files that a person writes addresses in, relative to the top of the repository.
WRITTEN = (
    "book/**/*.md",
    "book/references.bib",
    "book/_data/*.yml",
    "book/_config.yml",
    "book/_templates/*.html",
    "book/_ext/**/*.py",
    "README.md",
    "CONTRIBUTING.md",
    "CITATION.cff",
)
# Those of them in which `make links-fix` may write.
REWRITABLE = (".md", ".bib", ".yml", ".cff")


@dataclass(frozen=True, order=True)
class Line:
    """One line of a source file."""

    path: str
    number: int


def source_files(root: Path) -> list[Path]:
    """Every file that may hold an address, in the order in which one looks for it."""
    files = [
        file
        for pattern in WRITTEN
        for file in sorted(root.glob(pattern))
        if file.is_file() and "_build" not in file.relative_to(root).parts
    ]
    return list(dict.fromkeys(files))


class Sources:
    """The text of every source file, read once."""

    def __init__(self, root: Path) -> None:
        self.texts = {
            file.relative_to(root).as_posix(): file.read_text(encoding="utf-8", errors="replace")
            for file in source_files(root)
        }
        self._found: dict[str, list[Line]] = {}

    def lines_of(self, address: str, page: str = "") -> list[Line]:
        """The lines that hold the address: those of the page's own source first."""
        if address not in self._found:
            found = [
                Line(path, text.count("\n", 0, start) + 1)
                for path, text in self.texts.items()
                for start in occurrences(text, address)
            ]
            self._found[address] = list(dict.fromkeys(found))
        own = f"book/{page.removesuffix('.html')}.md"
        return sorted(self._found[address], key=lambda line: line.path != own)


def occurrences(text: str, address: str) -> Iterator[int]:
    """Where the address, in one of its spellings, stands as a whole address in a text."""
    for spelling in spellings(address):
        if spelling in text:  # cheap, and nearly always no
            yield from (match.start() for match in whole_address(spelling).finditer(text))


def spellings(address: str) -> list[str]:
    """The ways to write one address in a source: as it is, unquoted, quoted, a DOI alone."""
    ways = [address, unquote(address), quote(address, safe=":/?#[]@!$&'()*+,;=%~")]
    ways += [way.replace("&", "&amp;") for way in ways if "&" in way]
    if doi := doi_of(address):
        ways.append(doi)
    return list(dict.fromkeys(ways))


def whole_address(address: str) -> re.Pattern[str]:
    """A pattern that finds the address, and not a longer one that begins or ends with it.

    A full stop or comma after it ends a sentence, unless more of an address follows.
    """
    start = r"(?<![\w/.%=-])" if address[:4] != "http" else r"(?<![\w/=])"
    return re.compile(start + re.escape(address) + r"(?![\w/%#?&=~+@-]|[.,;:!']+[\w/%#?&=~+@-])")
