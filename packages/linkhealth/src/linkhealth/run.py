"""One run over the outside links: ask, judge, remember, and say what is due."""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from linkhealth.addresses import document_of, doi_of, place_of
from linkhealth.answer import Answer, Ask
from linkhealth.asking import Asker, ask_all
from linkhealth.book import Book
from linkhealth.ledger import (
    Ledger,
    Record,
    advance,
    day,
    fails_the_run,
    is_due,
    load,
    may_be_asked,
    only_run,
    save,
    written,
)
from linkhealth.settings import CannotRunError, Settings
from linkhealth.verdict import ARCHIVE, Judgement, Verdict, judge_safely
from linkhealth.waivers import notices, waived

log = logging.getLogger("linkhealth")

# A fragment that is an instruction to the browser or to a script, not the name of a place.
NO_PLACE = re.compile(r":~:|[/!?=&]|L\d+(C\d+)?(-L?\d+(C\d+)?)?$|lines?-\d+")
OFFLINE = (
    "Nothing answered, and well-known names cannot be looked up either: this machine seems to be "
    "offline. The run does not count; no link is to blame."
)
# Why a link was not asked → what is said of it.
UNASKED = {
    "rest": "Not asked: its site wants to be left alone until {until}.",
    "host": "Not asked today: its site failed several times in a row.",
    "time": "Not asked today: there was no time left for its site.",
}


@dataclass(frozen=True)
class LinkState:
    """What one run knows of one link.

    `unasked` says why it was not asked, a key of `UNASKED`; then what is known of it stands. `due`
    says that it is to be reported, `fails` that it fails the run.
    """

    address: str
    judgement: Judgement
    record: Record
    unasked: str = ""
    due: bool = False
    fails: bool = False


@dataclass(frozen=True)
class RunResult:
    """The state of every link in the order of the site, and what else its reader should know."""

    states: tuple[LinkState, ...]
    messages: tuple[str, ...] = ()

    @property
    def due(self) -> list[LinkState]:
        """The links that have failed often and long enough."""
        return [state for state in self.states if state.due]

    @property
    def failed(self) -> bool:
        """True when at least one link fails the run."""
        return any(state.fails for state in self.states)

    @property
    def asked(self) -> list[LinkState]:
        """The links that were asked."""
        return [state for state in self.states if not state.unasked]

    def of(self, verdict: Verdict) -> list[LinkState]:
        """The links that were asked and have one verdict."""
        return [state for state in self.asked if state.judgement.verdict is verdict]


def run_all(book: Book, now: datetime, asker: Asker = ask_all) -> RunResult:
    """Ask every outside link of the site, and write down in the ledger what came of it.

    Raises CannotRunError where another run holds the ledger or this machine is offline.
    """
    with only_run(book.ledger):
        ledger, message = load(book.ledger, now)
        wanted = [a for a in book.links if may_be_asked(ledger.links.get(a), now)]
        # Those that were asked longest ago come first, so that each has its turn on a host that
        # is soon left alone.
        asked = {address: max(r.fine, r.last_counted) for address, r in ledger.links.items()}
        wanted.sort(key=lambda address: asked.get(address, ""))
        answers = ask_for(wanted, book.settings, asker)
        states = tuple(
            state_of(address, answers.get(address), ledger.links.get(address), book, now)
            for address in book.links
        )
        # Of a link that was never asked nothing is known; one that has left the site is forgotten.
        known = {s.address: s.record for s in states if not s.unasked or s.address in ledger.links}
        save(Ledger(known, completed=written(now)), book.ledger)
    working = {state.address: not state.judgement.failed for state in states}
    said = [message, *book.messages, *notices(book.waivers, now.date(), working)]
    return RunResult(states, tuple(filter(None, said)))


def state_of(
    address: str, answer: Answer | None, before: Record | None, book: Book, now: datetime
) -> LinkState:
    """What is known of a link now, with what follows from the policy and the waivers.

    Without an answer its site wants to be left alone.
    """
    record = before or Record()
    unasked = answer.unasked if answer else "rest"
    if answer is None or unasked:
        says = UNASKED[unasked].format(until=day(record.leave_alone_until))
        judgement = Judgement(
            Verdict(record.verdict), record.reason, says, ARCHIVE, new_address=record.new_address
        )
    else:
        judgement = judge_safely(answer, address)
        record = advance(before, judgement, now, long_wait(answer, judgement, book.settings))
    due = is_due(record, now) and not waived(address, book.waivers, now.date())
    fails = due and not unasked and fails_the_run(record, now)
    return LinkState(address, judgement, record, unasked, due, fails)


def ask_for(addresses: Sequence[str], settings: Settings, asker: Asker) -> dict[str, Answer]:
    """The answer for each link, one for each document; raises CannotRunError when offline."""
    answers: dict[str, Answer] = {}
    asks = asks_for(addresses, settings)
    if asks and not asker(asks, settings, lambda a: answers.update({a.address: a})):
        raise CannotRunError(OFFLINE)
    for answer in answers.values():
        if answer.trouble in ("odd-answer", "unfinished"):
            log.warning("%.200r: %s: %.200r", answer.address, answer.trouble, answer.detail)
    return {address: answers[document_of(address)] for address in addresses}


def ask_only(
    addresses: Sequence[str], settings: Settings, asker: Asker = ask_all
) -> dict[str, Judgement]:
    """The judgement of some links from asking them now, with no memory of earlier runs."""
    return {
        address: Judgement(Verdict.FINE, "unasked", UNASKED[answer.unasked])
        if answer.unasked
        else judge_safely(answer, address)
        for address, answer in ask_for(addresses, settings, asker).items()
    }


def asks_for(addresses: Iterable[str], settings: Settings) -> list[Ask]:
    """One ask for each document that some links lead to, a DOI at the resolver's own service."""
    documents: dict[str, set[str]] = {}
    for address in addresses:
        places = documents.setdefault(document_of(address), set())
        place = place_of(address)
        if place and not NO_PLACE.search(place):
            places.add(place)
    return [
        Ask(
            address=document,
            url=f"{settings.doi_service}/{quote(doi)}" if (doi := doi_of(document)) else document,
            anchors=tuple(sorted(places)),
        )
        for document, places in documents.items()
    ]


def long_wait(answer: Answer, judgement: Judgement, settings: Settings) -> float | None:
    """How long a site wants to be left alone, where that is longer than one run waits."""
    asked = judgement.verdict in (Verdict.BLOCKED, Verdict.TROUBLE)
    wait = answer.retry_after or 0.0
    return wait if asked and wait > settings.longest_wait else None
