"""Reads, for links, the agreed exceptions that all checks share.

An entry of the rule `outside-link` names an address in `where`; `*` and `?` stand for any signs.
Its links are asked as ever and not reported until the day it ends.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from datetime import date

from booklint.waivers import Waiver

RULE = "outside-link"


def excepted(address: str, exceptions: Iterable[Waiver], today: date) -> Waiver | None:
    """The exception that covers a link today, if there is one."""
    return next((e for e in of_links(exceptions) if e.until >= today and covers(e, address)), None)


def of_links(exceptions: Iterable[Waiver]) -> list[Waiver]:
    """The exceptions that are about outside links."""
    return [each for each in exceptions if each.rule == RULE]


def covers(exception: Waiver, address: str) -> bool:
    """True when the exception names this address."""
    return fnmatch.fnmatchcase(address, exception.where)


def complaints(exceptions: Iterable[Waiver], working: Mapping[str, bool], today: date) -> list[str]:
    """What is to be said of exceptions that have ended or that nothing needs.

    `working` says of every link of the book whether it works.
    """
    said = []
    for each in of_links(exceptions):
        links = [address for address in working if covers(each, address)]
        if each.until < today:
            said.append(
                f"The exception for {each.where} ended on {each.until}: {each.owner}, mend "
                "the link and delete the entry, or agree on a new day."
            )
        elif not links:
            said.append(f"The exception for {each.where} covers no link of the book: delete it.")
        elif all(working[address] for address in links):
            said.append(f"The exception for {each.where} is not needed: the link works again.")
    return said
