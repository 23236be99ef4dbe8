"""Draws the picture of the book: experts of many kinds around a ring of seven sectors."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Literal

from hubdata.records import Records
from hubdata.schema import Record, Sector

from figures.draw.described import read_description
from figures.draw.palette import DARK, GROUND, INK, PAPER
from figures.draw.people import Person, draw_people, people_by_name
from figures.draw.shapes import bubble, line, shape
from figures.draw.svg import Drawing, Element, Point, add, number, path_data, polar
from figures.draw.symbols import draw_symbol

DESCRIPTION = Path(__file__).with_suffix(".yml")

WIDTH, HEIGHT = 1000, 960
CORNER = 40
CENTRE: Point = (500, 524)
OUTER: Point = (292, 188)
INNER: Point = (176, 96)
# Half of what lies between two bands, with the round corners that their stroke adds.
GAP = 9
_ARC_RADIUS, _ARC_TOP = 500, 78
# Everybody stands on one dome, so that dark hair and outlines are seen on a dark page too; the words run
# around it, at a distance that leaves room for the tail of a «p».
_DOME = 484
_GROUND = (
    f"M{500 - _DOME} {_ARC_TOP + _ARC_RADIUS} A{_DOME} {_DOME} 0 0 1 {500 + _DOME} {_ARC_TOP + _ARC_RADIUS} "
    f"V{HEIGHT - CORNER} Q{500 + _DOME} {HEIGHT} {500 + _DOME - CORNER} {HEIGHT} "
    f"H{500 - _DOME + CORNER} Q{500 - _DOME} {HEIGHT} {500 - _DOME} {HEIGHT - CORNER} Z"
)
DARK_GROUND = "#dcd3c1"
# People keep their colours in the dark; only what lies behind them changes, and the words around them.
_DARK = (
    f'svg>rect{{fill:{DARK[PAPER]}}}text{{fill:{DARK[INK]}}}[fill="{GROUND}"]{{fill:{DARK_GROUND}}}'
)
# What the description tells of the things that people have with them.
_TOLD = {
    "wheelchair": "in a wheelchair.",
    "stick": "with a stick.",
    "dog": "with a guide dog.",
    "baby": "with a baby.",
}


class Bubble(Record):
    """A speech bubble: where it is, where its tail points, and the sector that is talked about."""

    at: tuple[float, float]
    tail: Literal["left", "right"]
    about: str


class Scene(Record):
    """All that the illustration shows besides the ring."""

    people: list[Person]
    bubbles: list[Bubble]


def _band_edges(count: int) -> list[float]:
    """Returns the angles, from twelve o'clock on, that cut the ring into pieces of one length."""
    radii = _middle()
    steps = 3600
    angles = [-90 + 360 * step / steps for step in range(steps + 1)]
    points = [polar((0, 0), *radii, angle) for angle in angles]
    travelled = [0.0]
    for before, here in pairwise(points):
        travelled.append(travelled[-1] + math.dist(before, here))
    shares = [travelled[-1] * piece / count for piece in range(count)]
    nearest = [
        min(range(steps + 1), key=lambda step, share=share: abs(travelled[step] - share))
        for share in shares
    ]
    return [*(angles[step] for step in nearest), 270]


def _middle() -> Point:
    return ((OUTER[0] + INNER[0]) / 2, (OUTER[1] + INNER[1]) / 2)


def _edge(radii: Point, degrees: float, gap: float) -> Point:
    """Returns the point of an ellipse that lies `gap` units past `degrees` along its edge."""
    angle = math.radians(degrees)
    speed = math.hypot(radii[0] * math.sin(angle), radii[1] * math.cos(angle))
    return polar(CENTRE, *radii, degrees + math.degrees(gap / speed))


def _ring(parent: Element, sectors: list[Sector]) -> None:
    group = add(parent, "g", stroke_linejoin="round", stroke_width=10)
    edges = _band_edges(len(sectors))
    for sector, start, end in zip(sectors, edges, edges[1:], strict=False):
        band = path_data(
            "M", _edge(OUTER, start, GAP), "A", *OUTER, 0, 0, 1, _edge(OUTER, end, -GAP),
            "L", _edge(INNER, end, -GAP), "A", *INNER, 0, 0, 0, _edge(INNER, start, GAP), "Z",
        )  # fmt: skip
        add(group, "path", d=band, fill=sector.colour, stroke=sector.colour)
    for sector, start, end in zip(sectors, edges, edges[1:], strict=False):
        x, y = polar(CENTRE, *_middle(), (start + end) / 2)
        draw_symbol(parent, sector.symbol, x, y, 74, PAPER, sector.colour)


