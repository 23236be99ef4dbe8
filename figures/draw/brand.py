"""Draws our own mark, a ring of the seven sectors, and the card that a shared link shows."""

from typing import Any

from hubdata.records import Records

from figures.draw.chart import paragraph, write
from figures.draw.illustration import HEIGHT as SCENE_HEIGHT
from figures.draw.illustration import WIDTH as SCENE_WIDTH
from figures.draw.illustration import add_scene
from figures.draw.palette import ACCENT, GROUND, INK, PAPER, QUIET
from figures.draw.svg import Drawing, Element, Point, add, path_data, polar
from figures.draw.text import wrap

_GAP = 7


def _ring(parent: Element, records: Records, centre: Point, radius: float, width: float) -> None:
    sectors = list(records.sectors.values())
    share = 360 / len(sectors)
    for index, sector in enumerate(sectors):
        start, end = -90 + index * share + _GAP / 2, -90 + (index + 1) * share - _GAP / 2
        arc = path_data(
            "M", polar(centre, radius, radius, start),
            "A", radius, radius, 0, 0, 1, polar(centre, radius, radius, end),
        )  # fmt: skip
        add(parent, "path", d=arc, fill="none", stroke=sector.colour, stroke_width=width)


def _mark(
    records: Records, name: str, size: int, radius: float, width: float, **how: Any
) -> Drawing:
    """Return a square drawing with the ring in its middle, as a `Drawing` with `how`."""
    title = f"Mark of the {records.identity.brand[-1]} book"
    told = f"A ring of {len(records.sectors)} coloured bands, one for each sector."
    drawing = Drawing(name, title, told, width=size, height=size, **how)
    _ring(drawing.root, records, (size / 2, size / 2), radius, width)
    return drawing


def draw_favicon(records: Records) -> Drawing:
    """Draws the ring alone, on nothing, for the tab of a browser."""
    return _mark(records, "favicon", 64, 23, 17, background=None)


def draw_app_icon(records: Records) -> Drawing:
    """Draws the ring with room around it, for systems that cut their own shape out of an icon."""
    return _mark(records, "app-icon", 512, 140, 88, corner=0, dark="")


def _named(records: Records, name: str, where: str, **size: int) -> Drawing:
    """Return a light drawing without anything in it: the programme's name stands `where` the scene is."""
    title = records.hub.name
    return Drawing(
        name=name,
        title=title,
        description=f"{title}: {records.identity.contents}, {where} the illustration of "
        "experts around a ring of sectors.",
        background=GROUND,
        corner=0,
        dark="",
        **size,
    )


def draw_social_card(records: Records) -> Drawing:
    """Draws the name of the programme beside the illustration."""
    name = records.hub.name
    drawing = _named(records, "social-card", "beside", width=1200, height=630, shown_at=600)
    root = drawing.root
    card = {"x": 592, "y": 32, "width": 576, "height": 576 * SCENE_HEIGHT / SCENE_WIDTH, "rx": 23}
    add(root, "rect", **card, fill=PAPER)
    add_scene(root, card["x"], card["y"], card["width"])
    y = 190
    # The narrow font of the rasters gets more on a line than the estimate allows for.
    for line in wrap(name, 46, 520, bold=True):
        write(root, line, 60, y, size=60, bold=True, colour=INK)
        y += 72
    for line in wrap(records.identity.contents.capitalize(), 34, 400):
        y += 44
        write(root, line, 60, y, size=34, colour=QUIET)
    add(root, "rect", x=60, y=y + 44, width=96, height=8, rx=4, fill=ACCENT)
    return drawing


def draw_cover(records: Records) -> Drawing:
    """Draws the cover of the EPUB: the name of the programme above the illustration, upright."""
    name = records.hub.name
    drawing = _named(records, "cover", "above", width=1200, height=1600, shown_at=300)
    root = drawing.root
    y = 160
    for line in wrap(name, 74, 1040, bold=True):
        write(root, line, 80, y, size=96, bold=True, colour=INK)
        y += 112
    contents = records.identity.contents.capitalize()
    y = paragraph(root, contents, 80, y + 6, 1040, size=44, colour=QUIET) - 61
    add(root, "rect", x=80, y=y + 52, width=140, height=10, rx=5, fill=ACCENT)
    card = {"x": 40, "width": 1120, "height": 1120 * SCENE_HEIGHT / SCENE_WIDTH, "rx": 30}
    top = 1600 - 40 - card["height"]
    add(root, "rect", y=top, **card, fill=PAPER)
    add_scene(root, card["x"], top, card["width"])
    return drawing
