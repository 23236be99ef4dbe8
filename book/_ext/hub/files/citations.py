"""One citation file per page and format, and one of the whole book."""

from __future__ import annotations

from collections.abc import Iterator

from ..citation import WRITERS, citation_path
from ..records import Records


def citation_files(records: Records) -> Iterator[tuple[str, bytes]]:
    """Yield the path below the site's root and the content of every citation file."""
    for page in records.pages.values():
        for suffix, write in WRITERS.items():
            yield citation_path(page.docname, suffix), write(records, page).encode("utf-8")
