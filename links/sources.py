"""Finds the lines of the book's source that an address of the built site comes from."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from links.addresses import doi_of, host_of

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
# What follows an address that is over: no sign that would belong to it, with or without an escape.
NO_MORE = r"(?![\w/%#?&=~+@({-]|\\[_&%#~$*-]|[.,;:!'*$]+[\w/%#?&=~+@-])"


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
            # As it is, with its line ends and with bytes that are no text: it may be written back.
            file.relative_to(root).as_posix(): file.read_bytes().decode("utf-8", "surrogateescape")
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
        start = text.find(spelling)  # ten times as quick as to search with the pattern
        pattern = whole_address(spelling) if start >= 0 else None
        while pattern and start >= 0:
            if pattern.match(text, start):
                yield start
            start = text.find(spelling, start + 1)


def spellings(address: str) -> list[str]:
    """The ways to write one address in a source: as it is, unquoted, quoted, with the letters of
    its host, with the escapes of an HTML, a Markdown or a BibTeX file, a DOI alone."""
    ways = [address, unquote(address), quote(address, safe=":/?#[]@!$&'()*+,;=%~")]
    host = host_of(address)
    with contextlib.suppress(UnicodeError):
        ways.append(address.replace(host, host.encode("ascii").decode("idna"), 1))
    escaped = [re.sub(r"([_&%#])", r"\\\1", way) for way in ways]
    ways += [way.replace("&", "&amp;") for way in ways if "&" in way]
    ways += escaped
    if doi := doi_of(address):
        ways.append(doi)
    return list(dict.fromkeys(ways))


def whole_address(*spelt: str) -> re.Pattern[str]:
    """A pattern that finds one of the addresses, and not a longer one that begins or ends with it.

    A full stop or comma after it ends a sentence, unless more of an address follows.
    """
    longest_first = "|".join(re.escape(way) for way in sorted(spelt, key=len, reverse=True))
    start = r"(?<![\w/=])" if all(way.startswith("http") for way in spelt) else r"(?<![\w/.%=-])"
    return re.compile(f"{start}(?:{longest_first}){NO_MORE}")
