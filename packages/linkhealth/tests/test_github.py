"""What the scheduled workflows do at GitHub: one issue a topic, opened, updated and closed."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from linkhealth import github as program
from linkhealth.github import main, mark_of
from linkhealth.ledger import Ledger, load

LEDGER = '{"version": 1, "links": {"https://a.example/ü": {}}}\n'


def tell(folder, due, body="Text"):
    folder.mkdir(exist_ok=True)
    issue = {"topic": "link-health", "due": due, "title": "Outside links", "body": body}
    (folder / "issues.json").write_text(json.dumps([{**issue, "farewell": "All is fine."}]))
    return main(["tell", str(folder)])


@pytest.mark.parametrize(("due", "left"), [(True, [7]), (False, [])])
def test_of_two_issues_one_is_kept_or_none(github, tmp_path, due, left):
    ours = {
        "title": "x",
        "body": mark_of("link-health"),
        "state": "open",
        "author": {"is_bot": True},
    }
    others = [{"number": n, **ours, "body": None} for n in range(1, 7)]
    github.change(issues=[*others, *({"number": n, **ours} for n in (7, 8))])
    assert tell(tmp_path / "report", due=due) == 0
    assert [each["number"] for each in github.open_issues()] == [1, 2, 3, 4, 5, 6, *left]


def test_the_issue_is_opened_updated_closed_and_opened_anew(github, tmp_path):
    report = tmp_path / "report"
    assert tell(report, due=False) == 0
    assert github.state["issues"] == []
    assert tell(report, due=True, body="One link") == 0
    assert tell(report, due=True, body="Two links") == 0
    [issue] = github.open_issues()
    assert issue["number"] == 1
    assert issue["body"].startswith("Two links\n")
    assert github.state["comments"] == [], "an update sends nobody a message"
    assert tell(report, due=False) == 0
    assert github.open_issues() == []
    assert github.state["comments"] == [[1, "All is fine."]]
    assert tell(report, due=True) == 0
    assert [issue["number"] for issue in github.open_issues()] == [2]


def test_an_issue_that_a_person_wrote_is_never_touched(github, tmp_path):
    assert tell(tmp_path / "report", due=False) == 0
    mine = {"title": "Mine", "body": f"I copied {mark_of('link-health')}", "state": "open"}
    github.change(issues=[{"number": 1, "author": {"is_bot": False}, **mine}])
    assert tell(tmp_path / "report", due=False) == 0
    assert len(github.open_issues()) == 1
    assert tell(tmp_path / "report", due=True) == 0
    assert len(github.open_issues()) == 2


def test_the_issue_is_found_among_hundreds(github, tmp_path):
    assert tell(tmp_path / "report", due=True) == 0
    ours = github.open_issues()
    others = [
        {"number": n, "state": "open", "body": None, "author": {"is_bot": False}, "title": "x"}
        for n in range(2, 203)
    ]
    github.change(issues=[*others, *ours])
    assert tell(tmp_path / "report", due=True) == 0
    assert len(github.state["issues"]) == 202


def test_the_ledger_comes_back_as_the_last_good_run_left_it(github, tmp_path, capsys):
    file = tmp_path / "links.json"
    assert main(["fetch", str(file)]) == 0
    assert "No run has left" in capsys.readouterr().out
    ledger, message = load(file, datetime.now(UTC))
    assert (ledger, message) == (Ledger(), ""), "a ledger of no run"
    github.change(runs=[{"id": 9, "links.json": LEDGER}, {"id": 8, "links.json": "{}"}])
    assert main(["fetch", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == LEDGER


def test_a_ledger_of_ones_own_is_kept_where_no_weekly_one_is(github, tmp_path):
    file = tmp_path / "links.json"
    file.write_text(LEDGER, encoding="utf-8")
    assert main(["fetch", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == LEDGER


def test_a_pull_request_that_brings_the_workflow_leaves_no_ledger(github, tmp_path):
    """Its run is listed under the same file, and what it hands over is a stranger's."""
    file = tmp_path / "links.json"
    stranger = {"id": 12, "links.json": "{}", "event": "pull_request"}
    by_hand = {"id": 11, "links.json": LEDGER, "event": "workflow_dispatch"}
    github.change(runs=[stranger, by_hand, {"id": 10, "links.json": "{}"}])
    assert main(["fetch", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == LEDGER


def test_a_ledger_that_github_keeps_no_longer_is_begun_anew(github, tmp_path):
    """Schedules stop after sixty days of quiet: the first run after a long pause is not its last."""
    file = tmp_path / "links.json"
    github.change(runs=[{"id": 9, "links.json": LEDGER, "expired": True}])
    assert main(["fetch", str(file)]) == 0
    assert load(file, datetime.now(UTC)) == (Ledger(), "")


def test_an_answer_that_is_no_list_is_named(github, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(program, "gh", lambda *words, text="": "<html>")
    assert main(["fetch", str(tmp_path / "links.json")]) == 2
    assert "GitHub gave no list for `gh run list`." in capsys.readouterr().err


@pytest.mark.parametrize(
    "refuse", ["run list", "api repos/{owner}/{repo}/actions/runs/9/artifacts", "run download"]
)
def test_trouble_at_github_is_an_error_and_not_a_new_beginning(github, tmp_path, capsys, refuse):
    github.change(refuse=refuse, runs=[{"id": 9, "links.json": LEDGER}])
    assert main(["fetch", str(tmp_path / "links.json")]) == 2
    assert not (tmp_path / "links.json").exists()
    assert f"GitHub refused `gh {refuse}`" in capsys.readouterr().err


def test_a_list_that_cannot_be_had_opens_no_second_issue(github, tmp_path):
    github.change(refuse="issue list")
    assert tell(tmp_path / "report", due=True) == 2
    assert github.open_issues() == []


@pytest.mark.parametrize("result", ["failure", "cancelled"])
def test_a_run_that_does_not_pass_keeps_an_issue_of_its_own(github, tmp_path, monkeypatch, result):
    """Without a report too: where the site cannot be built, no link was asked."""
    assert tell(tmp_path / "report", due=True) == 0
    needs = {"ask": {"result": "skipped"}, "build": {"result": result}}
    monkeypatch.setenv("NEEDS", json.dumps(needs))
    assert main(["tell", str(tmp_path / "nothing")]) == 0
    links, run = github.open_issues()
    assert (links["title"], run["title"]) == (
        "Outside links",
        "The weekly run of links does not pass",
    )
    assert (
        "[The last run](https://github.com/owner/book/actions/runs/7) stopped in: build."
        in run["body"]
    )
    monkeypatch.setenv("NEEDS", json.dumps({"build": {"result": "success"}}))
    assert main(["tell", str(tmp_path / "nothing")]) == 0
    assert github.open_issues() == [links]


def test_the_job_that_may_write_needs_nothing_but_python(tmp_path):
    """It installs nothing, so nothing that was installed can run with its rights."""
    file = Path(program.__file__)
    alone = [sys.executable, "-I", "-S", str(file), "--help"]
    done = subprocess.run(alone, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "fetch" in done.stdout
