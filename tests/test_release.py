"""A release is the same bytes every time, and an audit of the packages never pretends."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

import pytest
import yaml
from support import ROOT, run

LOCK = """\
attrs==26.1.0 \\
    --hash=sha256:aa
soupsieve==2.10 ; python_full_version < '3.11.5' \\
    --hash=sha256:bb
soupsieve==4.1.2 ; python_full_version >= '3.11.5' \\
    --hash=sha256:cc
"""
# Stands in for pip-audit: `$KNOWS` names the lists that know the canary, `$UNSAFE` what is unsafe.
STAND_IN = """\
#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    --vulnerability-service) service=$2 ;;
    --requirement) packages=$(cat "$2") ;;
  esac
  shift
done
echo "$service:" $packages >> "$ASKED"
case $packages in
  pyyaml==5.3) case $KNOWS in *$service*) echo PYSEC-2021-142; exit 1 ;; esac ;;
  *$UNSAFE*) echo "CVE-2099-1 in $UNSAFE"; exit 1 ;;
esac
"""


@pytest.mark.parametrize(
    ("knows", "unsafe", "code", "said"),
    [
        ("pypi osv", "nothing", 0, ""),
        ("osv", "nothing", 0, "pypi could not be asked, or knows no advisory"),
        ("", "nothing", 2, "NOT AUDITED: no list of advisories answered"),
        ("pypi", "soupsieve==2.10", 1, "CVE-2099-1 in soupsieve==2.10"),
    ],
    ids=["sound", "a mirror without advisories", "no list at all", "unsafe on an older Python"],
)
def test_a_list_that_knows_no_advisory_at_all_does_not_count(
    tmp_path: Path, knows: str, unsafe: str, code: int, said: str
):
    program = tmp_path / "bin/pip-audit"
    program.parent.mkdir()
    program.write_text(STAND_IN, encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "lock.txt").write_text(LOCK, encoding="utf-8")
    asked = tmp_path / "asked.txt"
    environment = os.environ | {"KNOWS": knows, "UNSAFE": unsafe, "ASKED": str(asked)}
    environment["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    ended = run(ROOT / ".github/ask-advisories", tmp_path / "lock.txt", env=environment)
    assert ended.returncode == code, ended.stderr
    assert said in ended.stdout + ended.stderr
    questions = asked.read_text(encoding="utf-8").splitlines()
    packages = {name for line in questions for name in line.split()[1:]}
    locked = {"attrs==26.1.0", "soupsieve==2.10", "soupsieve==4.1.2"}
    assert packages - {"pyyaml==5.3"} == (locked if knows else set())


def test_only_a_commit_of_main_becomes_a_release(tmp_path: Path):
    """The step itself, in a clone such as the workflow has: detached, and nobody's name set."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))
    checkout, refuse = workflow["jobs"]["build"]["steps"][:2]
    assert checkout["with"]["fetch-depth"] == 0, "without history nothing is on main"

    def git(folder: str, *words: str) -> None:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words]
        subprocess.run(command, cwd=tmp_path / folder, check=True, capture_output=True)

    git(".", "init", "--initial-branch=main", "origin")
    for words in ("tag good", "branch side", "switch side", "tag bad"):
        git("origin", "commit", "--allow-empty", f"--message=Before {words}")
        git("origin", *words.split())
    git(".", "clone", "origin", "clone")
    for tag, code in (("good", 0), ("bad", 1)):
        git("clone", "checkout", "--detach", tag)
        ended = run(
            "bash", "-e", "-c", refuse["run"], cwd=tmp_path / "clone", env=os.environ | {"TAG": tag}
        )
        assert ended.returncode == code, ended.stderr
    assert "The commit of bad is not on main. Delete the tag" in ended.stdout


def test_the_same_site_packs_to_the_same_bytes_whatever_its_dates_and_rights(tmp_path: Path):
    packed = []
    for number, umask in enumerate((0o022, 0o077)):
        site = tmp_path / f"site {number}"
        names = ("index.html", "sub/Ä.txt", "sub/b.txt")
        for name in names if number else reversed(names):
            file = site / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(name, encoding="utf-8")
            file.chmod(0o666 & ~umask)
            os.utime(file, (number, number))
        out = tmp_path / f"out {number}"
        environment = os.environ | {"SITE": str(site), "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run(
            [ROOT / ".github/pack-site", "book-2026.11", out], check=True, env=environment
        )
        packed.append(out / "book-2026.11.tar.gz")
    assert packed[0].read_bytes() == packed[1].read_bytes()
    with tarfile.open(packed[0]) as archive:
        files = {each.name: each for each in archive.getmembers() if each.isfile()}
    assert set(files) == {f"book-2026.11/{name}" for name in names}
    assert {(each.mtime, each.mode, each.uid) for each in files.values()} == {
        (1700000000, 0o644, 0)
    }
