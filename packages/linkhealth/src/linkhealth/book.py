"""The site whose links are asked: its built pages, its source lines, its waivers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from booklint.config import mapping, read_config
from booklint.settings import PROJECT, read_settings
from booklint.waivers import Waiver

from linkhealth.settings import CannotRunError, Settings
from linkhealth.site import Mention, outside_links, without_own
from linkhealth.written import Line, Written

DATE = re.compile(r"\s*['\"]?(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True)
class Book:
    """A site with all its outside links.

    `skipped` says why some are never asked, and how many; `messages` what is wrong with the waivers.
    """

    root: Path
    settings: Settings
    links: Mapping[str, list[Mention]]
    skipped: Mapping[str, int]
    waivers: tuple[Waiver, ...]
    messages: tuple[str, ...]

    @property
    def ledger(self) -> Path:
        """The file that remembers every link."""
        return self.root / self.settings.ledger

    @cached_property
    def written(self) -> Written:
        """The source files, read when the first place is looked for."""
        config = read_if_there(self.root / self.settings.book / "_config.yml")
        return Written(self.root, self.settings.sources, config)

    def places(self, address: str) -> list[tuple[Mention, Line | None]]:
        """Every mention of a link, with the line where somebody wrote it if that is known."""
        return [
            (mention, next(iter(self.written.lines_of(address, own)), None))
            for mention in self.links.get(address, ())
            for own in [self.source_of(mention.page)]
        ]

    def source_of(self, page: str) -> str:
        """The path of the source that a built page is most likely made from."""
        return (Path(self.settings.book) / f"{page.removesuffix('.html')}.md").as_posix()

    def reviewed(self, page: str) -> str:
        """The day on which somebody last read the source of a page, as 20261123; empty if unsaid."""
        for line in self.written.texts.get(self.source_of(page), "").split("\n"):
            key, _, rest = line.partition(":")
            if key == self.settings.reviewed_key and (found := DATE.match(rest)):
                return "".join(found.groups())
        return ""


def open_book(root: Path, settings: Settings) -> Book:
    """The site below `root` with its outside links; raises CannotRunError where it is not built."""
    site = root / settings.site
    if not any(site.glob("*.html")):
        raise CannotRunError(
            f"There is no built site in {site}: run {settings.build_command} first."
        )
    own, buttons = list(settings.own), list(settings.buttons)
    if settings.book:
        config = read_config(read_if_there(root / settings.book / "_config.yml"))
        own += [config.base_url] if config.base_url else []
        repository = str(mapping(config.data.get("repository")).get("url") or "").rstrip("/")
        buttons += [
            f"{repository}/{part}" for part in ("edit/", "issues/new", "raw/") if repository
        ]
    links, skipped = without_own(outside_links(site), own, buttons)
    table = ("tool", "booklint") if Path(settings.waivers).name == PROJECT else ()
    read = read_settings(read_if_there(root / settings.waivers), settings.waivers, table)
    messages = [f"{p.path}:{p.line}: {p.message}; {p.fix}" for p in read.problems]
    return Book(root, settings, links, skipped, read.waivers, tuple(messages))


def read_if_there(file: Path) -> str:
    """The text of a file; empty where there is none."""
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
