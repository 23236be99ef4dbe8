"""Draws the outlined shapes that people and their things are made of."""

from __future__ import annotations

from figures.draw.palette import INK
from figures.draw.svg import Element, Point, add, path_data

LINE = 3
FINE = 2.5


def shape(parent: Element, data: str, colour: str) -> None:
    """Draws a filled area with an outline."""
    add(parent, "path", d=data, fill=colour, stroke=INK, stroke_width=LINE)


def ball(parent: Element, x: float, y: float, radius: float, colour: str) -> None:
    """Draws a filled circle with an outline."""
    add(parent, "circle", cx=x, cy=y, r=radius, fill=colour, stroke=INK, stroke_width=LINE)


def line(parent: Element, data: str, colour: str = INK, width: float = FINE) -> None:
    """Draws a line without an outline."""
    add(parent, "path", d=data, fill="none", stroke=colour, stroke_width=width)


def limb(parent: Element, data: str, width: float, colour: str, cap: str | None = None) -> None:
    """Draws a thick line with an outline, whose ends are closed unless `cap` is «butt»."""
    around = {"stroke": INK, "stroke_width": width + 2 * LINE, "stroke_linecap": cap}
    add(parent, "path", d=data, fill="none", **around)
    add(parent, "path", d=data, fill="none", stroke=colour, stroke_width=width)


def bubble(parent: Element, at: Point, width: float, height: float, tail: int, colour: str) -> None:
    """Draws a speech bubble centred on `at`, whose tail points left (-1) or right (1)."""
    x, y = at
    corner = 11
    across, down = width - 2 * corner, height - 2 * corner
    data = path_data(
        "M", (x - across / 2, y - height / 2), "h", across,
        "q", corner, 0, corner, corner, "v", down, "q", 0, corner, -corner, corner,
        "h", -(across / 2 - 6), "l", tail * 9 - 6, 12, "l", -tail * 9 - 6, -12, "h", -(across / 2 - 6),
        "q", -corner, 0, -corner, -corner, "v", -down, "q", 0, -corner, corner, -corner, "Z",
    )  # fmt: skip
    shape(parent, data, colour)
