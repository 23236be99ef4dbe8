"""Citations: readable labels, a list of the works that a page cites, and of the pages that cite a work."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.style.formatting.unsrt import Style as Unsorted
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.template import field, href, join, optional, sentence, words
from pybtex_docutils import Backend
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinxcontrib.bibtex.directives import BibliographyDirective
from sphinxcontrib.bibtex.domain import Citation

from .upstream import app_of

# Where the build environment keeps a digest of references.bib, and of which pages cite what.
_BIBLIOGRAPHY = "hub_bibliography"
_CITING = "hub_citing"
_COMMA = re.compile(r"\s*,\s*")


class ShorthandLabels(BaseLabelStyle):
    """Labels that a reader understands: BibLaTeX's field `shorthand`, such as «Newsletter 44»."""

    def format_labels(self, entries: Iterable[Entry]) -> Iterable[str]:
        return (entry.fields.get("shorthand", entry.key) for entry in entries)


class HubStyle(Unsorted):
    """A source in one line: author, linked title, kind, publisher, date, how much was read, DOI."""

    default_sorting_style = "author_year_title"
    default_label_style = "hub"

    def _line(self, entry: Entry):
        address = "doi" if "doi" in entry.fields else "url"
        target = (
            field("doi", apply_func=_doi_address) if address == "doi" else field("url", raw=True)
        )
        title = href[target, field("title")]
        return join(sep=" ")[
            optional[sentence[self.format_names("author", as_sentence=False)]],
            sentence[title],
            sentence(sep=", ")[
                optional[field("howpublished")],
                optional[field("journal")],
                optional[field("publisher")],
                optional[words[optional[field("month")], field("year")]],
            ],
            optional[sentence[field("addendum", apply_func=lambda text: text.capfirst())]],
            optional[sentence[join["doi:", href[target, field("doi", raw=True)]]]],
        ]

    def get_misc_template(self, entry: Entry):
        """Return the one template of this style."""
        return self._line(entry)

    get_article_template = get_misc_template


def _doi_address(doi: str) -> str:
    return f"https://doi.org/{doi}"


class sources_here(nodes.General, nodes.Element):  # noqa: N801 - docutils' style
    """Stands where the list of a page's cited works will stand."""


class PageSources(SphinxDirective):
    """`{page-sources}`: the works cited on this page, in the order of the text."""

    def run(self) -> list[nodes.Node]:
        return [sources_here()]


class ListSources(SphinxPostTransform):
    """Fills `{page-sources}`, and lets the page's citations point to it.

    Runs before sphinxcontrib-bibtex resolves citations, and for every page: a citation leads to the
    list on its own page, or else to the page of all sources. A key that does not exist is left to
    sphinxcontrib-bibtex, so that its warning names the line.
    """

    default_priority = 4

    def run(self, **_: object) -> None:
        places = list(self.document.findall(sources_here))
        domain = self.env.get_domain("cite")
        known = {citation.key: citation for citation in domain.citations}
        used: dict[str, None] = {}
        for reference in list(self.document.findall(pending_xref)):
            if reference.get("refdomain") != "cite":
                continue
            keys = _COMMA.split(reference["reftarget"].strip())
            if all(key in known for key in keys):
                used |= dict.fromkeys(keys)
                reference.replace_self(self._citation([known[key] for key in keys], bool(places)))
        for place in places:
            items = [_source(key, known[key], domain.backend) for key in used]
            listed = nodes.bullet_list("", *items, classes=["sources"])
            empty = nodes.paragraph("", "This page cites no source.")
            place.replace_self(listed if items else empty)

    def _citation(self, citations: list[Citation], here: bool) -> nodes.inline:
        """Return «[Newsletter 44; Project report 2023]», each label a link to where it is listed."""
        shown = nodes.inline(classes=["citation"])
        shown += nodes.Text("[")
        for number, citation in enumerate(citations):
            if number:
                shown += nodes.Text("; ")
            anchor = f"source-{citation.key}"
            if here:
                target = {"refid": anchor}
            else:
                page = app_of(self.env).builder.get_relative_uri(
                    self.env.docname, citation.bibliography_key.docname
                )
                target = {"refuri": f"{page}#{anchor}"}
            label = citation.formatted_entry.label
            shown += nodes.reference("", label, internal=True, **target)
        shown += nodes.Text("]")
        return shown


def _source(key: str, citation: Citation, backend: Backend) -> nodes.list_item:
    label = nodes.strong("", citation.formatted_entry.label)
    text = citation.formatted_entry.text.render(backend)
    item = nodes.list_item("", nodes.paragraph("", "", label, nodes.Text(": "), *text))
    item["ids"].append(f"source-{key}")
    return item


