"""A file that is being written is the old one or the new one, whenever the command is killed.

Figures, the ledger of links, fixed links, the schema, a new case study and a release are all
written by `booklint.atomic`, as the last test holds.
"""

from __future__ import annotations

import ast
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from booklint.atomic import SUFFIX, write_bytes
from support import ROOT

OLD, NEW = b"old" * 100_000, b"new" * 100_000
# The program kills itself at a moment: before a function is called, or right after it.
PROGRAM = """
import os, pathlib, signal, sys
from booklint import atomic

def end(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

owner, name, when = {"pathlib.Path": pathlib.Path, "os": os}[sys.argv[2]], sys.argv[3], sys.argv[4]
real = getattr(owner, name)

def ending(*arguments, **options):
    if when == "before":
        end()
    result = real(*arguments, **options)
    end()

setattr(owner, name, ending)
atomic.write_bytes(pathlib.Path(sys.argv[1]), b"new" * 100_000)
"""


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("owner", "name"),
    [("os", "fdopen"), ("os", "fsync"), ("pathlib.Path", "chmod"), ("pathlib.Path", "replace")],
)
def test_a_killed_command_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, owner: str, name: str, moment: str
):
    file = tmp_path / "file.yml"
    file.write_bytes(OLD)
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(file), owner, name, moment], check=False
    )
    assert ended.returncode == -signal.SIGKILL
    replaced = (name, moment) == ("replace", "after")
    assert file.read_bytes() == (NEW if replaced else OLD)
    # What a kill leaves behind is named so that git and the build pass over it.
    left = [each for each in tmp_path.iterdir() if each != file]
    assert len(left) == (not replaced)
    assert all(each.name.startswith(".") and each.name.endswith(SUFFIX) for each in left)
    write_bytes(file, NEW)
    assert file.read_bytes() == NEW


# What is written into a folder of its own that nobody reads before it is whole.
PRIVATE = {"tools/house_rules/data_model.py": 1, "scaffold/proposal.py": 2}


@pytest.mark.parametrize(
    "package",
    ["packages/booklint/src", "tools/hubdata", "tools/house_rules", "figures", "scaffold"],
)
def test_whatever_is_written_is_written_so(package: str):
    found = {}
    for file in sorted((ROOT / package).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        calls = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("write_text", "write_bytes")
        ]
        if calls:
            found[file.relative_to(ROOT).as_posix()] = len(calls)
    assert found == {name: n for name, n in PRIVATE.items() if name.startswith(f"{package}/")}
