"""Turns words into names that are safe in an address, a class name and a file name."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str) -> str:
    """Return lower-case ASCII words joined by hyphens: «Léllé & co.» becomes `lelle-co`."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")
