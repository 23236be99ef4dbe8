"""Finds what stands as code in a Markdown page: it is quoted there, and nobody follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}|~{3,}|:{3,})[ \t]*(.*)")
LITERAL = re.compile(
    r"\{(code|code-block|code-cell|sourcecode|literalinclude|math|parsed-literal)\}"
)
# Not the backticks of a role, as in {doc}`a page <page>`, whose content the book reads.
INLINE = re.compile(r"(?<![`}\\])(`+)(?!`)[^\n]+?(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Fence:
    """An open fence: its signs, and whether what it holds is taken as it is."""

    signs: str
    literal: bool

    def is_ended_by(self, signs: str, words: str) -> bool:
        """True for a line of at least as many of the same signs and nothing else."""
        return signs.startswith(self.signs) and not words.strip()


def code_in(text: str) -> list[tuple[int, int]]:
    """Where each piece of code begins and ends in a Markdown text."""
    found: list[tuple[int, int]] = []
    fences: list[Fence] = []
    start = 0
    for line in text.splitlines(keepends=True):
        inside = bool(fences) and fences[-1].literal
        if fence := FENCE.match(line):
            turn(fences, fence[1], fence[2])
        if inside:
            found.append((start, start + len(line)))
        else:
            found += [(start + a, start + b) for a, b in (m.span() for m in INLINE.finditer(line))]
        start += len(line)
    return found


def turn(fences: list[Fence], signs: str, words: str) -> None:
    """Open or close a fence, as its line says."""
    if fences and fences[-1].is_ended_by(signs, words):
        fences.pop()
    elif not (fences and fences[-1].literal) and not (signs[0] == "`" and "`" in words):
        named = words.lstrip().startswith("{")
        literal = bool(LITERAL.match(words)) if named or signs[0] == ":" else True
        fences.append(Fence(signs, literal))
