"""Knows the signs that nobody sees, and spells them out."""

from __future__ import annotations

import re
import unicodedata

# Control characters but for tab and line ends; marks that turn text round; the byte order mark; halves
# of pairs and the two codes that no text and no XML may hold.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_SPELT_OUT = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def visible(text: str) -> str:
    """Return text that cannot move the cursor, change its direction or hide: odd signs are spelt out."""
    return "".join(
        f"<U+{ord(sign):04X}>" if unicodedata.category(sign) in _SPELT_OUT else sign
        for sign in text
    )
