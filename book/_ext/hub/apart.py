"""Does work in a copy of this process, whose memory is free again once the work is done."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable

# Elsewhere a copy of a process that has loaded much may crash.
SAFE = sys.platform == "linux"

# How a program says that it was interrupted, as shells count it.
INTERRUPTED = 130


def run_apart(work: Callable[[], int]) -> int:
    """Do `work` in a copy of this process where that is safe; return its exit code.

    Elsewhere it is done in this process. A copy that the system ends is a failure, and said to be one.
    """
    if not SAFE:
        return work()
    # What is here already is not looked at, and so not copied, by the collector of the copy.
    gc.freeze()
    process = multiprocessing.get_context("fork").Process(target=_leave, args=(work,))
    process.start()
    try:
        process.join()
    except KeyboardInterrupt:
        # The copy was interrupted too.
        process.join()
        raise
    finally:
        gc.unfreeze()
    code = process.exitcode or 0
    if code < 0:
        print(
            f"A process was ended by signal {-code}, as systems do when memory is short.",
            file=sys.stderr,
        )
    return code


def _leave(work: Callable[[], int]) -> None:
    try:
        code = work()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)
