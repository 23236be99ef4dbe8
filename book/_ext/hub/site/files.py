"""The files beside the pages: sitemap, feed, robots.txt, llms.txt and the web manifest."""

import json
from pathlib import Path
from xml.etree import ElementTree

from hubdata.dates import first_day
from hubdata.records import Records
from sphinx.application import Sphinx

from ..markdown import capital
from ..state import records
from .metadata import address
from .state import Site, site_of

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_files(app: Sphinx) -> None:
    """Write every file whose address is fixed by convention."""
    site, found = site_of(app), records(app)
    folder = Path(app.outdir)
    texts = {
        "sitemap.xml": sitemap(site, found),
        "feed.xml": feed(site, found),
        "robots.txt": robots(site),
        "llms.txt": language_model_guide(site, found),
        "site.webmanifest": manifest(site, found),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def sitemap(site: Site, records: Records) -> str:
    """List every page with the day of its last review.

    Not sphinx-sitemap: it lists only the pages written in this run, in the order in which parallel
    workers finish, and knows no dates but those of git.
    """
    root = ElementTree.Element("urlset", xmlns=_SITEMAP)
    for docname in sorted(records.pages):
        entry = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(entry, "loc").text = address(site, docname)
        ElementTree.SubElement(entry, "lastmod").text = records.pages[docname].meta.reviewed
    return _xml(root)


def feed(site: Site, records: Records) -> str:
    """Return the Atom feed of case studies, the one reviewed last first."""
    studies = sorted(records.case_studies, key=lambda page: page.meta.reviewed, reverse=True)
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": site.language})
    where = f"{site.base}feed.xml"
    _add(root, "id", where)
    _add(root, "title", f"{capital(records.identity.words.case_study.many)} of {site.name}")
    _add(root, "link", rel="self", href=where, type="application/atom+xml")
    page_of_all = address(site, records.identity.pages.case_studies)
    _add(root, "link", rel="alternate", href=page_of_all, type="text/html")
    _add(root, "updated", _moment(max(page.meta.reviewed for page in records.pages.values())))
    _add(root, "rights", records.identity.licence.url)
    _add(ElementTree.SubElement(root, "author"), "name", records.author)
    for page in studies:
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", address(site, page.docname))
        _add(entry, "title", page.title)
        _add(entry, "link", rel="alternate", href=address(site, page.docname), type="text/html")
        _add(entry, "updated", _moment(page.meta.reviewed))
        _add(entry, "summary", page.meta.description)
        for theme in page.meta.themes:
            _add(entry, "category", term=theme)
    return _xml(root)


def robots(site: Site) -> str:
    """Let every robot read every page."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.base}sitemap.xml\n"


def language_model_guide(site: Site, records: Records) -> str:
    """Return llms.txt: what the book is, and each page with what it says."""
    lines = [f"# {site.name}", "", f"> {records.pages[site.tree.root].meta.description}", ""]
    lines += [
        f"Text and pictures: {records.identity.licence.url}. Status of the programme: {records.hub.status}"
    ]
    for section in site.tree.children.get(site.tree.root, []):
        lines += ["", f"## {site.tree.labels[section]}", ""]
        for page in map(records.pages.get, site.tree.reading_order(section)):
            title = page.title.replace("[", "(").replace("]", ")")
            lines.append(f"- [{title}]({address(site, page.docname)}): {page.meta.description}")
    return "\n".join(lines) + "\n"


def manifest(site: Site, records: Records) -> str:
    """Return the web manifest: the name and the icon under which a reader keeps the site."""
    icons = [
        ("favicon.svg", "any", "image/svg+xml"),
        ("icon-192.png", "192x192", "image/png"),
        ("icon-512.png", "512x512", "image/png"),
    ]
    content = {
        "name": site.name,
        "short_name": records.identity.brand[-1],
        "description": records.pages[site.tree.root].meta.description,
        "lang": site.language,
        "start_url": ".",
        "display": "browser",
        "background_color": records.identity.colours.paper[0],
        "theme_color": records.identity.colours.link[0],
        "icons": [
            {"src": site.address_of(name), "sizes": sizes, "type": kind}
            for name, sizes, kind in icons
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _moment(day: str) -> str:
    """Return an Atom date; a month or year alone counts from its first day."""
    return f"{first_day(day)}T00:00:00Z"


def _add(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str) -> None:
    ElementTree.SubElement(parent, tag, attributes).text = text


def _xml(root: ElementTree.Element) -> str:
    ElementTree.indent(root, space=" ")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        + ElementTree.tostring(root, encoding="unicode")
        + "\n"
    )
