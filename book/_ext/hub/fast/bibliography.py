"""Lists the bibliography without going through all citations of all pages for each of its entries.

sphinxcontrib-bibtex asks for every source which pages cite it, in case the bibliography's filter wants
to know, and once more where on the bibliography's own page it is cited; and for every citation at what
place its page stands. All three grow with pages times sources: with a thousand case studies the second
took 4.2 s. Every build lays all entries out anew, 2.5 s, though most of them change nothing there.

Holds for sphinxcontrib-bibtex 2.6 and 2.7.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pybtex.database import Entry
from pybtex.plugin import find_plugin
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.nodes import bibliography
from sphinxcontrib.bibtex.transforms import BibliographyTransform

# Where the domain keeps, from one build to the next, the bibliographies that were laid out.
_LAID_OUT = "hub_laid_out"
# The names in a filter that ask where an entry is cited.
_ASKING = {"cited", "docnames"}


class _Positions(dict[str, int]):
    """Tells the position of each name, as the `index` of a list would."""

    def index(self, name: str) -> int:
        return self[name]


class QuickBibtexDomain(BibtexDomain):
    """The domain of citations; it gives what the original gives."""

    _unasked = False
    _on_page: list[Any] | None = None

    @property
    def citation_refs(self) -> list[Any]:
        """All citations; none while entries are chosen by a filter that does not look at them.

        While a page's bibliography is written, only those of the page.
        """
        if self._on_page is not None:
            return self._on_page
        return [] if self._unasked else super().citation_refs

    @contextmanager
    def on_pages(self, docnames: set[str]) -> Iterator[None]:
        """Know no citations but those of these pages."""
        self._on_page = [each for each in super().citation_refs if each.docname in docnames]
        try:
            yield
        finally:
            self._on_page = None

    def leave_only(self, docnames: set[str]) -> None:
        """Drop what is not merged from another process, or is of pages that it has not read."""
        found = [each for each in super().citation_refs if each.docname in docnames]
        self.data = {"bibliographies": self.bibliographies, "citation_refs": found}
        self.env.domaindata[self.name] = self.data

    def env_updated(self) -> Iterable[str]:
        """Lay the bibliographies out, from what the last build kept where nothing has changed."""
        laid_out = self.data.get(_LAID_OUT, {})
        self._kept: dict[Any, list[Any]] = defaultdict(list)
        for citation in self.citations:
            key = citation.bibliography_key
            # A page that was read again has a new bibliography, perhaps with other options.
            if laid_out.get(key) is self.bibliographies.get(key):
                self._kept[key].append(citation)
        self.data[_LAID_OUT] = dict(self.bibliographies)
        return super().env_updated()

    def get_formatted_entries(
        self, bibliography_key: Any, docnames: list[str], *tooltips: Any
    ) -> Iterable[tuple[Any, Any, Any]]:
        """Return each entry of a bibliography with its text and its tooltip."""
        kept = self._kept[bibliography_key]
        name = self.bibliographies[bibliography_key].style
        style = find_plugin("pybtex.style.formatting", name)()
        entries = dict(self.get_sorted_entries(bibliography_key, docnames)).values()
        if kept and [each.entry for each in kept] == list(style.sort(entries)):
            return [(each.entry, each.formatted_entry, each.tooltip_entry) for each in kept]
        return super().get_formatted_entries(bibliography_key, docnames, *tooltips)

    def get_filtered_entries(self, bibliography_key: Any) -> Iterable[tuple[str, Entry]]:
        """Return the entries of a bibliography that its filter lets pass."""
        condition = self.bibliographies[bibliography_key].filter_
        names = {node.id for node in ast.walk(condition) if isinstance(node, ast.Name)}
        self._unasked = not names & _ASKING
        try:
            return list(super().get_filtered_entries(bibliography_key))
        finally:
            self._unasked = False

    def get_all_cited_keys(self, docnames: list[str]) -> Iterator[str]:
        """Return all cited keys in the order of the pages."""
        positions = _Positions((name, number) for number, name in enumerate(docnames))
        return super().get_all_cited_keys(positions)


class QuickBibliographyTransform(BibliographyTransform):
    """Writes the bibliographies of a page; the links back can only come from that page."""

    def run(self, **kwargs: Any) -> None:
        """Put a list of sources in the place of each bibliography."""
        bibliographies = list(self.document.findall(bibliography))
        if bibliographies:
            with self.env.get_domain("cite").on_pages({each["docname"] for each in bibliographies}):
                super().run(**kwargs)


def setup_bibliography(app: Sphinx) -> None:
    """Put the quicker domain in the place of the original."""
    app.add_domain(QuickBibtexDomain, override=True)
    transforms = app.registry.post_transforms
    transforms[transforms.index(BibliographyTransform)] = QuickBibliographyTransform
