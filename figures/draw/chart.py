"""Draws what the charts of the book have in common: heading, lines of text, sizes."""

from hubdata.schema import Sector
from hubdata.symbols import SYMBOLS

from figures.draw.palette import INK, QUIET
from figures.draw.svg import Drawing, Element, add, number, path_data
from figures.draw.text import wrap

# Each chart is drawn for a phone, where it is about 350 pixels wide, and for a column of text between 520
# and 720: 20 units are at least 14.4 pixels in both.
WIDTH = 480
WIDE = 720
MARGIN = 20
TEXT = 20
HEADING = 25
LEADING = 1.25


def write(
    parent: Element,
    text: str,
    x: float,
    y: float,
    *,
    size: float = TEXT,
    bold: bool = False,
    colour: str = INK,
    anchor: str | None = None,
) -> Element:
    """Writes one line with its baseline at `y`; `anchor` is None, «middle» or «end»."""
    return add(
        parent,
        "text",
        text,
        x=x,
        y=y,
        font_size=size,
        font_weight="700" if bold else None,
        fill=None if colour == INK else colour,
        text_anchor=anchor,
    )


def paragraph(
    parent: Element,
    text: str,
    x: float,
    y: float,
    width: float,
    *,
    size: float = TEXT,
    bold: bool = False,
    **how: str,
) -> float:
    """Writes `text` in as many lines as it needs; returns the baseline of the line after it."""
    for line in wrap(text, size, width, bold):
        write(parent, line, x, y, size=size, bold=bold, **how)
        y += size * LEADING
    return y


def heading(drawing: Drawing, text: str, note: str | None = None) -> float:
    """Writes the heading of a chart and a note under it; returns where the chart may begin."""
    width = drawing.width - 2 * MARGIN
    y = paragraph(drawing.root, text, MARGIN, MARGIN + 24, width, size=HEADING, bold=True)
    if note:
        y = paragraph(drawing.root, note, MARGIN, y, width, colour=QUIET)
    return y - 4


def strokes(parent: Element, colour: str, width: float = 3, dashes: str | None = None) -> Element:
    """Adds a group whose paths are lines with round ends and corners."""
    return add(
        parent,
        "g",
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=dashes,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def symbol(parent: Element, sector: Sector, x: float, y: float, size: float) -> None:
    """Draws the symbol of a sector in its colour, `size` wide, with its middle at (x, y)."""
    at = f"translate({number(x - size / 2)} {number(y - size / 2)}) scale({size / 24:.3f})"
    lines = strokes(parent, sector.colour, 2.2)
    add(lines, "path", d=SYMBOLS[sector.symbol], transform=at)


def arrow(parent: Element, x: float, top: float, bottom: float) -> None:
    """Draws an upright arrow from `top` to `bottom`, or from bottom to top if `bottom` is above."""
    back = -9 if bottom > top else 9
    data = path_data("M", (x, top), "V", bottom, "M", (x - 8, bottom + back), "l", (8, -back))
    add(parent, "path", d=f"{data} {path_data('l', (8, back))}")


def finish(drawing: Drawing, bottom: float) -> Drawing:
    """Gives the drawing the height that its content turned out to need."""
    drawing.resize(drawing.width, bottom + MARGIN)
    return drawing
