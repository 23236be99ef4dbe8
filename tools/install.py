"""Installs the locked packages into `.venv`; `make` calls it with the Python that it found.

    python tools/install.py STAMP LOCK [LOCK …]

It needs nothing but the standard library. A new environment replaces the old one only once it is
whole: without a network the old one is put back, so that nobody is left with nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
VENV = TOP / ".venv"
KEPT = TOP / ".venv.old"
PYTHON = VENV / "bin" / "python"

# Settings of the user's own that would send packages elsewhere than into .venv.
# What pip needs to reach the package index (PIP_INDEX_URL, PIP_CERT, pip.conf) stays.
FOREIGN = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV")
# What this repository brings itself is installed where it lies, so that each part finds the others.
OWN = ("packages/booklint", "packages/linkhealth", "tools")
FROM_HERE = ("--no-index", "--no-deps", "--no-build-isolation")
OFFLINE = (
    "Temporary failure",
    "Failed to establish",
    "Max retries",
    "Name or service",
)


class InstallError(Exception):
    """Says in a sentence why nothing could be installed, and what to do."""


def main(arguments: list[str]) -> int:
    """Install the locks; return 0, or 1 with a sentence on standard error."""
    stamp, *locks = (Path(one) for one in arguments)
    # Only the first lock begins an environment; a further one adds to what is there.
    begins = "requirements.txt" in (lock.name for lock in locks)
    try:
        if begins:
            _keep_old()
            _create()
        _install([f"--requirement={lock}" for lock in locks], "--require-hashes")
        if begins:
            _install([f"--editable={folder}" for folder in OWN], *FROM_HERE)
            _name_from_there()
    except (InstallError, OSError, KeyboardInterrupt) as error:
        if begins:
            _put_back()
        said = "Interrupted" if isinstance(error, KeyboardInterrupt) else error
        print(f"Nothing was installed: {said}", file=sys.stderr)
        return 1
    shutil.rmtree(KEPT, ignore_errors=True)
    stamp.touch()
    return 0


def _keep_old() -> None:
    if VENV.exists():
        shutil.rmtree(KEPT, ignore_errors=True)
        VENV.rename(KEPT)


def _put_back() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    if KEPT.exists():
        KEPT.rename(VENV)


def _create() -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Installing into .venv with Python {version} …", flush=True)
    venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(VENV)


def _install(what: list[str], *options: str) -> None:
    command = [str(PYTHON), "-I", "-m", "pip", "install", "--quiet", "--no-user"]
    # Python compiles what it imports at its first use; most of what comes along is never imported.
    command += ["--disable-pip-version-check", "--no-compile", *options]
    command += ["--only-binary", ":all:", *what]
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    done = subprocess.run(
        command, env=environment, cwd=TOP, stderr=subprocess.PIPE, text=True, errors="replace"
    )
    if done.returncode == 0:
        return
    sys.stderr.write(done.stderr)
    if "No space left" in done.stderr:
        raise InstallError("the disk is full. Free about 1 GB, then try again.")
    if any(words in done.stderr for words in OFFLINE):
        raise InstallError("the package index did not answer. Look at the network, then try again.")
    raise InstallError("pip says above what is wrong.")


def _name_from_there() -> None:
    """Let the editable installs be found by relative paths.

    Python reads these files in the encoding of the language that is set: under `LC_ALL=C` one with
    an umlaut in it would stop every start. A folder that is moved also keeps what it needs.
    """
    for file in VENV.glob("lib/python*/site-packages/*.pth"):
        lines = file.read_text("utf-8").splitlines()
        if lines and all(Path(line).is_relative_to(TOP) for line in lines):
            paths = "".join(f"{os.path.relpath(line, file.parent)}\n" for line in lines)
            file.write_text(paths, "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
