"""Follow every link of a book as Sphinx and MyST do, and say what it misses and what was meant."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from docutils.nodes import make_id

from booklint.addresses import MAIL, is_address
from booklint.book import READ, folded
from booklint.finding import Problem
from booklint.known import FILE_SUFFIX, Known, github_anchors, has_open_end
from booklint.nearest import nearest, suggestion
from booklint.page import Directive, Facts, Link, Page

SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.I)
SCHEMES = re.compile(
    "data|doi|feed|ftps?|git|ircs?|javascript|ldap|magnet|news|sftp|skype|slack|sms|smb|ssh|svn|tel|urn|"
    "vbscript|vscode|webcal|whatsapp|wss?|xmpp|zoommtg"
)
"""Real schemes; any other word before a colon may be part of a label."""

LIKE_A_HOST = r"(?:[\w-]+\.)+(?:com|org|net|edu|gov|info|io|dev|eu|uk|de|fr|nl)(?:[/?#].*)?"
"""An address of the web whose scheme was left out."""

ROLES = frozenset({"doc", "ref", "any", "myst", "numref", "download", "embed", "@"})
REFERENCES = frozenset({"ref", "numref", "eq", "prf:ref", "any", "embed"})
PUBLISHED_FOLDERS = ("_static/", "_images/", "_downloads/", "_sources/")
MADE_BY_SPHINX = ("genindex.html", "search.html", "py-modindex.html")


def misses(known: Known, page: Page, facts: Facts) -> Iterator[Problem]:
    """What the links of a page, or of a comment on it, miss: at most one thing for each link."""
    for link in facts.links:
        if problem := _Followed(known, page, link).miss():
            yield problem
    for directive in facts.directives:
        for link in _links_of(directive, is_myst=known.is_myst):
            followed = _Followed(known, page, link)
            if problem := followed.page_name() if link.role == "doc" else followed.file(link.text):
                yield problem


def _links_of(directive: Directive, *, is_myst: bool) -> Iterator[Link]:
    """The files and pages that a directive takes in, as links with the words of a message."""
    name, argument = directive.name, directive.argument
    if name in ("include", "literalinclude") and argument:
        yield Link(argument, f"{{{name}}} {argument}", directive.line, "option", "file")
    if name == "toctree" and "glob" not in directive.options and not is_myst:
        for line, row in enumerate(directive.body.split("\n"), directive.body_line):
            target = re.sub(r".*<(.*)>", r"\1", row.strip())
            if target and target != "self" and not is_address(target):
                entry = target.removesuffix(".md")
                yield Link(entry, entry, line, "option", "doc")
    option = directive.options.get("file")
    if name in ("csv-table", "raw") and option:
        yield Link(option.value, f":file: {option.value}", option.line, "option", "file")


@dataclass(frozen=True, slots=True)
class _Followed:
    """One link of a page. Each method says what the link misses, or `None` where it is sound."""

    known: Known
    page: Page
    link: Link

    def miss(self) -> Problem | None:
        """What the link misses, whatever its syntax."""
        link, target = self.link, self.link.target.strip()
        if link.syntax == "role" or (link.syntax == "option" and link.role in ROLES):
            return self.role(link.role, target)
        if not self.page.in_book:
            return self.on_github(target)
        if link.syntax == "option":
            return self.published(target)
        return None if link.syntax in ("automatic", "bare", "html") else self.markdown(target)

    # --- links of Markdown -----------------------------------------------------------------------

    def markdown(self, target: str) -> Problem | None:
        """A Markdown link, in the order in which MyST tries its meanings."""
        known, link = self.known, self.link
        if re.match(r"[a-z]:[\\/]", target, re.I):
            return None  # a path of one machine, which `local-address` finds
        odd = re.match(r"(ftp|inv):", target, re.I)
        if odd and odd[1].lower() not in known.schemes:
            return self.no_scheme(odd[1])
        if known.is_myst and target.startswith("xref:"):
            return self.other_project(target)
        if is_address(target) or target.partition(":")[0] in known.schemes:
            return None
        scheme = SCHEME.match(target)
        if scheme and scheme[1] in ("path", "project"):
            target = target[len(scheme[0]) :]
        elif scheme and (SCHEMES.fullmatch(scheme[1].lower()) or "://" in target):
            return self.no_scheme(scheme[1])
        if not target or target == "#" or MAIL.fullmatch(target):
            return None
        name, _, fragment = target.partition("#")
        wordless = not (link.text.strip() or link.of_picture or known.is_myst)
        if wordless and known.is_untitled(fragment or name):
            return self.wordless(f"[]({link.target})", f"[words]({link.target})")
        if target.startswith("#"):
            return self.anchor(target[1:])
        if known.is_myst:
            if name.startswith("/") and not name.endswith(READ):
                return None  # an address of the published site, which MyST leaves as it is
            # A path may be written without its suffix.
            plain = unquote(name)
            spellings = (name, plain, *(plain + suffix for suffix in READ))
            name = next((each for each in spellings if known.is_file(self.page, each)), name)
        if known.is_file(self.page, name):
            return self.document(known.book.resolve(self.page.path, name), fragment)
        if known.is_reference(self.page, target) or known.is_unknown(self.page, name):
            return None
        return self.missing(target, name, fragment)

    def other_project(self, target: str) -> Problem | None:
        """`xref:name/page#label`: a place in another project; what `extends` takes in may name more."""
        name = re.split("[/#]", target.removeprefix("xref:"))[0]
        meant = nearest(name, self.known.book.config.references, 80)
        if name in self.known.book.config.references or not meant:
            return None
        return self.problem(
            f"{self.link.target} leads nowhere: no project «{name}» stands under «references»",
            suggestion(meant and target.replace(name, meant, 1), "name one that does"),
        )

    def document(self, path: str, fragment: str) -> Problem | None:
        """The file is there: is it built, and does it have the heading?"""
        known, book = self.known, self.known.book
        if not path.endswith((".md", ".ipynb", ".rst")):
            return None
        if book.complete and book.is_inside(path) and not book.is_built(path):
            settings = posixpath.basename(book.path if book.config.only_toc else book.config.path)
            return self.problem(
                f"{self.link.target} is a file, but {settings} leaves it out of the book",
                "link a page that is published, or make the file one of the book's pages there",
            )
        target = book.pages.get(path)
        if not fragment or target is None or not book.config.slugs_known:
            return None
        anchors = known.anchors(target)
        places = book.labels.get(folded(fragment), ()) if known.is_myst else ()
        if fragment in anchors or any(each.path == path for each in places) or has_open_end(target):
            return None
        return self.no_anchor(fragment, sorted(anchors), target)

    def anchor(self, fragment: str) -> Problem | None:
        """`#name`: a heading or label of this page, else any label of the book."""
        known, book, page = self.known, self.known.book, self.page
        # Every browser takes #top to the top of the page, whether something is called so or not.
        if fragment in known.anchors(page) | {"top"} or fragment.lower() in book.labels:
            return None
        if not book.config.slugs_known or has_open_end(page):
            return None
        if known.is_myst and known.is_label(fragment):
            return None
        names = sorted(known.anchors(page)) + known.labels
        if book.complete and known.is_reference(page, fragment):
            return None
        # Labels of other pages may not be seen; then only a slip in a name of this page is told.
        if not book.complete and not nearest(fragment, names, 88):
            return None
        return self.no_anchor(fragment, names, page)

    def missing(self, target: str, name: str, fragment: str) -> Problem:
        """Say that a page, a file or a label is not there, and what was probably meant."""
        known, shown = self.known, self.link.target
        path = known.book.resolve(self.page.path, name)
        after = f"#{fragment}" if fragment else ""
        if other := known.other_case(path):
            return self.problem(
                f"{shown} differs from the file {other} in capital letters, "
                "so it breaks on the published site",
                f"write {known.write(self.page, other, name)}{after}",
            )
        if "/" in name or FILE_SUFFIX.search(name):
            # Windows parts folders by another sign.
            meant = known.meant(self.page, name.replace("\\", "/"))
            if re.fullmatch(LIKE_A_HOST, target) and not meant:
                meant = f"https://{target}"
            says = "is not there" if not known.files.is_folder(path) else "is a folder, not a page"
            fix = suggestion(meant and meant + after, "correct the path, or remove the link")
            return self.problem(f"{shown} leads nowhere: {path} {says}", fix)
        if target.startswith("@") and known.is_label(target[1:]):
            return self.problem(
                f"{shown} leads nowhere: in round brackets a label has # in front",
                f"write #{target[1:]}",
            )
        meant = nearest(target.lower(), known.labels) or known.meant(self.page, name)
        fix = f"put ({target})= above the place that is meant"
        if re.fullmatch(LIKE_A_HOST, target):
            fix = f"write https://{target} for an address of the web"
        message = f"{shown} leads nowhere: there is no label, page or file of that name"
        return self.problem(message, suggestion(meant, fix))

    # --- roles -----------------------------------------------------------------------------------

    def role(self, role: str, target: str) -> Problem | None:
        """A role, or the option of a card or button that works like one."""
        known, book, link = self.known, self.known.book, self.link
        if not target or known.is_in_inventory(target):
            return None
        if known.is_myst:
            if SCHEME.match(target) and target.partition(":")[0].lower() in known.schemes:
                return None
            if role == "@":
                return self.key(target)
            target = target.removeprefix("#")
            if role in REFERENCES and known.is_label(target):
                return None
        shown = f"#{target}" if role == "embed" else f"{{{role}}}`{target}`"
        if role == "doc":
            return self.page_name(target)
        if role == "download":
            return self.file(shown, target)
        if role == "term":
            if target.lower() in book.terms or not book.complete or book.config.inventories:
                return None
            meant = nearest(target.lower(), sorted(book.terms))
            none = "write the words without {term}: this book has no glossary"
            fix = suggestion(meant, f"add «{target}» to the glossary" if book.terms else none)
            return self.problem(f"no glossary explains «{target}»", fix)
        if role == "ref" and self.is_only_page(target):
            return self.problem(
                f"{shown} leads nowhere: that is the name of a page, not a label",
                f"write {{doc}}`{link.text} <{target}>`"
                if link.explicit
                else f"write {{doc}}`{target}`",
            )
        if book.complete and not known.is_reference(self.page, target):
            meant = nearest(target.lower(), known.labels)
            message = f"{shown} leads nowhere: no label of that name is in the book"
            otherwise = f"put ({target})= above what is meant"
            if role == "eq":
                otherwise = f"write «:label: {target}» below the {{math}} that is meant"
            return self.problem(message, suggestion(meant, otherwise))
        if role == "ref" and not link.explicit and known.is_untitled(target):
            return self.wordless(shown, f"{{ref}}`words <{target}>`")
        return None

    def is_only_page(self, target: str) -> bool:
        """Whether a name that is to be a label is that of a page instead, for which Sphinx has {doc}."""
        known = self.known
        if known.is_myst or not known.is_document(self.page, target):
            return False
        return not (folded(target) in known.book.labels or known.is_elsewhere(target))

    def key(self, target: str) -> Problem | None:
        """`@name`: a label, a work that is cited, or a name in another place's way of writing.

        Only what is nearly a label or a key is told: `@somebody` may be a person.
        """
        known = self.known
        surely = known.book.complete and re.match("(?:eq|fig|lst|sec|tab|tbl|thm)[-:]", target)
        if known.is_label(target) or target in known.works or (SCHEME.match(target) and not surely):
            return None
        meant = nearest(target, [*known.labels, *known.works], 72 if surely else 88)
        message = f"@{target} leads nowhere: no label and no source of that name is in the book"
        fix = suggestion(meant and f"@{meant}", "write the label that stands at what is meant")
        return self.problem(message, fix) if meant or surely else None

    def page_name(self, target: str = "") -> Problem | None:
        """A document by its name, which has no suffix."""
        known, book = self.known, self.known.book
        target = target or self.link.target
        path = book.resolve(self.page.path, target)
        name, stem = book.inside(path), posixpath.splitext(path)[0]
        if name in book.documents or not book.complete:
            return None
        if known.is_myst and book.docname(path) in book.documents:
            return None
        meant = posixpath.splitext(known.meant(self.page, target))[0]
        if book.inside(stem) in book.documents and stem != path:
            fix = f"leave out the suffix: {posixpath.splitext(target)[0]}"
        elif meant.lower() == target.lower():
            fix = f"write {meant}"
        else:
            fix = suggestion(meant, "name a page of the book, without suffix")
        return self.problem(f"{target} leads nowhere: no page of the book is called {name}", fix)

    # --- files, and addresses that are published as they are ---------------------------------------

    def file(self, shown: str, target: str = "") -> Problem | None:
        """A file that is taken in or offered for download; `shown` is the link in a message."""
        known = self.known
        target = target or self.link.target
        if SCHEME.match(target) or "//" in target or target.startswith("<"):
            return None
        path = known.book.resolve(self.page.path, target)
        if known.files.is_file(path) or path.startswith("../"):
            return None  # What lies outside the repository is the affair of `file-outside`.
        if other := known.other_case(path):
            message = f"{shown} differs from the file {other} in capital letters"
            return self.problem(message, f"write {known.write(self.page, other, target)}")
        fix = suggestion(known.meant(self.page, target), "add the file, or correct the path")
        if self.link.role == "download" and (own := known.made_by.get(posixpath.dirname(target))):
            fix = f"write {{{own}}}`{self.link.text} <{target}>` for a file that the build makes; else {fix}"
        return self.problem(f"{shown} finds no file: {path} is not there", fix)

    def published(self, target: str) -> Problem | None:
        """An address that is published as it is written: a card's link, a picture's target."""
        known, book = self.known, self.known.book
        name, _, fragment = target.partition("#")
        if SCHEME.match(target) or is_address(target) or target.startswith("{") or not target:
            return None
        if not name:
            anchors = known.anchors(self.page)
            if not fragment or fragment in anchors or has_open_end(self.page):
                return None
            return self.no_anchor(fragment, sorted(anchors), self.page)
        path = book.resolve(self.page.path, unquote(name.partition("?")[0]))
        inside = book.inside(path)
        if inside.startswith(PUBLISHED_FOLDERS) or inside in MADE_BY_SPHINX or name.endswith("_"):
            return None
        stem, suffix = posixpath.splitext(inside)
        if inside in (".", "..") or path == book.folder:
            stem, suffix = "index", ".html"
        if name.endswith("/") and f"{inside}/index" in book.documents:
            stem, suffix = f"{inside}/index", ".html"
        if suffix == ".html" and (stem in book.documents or not book.complete):
            there = book.documents.get(stem)
            return self.document(there, fragment) if there and fragment else None
        names = [stem, inside, f"{inside}/index"]
        document = next((each for each in names if each in book.documents), "")
        fix = "write where a page is published, such as page.html"
        if document:
            path = book.relative(self.page.path, book.documents[document])
            name = posixpath.splitext(path)[0]
            is_target = self.link.role == "target"
            fix = (
                f"write {name}.html"
                if is_target
                else f"write `:link: {name}` with `:link-type: doc`"
            )
        message = f"{self.link.target} is published as it is written, and leads nowhere there"
        return self.problem(message, fix)

    # --- pages that GitHub shows -----------------------------------------------------------------

    def on_github(self, target: str) -> Problem | None:
        """README and its like: paths of the repository, anchors as GitHub makes them."""
        known = self.known
        name, _, fragment = target.partition("#")
        if SCHEME.match(target) or is_address(target) or not target:
            return None
        base = posixpath.dirname(self.page.path)
        path = posixpath.normpath(posixpath.join(base, unquote(name))) if name else self.page.path
        path = path.lstrip("/")
        if path.startswith(".."):
            return None
        if known.files.entry(path) is None:
            meant = known.files.other_case(path) or known.meant(self.page, name)
            message = f"{self.link.target} leads nowhere: {path} is not in the repository"
            return self.problem(message, suggestion(meant, "correct the path, or remove the link"))
        there = known.book.pages.get(path)
        if not fragment or there is None or there.unreadable:
            return None
        anchors = github_anchors(there)
        return None if fragment in anchors else self.no_anchor(fragment, sorted(anchors), there)

    # --- what is said ----------------------------------------------------------------------------

    def problem(self, message: str, fix: str) -> Problem:
        """Something that is wrong with the link, at its line."""
        return Problem(self.link.line, message, fix)

    def no_scheme(self, scheme: str) -> Problem:
        """Say that a book does not make links of this scheme."""
        target = self.link.target
        return self.problem(
            f"{target} does not become a link: this book has no scheme «{scheme.lower()}:»",
            f"write https://doi.org/{target[4:]}"
            if target.lower().startswith("doi:10.")
            else "write an https: address, or a path without a scheme for a file of the book",
        )

    def no_anchor(self, fragment: str, names: Iterable[str], there: Page) -> Problem:
        """Say that a heading is missing, and which of the names there was probably meant."""
        meant = nearest(fragment, names)
        fix = suggestion(meant and f"#{meant}", "link a heading that exists, or only the page")
        for heading in there.headings:
            if not heading.slug and make_id(heading.text) == fragment.lower():
                fix = f"write ({fragment})= above «{heading.text}»: a heading of this level has no name"
        book = self.known.book
        where = (
            "this page "
            if there is self.page
            else f"the page {book.docname(there.path)} is there, but "
        )
        # Two slips of one kind are rare: where two links say the same, the label has changed.
        if self.known.fragments[fragment] > 1:
            fix += (
                f"{'' if meant else '.'} If the label was renamed, put ({fragment})= back beside "
                "the new one: links from outside may use it"
            )
        return self.problem(
            f"{self.link.target} leads nowhere: {where}has no heading or label «{fragment}»", fix
        )

    def wordless(self, shown: str, fix: str) -> Problem:
        """Say that a link has no words, and what it leads to no title that it could show."""
        message = f"{shown} has no words, and what it leads to has no title to show"
        return self.problem(message, f"write {fix}")
