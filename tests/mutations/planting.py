"""A copy of the book or the site in memory, and ways to plant a fault at a random place of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from booklint.book import Book
from booklint.built_page import BuiltPage
from booklint.files import Entry, Files
from booklint.page import Page
from booklint.reader import Reader
from booklint.site import Site


@dataclass(frozen=True)
class Place:
    """Where a fault was planted; `line` 0 stands for any line, an empty path for any file."""

    path: str
    line: int


@dataclass(frozen=True)
class Fault:
    """A class of faults: the rule that must find it, and how to plant one."""

    name: str
    rule: str
    plant: Callable[[object], Place]
    level: str = "finding"


class Overlay(Files):
    """A tree of files with some of them written anew, added, linked or removed in memory.

    With a `mark`, a planted picture gets a name and an alternative text of its own, and what is added at
    the end of a file does not count as a change of it: many faults then fit into one copy.
    """

    def __init__(self, base: Files, mark: str = "") -> None:
        self.base = base
        self.mark = mark
        self.written: dict[str, bytes | None] = {}
        self.added: dict[str, str] = {}
        self.links: dict[str, str] = {}

    def own(self, text: str) -> str:
        """A path or a text with the names and words that only this copy has."""
        if not self.mark:
            return text
        text = re.sub(r"planted-map(?!-)", f"planted-map-{self.mark}", text)
        return text.replace("around a large table", f"around large table {self.mark}")

    def write(self, path: str, content: str | bytes | None) -> None:
        """Put a file in place; `None` removes it."""
        content = self.own(content).encode() if isinstance(content, str) else content
        self.written[self.own(path)] = content

    def add(self, path: str, lines: str) -> None:
        """Put lines at the end of a file."""
        self.added[path] = self.added.get(path, "") + self.own(lines)

    @property
    def touched(self) -> set[str]:
        """The files that are not as they were."""
        return {*self.written, *self.links}

    def take(self, other: Overlay) -> None:
        """Take over what another copy has anew."""
        self.written |= other.written
        self.links |= other.links
        for path, lines in other.added.items():
            self.add(path, lines)

    def entries(self, folder: str) -> Mapping[str, Entry]:
        folder = "" if folder in ("", ".") else posixpath.normpath(folder)
        names = dict(self.base.entries(folder))
        for path, content in self.written.items():
            within = posixpath.relpath(path, folder or ".")
            name, *deeper = within.split("/")
            if name == "..":
                continue
            if deeper:
                names.setdefault(name, Entry(is_folder=True))
            elif content is None:
                names.pop(name, None)
            else:
                names[name] = Entry(is_folder=False)
        for path in self.links:
            if posixpath.dirname(path) == folder:
                names[posixpath.basename(path)] = Entry(is_folder=False, linked=True)
        return names

    def read(self, path: str) -> bytes:
        content = self.written.get(path, b"")
        if content is None or path in self.links:
            raise FileNotFoundError(path)
        content = content if path in self.written else self.base.read(path)
        return content + self.added.get(path, "").encode()

    def size(self, path: str) -> int:
        anew = path in self.written or path in self.added
        return len(self.read(path)) if anew else self.base.size(path)

    def real(self, path: str) -> str:
        if path in self.links:
            return posixpath.normpath(posixpath.join(posixpath.dirname(path), self.links[path]))
        return path if path in self.written else self.base.real(path)


_GAPS: dict[str, list[int]] = {}
"""The gaps of each text of a page: every fault asks for those of every page."""


@dataclass
class Scene:
    """The book before a fault is planted, and the copy that takes it."""

    book: Book
    files: Overlay
    random: Random
    noisy: frozenset[str] = field(default_factory=frozenset)

    def page(self, wanted: Callable[[Page], bool] = lambda page: True) -> Page:
        """A random page of the book on which nothing is found so far."""
        pages = [
            page
            for page in self.book.pages.values()
            if page.in_book and page.path not in self.noisy and wanted(page)
        ]
        return self.random.choice(pages)

    def plain_page(self) -> Page:
        """A page without sections that its type demands."""
        return self.page(lambda page: page.front_matter.get("type") not in ("case-study", "cohort"))

    def gaps(self, page: Page) -> list[int]:
        """The lines below the title before which a block can stand by itself."""
        if page.text not in _GAPS:
            _GAPS[page.text] = list(self._gaps(page))
        return _GAPS[page.text]

    def _gaps(self, page: Page) -> Iterator[int]:
        lines = [*page.lines]
        tokens = [
            each
            for each in Reader(self.book.config.parser).md.parse(page.text)
            if each.level == 0 and each.map and each.nesting >= 0
        ]
        titled = False
        for before, token in zip([None, *tokens], tokens, strict=False):
            line = token.map[0]
            after_block = before is not None and before.type not in ("myst_target", "front_matter")
            # What a colon announces must follow it.
            announced = "".join(lines[:line]).rstrip().endswith(":")
            if titled and after_block and not announced and not lines[line - 1].strip():
                yield line + 1
            titled = titled or (token.type == "heading_open" and token.tag == "h1")

    def insert(self, block: str, page: Page | None = None, at: int | None = None) -> Place:
        """Put a block at a random place of a page; give the line on which it begins."""
        page = page or self.page(lambda each: bool(self.gaps(each)))
        line = at or self.random.choice(self.gaps(page))
        rows = [*page.lines]
        self.files.write(page.path, "\n".join([*rows[: line - 1], block, "", *rows[line - 1 :]]))
        return Place(page.path, line)

    def append(self, block: str, page: Page | None = None) -> Place:
        """Put a block at the end of a page; give the line on which it begins."""
        page = page or self.plain_page()
        text = page.text.rstrip("\n") + "\n\n"
        self.files.write(page.path, f"{text}{block}\n")
        return Place(page.path, text.count("\n") + 1)

    def change(self, path: str, pattern: str, replacement: str) -> Place:
        """Rewrite a random match of a pattern in a file; give the line of it."""
        text = self.files.read(path).decode()
        match = self.random.choice(list(re.finditer(pattern, text, re.MULTILINE)))
        new = match.expand(replacement)
        self.files.write(path, text[: match.start()] + new + text[match.end() :])
        return Place(path, text.count("\n", 0, match.start()) + 1)

    def front_matter_line(self, page: Page, line: str) -> Place:
        """Put a line at the end of a page's front matter."""
        rows = [*page.lines]
        end = page.front_matter_end
        self.files.write(page.path, "\n".join([*rows[: end - 1], line, *rows[end - 1 :]]))
        return Place(page.path, end)


