"""Answers an issue in one comment: the job that may write, to which the draft is text and nothing else.

`make case-study-tell` in `.github/workflows/case-study.yml` calls it as a file, with `python3 -I`. It needs
only Python and GitHub's own `gh`, so that nothing else, installed or merged, can run with its rights.
"""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

FOLDER = "proposal"
"""Where the draft lies, and the name of the artefact that carries it from one job to the other."""

ANSWER = "answer.md"
PATCH = "change.patch"
MAX_COMMENT = 60_000
"""Characters of an answer; a comment at GitHub may have 65,536."""

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
RUN = "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}"


def visible(text: str) -> str:
    """Return `text` with every control and formatting character spelt out: «\\x1b», «\\u202e».

    What people type ends up in a terminal, so nothing in it may steer one.
    """
    return "".join(
        character
        if character == "\n" or unicodedata.category(character) not in _UNSEEN
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def comment(folder: Path, issue: int, run: str, commit: str) -> str:
    """Return the whole comment: the answer, and how to take the change over if there is one."""
    answer = _answer(folder)
    if not answer:
        return _sorry(run)
    return f"{answer}\n{_taking_over(issue, run, commit)}" if (folder / PATCH).is_file() else answer


def tell(text: str, issue: int) -> bool:
    """Write the comment below an issue, or bring the one of an earlier run up to date."""
    command = ["gh", "issue", "comment", str(issue), "--edit-last", "--create-if-none"]
    command += ["--body-file", "-"]
    return subprocess.run(command, input=text.encode(), check=False).returncode == 0


def _answer(folder: Path) -> str:
    """Return the text of the answer, or nothing where there is none that could be ours."""
    try:
        with (folder / ANSWER).open("rb") as file:
            text = visible(file.read(4 * MAX_COMMENT).decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""
    return text if len(text) <= MAX_COMMENT else ""


def _taking_over(issue: int, run: str, commit: str) -> str:
    # A line end in a comment is a line end on the screen, so a paragraph is one line.
    return (
        "---\n\n"
        "**For maintainers.** The page, its menu line, its records and the figures are ready as a "
        f"patch, made from commit {commit}. It is the artefact `{FOLDER}` of [this run]({run}), "
        "kept for 90 days. In a clone:\n\n"
        "```console\n"
        f"$ git switch --create case-study-{issue} origin/main\n"
        f"$ gh run download {run.rpartition('/')[2]} --name {FOLDER} --dir {FOLDER}\n"
        f"$ git apply --index {FOLDER}/{PATCH}\n"
        "$ make check\n"
        "```\n\n"
        "Read the page against its source, commit, and open a pull request that says "
        f"`Closes #{issue}`. If the patch fits no longer, edit the issue: it is made again from "
        "the newest `main`.\n"
    )


def _sorry(run: str) -> str:
    return (
        "Thank you for proposing a case study.\n\n"
        "The program that makes a page of your answers stopped, and that is not your fault. Your "
        f"words are safe in this issue. A maintainer finds the reason in [this run]({run}). Any "
        "edit of the issue tries again; if it is very long, shorten it.\n"
    )


def main() -> int:
    """Answer the issue that the environment names; return 0, or 2 if GitHub refused."""
    issue, commit = int(os.environ["ISSUE_NUMBER"]), os.environ["GITHUB_SHA"]
    if not tell(comment(Path(FOLDER), issue, RUN.format_map(os.environ), commit), issue):
        print(f"The comment on issue {issue} could not be written.", file=sys.stderr)
        return 2
    print("The answer is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
