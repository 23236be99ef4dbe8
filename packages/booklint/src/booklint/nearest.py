"""Find the name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Postfix


def nearest(name: str, known: Iterable[str], at_least: float = 72) -> str:
    """The known name that is most like this one, or nothing.

    Where only two neighbouring signs changed their places, it is meant however short it is. Of names that
    are as like it, the one with its ending is meant: «rep2024» is rep24, not rep22.
    """
    known = list(known)
    found = process.extract(name, known, scorer=fuzz.ratio, score_cutoff=at_least, limit=9)
    if found:
        return max(found, key=lambda each: (each[1], Postfix.similarity(name, each[0])))[0]
    signs = sorted(name)
    swapped = (each for each in known if len(each) == len(name) > 3 and sorted(each) == signs)
    return next((each for each in swapped if OSA.distance(each, name) == 1), "")


def suggestion(meant: str, otherwise: str) -> str:
    """The fix that asks for what was probably meant, or the other one where nothing was found."""
    return f"did you mean {meant}?" if meant else otherwise
