"""Shortcuts round what costs most in Sphinx and its extensions; the pages come out byte for byte the same.

Each module says what it goes round, what that cost, and for which versions it holds. With
`hub_fast: false` in the configuration none of them is used; tests/test_fast_paths.py compares both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_fast(app: Sphinx) -> None:
    """Install every shortcut, unless the configuration forbids them."""
    # Imported here, so that a command that builds nothing does not load what builds.
    from . import (
        bibliography,
        code_blocks,
        garbage,
        packed,
        pages,
        picture_search,
        quiet_log,
        scanning,
        walking,
        workers,
        yaml_reader,
    )

    app.add_config_value("hub_fast", True, "")
    if not app.config.hub_fast:
        return
    garbage.collect_seldom()
    yaml_reader.read_yaml_in_c()
    walking.walk_at_once()
    scanning.scan_at_once()
    quiet_log.log_what_is_shown(app)
    picture_search.list_folders_once()
    code_blocks.pass_over_pages_without_code()
    bibliography.setup_bibliography(app)
    packed.setup_packed(app)
    pages.setup_pages(app)
    workers.setup_workers(app)
