"""What there is in a book that a link can lead to, and what was meant by a link that leads nowhere."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from functools import cached_property, lru_cache

from docutils.nodes import make_id

from booklint.book import READ, Book, folded
from booklint.files import Files
from booklint.nearest import nearest
from booklint.page import Page
from booklint.syntax import KNOWN_ROLES

FILE_SUFFIX = re.compile(
    r"\.(?:md|ipynb|rst|html?|txt|pdf|csv|tsv|json|ya?ml|toml|bib|py|R|jl|docx?|odt|xlsx?|pptx?|zip|gz|"
    r"png|jpe?g|gif|svg|webp|mp4|webm|mp3|css|js|ttf|xml)$",
    re.I,
)
OBJECT_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?:\(\))?|[A-Z]\w*|[a-z]+_\w+")
"""What a class, a function or a setting may be called."""

OBJECT_MAKERS = re.compile(
    r"auto[a-z]*|autodoc2.*|(?:py|js|c|cpp|rst):.*|doxygen.*|click|argparse|eval-rst"
)
OBJECT_EXTENSIONS = re.compile(r".*(?:autodoc|autosummary|autoapi|breathe|automodapi|napoleon).*")
SPECIAL_LABELS = frozenset({"genindex", "modindex", "py-modindex", "search", "std-genindex"})


class Known:
    """The labels, paths, anchors, works and schemes of one book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.files = book.files
        self.is_myst = book.config.dialect == "myst"
        self._anchors: dict[str, set[str]] = {}

    # --- labels and other names ------------------------------------------------------------------

    @cached_property
    def fragments(self) -> Counter[str]:
        """How many links of the book lead to a place of each name."""
        links = (link for page in self.book.pages.values() for link in page.links)
        return Counter(link.target.rpartition("#")[2] for link in links)

    @cached_property
    def labels(self) -> list[str]:
        """The labels one can mean."""
        return sorted(self.book.labels)

    def is_label(self, name: str) -> bool:
        """Whether a MyST project defines a label, or has a heading, of this name on any page."""
        label = folded(name)
        # MyST calls the parts of a figure by its own label and a letter.
        whole = re.sub(r"-[a-z]$", "", label)
        known = label in self.book.labels or name in self.every_anchor
        return known or (whole != label and whole in self.figures)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The labels of all figures."""
        return frozenset(
            folded(directive.option("label", "name"))
            for page in self.book.pages.values()
            for directive in page.directives
            if directive.name == "figure"
        )

    def is_untitled(self, target: str) -> bool:
        """Whether a label stands above blocks alone that have no title."""
        places = self.book.labels.get(folded(target), ())
        return bool(places) and all(place.kind == "place" for place in places)

    def is_reference(self, page: Page, target: str) -> bool:
        """Whether a target without a file is a label, a document name, a term or an inventory's."""
        book, name = self.book, folded(target)
        if name in book.labels or name in book.terms or name in SPECIAL_LABELS:
            return True
        if not (book.complete or "/" in target or FILE_SUFFIX.search(target)):
            return True
        return self.is_document(page, target) or self.is_elsewhere(target)

    def is_elsewhere(self, target: str) -> bool:
        """Whether a label may come from another project's inventory or from an extension."""
        config = self.book.config
        if self.is_in_inventory(target):
            return True
        if (
            "sphinx.ext.autosectionlabel" in config.extensions
            and target.lower().rpartition(":")[2] in self.titles
        ):
            return True
        if self.has_objects and OBJECT_NAME.fullmatch(target) and not FILE_SUFFIX.search(target):
            return True
        may_be = bool(config.inventories) and not re.search(r"[/\\]|\.\w+$", target)
        return may_be and not nearest(target.lower(), self.labels, 88)

    def is_in_inventory(self, target: str) -> bool:
        """Whether a target begins with the name of an inventory: `python:label`."""
        return target.partition(":")[0] in self.book.config.inventories

    @cached_property
    def titles(self) -> frozenset[str]:
        """The words of all headings, in lower case."""
        pages = self.book.pages.values()
        return frozenset(heading.text.lower() for page in pages for heading in page.headings)

    @cached_property
    def has_objects(self) -> bool:
        """Whether an extension gives names to classes and functions, which are not seen here."""
        return any(
            OBJECT_EXTENSIONS.fullmatch(name) for name in self.book.config.extensions
        ) or any(
            OBJECT_MAKERS.fullmatch(directive.name)
            for page in self.book.pages.values()
            for directive in page.directives
        )

    @cached_property
    def made_by(self) -> dict[str, str]:
        """The folders of files that a role of the book's own names (the build makes them), and the role."""
        return {
            posixpath.dirname(found[1]): role.name
            for page in self.book.pages.values()
            for role in page.roles
            if role.name not in KNOWN_ROLES
            and (found := re.search(r"<([^<>]+/[^<>]+)>$", role.content))
        }

    @cached_property
    def works(self) -> frozenset[str]:
        """The keys of all works in the bibliographies that lie in the book."""
        paths = (path for path in self.paths if path.endswith(".bib"))
        return frozenset(key for path in paths for key in keys_of(self.files, path))

    @cached_property
    def cited(self) -> frozenset[str]:
        """The keys of the works that the settings' bibliographies hold; none where one is missing."""
        here = posixpath.join(self.book.folder, "_config.yml")
        paths = [self.book.resolve(here, name) for name in self.book.config.bibliographies]
        if not all(map(self.files.is_file, paths)):
            return frozenset()
        return frozenset(key for path in paths for key in keys_of(self.files, path))

    @cached_property
    def schemes(self) -> frozenset[str]:
        """The schemes that this book, or a rule of their own, lets through."""
        schemes = frozenset(self.book.config.parser.url_schemes) | {"file"}
        known = not self.book.complete or self.book.config.inventories
        return schemes | {"inv"} if known else schemes

    # --- anchors ---------------------------------------------------------------------------------

    def anchors(self, page: Page) -> set[str]:
        """Every fragment that leads somewhere on a page: MyST's own, labels, and docutils' ids.

        A browser finds an id of docutils, too, but MyST warns of the link, which ends a strict build.
        """
        if page.path not in self._anchors:
            found = {heading.slug for heading in page.headings if heading.slug}
            if not self.book.strict:
                found |= {make_id(heading.text) for heading in page.headings}
            for label in page.labels:
                found |= {make_id(label.name)} if label.kind != "html" else {label.name}
            # A page without a book is shown by whatever reads Markdown, most often by GitHub.
            self._anchors[page.path] = found if self.book.complete else found | github_anchors(page)
        return self._anchors[page.path]

    @cached_property
    def every_anchor(self) -> frozenset[str]:
        """The anchors of all pages: in a MyST project each can be linked to from everywhere."""
        pages = self.book.pages.values()
        return frozenset(anchor for page in pages for anchor in self.anchors(page))

    # --- paths -----------------------------------------------------------------------------------

    @cached_property
    def paths(self) -> list[str]:
        """The files one can mean."""
        return list(self.files.walk(self.book.folder))

    def is_file(self, page: Page, name: str) -> bool:
        """Whether a path on a page names a file, as Sphinx reads it."""
        return bool(name) and self.files.is_file(self.book.resolve(page.path, name))

    def is_document(self, page: Page, name: str) -> bool:
        """Whether a path on a page, without its suffix, names a document of the book."""
        return self.book.inside(self.book.resolve(page.path, name)) in self.book.documents

    def is_unknown(self, page: Page, name: str) -> bool:
        """Whether a path cannot be judged: outside the tree, or on a page that has no book."""
        path = self.book.resolve(page.path, name)
        if self.book.complete:
            return path.startswith("../") and not self.book.strict
        return name.startswith("/") or path.startswith("..") or self.files.is_folder(path)

    def other_case(self, path: str) -> str:
        """The file whose path differs from this one by capital letters alone, or nothing."""
        other = self.files.other_case(path)
        return other if other and self.files.is_file(other) else ""

    def meant(self, page: Page, name: str) -> str:
        """The path that was probably meant, as it is written on this page; empty if none is near."""
        path = self.book.resolve(page.path, name)
        stem = posixpath.splitext(path)[0]
        for guess in (
            f"{path}.md",
            f"{stem}.md",
            f"{path}/index.md",
            f"{stem}/index.md",
            f"{stem}.ipynb",
            posixpath.join(self.book.folder, name.lstrip("./")),
        ):
            if self.files.is_file(guess):
                return self.write(page, guess, name)
        base = posixpath.basename(path)
        same = [each for each in self.paths if posixpath.basename(each).lower() == base.lower()]
        # What is written without its suffix is compared with pages without theirs.
        pages = {posixpath.splitext(each)[0]: each for each in self.paths if each.endswith(READ)}
        whole = {each: each for each in same or self.paths}
        names = whole if same or FILE_SUFFIX.search(path) else pages
        found = same[0] if len(same) == 1 else names.get(nearest(path, names, 80), "")
        return self.write(page, found, name) if found else ""

    def write(self, page: Page, path: str, like: str) -> str:
        """A path as it is written on a page: from the book's top where the old one was."""
        if like.startswith("/"):
            return "/" + posixpath.relpath(path, self.book.folder or ".")
        return self.book.relative(page.path, path)


known_in = lru_cache(maxsize=1)(Known)
"""What there is in a book; rules ask for it page by page."""


def github_anchors(page: Page) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    found: set[str] = {label.name for label in page.labels if label.kind == "html"}
    for heading in page.headings:
        slug = re.sub(r"[^\w\- ]", "", heading.text.lower()).replace(" ", "-")
        number = 1
        name = slug
        while name in found:
            name, number = f"{slug}-{number}", number + 1
        found.add(name)
    return found


def has_open_end(page: Page) -> bool:
    """Whether a page has text that is not read here, so that it may have more anchors."""
    return not page.is_read_whole or any(
        each.name in ("include", "eval-rst") for each in page.directives
    )


def keys_of(files: Files, path: str) -> list[str]:
    """The keys of the works in a bibliography."""
    text = files.read(path).decode("utf-8", "replace")
    return re.findall(r"^[ \t]*@\w+[ \t]*[{(][ \t]*([^\s,]+)", text, re.M)
