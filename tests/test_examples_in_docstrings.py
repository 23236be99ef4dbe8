"""What a docstring shows as an example comes out as it says there."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest
from support import ROOT

FOLDERS = ("book/_ext", "figures", "packages", "scaffold", "tools")
FILES = [
    file
    for folder in FOLDERS
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "\n    >>> " in file.read_text(encoding="utf-8")
]


def test_there_are_examples():
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_each_example_is_true(file: Path):
    name = file.stem
    while (file.parent / "__init__.py").is_file():
        file, name = file.parent, f"{file.parent.name}.{name}"
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted
    assert not result.failed
