"""Judges what somebody answers by the rules of `make check`, before anything is written."""

from functools import cache
from pathlib import Path

from booklint.book import Book
from booklint.files import DiskFiles, MemoryFiles
from booklint.registry import all_rules, run
from booklint.settings import Settings, find_settings
from hubdata.records import Records

from scaffold.errors import UserError

# The rules that can tell from the answer alone; what they say of a word needs no page around it.
RULES = frozenset(
    {"alt-repeats-caption", "alt-written", "cannot-be", "plain-word", "sentence-long"}
    | {"slip-of-the-pen", "vague-date"}
)


@cache
def _settings(book: Path) -> Settings:
    return find_settings(DiskFiles(book.parent), book.name)


def judge(records: Records, what: str, page: str) -> None:
    """Raise `UserError`, in the words of `make check`, if it would find a fault on this page.

    `what` is what the words are called, and `page` the Markdown that they would become.
    """
    files = MemoryFiles({"page.md": page})
    book = Book.load(files, only=["page.md"], settings=_settings(records.book))
    for found in run(book, [each for each in all_rules() if each.name in RULES]):
        raise UserError(f"{what}: {found.message}.", f"{found.fix[0].upper()}{found.fix[1:]}.")
