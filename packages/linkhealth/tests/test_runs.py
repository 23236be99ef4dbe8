"""Whole runs over a small book: quiet at first, clear when it lasts, and never half done."""

import dataclasses
import json
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import bad_web
import pytest
from booklint import clock
from fast import FAST, ask
from linkhealth.__main__ import main
from linkhealth.answer import Answer, Hop
from linkhealth.ledger import Ledger, load, only_run, save
from linkhealth.page import PageSigns
from linkhealth.settings import CannotRunError, Settings, read_settings
from small_site import SmallSite

MONDAY = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


REPORT = "https://example.org/report"
GONE, FORBIDDEN, BROKEN = {"status": 404}, {"status": 403}, {"status": 500}
WRONG_NAME = {"status": None, "trouble": "tls-name"}


@pytest.fixture
def book(tmp_path):
    """A book whose front page links to the report."""
    site = SmallSite(tmp_path)
    site.page("index", {"the report": REPORT})
    return site


def run_recorded(book, results, *arguments, now=MONDAY):
    """One run in which each address answers as recorded, and all others with a plain page."""

    def recorded(asks, settings, on_answer):
        book.asked = [each.address for each in asks]
        for each in asks:
            values = {"status": 200, "page": PageSigns("A page"), **results.get(each.address, {})}
            hops = tuple(Hop(**hop) for hop in values.pop("hops", ()))
            on_answer(Answer(each.address, each.url, hops=hops, **values))
        return True

    return run(book, *arguments, now=now, asker=recorded)


@pytest.fixture(scope="module")
def web():
    with bad_web.running() as running:
        yield running


def run(book, *arguments, now=MONDAY, settings=FAST, asker=ask):
    return main(arguments, root=book.root, settings=settings, asker=asker, now=now)


def run_weekly(book, results, weeks=3):
    """The codes of so many runs, a week apart."""
    return [run_recorded(book, results, now=MONDAY + n * WEEK) for n in range(weeks)]


def issue_after(book, results, now):
    assert run_recorded(book, results, "weekly", now=now) == 0
    links, waivers = json.loads(book.read("link-report/issues.json"))
    assert (links["topic"], waivers["topic"]) == ("link-health", "ended-waivers")
    book.waivers_issue = waivers
    return links


def test_a_dead_link_is_quiet_twice_reported_the_third_time_and_forgotten_when_it_is_back(
    book, capsys
):
    assert run_recorded(book, {}, now=MONDAY - WEEK) == 0
    capsys.readouterr()

    for week in (0, 1):
        assert run_recorded(book, {REPORT: GONE}, now=MONDAY + week * WEEK) == 0
        quiet = capsys.readouterr().out
        assert REPORT not in quiet
        assert "1 failed and are not news yet" in quiet

    assert run_recorded(book, {REPORT: GONE}, now=MONDAY + 2 * WEEK) == 1
    third = capsys.readouterr().out
    assert third.count(REPORT) == 2, "once as the link, once in the archived copy"
    assert f"gone: {REPORT}\n" in third
    assert "book/index.md:7 (page index.html): «Read the report at the report, it says.»" in third
    assert "It has failed 3 runs since 2 November 2026; last fine on 26 October 2026." in third
    assert f"https://web.archive.org/web/20261026/{REPORT}" in third

    assert run_recorded(book, {}, now=MONDAY + 3 * WEEK) == 0
    assert REPORT not in capsys.readouterr().out
    for week in (4, 5):
        assert run_recorded(book, {REPORT: GONE}, now=MONDAY + week * WEEK) == 0, "it counts anew"


def test_a_link_never_seen_fine_is_archived_as_of_the_day_its_page_was_reviewed(book, capsys):
    book.page("index", {"the report": REPORT}, reviewed="2026-10-05")
    run_weekly(book, {REPORT: GONE})
    out = capsys.readouterr().out
    assert f"https://web.archive.org/web/20261005/{REPORT}" in out
    assert "never seen fine" in out


