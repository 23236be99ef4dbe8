"""Answers the author of an issue in plain words: thank you, what happens next, what to mend."""

from __future__ import annotations

from booklint.report import code_block

LONGEST_MESSAGE = 5_000
"""Characters of what has to be mended; a message may repeat an answer, and an answer may be long."""


def thanks(page: str) -> str:
    """Return the answer to a form that became a page."""
    return (
        "Thank you for proposing a case study.\n\n"
        f"Your answers became the page `{page}`. Somebody reads it before it is published; "
        "if anything has to be mended, it will be said here, with how to mend it.\n"
    )


def to_mend(message: str) -> str:
    """Return the answer to a form from which no page could be made, and what has to be mended."""
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[:LONGEST_MESSAGE]} …"
    return (
        "Thank you for proposing a case study.\n\n"
        "No page could be made from it yet. This has to be mended first:\n\n"
        f"{code_block(message)}\n\n"
        "Edit your issue (the three dots at its top right, then Edit) and change that answer. "
        "The page is made again as soon as you save it.\n"
    )
