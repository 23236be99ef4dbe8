"""Collects the outside links of the built site, each with the pages and sentences it stands in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

# What a reader can follow or a browser loads. Of <link> only what a reader or a reuser is sent to:
# the others name this site itself or what the browser needs.
LINKS = (
    ("a[href], area[href], link[rel~=license][href], link[rel~=author][href]", "href"),
    ("img[src], iframe[src], video[src], audio[src], source[src], embed[src], script[src]", "src"),
    ("link[rel~=stylesheet][href], link[rel~=icon][href]", "href"),
    ("object[data]", "data"),
    ("blockquote[cite], q[cite]", "cite"),
)
BLOCKS = frozenset(
    {"p", "li", "td", "th", "dd", "dt", "figcaption", "caption", "blockquote", "address"}
    | {f"h{level}" for level in range(1, 7)}
)
NOT_PAGES = ("_static/", "pagefind/", "_sources/")
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[\w«“\"'(\[])")
MAX_SENTENCE = 200


@dataclass(frozen=True, order=True)
class Mention:
    """One place where a built page links to an outside address."""

    page: str
    sentence: str = ""


def outside_links(site: Path) -> dict[str, list[Mention]]:
    """Every outside address of a built site, with its mentions in the order of the pages."""
    found: dict[str, list[Mention]] = {}
    for file in sorted(site.rglob("*.html")):
        page = file.relative_to(site).as_posix()
        if page.startswith(NOT_PAGES):
            continue
        document = LexborHTMLParser(file.read_text(encoding="utf-8", errors="replace"))
        for address, mention in links_of_page(document, page):
            mentions = found.setdefault(address, [])
            if mention not in mentions:
                mentions.append(mention)
    return found


def links_of_page(document: LexborHTMLParser, page: str) -> Iterator[tuple[str, Mention]]:
    """Each outside address of one page with its sentence, in the order of the table above."""
    for selector, attribute in LINKS:
        for node in document.css(selector):
            address = (node.attributes.get(attribute) or "").strip()
            if address.startswith("//"):
                address = f"https:{address}"
            if address.lower().startswith(("http:", "https:")):  # also «https:/one.slash»
                yield address, Mention(page, sentence_around(node))


def sentence_around(node: LexborNode) -> str:
    """The sentence that holds the link, as the reader sees it; cut to a readable length."""
    block: LexborNode | None = node
    while block is not None and block.tag not in BLOCKS:
        block = block.parent
    link_text = one_line(node)
    if block is None:
        return link_text[:MAX_SENTENCE]
    sentences = SENTENCE_ENDS.split(one_line(block))
    sentence = next((words for words in sentences if link_text and link_text in words), "")
    return shorten(sentence or sentences[0], link_text)


def one_line(node: LexborNode) -> str:
    """The text of an element with single spaces, and none before a full stop."""
    return re.sub(r" (?=[.,;:!?)\]])", "", " ".join(node.text(separator=" ").split()))


def shorten(sentence: str, around: str) -> str:
    """A long sentence cut to what stands around the link."""
    if len(sentence) <= MAX_SENTENCE:
        return sentence
    middle = max(0, sentence.find(around) if around else 0)
    start = max(0, min(middle - MAX_SENTENCE // 2, len(sentence) - MAX_SENTENCE))
    end = start + MAX_SENTENCE
    before = "…" if start else ""
    after = "…" if end < len(sentence) else ""
    return f"{before}{sentence[start:end].strip()}{after}"


def without_own(
    links: dict[str, list[Mention]], own: Sequence[str], buttons: Sequence[str] = ()
) -> tuple[dict[str, list[Mention]], dict[str, int]]:
    """The links that lead to others, and how many were left out for which reason.

    A site's own addresses are checked where they are built. The buttons that edit a page or report
    a mistake are made for every page, and shown only to who has signed in.
    """
    reasons = {
        "lead to this site itself": tuple(own),
        "are edit and report buttons, which are shown after signing in": tuple(buttons),
    }
    numbers = {why: sum(a.startswith(which) for a in links) for why, which in reasons.items()}
    kept = {a: mentions for a, mentions in links.items() if not a.startswith((*own, *buttons))}
    return kept, {why: number for why, number in numbers.items() if number}
