"""What the checks find in this book, as written and as published, by what it is about."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

from booklint import waivers
from booklint.book import Book
from booklint.files import DiskFiles
from booklint.finding import Finding
from booklint.registry import all_rules, run
from booklint.report import as_text
from booklint.settings import Settings
from booklint.site import Site
from support import ROOT

PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "book").rglob("*.md")
    if not any(part.startswith("_") for part in path.relative_to(ROOT).parts)
)
# What a rule is about, by the file that it stands in.
ABOUT = {
    **dict.fromkeys(("addresses", "built_links", "doi", "link_text", "links", "menu"), "links"),
    **dict.fromkeys(("alt_text", "built_names"), "alt text"),
}
RULES = {
    rule.name: ABOUT.get(rule.function.__module__.rpartition(".")[2], "")
    for rule in all_rules(("house_rules",))
}


@cache
def found_in_book() -> list[Finding]:
    """What is found in this book beyond the waivers."""
    book = Book.load(DiskFiles(ROOT), "book")
    # On the first day of all, so that no waiver has ended.
    day = datetime.date.min
    kept, _ = waivers.apply(book.settings.waivers, run(book), day, whole=True)
    kept += book.settings.problems
    return [each for each in kept if each.level == "finding"]


@cache
def found_in_site(html: Path) -> list[Finding]:
    """What is found in the built site."""
    site = Site(DiskFiles(html), settings=Settings(strict=True))
    return [each for each in run(site) if each.level == "finding"]


def assert_sound(found: list[Finding], about: str, path: str | None = None) -> None:
    """Demand that nothing is found of one kind: on a page, or anywhere."""
    wrong = [
        each for each in found if RULES.get(each.rule, "") == about and path in (None, each.path)
    ]
    assert not wrong, "\n" + as_text(wrong)
