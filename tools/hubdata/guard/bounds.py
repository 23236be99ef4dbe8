"""How much one thing of the book may be, counted before any program works on it: the one table.

Each number is far above what a sound book needs, and below what keeps a program, or a reader's browser,
busy for seconds. The writing guide prints the table; tests/test_bounds.py grows each kind up to its bound.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bound:
    """The most of one kind that there may be: what is counted, in words, and how many."""

    what: str
    most: int

    def __str__(self) -> str:
        return f"{self.most:,} {self.what}"


BOUNDS = {
    "page": Bound("bytes of a page", 250_000),
    "picture": Bound("bytes of a picture", 10_000_000),
    "text": Bound("bytes of a file of data or of the bibliography", 1_000_000),
    "lines": Bound("lines of a page", 5_000),
    "line": Bound("characters in a line", 10_000),
    "fence": Bound("signs of a fence, and so levels of directives", 12),
    "marks": Bound("combining marks on one letter", 6),
    "columns": Bound("columns of a table", 100),
    "cells": Bound("cells of a table", 20_000),
    "labels": Bound("labels on a page", 500),
    "definitions": Bound("definitions of links and footnotes on a page", 1_000),
    "braces": Bound("braces one inside the other in the bibliography", 20),
    "name": Bound("characters in a name", 200),
    "addresses": Bound("old addresses of a page", 50),
    "pixels": Bound("pixels of a picture, in all its frames together", 50_000_000),
    "scans": Bound("scans of a picture as JPEG", 100),
    "levels": Bound("elements of an SVG one inside the other", 100),
    "drawn": Bound(
        "elements of an SVG, each as often as it is drawn, and a part of a filter as 100 or more",
        100_000,
    ),
}


def most(name: str) -> int:
    """Return the bound of a kind."""
    return BOUNDS[name].most
