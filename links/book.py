"""The book whose links are asked: its built site, its source lines, its settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from booklint.files import DiskFiles
from booklint.settings import find_settings
from booklint.waivers import Waiver

from links.errors import CannotRunError
from links.site import Mention, Skipped, outside_links, without_own
from links.sources import Line, Sources

REVIEWED = re.compile(r"^reviewed:\s*['\"]?(\d{4})-(\d\d)-(\d\d)", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """Where a link stands: a built page with its sentence, or a line of the source, or both."""

    page: str
    sentence: str
    line: Line | None


@dataclass(frozen=True)
class Book:
    """A book with all its outside links.

    `skipped` are those that are never asked, and why; `messages` what is wrong with the exceptions.
    """

    root: Path
    links: Mapping[str, list[Mention]]
    skipped: tuple[Skipped, ...] = ()
    exceptions: tuple[Waiver, ...] = ()
    messages: tuple[str, ...] = ()

    @cached_property
    def sources(self) -> Sources:
        """The source files, read when the first place is looked for."""
        return Sources(self.root)

    def places(self, address: str) -> list[Place]:
        """Every place of a link, the page's own source line beside the sentence of the page."""
        return [
            Place(mention.page, mention.sentence, next(iter(lines), None))
            for mention in self.links[address]
            for lines in [self.sources.lines_of(address, mention.page)]
        ]

    def reviewed(self, page: str) -> str:
        """The day on which somebody last read the source of a page, as 20261123; empty if unsaid."""
        text = self.sources.texts.get(f"book/{page.removesuffix('.html')}.md", "")
        found = REVIEWED.search(text)
        return "".join(found.groups()) if found else ""


def open_book(root: Path, site: Path) -> Book:
    """The book at `root` with the outside links of its built `site`."""
    if not (site / "index.html").is_file():
        raise CannotRunError(f"There is no built site in {site}: run `make book` first.")
    config = yaml.safe_load(read_if_there(root / "book/_config.yml")) or {}
    base_url = str((config.get("html") or {}).get("baseurl") or "")
    repository = str((config.get("repository") or {}).get("url") or "").rstrip("/")
    links, skipped = without_own(outside_links(site), base_url, repository)
    settings = find_settings(DiskFiles(root), "book")
    messages = [f"{p.path}:{p.line}: {p.message}; {p.fix}" for p in settings.problems]
    return Book(root, links, tuple(skipped), settings.waivers, tuple(messages))


def read_if_there(file: Path) -> str:
    """The text of a file; empty where there is none."""
    return file.read_text(encoding="utf-8") if file.is_file() else ""
