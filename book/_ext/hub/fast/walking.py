"""Finds nodes in a document in one go, and lists the nodes of a document once until it changes.

docutils walks a tree by generators inside generators, so that every node is handed up through all
levels above it. Sphinx and its extensions walk through the whole of a page some hundred times, nearly
always for nodes of one class; it was a third of the time of a build. Here one loop lists the nodes,
and the list is kept, sorted by class, until nodes are put in or taken out anywhere.

Nodes that are put in while a list is gone through are not met, where docutils leaves open whether
they are. Holds for docutils 0.21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from itertools import chain
from typing import Any

from docutils import nodes
from sphinx.util.nodes import NodeMatcher

Condition = type[nodes.Node] | Callable[[nodes.Node], Any] | None

# Whatever puts nodes into a tree calls `setup_child`; these can also take nodes out. A list of
# children that is put in place whole consists of new nodes, or of new parents, which were counted.
CHANGING = ("pop", "remove", "clear")
# These change what is at a position, or else an attribute, which is no change of the tree.
CHANGING_AT = ("__setitem__", "__delitem__")


class _Changes:
    """Counts how often any tree was changed."""

    number = 0


def walk_at_once() -> None:
    """Put this search in the place of that of docutils, for walks down from a node."""
    slow = nodes.Node.findall

    def findall(
        self: nodes.Node,
        condition: Condition = None,
        include_self: bool = True,
        descend: bool = True,
        siblings: bool = False,
        ascend: bool = False,
    ) -> Iterator[nodes.Node]:
        if siblings or ascend or not (include_self and descend):
            return slow(self, condition, include_self, descend, siblings, ascend)
        return iter(found(self, condition))

    nodes.Node.findall = findall
    count_changes()


def count_changes() -> None:
    """Let every change of a tree be counted."""
    nodes.Node.setup_child = _counted(nodes.Node.setup_child)
    for name in CHANGING:
        setattr(nodes.Element, name, _counted(getattr(nodes.Element, name)))
    for name in CHANGING_AT:
        setattr(nodes.Element, name, _counted_at(getattr(nodes.Element, name)))


def _counted(change: Callable) -> Callable:
    @wraps(change)
    def counted(*arguments: Any) -> Any:
        _Changes.number += 1
        return change(*arguments)

    return counted


def _counted_at(change: Callable) -> Callable:
    @wraps(change)
    def counted(node: nodes.Element, key: str | int | slice, *rest: Any) -> Any:
        if not isinstance(key, str):
            _Changes.number += 1
        return change(node, key, *rest)

    return counted


def found(start: nodes.Node, condition: Condition) -> list[nodes.Node]:
    """Return a node and all below it that are of a class, or fulfil a condition, in their order."""
    if isinstance(start, nodes.document):
        return _listing(start).found(condition)
    listed = listed_below(start)
    if condition is None:
        return listed
    if isinstance(condition, type):
        return [node for node in listed if isinstance(node, condition)]
    return [node for node in listed if condition(node)]


def listed_below(start: nodes.Node) -> list[nodes.Node]:
    """Return a node and all below it, in their order."""
    listed = []
    waiting = [start]
    while waiting:
        node = waiting.pop()
        listed.append(node)
        if node.children:
            waiting.extend(node.children[::-1])
    return listed


class _Listing:
    """The nodes of a document at one time, and where the nodes of each class stand among them."""

    def __init__(self, document: nodes.document):
        self._document = document
        self._change = _Changes.number
        self._length = len(document.children)
        self._nodes = listed_below(document)
        self._places: dict[type[nodes.Node], list[int]] = {}

    def holds_for(self, document: nodes.document) -> bool:
        """Whether this is still what the document consists of.

        sphinx-external-toc puts menus at a document's end without telling the document.
        """
        return (
            self._document is document
            and self._change == _Changes.number
            and self._length == len(document.children)
        )

    def found(self, condition: Condition) -> list[nodes.Node]:
        """Return the nodes of a class, or those that fulfil a condition."""
        if condition is None:
            return self._nodes.copy()
        if isinstance(condition, type):
            return self._of((condition,))
        if isinstance(condition, NodeMatcher) and condition.classes:
            return [node for node in self._of(condition.classes) if condition(node)]
        return [node for node in self._nodes if condition(node)]

    def _of(self, wanted: tuple[type[nodes.Node], ...]) -> list[nodes.Node]:
        if not self._places:
            for place, node in enumerate(self._nodes):
                self._places.setdefault(type(node), []).append(place)
        fitting = [each for kind, each in self._places.items() if issubclass(kind, wanted)]
        places = fitting[0] if len(fitting) == 1 else sorted(chain.from_iterable(fitting))
        return [self._nodes[place] for place in places]


_kept: list[_Listing] = []


def _listing(document: nodes.document) -> _Listing:
    """Return the list of the document that was asked last, made anew if anything has changed."""
    if not (_kept and _kept[0].holds_for(document)):
        _kept[:] = [_Listing(document)]
    return _kept[0]
