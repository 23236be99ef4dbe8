"""What is quick gives what is slow: pages do not depend on how many processes write them."""

from __future__ import annotations

import gc
from pathlib import Path

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


def test_the_collector_still_collects():
    before = gc.get_threshold()
    try:
        collect_seldom()
        assert gc.isenabled()
        assert all(0 < now <= 50_000 for now in gc.get_threshold())
    finally:
        gc.set_threshold(*before)