class cited_by(nodes.General, nodes.Element):  # noqa: N801 - docutils' style
    """Stands where the list of all sources will stand."""


class WholeBibliography(BibliographyDirective):
    """`{every-source}`: `{bibliography}` without its filter, an expression that may never end."""

    option_spec: ClassVar = {"all": directives.flag}


class SourceList(SphinxDirective):
    """`{source-list}`: every source of references.bib, each with the pages that cite it."""

    def run(self) -> list[nodes.Node]:
        bibliography = self.parse_text_to_nodes("```{every-source}\n:all:\n```\n")
        return [cited_by("", *bibliography)]


class ListCitingPages(SphinxPostTransform):
    """Turns the bibliography into a plain list and says under each source where it is cited.

    The markup of sphinxcontrib-bibtex (`role="list"` round `role="doc-biblioentry"`) fails
    accessibility tests, so that its citations become ordinary list items.
    """

    default_priority = 20

    def run(self, **_: object) -> None:
        for place in list(self.document.findall(cited_by)):
            citing = citing_pages(self.env)
            citations = self.env.get_domain("cite").citations
            keys = {found.citation_id: found.key for found in citations}
            listed = nodes.bullet_list(classes=["sources"])
            for citation in place.findall(nodes.citation):
                key = next(keys[name] for name in citation["ids"] if name in keys)
                listed += self._item(citation, key, citing.get(key, []))
            place.replace_self(listed)

    def _item(self, citation: nodes.citation, key: str, citing: list[str]) -> nodes.list_item:
        label, *body = citation.children
        item = nodes.list_item(ids=[f"source-{key}"])
        first = nodes.paragraph("", "", nodes.strong("", label.astext()), nodes.Text(": "))
        for part in body:
            first += part.children if isinstance(part, nodes.paragraph) else part
        item += first
        item += self._citing(citing)
        return item

    def _citing(self, docnames: list[str]) -> nodes.paragraph:
        if not docnames:
            return nodes.paragraph("", "Read for this book, and not cited on any page.")
        line = nodes.paragraph("", "Cited on: ")
        for number, docname in enumerate(docnames):
            if number:
                line += nodes.Text("; ")
            address = app_of(self.env).builder.get_relative_uri(self.env.docname, docname)
            title = self.env.titles[docname].astext()
            line += nodes.reference("", title, refuri=address, internal=True)
        return line


def citing_pages(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return for each key of references.bib the pages that cite it, in alphabetical order."""
    citing: dict[str, set[str]] = defaultdict(set)
    for reference in env.get_domain("cite").citation_refs:
        for target in reference.targets:
            citing[target.key].add(reference.docname)
    return {key: sorted(docnames) for key, docnames in citing.items()}


def _pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that must be written anew although nobody edited them.

    The page of all sources shows by title which pages cite each. After an edit of references.bib,
    every page that cites shows another label or line.
    """
    domain = env.get_domain("cite")
    stale: set[str] = set()
    bibliography = (Path(env.srcdir) / "references.bib").read_bytes()
    if _differs(env, _BIBLIOGRAPHY, bibliography):
        stale |= {reference.docname for reference in domain.citation_refs}
    citing = citing_pages(env)
    titles = {name: env.titles[name].astext() for name in set().union(*citing.values())}
    shown = repr((sorted(citing.items()), sorted(titles.items())))
    if _differs(env, _CITING, bibliography + shown.encode()):
        stale |= {key.docname for key in domain.bibliographies}
    return sorted(stale)


def _differs(env: BuildEnvironment, name: str, content: bytes) -> bool:
    """Keep a digest of something; tell whether the last build kept another."""
    digest = hashlib.sha256(content).hexdigest()
    before = getattr(env, name, digest)
    setattr(env, name, digest)
    return before != digest


def setup_references(app: Sphinx) -> None:
    """Register the style, the two directives and their transforms."""
    register_plugin("pybtex.style.labels", "hub", ShorthandLabels)
    register_plugin("pybtex.style.formatting", "hub", HubStyle)
    app.add_node(sources_here)
    app.add_node(cited_by)
    app.add_directive("every-source", WholeBibliography)
    app.add_directive("page-sources", PageSources)
    app.add_directive("source-list", SourceList)
    app.add_post_transform(ListSources)
    app.add_post_transform(ListCitingPages)
    app.connect("env-updated", _pages_to_write)
