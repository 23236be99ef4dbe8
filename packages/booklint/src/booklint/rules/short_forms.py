"""A rule for names in short: «Web Content Accessibility Guidelines (WCAG)»."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from booklint.book import Book
from booklint.finding import Problem
from booklint.registry import rule
from booklint.spelling import own_texts

GIVEN = re.compile(r"((?:[\w'’&-]{1,40} ){1,9})\(([A-Z][A-Za-z]{0,7}[A-Z]s?)\)")
SMALL = frozenset({"a", "and", "at", "for", "in", "of", "on", "the", "to"})


class _Given(NamedTuple):
    """A short form behind some words, and where it stands."""

    path: str
    line: int
    words: tuple[str, ...]
    short: str

    def names(self) -> Iterator[tuple[tuple[str, ...], set[str]]]:
        """Each name that may be meant, the shortest first, with the letters that it may be shortened to."""
        for count in range(2, len(self.words) + 1):
            name = self.words[-count:]
            yield name, {_letters(name), _letters([each for each in name if each not in SMALL])}


def _letters(words: tuple[str, ...] | list[str]) -> str:
    return "".join(each if each.isupper() else each[0] for each in words).casefold()


@rule("book", strict=True)
def short_form(book: Book) -> Iterator[Problem]:
    """A name has one short form, with its letters in their order, and a short form has one name.

    Bad (strict, lines 1, 5, 5):
        The British Standards Institution (BIS) wrote it.

        The Rivers and Lakes Council (RALC) and the Club of Open Practice (COOP) read it.

        The Rivers and Physics Lakes Council (RALC) and the Club of Open Practice (COP) did not.

        The Club of Open Practice (COOP) met.

    Good (strict):
        Two Writers in Trains (WiTs) met a Writer in Trains (WiT) and read
        of ISO and UTC: the International Organization for Standardization (ISO) and
        Coordinated Universal Time (UTC). The United Nations (UN) and Uncertain Numbers (UN) differ.
    """
    given = list(_given(book))
    shorts: dict[tuple[str, ...], dict[str, list[_Given]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    odd = []
    for each in given:
        short = re.sub(r"(?<=[A-Z])s$", "", each.short).casefold()
        name = next((name for name, letters in each.names() if short in letters), None)
        if name:
            known = tuple(word.casefold().removesuffix("s") for word in name)
            shorts[known][short].append(each)
            names[short].add(known)
        else:
            odd.append((each, short))
    for forms in shorts.values():
        # What the data says is right, then what stands most often.
        rank = {form: (any(_is_data(one) for one in at), len(at)) for form, at in forms.items()}
        usual = max(rank, key=lambda form: rank[form])
        for form, places in forms.items():
            if rank[form] < rank[usual]:
                for each in places:
                    yield _problem(
                        each, f"is short for a name that is {forms[usual][0].short} elsewhere"
                    )
    data = [each.text for each in book.texts if each.path not in book.pages]
    everything = " ".join((*(page.text for page in book.pages.values()), *data))
    for each, short in odd:
        last = each.words[-1].casefold().removesuffix("s")
        others = [name for name in names[short] if name[-1] == last]
        swapped = any(
            sorted(short) == sorted(form) for _, letters in each.names() for form in letters
        )
        if others:
            yield _problem(each, f"is short for other words elsewhere: {' '.join(others[0])}")
        elif swapped and len(re.findall(rf"\b{each.short}\b", everything)) == 1:
            yield _problem(each, "does not have the first letters of these words in their order")


def _is_data(given: _Given) -> bool:
    return not given.path.endswith((".md", ".ipynb"))


def _problem(given: _Given, what: str) -> Problem:
    message = f"«{' '.join(given.words[-6:])} ({given.short})»: {given.short} {what}"
    fix = "find out which of the two is right, and write it everywhere"
    return Problem(given.line, message, fix, path=given.path)


def _given(book: Book) -> Iterator[_Given]:
    texts = [(page.path, *each) for page in book.things("words") for each in own_texts(page)]
    texts += [(text.path, text.text, 1) for text in book.texts if text.path.endswith(".yml")]
    for path, text, line in texts:
        for match in GIVEN.finditer(text.replace("\n", " ")) if "(" in text else ():
            at = line + text.count("\n", 0, match.start(2))
            yield _Given(path, at, tuple(re.split(r"[\s-]+", match[1].strip())), match[2])
