"""Findings that somebody has agreed to live with, each with an owner and a last day.

The day only changes what is said: from thirty days before it the exception is a notice, and it stays
one when the day is over. Nobody's run fails because of the calendar; the weekly run opens an issue.
"""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from checks import TOP
from checks.finding import Finding
from checks.safe_yaml import read_yaml

PLACE = TOP / "checks" / "exceptions.yml"
FIELDS = ("rule", "where", "why", "owner", "until")
RULE = "exceptions"
SOON = datetime.timedelta(days=30)
"""How long before its last day an exception is spoken of."""
OUTSIDE = "outside-link"
"""Exceptions of this name are about what `make links` finds, and are left to it."""


@dataclass(frozen=True)
class AgreedException:
    """One agreed exception; `where` is a path (signs `*` and `?` allowed) or `path:line`."""

    rule: str
    where: str
    why: str
    owner: str
    until: datetime.date
    line: int

    def covers(self, finding: Finding) -> bool:
        """Whether this exception is about that finding."""
        places = (finding.path, f"{finding.path}:{finding.line}")
        return finding.rule == self.rule and any(
            fnmatch.fnmatchcase(place, self.where) for place in places
        )


@dataclass(frozen=True)
class Exceptions:
    """The agreed exceptions of one file, and what is wrong with the file itself."""

    path: str
    agreed: tuple[AgreedException, ...] = ()
    problems: tuple[Finding, ...] = ()

    def apply(
        self, findings: Iterable[Finding], today: datetime.date, *, whole: bool
    ) -> tuple[list[Finding], int]:
        """Take out what is agreed; give what is left and the number of exceptions used.

        An exception that ends within thirty days of `today`, or has ended, is a notice. An unused
        one is a finding when the `whole` book was looked at.
        """
        kept: list[Finding] = list(self.problems)
        ours = [each for each in self.agreed if each.rule != OUTSIDE]
        used: set[AgreedException] = set()
        for finding in findings:
            covering = [each for each in ours if each.covers(finding)]
            used.update(covering)
            if not covering:
                kept.append(finding)
        for each in ours:
            if whole and each not in used:
                kept.append(
                    self._finding(
                        each.line,
                        f"the exception for {each.rule} at {each.where} is not needed: "
                        "nothing is found there",
                        "delete the entry",
                    )
                )
            elif each.until - today < SOON:
                end = "ended" if each.until < today else "ends"
                kept.append(
                    replace(
                        self._finding(
                            each.line,
                            f"the exception for {each.rule} at {each.where} {end} on {each.until}",
                            f"fix it and delete the entry, or agree on a new date with {each.owner}",
                        ),
                        level="notice",
                    )
                )
        return sorted(kept), len(used)

    def _finding(self, line: int, message: str, fix: str) -> Finding:
        return Finding(self.path, line, RULE, message, fix)


def read_exceptions(source: str, path: str) -> Exceptions:
    """Read the text of an exceptions file: a list of entries with the five fields."""
    read = read_yaml(source)
    entries = read.data or []
    if read.error:
        return Exceptions(path, problems=(_bad(path, read.error_line, read.error),))
    if not isinstance(entries, list):
        return Exceptions(path, problems=(_bad(path, 1, "it is not a list of entries"),))
    lines = [each.start_mark.line + 1 for each in read.node.value] if entries else []
    agreed: list[AgreedException] = []
    problems: list[Finding] = []
    for entry, line in zip(entries, lines, strict=True):
        said = _what_is_missing(entry)
        if said:
            problems.append(_bad(path, line, said))
        else:
            words = {name: str(entry[name]) for name in FIELDS[:4]}
            agreed.append(AgreedException(**words, until=entry["until"], line=line))
    return Exceptions(path, tuple(agreed), tuple(problems))


def _what_is_missing(entry: object) -> str:
    if not isinstance(entry, dict):
        return "an entry is not a list of `key: value` lines"
    missing = [name for name in FIELDS if not entry.get(name)]
    if missing:
        return f"an entry does not say {', '.join(missing)}"
    if type(entry["until"]) is not datetime.date:
        return f"the last day «{entry['until']}» is not a date"
    return ""


def _bad(path: str, line: int, what: str) -> Finding:
    fix = "write each entry with rule, where, why, owner and until (a date such as 2027-03-31)"
    return Finding(path, line, RULE, f"the file of exceptions cannot be used: {what}", fix)


def exceptions_of_this_book(place: Path = PLACE) -> Exceptions:
    """The exceptions of this repository."""
    source = place.read_text(encoding="utf-8") if place.is_file() else ""
    return read_exceptions(source, place.relative_to(TOP).as_posix())
