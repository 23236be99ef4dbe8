"""Turns `redirect_from` in front matter into the signposts that sphinx-reredirects writes."""

from __future__ import annotations

import posixpath

from sphinx.application import Sphinx

from ..guard.tree import TAKEN
from ..records import Records
from ..state import DataError, records


def set_redirects(app: Sphinx) -> None:
    """Hand every old address to sphinx-reredirects."""
    app.config.redirects = {**app.config.redirects, **redirects(records(app))}


def redirects(found: Records) -> dict[str, str]:
    """Return old page name → relative address of the page that stands for it now.

    Raises `DataError` if an old address is still, or twice, in use.
    """
    targets: dict[str, str] = {}
    # Some machines take names that differ in case alone for one.
    taken = {docname.casefold() for docname in found.pages} | TAKEN
    for docname, page in found.pages.items():
        for old in page.meta.redirect_from:
            name = old.strip("/").removesuffix(".html")
            folded = name.casefold()
            if folded in taken or folded.partition("/")[0] in TAKEN:
                raise DataError(
                    f"{page.path}: redirect_from names «{old}», but a page or another redirect "
                    "stands there already. Remove one of the two."
                )
            taken.add(folded)
            start = posixpath.dirname(name) or "."
            targets[name] = posixpath.relpath(f"{docname}.html", start)
    return targets
