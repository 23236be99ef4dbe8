"""Checks the HTML of every page with the Nu checker, which browsers' makers and the W3C use."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from audit.programs import MODULES

# What the checker says that is no fault of ours, each with the reason.
EXCEPTIONS = {
    "violates Content Security Policy": (
        "The checker reads files, for which no address is 'self'; the browser tests hold the policy."
    ),
}


def faults(site: Path) -> list[str]:
    """Return what the checker finds, without the listed exceptions."""
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [
        "java",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--skip-non-html",
        "--exit-zero-always",
        str(site),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    messages = json.loads(ended.stderr)["messages"]
    return [
        f"{_place(message, site)}: {message['message']}"
        for message in messages
        if not any(known in message["message"] for known in EXCEPTIONS)
    ]


def _place(message: dict, site: Path) -> str:
    file = message.get("url", "").removeprefix("file:").removeprefix(f"{site}/")
    return f"{file}:{message.get('lastLine', 1)}"
