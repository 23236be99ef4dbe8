"""One built page as a browser reads it: its elements, its addresses, and on which line they stand."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from booklint.finding import Level, Problem

if TYPE_CHECKING:
    from booklint.site import Site

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")

SOURCE_FRAGMENT = re.compile(r"\.(?:md|ipynb|rst)(?:#.*)?$", re.IGNORECASE)
"""How the `#…` ends that Sphinx makes of a link to a Markdown page which it did not find."""

UTILITY_PAGES = frozenset({"404", "genindex", "search", "print", "py-modindex", "toc", "webpack"})
"""Pages that a generator adds for machines and searchers; no author names or describes them."""

_REFRESH = re.compile(
    r"""\s*(?P<delay>(?=[\d.])\d{,18})[\d.]*
    (?:\s*(?:[;,]|(?<=\s))\s*(?:url\s*=\s*)?(?:(?P<quote>['"])(?P<quoted>.*?)(?:(?P=quote).*)?|(?P<address>[^'"].*|)))?""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)

_APART = frozenset({"svg", "template"})
"""Elements whose `<title>` is not that of the page."""

_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+[^,]*)?\s*(?:,|\Z)")

_ADDRESSES = (
    "[href],[src],[srcset],[poster],[data],[action],[imagesrcset],[background],"
    "use,image,svg a,meta[http-equiv]"
)

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


_LARGE = {"data", "source", "tree", "article", "links", "by_id", "_holders", "_places"}
"""What a page keeps only for as long as it is among the last few."""


MOST_OF_A_REDIRECT = 120
"""How many words a page may have that only sends its reader on."""


class Link(NamedTuple):
    """One address in a page; `element` is the number of the element that holds it."""

    tag: str
    attribute: str
    value: str
    element: int


class Lead(NamedTuple):
    """A place on a page that an address leads to: the file of the site, and the `#…` on it."""

    found: str
    fragment: str


class Refresh(NamedTuple):
    """A `<meta http-equiv="refresh">` that a browser obeys; the address may be empty."""

    node: LexborNode
    delay: int
    address: str


@dataclass(eq=False)
class BuiltPage:
    """One page of HTML; `name` is its place in the site."""

    site: Site
    name: str

    @property
    def path(self) -> str:
        """How reports name it."""
        return self.name

    @cached_property
    def data(self) -> bytes:
        """The bytes of the page, without a byte order mark."""
        data = self.site.files.read(self.name).removeprefix(b"\xef\xbb\xbf")
        self.site.keep(self, len(data))
        return data

    @cached_property
    def source(self) -> str:
        """The text of the page; bytes that are not UTF-8 are shown as the replacement character."""
        return self.data.decode("utf-8", "replace")

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The page as a browser would build it."""
        return LexborHTMLParser(self.data)

    def forget(self) -> None:
        """Drop what was read and parsed (`_LARGE`); it is read again when it is asked for."""
        for name in _LARGE & vars(self).keys():
            delattr(self, name)

    def select(self, selector: str) -> list[LexborNode]:
        """Every element that a CSS selector matches, in order."""
        return self.tree.css(selector)

    def first(self, selector: str) -> LexborNode | None:
        """The first element that a CSS selector matches, or `None`."""
        return self.tree.css_first(selector)

    @cached_property
    def article(self) -> LexborNode:
        """The part of the page that its author wrote, as far as the markup says."""
        for selector in ("main article", "article", "main", "[role=main]", "body"):
            found = self.select(selector)
            # Several articles are a list of posts, and the page is what holds them all.
            if len(found) == 1 or (found and "article" not in selector):
                return found[0]
        return self.tree.root

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
        if self.refresh is None or self.refresh.delay or not self.refresh.address:
            return False
        words = " ".join(
            node.text_content or ""
            for node in self.tree.root.traverse(include_text=True)
            if node.is_text_node and node.parent.tag not in ("script", "style", "title", "a")
        )
        count = len(words.split())
        if self.first("link[rel=canonical]") is not None:
            return count < MOST_OF_A_REDIRECT
        return count < 30 and not self.select("img,main,article,nav,h2")

    @cached_property
    def base(self) -> str | None:
        """What relative addresses start from: this page, or what `<base href>` names.

        A path from the top of the site, or `None` where that is outside of it.
        """
        element = self.first("base[href]")
        if element is None:
            return self.name
        return self.site.place(self, self.name, element.attributes["href"] or "")

    @cached_property
    def folder(self) -> str:
        """The folder in which relative addresses start, from the top of the site."""
        return posixpath.dirname(self.base or "")

    @property
    def looked(self) -> tuple[frozenset[str], frozenset[Lead]]:
        """What the page offers to the others, and what it asks of them."""
        return self.anchors, self.leads

    @looked.setter
    def looked(self, looked: tuple[frozenset[str], frozenset[Lead]]) -> None:
        self.anchors, self.leads = looked

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every name that `#…` can lead to."""
        anchors = set()
        for node in self.select("[id],a[name],map[name]"):
            anchors.add(node.id)
            if node.tag in ("a", "map"):
                anchors.add(node.attributes.get("name"))
        return frozenset(anchors - {"", None})

    @cached_property
    def leads(self) -> frozenset[Lead]:
        """Every place on a page of the site that some address of this page leads to."""
        # Most addresses of a page stand there several times.
        several = {(link.tag, link.value): link for link in self.links if "#" in link.value}
        return frozenset(filter(None, map(self.lead, several.values())))

    def lead(self, link: Link) -> Lead | None:
        """The place that a link leads to, or `None` where it names none that must be there."""
        if "#" not in link.value or link.tag not in ("a", "area", "use"):
            return None
        found, fragment, *_ = self.site.target(self, link.value)
        fragment = fragment.partition(":~:")[0]
        if (
            found is None
            or not fragment
            or fragment[0] in "/!"
            or not found.endswith((*PAGE_SUFFIXES, ".svg"))
            or SOURCE_FRAGMENT.search(fragment)
            or (link.value.startswith("#") and found != self.name)
        ):
            return None
        return Lead(found, fragment)

    @cached_property
    def _holders(self) -> list[LexborNode]:
        """The elements that may hold an address."""
        return self.select(_ADDRESSES)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every address on the page, except in templates, comments and scripts."""
        links = []
        for number, node in enumerate(self._holders):
            links.extend(_addresses(node.tag, node.attributes, number))
        return tuple(links)

    @property
    def without_address(self) -> list[LexborNode]:
        """The pictures that are described, but name no file."""
        return self.select("img[alt]:not([src],[srcset])")

    @cached_property
    def by_id(self) -> dict[str, LexborNode]:
        """The first element of each id."""
        return {node.id or "": node for node in reversed(self.select("[id]"))}

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
        return self._holders[link.element]

    def line(self, node: LexborNode | None) -> int:
        """The line of the file on which an element's tag begins."""
        tag = node.tag if node is not None else None
        if tag is None or not re.fullmatch(r"[a-z][a-z0-9-]*", tag):
            return 1
        if tag not in self._places:
            self._places[tag] = _order(self.tree, tag), self._lines_of(tag)
        order, lines = self._places[tag]
        if node.mem_id not in order:
            # It belongs to a tree that was dropped meanwhile, and is the same place of this one.
            order = _order(_top(node), tag)
        if node.mem_id not in order or not lines:
            return 1
        return lines[min(order[node.mem_id], len(lines) - 1)]

    @cached_property
    def _places(self) -> dict[str, tuple[dict[int, int], list[int]]]:
        """By the name of an element: the numbers of those elements, and their lines."""
        return {}

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

    def line_of_text(self, text: str, node: LexborNode | None) -> int:
        """The line on which some text of an element stands, or of the element itself."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for form in (text, escaped, escaped.replace('"', "&quot;").replace("'", "&#39;")):
            if self.source.count(form) == 1:
                return self.source.count("\n", 0, self.source.index(form)) + 1
        return self.line(node)


def _order(top: LexborHTMLParser | LexborNode, tag: str) -> dict[int, int]:
    """The number of each element of a name, by its identity."""
    return {node.mem_id: number for number, node in enumerate(top.css(tag))}


def _top(node: LexborNode) -> LexborNode:
    while node.parent is not None:
        node = node.parent
    return node


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
