"""The at-a-glance boxes: one for a case study, one for the Hub as a whole."""

from __future__ import annotations

from hubdata.dates import in_words, span_in_words
from hubdata.numbers import numbers
from hubdata.records import PageRecord, Records
from hubdata.schema import CaseStudy

from ..markdown import (
    block,
    card_list,
    cite,
    definitions,
    escape,
    join_words,
    label_link,
    link,
    page_link,
)
from .base import ComponentError, Place, component

READ = {
    "full": "in full",
    "opening": "the opening only",
    "topic": "the topic only; the study itself was not seen",
    "cited": "not read; known from how others cite it",
}
NOT_PUBLISHED = "not published"
# A study that was launched in public is not unpublished because we did not find its record.
NOT_FOUND = "title and record not found"


@component("at-a-glance")
def at_a_glance(records: Records, place: Place) -> str:
    """Draw the facts of the case study on whose page this stands."""
    page = place.page(records)
    if not isinstance(page.meta, CaseStudy):
        raise ComponentError(
            "This box belongs on a case-study page. Write «type: case-study» in its front matter."
        )
    return block("container", "glance", definitions(_facts(records, page)))


def _facts(records: Records, page: PageRecord) -> list[tuple[str, str]]:
    meta = page.meta
    organisations = [records.organisations[key] for key in meta.organisations]
    sectors = dict.fromkeys(organisation.sector for organisation in organisations)
    experts = [records.people[key].name for item in organisations for key in item.experts]
    cohort = records.cohorts[meta.cohort]
    # Of a publication that was not read whole, nobody can say that it names no authors.
    unseen = NOT_PUBLISHED if meta.read == "full" else "not seen for this book"
    practices = [
        label_link(records.practices[key].name, f"practice-{key}") for key in meta.practices
    ]
    lessons = [label_link(records.lessons[key].advice, f"lesson-{key}") for key in meta.lessons]
    return [
        (
            "Organisation" if len(organisations) == 1 else "Organisations",
            join_words([link(item.name, item.url) for item in organisations]),
        ),
        ("Sector", join_words([escape(records.sectors[key].name) for key in sectors])),
        ("Cohort", page_link(cohort.name, cohort.page)),
        ("Experts in Residence", join_words([escape(name) for name in experts]) or NOT_PUBLISHED),
        ("Themes", escape("; ".join(meta.themes))),
        ("Practices", join_words(practices)),
        ("Lessons", "; ".join(lessons)),
        ("Publication", _publication(meta)),
        ("Authors", escape(join_words(meta.publication.authors) or unseen)),
        ("Licence of the publication", escape(meta.publication.licence or unseen)),
        ("How much was read", READ[meta.read]),
        ("Sources", cite(meta.sources)),
    ]


def _publication(meta: CaseStudy) -> str:
    publication = meta.publication
    if publication.title is None:
        return NOT_FOUND
    year = f" ({publication.year})" if publication.year else ""
    if publication.doi:
        address = f"https://doi.org/{publication.doi}"
        return f"{escape(publication.title)}{year}, DOI {link(publication.doi, address)}"
    if publication.url:
        return f"{link(publication.title, publication.url)}{year}"
    return f"{escape(publication.title)}{year}"


@component("hub-numbers")
def hub_numbers(records: Records, place: Place) -> str:
    """Draw the four numbers that tell the size of the programme, computed from the records."""
    count = numbers(records)
    figures = [
        (count["cohorts.completed"], "cohorts completed"),
        (count["organisations"], "organisations"),
        (count["experts"], "Experts in Residence"),
        (count["case-studies"], "case studies on this site"),
    ]
    return card_list(
        (
            ("number", f"{{.value}}\n{_large(str(value))}\n\n{{.label}}\n{escape(label)}")
            for value, label in figures
        ),
        "numbers",
    )


def _large(value: str) -> str:
    """Return a number whose «about» stands beside it in smaller letters."""
    qualifier, _, number = value.rpartition(" ")
    return f"[{escape(qualifier)}]{{.qualifier}} {escape(number)}" if qualifier else escape(number)


@component("hub-at-a-glance")
def hub_at_a_glance(records: Records, place: Place) -> str:
    """Draw the programme in figures and facts, all from the records."""
    hub, count = records.hub, numbers(records)
    last = max(cohort.end for cohort in records.cohorts.values() if cohort.status == "completed")
    funders = [
        f"{escape(funder.name)}"
        + (f" ({escape(funder.award)}, grant {escape(funder.grant)})" if funder.grant else "")
        for funder in hub.funders
    ]
    sources = list(dict.fromkeys(key for funder in hub.funders for key in funder.sources))
    facts = definitions(
        [
            ("Period", f"{span_in_words(hub.start, last)} (cohorts completed)"),
            ("Host", escape(hub.host)),
            ("Funders", f"{join_words(funders)} {cite(sources)}"),
            ("Outputs listed", escape(count["outputs"])),
            ("Licence of this book", "text and pictures CC BY 4.0; code MIT"),
            ("Status", f"{escape(hub.status)} (As of {in_words(hub.status_date)}.)"),
        ]
    )
    return hub_numbers(records, place) + "\n" + block("container", "glance", facts)
