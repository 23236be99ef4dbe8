"""The two measuring programs that come from npm, pinned in package-lock.json beside this file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
NODE = "node"


class MissingProgramError(Exception):
    """Raised with one line that says what to install."""


def install() -> None:
    """Install what the lock names, unless it is there already."""
    for program, package in (("node", "nodejs"), ("npm", "npm"), ("java", "default-jre-headless")):
        if not shutil.which(program):
            raise MissingProgramError(
                f"`make site-audit` needs {program}, which is not on the PATH. "
                f"Install it (Debian and Ubuntu: apt-get install {package})."
            )
    lock = FOLDER / "package-lock.json"
    mark = MODULES / ".package-lock.json"
    if mark.is_file() and mark.stat().st_mtime >= lock.stat().st_mtime:
        return
    # No script of a package runs: both programs are complete without.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    ended = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise MissingProgramError(
            f"npm could not install the programs: {ended.stderr.strip()[-500:]}"
        )
