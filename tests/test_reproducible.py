"""The build: the same bytes in other surroundings, and without any network.

The second build differs from the first in all that a machine can differ in: folder, file system
(memory, where the machine has one), locale (Turkish, where `localedef` can make it), time zone, seed of
hashes, rights of new files, number of processors and of processes that write pages. With
`OTHER_PYTHON=/path/to/python` another Python builds it, which has what requirements.txt lists; continuous
integration can name the oldest and the newest. What was compared is printed (`pytest -rP`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import Built, copy_book, run

MEMORY = Path("/dev/shm")
NO_NETWORK = (
    "import socket\n"
    "def refuse(*arguments): raise OSError('the build must not use the network')\n"
    "socket.getaddrinfo = socket.create_connection = refuse\n"
    "socket.socket.connect = socket.socket.connect_ex = refuse\n"
)
OTHER_MACHINE = (
    "import os\n"
    "os.umask(0o077)\n"
    "if hasattr(os, 'sched_setaffinity'): os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
)
BUILD = "import sys\nfrom hub.build import main\nsys.exit(main(sys.argv[1:]))"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than that of the tests, if there is one to write to."""
    if not os.access(MEMORY, os.W_OK) or MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(dir=MEMORY))
    yield folder
    shutil.rmtree(folder)


def turkish(folder: Path) -> dict[str, str]:
    """Return settings for a locale that has other letters and other rules for them."""
    made = folder / "tr_TR.UTF-8"
    if shutil.which("localedef"):
        # It warns of what the C library lacks, and has made the locale nonetheless.
        command = ["localedef", "-c", "-i", "tr_TR", "-f", "UTF-8", str(made)]
        subprocess.run(command, capture_output=True, check=False)
    return {"LC_ALL": "tr_TR.UTF-8"} | ({"LOCPATH": str(folder)} if made.exists() else {})


def test_a_build_elsewhere_without_network_has_the_same_bytes(
    built: Built, tmp_path: Path, elsewhere: Path
):
    python = os.environ.get("OTHER_PYTHON", sys.executable)
    book = copy_book(elsewhere / "another folder")
    settings = turkish(tmp_path) | {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "4711"}
    command = [python, "-c", NO_NETWORK + OTHER_MACHINE + BUILD]
    # The book is small enough for one process; what two write is the same.
    command += ["--book", str(book), "--output", str(elsewhere / "out"), "--processes", "2"]
    ended = run(
        *command,
        env=os.environ | settings | {"PYTHONPATH": str(book / "_ext"), "NO_COLOR": "1"},
        cwd=book.parent,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    print(f"compared: {sys.executable} in {built.folder}; {python} in {elsewhere}, {settings}")
    here, there = contents(built.html), contents(elsewhere / "out/html")
    assert sorted(here) == sorted(there)
    assert any(name.endswith(".epub") for name in here)
    assert [name for name in here if here[name] != there[name]] == []


def test_the_site_names_no_path_of_this_machine(built: Built):
    marks = (str(built.folder).encode(), str(Path.home()).encode() + b"/")
    found = {
        name
        for name, content in contents(built.html).items()
        if any(mark in content for mark in marks)
    }
    assert found == set()
