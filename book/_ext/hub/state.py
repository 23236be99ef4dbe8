"""Loads the records once per build and tells every module where they are."""

from pathlib import Path

from hubdata.loading import load_records
from hubdata.records import Records
from hubdata.strict_yaml import RecordError
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import logging

logger = logging.getLogger(__name__)
_KEPT = "hub_records"


class DataError(SphinxError):
    """Stops the build: the book's own data is not right."""

    category = "Data error"


def records(app: Sphinx) -> Records:
    """Return the records of the book that `app` builds."""
    return getattr(app, _KEPT)


def stays(app: Sphinx, name: str) -> bool:
    """Whether `make live` leaves a file or folder, made of all pages, as its first build made it."""
    return app.config.hub_live and Path(app.outdir, name).exists()


def load(app: Sphinx) -> None:
    """Load the records; stops the build with every problem, each at its file and line."""
    try:
        setattr(app, _KEPT, load_records(app.srcdir))
    except RecordError as error:
        for problem in error.problems:
            place = f"{app.srcdir.parent / problem.path}:{problem.line}"
            logger.error("%s %s", problem.message, problem.fix, location=place)
        number = len(error.problems)
        raise DataError(f"{number} problem{'s' * (number > 1)} in the book's data.") from None


def setup_state(app: Sphinx) -> None:
    """Load the records before anything is read."""
    app.add_config_value("hub_live", False, "")
    app.connect("builder-inited", load, priority=100)
