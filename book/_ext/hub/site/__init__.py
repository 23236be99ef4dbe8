"""The published site: its pages' frame, menu, metadata, pictures, search and feeds."""

import posixpath
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from hubdata.records import old_docname
from sphinx.application import Sphinx

from ..print_edition import chapter_id, joined, printed
from ..state import records, stays
from . import assets, cards, context, files, frames, metadata, pictures, search, state
from .translator import HubTranslator, ScalePictures


def setup_site(app: Sphinx) -> None:
    """Register everything that only the HTML site needs."""
    # Off where another process makes the search index once this one has ended.
    app.add_config_value("hub_indexed", True, "")
    # On where the EPUB is written beside the site: otherwise nothing may lead to it.
    app.add_config_value("hub_epub", False, "html")
    app.set_translator("html", HubTranslator)
    app.add_post_transform(ScalePictures)
    app.connect("doctree-read", _wait_for_pictures)
    app.connect("builder-inited", _prepare, priority=400)


def _wait_for_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Let a page be read again until the pictures that it shows as `name.*` are there."""
    missing = {node["uri"] for node in doctree.findall(nodes.image) if not node["candidates"]}
    app.env.dependencies[app.env.docname] |= missing


def _prepare(app: Sphinx) -> None:
    if app.builder.name != "html":
        return
    # Sphinx's own index weighs on every page and finds less than ours.
    app.builder.search = False
    app.config.notfound_urls_prefix = "/" + app.config.html_baseurl.split("/", 3)[-1]
    # Before pages are written in parallel, so that no worker has to do it again.
    app.connect("env-get-outdated", frames.take_away)
    app.connect("env-updated", frames.outdated)
    app.connect("html-page-context", _page_context)
    app.connect("html-collect-pages", _old_addresses)
    app.connect("html-collect-pages", _made_pages)
    app.connect("build-finished", _finish, priority=900)


def _page_context(
    app: Sphinx, pagename: str, templatename: str, context_: dict, doctree: nodes.document | None
) -> None:
    context.add_context(app, pagename, templatename, context_, doctree)
    if doctree is not None:
        found = records(app)
        cards.write_card(Path(app.outdir), found, found.pages[pagename], state.site_of(app).name)


def _old_addresses(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    """Write a signpost at each address of `redirect_from`, to the page that stands for it now."""
    for docname, page in records(app).pages.items():
        for old in page.meta.redirect_from:
            name = old_docname(old)
            target = posixpath.relpath(f"{docname}.html", posixpath.dirname(name) or ".")
            canonical = metadata.address(state.site_of(app), docname)
            yield name, {"target": target, "canonical": canonical}, "redirect.html"


def _made_pages(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    yield "search", {}, "search.html"
    if stays(app, "print.html"):
        return
    tree = state.site_of(app).tree
    order = tree.reading_order()
    docnames = printed(order, {page.docname for page in records(app).case_studies})
    chapters = [(chapter_id(docname), tree.labels[docname]) for docname in docnames]
    values = {
        "chapters": chapters,
        "joined": joined(Path(app.outdir), docnames),
        "left_out": len(order) - len(docnames),
        "with_epub": app.config.hub_epub,
    }
    yield "print", values, "print.html"


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception:
        return
    folder = Path(app.outdir)
    site = state.site_of(app)
    assets.write_assets(app, site.assets)
    cards.write_book_card(folder, records(app), site.name, assets.brand(Path(app.srcdir)))
    for source, name in app.builder.images.items():
        pictures.write_variants(Path(app.srcdir, source), folder / app.builder.imagedir, name)
    files.write_files(app)
    if not stays(app, search.WORDS_FOLDER):
        search.write_words(folder, records(app))
    if app.config.hub_indexed and not stays(app, search.FOLDER):
        search.write_index(folder)
