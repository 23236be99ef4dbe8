"""Gives up a page that keeps its reader busy: a few kilobytes can take a parser an hour."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from docutils import nodes
from sphinx.application import Sphinx

from .refusals import RefusedError, logger

SECONDS = 20.0
"""Time of the processor alone, so that a busy machine changes nothing; a long page takes half a second."""


def start(app: Sphinx, docname: str, source: list[str]) -> None:
    """Start the clock of a page, where the system has one."""
    if not _has_clock():
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        logger.error(
            "%s",
            f"Reading this page takes longer than {SECONDS:g} seconds. Write it more simply.",
            location=(docname, None),
        )
        raise RefusedError(1)

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)


def end(app: Sphinx, doctree: nodes.document) -> None:
    """Stop the clock: the page is read."""
    if _has_clock():
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _has_clock() -> bool:
    main = threading.current_thread() is threading.main_thread()
    return main and hasattr(signal, "setitimer")
