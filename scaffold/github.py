"""Asks GitHub's interface by its own `gh`: needs only Python, so that nothing installed can run."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import Any


class GitHubError(RuntimeError):
    """GitHub refused a request; the message says which and why."""

    def __init__(self, path: str, words: str) -> None:
        super().__init__(f"GitHub refused {path}: {words}")


def ask_github(method: str, path: str, values: dict[str, Any] | None = None) -> Any:
    """What GitHub's interface answers; `path` begins below the repository."""
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise GitHubError(path, "GITHUB_REPOSITORY does not name a repository as owner/name.")
    body = ["--input", "-"] if values is not None else []
    done = subprocess.run(
        ["gh", "api", "--method", method, f"repos/{repository}/{path}", *body],
        input=json.dumps(values) if values is not None else "",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise GitHubError(path, done.stderr.strip())
    return json.loads(done.stdout) if done.stdout.strip() else None
