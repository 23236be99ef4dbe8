"""Publishes a release at GitHub: `make release-tell`, for the workflow that makes one from a tag.

Needs only Python and GitHub's own `gh`: the job that may write installs nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from release.checksums import NAME, verified
from release.errors import CannotReleaseError

FOLDER = Path("release-files")
"""Where the files lie, and the name of the artefact that carries them from one job to the other."""

_TAG = re.compile(r"v[0-9][0-9A-Za-z.-]{0,39}")
_NOTES = """\
The whole site as it was built and tested, to be kept or served anywhere without this repository.

- `.tar.gz`: the site. Unpack it, and serve the folder in it with any web server.
- `.cdx.json`: its software bill of materials, in CycloneDX: every package it was built and tested with.
- `SHA256SUMS`: their checksums. `sha256sum --check SHA256SUMS` beside the files verifies a download.

Whoever checks out this tag and runs `make release VERSION={version}` gets the same files.
"""


def publish(tag: str, folder: Path) -> None:
    """Make the release of a tag, with the files whose checksums hold. Raises `CannotReleaseError`.

    A release that is there already is left as it is: what others have downloaded must not change.
    """
    if not _TAG.fullmatch(tag):
        raise CannotReleaseError(f"«{tag}» is no tag of a release. Name it as v2026.11.")
    files = [*verified(folder), folder / NAME]
    command = ["gh", "release", "create", tag, "--verify-tag"]
    version = tag.removeprefix("v")
    command += ["--title", f"The book, {version}", "--notes", _NOTES.format(version=version)]
    ended = subprocess.run(
        [*command, *(str(file) for file in files)], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise CannotReleaseError(f"GitHub made no release of {tag}: {ended.stderr.strip()}")


def main() -> int:
    """Publish the release of the tag that the environment names; return 0, or 2 if that failed."""
    tag = os.environ.get("TAG", "")
    try:
        publish(tag, FOLDER)
    except CannotReleaseError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{tag} is released.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
