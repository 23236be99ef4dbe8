"""Builds the search index with Pagefind once every page is written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from sphinx.errors import SphinxError

from .stable_index import make_stable

FOLDER = "pagefind"
# Our own search page needs the engine alone; Pagefind's ready-made interfaces weigh more than this site.
_UNUSED = (
    "*-ui.*",
    "pagefind-component*",
    "pagefind-modular*",
    "pagefind-highlight.js",
    "wasm.unknown.*",
)


class SearchError(SphinxError):
    """Stops the build: the search index could not be made."""

    category = "Search index"


def write_index(site: Path) -> None:
    """Index the pages below `site`; an index of an earlier build is replaced whole."""
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-subdir", FOLDER]
    command += ["--keep-index-url", "--silent"]
    # The same few sources stand behind sentences of every page, and would be found on all of them.
    command += ["--exclude-selectors", "span.citation"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SearchError(
            f"Pagefind ended with code {done.returncode}: {(done.stderr or done.stdout).strip()} "
            "Run `make clean` and build again; it installs Pagefind anew."
        )
    make_stable(site / FOLDER)
    for pattern in _UNUSED:
        for file in (site / FOLDER).glob(pattern):
            file.unlink()
