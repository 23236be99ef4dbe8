"""The asking itself: polite to each site, fast over many, and never held up by one."""

import dataclasses
import errno
import http.client
import socket
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import bad_web
import pytest
from fast import FAST, ask, look_up
from linkhealth import opinion
from linkhealth.answer import Answer, Ask, Hop
from linkhealth.asking import ask_all, wants_second_look
from linkhealth.exchange import name_trouble, seconds_to_wait
from linkhealth.guard import Network, Trouble, is_public
from linkhealth.pace import MAX_REST, Pace
from linkhealth.page import PageSigns
from linkhealth.probe import Prober
from linkhealth.settings import Settings
from linkhealth.verdict import Verdict, judge

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Distant(bad_web.Visitor):
    """A page on a site that takes 0.2 s to answer, as one far away does."""

    def do_GET(self):  # noqa: N802 - as http.server calls it
        self.server.times.append(time.monotonic())
        if "hangs" in self.path:
            bad_web.never_answers(self)
            return
        self.server.closing.wait(0.2)
        self.page(status=404 if self.path == "/robots.txt" else 200)


@contextmanager
def site_at(address):
    site = bad_web.Web((address, 0), Distant)
    site.times = []
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
        settings = Settings(allow_private=True, second_opinion=False)
        begun = time.monotonic()
        ask_all(asks, settings, answers.append)
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


def answers_to(asks, **changes):
    """What comes of some asks, in their order, with some settings unlike those of the other tests."""
    answers = []
    assert ask(asks, dataclasses.replace(FAST, **changes), answers.append) is True
    return answers


def asks_of(web, *paths):
    addresses = [f"http://{path.replace('/', f'.test:{web.http}/', 1)}" for path in paths]
    return [Ask(address, address) for address in addresses]


def test_a_host_that_fails_three_times_is_left_alone_today_and_no_link_of_it_is_blamed():
    with bad_web.running() as web:
        asks = asks_of(web, *(f"unavailable/{n}" for n in range(20)), "fine/page")
        answers = answers_to(asks, second_opinion=False)
        assert len(web.visits("unavailable")) <= 3 * 2 * 2
    assert Counter(answer.unasked for answer in answers) == {"": 4, "host": 17}
    assert judge(answers[-1]).verdict is Verdict.FINE


def test_servers_that_never_finish_are_given_up_however_many_they_are():
    """With two threads, such servers hold all threads up more than once."""
    with bad_web.running() as web:
        asks = asks_of(web, *(f"headers-that-never-end/{n}" for n in range(5)), "fine/page")
        begun = time.monotonic()
        answers = answers_to(asks, threads=2, request_seconds=1.5)
    assert time.monotonic() - begun < 20
    reasons = Counter(answer.unasked or judge(answer).reason for answer in answers)
    assert reasons == {"unfinished": 3, "host": 2, "": 1}


def test_a_run_ends_when_its_time_is_over_and_says_what_it_did_not_ask():
    with bad_web.running() as web:
        asks = asks_of(web, *(f"slow/{n}" for n in range(40)))
        begun = time.monotonic()
        answers = answers_to(asks, run_seconds=2.0, link_seconds=2)
    assert time.monotonic() - begun < 10
    assert len(answers) == 40
    assert {answer.unasked for answer in answers} == {"", "time"}


def test_a_host_has_a_time_of_its_own():
    with bad_web.running() as web:
        asks = asks_of(web, *(f"slow/{n}" for n in range(20)), "fine/page")
        answers = answers_to(asks, host_seconds=2.0)
    assert Counter(answer.unasked for answer in answers)["time"] > 5
    assert answers[-1].status == 200


def test_an_error_of_ours_is_the_trouble_of_one_link_alone(monkeypatch):
    monkeypatch.setattr("linkhealth.probe.read_signs", lambda *_: 1 / 0)
    with bad_web.running() as web:
        answers = answers_to(asks_of(web, "fine/page", "not-found/page"), second_opinion=False)
    assert {judge(answer).reason for answer in answers} == {"odd-answer"}
    assert all("ZeroDivisionError" in answer.detail for answer in answers)


class Rebinding:
    """A name server that says something else the second time it is asked."""

    def __init__(self, *numbers):
        self.numbers = list(numbers)

    def __call__(self, host, *rest, **more):
        number = self.numbers.pop(0) if len(self.numbers) > 1 else self.numbers[0]
        return socket.getaddrinfo(number, *rest, **more)


