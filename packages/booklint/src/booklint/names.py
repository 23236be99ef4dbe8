"""The name by which assistive technology announces an element of a built page.

It follows the W3C's accessible name computation as far as markup alone decides it; what a style
sheet or a script adds later is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from booklint.built_page import BuiltPage
from booklint.invisible import CHARACTERS
from booklint.syntax import words

DEEPEST = 100
"""Below this depth the plain text stands for the name: no sound page nests so deep."""


_NEVER_SHOWN = words("datalist desc head metadata noscript script style template")
_INVISIBLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_PERMALINK_CLASSES = frozenset(
    {"headerlink", "header-anchor", "anchor", "anchorjs-link", "permalink"}
)
_NAMED_BY_ARIA = words("aria-label aria-labelledby aria-describedby")
_NAMED_BY_CONTENT = words("checkbox menuitemcheckbox menuitemradio radio switch")
_CONTROLS = words("button input select textarea")
_NAMED_BY_ITSELF_ONLY = words("img area input iframe object")
_ONLY_A_SIGN = re.compile(r"[\s#¶§🔗\uf0c1\u200b\ufe0f]*")


def text_of(value: str | None) -> str:
    """A text with its white space made plain, without signs that nobody sees; empty for `None`."""
    text = value or ""
    return " ".join((text if text.isascii() else text.translate(_NOTHING)).split())


_NOTHING = dict.fromkeys(map(ord, CHARACTERS))


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around a node, from the inside out."""
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent


def hides_itself(node: LexborNode) -> bool:
    """Whether an element's own markup takes it, and what is in it, away from every reader."""
    attributes = node.attributes
    return (
        node.tag in _NEVER_SHOWN
        or ("hidden" in attributes and attributes["hidden"] != "until-found")
        or (attributes.get("aria-hidden") or "").strip().lower() == "true"
        or bool(_INVISIBLE.search(attributes.get("style") or ""))
        or (node.tag == "dialog" and "open" not in attributes)
    )


def is_hidden(node: LexborNode) -> bool:
    """Whether an element, or one around it, is taken away from every reader by its markup."""
    return hides_itself(node) or any(hides_itself(each) for each in ancestors(node))


def role_of(node: LexborNode) -> str:
    """The role that an element's markup asks for, under its usual name; empty where it asks none."""
    given = (node.attributes.get("role") or "").lower().split()
    role = given[0] if given else ""
    return {"image": "img", "none": "presentation"}.get(role, role)


def with_role(page: BuiltPage, selector: str, *roles: str) -> list[LexborNode]:
    """The elements that a selector matches, and those that ask for one of some roles."""
    asking = (node for node in page.select("[role]") if role_of(node) in roles)
    return list({node.mem_id: node for node in (*page.select(selector), *asking)}.values())


def is_drawing(node: LexborNode) -> bool:
    """Whether an element calls itself a picture by its role."""
    return role_of(node) in ("img", "graphics-document", "graphics-symbol")


def is_decoration(node: LexborNode) -> bool:
    """Whether an element has no meaning of its own: it says so, and a browser believes it.

    A browser does not where the element takes the keyboard or has a name of its own (WAI-ARIA calls
    that the presentational roles conflict resolution).
    """
    if role_of(node) != "presentation":
        return False
    attributes = node.attributes
    return attributes.keys().isdisjoint(_NAMED_BY_ARIA) and not _takes_keyboard(node)


def _takes_keyboard(node: LexborNode) -> bool:
    attributes = node.attributes
    if node.tag in _CONTROLS:
        return "disabled" not in attributes
    place = re.fullmatch(r"\s*\+?\d+\s*", attributes.get("tabindex") or "")
    link = node.tag in ("a", "area") and "href" in attributes
    return place is not None or link or node.tag == "summary"


