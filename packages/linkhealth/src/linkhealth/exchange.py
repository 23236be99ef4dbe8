"""One request and its answer, within bounds of time, bytes and memory that no server can pass."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import SimpleNamespace

import certifi

from linkhealth.addresses import PORTS, target
from linkhealth.guard import Network, Trouble
from linkhealth.pace import MAX_REST
from linkhealth.settings import Settings

REDIRECTS = frozenset({301, 302, 303, 307, 308})
NAME_MISMATCH = frozenset({62, 64})  # OpenSSL: host name, IP address
UNTRUSTED = frozenset(
    {9, 10, 18, 19, 20, 21}
)  # not yet valid, expired, self-signed, issuer unknown
MAX_HEAD = 256 * 1024  # the headers of an answer, with those of its forerunners
HEADER = re.compile(rb"[!-9;-~]+:|[ \t]")
SNIFFED = 1024  # of what is no page: enough to tell whether it is empty, or a page after all
HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.8",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
TROUBLES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (ssl.SSLError, "tls"),
    (TimeoutError, "timeout"),
    (ConnectionRefusedError, "refused"),
    ((ConnectionError, http.client.BadStatusLine, http.client.IncompleteRead), "reset"),
    (http.client.HTTPException, "odd-answer"),
    (OSError, "unreachable"),
)


@dataclass(frozen=True)
class Response:
    """What came: `whole` says that nothing of the body is left unread."""

    url: str
    status: int
    headers: Message = field(default_factory=Message)
    body: bytes = b""
    whole: bool = True

    def header(self, name: str) -> str:
        """One header, empty where there is none."""
        return str(self.headers.get(name) or "")


class _Answer(http.client.HTTPResponse):
    """An answer whose forerunners, as «103 Early Hints», are passed over."""

    def begin(self) -> None:
        whole, left, expects_status = self.fp, MAX_HEAD, True

        def readline(limit: int) -> bytes:
            nonlocal left, expects_status
            while True:
                line = whole.readline(limit)
                left -= len(line)
                if left < 0:
                    raise http.client.HTTPException(f"more than {MAX_HEAD} bytes of headers")
                # What is no header would end them for the parser, and a browser reads on.
                if expects_status or not line.strip() or HEADER.match(line):
                    expects_status = not line.strip()
                    return line

        self.fp = SimpleNamespace(readline=readline, close=whole.close)
        try:
            super().begin()
            while 100 <= self.status < 200:
                self.headers = self.msg = None
                super().begin()
        finally:
            self.fp = self.fp and whole  # which is closed where no body follows


class Deadline:
    """Ends a connection when its time is up, however busily the server drips."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.passed = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._strike)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.close()

    @property
    def left(self) -> float:
        """The seconds that are left, never quite none."""
        return max(0.05, self.end - time.monotonic())

    def watch(self, each: socket.socket) -> None:
        """Also end this one."""
        self._sockets.append(each)

    def _strike(self) -> None:
        self.passed = True
        for each in self._sockets:
            with contextlib.suppress(OSError):
                # Not the method of an SSL socket, which would change it under its reader.
                socket.socket.shutdown(each, socket.SHUT_RDWR)


