"""The command line of the checks: what a path may be, what is printed, and how it ends."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from booklint.book import Book
from booklint.cli import main
from booklint.finding import Finding
from booklint.registry import all_rules
from booklint.report import MAX_TOLD, as_annotations, as_json, as_summary, as_text
from markdown_it import MarkdownIt

EXAMPLES = Path(__file__).parent / "examples"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small book of somebody else, with one broken link on line 3."""
    (tmp_path / "_config.yml").write_text("title: Book\n")
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n- file: parts/one\n"
    )
    (tmp_path / "index.md").write_text("# Start\n\nSee [the plan](plan.md).\n")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/one.md").write_text("# One\n\nSee [the start](../index.md).\n")
    return tmp_path


# --- how it ends ---------------------------------------------------------------------------------


def test_a_clean_book_ends_with_0(book: Path, capsys: pytest.CaptureFixture):
    (book / "index.md").write_text("# Start\n\nSee [part one](parts/one.md).\n")
    assert main([str(book)]) == 0
    assert capsys.readouterr() == ("", "0 findings, 0 notices; 0 waivers used\n")


def test_a_finding_ends_with_1(book: Path, capsys: pytest.CaptureFixture):
    assert main([str(book)]) == 1
    out, err = capsys.readouterr()
    assert out.startswith(
        f"{book}/index.md:3: plan.md leads nowhere: plan.md is not there [link-target]"
    )
    assert err == "1 finding, 0 notices; 0 waivers used\n"