@pytest.mark.parametrize(
    ("results", "days", "codes"),
    [
        ([GONE] * 4, [0, 1 / 24, 2 / 24, 8], [0, 0, 0, 0]),
        ([GONE] * 4, [0, 3, 6, 7], [0, 0, 0, 1]),
        ([BROKEN, BROKEN, GONE, GONE, GONE], [0, 7, 14, 21, 28], [0, 0, 0, 0, 1]),
        ([WRONG_NAME] * 3, [0, 7, 14], [0, 0, 1]),
    ],
    ids=["one bad day", "less than a week", "trouble is not gone", "a wrong certificate"],
)
def test_a_run_fails_when_three_over_a_week_were_certain(book, results, days, codes):
    assert codes == [
        run_recorded(book, {REPORT: result}, now=MONDAY + timedelta(days=day))
        for result, day in zip(results, days, strict=True)
    ]


def test_server_trouble_is_reported_after_three_runs_and_never_fails_one(book, capsys):
    assert run_weekly(book, {REPORT: BROKEN}) == [0, 0, 0]
    assert f"server trouble: {REPORT}" in capsys.readouterr().out


def test_a_locked_door_is_never_news(book, capsys):
    assert run_weekly(book, {REPORT: FORBIDDEN}, weeks=5) == [0] * 5
    assert REPORT not in capsys.readouterr().out
    assert run_recorded(book, {REPORT: FORBIDDEN}, "--all", now=MONDAY + 5 * WEEK) == 0
    assert f"blocked our robot: {REPORT}" in capsys.readouterr().out


def test_a_link_that_left_the_book_leaves_the_ledger(book):
    run_recorded(book, {})
    book.page("index", {"another": "https://example.org/another"})
    run_recorded(book, {})
    assert list(json.loads(book.read("links.json"))["links"]) == ["https://example.org/another"]


def test_edit_buttons_and_this_sites_own_addresses_are_not_asked(book, capsys):
    run_recorded(book, {})
    assert book.asked == [REPORT]
    out = capsys.readouterr().out
    assert "Not asked: 1 that lead to this site itself." in out
    assert "Not asked: 1 that are edit and report buttons" in out


def test_a_link_with_two_places_of_one_page_is_asked_once(book):
    book.page("index", {"a": f"{REPORT}#a", "b": f"{REPORT}#b", "c": REPORT})
    run_recorded(book, {})
    assert book.asked == [REPORT]
    assert len(json.loads(book.read("links.json"))["links"]) == 3


def test_the_weekly_issue_opens_on_the_third_failure_and_closes_on_recovery(book):
    door, old = "https://example.org/door", "https://example.org/old"
    moved = {"hops": [{"url": old, "status": 301, "target": "https://example.org/new"}]}
    results = {REPORT: GONE, door: FORBIDDEN, old: moved}
    book.page("second", {"the door": door, "the old one": old})
    assert issue_after(book, results, MONDAY)["due"] is False
    assert issue_after(book, results, MONDAY + WEEK)["due"] is False
    third = issue_after(book, results, MONDAY + 2 * WEEK)
    assert third["due"] is True
    assert third["body"].startswith("One outside link has failed at least three weekly runs")
    assert third["body"].count(f"### gone: `{REPORT}`") == 1
    assert "`book/index.md:7 (page index.html): «Read the report at" in third["body"]
    assert "keep robots out (1)" in third["body"]
    assert f"- `{old}` → `https://example.org/new`" in third["body"]
    assert issue_after(book, {}, MONDAY + 3 * WEEK)["due"] is False
    assert book.read("link-report/links.json") == book.read("links.json")


def test_nothing_that_strangers_wrote_can_act_in_the_issue(book):
    """An address and a sentence come from the book, which anybody may propose to change."""
    hostile = "https://example.org/`@everyone`<img src=x>#1"
    book.page("index", {"@team `fix` #2 \u202e<b>": hostile})
    for week in range(3):
        issue = issue_after(book, {hostile.split("#")[0]: GONE}, MONDAY + week * WEEK)
    outside_code = re.sub(r"`[^`\n]*`", "", issue["body"].replace("`make links-fix`", ""))
    assert issue["due"] is True
    for sign in ("@", "<img", "<b>", "#1", "#2", "\u202e", "https:"):
        assert sign not in outside_code


