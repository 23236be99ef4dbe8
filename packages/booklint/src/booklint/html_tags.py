"""The tags in a piece of raw HTML, with their lines and the text of links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser

from booklint.page import Html, Tag
from booklint.syntax import words

NAMES = words(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo big
    blockquote body br button canvas caption center cite code col colgroup data datalist dd del
    details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame
    frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label
    legend li link main map mark marquee math menu meta meter nav nobr noscript object ol
    optgroup option output p param picture portal pre progress q rp rt ruby s samp script search
    section select slot small source span strike strong style sub summary sup svg table tbody td
    template textarea tfoot th thead time title tr track tt u ul var video wbr circle defs
    ellipse g line lineargradient path polygon polyline rect stop text tspan use symbol image
    mfrac mi mn mo mrow msqrt msub msup mtext semantics annotation"""
)
"""The elements of HTML, old and new, and those of SVG and MathML that stand on pages."""

ALONE = words(
    """area base basefont br col embed frame hr img input link meta param source track wbr
    body colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr
    circle ellipse line path polygon polyline rect stop use"""
)
"""The elements that have no end tag, or that may do without it."""

INSTEAD = {
    **dict.fromkeys(
        ["audio", "iframe", "video"], "Write a link: nothing from elsewhere is shown on a page."
    ),
    **dict.fromkeys(["font", "ins", "small", "u"], "Leave it out."),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], "Write a heading: «## words»."),
    **dict.fromkeys(["li", "ol", "ul"], "Write a list."),
    **dict.fromkeys(["samp", "tt", "var"], "Write «`words`»."),
    "abbr": "Write «{abbr}`DOI (digital object identifier)`».",
    "blockquote": "Write «> words».",
    "mark": "Write «**words**».",
    "q": 'Write «"words"».',
    "a": "Write the link as «[text](address)».",
    "b": "Write «**words**».",
    "br": "End the line with a backslash; in a cell, part the lines with «;», or write a {list-table}.",
    "center": "Leave it out: text stands to the left. A {figure} has «:align: center».",
    "code": "Write «`words`».",
    "details": "Write a {dropdown} with a title.",
    "div": "Write a {container}, or an admonition such as {note}.",
    "em": "Write «*words*».",
    "figure": "Write a {figure}.",
    "hr": "Write «---» on a line of its own.",
    "i": "Write «*words*».",
    "img": "Write «![what it shows](picture.png)», or a {figure}.",
    "kbd": "Write «{kbd}`Ctrl`».",
    "p": "Leave a line empty where a paragraph ends.",
    "pre": "Write a code block.",
    "s": "Write «~~words~~».",
    "del": "Write «~~words~~».",
    "span": "Write «[words]{.name}».",
    "strong": "Write «**words**».",
    "sub": "Write «{sub}`words`».",
    "sup": "Write «{sup}`words`».",
    "table": "Write the table in Markdown, or as a {list-table}.",
}
"""What to write in the place of an HTML element."""


def instead(name: str, attributes: Mapping[str, str]) -> str:
    """What to write in the place of an element, as a sentence."""
    place = attributes.get("id") or attributes.get("name")
    if place and (name == "span" or (name == "a" and "href" not in attributes)):
        return f"Write «({place})=» on a line of its own above the heading or the paragraph."
    return INSTEAD.get(name, "Write it in Markdown.")


def is_html(name: str) -> bool:
    """Whether a browser knows a tag, or it has the hyphen of one that a page makes itself."""
    return name in NAMES or "-" in name or ":" in name


def tags_in(source: str, first: int) -> list[Tag]:
    """The opening tags of a piece of HTML whose first line is `first`."""
    return _Tags(source, first).found


class _Tags(HTMLParser):
    def __init__(self, source: str, first: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first = first
        self.found: list[Tag] = []
        self._open: list[tuple[int, list[str]]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        self.found.append(Tag(tag, attributes, self.first + self.getpos()[0] - 1))
        if tag == "a":
            self._open.append((len(self.found) - 1, []))
        if tag == "img" and self._open:
            self._open[-1][1].append(attributes.get("alt", ""))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            number, words = self._open.pop()
            text = " ".join("".join(words).split())
            self.found[number] = replace(self.found[number], text=text)


def unpaired(pieces: Iterable[Html]) -> Iterator[tuple[str, int]]:
    """The tags of a page, as they are written, that open nothing that closes or close nothing that opens.

    Each with its line. A tag closes the last one of its name, and whatever is still open within that.
    """
    reader = _Pairs()
    for piece in sorted(pieces, key=lambda each: each.line):
        reader.reset()
        reader.first = piece.line - 1
        reader.feed(piece.source)
        reader.close()
    left = ((f"<{name}>", line) for name, line in reader.open if name in NAMES)
    yield from [*reader.stray, *left]


class _Pairs(HTMLParser):
    # Each piece is read by itself, so that none waits for an end that stands in another.
    CDATA_CONTENT_ELEMENTS = ()
    RCDATA_CONTENT_ELEMENTS = ()

    def __init__(self) -> None:
        super().__init__()
        self.first = 0
        self.open: list[tuple[str, int]] = []
        self.counts: Counter[str] = Counter()
        self.stray: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALONE:
            self.open.append((tag, self.first + self.getpos()[0]))
            self.counts[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.counts[tag]:
            if tag not in ALONE:
                self.stray.append((f"</{tag}>", self.first + self.getpos()[0]))
            return
        name = ""
        while name != tag:
            name, line = self.open.pop()
            self.counts[name] -= 1
            if name in NAMES and name != tag:
                self.stray.append((f"<{name}>", line))