def label(page: BuiltPage, node: LexborNode) -> str:
    """The name that ARIA attributes give an element."""
    attributes = node.attributes
    for key in (attributes.get("aria-labelledby") or "").split():
        named = page.by_id.get(key)
        if named is not None:
            # What is referred to counts even when it is hidden itself.
            name = text_of(named.attributes.get("aria-label")) or _inside(
                page, named, 0, referred=True
            )
            if text_of(name):
                return text_of(name)
    return text_of(attributes.get("aria-label"))


def accessible_name(page: BuiltPage, node: LexborNode) -> str:
    """The name of an element; empty where a reader would hear none."""
    return text_of(_name(page, node, 0))


def heading_name(page: BuiltPage, node: LexborNode) -> str:
    """The name of a heading, without the sign that links to it."""
    named = label(page, node)
    return named or text_of(
        " ".join(
            _name(page, child, 1) if child.is_element_node else child.text_content or ""
            for child in node.iter(include_text=True)
            if child.is_text_node or (child.is_element_node and not _is_permalink(child))
        )
    )


def _is_permalink(node: LexborNode) -> bool:
    if node.tag != "a":
        return False
    classes = set((node.attributes.get("class") or "").split())
    return bool(classes & _PERMALINK_CLASSES) and bool(_ONLY_A_SIGN.fullmatch(node.text() or ""))


def _name(
    page: BuiltPage, node: LexborNode, depth: int, field: int = 0, referred: bool = False
) -> str:
    """The name of an element, for the field that a label is of, or as another element refers to it.

    A reference is followed once, so that an element may name itself together with others.
    """
    if depth and (hides_itself(node) or node.mem_id == field):
        return ""
    if depth and node.tag == "img" and is_decoration(node):
        return ""
    attributes = node.attributes
    given = text_of(attributes.get("aria-label")) if referred else label(page, node)
    named = given or _own_name(node, depth)
    if not (text_of(named) or node.tag in _NAMED_BY_ITSELF_ONLY or is_drawing(node)):
        named = _inside(page, node, depth, field, referred)
    return named if text_of(named) else text_of(attributes.get("title"))


def _own_name(node: LexborNode, depth: int) -> str:
    """The name an element has by its own kind: a picture its `alt`, a field its label."""
    attributes = node.attributes
    if node.tag in ("img", "area"):
        return attributes.get("alt") or ""
    if node.tag == "input":
        kind = (attributes.get("type") or "text").lower()
        if kind in ("submit", "reset"):
            # The browser writes a word of its own where there is no value, but not over an empty one.
            return kind if "value" not in attributes else attributes["value"] or ""
        if kind == "image":
            return attributes.get("alt") or attributes.get("value") or ""
        if kind == "button" or depth:
            return attributes.get("value") or ""
    if node.tag in ("svg", "symbol") or is_drawing(node):
        return next(
            (each.text() or "" for each in node.iter(include_text=True) if each.tag == "title"), ""
        )
    return ""


def _inside(
    page: BuiltPage, node: LexborNode, depth: int, field: int = 0, referred: bool = False
) -> str:
    if depth > DEEPEST:
        return node.text() or ""
    parts = []
    for child in node.iter(include_text=True):
        if child.is_text_node:
            parts.append(child.text_content or "")
        elif child.is_element_node:
            parts.append(_name(page, child, depth + 1, field, referred))
    return " ".join(parts)


def field_name(page: BuiltPage, node: LexborNode) -> str:
    """The name of a form field: its label, title or placeholder; what it holds is not its name."""
    attributes = node.attributes
    named = label(page, node)
    if not named and node.tag in _CONTROLS:
        named = _labels(page, node)
    if not named and role_of(node) in _NAMED_BY_CONTENT:
        named = accessible_name(page, node)
    return text_of(named) or text_of(attributes.get("title") or attributes.get("placeholder"))


def _labels(page: BuiltPage, node: LexborNode) -> str:
    """What the `<label>` elements say that name a field of HTML."""
    key = node.attributes.get("id")
    found = [each for each in page.select("label[for]") if key and each.attributes["for"] == key]
    found += [each for each in ancestors(node) if each.tag == "label"]
    return text_of(" ".join(_name(page, each, 0, node.mem_id) for each in found))
