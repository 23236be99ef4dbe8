"""Writes a file whole or not at all, so that an interrupted command leaves the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

SUFFIX = ".part"
"""How a file that is being written is called at its end; git ignores those that a kill leaves behind."""


def write_bytes(file: Path, content: bytes, *, lasting: bool = True) -> bool:
    """Write `content` to `file`, making its folder; return whether anything changed on the disk.

    Without `lasting` a power cut may undo it: that is quicker, and enough for what can be built again.
    """
    if file.is_file() and file.read_bytes() == content:
        return False
    mode = file.stat().st_mode & 0o777 if file.is_file() else 0o644
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=SUFFIX)
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(content)
            if lasting:
                temporary.flush()
                os.fsync(temporary.fileno())
        Path(name).chmod(mode)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def write_text(file: Path, content: str) -> bool:
    """Write `content` to `file` as UTF-8; see `write_bytes`."""
    return write_bytes(file, content.encode("utf-8"))
