"""Characters that nobody sees: the one set of them, where they are sound, and how they are shown.

A text may hide words from a reviewer in them, or show him others than a program reads. They come from
the properties of Unicode: controls, format characters, halves of pairs, noncharacters, line and
paragraph separators, fillers and selectors.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_PLAIN = frozenset("\t\n\r")
# Format characters that are drawn: the signs round numbers of Arabic, Syriac and Kaithi.
_DRAWN = frozenset("\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd") | frozenset(
    map(chr, range(0x600, 0x606))
)
# Letters and marks that take no ink: joiners, fillers of Hangul, vowels of Khmer, an empty Braille cell,
# selectors of variants.
_EMPTY = (
    *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0xFE00, 0xFE10),
    *range(0xFDD0, 0xFDF0),
    *(0xFFFE, 0xFFFF),
    *range(0xE0000, 0xE1000),
)
# The blocks that have any of these categories; looking through all of Unicode takes a tenth of a second.
_SOUGHT = (
    *(*range(0x2100), *range(0xD800, 0xE000), *range(0xFE00, 0x10000), *range(0x110B0, 0x110D0)),
    *(*range(0x13430, 0x13440), *range(0x1BCA0, 0x1BCA4), *range(0x1D170, 0x1D180)),
)

CHARACTERS = frozenset(
    character
    for character in map(chr, _SOUGHT)
    if unicodedata.category(character) in _CATEGORIES and character not in _PLAIN | _DRAWN
) | frozenset(map(chr, _EMPTY))
"""Every character that nobody sees."""


def _ranges(characters: frozenset[str]) -> str:
    """The characters as the inside of a character class, with its runs as ranges."""
    found: list[list[str]] = []
    for character in sorted(characters):
        if found and ord(character) == ord(found[-1][1]) + 1:
            found[-1][1] = character
        else:
            found.append([character, character])
    return "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in found)


_PATTERN = re.compile(f"[{_ranges(CHARACTERS)}]")
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f")
_LETTERS = frozenset({"Lo", "Lm", "Mn", "Mc"})
_PICTURED = frozenset({"So", "Sk"})
_MARKS_OF_DIRECTION = "\u061c\u200e\u200f"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


class _Invisible:
    """The characters of a text that nobody sees, but for those that its script or an emoji needs."""

    def search(self, text: str) -> re.Match[str] | None:
        """The first of them, or `None`."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Each of them, in order."""
        if text.isascii() and text.isprintable():
            return
        flags: list[tuple[int, int]] | None = None
        for match in _PATTERN.finditer(text):
            if "\U000e0000" <= match[0] <= "\U000e007f":
                if flags is None:
                    flags = [flag.span() for flag in _FLAG.finditer(text)]
                if any(start < match.start() < end for start, end in flags):
                    continue
            elif _is_needed(text, match.start()):
                continue
            yield match


def _is_needed(text: str, at: int) -> bool:
    """Whether a character does what it is for between its neighbours."""
    character = text[at]
    before = text[at - 1] if at else " "
    after = text[at + 1 : at + 2] or " "
    left, right = unicodedata.category(before), unicodedata.category(after)
    if character in "\u200c\u200d":
        if left in _LETTERS and right in _LETTERS and before not in CHARACTERS:
            return after not in CHARACTERS
        pictured = left in _PICTURED or before == "\ufe0f"
        return character == "\u200d" and pictured and right == "So"
    if character in _MARKS_OF_DIRECTION:
        seen = CHARACTERS.isdisjoint((before, after))
        around = map(unicodedata.bidirectional, (before, after))
        return seen and not _RIGHT_TO_LEFT.isdisjoint(around)
    if before in CHARACTERS:
        return False
    if "\ufe00" <= character <= "\ufe0f":
        return left in ("So", "Sm", "Sk", "Lo", "Pd") or before in "#*0123456789‼⁉"
    if "\U000e0100" <= character <= "\U000e01ef":
        return left == "Lo" and "CJK" in unicodedata.name(before, "")
    return "\u180b" <= character <= "\u180f" and "\u1820" <= before <= "\u18aa"


INVISIBLE = _Invisible()

_SPELT_OUT = _CATEGORIES | {"Co"}


def escape_invisible(text: str) -> str:
    """The text as no terminal is moved or turned by it, and nothing hides: U+202E as `<U+202E>`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"<U+{ord(character):04X}>"
        if unicodedata.category(character) in _SPELT_OUT or character in CHARACTERS
        else character
        for character in text
    )
