"""The words that authors wrote on a page, the misspellings that are known, and those that look like one."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import codespell_lib
from rapidfuzz import process
from rapidfuzz.distance import OSA

from booklint.page import Page
from booklint.quotes import quoted_blanked
from booklint.syntax import words

if TYPE_CHECKING:
    from spellchecker import SpellChecker

DICTIONARY = Path(codespell_lib.__file__).parent / "data" / "dictionary.txt"


@cache
def misspellings() -> dict[str, str]:
    """The misspellings that codespell knows, each with what was meant.

    Its file is read directly: the objects that codespell makes of it take five times as long. An
    entry that ends in words after its last comma is one that codespell itself holds back.
    """
    found = {}
    for row in DICTIONARY.read_text(encoding="utf-8").splitlines():
        wrong, _, meant = row.partition("->")
        if meant.endswith(",") or "," not in meant:
            found[wrong.lower()] = meant.rstrip(",")
    return found


@cache
def american() -> dict[str, str]:
    """The American spellings of words that British English has too, each with the British one."""
    british: dict[str, str] = {}
    for row in (DICTIONARY.parent / AMERICAN).read_text(encoding="utf-8").splitlines():
        word, _, other = row.partition("->")
        british.setdefault(other.lower(), word)
    return {other: word for other, word in british.items() if other not in BRITISH_TOO}


@cache
def right_words() -> frozenset[str]:
    """What codespell corrects to, and the British words it knows: terms that the dictionary lacks."""
    rows = DICTIONARY.read_text(encoding="utf-8").splitlines()
    meant = {word.strip().lower() for row in rows for word in row.partition("->")[2].split(",")}
    return frozenset(meant | set(american().values()))


AMERICAN = "dictionary_en-GB_to_en-US.txt"
BRITISH_TOO = words(
    """analog artifact artifacts ax biased check checks curb curbs dialog dialogs disk disks donut
    donuts draft drafted drafting drafts focused focuses focusing gray inquire inquired inquires
    inquiries inquiring inquiry jewelry judgment judgments license licensed licenses licensing mold
    mom moms pajamas practice practiced practices practicing program programmed programmer
    programmers programming programs refocused refocuses refocusing routing specialties specialty
    story stories tire tires vise writable"""
)
"""American words that British English has as well, in another sense or beside its own."""


PLAIN = re.compile(
    r"(?<![\w@/.#$’'\xad-])[A-Za-z][a-z]{2,40}(?![\w@/=\xad-]|['’](?!s\b|[\s.,;:)])|\.\w|:/)"
)
"""A word that is no part of a path, code, a joined word or one with a soft hyphen in it."""
PLAIN_OR_PART = re.compile(
    rf"{PLAIN.pattern}|(?<=[a-z]-)[a-z]{{7,40}}(?![\w@/=\xad-]|['’]|\.\w|:/)"
)
"""The same, or a long word that ends a joined one."""

BEGINS = re.compile(r"(?:\A|[.!?]\s|\n)[\"“(]?\Z")
"""What stands before a word whose capital letter need not be that of a name."""

NEXT_OF_NAME = re.compile(r" [A-Z][a-z]")
"""What follows the first word of a name."""

PREFIX = re.compile(r"(?:co|de|inter|mis|multi|non|over|pre|re|sub|un|under)(?=\w{4})")
AS_AMERICAN = [
    (re.compile(british), american)
    for british, american in {
        "our": "or",
        "is(?=[ea]|ing)": "iz",
        "ys(?=e|ing)": "yz",
        "ll(?=e|ing)": "l",
        "ae|oe": "e",
        "mme(?=s?$)": "m",
        "tre(?=s?$)": "ter",
        "bre(?=s?$)": "ber",
    }.items()
]
"""What stands in a British word → in the American one, which is all that the dictionary has of some."""


@cache
def _dictionary() -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(distance=1)


def is_english(word: str) -> bool:
    """Whether the dictionary has a word, in small letters, and people use it."""
    return _dictionary().word_usage_frequency(word) > RARE


def is_first_word(text: str, start: int, word: str) -> bool:
    """Whether an English word has its capital from the beginning of a text or a sentence alone."""
    begins = BEGINS.search(text[max(0, start - 3) : start])
    return bool(begins and _dictionary().known(_forms(word.lower())))


RARE = 1e-6
"""How seldom a word is used, of all that people write, that may as well be a name."""
SURE = 5
"""How often a word stands in a book of which another one is surely a slip."""
LONG = 7


def near_words(pages: Iterable[Page], *, surely: bool = False) -> dict[str, str]:
    """The words that no dictionary of English has, each with the word that is one slip away.

    A word that stands on two pages is the book's own, and may be what another one was meant to be.
    `surely` asks for long words that stand once, where the book often has the other one.
    """
    plain = PLAIN if surely else PLAIN_OR_PART
    found_at: set[tuple[str, str]] = set()
    counts: Counter[str] = Counter()
    names = set()
    for page in pages:
        matches = [match for text, _ in own_texts(page) for match in plain.finditer(text)]
        counts.update(match[0].lower() for match in matches)
        found_at.update((match[0].lower(), page.path) for match in matches)
        for match in matches:
            before = match.string[max(0, match.start() - 3) : match.start()]
            in_name = NEXT_OF_NAME.match(match.string, match.end())
            if match[0][0].isupper() and (in_name or not BEGINS.search(before)):
                names.add(match[0].lower())
    english = _dictionary()
    places = Counter(word for word, _ in found_at)
    own = {word for word, count in places.items() if count > 1}
    often = english.known(word for word, count in counts.items() if count >= SURE)
    # A part of a name that stands once may be a slip in a word that stands often: «Insttiute».
    own |= {
        name
        for name in names
        if counts[name] > 1 or name in english or often.isdisjoint(english.edit_distance_1(name))
    }
    found = {}
    for word in places.keys() - own:
        if surely and (counts[word] > 1 or len(word) < LONG):
            continue
        forms = _forms(word)
        if not forms & own and not english.known(forms):
            slips = english.edit_distance_1(word)
            meant = english.known(slips) | (slips & own)
            if not (meant or surely):
                meant = english.known([TWICE.sub(r"\1", word)]) or _two_words(word)
                meant = meant or _two_slips(word)
            if surely:  # not «geocode» beside «geocoded» or «nbytes» beside «bytes»
                meant = {each for each in meant if counts[each] >= SURE}
                meant = {
                    each for each in meant if not (word.endswith(each) or each.startswith(word))
                }
            if meant and not forms & right_words():  # last: it takes a tenth of a second to make
                usage = english.word_usage_frequency
                plural = word.endswith("s")
                found[word] = max(
                    meant,
                    key=lambda each: (each in often, plural and each[-1] == "s", usage(each), each),
                )
    return found


TWICE = re.compile(r"([a-z]{2,4})\1")
"""Letters that a hand wrote twice, as in «definitition»."""
JOINED = re.compile(
    r"(the|and|of|that|this|with|from)(\w{4,})|"
    r"(?!t?here|where)(\w{4,}?)(the|and|of|by|for|that|this|with|from|would|should|could|which|have|were)"
)
"""A word that has no space in it, such as «influencedby»."""


def _two_words(word: str) -> set[str]:
    """Return a word as the two that it is, if one of them joins sentences and the other is known."""
    found = JOINED.fullmatch(word)
    splits = [[part for part in found.groups() if part]] if found else []
    if word.endswith("ly"):
        splits += [[word[:at], word[at:]] for at in range(4, len(word) - 5)]
    known = (parts for parts in splits if len(_dictionary().known(parts)) == len(parts))
    return {" ".join(parts) for parts in islice(known, 1)}


def _two_slips(word: str) -> set[str]:
    """Return the frequent word that two slips of a hand make a long one, which ends as that one does."""
    stem = re.sub(r"(?:ing|ers?|ed|ly|s)$", "", word)
    if len(word) < LONG + 1 or _dictionary().known(
        [stem, f"{stem}e", word[1:], word[2:], word[3:]]
    ):
        return set()
    near = process.extractOne(word, _frequent(), scorer=OSA.distance, score_cutoff=2)
    alike = near and near[0][0] == word[0] and near[0][-2:] == word[-2:]
    return {near[0]} if alike else set()


def is_cut(word: str) -> bool:
    """Whether a word is none that people use, but the beginning of one."""
    words = _frequent()
    after = words[bisect(words, word) :][:1]
    return bool(after) and after[0].startswith(word) and not _dictionary().known(_forms(word))


@cache
def _frequent() -> list[str]:
    """The words of more than five letters that everybody uses."""
    words = _dictionary().word_frequency
    least = 3 * RARE * words.total_words
    return sorted(word for word in words.words() if len(word) > 5 and words[word] > least)


def _forms(word: str) -> set[str]:
    """A word, its stem, its singular or plural, and all of them as Americans write them."""
    forms = {word, PREFIX.sub("", word, count=1)}
    forms |= {form.removesuffix("s") for form in forms} | {f"{form}s" for form in forms}
    forms |= {form.removesuffix("er") for form in forms}  # «funder» is who funds
    return forms | {own.sub(other, form) for form in forms for own, other in AS_AMERICAN}


COMMON_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|is|for|that|with|this|you|are)\b", re.IGNORECASE
)


def reads_as_english(page: Page) -> bool:
    """Whether a page has the common words of English in it, or is too short to tell."""
    text = " ".join(prose.shape for prose in page.prose)
    words = len(text.split())
    return words < 60 or len(COMMON_ENGLISH.findall(text)) > words / 25


def written_texts(page: Page) -> Iterator[tuple[str, int]]:
    """Everything that an author wrote on a page as words, not as code, with its line."""
    yield from ((prose.shape, prose.line) for prose in page.prose)
    yield from _named(page)


def own_texts(page: Page) -> Iterator[tuple[str, int]]:
    """The same without quotations, which are somebody else's words."""
    for prose in page.prose:
        if not prose.quoted:
            yield quoted_blanked(prose.shape), prose.line
    for text, line in _named(page):
        yield quoted_blanked(text), line


def _named(page: Page) -> Iterator[tuple[str, int]]:
    """The words of links and of alternative texts."""
    for link in page.links:
        if link.explicit and link.text and link.syntax in ("inline", "reference", "role"):
            yield link.shape or link.text, link.line
    for image in page.images:
        if image.alt:
            yield image.alt, image.alt_line or image.line