def test_the_issue_is_never_longer_than_github_takes(book):
    """On the day on which hundreds of long addresses fail at once, it matters most."""
    long = "a" * 400
    results = {}
    for number in range(300):
        old = f"https://example.org/{number}/{long}"
        moved = {"hops": [{"url": old, "status": 301, "target": f"{old}/new"}]}
        results[old] = (GONE, FORBIDDEN, moved)[number % 3]
    for page in ("index", "second", "third", "fourth"):
        book.page(page, {f"page {n} {'word ' * 50}": address for n, address in enumerate(results)})
    for week in range(3):
        issue = issue_after(book, results, MONDAY + week * WEEK)
    assert issue["body"].startswith("100 outside links have failed")
    assert 30_000 < len(issue["body"]) < 65_536
    reported = issue["body"].count("### gone: ")
    assert f"And {100 - reported} more; the log of the run names them all." in issue["body"]
    assert issue["body"].count("\n- and ") == 2
    assert "It brings this text up to date" in issue["body"]


def test_an_exception_silences_its_link_until_its_last_day(book, capsys):
    book.waivers("https://example.org/*")
    assert run_weekly(book, {REPORT: GONE}) == [0, 0, 0]
    assert REPORT not in capsys.readouterr().out
    assert run_recorded(book, {REPORT: GONE}, now=MONDAY + 3 * WEEK) == 1
    assert "ended on 2026-11-20: somebody, fix the link" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("where", "says"),
    [("https://nowhere.example/*", "covers no link of the site"), ("*/report", "works again")],
)
def test_an_exception_that_nothing_needs_is_named(book, capsys, where, says):
    book.waivers(where, until="2027-01-01")
    assert run_recorded(book, {}) == 0
    assert says in capsys.readouterr().out


def test_an_exceptions_file_that_cannot_be_read_is_named(book, capsys):
    book.write("booklint.toml", '\n[[waiver]]\nrule = "outside-link"\nwhere = "*/report"\n')
    assert run_recorded(book, {}) == 0
    assert "booklint.toml:2: " in capsys.readouterr().out


def test_a_site_that_asks_for_an_hour_is_left_alone_for_an_hour(book, web, capsys):
    book.page("index", {"the report": f"http://too-many-for-an-hour.test:{web.http}/page"})
    now = datetime.now(UTC)
    before = len(web.visits("too-many-for-an-hour"))
    assert run(book, now=now) == 0
    assert run(book, now=now + timedelta(minutes=30)) == 0
    assert len(web.visits("too-many-for-an-hour")) == before + 1
    assert "1 not asked: their sites asked to be left alone" in capsys.readouterr().out
    assert run(book, now=now + timedelta(minutes=61)) == 0
    assert len(web.visits("too-many-for-an-hour")) == before + 2


def test_a_machine_that_is_offline_blames_no_link_and_remembers_nothing(book, capsys):
    book.page("index", {"the report": "http://unknown.test/page"})
    save(Ledger(completed="2026-10-26T06:00:00Z"), book.root / "links.json")
    before = book.read("links.json")
    settings = dataclasses.replace(FAST, well_known_hosts=("unknown.test", "later.test"))
    assert run(book, settings=settings) == 2
    assert "seems to be offline" in capsys.readouterr().err
    assert book.read("links.json") == before


def test_a_site_that_was_not_built_is_one_clear_line(tmp_path, capsys):
    assert main([], root=tmp_path, settings=FAST, asker=ask) == 2
    assert "run `make book` first" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"version": 1}', '{"version": 9, "links": {}}', "\x00\x01"]
    + [
        json.dumps({"version": 1, "completed": "", "run": "", "links": links})
        for links in ([], {"a": 1}, {"a": {"verdict": "?"}}, {"a": {"fine": "yesterday"}})
    ]
    + [json.dumps({"version": 1, "completed": "?", "run": "", "links": {}}), "[" * 100_000],
    ids=lambda text: text[:70],
)
def test_a_corrupt_ledger_is_kept_aside_with_a_clear_message(tmp_path, text):
    file = tmp_path / "links.json"
    file.write_text(text)
    ledger, message = load(file, MONDAY)
    assert ledger == Ledger()
    backup = tmp_path / "links.json.broken-20261102-060000"
    assert backup.read_text() == text
    assert backup.name in message
    assert "starts anew" in message


def test_a_ledger_that_cannot_be_opened_is_one_clear_line(book, capsys):
    (book.root / "links.json").mkdir()
    assert run_recorded(book, {}) == 2
    assert "links.json cannot be opened (Is a directory)" in capsys.readouterr().err


