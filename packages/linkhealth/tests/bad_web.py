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
            ROBOTS.get(self.behaviour, no_robots)(self)
        else:
            BEHAVIOURS[self.behaviour](self)

    def log_message(self, *words: Any) -> None:
        """Nothing: the tests print what matters."""

    @property
    def visits_before(self) -> int:
        """How often this behaviour was asked before, robots.txt apart."""
        mine = [v for v in self.server.visits if v[0] == self.behaviour and v[2] != "/robots.txt"]
        return len(mine) - 1

    def page(
        self,
        body: str | bytes = "<title>A page</title><h1>A page</h1>",
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

    def redirect(self, target: str, status: int = 302, **headers: str) -> None:
        """Answer with a redirect."""
        self.page("", status, Location=target, **headers)

    def here(self, path: str) -> str:
        return f"http://{self.headers['Host']}{path}"

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
BEHAVIOURS: dict[str, Behaviour] = {}
ROBOTS: dict[str, Behaviour] = {}


def behaviour(function: Behaviour) -> Behaviour:
    """Give a function the host name that it describes."""
    BEHAVIOURS[function.__name__.replace("_", "-")] = function
    return function


def robots(function: Behaviour) -> Behaviour:
    """Give the robots.txt of a host; the host's pages are in order."""
    name = function.__name__.replace("_", "-")
    ROBOTS[name] = function
    BEHAVIOURS[name] = fine
    return function


def no_robots(visitor: Visitor) -> None:
    visitor.page("", 404)


# --- Pages that are there --------------------------------------------------------------------


@behaviour
def fine(visitor: Visitor) -> None:
    visitor.page()


for name in ("xn--bcher-kva", "wrong-name", "self-signed", "expired"):
    BEHAVIOURS[name] = fine


@behaviour
def download(visitor: Visitor) -> None:
    visitor.page(b"%PDF-1.7" + b"x" * 1000, kind="application/pdf")


@behaviour
def drawing(visitor: Visitor) -> None:
    visitor.page("<svg><title>Not found</title></svg>", kind="image/svg+xml")


@behaviour
def kind_unsaid(visitor: Visitor) -> None:
    content = b"<title>Page not found</title>"
    visitor.send_response(200)
    visitor.send_header("Content-Length", str(len(content)))
    visitor.end_headers()
    if visitor.command == "GET":
        visitor.wfile.write(content)


@behaviour
def slow(visitor: Visitor) -> None:
    visitor.server.closing.wait(0.6)
    visitor.page()


@behaviour
def anchors(visitor: Visitor) -> None:
    visitor.page("<title>A page</title><h2 id='here'>Here</h2><a name='old'></a>")


@behaviour
def anchors_made_by_script(visitor: Visitor) -> None:
    visitor.page('<title>A page</title><script>show({"id": "here"})</script>')


@behaviour
def anchor_word_in_the_text(visitor: Visitor) -> None:
    visitor.page("<title>A page</title><h1>Lost and found</h1><p>What was lost.")


@behaviour
def anchors_made_of_headings(visitor: Visitor) -> None:
    text = "<p>Something to read, long enough. " * 20
    visitor.page(f"<title>A page</title><script src=a.js></script><h2>Set up!</h2>{text}")


@behaviour
def frame_for_a_script(visitor: Visitor) -> None:
    visitor.page("<title>A page</title><div id=app></div><script src=app.js></script>")


@behaviour
def long_page(visitor: Visitor) -> None:
    visitor.page(f"<title>A page</title>{'<p>Something to read.' * 5000}<h2 id=end>End</h2>")


@behaviour
def json_with_a_code(visitor: Visitor) -> None:
    visitor.page(json.dumps({"responseCode": 100}), kind="application/json")


@behaviour
def article_about_404(visitor: Visitor) -> None:
    visitor.page("<title>What a 404 page not found error means | Handbook</title>")


@behaviour
def wrong_charset(visitor: Visitor) -> None:
    visitor.page(b"<title>Caf\xe9 \xff\xfe</title>", kind="text/html; charset=klingon")


@behaviour
def wrong_gzip(visitor: Visitor) -> None:
    visitor.page("<title>A page</title>", Content_Encoding="gzip")


@behaviour
def right_gzip(visitor: Visitor) -> None:
    visitor.page(gzip.compress(b"<title>A page</title><i id='here'>"), Content_Encoding="gzip")


@behaviour
def shorter_than_said(visitor: Visitor) -> None:
    visitor.send_response(200)
    visitor.send_header("Content-Type", "text/html")
    visitor.send_header("Content-Length", "5000")
    visitor.end_headers()
    if visitor.command == "GET":
        visitor.wfile.write(b"<title>A page</title>")


@behaviour
def huge(visitor: Visitor) -> None:
    visitor.send_response(200)
    visitor.send_header("Content-Type", "text/html")
    visitor.send_header("Content-Length", str(HUGE))
    visitor.end_headers()
    if visitor.command == "GET":
        visitor.wfile.write(b"<title>A page</title>")
        sent, piece = 0, b"x" * 65536
        try:
            while sent < HUGE:
                visitor.wfile.write(piece)
                sent += len(piece)
        finally:
            visitor.server.sent["huge"] = max(visitor.server.sent["huge"], sent)


@behaviour
def body_that_never_ends(visitor: Visitor) -> None:
    visitor.send_response(200)
    visitor.send_header("Content-Type", "text/html")
    visitor.end_headers()
    if visitor.command == "GET":
        visitor.wfile.write(b"<title>A page</title>")
        visitor.drip(b"x", 0.1)


# --- Gone ---------------------------------------------------------------------------------------


@behaviour
def not_found(visitor: Visitor) -> None:
    visitor.page("<title>Nothing here</title>", 404)


@behaviour
def gone(visitor: Visitor) -> None:
    visitor.page("<title>Gone</title>", 410)


@behaviour
def gone_once(visitor: Visitor) -> None:
    visitor.page(status=404 if visitor.visits_before < 1 else 200)


@behaviour
def soft_404(visitor: Visitor) -> None:
    visitor.page("<title>Page not found | The Example Institute</title><h1>Sorry</h1>")


@behaviour
def soft_404_heading(visitor: Visitor) -> None:
    visitor.page("<title>The Example Institute</title><h1>404 – Page not found</h1>")


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
}


