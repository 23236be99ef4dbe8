"""Sends the requests: paced, HEAD before GET, nothing private, and notes what came of each."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.sessions import REDIRECT_STATI
from requests.utils import requote_uri, select_proxy

from links.addresses import split
from links.answer import Answer, Ask, Hop
from links.pace import LONGEST_REST, Pace
from links.reading import PageSigns, read_signs
from links.settings import HEADERS, Settings

ASK_TO_WAIT = frozenset({429, 503})
# Some sites lead back to an address once or twice until their cookie is there; four times is a circle.
SAME_TARGET = 4
NAME_MISMATCH = frozenset({62, 64})  # OpenSSL: host name, IP address
UNTRUSTED = frozenset(
    {9, 10, 18, 19, 20, 21}
)  # not yet valid, expired, self-signed, issuer unknown
UNKNOWN_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})

ROBOTS_BYTES = 512 * 1024
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
OLD_FORMS = ipaddress.ip_network("::/96")


class Refused(requests.ConnectionError):
    """A request that was not sent, or failed, for a reason we can name in one word."""

    def __init__(self, trouble: str, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble
        self.detail = detail


class Notes(threading.local):
    """What happened to the link that this thread asks for; emptied by `take`."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin a new link."""
        self.statuses: list[int] = []
        self.hops: list[Hop] = []
        self.signs = PageSigns()
        self.trouble = ""
        self.detail = ""
        self.retry_after: float | None = None
        self.whole_page = False

    def take(self, ask: Ask) -> Answer:
        """The answer to `ask` from what was noted since the last call."""
        signs = self.signs
        answer = Answer(
            address=ask.address,
            url=ask.url,
            status=self.statuses[-1] if self.statuses else None,
            hops=tuple(self.hops),
            trouble=self.trouble,
            detail=self.detail,
            title=signs.title,
            heading=signs.heading,
            wall=signs.wall,
            empty=signs.empty,
            parked=signs.parked,
            missing=tuple(place for place in ask.anchors if signs.lacks(place)),
            retry_after=self.retry_after,
            handle_code=signs.handle_code,
        )
        self.clear()
        return answer


