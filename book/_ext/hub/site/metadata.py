"""How a page describes itself to search engines, social sites and reference managers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hubdata.addresses import doi_address
from hubdata.records import PageRecord, Records
from hubdata.schema import CaseStudy, CohortPage

from ..files.catalogue import FOLDER, KINDS
from ..markdown import capital
from .cards import CARD_SIZE, card_address, card_alt

if TYPE_CHECKING:
    from .state import Site


def type_names(records: Records) -> dict[str, str]:
    """Return what readers call each type of a page."""
    programme, words = capital(records.hub.short_name), records.identity.words
    return {
        "front": programme,
        "overview": programme,
        "cohort": capital(words.cohort.one),
        "case-study": capital(words.case_study.one),
        "lessons": "Lessons",
        "playbook": "Playbook",
        "template": "Template",
        "kit": "Session kit",
        "listing": "Overview across cases",
        "about": "About this book",
    }


_SCHEMA_TYPES = {
    "front": "WebPage",
    "cohort": "CollectionPage",
    "listing": "CollectionPage",
    "about": "AboutPage",
}

_ACCESSIBILITY: dict[str, Any] = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": {"@type": "ItemList", "itemListElement": ["textual"]},
    "accessibilityControl": ["fullKeyboardControl", "fullMouseControl", "fullTouchControl"],
    "accessibilityFeature": [
        "alternativeText",
        "displayTransformability",
        "longDescription",
        "readingOrder",
        "structuralNavigation",
    ],
    "accessibilityHazard": "none",
}


def address(site: Site, docname: str) -> str:
    """Return the one address under which a page is to be known."""
    if docname == site.tree.root:
        return site.base
    return f"{site.base}{docname}.html"


def social_card(
    site: Site, records: Records, title: str, record: PageRecord
) -> list[tuple[str, str]]:
    """Return the names and values of the `meta` elements that social sites read."""
    picture = f"{site.base}{card_address(record)}"
    width, height = CARD_SIZE
    kind = "website" if record.docname == site.tree.root else "article"
    entries = [
        ("og:type", kind),
        ("og:site_name", site.name),
        ("og:locale", site.language.replace("-", "_")),
        ("og:title", title.removesuffix(f" · {site.name}")),
        ("og:description", record.meta.description),
        ("og:url", address(site, record.docname)),
        ("og:image", picture),
        ("og:image:type", "image/png"),
        ("og:image:width", str(width)),
        ("og:image:height", str(height)),
        ("og:image:alt", card_alt(record, site.name, records.identity.contents)),
        ("twitter:card", "summary_large_image"),
    ]
    if kind == "article":
        entries.append(("article:modified_time", record.meta.reviewed))
    return entries


def search_facets(records: Records, record: PageRecord) -> str:
    """Return the words by which a search can be narrowed to this page, as the choices of the filters.

    They stand among the words that are searched, of which Pagefind wants a page to have every one. Its
    own filters are written in the order of a hash map: no two builds would have the same bytes.
    """
    meta = record.meta
    filters = [("type", type_names(records)[meta.type])]
    if isinstance(meta, CohortPage | CaseStudy):
        filters.append(("cohort", records.cohorts[meta.cohort].name))
    if isinstance(meta, CaseStudy):
        sectors = dict.fromkeys(records.organisations[key].sector for key in meta.organisations)
        filters += [("sector", records.sectors[key].name) for key in sectors]
        filters += [("theme", theme) for theme in meta.themes]
    return " ".join(facet(name, value) for name, value in filters)


def facet(name: str, value: str) -> str:
    """Return the word that stands for the choice of a filter.

    Its last letter keeps «data» from being taken for the beginning of «data science».
    """
    return "".join(filter(str.isalnum, f"facet{name}{value}x".lower()))


def search_names(records: Records, record: PageRecord) -> list[str]:
    """Return names by which readers ask for a page though its title has others."""
    meta = record.meta
    if not isinstance(meta, CaseStudy):
        names = [part.replace("-", " ") for part in record.docname.split("/") if part != "index"]
        if record.docname == records.identity.pages.people:
            names += [person.name for person in records.people.values()]
        return names
    names = []
    for key in meta.organisations:
        organisation = records.organisations[key]
        names += [organisation.short_name, organisation.name]
        names += [records.people[person].name for person in organisation.experts]
        names.append(records.sectors[organisation.sector].name)
    return list(dict.fromkeys(names))


def linked_data(
    site: Site, records: Records, record: PageRecord, title: str, trail: list[tuple[str, str]]
) -> str:
    """Return the page's JSON-LD, safe to stand inside a `script` element."""
    website = _website(site, records, whole=record.docname == site.tree.root)
    graph = [website, _page(site, records, record, title)]
    if record.docname == records.identity.pages.catalogue:
        graph.append(_dataset(site, records, record))
    if trail:
        graph.append(_breadcrumbs(site, record, title, trail))
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    # Inside `script` only these three letters can end it or begin something else.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _website(site: Site, records: Records, *, whole: bool) -> dict[str, Any]:
    """Return the site; only the front page says more than what other pages need to refer to it."""
    short = {
        "@type": "WebSite",
        "@id": f"{site.base}#website",
        "name": site.name,
        "url": site.base,
        "publisher": {
            "@type": "Organization",
            "@id": f"{site.base}#contributors",
            "name": records.author,
        },
    }
    if not whole:
        return short
    return short | {
        "inLanguage": site.language,
        "license": records.identity.licence.url,
        "about": {"@type": "Project", "name": records.hub.name, "url": records.hub.website},
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{site.base}search.html?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


def _page(site: Site, records: Records, record: PageRecord, title: str) -> dict[str, Any]:
    meta = record.meta
    where = address(site, record.docname)
    page: dict[str, Any] = {
        "@type": _SCHEMA_TYPES.get(meta.type, "Article"),
        "@id": f"{where}#page",
        "url": where,
        "name": title,
        "description": meta.description,
        "inLanguage": site.language,
        "dateModified": meta.reviewed,
        "license": records.identity.licence.url,
        "isPartOf": {"@id": f"{site.base}#website"},
        "author": {"@id": f"{site.base}#contributors"},
        "publisher": {"@id": f"{site.base}#contributors"},
        "image": f"{site.base}{card_address(record)}",
        **_ACCESSIBILITY,
    }
    if page["@type"] == "Article":
        page["headline"] = title
    if isinstance(meta, CaseStudy):
        organisations = [records.organisations[key] for key in meta.organisations]
        page["about"] = [
            {"@type": "Organization", "name": item.name, "url": item.url} for item in organisations
        ]
        practices = [records.practices[key].name for key in meta.practices]
        page["keywords"] = list(dict.fromkeys([*meta.themes, *practices]))
        if meta.publication.title:
            page["isBasedOn"] = _report(where, meta)
    return page


def _report(where: str, meta: CaseStudy) -> dict[str, Any]:
    """Return the published study on which a page stands; what is not known is left out."""
    publication = meta.publication
    doi = doi_address(publication.doi) if publication.doi else None
    fields = {
        "@type": "Report",
        "@id": f"{where}#publication",
        "name": publication.title,
        "author": [{"@type": "Person", "name": name} for name in publication.authors],
        "datePublished": str(publication.year) if publication.year else None,
        "license": publication.licence,
        "url": publication.url or doi,
        "identifier": f"doi:{publication.doi}" if doi else None,
        "sameAs": doi,
    }
    return {name: value for name, value in fields.items() if value}


def _dataset(site: Site, records: Records, record: PageRecord) -> dict[str, Any]:
    """Return the catalogue of this book, with each file in which it can be had."""
    files = [("catalogue.json", "application/json")]
    files += [(f"{kind.replace('_', '-')}.csv", "text/csv") for kind in KINDS]
    starts = [cohort.start for cohort in records.cohorts.values()]
    ends = [cohort.end for cohort in records.cohorts.values()]
    words = records.identity.words
    return {
        "@type": "Dataset",
        "@id": f"{address(site, record.docname)}#dataset",
        "name": f"Catalogue of {records.hub.name}",
        "description": (
            f"{capital(words.cohort.many)}, {words.organisation.many}, {words.case_study.many}, "
            "events, practices, lessons and outputs of "
            f"{records.hub.name}, each with its sources, as this book records them."
        ),
        "url": address(site, record.docname),
        "license": records.identity.licence.url,
        "creator": {"@id": f"{site.base}#contributors"},
        "dateModified": record.meta.reviewed,
        "temporalCoverage": f"{min(starts)}/{max(ends)}",
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{site.base}{FOLDER}/{name}",
                "encodingFormat": kind,
            }
            for name, kind in files
        ],
    }


def _breadcrumbs(
    site: Site, record: PageRecord, title: str, trail: list[tuple[str, str]]
) -> dict[str, Any]:
    steps = [*trail, (record.docname, title)]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{address(site, record.docname)}#breadcrumbs",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": label,
                "item": address(site, docname),
            }
            for position, (docname, label) in enumerate(steps, start=1)
        ],
    }
