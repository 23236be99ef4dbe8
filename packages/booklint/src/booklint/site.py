"""A built site: its pages, its other files, and where each address leads."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from rapidfuzz import fuzz, process

from booklint.built_page import PAGE_SUFFIXES, BuiltPage
from booklint.files import Files
from booklint.finding import Finding
from booklint.nearest import suggestion
from booklint.resolve import PUBLISHED_FOLDERS
from booklint.settings import Settings

NONE = Settings()
"""A site that belongs to no book has no settings."""

NOT_PAGES = frozenset(
    {"_static", "_templates", "_sources", "_images", "_downloads", "node_modules", "pagefind"}
)
"""Folders of a built site whose HTML files are parts and templates of a theme, not pages."""


SOURCES = (".md", ".ipynb", ".rst", ".qmd", ".Rmd", ".myst", ".tex", ".adoc")
"""Suffixes of sources: what is built from them is judged, they themselves are not."""

KEPT_PAGES = 16
KEPT_BYTES = 1_000_000
"""Parsed trees are ten times as large as their pages; only those of the last few are kept."""

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")

_SPACE_IN_ADDRESS = re.compile(r"[\t\n\r]")


class Target(NamedTuple):
    """Where an address leads: `found` is a file of the site, or `None` with the reason why not."""

    found: str | None
    fragment: str = ""
    message: str = ""
    fix: str = ""
    notice: bool = False


OUTSIDE = Target(None)
"""An address that is not of this site; nothing is said about it here."""


# A source of a page that another one links.
OFFERED = re.compile(rb"<a [^>]{0,999}?href=[\"']?([^\"'\s>]{1,999}\.(?:md|ipynb|rst))[\"'\s>]")


def clean(address: str) -> str:
    """An address as a browser takes it: outer space and inner line ends do not count."""
    if address.isprintable() and not address[:1].isspace() and not address[-1:].isspace():
        return address
    return _SPACE_IN_ADDRESS.sub("", address.strip(" \t\n\r\f"))


def host_of(address: str) -> str | None:
    """The host that an address asks, or `None` where it asks none (`page.html`, `data:`)."""
    address = clean(address).replace("\\", "/")
    if address.startswith("//"):
        address = "https:" + address
    if not re.match(r"(?i)(https?|wss?|ftp):", address):
        return None
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


class Site:
    """All built pages below one folder, or some pages with what stands beside them.

    `only` names some pages of the folder; `whole` is then false: the top of the site is unknown, and
    addresses that leave the folder are not judged. `strict` asks for more of them than of a foreign site.
    """

    def __init__(
        self, files: Files, only: Iterable[str] | None = None, settings: Settings = NONE
    ) -> None:
        self.settings = settings
        self.files = files
        self.path = "."
        self.whole = only is None
        self._only = None if only is None else sorted(only)
        self._pages: dict[str, BuiltPage] = {}
        self._recent: OrderedDict[BuiltPage, int] = OrderedDict()
        self._targets: dict[tuple[str, str], Target] = {}

    def located(self, finding: Finding) -> Finding:
        """The finding as it is: a built page has the lines it shows."""
        return finding

    def things(self, kind: str) -> list[Any]:
        """What the rules of a kind are given."""
        if kind == "built_page":
            # What a generator makes of all pages lies at the top and takes longest: no process waits
            # for another that has it last.
            return sorted(self.pages, key=lambda page: page.name.count("/"))
        return [self] if kind == "site" else []

    @property
    def unread(self) -> list[str]:
        """Sources of pages that lie among the built ones, and are not read.

        Where a page offers one to download, what lies beside it is no source of a page.
        """
        found = [
            name
            for name in (self.names if self.whole else ())
            if name.endswith(SOURCES) and not any(p.startswith("_") for p in name.split("/"))
        ]
        offered = {
            posixpath.basename(unquote(name.decode("utf-8", "replace")))
            for page in (self.pages if found else ())
            for name in OFFERED.findall(page.data)
        }
        downloads = {
            posixpath.dirname(name) for name in found if posixpath.basename(name) in offered
        }
        return [name for name in found if posixpath.dirname(name) not in downloads]

    @property
    def strict(self) -> bool:
        """Whether the book of this site has strict settings."""
        return self.settings.strict

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every file of the site, in order."""
        return tuple(sorted(self.files.walk(generated=True)))

    @cached_property
    def pages(self) -> list[BuiltPage]:
        """The pages that are looked at, in order."""
        names = self.names if self._only is None else self._only
        if self._only is None:
            names = tuple(name for name in names if is_page(name))
        return [self.page(name) for name in names]

    @property
    def articles(self) -> Iterator[BuiltPage]:
        """The whole pages that an author wrote, but for those that only send their reader on."""
        for page in self.pages:
            if page.is_whole and not (page.is_redirect or page.is_utility):
                yield page

    def page(self, name: str) -> BuiltPage:
        """The page of this name, looked at or not."""
        if name not in self._pages:
            self._pages[name] = BuiltPage(self, name)
        return self._pages[name]

    def keep(self, page: BuiltPage, size: int) -> None:
        """Remember that a page holds as many bytes, and drop those that hold theirs longest."""
        recent = self._recent
        recent.pop(page, None)
        recent[page] = size
        while len(recent) > 1 and (len(recent) > KEPT_PAGES or sum(recent.values()) > KEPT_BYTES):
            oldest, _ = recent.popitem(last=False)
            oldest.forget()

    def read_if_there(self, name: str) -> bytes:
        """The bytes of a file of the site; none where there is no such file."""
        return self.files.read(name) if self.files.is_file(name) else b""

    def in_sitemap(self, address: str) -> str | None:
        """The page that an address of the sitemap means, or `None`."""
        place = unquote(address[len(self.own_address or "") :])
        if place and not place.endswith("/") and self.files.is_file(place):
            return place if is_page(place) else None
        index = posixpath.join(place, "index.html")
        return index if self.files.is_file(index) else None

    @cached_property
    def sitemap(self) -> list[tuple[str, int]]:
        """Every address in the sitemap with its line; empty where there is no sitemap."""
        if not self.whole or not self.files.is_file("sitemap.xml"):
            return []
        text = self.files.read("sitemap.xml").decode("utf-8", "replace")
        return [
            (unescape(match[1].strip()), text.count("\n", 0, match.start(1)) + 1)
            for match in re.finditer(r"<loc>([^<]*)</loc>", text)
        ]

    @cached_property
    def _promised(self) -> frozenset[str]:
        """What the sitemap names, as paths."""
        own = self.own_address or ""
        return frozenset(unquote(address.removeprefix(own)) for address, _ in self.sitemap)

    @cached_property
    def own_address(self) -> str | None:
        """The address under which the sitemap publishes this folder, or `None`."""
        addresses = [address for address, _ in self.sitemap]
        if not addresses:
            return None
        bases = {
            address[: match.start() + 1]
            for address in addresses[:5] + addresses[-5:]
            for match in re.finditer(r"(?<![:/])/", address)
        }
        folders = {posixpath.dirname(name) for name in self.names}
        places = {*self.names, *(f"{folder}/" for folder in folders if folder)}
        if self.files.is_file("index.html"):
            places.add("")

        def hits(base: str) -> int:
            return sum(
                unquote(address[len(base) :]) in places
                for address in addresses
                if address.startswith(base)
            )

        best = max(sorted(bases), key=lambda base: (hits(base), -len(base)), default=None)
        return best if best and hits(best) else None

    @cached_property
    def own_path(self) -> str | None:
        """The path under which the site is published, such as `/book/`, as far as it is known."""
        return urlsplit(self.own_address).path if self.own_address else None

    def without_own_host(self, address: str) -> str | None:
        """The address seen from the top of this site, or `None` where it leads to another."""
        own = self.own_address
        if own and address.startswith("//"):
            address = own.partition("//")[0] + address
        if own and address.startswith(own):
            return urlsplit(own).path + address[len(own) :]
        if SCHEME.match(address) or address.startswith(("//", "\\\\")):
            return None
        return address

    def target(self, page: BuiltPage, value: str) -> Target:
        """Where an address on a page leads; `OUTSIDE` for another host or another scheme."""
        base = page.base
        if base is None:
            return OUTSIDE
        address, _, fragment = clean(value).partition("#")
        if not address and base == page.name:
            return Target(page.name, fragment)
        # An address that names no path leads to its own page, another one to the same for a folder.
        key = (base if address[:1] in ("", "?") else page.folder, address)
        if key not in self._targets:
            self._targets[key] = self._resolve(page, base, address)
        target = self._targets[key]
        return target._replace(fragment=fragment) if fragment else target

    def place(self, page: BuiltPage, base: str, value: str) -> str | None:
        """The path of an address from the top of the site, or `None` where it lies outside.

        A path that means a folder ends with a slash.
        """
        address = self.without_own_host(clean(value))
        if address is None:
            return None
        return self._place(page, base, address.partition("#")[0].partition("?")[0])

    def _place(self, page: BuiltPage, base: str, raw: str) -> str | None:
        if not raw:
            return base
        path = unquote(raw).replace("\\", "/")
        whole = posixpath.join(posixpath.dirname(base), path)
        inside = self._from_top(page, path) if path.startswith("/") else whole
        place = None if inside is None else posixpath.normpath(inside.lstrip("/") or ".")
        if place is None or place == ".." or place.startswith("../"):
            return None
        ends = "/" if path.rsplit("/", 1)[-1] in ("", ".", "..") else ""
        return "" if place == "." else place + ends

    def _resolve(self, page: BuiltPage, base: str, value: str) -> Target:
        address = self.without_own_host(value)
        if address is None:
            return OUTSIDE
        raw = address.partition("?")[0]
        place = self._place(page, base, raw)
        if place is None:
            if not self.whole:
                return OUTSIDE
            message = f"the address «{value}» leads out of the published folder"
            return _lost(message, "count the «../» again, or write a whole https address")
        folder = None if raw.startswith("/") or not self.whole else posixpath.dirname(base)
        return self._look(place.rstrip("/"), place.endswith("/"), raw, folder)

    def _from_top(self, page: BuiltPage, path: str) -> str | None:
        """The path below the top of the site, or `None` where it lies outside."""
        if not self.whole:
            return None
        if self.own_path:
            if path.startswith(self.own_path):
                return path[len(self.own_path) :]
            return "" if path + "/" == self.own_path else None
        if posixpath.basename(page.name) == "404.html":
            # It is served at any depth, so its addresses begin with a prefix only the host knows.
            steps = path.strip("/").split("/")
            for start in range(len(steps)):
                tail = "/".join(steps[start:])
                if self.files.is_file(tail) or self.files.is_folder(tail):
                    return tail
            return "" if path.endswith("/") else path[1:]
        return path[1:]

    def _look(self, place: str, wants_folder: bool, raw: str, folder: str | None) -> Target:
        entry = self.files.entry(place) if "\0" not in place else None
        if entry is not None and not entry.is_folder:
            if not wants_folder:
                return Target(place)
            message = f"«{raw}» ends with a slash, but «{place}» is a file"
            return _lost(message, "remove the slash at the end")
        if entry is not None:
            for index in ("index.html", "index.htm"):
                inside = posixpath.join(place, index)
                if self.files.is_file(inside):
                    return Target(inside)
            message = f"«{raw}» is a folder without an index.html"
            return _lost(message, "name the page in that folder, or add its index page")
        if self.files.is_file(place + ".html"):
            return Target(
                place + ".html",
                "",
                f"«{raw}» is found only on a host that adds «.html» by itself",
                f"write «{raw}.html»",
                notice=True,
            )
        return self._missing(place, raw, folder)

    def _missing(self, place: str, raw: str, folder: str | None) -> Target:
        """What is wrong and how to fix it, for an address that leads to no file.

        `folder` is that of the page, where the address starts from it.
        """
        problem = f"«{raw}» leads to no file"
        other = self.files.other_case(place)
        if other is not None:
            message = f"«{raw}» has the wrong case: the file is «{other}»"
            return _lost(message, f"write «{posixpath.basename(other)}» exactly so")
        stem, suffix = posixpath.splitext(place)
        if suffix in (".md", ".ipynb", ".rst") and self.files.is_file(stem + ".html"):
            message = f"{problem}: it names the source of a page, not the page"
            return _lost(message, f"write «{posixpath.splitext(raw)[0]}.html»")
        for form in ("NFC", "NFD"):
            if self.files.is_file(unicodedata.normalize(form, place)):
                message = f"{problem}: the letters look alike but are encoded otherwise ({form})"
                return _lost(message, f"write the name in Unicode's {form} form")
        if self.files.is_file(unquote(place)):
            return _lost(f"{problem}: it is percent-encoded twice", f"write «{place}»")
        if place in self._promised:
            return _lost(problem, "build the site from scratch: the sitemap names this page")
        if self.strict and place.startswith(PUBLISHED_FOLDERS):
            return _lost(problem, "build the site from scratch: it copies what a page shows")
        near = self.nearest(place) or ""
        if near and folder is not None:
            near = posixpath.relpath(near, folder or ".")
        fix = suggestion(near and f"«{near}»", "correct the address, or remove the link")
        return _lost(problem, fix)

    def nearest(self, place: str) -> str | None:
        """The file whose path is most like this one."""
        if not self.whole:
            return None
        suffix = posixpath.splitext(place)[1]
        same = self._by_suffix.get(suffix) or self.names
        name = posixpath.basename(place)
        twins = [each for each in same if posixpath.basename(each) == name and name != "index.html"]
        if twins:
            return twins[0]
        best = process.extractOne(place, same, scorer=fuzz.ratio, score_cutoff=75)
        return best[0] if best else None

    @cached_property
    def _by_suffix(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.names:
            found.setdefault(posixpath.splitext(name)[1], []).append(name)
        return found


def _lost(message: str, fix: str) -> Target:
    """No file, with what is wrong and how to fix it."""
    return Target(None, "", message, fix)


def is_page(name: str) -> bool:
    """Whether a file of a built site is a page, and not a part or a template of a theme."""
    if not name.lower().endswith(PAGE_SUFFIXES):
        return False
    folders = name.split("/")[:-1]
    return not any(folder in NOT_PAGES or folder.startswith(".") for folder in folders)
