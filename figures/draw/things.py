"""Draws what people have with them: a wheelchair, a stick, a dog, a baby, a book."""

from __future__ import annotations

from collections.abc import Callable

from figures.draw.palette import INK, PAPER
from figures.draw.shapes import LINE, ball, limb, line, shape
from figures.draw.svg import Element, Point, add, path_data, polar

_METAL = "#9aa5b1"
_SCREEN = "#cbd2d9"
_YELLOW = "#f2c14e"


def wheelchair_behind(parent: Element) -> None:
    """Draws the part of a wheelchair that its user hides."""
    limb(parent, "M-30 -118 V-58", 6, "#52606d")


def wheelchair(parent: Element, trousers: str, shoes: str) -> None:
    """Draws the legs of somebody who sits, and the wheelchair before them."""
    for x in (34, 46):
        limb(parent, f"M-6 -56 H{x - 10} Q{x} -56 {x} -44 V-18", 16, trousers)
        foot = f"M{x - 9} -6 V-14 Q{x - 6} -20 {x + 2} -19 Q{x + 18} -17 {x + 18} -6 Z"
        shape(parent, foot, shoes)
    limb(parent, "M22 -4 H66", 4, _METAL)
    ball(parent, 34, -9, 8, _METAL)
    hub: Point = (-10, -38)
    for colour, width in ((INK, 9), (_METAL, 3)):
        rim = {"fill": "none", "stroke": colour, "stroke_width": width}
        add(parent, "circle", cx=hub[0], cy=hub[1], r=35, **rim)
    spokes = [polar(hub, 30, 30, angle) for angle in range(0, 360, 45)]
    line(parent, " ".join(path_data("M", hub, "L", end) for end in spokes), "#52606d", 2)
    ball(parent, *hub, 6, _METAL)


def guide_dog(parent: Element, side: int) -> None:
    """Draws a guide dog that sits beside its person and wears a collar."""
    coat = "#e3b778"
    dog = add(parent, "g", transform=f"translate({side * 62} 0) scale({side} 1)")
    limb(dog, "M-16 -8 q-18 0 -22 -16", 7, coat)
    shape(dog, "M-20 -2 C-26 -34 -14 -52 2 -58 L20 -48 C22 -30 18 -16 20 -2 Z", coat)
    line(dog, "M6 -2 V-24")
    head = "M-8 -66 C-8 -84 16 -88 24 -76 L38 -70 C42 -62 36 -56 28 -56 C14 -50 -6 -52 -8 -66 Z"
    shape(dog, head, coat)
    shape(dog, "M-6 -80 C-18 -80 -18 -58 -10 -54 C-2 -56 0 -72 -6 -80 Z", "#b9823f")
    add(dog, "circle", cx=14, cy=-72, r=3)
    add(dog, "circle", cx=37, cy=-66, r=4)
    limb(dog, "M-13 -42 Q4 -34 20 -42", 4, "#d33855")


def _lanyard(parent: Element) -> None:
    line(parent, "M-11 -130 L0 -98 L11 -130", "#0071dd", 3.5)
    shape(parent, "M-9 -98 H9 V-82 H-9 Z", PAPER)
    line(parent, "M-4 -90 H4")


def _book(parent: Element) -> None:
    for side in (-1, 1):
        page = f"M0 -106 Q{side * 12} -114 {side * 25} -108 V-80 Q{side * 12} -86 0 -78 Z"
        shape(parent, page, "#fff6e0")


def _tablet(parent: Element) -> None:
    shape(parent, "M-17 -112 H17 V-74 H-17 Z", _SCREEN)
    line(parent, "M-10 -84 L-3 -93 L3 -88 L10 -100", "#0e8085", LINE)


def _baby(parent: Element) -> None:
    shape(parent, "M-20 -112 Q0 -122 20 -112 L18 -76 Q0 -64 -18 -76 Z", _YELLOW)
    ball(parent, 0, -112, 15, "#d19a6a")
    for side in (-1, 1):
        line(parent, f"M{side * 6 - 3} -111 q3 3 6 0", width=2)
    add(parent, "path", d="M-14 -117 A15 15 0 0 1 14 -117 Q0 -124 -14 -117 Z", fill="#2b2430")


def _stick(parent: Element, hand: Point, side: int) -> None:
    grip = path_data("q", (0, -9), (side * 8, -9), "q", (side * 6, 0), (side * 6, 9))
    start = path_data("M", (hand[0] - side * 12, hand[1] - 6))
    limb(parent, f"{start} {grip} {path_data('L', (hand[0] + side * 4, -1))}", 4, "#8a5a2b")


def _mug(parent: Element, hand: Point, side: int) -> None:
    x, y = hand
    line(parent, path_data("M", (x + side * 9, y - 12), "q", (side * 10, 5), (0, 11)))
    shape(parent, path_data("M", (x - 9, y - 17), "h 18 v 20 q -9 5 -18 0 Z"), _YELLOW)


# Worn or carried before the body, and held in one hand: «stick left».
CARRIED: dict[str, Callable[[Element], None]] = {
    "lanyard": _lanyard,
    "baby": _baby,
    "book": _book,
    "tablet": _tablet,
}
HELD: dict[str, Callable[[Element, Point, int], None]] = {"stick": _stick, "mug": _mug}
