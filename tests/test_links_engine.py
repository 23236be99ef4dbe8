"""The asking itself: polite to each site, fast over many, and never held up by one."""

import dataclasses
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from links import ROOT
from links.answer import Answer, Ask, Hop
from links.pace import LONGEST_REST, Pace
from links.settings import Settings
from links.supervise import ask_twice, interleave, wants_second_look
from links.transport import is_public, name_trouble, seconds_to_wait
from links.verdict import Verdict, judge
from tests.servers import bad_web
from tests.servers.fast import FAST, WORKER

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Distant(BaseHTTPRequestHandler):
    """A page on a site that takes 0.2 s to answer, as one far away does."""

    def do_GET(self):
        self.server.times.append(time.monotonic())
        if "hangs" in self.path:
            self.server.closing.wait(60)
            return
        self.server.closing.wait(0.2)
        content = b"<title>A page</title>"
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def do_HEAD(self):
        self.do_GET()

    def log_message(self, *words):
        pass


class Site(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address):
        self.closing = threading.Event()
        self.times = []
        super().__init__((address, 0), Distant)

    def handle_error(self, request, client_address):
        pass


@contextmanager
def site_at(address):
    site = Site(address)
    thread = threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        site.shutdown()
        site.server_close()
        thread.join()


def test_300_links_on_thirty_sites_of_which_some_hang_take_less_than_half_a_minute():
    """With the settings that are used in earnest: nothing here allows more than usual haste."""
    with ExitStack() as stack:
        sites = [stack.enter_context(site_at(f"127.0.0.{n}")) for n in range(1, 31)]
        asks = []
        for number, site in enumerate(sites):
            for link in range(10):
                name = "hangs" if link == 5 and number % 6 == 0 else "page"
                host, port = site.server_address
                address = f"http://{host}:{port}/{name}/{link}"
                asks.append(Ask(address, address))
        answers = []
        begun = time.monotonic()
        ask_twice(asks, Settings(allow_private=True), answers.append)
        took = time.monotonic() - begun
        pauses = [
            later - earlier
            for site in sites
            for earlier, later in zip(sorted(site.times), sorted(site.times)[1:], strict=False)
        ]
    assert Counter(judge(answer).verdict for answer in answers) == {
        Verdict.FINE: 295,
        Verdict.TROUBLE: 5,
    }
    assert took < 30, f"{took:.1f} s"
    # The pause is kept where the requests are sent; a busy machine blurs it where they arrive.
    assert sum(pauses) / len(pauses) > 0.8 * Settings().pause_seconds


def test_servers_that_never_finish_are_given_up_however_many_they_are():
    """With two threads, five such servers hold all threads up more than once."""
    names = ["headers-that-never-end"] * 5
    with bad_web.running() as web:
        asks = [
            Ask(address, address)
            for number, name in enumerate(names)
            for address in [f"http://{name}.test:{web.http}/{number}"]
        ]
        fine = f"http://fine.test:{web.http}/page"
        asks.append(Ask(fine, fine))
        answers = []
        settings = dataclasses.replace(FAST, threads=2, stuck_seconds=3)
        assert ask_twice(asks, settings, answers.append, WORKER) is True
    assert Counter(judge(answer).reason for answer in answers) == {"unfinished": 5, "": 1}


def test_a_machine_that_is_slow_to_start_blames_no_link():
    """The patience with silent servers begins when the asking does."""
    late = "import time; time.sleep(1.5); from links.worker import main; main()"
    answers = []
    with site_at("127.0.0.1") as site:
        address = f"http://127.0.0.1:{site.server_address[1]}/page"
        settings = dataclasses.replace(FAST, stuck_seconds=1)
        asks = [Ask(address, address)]
        ask_twice(asks, settings, answers.append, (sys.executable, "-c", late))
    assert [judge(answer).verdict for answer in answers] == [Verdict.FINE]


def test_a_child_whose_parent_has_died_leaves_without_a_word():
    """Whoever interrupts a run does not want to read LinkChecker's report of a broken pipe."""
    asks = [Ask("http://[", "http://[").as_dictionary()]
    job = {"pass": "first", "settings": FAST.as_dictionary(), "asks": asks}
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(WORKER, text=True, cwd=ROOT, **pipes) as child:
        child.stdout.close()
        child.stdin.write(json.dumps(job) + "\n")
        child.stdin.flush()
        assert (child.stderr.read(), child.wait(60)) == ("", 1)


def test_one_host_is_asked_with_a_pause_whichever_thread_asks():
    clock = [100.0]
    slept = []
    pace = Pace(0.5, clock=lambda: clock[0], sleep=slept.append)
    for _ in range(3):
        pace.wait("one.example")
    pace.wait("two.example")
    assert slept == [0.5, 1.0]


