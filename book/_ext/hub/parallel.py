"""Lets Sphinx read and write pages in parallel.

sphinx-external-toc 1.1 loads sphinx-multitoc-numbering 0.1.3, which does not say whether it is safe in
parallel, so that Sphinx warns (an error under `-W`) and goes on with one process. It only renumbers
the menu's tree after all pages are read, and this book numbers nothing: it is safe here.
"""

from __future__ import annotations

from sphinx.application import Sphinx

SILENT = "sphinx_multitoc_numbering"


def setup_parallel(app: Sphinx) -> None:
    """Declare safe the one loaded extension that says nothing."""
    extension = app.extensions.get(SILENT)
    if extension and extension.parallel_read_safe is None:
        extension.parallel_read_safe = True