@behaviour
def soft_404_in(visitor: Visitor) -> None:
    """«Not found» in the language that the path names."""
    visitor.page(f"<title>{SOFT_404[visitor.path[1:]]} | Institute</title><h1>Institute</h1>")


@behaviour
def soft_404_in_latin_1(visitor: Visitor) -> None:
    title = f"<title>{SOFT_404['spanish']}</title>".encode("latin-1")
    visitor.page(title, kind="text/html; charset=iso-8859-1")


@behaviour
def soft_404_in_cyrillic(visitor: Visitor) -> None:
    title = f"<meta charset=windows-1251><title>{SOFT_404['russian']}</title>".encode("cp1251")
    visitor.page(title, kind="text/html")


@behaviour
def soft_404_in_shift_jis(visitor: Visitor) -> None:
    title = f"<title>{SOFT_404['japanese']}</title>".encode("shift_jis")
    visitor.page(title, kind="text/html; charset=Shift_JIS")


@behaviour
def soft_404_by_query(visitor: Visitor) -> None:
    wrong = visitor.path == "/page"
    visitor.redirect("/errors.aspx?aspxerrorpath=/page") if wrong else visitor.page()


PLACEHOLDERS = {
    "for-sale": "<title>example.com is for sale</title>",
    "parked": "<title>Parked domain name on our system</title>",
    "suspended": "<title>Account Suspended</title>",
    "not-set-up": "<title>Welcome to nginx!</title>",
    "lander": '<script>window.onload=function(){window.location.href="/lander"}</script>',
}