def test_a_notice_alone_ends_with_0(book: Path, capsys: pytest.CaptureFixture):
    words = "# Start\n\n[Words](parts/one.md) and\n[words](https://example.org) and\n"
    (book / "index.md").write_text(words + "[words](https://example.org/two).\n")
    assert main([str(book)]) == 0
    assert "notice: «words» leads to" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "booklint: nowhere does not exist"),
        (["empty"], "booklint: empty is neither a Jupyter Book"),
        (["LICENSE"], "booklint: LICENSE is neither a Markdown page nor a notebook nor a built"),
        (["page.md", "--rule", "no-such-rule"], "booklint: there is no rule called no-such-rule"),
    ],
)
def test_what_cannot_be_checked_ends_with_2_and_one_clear_line(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    (tmp_path / "empty").mkdir()
    (tmp_path / "LICENSE").write_text("Yours.")
    (tmp_path / "page.md").write_text("# Page\n")
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(says)
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_it_runs_as_a_module(book: Path):
    command = [sys.executable, "-m", "booklint", str(book), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert [each["rule"] for each in json.loads(done.stdout)] == ["link-target"]


# --- what a path may be --------------------------------------------------------------------------


def test_a_page_or_a_folder_is_judged_within_its_book(book: Path):
    assert main([str(book / "parts/one.md")]) == 0
    assert main([str(book / "index.md")]) == 1
    assert main([str(book / "parts")]) == 0


def test_several_pages_of_one_book_are_read_once(book: Path, monkeypatch: pytest.MonkeyPatch):
    loads: list[str] = []
    load = Book.load
    monkeypatch.setattr(
        Book, "load", lambda *rest, **named: loads.append("once") or load(*rest, **named)
    )
    assert main([str(book / "index.md"), str(book / "parts/one.md")]) == 1
    assert loads == ["once"]


def test_what_other_pages_may_define_is_not_asked_of_a_page_without_a_book(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    page = tmp_path / "alone.md"
    page.write_text(
        "# Alone\n\n## Lessons learned\n\nSee {ref}`parts/one`, [two](#parts/two), [three](a.b),\n"
        "[four](#somewhere-else) and [five](#lessons-learnd).\n\n![](map.png)\n"
    )
    assert main([str(page), "--format", "json"]) == 1
    found = [(each["line"], each["rule"]) for each in json.loads(capsys.readouterr().out)]
    assert found == [(6, "link-target"), (8, "alt-missing"), (8, "picture-found")]


def test_a_built_page_and_a_folder_of_them_are_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    page = (
        '<!doctype html><html lang="en"><head><title>Start of the site</title></head><body>'
        '<main><h1>Start</h1><p id="place"><a href="gone.html">Gone</a></p></main></body></html>'
    )
    (tmp_path / "index.html").write_text(page)
    for path in (tmp_path, tmp_path / "index.html"):
        assert main([str(path), "--format", "json", "--rule", "built-link"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert [(each["target"], each["id"]) for each in found] == [("gone.html", "place")]


def test_paths_are_shown_from_the_working_folder(
    book: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(book)
    main(["."])
    assert capsys.readouterr().out.startswith("index.md:3: ")


def test_strict_rules_run_where_the_settings_ask_for_them(book: Path):
    (book / "index.md").write_text("# Start\n\nSee https://example.org for more, e.g. numbers.\n")
    assert main([str(book)]) == 0
    (book / "booklint.toml").write_text("strict = true\n")
    assert main([str(book), "--rule", "link-words"]) == 1


# --- what is printed -----------------------------------------------------------------------------


def test_every_rule_is_listed_with_its_promise(capsys: pytest.CaptureFixture):
    assert main(["--list"]) == 0
    out = capsys.readouterr().out
    for rule in all_rules():
        assert f"  {rule.name}: {rule.promise}" in out


ODD = Finding(
    "od\x1b[2Jd,\u202e:.md",
    3,
    "a-rule",
    "100 % wrong\n::error::not a command\r\x07\u2028",
    "write\tit anew %0A::error::",
)


def test_json_has_all_fields_and_only_plain_signs():
    text = as_json([ODD])
    assert text.isascii()
    (only,) = json.loads(text)
    assert list(only) == ["path", "line", "rule", "message", "fix", "level"]
    assert only["message"] == ODD.message


def test_a_terminal_is_not_moved_or_turned():
    text = as_text([ODD])
    assert text.count("\n") == 1
    assert all(sign == "\n" or sign.isprintable() for sign in text)
    assert "<U+001B>[2Jd" in text


def test_an_annotation_is_one_command_that_cannot_be_broken_out_of():
    text = as_annotations([ODD])
    assert text.count("\n") == 0
    assert text.startswith(
        "::error file=od<U+001B>[2Jd%2C<U+202E>%3A.md,line=3,title=a-rule::100 %25 wrong"
    )
    assert "%0A::error::not a command%0D" in text
    assert "%250A::error::" in text
    assert as_annotations([Finding("a.md", 1, "a", "b", "c", "notice")]).startswith(
        "::notice file=a.md"
    )


def test_a_summary_says_thank_you_what_is_wrong_and_what_to_do():
    finding = Finding("book/a.md", 3, "link-target", "b.md leads nowhere", "correct the path")
    notice = Finding("book/a.md", 9, "alt-written", "a long text", "shorten it", "notice")
    assert as_summary([]).startswith("## Thank you for this change\n\nThe checks found nothing")
    text = as_summary([finding, notice])
    assert "One thing is to be fixed." in text
    assert "2 things are to be fixed." in as_summary([finding, finding])
    told = (
        "```text\nbook/a.md, line 3\n  What is wrong: b.md leads nowhere\n"
        "  What to do:    correct the path\n```"
    )
    assert told in text
    assert text.index("Worth a look") > text.index(told)
    assert "a long text" in text.partition("Worth a look")[2]
    assert "to be fixed" not in as_summary([notice])


def test_a_summary_is_short_and_nothing_in_it_leaves_its_block():
    evil = "``` \n````\n# [x](javascript:1) <img src=x> @everybody " + "word " * 500
    many = [Finding(f"a\n```{n}.md", n, "a-rule", evil, evil) for n in range(MAX_TOLD + 5)]
    text = as_summary(many)
    assert "And 5 more." in text
    assert len(text) < 60_000
    tokens = MarkdownIt().parse(text)
    assert [token.type for token in tokens if token.type in ("fence", "html_block")] == ["fence"]
    outside = " ".join(token.content for token in tokens if token.type == "inline")
    assert "everybody" not in outside
    assert max(len(line) for line in text.split("\n") if line.startswith("  ")) <= 92


def test_findings_of_many_pages_come_in_one_order_with_or_without_a_second_process(
    book: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    for number in range(40):
        name = f"parts/page-{number:02}.md"
        (book / name).write_text(f"# Page {number}\n\n[gone](gone-{number}.md) ![](map.png)\n")
    main([str(book), "--format", "json"])
    spread = capsys.readouterr().out
    monkeypatch.setattr("booklint.parallel_map.MIN_JOBS", 10_000)
    main([str(book), "--format", "json"])
    assert spread == capsys.readouterr().out
    places = [(each["path"], each["line"]) for each in json.loads(spread)]
    assert places == sorted(places)
    assert len(places) > 80


def test_a_copy_of_another_book_is_left_as_it_was(tmp_path: Path):
    copy = shutil.copytree(EXAMPLES / "links", tmp_path / "links")
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    main([str(copy)])
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
