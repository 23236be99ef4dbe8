"""Web servers on 127.0.0.1 in which every host name is one way to misbehave.

`gone.test` answers «gone», `slow.test` takes its time: the first part of the name is the behaviour,
so each one has a host, a robots.txt and a pace of its own.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CERTIFICATES = Path(__file__).parent / "certificates"
AUTHORITY = CERTIFICATES / "test-only-authority.pem"
KEY = CERTIFICATES / "test-only-key.pem"
MAX_SECONDS = 90  # no handler lives longer, whatever the test forgets
HUGE = 2 * 1024**3
PAGE = "<title>A page</title><h1>A page</h1>"


class Web(ThreadingHTTPServer):
    """One server with a memory of who asked what."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.visits: list[tuple[str, str, str]] = []
        self.sent: Counter[str] = Counter()
        self.closing = threading.Event()
        self.http_port = self.https_port = 0
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: visitors of these pages hang up, and that is no news."""


class Visitor(BaseHTTPRequestHandler):
    """One request; the behaviours below call its helpers."""

    server: Web
    protocol_version = "HTTP/1.1"

    @property
    def behaviour(self) -> str:
        return self.headers.get("Host", "").split(":")[0].removesuffix(".test")

    def end_headers(self) -> None:
        self.send_header("Connection", "close")
        super().end_headers()

    def do_GET(self) -> None:
        self.server.visits.append((self.behaviour, self.command, self.path))
        if self.path == "/robots.txt":
            ROBOTS.get(self.behaviour, missing)(self)
        else:
            BEHAVIOURS[self.behaviour](self)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *words: Any) -> None:
        """Nothing: the tests print what matters."""

    @property
    def visits_before(self) -> int:
        """How often this behaviour was asked before, robots.txt apart."""
        mine = [v for v in self.server.visits if v[0] == self.behaviour and v[2] != "/robots.txt"]
        return len(mine) - 1

    def page(
        self,
        body: str | bytes = PAGE,
        status: int = 200,
        kind: str = "text/html; charset=utf-8",
        **headers: str,
    ) -> None:
        """Answer with a whole page."""
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def reset(self) -> None:
        """Break the connection off, as a crashed server does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def raw(self, data: bytes) -> None:
        """Send bytes as they are, and nothing after them."""
        self.close_connection = True
        self.wfile.write(data)
        self.wfile.flush()

    def drip(self, data: bytes, seconds: float) -> None:
        """Send one byte after the other, slowly, for as long as anybody listens."""
        end = time.monotonic() + MAX_SECONDS
        while time.monotonic() < end and not self.server.closing.is_set():
            for byte in data:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                if self.server.closing.wait(seconds):
                    return


Behaviour = Callable[[Visitor], None]
ROBOTS: dict[str, Behaviour] = {}
HTML = "Content-Type: text/html"


# --- What behaviours are made of --------------------------------------------------------------------


def page(*content: Any, **headers: Any) -> Behaviour:
    """A page, as `Visitor.page` takes it."""
    return lambda visitor: visitor.page(*content, **headers)


def redirect(target: str, status: int = 302, **headers: str) -> Behaviour:
    """A redirect; `{http}` and `{https}` in its target are the ports of the two servers."""

    def answer(visitor: Visitor) -> None:
        server = visitor.server
        place = target.format(http=server.http_port, https=server.https_port)
        visitor.page("", status, Location=place, **headers)

    return answer


def redirect_in_bytes(place: bytes, status: str = "302 Found") -> Behaviour:
    """A redirect whose target is sent as it is, in whatever encoding; `{http}` is our port."""

    def answer(visitor: Visitor) -> None:
        port = str(visitor.server.http_port).encode()
        target = place.replace(b"{http}", port)
        start = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: ".encode()
        visitor.raw(start + target + b"\r\n\r\n")

    return answer


def head(*headers: str, status: str = "200 OK") -> bytes:
    """The head of an answer with these headers and no others."""
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode("latin-1")


