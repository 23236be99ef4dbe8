"""Builds the search index with Pagefind once every page is written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from sphinx.errors import SphinxError

from .index_form import reform

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


def begin_index(site: Path) -> subprocess.Popen:
    """Let Pagefind begin to index the pages below `site`, while other files are written there.

    The index of an earlier build is removed.
    """
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-subdir", FOLDER]
    command += ["--keep-index-url", "--silent"]
    # The same few sources stand behind sentences of every page, and would be found on all of them.
    command += ["--exclude-selectors", "span.citation"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def end_index(site: Path, pagefind: subprocess.Popen) -> None:
    """Wait until Pagefind has written the index below `site`, and give it its form.

    Raises `SearchError` if it could not.
    """
    said, _ = pagefind.communicate()
    if pagefind.returncode:
        raise SearchError(
            f"Pagefind ended with code {pagefind.returncode}: {said.strip()} "
            "Run `make clean` and build again; it installs Pagefind anew."
        )
    reform(site / FOLDER)
    for pattern in _UNUSED:
        for file in (site / FOLDER).glob(pattern):
            file.unlink()
