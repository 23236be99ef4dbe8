"""One run over the outside links: ask, judge, remember, and say what is due."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from links.addresses import document_of, doi_of, place_of
from links.answer import Answer, Ask
from links.book import Book
from links.errors import CannotRunError
from links.exceptions import complaints, excepted
from links.journal import Journal
from links.ledger import (
    Record,
    advance,
    after_run,
    day,
    fails_the_run,
    is_due,
    load,
    may_be_asked,
    save,
)
from links.lock import only_run
from links.settings import Settings
from links.supervise import WORKER, ask_twice
from links.verdict import ARCHIVE, Judgement, Verdict, judge

# A fragment that is an instruction to the browser or to a script, not the name of a place.
NO_PLACE = re.compile(r":~:|[/!?=&]|L\d+(-L?\d+)?$")
OFFLINE = (
    "Nothing answered, and well-known names cannot be looked up either: this machine seems to be "
    "offline. The run does not count; no link is to blame."
)


@dataclass(frozen=True)
class LinkState:
    """What one run knows of one link.

    `due` says that it is to be reported, `fails` that it fails the run.
    """

    address: str
    judgement: Judgement
    record: Record
    due: bool = False
    fails: bool = False


@dataclass(frozen=True)
class RunResult:
    """The state of every link that was asked, and what else its reader should know.

    `resting` are the links whose sites want to be left alone; what is known of them stands.
    """

    states: tuple[LinkState, ...]
    messages: tuple[str, ...] = ()
    resting: tuple[LinkState, ...] = ()

    @property
    def due(self) -> list[LinkState]:
        """The links that have failed often and long enough."""
        return [state for state in (*self.states, *self.resting) if state.due]

    @property
    def failed(self) -> bool:
        """True when at least one link fails the run."""
        return any(state.fails for state in self.states)

    def of(self, verdict: Verdict) -> list[LinkState]:
        """The links with one verdict."""
        return [state for state in self.states if state.judgement.verdict is verdict]


def run_all(
    book: Book,
    ledger_file: Path,
    now: datetime,
    settings: Settings,
    worker: Sequence[str] = WORKER,
    say: Callable[[str], None] = print,
) -> RunResult:
    """Ask every outside link of the book, and write down in the ledger what came of it.

    A run that was interrupted goes on where it stopped.
    """
    with only_run(ledger_file):
        return run_alone(book, ledger_file, now, settings, worker, say)


def run_alone(
    book: Book,
    ledger_file: Path,
    now: datetime,
    settings: Settings,
    worker: Sequence[str],
    say: Callable[[str], None],
) -> RunResult:
    """`run_all`, while no other run writes to the same ledger."""
    ledger, message = load(ledger_file, now)
    journal = Journal(ledger_file.with_name(f"{ledger_file.name}.run"))
    journal.begin(now, ledger.run)
    wanted = [a for a in book.links if may_be_asked(ledger.links.get(a), now)]
    asks = [ask for ask in asks_for(wanted, settings) if ask.address not in journal.answers]
    if journal.answers:
        say(f"Going on with an interrupted run: {len(journal.answers)} answers are already there.")
    say(f"Asking {len(asks)} outside addresses, with a pause between two questions to one site.")
    if asks and not ask_twice(asks, settings, journal.add, worker):
        journal.forget([ask.address for ask in asks])
        raise CannotRunError(OFFLINE)
    states, records = [], {}
    for address in wanted:
        answer = journal.answers[document_of(address)]
        judgement = judge(answer, address)
        wait = long_wait(answer, judgement, settings)
        record = advance(ledger.links.get(address), judgement, now, wait)
        records[address] = record
        states.append(state_of(address, judgement, record, book, now))
    save(after_run(ledger, records, book.links.keys(), now, journal.run), ledger_file)
    journal.end()
    resting = [
        state_of(address, remembered(record), record, book, now)
        for address in book.links
        if address not in records
        for record in [ledger.links[address]]
    ]
    working = {state.address: not state.judgement.failed for state in (*states, *resting)}
    notes = complaints(book.exceptions, working, now.date())
    messages = filter(None, [message, *book.messages, *notes])
    return RunResult(tuple(states), tuple(messages), tuple(resting))


def remembered(record: Record) -> Judgement:
    """What the last run that asked a link said of it."""
    return Judgement(
        Verdict(record.verdict),
        record.reason,
        f"Not asked: its site wants to be left alone until {day(record.leave_alone_until)}.",
        ARCHIVE,
        new_address=record.new_address,
    )


def state_of(
    address: str, judgement: Judgement, record: Record, book: Book, now: datetime
) -> LinkState:
    """What is known of a link now, with what follows from the policy and the exceptions."""
    due = is_due(record, now) and not excepted(address, book.exceptions, now.date())
    return LinkState(address, judgement, record, due, due and fails_the_run(record, now))


def ask_only(
    addresses: Sequence[str], settings: Settings, worker: Sequence[str] = WORKER
) -> dict[str, Judgement]:
    """The judgement of some links from asking them now, with no memory of earlier runs."""
    answers: dict[str, Answer] = {}
    asks = asks_for(addresses, settings)
    if asks and not ask_twice(asks, settings, lambda a: answers.update({a.address: a}), worker):
        raise CannotRunError(OFFLINE)
    return {address: judge(answers[document_of(address)], address) for address in addresses}


def asks_for(addresses: Iterable[str], settings: Settings) -> list[Ask]:
    """One ask for each document that some links lead to, a DOI at the resolver's own service."""
    return [
        Ask(
            address=document,
            url=f"{settings.doi_service}/{quote(doi)}" if (doi := doi_of(document)) else document,
            anchors=tuple(sorted(places)),
        )
        for document, places in documents_of(addresses).items()
    ]


def documents_of(addresses: Iterable[str]) -> Mapping[str, set[str]]:
    """The documents that some links lead to, each with the places on it that are linked to."""
    documents: dict[str, set[str]] = {}
    for address in addresses:
        places = documents.setdefault(document_of(address), set())
        place = place_of(address)
        if place and not NO_PLACE.search(place):
            places.add(place)
    return documents


def long_wait(answer: Answer, judgement: Judgement, settings: Settings) -> float | None:
    """How long a site wants to be left alone, where that is longer than one run waits."""
    asked = judgement.verdict in (Verdict.BLOCKED, Verdict.TROUBLE)
    wait = answer.retry_after or 0.0
    return wait if asked and wait > settings.longest_wait else None