def test_the_number_that_was_judged_is_the_one_that_is_connected_to(monkeypatch):
    """A name that answers a public number first and an inner one next gets nowhere."""
    tried = []

    def connect(address, timeout):
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    network = Network(False, Rebinding("93.184.216.34", "127.0.0.1"))
    answers = []
    url = "http://rebinding.example/page"
    settings = dataclasses.replace(FAST, allow_private=False, second_opinion=False)
    ask_all([Ask(url, url)], settings, answers.append, network)
    assert set(tried) == {"93.184.216.34"}


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [(["2606:4700::1"], Verdict.BLOCKED), (["2606:4700::1", "93.184.216.34"], Verdict.TROUBLE)],
)
def test_a_site_on_ipv6_alone_is_not_blamed_where_there_is_no_way_to_it(
    monkeypatch, numbers, verdict
):
    def connect(address, _):
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", connect)
    network = Network(False, lambda *_, **__: [(0, 0, 0, "", (number, 0)) for number in numbers])
    answer = Prober(FAST, network).ask(Ask("http://six.example/", "http://six.example/"))
    assert judge(answer).verdict is verdict


@pytest.mark.parametrize("numbers", [("127.0.0.1",), ("93.184.216.34", "10.0.0.1")])
def test_a_redirect_to_an_inner_number_is_not_followed(monkeypatch, numbers):
    def names(host, *rest, **more):
        inner = [entry for n in numbers for entry in socket.getaddrinfo(n, *rest, **more)]
        return inner if host == "inner.test" else look_up(host, *rest, **more)

    class Guarded(Network):
        def numbers(self, host, seconds):
            if host == "inner.test":
                return Network(False, names).numbers(host, seconds)
            return super().numbers(host, seconds)

    to_inner = bad_web.redirect("http://inner.test:{http}/")
    monkeypatch.setitem(bad_web.BEHAVIOURS, "to-inner", to_inner)
    monkeypatch.setitem(bad_web.BEHAVIOURS, "inner", bad_web.fine)
    with bad_web.running() as web:
        [wanted] = asks_of(web, "to-inner/page")
        answer = Prober(FAST, Guarded(True, look_up)).ask(wanted)
        assert web.visits("inner") == []
    assert (answer.trouble, judge(answer).reason) == ("private", "odd-redirect")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[::ffff:0:7f00:1]",
        "[2a00:1450::5efe:127.0.0.1]",
        "[2a00:1450::200:5efe:7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00::1]",
        "169.254.169.254",
        "10.0.0.8",
        "192.168.0.1",
        "172.16.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "127.0.0.1.",
        "user@127.0.0.1",
        "example.org@127.0.0.1",
        "%31%32%37.0.0.1",
        "\uff11\uff12\uff17.0.0.1",
        "127\u30020.0.1",
        "[::]",
        "224.0.0.1",
    ],
)
def test_no_form_of_an_inner_address_is_connected_to(monkeypatch, host):
    def connect(*words):
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    url = f"http://{host}/page"
    answer = Prober(FAST, Network(False)).ask(Ask(url, url))
    assert answer.trouble in ("private", "malformed", "dns-unknown")


def test_linkchecker_reaches_what_it_can_and_nothing_inside():
    """By its own command, through the proxy of this process."""
    with bad_web.running() as web:
        good, lost = (ask.url for ask in asks_of(web, "fine/page", "not-found/page"))
        network = Network(True, look_up)
        said = opinion.second_opinion([good, lost], FAST, network, 60)
        assert said == {good: True, lost: False}
        assert web.visits("fine") == [("GET", "/page")]
        closed = opinion.second_opinion([good], FAST, Network(False, look_up), 60)
        assert closed == {good: False}
        assert web.visits("fine") == [("GET", "/page")]