def test_a_wrong_clock_cannot_silence_a_link(book):
    """A run on a machine that believed it was 2099 must not be the last one that counts."""
    run_recorded(book, {REPORT: GONE}, now=MONDAY)
    ledger = json.loads(book.read("links.json"))
    never = "2099-01-01T00:00:00Z"
    record = {"fine": never, "last_counted": never, "leave_alone_until": never}
    ledger["links"][REPORT].update(record)
    ledger["completed"] = never
    book.write("links.json", json.dumps(ledger))
    assert load(book.root / "links.json", MONDAY)[0].completed == ""
    codes = [run_recorded(book, {REPORT: GONE}, now=MONDAY + n * WEEK) for n in (1, 2)]
    assert codes == [0, 1]


def test_two_runs_at_once_are_refused(book, capsys):
    with only_run(book.root / "links.json"):
        assert run_recorded(book, {REPORT: GONE}) == 2
    assert "Another run is asking these links just now" in capsys.readouterr().err
    assert not hasattr(book, "asked")
    assert run_recorded(book, {}) == 0, "a lock that nobody holds is no lock"


def test_a_link_that_changes_its_page_keeps_its_record(book, capsys):
    run_weekly(book, {REPORT: GONE}, weeks=2)
    book.page("index", {})
    book.page("second", {"the study": REPORT})
    assert run_recorded(book, {REPORT: GONE}, now=MONDAY + 2 * WEEK) == 1
    assert "book/second.md:7 (page second.html): «Read the study at" in capsys.readouterr().out


def test_a_reported_link_stays_reported_while_its_site_wants_to_be_left_alone(book, capsys):
    busy = {"status": 503, "retry_after": 10 * 24 * 3600}
    for week in range(2):
        issue_after(book, {REPORT: GONE}, MONDAY + week * WEEK)
    third = issue_after(book, {REPORT: busy}, MONDAY + 2 * WEEK)
    capsys.readouterr()
    fourth = issue_after(book, {}, MONDAY + 3 * WEEK)
    assert (third["due"], fourth["due"]) == (True, True)
    assert "1 not asked" in capsys.readouterr().out
    assert "Not asked: its site wants to be left alone until 26 November 2026." in fourth["body"]
    assert issue_after(book, {}, MONDAY + 5 * WEEK)["due"] is False


def test_a_run_goes_on_after_a_corrupt_ledger(book, capsys):
    book.write("links.json", "{ half a fi")
    assert run_recorded(book, {}) == 0
    assert "It is kept as links.json.broken-" in capsys.readouterr().out
    assert json.loads(book.read("links.json"))["completed"] == "2026-11-02T06:00:00Z"


KILLED = """
import dataclasses, sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from fast import FAST, ask
from linkhealth.__main__ import main
print("begun", flush=True)
sys.exit(main([], root=Path(sys.argv[1]), settings=FAST, asker=ask))
"""


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.6, 0.9, 1.3])
def test_a_run_that_is_killed_leaves_the_old_ledger_or_the_new_one(book, web, seconds):
    book.page("index", {f"page {n}": f"http://slow.test:{web.http}/{n}" for n in range(3)})
    save(Ledger(completed="2026-10-26T06:00:00Z"), book.root / "links.json")
    old = book.read("links.json")
    command = [sys.executable, "-c", KILLED, str(book.root), *sys.path]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as killed:
        killed.stdout.readline()
        time.sleep(seconds)
        killed.kill()
    now = book.read("links.json")
    assert now == old or len(json.loads(now)["links"]) == 3
    assert run_recorded(book, {}) == 0, "nobody holds the lock any more"
    assert len(json.loads(book.read("links.json"))["links"]) == 3


def test_a_link_that_was_not_asked_today_keeps_its_record_and_is_said(book, capsys):
    other = "https://example.org/other"
    book.page("index", {"the report": REPORT, "the other": other})
    run_weekly(book, {REPORT: GONE})
    capsys.readouterr()
    unasked = {"unasked": "host"}
    results = {REPORT: unasked, other: unasked}
    fourth = issue_after(book, results, MONDAY + 3 * WEEK)
    out = capsys.readouterr().out
    assert "2 not asked today: its site failed several times in a row." in out
    assert fourth["due"] is True, "what was reported stays so until somebody has looked"
    assert "Not asked today" in fourth["body"]
    records = json.loads(book.read("links.json"))["links"]
    assert records[REPORT]["failed_runs"] == 3
    assert records[other]["fine"] == "2026-11-16T06:00:00Z"


