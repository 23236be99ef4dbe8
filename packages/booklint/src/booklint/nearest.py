"""Find the name that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Postfix


def nearest(name: str, known: Iterable[str], at_least: float = 72) -> str:
    """The known name that is most like this one, or nothing.

    One that only shares a folder, a beginning or an ending with it is none, unless any will do.
    Where only two neighbouring signs changed their places, it is meant however short it is. Of names that
    are as like it, the one with its ending is meant: «rep2024» is rep24, not rep22.
    """
    known, signs = list(known), sorted(name)
    alike_in_signs = (
        each for each in known if len(each) == len(name) > 3 and sorted(each) == signs
    )
    swapped = next((each for each in alike_in_signs if OSA.distance(each, name) == 1), "")
    found = (
        []
        if swapped
        else process.extract(name, known, scorer=fuzz.ratio, score_cutoff=at_least, limit=9)
    )
    if at_least >= ALIKE:
        found = [each for each in found if alike(name, each[0])]
    if found:
        return max(found, key=lambda each: (each[1], Postfix.similarity(name, each[0])))[0]
    return swapped


ALIKE = 65  # of 100


def alike(name: str, other: str) -> bool:
    """Whether the words are alike in which two names differ; of gaps.md and figures.md they are not.

    Where they differ in numbers alone, one of those is the other with a slip: not of part2.1 and part3.4.
    """
    digits, others = (re.sub(r"\D", "", each) for each in (name, other))
    if re.sub(r"\d", "", name) == re.sub(r"\d", "", other):
        return OSA.distance(digits, others) < 2 or digits in others or others in digits
    one, two = (
        re.findall(r"[^\W_]+", re.sub(r"(?<=\w)\.\w{1,5}$", "", each.casefold()))
        for each in (name, other)
    )
    for at in (0, -1):
        while one and two and one[at] == two[at]:
            del one[at], two[at]
    return not (one and two) or fuzz.ratio(" ".join(one), " ".join(two)) >= ALIKE


def suggestion(meant: str, otherwise: str) -> str:
    """The fix that asks for what was probably meant, or the other one where nothing was found."""
    return f"did you mean {meant}?" if meant else otherwise
