"""Find out what a path on the command line stands for: a page, a book, or built pages."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from booklint.book import READ, Book
from booklint.files import DiskFiles
from booklint.project import PROJECT_FILES
from booklint.registry import Source
from booklint.settings import FILE, PROJECT, Settings, find_settings, read_settings
from booklint.site import Site, is_page

BOOK_FILES = ("_config.yml", "_toc.yml")
# What a repository has beside its book.
BESIDE_A_BOOK = ("README.md", "requirements.txt", FILE, PROJECT, "Makefile", "figures")
OTHER_PROJECTS = {
    "_toc.yml": "a Jupyter Book without its _config.yml",
    "conf.py": "a Sphinx project",
    "mkdocs.yml": "an MkDocs project",
    "_quarto.yml": "a Quarto project",
    "book.toml": "an mdBook",
    "_config.yml": "a Jekyll site, or a Jupyter Book without its _toc.yml",
}
"""The settings of what is no book that can be read here, whatever HTML lies beside them."""

PAGE_SUFFIXES = (".html", ".htm")


class CannotRunError(Exception):
    """There is nothing to check at a path; the message says what a path may be."""


@dataclass(frozen=True)
class Target:
    """What to check: a source of things, where it lies, and the part of it that was asked for.

    `part` is a path in the source; findings outside it are not reported. `whole` says that all
    sources of a book were asked for, so that a waiver which excuses nothing is known to be unused.
    """

    source: Source
    base: Path
    part: str = ""
    whole: bool = False

    @property
    def unread(self) -> list[str]:
        """The pages that were asked for and cannot be read, from `base`."""
        return [path for path in self.source.unread if self.wants(path)]

    @property
    def settings(self) -> Settings:
        """The settings of the book that the source belongs to."""
        return self.source.settings

    def wants(self, path: str) -> bool:
        """Whether a finding at this path was asked for."""
        return not self.part or path == self.part or path.startswith(f"{self.part}/")


def find_targets(arguments: list[str], settings: str | None = None) -> list[Target]:
    """What the paths of the command line stand for; without any, the book of the working folder.

    Raises `CannotRunError` where a path is nothing that can be checked.
    """
    _load.cache_clear()
    if arguments:
        return [_find(Path(argument), argument, settings) for argument in arguments]
    here = Path.cwd()
    home = here / _settings(here, here, settings).book
    if not _is_book(home):
        raise CannotRunError(
            f"{home} holds no _config.yml with _toc.yml and no myst.yml; name a path, or `book` in {FILE}"
        )
    return [_book(home.resolve(), settings)]


@cache
def _load(base: Path, folder: str, settings: Settings) -> Book:
    """The book in a folder, read once however many of its pages are named."""
    return Book.load(DiskFiles(base), folder, settings=settings)


def _settings(top: Path, folder: Path, given: str | None) -> Settings:
    """The settings given on the command line, or those of the nearest folder that has some."""
    if given is None:
        inside = folder.relative_to(top).as_posix()
        return find_settings(DiskFiles(top), "" if inside == "." else inside)
    try:
        text = Path(given).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRunError(f"the settings in {given} cannot be read: {error}") from None
    path = os.path.relpath(Path(given).resolve(), top)
    return read_settings(text, path, ("tool", "booklint") if path.endswith(PROJECT) else ())


def _find(path: Path, argument: str, settings: str | None) -> Target:
    if not path.exists():
        raise CannotRunError(f"{argument} does not exist")
    path = path.resolve()
    if path.is_file() and path.suffix.lower() in PAGE_SUFFIXES:
        return _built_page(path, settings)
    folder = path if path.is_dir() else path.parent
    home = next((each for each in (folder, *folder.parents) if _is_book(each)), None)
    beside = _named_book(folder, settings)
    if home is None and beside and (path == folder or path.suffix in READ):
        return _book(beside, settings, None if path == folder else path)
    if home is not None and "_build" not in path.relative_to(home).parts:
        return _book(home, settings, None if path == home else path)
    if path.is_dir():
        return _folder(argument, path, settings)
    if path.suffix not in READ:
        raise CannotRunError(
            f"{argument} is neither a Markdown page nor a notebook nor a built HTML page"
        )
    found = _settings(path.parent, path.parent, settings)
    alone = Book.load(DiskFiles(path.parent), only=[path.name], settings=found)
    return Target(alone, path.parent, path.name)


def _named_book(folder: Path, settings: str | None) -> Path | None:
    """The book that the settings in a folder name."""
    name = _settings(folder, folder, settings).book
    home = folder / name
    return home if name and _is_book(home) else None


def _is_book(folder: Path) -> bool:
    is_project = any((folder / name).is_file() for name in PROJECT_FILES)
    return is_project or all((folder / name).is_file() for name in BOOK_FILES)


def _top_of(folder: Path) -> Path:
    """The repository that a book lies in, or the book's folder itself.

    A copy without its history is known by what stands beside the book.
    """
    for each in (folder, *folder.parents):
        if (each / ".git").exists() or (each / FILE).is_file():
            return each
    beside = any((folder.parent / name).exists() for name in BESIDE_A_BOOK)
    return folder.parent if beside else folder


def _book(home: Path, settings: str | None, part: Path | None = None) -> Target:
    base = _top_of(home)
    found = _settings(base, home, settings)
    inside = home.relative_to(base).as_posix()
    book = _load(base, "" if inside == "." else inside, found)
    if not any(page.in_book for page in book.pages.values()):
        known = (
            f"none of its {len(book.unread)} pages is"
            if book.unread
            else "it has no pages that are"
        )
        raise CannotRunError(f"{home} is a book, but {known} Markdown or a notebook")
    whole = "" if found.path else book.folder
    return Target(
        book, base, part.relative_to(base).as_posix() if part else whole, whole=part is None
    )


def _built_page(path: Path, settings: str | None) -> Target:
    """A built page is judged as part of its site: the folder above it that holds the start page."""
    above = [each for each in path.parents if (each / "index.html").is_file()]
    root = path.parent
    for each in above:
        if root not in (each, *each.parents) and each != root.parent:
            break
        root = each
    name = path.relative_to(root).as_posix()
    found = _settings_of_site(root, settings)
    return Target(Site(DiskFiles(root), only=[name], settings=found), root, name)


def _settings_of_site(root: Path, given: str | None) -> Settings:
    """The settings of the book whose build folder a site lies in; none for one that lies alone."""
    if given is not None:
        return _settings(root, root, given)
    homes = [each for each in root.parents if _is_book(each)]
    if not homes:
        return find_settings(DiskFiles(root))
    return _settings(_top_of(homes[0]), homes[0], None)


def _folder(argument: str, path: Path, settings: str | None) -> Target:
    built = path / "html" if (path / "html" / "index.html").is_file() else path
    other = next((name for name in OTHER_PROJECTS if (path / name).is_file()), "")
    if other and built == path:
        raise CannotRunError(
            f"{argument} holds the sources of {OTHER_PROJECTS[other]} ({other}), which are not read; "
            f"name the folder of its built pages{_book_below(path)}"
        )
    if _has_pages(built):
        return Target(Site(DiskFiles(built), settings=_settings_of_site(built, settings)), built)
    raise CannotRunError(
        f"{argument} is neither a Jupyter Book (no _config.yml with _toc.yml, no myst.yml) nor a "
        f"folder of built pages (no .html){_book_below(path)}"
    )


def _has_pages(folder: Path) -> bool:
    """Whether built pages lie in a folder, or begin in a folder within it (one for each language)."""
    within = (each.parent for each in folder.glob("*/index.html"))
    return any(is_page(each.name) for each in folder.iterdir()) or any(
        is_page(f"{each.name}/index.html") and not each.name.startswith(".") for each in within
    )


def _book_below(path: Path) -> str:
    """A hint at the first book in the folders of a folder, or nothing."""
    inner = sorted(
        each.parent
        for name in ("_toc.yml", *PROJECT_FILES)
        for pattern in (f"*/{name}", f"*/*/{name}")
        for each in path.glob(pattern)
        if _is_book(each.parent)
    )
    return (
        f"; a book is in {inner[0].relative_to(path).as_posix()}/, give that folder"
        if inner
        else ""
    )
