"""The build: the same bytes in another folder, and without any network."""

from __future__ import annotations

from pathlib import Path

from conftest import Built, copy_book, strict_build

NO_NETWORK = (
    "import socket\n"
    "def refuse(*arguments): raise OSError('the build must not use the network')\n"
    "socket.getaddrinfo = socket.create_connection = refuse\n"
    "socket.socket.connect = socket.socket.connect_ex = refuse\n"
)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_a_build_elsewhere_without_network_has_the_same_bytes(built: Built, tmp_path: Path):
    book = copy_book(tmp_path / "another folder")
    other = strict_build(book, tmp_path / "out", code=NO_NETWORK)
    assert other.code == 0, other.output
    here, there = contents(built.html), contents(other.html)
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []


def test_the_site_names_no_path_of_this_machine(built: Built):
    marks = (str(built.folder).encode(), str(Path.home()).encode() + b"/")
    found = {
        name
        for name, content in contents(built.html).items()
        if any(mark in content for mark in marks)
    }
    assert found == set()
