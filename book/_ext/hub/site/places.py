"""Where in the repository the site's own files stand."""

from __future__ import annotations

from pathlib import Path

BOOK = Path(__file__).resolve().parents[3]
STATIC = BOOK / "_static"
FIGURES = BOOK.parent / "figures"
BRAND = FIGURES / "brand"
