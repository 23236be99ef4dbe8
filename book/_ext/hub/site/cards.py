"""Draws the picture that social sites show beside a link to a page."""

import functools
import math
import shutil
import textwrap
from pathlib import Path

from hubdata.records import PageRecord, Records
from hubdata.schema import CaseStudy, CohortPage, channels
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from ..markdown import capital
from .assets import FIGURES

FOLDER = "cards"
CARD_SIZE = (1200, 630)
# The neutrals come first in the palette; the sectors follow.
_NEUTRALS = ("ink", "quiet", "link")
_INK, _QUIET, _ACCENT = range(3)
# Steps between ground and a colour: enough for smooth edges, few enough for a small file.
_STEPS = 16
# The strategy Z_RLE of zlib.
_RUNS = 3
_MARGIN = 60
_RING = 360
_FONTS = FIGURES / "draw" / "fonts"


def card_address(record: PageRecord) -> str:
    """Return where the card of a page stands; pages without one of their own share the book's."""
    return f"{FOLDER}/{record.docname.replace('/', '-') if _has_own(record) else 'book'}.png"


def card_alt(record: PageRecord, book: str, contents: str) -> str:
    """Return the words on the card, for those who cannot see it."""
    return f"{record.title} – {book}" if _has_own(record) else f"{book}: {contents}"


def _has_own(record: PageRecord) -> bool:
    """Whether a page has a card of its own: one whose title the font of the figures can write."""
    drawn = (_glyph(sign) != _glyph("\uffff") for sign in record.title)
    return isinstance(record.meta, CaseStudy | CohortPage) and all(drawn)


@functools.cache
def _glyph(sign: str) -> bytes:
    """Return how a sign looks: one that the font lacks, as the box that stands for what is no sign."""
    return bytes(_font(32, bold=True).getmask(sign))


def write_card(folder: Path, records: Records, record: PageRecord, book: str) -> None:
    """Write the card of one page, if it has one of its own."""
    meta, words = record.meta, records.identity.words
    if not _has_own(record):
        return
    if isinstance(meta, CaseStudy):
        sectors = [records.organisations[key].sector for key in meta.organisations]
        note = f"{capital(words.case_study.one)} · {records.cohorts[meta.cohort].name}"
    else:
        sectors, note = [], capital(words.cohort.one)
    _write(folder / card_address(record), records, book, record.title, note, sectors)


def write_book_card(folder: Path, records: Records, book: str, brand: Path) -> None:
    """Publish the card that all other pages share: the one that is drawn for the book, or a plain one."""
    target, source = folder / FOLDER / "book.png", brand / "social-card.png"
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    else:
        _write(target, records, records.hub.host, book, capital(records.identity.contents), [])


def _write(
    path: Path, records: Records, book: str, title: str, note: str, sectors: list[str]
) -> None:
    neutrals = (getattr(records.identity.colours, name)[0] for name in _NEUTRALS)
    colours = (*neutrals, *(sector.colour for sector in records.sectors.values()))
    lit = tuple(not sectors or key in sectors for key in records.sectors)
    card = _empty(book, records.identity.colours.card, colours, lit).copy()
    size, width, most = (58, 22, 5) if len(title) <= 75 else (46, 28, 6)
    for number, line in enumerate(textwrap.wrap(title, width)[:most]):
        _text(card, (_MARGIN, 150 + number * round(size * 1.2)), line, _font(size, bold=True), _INK)
    _text(card, (_MARGIN, 512), note, _font(32), _QUIET)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Runs of one colour are nearly all there is: looking for no other pattern halves the time.
    card.save(path, "PNG", compress_type=_RUNS)


@functools.cache
def _empty(book: str, ground: str, colours: tuple[str, ...], lit: tuple[bool, ...]) -> Image.Image:
    """Return a card with the book's name and the ring of sectors; those not lit are only hinted at."""
    card = Image.new("P", CARD_SIZE, 0)
    card.putpalette(_palette(ground, colours))
    share, gap = 360 / len(lit), 5
    for number, on in enumerate(lit):
        start = number * share - 90 + gap / 2
        strength = 255 if on else 46
        mask = Image.new("L", (4 * _RING, 4 * _RING), 0)
        box = (0, 0, mask.width - 1, mask.height - 1)
        ImageDraw.Draw(mask).arc(box, start, start + share - gap, fill=strength, width=4 * 100)
        band = mask.resize((_RING, _RING), Image.Resampling.BOX)
        _lay(card, (776, 135), band, len(_NEUTRALS) + number)
    bar = Image.new("L", (96, 8), 255)
    _lay(card, (_MARGIN, 472), bar, _ACCENT)
    _text(card, (_MARGIN, 76), book, _font(32), _QUIET)
    return card


def _palette(ground: str, colours: tuple[str, ...]) -> list[int]:
    palette = []
    for colour in colours:
        pairs = [*zip(channels(ground), channels(colour), strict=True)]
        for step in range(_STEPS):
            palette += [round(a + (b - a) * step / (_STEPS - 1)) for a, b in pairs]
    return palette


def _text(
    card: Image.Image, place: tuple[int, int], text: str, font: FreeTypeFont, colour: int
) -> None:
    left, top, right, bottom = font.getbbox(text)
    mask = Image.new("L", (math.ceil(right - left) + 4, math.ceil(bottom - top) + 4), 0)
    ImageDraw.Draw(mask).text((2 - left, 2 - top), text, font=font, fill=255)
    _lay(card, (round(place[0] + left), round(place[1] + top)), mask, colour)


def _lay(card: Image.Image, place: tuple[int, int], mask: Image.Image, colour: int) -> None:
    """Lay a shape onto the card in the steps of one colour."""
    steps = mask.point(lambda strength: strength * (_STEPS - 1) // 255)
    drawn = steps.point(lambda step: colour * _STEPS + step)
    card.paste(drawn, place, steps.point(lambda step: 255 if step else 0))


@functools.cache
def _font(size: int, *, bold: bool = False) -> FreeTypeFont:
    # The font of the figures, kept in the repository, and the layout that every Pillow has: the other
    # one asks the machine for a library, and its locale for the language of the letters.
    file = _FONTS / f"Nunito-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