@behaviour
def placeholder(visitor: Visitor) -> None:
    visitor.page(PLACEHOLDERS[visitor.headers["Host"].partition(".")[0]])


for name in PLACEHOLDERS:
    BEHAVIOURS[f"{name}.placeholder"] = placeholder
del BEHAVIOURS["placeholder"]


@behaviour
def soft_404_by_redirect(visitor: Visitor) -> None:
    if visitor.path == "/404.html":
        visitor.page("<title>The Example Institute</title>")
    else:
        visitor.redirect("/404.html")


# --- Blocked -------------------------------------------------------------------------------------


def status_only(status: int) -> Behaviour:
    return lambda visitor: visitor.page("<title>No</title>", status)


for number in (400, 401, 403, 406, 418, 451, 500, 502, 520, 526, 999):
    BEHAVIOURS[f"status-{number}"] = status_only(number)


@behaviour
def challenge_403(visitor: Visitor) -> None:
    visitor.page("<title>Just a moment...</title>", 403, cf_mitigated="challenge")


@behaviour
def challenge_200(visitor: Visitor) -> None:
    visitor.page("<title>Are you a human?</title>")


@behaviour
def challenge_503(visitor: Visitor) -> None:
    visitor.page("<title>Attention Required! | Cloudflare</title>", 503)


@behaviour
def challenge_404(visitor: Visitor) -> None:
    visitor.page("<title>Access denied</title>", 404)


@behaviour
def challenge_by_script(visitor: Visitor) -> None:
    visitor.page('<head><script src="/_Incapsula_Resource?a=1"></script></head><body></body>')


@behaviour
def sign_in_form(visitor: Visitor) -> None:
    form = visitor.path == "/users/sign_in"
    visitor.page("<title>Hello</title>") if form else visitor.redirect("/users/sign_in")


@behaviour
def sign_in_elsewhere(visitor: Visitor) -> None:
    visitor.redirect(f"http://login.test:{visitor.server.http_port}/")


BEHAVIOURS["login"] = fine


@behaviour
def sign_in(visitor: Visitor) -> None:
    if visitor.path.startswith("/accounts/login"):
        visitor.page("<title>Sign in</title>")
    else:
        visitor.redirect("/accounts/login?next=/page")


@behaviour
def too_many_seconds(visitor: Visitor) -> None:
    first = visitor.visits_before == 0
    visitor.page(status=429 if first else 200, **({"Retry_After": "1"} if first else {}))


@behaviour
def too_many_date(visitor: Visitor) -> None:
    first = visitor.visits_before == 0
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    visitor.page(status=429 if first else 200, **({"Retry_After": soon} if first else {}))


@behaviour
def too_many_unsaid(visitor: Visitor) -> None:
    visitor.page(status=429 if visitor.visits_before == 0 else 200)


@behaviour
def too_many_for_an_hour(visitor: Visitor) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    visitor.page(status=429, Retry_After=later)


@behaviour
def too_many_always(visitor: Visitor) -> None:
    visitor.page(status=429, Retry_After="1")


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


def odd_wait(status: int, wait: str) -> Behaviour:
    return lambda visitor: visitor.page(status=status, Retry_After=wait)


for name, value in ODD_WAITS.items():
    BEHAVIOURS[f"429-{name}"] = odd_wait(429, value)
    BEHAVIOURS[f"503-{name}"] = odd_wait(503, value)


@robots
def robots_forbidden(visitor: Visitor) -> None:
    visitor.page("User-agent: *\nDisallow: /\n", kind="text/plain")


@robots
def robots_forbid_us(visitor: Visitor) -> None:
    visitor.page("User-agent: LinkChecker\nDisallow: /\n", kind="text/plain")


@robots
def robots_forbid_another(visitor: Visitor) -> None:
    visitor.page("User-agent: Other\nDisallow: /\n", kind="text/plain")


@robots
def robots_secret(visitor: Visitor) -> None:
    visitor.page(status=403)


