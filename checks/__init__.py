"""The house rules: what must hold for every page, link, figure and built page of the book.

`python -m checks` prints what breaks them; `checks/register.py` explains how a rule is written.
"""

import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
"""The top folder of this repository."""

_EXTENSION = str(TOP / "book" / "_ext")
if _EXTENSION not in sys.path:
    sys.path.insert(0, _EXTENSION)
