"""Measures other programs over the same studies: default Jupyter Book, Material for MkDocs, LinkChecker."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from hub.records import load_records

from bench import BOOK, ROOT
from bench.hub_book import invented_cohorts
from bench.hub_runs import Result, a_study, weigh
from bench.plain_books import write_jupyter_book, write_material
from bench.process import Run, run

MATERIAL = ROOT / "bench" / ".venv"
_PINNED = ROOT / "bench" / "requirements.txt"
_BIN = "Scripts" if os.name == "nt" else "bin"


def measure_jupyter_book(folder: Path, count: int, runs: int) -> Result:
    """Build the studies with Jupyter Book 1 as it is when nothing is set."""
    records = load_records(BOOK)
    write_jupyter_book(folder / "book", invented_cohorts(records, count), records)
    output = folder / "output"
    program = Path(sys.executable).parent / "jupyter-book"
    command = (program, "build", folder / "book", "--path-output", output, "--quiet")
    taken = [_fresh(output, command, folder, watch=not number) for number in range(runs)]
    return _result(taken, output / "_build" / "html", f"{a_study(count).docname}.html")


def measure_material(folder: Path, count: int, runs: int) -> Result:
    """Build the studies with Material for MkDocs, in the environment of `install_material`."""
    records = load_records(BOOK)
    write_material(folder, invented_cohorts(records, count), records)
    output = folder / "output"
    command = (MATERIAL / _BIN / "mkdocs", "build", "--quiet", "--site-dir", output)
    taken = [_fresh(output, command, folder, watch=not number) for number in range(runs)]
    return _result(taken, output, f"{a_study(count).docname}/index.html")


def _fresh(output: Path, command: tuple[str | Path, ...], folder: Path, *, watch: bool) -> Run:
    shutil.rmtree(output, ignore_errors=True)
    return run(command, folder=folder, environment=os.environ, watch=watch)


def _result(taken: list[Run], site: Path, page: str) -> Result:
    return Result(
        cold=statistics.median(each.seconds for each in taken),
        memory=max(each.memory for each in taken),
        site=weigh(site, page),
    )


def install_material() -> None:
    """Install Material for MkDocs, as pinned, into an environment of its own, unless it is there."""
    done = MATERIAL / ".installed"
    if done.is_file() and done.read_text(encoding="utf-8") == _PINNED.read_text(encoding="utf-8"):
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(MATERIAL)], check=True)
    install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
    subprocess.run([MATERIAL / _BIN / "python", *install, "-r", _PINNED], check=True)
    done.write_text(_PINNED.read_text(encoding="utf-8"), encoding="utf-8")


def measure_linkchecker(site: Path) -> float:
    """Return the seconds that LinkChecker takes to follow every link and fragment within a site."""
    program = Path(sys.executable).parent / "linkchecker"
    settings = site.parent / "linkcheckerrc"
    settings.write_text("[AnchorCheck]\n", encoding="utf-8")
    options = ("--config", settings, "--no-status", "--no-warnings", "--ignore-url", "^https?:")
    # It ends with 1 where it finds a broken link; only its time matters here.
    command = (program, *options, site / "index.html")
    return run(command, folder=ROOT, environment=os.environ, check=False).seconds