@robots
def robots_without_end(visitor: Visitor) -> None:
    visitor.send_response(200)
    visitor.send_header("Content-Type", "text/plain")
    visitor.end_headers()
    visitor.drip(b"User-agent: Other\nDisallow: /\n", 0.1)


@robots
def robots_in_a_circle(visitor: Visitor) -> None:
    visitor.redirect("/robots.txt")


@robots
def robots_hang(visitor: Visitor) -> None:
    never_answers(visitor)


# --- Trouble --------------------------------------------------------------------------------------


@behaviour
def unavailable_once(visitor: Visitor) -> None:
    visitor.page(status=503 if visitor.visits_before < 1 else 200)


@behaviour
def unavailable_with_wait(visitor: Visitor) -> None:
    first = visitor.visits_before == 0
    visitor.page(status=503 if first else 200, **({"Retry_After": "1"} if first else {}))


@behaviour
def unavailable(visitor: Visitor) -> None:
    visitor.page(status=503)


@behaviour
def unavailable_with_odd_wait(visitor: Visitor) -> None:
    first = visitor.visits_before < 2
    visitor.page(status=503 if first else 200, **({"Retry_After": "soon"} if first else {}))


@behaviour
def network_trouble_at_first(visitor: Visitor) -> None:
    visitor.page(status=520 if visitor.visits_before < 2 else 200)


@behaviour
def empty_at_first(visitor: Visitor) -> None:
    visitor.page("") if visitor.visits_before < 1 else visitor.page()


@behaviour
def resets(visitor: Visitor) -> None:
    visitor.reset()


@behaviour
def resets_at_first(visitor: Visitor) -> None:
    visitor.reset() if visitor.visits_before < 1 else visitor.page()


@behaviour
def never_answers(visitor: Visitor) -> None:
    visitor.server.closing.wait(MAX_SECONDS)


@behaviour
def headers_that_never_end(visitor: Visitor) -> None:
    visitor.wfile.write(b"HTTP/1.1 200 OK\r\n")
    visitor.drip(b"X-More: x\r\n", 0.1)


@behaviour
def empty(visitor: Visitor) -> None:
    visitor.page("")


@behaviour
def no_content(visitor: Visitor) -> None:
    visitor.send_response(204)
    visitor.end_headers()


@behaviour
def no_http(visitor: Visitor) -> None:
    visitor.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")


# --- Redirects -------------------------------------------------------------------------------------


def steps(*statuses: int) -> Behaviour:
    """A chain of redirects: /1 with the first status to /2, and so on, to a page."""

    def walk(visitor: Visitor) -> None:
        step = int(visitor.path.rsplit("/", 1)[1])
        if step <= len(statuses):
            visitor.redirect(visitor.here(f"/step/{step + 1}"), statuses[step - 1])
        else:
            visitor.page()

    return walk


BEHAVIOURS["permanent"] = steps(301)
BEHAVIOURS["permanent-308"] = steps(308)
BEHAVIOURS["permanent-chain"] = steps(301, 308, 301)
BEHAVIOURS["permanent-then-passing"] = steps(301, 302)
BEHAVIOURS["passing"] = steps(302)
BEHAVIOURS["passing-chain"] = steps(302, 303, 307)
BEHAVIOURS["passing-then-permanent"] = steps(302, 301)
BEHAVIOURS["long-chain"] = steps(*[302] * 19)
BEHAVIOURS["endless-chain"] = steps(*[302] * 40)


@behaviour
def loop(visitor: Visitor) -> None:
    visitor.redirect(visitor.here("/b" if visitor.path == "/a" else "/a"))


@behaviour
def cookie_first(visitor: Visitor) -> None:
    if "seen=yes" in visitor.headers.get("Cookie", ""):
        visitor.page()
    else:
        visitor.redirect(visitor.path, Set_Cookie="seen=yes; Path=/")


@behaviour
def to_home(visitor: Visitor) -> None:
    visitor.page() if visitor.path == "/" else visitor.redirect("/")


