"""Draws people: simple rounded figures who differ in height, skin, hair, dress and age."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from hubdata.schema import Record, Text
from pydantic import AfterValidator, Field

from figures.draw.heads import STYLES, draw_head
from figures.draw.palette import INK, PAPER
from figures.draw.shapes import LINE, ball, limb, line, shape
from figures.draw.svg import Element, Point, add, number, path_data
from figures.draw.things import CARRIED, HELD, guide_dog, wheelchair, wheelchair_behind

# A person of size 1 stands on (0, 0) and is 200 units tall.
_HEAD: Point = (0, -164)
_SHOULDER: Point = (21, -116)
_ARM_LENGTH = 68
# How high people hold the hand that another shakes.
_SHAKE: Point = (0, -86)

# Where a hand can be; the left one is mirrored.
_HANDS: dict[str, Point] = {
    "down": (31, -58),
    "hip": (20, -76),
    "open": (58, -104),
    "talk": (45, -124),
    "cup": (42, -100),
    "hold": (9, -88),
    "stick": (40, -66),
    "push": (34, -62),
}

_CUTS = {
    "shirt": "M-27 -118 Q-26 -128 -14 -130 H14 Q26 -128 27 -118 L29 -66 Q0 -58 -29 -66 Z",
    "dungarees": "M-27 -118 Q-26 -128 -14 -130 H14 Q26 -128 27 -118 L29 -66 Q0 -58 -29 -66 Z",
    "jacket": "M-28 -118 Q-26 -128 -14 -130 H14 Q26 -128 28 -118 L32 -56 Q0 -50 -32 -56 Z",
    "tunic": "M-26 -118 Q-25 -128 -14 -130 H14 Q25 -128 26 -118 L36 -36 Q0 -28 -36 -36 Z",
    "coat": "M-28 -118 Q-26 -128 -14 -130 H14 Q26 -128 28 -118 L35 -38 Q0 -32 -35 -38 Z",
    "dress": (
        "M-25 -118 Q-24 -128 -14 -130 H14 Q24 -128 25 -118 Q26 -92 45 -38 Q0 -26 -45 -38 "
        "Q-26 -92 -25 -118 Z"
    ),
}
_DOTS = (
    *((-14, -104), (4, -98), (17, -108), (-5, -80), (14, -76), (-18, -68), (0, -60)),
    *((-27, -46), (-9, -42), (9, -46), (27, -44)),
)  # fmt: skip
_STRIPES = "M-26 -108 H26 M-26.5 -93 H26.5 M-27 -78 H27"

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


def _known_style(style: str) -> str:
    if style not in STYLES:
        raise ValueError(f"write one of: {', '.join(STYLES)}")
    return style


def _known_thing(thing: str) -> str:
    sides = [f"{name} {side}" for name in (*HELD, "dog") for side in ("left", "right")]
    known = ["glasses", "dark glasses", "wheelchair", *CARRIED, *sides]
    if thing not in known:
        raise ValueError(f"write one of: {', '.join(known)}")
    return thing


class Hair(Record):
    """What a head wears, hair or hat, and its colour."""

    style: Annotated[str, AfterValidator(_known_style)]
    colour: Colour


class Dress(Record):
    """What somebody wears: its cut and colour, and the colours of what is below."""

    cut: Literal["shirt", "dress", "coat", "tunic", "dungarees", "jacket"]
    colour: Colour
    lower: Colour = "#3e4c59"
    shoes: Colour = INK
    pattern: Literal["dots", "stripes"] | None = None
    pattern_colour: Colour = PAPER


class Person(Record):
    """One person of a picture; «left» and «right» are the viewer's.

    A hand is a key of `_HANDS`, or the name of the person whose hand it shakes.
    """

    name: Text
    at: tuple[float, float]
    size: float = 1
    skin: Colour
    hair: Hair
    beard: Colour | None = None
    wears: Dress
    left: str = "down"
    right: str = "down"
    looks_at: Text
    mouth: Literal["smile", "talk", "laugh"] = "smile"
    has: tuple[Annotated[str, AfterValidator(_known_thing)], ...] = ()


def people_by_name(people: Iterable[Person]) -> dict[str, Person]:
    """Returns the people by name; raises `ValueError` if one looks at or touches nobody."""
    by_name = {person.name: person for person in people}
    for person in by_name.values():
        hands = {person.left, person.right} - set(_HANDS)
        for other in (person.looks_at, *sorted(hands)):
            if other not in by_name:
                poses = ", ".join(_HANDS)
                raise ValueError(f"{person.name}: «{other}» is no person, and none of: {poses}")
        for other in hands:
            if person.name not in (by_name[other].left, by_name[other].right):
                raise ValueError(f"{person.name} shakes the hand of {other}, who does not")
    return by_name


def draw_people(parent: Element, people: Iterable[Person], everyone: Mapping[str, Person]) -> None:
    """Draws `people` from back to front; `everyone` says where those are whom they look at."""
    group = add(parent, "g", stroke_linecap="round", stroke_linejoin="round")
    drawn: set[str] = set()
    for person in sorted(people, key=lambda each: each.at[1]):
        _draw_person(group, person, everyone)
        drawn.add(person.name)
        for hand in (person.left, person.right):
            if hand in drawn:
                _clasp(group, person, everyone[hand])


def _world(person: Person, point: Point) -> Point:
    return (person.at[0] + point[0] * person.size, person.at[1] + point[1] * person.size)


def _meeting_point(person: Person, other: Person) -> Point:
    here, there = _world(person, _SHAKE), _world(other, _SHAKE)
    return ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2)


def _gaze(person: Person, other: Person) -> Point:
    """Returns the direction from eyes to eyes, as long as one unit."""
    eyes, others = _world(person, _HEAD), _world(other, _HEAD)
    length = math.dist(eyes, others)
    return ((others[0] - eyes[0]) / length, (others[1] - eyes[1]) / length)


def _hand(person: Person, side: int, everyone: Mapping[str, Person]) -> Point:
    """Returns where a hand is, in the person's own units."""
    wanted = person.left if side < 0 else person.right
    if wanted in _HANDS:
        x, y = _HANDS[wanted]
        return (side * x, y)
    x, y = _meeting_point(person, everyone[wanted])
    return ((x - person.at[0]) / person.size, (y - person.at[1]) / person.size)


