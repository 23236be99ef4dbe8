"""The words of a page are believed only where they are all that it says."""

import pytest

from links.answer import Answer, Hop
from links.phrases import says_nothing_is_there, says_placeholder
from links.verdict import Verdict, is_home, is_named_after, judge
from tests.servers.bad_web import SOFT_404

NOTHING = [
    *SOFT_404.values(),
    "404",
    "Error 404 (Not Found)!!1",
    "HTTP 404",
    "404 - File or directory not found.",
    "Page Not Found (404)",
    "Sorry, this page isn’t available.",
    "The page you requested could not be found",
    "The page you are looking for doesn't exist",
    "Page no longer available",
    "We couldn’t find that page",
    "The requested URL was not found on this server",
    "Whoops, our bad: page not found",
    "Nothing found",
]
SOMETHING = [
    "",
    "404s",
    "Page",
    "Error",
    "Sorry",
    "Report 404",
    "Page 404 of the survey",
    "Peugeot 404",
    "Handling 404 errors in Flask",
    "How to write a good page-not-found page",
    "Why pages are not found: link rot",
    "Nothing found but bones: a novel",
    "Content not found elsewhere: our archive",
    "Lost and not found: a history",
    "Not Found Theatre company",
    "Der verlorene Sohn, nicht gefunden",
    "Seite",
    "页面",
    "Service unavailable",
]
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


@pytest.mark.parametrize("words", NOTHING)
def test_a_page_that_says_nothing_else_is_not_found(words):
    assert says_nothing_is_there(words)


@pytest.mark.parametrize("words", SOMETHING)
def test_a_page_with_something_to_say_is_a_page(words):
    assert not says_nothing_is_there(words)


@pytest.mark.parametrize("words", PLACEHOLDERS)
def test_a_name_without_a_site_is_a_placeholder(words):
    assert says_placeholder(words)


@pytest.mark.parametrize("words", NO_PLACEHOLDERS)
def test_a_site_that_speaks_of_such_names_is_none(words):
    assert not says_placeholder(words)


def judged(url, *hops, **answer):
    steps = tuple(
        Hop(old, 302, new) for old, new in zip((url, *hops[:-1]), hops, strict=False) if hops
    )
    return judge(Answer(url, url, status=200, hops=steps, **answer))


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
