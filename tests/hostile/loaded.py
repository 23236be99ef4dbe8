"""What every run needs, loaded once by the server that forks itself for each of them."""

from __future__ import annotations

import gc
import importlib
import pkgutil
from pathlib import Path
from tempfile import TemporaryDirectory

import hub
from booklint.book import Book
from booklint.files import DiskFiles
from booklint.registry import all_rules, run
from sphinx.application import builtin_extensions

from hostile.cases import small_book

_EXTENSIONS = """
    jupyter_book.sphinx myst_nb.sphinx_ext myst_nb.ext.glue myst_parser.sphinx_ext.directives
    notfound.extension sphinx.builders.epub3 sphinx.ext.doctest sphinx_design.extension
    sphinx_external_toc sphinx_external_toc.collectors sphinx_external_toc.events
    sphinx_multitoc_numbering sphinxcontrib.bibtex
    sphinxcontrib.bibtex.style.referencing.foot sphinxcontrib.bibtex.style.referencing.label
"""
_OURS = [module.name for module in pkgutil.walk_packages(hub.__path__, "hub.")]

for name in (*builtin_extensions, *_EXTENSIONS.split(), *_OURS, "booklint.cli"):
    importlib.import_module(name)
# The words of the dictionaries and all patterns are then there, too.
with TemporaryDirectory() as folder:
    run(Book.load(DiskFiles(small_book(Path(folder)).parent), "book"), all_rules(("house_rules",)))
# Otherwise the collector of every fork would go through all of this, and so copy it.
gc.collect()
gc.freeze()
