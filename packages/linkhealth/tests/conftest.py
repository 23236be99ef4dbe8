"""A stand-in for GitHub's `gh`, and no variable of the machine that the tests run on."""

import json
import os
import sys
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def nobodys_machine(monkeypatch):
    """Runners, proxies and pinned dates are part of a test only where it says so."""
    for name in list(os.environ):
        if name.startswith(("GITHUB_", "SOURCE_DATE")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


class GitHub:
    """What `gh.py` remembers of a repository."""

    def __init__(self, file: Path):
        self.file = file

    @property
    def state(self):
        return json.loads(self.file.read_text(encoding="utf-8"))

    def change(self, **values):
        self.file.write_text(json.dumps({**self.state, **values}), encoding="utf-8")

    def open_issues(self):
        return [issue for issue in self.state["issues"] if issue["state"] == "open"]


RUN = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "owner/book",
    "GITHUB_RUN_ID": "7",
    "GITHUB_WORKFLOW": "links",
    "NEEDS": '{"ask": {"result": "success", "outputs": {}}}',
}


@pytest.fixture
def github(tmp_path, monkeypatch):
    """A repository of its own for each test, behind a program named gh, and a run that passed."""
    for name, value in RUN.items():
        monkeypatch.setenv(name, value)
    program = tmp_path / "bin/gh"
    program.parent.mkdir()
    stand_in = Path(__file__).with_name("gh.py")
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{stand_in}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_GITHUB", str(tmp_path / "github.json"))
    state = {"issues": [], "comments": [], "runs": [], "refuse": ""}
    (tmp_path / "github.json").write_text(json.dumps(state))
    return GitHub(tmp_path / "github.json")
