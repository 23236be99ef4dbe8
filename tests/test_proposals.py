"""A case study proposed by form: what the two jobs of `case-study.yml` make of an issue, and say in it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from booklint.report import MAX_SENTENCE, MAX_TOLD
from markdown_it import MarkdownIt
from support import ROOT, append, run

from scaffold import issue_form

ISSUES = Path(__file__).parent / "examples" / "issues"
TREE = (
    *("book", "booklint.toml", "figures", "packages", "scaffold", "tools", ".github"),
    *(".gitattributes", ".gitignore"),
)
FILES = ("Makefile", "requirements.txt", "published-paths.txt", "README.md", "CONTRIBUTING.md")
RUN = "https://github.com/owner/book/actions/runs/123"
SOUND = "The checks found nothing to fix in it."
# As a shell reads it, whatever signs are in the name of the folder.
BIN = shlex.quote(str(Path(sys.executable).parent)).replace("$", "$$")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
VARIABLES = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "owner/book",
    "GITHUB_RUN_ID": "123",
    "GITHUB_SHA": COMMIT,
    "ISSUE_NUMBER": "7",
}


GH = """
import json, os, sys
from pathlib import Path
assert sys.argv[1:3] == ["issue", "comment"], sys.argv
number, *options = sys.argv[3:]
assert options[:-1] == ["--edit-last", "--create-if-none", "--body-file"], options
assert os.environ["GH_REPO"] == "owner/book"
if os.environ.get("GH_REFUSES"):
    sys.exit("HTTP 403: Resource not accessible by integration")
Path(os.environ["GH_SAYS"]).write_text(json.dumps([int(number), Path(options[-1]).read_text()]))
"""


@dataclass
class GitHub:
    """Remembers the one comment of ours that `gh issue comment --edit-last` leaves."""

    file: Path

    @property
    def comment(self) -> tuple[int, str]:
        return tuple(json.loads(self.file.read_text()))


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitHub:
    """Put a stand-in for GitHub's own `gh` first on the path."""
    program = tmp_path / "bin/gh"
    program.parent.mkdir()
    # A first line cannot quote a path, so the stand-in is started through the shell.
    program.with_suffix(".py").write_text(GH)
    started = shlex.join([sys.executable, str(program.with_suffix(".py"))])
    program.write_text(f'#!/bin/sh\nexec {started} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GH_SAYS", str(tmp_path / "said.json"))
    return GitHub(tmp_path / "said.json")


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "gc.auto=0")
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of what the jobs check out, with one commit."""
    folder = tmp_path_factory.mktemp("proposal") / "clone"
    folder.mkdir()
    left_out = shutil.ignore_patterns("_build", "__pycache__")
    for name in (*TREE, *FILES):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=left_out)
        else:
            shutil.copy(ROOT / name, folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Begin")
    return folder


@pytest.fixture
def clone(fresh: Path) -> Path:
    """Return the clone as it was committed; the tests share it, one after the other."""
    git(fresh, "reset", "--hard", "--quiet")
    git(fresh, "clean", "-fdx", "--quiet")
    return fresh


def make(clone: Path, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Give a command of the workflow, with the packages that are installed here."""
    tools = ["INSTALLED=", f"BIN={BIN}"]
    return run(
        "make", "--no-print-directory", target, *tools, cwd=clone, env=os.environ | environment
    )


def draft(clone: Path, text: str) -> subprocess.CompletedProcess[str]:
    return make(clone, "case-study-draft", ISSUE_TEXT=text, **VARIABLES)


def tell(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the step of the workflow that answers, in a folder beside the draft."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/case-study.yml").read_text("utf-8"))
    step = workflow["jobs"]["tell"]["steps"][-1]
    known = {"github.token": "t", "github.event.issue.number": "7"}
    known |= {name.lower().replace("_", ".", 1): value for name, value in VARIABLES.items()}
    given = {
        name: re.sub(r"\$\{\{ (.+?) \}\}", lambda found: known[found[1]], text)
        for name, text in step["env"].items()
    }
    return run("bash", "-e", "-c", step["run"], cwd=folder, env=os.environ | given | environment)


def answered(folder: Path, github: GitHub) -> str:
    """Run the job that answers; return the one comment that the issue then has."""
    done = tell(folder)
    assert done.returncode == 0, done.stderr
    issue, text = github.comment
    assert issue == 7
    return text


def outside_code(text: str) -> str:
    """Return what GitHub reads as words and markup, and that all of it is text."""
    kinds = []
    words = []
    for token in MarkdownIt().enable("linkify", True).parse(text):
        if token.type == "inline":
            kinds += [child.type for child in token.children or ()]
            words += [child.content for child in token.children or () if child.type == "text"]
    assert not {"image", "html_inline"} & set(kinds)
    return "\n".join(words)


