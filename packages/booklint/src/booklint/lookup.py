"""Find the file that a picture on a page stands for, as Sphinx does, or say why it finds none."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from booklint.book import Book
from booklint.nearest import nearest
from booklint.page import Image, Page

ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|\{\{|$", re.I)
"""What is no path: an address, a fragment, a substitution, nothing."""


@dataclass(frozen=True)
class Look:
    """The files found, or what is wrong (`missing`, `case`, `signs`) and what to write."""

    paths: tuple[str, ...] = ()
    wrong: str = ""
    sought: str = ""
    fix: str = ""


def is_local(image: Image) -> bool:
    """Whether a picture is a file of the book."""
    return not ELSEWHERE.match(image.source)


def is_followed(book: Book, page: Page, image: Image) -> bool:
    """Whether the build looks for the picture's file (it never does for raw HTML)."""
    by_html = image.syntax == "html" and page.in_book
    return is_local(image) and (not by_html or is_taken_in(book))


def is_taken_in(book: Book) -> bool:
    """Whether raw `<img>` becomes a real picture in this book."""
    by_extension = "html_image" in book.config.parser.enable_extensions
    return by_extension or book.config.dialect == "myst"


def look_up(book: Book, page: Page, image: Image) -> Look:
    """What a picture's source leads to."""
    source = image.source
    paths = book.picture_paths(page.path, source)
    sought = book.resolve(page.path, source)
    if not book.complete and source.startswith("/"):
        return Look()
    if "\\" in source and not paths:
        return Look((), "missing", sought, f"write {source.replace(chr(92), '/')}")
    if sought.startswith("../"):
        meant = _same_name(book, sought)
        if not meant:
            return Look()
        return Look((), "missing", sought, f"write {_written(book, page, meant, source)}")
    if paths and not _breaks(page, image):
        return Look(tuple(paths))
    if paths:
        name = re.sub(r"[^a-z0-9./*-]+", "-", posixpath.basename(source).lower())
        return Look((), "signs", sought, f"rename the file to {name} and write that name")
    other = _other_case(book, sought)
    meant = other or _meant(book, sought)
    fix = f"write {_written(book, page, meant, source)}" if meant else ""
    wrong = "case" if other else "missing"
    return Look((), wrong, sought, fix or "add the file, or correct the path")


def _breaks(page: Page, image: Image) -> bool:
    """Whether signs in the name keep Sphinx from finding the file, although it is there."""
    if not page.in_book or page.dialect == "myst":
        return False
    if image.syntax == "markdown":
        return not image.source.isascii() or " " in image.source
    return " " in image.source or bool(re.search(r"[\[\]]", image.source) and "*" in image.source)


def _other_case(book: Book, sought: str) -> str:
    """The path that differs only by capital letters, with the wildcard kept."""
    if not sought.endswith(".*"):
        other = book.files.other_case(sought)
        return other if other and book.files.is_file(other) else ""
    begins = sought.removesuffix("*").lower()
    return next((each for each in _as_written(book, sought) if each.lower().startswith(begins)), "")


def _meant(book: Book, sought: str) -> str:
    """The picture that was probably meant: the same name elsewhere, or a name much like it."""
    known = _as_written(book, sought)
    names = {path: posixpath.basename(path).lower() for path in known}
    name = posixpath.basename(sought).lower()
    stem = posixpath.splitext(name)[0]
    same = [path for path in known if names[path] == name]
    same = same or [path for path in known if posixpath.splitext(names[path])[0] == stem]
    return nearest(sought, same, 0) if same else nearest(sought, known, 85)


def climbs_too_far(book: Book, page: Page, source: str) -> bool:
    """Whether a path leaves the repository, although it names a picture of the book."""
    sought = book.resolve(page.path, source)
    return sought.startswith("../") and bool(_same_name(book, sought))


def _same_name(book: Book, sought: str) -> str:
    """A picture of the book with just this name, where a path climbs out of the repository."""
    name = posixpath.basename(sought)
    same = [path for path in _as_written(book, sought) if posixpath.basename(path) == name]
    return same[0] if len(same) == 1 else ""


def _as_written(book: Book, sought: str) -> list[str]:
    """The picture files of the book, with a wildcard where one is sought by it."""
    if not sought.endswith(".*"):
        return book.picture_files
    return list(dict.fromkeys(posixpath.splitext(path)[0] + ".*" for path in book.picture_files))


def _written(book: Book, page: Page, path: str, like: str) -> str:
    """How to write the path: from the book's top where that is shorter than climbing up."""
    plain = book.relative(page.path, path)
    if page.in_book and (like.startswith("/") or plain.startswith("../")):
        return "/" + posixpath.relpath(path, book.folder or ".")
    return plain