def _book(parent: Element, colours: list[str], cover: str) -> None:
    """Draws this book, open in the middle, and a conversation that rises from it."""
    at = f"translate({number(CENTRE[0])} {number(CENTRE[1] + 6)})"
    group = add(parent, "g", stroke_linejoin="round", stroke_linecap="round", transform=at)
    back = "M-100 46 V-20 Q-50 -40 0 -12 Q50 -40 100 -20 V46 Q50 28 0 54 Q-50 28 -100 46 Z"
    shape(group, back, cover)
    for side in (-1, 1):
        page = f"M{side * 92} 36 V-28 Q{side * 48} -46 0 -18 V44 Q{side * 48} 18 {side * 92} 36 Z"
        shape(group, page, PAPER)
    rows = " ".join(f"M-78 {-16 + row * 15} q32 -9 62 6" for row in range(3))
    line(group, f"{rows} M16 -10 q30 -15 62 -6", "#9aa5b1", 4)
    for index, colour in enumerate(colours):
        row, column = divmod(index, 4)
        x, y = 22 + column * 17, 8 - column * 2 + row * 16
        add(group, "circle", cx=x, cy=y, r=6, fill=colour)
    bubble(group, (-26, -66), 60, 38, 1, PAPER)
    for x in (-38, -26, -14):
        add(group, "circle", cx=x, cy=-66, r=3.5)
    bubble(group, (37, -60), 50, 32, -1, "#fde9c8")
    line(group, "M25 -64 h24 M25 -56 h14")


def _bubbles(parent: Element, bubbles: list[Bubble], sectors: dict[str, Sector]) -> None:
    group = add(parent, "g", stroke_linejoin="round")
    for each in bubbles:
        sector = sectors[each.about]
        bubble(group, each.at, 46, 36, -1 if each.tail == "left" else 1, PAPER)
        draw_symbol(group, sector.symbol, *each.at, 28, sector.colour, PAPER)


def _said(records: Records) -> str:
    """Returns what the arc reads: the last part of the programme's name, and what its experts are."""
    identity = records.identity
    return f"the {identity.brand[-1]} – {identity.words.expert.many}".lower()


def _words(parent: Element, words: str) -> None:
    radius, middle = _ARC_RADIUS, _ARC_TOP + _ARC_RADIUS
    left, right = (CENTRE[0] - radius, middle), (CENTRE[0] + radius, middle)
    arc = path_data("M", left, "A", radius, radius, 0, 0, 1, right)
    add(add(parent, "defs"), "path", id="practitioners-hub-experts-arc", d=arc)
    text = add(parent, "text", font_size=46, font_weight="700", text_anchor="middle")
    add(text, "textPath", words, href="#practitioners-hub-experts-arc", startOffset="50%")


def draw_scene(parent: Element, records: Records) -> Scene:
    """Draws the illustration without its card and returns its description."""
    scene = read_description(DESCRIPTION, Scene)
    everyone = people_by_name(scene.people)
    sectors = list(records.sectors.values())
    colours = [sector.colour for sector in sectors]
    add(parent, "path", d=_GROUND, fill=GROUND)
    _words(parent, _said(records))
    draw_people(parent, [each for each in scene.people if each.at[1] < CENTRE[1]], everyone)
    _ring(parent, sectors)
    _book(parent, colours, "#0071dd")
    draw_people(parent, [each for each in scene.people if each.at[1] >= CENTRE[1]], everyone)
    _bubbles(parent, scene.bubbles, records.sectors)
    return scene


def _told_things(people: list[Person]) -> str:
    """Returns a sentence for each thing that some of the people have with them."""
    sentences = []
    for thing, sentence in _TOLD.items():
        count = sum(any(each.startswith(thing) for each in person.has) for person in people)
        if count:
            sentences.append(
                f"{('One', 'Two', 'Three')[count - 1] if count < 4 else count} {sentence}"
            )
    return " ".join(sentences)


def draw(records: Records) -> Drawing:
    """Draws the ring from the sectors of `records`, and the people from their description."""
    drawing = Drawing(
        name="practitioners-hub-experts",
        title=_said(records).capitalize(),
        width=WIDTH,
        height=HEIGHT,
        shown_at=320,
        corner=CORNER,
        dark=_DARK,
    )
    scene = draw_scene(drawing.root, records)
    symbols = ", ".join(f"{each.symbol} ({each.name.lower()})" for each in records.sectors.values())
    drawing.describe(
        f"{len(scene.people)} people of many kinds stand around a ring of {len(records.sectors)} "
        f"coloured bands, each with a symbol: {symbols}. They talk in pairs and groups, and some "
        f"shake hands. {_told_things(scene.people)} An open book lies in the middle. Above them "
        f"an arc reads «{_said(records)}»."
    )
    return drawing
