"""All that this package takes from the linter of the book: addresses with lines, reports, waivers, files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from booklint.addresses import addresses_in_text
from booklint.atomic import write_bytes, write_text
from booklint.config import read_config
from booklint.finding import Finding
from booklint.page import Address
from booklint.reader import Reader
from booklint.report import as_annotations, as_text, visible
from booklint.safe_yaml import read_yaml
from booklint.settings import Settings, read_settings
from booklint.waivers import NOTICE_DAYS, OUTSIDE, Waiver, ended

__all__ = [
    "NOTICE_DAYS",
    "OUTSIDE",
    "Address",
    "Finding",
    "Waiver",
    "address_reader",
    "as_annotations",
    "as_text",
    "ended",
    "linter_settings",
    "site_of_book",
    "visible",
    "write_bytes",
    "write_text",
]

DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"{}<>]+")

DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:[ \t]*<?([^\s>]+)")
ESCAPED = re.compile(r"\\([_&%#~$])")  # as BibTeX writes these


def site_of_book(config: str) -> tuple[str, str]:
    """The address of the published site and of its repository, as `_config.yml` gives them."""
    data = read_yaml(config).data
    data = data if isinstance(data, dict) else {}
    html, repository = data.get("html"), data.get("repository")
    base = str(html.get("baseurl") or "") if isinstance(html, dict) else ""
    url = str(repository.get("url") or "") if isinstance(repository, dict) else ""
    return base, url.rstrip("/")


def linter_settings(source: str, path: str) -> Settings:
    """The settings of the linter, with its waivers and what is wrong with them.

    `path` is that of booklint.toml, or of a pyproject.toml with a table of that name.
    """
    table = ("tool", "booklint") if Path(path).name == "pyproject.toml" else ()
    return read_settings(source, path, table)


def address_reader(config: str) -> Callable[[Path, str], Iterator[Address]]:
    """A function that finds the addresses of a source file; `config` is the text of `_config.yml`.

    Markdown is read with MyST's own parser, all else as plain text; in a bibliography a bare DOI
    is an address too.
    """
    reader = Reader(read_config(config).parser)

    def read(path: Path, text: str) -> Iterator[Address]:
        if path.suffix == ".md":
            addresses = reader.read(path.as_posix(), text).addresses
            yield from addresses
            # The parser names the line where a reference is used; its address stands elsewhere.
            known = {address.url for address in addresses}
            for number, line in enumerate(text.split("\n"), 1):
                if (match := DEFINITION.match(line)) and match[1] in known:
                    yield Address(match[1], number, "link")
            return
        if path.suffix == ".bib":
            text = ESCAPED.sub(r"\1", text)
        yield from addresses_in_text(text)
        if path.suffix == ".bib":
            for number, line in enumerate(text.split("\n"), 1):
                for match in DOI.finditer(line):
                    yield Address(f"https://doi.org/{match[0].rstrip(',')}", number, "data")

    return read