@behaviour
def to_home_for_good(visitor: Visitor) -> None:
    visitor.page() if visitor.path == "/" else visitor.redirect("/", 301)


@behaviour
def to_home_in_a_language(visitor: Visitor) -> None:
    visitor.page() if visitor.path == "/en-gb/" else visitor.redirect("/en-gb/")


@behaviour
def to_home_with_a_mark(visitor: Visitor) -> None:
    lost = visitor.path == "/report"
    visitor.redirect("/index.aspx?utm_source=old&ref=x") if lost else visitor.page()


@behaviour
def to_department(visitor: Visitor) -> None:
    visitor.page() if visitor.path == "/ai" else visitor.redirect("/ai", 301)


@behaviour
def to_its_own_site(visitor: Visitor) -> None:
    visitor.redirect(f"http://the-hub.test:{visitor.server.http_port}/", 301)


BEHAVIOURS["the-hub"] = fine


@behaviour
def to_itself_for_good(visitor: Visitor) -> None:
    """A cookie first, and a careless status: the address stays the same."""
    if "seen=yes" in visitor.headers.get("Cookie", ""):
        visitor.page()
    else:
        visitor.redirect("/f%C3%BCr", 301, Set_Cookie="seen=yes; Path=/")


@behaviour
def to_a_visit(visitor: Visitor) -> None:
    here = visitor.path == "/page"
    visitor.redirect("/page;jsessionid=0A1B2C", 301) if here else visitor.page()


def onward(target: str, seconds: int = 0, around: str = "{}") -> str:
    """A page that sends its readers on without a redirect."""
    tag = f'<meta http-equiv="Refresh" content="{seconds}; URL=\'{target}\'">'
    return f"<title>Redirecting…</title>{around.format(tag)}<p>Follow us."


@behaviour
def onward_to_a_page(visitor: Visitor) -> None:
    visitor.page(onward("/new")) if visitor.path == "/page" else visitor.page()


@behaviour
def onward_to_nothing(visitor: Visitor) -> None:
    visitor.page(onward("/new")) if visitor.path == "/page" else visitor.page(status=404)


@behaviour
def onward_to_the_home_page(visitor: Visitor) -> None:
    visitor.page(onward("/")) if visitor.path == "/page" else visitor.page()


@behaviour
def onward_by_header(visitor: Visitor) -> None:
    here = visitor.path == "/page"
    visitor.page(Refresh="0;url=/new") if here else visitor.page(status=404)


@behaviour
def onward_after_five_minutes(visitor: Visitor) -> None:
    visitor.page(onward("/new", 300)) if visitor.path == "/page" else visitor.page(status=404)


@behaviour
def onward_without_scripts(visitor: Visitor) -> None:
    text = onward("/plain", around="<noscript>{}</noscript>")
    visitor.page(text) if visitor.path == "/page" else visitor.page(status=404)


@behaviour
def onward_to_itself(visitor: Visitor) -> None:
    visitor.page(onward("/page#top", 5))


@behaviour
def onward_in_a_circle(visitor: Visitor) -> None:
    visitor.page(onward("/b" if visitor.path == "/a" else "/a"))


@behaviour
def home_to_language(visitor: Visitor) -> None:
    visitor.page() if visitor.path == "/en/" else visitor.redirect("/en/")


@behaviour
def permanent_to_not_found(visitor: Visitor) -> None:
    visitor.redirect("/new", 301) if visitor.path == "/old" else visitor.page(status=404)


@behaviour
def permanent_to_forbidden(visitor: Visitor) -> None:
    visitor.redirect("/new", 301) if visitor.path == "/old" else visitor.page(status=403)


@behaviour
def secure(visitor: Visitor) -> None:
    """The same address with http leads to https."""
    if isinstance(visitor.connection, ssl.SSLSocket):
        visitor.page() if visitor.path != "/back" else visitor.redirect(back(visitor), 301)
    else:
        port = visitor.server.https_port
        visitor.redirect(f"https://secure.test:{port}{visitor.path}", 301)


