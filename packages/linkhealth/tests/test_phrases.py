"""The words of a page are believed only where they are all that it says."""

import time
import tomllib
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from bad_web import SOFT_404
from linkhealth.answer import Answer, Hop
from linkhealth.page import PageSigns
from linkhealth.phrases import says_nothing_is_there, says_placeholder
from linkhealth.verdict import Verdict, is_home, is_named_after, judge, says_not_found

TITLES = Path(__file__).parent


def titles(name: str) -> list[str]:
    """The titles that a file lists, one a line."""
    lines = (TITLES / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def page(title: str, heading: str = "", url: str = "a") -> Answer:
    return Answer(url, url, status=200, page=PageSigns(title, heading))


PLACEHOLDERS = [
    "example.com is for sale",
    "This domain is for sale!",
    "The domain name example.com is for sale",
    "This domain may be for sale.",
    "Domain for sale",
    "Buy this domain",
    "This domain name has expired",
    "example.com is parked free by a registrar",
    "Account Suspended",
    "Apache2 Ubuntu Default Page: It works",
    "Welcome to nginx!",
    "Parked at Loopia",
    "Website expired",
    "This domain has expired. Is this your domain?",
    "Dieser Domainname steht zum Verkauf",
    "This web page is parked FREE, courtesy of example.com.",
]
NO_PLACEHOLDERS = [
    "",
    "Houses for sale",
    "How to buy a domain",
    "Domain-driven design",
    "Domain adaptation",
    "Parked cars in London",
    "Windows Server",
    "The passport has expired",
    "Welcome to the Practitioners Hub",
]


@pytest.mark.parametrize("words", [*SOFT_404.values(), *titles("not_found_titles.txt")])
def test_a_page_that_says_nothing_else_is_not_found(words):
    assert says_nothing_is_there(words)


@pytest.mark.parametrize("words", PLACEHOLDERS)
def test_a_name_without_a_site_is_a_placeholder(words):
    assert says_placeholder(words)


@pytest.mark.parametrize("words", NO_PLACEHOLDERS)
def test_a_site_that_speaks_of_such_names_is_none(words):
    assert not says_placeholder(words)


LIST = tomllib.loads(resources.files("linkhealth").joinpath("not_found.toml").read_text("utf-8"))


def test_the_list_has_twenty_languages_and_says_where_each_comes_from():
    assert len({message["language"].partition("-")[0] for message in LIST["message"]}) >= 20
    for message in LIST["message"]:
        assert message["from"].strip(), message["language"]
        for phrase in message["phrases"]:
            assert says_nothing_is_there(phrase), phrase
            assert says_nothing_is_there(f"404 | {phrase}"), phrase


def test_a_phrase_with_an_institute_before_it_is_found_in_a_title():
    for message in LIST["message"]:
        title = f"{message['phrases'][0]} | The Example Institute"
        assert says_not_found(page(title)), title


def test_a_sound_title_is_never_taken_for_not_found():
    sound = titles("sound_titles.txt")
    assert len(sound) >= 200
    assert [title for title in ("", *sound) if says_not_found(page(title, title))] == []


def test_no_title_takes_long_whatever_it_holds():
    begun = time.perf_counter()
    for text in ("the page " * 60, "requested " * 60, "!" * 900, "not found " * 60, "404 " * 200):
        says_nothing_is_there(text)
    assert time.perf_counter() - begun < 1


def judged(url, *hops, title=""):
    steps = tuple(Hop(old, 302, new) for old, new in pairwise((url, *hops)))
    return judge(Answer(url, url, status=200, hops=steps, page=PageSigns(title)))


@pytest.mark.parametrize(
    ("title", "heading", "said"),
    [
        ("404", "", True),
        ("Page not found", "", True),
        ("404 Not Found", "", True),
        ("Error 404: Page not found", "", True),
        ("Page not found – The Institute", "", True),
        ("The Institute | Page Not Found", "", True),
        ("The Institute", "Sorry, we can't find that page", True),
        ("404 Not Found - HTTP status codes explained", "What 404 means", False),
        ("Page not found | The Institute", "Oops!", True),
        ("Page not found | The Institute", "The Institute", True),
        ("Lost and not found: a history", "Lost and not found", False),
        ("Peugeot 404", "Peugeot 404", False),
        ("Not Found Theatre company", "", False),
        ("", "", False),
    ],
)
def test_not_found_is_believed_only_where_it_is_all_that_is_said(title, heading, said):
    assert says_not_found(page(title, heading)) is said


def test_a_redirect_to_a_page_named_404_says_not_found():
    assert judged("https://a.example/x", "https://a.example/errors/404.html").reason == "soft-404"


def test_a_reference_page_about_404_is_not_one():
    address = "https://developer.example/docs/status/404"
    title = "404 Not Found - HTTP | Developer docs"
    assert not says_not_found(page(title, "404 Not Found", address))


def test_who_is_sent_to_a_dealer_in_names_finds_nothing():
    sent = judged("https://old.example/page", "https://www.hugedomains.com/profile?d=old.example")
    assert (sent.verdict, sent.reason, sent.can_fail) == (Verdict.GONE, "placeholder", False)
    assert judged("https://www.sedo.com/page", "https://sedo.com/page").verdict is Verdict.FINE


def test_a_manual_about_suspended_accounts_is_a_page():
    title = "Account suspended | Help"
    assert judged("https://help.example/account-suspended", title=title).verdict is Verdict.FINE
    assert judged("https://old.example/report", title=title).reason == "placeholder"


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("https://a.example", True),
        ("https://a.example/", True),
        ("https://a.example/en", True),
        ("https://a.example/en-gb/", True),
        ("https://a.example/home", True),
        ("https://a.example/de/index.html", True),
        ("https://a.example/?page=7", False),
        ("https://a.example/report", False),
        ("https://a.example/en/report", False),
        ("https://a.example/?utm_source=x&ref=y", True),
        ("https://a.example/?utm_source=x&page=7", False),
        ("https://a.example/uk/en/", True),
        ("https://a.example/us-en", True),
        ("https://a.example/index.aspx", True),
        ("https://a.example/homepage.html", True),
        ("https://a.example/ai", False),
        ("https://a.example/hr", False),
        ("https://a.example/homes", False),
    ],
)
def test_a_front_page_is_known_by_its_path_and_by_nothing_else(address, home):
    assert is_home(address) is home


@pytest.mark.parametrize(
    ("host", "url", "named"),
    [
        ("the-turing-way.example", "https://a.example/projects/the-turing-way", True),
        ("theturingway.example", "https://a.github.io/The_Turing_Way/", True),
        ("fellows.a.example", "https://www.a.example/fellows", True),
        ("a.example", "https://www.a.example/a", False),
        ("b.example", "https://www.a.example/report", False),
        ("www.b.example", "https://a.example/www", False),
    ],
)
def test_a_project_that_got_a_site_of_its_own_has_not_gone(host, url, named):
    assert is_named_after(host, url) is named
