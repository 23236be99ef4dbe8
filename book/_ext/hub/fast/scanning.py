"""Scans Markdown by lines and words where markdown-it-py looks at one character after another.

Every text is gone through for where its lines begin, a directive's once more for each level, and
every paragraph for where its plain text ends: 4 % of a build, as of the checks.

Holds for markdown-it-py 3.0; its fourth version, which MyST does not take yet, finds plain text as here.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from markdown_it import parser_inline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.text import _TerminatorChars

# The module of the rule «table», whose name in its package stands for the rule itself.
_TABLE = sys.modules["markdown_it.rules_block.table"]
_END_OF_CELL = re.compile(r"(?<!\\)\|")
_PLAIN = re.compile(f"[^{re.escape(''.join(sorted(_TerminatorChars)))}]+")


def scan_at_once() -> None:
    """Put these ways of scanning in the place of markdown-it-py's, for all parsers made from now on."""
    if getattr(StateBlock, "_hub_scans", False):
        return
    slow = StateBlock.__init__

    def begin(self: StateBlock, src: str, *rest: Any) -> None:
        slow(self, "", *rest)
        self.src = src
        find_lines(self)

    StateBlock.__init__ = begin
    StateBlock._hub_scans = True
    _TABLE.escapedSplit = cells_of
    rules = parser_inline._rules
    rules[:] = [(name, plain_text if name == "text" else rule) for name, rule in rules]


def find_lines(state: StateBlock) -> None:
    """Note where each line of a text begins and ends, and how far it is indented.

    As in the original, blanks after the last end of a line are no line.
    """
    begins, ends, shifts, counts = [], [], [], []
    start = 0
    *lines, last = state.src.split("\n")
    for line in [*lines, last] if last.strip(" \t") else lines:
        text = line.lstrip(" \t")
        shift = len(line) - len(text)
        begins.append(start)
        ends.append(start + len(line))
        shifts.append(shift)
        counts.append(_columns(line[:shift]) if "\t" in line else shift)
        start += len(line) + 1
    length = len(state.src)
    # One line more than there is, so that nobody need ask whether a line is the last.
    state.bMarks, state.eMarks = [*begins, length], [*ends, length]
    state.tShift, state.sCount = [*shifts, 0], [*counts, 0]
    state.bsCount = [0] * len(state.bMarks)
    state.lineMax = len(begins)


def _columns(blanks: str) -> int:
    """Return how many columns blanks take, with tabs that reach to each fourth."""
    return len(blanks.expandtabs(4))


def cells_of(row: str) -> list[str]:
    """Return what stands between the bars of a row of a table; an escaped bar is part of a cell."""
    return [cell.replace("\\|", "|") for cell in _END_OF_CELL.split(row)]


def plain_text(state: StateInline, silent: bool) -> bool:
    """Take what stands before the next sign that could be markup; the rule «text»."""
    plain = _PLAIN.match(state.src, state.pos, state.posMax)
    if plain is None:
        return False
    if not silent:
        state.pending += plain[0]
    state.pos = plain.end()
    return True
