"""Lets Python look for garbage less often.

Documents are trees whose nodes know their parents, so that Python's collector starts several hundred
times a page, and each time looks at more of what will live to the end of the build anyway.
"""

from __future__ import annotations

import gc

# New objects until a collection, and younger collections until an older one; Python's own are
# 700, 10 and 10. A page is some 50,000 objects.
_THRESHOLDS = (100_000, 20, 50)


def collect_seldom() -> None:
    """Set the collector's thresholds for a program that makes large, short-lived trees."""
    gc.set_threshold(*_THRESHOLDS)
