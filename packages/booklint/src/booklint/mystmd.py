"""Where the dialect of MyST's own parser (Jupyter Book 2) differs from MyST-Parser's (version 1).

A role and a directive take attributes within their braces, `@key` cites or refers, and an option is
one line that is taken as it stands.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

ROLE = re.compile(r"\{\s*([^{}`\n]+?)\s*\}(`+)(?!`)(.+?)(?<!`)\2(?!`)", re.DOTALL)
BRACES = re.compile(r"\s*\{\s*([^}]+?)\s*\}[ \t]*(.*)$", re.DOTALL)
ATTRIBUTE = re.compile(
    r"""\.(?P<class>[\w-]+)|\#(?P<id>[\w-]+)|(?P<key>[\w-]+)=(?:"(?P<quoted>(?:\\.|[^\\"])*)"|"""
    r"""(?P<plain>[^\s"']+))|(?P<bare>[\w:.-]+)|\S+"""
)
OPTION = re.compile(r"^\s*:(?P<key>[^:\s]+?):(?:\s*(?P<value>.*))?$")
NAMED = re.compile(
    r"(?:doi|wiki|gh|github|rrid|ror|xref|myst):|"
    r"https?://(?:[\w-]+\.)*(?:doi\.org|wikipedia\.org|wiktionary\.org|github\.com|ror\.org|"
    r"scicrunch\.org)/",
    re.IGNORECASE,
)
KEY = r"[\w{][\w:.#$%&\-+?~/]*[\w}]|\w"
CITATION = re.compile(rf"@(?P<key>{KEY})")
CITATIONS = re.compile(rf"\[(?:[^\[\]\n@]*[^\w\[\]\n@])?-?@(?:{KEY})[^\[\]]*\](?![\[(:])")


def extend(md: MarkdownIt) -> None:
    """Teach a parser of Markdown what MyST's own parser reads besides."""
    md.inline.ruler.before("myst_role", "role_with_attributes", _role)
    md.inline.ruler.after("emphasis", "citation", _citation)


def slug(title: str) -> str:
    """The anchor of a heading."""
    words = re.sub(r"[^a-z0-9-]+", "-", title.lower())
    return re.sub(r"-{2,}", "-", words).strip("-")


def attributes(inside: str) -> tuple[str, dict[str, str]]:
    """The name and the attributes of what stands in the braces of a role or directive."""
    name, found = "", {}
    for match in ATTRIBUTE.finditer(inside):
        if match["bare"] and not name and not found:
            name = match["bare"]
        elif match["class"]:
            found["class"] = f"{found.get('class', '')} {match['class']}".strip()
        elif match["id"]:
            found["label"] = match["id"]
        elif match["key"]:
            found[match["key"]] = match["quoted"] or match["plain"] or ""
    return name, found


def is_named(target: str) -> bool:
    """Whether MyST finds the words for a link to this address by itself."""
    return bool(NAMED.match(target))


def directive_words(info: str) -> tuple[str, str, dict[str, str]] | None:
    """The name, the argument and the attributes after a fence; `None` where it is no directive."""
    match = BRACES.match(info)
    if match is None:
        return None
    name, found = attributes(match[1])
    return name or "div", match[2].strip(), found


def _role(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or (state.pos and state.src[state.pos - 1] == "\\"):
        return False
    match = ROLE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        name, found = attributes(match[1])
        token = state.push("myst_role", "", 0)
        token.meta["name"] = name or "span"
        token.content = match[3]
        if "label" in found:
            token.attrs["id"] = found["label"]
    state.pos = match.end()
    return True


def _citation(state: StateInline, silent: bool) -> bool:
    """`@key` in the text, or `[see @key, page 3; @other]`."""
    if state.linkLevel > 0:
        return False
    here = state.src[state.pos]
    if here == "[":
        match = CITATIONS.match(state.src, state.pos)
        keys = [found["key"] for found in CITATION.finditer(match[0])] if match else []
    elif here == "@" and not (state.pos and state.src[state.pos - 1].isalnum()):
        before = state.src[: state.pos].rpartition(" ")[2]
        match = None if "/" in before else CITATION.match(state.src, state.pos)
        keys = [match["key"]] if match else []
    else:
        return False
    if match is None:
        return False
    if not silent:
        for key in keys:
            token = state.push("citation", "", 0)
            token.content = key.strip("{}")
    state.pos = match.end()
    return True
