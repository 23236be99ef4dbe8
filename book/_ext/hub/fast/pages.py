"""Gives a page's template what the templates of this book use, and nothing that costs time.

For every page Sphinx turns its title, the titles of its neighbours and parents, and its table of
contents into HTML, each by a document and a publisher of its own: eight of them a page. The templates
here take all of those as text from `hub.site.context`; of Sphinx's values they use the page's body and
the addresses of its neighbours.

Holds for Sphinx 7.4; with other builders, other themes or Sphinx's own search the original is used.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder


def setup_pages(app: Sphinx) -> None:
    """Use the shorter way once the builder is known."""
    app.connect("builder-inited", _shorten, priority=450)


def _shorten(app: Sphinx) -> None:
    builder = app.builder
    if builder.name == "html" and not builder.search:
        builder.get_doc_context = lambda *arguments: page_values(builder, *arguments)
        builder.write_doc_serialized = lambda _, doctree: builder.post_process_images(doctree)


def page_values(
    builder: StandaloneHTMLBuilder, docname: str, body: str, metatags: str
) -> dict[str, Any]:
    """Return the values that the templates use: the body, and where the neighbours stand."""
    _, previous, following = builder.relations.get(docname, (None, None, None))
    return {
        "body": body,
        "metatags": metatags,
        "meta": builder.env.metadata.get(docname),
        "prev": _neighbour(builder, docname, previous),
        "next": _neighbour(builder, docname, following),
    }


def _neighbour(
    builder: StandaloneHTMLBuilder, docname: str, neighbour: str | None
) -> dict[str, str] | None:
    if neighbour is None or neighbour not in builder.env.titles:
        return None
    return {"link": builder.get_relative_uri(docname, neighbour)}
