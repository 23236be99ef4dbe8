"""One book as a rule sees it: its pages, menu, settings, labels, pictures and files."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from booklint.addresses import addresses_in_text
from booklint.config import BookConfig, read_config
from booklint.files import Files
from booklint.finding import Finding, Level
from booklint.notebook import NotebookError, read_notebook
from booklint.page import Address, Label, Page
from booklint.parallel_map import parallel_map
from booklint.picture import SUFFIXES, Picture
from booklint.project import PROJECT_FILES, read_project
from booklint.reader import Reader
from booklint.registry import Kind
from booklint.settings import Settings, find_settings
from booklint.toc import Toc, read_toc

DOCUMENTS = (".md", ".ipynb", ".rst", ".txt", ".Rmd", ".myst", ".tex", ".myst.json")
"""Suffixes that a source of a page may have."""

READ = (".md", ".ipynb")
"""Suffixes of the sources whose Markdown is read."""

BUILT = {"sphinx": (".md", ".ipynb", ".rst"), "myst": (".md", ".ipynb", ".tex", ".myst.json")}
"""Suffixes of the sources that a build takes in."""

OUTSIDE_PAGES = ("README.md", "CONTRIBUTING.md")
INCLUDES = frozenset({"include", "literalinclude", "embed"})


@dataclass
class TextFile:
    """A text that is not a page (data, bibliography, template), with the addresses in it."""

    path: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.text.split("\n")

    @cached_property
    def addresses(self) -> list[Address]:
        """The addresses of the web in it."""
        return addresses_in_text(self.text)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a page and a line."""

    path: str
    line: int
    kind: str = ""


