"""The book's pages as a tree: who stands under whom, and what each is called in the menu."""

from __future__ import annotations

from dataclasses import dataclass, field

from hubdata.records import PageRecord, Records
from hubdata.schema import CaseStudy, CohortPage
from sphinx.addnodes import toctree
from sphinx.environment import BuildEnvironment


@dataclass(frozen=True)
class Tree:
    """Parents, children and labels, worked out once per build so that a page only looks them up."""

    root: str
    children: dict[str, list[str]]
    parents: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)
    """The first page of each part of the menu → what the part is called."""

    @classmethod
    def of(cls, env: BuildEnvironment, records: Records) -> Tree:
        """Read the tree from the toctrees that Sphinx has collected."""
        # A page that has just been removed may be in the menu still.
        children = {
            parent: [child for child in children if child in env.titles]
            for parent, children in env.toctree_includes.items()
        }
        tree = cls(env.config.root_doc, children)
        for parent, children in tree.children.items():
            for position, child in enumerate(children):
                tree.parents.setdefault(child, parent)
                tree.positions.setdefault(child, position)
        for docname, title in env.titles.items():
            record = records.pages.get(docname)
            tree.labels[docname] = (record and _short(record, records)) or title.astext()
        for docname in tree.children:
            for part in env.tocs[docname].findall(toctree):
                tree.labels.update((name, title) for title, name in part["entries"] if title)
                if part["caption"] and part["includefiles"]:
                    tree.captions[part["includefiles"][0]] = part["caption"]
        return tree

    def reading_order(self, top: str = "") -> list[str]:
        """Return a page, or the root, and all pages under it, each before the pages below it."""
        order: list[str] = []
        waiting = [top or self.root]
        while waiting:
            docname = waiting.pop()
            order.append(docname)
            waiting.extend(reversed(self.children.get(docname, [])))
        return order

    def ancestors(self, docname: str) -> list[str]:
        """Return the pages above a page, from the root down; the page itself is left out."""
        above: list[str] = []
        while docname in self.parents and self.parents[docname] not in above:
            docname = self.parents[docname]
            above.append(docname)
        return above[::-1]


def _short(record: PageRecord, records: Records) -> str | None:
    """Return a name that fits into a menu where a page's title states a result."""
    meta = record.meta
    if isinstance(meta, CaseStudy) and len(meta.organisations) == 1:
        return records.organisations[meta.organisations[0]].name
    if isinstance(meta, CohortPage):
        return records.cohorts[meta.cohort].name
    return None
