"""The shortcuts of `hub.fast`: what they give is what the slow way gives."""

from __future__ import annotations

from pathlib import Path

from conftest import ROOT, Built, strict_build


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_one_process_without_shortcuts_writes_the_same_bytes(built: Built, tmp_path: Path):
    slow = strict_build(ROOT / "book", tmp_path, slow=True)
    assert slow.code == 0, slow.output
    quick, other = contents(built.html), contents(slow.html)
    assert sorted(quick) == sorted(other)
    assert [name for name in quick if quick[name] != other[name]] == []