def raw(data: bytes) -> Behaviour:
    """These bytes, and nothing after them."""
    return lambda visitor: visitor.raw(data)


def dripping(start: bytes, data: bytes) -> Behaviour:
    """Some bytes, and then others one by one, for as long as anybody listens."""

    def answer(visitor: Visitor) -> None:
        visitor.raw(start)
        visitor.drip(data, 0.1)

    return answer


def at_first(times: int, behaviour: Behaviour) -> Behaviour:
    """One behaviour so many times, and then a sound page."""
    return lambda visitor: (behaviour if visitor.visits_before < times else fine)(visitor)


def at(path: str, behaviour: Behaviour, elsewhere: Behaviour | None = None) -> Behaviour:
    """One behaviour at a path, and a sound page or another behaviour at all others."""
    return lambda visitor: (behaviour if visitor.path == path else elsewhere or fine)(visitor)


def until_cookie(behaviour: Behaviour) -> Behaviour:
    """A sound page for who brings the cookie, and this behaviour for everybody else."""
    return lambda visitor: (fine if "seen=yes" in visitor.headers.get("Cookie", "") else behaviour)(
        visitor
    )


def steps(*statuses: int) -> Behaviour:
    """A chain of redirects: /step/1 with the first status to /step/2, and so on, to a page."""

    def walk(visitor: Visitor) -> None:
        step = int(visitor.path.rsplit("/", 1)[1])
        if step <= len(statuses):
            target = f"http://{visitor.headers['Host']}/step/{step + 1}"
            visitor.page("", statuses[step - 1], Location=target)
        else:
            visitor.page()

    return walk


def onward(target: str, seconds: int = 0, around: str = "{}") -> Behaviour:
    """A page that sends its readers on without a redirect."""
    tag = f'<meta http-equiv="Refresh" content="{seconds}; URL=\'{target}\'">'
    return page(f"<title>Redirecting…</title>{around.format(tag)}<p>Follow us.")


def after(**time: float) -> str:
    """A moment to come, as a header says it."""
    return format_datetime(datetime.now(UTC) + timedelta(**time), usegmt=True)


fine = page()
missing = page("<title>Nothing here</title>", 404)
too_many = page(status=429, Retry_After="1")

# --- Pages that are there --------------------------------------------------------------------


def huge(visitor: Visitor) -> None:
    """A page of two gigabytes, which counts how much of it was taken."""
    visitor.raw(head(HTML, f"Content-Length: {HUGE}") + b"<title>A page</title>")
    sent, piece = 0, b"x" * 65536
    try:
        while sent < HUGE:
            visitor.wfile.write(piece)
            sent += len(piece)
    finally:
        visitor.server.sent["huge"] = max(visitor.server.sent["huge"], sent)


def slow(visitor: Visitor) -> None:
    """A page that takes its time."""
    visitor.server.closing.wait(0.6)
    visitor.page()