class Client:
    """Sends one request at a time for each thread that uses it."""

    def __init__(self, settings: Settings, network: Network) -> None:
        self.settings = settings
        self.network = network
        self._tls = tls_context(settings.ca_file)

    def get(self, url: str, limit: int, seconds: float, cookies: str = "") -> Response:
        """The answer to GET, with the first `limit` bytes of a page; raises Trouble."""
        deadline = Deadline(min(seconds, self.settings.request_seconds))
        try:
            with deadline:
                return self._get(url, limit, cookies, deadline)
        except Trouble:
            raise
        except Exception as error:  # whatever it is, it is this link's trouble alone
            if deadline.passed and not isinstance(error, TimeoutError):
                raise Trouble(
                    "unfinished", "it was given up before the answer was there"
                ) from error
            raise Trouble(*name_trouble(error)) from error

    def _get(self, url: str, limit: int, cookies: str, deadline: Deadline) -> Response:
        scheme, host, port, path = target(url)
        sock = self.network.connect(host, port, min(deadline.left, self.settings.read_seconds))
        deadline.watch(sock)
        sock.settimeout(min(deadline.left, self.settings.read_seconds))
        if scheme == "https":
            sock = self._tls.wrap_socket(
                sock, server_hostname=host.rstrip("."), do_handshake_on_connect=False
            )
            deadline.watch(sock)
            sock.do_handshake()
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock  # it is connected already, and to the number that was judged
        connection.default_port = PORTS[scheme]
        connection.response_class = _Answer
        headers = {"User-Agent": self.settings.user_agent, **HEADERS}
        connection.request("GET", path, headers=headers | ({"Cookie": cookies} if cookies else {}))
        answer = connection.getresponse()
        if deadline.passed:  # the end of the connection looks like the end of the headers
            raise Trouble("unfinished", "its headers took too long")
        headers = answer.headers
        if answer.status in REDIRECTS and headers.get("Location"):
            return Response(
                url, answer.status, headers, b"", False
            )  # its body is nobody's business
        kind = str(headers.get("Content-Type") or "").lower()
        if kind and not any(word in kind for word in ("html", "json", "text")):
            limit = SNIFFED
        body, whole = self._body(answer, limit, deadline)
        return Response(url, answer.status, headers, body, whole)

    def _body(
        self, answer: http.client.HTTPResponse, limit: int, deadline: Deadline
    ) -> tuple[bytes, bool]:
        """The first bytes of a body, unpacked, and whether nothing of it is left."""
        end = min(deadline.end, time.monotonic() + self.settings.page_seconds)
        body = b""
        try:
            for piece in unpacked(answer, limit):
                body += piece
                if len(body) > limit or time.monotonic() > end:
                    return body[:limit], False
        except Exception:  # the status stands, whatever is wrong with the body
            return body or b"?", False
        return (body or b"?", False) if deadline.passed else (body, True)


def unpacked(answer: http.client.HTTPResponse, limit: int) -> Iterator[bytes]:
    """The body piece by piece, never more than `limit` and a little at a time in memory."""
    coding = str(answer.headers.get("Content-Encoding") or "").strip().lower()
    if coding in ("", "identity"):
        while piece := answer.read1(16 * 1024):
            yield piece
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(f"packed as {coding[:40]!r}, which nobody asked for")
    unpack = zlib.decompressobj(47)
    taken = 0
    while not unpack.eof and (piece := answer.read1(16 * 1024)):
        taken += len(piece)
        if taken == len(piece) and coding == "deflate" and piece[0] & 15 != 8:
            unpack = zlib.decompressobj(-15)
        yield unpack.decompress(piece, limit + 1)
        if unpack.unconsumed_tail or taken > limit:
            yield b" " * (limit + 1)  # more than anybody reads


def tls_context(ca_file: str) -> ssl.SSLContext:
    """The authorities that are trusted: those of `ca_file`, else the system's and Mozilla's."""
    context = ssl.create_default_context(cafile=ca_file or None)
    if not ca_file and Path(certifi.where()).is_file():
        context.load_verify_locations(certifi.where())
    # Newer Pythons are stricter than browsers are.
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    return context


def name_trouble(error: BaseException) -> tuple[str, str]:
    """One word for what went wrong, from the kind of an exception, and the program's own words."""
    detail = " ".join(f"{type(error).__name__}: {error}".split())[:240]
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in NAME_MISMATCH:
            return "tls-name", detail
        return ("tls-trust" if error.verify_code in UNTRUSTED else "tls"), detail
    return next((word for kind, word in TROUBLES if isinstance(error, kind)), "odd-answer"), detail


def seconds_to_wait(value: str, now: datetime) -> float | None:
    """The seconds of a Retry-After header, given as a number or as a date; None when unreadable."""
    longest = MAX_REST.total_seconds()
    if re.fullmatch(r"\s*[0-9]+(\.[0-9]*)?\s*", value[:500]):
        return min(float(value[:500]), longest)
    try:
        moment = parsedate_to_datetime(value[:500])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max(0.0, (moment - now).total_seconds()), longest)
    except (ValueError, OverflowError, TypeError):
        return None
