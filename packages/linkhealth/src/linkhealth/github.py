#!/usr/bin/env python3
"""Does at GitHub what a weekly workflow may do: keep one issue a topic, fetch the last ledger.

Needs only Python and GitHub's own `gh`, and nothing of this package: run it as a file, with
`python3 -I`, so that the job that may write installs nothing and imports nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RUN = "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}"
WORKFLOW = "links.yml"
LEDGER = "links.json"
ARTIFACT = "link-report"
# A pull request may bring a workflow of the same name, so that anybody's run would hand a ledger over.
TRUSTED = ("schedule", "workflow_dispatch")


class GitHubError(RuntimeError):
    """GitHub refused a request; the message says which and why."""


def gh(*words: str, text: str = "") -> str:
    """What `gh` prints; raises GitHubError where it fails."""
    try:
        done = subprocess.run(
            ["gh", *words], input=text, capture_output=True, encoding="utf-8", check=False
        )
    except FileNotFoundError as error:
        raise GitHubError("GitHub's program `gh` is not installed.") from error
    if done.returncode:
        raise GitHubError(f"GitHub refused `gh {' '.join(words[:2])}`: {done.stderr.strip()}")
    return done.stdout


def listed(*words: str) -> Any:
    """What `gh` prints, read as JSON; raises GitHubError where it fails or prints anything else."""
    try:
        return json.loads(gh(*words))
    except ValueError:
        raise GitHubError(f"GitHub gave no list for `gh {' '.join(words[:2])}`.") from None


def mark_of(topic: str) -> str:
    """The invisible mark in the text of an issue by which the next run finds it."""
    return f"<!-- one issue: {topic} -->"


def open_issues(topic: str) -> list[int]:
    """The numbers of the open issues of a topic that a workflow opened."""
    fields = "number,body,author"
    issues = listed("issue", "list", "--state=open", "--limit=2000", f"--json={fields}")
    return [
        issue["number"]
        for issue in issues
        if mark_of(topic) in (issue["body"] or "") and issue["author"]["is_bot"]
    ]


def keep_one_issue(topic: str, due: bool, title: str, body: str, farewell: str) -> list[str]:
    """Keep exactly one issue of a topic open when it is due, and none when not; returns what was done."""
    first, *others = sorted(open_issues(topic)) or [0]
    over = others if due else [first, *others] if first else []
    done = [f"close issue {number}" for number in over]
    if due:
        # The text is changed in place, so nobody is sent the same news every week.
        do = ["edit", str(first)] if first else ["create"]
        text = f"{body}\n{mark_of(topic)}\n"
        gh("issue", *do, f"--title={title}", "--body-file=-", text=text)
        done.insert(0, f"update issue {first}" if first else "open issue")
    for number in over:
        gh("issue", "close", str(number), f"--comment={farewell}")
    return done


def fetch_ledger(file: Path) -> bool:
    """Write the ledger that the last good run left; False when there is none that GitHub still keeps.

    Any other trouble is an error: to begin anew by mistake would silence every link for weeks.
    """
    options = [f"--workflow={WORKFLOW}", "--status=success", "--limit=1", "--json=databaseId"]
    runs = [run for event in TRUSTED for run in listed("run", "list", f"--event={event}", *options)]
    last = max((run["databaseId"] for run in runs), default=0)
    left = f"repos/{{owner}}/{{repo}}/actions/runs/{last}/artifacts"
    kept = listed("api", left)["artifacts"] if last else []
    if not any(each["name"] == ARTIFACT and not each["expired"] for each in kept):
        return False
    with tempfile.TemporaryDirectory() as folder:
        gh("run", "download", str(last), f"--name={ARTIFACT}", f"--dir={folder}")
        file.write_bytes((Path(folder) / LEDGER).read_bytes())
    return True


def run_issue(environment: Mapping[str, str]) -> dict[str, Any]:
    """The issue about a weekly run itself, from the variables of its workflow.

    It is due when a job before this one, named in `NEEDS`, has not passed. GitHub itself tells a red
    run of a schedule to nobody but the last person who changed the schedule.
    """
    workflow, needs = environment["GITHUB_WORKFLOW"], json.loads(environment["NEEDS"])
    broken = [name for name, job in needs.items() if job["result"] not in ("success", "skipped")]
    return {
        "topic": f"run-of-{workflow}",
        "due": bool(broken),
        "title": f"The weekly run of {workflow} does not pass",
        "body": f"[The last run]({RUN.format_map(environment)}) stopped in: {', '.join(broken)}.\n\n"
        f"`.github/workflows/{workflow}.yml` says at its beginning what the run is for, and what to do "
        "when it does not pass. This issue closes by itself when it passes again.",
        "farewell": "The weekly run passes again.",
    }


def tell(folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Keep the issue about a weekly run, and those that its report asks for, if it left one."""
    issues, report = [run_issue(environment)], folder / "issues.json"
    if report.is_file():
        issues += json.loads(report.read_text(encoding="utf-8"))
    return [done for issue in issues for done in keep_one_issue(**issue)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: `fetch FILE` or `tell FOLDER`."""
    parser = argparse.ArgumentParser(prog="linkhealth-github", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fetch", help="the ledger of the last weekly run").add_argument(
        "file", type=Path
    )
    commands.add_parser("tell", help="the issues of a run").add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    try:
        if options.command == "fetch":
            there = fetch_ledger(options.file)
            print("The ledger is here." if there else "No run has left a ledger that is kept.")
            return 0
        done = tell(options.folder, os.environ)
    except (GitHubError, OSError, ValueError, KeyError, TypeError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(done) or "No issue.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
