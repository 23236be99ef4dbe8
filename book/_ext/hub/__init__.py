"""The Sphinx extension of this book: draws records into pages, and refuses what must not be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Only then: parts of this package are used where Sphinx is not installed.
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, object]:
    """Register every part; each `setup_…` says what it adds."""
    # Imported here so that `hub.records` can be used without loading Sphinx.
    from .design import setup_design
    from .drawing import setup_drawing
    from .epub import setup_epub
    from .fast import collect_seldom
    from .files.events import setup_files
    from .formulas import setup_formulas
    from .guard.events import setup_guard
    from .myst import setup_myst
    from .nodes import setup_nodes
    from .printing import setup_printing
    from .references import setup_references
    from .site import setup_site
    from .state import setup_state
    from .upstream import (
        declare_parallel_safe,
        leave_citations_out_of_titles,
        take_folders_as_named,
    )

    # What _config.yml and Jupyter Book's defaults set for extensions that are not loaded here.
    app.add_config_value("comments_config", {}, "")

    collect_seldom()
    declare_parallel_safe(app)
    leave_citations_out_of_titles()
    take_folders_as_named()
    setup_printing(app)
    setup_guard(app)
    setup_state(app)
    setup_nodes(app)
    setup_myst(app)
    setup_design(app)
    setup_formulas(app)
    setup_drawing(app)
    setup_references(app)
    setup_files(app)
    setup_epub(app)
    setup_site(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
