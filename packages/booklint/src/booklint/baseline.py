"""A baseline: the findings that a book had on the day it began to be checked.

They are known by file, rule and message, not by line, so they stay known when lines move. What is
new fails the run as ever; what is fixed leaves the baseline when it is written again, and nothing
enters it a second time.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from booklint.atomic import write_text
from booklint.finding import Finding

VERSION = 1
Key = tuple[str, str, str]

_PLACES = re.compile(r"(?<=\bline )\d+|(?<=\blines )[\d, ]+|(?<=\.md:)\d+|(?<=\.ipynb:)\d+")


class BaselineError(Exception):
    """The file of a baseline cannot be used; the message says why."""


def key(finding: Finding, path: str) -> Key:
    """What a finding is known by: its file, its rule, and its message without the lines in it."""
    return path, finding.rule, _PLACES.sub("…", finding.message)


def read(file: Path) -> Counter[Key]:
    """How often a baseline knows each finding; raises `BaselineError` where it cannot be read."""
    try:
        data: Any = json.loads(file.read_text(encoding="utf-8"))
        entries = data["findings"]
        return Counter(
            {
                (each["path"], each["rule"], each["message"]): int(each.get("count", 1))
                for each in entries
            }
        )
    except OSError as error:
        raise BaselineError(f"the baseline {file} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BaselineError(
            f"the baseline {file} cannot be read: it is not what --write-baseline writes; "
            "delete it and write it anew"
        ) from None


def write(file: Path, known: Counter[Key]) -> None:
    """Write a baseline, one finding a line, so that a change of it can be read."""
    rows = [
        json.dumps(
            {"path": path, "rule": rule, "message": message}
            | ({"count": count} if count > 1 else {}),
            ensure_ascii=False,
        )
        for (path, rule, message), count in sorted(known.items())
        if count > 0
    ]
    body = ",\n".join(f"  {row}" for row in rows)
    end = f"\n{body}\n" if rows else ""
    text = f'{{"version": {VERSION}, "findings": [{end}]}}\n'
    write_text(file, text)


def split(
    file: Path, known: Counter[Key], findings: Iterable[Finding]
) -> tuple[list[Finding], Counter[Key]]:
    """Give the findings that a baseline does not know, and how often it knows those that it does."""
    left = Counter(known)
    new: list[Finding] = []
    met: Counter[Key] = Counter()
    for finding in findings:
        name = key(finding, path_in(file, finding))
        if left[name] > 0:
            left[name] -= 1
            met[name] += 1
        else:
            new.append(finding)
    return new, met


def path_in(file: Path, finding: Finding) -> str:
    """The path of a finding as a baseline writes it: from the folder of its own file."""
    here = os.path.realpath(file.parent)
    there = os.path.realpath(Path.cwd() / finding.path)
    return os.path.relpath(there, here).replace(os.sep, "/")
