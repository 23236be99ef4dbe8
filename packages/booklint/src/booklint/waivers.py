"""Waivers: findings that somebody has agreed to live with, each with an owner and a last day."""

from __future__ import annotations

import datetime
import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from booklint.finding import Finding

FIELDS = ("rule", "where", "what", "why", "owner", "until")
RULE = "waivers"
OUTSIDE = "outside-link"
"""Waivers of this name are about what a link checker finds, and are left to it."""

NOTICE_DAYS = 30


@dataclass(frozen=True)
class Waiver:
    """One agreed waiver.

    `where` is a path from the folder of the settings (`*` and `?` allowed) or `path:line`; `what`
    is the target of the finding, or words of its message that stand there as a whole.
    """

    rule: str
    where: str
    what: str
    why: str
    owner: str
    until: datetime.date
    line: int
    path: str

    def covers(self, finding: Finding) -> bool:
        """Whether this waiver excuses that finding."""
        places = (finding.path, f"{finding.path}:{finding.line}")
        return (
            finding.rule == self.rule
            and any(fnmatch.fnmatchcase(place, self.where) for place in places)
            and self._names(finding)
        )

    def _names(self, finding: Finding) -> bool:
        if finding.target:
            return finding.target == self.what
        whole = rf"(?<![\w/.-]){re.escape(self.what)}(?![\w/?#&=%-]|\.\w)"
        return bool(re.search(whole, finding.message))

    def as_dictionary(self) -> dict[str, Any]:
        """The waiver as JSON gives it."""
        return {**vars(self), "until": self.until.isoformat()}


def ended(waivers: Iterable[Waiver], today: datetime.date) -> list[Waiver]:
    """The waivers whose last day lies before today."""
    return [each for each in waivers if each.until < today]


def apply(
    waivers: Iterable[Waiver], findings: Iterable[Finding], today: datetime.date, *, whole: bool
) -> tuple[list[Finding], int]:
    """Take out what is excused; give what is left and the number of waivers used.

    A date alone never fails anybody's run: a waiver that has ended goes on excusing and is a notice,
    as one is that ends within thirty days. One that excuses nothing is a finding when the `whole`
    book was looked at.
    """
    ours = [each for each in waivers if each.rule != OUTSIDE]
    used: set[Waiver] = set()
    kept: list[Finding] = []
    for finding in findings:
        covering = [each for each in ours if each.covers(finding)]
        used.update(covering)
        if not covering:
            kept.append(finding)
    for each in ours:
        name = f"the waiver for {each.rule} at {each.where}"
        message, fix, level = "", "", "notice"
        if whole and each not in used:
            message, fix = f"{name} is not needed: nothing is found there", "delete the entry"
            level = "finding"
        elif each.until < today:
            message = f"{name} ended on {each.until}"
            fix = f"fix what it excuses and delete it, or agree on a new day with {each.owner}"
        elif (each.until - today).days <= NOTICE_DAYS:
            message = f"{name} ends on {each.until}"
            fix = f"fix what it excuses before then, or renew it with {each.owner}"
        if message:
            kept.append(Finding(each.path, each.line, RULE, message, fix, level))
    return sorted(kept), len(used)
