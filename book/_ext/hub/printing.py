"""Prints what strangers wrote so that it can do nothing to a terminal or to the machine that reads logs."""

from __future__ import annotations

import logging

from booklint.invisible import escape_invisible as visible
from sphinx.application import Sphinx


class _Plain(logging.Filter):
    """Makes warnings and errors harmless.

    A message may quote a page over several lines. GitHub obeys a line of a log that begins with `::`,
    so that every further line gets a mark before it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            text = logging.LogRecord.getMessage(record)
            record.msg = "\n    | ".join(visible(line) for line in text.split("\n"))
            record.args = ()
        return True


def setup_printing(app: Sphinx) -> None:
    """Filter what Sphinx prints."""
    for handler in logging.getLogger("sphinx").handlers:
        handler.addFilter(_Plain())
