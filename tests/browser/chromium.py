"""Finds a Chromium on this machine for the browser tests; `make test` installs one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

VARIABLE = "HUB_CHROMIUM"
# The shell comes first: it is the same browser without a window of its own, which costs each new profile
# as much work as a page does. The tests take half of the processor's time with it.
SHELL = "chromium-headless-shell"
NAMES = (
    SHELL,
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Whatever a page asks of another host fails at once, with or without a network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_INSTALL_SECONDS = 300


class NoChromiumError(Exception):
    """Raised with one line that says how to get a Chromium."""


def find_chromium() -> Path:
    """Return the program: named by HUB_CHROMIUM, on the PATH, or Playwright's own; installs nothing.

    Raises NoChromiumError, with one line that says how to get one.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise NoChromiumError(
                f"{VARIABLE} names «{named}», which is no file. Correct or unset it."
            )
        return Path(named)
    if program := _on_path() or _from_playwright():
        return program
    raise NoChromiumError(
        "The browser tests need Chromium, and there is none. Run `make test`, which installs it; or "
        f"install the package {SHELL} or chromium, or run `.venv/bin/playwright install chromium`, or set "
        f"{VARIABLE} to its program."
    )


def main() -> int:
    """Install a Chromium if there is none, and say so; return 0 also where that fails.

    The tests that need it then say how to get one, and all others still run.
    """
    try:
        find_chromium()
    except NoChromiumError:
        if os.environ.get(VARIABLE):
            return 0  # the tests say what is wrong with it
        ways = [("Playwright's (playwright install chromium)", _install_with_playwright)]
        if _may_install_packages():
            packages = [
                (f"the package {name} (apt-get install {name})", partial(_from_packages, name))
                for name in (SHELL, "chromium")  # Ubuntu has only the second
            ]
            ways = [*packages, *ways]
        for words, install in ways:
            print(f"The browser tests need Chromium. Trying to install {words} …", flush=True)
            if install():
                break
    return 0


def _on_path() -> Path | None:
    return next((Path(found) for name in NAMES if (found := shutil.which(name))), None)


def _from_playwright() -> Path | None:
    """Return the browser that Playwright installed earlier."""
    code = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as browsers: print(browsers.chromium.executable_path)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    program = Path(asked.stdout.strip() or "/nowhere")
    return program if program.is_file() else None


def _may_install_packages() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _from_packages(name: str) -> Path | None:
    install = ["apt-get", "install", "-y", "--no-install-recommends", name]
    return _on_path() if _runs(["apt-get", "update"]) and _runs(install) else None


def _install_with_playwright() -> Path | None:
    _runs([sys.executable, "-m", "playwright", "install", "chromium"])
    return _from_playwright()


def _runs(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        ended = subprocess.run(
            command, capture_output=True, env=environment, timeout=_INSTALL_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
