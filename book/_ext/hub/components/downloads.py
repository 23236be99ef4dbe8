"""What can be taken away: templates and kits with their files, citations, and the data of this book."""

import re

from hubdata.citation import FORMATS, citation_path, plain_text
from hubdata.records import PageRecord, Records
from hubdata.schema import FormPage

from ..files.catalogue import FOLDER, KINDS, entry_type
from ..files.templates import PACKED, suffixes, template_path
from ..markdown import DOT, block, capital, definitions, escape, known, page_link, role, table
from .base import ComponentError, Place, component

SUFFIX_NAMES = {
    "md": "Markdown",
    "docx": "Word (DOCX)",
    "odt": "OpenDocument (ODT)",
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
}


@component("form-at-a-glance")
def form_at_a_glance(records: Records, place: Place) -> str:
    """Draw what a reader asks first of the template or kit on whose page this stands, and its files."""
    page = place.page(records, FormPage)
    links = [
        role("generated", SUFFIX_NAMES[suffix], template_path(place.docname, suffix))
        for suffix in suffixes(page)
    ]
    everything = role("generated", "the whole playbook in one ZIP file", PACKED)
    programme = escape(records.hub.short_name)
    facts = definitions(
        [
            *((escape(label), escape(fact)) for label, fact in page.meta.facts.items()),
            ("Download", f"{', '.join(links)}, or {everything}"),
            (
                "What it is",
                f"Our guidance; what {programme} did is told under a heading of its own",
            ),
        ]
    )
    return block("container", "glance", facts)


@component("forms")
def forms(records: Records, place: Place) -> str:
    """Draw a table of the templates or kits in the folder of this page, with the facts of each.

    They are sorted by their first fact: by its number, or by its place among the words of `:order:`.
    """
    folder = f"{place.docname.rpartition('/')[0]}/"
    pages = [
        page
        for page in records.pages.values()
        if isinstance(page.meta, FormPage) and page.docname.startswith(folder)
    ]
    if not pages:
        raise ComponentError(f"There is no template or kit in the folder «{folder}».")
    labels = list(dict.fromkeys(label for page in pages for label in page.meta.facts))
    order = [word.strip() for word in place.options.get("order", "").split(",")]
    ordered = sorted(pages, key=lambda page: (_position(page, labels[:1], order), page.title))
    rows = [
        (
            page_link(page.title, page.docname),
            *(known(page.meta.facts.get(label)) for label in labels),
        )
        for page in ordered
    ]
    kind = capital(pages[0].meta.type)
    return table(f"Every {pages[0].meta.type}", (kind, *map(escape, labels)), rows)


def _position(page: PageRecord, labels: list[str], order: list[str]) -> int:
    """Return where a page stands by its first fact: at its number, or where `order` names it."""
    first = page.meta.facts.get(labels[0], "") if labels else ""
    if first in order:
        return order.index(first)
    number = re.match(r"\d+", first)
    return int(number[0]) if number else len(order)


@component("cite-this-page")
def cite_this_page(records: Records, place: Place) -> str:
    """Draw the citation of the page on which this stands, to copy and as files."""
    cited = escape(plain_text(records, place.page(records)))
    files = DOT.join(
        f"{{generated}}`{name} <{citation_path(place.docname, suffix)}>`"
        for suffix, name in FORMATS.items()
    )
    return block(
        "container", "cite", f"{{.citation}}\n{cited}\n\nDownload this citation as {files}."
    )


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