def test_a_link_that_linkchecker_reaches_has_not_failed(monkeypatch):
    """Ours is refused for good; what the other program sees decides."""

    def picky(visitor):
        visitor.page(status=404 if "LinkHealth" in visitor.headers["User-Agent"] else 200)

    monkeypatch.setitem(bad_web.BEHAVIOURS, "picky", picky)
    with bad_web.running() as web:
        user_agent = f"LinkHealth {FAST.user_agent}"
        [answer] = answers_to(asks_of(web, "picky/page"), user_agent=user_agent)
    assert judge(answer).reason == "404"
    confirmed = dataclasses.replace(answer, confirmed=True)
    assert (judge(confirmed).verdict, judge(confirmed).reason) == (Verdict.FINE, "second-opinion")


def test_without_linkchecker_there_is_no_second_opinion(monkeypatch):
    monkeypatch.setattr(opinion, "command", str)
    assert opinion.second_opinion(["http://a.example/"], FAST, Network(), 60) == {}


def test_one_host_is_asked_with_a_pause_whichever_thread_asks():
    clock = [100.0]
    slept = []
    pace = Pace(0.5, clock=lambda: clock[0], sleep=slept.append)
    for _ in range(3):
        pace.wait("one.example")
    pace.wait("two.example")
    assert slept == [0.5, 1.0]


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
        ("9" * 400, MAX_REST.total_seconds()),
        ("Fri, 31 Dec 9999 23:59:59 -1200", MAX_REST.total_seconds()),
        ("Foo, 99 Zzz 2026 99:99:99 GMT", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value, seconds):
    assert seconds_to_wait(value, NOW) == seconds


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        ({"status": 200}, False),
        ({"status": 404}, True),
        ({"status": 403}, False),
        ({"status": 999}, False),
        ({"status": 503}, True),
        ({"status": 503, "page": PageSigns(wall="challenge")}, False),
        ({"status": 429, "retry_after": 5.0}, True),
        ({"status": 429, "retry_after": 3600.0}, False),
        ({"trouble": "told-to-wait", "retry_after": 5.0}, True),
        ({"trouble": "told-to-wait", "retry_after": 3600.0}, False),
        ({"trouble": "dns-unknown"}, True),
        ({"trouble": "reset"}, True),
        ({"trouble": "timeout"}, False),
        ({"trouble": "tls-name"}, False),
        ({"trouble": "malformed"}, False),
        ({"trouble": "malformed", "url": "http://["}, False),
        ({"status": 200, "page": PageSigns("Page not found")}, True),
        ({"status": 200, "page": PageSigns(empty=True)}, True),
        ({"status": 200, "hops": (Hop("a", 301, "https://b.example/x"),)}, False),
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
        ("fe80::1%eth0", False),
        ("ff02::1", False),
        ("::ffff:93.184.216.34", True),
        ("::127.0.0.1", False),
        ("64:ff9b::5db8:d822", True),
        ("2a00:1450:4009:81f::200e", True),
    ],
)
def test_what_wraps_a_number_is_as_public_as_the_number(number, public):
    assert is_public(number) is public


def test_all_links_of_a_site_wait_when_one_of_them_is_told_to():
    """Two hundred links to one site must not all hear «too many requests»."""
    with bad_web.running() as web:
        address = f"http://too-many-for-an-hour.test:{web.http}/"
        asks = [Ask(f"{address}{n}", f"{address}{n}") for n in range(20)]
        answers = answers_to(asks, threads=1)
        assert len(web.visits("too-many-for-an-hour")) == 1
    assert {judge(answer).verdict for answer in answers} == {Verdict.BLOCKED}
    assert len(answers) == 20


def test_trouble_is_named_from_the_kind_and_not_from_the_words():
    assert name_trouble(TimeoutError("x"))[0] == "timeout"
    assert name_trouble(ConnectionRefusedError("x"))[0] == "refused"
    assert name_trouble(ConnectionResetError("x"))[0] == "reset"
    assert name_trouble(http.client.LineTooLong("header"))[0] == "odd-answer"
    assert name_trouble(OSError("no idea"))[0] == "unreachable"
    assert name_trouble(MemoryError())[0] == "odd-answer"


def test_a_look_up_that_never_ends_is_one_that_failed():
    network = Network(True, lambda *_, **__: time.sleep(30))
    begun = time.monotonic()
    with pytest.raises(Trouble, match="dns-later"):
        network.numbers("slow.example", 0.2)
    assert time.monotonic() - begun < 5


def test_a_minute_is_the_longest_that_a_site_can_make_a_run_wait():
    assert timedelta(seconds=Settings().longest_wait) == timedelta(minutes=1)
