"""Measures how fast books of ten to a thousand case studies build; `python -m bench` is the command."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"

# The readers of book/_data live with the Sphinx extension, which is no installed package.
_EXTENSION = str(BOOK / "_ext")
if _EXTENSION not in sys.path:
    sys.path.insert(0, _EXTENSION)
