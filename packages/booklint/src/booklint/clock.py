"""The one place that reads the clock: what day it is, for waivers that end."""

from __future__ import annotations

import datetime
import os

# Nix and others set a moment of 1970 or 1980 in every shell, and mean that there is none.
EARLIEST_YEAR = 2000


def today() -> datetime.date:
    """Today's date in UTC; that of `SOURCE_DATE_EPOCH` where the environment has one.

    A value that is no number of seconds, or of a moment before 2000, counts as none.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isascii() and given.isdigit() and len(given) < 12:
        day = datetime.datetime.fromtimestamp(int(given), datetime.UTC).date()
        if day.year >= EARLIEST_YEAR:
            return day
    return datetime.datetime.now(datetime.UTC).date()
