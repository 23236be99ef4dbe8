"""A built site as a browser reads it: its pages, their elements, and where each address leads."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from rapidfuzz import fuzz, process
from selectolax.lexbor import LexborHTMLParser, LexborNode

from checks.files import Entry, Files
from checks.finding import Level, Problem

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")

NOT_PAGES = frozenset(
    {"_static", "_templates", "_sources", "_images", "_downloads", "node_modules", "pagefind"}
)
"""Folders of a built site whose HTML files are parts and templates of a theme, not pages."""

UTILITY_PAGES = frozenset({"404", "genindex", "search", "print", "py-modindex", "toc", "webpack"})
"""Pages that a generator adds for machines and searchers; no author names or describes them."""

POLICY = 'meta[http-equiv="Content-Security-Policy"]'
"""Every page of this book carries a policy of its own, so a copy of it is known wherever it lies."""

KEPT_TREES = 16
"""Parsed trees are large; only those of the last few pages are kept."""

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_REFRESH = re.compile(
    r"""\s*(?P<delay>(?=[\d.])\d{,18})[\d.]*
    (?:\s*(?:[;,]|(?<=\s))\s*(?:url\s*=\s*)?(?:(?P<quote>['"])(?P<quoted>.*?)(?:(?P=quote).*)?|(?P<address>[^'"].*|)))?""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_APART = frozenset({"svg", "template"})
"""Elements whose `<title>` is not that of the page."""

_SPACE_IN_ADDRESS = re.compile(r"[\t\n\r]")
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+[^,]*)?\s*(?:,|\Z)")

_ADDRESSES = ",".join(
    (
        "[href]",
        "[src]",
        "[srcset]",
        "[poster]",
        "[data]",
        "[action]",
        "[imagesrcset]",
        "[background]",
        "use",
        "image",
        "svg a",
        "meta[http-equiv]",
    )
)

NO_ADDRESS = "img[alt]:not([src],[srcset])"

_ONE_ADDRESS = {
    "href": None,
    "xlink:href": None,
    "src": None,
    "poster": frozenset({"video"}),
    "data": frozenset({"object"}),
    "action": frozenset({"form"}),
    "background": frozenset({"body", "table", "td", "th"}),
}
"""Attributes that hold one address, and the elements on which they do (`None`: on any)."""

_MANY_ADDRESSES = {"srcset": frozenset({"img", "source"}), "imagesrcset": frozenset({"link"})}

_NO_ELEMENTS_INSIDE = (
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|title|template|xmp|iframe|noembed|noframes)\b"
    r".*?(?:</(?P=raw)\b|\Z)"
)


class Link(NamedTuple):
    """One address in a page; `element` is the number of the element that holds it."""

    tag: str
    attribute: str
    value: str
    element: int


class Target(NamedTuple):
    """Where an address leads: `found` is a file of the site, or `None` with the reason why not."""

    found: str | None
    fragment: str
    message: str = ""
    fix: str = ""
    notice: bool = False


class Refresh(NamedTuple):
    """A `<meta http-equiv="refresh">` that a browser obeys; the address may be empty."""

    node: LexborNode
    delay: int
    address: str


OUTSIDE = Target(None, "")
"""An address that is not of this site; nothing is said about it here."""


@dataclass(eq=False)
class BuiltPage:
    """One page of HTML. `path` is how reports name it, `name` is its place in the site."""

    site: Site
    name: str
    path: str
    _tree: LexborHTMLParser | None = field(default=None, repr=False)
    _memory: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def data(self) -> bytes:
        """The bytes of the page, without a byte order mark."""
        return self.site.files.read(self.name).removeprefix(b"\xef\xbb\xbf")

    @cached_property
    def source(self) -> str:
        """The text of the page; bytes that are not UTF-8 are shown as the replacement character."""
        return self.data.decode("utf-8", "replace")

    @property
    def tree(self) -> LexborHTMLParser:
        """The page as a browser would build it."""
        if self._tree is None:
            self._tree = LexborHTMLParser(self.data)
            self.site.keep(self)
        return self._tree

    def forget(self) -> None:
        """Drop the parsed tree and its nodes; it is parsed again when it is asked for."""
        self._tree = None
        self._memory.clear()

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        """What a function gives, made once for as long as the tree is kept."""
        if name not in self._memory:
            self._memory[name] = make()
        return self._memory[name]

    def select(self, selector: str) -> list[LexborNode]:
        """Every element that a CSS selector matches, in order."""
        return self.tree.css(selector)

    def first(self, selector: str) -> LexborNode | None:
        """The first element that a CSS selector matches, or `None`."""
        return self.tree.css_first(selector)

    @property
    def article(self) -> LexborNode:
        """The part of the page that its author wrote, as far as the markup says."""
        tree = self.tree
        return self._once("article", lambda: _article(tree))

    @cached_property
    def is_whole(self) -> bool:
        """Whether this is a whole document and not a fragment that a script loads."""
        start = self.data[:2000].lower()
        return b"<!doctype" in start or b"<html" in start

    @property
    def is_xml(self) -> bool:
        """Whether a browser reads this page as XML, not as HTML."""
        return self.name.lower().endswith(".xhtml") or self.data[:200].lstrip().startswith(b"<?xml")

    @property
    def title(self) -> LexborNode | None:
        """The element whose text a browser shows as the page's title, or `None`."""
        return next((node for node in self.select("title") if not _is_inside(node, _APART)), None)

    @cached_property
    def is_utility(self) -> bool:
        """Whether a generator made this page for searching, printing or a missing address."""
        stem = posixpath.splitext(posixpath.basename(self.name))[0]
        folder = posixpath.basename(posixpath.dirname(self.name))
        robots = self.first('meta[name="robots"]')
        return (
            stem in UTILITY_PAGES
            or (stem == "index" and folder in UTILITY_PAGES)
            or self.name.startswith("_modules/")
            or (robots is not None and "noindex" in (robots.attributes.get("content") or ""))
        )

    @property
    def refresh(self) -> Refresh | None:
        """The first `<meta http-equiv="refresh">` that a browser obeys, or `None`."""
        for meta in self.select("meta[http-equiv]"):
            if (meta.attributes.get("http-equiv") or "").strip().lower() == "refresh":
                found = _refresh(meta.attributes.get("content") or "")
                if found is not None:
                    return Refresh(meta, *found)
        return None

    @cached_property
    def is_redirect(self) -> bool:
        """Whether the page does nothing but send its reader on, at once."""
        if b"efresh" not in self.data and b"EFRESH" not in self.data:
            return False
        if self.refresh is None or self.refresh.delay or not self.refresh.address:
            return False
        if self.first("link[rel=canonical]") is not None:
            return True
        words = " ".join(
            node.text_content or ""
            for node in self.tree.root.traverse(include_text=True)
            if node.is_text_node and node.parent.tag not in ("script", "style", "title", "a")
        )
        return len(words.split()) < 30 and not self.select("img,main,article,nav,h2")

    @cached_property
    def base(self) -> str | None:
        """What relative addresses start from: this page, or what `<base href>` names.

        A path from the top of the site, or `None` where that is outside of it.
        """
        if b"<base" not in self.data and b"<BASE" not in self.data:
            return self.name
        element = self.first("base[href]")
        if element is None:
            return self.name
        return self.site.place(self, self.name, element.attributes["href"] or "")

    @cached_property
    def folder(self) -> str:
        """The folder in which relative addresses start, from the top of the site."""
        return posixpath.dirname(self.base or "")

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every name that `#…` can lead to."""
        self._scan()
        return self.__dict__["anchors"]

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every address on the page, except in templates, comments and scripts."""
        self._scan()
        return self.__dict__["links"]

    @cached_property
    def lacks_address(self) -> bool:
        """Whether some picture has words but no address."""
        self._scan()
        return self.__dict__["lacks_address"]

    def _scan(self) -> None:
        """Read anchors and links in one go: the tree may be gone when the other is asked for."""
        tree = self.tree
        self.__dict__["lacks_address"] = tree.css_first(NO_ADDRESS) is not None
        anchors = {node.id for node in tree.css("[id]")}
        anchors.update(node.attributes["name"] or "" for node in tree.css("a[name],map[name]"))
        anchors.discard("")
        self.__dict__["anchors"] = frozenset(anchors)
        links = []
        for number, node in enumerate(tree.css(_ADDRESSES)):
            attributes = node.attributes
            if "href" in attributes and len(attributes) < 3 and node.tag == "a":
                links.append(Link("a", "href", attributes["href"] or "", number))
            else:
                links.extend(_addresses(node.tag, attributes, number))
        self.__dict__["links"] = tuple(links)

    @property
    def by_id(self) -> dict[str, LexborNode]:
        """The first element of each id."""
        tree = self.tree
        return self._once(
            "ids", lambda: {node.id or "": node for node in reversed(tree.css("[id]"))}
        )

    def problem(
        self,
        node: LexborNode | None,
        message: str,
        fix: str,
        *,
        target: str = "",
        level: Level = "finding",
        line: int = 0,
    ) -> Problem:
        """Say what is wrong at an element of this page, naming the nearest id for its reader."""
        element_id = ""
        around = node
        while around is not None and around.is_element_node and not element_id:
            element_id = around.id or ""
            around = around.parent
        return Problem(
            line=line or self.line(node),
            message=message,
            fix=fix,
            level=level,
            path=self.path,
            element_id=element_id,
            target=target,
        )

    def element_of(self, link: Link) -> LexborNode:
        """The element that holds a link."""
        tree = self.tree
        return self._once("holders", lambda: tree.css(_ADDRESSES))[link.element]

    def line(self, node: LexborNode | None) -> int:
        """The line of the file on which an element's tag begins."""
        tag = node.tag if node is not None else None
        if tag is None or not re.fullmatch(r"[a-z][a-z0-9-]*", tag):
            return 1
        tree = self.tree
        order = self._once(
            f"order of {tag}", lambda: {each.mem_id: n for n, each in enumerate(tree.css(tag))}
        )
        lines = self._once(f"lines of {tag}", lambda: self._lines_of(tag))
        if node.mem_id not in order or not lines:
            return 1
        return lines[min(order[node.mem_id], len(lines) - 1)]

    def _lines_of(self, tag: str) -> list[int]:
        """The line of every start tag of this name, in order."""
        pattern = rf"{_NO_ELEMENTS_INSIDE}|<(?P<tag>{tag})(?=[\s/>])"
        if tag in ("title", "script", "style", "textarea", "iframe", "noframes"):
            pattern = rf"<!--.*?(?:-->|\Z)|<(?P<tag>{tag})(?=[\s/>])"
        found = []
        line, place = 1, 0
        for match in re.finditer(pattern, self.source, re.IGNORECASE | re.DOTALL):
            if match["tag"]:
                line += self.source.count("\n", place, match.start())
                place = match.start()
                found.append(line)
        return found

    def line_at(self, offset: int) -> int:
        """The line on which a character of the source stands."""
        return self.source.count("\n", 0, offset) + 1

    def line_of_text(self, text: str, node: LexborNode | None) -> int:
        """The line on which some text of an element stands, or of the element itself."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for form in (text, escaped, escaped.replace('"', "&quot;").replace("'", "&#39;")):
            if self.source.count(form) == 1:
                return self.line_at(self.source.index(form))
        return self.line(node)


def _article(tree: LexborHTMLParser) -> LexborNode:
    for selector in ("main article", "article", "main", "[role=main]", "body"):
        found = tree.css(selector)
        # Several articles are a list of posts, and the page is what holds them all.
        if len(found) == 1 or (found and "article" not in selector):
            return found[0]
    return tree.root


def _is_inside(node: LexborNode, tags: frozenset[str]) -> bool:
    parent = node.parent
    while parent is not None and parent.tag not in tags:
        parent = parent.parent
    return parent is not None


def _refresh(content: str) -> tuple[int, str] | None:
    """The delay and address that a browser reads, or `None` where it reads none (HTML 4.2.5.3)."""
    match = _REFRESH.fullmatch(content)
    if match is None:
        return None
    return int(match["delay"] or 0), (match["quoted"] or match["address"] or "").strip()


def _addresses(tag: str, attributes: Mapping[str, str | None], number: int) -> Iterator[Link]:
    if tag == "base":
        return
    if tag == "meta":
        if (attributes.get("http-equiv") or "").strip().lower() == "refresh":
            found = _refresh(attributes.get("content") or "")
            if found and found[1]:
                yield Link(tag, "content", found[1], number)
        return
    for attribute, value in attributes.items():
        if attribute in _ONE_ADDRESS:
            tags = _ONE_ADDRESS[attribute]
            if tags is None or tag in tags:
                yield Link(tag, attribute, value or "", number)
        elif attribute in _MANY_ADDRESSES and tag in _MANY_ADDRESSES[attribute]:
            for address in candidates(value or ""):
                yield Link(tag, attribute, address, number)


def candidates(srcset: str) -> list[str]:
    """The addresses in a `srcset`, whose commas may belong to an address (`data:…,…`)."""
    return [match[1] for match in _CANDIDATE.finditer(srcset)]


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


class _Below(Files):
    """The files below one folder of a tree."""

    def __init__(self, files: Files, folder: str) -> None:
        self._files = files
        self._folder = folder

    def entries(self, folder: str) -> Mapping[str, Entry]:
        return self._files.entries(posixpath.join(self._folder, folder))

    def read(self, path: str) -> bytes:
        return self._files.read(posixpath.join(self._folder, path))


class Site:
    """All built pages below one folder, or some pages with what stands beside them.

    `whole` is false when only some pages were given: the top of the site is then unknown, and
    addresses that leave the folder are not judged. `house` says whether this book's own rules hold.
    """

    def __init__(self, files: Files, folder: str = "", only: Iterable[str] | None = None) -> None:
        self.files = _Below(files, folder) if folder else files
        self.folder = folder
        self.path = folder or "."
        self.whole = only is None
        self._only = None if only is None else sorted(only)
        self._pages: dict[str, BuiltPage] = {}
        self._recent: OrderedDict[str, BuiltPage] = OrderedDict()
        self._targets: dict[tuple[str, str], Target] = {}

    @classmethod
    def load(cls, files: Files, folder: str = "", only: Iterable[str] | None = None) -> Site:
        """The site in this folder; `only` names some pages of it, relative to the folder."""
        return cls(files, folder, only)

    def things(self, kind: str) -> list[Any]:
        """What the rules of a kind are given."""
        if kind == "built_page":
            return self.pages
        return [self] if kind == "site" else []

    @cached_property
    def house(self) -> bool:
        """Whether the site binds itself: its pages carry a content security policy, as ours do."""
        return any(page.first(POLICY) is not None for page in self.pages[:5])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every file of the site, in order."""
        found = []
        folders = [""]
        while folders:
            folder = folders.pop()
            for name, entry in self.files.entries(folder).items():
                path = f"{folder}/{name}" if folder else name
                if entry.is_folder and not entry.linked:
                    folders.append(path)
                elif not entry.is_folder and not entry.lost:
                    found.append(path)
        return tuple(sorted(found))

    @cached_property
    def pages(self) -> list[BuiltPage]:
        """The pages that are looked at, in order."""
        names = self.names if self._only is None else self._only
        if self._only is None:
            names = tuple(name for name in names if is_page(name))
        return [self.page(name) for name in names]

    def page(self, name: str) -> BuiltPage:
        """The page of this name, looked at or not."""
        if name not in self._pages:
            self._pages[name] = BuiltPage(self, name, self.report_path(name))
        return self._pages[name]

    def keep(self, page: BuiltPage) -> None:
        """Remember that a page holds a parsed tree, and drop the oldest one."""
        self._recent[page.name] = page
        if len(self._recent) > KEPT_TREES:
            _, oldest = self._recent.popitem(last=False)
            oldest.forget()

    def report_path(self, name: str) -> str:
        """How reports name a file of the site."""
        return posixpath.join(self.folder, name)

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
            (_unescape(match[1].strip()), text.count("\n", 0, match.start(1)) + 1)
            for match in re.finditer(r"<loc>([^<]*)</loc>", text)
        ]

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
        if value.startswith("#") and base == page.name:
            return Target(page.name, value[1:])
        key = (page.folder, value)
        # Whatever begins with a letter names a path; the rest is looked at, which takes longer.
        if not value[:1].isalnum() and not clean(value.partition("#")[0].partition("?")[0]):
            key = (base, value)
        if key not in self._targets:
            self._targets[key] = self._resolve(page, base, value)
        return self._targets[key]

    def place(self, page: BuiltPage, base: str, value: str) -> str | None:
        """The path of an address from the top of the site, or `None` where it lies outside.

        A path that means a folder ends with a slash.
        """
        address = self.without_own_host(clean(value))
        if address is None:
            return None
        raw = address.partition("#")[0].partition("?")[0]
        if not raw:
            return base
        path = unquote(raw).replace("\\", "/")
        if path.startswith("/"):
            inside = self._from_top(page, path)
            if inside is None:
                return None
            path, parts = inside, []
        else:
            parts = base.split("/")[:-1]
        last = path.rsplit("/", 1)[-1]
        for step in path.split("/"):
            if step == "..":
                if not parts:
                    return None
                parts.pop()
            elif step not in ("", "."):
                parts.append(step)
        return "/".join(parts) + ("/" if parts and last in ("", ".", "..") else "")

    def _resolve(self, page: BuiltPage, base: str, value: str) -> Target:
        address = self.without_own_host(clean(value))
        if address is None:
            return OUTSIDE
        rest, _, fragment = address.partition("#")
        raw = rest.partition("?")[0]
        place = self.place(page, base, value)
        if place is None:
            if not self.whole:
                return OUTSIDE
            return Target(
                None,
                "",
                f"the address «{value}» leads out of the published folder",
                "count the «../» again, or write a whole https address",
            )
        folder = None if raw.startswith("/") or not self.whole else posixpath.dirname(base)
        return self._look(place.rstrip("/"), place.endswith("/"), raw, fragment, folder)

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

    def _look(
        self, place: str, wants_folder: bool, raw: str, fragment: str, folder: str | None
    ) -> Target:
        entry = self.files.entry(place) if "\0" not in place else None
        if entry is not None and not entry.is_folder:
            if not wants_folder:
                return Target(place, fragment)
            return Target(
                None,
                "",
                f"«{raw}» ends with a slash, but «{place}» is a file",
                "remove the slash at the end",
            )
        if entry is not None:
            for index in ("index.html", "index.htm"):
                inside = posixpath.join(place, index)
                if self.files.is_file(inside):
                    return Target(inside, fragment)
            return Target(
                None,
                "",
                f"«{raw}» is a folder without an index.html",
                "name the page in that folder, or add its index page",
            )
        if self.files.is_file(place + ".html"):
            return Target(
                place + ".html",
                fragment,
                f"«{raw}» is found only on a host that adds «.html» by itself",
                f"write «{raw}.html»",
                notice=True,
            )
        return Target(None, "", *self._missing(place, raw, folder))

    def _missing(self, place: str, raw: str, folder: str | None) -> tuple[str, str]:
        """What is wrong and how to mend it, for an address that leads to no file.

        `folder` is that of the page, where the address starts from it.
        """
        problem = f"«{raw}» leads to no file"
        other = self.files.other_case(place)
        if other is not None:
            return (
                f"«{raw}» has the wrong case: the file is «{other}»",
                f"write «{posixpath.basename(other)}» exactly so",
            )
        stem, suffix = posixpath.splitext(place)
        if suffix in (".md", ".ipynb", ".rst") and self.files.is_file(stem + ".html"):
            return (
                f"{problem}: it names the source of a page, not the page",
                f"write «{posixpath.splitext(raw)[0]}.html»",
            )
        for form in ("NFC", "NFD"):
            if self.files.is_file(unicodedata.normalize(form, place)):
                return (
                    f"{problem}: the letters look alike but are encoded otherwise ({form})",
                    f"write the name in Unicode's {form} form",
                )
        if self.files.is_file(unquote(place)):
            return f"{problem}: it is percent-encoded twice", f"write «{place}»"
        near = self.nearest(place)
        if near and folder is not None:
            near = posixpath.relpath(near, folder or ".")
        return problem, (
            f"did you mean «{near}»?" if near else "correct the address, or remove the link"
        )

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


def is_page(name: str) -> bool:
    """Whether a file of a built site is a page, and not a part or a template of a theme."""
    if not name.lower().endswith(PAGE_SUFFIXES):
        return False
    folders = name.split("/")[:-1]
    return not any(folder in NOT_PAGES or folder.startswith(".") for folder in folders)


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(entity, character)
    return text.replace("&amp;", "&")
