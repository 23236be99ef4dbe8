"""Imports what every build needs once for all, and leaves out what only costs.

Jupyter Book imports jsonschema, which takes any checker of internationalised addresses that it finds;
`rfc3987_syntax`, a distant dependency of notebooks, compiles a grammar each time it is imported:
0.7 s before a build has begun. No setting of Jupyter Book has an address that is checked by it.

Holds for jsonschema 4.18 and later.
"""

from __future__ import annotations

import importlib
import sys

# The code of others that every build imports, which takes more than a second.
HEAVY = (
    "sphinx.cmd.build",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "sphinxcontrib.bibtex",
    "pydantic",
)


def leave_out_grammar() -> None:
    """Let jsonschema find no checker of internationalised addresses, unless it already has."""
    sys.modules.setdefault("rfc3987_syntax", None)


def import_heavy() -> None:
    """Import what every build needs and no edit changes."""
    leave_out_grammar()
    for name in HEAVY:
        importlib.import_module(name)
