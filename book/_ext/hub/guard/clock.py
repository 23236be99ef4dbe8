"""Gives up a page that keeps its reader busy: a few kilobytes can take a parser an hour."""

import signal
import threading
from types import FrameType

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

SECONDS = 20.0
"""Time of the processor alone, so that a busy machine changes nothing; a long page takes half a second."""


class TooSlowError(SphinxError):
    """Stops the build: a page keeps its reader busy."""

    category = "Refused"


def start(app: Sphinx, docname: str, source: list[str]) -> None:
    """Start the clock of a page, where the system has one."""
    if not _has_clock():
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        # Said by the error itself: what a process logs is lost when it fails.
        raise TooSlowError(
            f"{app.env.doc2path(docname)}: Reading this page takes longer than {SECONDS:g} seconds. "
            "Write it more simply."
        )

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)


def end(app: Sphinx, doctree: nodes.document) -> None:
    """Stop the clock: the page is read."""
    if _has_clock():
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _has_clock() -> bool:
    main = threading.current_thread() is threading.main_thread()
    return main and hasattr(signal, "setitimer")
