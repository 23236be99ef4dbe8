"""Installs the locked packages into `.venv`; `make` calls it with the Python that it found.

    python tools/install.py STAMP LOCK [LOCK …]

It needs nothing but the standard library, and two at once do the work of one. A new environment
replaces the old one only once it is whole: without a network the old one is put back, so that nobody
is left with nothing.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
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
# A lock names everything; to find that out again takes pip a fifth of the time.
LOCKED = ("--require-hashes", "--no-deps")
# What stands in the output of pip or Python where the machine is the cause, and what to say of it.
CAUSES = (
    (("No space left",), "the disk is full. Free about 1 GB, then try again."),
    (
        ("failed to map segment",),
        f"the disk that holds {TOP} lets no program run (mount option noexec). Use another disk.",
    ),
    (
        ("Temporary failure", "Failed to establish", "Max retries", "Name or service"),
        "the package index did not answer. Look at the network, then try again.",
    ),
)


class InstallError(Exception):
    """Says in a sentence why nothing could be installed, and what to do."""


def main(arguments: list[str]) -> int:
    """Install the locks; return 0, or 1 with a sentence on standard error."""
    begun = time.time()
    stamp, *locks = (Path(one) for one in arguments)
    required = [f"--requirement={lock}" for lock in locks]
    try:
        # Held until this program ends; a folder needs no further file to be locked.
        fcntl.flock(os.open(TOP, os.O_RDONLY), fcntl.LOCK_EX)
        if stamp.exists() and stamp.stat().st_mtime > begun:
            return 0
        # An archive that was packed further east is of tomorrow, and would be newer than any stamp.
        for file in (*locks, *(TOP / folder / "pyproject.toml" for folder in OWN)):
            if file.stat().st_mtime > begun:
                os.utime(file)
        # Only the first lock begins an environment; a further one adds to what is there.
        if "requirements.txt" not in (lock.name for lock in locks):
            _install(required, *LOCKED)
        else:
            with _in_place_of_the_old():
                _create()
                _install(required, *LOCKED)
                _install([f"--editable={folder}" for folder in OWN], *FROM_HERE)
                _name_from_there()
        stamp.touch()
    except (InstallError, OSError, KeyboardInterrupt) as error:
        said = "Interrupted" if isinstance(error, KeyboardInterrupt) else error
        print(f"Nothing was installed: {said}", file=sys.stderr)
        return 1
    return 0


@contextmanager
def _in_place_of_the_old() -> Iterator[None]:
    """Put the old environment aside, and back again if what is done meanwhile fails."""
    if VENV.exists():
        shutil.rmtree(KEPT, ignore_errors=True)
        VENV.rename(KEPT)
    try:
        yield
    except BaseException:
        shutil.rmtree(VENV, ignore_errors=True)
        if KEPT.exists():
            KEPT.rename(VENV)
        raise
    shutil.rmtree(KEPT, ignore_errors=True)


def _create() -> None:
    if os.pathsep in str(TOP):
        raise InstallError(f"Python takes the {os.pathsep} in {TOP} for an end. Rename the folder.")
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Installing into .venv with Python {version} …", flush=True)
    venv.EnvBuilder(symlinks=os.name != "nt").create(VENV)
    _run("ensurepip", "--default-pip")


def _install(what: list[str], *options: str) -> None:
    # Python compiles what it imports at its first use; most of what comes along is never imported.
    options = ("--disable-pip-version-check", "--no-compile", "--only-binary", ":all:", *options)
    _run("pip", "install", "--quiet", "--no-user", *options, *what)


def _run(module: str, *arguments: str) -> None:
    """Run a module of the new environment; raise InstallError with what to do where it fails."""
    command = [str(PYTHON), "-I", "-m", module, *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    done = subprocess.run(
        command,
        env=environment,
        cwd=TOP,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    if done.returncode == 0:
        return
    for words, sentence in CAUSES:
        if any(word in done.stderr for word in words):
            raise InstallError(sentence)
    sys.stderr.write(done.stderr)
    raise InstallError(f"{module} says above what is wrong.")


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
