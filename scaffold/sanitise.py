"""Turns what somebody typed into page text that means the same and can do nothing else."""

import re
import unicodedata
from dataclasses import dataclass

from booklint.invisible import INVISIBLE
from hub.markdown import escape_markup, guard_starts
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from scaffold.errors import UserError

MAX_ANSWER = 8_000
"""Characters that one answer may have."""

MAX_LINE = 300
"""Characters of an answer that is one line, and of a sentence in the comparison table."""

_BLOCKS = ("blockquote", "code", "fence", "heading", "hr", "html_block", "lheading", "reference")
_READER = MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).disable(
    [*_BLOCKS, "html_inline"]
)
_BARE = re.compile(r"(?:https?://|www\.)[^\s)\]]+")
_SENTENCE_END = re.compile(r'(?<=[a-z0-9)\]»”"][.!?]) +(?=[A-Z«“"(])')
_IN_TITLE = re.compile(
    r"[\\`*_\[\]{}<>|~]|\$(?=.*\$)|&(?=#|[A-Za-z]+;)|^[-+=%:(#]|^\d+[.)]|#$|https?://"
)


@dataclass(frozen=True)
class Prose:
    """An answer in the three forms in which the book uses it."""

    markdown: str
    plain: str
    sentences: tuple[str, ...]


def prose(text: str, what: str) -> Prose:
    """Return an answer that stands on a page; refuses one with a part that says nothing."""
    plain = telling(plain_text(text, what), what)
    parts = tuple(sentences(text, what))
    if short := next((each for each in parts if len(each) < 2), ""):
        raise UserError(f"{what} has a sentence of one character: «{short}».", "Say it in words.")
    return Prose(page_text(text, what), plain, parts)


def telling(text: str, what: str) -> str:
    """Return `text` as it is; refuses one without any letter or digit."""
    if not any(character.isalnum() for character in text):
        raise UserError(f"{what} has no word in it.", "Write it in words.")
    return text


def cleaned(text: str, what: str) -> str:
    """Return `text` in composed form with plain line ends; refuses characters nobody can see."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if len(text) > MAX_ANSWER:
        raise UserError(f"{what} is longer than {MAX_ANSWER:,} characters.", "Say it more briefly.")
    text = unicodedata.normalize("NFC", text).strip()
    if unseen := INVISIBLE.search(text):
        raise UserError(
            f"{what} holds the invisible character U+{ord(unseen[0]):04X}.",
            "Type the text anew instead of copying it.",
        )
    return text


def one_line(text: str, what: str, most: int = MAX_LINE) -> str:
    """Return `text` on one line; refuses one that is too long or says nothing."""
    text = telling(" ".join(cleaned(text, what).split()), what)
    if len(text) > most:
        raise UserError(f"{what} has {len(text):,} characters.", f"Write at most {most}.")
    return text


def title(text: str, what: str) -> str:
    """Return a title as it is; refuses signs that Markdown would take for markup."""
    text = " ".join(cleaned(text, what).split()).removesuffix(".")
    if found := _IN_TITLE.search(text):
        raise UserError(
            f"{what} holds «{found[0]}», which is markup on a page.", "Write it in words."
        )
    if not 5 <= len(text) <= 100:
        raise UserError(f"{what} has {len(text):,} characters.", "Write between 5 and 100.")
    return telling(text, what)


def page_text(text: str, what: str) -> str:
    """Return an answer as Markdown: its paragraphs, lists, code and links, a sentence a line.

    All other markup becomes plain words, and a picture its description. Refuses addresses that are
    not `https:` or `mailto:`, and addresses without a name.
    """
    tree = SyntaxTreeNode(_READER.parse(cleaned(text, what)))
    return "\n\n".join(_block(node, what) for node in tree.children)


def plain_text(text: str, what: str) -> str:
    """Return an answer as words on one line, without its markup."""
    words = [
        _words(token.children or [])
        for token in _READER.parse(cleaned(text, what))
        if token.type == "inline"
    ]
    return " ".join(" ".join(words).split())


def sentences(text: str, what: str) -> list[str]:
    """Return the sentences of an answer, without markup."""
    blocks = re.split(r"\n\s*\n", cleaned(text, what))
    plain = (plain_text(block, what) for block in blocks)
    return [each for block in plain for each in _SENTENCE_END.split(block) if each]


def shortened(text: str, longest: int) -> str:
    """Return `text`, cut at a word and closed with «…» if it is longer than `longest`."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rsplit(' ', 1)[0]}…"


def _words(tokens: list[Token]) -> str:
    return "".join(
        " "
        if "break" in token.type
        else _words(token.children or [])
        if token.type == "image"
        else token.content
        for token in tokens
    )


def _block(node: SyntaxTreeNode, what: str) -> str:
    if node.type == "paragraph":
        return guard_starts(_inline(node.children[0].children, what))
    items = []
    for number, item in enumerate(node.children, start=1):
        marker = "- " if node.type == "bullet_list" else f"{number}. "
        body = "\n\n".join(_block(child, what) for child in item.children)
        items.append(marker + re.sub(r"\n(?!\n)", "\n" + " " * len(marker), body))
    return "\n".join(items)


def _inline(nodes: list[SyntaxTreeNode], what: str) -> str:
    return "".join(_span(node, what) for node in nodes).strip()


def _span(node: SyntaxTreeNode, what: str) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if node.type == "code_inline":
        fence = "`" * (max(map(len, re.findall("`+", node.content)), default=0) + 1)
        space = " " if node.content.startswith("`") or node.content.endswith("`") else ""
        return f"{fence}{space}{node.content}{space}{fence}"
    if node.type == "link":
        return _link(_inline(node.children, what), str(node.attrs["href"]), what)
    if node.type == "image" and not node.content.strip():
        return _link("", str(node.attrs["src"]), what)
    if node.children or node.type == "image":
        return "".join(_span(child, what) for child in node.children)
    if bare := _BARE.search(node.content):
        raise UserError(
            f"{what} holds the bare address «{bare[0]}».",
            f"Say what it is: [name of the page]({bare[0]}).",
        )
    return _SENTENCE_END.sub("\n", escape_markup(node.content))


def _link(text: str, address: str, what: str) -> str:
    if not text or _BARE.search(text):
        raise UserError(
            f"{what} holds the address «{address}» without a name.",
            f"Say what it is: [name of the page]({address}).",
        )
    if not address.startswith(("https://", "mailto:")) or re.search(r"[<>\s\\]", address):
        raise UserError(
            f"{what} links to «{address}».", "Link to an address that begins with https://."
        )
    return f"[{text}](<{address}>)"
