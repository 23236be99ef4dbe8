"""Imports what every build needs once for all."""

from __future__ import annotations

import importlib

# The code of others that every build imports, which takes more than a second.
HEAVY = (
    "sphinx.cmd.build",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "sphinxcontrib.bibtex",
    "pydantic",
)


def import_heavy() -> None:
    """Import what every build needs and no edit changes."""
    for name in HEAVY:
        importlib.import_module(name)
