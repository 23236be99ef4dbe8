"""What is quick gives what is slow: pages do not depend on how many processes write them."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from hub.fast.garbage import collect_seldom
from support import ROOT, Built, strict_build


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_two_processes_write_the_same_bytes_as_one(built: Built, tmp_path: Path):
    parallel = strict_build(ROOT / "book", tmp_path, processes=2)
    assert parallel.code == 0, parallel.output
    one, other = contents(built.html), contents(parallel.html)
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []


@pytest.mark.parametrize("after", ["", "import jsonschema"])
def test_the_grammar_is_left_out_and_settings_are_still_checked(after: str):
    """What took the place of the grammar checks a format that no setting of Jupyter Book has."""
    code = (
        f"{after}\nimport sys\nfrom hub.fast.imports import leave_out_grammar\nleave_out_grammar()\n"
        "import jsonschema\n"
        "checker = jsonschema.FormatChecker()\n"
        "schema = {'type': 'object', 'properties': {'url': {'format': 'uri'}}}\n"
        "jsonschema.validate({'url': 'https://example.org'}, schema, format_checker=checker)\n"
        "print(sys.modules['rfc3987_syntax'] is None)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "book/_ext")},
        check=True,
    )
    assert ended.stdout.strip() == str(not after)


def test_the_collector_still_collects():
    before = gc.get_threshold()
    try:
        collect_seldom()
        assert gc.isenabled()
        assert all(0 < now <= 50_000 for now in gc.get_threshold())
    finally:
        gc.set_threshold(*before)