# --- both jobs, as the workflow runs them ---------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "page", "verdict"),
    [
        ("complete.md", "book/cohorts/2024-25/example-water-trust.md", SOUND),
        ("hostile.md", "book/cohorts/2024-25/example-trap-trust.md", "The checks ask for this."),
    ],
)
def test_a_proposal_becomes_a_patch_that_a_maintainer_can_apply(
    clone: Path, github: GitHub, sample: str, page: str, verdict: str
):
    done = draft(clone, (ISSUES / sample).read_text(encoding="utf-8"))
    assert done.returncode == 0, done.stderr
    assert git(clone, "diff", "--cached", "--name-only") == "", "the index is left alone"
    made = (clone / page).read_bytes()
    text = answered(clone, github)
    words = outside_code(text)
    assert text.startswith("Thank you")
    assert f"`{page}`" in text
    assert verdict in words
    assert "onerror" not in words
    assert ("«onerror», which runs in the reader's browser" in text) == (sample == "hostile.md")
    assert RUN in text
    assert f"made from commit {COMMIT}" in words
    assert "Closes #7" in text
    shutil.move(clone / "proposal", clone.parent / sample)
    git(clone, "reset", "--hard", "--quiet")
    git(clone, "clean", "-fdx", "--quiet")
    git(clone, "apply", "--index", str(clone.parent / sample / "change.patch"))
    assert (clone / page).read_bytes() == made
    changed = set(git(clone, "diff", "--cached", "--name-only").split())
    assert {page, "book/_toc.yml", "published-paths.txt"} <= changed
    assert all(path.startswith(("book/", "figures/", "published-paths.txt")) for path in changed)
    assert not [path for path in changed if path.startswith(("book/_ext", "figures/draw"))]


def test_a_proposal_that_cannot_be_used_is_answered_with_what_to_fix(clone: Path, github: GitHub):
    done = draft(clone, (ISSUES / "hostile-signs.md").read_text(encoding="utf-8"))
    message = "invisible character U+202E"
    assert done.returncode == 0, done.stderr
    assert message not in done.stdout + done.stderr, "a log reads commands in what it prints"
    assert git(clone, "status", "--porcelain") == ""
    assert not (clone / "proposal/change.patch").exists()
    text = answered(clone, github)
    assert "Thank you" in text
    assert "Edit your issue" in outside_code(text)
    assert message not in outside_code(text)
    assert message in text
    assert "maintainers" not in text


def test_the_words_of_an_issue_are_no_command(clone: Path):
    words = "$(touch trap)\n`touch trap`\n$(shell touch trap)\n'; touch trap\n::error::trap\n"
    done = draft(clone, words * 2)
    assert done.returncode == 0, done.stderr
    assert not (clone / "trap").exists()
    assert "::error" not in done.stdout + done.stderr


def test_a_fault_of_ours_is_not_blamed_on_the_author(clone: Path, github: GitHub):
    """The page is written, but the figures cannot be drawn: no half a patch, and a kind word."""
    (clone / "figures/draw/__main__.py").write_text("raise SystemExit('::error::broken')\n")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message=Break the figures")
    try:
        done = draft(clone, (ISSUES / "minimal.md").read_text(encoding="utf-8"))
    finally:
        git(clone, "reset", "--hard", "--quiet", "HEAD~")
    assert done.returncode != 0
    assert "The page could not be made" in done.stderr
    assert not [line for line in done.stderr.split("\n") if line.lstrip().startswith("::")]
    assert list((clone / "proposal").iterdir()) == []
    text = answered(clone, github)
    assert "that is not your fault" in text
    assert RUN in text


def test_a_change_that_is_not_the_issues_is_refused(clone: Path):
    (clone / "README.md").write_text("Changed\n")
    done = draft(clone, "")
    assert done.returncode != 0
    assert "Files are changed here" in done.stderr


# --- the one comment ------------------------------------------------------------------------------


def test_the_longest_answers_fit_into_a_comment():
    at_most = 60_000  # signs; GitHub takes 65,536
    answer = issue_form.to_fix("`" * 100_000 + "\n" * 100_000)
    assert len(answer) < at_most / 2
    findings = MAX_TOLD * (2 * MAX_SENTENCE + 300)
    assert findings + len(issue_form.thanks("x" * 500)) < at_most


def test_a_refusal_of_github_fails_the_job(tmp_path: Path, github: GitHub):
    assert tell(tmp_path, GH_REFUSES="1").returncode != 0
    assert "that is not your fault" in answered(tmp_path, github)


@pytest.mark.parametrize("target", ["links-fetch", "weekly-tell"])
def test_a_job_that_may_write_imports_no_file_that_somebody_merged(
    target: str, clone: Path, github: GitHub
):
    """A file at the top that has the name of a module of Python is not that module."""
    for name in sys.stdlib_module_names:
        (clone / f"{name}.py").write_text("raise SystemExit('What was merged here has run.')\n")
    done = make(clone, target, **VARIABLES)
    assert "What was merged here has run." not in done.stdout + done.stderr
    assert done.returncode != 0, done.stderr  # the stand-in's one


# --- the summary of a pull request ----------------------------------------------------------------


def test_the_summary_of_a_pull_request_says_what_to_fix(clone: Path, tmp_path: Path):
    summary = tmp_path / "summary.md"
    done = make(clone, "check-summary", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    before = summary.read_text(encoding="utf-8")
    page = clone / "book/hub/index.md"
    append(page, "\nSee [the plan](no-such-plan.md).\n")
    line = page.read_text(encoding="utf-8").count("\n")
    done = make(clone, "check-summary", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    said = summary.read_text(encoding="utf-8").removeprefix(before)
    assert said.startswith("## Thank you for this change\n")
    assert f"book/hub/index.md, line {line}\n  What is wrong: no-such-plan.md leads nowhere" in said
    command = ("-m", "booklint", "--format", "json", "--rule", "link-target")
    listed = json.loads(run(sys.executable, *command, cwd=clone).stdout)
    assert [each["line"] for each in listed if each["path"] == "book/hub/index.md"] == [line]
