"""Turns words of any language into names that are safe in an address, a class and a file name."""

import re
import unicodedata

from anyascii import anyascii

_SYLLABLES = ("CJK UNIFIED", "HANGUL SYLLABLE")
_APOSTROPHES = "'’‘ʼʻ`´ʹ"


def slug(text: str, longest: int = 0) -> str:
    """Return lower-case ASCII words joined by hyphens, cut at a word after `longest` characters.

    «Léllé & co.» becomes `lelle-co`, «王小明» `wang-xiao-ming`.
    """
    name = re.sub(r"[^a-z0-9]+", "-", in_ascii(text).lower()).strip("-")
    if longest and len(name) > longest:
        cut, _, _ = name[: longest + 1].rpartition("-")
        name = cut or name[:longest]
    return name


def in_ascii(text: str) -> str:
    """Return text in Latin letters without accents; each syllable of Han or Hangul is a word."""
    return "".join(
        f" {anyascii(sign)} "
        if unicodedata.name(sign, "").startswith(_SYLLABLES)
        else anyascii(sign)
        for sign in unicodedata.normalize("NFC", text)
    )


def folded(text: str) -> str:
    """Return text as it is compared: without case, Latin accents, and kinds of apostrophe and hyphen.

    Letters of other scripts stay: two names that only sound alike are two names.
    """
    folds = ""
    for sign in unicodedata.normalize("NFC", text):
        if sign in _APOSTROPHES:
            folds += "'"
        elif unicodedata.category(sign) == "Pd":
            folds += "-"
        elif unicodedata.name(sign, "").startswith("LATIN"):
            folds += anyascii(sign)
        elif not (unicodedata.category(sign) == "Mn" and folds[-1:].isascii() and folds):
            folds += sign
    return " ".join(folds.casefold().split())
