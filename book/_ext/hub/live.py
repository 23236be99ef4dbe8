"""Serves the book while you write: rebuilds what changed and reloads the page in the browser.

Unlike `make book` this builds on what it built before, and only warns: it is for looking, not for
judging. sphinx-autobuild needs a conf.py, which is made from _config.yml in the output folder.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from .build import ROOT
from .fast.imports import leave_out_grammar

# Settings that Sphinx takes from beside conf.py, which stands elsewhere here.
PATHS = ("templates_path", "bibtex_bibfiles", "redirect_html_template_file")

CONF = '''"""Written by `make live` from _config.yml."""

from pathlib import Path

from hub.live import configuration

globals().update(configuration(Path({book!r})))
'''


def configuration(book: Path) -> dict[str, Any]:
    """Return the Sphinx configuration that Jupyter Book makes of the book's _config.yml."""
    leave_out_grammar()
    from jupyter_book.config import get_final_config

    config, _ = get_final_config(
        user_yaml=book / "_config.yml",
        cli_config={
            "external_toc_path": (book / "_toc.yml").as_posix(),
            "latex_individualpages": False,
        },
    )
    for name in PATHS:
        value = config[name]
        several = isinstance(value, list)
        config[name] = [str(book / one) for one in value] if several else str(book / value)
    return config


def prepare(book: Path, output: Path) -> None:
    """Write the conf.py of a book into the output folder."""
    output.mkdir(parents=True, exist_ok=True)
    (output / "conf.py").write_text(CONF.format(book=str(book)), encoding="utf-8")


def sphinx_arguments(book: Path, output: Path) -> list[str]:
    """Return the arguments with which Sphinx builds what has changed."""
    places = [str(book), str(output / "html"), "-c", str(output), "-d", str(output / "doctrees")]
    return [*places, "-n", "-q", "-j", "auto"]


def arguments(book: Path, output: Path) -> list[str]:
    """Return the arguments for sphinx-autobuild."""
    ignored = ["--re-ignore", r"/(_build|__pycache__|\.[^/]*)(/|$)"]
    watched = ["--watch", str(book.parent / "figures")]
    return [*sphinx_arguments(book, output), *ignored, *watched]


def main() -> None:
    """Serve this repository's book; further arguments go to sphinx-autobuild (`--port 8001`)."""
    book = ROOT / "book"
    output = book / "_build" / "live"
    prepare(book, output)
    # Imported here, because every rebuild imports this module for the configuration.
    from sphinx_autobuild.__main__ import main as autobuild

    autobuild([*arguments(book, output), *sys.argv[1:]])


if __name__ == "__main__":
    main()
