"""The one place that reads the clock; everything else is handed the moment, or asks here for the day."""

from __future__ import annotations

import datetime
import os

# Nix and others set a moment of 1970 or 1980 in every shell, and mean that there is none.
EARLIEST_YEAR = 2000


def now() -> datetime.datetime:
    """The present moment in UTC; that of `SOURCE_DATE_EPOCH` where the environment has one.

    A value that is no number of seconds, or of a moment before 2000, counts as none.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isascii() and given.isdigit() and len(given) < 12:
        moment = datetime.datetime.fromtimestamp(int(given), datetime.UTC)
        if moment.year >= EARLIEST_YEAR:
            return moment
    return datetime.datetime.now(datetime.UTC)


def today() -> datetime.date:
    """Today's date in UTC, as `now` has it."""
    return now().date()
