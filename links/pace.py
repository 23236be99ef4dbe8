"""Keeps a pause between two requests to one host, and leaves alone a host that asks for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

# No site is left alone for longer, whatever it says: a link must not fall silent for good.
LONGEST_REST = timedelta(weeks=4)


class Pace:
    """One clock for each host, shared by every thread.

    LinkChecker's own throttle sleeps while it holds the one lock of all hosts, so one busy host
    stops every thread, and it counts a link with its redirects as one request. This one hands out
    times under the lock and sleeps outside it, and counts every request.
    """

    def __init__(
        self,
        pause_seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause = pause_seconds
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._unlimited: set[str] = set()

    def wait(self, host: str) -> None:
        """Return when the next request to `host` may be sent."""
        with self._lock:
            now = self._clock()
            due = max(now, self._next.get(host, 0.0))
            self._next[host] = due + (0.0 if host in self._unlimited else self._pause)
        if due > now:
            self._sleep(due - now)

    def lift(self, host: str) -> None:
        """Let `host` be asked without a pause: it sent the header by which a site allows it."""
        with self._lock:
            self._unlimited.add(host)

    def hold(self, host: str, seconds: float) -> None:
        """Note that `host` wants to be left alone for `seconds`."""
        with self._lock:
            self._held[host] = max(self._held.get(host, 0.0), self._clock() + seconds)

    def held_for(self, host: str) -> float:
        """How many seconds `host` still wants to be left alone; 0 when it may be asked."""
        with self._lock:
            return max(0.0, self._held.get(host, 0.0) - self._clock())
