"""Formulas in TeX: what opens and does not close."""

from __future__ import annotations

import re

TEX = re.compile(r"\\(?:(begin|end)\s*\{([^{}]*)\}|(left|right)(?![A-Za-z])|.)|[{}]|%[^\n]*", re.S)
CLOSED_BY = {"{": "}", "}": "}", "left": "right", "right": "right"}
PARTNERS = "write a «}» for each «{», a \\end for each \\begin, a \\right for each \\left"


def without_partner(tex: str) -> int | None:
    """Where a brace, an environment or a \\left begins or ends that has no partner, if one does.

    >>> without_partner(r"\\frac{1}{2")
    8
    >>> without_partner(r"\\{ \\left( x \\right)")
    """
    waiting: list[tuple[str, int]] = []
    for found in TEX.finditer(tex):
        name = found[2] or CLOSED_BY.get(found[3] or found[0], "")
        if not name:
            continue
        if found[1] == "begin" or found[0] in ("{", "\\left"):
            waiting.append((name, found.start()))
        elif not waiting or waiting.pop()[0] != name:
            return found.start()
    return waiting[-1][1] if waiting else None


def no_partner(tex: str, at: int) -> str:
    """Say that what begins there has no partner."""
    return f"«{tex[at:].splitlines()[0][:40]}» has no partner, so the formula is not shown"
