"""Finds the title of a page with a Markdown parser, and says it in plain text."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from docutils.utils import normalize_language_tag
from docutils.utils.smartquotes import educate_tokens, smartchars
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from .dates import check_date, in_words, span_in_words
from .tex import formula_in_words

MAX_BEFORE_TITLE = 20_000
"""Characters among which the title is looked for: a parser can be kept busy by a long page without one."""

USUAL_BEFORE_TITLE = 1_000
"""Characters among which nearly every page has its title: they are looked through first."""

_EXPLICIT = re.compile(r"(.+?)\s*<[^<>]*>", re.DOTALL)
_ABBREVIATION = re.compile(r"(.+?)\s*\([^()]*\)\s*", re.DOTALL)
# Roles that show a mark of their own, which is no part of a title.
_MARKS = re.compile(r"cite(:.*)?|footcite(:.*)?|footnote|index")
_CODE = frozenset({"code", "command", "file", "kbd", "literal", "math", "samp"})
_LINKS = frozenset({"any", "doc", "download", "eq", "generated", "numref", "ref", "term"})


def title_of(text: str, language: str = "en") -> str:
    """Return the title of a page, in plain text with the typographic signs of a language.

    `text` is the page without its front matter. The title is the first heading of level one that
    stands in no list, quotation or directive; it is empty without one among the first 20,000 characters.
    """
    text = text[:MAX_BEFORE_TITLE]
    # Nearly every page begins with its title, and what follows does not change where a heading is;
    # one with a link in it may have to be told from the end of the page where the link leads.
    heading = _first_heading(text[:USUAL_BEFORE_TITLE])
    if heading is None or "[" in heading[0].content:
        heading = _first_heading(text)
    if heading is None:
        return ""
    content, environment = heading
    inline = _inlines().parseInline(content.content, environment)[0].children or []
    return " ".join(_typographic(_words(inline), language).split())


def _first_heading(text: str) -> tuple[Token, dict[str, Any]] | None:
    """Return the content of the first heading of level one, and the links that are defined."""
    environment: dict[str, Any] = {}
    for opening, content in pairwise(_blocks().parse(text, environment)):
        if opening.type == "heading_open" and opening.tag == "h1" and opening.level == 0:
            return content, environment
    return None


def _typographic(parts: Sequence[tuple[str, str]], language: str) -> str:
    """Return words with the signs that Sphinx sets, in all but code: –, …, ’ and the marks of quotations."""
    tags = (tag for tag in normalize_language_tag(language) if tag in smartchars.quotes)
    return "".join(educate_tokens(parts, attr="qDe", language=next(tags, "en")))


def _words(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Return the words of a title, each part as «plain», or as «literal», which is no prose."""
    parts: list[tuple[str, str]] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                parts.append(("plain", " "))
            case "image":
                parts += _words(token.children or [])
            case "myst_role":
                name = str(token.meta["name"])
                kind = "literal" if name in _CODE else "plain"
                parts.append((kind, _shown(name, token.content)))
            case "math_inline" | "math_inline_double":
                parts.append(("literal", formula_in_words(token.content)))
            case "html_inline":
                pass
            case _:
                parts.append(("literal" if token.type == "code_inline" else "plain", token.content))
    return parts


def _shown(role: str, content: str) -> str:
    """Return the words that a role shows."""
    if _MARKS.fullmatch(role):
        return ""
    if role == "math":
        return formula_in_words(content)
    if role == "date":
        return _date(content)
    pattern = _ABBREVIATION if role in ("abbr", "abbreviation") else _EXPLICIT
    if role in _LINKS or pattern is _ABBREVIATION:
        match = pattern.fullmatch(content)
        return match[1] if match else content
    return content


def _date(content: str) -> str:
    start, _, end = content.partition("/")
    try:
        for date in filter(None, (start, end)):
            check_date(date)
    except ValueError:
        return content  # refused where the page is read
    return span_in_words(start, end) if end else in_words(start)


@cache
def _blocks() -> MarkdownIt:
    """Return a parser of blocks alone: what stands within them is not looked at."""
    parser = MarkdownIt("commonmark").enable("table").use(colon_fence_plugin).use(myst_block_plugin)
    parser.use(footnote_plugin).core.ruler.enableOnly(["normalize", "block"])
    return parser


@cache
def _inlines() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("strikethrough").use(myst_role_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    return parser.use(footnote_plugin, inline=False, always_match_refs=True).use(
        attrs_plugin, spans=True
    )
