"""The words that authors wrote on a page, and the misspellings that are known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import codespell_lib

from booklint.page import Page
from booklint.quotes import quoted_blanked

DICTIONARY = Path(codespell_lib.__file__).parent / "data" / "dictionary.txt"


@cache
def misspellings() -> dict[str, str]:
    """The misspellings that codespell knows, each with what was meant.

    Its file is read directly: the objects that codespell makes of it take five times as long. An
    entry that ends in words after its last comma is one that codespell itself holds back.
    """
    found = {}
    for row in DICTIONARY.read_text(encoding="utf-8").splitlines():
        wrong, _, meant = row.partition("->")
        if meant.endswith(",") or "," not in meant:
            found[wrong.lower()] = meant.rstrip(",")
    return found


@cache
def american() -> dict[str, str]:
    """The American spellings of words that British English has too, each with the British one."""
    british: dict[str, str] = {}
    for row in (DICTIONARY.parent / AMERICAN).read_text(encoding="utf-8").splitlines():
        word, _, other = row.partition("->")
        british.setdefault(other.lower(), word)
    return {other: word for other, word in british.items() if other not in BRITISH_TOO.split()}


AMERICAN = "dictionary_en-GB_to_en-US.txt"
BRITISH_TOO = """analog artifact artifacts ax check checks curb curbs dialog dialogs disk disks
draft drafted drafting
drafts gray inquire inquired inquires inquiries inquiring inquiry jewelry judgment judgments license
licensed licenses licensing mold mom moms pajamas practice practiced practices practicing program
programmed programmer programmers programming programs story stories tire tires vise"""
"""American words that British English has as well, in another sense or beside its own."""


def written_texts(page: Page) -> Iterator[tuple[str, int]]:
    """Everything that an author wrote on a page as words, not as code, with its line."""
    yield from ((prose.shape, prose.line) for prose in page.prose)
    yield from _named(page)


def own_texts(page: Page) -> Iterator[tuple[str, int]]:
    """The same without quotations, which are somebody else's words."""
    for prose in page.prose:
        if not prose.quoted:
            yield quoted_blanked(prose.shape), prose.line
    for text, line in _named(page):
        yield quoted_blanked(text), line


def _named(page: Page) -> Iterator[tuple[str, int]]:
    """The words of links and of alternative texts."""
    for link in page.links:
        if link.explicit and link.text and link.syntax in ("inline", "reference", "role"):
            yield link.shape or link.text, link.line
    for image in page.images:
        if image.alt:
            yield image.alt, image.alt_line or image.line
