"""Whole numbers as they are written in a sentence."""

import re

TO_NINE = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FROM_TEN = ("ten", "eleven", "twelve", *(f"{part}teen" for part in ("thir", "four", "fif", "six")))
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TO_NINETEEN = (*TO_NINE, *FROM_TEN, "seventeen", "eighteen", "nineteen")
NUMBERS = {word: number for number, word in enumerate(TO_NINETEEN)}
NUMBERS |= {word: 10 * number for number, word in enumerate(TENS, 2)}
NUMBER = re.compile(
    rf"(?<![\w.,£-])(?<!newsletter )(?:\d{{1,9}}(?:,\d{{3}}){{0,3}}|{'|'.join(NUMBERS)})"
    rf"(?!\w|[.,]\d|-(?:{'|'.join(TO_NINE)})\b)",
    re.IGNORECASE,
)
"""A number in words or in figures; that of a newsletter is its name."""


def whole_number(written: str) -> int:
    """Return the number that `NUMBER` found."""
    plain = written.lower().replace(",", "")
    return NUMBERS[plain] if plain in NUMBERS else int(plain)
