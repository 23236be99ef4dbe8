"""Each way in which a server can misbehave gets exactly the verdict that it deserves."""

import dataclasses
import os
import pickle
import re

import bad_web
import pytest
from fast import FAST, ask
from filelock import FileLock
from linkhealth.answer import Ask
from linkhealth.run import asks_for
from linkhealth.verdict import Verdict, judge

FINE, MOVED, HOME = Verdict.FINE, Verdict.MOVED, Verdict.HOME
BLOCKED, TROUBLE, GONE = Verdict.BLOCKED, Verdict.TROUBLE, Verdict.GONE
FAILS = True

# What happens · the address ({http} and {https} are ports) · verdict · reason · can fail a run
CASES = [
    # Pages that are there, however oddly they are served.
    ("a page", "http://fine.test:{http}/page", FINE, ""),
    ("a page over https", "https://secure.test:{https}/page", FINE, ""),
    ("a download", "http://download.test:{http}/file.pdf", FINE, ""),
    ("a drawing of that name", "http://drawing.test:{http}/lost.svg", FINE, ""),
    ("a slow page", "http://slow.test:{http}/page", FINE, ""),
    ("a host with an umlaut", "http://bücher.test:{http}/page", FINE, ""),
    ("a path with an umlaut", "http://fine.test:{http}/für?q=ä", FINE, ""),
    ("an anchor that is there", "http://anchors.test:{http}/page#here", FINE, ""),
    ("an anchor by name", "http://anchors.test:{http}/page#old", FINE, ""),
    ("an anchor that is absent", "http://anchors.test:{http}/page#lost", FINE, "no-such-place"),
    ("a word instead", "http://anchor-word-in-the-text.test:{http}/p#lost", FINE, "no-such-place"),
    ("the top of a page", "http://anchors.test:{http}/page#top", FINE, ""),
    (
        "an anchor made of a heading",
        "http://anchors-made-of-headings.test:{http}/#set-up",
        FINE,
        "",
    ),
    ("none of a heading", "http://anchors-made-of-headings.test:{http}/#z", FINE, "no-such-place"),
    ("an anchor that a script makes", "http://frame-for-a-script.test:{http}/p#setup", FINE, ""),
    ("an anchor at a long end", "http://long-page.test:{http}#end", FINE, ""),
    ("none on a long page", "http://long-page.test:{http}#lost", FINE, "no-such-place"),
    ("JSON with a code of its own", "http://json-with-a-code.test:{http}/data", FINE, ""),
    ("an anchor made by a script", "http://anchors-made-by-script.test:{http}/p#here", FINE, ""),
    ("an anchor on a zipped page", "http://right-gzip.test:{http}/page#here", FINE, ""),
    ("a fragment with a search text", "http://anchors.test:{http}/page#:~:text=x", FINE, ""),
    ("an unknown character set", "http://wrong-charset.test:{http}/page", FINE, ""),
    ("not zipped although it says so", "http://wrong-gzip.test:{http}/page", FINE, ""),
    ("shorter than it says", "http://shorter-than-said.test:{http}/page", FINE, ""),
    ("a huge page", "http://huge.test:{http}/page", FINE, ""),
    ("a page that never ends", "http://body-that-never-ends.test:{http}/page", FINE, ""),
    ("an article about 404", "http://article-about-404.test:{http}/page", FINE, ""),
    ("robots.txt forbids another", "http://robots-forbid-another.test:{http}/page", FINE, ""),
    ("robots.txt never answered", "http://robots-hang.test:{http}/page", FINE, ""),
    ("robots.txt is a secret", "http://robots-secret.test:{http}/page", FINE, ""),
    ("robots.txt without end", "http://robots-without-end.test:{http}/page", FINE, ""),
    ("robots.txt in a circle", "http://robots-in-a-circle.test:{http}/page", FINE, ""),
    ("404 once, then fine", "http://gone-once.test:{http}/page", FINE, ""),
    ("503 once, then fine", "http://unavailable-once.test:{http}/page", FINE, ""),
    ("503 with a wait, then fine", "http://unavailable-with-wait.test:{http}/page", FINE, ""),
    ("503 with an odd wait, then fine", "http://unavailable-with-odd-wait.test:{http}/", FINE, ""),
    ("520, then fine", "http://network-trouble-at-first.test:{http}/page", FINE, ""),
    ("empty at first", "http://empty-at-first.test:{http}/page", FINE, ""),
    ("broken off at first", "http://resets-at-first.test:{http}/page", FINE, ""),
    ("429 with seconds, then fine", "http://too-many-seconds.test:{http}/page", FINE, ""),
    ("429 with a date, then fine", "http://too-many-date.test:{http}/page", FINE, ""),
    ("429 without a time, then fine", "http://too-many-unsaid.test:{http}/page", FINE, ""),
    ("a DOI that is registered", "https://doi.org/10.1234/known", FINE, "doi"),
    ("a DOI with a long record", "https://doi.org/10.1234/long", FINE, "doi"),
    ("a DOI of a part of a prefix", "https://doi.org/10.1234.5/known", FINE, "doi"),
    ("hints before the page", "http://early-hints.test:{http}/page", FINE, ""),
    *(
        (f"a length that is {name}", f"http://{name}.length.test:{{http}}/", FINE, "")
        for name in bad_web.LENGTHS
    ),
    *(
        (f"packed as {name}", f"http://packed-as.test:{{http}}/{name}", FINE, "")
        for name in ("br", "zstd", "gzip,gzip", "deflate", "x")
    ),
    *(
        (f"the charset {name}", f"http://charset-of.test:{{http}}/{name}", FINE, "")
        for name in ("zip", "hex", "utf-7", "idna", "punycode", "undefined", "a" * 900)
    ),
    ("a packed bomb", "http://bomb.test:{http}/page", FINE, ""),
    ("JSON nested without end", "http://deep-json.test:{http}/page", FINE, ""),
    ("a page nested without end", "http://deep-page.test:{http}/page", FINE, ""),
    ("a cookie of 20,000 letters", "http://huge-cookie.test:{http}/page", FINE, ""),
    ("bad chunks", "http://bad-chunks.test:{http}/page", FINE, ""),
    # Redirects.
    ("302 with a raw byte", "http://to-latin-1.test:{http}/old", FINE, ""),
    ("302 to a host with an umlaut", "http://to-its-own-letters.test:{http}/page", FINE, ""),
    ("302 with a bomb in it", "http://bomb-in-a-redirect.test:{http}/page", FINE, ""),
    ("302 that drips", "http://dripping-redirect.test:{http}/page", FINE, ""),
    ("sent on to an umlaut", "http://onward-with-an-umlaut.test:{http}/page", FINE, ""),
    ("sent on from a base", "http://onward-from-a-base.test:{http}/page", FINE, ""),
    ("301 to 10,800 sessions", "http://to-many-sessions.test:{http}/page", FINE, ""),
    ("302 to bad punycode", "http://to-bad-punycode.test:{http}/page", TROUBLE, "odd-redirect"),
    ("302", "http://passing.test:{http}/step/1", FINE, ""),
    ("302, 303, 307", "http://passing-chain.test:{http}/step/1", FINE, ""),
    ("302, then 301", "http://passing-then-permanent.test:{http}/step/1", FINE, ""),
    ("a cookie first", "http://cookie-first.test:{http}/page", FINE, ""),
    ("a cookie first, by 301", "http://to-itself-for-good.test:{http}/für", FINE, ""),
    ("301 to one visit", "http://to-a-visit.test:{http}/page", FINE, ""),
    ("301 to a ticket", "http://to-a-ticket.test:{http}/page", FINE, ""),
    ("301 to a question about cookies", "http://to-consent.test:{http}/page", FINE, ""),
    ("a cookie for the host above", "http://then.cookie.test:{http}/page", FINE, ""),
    ("a cookie of the host above", "http://first.cookie.test:{http}/page", FINE, ""),
    ("what is no header among headers", "http://junk-among-headers.test:{http}/page", FINE, ""),
    ("an address of a place in code", "http://anchors.test:{http}/page#L10C3-L12C9", FINE, ""),
    ("nineteen redirects", "http://long-chain.test:{http}/step/1", FINE, ""),
    ("a page that sends on", "http://onward-to-a-page.test:{http}/page", FINE, ""),
    ("one that sends on late", "http://onward-after-five-minutes.test:{http}/page", FINE, ""),
    ("one that sends on some", "http://onward-without-scripts.test:{http}/page", FINE, ""),
    ("one that loads itself anew", "http://onward-to-itself.test:{http}/page", FINE, ""),
    ("a front page to its language", "http://home-to-language.test:{http}/", FINE, ""),
    ("for good from https to http", "https://secure.test:{https}/back", FINE, ""),
    ("301", "http://permanent.test:{http}/step/1", MOVED, "moved"),
    ("308", "http://permanent-308.test:{http}/step/1", MOVED, "moved"),
    ("301, 308, 301", "http://permanent-chain.test:{http}/step/1", MOVED, "moved"),
    ("301, then 302", "http://permanent-then-passing.test:{http}/step/1", MOVED, "moved"),
    ("301 to an accent", "http://to-accents.test:{http}/old", MOVED, "moved"),
    ("301 to two letters", "http://to-department.test:{http}/all-about-ai", MOVED, "moved"),
    ("301 to its own site", "http://to-its-own-site.test:{http}/projects/the-hub", MOVED, "moved"),
    ("301 to https", "http://secure.test:{http}/page", MOVED, "to-https"),
    ("to a French front page", "http://to-a-front-page-in-french.test:{http}/page", HOME, "home"),
    ("to a country's front page", "http://to-a-country.test:{http}/page", HOME, "home"),
    ("302 to the front page", "http://to-home.test:{http}/report.html", HOME, "home"),
    ("301 to the front page", "http://to-home-for-good.test:{http}/report", HOME, "home"),
    ("to a language's front page", "http://to-home-in-a-language.test:{http}/a/b", HOME, "home"),
    ("to a front page with a mark", "http://to-home-with-a-mark.test:{http}/report", HOME, "home"),
    ("sent on to the front page", "http://onward-to-the-home-page.test:{http}/page", HOME, "home"),
    ("to a new site of another name", "http://to-its-own-site.test:{http}/other", HOME, "home"),
    ("301 with backslashes", "http://to-backslashes.test:{http}/old", FINE, ""),
    ("several choices", "http://status-300.test:{http}/page", FINE, ""),
    ("a page with a form beside", "http://sign-in-beside.test:{http}/page", FINE, ""),
    ("a page on signing in", "http://sign-in-at-once.test:{http}/login", FINE, ""),
    # Locked doors.
    *(
        (f"{status}", f"http://status-{status}.test:{{http}}/page", BLOCKED, f"{status}")
        for status in bad_web.DOORS
    ),
    ("a form without a redirect", "http://sign-in-at-once.test:{http}/page", BLOCKED, "sign-in"),
    ("a form in French", "http://sign-in-in-french.test:{http}/page", BLOCKED, "sign-in"),
    ("429 every time", "http://too-many-always.test:{http}/page", BLOCKED, "429"),
    ("429 for an hour", "http://too-many-for-an-hour.test:{http}/page", BLOCKED, "429"),
    *(
        (f"429 with a {name} wait", f"http://429-{name}.test:{{http}}/page", BLOCKED, "429")
        for name in bad_web.ODD_WAITS
    ),
    ("a challenge with 403", "http://challenge-403.test:{http}/page", BLOCKED, "challenge"),
    ("a challenge with 200", "http://challenge-200.test:{http}/page", BLOCKED, "challenge"),
    ("a challenge with 503", "http://challenge-503.test:{http}/page", BLOCKED, "challenge"),
    ("a challenge with 404", "http://challenge-404.test:{http}/page", BLOCKED, "challenge"),
    ("a page behind a sign-in", "http://sign-in.test:{http}/page", BLOCKED, "sign-in"),
    ("a page behind a form", "http://sign-in-form.test:{http}/page", BLOCKED, "sign-in"),
    ("sign in elsewhere", "http://sign-in-elsewhere.test:{http}/page", BLOCKED, "sign-in"),
    ("a challenge by script", "http://challenge-by-script.test:{http}/page", BLOCKED, "challenge"),
    ("the DOI service forbids", "https://doi.org/10.1234/forbidden", BLOCKED, "403"),
    ("301 to 403", "http://permanent-to-forbidden.test:{http}/old", BLOCKED, "403"),
    ("robots.txt forbids all", "http://robots-forbidden.test:{http}/page", BLOCKED, "robots"),
    ("robots.txt forbids us", "http://robots-forbid-us.test:{http}/page", BLOCKED, "robots"),
    # Trouble.
    *(
        (f"{status}", f"http://status-{status}.test:{{http}}/page", TROUBLE, f"{status}")
        for status in bad_web.FAILURES
    ),
    ("503 every time", "http://unavailable.test:{http}/page", TROUBLE, "503"),
    *(
        (f"503 with a {name} wait", f"http://503-{name}.test:{{http}}/page", TROUBLE, "503")
        for name in bad_web.ODD_WAITS
    ),
    ("connection refused", "http://fine.test:{closed}/page", TROUBLE, "refused"),
    ("connection reset", "http://resets.test:{http}/page", TROUBLE, "reset"),
    ("HTTP/0.9", "http://no-head.test:{http}/page", TROUBLE, "reset"),
    ("a flood of headers", "http://header-flood.test:{http}/page", TROUBLE, "odd-answer"),
    ("headers of megabytes", "http://heavy-headers.test:{http}/page", TROUBLE, "odd-answer"),
    ("an endless header", "http://endless-header.test:{http}/page", TROUBLE, "odd-answer"),
    ("nothing but hints", "http://nothing-but-hints.test:{http}/page", TROUBLE, "odd-answer"),
    ("no HTTP at all", "http://no-http.test:{http}/page", TROUBLE, "reset"),
    ("never answering", "http://never-answers.test:{http}/page", TROUBLE, "timeout"),
    ("headers without end", "http://headers-that-never-end.test:{http}/p", TROUBLE, "unfinished"),
    ("an empty page", "http://empty.test:{http}/page", TROUBLE, "empty"),
    ("204", "http://no-content.test:{http}/page", TROUBLE, "empty"),
    ("a redirect in a circle", "http://loop.test:{http}/a", TROUBLE, "loop"),
    ("redirects without end", "http://endless-chain.test:{http}/step/1", TROUBLE, "loop"),
    ("sent on in a circle", "http://onward-in-a-circle.test:{http}/a", TROUBLE, "loop"),
    ("a redirect to nowhere", "http://to-nowhere.test:{http}/page", TROUBLE, "lost-redirect"),
    ("a redirect to a script", "http://to-script.test:{http}/page", TROUBLE, "odd-redirect"),
    ("a malformed redirect", "http://to-malformed.test:{http}/page", TROUBLE, "odd-redirect"),
    ("a name not found just now", "http://later.test/page", TROUBLE, "dns-later"),
    ("a self-signed certificate", "https://self-signed.test:{https}/p", TROUBLE, "tls-trust"),
    ("an expired certificate", "https://expired.test:{https}/page", TROUBLE, "tls-trust"),
    ("no TLS on the https port", "https://fine.test:{http}/page", TROUBLE, "tls"),
    ("the DOI service is down", "https://doi.org/10.1234/down", TROUBLE, "doi-service"),
    ("the DOI service has moved", "https://doi.org/10.1234/broken", TROUBLE, "doi-service"),
    ("the DOI service fails", "https://doi.org/10.1234/failed", TROUBLE, "doi-service"),
    ("a garbled DOI record", "https://doi.org/10.1234/garbled", TROUBLE, "doi-service"),
    ("a DOI record that is a list", "https://doi.org/10.1234/list", TROUBLE, "doi-service"),
    ("a DOI code that is no number", "https://doi.org/10.1234/true", TROUBLE, "doi-service"),
    ("a DOI without an address", "https://doi.org/10.1234/empty", TROUBLE, "doi-empty"),
    ("another site's certificate", "https://wrong-name.test:{https}/", TROUBLE, "tls-name", FAILS),
    # Gone.
    ("404", "http://not-found.test:{http}/page", GONE, "404", FAILS),
    ("one slash", "http:/fine.test:{http}/page", GONE, "malformed", FAILS),
    ("a PDF that only HEAD has", "http://pdf-that-is-gone.test:{http}/p.pdf", GONE, "404", FAILS),
    ("410", "http://gone.test:{http}/page", GONE, "410", FAILS),
    ("301 to 404", "http://permanent-to-not-found.test:{http}/old", GONE, "404", FAILS),
    ("sent on to 404", "http://onward-to-nothing.test:{http}/page", GONE, "404", FAILS),
    ("sent on to 404 by a header", "http://onward-by-header.test:{http}/page", GONE, "404", FAILS),
    ("a host that does not exist", "http://unknown.test/page", GONE, "dns", FAILS),
    ("301 to such a host", "http://to-unknown-host.test:{http}/page", GONE, "dns", FAILS),
    ("a DOI that is not registered", "https://doi.org/10.1234/unknown", GONE, "doi", FAILS),
    ("a port that is no number", "http://fine.test:abc/", GONE, "malformed", FAILS),
    ("a port that is too high", "http://fine.test:99999/", GONE, "malformed", FAILS),
    ("no host", "http:///page", GONE, "malformed", FAILS),
    ("a space in the host", "http://exa mple.test/", GONE, "malformed", FAILS),
    ("half a bracket", "http://[", GONE, "malformed", FAILS),
    ("«not found» with 200", "http://soft-404.test:{http}/page", GONE, "soft-404"),
    ("«not found» as heading", "http://soft-404-heading.test:{http}/page", GONE, "soft-404"),
    (
        "to a page named «not found» in Spanish",
        "http://to-a-lost-page-in-spanish.test:{http}/page",
        GONE,
        "soft-404",
    ),
    ("to a page named 404", "http://soft-404-by-redirect.test:{http}/a", GONE, "soft-404"),
    ("to a page of errors", "http://soft-404-by-query.test:{http}/page", GONE, "soft-404"),
    (
        "to a front page of errors",
        "http://soft-404-by-front-page.test:{http}/page",
        GONE,
        "soft-404",
    ),
    ("«not found» as a PDF", "http://soft-404-as-document.test:{http}/a.pdf", GONE, "soft-404"),
    ("«not found» of no kind", "http://kind-unsaid.test:{http}/page", GONE, "soft-404"),
    ("«not found» in Cyrillic", "http://soft-404-in-cyrillic.test:{http}/p", GONE, "soft-404"),
    ("«not found» in Shift JIS", "http://soft-404-in-shift-jis.test:{http}/p", GONE, "soft-404"),
    ("«not found» in Latin-1", "http://soft-404-in-latin-1.test:{http}/p", GONE, "soft-404"),
    *(
        (f"«not found», {name}", f"http://soft-404-in.test:{{http}}/{name}", GONE, "soft-404")
        for name in bad_web.SOFT_404
    ),
    *(
        (f"a name {name}", f"http://{name}.placeholder.test:{{http}}/page", GONE, "placeholder")
        for name in bad_web.PLACEHOLDERS
    ),
]


