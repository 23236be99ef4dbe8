"""Finds the outside links that a change adds: those of the changed files that stood in none before."""

import subprocess

from linkhealth.book import Book
from linkhealth.settings import CannotRunError
from linkhealth.written import one_spelling


def added_links(book: Book, base: str) -> list[str]:
    """The outside links that the working tree adds since it left `base`.

    Files that git does not know yet are a part of the change. Raises CannotRunError where git
    cannot tell what has changed.
    """
    if base.startswith("-"):
        raise CannotRunError(f'"{base}" is not the name of a commit.')

    def git(*words: str) -> str:
        """What git prints, so that it knows a name again whatever its bytes are."""
        done = subprocess.run(["git", *words], cwd=book.root, capture_output=True, check=True)
        return done.stdout.decode(errors="surrogateescape")

    sources = ["--", *(f":(glob){pattern}" for pattern in book.settings.sources)]
    how = ["--name-status", "--no-renames", "--relative", "-z"]
    try:
        fork = git("merge-base", base, "HEAD").strip()
        told = git("diff", *how, fork, *sources).split("\0")
        changed = dict(zip(told[1::2], told[::2], strict=False))  # path → A, M or D
        new = git("ls-files", "--others", "--exclude-standard", "-z", *sources).split("\0")
        before = {
            path: git("cat-file", "blob", f"{fork}:./{path}")
            for path, status in changed.items()
            if status != "A"
        }
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        words = said or "the two have no commit in common."
        raise CannotRunError(
            f'git cannot compare with "{base}": {words} Name a commit or branch that '
            "is here, as in `--base origin/main`."
        ) from error
    known = {key for path, text in before.items() for key, _ in book.written.read(path, text)}
    touched = {*changed, *new}
    return [
        address
        for address in book.links
        if one_spelling(address) not in known
        and any(line.path in touched for line in book.written.lines_of(address))
    ]