@dataclass
class Stage:
    """The built site before a fault is planted, and the copy that takes it."""

    site: Site
    files: Overlay
    random: Random

    def page(self, wanted: Callable[[BuiltPage], bool] = lambda page: True) -> BuiltPage:
        """A random page of the site that an author wrote."""
        pages = [
            page
            for page in self.site.pages
            if not page.is_redirect and not page.is_utility and wanted(page)
        ]
        return self.random.choice(pages)

    def insert(self, markup: str, page: BuiltPage | None = None) -> Place:
        """Put markup at a random place in the article of a page."""
        page = page or self.page()
        start = page.source.index("<article")
        end = page.source.index("</article>")
        places = [
            match.end()
            for match in re.finditer(r"</(?:p|h2|h3|ul|ol|table|figure)>", page.source[:end])
            if match.end() > start and self._is_open(page.source[start : match.end()])
        ]
        place = self.random.choice(places or [end])
        new = page.source[:place] + markup + page.source[place:]
        self.files.write(page.name, new)
        return Place(page.path, new.count("\n", 0, place) + 1)

    @staticmethod
    def _is_open(before: str) -> bool:
        """Whether a place lies outside of lists, tables, figures, links and code."""
        names = ("ul", "ol", "dl", "table", "figure", "a", "pre", "svg", "details", "nav", "form")
        return all(
            len(re.findall(rf"<{name}[\s>]", before)) == before.count(f"</{name}>")
            for name in names
        )

    def change(
        self, pattern: str, replacement: str, page: BuiltPage | None = None, *, count: int = 1
    ) -> Place:
        """Rewrite the first match of a pattern on a page that has one."""
        page = page or self.page(lambda each: re.search(pattern, each.source) is not None)
        match = re.search(pattern, page.source)
        assert match, f"{pattern} is not on {page.name}"
        self.files.write(page.name, re.sub(pattern, replacement, page.source, count=count))
        return Place(page.path, page.source.count("\n", 0, match.start()) + 1)
