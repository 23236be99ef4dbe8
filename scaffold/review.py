"""Asks on which day a page was reviewed."""

from __future__ import annotations

import datetime

from booklint.clock import today

from scaffold.prose import one_line
from scaffold.questions import Question
from scaffold.refusal import RefusalError


def day(said: str) -> str:
    """Return the day of a review, today if nothing is said; refuses what is not in the calendar."""
    said = one_line(said, "The day of the review")
    if not said:
        return today().isoformat()
    try:
        known = datetime.date.fromisoformat(said).isoformat()
    except ValueError:
        known = ""
    if known != said:
        raise RefusalError(f"«{said}» is not a day.", "Write it as 2026-11-23.")
    return said


REVIEWED = Question(
    "reviewed",
    "The day of the review",
    "such as 2026-11-23; today if left out",
    check=lambda _, said: day(said),
)
