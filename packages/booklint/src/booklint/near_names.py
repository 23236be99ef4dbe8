"""Names that are nearly written as they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from booklint.spelling import misspellings


class NearNames:
    """Finds what was meant as one of some names: a letter too few, or a capital that is missing.

    One word of a name is found by itself, and the words around it are compared: all but one are
    the same, and the other one is much like it. All begin as they should, so that of the names with
    «Council» in them only those with the right initials are compared.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        # A word of some names → its place in them and their length → their initials → they.
        self.anchors: dict[str, dict[tuple[int, int], dict[str, list[list[str]]]]] = {}
        named = [straight(name).split() for name in names]
        self.right = {tuple(words) for words in named}
        for words in named:
            for at, word in enumerate(words if len(words) > 1 else ()):
                if len(word) > (3 if len(words) > 2 else 2):
                    shapes = self.anchors.setdefault(word.casefold(), {})
                    alike = shapes.setdefault((at, len(words)), {})
                    alike.setdefault(_initials(words), []).append(words)
        self.marks = frozenset(LONG_WORD.findall(" ".join(self.anchors)))

    def is_in(self, text: str) -> bool:
        """Whether a word of a name stands in a text at all."""
        return not self.marks.isdisjoint(LONG_WORD.findall(text.casefold()))

    def find(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Each name that is nearly right: where it begins, how it is written, how it is right."""
        text = straight(text)
        words = list(NAME_WORD.finditer(text))
        seen: set[int] = set()
        for number, word in enumerate(words):
            for (at, length), names in self.anchors.get(word[0].casefold(), {}).items():
                first = number - at
                these = words[first : first + length] if first >= 0 else []
                if len(these) < length or these[0].start() in seen:
                    continue
                written = [each[0] for each in these]
                if tuple(written) in self.right:
                    continue
                meant = names.get(_initials(written), ())
                if not meant or text[these[0].start() : these[-1].end()].split() != written:
                    continue
                for name in meant:
                    if _is_nearly(written, name):
                        seen.add(these[0].start())
                        yield these[0].start(), " ".join(written), " ".join(name)
                        break


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words).casefold()


def straight(text: str) -> str:
    """A text with either apostrophe as one sign, so that every place in it stays where it was."""
    return text.replace("’", "'")


LONG_WORD = re.compile(r"\w{3,}")
# «Thiong'o» and «Jean-Luc» are one word each, and of «Hemsi's» the name is the first part.
NAME_WORD = re.compile(
    r"(?<![\w/@.#-])[^\W\d_]+(?:['&-](?!s\b)[^\W\d_]+)*(?![^\W]|[/@]|'(?!s\b)\w)"
)


def _is_nearly(written: list[str], name: list[str]) -> bool:
    """Whether some words are a name with one slip: a wrong word, or wrong capital letters."""
    pairs = list(zip(written, name, strict=True))
    other = [(one, right) for one, right in pairs if one.casefold() != right.casefold()]
    capitals = [(one, right) for one, right in pairs if one != right and one.isalpha()]
    if not other:
        # A sentence may begin with «The», and a heading may be in capitals.
        plain = [one for one, right in capitals if right.lower() != "the" and not one.isupper()]
        return bool(plain) and any(one[0].isupper() for one in written)
    one, right = other[0]
    alike = len(right) > 4 and fuzz.ratio(one.casefold(), right.casefold()) >= 80
    return (
        len(other) == 1
        and alike
        and one[0] == right[0]
        and one.casefold() not in misspellings()  # found by `spelling`
    )
