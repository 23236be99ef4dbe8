"""Cites a page of this book: plain text, BibTeX, RIS and CSL-JSON from one entry."""

import json
from collections.abc import Iterator

import rispy
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from .dates import in_words
from .records import PageRecord, Records
from .slugs import slug

# The suffix of a citation file → the name by which readers know the format.
FORMATS = {"bib": "BibTeX", "ris": "RIS", "csl.json": "CSL-JSON"}

FOLDER = "citations"
"""Where, below the site's root, the citation files stand."""


def address(records: Records, docname: str) -> str:
    """Return the published address of a page."""
    page = "" if docname == "index" else f"{docname}.html"
    return f"{records.base_url}{page}"


def citation_path(docname: str, suffix: str) -> str:
    """Return where, below the site's root, the citation of a page stands."""
    return f"{FOLDER}/{docname.replace('/', '-')}.{suffix}"


def plain_text(records: Records, page: PageRecord) -> str:
    """Return the citation of a page as one line of text."""
    year = page.meta.reviewed[:4]
    reviewed = in_words(page.meta.reviewed)
    whole = "" if page.docname == "index" else f" In {records.title}."
    return (
        f"{records.author} ({year}). {page.title}.{whole} "
        f"Last reviewed {reviewed}. {address(records, page.docname)}"
    )


# What TeX takes for commands. pybtex looks after the signs that it knows (% & # _).
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "$": r"\textdollar{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)


def bibtex(records: Records, page: PageRecord) -> str:
    """Return the citation of a page as BibTeX."""
    year, month = page.meta.reviewed[:4], page.meta.reviewed[5:7]
    fields = [("title", page.title.translate(_TEX)), ("year", year)]
    if month:
        fields.append(("month", month))
    if page.docname != "index":
        fields.append(("booktitle", records.title))
    fields.append(("url", address(records, page.docname)))
    kind = "book" if page.docname == "index" else "inbook"
    entry = Entry(kind, fields, {"author": [Person(last=records.author)]})
    data = BibliographyData({key(records, page): entry})
    return Writer().to_string(data)


def ris(records: Records, page: PageRecord) -> str:
    """Return the citation of a page as RIS."""
    entry = {
        "type_of_reference": "BOOK" if page.docname == "index" else "CHAP",
        "authors": [records.author],
        "title": page.title,
        "year": page.meta.reviewed[:4],
        "language": records.language,
        "urls": [address(records, page.docname)],
    }
    if page.docname != "index":
        entry["secondary_title"] = records.title
    return rispy.dumps([entry])


def csl_json(records: Records, page: PageRecord) -> str:
    """Return the citation of a page as CSL-JSON."""
    parts = [int(part) for part in page.meta.reviewed.split("-")]
    entry = {
        "id": key(records, page),
        "type": "book" if page.docname == "index" else "chapter",
        "title": page.title,
        "author": [{"literal": records.author}],
        "issued": {"date-parts": [parts]},
        "URL": address(records, page.docname),
        "language": records.language,
    }
    if page.docname != "index":
        entry["container-title"] = records.title
    return json.dumps([entry], ensure_ascii=False, indent=2) + "\n"


def key(records: Records, page: PageRecord) -> str:
    """Return the key of a page's citation: its path, as one word."""
    return f"{records.identity.key}-{slug(page.docname)}"


_WRITERS = {"bib": bibtex, "ris": ris, "csl.json": csl_json}


def citation_files(records: Records) -> Iterator[tuple[str, bytes]]:
    """Yield the path below the site's root and the content of the citation of every page."""
    for page in records.pages.values():
        for suffix, write in _WRITERS.items():
            yield citation_path(page.docname, suffix), write(records, page).encode("utf-8")