def back(visitor: Visitor) -> str:
    """An address without https, as a careless site has it."""
    return f"http://fine.test:{visitor.server.http_port}/page"


@behaviour
def to_malformed(visitor: Visitor) -> None:
    visitor.redirect("http://[bad/", 301)


@behaviour
def to_nowhere(visitor: Visitor) -> None:
    visitor.page("", 302)


@behaviour
def to_script(visitor: Visitor) -> None:
    visitor.redirect("javascript:alert(1)")


@behaviour
def to_unknown_host(visitor: Visitor) -> None:
    visitor.redirect("http://unknown.test/page", 301)


@behaviour
def to_accents(visitor: Visitor) -> None:
    if visitor.path == "/old":
        visitor.send_response(301)
        visitor.send_header("Content-Length", "0")
        visitor.flush_headers()
        visitor.wfile.write("Location: /caf\u00e9\r\n\r\n".encode())
    else:
        visitor.page()


# --- What nobody foresaw at first ------------------------------------------------------------------


@behaviour
def to_latin_1(visitor: Visitor) -> None:
    """One raw byte in the address of a redirect, as old servers send it."""
    if visitor.path == "/old":
        visitor.raw(b"HTTP/1.1 302 Found\r\nLocation: /f\xfcr\r\nContent-Length: 0\r\n\r\n")
    else:
        visitor.page(status=200 if visitor.path == "/f%FCr" else 404)


@behaviour
def to_its_own_letters(visitor: Visitor) -> None:
    place = f"http://b\u00fccher.test:{visitor.server.http_port}/page".encode()
    visitor.raw(b"HTTP/1.1 302 Found\r\nLocation: " + place + b"\r\nContent-Length: 0\r\n\r\n")


@behaviour
def to_bad_punycode(visitor: Visitor) -> None:
    place = "http://xn--a\u0308\u00df--.x..test/".encode()
    visitor.raw(b"HTTP/1.1 302 Found\r\nLocation: " + place + b"\r\nContent-Length: 0\r\n\r\n")


@behaviour
def to_many_sessions(visitor: Visitor) -> None:
    lost = visitor.path == "/page"
    visitor.redirect(f"/n?{'sessid' * 10_800}", 301) if lost else visitor.page()


@behaviour
def bomb_in_a_redirect(visitor: Visitor) -> None:
    bomb = zipped(64 * 1024**2)
    lost = visitor.path == "/page"
    visitor.page(bomb, 302, Location="/new", Content_Encoding="gzip") if lost else visitor.page()


@behaviour
def bomb(visitor: Visitor) -> None:
    visitor.page(zipped(64 * 1024**2), Content_Encoding="gzip")


@cache
def zipped(length: int) -> bytes:
    return gzip.compress(b"<title>A page</title>" + bytes(length), 9)


@behaviour
def dripping_redirect(visitor: Visitor) -> None:
    if visitor.path == "/page":
        visitor.raw(b"HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 9999\r\n\r\n")
        visitor.drip(b"x", 0.1)
    else:
        visitor.page()


@behaviour
def early_hints(visitor: Visitor) -> None:
    visitor.raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
    visitor.page()


@behaviour
def nothing_but_hints(visitor: Visitor) -> None:
    visitor.raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50)


@behaviour
def pdf_that_is_gone(visitor: Visitor) -> None:
    visitor.page(b"", 200 if visitor.command == "HEAD" else 404, kind="application/pdf")


@behaviour
def onward_with_an_umlaut(visitor: Visitor) -> None:
    here = visitor.path == "/page"
    visitor.page(onward("/\u00fcber-uns/")) if here else visitor.page(
        status=200 if visitor.path == "/%C3%BCber-uns/" else 404
    )


@behaviour
def onward_from_a_base(visitor: Visitor) -> None:
    here = visitor.path == "/page"
    text = f"<base href='/l\u00e4nder/de/'>{onward('an.html')}"
    visitor.page(text) if here else visitor.page(
        status=200 if visitor.path == "/l%C3%A4nder/de/an.html" else 404
    )


