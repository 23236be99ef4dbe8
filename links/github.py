"""Does at GitHub what the scheduled workflows may do: keep one issue, and keep the ledger.

Needs only Python and GitHub's own `gh`: the job that may write installs nothing.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubdata.atomic import write_bytes

LEDGER = "links.json"
# A ledger of no run: it says that the weekly run has never come to its end. No file says nothing.
EMPTY_LEDGER = {"version": 1, "completed": "", "run": "", "links": {}}
BRANCH = "link-health"


class GitHubError(RuntimeError):
    """GitHub refused a request; the message says which and why."""

    def __init__(self, path: str, words: str) -> None:
        super().__init__(f"GitHub refused {path}: {words}")
        self.missing = "HTTP 404" in words


@dataclass(frozen=True)
class Step:
    """One thing to do with an issue; `number` is 0 for a new one."""

    do: str
    number: int = 0


def steps(due: bool, open_issues: Iterable[int]) -> list[Step]:
    """What to do, given the numbers of the issues that are open: keep exactly one, or none."""
    first, *others = sorted(open_issues) or [0]
    if not due:
        return [Step("close", number) for number in (first, *others) if number]
    return [
        Step("update", first) if first else Step("open"),
        *(Step("close", number) for number in others),
    ]


def ask_github(method: str, path: str, values: dict[str, Any] | None = None) -> Any:
    """What GitHub's interface answers; `path` begins below the repository."""
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise GitHubError(path, "GITHUB_REPOSITORY does not name a repository as owner/name.")
    body = ["--input", "-"] if values is not None else []
    done = subprocess.run(
        ["gh", "api", "--method", method, f"repos/{repository}/{path}", *body],
        input=json.dumps(values) if values is not None else "",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise GitHubError(path, done.stderr.strip())
    return json.loads(done.stdout) if done.stdout.strip() else None


def mark_of(topic: str) -> str:
    """The invisible mark in the text of an issue by which the next run finds it."""
    return f"<!-- one issue: {topic} -->"


def open_issues(topic: str) -> list[int]:
    """The numbers of the open issues of a topic that a workflow opened."""
    found: list[int] = []
    for page in range(1, 11):
        issues = ask_github("GET", f"issues?state=open&per_page=100&page={page}")
        found += [
            issue["number"]
            for issue in issues
            if mark_of(topic) in (issue["body"] or "")
            and issue["user"]["type"] == "Bot"
            and "pull_request" not in issue
        ]
        if len(issues) < 100:
            break
    return found


def keep_one_issue(topic: str, due: bool, title: str, body: str, farewell: str) -> list[Step]:
    """Open, update or close the issue of a topic; returns what was done."""
    done = steps(due, open_issues(topic))
    text = f"{body}\n{mark_of(topic)}\n"
    for step in done:
        if step.do == "open":
            ask_github("POST", "issues", {"title": title, "body": text})
        elif step.do == "update":
            # The text is changed in place, so nobody is sent the same news every week.
            ask_github("PATCH", f"issues/{step.number}", {"title": title, "body": text})
        else:
            ask_github("POST", f"issues/{step.number}/comments", {"body": farewell})
            ask_github("PATCH", f"issues/{step.number}", {"state": "closed"})
    return done


def fetch_ledger(file: Path) -> bool:
    """Write the ledger of the last weekly run to a file; False when there is none yet.

    Then an empty one is written, unless the file is there. Any other trouble is an error: to begin
    anew by mistake would silence every link for weeks.
    """
    try:
        answer = ask_github("GET", f"git/ref/heads/{BRANCH}")
        commit = ask_github("GET", f"git/commits/{answer['object']['sha']}")
        tree = ask_github("GET", f"git/trees/{commit['tree']['sha']}")
        entry = next(entry for entry in tree["tree"] if entry["path"] == LEDGER)
        blob = ask_github("GET", f"git/blobs/{entry['sha']}")
    except GitHubError as error:
        if not error.missing:
            raise
        if not file.exists():
            write_bytes(file, json.dumps(EMPTY_LEDGER).encode())
        return False
    write_bytes(file, decoded(blob))
    return True


def decoded(blob: dict[str, Any]) -> bytes:
    """The bytes of a file as GitHub sends it."""
    return base64.b64decode(blob["content"])


def store_ledger(text: str) -> None:
    """Commit the ledger to its own branch, which holds nothing else and shares no history."""
    try:
        parents = [ask_github("GET", f"git/ref/heads/{BRANCH}")["object"]["sha"]]
    except GitHubError as error:
        if not error.missing:
            raise
        parents = []
    entry = {"path": LEDGER, "mode": "100644", "type": "blob", "content": text}
    tree = ask_github("POST", "git/trees", {"tree": [entry]})["sha"]
    words = "Remember the outside links of this week"
    commit = ask_github(
        "POST", "git/commits", {"message": words, "tree": tree, "parents": parents}
    )["sha"]
    if parents:
        ask_github("PATCH", f"git/refs/heads/{BRANCH}", {"sha": commit})
    else:
        ask_github("POST", "git/refs", {"ref": f"refs/heads/{BRANCH}", "sha": commit})


def tell_links(folder: Path) -> list[Step]:
    """Keep the ledger and the issue of a weekly link run, as its report says."""
    store_ledger((folder / LEDGER).read_text(encoding="utf-8"))
    issue = json.loads((folder / "issue.json").read_text(encoding="utf-8"))
    return keep_one_issue(BRANCH, **issue)


def tell_newest(result: str, run: str) -> list[Step]:
    """Keep the issue about the newest versions of what this book is built with."""
    return keep_one_issue(
        "newest-versions",
        due=result != "success",
        title="The newest versions would break this book",
        body=(
            "The weekly build with the newest versions that `requirements.in` allows did not pass. "
            "What is published is safe: it is built from the locked versions.\n\n"
            f"What broke: {run}\n\n"
            "Mend it, or hold the package back in `requirements.in` with the reason beside it; then "
            "`make lock`. This issue closes by itself when the weekly build passes again.\n"
        ),
        farewell="The weekly build with the newest versions passes again.",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: `fetch FILE`, `tell FOLDER` or `newest RESULT RUN`."""
    parser = argparse.ArgumentParser(prog="python -m links.github", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fetch").add_argument("file", type=Path)
    commands.add_parser("tell").add_argument("folder", type=Path)
    newest = commands.add_parser("newest")
    newest.add_argument("result", choices=("success", "failure", "cancelled", "skipped"))
    newest.add_argument("run")
    options = parser.parse_args(arguments)
    try:
        if options.command == "fetch":
            there = fetch_ledger(options.file)
            print("The ledger is here." if there else f"There is no branch «{BRANCH}» yet.")
            return 0
        if options.command == "tell":
            done = tell_links(options.folder)
        else:
            done = tell_newest(options.result, options.run)
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(f"{step.do} issue {step.number or ''}".strip() for step in done) or "No issue.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
