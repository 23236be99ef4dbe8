"""Asks many documents at once, host by host, and always comes to its end."""

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from linkhealth.addresses import host_of
from linkhealth.answer import Answer, Ask
from linkhealth.guard import Network
from linkhealth.opinion import second_opinion
from linkhealth.probe import Prober
from linkhealth.settings import Settings
from linkhealth.verdict import Verdict, judge_safely

# A second look at these would only repeat the first: the address is not one, the site does not want
# us, the certificate is what it is, the time has been given.
SETTLED = frozenset(
    {"malformed", "private", "robots", "timeout", "unfinished", "tls-name", "tls-trust"}
)
# 520 to 530 are what a content network says of a server behind it.
TRIES_AGAIN_ON = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 531)})
MAX_TRIES = 3
# What another program might see otherwise: not what the words of a page say, and not where only our
# bounds ended it.
TO_BE_CONFIRMED = frozenset(
    {"dns-unknown", "dns-later", "refused", "reset", "timeout", "unreachable", "tls-trust", "tls"}
)

OnAnswer = Callable[[Answer], None]
Asker = Callable[[Sequence[Ask], Settings, OnAnswer], bool]


def ask_all(
    asks: Sequence[Ask], settings: Settings, on_answer: OnAnswer, network: Network | None = None
) -> bool:
    """Ask all, then ask again what is not settled; hand one answer to each over.

    Links of one host are asked one after the other; a host that fails is left alone, and what there
    is no time for is answered as «not asked today». What still fails is believed only if
    LinkChecker does not reach it either. Returns False when nothing answered and not even
    well-known names resolve: this machine is offline, and no answer is worth anything.
    """
    network = network or Network(settings.allow_private)
    end = time.monotonic() + settings.run_seconds
    prober = Prober(settings, network)
    first = in_rounds(asks, prober.ask, settings, end)
    heard = any(answer.status is not None for answer in first.values())
    if asks and not heard and not network.any_resolves(settings.well_known_hosts):
        return False
    again = [ask for ask in asks if wants_second_look(first[ask.address], settings)]
    prober.pace.forgive()
    network.forget_failures()
    second = in_rounds(again, partial(ask_patiently, prober), settings, end, first)
    answers = {**first, **second}
    doubted = [ask.url for ask in asks if needs_confirmation(answers[ask.address], settings)]
    seconds = min(end - time.monotonic(), settings.host_seconds)
    reached = second_opinion(doubted, settings, network, seconds)
    for ask in asks:
        answer = answers[ask.address]
        on_answer(replace(answer, confirmed=True) if reached.get(ask.url) else answer)
    return True


def ask_patiently(prober: Prober, ask: Ask) -> Answer:
    """The last of a few answers, or the first that a server means; waits as the site asks for."""
    settings = prober.settings
    for number in range(MAX_TRIES):
        held = prober.pace.held_for(host_of(ask.url))
        if 0 < held <= settings.longest_wait:
            time.sleep(held)
        answer = prober.ask(ask)
        passing = answer.trouble and answer.trouble not in SETTLED and not answer.unasked
        if answer.status not in TRIES_AGAIN_ON and not passing:
            return answer
        if number + 1 == MAX_TRIES or (answer.retry_after or 0.0) > settings.longest_wait:
            return answer
        time.sleep(settings.retry_seconds * 2**number)
    raise AssertionError("the last try returns")


def in_rounds(
    asks: Sequence[Ask],
    ask_one: Callable[[Ask], Answer],
    settings: Settings,
    end: float,
    known: dict[str, Answer] | None = None,
) -> dict[str, Answer]:
    """One answer to each ask, the hosts side by side.

    Where there is no time left, or the host has failed too often, the answer `known` before stands.
    """
    hosts: dict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        hosts[host_of(ask.url)].append(ask)
    waiting: queue.SimpleQueue[list[Ask]] = queue.SimpleQueue()
    for host in hosts.values():
        waiting.put(host)
    answers: dict[str, Answer] = {}
    under_way: dict[int, Ask] = {}

    def work() -> None:
        while True:
            try:
                turn = waiting.get_nowait()
            except queue.Empty:
                return
            host_end = min(end, time.monotonic() + settings.host_seconds)
            for ask in turn:
                if time.monotonic() > host_end:
                    break
                under_way[threading.get_ident()] = ask
                answers[ask.address] = ask_one(ask)
            under_way.pop(threading.get_ident(), None)

    threads = [
        threading.Thread(target=work, daemon=True) for _ in range(min(settings.threads, len(hosts)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        # Each request ends by itself; this is for what nobody thought of.
        thread.join(max(0.0, end + settings.link_seconds - time.monotonic()))
    stuck = {ask.address for ask in under_way.values()}
    done = dict(answers)
    for ask in asks:
        answer = done.get(ask.address)
        if answer is None or (answer.unasked and known):
            before = (known or {}).get(ask.address)
            late = Answer(ask.address, ask.url, trouble="unfinished", detail="still under way")
            unasked = Answer(ask.address, ask.url, unasked="time")
            done[ask.address] = before or (late if ask.address in stuck else unasked)
    return done


def wants_second_look(answer: Answer, settings: Settings) -> bool:
    """True when asking once more, a little later, may change the answer."""
    if answer.unasked:
        return False
    if answer.trouble:
        short = (answer.retry_after or 0.0) <= settings.longest_wait
        return short and answer.trouble not in SETTLED
    status = answer.status or 0
    if status == 429 or (status == 503 and answer.retry_after is not None):
        return (answer.retry_after or 0.0) <= settings.longest_wait
    return judge_safely(answer).verdict not in (Verdict.FINE, Verdict.BLOCKED, Verdict.MOVED)


def needs_confirmation(answer: Answer, settings: Settings) -> bool:
    """True when another program might reach what ours did not.

    Not the words of a page, not the DOI service's record, not a host that asks for rest.
    """
    if not settings.second_opinion or answer.unasked or answer.retry_after is not None:
        return False
    sent_on = any(hop.status == 200 for hop in answer.hops)  # LinkChecker stays on the page
    if answer.url != answer.address or sent_on:
        return False
    if answer.trouble:
        return answer.trouble in TO_BE_CONFIRMED
    failed = judge_safely(answer).verdict in (Verdict.GONE, Verdict.TROUBLE)
    return failed and (answer.status or 0) >= 400