@pytest.fixture(scope="session")
def asked(tmp_path_factory):
    """All addresses asked in one run, shared by the processes of one test run."""
    base = tmp_path_factory.getbasetemp()
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    shared = (base if alone else base.parent) / "links-asked.pickle"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            shared.write_bytes(pickle.dumps(ask_everything()))
    return pickle.loads(shared.read_bytes())


def ask_everything():
    answers = {}
    with bad_web.running() as web:
        ports = {"http": web.http, "https": web.https, "closed": web.closed}
        doi_service = f"http://doi.test:{web.http}/api/handles"
        # The cases of one host are to be judged one by one; the breaker has tests of its own.
        settings = dataclasses.replace(FAST, doi_service=doi_service, host_failures=99)
        asks = asks_for([address_of(case, ports) for case in CASES], settings)
        online = ask(asks, settings, lambda a: answers.update({a.address: a}))
        visits = {name: web.visits(name) for name in bad_web.BEHAVIOURS}
        sent = dict(web.servers[0].sent)
    return {
        "ports": ports,
        "online": online,
        "asks": len(asks),
        "answers": answers,
        "visits": visits,
        "sent": sent,
    }


def address_of(case, ports):
    return case[1].format(**ports)


def judged(asked, name):
    case = next(case for case in CASES if case[0] == name)
    link = address_of(case, asked["ports"])
    return judge(asked["answers"][link.partition("#")[0]], link)


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case[0]}: {case[2]}") for case in CASES])
def test_verdict(asked, case):
    _, _, verdict, reason, *fails = case
    judgement = judged(asked, case[0])
    said = (judgement.verdict, judgement.reason, judgement.can_fail)
    assert said == (verdict, reason, bool(fails)), judgement.says