READING = "<p>Something to read, long enough. "
BEHAVIOURS: dict[str, Behaviour] = {
    "fine": fine,
    "xn--bcher-kva": fine,
    "wrong-name": fine,
    "self-signed": fine,
    "expired": fine,
    "download": page(b"%PDF-1.7" + b"x" * 1000, kind="application/pdf"),
    "drawing": page("<svg><title>Not found</title></svg>", kind="image/svg+xml"),
    "kind-unsaid": raw(head("Content-Length: 29") + b"<title>Page not found</title>"),
    "slow": slow,
    "anchors": page("<title>A page</title><h2 id='here'>Here</h2><a name='old'></a>"),
    "anchors-made-by-script": page('<title>A page</title><script>show({"id": "here"})</script>'),
    "anchor-word-in-the-text": page(
        "<title>A page</title><h1>Lost and found</h1><p>What was lost."
    ),
    "anchors-made-of-headings": page(
        f"<title>A page</title><script src=a.js></script><h2>Set up!</h2>{READING * 20}"
    ),
    "frame-for-a-script": page(
        "<title>A page</title><div id=app></div><script src=app.js></script>"
    ),
    "long-page": page(f"<title>A page</title>{'<p>Something to read.' * 5000}<h2 id=end>End</h2>"),
    "json-with-a-code": page(json.dumps({"responseCode": 100}), kind="application/json"),
    "article-about-404": page("<title>What a 404 page not found error means | Handbook</title>"),
    "wrong-charset": page(b"<title>Caf\xe9 \xff\xfe</title>", kind="text/html; charset=klingon"),
    "wrong-gzip": page("<title>A page</title>", Content_Encoding="gzip"),
    "right-gzip": page(
        gzip.compress(b"<title>A page</title><i id='here'>"), Content_Encoding="gzip"
    ),
    "shorter-than-said": raw(head(HTML, "Content-Length: 5000") + b"<title>A page</title>"),
    "huge": huge,
    "body-that-never-ends": dripping(head(HTML) + b"<title>A page</title>", b"x"),
}

# --- Gone ---------------------------------------------------------------------------------------

SOFT_404 = {
    "catalan": "Pàgina no trobada",
    "chinese": "页面不存在",
    "czech": "Stránka nenalezena",
    "danish": "Siden blev ikke fundet",
    "dutch": "Pagina niet gevonden",
    "finnish": "Sivua ei löytynyt",
    "french": "Page introuvable",
    "german": "Fehler 404: Seite nicht gefunden",
    "italian": "Pagina non trovata",
    "japanese": "ページが見つかりません",
    "norwegian": "Siden ble ikke funnet",
    "polish": "Nie znaleziono strony",
    "portuguese": "Página não encontrada",
    "russian": "Страница не найдена",
    "spanish": "Página no encontrada",
    "swedish": "Sidan kunde inte hittas",
    "typographic": "Oops! That page can’t be found.",
    "german-sentence": "Die von Ihnen gesuchte Seite konnte nicht gefunden werden",
    "dutch-exclaimed": "Oeps! Pagina niet gevonden",
    "iis": "404 - File or directory not found.",
    "record": "Record not found",
    "arabic": "الصفحة غير موجودة",
    "hebrew": "הדף לא נמצא",
    "persian": "صفحه یافت نشد",
    "thai": "ไม่พบหน้า",
    "traditional-chinese": "找不到網頁",
    "vietnamese": "Không tìm thấy trang",
}
PLACEHOLDERS = {
    "for-sale": "<title>example.com is for sale</title>",
    "parked": "<title>Parked domain name on our system</title>",
    "suspended": "<title>Account Suspended</title>",
    "not-set-up": "<title>Welcome to nginx!</title>",
    "for-sale-in-german": "<title>example.com - Diese Website steht zum Verkauf!</title>",
    "as-installed": "<html><body><h1>It works!</h1></body></html>",
    "lander": '<script>window.onload=function(){window.location.href="/lander"}</script>',
}
BEHAVIOURS |= {
    "not-found": missing,
    "gone": page("<title>Gone</title>", 410),
    "gone-once": at_first(1, missing),
    "soft-404": page("<title>Page not found | The Example Institute</title><h1>Sorry</h1>"),
    "soft-404-heading": page("<title>The Example Institute</title><h1>404 – Page not found</h1>"),
    # In the language that the path names.
    "soft-404-in": lambda visitor: visitor.page(
        f"<title>{SOFT_404[visitor.path[1:]]} | Institute</title><h1>Institute</h1>"
    ),
    "soft-404-in-latin-1": page(
        f"<title>{SOFT_404['spanish']}</title>".encode("latin-1"),
        kind="text/html; charset=iso-8859-1",
    ),
    "soft-404-in-cyrillic": page(
        f"<meta charset=windows-1251><title>{SOFT_404['russian']}</title>".encode("cp1251"),
        kind="text/html",
    ),
    "soft-404-in-shift-jis": page(
        f"<title>{SOFT_404['japanese']}</title>".encode("shift_jis"),
        kind="text/html; charset=Shift_JIS",
    ),
    "soft-404-by-query": at("/page", redirect("/errors.aspx?aspxerrorpath=/page")),
    "soft-404-by-redirect": at(
        "/404.html", page("<title>The Example Institute</title>"), redirect("/404.html")
    ),
    "pdf-that-is-gone": lambda visitor: visitor.page(
        b"", 200 if visitor.command == "HEAD" else 404, kind="application/pdf"
    ),
    **{f"{name}.placeholder": page(text) for name, text in PLACEHOLDERS.items()},
}

