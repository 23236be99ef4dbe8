"""The processes of a build: each gives its memory back, and whatever ends one of them is said."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from hostile.cases import small_book
from hub.apart import Apart
from hub.fast import collect_seldom
from support import append

# Whatever runs in the background of a script ignores interrupts, and so does all that it starts.
HEED = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)"


def start_build(book: Path, code: str = "") -> subprocess.Popen[str]:
    """Begin to build a book in a process of its own, which runs the lines `code` first."""
    program = f"import sys\n{code}\nfrom hub.build import main\nsys.exit(main(sys.argv[1:]))"
    return subprocess.Popen(
        [sys.executable, "-c", program, "--book", str(book), "--output", str(book.parent / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"NO_COLOR": "1", "SOURCE_DATE_EPOCH": "yesterday"},
        start_new_session=True,
    )


def built(book: Path, code: str = "") -> tuple[int, str]:
    """Build a book as `start_build` does; return the exit code and what was printed."""
    process = start_build(book, code)
    output, _ = process.communicate(timeout=60)
    return process.returncode, output


def test_work_is_done_in_another_process_and_its_code_returned(capfd: pytest.CaptureFixture):
    def work(number: int) -> int:
        print(os.getpid(), flush=True)
        return number

    assert Apart(lambda: work(3)).end() == 3
    assert Apart(lambda: work(0)).end() == 0
    assert str(os.getpid()) not in capfd.readouterr().out.split()


def test_a_process_that_the_system_ends_is_a_failure(capsys: pytest.CaptureFixture):
    assert Apart(lambda: os.kill(os.getpid(), signal.SIGKILL)).end() == -signal.SIGKILL
    assert "ended by signal 9, as systems do when memory is short" in capsys.readouterr().err


def test_a_system_without_semaphores_builds_the_site_and_its_epub(tmp_path: Path):
    refuses = "import _multiprocessing\n_multiprocessing.SemLock = None"
    code, output = built(small_book(tmp_path), refuses)
    assert code == 0, output
    assert list(tmp_path.rglob("html/*.epub"))


def test_an_interrupted_build_ends_without_a_traceback(tmp_path: Path):
    process = start_build(small_book(tmp_path), HEED)
    deadline = time.monotonic() + 30
    while not psutil.Process(process.pid).children():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert "Traceback" not in output
    assert psutil.pid_exists(process.pid) is False


def test_an_interrupt_that_meets_a_fork_is_not_lost(tmp_path: Path):
    fork = (
        "import os\nos.register_at_fork(after_in_parent=lambda: signal.raise_signal(signal.SIGINT))"
    )
    code, output = built(small_book(tmp_path), f"{HEED}\n{fork}")
    assert code == 130, output
    assert "Traceback" not in output


def test_a_search_index_that_fails_stops_the_build(tmp_path: Path):
    broken = "import os\nos.environ['PAGEFIND_BINARY_PATH'] = '/bin/false'"
    code, output = built(small_book(tmp_path), broken)
    assert code == 1, output
    assert "Search index: Pagefind ended before it was done." in output
    assert "The book was not built." in output
    assert "Traceback" not in output


def test_what_is_wrong_with_a_page_is_said_once(tmp_path: Path):
    """The EPUB, written at the same time from the same pages, has nothing to add."""
    book = small_book(tmp_path)
    append(book / "index.md", "\n{ref}`nowhere-at-all`, as {cite:p}`nobody-at-all` says.\n")
    code, output = built(book)
    assert code == 1, output
    assert output.count("nowhere-at-all") == output.count("nobody-at-all") == 1, output
    assert "Correct the key, or add the source to references.bib." in output
    assert "\x1b" not in output, "colours are for terminals"


def test_what_is_wrong_with_the_epub_alone_is_said(tmp_path: Path):
    failing = (
        "from hub import epub\nfrom sphinx.util import logging\n"
        "def fail(self):\n    logging.getLogger('hub').warning('No cover for the EPUB.')\n"
        "epub.HubEpubBuilder.build_epub = fail"
    )
    code, output = built(small_book(tmp_path), failing)
    assert code == 1, output
    assert output.count("No cover for the EPUB.") == 1, output


def test_the_collector_still_collects():
    before = gc.get_threshold()
    try:
        collect_seldom()
        assert gc.isenabled()
        assert all(0 < now <= 50_000 for now in gc.get_threshold())
    finally:
        gc.set_threshold(*before)
