"""Draws the heads of people: hair or what covers it, face, beard and glasses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from figures.draw.palette import INK, PAPER, mix
from figures.draw.shapes import FINE, ball, limb, line, shape
from figures.draw.svg import Element, Point, add, number, path_data

if TYPE_CHECKING:
    from figures.draw.people import Person

# Everything here is in units from the centre of the head.
RADIUS = 30
_MOUTH = "#8c2f39"

_FRINGE = "M-30 0 A30 30 0 0 1 30 0 Q27 -13 12 -17 Q-8 -14 -16 -19 Q-27 -12 -30 0 Z"
_PARTING = "M-30 2 A30 30 0 0 1 30 2 Q26 -14 2 -22 Q-24 -14 -30 2 Z"
_CROP = "M-29 -7 A30 30 0 0 1 29 -7 Q0 -22 -29 -7 Z"
_QUIFF = (
    "M-29 -4 C-32 -30 -20 -34 -14 -36 C0 -50 30 -44 24 -30 Q31 -20 29 -4 Q22 -18 8 -20 "
    "Q-14 -14 -29 -4 Z"
)
_BOB = "M0 -36 C-36 -36 -40 0 -37 26 Q-20 34 0 30 Q20 34 37 26 C40 0 36 -36 0 -36 Z"
_LONG = "M0 -36 C-38 -36 -38 4 -40 52 Q0 64 40 52 C38 4 38 -36 0 -36 Z"
_AFRO = (
    "M-30 22 C-50 18 -52 -8 -42 -20 C-38 -44 -12 -52 0 -46 C14 -52 38 -44 42 -20 "
    "C52 -8 50 18 30 22 Z"
)
_HEADSCARF = (
    "M0 -37 C-26 -37 -38 -18 -36 4 C-35 24 -44 40 -30 48 Q0 58 30 48 C44 40 35 24 36 4 "
    "C38 -18 26 -37 0 -37 Z"
)
_TURBAN = "M-33 -3 C-42 -34 -18 -46 0 -46 C18 -46 42 -34 33 -3 Q20 -20 0 -20 Q-20 -20 -33 -3 Z"
_BEARD = "M-30 0 Q-28 12 -12 8 Q0 4 12 8 Q28 12 30 0 C32 32 12 42 0 42 C-12 42 -32 32 -30 0 Z"

_Layer = Callable[[Element, str], None]


def _nothing(_parent: Element, _colour: str) -> None:
    return


def _flat(data: str) -> _Layer:
    return lambda parent, colour: shape(parent, data, colour)


def _curls(parent: Element, colour: str) -> None:
    for x, y in ((-30, 8), (30, 8), (-32, -10), (32, -10), (-22, -26), (22, -26), (0, -32)):
        ball(parent, x, y, 13, colour)


def _curls_on(parent: Element, colour: str) -> None:
    for x, y in ((-18, -23), (18, -23), (0, -27)):
        add(parent, "circle", cx=x, cy=y, r=12, fill=colour)


def _bun(parent: Element, colour: str) -> None:
    ball(parent, 0, -38, 14, colour)


def _ponytail(parent: Element, colour: str) -> None:
    shape(parent, "M20 -22 C52 -30 52 8 40 26 C36 14 34 0 22 -4 Z", colour)


def _braids(parent: Element, colour: str) -> None:
    for side in (-1, 1):
        for step, radius in enumerate((9, 9, 8, 7)):
            ball(parent, side * (28 + step), 8 + step * 13, radius, colour)


def _locs(parent: Element, colour: str) -> None:
    for x, length in ((-34, 26), (-24, 38), (24, 38), (34, 26)):
        limb(parent, f"M{number(x * 0.7)} -12 Q{number(x * 1.2)} 4 {x} {length}", 8, colour)


def _locs_on(parent: Element, colour: str) -> None:
    shape(parent, _PARTING, colour)
    for x in (-20, -9, 3, 14, 23):
        line(parent, f"M2 -29 Q{x} -27 {number(x * 1.1)} -18", width=1)


def _tufts(parent: Element, colour: str) -> None:
    for side in (-1, 1):
        outer = f"Q{side * 40} -8 {side * 35} 6 Q{side * 33} 12 {side * 26} 9 Z"
        shape(parent, f"M{side * 26} -14 {outer}", colour)


def _turban(parent: Element, colour: str) -> None:
    shape(parent, _TURBAN, colour)
    line(parent, "M-33 -8 Q-8 -30 22 -40 M33 -8 Q18 -24 0 -33")


def _hard_hat(parent: Element, colour: str) -> None:
    shape(parent, "M-28 -15 C-28 -42 -14 -46 0 -46 C14 -46 28 -42 28 -15 Z", colour)
    shape(parent, "M-36 -16 H36 Q35 -10 29 -10 H-29 Q-35 -10 -36 -16 Z", colour)
    line(parent, "M0 -45 V-28")


def _cap(parent: Element, colour: str) -> None:
    shape(parent, "M-30 -11 C-30 -46 30 -46 30 -11 Z", colour)
    shape(parent, "M-30 -16 Q-46 -18 -50 -10 Q-30 -8 4 -11 Z", colour)


# What a head wears: what lies behind it, and what lies on it.
STYLES: dict[str, tuple[_Layer, _Layer]] = {
    "short": (_nothing, _flat(_FRINGE)),
    "crop": (_nothing, _flat(_CROP)),
    "quiff": (_nothing, _flat(_QUIFF)),
    "bob": (_flat(_BOB), _flat(_FRINGE)),
    "long": (_flat(_LONG), _flat(_PARTING)),
    "bun": (_bun, _flat(_PARTING)),
    "ponytail": (_ponytail, _flat(_FRINGE)),
    "afro": (_flat(_AFRO), _flat(_CROP)),
    "curls": (_curls, _curls_on),
    "braids": (_braids, _flat(_PARTING)),
    "locs": (_locs, _locs_on),
    "tufts": (_tufts, _nothing),
    "headscarf": (_flat(_HEADSCARF), _nothing),
    "turban": (_nothing, _turban),
    "hard hat": (_nothing, _hard_hat),
    "cap": (_nothing, _cap),
}


def draw_head(parent: Element, person: Person, gaze: Point) -> None:
    """Draws the head of `person` around the origin, turned to where the `gaze` goes."""
    behind, upon = STYLES[person.hair.style]
    behind(parent, person.hair.colour)
    if person.hair.style == "headscarf":
        oval = {"rx": 25, "ry": 27, "fill": person.skin, "stroke": INK, "stroke_width": FINE}
        add(parent, "ellipse", cx=gaze[0] * 4, cy=2, **oval)
    else:
        for side in (-1, 1):
            ball(parent, side * 29 - gaze[0] * 4, 2, 7, person.skin)
        ball(parent, 0, 0, RADIUS, person.skin)
    x, y = gaze[0] * 8, gaze[1] * 4
    for side in (-1, 1):
        cheek = mix(person.skin, "#c0392b", 0.24)
        add(parent, "circle", cx=x + side * 15, cy=y + 9, r=4.6, fill=cheek)
    if person.beard:
        shape(parent, _BEARD, person.beard)
    _eyes(parent, x, y)
    nose = 1 if x >= 0 else -1
    line(parent, path_data("M", (x + nose, y + 1), "q", (nose * 5, 4), (-nose, 5)))
    _mouth(parent, person, x, y)
    _glasses(parent, person, x, y)
    upon(parent, person.hair.colour)


def _eyes(parent: Element, x: float, y: float) -> None:
    # The white lets the eyes be seen on every skin, and shows where they look.
    for side in (-1, 1):
        add(parent, "circle", cx=x + side * 10, cy=y - 2, r=5, fill=PAPER)
        add(parent, "circle", cx=x * 1.12 + side * 10, cy=y * 1.12 - 2, r=3.6)


def _mouth(parent: Element, person: Person, x: float, y: float) -> None:
    match person.mouth:
        case "smile":
            lips = "#f3b5a7" if person.beard else INK
            line(parent, path_data("M", (x - 8, y + 12), "q", (8, 8), (16, 0)), lips)
        case "talk":
            oval = {"rx": 5, "ry": 5.5, "fill": _MOUTH, "stroke": INK, "stroke_width": FINE}
            add(parent, "ellipse", cx=x, cy=y + 15, **oval)
        case "laugh":
            lower = "q-1 11 -9 11 q-8 0 -9 -11 Z"
            shape(parent, path_data("M", (x - 9, y + 10), "h", 18, lower), _MOUTH)


def _glasses(parent: Element, person: Person, x: float, y: float) -> None:
    dark = "dark glasses" in person.has
    if not dark and "glasses" not in person.has:
        return
    for side in (-1, 1):
        rim = {"r": 8, "fill": INK if dark else "none", "stroke": INK, "stroke_width": FINE}
        add(parent, "circle", cx=x + side * 10, cy=y - 2, **rim)
    line(parent, path_data("M", (x - 2, y - 3), "q", (2, -2), (4, 0)))
