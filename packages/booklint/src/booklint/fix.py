"""Write the repairs that are safe without a person, and say which.

A rule offers one where it knows both the text that is wrong and the one to write. Only that text is
changed: every other byte of the file, its line ends and its byte order mark stay as they are.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from booklint.atomic import write_bytes
from booklint.finding import Finding

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def apply_repairs(base: Path, findings: Iterable[Finding]) -> list[Finding]:
    """Write the repairs of some findings, whose paths lie under `base`; give those that were made.

    One is left to a person where its text does not stand in its line, or stands there more often
    than it was found: nobody can then tell which is meant.
    """
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for each in sorted({each for each in findings if each.repair}):
        by_path[each.path].append(each)
    return [each for path, found in by_path.items() for each in _repair_file(base / path, found)]


def _repair_file(path: Path, findings: list[Finding]) -> list[Finding]:
    try:
        if path.is_symlink():
            return []
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    rows = [found[0] for found in LINE.finditer(text) if found[0]]
    made: list[Finding] = []
    for each in findings:
        old, new = (_as_json(part) if each.cell else part for part in each.repair)
        if old and 0 < each.line <= len(rows) and _stands_once(rows[each.line - 1], old):
            rows[each.line - 1] = rows[each.line - 1].replace(old, new)
            made.append(each)
    if made:
        write_bytes(path, "".join(rows).encode("utf-8"))
    return made


def _stands_once(row: str, text: str) -> bool:
    """Whether a text stands in a line once, as a whole."""
    before = r"(?<!\w)" if text[0].isalnum() else ""
    after = r"(?![\w/])" if text[-1].isalnum() and len(text) > 1 and "://" in text else ""
    return row.count(text) == len(re.findall(before + re.escape(text) + after, row)) == 1


def _as_json(text: str) -> str:
    """A text as a notebook holds it, inside the quotation marks."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
