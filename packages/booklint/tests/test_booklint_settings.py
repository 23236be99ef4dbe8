"""Settings and waivers: what they change, what is said of a wrong one, and what a date may do."""

import datetime
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from booklint import clock, waivers
from booklint.cli import main
from booklint.files import MemoryFiles
from booklint.finding import Finding
from booklint.registry import UnknownPluginError, all_rules, run
from booklint.settings import Settings, find_settings, read_settings
from booklint.site import Site

TODAY = datetime.date(2026, 11, 23)
AGREED = """\
# one entry
[[waiver]]
rule = "link-target"
where = "book/*.md"
what = "gone.md"
why = "the page is being written"
owner = "ada"
until = 2026-12-24
"""
BROKEN = Finding("book/index.md", 3, "link-target", "gone.md leads nowhere", "correct the path")


def read(text: str) -> Settings:
    return read_settings(text, "booklint.toml")


def apply(text: str, findings: list[Finding], today: datetime.date = TODAY, whole: bool = True):
    return waivers.apply(read(text).waivers, findings, today, whole=whole)


# --- waivers -------------------------------------------------------------------------------------


def test_a_waiver_excuses_its_finding_and_is_counted():
    early = datetime.date(2026, 11, 1)
    assert apply(AGREED, [BROKEN], early) == ([], 1)


@pytest.mark.parametrize(
    ("message", "target", "excused"),
    [
        ("gone.md leads nowhere", "", True),
        ("other/gone.md leads nowhere", "", False),
        ("gone.md.bak leads nowhere", "", False),
        ("it leads to gone.md", "", True),
        ("it leads to gone.md.", "", True),
        ("it leads nowhere", "gone.md", True),
        ("gone.md leads nowhere", "gone.md#part", False),
    ],
)
def test_a_waiver_excuses_only_what_it_names(message: str, target: str, excused: bool):
    finding = Finding("book/index.md", 3, "link-target", message, "correct it", target=target)
    kept, used = apply(AGREED, [finding], datetime.date(2026, 11, 1), whole=False)
    assert (kept, used) == (([], 1) if excused else ([finding], 0))


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (datetime.date(2026, 11, 23), ""),
        (datetime.date(2026, 11, 24), "ends on 2026-12-24"),
        (datetime.date(2026, 12, 24), "ends on 2026-12-24"),
        (datetime.date(2026, 12, 25), "ended on 2026-12-24"),
        (datetime.date(2031, 3, 1), "ended on 2026-12-24"),
    ],
)
def test_a_date_is_a_notice_and_never_fails_a_run(today: datetime.date, says: str):
    kept, used = apply(AGREED, [BROKEN], today)
    assert used == 1
    assert [(each.level, each.line) for each in kept] == ([("notice", 2)] if says else [])
    assert all(says in each.message for each in kept)


def test_an_unused_waiver_is_a_finding_when_all_was_looked_at():
    kept, _ = apply(AGREED, [])
    assert [(each.message, each.level) for each in kept] == [
        ("the waiver for link-target at book/*.md is not needed: nothing is found there", "finding")
    ]
    assert apply(AGREED, [], datetime.date(2026, 11, 1), whole=False) == ([], 0)


