"""Finds a Chromium on this machine, or installs one, or says in one line how to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "HUB_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
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
    """Return the program: named by HUB_CHROMIUM, on the PATH, Playwright's own, or newly installed."""
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise NoChromiumError(
                f"{VARIABLE} names «{named}», which is no file. Correct or unset it."
            )
        return Path(named)
    for find in (_on_path, _from_playwright, _from_packages, _install_with_playwright):
        if program := find():
            return program
    raise NoChromiumError(
        "The browser tests need Chromium, and none could be found or installed. Install the package "
        f"chromium, or run `playwright install chromium`, or set {VARIABLE} to its program."
    )


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


def _from_packages() -> Path | None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
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
