"""Draws the picture that social sites show beside a link to a page."""

from __future__ import annotations

import functools
import io
import math
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ..records import PageRecord, Records
from ..schema import CaseStudy, CohortPage
from .assets import Asset

FOLDER = "cards"
CARD_SIZE = (1200, 630)
_PAPER, _INK, _QUIET = "#ffffff", "#1f2933", "#52606d"
# Steps between paper and a colour: enough for smooth edges, few enough for a small file.
_STEPS = 16
_MARGIN = 72


def card_address(record: PageRecord) -> str:
    """Return where the card of a page stands; pages without one of their own share the book's."""
    own = isinstance(record.meta, CaseStudy | CohortPage)
    return f"{FOLDER}/{record.docname.replace('/', '-') if own else 'book'}.png"


def card_alt(record: PageRecord, book: str) -> str:
    """Return the words on the card, for those who cannot see it."""
    own = isinstance(record.meta, CaseStudy | CohortPage)
    return f"{record.title} – {book}" if own else f"{book}: case studies, lessons and a playbook"


def write_card(folder: Path, records: Records, record: PageRecord, book: str) -> None:
    """Write the card of one page, if it has one of its own."""
    meta = record.meta
    if isinstance(meta, CaseStudy):
        sectors = [records.organisations[key].sector for key in meta.organisations]
        _write(folder / card_address(record), records, book, record.title, _kind(records, meta), sectors)
    elif isinstance(meta, CohortPage):
        _write(folder / card_address(record), records, book, record.title, "Cohort", [])


def write_book_card(folder: Path, records: Records, book: str) -> None:
    """Write the card that all other pages share."""
    text = "Case studies, lessons and a playbook for running your own hub"
    _write(folder / FOLDER / "book.png", records, book, text, records.hub.host, [])


def touch_icon(records: Records) -> Asset:
    """Return the ring of sectors as the icon of a telephone's start screen."""
    colours = tuple(sector.colour for sector in records.sectors.values())
    icon = Image.new("P", (180, 180), 0)
    icon.putpalette(_palette((_INK, _QUIET, *colours)))
    for number in range(len(colours)):
        _disc(icon, _on_ring((90, 90), 58, number, len(colours)), 19, number + 2, 1)
    buffer = io.BytesIO()
    icon.save(buffer, "PNG")
    return Asset.of("touch-icon", ".png", buffer.getvalue())


def _kind(records: Records, meta: CaseStudy) -> str:
    return f"Case study · {records.cohorts[meta.cohort].name}"


def _write(
    path: Path, records: Records, book: str, title: str, note: str, sectors: list[str]
) -> None:
    chosen = tuple(sectors) or tuple(records.sectors)
    colours = tuple(sector.colour for sector in records.sectors.values())
    lit = tuple(key in chosen for key in records.sectors)
    card = _ring(colours, lit).copy()
    _text(card, (_MARGIN, 70), book, 34, 1)
    lines = textwrap.wrap(title, 26)[:5] if len(title) <= 110 else textwrap.wrap(title, 30)[:6]
    for number, line in enumerate(lines):
        _text(card, (_MARGIN, 160 + number * 66), line, 54, 0)
    _text(card, (_MARGIN, 530), note, 30, 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    card.save(path, "PNG", compress_level=6)


@functools.cache
def _ring(colours: tuple[str, ...], lit: tuple[bool, ...]) -> Image.Image:
    """Return an empty card with the ring of sectors; those not lit are only hinted at."""
    card = Image.new("P", CARD_SIZE, 0)
    card.putpalette(_palette((_INK, _QUIET, *colours)))
    for number, on in enumerate(lit):
        middle = _on_ring((975, 315), 135, number, len(colours))
        _disc(card, middle, 44, number + 2, 1 if on else 0.18)
    return card


def _on_ring(
    centre: tuple[float, float], radius: float, number: int, count: int
) -> tuple[float, float]:
    angle = 2 * math.pi * number / count - math.pi / 2
    return (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))


def _palette(colours: tuple[str, ...]) -> list[int]:
    channels = []
    paper = _channels(_PAPER)
    for colour in colours:
        target = _channels(colour)
        for step in range(_STEPS):
            share = step / (_STEPS - 1)
            channels += [round(a + (b - a) * share) for a, b in zip(paper, target, strict=True)]
    return channels


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _disc(
    card: Image.Image, middle: tuple[float, float], radius: int, colour: int, strength: float
) -> None:
    scale = 4
    mask = Image.new("L", (2 * radius * scale, 2 * radius * scale), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=round(255 * strength))
    mask = mask.resize((2 * radius, 2 * radius), Image.Resampling.BOX)
    _lay(card, (round(middle[0] - radius), round(middle[1] - radius)), mask, colour)


def _text(card: Image.Image, place: tuple[int, int], text: str, size: int, colour: int) -> None:
    font = _font(size)
    left, top, right, bottom = font.getbbox(text)
    mask = Image.new("L", (math.ceil(right - left) + 4, math.ceil(bottom - top) + 4), 0)
    ImageDraw.Draw(mask).text((2 - left, 2 - top), text, font=font, fill=255)
    _lay(card, (round(place[0] + left), round(place[1] + top)), mask, colour)


def _lay(card: Image.Image, place: tuple[int, int], mask: Image.Image, colour: int) -> None:
    """Lay a shape onto the card in the steps of one colour."""
    first = colour * _STEPS
    steps = mask.point([first + value * (_STEPS - 1) // 255 for value in range(256)])
    seen = mask.point([255 if value * (_STEPS - 1) // 255 else 0 for value in range(256)])
    card.paste(steps, place, seen)


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # The font that comes with Pillow: the same on every machine, so cards are too.
    return ImageFont.load_default(size)
