"""Draws the symbol of each sector: heart, tree, car, spanner, bolt, palette and graph."""

from __future__ import annotations

from collections.abc import Callable

from figures.draw.chart import strokes
from figures.draw.svg import Element, add, number

# Each symbol fills a box from -50 to 50 on both axes, in one colour, with holes in a second.
_HEART = (
    "M0 38 C-12 27 -42 10 -42 -13 C-42 -27 -32 -36 -21 -36 C-12 -36 -4 -31 0 -22 "
    "C4 -31 12 -36 21 -36 C32 -36 42 -27 42 -13 C42 10 12 27 0 38 Z"
)
_CABIN = "M-27 0 L-17 -22 Q-15 -27 -9 -27 H11 Q16 -27 19 -23 L33 0 Z"
_SPANNER = (
    "M-7 -8 C-20 -13 -25 -28 -17 -40 L-9 -26 H9 L17 -40 C25 -28 20 -13 7 -8 "
    "L8 24 C18 30 18 44 0 44 C-18 44 -18 30 -8 24 Z"
)
_BOLT = "M9 -42 L-25 7 L-4 7 L-10 42 L26 -11 L4 -11 Z"
_PALETTE = (
    "M0 -37 C26 -37 44 -23 44 -4 C44 10 34 14 23 13 C12 12 9 19 12 26 C16 35 8 39 -3 38 "
    "C-27 36 -44 20 -44 -1 C-44 -22 -25 -37 0 -37 Z"
)


def _heart(group: Element, colour: str, _hole: str) -> None:
    add(group, "path", d=_HEART, fill=colour)


def _tree(group: Element, colour: str, _hole: str) -> None:
    for x, y, radius in ((0, -20, 23), (-19, -1, 20), (19, -1, 20), (0, 2, 18)):
        add(group, "circle", cx=x, cy=y, r=radius, fill=colour)
    add(group, "rect", x=-6, y=10, width=12, height=34, rx=4, fill=colour)


def _car(group: Element, colour: str, hole: str) -> None:
    add(group, "path", d=_CABIN, fill=colour)
    add(group, "rect", x=-44, y=-5, width=88, height=26, rx=10, fill=colour)
    add(group, "path", d="M-18 -5 L-11 -19 H0 V-5 Z", fill=hole)
    add(group, "path", d="M6 -5 V-19 H11 L21 -5 Z", fill=hole)
    for x in (-22, 22):
        add(group, "circle", cx=x, cy=20, r=11, fill=colour, stroke=hole, stroke_width=5)


def _spanner(group: Element, colour: str, hole: str) -> None:
    turned = add(group, "g", transform="rotate(40)")
    edge = {"stroke": colour, "stroke_width": 3, "stroke_linejoin": "round"}
    add(turned, "path", d=_SPANNER, fill=colour, **edge)
    add(turned, "circle", cy=33, r=5, fill=hole)


def _bolt(group: Element, colour: str, _hole: str) -> None:
    add(group, "path", d=_BOLT, fill=colour, stroke=colour, stroke_width=6, stroke_linejoin="round")


def _palette(group: Element, colour: str, hole: str) -> None:
    add(group, "path", d=_PALETTE, fill=colour)
    for x, y in ((-25, 8), (-22, -13), (-3, -23), (18, -17)):
        add(group, "circle", cx=x, cy=y, r=7, fill=hole)


def _graph(group: Element, colour: str, _hole: str) -> None:
    lines = strokes(group, colour, 8)
    add(lines, "path", d="M-36 -34 V34 H38")
    add(lines, "path", d="M-20 14 L-4 -6 L10 4 L33 -25")
    for x, y in ((-20, 14), (-4, -6), (10, 4), (33, -25)):
        add(group, "circle", cx=x, cy=y, r=7.5, fill=colour)


SYMBOLS: dict[str, Callable[[Element, str, str], None]] = {
    "heart": _heart,
    "tree": _tree,
    "car": _car,
    "spanner": _spanner,
    "lightning bolt": _bolt,
    "paint palette": _palette,
    "graph": _graph,
}


def draw_symbol(
    parent: Element, name: str, x: float, y: float, size: float, colour: str, hole: str
) -> None:
    """Draws symbol `name` centred on (x, y), `size` wide; `hole` is the colour behind it.

    Raises KeyError that lists the known symbols when there is none of that name.
    """
    if name not in SYMBOLS:
        raise KeyError(f"no symbol «{name}» is drawn; there are: {', '.join(SYMBOLS)}")
    scale = number(size) if size == 100 else f"{size / 100:.3f}"
    group = add(parent, "g", transform=f"translate({number(x)} {number(y)}) scale({scale})")
    SYMBOLS[name](group, colour, hole)
