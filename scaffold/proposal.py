"""Makes the answer and the change from the text of an issue: the job that reads strangers' words.

`make case-study-draft` in `.github/workflows/case-study.yml` calls it; the job that may write posts the
answer and runs nothing of this repository.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from booklint.finding import Finding
from booklint.report import in_words

from scaffold import TOP

FOLDER = "proposal"
"""Where the draft lies, and the name of the artefact that carries it from one job to the other."""

ANSWER = "answer.md"
PATCH = "change.patch"
# A line end in a comment is a line end on the screen, so a paragraph is one line.
TAKING_OVER = """
---

**For maintainers.** The page, its menu line, its records and the figures are ready as a patch, made from \
commit {GITHUB_SHA}. It is the artefact `proposal` of [this run](\
{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}), kept for 90 days. In a clone:

```console
$ git switch --create case-study-{ISSUE_NUMBER} origin/main
$ gh run download {GITHUB_RUN_ID} --name proposal --dir proposal
$ git apply --index proposal/change.patch
$ make check
```

Read the page against its source, commit, and open a pull request that says `Closes #{ISSUE_NUMBER}`. If \
the patch fits no longer, edit the issue: it is made again from the newest `main`.
"""


class DraftError(Exception):
    """The answer cannot be made, and the author of the issue can do nothing about it."""


def draft(text: bytes, top: Path, folder: Path) -> bool:
    """Write the answer into a folder, and the change beside it; return whether there is a change.

    The page is made in `top`, which has to be as it was committed, so that the change holds the
    page and what belongs to it and nothing else.
    """
    if _git(top, "status", "--porcelain"):
        raise DraftError("Files are changed here: commit them, or take a fresh clone.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    answer = folder / ANSWER
    with tempfile.TemporaryDirectory(prefix="issue-") as outside:
        issue = Path(outside, "issue.md")
        issue.write_bytes(text)
        made = _module(top, "scaffold", "from-issue", str(issue), "--report", str(answer))
        change = _change(top, Path(outside))
    if made.returncode == 0 and change:
        with answer.open("a", encoding="utf-8") as file:
            file.write(f"\n{_verdict(top)}\n{TAKING_OVER.format_map(os.environ)}")
        (folder / PATCH).write_bytes(change)
        return True
    if change or not answer.is_file():
        answer.unlink(missing_ok=True)
        raise DraftError(f"The page could not be made:\n{made.stdout}{made.stderr}")
    return False


def _verdict(top: Path) -> str:
    """Return what the checks say about the files that belong to the page.

    What they find elsewhere was there before, and nobody who fills in a form can fix it.
    """
    checked = _module(top, "booklint", "--format", "json")
    if checked.returncode not in (0, 1):
        raise DraftError(f"The checks could not run:\n{checked.stderr}")
    changed = _git(top, "status", "--porcelain", "--untracked-files=all", "-z").decode().split("\0")
    touched = {line[3:] for line in changed}
    found = [
        Finding(each["path"], each["line"], each["rule"], each["message"], each["fix"])
        for each in json.loads(checked.stdout)
        if each["level"] == "finding" and each["path"] in touched
    ]
    if not found:
        return "The checks found nothing to fix in it."
    return (
        "The checks ask for this. Edit your issue if it is in your words; "
        f"the rest is fixed by whoever takes the page over.\n\n{in_words(found)}"
    )


def _change(top: Path, outside: Path) -> bytes:
    """Return the difference to what is committed, new files included, as `git apply` takes it.

    An index of its own keeps the one of the clone as it is.
    """
    index = {"GIT_INDEX_FILE": str(outside / "index")}
    _git(top, "read-tree", "HEAD", **index)
    _git(top, "add", "--all", **index)
    plain = ("--binary", "--no-color", "--no-ext-diff", "--no-renames")
    return _git(top, "diff", "--cached", *plain, "HEAD", **index)


def _git(top: Path, *arguments: str, **environment: str) -> bytes:
    ended = subprocess.run(
        ["git", *arguments],
        cwd=top,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return ended.stdout


def _module(top: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this project; what it prints is kept back, for it may repeat the issue."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=top, capture_output=True, text=True, check=False)


def main() -> int:
    """Answer the text in the variable ISSUE_TEXT; return 0 if there is an answer, 2 if not."""
    try:
        ready = draft(os.fsencode(os.environ.pop("ISSUE_TEXT", "")), TOP, TOP / FOLDER)
    except DraftError as error:
        # The mark keeps any line from being read as a command to GitHub's runner.
        print(*(f"| {line}" for line in str(error).split("\n")), sep="\n", file=sys.stderr)
        return 2
    print(f"{FOLDER} holds the answer" + (" and the change." if ready else "."))
    return 0


if __name__ == "__main__":
    sys.exit(main())