def test_every_address_is_answered_once_and_the_machine_is_online(asked):
    assert asked["online"] is True
    assert len(asked["answers"]) == asked["asks"]


def test_every_behaviour_of_the_bad_web_is_a_case():
    named = {re.sub(r"^https?://([^:/]*?)(\.test)?[:/].*", r"\1", case[1]) for case in CASES}
    # Asked as bücher.test, through doi.org, and by redirects.
    named |= {"xn--bcher-kva", "doi", "login", "the-hub"}
    assert set(bad_web.BEHAVIOURS) <= named


def test_only_gone_and_a_wrong_certificate_name_can_fail_a_run():
    for case in CASES:
        if len(case) > 4:
            assert case[2] is GONE or case[3] == "tls-name", case[0]


def test_every_judgement_that_is_not_plainly_fine_says_what_to_do(asked):
    for case in CASES:
        judgement = judged(asked, case[0])
        assert judgement.says.strip(), case[0]
        if judgement.verdict is not FINE or judgement.reason == "no-such-place":
            assert judgement.repair.strip(), case[0]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("301", "http://permanent.test:{http}/step/2"),
        ("301, 308, 301", "http://permanent-chain.test:{http}/step/4"),
        ("301, then 302", "http://permanent-then-passing.test:{http}/step/2"),
        ("301 to https", "https://secure.test:{https}/page"),
        ("301 to an accent", "http://to-accents.test:{http}/caf%C3%A9"),
    ],
)
def test_a_move_names_the_address_up_to_which_it_is_for_good(asked, name, target):
    assert judged(asked, name).new_address == target.format(**asked["ports"])