def test_those_that_were_asked_longest_ago_come_first(book):
    book.page("index", {f"page {n}": f"https://example.org/{n}" for n in range(4)})
    unasked = {f"https://example.org/{n}": {"unasked": "host"} for n in (2, 3)}
    run_recorded(book, unasked)
    run_recorded(book, {}, now=MONDAY + WEEK)
    assert [address[-1] for address in book.asked] == list("2301")


@pytest.mark.parametrize("hostile", ["x" * 13_000, "&amp;" * 3000, "%00" * 5000])
def test_one_long_address_hides_no_other_in_the_issue(book, hostile):
    """An address of a stranger's site emptied the whole list once."""
    old = "https://example.org/old"
    target = f"https://example.org/{hostile}"
    moved = {"hops": [{"url": old, "status": 301, "target": target}]}
    door = f"https://example.org/{hostile}/door"
    good = "https://example.org/moved"
    well = {"hops": [{"url": good, "status": 301, "target": f"{good}/new"}]}
    book.page("index", {"a": REPORT, "b": door, "c": old, "d": good, "e": f"{door}2"})
    results = {REPORT: GONE, door: FORBIDDEN, old: moved, good: well, f"{door}2": GONE}
    for week in range(3):
        issue = issue_after(book, results, MONDAY + week * WEEK)
    assert f"### gone: `{REPORT}`" in issue["body"]
    assert issue["body"].count("### gone: ") == 2
    assert f"- `{good}` → `{good}/new`" in issue["body"]
    assert "keep robots out (1)" in issue["body"]
    assert len(issue["body"]) < 20_000


def test_the_end_of_a_waiver_is_said_before_and_kept_as_one_issue_afterwards(book, capsys):
    book.waivers("https://example.org/*", why="It `@moves`.")
    said = "The exception for https://example.org/* ends on 2026-11-20"
    for days, spoken in ((-20, False), (-10, True), (17, True)):
        issue_after(book, {REPORT: GONE}, MONDAY + timedelta(days=days))
        assert (said in capsys.readouterr().out) is spoken
        assert book.waivers_issue["due"] is False
    issue_after(book, {REPORT: GONE}, MONDAY + 3 * WEEK)
    assert book.waivers_issue["due"] is True
    assert (
        "`outside-link` at `https://example.org/*` ended on 2026-11-20"
        in book.waivers_issue["body"]
    )
    assert "@" not in re.sub(r"`[^`\n]*`", "", book.waivers_issue["body"])
    book.waivers("book/index.md", rule="broken-link")
    issue_after(book, {}, MONDAY + 4 * WEEK)
    assert book.waivers_issue["title"] == "Exceptions that have ended", "not of links alone"
    assert "`broken-link` at `book/index.md` ended" in book.waivers_issue["body"]
    book.waivers()
    issue_after(book, {}, MONDAY + 4 * WEEK)
    assert book.waivers_issue["due"] is False


def test_a_waiver_that_has_ended_fails_no_pull_request(book, capsys, monkeypatch):
    book.begin()
    book.waivers("https://example.org/*")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert run_recorded(book, {}, "changed", "--base=main", now=MONDAY + 9 * WEEK) == 0
    out = capsys.readouterr().out
    assert "::notice title=Exceptions of outside links::The exception for" in out
    assert "::error" not in out


def test_today_is_what_the_environment_says(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793577600")
    assert clock.now() == datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('sight = "x"', "has no key 'sight'"),
        ("site = 3", "site in .* is to be a text"),
        ('sources = "a"', "sources in .* is to be a list of texts"),
        ("threads = 2", "has no key 'threads'"),
        ("site = ", "cannot be read"),
    ],
)
def test_settings_that_cannot_be_used_are_one_clear_line(tmp_path, text, says):
    (tmp_path / "pyproject.toml").write_text(f"[tool.linkhealth]\n{text}\n")
    with pytest.raises(CannotRunError, match=says):
        read_settings(tmp_path)


def test_settings_come_from_their_table_and_are_the_usual_ones_without(tmp_path):
    assert read_settings(tmp_path) == Settings()
    table = '[tool.linkhealth]\nsite = "public"\nown = ["https://a.example/"]\n'
    (tmp_path / "pyproject.toml").write_text(table)
    assert read_settings(tmp_path) == Settings(site="public", own=("https://a.example/",))


