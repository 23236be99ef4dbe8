"""Shortcuts round what costs most in other packages, without a change of what they give.

Each says what it goes round and what that costs. One is kept while it alone saves a tenth of the build
of this book, or of one with 300 case studies (`python -m bench 300`).
"""

import gc
import importlib
import os

# New objects until a collection, and younger collections until an older one; Python's own are
# 700, 10 and 10. A page is some 50,000 objects.
_THRESHOLDS = (50_000, 10, 20)

# The code of others that every build imports, which takes more than a second.
HEAVY = (
    "sphinx.cmd.build",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "sphinxcontrib.bibtex",
    "pydantic",
)


def collect_seldom() -> None:
    """Let Python look for garbage when there is some: about once a page.

    Documents are trees whose nodes know their parents, so that nothing of a page is freed before Python's
    collector comes by. By itself it comes several hundred times a page, when all of the tree is still in
    use, and now and then goes through all that lives to the end of the build: 4 of 14 s for a hundred
    case studies.
    """
    gc.set_threshold(*_THRESHOLDS)


def import_heavy() -> None:
    """Import once for all what every build needs and no edit changes."""
    # Sphinx dates by it, and fails where it is no number; pages have the dates of their records.
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    for name in HEAVY:
        importlib.import_module(name)