# --- Blocked -------------------------------------------------------------------------------------

# What a Retry-After may hold beside what it should.
ODD_WAITS = {
    "negative": "-5",
    "huge": "9" * 400,
    "far": "Fri, 31 Dec 9999 23:59:59 -1200",
    "past": "Mon, 01 Jan 2001 00:00:00 GMT",
    "words": "soon",
    "no-date": "Foo, 99 Zzz 2026 99:99:99 GMT",
    "no-digit": "\u00b2",
}
DOORS = (401, 403, 406, 418, 423, 440, 451, 999)
FAILURES = (304, 400, 500, 502, 520, 526)
BEHAVIOURS |= {
    **{
        f"status-{number}": page("<title>No</title>", number) for number in (300, *DOORS, *FAILURES)
    },
    "challenge-403": page("<title>Just a moment...</title>", 403, cf_mitigated="challenge"),
    "challenge-200": page("<title>Are you a human?</title>"),
    "challenge-503": page("<title>Attention Required! | Cloudflare</title>", 503),
    "challenge-404": page("<title>Access denied</title>", 404),
    "challenge-by-script": page(
        '<head><script src="/_Incapsula_Resource?a=1"></script></head><body></body>'
    ),
    "sign-in-form": at("/users/sign_in", page("<title>Hello</title>"), redirect("/users/sign_in")),
    "sign-in-elsewhere": redirect("http://login.test:{http}/"),
    "login": fine,
    "sign-in": at(
        "/accounts/login?next=/page",
        page("<title>Sign in</title>"),
        redirect("/accounts/login?next=/page"),
    ),
    "too-many-seconds": at_first(1, too_many),
    "too-many-date": at_first(
        1, lambda visitor: visitor.page(status=429, Retry_After=after(seconds=2))
    ),
    "too-many-unsaid": at_first(1, page(status=429)),
    "too-many-for-an-hour": lambda visitor: visitor.page(status=429, Retry_After=after(hours=1)),
    "too-many-always": too_many,
    **{
        f"{status}-{name}": page(status=status, Retry_After=wait)
        for status in (429, 503)
        for name, wait in ODD_WAITS.items()
    },
}

# --- Trouble --------------------------------------------------------------------------------------


def never_answers(visitor: Visitor) -> None:
    """Nothing, for as long as the test takes."""
    visitor.server.closing.wait(MAX_SECONDS)