def test_a_site_without_any_source_is_asked(tmp_path, capsys):
    """Any static site: pages alone, and no settings at all."""
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site/page.html").write_text(f"<p>Read <a href='{REPORT}'>it</a>.</p>")
    answers = {"status": 404}
    asker = lambda asks, _, tell: [tell(Answer(a.address, a.url, **answers)) for a in asks] or True  # noqa: E731
    for week in range(3):
        code = main([], root=tmp_path, settings=Settings(), asker=asker, now=MONDAY + week * WEEK)
    assert code == 1
    assert "page page.html (written by a template): «Read it.»" in capsys.readouterr().out


# --- Pull requests -------------------------------------------------------------------------------


CHANGED = ("changed", "--base", "main", "--format", "github")


def change_with_two_new_links(book, web):
    old = f"http://gone.test:{web.http}/old"
    book.page("index", {"the old one": old})
    book.begin()
    new, good = f"http://not-found.test:{web.http}/new", f"http://fine.test:{web.http}/good"
    book.page("index", {"the old one": old, "the new one": new, "a good one": good})
    return old, new


def test_a_pull_request_is_told_only_of_the_links_it_adds(book, web, capsys):
    old, new = change_with_two_new_links(book, web)
    assert run(book, *CHANGED) == 0
    out = capsys.readouterr().out
    assert "::notice file=book/index.md,line=9,title=outside-link%3A gone::" in out
    assert new in out
    assert old not in out
    assert "This change adds 2 outside links; 1 fine." in out
    assert "::error" not in out
    assert not (book.root / "links.json").exists()


def test_a_pull_request_does_not_suffer_from_a_bad_day_of_the_network(book, web, capsys):
    change_with_two_new_links(book, web)
    for path in ("book/_build/html/index.html", "book/index.md"):
        book.write(path, book.read(path).replace(f".test:{web.http}", ".unknown"))
    settings = dataclasses.replace(FAST, well_known_hosts=("unknown.test",))
    assert run(book, "changed", "--base", "main", settings=settings) == 0
    assert "seems to be offline" in capsys.readouterr().out


def test_a_line_that_moves_adds_no_link(book, web, capsys):
    change_with_two_new_links(book, web)
    book.git("commit", "-a", "-m", "Add links")
    page = book.read("book/index.md")
    book.write("book/index.md", page.replace("# The page index\n", "# The page index\n\nMore.\n"))
    assert run(book, "changed", "--base", "main") == 0
    assert "This change adds 0 outside links" in capsys.readouterr().out


def test_a_link_that_moves_to_another_page_is_not_added_and_a_longer_one_is(book, capsys):
    book.begin()
    book.git("mv", "book/index.md", "book/other.md")
    longer = f"{REPORT}/y"
    book.page("index", {"the longer one": longer})
    book.page("other", {"the report": REPORT})
    assert run_recorded(book, {}, "changed", "--base", "main") == 0
    assert book.asked == [longer]


def test_a_change_against_an_unknown_commit_is_one_clear_line(book, capsys):
    book.git("init", "-b", "main")
    for name in ("nowhere", "--output=x"):
        assert run(book, "changed", f"--base={name}") == 2
        assert name in capsys.readouterr().err
    assert not (book.root / "x").exists()


def test_a_change_against_another_history_is_one_clear_line(book, capsys):
    book.begin()
    book.git("checkout", "--orphan", "elsewhere")
    book.git("commit", "-m", "Begin anew")
    assert run(book, "changed", "--base=main") == 2
    assert "no commit in common" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_page_whose_name_is_no_text_is_compared(book, capsys):
    book.page("index", {})
    file = book.root / os.fsdecode(b"book/caf\xe9.md")
    file.write_bytes(b"# One\n")
    book.begin()
    file.write_bytes(b"# Two\n")
    book.page("index", {"the report": REPORT})
    assert run_recorded(book, {}, "changed", "--base", "main") == 0
    assert "This change adds 1 outside link" in capsys.readouterr().out


def test_an_exception_holds_for_a_pull_request_until_its_last_day(book, capsys):
    book.page("index", {})
    book.begin()
    book.page("index", {"the report": REPORT})
    book.waivers(REPORT, until="2026-11-02")
    run_recorded(book, {REPORT: GONE}, "changed", "--base=main")
    assert f"{REPORT}: The server says" not in capsys.readouterr().out
    run_recorded(book, {REPORT: GONE}, "changed", "--base=main", now=MONDAY + timedelta(days=1))
    assert f"{REPORT}: The server says" in capsys.readouterr().out


