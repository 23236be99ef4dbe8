"""Rewrites the links that have moved for good, on the lines where the parser found them."""

import difflib
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from booklint.atomic import write_bytes

from linkhealth.addresses import doi_of
from linkhealth.written import Written, spellings

# The files in which this program may write.
REWRITABLE = (".md", ".bib", ".yml", ".yaml", ".cff")
# Nothing that could end a link, a YAML value or a BibTeX field, or begin a comment in one.
SAFE = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&*+,;=%-]+")
# What follows an address that is over: no sign that would belong to it, with or without an escape.
NO_MORE = r"(?![\w/%#?&=~+@({-]|\\[_&%#~$*-]|[.,;:!'*$]+[\w/%#?&=~+@-])"
# Code quotes an address, and nobody follows it: the backticks of a role are not code.
CODE = re.compile(r"(?<![`}\\])(`+)(?!`)[^\n]+?(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Rewrite:
    """The text of some files before and after, and the moves that have to be made by hand."""

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


def rewrite(written: Written, moves: Mapping[str, str]) -> Rewrite:
    """The source with each moved address in its new form.

    A move to an address with odd signs in it is left to a person, and so is one that stands
    nowhere in the source, because a template or a program puts it together. A DOI is never moved.
    """
    safe = {old: new for old, new in moves.items() if SAFE.fullmatch(new) and not doi_of(old)}
    lines: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for old, new in safe.items():
        for line in written.lines_of(old):
            if line.path.endswith(REWRITABLE):
                lines[line.path][line.number][old] = new
    after, found = {}, set()
    for path, numbers in lines.items():
        # Split as the parser counts lines, with every line end kept.
        parts = re.split(r"(\r\n|\r|\n)", written.texts[path])
        for number, moved in numbers.items():
            # A link that the parser counts to the first line of its paragraph may stand further on.
            end = next(
                (n for n in range(2 * number - 2, len(parts), 2) if not parts[n].strip()),
                len(parts),
            )
            for place in range(2 * number - 2, end, 2):
                parts[place], replaced = replace_addresses(
                    parts[place], moved, path.endswith(".md")
                )
                found |= replaced
                if replaced == set(moved):
                    break
        after[path] = "".join(parts)
    changed = {path: text for path, text in after.items() if text != written.texts[path]}
    by_hand = {old: new for old, new in moves.items() if old not in found}
    return Rewrite({path: written.texts[path] for path in changed}, changed, by_hand)


def replace_addresses(
    text: str, moves: Mapping[str, str], markdown: bool = False
) -> tuple[str, set[str]]:
    """A line with every spelling of the moved addresses replaced, and which of them it held.

    All are replaced in one go, so that the new address of one is never taken for the old of another.
    """
    ways = {way: old for old in moves for way in reversed(spellings(old))}
    if not any(way in text for way in ways):
        return text, set()
    quoted = [match.span() for match in CODE.finditer(text)] if markdown else []
    longest_first = "|".join(re.escape(way) for way in sorted(ways, key=len, reverse=True))
    found = set()

    def write(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in quoted):
            return match[0]
        old = ways[match[0]]
        found.add(old)
        return moves[old].replace("&", "&amp;") if "&amp;" in match[0] else moves[old]

    return re.sub(rf"(?<![\w/=])(?:{longest_first}){NO_MORE}", write, text), found
