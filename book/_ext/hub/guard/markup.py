"""Refuses markup by what it became: raw HTML, addresses that run code, pictures from elsewhere."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from booklint.invisible import INVISIBLE
from booklint.picture import PAGE
from docutils import nodes
from hubdata.guard.names import BELOW, CITED_IN_WORDS, NO_CITED_WORDS, NO_PICTURE, WRITE_THEM
from sphinx.addnodes import download_reference, pending_xref
from sphinx.application import Sphinx

from . import refusals

SCHEMES = ("https", "http", "mailto")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# Browsers take these out of an address before they read it.
_IGNORED = re.compile(r"[\x00-\x20\x7f]")
_ID = re.compile(r"[^\s\"'<>`=&]+")


def check_doctree(app: Sphinx, doctree: nodes.document) -> None:
    """Refuse what a page may not hold, each with its line."""
    for node, message in markup_problems(doctree):
        refusals.note(app.env, app.env.docname, line_of(node), message)


def check_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Refuse in a heading what its words in menus would lose, or over which Sphinx would stumble there."""
    for title in doctree.findall(nodes.title):
        if any(title.findall(nodes.image)):
            refusals.note(app.env, app.env.docname, line_of(title), f"{NO_PICTURE} {BELOW}")
        cited = (each for each in title.findall(pending_xref) if each.get("refdomain") == "cite")
        if any(CITED_IN_WORDS.fullmatch(each["reftype"]) for each in cited):
            message = f"{NO_CITED_WORDS} {WRITE_THEM}"
            refusals.note(app.env, app.env.docname, line_of(title), message)
        for node in list(title.findall(download_reference)):
            message = "A heading cannot hold a file to download. Put it into the text below."
            refusals.note(app.env, app.env.docname, line_of(title), message)
            node.replace_self(node.children)


def markup_problems(doctree: nodes.document) -> Iterator[tuple[nodes.Node, str]]:
    """Yield every node that may not be published, with the reason."""
    for node in doctree.findall():
        if isinstance(node, nodes.Text):
            if INVISIBLE.search(node):
                yield node, "An unseen character stands here. Remove it."
            continue
        if isinstance(node, nodes.raw):
            yield node, "Raw HTML is not allowed here: no check can read it. Write it in Markdown."
        elif isinstance(node, nodes.image):
            uri = node.get("uri", "")
            if _SCHEME.match(_IGNORED.sub("", uri)) or "//" in uri:
                yield node, f"The picture «{uri[:80]}» lies elsewhere. Put it into figures/."
            if PAGE.search(uri):
                yield node, f"«{uri[:80]}» is no picture, but a page. Link it: [words]({uri[:80]})."
            if INVISIBLE.search(node.get("alt", "")):
                yield node, "An unseen character stands in the alternative text. Remove it."
        elif isinstance(node, nodes.reference) and (problem := address_problem(node)):
            yield node, problem
        elif (
            isinstance(node, nodes.reference | pending_xref)
            and len(list(node.findall(_is_link))) > 1
        ):
            yield node, "A link stands within the words of another. Take one of the two out."
        if isinstance(node, nodes.Element):
            for name in node.get("ids", ()):
                if not _ID.fullmatch(name):
                    yield node, f"The name «{name[:40]}» is not allowed. Write letters and hyphens."


def _is_link(node: nodes.Node) -> bool:
    return isinstance(node, nodes.reference | nodes.footnote_reference | pending_xref)


def address_problem(node: nodes.reference) -> str:
    """Return why a link may not be published; empty for a sound one."""
    address = _IGNORED.sub("", node.get("refuri", ""))
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in SCHEMES:
        return f"A link with «{scheme[1]}:» is not allowed. Write an https: address."
    host = address.partition("//")[2] if scheme else address.removeprefix("//")
    if not scheme and not address.startswith("//"):
        return ""
    try:
        place = urlsplit(f"//{host}").netloc
    except ValueError:
        return f"«{address[:80]}» is no address. Copy it from the browser."
    if not place.isascii():
        return (
            f"The host «{place[:80]}» has letters beyond a to z, which can look like another's name. "
            "Write it as the browser shows it when copied (xn--…), or link another page."
        )
    if "@" in place:
        return f"The address «{address[:80]}» hides its host behind «@». Take that part out."
    return ""


def line_of(node: nodes.Node) -> int | None:
    """Return the line of a node, or of the nearest thing around it that has one."""
    if isinstance(node, nodes.Text):
        node = node.parent  # docutils gives a text the line on which the parser happened to be
    while node is not None and not node.line:
        node = node.parent
    return node.line if node is not None else None