def test_a_page_that_git_does_not_know_yet_adds_its_links(book, capsys):
    """As after `make case-study`, which leaves a new page beside the others."""
    book.page("index", {})
    book.begin()
    book.write(".gitignore", "book/draft.md\nbook/_build\n")
    book.page("cohorts/my study", {"the report": REPORT})
    book.write("book/draft.md", "https://example.org/ignored\n")
    assert run_recorded(book, {REPORT: GONE}, "changed", "--base", "main") == 0
    out = capsys.readouterr().out
    assert "book/cohorts/my study.md:7" in out
    assert "This change adds 1 outside link; 0 fine." in out


def test_a_change_to_the_bibliography_the_data_and_the_front_matter_adds_links(book, capsys):
    links = {name: f"https://example.org/{name}" for name in ("bib", "data", "matter", "old")}
    book.page("index", links)
    book.write("book/index.md", f"---\na: 1\n---\n# Page\n\n[old]({links['old']})\n")
    book.write("book/references.bib", "@misc{a,\n}\n")
    book.write("book/_data/outputs.yml", "[]\n")
    book.begin()
    book.write("book/index.md", f"---\na: {links['matter']}\n---\n# Page\n\n[o]({links['old']})\n")
    book.write("book/references.bib", f"@misc{{a,\n  url = {{{links['bib']}}},\n}}\n")
    book.write("book/_data/outputs.yml", f"- url: {links['data']}\n")
    assert run_recorded(book, dict.fromkeys(links.values(), GONE), "changed", "--base=main") == 0
    out = capsys.readouterr().out
    assert "This change adds 3 outside links; 0 fine." in out
    for place in ("book/index.md:2", "book/references.bib:2", "book/_data/outputs.yml:1"):
        assert place in out
    assert links["old"] not in out


def test_a_change_with_bytes_that_are_no_text_is_read(book, capsys):
    book.page("index", {})
    book.begin()
    book.page("index", {"the report": REPORT})
    (book.root / "notes.txt").write_bytes(b"caf\xe9 \r and more\n")
    book.git("add", ".")
    assert run_recorded(book, {}, "changed", "--base", "main") == 0
    assert "This change adds 1 outside link; 1 fine." in capsys.readouterr().out


# --- Links that have moved -----------------------------------------------------------------------


def test_links_fix_prints_the_patch_and_rewrites_pages_data_and_bibliography(book, web, capsys):
    old = f"http://permanent.test:{web.http}/step/1"
    new = f"http://permanent.test:{web.http}/step/2"
    longer = f"http://fine.test:{web.http}/archive/{old}"
    book.page("index", {"the report": old, "a copy": longer, "a part": f"{old}#here"})
    book.write("book/references.bib", f"@misc{{key,\n  url = {{{old}}},\n}}\n")
    book.write("book/_data/outputs.yml", f"- url: {old}\n- url: {old}0\n")
    assert run(book, "fix") == 2, "there is no ledger yet"
    assert run(book) == 0
    before = {path: book.read(path) for path in ("book/index.md", "book/references.bib")}
    capsys.readouterr()

    assert run(book, "fix", "--dry-run") == 0
    patch = capsys.readouterr().out
    assert f"-  url = {{{old}}}," in patch
    assert f"+  url = {{{new}}}," in patch
    assert {path: book.read(path) for path in before} == before

    assert run(book, "fix") == 0
    assert capsys.readouterr().out.startswith(patch.rstrip("\n")[:200])
    page = book.read("book/index.md")
    assert f"[the report]({new})" in page
    assert f"[a part]({new}#here)" in page
    assert f"[a copy]({longer})" in page, "the beginning of a longer address stays"
    assert book.read("book/references.bib") == f"@misc{{key,\n  url = {{{new}}},\n}}\n"
    assert book.read("book/_data/outputs.yml") == f"- url: {new}\n- url: {old}0\n"


def test_a_move_that_nobody_wrote_down_is_left_to_a_person(book, web, capsys):
    old = f"http://permanent.test:{web.http}/step/1"
    book.page("index", {"the report": old})
    book.write("book/index.md", "# Nothing here\n")
    assert run(book) == 0
    assert run(book, "fix") == 0
    assert f"By hand: {old} → " in capsys.readouterr().out
