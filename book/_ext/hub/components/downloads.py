"""What can be taken away: a page's template as files, and the data of this book with its dictionary."""

from __future__ import annotations

from hubdata.records import Records
from hubdata.schema import FormPage

from ..files.catalogue import FOLDER, KINDS, entry_type
from ..files.templates import PACKED, suffixes, template_path
from ..markdown import capital, escape, role, table
from .base import ComponentError, Place, component

SUFFIX_NAMES = {
    "md": "Markdown",
    "docx": "Word (DOCX)",
    "odt": "OpenDocument (ODT)",
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
}


@component("template-downloads")
def template_downloads(records: Records, place: Place) -> str:
    """Draw links to the files of the template or kit on whose page this stands, and to all in one."""
    page = place.page(records)
    if not isinstance(page.meta, FormPage):
        raise ComponentError(
            "These links belong on a template page. Write «type: template» in its front matter."
        )
    links = [
        role("generated", SUFFIX_NAMES[suffix], template_path(place.docname, suffix))
        for suffix in suffixes(page)
    ]
    everything = role("generated", "the whole playbook in one ZIP file", PACKED)
    return f"**Download this {page.meta.type}:** {', '.join(links)}, or {everything}.\n"


@component("data-dictionary")
def data_dictionary(records: Records, place: Place) -> str:
    """Draw each kind of record of the catalogue: its file, and what each field means."""
    parts, words = [], records.identity.words
    for kind in KINDS:
        name = words.put_into(kind.replace("_", " "))
        fields = entry_type(kind).model_fields
        rows = [
            (f"`{key}`", escape(words.put_into(info.description))) for key, info in fields.items()
        ]
        file = f"{FOLDER}/{kind.replace('_', '-')}.csv"
        parts.append(f"### {escape(capital(name))}")
        parts.append(f"{{generated}}`Download {name} as CSV <{file}>`")
        parts.append(table(f"Fields of {file}", ("Field", "Meaning"), rows))
    return "\n\n".join(parts)