def test_waivers_of_outside_links_are_left_to_the_link_checker():
    text = AGREED.replace("link-target", "outside-link").replace('what = "gone.md"\n', "")
    assert len(read(text).waivers) == 1
    assert apply(text, []) == ([], 0)


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (('owner = "ada"\n', ""), 2, "does not say owner"),
        (('what = "gone.md"\n', ""), 2, "does not say what"),
        (("2026-12-24", '"soon"'), 2, "its last day 'soon' is no date"),
        (("owner", "ownr"), 2, "no field called ownr"),
        (("[[waiver]]\n", "[[waiver]]\nwhy = \n"), 3, "not valid TOML"),
        (("[[waiver]]\n", "[[wavier]]\n"), 2, "no setting called wavier"),
        (("# one entry", 'ignore = "a"'), 1, "the setting ignore is no list"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_line(change: tuple[str, str], line: int, says: str):
    settings = read(AGREED.replace(*change))
    assert [(each.path, each.line, each.rule) for each in settings.problems] == [
        ("booklint.toml", line, "settings")
    ]
    assert says in settings.problems[0].message


@pytest.mark.parametrize(("wrong", "right"), [("ignored", "ignore"), ("waivers", "waiver")])
def test_an_unknown_setting_is_asked_about(wrong: str, right: str):
    assert read(f"{wrong} = []\n").problems[0].fix == f"did you mean {right}?"


# --- the date ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("epoch", "day"),
    [("946684800", datetime.date(2000, 1, 1)), ("1780000000", datetime.date(2026, 5, 28))],
)
def test_today_is_the_day_of_the_source_where_it_is_given(
    epoch: str, day: datetime.date, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert clock.today() == day


@pytest.mark.parametrize("epoch", ["", "soon", "-1", "1" * 40, "0", "315532800"])
def test_a_time_that_is_none_counts_as_none(epoch: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    before = datetime.datetime.now(datetime.UTC).date()
    assert before <= clock.today() <= datetime.datetime.now(datetime.UTC).date()


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a book in docs/ that has a broken link on line 3 of its start page."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/_config.yml").write_text("title: Book\n")
    (tmp_path / "docs/_toc.yml").write_text("format: jb-book\nroot: index\n")
    (tmp_path / "docs/index.md").write_text("# Start\n\nSee [the plan](plan.md).\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    return tmp_path


WAIVER = """\
[[waiver]]
rule = "link-target"
where = "docs/index.md"
what = "plan.md"
why = "it is being written"
owner = "ada"
until = 2026-05-01
"""


@pytest.mark.parametrize(
    ("settings", "code", "out"),
    [
        ("", 1, "docs/index.md:3: plan.md leads nowhere"),
        ('ignore = ["link-target"]\n', 0, ""),
        ('ignore = ["links"]\n', 0, ""),
        ('select = ["figures"]\n', 0, ""),
        ('notice = ["link-target"]\n', 0, "docs/index.md:3: notice: plan.md"),
        ('[per-path]\n"docs/i*" = ["link-target"]\n', 0, ""),
        ('[per-path]\n"docs/a*" = ["link-target"]\n', 1, "docs/index.md:3: plan.md"),
        ('ignore = ["link-pag"]\n', 1, "there is no rule or family called link-pag"),
        (WAIVER, 0, "booklint.toml:2: notice: the waiver for link-target at docs/index.md ended"),
    ],
)
def test_settings_change_what_is_found(
    book: Path, capsys: pytest.CaptureFixture, settings: str, code: int, out: str
):
    (book / "booklint.toml").write_text(f'book = "docs"\n{settings}')
    assert main([]) == code
    captured = capsys.readouterr()
    assert out in captured.out
    assert bool(out) == bool(captured.out)
    project = settings.replace("[per-path]", "[tool.booklint.per-path]")
    project = project.replace("[[waiver]]", "[[tool.booklint.waiver]]")
    (book / "booklint.toml").unlink()
    (book / "pyproject.toml").write_text(f'[tool.booklint]\nbook = "docs"\n{project}')
    assert main([]) == code
    moved = captured.out.replace("booklint.toml:2", "pyproject.toml:3")
    assert sorted(capsys.readouterr().out.split("\n")) == sorted(moved.split("\n"))


def test_ended_waivers_are_printed_as_json(book: Path, capsys: pytest.CaptureFixture):
    (book / "booklint.toml").write_text(f'book = "docs"\n{WAIVER}')
    assert main(["--ended-waivers"]) == 0
    (only,) = json.loads(capsys.readouterr().out)
    assert only["until"] == "2026-05-01"
    assert (only["path"], only["line"], only["owner"]) == ("booklint.toml", 2, "ada")


def test_a_rule_is_explained(book: Path, capsys: pytest.CaptureFixture):
    assert main(["docs", "--explain", "link-target"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("link-target: ")
    assert "Bad" in out


def test_a_word_of_the_book_is_spelt_right(book: Path):
    (book / "docs/index.md").write_text("# Start\n\nWe recieve it.\n")
    assert main(["docs"]) == 1
    (book / "booklint.toml").write_text('words = ["recieve"]\n')
    assert main(["docs"]) == 0


def test_a_plugin_that_is_not_installed_stops_the_run(book: Path, capsys: pytest.CaptureFixture):
    (book / "booklint.toml").write_text('book = "docs"\nplugins = ["json"]\n')
    assert main([]) == 2
    assert "plug-in json of the settings is not installed" in capsys.readouterr().err
    with pytest.raises(UnknownPluginError):
        all_rules(("json",))


def test_signs_that_a_terminal_cannot_show_are_spelt_out(book: Path):
    """In a process of its own: the encoding of the streams is set as it begins."""
    (book / "docs/index.md").write_text("# Start\n\n[x](größe-\u2713.md)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "booklint", "docs"],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=False,
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"\\xf6" in done.stdout


# --- other people's books ------------------------------------------------------------------------


def test_whoever_reads_the_results_may_stop(book: Path):
    command = [sys.executable, "-m", "booklint", "docs", "--list"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, cwd=book, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b"")


def test_a_policy_on_a_page_asks_for_nothing():
    """A site with a content security policy is judged like any other."""
    policy = '<meta http-equiv="Content-Security-Policy" content="default-src https:">'
    start = '<!doctype html><html lang="en"><title>{}</title>{}<h1>A</h1><a href="{}">Go on</a>'

    def found(head: str) -> list[Finding]:
        pages = {
            "index.html": start.format("The start", head, "a.html"),
            "a.html": start.format("Another page", head, "index.html"),
        }
        return [each for each in run(Site(MemoryFiles(pages))) if each.level == "finding"]

    assert found(policy) == found("")


def test_settings_of_a_page_beside_the_book_are_not_looked_for():
    files = MemoryFiles({"book/_config.yml": "", "other/booklint.toml": "strict = true\n"})
    assert find_settings(files, "book") == Settings()


@pytest.mark.parametrize(("book", "is_ours"), [("", True), ("docs", True), ("other", False)])
def test_settings_that_name_another_book_are_not_for_this_one(book: str, is_ours: bool):
    files = MemoryFiles(
        {"docs/_config.yml": "", "booklint.toml": f'book = "{book}"\nstrict = true\n'}
    )
    assert find_settings(files, "docs").strict == is_ours
