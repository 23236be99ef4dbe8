"""Keeps together what a browser would tear apart at the end of a line."""

from __future__ import annotations

import re

_YEARS = re.compile(r"(?<![\w-])\d{4}-\d{2}(?:\d{2})?(?![\w-])")


def unbroken(text: str) -> str:
    """Return HTML text whose spans of years, such as «2024-25», stay on one line.

    >>> unbroken("The 2024-25 cohort")
    'The <span class="unbroken">2024-25</span> cohort'
    >>> unbroken("2024-03-06, EP-2024-25")
    '2024-03-06, EP-2024-25'
    """
    return _YEARS.sub(r'<span class="unbroken">\g<0></span>', text)
