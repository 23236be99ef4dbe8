"""Reads the front matter and title of a Markdown page, without building anything."""

import re
from dataclasses import dataclass
from pathlib import Path

from .plainfile import NotPlainError, read_text
from .strict_yaml import RecordError, YamlFile, read_yaml
from .title import title_of


@dataclass(frozen=True)
class Source:
    """One Markdown page as it stands on disk."""

    docname: str
    path: str
    title: str
    front_matter: YamlFile


def read_source(book: Path, file: Path, language: str = "en") -> Source:
    """Read one page of a book in a language. Raises `RecordError` if its front matter cannot be read."""
    docname = file.relative_to(book).with_suffix("").as_posix()
    path = f"{book.name}/{docname}.md"
    try:
        text = read_text(book, file)
    except NotPlainError:
        message = "This is no file of the book."
        raise RecordError.at(path, 1, message, "Put the page itself here.") from None
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        message = "The page is not UTF-8 text."
        raise RecordError.at(path, line, message, "Save it as UTF-8.") from None
    front_matter, body_line = split_front_matter(text, path)
    title = title_of("\n".join(text.splitlines()[body_line - 1 :]), language)
    return Source(docname, path, title, front_matter)


def split_front_matter(text: str, path: str) -> tuple[YamlFile, int]:
    """Return a page's front matter and the line on which its body begins (1 without any)."""
    if re.match(r"\s+---[ \t]*\r?\n[\w-]+:", text):
        message = "The front matter does not begin on the first line."
        raise RecordError.at(path, 1, message, "Delete what is above its «---», or left of it.")
    if not re.match(r"---[ \t]*\r?\n", text):
        return YamlFile(path, {}), 1
    lines = text.splitlines()
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() in ("---", "..."):
            read = read_yaml("\n".join(lines[1 : number - 1]) + "\n", path, first_line=2)
            if read.data is None:
                read.data = {}
            if not isinstance(read.data, dict):
                message = "The front matter is no list of fields."
                raise RecordError.at(path, 2, message, "Write «key: value».")
            return read, number + 1
    fix = "Write a line «---» after its last field."
    raise RecordError.at(path, 1, "The front matter has no end.", fix)
