"""What the scheduled workflows do at GitHub: one issue, opened, updated and closed; one ledger."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from conftest import ROOT

from links.github import Step, main, mark_of, steps
from links.ledger import Ledger, load

LEDGER = '{"version": 1, "links": {"https://a.example/ü": {}}}\n'


def tell(folder, due, body="Text"):
    folder.mkdir(exist_ok=True)
    (folder / "links.json").write_text(LEDGER)
    issue = {"due": due, "title": "Outside links", "body": body, "farewell": "All is fine."}
    (folder / "issue.json").write_text(json.dumps(issue))
    return main(["tell", str(folder)])


@pytest.mark.parametrize(
    ("due", "numbers", "wanted"),
    [
        (False, [], []),
        (True, [], [Step("open")]),
        (True, [7], [Step("update", 7)]),
        (False, [7], [Step("close", 7)]),
        (True, [9, 7], [Step("update", 7), Step("close", 9)]),
        (False, [9, 7], [Step("close", 7), Step("close", 9)]),
    ],
)
def test_there_is_one_issue_or_none(due, numbers, wanted):
    assert steps(due, numbers) == wanted


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
    github.change(issues=[{"number": 1, "user": {"type": "User"}, **mine}])
    assert tell(tmp_path / "report", due=False) == 0
    assert len(github.open_issues()) == 1
    assert tell(tmp_path / "report", due=True) == 0
    assert len(github.open_issues()) == 2


def test_the_issue_is_found_among_hundreds(github, tmp_path):
    assert tell(tmp_path / "report", due=True) == 0
    ours = github.open_issues()
    others = [
        {"number": n, "state": "open", "body": None, "user": {"type": "User"}, "title": "x"}
        for n in range(2, 203)
    ]
    github.change(issues=[*others, *ours])
    assert tell(tmp_path / "report", due=True) == 0
    assert len(github.state["issues"]) == 202


def test_the_ledger_comes_back_as_it_was_stored(github, tmp_path, capsys):
    file = tmp_path / "links.json"
    assert main(["fetch", str(file)]) == 0
    assert "There is no branch" in capsys.readouterr().out
    ledger, message = load(file, datetime.now(UTC))
    assert (ledger, message) == (Ledger(), ""), "a ledger of no run"
    for _ in range(2):
        assert tell(tmp_path / "report", due=False) == 0
    assert main(["fetch", str(file)]) == 0
    assert file.read_text() == LEDGER
    commits = [thing for thing in github.state["objects"].values() if "parents" in thing]
    assert sorted(len(commit["parents"]) for commit in commits) == [0, 1]


def test_a_ledger_of_ones_own_is_kept_where_no_weekly_one_is(github, tmp_path):
    file = tmp_path / "links.json"
    file.write_text(LEDGER)
    assert main(["fetch", str(file)]) == 0
    assert file.read_text() == LEDGER


def test_trouble_at_github_is_an_error_and_not_a_new_beginning(github, tmp_path, capsys):
    assert tell(tmp_path / "report", due=False) == 0
    github.change(refuse="git/")
    assert main(["fetch", str(tmp_path / "links.json")]) == 2
    assert not (tmp_path / "links.json").exists()
    assert "GitHub refused git/ref/heads/link-health" in capsys.readouterr().err
    assert tell(tmp_path / "report", due=True) == 2
    assert github.open_issues() == []


def test_a_repository_must_be_named_in_the_environment(github, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_REPOSITORY", "../../user")
    assert main(["fetch", str(tmp_path / "links.json")]) == 2
    assert "does not name a repository" in capsys.readouterr().err


def test_a_build_with_the_newest_versions_keeps_an_issue_of_its_own(github, tmp_path):
    assert tell(tmp_path / "report", due=True) == 0
    run = "https://github.com/owner/book/actions/runs/1"
    assert main(["newest", "failure", run]) == 0
    titles = [issue["title"] for issue in github.open_issues()]
    assert titles == ["Outside links", "The newest versions would break this book"]
    assert run in github.open_issues()[1]["body"]
    assert main(["newest", "success", run]) == 0
    assert [issue["title"] for issue in github.open_issues()] == ["Outside links"]


def test_the_job_that_may_write_needs_nothing_but_python():
    """It installs nothing, so nothing that was installed can run with its rights."""
    words = "import sys; sys.path.insert(0, '.'); import links.github"
    no_packages = [sys.executable, "-I", "-S", "-c", words]
    subprocess.run(no_packages, cwd=ROOT, check=True)
