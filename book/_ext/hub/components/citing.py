"""How to cite a page: as text to copy, and as files for a reference manager."""

from __future__ import annotations

from hubdata.citation import FORMATS, citation_path, plain_text
from hubdata.records import Records

from ..markdown import DOT, block, escape
from .base import Place, component


@component("cite-this-page")
def cite_this_page(records: Records, place: Place) -> str:
    """Draw the citation of the page on which this stands."""
    page = place.page(records)
    files = DOT.join(
        f"{{generated}}`{name} <{citation_path(place.docname, suffix)}>`"
        for suffix, name in FORMATS.items()
    )
    body = (
        f"{{.citation}}\n{escape(plain_text(records, page))}\n\nDownload this citation as {files}."
    )
    return block("container", "cite", body)
