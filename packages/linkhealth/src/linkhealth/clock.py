"""The one place that says what time it is; everything else is handed the moment."""

import os
from datetime import UTC, datetime

from linkhealth.errors import CannotRunError


def now() -> datetime:
    """The present moment, or the one that SOURCE_DATE_EPOCH names, unless it lies before 2000.

    Nix and others set a moment of 1970 or 1980 in every shell, and mean that there is none.

    Raises CannotRunError where that variable does not hold the seconds of a moment.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return datetime.now(UTC)
    try:
        moment = datetime.fromtimestamp(int(stated), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise CannotRunError(
            f"SOURCE_DATE_EPOCH is {stated[:40]!r}: write it as seconds since 1970, or unset it."
        ) from error
    return moment if moment.year >= 2000 else datetime.now(UTC)
