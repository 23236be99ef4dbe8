"""Asks for one document: robots.txt, redirects, cookies, pages that send their readers on."""

import contextlib
import re
import threading
import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from urllib.robotparser import RobotFileParser

from linkhealth.addresses import header_text, host_of, joined, same_page, target
from linkhealth.answer import Answer, Ask, Hop
from linkhealth.exchange import REDIRECTS, Client, Response, seconds_to_wait
from linkhealth.guard import Network, Trouble
from linkhealth.pace import Pace
from linkhealth.page import read_signs
from linkhealth.settings import Settings

ASK_TO_WAIT = frozenset({429, 503})
DOMAIN = re.compile(r"(?i)domain=\.?([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
# Some sites lead back to an address once or twice until their cookie is there; four is a circle.
SAME_TARGET = 4
ROBOTS_BYTES = 512 * 1024  # as the standard (RFC 9309) asks for
ROBOTS_SECONDS = 4.0
ROBOTS_REDIRECTS = 5
MAX_COOKIES = 50  # of one link
MAX_COOKIE = 4096
# Trouble that a host has with everybody: three such links in a row, and it is left alone today.
HOST_TROUBLE = frozenset({"timeout", "unfinished", "refused", "reset", "unreachable", "dns-later"})


class Prober:
    """Asks documents, one at a time for each thread that uses it."""

    def __init__(self, settings: Settings, network: Network) -> None:
        self.settings = settings
        self.pace = Pace(settings.pause_seconds, settings.host_failures)
        self._client = Client(settings, network)
        self._rules: dict[str, RobotFileParser] = {}
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def ask(self, ask: Ask) -> Answer:
        """The answer to one ask. Whatever goes wrong is part of the answer; nothing is raised."""
        visit = _Visit(self, ask)
        answer = visit.answer
        try:
            visit.run()
        except Trouble as error:
            answer.trouble, answer.detail = error.word, error.detail
        except Exception as error:  # a mistake of ours, or a page that no parser survives
            answer.trouble, answer.detail = "odd-answer", f"{type(error).__name__}: {error}"[:240]
        if answer.trouble == "host-broken" and not answer.hops:
            answer.trouble, answer.unasked = "", "host"
        for anchor in ask.anchors:
            with contextlib.suppress(Exception):  # the benefit of the doubt
                if answer.page.lacks(anchor):
                    answer.missing += (anchor,)
        answer.page = replace(answer.page, text=None)  # it may be long, and nobody needs it now
        return answer

    def send(self, url: str, limit: int, seconds: float, cookies: str = "") -> Response:
        """One request, paced and counted; raises Trouble."""
        host = host_of(url)
        if self.pace.is_broken(host):
            raise Trouble("host-broken", f"{host} has failed several times in a row")
        self.pace.wait(host)
        try:
            response = self._client.get(url, limit, seconds, cookies)
        except Trouble as error:
            self.pace.note(host, error.word in HOST_TROUBLE)
            raise
        self.pace.note(host, response.status >= 500)
        return response

    def allows(self, url: str) -> bool:
        """False where the site's robots.txt asks us to stay away from this address.

        Rules that do not come, or that we may not read, forbid nothing. The DOI service is made for
        programs, so its site's rules for robots do not speak of it.
        """
        if url.startswith(self.settings.doi_service):
            return True
        scheme, host, port, path = target(url)
        site = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        with self._locks[site]:
            if site not in self._rules:
                self._rules[site] = self._fetch_rules(f"{site}/robots.txt")
        names = self.settings.robots_names
        return all(self._rules[site].can_fetch(name, path) for name in names)

    def _fetch_rules(self, url: str) -> RobotFileParser:
        rules, text = RobotFileParser(), ""
        try:
            for _ in range(ROBOTS_REDIRECTS):
                self.pace.wait(host_of(url))
                response = self._client.get(url, ROBOTS_BYTES, ROBOTS_SECONDS)
                if response.status in REDIRECTS and response.header("Location"):
                    url = joined(url, header_text(response.header("Location")))
                    continue
                if response.status == 200:
                    text = response.body.decode("utf-8-sig", "replace")
                break
            rules.parse(text.splitlines())
        except Exception:  # no rules that we could read
            rules.allow_all = True
        return rules


class _Visit:
    """One document on its way, with what was seen so far."""

    def __init__(self, prober: Prober, ask: Ask) -> None:
        self.prober, self.settings = prober, prober.settings
        self.answer = Answer(ask.address, ask.url)
        self.whole_page = bool(ask.anchors) or ask.url.startswith(self.settings.doi_service)
        self.end = time.monotonic() + self.settings.link_seconds
        self.cookies: dict[str, dict[str, str]] = defaultdict(dict)

    def run(self) -> None:
        """Follow the document to its end; raises Trouble."""
        url = self.answer.url
        while url:
            left = self.end - time.monotonic()
            if left <= 0:
                raise Trouble("unfinished", "its redirects took too long")
            if not self.prober.allows(url):
                raise Trouble("robots", "robots.txt")
            url = self._step(url, left)

    def _step(self, url: str, left: float) -> str:
        """Ask one address; returns the next one, or nothing at the end."""
        host, name = host_of(url), target(url)[1]
        settings = self.settings
        limit = settings.whole_page_bytes if self.whole_page else settings.page_bytes
        known = {
            key: text
            for domain, kept in self.cookies.items()
            if f".{name}".endswith(f".{domain}")
            for key, text in kept.items()
        }
        cookies = "; ".join(f"{key}={text}" for key, text in known.items())
        if held := self.prober.pace.held_for(host):
            self.answer.retry_after = held
            raise Trouble("told-to-wait", f"{host} asked for a pause")
        response = self.prober.send(url, limit, left, cookies)
        self.answer.status = response.status
        if response.status in ASK_TO_WAIT:
            wait = seconds_to_wait(response.header("Retry-After"), datetime.now(UTC))
            self.answer.retry_after = wait
            if wait is not None or response.status == 429:
                self.prober.pace.hold(host, settings.usual_wait if wait is None else wait)
        self._keep_cookies(name, response)
        location = response.header("Location")
        if location and response.status in REDIRECTS:
            return self._follow(url, response.status, joined(url, header_text(location)))
        self.answer.page = page = read_signs(
            response.body, response.whole, response.header("Content-Type").lower(), response.headers
        )
        if not page.onward or response.status != 200:
            return ""
        try:
            base = joined(url, page.base) if page.base else url
            onward = joined(base, page.onward)
        except Trouble:
            return ""  # a browser stays on the page
        if same_page(onward) == same_page(url):
            return ""
        return self._follow(url, response.status, onward)

    def _follow(self, url: str, status: int, onward: str) -> str:
        """Note a redirect, and refuse one that goes round or on and on."""
        self.answer.hops = hops = (*self.answer.hops, Hop(url, status, onward))
        if sum(hop.target == onward for hop in hops) >= SAME_TARGET:
            raise Trouble("loop", "it leads to one address again and again")
        if len(hops) > self.settings.redirects:
            raise Trouble("loop", "it redirects on and on")
        return onward

    def _keep_cookies(self, host: str, response: Response) -> None:
        """Remember the cookies of a host and of those below it, as many and as long as a browser would."""
        for header in (response.headers.get_all("Set-Cookie") or [])[:MAX_COOKIES]:
            text, *attributes = str(header)[:MAX_COOKIE].split(";")
            name, sign, content = text.strip().partition("=")
            named = (DOMAIN.fullmatch(each.strip()) for each in attributes)
            domain = next((each[1].lower() for each in named if each), host)
            # What a host says of others counts for none.
            kept = self.cookies[domain if f".{host}".endswith(f".{domain}") else host]
            if name and sign and text.isascii() and text.isprintable() and len(kept) < MAX_COOKIES:
                kept[name] = content
