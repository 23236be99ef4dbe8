"""The table «Tried on» in CONTRIBUTING.md says what the programs do that try the two commands."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from support import ROOT, run

SECTION = re.compile(r"^## Tried on\n(.*?)^## ", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")


def table() -> list[list[str]]:
    """The rows of the table, without its head: machine, Python, surroundings, commands, program."""
    section = SECTION.search((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert section
    lines = [line for line in section[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_clean_room_does_what_the_table_says():
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    rows = [row for row in table() if row[4] == "`.ci/run`"]
    for _, _, surroundings, commands, _ in rows:
        for code in CODE.findall(surroundings):
            # The settings of pip and git are written one by one.
            assert code in script, code
        for command in CODE.findall(commands):
            assert re.search(rf"-- {command}( \.venv/\.testable)?$", script, re.MULTILINE), command
    told = {code for row in rows for code in CODE.findall(row[2])}
    assert set(re.findall(r"\b(?:LANG|TZ)=[\w./-]+", script)) <= told


@pytest.mark.parametrize("key", ["os", "python"])
def test_the_matrix_of_the_workflow_is_the_one_in_the_table(key: str):
    workflow = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"][key]
    rows = [row for row in table() if row[4] == "`check.yml`"]
    if key == "os":
        assert [row[0] for row in rows] == matrix
    else:
        assert {row[1] for row in rows} == {", ".join(matrix)}


def test_the_oldest_python_of_the_table_is_the_one_that_is_promised():
    oldest = min(
        tuple(map(int, version.split("."))) for row in table() for version in row[1].split(", ")
    )
    promised = re.search(
        r'requires-python = ">=(\d+)\.(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8")
    )
    assert promised
    assert oldest == (int(promised[1]), int(promised[2]))
    assert f"Python {oldest[0]}.{oldest[1]} or newer" in (ROOT / "README.md").read_text("utf-8")


def installer(top: Path) -> Path:
    """A copy of the installer, with the files that it reads."""
    for file in ("tools/install.py", "requirements.txt"):
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, top / file)
    for folder in ("packages/booklint", "packages/linkhealth", "tools"):
        (top / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / folder / "pyproject.toml", top / folder)
    return top / "tools/install.py"


def test_a_folder_that_can_hold_no_environment_is_named_and_the_old_one_kept(tmp_path: Path):
    top = tmp_path / "a:b"
    installer(top)
    old = top / ".venv/bin/python"
    old.parent.mkdir(parents=True)
    old.touch()
    tomorrow = time.time() + 86400
    os.utime(top / "requirements.txt", (tomorrow, tomorrow))
    command = [sys.executable, "-I", "tools/install.py", ".venv/.installed", "requirements.txt"]
    ended = run(*command, cwd=top)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Nothing was installed: Python takes the : in")
    assert ended.stderr.count("\n") == 1
    assert old.exists()
    # An archive that was packed further east would have all installed anew by each command.
    assert (top / "requirements.txt").stat().st_mtime <= time.time()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("x.so: failed to map segment from shared object", "lets no program run"),
        ("Max retries exceeded with url", "the package index did not answer"),
    ],
)
def test_what_is_wrong_with_a_machine_is_said_in_a_sentence(said, sentence, tmp_path):
    install = runpy.run_path(str(installer(tmp_path)))
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    with pytest.raises(install["InstallError"], match=sentence):
        install["_run"]("pip", "install")


def test_what_a_shell_has_for_other_programs_changes_no_command():
    foreign = dict.fromkeys(("ARGS", "BASE", "FORMAT", "PYTEST_ADDOPTS", "TESTS"), "--other")
    command = ["make", "-n", "check", "links-pr", "case-study", "test"]
    for options in ([], ["FORMAT=json", "TESTS=tests/test_links.py"]):
        plain, odd = (
            subprocess.run(
                [*command, *options], cwd=ROOT, env=environment, capture_output=True, check=True
            ).stdout
            for environment in (os.environ, os.environ | foreign)
        )
        assert plain == odd
        assert (b"--format json" in odd) == bool(options)


def test_only_a_python_that_is_gone_is_installed_anew(tmp_path: Path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    installed, python = tmp_path / ".venv/.installed", tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    installed.touch()
    odd = {"PYTHONWARNINGS": "none", "PYTHONHASHSEED": "none", "LD_PRELOAD": "/none.so"}
    subprocess.run(["make", "help"], cwd=tmp_path, env=os.environ | odd, check=True)
    assert installed.exists()
    python.unlink()
    subprocess.run(["make", "help"], cwd=tmp_path, check=True)
    assert not installed.exists()


@pytest.mark.parametrize("name", ["my photo.png", "it's $HOME.png", 'a"b.png', "`x`;&.png"])
def test_a_file_of_any_name_reaches_the_command(name: str):
    command = ["make", "--no-print-directory", "-n", "figure", f"FILE={name}"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shlex.split(said.splitlines()[-1])[-1] == name


def test_the_locks_name_everything_that_is_needed():
    """What they leave out would not be installed: pip is told not to look for more."""
    ended = run(sys.executable, "-m", "pip", "check")
    assert ended.returncode == 0, ended.stdout
