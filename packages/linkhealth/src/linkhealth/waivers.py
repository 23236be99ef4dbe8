"""Links that somebody has agreed to live with, each with an owner and a last day.

An entry of the rule `outside-link` names an address in `where`; `*` and `?` stand for any signs.
Its links are asked as ever and not reported until the day it ends. The end is said as a notice from
thirty days before; afterwards the weekly run keeps one issue about it. It never fails anything.
"""

import fnmatch
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from booklint.waivers import NOTICE_DAYS, OUTSIDE, Waiver

SAID_BEFORE = timedelta(days=NOTICE_DAYS)


def waived(address: str, waivers: Iterable[Waiver], today: date) -> Waiver | None:
    """The waiver that covers a link today, if there is one."""
    return next((w for w in of_links(waivers) if w.until >= today and covers(w, address)), None)


def of_links(waivers: Iterable[Waiver]) -> list[Waiver]:
    """The waivers that are about outside links."""
    return [each for each in waivers if each.rule == OUTSIDE]


def covers(waiver: Waiver, address: str) -> bool:
    """True when the waiver names this address."""
    return fnmatch.fnmatchcase(address, waiver.where)


def notices(
    waivers: Iterable[Waiver], today: date, working: Mapping[str, bool] | None = None
) -> list[str]:
    """What is to be said of waivers that have ended or will soon, and of those that nothing needs.

    `working` says of every link of the site whether it works; without it only the days count.
    """
    said = []
    for each in of_links(waivers):
        has_ended = each.until < today
        if each.until < today + SAID_BEFORE:
            said.append(
                f"The exception for {each.where} {'ended' if has_ended else 'ends'} on "
                f"{each.until}: {each.owner}, fix the link and delete the entry, or agree on a new day."
            )
        if working is None or has_ended:
            continue
        links = [works for address, works in working.items() if covers(each, address)]
        if not links:
            said.append(f"The exception for {each.where} covers no link of the site: delete it.")
        elif all(links):
            said.append(f"The exception for {each.where} is not needed: the link works again.")
    return said
