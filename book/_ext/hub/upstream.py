"""Everything of other packages that has no documented interface and is used here all the same.

No other module of this extension imports such a name. tests/test_upstream.py says which of them a new
version no longer has, and which packages are newer or older than what these names were tried with.
Jupyter Book documents no Python interface at all, so that it is imported here alone.
"""

import os
from glob import escape
from pathlib import Path
from typing import Any

# Package → the versions for which its names below are right.
VERSIONS = {
    "jupyter-book": ">=1.0.4,<2",
    "sphinx": ">=7.4,<10",
    "sphinx-autobuild": ">=2024.4",
    "sphinx-multitoc-numbering": ">=0.1.3,<0.2",
    "sphinxcontrib-bibtex": ">=2.6,<3",
}

# Package → its names, as module:name. `Class().name` is what `__init__` sets.
NAMES = {
    "jupyter-book": ("jupyter_book.config:get_final_config",),
    "sphinx": (
        # What hub.site.translator and hub.epub change of the writers.
        "sphinx.environment.collectors.asset:glob",
        "sphinx.transforms:SphinxContentsFilter.visit_pending_xref",
        "sphinx.writers.html5:HTML5Translator()._table_row_indices",
        "sphinx.builders.epub3:Epub3Builder.build_content",
        "sphinx.builders.epub3:Epub3Builder.build_epub",
        "sphinx.builders.epub3:Epub3Builder.content_metadata",
        "sphinx.builders.epub3:Epub3Builder.toc_metadata",
    ),
    "sphinx-autobuild": ("sphinx_autobuild.server:RebuildServer",),
    "sphinx-multitoc-numbering": ("sphinx_multitoc_numbering:setup",),
    "sphinxcontrib-bibtex": (
        "sphinxcontrib.bibtex.directives:BibliographyDirective",
        "sphinxcontrib.bibtex.domain:Citation",
    ),
}


# --- Sphinx ---------------------------------------------------------------------------------------


def app_of(thing: Any) -> Any:
    """Return the application of an environment or of a builder; `.app` is deprecated since Sphinx 9."""
    return thing._app if hasattr(thing, "_app") else thing.app


def leave_citations_out_of_titles() -> None:
    """Let Sphinx keep no citation of a heading, of which a menu would show the key."""
    from docutils import nodes
    from sphinx.transforms import SphinxContentsFilter

    kept = SphinxContentsFilter.visit_pending_xref

    def visit(self: Any, node: Any) -> None:
        if node.get("refdomain") != "cite":
            kept(self, node)
            return
        if len(self.parent) and isinstance(self.parent[-1], nodes.Text):
            self.parent[-1] = nodes.Text(self.parent[-1].rstrip())
        raise nodes.SkipNode

    if kept.__module__ != __name__:
        SphinxContentsFilter.visit_pending_xref = visit


def take_folders_as_named() -> None:
    """Let Sphinx find the pictures of `name.*` by that name: it takes «[» before its end for a pattern."""
    from sphinx.environment.collectors import asset

    def find(path: str) -> list[str]:
        folder, name = os.path.split(path)
        pattern = f"{escape(name.removesuffix('*'))}*"
        return [str(found) for found in Path(folder).glob(pattern)]

    asset.glob = find  # type: ignore[attr-defined]


# --- Jupyter Book ---------------------------------------------------------------------------------


def sphinx_configuration(book: Path, **settings: Any) -> dict[str, Any]:
    """Return the Sphinx configuration that Jupyter Book makes of a book's _config.yml.

    `settings` are Sphinx's own and come before those of the file.
    """
    from jupyter_book.config import get_final_config

    toc = {"external_toc_path": (book / "_toc.yml").as_posix(), "latex_individualpages": False}
    config, _ = get_final_config(user_yaml=book / "_config.yml", cli_config=toc | settings)
    return config


# --- Extensions -----------------------------------------------------------------------------------


def declare_parallel_safe(app: Any) -> None:
    """Let Sphinx read pages in parallel beside the one loaded extension that says nothing about it.

    sphinx-external-toc 1.1 loads sphinx-multitoc-numbering 0.1.3. It only renumbers the menu's tree
    after all pages are read, and this book numbers nothing. Without this Sphinx warns, which is an
    error under `-W`, and goes on with one process.
    """
    extension = app.extensions.get("sphinx_multitoc_numbering")
    if extension and extension.parallel_read_safe is None:
        extension.parallel_read_safe = True
