"""Writes the files beside the pages once the pages are done."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from booklint.atomic import write_bytes
from hubdata.citation import FOLDER, citation_files
from sphinx.application import Sphinx

from ..state import DataError, records, stays
from .catalogue import catalogue_files
from .templates import TemplateError, template_files

# Before the search index and the list of addresses are made, which take in these files.
PRIORITY = 300


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write every file into the finished site."""
    if exception is not None or app.builder.name != "html" or stays(app, FOLDER):
        return
    found = records(app)
    site = Path(app.outdir)
    made = chain(citation_files(found), catalogue_files(found), template_files(found, site))
    try:
        for name, content in made:
            write_bytes(site / name, content, lasting=False)
    except TemplateError as error:
        raise DataError(str(error)) from None


def setup_files(app: Sphinx) -> None:
    """Write the files when the pages are done."""
    app.connect("build-finished", write_files, priority=PRIORITY)