@behaviour
def deep_json(visitor: Visitor) -> None:
    visitor.page("[" * 60_000, kind="application/json")


@behaviour
def header_flood(visitor: Visitor) -> None:
    visitor.raw(b"HTTP/1.1 200 OK\r\n" + b"X-More: x\r\n" * 5000 + b"\r\n<title>A page</title>")


@behaviour
def endless_header(visitor: Visitor) -> None:
    visitor.raw(b"HTTP/1.1 200 OK\r\nX-More: " + b"x" * 200_000 + b"\r\n\r\n<title>A page</title>")


@behaviour
def huge_cookie(visitor: Visitor) -> None:
    visitor.page(Set_Cookie="a=" + "\u00fc" * 20_000)


LENGTHS = {"negative": "-5", "word": "many", "huge": "9" * 5000, "two": "5, 7", "sign": "\u00b2"}


@behaviour
def length(visitor: Visitor) -> None:
    name = visitor.headers["Host"].partition(".")[0]
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {LENGTHS[name]}\r\n\r\n"
    visitor.raw(head.encode("latin-1") + b"<title>A page</title><h1>A page</h1>")


for name in LENGTHS:
    BEHAVIOURS[f"{name}.length"] = length
del BEHAVIOURS["length"]


@behaviour
def no_head(visitor: Visitor) -> None:
    """An answer of HTTP/0.9: nothing but the page."""
    visitor.raw(b"<title>A page</title>")


@behaviour
def packed_as(visitor: Visitor) -> None:
    visitor.page("<title>A page</title>", Content_Encoding=visitor.path[1:])


@behaviour
def charset_of(visitor: Visitor) -> None:
    visitor.page(b"<title>A p\xe4ge</title>", kind=f"text/html; charset={visitor.path[1:]}")


@behaviour
def bad_chunks(visitor: Visitor) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    visitor.raw(head + b"15\r\n<title>A page</title>\r\nzzzz\r\n")


@behaviour
def deep_page(visitor: Visitor) -> None:
    visitor.page("<title>A page</title>" + "<b><i><div>" * 5000)


# --- DOI -------------------------------------------------------------------------------------------


DOI_RECORDS = {
    "empty": json.dumps({"responseCode": 200}),
    "failed": json.dumps({"responseCode": 2}),
    "garbled": '{"responseCode": 1',
    "long": json.dumps({"values": ["x" * 200_000], "responseCode": 1}),
    "list": "[1]",
    "true": json.dumps({"responseCode": True}),
}


@behaviour
def doi(visitor: Visitor) -> None:
    """The resolver's handle service: the suffix of the DOI says what to answer."""
    name = visitor.path.rsplit("/", 1)[1]
    if name == "known":
        visitor.page(json.dumps({"responseCode": 1}), kind="application/json")
    elif name == "unknown":
        visitor.page(json.dumps({"responseCode": 100}), 404, kind="application/json")
    elif name in DOI_RECORDS:
        visitor.page(DOI_RECORDS[name], kind="application/json")
    elif name == "forbidden":
        visitor.page(status=403)
    elif name == "broken":
        visitor.page("<title>Service moved</title>", 404)
    else:
        visitor.page(status=502)


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


@contextmanager
def running(address: str = "127.0.0.1") -> Iterator[Running]:
    """Start both servers and stop them, with every handler, at the end."""
    zipped(64 * 1024**2)  # so that no visitor waits for it
    plain = Web((address, 0), Visitor)
    secure = Web((address, 0), Visitor)
    secure.socket = tls_context().wrap_socket(
        secure.socket, server_side=True, do_handshake_on_connect=False
    )
    for server in (plain, secure):
        server.http_port, server.https_port = plain.server_address[1], secure.server_address[1]
    with socket.socket() as unused:
        unused.bind((address, 0))  # bound and not listening: connections are refused
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
