"""Lets one run at a time write to a ledger."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from links.errors import CannotRunError


@contextmanager
def only_run(ledger: Path) -> Iterator[None]:
    """Hold the ledger; the system lets go of it when this process ends, however it ends."""
    file = ledger.with_name(f"{ledger.name}.lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRunError(
                f"Another run is asking these links just now and writes to {ledger.name}. "
                "Wait until it has ended, or end it; what it has asked is kept."
            ) from error
        yield
