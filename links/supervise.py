"""Runs both passes in child processes, and ends a child that a stubborn server holds up."""

from __future__ import annotations

import contextlib
import json
import queue
import re
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from links import ROOT
from links.addresses import host_of
from links.answer import Answer, Ask
from links.settings import Settings
from links.verdict import Verdict, judge

WORKER = (sys.executable, "-m", "links.worker")
# A second look at these would only repeat the first: the address is not one, the site does not want
# us, the certificate is what it is. Two requests have already run out of time for a «timeout».
SETTLED = frozenset(
    {"malformed", "private", "robots", "timeout", "unfinished", "tls-name", "tls-trust", "tls"}
)
START_SECONDS = 120.0
# LinkChecker takes these for malformed.
NUMBER_OF_SIX = re.compile(r"https?://\[[0-9a-f:.]+\](:\d+)?([/?#]|$)", re.IGNORECASE)


class WorkerError(RuntimeError):
    """The child process ended without doing its job."""


@dataclass(frozen=True)
class Round:
    """What a child process did: what it left unanswered, whether it came to its end by itself, and
    whether the machine is online."""

    unanswered: tuple[Ask, ...]
    ended: bool
    online: bool


def ask_twice(
    asks: Sequence[Ask],
    settings: Settings,
    on_answer: Callable[[Answer], None],
    worker: Sequence[str] = WORKER,
) -> bool:
    """Ask all, then ask again what is not settled; hand each final answer over as it is known.

    Returns False when nothing answered and not even well-known names resolve: this machine is
    offline, and no answer is worth anything.
    """
    again: list[Ask] = []
    by_address = {ask.address: ask for ask in asks}

    def sift(answer: Answer) -> None:
        if wants_second_look(answer, settings):
            again.append(replace(by_address[answer.address], wait=answer.retry_after or 0.0))
        else:
            on_answer(answer)

    online = ask_in_rounds("first", interleave(asks), settings, sift, worker)
    if again and online:
        online = ask_in_rounds("second", again, settings, on_answer, worker)
    return online


def wants_second_look(answer: Answer, settings: Settings) -> bool:
    """True when asking once more, a little later and with another program, may change the answer."""
    if answer.trouble:
        if (answer.retry_after or 0.0) > settings.longest_wait:
            return False
        if answer.trouble == "malformed" and NUMBER_OF_SIX.match(answer.url):
            return True
        return answer.trouble not in SETTLED
    status = answer.status or 0
    if status == 429 or (status == 503 and answer.retry_after is not None):
        return (answer.retry_after or 0.0) <= settings.longest_wait
    # HEAD alone told of a redirect: before an address is rewritten or reported, GET must say so too.
    return judge(answer).verdict not in (Verdict.FINE, Verdict.BLOCKED)


def interleave(asks: Iterable[Ask]) -> list[Ask]:
    """The asks in an order in which one host's addresses lie far apart."""
    hosts: dict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        hosts[host_of(ask.url)].append(ask)
    return [ask for turn in zip_longest(*hosts.values()) for ask in turn if ask is not None]


def ask_in_rounds(
    name: str,
    asks: Sequence[Ask],
    settings: Settings,
    on_answer: Callable[[Answer], None],
    worker: Sequence[str],
) -> bool:
    """Run one pass, with a new child for what an ended one had not begun; False when offline."""
    waiting = tuple(asks)
    online = True
    while waiting:
        outcome = one_round(name, waiting, settings, on_answer, worker)
        online = outcome.online
        if outcome.ended:  # LinkChecker gives up on a link that it cannot handle
            hanging, word, waiting = outcome.unanswered, "unreachable", ()
        else:  # first come, first served: the oldest are those that hang
            hanging, word = outcome.unanswered[: settings.threads], "unfinished"
            waiting = outcome.unanswered[settings.threads :]
        for ask in hanging:
            on_answer(Answer(ask.address, ask.url, trouble=word, detail="no answer was noted"))
    return online


def one_round(
    name: str,
    asks: Sequence[Ask],
    settings: Settings,
    on_answer: Callable[[Answer], None],
    worker: Sequence[str],
) -> Round:
    """Run one child until it is done or has said nothing for too long."""
    job = {
        "pass": name,
        "settings": settings.as_dictionary(),
        "asks": [ask.as_dictionary() for ask in asks],
    }
    patience = settings.stuck_seconds
    if name == "second":  # which waits as sites ask for, and does so between its tries as well
        patience += max(ask.wait for ask in asks) + 2 * settings.longest_wait
    left = {ask.address: ask for ask in asks}
    heard = False
    with subprocess.Popen(
        worker, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT
    ) as child:
        try:
            with contextlib.suppress(BrokenPipeError):  # it has ended; its code says why, below
                child.stdin.write(json.dumps(job) + "\n")
                child.stdin.flush()
            for message in messages(child.stdout, patience):
                if message.get("ready"):
                    continue
                if message.get("done"):
                    return Round(tuple(left.values()), ended=True, online=message["online"])
                answer = Answer.from_dictionary(message["answer"])
                heard = heard or answer.status is not None
                if left.pop(answer.address, None):
                    on_answer(answer)
                if heard and not left:  # LinkChecker's threads take another second to end
                    return Round((), ended=True, online=True)
        finally:
            child.kill()
    if child.returncode > 0:
        raise WorkerError(
            f"The program that asks the links ended with code {child.returncode}; "
            "its last words are above. No link is to blame."
        )
    return Round(tuple(left.values()), ended=False, online=True)


def messages(lines: Iterable[str], patience: float) -> Iterator[dict[str, Any]]:
    """Each message as it comes, until the lines end or nothing has come for `patience` seconds.

    The first one says that the child has started, which a busy machine may take long over.
    """
    box: queue.Queue[str | None] = queue.Queue()

    def listen() -> None:
        # Ending the child closes the pipe under this thread.
        with contextlib.suppress(ValueError):
            for line in lines:
                box.put(line)
        box.put(None)

    threading.Thread(target=listen, daemon=True).start()
    wait = max(patience, START_SECONDS)
    while True:
        try:
            line = box.get(timeout=wait)
        except queue.Empty:
            return
        if line is None:
            return
        yield json.loads(line)
        wait = patience
