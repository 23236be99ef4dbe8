"""Turns `redirect_from` in front matter into signposts at the old addresses."""

from __future__ import annotations

import posixpath

from hubdata.records import Records, old_docname


def redirects(found: Records) -> dict[str, str]:
    """Return old page name → relative address of the page that stands for it now."""
    targets = {}
    for docname, page in found.pages.items():
        for old in page.meta.redirect_from:
            name = old_docname(old)
            start = posixpath.dirname(name) or "."
            targets[name] = posixpath.relpath(f"{docname}.html", start)
    return targets
