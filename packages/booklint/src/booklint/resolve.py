"""Follow every link of a book as Sphinx and MyST do, and say what it misses and what was meant."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import unquote

from docutils.nodes import make_id
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from booklint.addresses import MAIL, is_address
from booklint.book import READ, Book
from booklint.files import Files
from booklint.finding import Problem
from booklint.page import Directive, Facts, Link, Page

SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.I)
SCHEMES = re.compile(
    "data|doi|feed|ftps?|git|ircs?|javascript|ldap|magnet|news|sftp|skype|slack|sms|smb|ssh|svn|tel|urn|"
    "vbscript|vscode|webcal|whatsapp|wss?|xmpp|zoommtg"
)
"""Real schemes; any other word before a colon may be part of a label."""

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
PUBLISHED_FOLDERS = ("_static/", "_images/", "_downloads/", "_sources/")
MADE_BY_SPHINX = ("genindex.html", "search.html", "py-modindex.html")


class Resolver:
    """Follows the links of one book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.files = book.files
        self.is_myst = book.config.dialect == "myst"
        self._anchors: dict[str, set[str]] = {}

    # --- what there is ---------------------------------------------------------------------------

    @cached_property
    def labels(self) -> list[str]:
        """The labels one can mean."""
        return sorted(self.book.labels)

    @cached_property
    def paths(self) -> list[str]:
        """The files one can mean."""
        return list(self.files.walk(self.book.folder))

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
            self._anchors[page.path] = (
                found if self.book.complete else found | self.github_anchors(page)
            )
        return self._anchors[page.path]

    # --- one link --------------------------------------------------------------------------------

    def misses(self, page: Page, facts: Facts) -> Iterator[Problem]:
        """What the links of a page, or of a comment on it, miss."""
        for link in facts.links:
            yield from self.link(page, link)
        for directive in facts.directives:
            yield from self.directive(page, directive)

    def link(self, page: Page, link: Link) -> Iterator[Problem]:
        """What one link misses: nothing, or one thing."""
        target = link.target.strip()
        if link.syntax == "role" or (link.syntax == "option" and link.role in ROLES):
            yield from self.role(page, link, link.role, target)
        elif not page.in_book:
            yield from self.on_github(page, link, target)
        elif link.syntax == "option":
            yield from self.published(page, link, target)
        elif link.syntax not in ("automatic", "bare", "html"):
            yield from self.markdown(page, link, target)

    def markdown(self, page: Page, link: Link, target: str) -> Iterator[Problem]:
        """A Markdown link, in the order in which MyST tries its meanings."""
        if re.match(r"[a-z]:[\\/]", target, re.I):
            return  # a path of one machine, which `local-address` finds
        odd = re.match(r"(ftp|inv):", target, re.I)
        if odd and odd[1].lower() not in self.schemes:
            yield self.no_scheme(page, link, odd[1].lower())
            return
        if is_address(target) or target.partition(":")[0] in self.schemes:
            return
        scheme = SCHEME.match(target)
        if scheme and scheme[1] in ("path", "project"):
            target = target[len(scheme[0]) :]
        elif scheme and (SCHEMES.fullmatch(scheme[1].lower()) or "://" in target):
            yield self.no_scheme(page, link, scheme[1].lower())
            return
        if not target or target == "#" or MAIL.fullmatch(target):
            return
        name, _, fragment = target.partition("#")
        wordless = not (link.text.strip() or link.of_picture or self.is_myst)
        if wordless and self.is_untitled(fragment or name):
            yield self.wordless(page, link, f"[]({link.target})", f"[words]({link.target})")
            return
        if target.startswith("#"):
            yield from self.anchor(page, link, target[1:])
            return
        if self.is_myst:
            if name.startswith("/") and not name.endswith(READ):
                return  # an address of the published site, which MyST leaves as it is
            name = next((each for each in self.spellings(name) if self.is_file(page, each)), name)
        if self.is_file(page, name):
            yield from self.document(page, link, self.book.resolve(page.path, name), fragment)
        elif not self.is_reference(page, target) and not self.is_unknown(page, name):
            yield self.missing(page, link, target, name, fragment)

    def spellings(self, name: str) -> tuple[str, ...]:
        """What a path without its suffix may stand for in a MyST project."""
        plain = unquote(name)
        return (name, plain, *(plain + suffix for suffix in READ))

    def is_unknown(self, page: Page, name: str) -> bool:
        """Whether a path cannot be judged: outside the tree, or on a page that has no book."""
        path = self.book.resolve(page.path, name)
        if self.book.complete:
            return path.startswith("../") and not self.book.strict
        return name.startswith("/") or path.startswith("..") or self.files.is_folder(path)

    def is_file(self, page: Page, name: str) -> bool:
        """Whether a path on a page names a file, as Sphinx reads it."""
        return bool(name) and self.files.is_file(self.book.resolve(page.path, name))

    @cached_property
    def schemes(self) -> frozenset[str]:
        """The schemes that this book, or a rule of their own, lets through."""
        schemes = frozenset(self.book.config.parser.url_schemes) | {"file"}
        known = not self.book.complete or self.book.config.inventories
        return schemes | {"inv"} if known else schemes

    def no_scheme(self, page: Page, link: Link, scheme: str) -> Problem:
        """Say that a book does not make links of this scheme."""
        return Problem(
            link.line,
            f"{link.target} does not become a link: this book has no scheme «{scheme}:»",
            f"write https://doi.org/{target[4:]}"
            if (target := link.target).lower().startswith("doi:10.")
            else "write an https: address, or a path without a scheme for a file of the book",
        )

    def document(self, page: Page, link: Link, path: str, fragment: str) -> Iterator[Problem]:
        """The file is there: is it built, and does it have the heading?"""
        if not path.endswith((".md", ".ipynb", ".rst")):
            return
        name = self.book.docname(path)
        if self.book.complete and self.book.is_inside(path) and not self.book.is_built(path):
            yield Problem(
                link.line,
                f"{link.target} is a file, but {self.settings_file} leaves it out of the book",
                "link a page that is published, or make the file one of the book's pages there",
            )
            return
        target = self.book.pages.get(path)
        if not fragment or target is None or not self.book.config.slugs_known:
            return
        if self.is_myst and self.is_label(fragment):
            return
        if fragment not in self.anchors(target) and not self.has_open_end(target):
            known = sorted(self.anchors(target))
            yield self.no_anchor(page, link, f"the page {name} is there, but ", known, fragment)

    @property
    def settings_file(self) -> str:
        """The file that says which pages the book has."""
        path = self.book.path if self.book.config.only_toc else self.book.config.path
        return posixpath.basename(path)

    def is_label(self, name: str) -> bool:
        """Whether a MyST project defines a label, or has a heading, of this name on any page."""
        folded = " ".join(name.lower().split())
        # MyST calls the parts of a figure by its own label and a letter.
        whole = re.sub(r"-[a-z]$", "", folded)
        known = folded in self.book.labels or name in self.every_anchor
        return known or (whole != folded and whole in self.figures)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The labels of all figures."""
        return frozenset(
            " ".join(directive.option("label", "name").lower().split())
            for page in self.book.pages.values()
            for directive in page.directives
            if directive.name == "figure"
        )

    @cached_property
    def every_anchor(self) -> frozenset[str]:
        """The anchors of all pages: in a MyST project each can be linked to from everywhere."""
        pages = self.book.pages.values()
        return frozenset(anchor for page in pages for anchor in self.anchors(page))

    def has_open_end(self, page: Page) -> bool:
        """Whether a page has text that is not read here, so that it may have more anchors."""
        return not page.is_read_whole or any(
            each.name in ("include", "eval-rst") for each in page.directives
        )

    def anchor(self, page: Page, link: Link, fragment: str) -> Iterator[Problem]:
        """`#name`: a heading or label of this page, else any label of the book."""
        # Every browser takes #top to the top of the page, whether something is called so or not.
        if fragment in self.anchors(page) | {"top"} or fragment.lower() in self.book.labels:
            return
        if not self.book.config.slugs_known or self.has_open_end(page):
            return
        if self.is_myst and self.is_label(fragment):
            return
        known = sorted({each.slug or make_id(each.text) for each in page.headings}) + self.labels
        if self.book.complete:
            elsewhere = self.is_reference(page, fragment)
        else:
            # Labels of other pages are not seen; only a slip in a name of this page is told.
            elsewhere = not nearest(fragment, known, 88)
        if elsewhere:
            return
        yield self.no_anchor(page, link, "this page ", known, fragment)

    def no_anchor(
        self, page: Page, link: Link, where: str, known: list[str], fragment: str
    ) -> Problem:
        """Say that a heading is missing, and which one was probably meant."""
        meant = nearest(fragment, known)
        return Problem(
            link.line,
            f"{link.target} leads nowhere: {where}has no heading or label «{fragment}»",
            f"did you mean #{meant}?" if meant else "link a heading that exists, or only the page",
        )

    def is_reference(self, page: Page, target: str) -> bool:
        """Whether a target without a file is a label, a document name, a term or an inventory's."""
        book = self.book
        name = " ".join(target.lower().split())
        if name in book.labels or name in book.terms or name in SPECIAL_LABELS:
            return True
        if not (book.complete or "/" in target or FILE_SUFFIX.search(target)):
            return True
        if book.inside(book.resolve(page.path, target)) in book.documents:
            return True
        return self.is_elsewhere(target)

    def is_elsewhere(self, target: str) -> bool:
        """Whether a label may come from another project's inventory or from an extension."""
        book = self.book
        if target.partition(":")[0] in book.config.inventories:
            return True
        if "sphinx.ext.autosectionlabel" in book.config.extensions:
            titles = {
                heading.text.lower() for page in book.pages.values() for heading in page.headings
            }
            if target.lower().rpartition(":")[2] in titles:
                return True
        if self.has_objects and OBJECT_NAME.fullmatch(target) and not FILE_SUFFIX.search(target):
            return True
        may_be = bool(book.config.inventories) and not re.search(r"[/\\]|\.\w+$", target)
        return may_be and not nearest(target.lower(), self.labels, 88)

    def missing(self, page: Page, link: Link, target: str, name: str, fragment: str) -> Problem:
        """Say that a page, a file or a label is not there, and what was probably meant."""
        path = self.book.resolve(page.path, name)
        other = self.files.other_case(path)
        after = f"#{fragment}" if fragment else ""
        if other and self.files.is_file(other):
            written = self.write(page, other, name)
            return Problem(
                link.line,
                f"{link.target} differs from the file {other} in capital letters, "
                "so it breaks on the published site",
                f"write {written}{after}",
            )
        if looks_like_a_path(name):
            meant = self.meant(page, name)
            says = "is not there" if not self.files.is_folder(path) else "is a folder, not a page"
            return Problem(
                link.line,
                f"{link.target} leads nowhere: {path} {says}",
                f"did you mean {meant}{after}?"
                if meant
                else "correct the path, or remove the link",
            )
        meant = nearest(target.lower(), self.labels) or self.meant(page, name)
        return Problem(
            link.line,
            f"{link.target} leads nowhere: there is no label, page or file of that name",
            f"did you mean {meant}?" if meant else f"put ({target})= above the place that is meant",
        )

    def meant(self, page: Page, name: str) -> str:
        """The path that was probably meant, as it is written on this page."""
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
        if len(same) == 1:
            return self.write(page, same[0], name)
        found = nearest(path, same or self.paths, 80)
        return self.write(page, found, name) if found else ""

    def write(self, page: Page, path: str, like: str) -> str:
        """A path as it is written on a page: from the book's top where the old one was."""
        if like.startswith("/"):
            return "/" + posixpath.relpath(path, self.book.folder or ".")
        return self.book.relative(page.path, path)

    # --- roles -----------------------------------------------------------------------------------

    def role(self, page: Page, link: Link, role: str, target: str) -> Iterator[Problem]:
        """A role, or the option of a card or button that works like one."""
        book = self.book
        if not target or self.is_elsewhere_by_prefix(target):
            return
        if self.is_myst:
            if SCHEME.match(target) and self.markdown_scheme(target):
                return
            if role == "@":
                yield from self.key(page, link, target)
                return
            target = target.removeprefix("#")
            if role in REFERENCES and self.is_label(target):
                return
        if role == "doc":
            yield from self.doc_role(page, link, target)
        elif role == "download":
            yield from self.file(page, link.line, target, f"{{download}}`{target}`")
        elif role == "term":
            if target.lower() not in book.terms and book.complete and not book.config.inventories:
                meant = nearest(target.lower(), sorted(book.terms))
                yield Problem(
                    link.line,
                    f"no glossary explains «{target}»",
                    f"did you mean {meant}?" if meant else f"add «{target}» to the glossary",
                )
        elif role == "ref" and self.is_only_page(page, target):
            yield Problem(
                link.line,
                f"{{ref}}`{target}` leads nowhere: that is the name of a page, not a label",
                f"write {{doc}}`{link.text} <{target}>`"
                if link.explicit
                else f"write {{doc}}`{target}`",
            )
        elif book.complete and not self.is_reference(page, target):
            meant = nearest(target.lower(), self.labels)
            shown = f"#{target}" if role == "embed" else f"{{{role}}}`{target}`"
            yield Problem(
                link.line,
                f"{shown} leads nowhere: no label of that name is in the book",
                f"did you mean {meant}?" if meant else f"put ({target})= above what is meant",
            )
        elif role == "ref" and not link.explicit and self.is_untitled(target):
            yield self.wordless(page, link, f"{{ref}}`{target}`", f"{{ref}}`words <{target}>`")

    def wordless(self, page: Page, link: Link, shown: str, fix: str) -> Problem:
        """Say that a link has no words, and what it leads to no title that it could show."""
        message = f"{shown} has no words, and what it leads to has no title to show"
        return Problem(link.line, message, f"write {fix}")

    def is_only_page(self, page: Page, target: str) -> bool:
        """Whether a name that is to be a label is that of a page instead, for which Sphinx has {doc}."""
        book = self.book
        is_page = book.inside(book.resolve(page.path, target)) in book.documents
        known = " ".join(target.lower().split()) in book.labels or self.is_elsewhere(target)
        return is_page and not (self.is_myst or known)

    def is_untitled(self, target: str) -> bool:
        """Whether a label stands above blocks alone that have no title."""
        places = self.book.labels.get(" ".join(target.lower().split()), ())
        return bool(places) and all(place.kind == "place" for place in places)

    def markdown_scheme(self, target: str) -> bool:
        """Whether a target begins with one of the schemes that this book makes links of."""
        return target.partition(":")[0].lower() in self.schemes

    def key(self, page: Page, link: Link, target: str) -> Iterator[Problem]:
        """`@name`: a label, a work that is cited, or a name in another place's way of writing.

        Only what is nearly a label or a key is told: `@somebody` may be a person.
        """
        if self.is_label(target) or SCHEME.match(target) or target in self.works:
            return
        meant = nearest(target, [*self.labels, *self.works], 88)
        if meant:
            yield Problem(
                link.line,
                f"@{target} leads nowhere: no label and no source of that name is in the book",
                f"did you mean @{meant}?",
            )

    @cached_property
    def works(self) -> frozenset[str]:
        """The keys of all works in the bibliographies that lie in the book."""
        paths = (path for path in self.paths if path.endswith(".bib"))
        return frozenset(key for path in paths for key in keys_of(self.files, path))

    def is_elsewhere_by_prefix(self, target: str) -> bool:
        """`python:label` names an inventory."""
        return target.partition(":")[0] in self.book.config.inventories

    def doc_role(self, page: Page, link: Link, target: str) -> Iterator[Problem]:
        """A document by its name, which has no suffix."""
        book = self.book
        path = book.resolve(page.path, target)
        if book.inside(path) in book.documents or not book.complete:
            return
        if self.is_myst and book.docname(path) in book.documents:
            return
        stem = posixpath.splitext(path)[0]
        other = next(
            (each for each in book.documents if each.lower() == book.inside(path).lower()), ""
        )
        if book.inside(stem) in book.documents and stem != path:
            fix = f"leave out the suffix: {posixpath.splitext(target)[0]}"
        elif other:
            fix = f"write {self.write(page, posixpath.join(book.folder, other), target)}"
        else:
            meant = nearest(book.inside(path), sorted(book.documents), 75)
            found = self.write(page, posixpath.join(book.folder, meant), target) if meant else ""
            fix = f"did you mean {found}?" if found else "name a page of the book, without suffix"
        yield Problem(
            link.line,
            f"{target} leads nowhere: no page of the book is called {book.inside(path)}",
            fix,
        )

    # --- published addresses ---------------------------------------------------------------------

    def published(self, page: Page, link: Link, target: str) -> Iterator[Problem]:
        """An address that is published as it is written: a card's link, a picture's target."""
        name, _, fragment = target.partition("#")
        if SCHEME.match(target) or is_address(target) or target.startswith("{") or not target:
            return
        if not name:
            if fragment and fragment not in self.anchors(page) and not self.has_open_end(page):
                yield self.no_anchor(page, link, "this page ", sorted(self.anchors(page)), fragment)
            return
        path = self.book.resolve(page.path, unquote(name.partition("?")[0]))
        inside = self.book.inside(path)
        if inside.startswith(PUBLISHED_FOLDERS) or inside in MADE_BY_SPHINX or name.endswith("_"):
            return
        stem, suffix = posixpath.splitext(inside)
        if inside in (".", "..") or path == self.book.folder:
            stem, suffix = "index", ".html"
        if suffix == ".html" and (stem in self.book.documents or not self.book.complete):
            return
        if name.endswith("/") and f"{inside}/index" in self.book.documents:
            return
        names = [stem, inside, f"{inside}/index"]
        document = next((each for each in names if each in self.book.documents), "")
        yield Problem(
            link.line,
            f"{link.target} is published as it is written, and leads nowhere there",
            self.published_fix(page, link, document),
        )

    def published_fix(self, page: Page, link: Link, document: str) -> str:
        """How to write a link to a page where the address is not looked up."""
        if not document:
            return "link a page of the book with Markdown: [words](page.md)"
        path = self.book.relative(page.path, self.book.documents[document])
        name = posixpath.splitext(path)[0]
        if link.role == "target":
            return f"write {name}.html"
        return f"write `:link: {name}` with `:link-type: doc`"

    # --- files -----------------------------------------------------------------------------------

    def directive(self, page: Page, directive: Directive) -> Iterator[Problem]:
        """A file that a directive takes in."""
        if directive.name in ("include", "literalinclude") and directive.argument:
            shown = f"{{{directive.name}}} {directive.argument}"
            yield from self.file(page, directive.line, directive.argument, shown)
        if directive.name == "toctree" and "glob" not in directive.options and not self.is_myst:
            for line, row in enumerate(directive.body.split("\n"), directive.body_line):
                target = re.sub(r".*<(.*)>", r"\1", row.strip())
                if target and target != "self" and not is_address(target):
                    name = target.removesuffix(".md")
                    yield from self.doc_role(page, Link(name, name, line, "option", "doc"), name)
        option = directive.options.get("file")
        if directive.name in ("csv-table", "raw") and option:
            yield from self.file(page, option.line, option.value, f":file: {option.value}")

    def file(self, page: Page, line: int, target: str, shown: str) -> Iterator[Problem]:
        """A file that is taken in or offered for download."""
        if SCHEME.match(target) or "//" in target or target.startswith("<"):
            return
        path = self.book.resolve(page.path, target)
        if self.files.is_file(path) or path.startswith("../"):
            return  # What lies outside the repository is the affair of `file-outside`.
        other = self.files.other_case(path)
        if other and self.files.is_file(other):
            message = f"{shown} differs from the file {other} in capital letters"
            yield Problem(line, message, f"write {self.write(page, other, target)}")
            return
        meant = self.meant(page, target)
        yield Problem(
            line,
            f"{shown} finds no file: {path} is not there",
            f"did you mean {meant}?" if meant else "add the file, or correct the path",
        )

    # --- pages that GitHub shows -----------------------------------------------------------------

    def on_github(self, page: Page, link: Link, target: str) -> Iterator[Problem]:
        """README and its like: paths of the repository, anchors as GitHub makes them."""
        name, _, fragment = target.partition("#")
        if SCHEME.match(target) or is_address(target) or not target:
            return
        base = posixpath.dirname(page.path)
        path = posixpath.normpath(posixpath.join(base, unquote(name))) if name else page.path
        path = path.lstrip("/")
        if path.startswith(".."):
            return
        if self.files.entry(path) is None:
            other = self.files.other_case(path)
            meant = other or self.meant(page, name)
            yield Problem(
                link.line,
                f"{link.target} leads nowhere: {path} is not in the repository",
                f"did you mean {meant}?" if meant else "correct the path, or remove the link",
            )
            return
        there = self.book.pages.get(path)
        if not fragment or there is None or there.unreadable:
            return
        if fragment not in self.github_anchors(there):
            yield self.no_anchor(
                page, link, "this page ", sorted(self.github_anchors(there)), fragment
            )

    def github_anchors(self, page: Page) -> set[str]:
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


ROLES = frozenset({"doc", "ref", "any", "myst", "numref", "download", "embed", "@"})
REFERENCES = frozenset({"ref", "numref", "eq", "prf:ref", "any", "embed"})


def keys_of(files: Files, path: str) -> list[str]:
    """The keys of the works in a bibliography."""
    text = files.read(path).decode("utf-8", "replace")
    return re.findall(r"^[ \t]*@\w+[ \t]*[{(][ \t]*([^\s,]+)", text, re.M)


def looks_like_a_path(name: str) -> bool:
    """Whether a target was meant as a file rather than as a label."""
    return "/" in name or bool(FILE_SUFFIX.search(name))


def nearest(name: str, known: Iterable[str], at_least: float = 72) -> str:
    """The known name that is most like this one, or nothing.

    Where only two neighbouring signs changed their places, it is meant however short it is.
    """
    known = list(known)
    found = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=at_least)
    if found:
        return found[0]
    signs = sorted(name)
    swapped = (each for each in known if len(each) == len(name) > 3 and sorted(each) == signs)
    return next((each for each in swapped if OSA.distance(each, name) == 1), "")
