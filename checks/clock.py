"""The only place that asks what time it is; everything else is told.

SOURCE_DATE_EPOCH, as https://reproducible-builds.org/specs/source-date-epoch/ describes it, sets the time
for every command: an old commit is then checked as it was on its own day.
"""

from __future__ import annotations

import datetime
import os

VARIABLE = "SOURCE_DATE_EPOCH"


class ClockError(Exception):
    """SOURCE_DATE_EPOCH is set to something that is no time."""


def now() -> datetime.datetime:
    """Return the time, in UTC: that of SOURCE_DATE_EPOCH where it is set, or else the clock's."""
    said = os.environ.get(VARIABLE, "")
    if not said:
        return datetime.datetime.now(datetime.UTC)
    try:
        return datetime.datetime.fromtimestamp(int(said), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        raise ClockError(
            f"{VARIABLE} is set to {said!r}, which is not a number of seconds since 1970. "
            "Correct or unset it."
        ) from None


def today() -> datetime.date:
    """Return the day of `now()`."""
    return now().date()
