"""One citation file per page and format, and one of the whole book."""

from __future__ import annotations

from collections.abc import Iterator

from hubdata.citation import WRITERS, citation_path
from hubdata.records import PageRecord, Records


def citation_files(records: Records) -> Iterator[tuple[str, bytes]]:
    """Yield the path below the site's root and the content of every citation file."""

    def written(page: PageRecord) -> list[tuple[str, bytes]]:
        return [
            (citation_path(page.docname, suffix), write(records, page).encode("utf-8"))
            for suffix, write in WRITERS.items()
        ]

    for files in map(written, records.pages.values()):
        yield from files
