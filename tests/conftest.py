"""What the tests share: the records, a fresh strict build, and copies of the book to break."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from hub.records import Records, load_records

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Built:
    """The outcome of one strict build."""

    code: int
    output: str
    folder: Path

    @property
    def html(self) -> Path:
        return self.folder / "html"


def copy_book(folder: Path) -> Path:
    """Copy everything the build reads into `folder`; return the copied book."""
    left_out = shutil.ignore_patterns("_build", "__pycache__", ".*")
    for name in ("book", "figures", "checks"):
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    shutil.copy(ROOT / "requirements.txt", folder)
    return folder / "book"


def strict_build(
    book: Path, folder: Path, builder: str = "html", code: str = "", *, slow: bool = False
) -> Built:
    """Build a book strictly in a process of its own, which runs the lines `code` first."""
    program = (
        f"import sys; {code}\n"
        "from hub.build import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["--book", str(book), "--output", str(folder), "--builder", builder]
    arguments += ["--slow"] * slow
    environment = os.environ | {"PYTHONPATH": str(book / "_ext"), "NO_COLOR": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        cwd=book.parent,
    )
    return Built(ended.returncode, ended.stdout + ended.stderr, folder)


@pytest.fixture(scope="session")
def records() -> Records:
    return load_records(ROOT / "book")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Built:
    """Build this book once, from scratch, whatever number of processes run the tests.

    The workflow that publishes names the build that it is about to publish, so that the tested
    site is the published one.
    """
    if given := os.environ.get("TESTED_BUILD"):
        return Built(0, "", ROOT / given)
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = shared / "built"
    note = shared / "built.txt"
    with FileLock(shared / "built.lock"):
        if not note.exists():
            result = strict_build(ROOT / "book", folder)
            note.write_text(f"{result.code}\n{result.output}", encoding="utf-8")
    code, _, output = note.read_text(encoding="utf-8").partition("\n")
    assert code == "0", f"The book does not build:\n{output}"
    return Built(0, output, folder)


@pytest.fixture
def book_copy(tmp_path: Path) -> Path:
    """Return a copy of the book, to be broken."""
    return copy_book(tmp_path)