@dataclass(eq=False)
class Book:
    """A book: pages by path, and what can be asked across them.

    All paths are relative to the top of `files`; `folder` is the book's own (`book`, or empty).
    `complete` is false when only some pages were given, so that the others cannot be judged.
    """

    files: Files
    folder: str
    config: BookConfig
    toc: Toc | None
    pages: dict[str, Page] = field(default_factory=dict)
    complete: bool = True
    settings: Settings = field(default_factory=Settings)
    _names_of_folders: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(
        cls,
        files: Files,
        folder: str = "",
        only: list[str] | None = None,
        settings: Settings | None = None,
    ) -> Book:
        """Read the book in this folder; `only` names the pages of a set that is no book.

        Its settings are looked for among the files, unless they are given.
        """
        found = find_settings(files, folder) if settings is None else settings
        config, toc = _configured(files, folder)
        book = cls(files, folder, config, toc, complete=only is None, settings=found)
        inside = only or []
        if only is None:
            inside = [path for path in book.published if path.endswith(READ)]
        outside = [path for path in OUTSIDE_PAGES if found.strict and files.is_file(path)]
        reader = Reader(config.parser, config.dialect)

        def read(path: str) -> Page:
            return reader.read(path, _text(files, path), in_book=path not in outside)

        paths = [*inside, *(path for path in outside if path not in inside)]
        pages = parallel_map(read, paths)
        for page in pages:
            page.strict = found.strict
        book.pages = {page.path: page for page in pages}
        return book

    # --- what there is ---------------------------------------------------------------------------

    @property
    def strict(self) -> bool:
        """Whether this book asks for the rules that are off by default, and the tight limits."""
        return self.settings.strict

    @property
    def level(self) -> Level:
        """How grave is what is normal on other people's books but not in a strict one."""
        return "finding" if self.strict else "notice"

    @property
    def path(self) -> str:
        """The menu's path: where a finding about the whole book is reported."""
        return self.toc.path if self.toc else self.config.path

    def things(self, kind: Kind) -> list[Any]:
        """Every thing of this kind."""
        if kind == "page":
            return list(self.pages.values())
        if kind == "words":
            return [*self.pages.values(), *(self.data_pages if self.strict else ())]
        if kind == "text":
            # The data and bibliographies of other people's books are theirs to keep as they are.
            return [*self.pages.values(), *(self.texts if self.strict else ())]
        if kind == "picture":
            return list(self.pictures.values())
        return [self] if kind == "book" else []

    def located(self, finding: Finding) -> Finding:
        """The finding with its line in the file and its cell, where it is about a notebook."""
        page = self.pages.get(finding.path)
        if page is None or not page.places:
            return finding
        above = [row for row in page.places if row <= finding.line]
        line, cell = page.places[max(above)] if above else (1, "")
        return replace(finding, line=line, cell=cell)

    @property
    def unread(self) -> list[str]:
        """The pages of the book about which nothing can be said: they are not Markdown."""
        return [path for path in self.published if not path.endswith(READ)]

    def is_inside(self, path: str) -> bool:
        """Whether a path lies in the book's own folder."""
        return not path.startswith("../") and (
            not self.folder or path.startswith(f"{self.folder}/")
        )

    def is_built(self, path: str) -> bool:
        """Whether a document of the book's folder is published."""
        name = self.docname(path)
        if self.config.only_toc and path.endswith(DOCUMENTS):
            return name in self.documents and name in self.listed
        return name in self.documents

    @cached_property
    def published(self) -> list[str]:
        """The paths of all documents that a build would read, whether they are read here or not."""
        every = self.documents.items()
        return sorted(
            path for name, path in every if not self.config.only_toc or name in self.listed
        )

    @cached_property
    def listed(self) -> frozenset[str]:
        """The names of the documents that the menu lists; all where there is none."""
        if self.toc is None:
            return frozenset(self.documents)
        found = {without_suffix(posixpath.normpath(entry)) for entry in self.toc.documents}
        globs = [entry.value for entry in self.toc.entries if entry.kind == "glob"]
        found.update(
            name
            for name, path in self.documents.items()
            if any(
                fnmatchcase(each, posixpath.normpath(pattern))
                for pattern in globs
                for each in (name, self.inside(path))
            )
        )
        return frozenset(found)

    @cached_property
    def included(self) -> frozenset[str]:
        """The paths of the pages that other pages include: parts, not pages of their own."""
        return frozenset(
            self.resolve(page.path, directive.argument)
            for page in self.pages.values()
            for directive in page.directives
            if directive.name in INCLUDES
        )

    @cached_property
    def documents(self) -> dict[str, str]:
        """Every document a build would find: its name without suffix, and its path."""
        found: dict[str, str] = {}
        for path in self.files.walk(self.folder):
            inside = self.inside(path)
            if (
                path.endswith(BUILT[self.config.dialect])
                and not self.config.excludes(inside)
                and not self._is_of_another(inside)
            ):
                found.setdefault(without_suffix(inside), path)
        return found

    def _is_of_another(self, inside: str) -> bool:
        """Whether a path belongs to another MyST project in a folder of this one."""
        if self.config.dialect != "myst" or self.config.only_toc:
            return False
        folders = [at for at, sign in enumerate(inside) if sign == "/"]
        return any(
            self.files.is_file(posixpath.join(self.folder, inside[:at], name))
            for at in folders
            for name in PROJECT_FILES
        )

    @cached_property
    def texts(self) -> list[TextFile]:
        """Data, bibliographies, templates and settings: the texts that are not pages."""
        paths = [path for path in self.files.walk(self.folder) if self.is_text(path)]
        if self.strict:
            paths += [name for name in ("CITATION.cff",) if self.files.is_file(name)]
            paths += [path for path in self.files.walk("figures") if path.endswith(".yml")]
        return [TextFile(path, _text(self.files, path)) for path in paths]

    def is_text(self, path: str) -> bool:
        """Whether a file of the book's folder is one of its texts."""
        inside = self.inside(path)
        if inside in ("_config.yml", "_toc.yml", *PROJECT_FILES) or path.endswith((".bib", ".cff")):
            return True
        return self.strict and inside.startswith(("_data/", "_templates/"))

    @cached_property
    def picture_files(self) -> list[str]:
        """Every picture file that a page may mean: those of the book and of the top's `figures`."""
        folders = dict.fromkeys((self.folder, "figures")) if self.folder else ("",)
        paths = (path for folder in folders for path in self.files.walk(folder))
        return [path for path in paths if posixpath.splitext(path)[1].lower() in SUFFIXES]

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """The picture files that pages show and, in a strict book, all that lie in its folders."""
        found = {}
        if self.strict:
            found = {path: Picture(path, self.files, strict=True) for path in self.picture_files}
        for page in self.pages.values():
            for image in page.images:
                for path in self.picture_paths(page.path, image.source):
                    if posixpath.splitext(path)[1].lower() in SUFFIXES:
                        picture = found.setdefault(path, Picture(path, self.files, self.strict))
                        picture.used_at.append((page.path, image.line))
        return found

    @cached_property
    def machinery(self) -> list[str]:
        """The texts of settings, templates, styles and the extension, which may name a picture."""
        suffixes = (".yml", ".html", ".css", ".js", ".py", ".xml", ".txt")
        paths = (path for path in self.files.walk(self.folder) if path.endswith(suffixes))
        return [_text(self.files, path) for path in paths]

    @cached_property
    def data_pages(self) -> list[Page]:
        """The Markdown in the values of a strict book's data and front matter, as pages of nothing else.

        A path in them is read from the top of the book, because any page may show them.
        """
        data = [(each.path, each.text, 1) for each in self.texts if self._is_data(each.path)]
        data += [(each.path, each.front_matter_source, 2) for each in self.pages.values()]
        reader = Reader(self.config.parser, self.config.dialect)
        pages = [reader.read_data(*each) for each in data]
        for page in pages:
            page.strict = self.strict
        return pages

    def _is_data(self, path: str) -> bool:
        of_menu = bool(self.toc) and path == self.toc.path
        return of_menu or self.inside(path).startswith("_data/") or path.endswith("/manifest.yml")

    def is_document(self, name: str) -> bool:
        """Whether the menu's name for a page, with or without its suffix, is a page."""
        if name in self.documents or self.documents.get(without_suffix(name)):
            return True
        path = posixpath.normpath(posixpath.join(self.folder, name))
        candidates = (path, *(path + suffix for suffix in (*DOCUMENTS, *self.config.formats)))
        return any(self.files.is_file(each) for each in candidates)

    # --- names and paths -------------------------------------------------------------------------

    def inside(self, path: str) -> str:
        """A path of the tree as a path of the book."""
        return path[len(self.folder) + 1 :] if self.folder else path

    def docname(self, path: str) -> str:
        """The name of a document: its path in the book without the suffix."""
        return without_suffix(self.inside(path))

    def resolve(self, page: str, target: str) -> str:
        """The path a target leads to from a page, as Sphinx reads it: `/` is the book's folder."""
        base = self.folder if target.startswith("/") else posixpath.dirname(page)
        return posixpath.normpath(posixpath.join(base, target.lstrip("/"))).removeprefix("./")

    def relative(self, page: str, path: str) -> str:
        """How to write, on a page, the path of a file."""
        return posixpath.relpath(path, posixpath.dirname(page) or ".")

    def picture_paths(self, page: str, source: str) -> list[str]:
        """The files that a picture's source stands for: one, or all that a wildcard finds."""
        if not source or re.match(r"[a-z][a-z0-9+.-]*:|//|#", source, re.I):
            return []
        path = self.resolve(page, source)
        if not source.endswith(".*"):
            return [path] if self.files.is_file(path) else []
        folder, name = posixpath.split(path.removesuffix("*"))
        names = self._names(folder).get(name.partition(".")[0], ())
        return [posixpath.join(folder, each) for each in names if each.startswith(name)]

    def _names(self, folder: str) -> dict[str, list[str]]:
        """What lies in a folder, by the part of the name before its first dot, in order.

        Gone through anew for each picture, a folder of a thousand cost a third of a second a rule.
        """
        if folder not in self._names_of_folders:
            by_stem: dict[str, list[str]] = defaultdict(list)
            for name, entry in sorted(self.files.entries(folder).items()):
                if not entry.lost:
                    by_stem[name.partition(".")[0]].append(name)
            self._names_of_folders[folder] = by_stem
        return self._names_of_folders[folder]

    # --- labels ----------------------------------------------------------------------------------

    @cached_property
    def labels(self) -> dict[str, list[Place]]:
        """Every label of the book, in lower case, with the places that define it."""
        return self._places(lambda kind: kind not in ("html", "term"))

    @cached_property
    def terms(self) -> dict[str, list[Place]]:
        """Every term of every glossary, in lower case, with its places."""
        return self._places(lambda kind: kind == "term")

    def _places(self, wanted: Callable[[str], bool]) -> dict[str, list[Place]]:
        """The names of the wanted kinds, with the places that define them."""
        found: dict[str, list[Place]] = {}
        labels = ((page.path, page.labels) for page in self.pages.values())
        for path, of_path in (*labels, *self.rough_labels.items()):
            for label in of_path:
                if wanted(label.kind):
                    place = Place(path, label.line, label.kind)
                    found.setdefault(folded(label.name), []).append(place)
        return found

    @cached_property
    def rough_labels(self) -> dict[str, list[Label]]:
        """The labels of what is not parsed: notebooks, reStructuredText and unreadable pages."""
        found: dict[str, list[Label]] = {}
        for path in self.documents.values():
            page = self.pages.get(path)
            if page is None or not page.is_read_whole:
                text = _text(self.files, path)
                if path.endswith(".ipynb"):
                    with suppress(NotebookError):
                        text = "\n".join(read_notebook(text).rows)
                names = (match[match.lastindex or 0] for match in ROUGH_LABEL.finditer(text))
                found[path] = [Label(" ".join(name.split()), 1, "rough") for name in names]
        return found