def test_a_site_may_allow_haste():
    slept = []
    pace = Pace(0.5, clock=lambda: 100.0, sleep=slept.append)
    pace.lift("one.example")
    for _ in range(3):
        pace.wait("one.example")
    assert slept == []


def test_a_site_that_asks_for_a_pause_is_held_for_that_long():
    clock = [100.0]
    pace = Pace(0.5, clock=lambda: clock[0])
    pace.hold("one.example", 30)
    pace.hold("one.example", 10)
    assert pace.held_for("one.example") == 30
    assert pace.held_for("two.example") == 0
    clock[0] = 131.0
    assert pace.held_for("one.example") == 0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("Mon, 23 Nov 2026 12:00:30", 30.0),
        ("soon", None),
        ("-5", None),
        ("1.5", 1.5),
        ("²", None),
        ("9" * 400, LONGEST_REST.total_seconds()),
        ("Fri, 31 Dec 9999 23:59:59 -1200", LONGEST_REST.total_seconds()),
        ("Foo, 99 Zzz 2026 99:99:99 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value, seconds):
    assert seconds_to_wait(value, NOW) == seconds


def test_the_addresses_of_one_host_are_asked_far_apart():
    asks = [
        Ask(f"http://{host}.example/{n}", f"http://{host}.example/{n}")
        for host in "abc"
        for n in range(2)
    ]
    assert [ask.address[7] for ask in interleave(asks)] == list("abcabc")


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        ({"status": 200}, False),
        ({"status": 404}, True),
        ({"status": 403}, False),
        ({"status": 999}, False),
        ({"status": 503}, True),
        ({"status": 503, "wall": "challenge"}, False),
        ({"status": 429, "retry_after": 5.0}, True),
        ({"status": 429, "retry_after": 3600.0}, False),
        ({"trouble": "told-to-wait", "retry_after": 5.0}, True),
        ({"trouble": "told-to-wait", "retry_after": 3600.0}, False),
        ({"trouble": "dns-unknown"}, True),
        ({"trouble": "reset"}, True),
        ({"trouble": "timeout"}, False),
        ({"trouble": "tls-name"}, False),
        ({"trouble": "malformed"}, False),
        ({"trouble": "malformed", "url": "http://[2001:db8::1]:8000/page"}, True),
        ({"trouble": "malformed", "url": "http://["}, False),
        ({"status": 200, "title": "Page not found"}, True),
        ({"status": 200, "empty": True}, True),
        ({"status": 200, "hops": (Hop("a", 301, "https://b.example/x"),)}, True),
        ({"status": 200, "hops": (Hop("a", 302, "https://b.example/x"),)}, False),
    ],
)
def test_a_second_look_is_taken_where_it_may_change_the_answer(answer, again):
    assert wants_second_look(Answer(**{"address": "a", "url": "a", **answer}), Settings()) is again


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.0.0.8", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("::127.0.0.1", False),
        ("64:ff9b::a00:8", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False),
    ],
)
def test_a_number_inside_a_private_network_is_known_in_every_form(number, public):
    assert is_public(number) is public


def test_all_links_of_a_site_wait_when_one_of_them_is_told_to():
    """Two hundred links to one site must not all hear «too many requests»."""
    with bad_web.running() as web:
        address = f"http://too-many-for-an-hour.test:{web.http}/"
        asks = [Ask(f"{address}{n}", f"{address}{n}") for n in range(20)]
        answers = []
        settings = dataclasses.replace(FAST, threads=1)
        ask_twice(asks, settings, answers.append, WORKER)
        assert len(web.visits("too-many-for-an-hour")) == 1
    assert {judge(answer).verdict for answer in answers} == {Verdict.BLOCKED}
    assert len(answers) == 20


def test_trouble_is_named_from_the_cause_and_not_from_the_words():
    assert name_trouble(requests.ReadTimeout("x"))[0] == "timeout"
    assert name_trouble(requests.ConnectionError(ConnectionRefusedError("x")))[0] == "refused"
    assert name_trouble(requests.ConnectionError(ConnectionResetError("x")))[0] == "reset"
    assert name_trouble(requests.exceptions.InvalidURL("x"))[0] == "malformed"
    assert name_trouble(requests.ConnectionError("no idea"))[0] == "unreachable"


def test_the_settings_reach_the_child_process_unchanged():
    settings = dataclasses.replace(FAST, longest_wait=7)
    assert Settings.from_dictionary(settings.as_dictionary()) == settings


def test_a_minute_is_the_longest_that_a_site_can_make_a_run_wait():
    assert timedelta(seconds=Settings().longest_wait) == timedelta(minutes=1)
