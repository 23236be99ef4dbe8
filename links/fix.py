"""Rewrites the links that have moved for good, in Markdown, data and bibliography."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hubdata.atomic import write_bytes

from links.addresses import doi_of
from links.code import code_in
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
            write_bytes(root / path, text.encode("utf-8", "surrogateescape"))


def rewrite(sources: Sources, moves: Mapping[str, str]) -> Rewrite:
    """The source with each moved address in its new form.

    A move to an address with odd signs in it is left to a person, and so is one that stands
    nowhere in the source, because a template or a program puts it together. Code in a page quotes
    an address and stays as it is.
    """
    texts = {path: text for path, text in sources.texts.items() if path.endswith(REWRITABLE)}
    safe = {old: new for old, new in moves.items() if SAFE.fullmatch(new) and not doi_of(old)}
    after, found = {}, set()
    for path, text in texts.items():
        after[path], replaced = replace_addresses(text, safe, path.endswith(".md"))
        found |= replaced
    changed = {path: text for path, text in after.items() if text != texts[path]}
    by_hand = {old: new for old, new in moves.items() if old not in found}
    return Rewrite({path: texts[path] for path in changed}, changed, by_hand)


def replace_addresses(
    text: str, moves: Mapping[str, str], markdown: bool = False
) -> tuple[str, set[str]]:
    """The text with every spelling of the moved addresses replaced, and which of them it held.

    All are replaced in one go, so that the new address of one is never taken for the old of another.
    """
    ways = {way: old for old in moves for way in reversed(spellings(old))}
    if not any(way in text for way in ways):
        return text, set()
    quoted = code_in(text) if markdown else []
    found = set()

    def write(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in quoted):
            return match[0]
        old = ways[match[0]]
        found.add(old)
        return moves[old].replace("&", "&amp;") if "&amp;" in match[0] else moves[old]

    return whole_address(*ways).sub(write, text), found