ROUGH_LABEL = re.compile(
    r"^[ \t]*(?:\(([^)\n]+)\)=|:(?:name|label):[ \t]*(\S.*?)|\.\. _`?([^:`\n]+)`?:|"
    r"(?:name|label):[ \t]*(\S.*?))[ \t]*$",
    re.MULTILINE,
)


def _configured(files: Files, folder: str) -> tuple[BookConfig, Toc | None]:
    """The settings and the menu of the book in a folder, in whichever form they are there."""
    paths = [posixpath.join(folder, name) for name in PROJECT_FILES]
    for path in paths:
        if files.is_file(path):
            return read_project(path, folder, lambda each: _text(files, each), files.is_file)
    path = posixpath.join(folder, "_config.yml")
    toc = posixpath.join(folder, "_toc.yml")
    return (
        read_config(_text(files, path), path),
        read_toc(toc, _text(files, toc)) if files.is_file(toc) else None,
    )


def pages(book: Book) -> Iterable[Page]:
    """Every page of a book."""
    return book.pages.values()


def whole_pages(book: Book) -> Iterator[Page]:
    """Every page that is published as one: listed in the menu, or not part of the book at all."""
    for page in book.pages.values():
        if page.unreadable or page.path in book.included:
            continue
        if not book.complete or not page.in_book or book.docname(page.path) in book.listed:
            yield page


def folded(name: str) -> str:
    """A name of a label as it is compared: in lower case, with single spaces."""
    return " ".join(name.lower().split())


def _text(files: Files, path: str) -> str:
    """The text of a file as MyST would read it; wrong bytes are kept visible."""
    try:
        # A text from outside is reported as a link and not read: no message may quote it.
        data = b"" if files.real(path).startswith("../") else files.read(path)
    except OSError:
        return ""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_suffix(path: str) -> str:
    """The name of a document, or of an entry of a menu, without the suffix of its file."""
    if path.endswith(".myst.json"):
        return path.removesuffix(".myst.json")
    stem, suffix = posixpath.splitext(path)
    return stem if suffix in DOCUMENTS else path
