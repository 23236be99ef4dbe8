"""The first pass: LinkChecker asks every address, with our transport and our log."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace

# LinkChecker makes a folder for plug-ins in the home of whoever runs it. It reads this when its
# configuration is made, so a run leaves nothing behind.
os.environ["XDG_DATA_HOME"] = tempfile.gettempdir()

from linkcheck.cache import results, robots_txt, urlqueue
from linkcheck.checker import get_url_from
from linkcheck.configuration import Configuration
from linkcheck.director import aggregator, check_urls
from linkcheck.logger import _Logger
from linkcheck.plugins import PluginManager

from links.answer import Answer, Ask
from links.pace import Pace
from links.settings import Settings
from links.transport import Notes, PoliteAdapter, dress

OnAnswer = Callable[[Answer], None]


class AnswerLogger(_Logger):
    """A log format of LinkChecker's: one `Answer` for each link, in the moment it is known."""

    LoggerName = "answer"

    def __init__(self, asks: Sequence[Ask], notes: Notes, on_answer: OnAnswer) -> None:
        super().__init__()
        self._asks = asks
        self._notes = notes
        self._on_answer = on_answer

    def log_url(self, url_data: object) -> None:
        """Join what LinkChecker says of a link with what our transport saw of it."""
        answer = self._notes.take(self._asks[int(url_data.name)])
        if not answer.trouble:
            answer = with_engine_words(answer, url_data.valid, url_data.result)
        self._on_answer(answer)

    def end_output(self, **kwargs: object) -> None:
        """Nothing is left to write."""


class PoliteAggregate(aggregator.Aggregate):
    """LinkChecker's run, with sessions that use our transport; the pace is kept there."""

    def __init__(self, settings: Settings, adapter: PoliteAdapter, *parts: object) -> None:
        super().__init__(*parts)
        self._settings = settings
        self._adapter = adapter

    def add_request_session(self) -> None:
        """Make the session of this thread."""
        super().add_request_session()
        dress(self.get_request_session(), self._settings, self._adapter)

    def wait_for_host(self, host: str) -> None:
        """Nothing: the transport waits, and for redirects and second requests too."""

    def set_maxrated_for_host(self, host: str) -> None:
        """Nothing: the transport reads that header."""


def with_engine_words(answer: Answer, valid: bool, result: str) -> Answer:
    """The answer with LinkChecker's verdict where no request, or only a redirect, was seen."""
    if answer.status is None:
        return replace(answer, trouble="robots" if valid else "malformed", detail=result)
    if not valid and answer.hops and answer.status < 400:
        return replace(answer, trouble="loop", detail=result)
    return answer


def ask_all(asks: Sequence[Ask], settings: Settings, on_answer: OnAnswer) -> None:
    """Ask every address once and hand each answer over as it comes, from many threads."""
    notes = Notes()
    adapter = PoliteAdapter(
        settings,
        Pace(settings.pause_seconds),
        notes,
        whole_pages=[ask.url for ask in asks if ask.anchors],
        pool_maxsize=settings.threads,
    )
    config = Configuration()
    config.update(
        logger=AnswerLogger(asks, notes, on_answer),
        pluginfolders=[],
        checkextern=True,
        recursionlevel=0,
        verbose=True,  # log the links that are fine as well
        status=False,
        threads=min(settings.threads, len(asks)),
        timeout=settings.get_seconds,
        maxhttpredirects=settings.redirects,
        useragent=settings.user_agent,
        # LinkChecker answers a link from its cache with the redirects of another link that led
        # there. Each address is asked once anyway, so the cache is closed.
        resultcachesize=-1,
        sslverify=settings.ca_file or True,
    )
    config.sanitize()
    run = PoliteAggregate(
        settings,
        adapter,
        config,
        urlqueue.UrlQueue(),
        robots_txt.RobotsTxt(settings.user_agent),
        PluginManager(config),
        results.ResultCache(config["resultcachesize"]),
    )
    for number, ask in enumerate(asks):
        try:
            run.urlqueue.put(get_url_from(ask.url, 0, run, name=str(number), extern=(0, 0)))
        except ValueError as error:  # LinkChecker does not expect «http://[»
            on_answer(Answer(ask.address, ask.url, trouble="malformed", detail=str(error)))
    check_urls(run)
