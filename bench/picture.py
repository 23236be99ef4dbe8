"""Draws the small bar chart of an invented study, as SVG and as PNG."""

from __future__ import annotations

import io
from html import escape

from PIL import Image, ImageDraw

from bench.story import Study

WIDTH, HEIGHT = 600, 320
_BAR, _GAP, _FLOOR = 80, 30, 290
_COLOUR = "#0b5fa5"


def _bars(study: Study) -> list[tuple[int, int, int]]:
    """Return left, top and height of every bar."""
    return [
        (_GAP + position * (_BAR + _GAP), _FLOOR - 2 * value, 2 * value)
        for position, value in enumerate(study.bars)
    ]


def svg(study: Study) -> str:
    """Return the chart as an SVG with a title and a description."""
    bars = "\n".join(
        f'<rect x="{left}" y="{top}" width="{_BAR}" height="{height}" fill="{_COLOUR}"/>'
        f'<text x="{left + _BAR // 2}" y="{top - 8}" text-anchor="middle">{value}</text>'
        for (left, top, height), value in zip(_bars(study), study.bars, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="20">\n'
        f"<title>{escape(study.figure_caption)}</title>\n"
        f"<desc>{escape(study.figure_alt)}</desc>\n{bars}\n</svg>\n"
    )


def png(study: Study) -> bytes:
    """Return the chart as a PNG, for builders that take no SVG."""
    picture = Image.new("P", (WIDTH, HEIGHT), 0)
    picture.putpalette([255, 255, 255, 11, 95, 165])
    draw = ImageDraw.Draw(picture)
    for left, top, height in _bars(study):
        draw.rectangle((left, top, left + _BAR, top + height), fill=1)
    output = io.BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()
