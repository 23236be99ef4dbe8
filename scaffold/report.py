"""Answers the author of an issue in plain words: thank you, what happens next, what to mend."""

from __future__ import annotations

import re


def thanks(page: str) -> str:
    """Return the answer to a form that became a page."""
    return (
        "Thank you for proposing a case study.\n\n"
        f"Your answers became the page `{page}`. "
        "The checks run on it now, and somebody reads it before it is published. "
        "If anything has to be mended, it will be said here, with how to mend it.\n"
    )


def to_mend(message: str) -> str:
    """Return the answer to a form from which no page could be made, and what has to be mended."""
    return (
        "Thank you for proposing a case study.\n\n"
        "No page could be made from it yet. This has to be mended first:\n\n"
        f"{_literal(message)}\n\n"
        "Edit your issue (the three dots at its top right, then Edit) and change that answer. "
        "The page is made again as soon as you save it.\n"
    )


def _literal(text: str) -> str:
    """Return text in a code block that it cannot leave, where no name is called and no link made."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
