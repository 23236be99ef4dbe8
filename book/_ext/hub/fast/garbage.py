"""Lets Python look for garbage when there is some: about once a page.

Documents are trees whose nodes know their parents, so that nothing of a page is freed before Python's
collector comes by. By itself it comes several hundred times a page, when all of the tree is still in
use, and now and then goes through all that lives to the end of the build: 4 of 14 s for a hundred
case studies.
"""

from __future__ import annotations

import gc

# New objects until a collection, and younger collections until an older one; Python's own are
# 700, 10 and 10. A page is some 50,000 objects.
_THRESHOLDS = (50_000, 10, 20)


def collect_seldom() -> None:
    """Set the collector's thresholds for a program that makes large, short-lived trees."""
    gc.set_threshold(*_THRESHOLDS)
