"""The menu of a page: the sections, and what stands around the page in its own section."""

from dataclasses import dataclass, field

from .tree import Tree

# A longer list helps nobody, and a menu that grows with the book makes every page heavier.
MAX_SIBLINGS = 12
# What the two pages for whoever is lost list of one parent; the parent itself lists the rest.
MAX_LISTED = 100


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `current` is what `aria-current` says, empty for other pages."""

    docname: str
    label: str
    current: str = ""
    children: list["Entry"] = field(default_factory=list)
    left_out: int = 0
    caption: str = ""
    """What the part of the menu is called that begins here."""


def menu(tree: Tree, docname: str) -> list[Entry]:
    """Return the top sections; the section of `docname` is opened along the way to it."""
    return _entries(tree, tree.root, [*tree.ancestors(docname), docname])[0]


def whole_menu(tree: Tree) -> list[Entry]:
    """Return all pages, for the two pages that help whoever is lost: search and 404."""
    return _entries(tree, tree.root)[0]


def _entries(tree: Tree, parent: str, path: list[str] | None = None) -> tuple[list[Entry], int]:
    """Return the children of `parent`, opened where `path` passes, and how many are left out.

    Without a path all of them are opened.
    """
    children = tree.children.get(parent, [])
    here = next((child for child in path or () if tree.parents.get(child) == parent), None)
    shown = children[:MAX_LISTED]
    if path:
        shown = _around(children, tree.positions[here] if here else 0)
    entries = []
    for child in shown:
        current = ""
        if path and child == here:
            current = "page" if child == path[-1] else "true"
        opened = child == here or not path
        below, left_out = _entries(tree, child, path) if opened else ([], 0)
        caption = tree.captions.get(child, "")
        entries.append(Entry(child, tree.labels[child], current, below, left_out, caption))
    return entries, len(children) - len(shown)


def _around(children: list[str], here: int) -> list[str]:
    """Return at most `MAX_SIBLINGS` children, those nearest to the position `here`."""
    first = max(min(here - MAX_SIBLINGS // 2, len(children) - MAX_SIBLINGS), 0)
    return children[first : first + MAX_SIBLINGS]
