"""Makes no log records that nobody will see.

Sphinx writes a record of every event and of much else, and leaves it to the handlers to drop it; in a
process that reads pages all of them are kept and sent to the first process. That was 2 % of a build.

Holds for Sphinx 7.4.
"""

from __future__ import annotations

import logging

from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE, VERBOSE

# How often `-v` was given → what is shown.
_LEVELS = {0: logging.INFO, 1: VERBOSE}


def log_what_is_shown(app: Sphinx) -> None:
    """Let the loggers of Sphinx drop what the chosen verbosity does not show."""
    logging.getLogger(NAMESPACE).setLevel(_LEVELS.get(app.verbosity, logging.DEBUG))
