"""Find out what a path on the command line stands for: a page, a book, or built pages."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checks import TOP
from checks.book import Book
from checks.files import DiskFiles
from checks.register import Source
from checks.site import Site, is_page

BOOK_FILES = ("_config.yml", "_toc.yml")
# What a repository has beside its book.
BESIDE_A_BOOK = ("README.md", "requirements.txt", "pyproject.toml", "Makefile", "figures")
PAGE_SUFFIXES = (".html", ".htm")


class CannotRunError(Exception):
    """There is nothing to check at a path; the message says what a path may be."""


@dataclass(frozen=True)
class Target:
    """What to check: a source of things, where it lies, and the part of it that was asked for.

    `part` is a path in the source; findings outside it are not reported. `own` says that the
    source is the book of this repository.
    """

    source: Source
    base: Path
    part: str = ""
    own: bool = False

    def wants(self, path: str) -> bool:
        """Whether a finding at this path was asked for."""
        return not self.part or path == self.part or path.startswith(f"{self.part}/")


def find_targets(arguments: list[str]) -> list[Target]:
    """What the paths of the command line stand for; without any, the book of this repository."""
    _load.cache_clear()
    if not arguments:
        return [_book(TOP / "book")]
    return [_find(argument) for argument in arguments]


@cache
def _load(base: Path, folder: str) -> Book:
    """The book in a folder, read once however many of its pages are named."""
    return Book.load(DiskFiles(base), folder)


def _find(argument: str) -> Target:
    path = Path(argument)
    if not path.exists():
        raise CannotRunError(f"{argument} does not exist")
    path = path.resolve()
    if path.is_file() and path.suffix.lower() in PAGE_SUFFIXES:
        return _built_page(path)
    folder = path if path.is_dir() else path.parent
    home = next((each for each in (folder, *folder.parents) if _is_book(each)), None)
    if path == TOP and _is_book(TOP / "book"):
        return _book(TOP / "book")
    if path.parent == TOP and path.suffix == ".md" and _is_book(TOP / "book"):
        return _book(TOP / "book", path)
    if home is not None and "_build" not in path.relative_to(home).parts:
        return _book(home, None if path == home else path)
    if path.is_dir():
        return _folder(argument, path)
    if path.suffix != ".md":
        raise CannotRunError(f"{argument} is neither a Markdown page nor a built HTML page")
    return Target(Book.load(DiskFiles(path.parent), "", only=[path.name]), path.parent, path.name)


def _is_book(folder: Path) -> bool:
    return all((folder / name).is_file() for name in BOOK_FILES)


def _top_of(folder: Path) -> Path:
    """The repository that a book lies in, or the book's folder itself.

    A copy without its history is known by what stands beside the book.
    """
    for each in (folder, *folder.parents):
        if (each / ".git").exists():
            return each
    beside = any((folder.parent / name).exists() for name in BESIDE_A_BOOK)
    return folder.parent if beside else folder


def _book(home: Path, part: Path | None = None) -> Target:
    if not _is_book(home):
        raise CannotRunError(f"{home} holds no _config.yml and _toc.yml")
    base = TOP if home == TOP / "book" else _top_of(home)
    inside = home.relative_to(base).as_posix()
    book = _load(base, "" if inside == "." else inside)
    own = home == TOP / "book"
    whole = "" if own else book.folder
    return Target(book, base, part.relative_to(base).as_posix() if part else whole, own)


def _built_page(path: Path) -> Target:
    """A built page is judged as part of its site: the folder above it that holds the start page."""
    above = [each for each in path.parents if (each / "index.html").is_file()]
    root = path.parent
    for each in above:
        if root not in (each, *each.parents) and each != root.parent:
            break
        root = each
    name = path.relative_to(root).as_posix()
    return Target(Site(DiskFiles(root), only=[name]), root, name)


def _folder(argument: str, path: Path) -> Target:
    built = path / "html" if (path / "html" / "index.html").is_file() else path
    for folder, _folders, names in os.walk(built):
        inside = os.path.relpath(folder, built)
        if any(is_page(Path(inside, name).as_posix()) for name in names):
            return Target(Site(DiskFiles(built)), built)
    inner = [each.parent for each in sorted(path.glob("*/_toc.yml")) if _is_book(each.parent)]
    hint = f"; a book is in {inner[0].name}/, give that folder" if inner else ""
    raise CannotRunError(
        f"{argument} is neither a Jupyter Book (no _config.yml with _toc.yml) nor a folder of "
        f"built pages (no .html){hint}"
    )
