"""Does work in a copy of this process, whose memory is free again once the work is done."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable
from typing import Any

# Elsewhere a copy of a process that has loaded much may crash.
SAFE = sys.platform == "linux"


def run_apart(work: Callable[..., int], *arguments: Any) -> int:
    """Do `work` with `arguments` in a copy of this process where that is safe; return its exit code.

    Elsewhere it is done in this process.
    """
    if not SAFE:
        return work(*arguments)
    # What is here already is not looked at, and so not copied, by the collector of the copy.
    gc.freeze()
    process = multiprocessing.get_context("fork").Process(target=_leave, args=(work, arguments))
    process.start()
    process.join()
    gc.unfreeze()
    return process.exitcode or 0


def _leave(work: Callable[..., int], arguments: tuple[Any, ...]) -> None:
    sys.exit(work(*arguments))
