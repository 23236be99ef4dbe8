"""Copies of the book to write into."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from remembering import each_text_is_parsed_once
from support import ROOT

from .tree import changed, copied, digest, findings


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the commands read and write, from which all others are made."""
    folder = tmp_path_factory.mktemp("base")
    left_out = shutil.ignore_patterns("_build", "__pycache__")
    for name in ("book", ".github"):
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    for name in ("published-paths.txt", "booklint.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def tree(base: Path, tmp_path: Path) -> Path:
    """Return a copy to write into."""
    return copied(base, tmp_path / "tree")


@pytest.fixture(scope="session")
def shared(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy that no test changes."""
    return copied(base, tmp_path_factory.mktemp("shared") / "untouched")


@pytest.fixture
def untouched(shared: Path) -> Iterator[Path]:
    """Give the shared copy, and fail a test that writes into it."""
    before = digest(shared)
    yield shared
    assert changed(before, digest(shared)) == set()


@pytest.fixture(scope="session")
def known_findings(shared: Path) -> list[tuple[str, str, str]]:
    """Return what the house rules find before anything is written."""
    return findings(shared)


@pytest.fixture(autouse=True, scope="module")
def _quickly() -> Iterator[None]:
    with each_text_is_parsed_once():
        yield


@pytest.fixture(autouse=True)
def _nobody_types(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
