"""Read one block of words: its links, pictures, roles and tags, and what a reader sees of it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it.token import Token

from booklint import syntax
from booklint.html_tags import tags_in
from booklint.noting import note_attributes, note_tag, option_link
from booklint.page import Comment, Facts, Formula, Html, Image, Link, Loss, Prose, Role, Tag

OBJECT = "\ufffc"
"""Stands in a shape for whatever is not plain text."""

EXPLICIT_ROLE = re.compile(r"^(?P<text>.+?)\s*<(?P<target>[^<>]*)>$", re.DOTALL)


@dataclass
class _Words:
    """The words of one block while they are gathered; `line` is the line reached."""

    line: int
    text: list[str] = field(default_factory=list)
    shape: list[str] = field(default_factory=list)

    def add(self, text: str, shape: str | None = None) -> None:
        self.text.append(text)
        self.shape.append(text if shape is None else shape)

    def reach(self, line: int) -> None:
        """Keep the line breaks that an address or an alternative text has swallowed."""
        if line > self.line:
            self.add("\n" * (line - self.line))
            self.line = line


@dataclass
class _OpenLink:
    """A link whose end has not been met."""

    token: Token
    line: int
    text_from: int
    shape_from: int
    alts: list[str] = field(default_factory=list)


class InlineWalk:
    """One reading of one block of words.

    What is found goes into `facts`, and the names of the reference definitions that are used into
    `references`. `within` names the directives around the block; `shown` gives an address as the parser
    would show it. The Markdown in a comment is not read here.
    """

    def __init__(
        self, facts: Facts, within: tuple[str, ...], shown: Callable[[str], str], *, is_myst: bool
    ) -> None:
        self.facts = facts
        self.within = within
        self.shown = shown
        self.is_myst = is_myst
        self.references: set[str] = set()
        self.words = _Words(0)
        self.open_link: _OpenLink | None = None
        self.open_tags: list[tuple[Tag, int]] = []

    def read(self, token: Token, first: int, kind: str, *, quoted: bool) -> str:
        """Go over the children of a token whose words begin on line `first`; give the words."""
        facts, words = self.facts, self.words
        words.line = first
        children = token.children or []
        images = len(facts.images)
        ends = [end.start() for end in re.finditer("\n", token.content)]
        for child in children:
            place = child.meta.get("at")
            line = words.line if place is None else first + bisect_left(ends, place)
            words.reach(line)
            note_attributes(facts, child, line)
            self._child(child, line)
        text = "".join(words.text)
        for tag, start in self.open_tags:
            self._tag(replace(tag, text="".join(words.text[start:])))
        for number in range(images, len(facts.images)):
            if facts.images[number].syntax == "markdown":
                facts.images[number] = replace(facts.images[number], beside=" ".join(text.split()))
        shape = text if words.shape == words.text else "".join(words.shape)
        if text.strip() or shape.strip():
            emphasis = _whole_emphasis(children)
            facts.prose.append(Prose(text, shape, first, kind, emphasis, self.within, quoted))
        return " ".join(text.split())

    def _child(self, child: Token, line: int) -> None:
        words = self.words
        if self.open_link and _leads_elsewhere(child):
            message = (
                "a link stands within the words of another, and only one of them can be followed"
            )
            self.facts.losses.append(Loss(line, message, "take one of the two out", changed=True))
        match child.type:
            case "text" | "text_special":
                words.add(child.content)
            case "escaped":
                words.add(child.content, OBJECT)
            case "softbreak" | "hardbreak":
                words.reach(line + 1)
            case "link_open":
                self.open_link = _OpenLink(child, line, len(words.text), len(words.shape))
            case "link_close" if self.open_link is not None:
                self._link(self.open_link)
                self.open_link = None
            case "image":
                self._image(child, line)
                words.add("", OBJECT)
            case "code_inline":
                words.add(child.content, OBJECT)
            case "myst_role":
                words.add(self._role(child, line), OBJECT)
            case "citation":
                self.facts.links.append(option_link(child.content, "", line, "@"))
                words.add(child.content, OBJECT)
            case "html_inline" if "at" not in child.meta:
                pass  # the box of a task, which MyST itself makes of «[ ]»
            case "html_inline":
                self._html(child.content, line)
            case "substitution_inline":
                role = Role("substitution", child.content.strip(), line)
                self.facts.substitutions.append(role)
                words.add(OBJECT)
            case _ if child.type.startswith("math"):
                block = child.type == "math_inline_double"
                self.facts.formulas.append(Formula(child.content, line, block))
                words.add(OBJECT)

    def _link(self, link: _OpenLink) -> None:
        """Note a Markdown link at its end; in the shape it becomes one sign."""
        opening, words = link.token, self.words
        written = "".join(words.text[link.text_from :])
        name, target = "inline", str(opening.attrs.get("href", ""))
        # `<project:page.md>` is `[](page.md)`: what is shown is the title.
        if titled := opening.info == "auto" and target.startswith("project:"):
            written = ""
        elif opening.info == "auto":
            name = "bare" if opening.markup == "linkify" else "automatic"
        elif "label" in opening.meta:
            name = "reference"
            self.references.add(str(opening.meta["label"]))
        shape = "".join(words.shape[link.shape_from :])
        if titled or opening.info != "auto":
            words.shape[link.shape_from :] = [OBJECT, "\n" * shape.count("\n")]
        self.facts.links.append(
            Link(
                target=self.shown(target),
                text=" ".join(" ".join([written, *link.alts]).split()),
                line=link.line,
                syntax=name,
                explicit=opening.info != "auto" and bool(written.strip() or link.alts),
                of_picture=bool(link.alts) and not written.strip(),
                shape=shape,
            )
        )

    def _image(self, token: Token, line: int) -> None:
        """Note a Markdown picture, or what `![](#label)` shows from elsewhere."""
        if "label" in token.meta:
            self.references.add(str(token.meta["label"]))
        attributes = {key: str(value) for key, value in token.attrs.items()}
        source = attributes.get("src", "")
        if self.is_myst and source.startswith("#"):
            self.facts.links.append(option_link(source, "", line, "embed"))
            return
        alt = as_alternative(token.children or ())
        if self.open_link:
            self.open_link.alts.append(alt)
        self.facts.images.append(
            Image(
                source=self.shown(source),
                alt=alt,
                line=line,
                syntax="markdown",
                alt_line=line,
                link=str(self.open_link.token.attrs.get("href", "")) if self.open_link else "",
                attributes=attributes,
                within=self.within,
            )
        )

    def _role(self, token: Token, line: int) -> str:
        """Note a role, and the link it makes; give the words it shows."""
        name = sys.intern(str(token.meta["name"]))
        self.facts.roles.append(Role(name, sys.intern(token.content), line))
        explicit = EXPLICIT_ROLE.match(token.content)
        target = explicit["target"] if explicit else token.content
        text = explicit["text"] if explicit else token.content
        if name in syntax.ROLE_LINKS:
            link = Link(target.strip(), text.strip(), line, "role", name, bool(explicit))
            self.facts.links.append(link)
            if name not in ("download", "term") and not explicit:
                return OBJECT
        return OBJECT if name in syntax.SILENT_ROLES else text

    def _html(self, source: str, line: int) -> None:
        """One tag or comment between words; the text of a link runs to its closing tag."""
        if source.startswith("<!--"):
            self.facts.comments.append(Comment(source[4:].removesuffix("-->"), line, "<!--"))
            return
        words = self.words
        self.facts.html.append(Html(source, line))
        for tag in tags_in(source, line):
            if tag.name == "a":
                self.open_tags.append((tag, len(words.text)))
            else:
                if tag.name == "img" and self.open_tags:
                    words.add(tag.attributes.get("alt", ""), OBJECT)
                self._tag(tag)
        if source.lower().startswith("</a") and self.open_tags:
            tag, start = self.open_tags.pop()
            self._tag(replace(tag, text="".join(words.text[start:])))

    def _tag(self, tag: Tag) -> None:
        note_tag(self.facts, tag, self.within)


def as_alternative(tokens: Iterable[Any]) -> str:
    """The text of inline tokens, flat or in a tree, as it becomes an alternative text."""
    return "".join(
        " "
        if each.type in ("softbreak", "hardbreak")
        else as_alternative(each.children or ()) or each.content
        for each in tokens
    )


def _leads_elsewhere(token: Token) -> bool:
    """Whether a token within the words of a link becomes a link, too."""
    name = str(token.meta["name"]) if token.type == "myst_role" else ""
    return token.type == "citation" or name.startswith("cite") or name in syntax.ROLE_LINKS


def _whole_emphasis(children: list[Token]) -> str:
    """`strong` or `em` where that is all these inline tokens hold; `strong` where it is both."""
    kept = [each for each in children if each.content.strip() or each.type != "text"]
    if kept and kept[-1].type == "text" and kept[-1].content.strip() == ":":
        kept.pop()
    if len(kept) < 3 or kept[0].type not in ("strong_open", "em_open"):
        return ""
    name = kept[0].type.removesuffix("_open")
    closings = [at for at, each in enumerate(kept) if each.type == f"{name}_close"]
    if closings != [len(kept) - 1]:
        return ""
    return "strong" if name == "em" and _whole_emphasis(kept[1:-1]) == "strong" else name