def _draw_person(parent: Element, person: Person, everyone: Mapping[str, Person]) -> None:
    at = f"translate({number(person.at[0])} {number(person.at[1])})"
    scale = f" scale({person.size:g})" if person.size != 1 else ""
    group = add(parent, "g", transform=at + scale)
    for side, name in ((-1, "dog left"), (1, "dog right")):
        if name in person.has:
            guide_dog(group, side)
    seated = "wheelchair" in person.has
    if seated:
        wheelchair_behind(group)
    else:
        _legs(group, person.wears, person.skin)
    _torso(group, person.wears, person.skin)
    if seated:
        wheelchair(group, person.wears.lower, person.wears.shoes)
    gaze = _gaze(person, everyone[person.looks_at])
    turn = f"translate({number(_HEAD[0])} {number(_HEAD[1])}) rotate({number(gaze[0] * 4)})"
    draw_head(add(group, "g", transform=turn), person, gaze)
    for name, carried in CARRIED.items():
        if name in person.has:
            carried(group)
    for side, end in ((-1, "left"), (1, "right")):
        hand = _hand(person, side, everyone)
        _arm(group, side, hand, person.wears.colour)
        for name, held in HELD.items():
            if f"{name} {end}" in person.has:
                held(group, hand, side)
        if getattr(person, end) in _HANDS:
            ball(group, *hand, 9, person.skin)


def _legs(parent: Element, dress: Dress, skin: str) -> None:
    colour = skin if dress.cut == "dress" else dress.lower
    for side in (-1, 1):
        limb(parent, f"M{side * 12} -66 L{side * 13} -10", 16, colour)
        upper = f"M{side * 4} -1 V-8 Q{side * 6} -16 {side * 14} -15"
        shape(parent, f"{upper} Q{side * 28} -12 {side * 28} -1 Z", dress.shoes)


def _torso(parent: Element, dress: Dress, skin: str) -> None:
    limb(parent, "M0 -140 V-124", 14, skin)
    shape(parent, _CUTS[dress.cut], dress.colour)
    if dress.pattern == "stripes":
        stripes = {"stroke": dress.pattern_colour, "stroke_width": 7, "stroke_linecap": "butt"}
        add(parent, "path", d=_STRIPES, **stripes)
    elif dress.pattern == "dots":
        for x, y in _DOTS:
            add(parent, "circle", cx=x, cy=y, r=3.6, fill=dress.pattern_colour)
    match dress.cut:
        case "coat":
            shape(parent, "M-11 -130 L0 -104 L11 -130", dress.lower)
            line(parent, "M0 -104 V-36 M14 -66 H24 M-14 -66 H-24")
        case "jacket":
            shape(parent, "M-10 -130 L0 -100 L10 -130", PAPER)
            line(parent, "M0 -100 V-53")
        case "dungarees":
            add(parent, "path", d="M-17 -100 H17 L21 -64 Q0 -58 -21 -64 Z", fill=dress.lower)
            line(parent, "M-15 -100 L-18 -128 M15 -100 L18 -128", dress.lower, 7)
            line(parent, "M-9 -90 H9 V-80 Q0 -74 -9 -80 Z")
        case "tunic":
            line(parent, "M0 -129 V-108")
        case "dress" | "shirt":
            shape(parent, "M-11 -130 Q0 -116 11 -130 Z", skin)


def _arm(parent: Element, side: int, hand: Point, sleeve: str) -> None:
    shoulder = (side * _SHOULDER[0], _SHOULDER[1])
    across, down = hand[0] - shoulder[0], hand[1] - shoulder[1]
    reach = max(math.hypot(across, down), 1)
    # What the arm does not need to reach its hand goes into the bend of the elbow.
    bend = math.sqrt(max(_ARM_LENGTH**2 - reach**2, 0)) * 0.62
    normal = (-down / reach, across / reach)
    outward = 1 if normal[0] * side + normal[1] * 0.6 > 0 else -1
    elbow = (
        shoulder[0] + across / 2 + normal[0] * bend * outward,
        shoulder[1] + down / 2 + normal[1] * bend * outward,
    )
    # An open end lets the sleeve grow out of the shoulder without a seam.
    limb(parent, path_data("M", shoulder, "Q", elbow, hand), 14, sleeve, cap="butt")


def _clasp(parent: Element, person: Person, other: Person) -> None:
    """Draws the hands of two people who shake hands, over both of them."""
    here, there = sorted((person, other), key=lambda each: each.at[0])
    x, y = _meeting_point(here, there)
    group = add(parent, "g", transform=f"translate({number(x)} {number(y)}) rotate(-8)")
    for offset, skin in ((-5, here.skin), (5, there.skin)):
        add(group, "ellipse", cx=offset, rx=12, ry=9, fill=skin, stroke=INK, stroke_width=LINE)
    line(group, "M-5 -3 h7 M-6 2 h7")
