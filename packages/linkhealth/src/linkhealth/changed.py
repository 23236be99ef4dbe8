"""Finds the outside links that a change adds, from git's own account of it."""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from linkhealth.book import Book
from linkhealth.fix import NO_MORE
from linkhealth.settings import CannotRunError
from linkhealth.written import Line, spellings

ENDS = re.compile(NO_MORE)
HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,\d+)? @@")


@dataclass
class Change:
    """The lines that a change adds, by place, and the text of all lines that it takes away."""

    added: set[Line] = field(default_factory=set)
    removed: list[str] = field(default_factory=list)


def change_since(base: str, root: Path) -> Change:
    """What the working tree changes since it left `base`, files that git does not know yet too."""
    command = ["-c", "core.quotePath=false", "diff", "--merge-base", "--unified=0", "--no-color"]
    options = ["--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"]
    if base.startswith("-"):
        raise CannotRunError(f'"{base}" is not the name of a commit.')
    try:
        change = read_diff(git(root, *command, *options, base, "--"))
        new = git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode(errors="replace").strip()
        raise CannotRunError(
            f'git cannot compare with "{base}": {words} Name a commit or branch that '
            "is here, as in `--base origin/main`."
        ) from error
    for path in filter(None, new):
        # A file that is no text has no lines that matter; a link that leads nowhere has none.
        content = (root / path).read_bytes() if (root / path).is_file() else b""
        change.added |= {Line(path, number + 1) for number in range(content.count(b"\n") + 1)}
    return change


def git(root: Path, *words: str) -> str:
    """What git prints. A change may hold bytes that are no text, and line ends of any kind."""
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=True)
    return done.stdout.decode(errors="replace")


def read_diff(diff: str) -> Change:
    """The change that a diff without context lines describes."""
    change = Change()
    path, number, in_hunk = "", 0, False
    for line in diff.split("\n"):
        if line.startswith("diff --git "):
            in_hunk = False
        elif not in_hunk and line.startswith("+++ "):
            path = line.removeprefix("+++ ").removeprefix("b/").rstrip("\t")
        elif hunk := HUNK.match(line):
            number, in_hunk = int(hunk[1]), True
        elif in_hunk and line.startswith("+"):
            change.added.add(Line(path, number))
            number += 1
        elif in_hunk and line.startswith("-"):
            change.removed.append(line[1:])
    return change


def added_links(book: Book, change: Change) -> list[str]:
    """The outside links on added lines that no removed line held before."""
    removed = "\n".join(change.removed)
    return [
        address
        for address in book.links
        if any(line in change.added for line in book.written.lines_of(address))
        and not any(holds(removed, way) for way in spellings(address))
    ]


def holds(text: str, address: str) -> bool:
    """True when a text holds an address, and not only a longer one that begins with it."""
    start = text.find(address)
    while start >= 0:
        if ENDS.match(text, start + len(address)):
            return True
        start = text.find(address, start + 1)
    return False
