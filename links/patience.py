"""The second pass: asks again, with requests and urllib3, what the first could not settle."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import requests
import urllib3
from urllib3.exceptions import MaxRetryError

from links.addresses import host_of
from links.answer import Answer, Ask
from links.pace import Pace
from links.settings import Settings
from links.transport import Notes, PoliteAdapter, dress, seconds_to_wait

# 520 to 530 are what a content network says of a server behind it.
TRIES_AGAIN_ON = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 531)})


class PatientRetry(urllib3.Retry):
    """Retries that keep to Retry-After, and give up where it is longer than we want to wait.

    urllib3 shortens such a wait to `retry_after_max` and then asks too early, and it takes a
    header that it cannot read for the end of the conversation.
    """

    def get_retry_after(self, response: urllib3.BaseHTTPResponse) -> float | None:
        """The seconds to wait; None where the site does not say, or says nothing readable."""
        return seconds_to_wait(response.headers.get("Retry-After"), datetime.now(UTC))

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: urllib3.BaseHTTPResponse | None = None,
        *rest: Any,
        **more: Any,
    ) -> urllib3.Retry:
        """The next state of the retries; raises when there is to be no other try."""
        if response is not None:
            wait = self.get_retry_after(response)
            if wait is not None and wait >= self.retry_after_max:
                raise MaxRetryError(more.get("_pool"), url or "", None)
        return super().increment(method, url, response, *rest, **more)


def ask_again(asks: Sequence[Ask], settings: Settings, on_answer: Callable[[Answer], None]) -> None:
    """Ask each address with GET and retries, the addresses of one host one after the other."""
    notes = Notes()
    adapter = PoliteAdapter(
        settings,
        Pace(settings.pause_seconds),
        notes,
        whole_pages=[ask.url for ask in asks if ask.anchors],
        head_first=False,
        max_retries=PatientRetry(
            total=2,
            redirect=0,
            backoff_factor=1.0,
            status_forcelist=TRIES_AGAIN_ON,
            raise_on_status=False,
            retry_after_max=max(1, int(settings.longest_wait)),
        ),
    )
    hosts: dict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        hosts[host_of(ask.url)].append(ask)

    def visit(queue: list[Ask]) -> None:
        time.sleep(max(ask.wait for ask in queue))
        with requests.Session() as session:
            dress(session, settings, adapter)
            for ask in queue:
                on_answer(ask_one(session, ask, settings, notes))

    with ThreadPoolExecutor(max_workers=min(settings.threads, len(hosts))) as pool:
        list(pool.map(visit, hosts.values()))


def ask_one(session: requests.Session, ask: Ask, settings: Settings, notes: Notes) -> Answer:
    """The answer to one ask; whatever goes wrong is part of the answer."""
    try:
        # Closed at once: the transport has read what it needs of the page.
        session.get(ask.url, stream=True, verify=settings.ca_file or True).close()
    except requests.TooManyRedirects as error:
        notes.trouble, notes.detail = "loop", str(error)
    except requests.exceptions.InvalidURL as error:
        notes.trouble, notes.detail = "malformed", str(error)
    except requests.RequestException as error:
        notes.detail = notes.detail or str(error)
        notes.trouble = notes.trouble or "unreachable"
    return notes.take(ask)
