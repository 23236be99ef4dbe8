"""Finds the name that somebody meant."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from .slugs import slug


def nearest(word: str, known: Iterable[str], *, whole: bool = False, at_least: int = 60) -> str:
    """Return the known word that is most like `word`, or nothing.

    Compared in Latin letters, so that «Jose» finds «José» and «Ivan» finds «Иван». With `whole` a part
    of a word is not enough. `at_least` is how alike they must be, of 100.
    """
    scorer = fuzz.ratio if whole else fuzz.WRatio
    # A name of a page's length would be compared for seconds, and is like nothing.
    best = process.extractOne(
        word[:200], known, scorer=scorer, processor=slug, score_cutoff=at_least
    )
    return str(best[0]) if best else ""


def did_you_mean(
    word: str, known: Iterable[str], also: Iterable[str] = (), *, whole: bool = False
) -> str:
    """Return «Did you mean «x»?» for the nearest known word, or the list of all if none is near.

    `also` may be meant, too, but is not listed. With `whole` a part of a word is not enough.
    """
    choices = list(known)
    if best := nearest(word, [*choices, *also], whole=whole, at_least=75 if whole else 80):
        return f"Did you mean «{best}»?"
    # Of a short name one letter is a large part; where one name alone is so near, it is meant.
    close = [each for each in choices if OSA.distance(word, each, score_cutoff=1) == 1]
    if len(close) == 1:
        return f"Did you mean «{close[0]}»?"
    shown = ", ".join(f"«{choice}»" for choice in choices[:10])
    return f"Known are: {shown}{', …' if len(choices) > 10 else ''}." if shown else ""
