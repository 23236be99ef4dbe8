"""Writes a file whole or not at all, so that an interrupted command leaves the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_bytes(file: Path, content: bytes) -> bool:
    """Write `content` to `file`, making its folder; return whether anything changed on the disk."""
    if file.is_file() and file.read_bytes() == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def write_text(file: Path, content: str) -> bool:
    """Write `content` to `file` as UTF-8; see `write_bytes`."""
    return write_bytes(file, content.encode("utf-8"))
