"""The one place that reads the clock: what day it is, for waivers that end."""

from __future__ import annotations

import datetime
import os


def today() -> datetime.date:
    """Today's date in UTC; that of `SOURCE_DATE_EPOCH` where the environment has one.

    A value that is no number of seconds counts as none.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isascii() and given.isdigit() and len(given) < 12:
        return datetime.datetime.fromtimestamp(int(given), datetime.UTC).date()
    return datetime.datetime.now(datetime.UTC).date()
