"""Rewrites the links that have moved for good, in Markdown, data and bibliography."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.atomic import write_text

from links.addresses import doi_of
from links.sources import REWRITABLE, Sources, spellings, whole_address

# Nothing that could end a link, a YAML value or a BibTeX field, or begin a comment in one.
SAFE = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&*+,;=%-]+")


@dataclass(frozen=True)
class Rewrite:
    """The new text of some files, and the moves that have to be made by hand."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    by_hand: Mapping[str, str]

    def patch(self) -> str:
        """The change as a unified diff."""
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for path, text in self.after.items()
            for line in difflib.unified_diff(
                self.before[path].splitlines(keepends=True),
                text.splitlines(keepends=True),
                f"a/{path}",
                f"b/{path}",
                n=1,
            )
        )

    def write(self, root: Path) -> None:
        """Write every file whole; an interruption leaves each file old or new."""
        for path, text in self.after.items():
            write_text(root / path, text)


def rewrite(sources: Sources, moves: Mapping[str, str]) -> Rewrite:
    """The source with each moved address in its new form.

    A move to an address with odd signs in it is left to a person, and so is one that stands
    nowhere in the source, because a template or a program puts it together.
    """
    texts = {path: text for path, text in sources.texts.items() if path.endswith(REWRITABLE)}
    after = dict(texts)
    by_hand = {}
    # Longer addresses first, so that none is changed as the beginning of another.
    for old, new in sorted(moves.items(), key=lambda move: -len(move[0])):
        found = 0
        if SAFE.fullmatch(new) and not doi_of(old):
            for path, text in after.items():
                after[path], number = replace_address(text, old, new)
                found += number
        if not found:
            by_hand[old] = new
    changed = {path: text for path, text in after.items() if text != texts[path]}
    return Rewrite({path: texts[path] for path in changed}, changed, by_hand)


def replace_address(text: str, old: str, new: str) -> tuple[str, int]:
    """The text with every spelling of one address replaced, and how often it was."""
    number = 0
    for spelling in spellings(old):
        with_entities = "&amp;" in spelling
        written = new.replace("&", "&amp;") if with_entities else new
        text, times = whole_address(spelling).subn(lambda _, to=written: to, text)
        number += times
    return text, number
