"""Write down what stands in a text: labels, attributes, tags, and the links of options."""

from __future__ import annotations

from markdown_it.token import Token

from booklint.html_tags import tags_in
from booklint.page import Attributes, Facts, Html, Image, Label, Link, Tag


def note_label(facts: Facts, name: str, line: int, kind: str) -> None:
    """Note a name that can be linked to."""
    facts.labels.append(Label(" ".join(name.split()), line, kind))


def note_attributes(facts: Facts, token: Token, line: int) -> None:
    """Note the attributes of a token, and the name among them."""
    # What a substitution stands for is no attribute.
    if not token.attrs or token.nesting < 0 or token.type.startswith("substitution"):
        return
    # MyST leads no link to the name of another link.
    if "id" in token.attrs and token.type != "link_open":
        note_label(facts, str(token.attrs["id"]), line, "attribute")
    kind = token.type.removesuffix("_open")
    facts.attributes.append(Attributes(kind, token.attrs, line, token.content))


def note_html(facts: Facts, source: str, line: int, within: tuple[str, ...]) -> None:
    """Note one run of raw HTML without comments: its tags, links and pictures."""
    if not source.strip():
        return
    kept = source.lstrip()
    line += source[: len(source) - len(kept)].count("\n")
    facts.html.append(Html(kept.rstrip(), line))
    for tag in tags_in(kept, line):
        note_tag(facts, tag, within)


def note_tag(facts: Facts, tag: Tag, within: tuple[str, ...]) -> None:
    """Note a tag, and the label, link or picture that it is."""
    facts.tags.append(tag)
    attributes = tag.attributes
    name = attributes.get("id") or (attributes.get("name") if tag.name == "a" else "")
    if name:
        note_label(facts, name, tag.line, "html")
    if tag.name == "a" and "href" in attributes:
        text = attributes.get("aria-label") or tag.text
        if len(text.strip()) < 2 and attributes.get("title"):
            text = f"{text} {attributes['title']}".strip()
        facts.links.append(Link(attributes["href"], text, tag.line, "html"))
    if tag.name == "img":
        facts.images.append(
            Image(
                source=attributes.get("src", ""),
                alt=attributes.get("alt"),
                line=tag.line,
                syntax="html",
                alt_line=tag.line,
                attributes=attributes,
                within=within,
            )
        )


def option_link(target: str, text: str, line: int, role: str) -> Link:
    """The link of a card, a button, a citation or of something embedded."""
    return Link(target, text, line, "option", role, bool(text))
