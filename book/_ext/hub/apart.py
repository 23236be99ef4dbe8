"""Does work in a copy of this process, whose memory is free again once the work is done."""

import contextlib
import errno
import gc
import multiprocessing
import sys
import tempfile
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

# Elsewhere a copy of a process that has loaded much may crash.
SAFE = sys.platform == "linux"

SENTENCES = {
    errno.ENOSPC: "The disk is full. Free about 100 MB, then try again.",
    errno.EDQUOT: "Your share of the disk is used up. Free about 100 MB, then try again.",
    errno.EROFS: "The disk can only be read. Copy the book to a place where you may write.",
    errno.EACCES: "You may not write there. Change the owner or the rights of the folder.",
    errno.EPERM: "You may not write there. Change the owner or the rights of the folder.",
    errno.ETXTBSY: "Another program uses this file. Close it, then try again.",
    errno.EBUSY: "Another program uses this file. Close it, then try again.",
    errno.EMFILE: "Too many files are open. Raise the limit (ulimit -n 1024), then try again.",
}

# How a program says that it was interrupted, as shells count it.
INTERRUPTED = 130


class Apart:
    """Work in a copy of this process; where that is not safe it is done here, once its end is waited for."""

    def __init__(self, work: Callable[[], int]) -> None:
        """Begin `work`, which returns an exit code."""
        self._work = work
        self._process = None
        if not SAFE:
            return
        # What is here already is not looked at, and so not copied, by the collector of the copy.
        gc.freeze()
        self._process = multiprocessing.get_context("fork").Process(
            target=lambda: sys.exit(_code_of(work))
        )
        self._process.start()
        gc.unfreeze()

    def waits_for(self, message: Connection) -> bool:
        """Wait until the work sends a message; return whether it did, or still may, before it ended."""
        while self._process and self._process.is_alive() and not message.poll(0.05):
            pass
        return self._process is None or message.poll()

    def end(self) -> int:
        """Wait for the end of the work; return its exit code. A copy that the system ends is said to be."""
        if self._process is None:
            return _code_of(self._work)
        try:
            self._process.join()
        except KeyboardInterrupt:
            # The copy was interrupted too.
            self._process.join()
            raise
        code = self._process.exitcode or 0
        if code < 0:
            print(
                f"A process was ended by signal {-code}, as systems do when memory is short.",
                file=sys.stderr,
            )
        return code


def _code_of(work: Callable[[], int]) -> int:
    """The code of some work; what stops it unexpectedly is said in one line."""
    try:
        return work()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        print(in_a_sentence(error), file=sys.stderr)
        return 1


def in_a_sentence(error: Exception) -> str:
    """Return what went wrong, where, and what to do about it.

    What the system refused is known by its number: its words depend on the language.
    """
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return place + (SENTENCES.get(error.errno or 0) or f"{error.strerror or error}.")
    if isinstance(error, MemoryError):
        return "There is not enough memory. Close other programs, then try again."
    report = tempfile.gettempdir() + "/build-error.txt"
    with contextlib.suppress(OSError):
        Path(report).write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return (
        f"{type(error).__name__}: {error}. This is a fault of the program, not of your page: please "
        f"open an issue with the text of {report}."
    )
