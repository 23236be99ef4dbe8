"""What a page's template is given: its menu, its place in the book, its metadata and its dates."""

import base64
import hashlib
import html
from typing import Any
from urllib.parse import quote, urlencode

from docutils import nodes
from hubdata.dates import in_words
from hubdata.records import PageRecord
from hubdata.schema import CaseStudy
from sphinx.application import Sphinx

from ..state import records
from . import metadata
from .assets import STATIC
from .menu import menu, whole_menu
from .state import Site, site_of
from .words import unbroken

# WebAssembly is what the search engine is written in.
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self'",
    "manifest-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


# A page that has no source in the book → what it says of itself.
_MADE = {
    "search": {"title": "Search", "description": "Search all pages of {book}.", "hidden": False},
    # The same text stands on the pages themselves, which search engines should name instead.
    "print": {
        "title": "The whole book on one page",
        "description": "{book} in reading order, on one page to print or to keep.",
    },
    "not-found": {
        "title": "Page not found",
        "description": "There is no page at this address; search the book or choose from its menu.",
    },
}


def add_context(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Give the template of one page what it needs, as `page` and `site`.

    It costs the same however many pages there are.
    """
    site = site_of(app)
    context["site"] = site
    context["unbroken"] = lambda text: unbroken(html.escape(text))
    if doctree is None:
        context["page"] = _made_page(site, pagename)
    else:
        context["page"] = _book_page(app, site, pagename, context, doctree)


def _made_page(site: Site, pagename: str) -> dict[str, Any]:
    """Return the context of a page without a source: search, the whole book, and 404."""
    kind = pagename if pagename in _MADE else "not-found"
    made = {"hidden": True, **_MADE[kind]}
    policy, script = dict(_POLICY), ""
    if kind == "not-found":
        # Its script stands in the page: no address of a file holds at any place.
        script = (STATIC / "not-found.js").read_text(encoding="utf-8")
        policy["script-src"] += f" '{script_hash(script)}'"
    return {
        "type": kind,
        "title": f"{made['title']} · {site.name}",
        "description": made["description"].format(book=f"“{site.name}”"),
        "url": f"{site.base}{pagename}.html",
        "policy": _policy(policy),
        "script": script,
        "menu": menu(site.tree, pagename),
        "hidden": made["hidden"],
        "report": _issue(site, pagename, f"Mistake on «{made['title']}»"),
        "all": whole_menu(site.tree),
    }


def script_hash(script: str) -> str:
    """Return how a Content-Security-Policy names a script that stands in a page."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _book_page(
    app: Sphinx, site: Site, docname: str, context: dict, doctree: nodes.document
) -> dict[str, Any]:
    found = records(app)
    record = found.pages[docname]
    meta = record.meta
    title = app.env.titles[docname].astext()
    front = docname == app.config.root_doc
    trail = [(above, site.tree.labels[above]) for above in site.tree.ancestors(docname)]
    if trail:
        trail[0] = (trail[0][0], "Home")
    title_of_page = site.name if front else f"{title} · {site.name}"
    return {
        "type": meta.type,
        "title": title_of_page,
        "description": meta.description,
        "url": metadata.address(site, docname),
        "policy": _policy(_POLICY),
        "menu": menu(site.tree, docname),
        "trail": trail,
        "contents": [] if front else _contents(doctree),
        "reviewed": meta.reviewed,
        "reviewed_in_words": in_words(meta.reviewed),
        "edit": f"{site.repository}/edit/{site.branch}/{quote(record.path)}",
        "report": _issue(site, docname, f"Mistake on «{title}»"),
        "useful": _issue(site, docname, f"Was «{title}» useful?", _USEFUL),
        "source": f"{site.repository}/raw/{site.branch}/{quote(record.path)}",
        "previous_label": _neighbour(app, site, docname, 1),
        "next_label": _neighbour(app, site, docname, 2),
        "answers": meta.answers,
        "asked": [*meta.answers, *_questions(record, doctree)],
        "kind": metadata.type_names(found)[meta.type],
        "facets": metadata.search_facets(found, record),
        "names": metadata.search_names(found, record),
        "gallery": 'class="cards gallery"' in context["body"],
        "citation": '<div class="cite ' in context["body"],
        "card": metadata.social_card(site, found, title_of_page, record),
        "linked_data": metadata.linked_data(site, found, record, title, trail),
    }


def _questions(record: PageRecord, doctree: nodes.document) -> list[str]:
    """Return what a page answers by its own account: the question of a study, headings that are one."""
    headings = (title.astext() for title in doctree.findall(nodes.title))
    own = [record.meta.question] if isinstance(record.meta, CaseStudy) else []
    return [text for text in [*own, *headings] if text and text.endswith("?")]


def _neighbour(app: Sphinx, site: Site, docname: str, which: int) -> str:
    """Return the menu's name of the previous (1) or next (2) page."""
    neighbour = app.builder.relations.get(docname, (None, None, None))[which]
    return site.tree.labels.get(neighbour, "") if neighbour else ""


def _contents(doctree: nodes.document) -> list[tuple[str, str]]:
    """Return address and text of the page's sections, if there are enough to need a list."""
    whole = [each for each in doctree.children if isinstance(each, nodes.section)]
    parts = [each for each in whole[0].children if isinstance(each, nodes.section)] if whole else []
    found = [(f"#{each['ids'][0]}", _words_of(each.next_node(nodes.title))) for each in parts]
    return found if len(found) > 2 else []


def _words_of(title: nodes.title) -> str:
    """Return the words of a heading, without the numbers of sources and notes that stand in it."""
    words = title.deepcopy()
    for mark in list(words.findall(_is_mark)):
        mark.parent.remove(mark)
    return " ".join(words.astext().split())


def _is_mark(node: nodes.Node) -> bool:
    note = isinstance(node, nodes.footnote_reference)
    return note or (isinstance(node, nodes.superscript) and "citation" in node["classes"])


_USEFUL = "What were you looking for?\n\n\nDid you find it? What would have helped?\n"


def _issue(site: Site, docname: str, title: str, questions: str = "") -> str:
    """Return the address of a form for a new issue that is filled in already."""
    body = f"Page: {site.base}{docname}.html"
    query = urlencode({"title": title, "body": f"{body}\n\n{questions}" if questions else body})
    return f"{site.repository}/issues/new?{query}"


def _policy(rules: dict[str, str]) -> str:
    return html.escape("; ".join(f"{name} {value}" for name, value in rules.items()), quote=False)
