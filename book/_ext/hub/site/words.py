"""Keeps together what a browser would tear apart at the end of a line."""

import re

# Spans of years, and a box to tick with the word that it is for.
_TOGETHER = re.compile(r"(?<![\w-])\d{4}-\d{2}(?:\d{2})?(?![\w-])|☐ [^\s&<]+")


def unbroken(text: str) -> str:
    """Return HTML text in which «2024-25» stays on one line, and «☐» on that of its word.

    >>> unbroken("The 2024-25 cohort")
    'The <span class="unbroken">2024-25</span> cohort'
    >>> unbroken("2024-03-06, EP-2024-25")
    '2024-03-06, EP-2024-25'
    >>> unbroken("☐ yes ☐ without names")
    '<span class="unbroken">☐ yes</span> <span class="unbroken">☐ without</span> names'
    """
    return _TOGETHER.sub(r'<span class="unbroken">\g<0></span>', text)
