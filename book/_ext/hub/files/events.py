"""Writes the files beside the pages, while the pages are read."""

import sys
from functools import partial
from itertools import chain
from pathlib import Path

from booklint.atomic import write_bytes
from hubdata.citation import FOLDER, citation_files
from hubdata.records import Records
from sphinx.application import Sphinx

from ..apart import Apart
from ..state import DataError, records, stays
from .catalogue import catalogue_files
from .templates import TemplateError, template_files

# Before the search index and the list of addresses are made, which take in these files.
PRIORITY = 300
_BEGUN = "hub_files"


def write_files(found: Records, site: Path) -> int:
    """Write every file into the site; return 0, or say what a page lacks and return 1."""
    made = chain(citation_files(found), catalogue_files(found), template_files(found))
    try:
        for name, content in made:
            write_bytes(site / name, content, lasting=False)
    except TemplateError as error:
        print(f"{DataError.category}: {error}", file=sys.stderr)
        return 1
    return 0


def _begin(app: Sphinx) -> None:
    """Begin beside the reading of the pages: the files come from the records, and take pandoc a second."""
    if app.builder.name == "html" and not stays(app, FOLDER):
        setattr(app, _BEGUN, Apart(partial(write_files, records(app), Path(app.outdir))))


def _end(app: Sphinx, exception: Exception | None) -> None:
    begun = getattr(app, _BEGUN, None)
    if begun and exception is None and begun.end():
        raise DataError("The files to download could not be made.")


def setup_files(app: Sphinx) -> None:
    """Begin once the records are there, and end when the pages are done."""
    app.connect("builder-inited", _begin, priority=900)
    app.connect("build-finished", _end, priority=PRIORITY)
