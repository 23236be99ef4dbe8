"""What the files of data say, as far as they can be read; they may be in the making."""

import posixpath
import re
from typing import Any

from booklint.book import Book
from booklint.page import Page
from booklint.safe_yaml import read_yaml

DAY = re.compile(r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-\d\d(?!\d)")
PAGES_OF_FACTS = ("front", "overview", "cohort", "case-study", "lessons")
"""The types of pages whose facts stand in the data."""


def data_of(book: Book, name: str) -> dict[str, Any]:
    """The records of a data file by their ids, or what else it holds under names."""
    data = read_yaml(text_of(book, posixpath.join(book.folder, f"_data/{name}.yml"))).data
    return data if isinstance(data, dict) else {}


def text_of(book: Book, path: str) -> str:
    """The text of a file of the book, or nothing."""
    return next((text.text for text in book.texts if text.path == path), "")


def named_records(book: Book, name: str, within: str = "") -> list[dict[str, Any]]:
    """The records of a data file, or of a list in it, that have a name; others may be in the making."""
    data = data_of(book, name)
    found = data.get(within) if within else list(data.values())
    records = found if isinstance(found, list) else []
    return [
        each for each in records if isinstance(each, dict) and isinstance(each.get("name"), str)
    ]


def organisations_of(page: Page) -> list[str]:
    """The organisations that a page says it is about."""
    about = page.front_matter.get("organisations")
    return [str(each) for each in about] if isinstance(about, list) else []