def test_one_request_settles_a_page(asked):
    assert asked["visits"]["download"] == [("GET", "/file.pdf")]
    assert asked["visits"]["frame-for-a-script"] == [("GET", "/p")]


def test_a_site_that_says_for_an_hour_is_not_asked_again(asked):
    assert asked["visits"]["too-many-for-an-hour"] == [("GET", "/page")]
    answer = asked["answers"][f"http://too-many-for-an-hour.test:{asked['ports']['http']}/page"]
    assert 3500 < answer.retry_after <= 3600


def test_a_site_that_forbids_robots_is_left_alone(asked):
    assert asked["visits"]["robots-forbidden"] == []
    assert asked["visits"]["robots-forbid-us"] == []


def test_gone_is_believed_only_when_it_was_said_to_two_programs(asked):
    """Ours asks twice, and LinkChecker a third time."""
    assert asked["visits"]["not-found"] == [("GET", "/page")] * 3


def test_of_a_huge_page_only_the_start_is_fetched(asked):
    assert asked["sent"]["huge"] < 20 * 1024**2  # what the buffers of a connection hold
    assert bad_web.HUGE == 2 * 1024**3


def test_a_private_address_is_refused_without_a_request():
    answers = []
    with bad_web.running() as web:
        address = f"http://fine.test:{web.http}/page"
        settings = dataclasses.replace(FAST, allow_private=False)
        ask([Ask(address, address)], settings, answers.append)
        assert web.visits("fine") == []
    assert [judge(answer).reason for answer in answers] == ["private"]
