"""Keeps a pause between two requests to one host, and leaves alone a host that asks for it or fails."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta

# No site is left alone for longer, whatever it says: a link must not fall silent for good.
MAX_REST = timedelta(weeks=4)


class Pace:
    """One clock and one breaker for each host, shared by every thread.

    Times are handed out under the lock, and slept outside it.
    """

    def __init__(
        self,
        pause_seconds: float,
        host_failures: int = 3,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause = pause_seconds
        self._host_failures = host_failures
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next: dict[str, float] = defaultdict(float)
        self._held: dict[str, float] = defaultdict(float)
        self._failures: Counter[str] = Counter()

    def wait(self, host: str) -> None:
        """Return when the next request to `host` may be sent."""
        with self._lock:
            now = self._clock()
            due = max(now, self._next[host])
            self._next[host] = due + self._pause
        if due > now:
            self._sleep(due - now)

    def hold(self, host: str, seconds: float) -> None:
        """Note that `host` wants to be left alone for `seconds`."""
        with self._lock:
            self._held[host] = max(self._held[host], self._clock() + seconds)

    def held_for(self, host: str) -> float:
        """How many seconds `host` still wants to be left alone; 0 when it may be asked."""
        with self._lock:
            return max(0.0, self._held[host] - self._clock())

    def note(self, host: str, failed: bool) -> None:
        """Count a failure of the host itself; one good answer makes it begin anew."""
        with self._lock:
            self._failures[host] = self._failures[host] + 1 if failed else 0

    def is_broken(self, host: str) -> bool:
        """True when `host` has failed so often in a row that it is to be left alone today."""
        with self._lock:
            return self._failures[host] >= self._host_failures

    def forgive(self) -> None:
        """Count the failures of every host anew."""
        with self._lock:
            self._failures.clear()