class PoliteAdapter(HTTPAdapter):
    """A transport for `requests` that both passes use, so that they judge by the same evidence.

    HEAD settles a redirect and a download. All else is asked again with GET, of which no more
    than the start of the page is read: some servers refuse HEAD, some answer it wrongly, and only
    the page can tell «not found» in disguise, a locked door, or a missing place on it.
    """

    def __init__(
        self,
        settings: Settings,
        pace: Pace,
        notes: Notes,
        whole_pages: Collection[str] = (),
        head_first: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._settings = settings
        self._pace = pace
        self._notes = notes
        self._whole_pages = frozenset(map(same_page, whole_pages))
        self._head_first = head_first

    def send(
        self, request: requests.PreparedRequest, stream: bool = False, **options: Any
    ) -> requests.Response:
        """Answer of the server to `request`; raises what `requests` raises, after noting it."""
        options.pop("timeout", None)
        if not stream:  # only LinkChecker's look at robots.txt is not streamed
            return self._robots(request, options)
        if not self._notes.statuses:
            self._notes.whole_page = self._is_doi(request) or (
                same_page(str(request.url)) in self._whole_pages
            )
        try:
            self._guard(request, options)
            response = self._ask(request, options)
            self._note(request, response)
        except requests.RequestException as error:
            self._notes.trouble, self._notes.detail = name_trouble(error)
            raise
        return response

    def _is_doi(self, request: requests.PreparedRequest) -> bool:
        return str(request.url).startswith(self._settings.doi_service)

    def _ask(self, request: requests.PreparedRequest, options: dict[str, Any]) -> requests.Response:
        if self._head_first and not self._is_doi(request):
            head = request.copy()
            head.method = "HEAD"
            try:
                response = self._send(head, self._settings.head_seconds, options)
            except requests.RequestException as error:
                if name_trouble(error)[0].startswith(("tls", "told-to-wait")):
                    raise
            else:
                if head_is_enough(response):
                    return response
                response.close()
                if self._pace.held_for(urlsplit(str(request.url)).netloc):
                    return response  # «too many requests»: a GET would be one more
        return self._send(request, self._settings.get_seconds, options)

    def _send(
        self, request: requests.PreparedRequest, seconds: float, options: dict[str, Any]
    ) -> requests.Response:
        host = urlsplit(str(request.url)).netloc
        held = self._pace.held_for(host)
        if held:
            self._notes.retry_after = held
            raise Refused("told-to-wait", f"{host} asked for a pause")
        self._pace.wait(host)
        response = super().send(request, stream=True, timeout=seconds, **options)
        if "LinkChecker" in response.headers:
            self._pace.lift(host)
        if response.status_code in ASK_TO_WAIT:
            wait = seconds_to_wait(response.headers.get("Retry-After"), datetime.now(UTC))
            self._notes.retry_after = wait
            if wait is not None or response.status_code == 429:
                self._pace.hold(host, self._settings.usual_wait if wait is None else wait)
        return response

    def _robots(
        self, request: requests.PreparedRequest, options: dict[str, Any]
    ) -> requests.Response:
        """Ask for a robots.txt; one that does not come forbids nothing.

        LinkChecker would call the link itself dead for one that hangs, and would take «you may not
        read these rules» for «stay away»; the standard (RFC 9309) takes it for no rules. No more
        is read than the standard asks for. The DOI service is made for programs, so its site's
        rules for robots do not speak of it.
        """
        if same_page(str(request.url))[0] == same_page(self._settings.doi_service)[0]:
            return no_rules(request)
        try:
            self._guard(request, options)
            self._pace.wait(urlsplit(str(request.url)).netloc)
            response = super().send(
                request, stream=True, timeout=self._settings.head_seconds, **options
            )
        except requests.Timeout as error:
            raise requests.ConnectionError(str(error)) from error
        body, _ = self._start_of(response, ROBOTS_BYTES)
        response._content, response._content_consumed = body, True
        if response.status_code in (401, 403):
            response.status_code = requests.codes.not_found
        return response

    def _guard(self, request: requests.PreparedRequest, options: Mapping[str, Any]) -> None:
        """Refuse a host that does not exist or that lies inside a private network."""
        if select_proxy(str(request.url), options.get("proxies") or {}):
            return  # the proxy resolves the name, and guards its own network
        host = urlsplit(str(request.url)).hostname or ""
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise Refused("malformed", str(error)) from error
        except socket.gaierror as error:
            unknown = error.errno in UNKNOWN_NAME
            raise Refused("dns-unknown" if unknown else "dns-later", str(error)) from error
        if self._settings.allow_private:
            return
        if not all(is_public(str(entry[4][0])) for entry in found):
            raise Refused("private", f"{host} lies inside a private network")

    def _note(self, request: requests.PreparedRequest, response: requests.Response) -> None:
        """Write down what came, and refuse a redirect that no browser would follow."""
        self._notes.statuses.append(response.status_code)
        location = response.headers.get("Location", "")
        if location and response.status_code in REDIRECT_STATI:
            target = web_address(str(request.url), location)
            self._hop(request, response.status_code, target)
            return
        kind = response.headers.get("Content-Type", "").lower()
        body, whole = b"", False
        if response.request.method == "GET":
            whole_page = self._notes.whole_page
            limit = self._settings.whole_page_bytes if whole_page else self._settings.page_bytes
            body, whole = self._start_of(response, limit)
        self._notes.signs = signs = read_signs(body, whole, kind, response.headers)
        if signs.onward and response.status_code == 200:
            self._send_on(request, response, signs.onward)

    def _hop(self, request: requests.PreparedRequest, status: int, target: str) -> None:
        """Note a redirect, and refuse one that goes round."""
        self._notes.hops.append(Hop(str(request.url), status, target))
        if sum(hop.target == target for hop in self._notes.hops) >= SAME_TARGET:
            raise Refused("loop", f"it leads to {target} again and again")

    def _send_on(
        self, request: requests.PreparedRequest, response: requests.Response, onward: str
    ) -> None:
        """Make a redirect of a page that sends its readers on, so that both programs follow it."""
        try:
            target = web_address(str(request.url), onward)
        except Refused:
            return  # a browser stays on the page
        if same_page(target) == same_page(str(request.url)):
            return
        self._hop(request, response.status_code, target)
        response.status_code = requests.codes.found
        response.headers["Location"] = target

    def _start_of(self, response: requests.Response, limit: int) -> tuple[bytes, bool]:
        """The first bytes of what came, and whether nothing of it is left."""
        end = time.monotonic() + self._settings.page_seconds
        body = b""
        try:
            for piece in pieces(response):
                body += piece
                if len(body) > limit or time.monotonic() > end:
                    response.close()
                    return body[:limit], False
        except (urllib3.exceptions.HTTPError, OSError):
            # The status stands, whatever is wrong with the page's encoding or its end.
            return body or b"?", False
        return body, True


def no_rules(request: requests.PreparedRequest) -> requests.Response:
    """The answer of a site that has no robots.txt, without asking it."""
    response = requests.Response()
    response.request, response.url = request, str(request.url)
    response.status_code = requests.codes.not_found
    response._content = b""
    return response


def is_public(address: str) -> bool:
    """True for the number of a machine on the open internet.

    Some numbers hold another inside them, which a translator on the way may follow.
    """
    number = ipaddress.ip_address(address.partition("%")[0])
    inner = None
    if number.version == 6:
        inner = number.ipv4_mapped or number.sixtofour
        if number in TRANSLATED:
            inner = ipaddress.IPv4Address(int(number) % 2**32)
    if inner:
        return is_public(str(inner))
    return number.is_global and not number.is_multicast and number not in OLD_FORMS


def pieces(response: requests.Response) -> Iterator[bytes]:
    """The decoded body, piece by piece, as it arrives."""
    while piece := response.raw.read1(16 * 1024, decode_content=True):
        yield piece


def same_page(url: str) -> tuple[str, str, str]:
    """What two spellings of one address have in common."""
    parts = split(url)
    host = parts.netloc.lower()
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode()
    return host, unquote(parts.path) or "/", unquote(parts.query)


def web_address(base: str, location: str) -> str:
    """Where a redirect leads; `requests` does not survive an address that is none."""
    try:
        # Headers are read as Latin-1; what is meant is UTF-8.
        target = requote_uri(urljoin(base, location.encode("latin-1").decode("utf-8", "replace")))
        scheme = urlsplit(target).scheme
    except ValueError as error:
        raise Refused("odd-redirect", str(error)) from error
    if scheme not in ("http", "https"):
        raise Refused("odd-redirect", f"to something of the kind {scheme}:")
    return target


def head_is_enough(response: requests.Response) -> bool:
    """True when HEAD says all that a GET would: where it leads, or that a download is there."""
    if response.status_code in REDIRECT_STATI:
        return bool(response.headers.get("Location"))
    kind = response.headers.get("Content-Type", "").lower()
    return (
        response.status_code == 200
        and bool(kind)
        and not re.match(r"text/|.*(html|json|xml)", kind)
        and response.headers.get("Content-Length") != "0"
    )


def name_trouble(error: BaseException) -> tuple[str, str]:
    """One word for what went wrong, from the causes of an exception, and the program's own words."""
    if isinstance(error, Refused):
        return error.trouble, error.detail
    detail = " ".join(str(error).split())[:240]
    chain = list(causes(error))
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            if cause.verify_code in NAME_MISMATCH:
                return "tls-name", detail
            return ("tls-trust" if cause.verify_code in UNTRUSTED else "tls"), detail
    kinds: list[tuple[type[BaseException] | tuple[type[BaseException], ...], str]] = [
        (requests.exceptions.InvalidURL, "malformed"),
        (UnicodeError, "malformed"),
        (ssl.SSLError, "tls"),
        (requests.exceptions.SSLError, "tls"),
        ((requests.Timeout, TimeoutError), "timeout"),
        (ConnectionRefusedError, "refused"),
        ((ConnectionError, urllib3.exceptions.ProtocolError), "reset"),
    ]
    for kind, word in kinds:
        if any(isinstance(cause, kind) for cause in chain):
            return word, detail
    return "unreachable", detail


def causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything that led to it; libraries keep the cause in several places."""
    waiting: list[Any] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def seconds_to_wait(value: str | None, now: datetime) -> float | None:
    """The seconds of a Retry-After header, given as a number or as a date; None when unreadable."""
    longest = LONGEST_REST.total_seconds()
    if re.fullmatch(r"\s*[0-9]+(\.[0-9]*)?\s*", value or ""):
        return min(float(value), longest)
    try:
        moment = parsedate_to_datetime(value or "")
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), longest)


def dress(session: requests.Session, settings: Settings, adapter: PoliteAdapter) -> None:
    """Give a session our headers and our transport."""
    session.headers.update({"User-Agent": settings.user_agent, **HEADERS})
    session.max_redirects = settings.redirects
    session.mount("https://", adapter)
    session.mount("http://", adapter)