BEHAVIOURS |= {
    "unavailable-once": at_first(1, page(status=503)),
    "unavailable-with-wait": at_first(1, page(status=503, Retry_After="1")),
    "unavailable": page(status=503),
    "unavailable-with-odd-wait": at_first(2, page(status=503, Retry_After="soon")),
    "network-trouble-at-first": at_first(2, page(status=520)),
    "empty-at-first": at_first(1, page("")),
    "resets": Visitor.reset,
    "resets-at-first": at_first(1, Visitor.reset),
    "never-answers": never_answers,
    "headers-that-never-end": dripping(b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n"),
    "empty": page(""),
    "no-content": raw(head(status="204 No Content")),
    "no-http": raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
}

# A robots.txt; the pages of its host are in order.
ROBOTS |= {
    "robots-forbidden": page("User-agent: *\nDisallow: /\n", kind="text/plain"),
    "robots-forbid-us": page("User-agent: LinkChecker\nDisallow: /\n", kind="text/plain"),
    "robots-forbid-another": page("User-agent: Other\nDisallow: /\n", kind="text/plain"),
    "robots-secret": page(status=403),
    "robots-without-end": dripping(
        head("Content-Type: text/plain"), b"User-agent: Other\nDisallow: /\n"
    ),
    "robots-in-a-circle": redirect("/robots.txt"),
    "robots-hang": never_answers,
}
BEHAVIOURS |= dict.fromkeys(ROBOTS, fine)

# --- Redirects -------------------------------------------------------------------------------------


def secure(visitor: Visitor) -> None:
    """The same address with http leads to https, and «/back» carelessly back."""
    if not isinstance(visitor.connection, ssl.SSLSocket):
        redirect(f"https://secure.test:{{https}}{visitor.path}", 301)(visitor)
    elif visitor.path == "/back":
        redirect("http://fine.test:{http}/page", 301)(visitor)
    else:
        visitor.page()


BEHAVIOURS |= {
    "permanent": steps(301),
    "permanent-308": steps(308),
    "permanent-chain": steps(301, 308, 301),
    "permanent-then-passing": steps(301, 302),
    "passing": steps(302),
    "passing-chain": steps(302, 303, 307),
    "passing-then-permanent": steps(302, 301),
    "long-chain": steps(*[302] * 19),
    "endless-chain": steps(*[302] * 40),
    "loop": at("/a", redirect("/b"), redirect("/a")),
    "cookie-first": until_cookie(redirect("/page", Set_Cookie="seen=yes; Path=/")),
    # A careless status: the address stays the same.
    "to-itself-for-good": until_cookie(redirect("/f%C3%BCr", 301, Set_Cookie="seen=yes; Path=/")),
    "to-home": at("/", fine, redirect("/")),
    "to-home-for-good": at("/", fine, redirect("/", 301)),
    "to-home-in-a-language": at("/en-gb/", fine, redirect("/en-gb/")),
    "to-home-with-a-mark": at("/report", redirect("/index.aspx?utm_source=old&ref=x")),
    "to-department": at("/ai", fine, redirect("/ai", 301)),
    "to-its-own-site": redirect("http://the-hub.test:{http}/", 301),
    "the-hub": fine,
    "to-a-visit": at("/page", redirect("/page;jsessionid=0A1B2C", 301)),
    "to-a-ticket": at("/page", redirect("/page?ticket=ST-1", 301)),
    "to-consent": at("/page", redirect("/cookie-consent?return=%2Fpage", 301)),
    "to-a-lost-page-in-spanish": at("/page", redirect("/pagina-no-encontrada.html", 301)),
    "to-a-front-page-in-french": at("/page", redirect("/accueil", 301)),
    "to-a-country": at("/page", redirect("/us/en.html", 301)),
    "junk-among-headers": at(
        "/page",
        raw(
            b"HTTP/1.1 302 Found\r\nPHP Warning\r\nHTTP/1.1 302 Found\r\nX-Odd : a\r\n"
            b"Location: /new\r\nContent-Length: 0\r\n\r\n"
        ),
    ),
    "first.cookie": until_cookie(redirect("http://then.cookie.test:{http}/")),
    "then.cookie": redirect(
        "http://first.cookie.test:{http}/page", Set_Cookie="seen=yes; Domain=.cookie.test"
    ),
    "onward-to-a-page": at("/page", onward("/new")),
    "onward-to-nothing": at("/page", onward("/new"), missing),
    "onward-to-the-home-page": at("/page", onward("/")),
    "onward-by-header": at("/page", page(Refresh="0;url=/new"), missing),
    "onward-after-five-minutes": at("/page", onward("/new", 300), missing),
    "onward-without-scripts": at(
        "/page", onward("/plain", around="<noscript>{}</noscript>"), missing
    ),
    "onward-to-itself": onward("/page#top", 5),
    "onward-in-a-circle": at("/a", onward("/b"), onward("/a")),
    "home-to-language": at("/en/", fine, redirect("/en/")),
    "permanent-to-not-found": at("/old", redirect("/new", 301), missing),
    "permanent-to-forbidden": at("/old", redirect("/new", 301), page(status=403)),
    "secure": secure,
    "to-malformed": redirect("http://[bad/", 301),
    "to-nowhere": page("", 302),
    "to-script": redirect("javascript:alert(1)"),
    "to-unknown-host": redirect("http://unknown.test/page", 301),
    "to-accents": at("/old", redirect_in_bytes("/caf\u00e9".encode(), "301 Moved")),
}

# --- What nobody foresaw at first ------------------------------------------------------------------


@cache
def zipped() -> bytes:
    """Some megabytes in a few kilobytes."""
    return gzip.compress(b"<title>A page</title>" + bytes(64 * 1024**2), 9)


def early_hints(visitor: Visitor) -> None:
    """A page after two answers that are none."""
    visitor.raw(head("Link: </a.css>", status="103 Early Hints") + head(status="100 Continue"))
    visitor.page()


LENGTHS = {"negative": "-5", "word": "many", "huge": "9" * 5000, "two": "5, 7", "sign": "\u00b2"}
BEHAVIOURS |= {
    # One raw byte in the address of a redirect, as old servers send it.
    "to-latin-1": at("/old", redirect_in_bytes(b"/f\xfcr"), at("/f%FCr", fine, missing)),
    "to-its-own-letters": redirect_in_bytes("http://b\u00fccher.test:{http}/page".encode()),
    "to-bad-punycode": redirect_in_bytes("http://xn--a\u0308\u00df--.x..test/".encode()),
    "to-many-sessions": at("/page", redirect(f"/n?{'sessid' * 10_800}", 301)),
    "bomb-in-a-redirect": at(
        "/page",
        lambda visitor: visitor.page(zipped(), 302, Location="/new", Content_Encoding="gzip"),
    ),
    "bomb": lambda visitor: visitor.page(zipped(), Content_Encoding="gzip"),
    "dripping-redirect": at(
        "/page", dripping(head("Location: /new", "Content-Length: 9999", status="302 Found"), b"x")
    ),
    "early-hints": early_hints,
    "nothing-but-hints": raw(head(status="103 Early Hints") * 20_000),
    "onward-with-an-umlaut": at(
        "/page", onward("/\u00fcber-uns/"), at("/%C3%BCber-uns/", fine, missing)
    ),
    "onward-from-a-base": at(
        "/page",
        onward("an.html", around="<base href='/l\u00e4nder/de/'>{}"),
        at("/l%C3%A4nder/de/an.html", fine, missing),
    ),
    "deep-json": page("[" * 60_000, kind="application/json"),
    "header-flood": raw(
        b"HTTP/1.1 200 OK\r\n" + b"X-More: x\r\n" * 5000 + b"\r\n<title>A page</title>"
    ),
    "heavy-headers": raw(head(*["X-More: " + "x" * 60_000] * 80) + b"<title>A page</title>"),
    "endless-header": raw(head("X-More: " + "x" * 200_000) + b"<title>A page</title>"),
    "huge-cookie": page(Set_Cookie="a=" + "\u00fc" * 20_000),
    **{
        f"{name}.length": raw(head(HTML, f"Content-Length: {length}") + PAGE.encode())
        for name, length in LENGTHS.items()
    },
    # An answer of HTTP/0.9: nothing but the page.
    "no-head": raw(b"<title>A page</title>"),
    "packed-as": lambda visitor: visitor.page(
        "<title>A page</title>", Content_Encoding=visitor.path[1:]
    ),
    "charset-of": lambda visitor: visitor.page(
        b"<title>A p\xe4ge</title>", kind=f"text/html; charset={visitor.path[1:]}"
    ),
    "bad-chunks": raw(
        head(HTML, "Transfer-Encoding: chunked") + b"15\r\n<title>A page</title>\r\nzzzz\r\n"
    ),
    "deep-page": page("<title>A page</title>" + "<b><i><div>" * 5000),
}

# --- DOI -------------------------------------------------------------------------------------------

# The suffix of a DOI → what the resolver's handle service answers.
JSON = "application/json"
DOI_ANSWERS = {
    "known": page(json.dumps({"responseCode": 1}), kind=JSON),
    "unknown": page(json.dumps({"responseCode": 100}), 404, kind=JSON),
    "empty": page(json.dumps({"responseCode": 200}), kind=JSON),
    "failed": page(json.dumps({"responseCode": 2}), kind=JSON),
    "garbled": page('{"responseCode": 1', kind=JSON),
    "long": page(json.dumps({"values": ["x" * 200_000], "responseCode": 1}), kind=JSON),
    "list": page("[1]", kind=JSON),
    "true": page(json.dumps({"responseCode": True}), kind=JSON),
    "forbidden": page(status=403),
    "broken": page("<title>Service moved</title>", 404),
    "down": page(status=502),
}
BEHAVIOURS["doi"] = lambda visitor: DOI_ANSWERS[visitor.path.rsplit("/", 1)[1]](visitor)
# What the service's site asks of robots is not meant for programs that use the service.
ROBOTS["doi"] = ROBOTS["robots-forbidden"]


# --- Running it -------------------------------------------------------------------------------------


@dataclass
class Running:
    """The running web: its two ports and what was asked of it."""

    http: int
    https: int
    closed: int
    servers: tuple[Web, Web] = field(repr=False)

    def visits(self, name: str) -> list[tuple[str, str]]:
        """Method and path of each request to a behaviour, in order, robots.txt apart."""
        return [
            (method, path)
            for server in self.servers
            for behaviour_name, method, path in server.visits
            if behaviour_name == name and path != "/robots.txt"
        ]


def tls_context() -> ssl.SSLContext:
    """A context that picks its certificate by the name the visitor asks for."""

    def context(name: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(CERTIFICATES / f"test-only-{name}.pem", KEY)
        return made

    others = {f"{name}.test": context(name) for name in ("expired", "self-signed")}
    main = context("secure")

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = others.get(name or "", main)

    main.sni_callback = choose
    return main


BEHAVIOURS |= {
    # A page that calls itself a PDF.
    "soft-404-as-document": page(
        "<!doctype html><title>Page not found</title>", kind="application/pdf"
    ),
    "soft-404-by-front-page": at("/page", redirect("/?error=page_not_found")),
    # A form in the place of the page, and one beside it.
    "sign-in-at-once": page("<title>Anmelden – Institut</title><form><input type=password></form>"),
    "sign-in-beside": page(
        "<title>Rivers</title><h1>Rivers</h1><form>Sign in <input type=password></form>"
    ),
    "sign-in-in-french": at("/page", redirect("/connexion?retour=/page")),
    "to-backslashes": at("/old", redirect(r"\\fine.test:{http}\page")),
}


@contextmanager
def running() -> Iterator[Running]:
    """Start both servers and stop them, with every handler, at the end."""
    zipped()  # so that no visitor waits for it
    plain = Web(("127.0.0.1", 0), Visitor)
    secure = Web(("127.0.0.1", 0), Visitor)
    secure.socket = tls_context().wrap_socket(
        secure.socket, server_side=True, do_handshake_on_connect=False
    )
    for server in (plain, secure):
        server.http_port, server.https_port = plain.server_address[1], secure.server_address[1]
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        servers = (plain, secure)
        threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
        for thread in threads:
            thread.start()
        try:
            yield Running(plain.http_port, plain.https_port, unused.getsockname()[1], servers)
        finally:
            for server in servers:
                server.closing.set()
                server.shutdown()
                server.server_close()
            for thread in threads:
                thread.join()
