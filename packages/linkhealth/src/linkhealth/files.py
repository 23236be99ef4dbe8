"""Writes a file whole or not at all, and lets one run at a time do so."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from linkhealth.errors import CannotRunError

try:
    import fcntl
except ImportError:  # Windows, where the ledger is still written whole
    fcntl = None  # type: ignore[assignment]


def write_bytes(file: Path, content: bytes) -> None:
    """Replace `file` with `content`; an interruption leaves the old file or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    mode = file.stat().st_mode & 0o777 if file.is_file() else 0o644
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(content)
            temporary.flush()
            os.fsync(temporary.fileno())
        Path(name).chmod(mode)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_text(file: Path, content: str) -> None:
    """Replace `file` with a text in UTF-8."""
    write_bytes(file, content.encode("utf-8", "surrogateescape"))


@contextlib.contextmanager
def only_run(ledger: Path) -> Iterator[None]:
    """Hold the ledger; the system lets go of it when this process ends, however it ends."""
    ledger.parent.mkdir(parents=True, exist_ok=True)
    with ledger.with_name(f"{ledger.name}.lock").open("w") as stream:
        try:
            if fcntl:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRunError(
                f"Another run is asking these links just now and writes to {ledger.name}. "
                "Wait until it has ended, or end it."
            ) from error
        yield
