"""Whole numbers as they are written in a sentence."""

import re

TO_NINE = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FROM_TEN = ("ten", "eleven", "twelve", *(f"{part}teen" for part in ("thir", "four", "fif", "six")))
NUMBERS = (*TO_NINE, *FROM_TEN, "seventeen", "eighteen", "nineteen", "twenty")
NUMBER = re.compile(
    rf"(?<![\w.,£-])(?<!newsletter )(?:\d{{1,9}}(?:,\d{{3}}){{0,3}}|{'|'.join(NUMBERS)})(?!\w|[.,]\d)",
    re.IGNORECASE,
)
"""A number in words or in figures; that of a newsletter is its name."""


def whole_number(written: str) -> int:
    """Return the number that `NUMBER` found."""
    plain = written.lower().replace(",", "")
    return NUMBERS.index(plain) if plain in NUMBERS else int(plain)
