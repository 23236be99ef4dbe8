"""Writes and verifies SHA256SUMS, the list by which a reader knows that a download is whole."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from release.errors import CannotReleaseError

NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([\w][\w.+-]*)")


def checksums(files: dict[str, bytes]) -> str:
    """Return the list for some files, in the form that `sha256sum --check` reads."""
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    )


def verified(folder: Path) -> list[Path]:
    """Return the files that the list of a folder names, each as whole as when it was listed.

    Raises `CannotReleaseError` if there is no list, if it names a file elsewhere, or if one has changed.
    """
    try:
        lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise CannotReleaseError(f"{folder} has no {NAME}. Run `make release` first.") from None
    found = []
    for line in lines:
        entry = _LINE.fullmatch(line)
        file = folder / entry[2] if entry else folder
        if not entry or not file.is_file() or file.is_symlink():
            raise CannotReleaseError(f"{folder / NAME}: no file fits the line «{line}».")
        if hashlib.sha256(file.read_bytes()).hexdigest() != entry[1]:
            raise CannotReleaseError(f"{file} is not as it was released. Run `make release` again.")
        found.append(file)
    if not found:
        raise CannotReleaseError(f"{folder / NAME} is empty. Run `make release` again.")
    return found
