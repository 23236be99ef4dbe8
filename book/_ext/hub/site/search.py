"""Builds the search index with Pagefind once every page is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sphinx.errors import SphinxError

from .index_files import FormatError
from .index_form import reform
from .spelling import write_words

FOLDER = "pagefind"
# Pagefind keeps one store of memory per processor; with one in all a thousand case studies took 389 MB
# instead of 455, and no longer.
_ONE_STORE = {"_RJEM_MALLOC_CONF": "narenas:1"}
# Our own search page needs the engine alone; Pagefind's ready-made interfaces weigh more than this site.
_UNUSED = (
    "*-ui.*",
    "pagefind-component*",
    "pagefind-modular*",
    "pagefind-highlight.js",
    "wasm.unknown.*",
)


# Says of itself that it is not searched, but Pagefind would read it first: a second of five for a
# thousand case studies.
_NOT_READ = "print"


class SearchError(SphinxError):
    """Stops the build: the search index could not be made."""

    category = "Search index"


def pages_but(name: str) -> str:
    """Return a pattern of Pagefind's for every page but the one `name` at the top of the site.

    Its patterns cannot say «not»: a page has another name if it ends sooner, differs in one letter,
    or goes on.
    """
    others = [f"{name[:place]}[!{letter}]*" for place, letter in enumerate(name)]
    sooner = [name[:place] for place in range(1, len(name))]
    return f"{{*/**/*,{','.join([*others, *sooner])},{name}?*}}.html"


def write_index(site: Path) -> None:
    """Index the pages below `site`, in place of the index of an earlier build.

    Raises `SearchError` if Pagefind could not, or wrote another form than is known here.
    """
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-subdir", FOLDER]
    command += ["--keep-index-url", "--silent", "--glob", pages_but(_NOT_READ)]
    # The same few sources stand behind sentences of every page, and would be found on all of them.
    command += ["--exclude-selectors", "span.citation"]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | _ONE_STORE,
        check=False,
    )
    if done.returncode:
        raise SearchError(
            f"Pagefind ended with code {done.returncode}: {done.stdout.strip()} "
            "Run `make clean` and build again; it installs Pagefind anew."
        )
    try:
        reform(site / FOLDER)
    except FormatError as error:
        raise SearchError(str(error)) from None
    for pattern in _UNUSED:
        for file in (site / FOLDER).glob(pattern):
            file.unlink()
    write_words(site, site / FOLDER)
