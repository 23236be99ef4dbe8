"""Turns _config.yml into a Sphinx configuration, as Jupyter Book does; nothing else imports Jupyter Book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .fast.imports import leave_out_grammar


def configuration(book: Path, **settings: Any) -> dict[str, Any]:
    """Return the Sphinx configuration that Jupyter Book makes of a book's _config.yml.

    `settings` are Sphinx's own and come before those of the file.
    """
    leave_out_grammar()
    from jupyter_book.config import get_final_config

    config, _ = get_final_config(
        user_yaml=book / "_config.yml",
        sourcedir=book,
        cli_config={
            "external_toc_path": (book / "_toc.yml").as_posix(),
            "latex_individualpages": False,
            **settings,
        },
    )
    return config
