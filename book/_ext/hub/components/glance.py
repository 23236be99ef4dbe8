"""The at-a-glance boxes: for a case study, for a cohort, and for the programme as a whole."""

from hubdata.addresses import doi_address
from hubdata.dates import in_words, span_in_words
from hubdata.numbers import numbers
from hubdata.records import PageRecord, Records
from hubdata.schema import CaseStudy, Cohort, CohortPage, Count, Word

from ..markdown import (
    block,
    capital,
    card_list,
    cite,
    definitions,
    escape,
    join_words,
    link,
    page_link,
)
from .base import Place, component

# How much of a study was read, as the banner of its page says it, and in short for a table.
BANNER = {
    "full": "",
    "opening": "This page is based on the opening of the published study; we have not read the rest.",
    "topic": "We could not find this study. The page is based on its subject and on public background.",
    "cited": "We could not read this study. The page is based on what others say about it.",
}
COHORT_STATUS = {"completed": "Completed", "announced": "Announced; running not confirmed"}
READ = {
    "full": "Study read whole",
    "opening": "Opening of the study read",
    "topic": "Study not found",
    "cited": "Study not read",
}


@component("at-a-glance")
def at_a_glance(records: Records, place: Place) -> str:
    """Draw the facts of the case study on whose page this stands; what is unknown is left out."""
    facts = definitions(_facts(records, place.page(records, CaseStudy)))
    return block("container", "glance", facts)


@component("how-much-was-read")
def how_much_was_read(records: Records, place: Place) -> str:
    """Draw the one line that says how much of a study its page is based on; none if it was all."""
    banner = BANNER[place.page(records, CaseStudy).meta.read]
    return f"{{.how-much-was-read}}\n{banner}\n" if banner else ""


def _facts(records: Records, page: PageRecord) -> list[tuple[str, str]]:
    meta = page.meta
    organisations = [records.organisations[key] for key in meta.organisations]
    sectors = dict.fromkeys(organisation.sector for organisation in organisations)
    experts = [records.people[key].name for item in organisations for key in item.experts]
    cohort, words = records.cohorts[meta.cohort], records.identity.words
    return [
        (
            capital(words.organisation.counted(len(organisations))),
            join_words([link(item.name, item.url) for item in organisations]),
        ),
        (
            capital(words.sector.one),
            join_words([escape(records.sectors[key].name) for key in sectors]),
        ),
        (capital(words.cohort.one), page_link(cohort.name, cohort.page)),
        (
            capital(words.expert.counted(len(experts))),
            join_words([escape(name) for name in experts]),
        ),
        ("Themes", escape(capital("; ".join(meta.themes)))),
        ("Publication", _publication(meta)),
        ("Authors", escape(join_words(meta.publication.authors))),
        ("Licence of the publication", escape(meta.publication.licence or "")),
        ("Sources", cite(meta.sources)),
    ]


def _publication(meta: CaseStudy) -> str:
    publication = meta.publication
    if publication.title is None:
        return ""  # the line above the summary says how little of the study was found
    year = f" ({publication.year})" if publication.year else ""
    if publication.doi:
        address = doi_address(publication.doi)
        return f"{escape(publication.title)}{year}, DOI {link(publication.doi, address)}"
    if publication.url:
        return f"{link(publication.title, publication.url)}{year}"
    return f"{escape(publication.title)}{year}"


@component("hub-numbers")
def hub_numbers(records: Records, place: Place) -> str:
    """Draw the four numbers that tell the size of the programme, computed from the records."""
    count, words = numbers(records), records.identity.words
    return _strip(
        [
            (count["cohorts.completed"], words.cohort, " completed"),
            (count["organisations"], words.organisation, ""),
            (count["experts"], words.expert, ""),
            (count["case-studies"], _pages_of(words.case_study), ""),
        ]
    )


def _pages_of(word: Word) -> Word:
    """Return what a page is called that is about one of these; the thing itself may not be found."""
    return Word(one=f"{word.one} page", many=f"{word.one} pages")


def _strip(figures: list[tuple[Count, Word, str]]) -> str:
    """Return large numbers in a row, each with what it counts; nothing if there are none."""
    if not figures:
        return ""
    return card_list(
        (
            (
                "number",
                f"{{.value}}\n{_large(str(value))}\n\n"
                f"{{.label}}\n{escape(word.counted(value.value) + more)}",
            )
            for value, word, more in figures
        ),
        "numbers",
    )


def _large(value: str) -> str:
    """Return a number whose «about» stands beside it in smaller letters."""
    qualifier, _, number = value.rpartition(" ")
    return f"[{escape(qualifier)}]{{.qualifier}} {escape(number)}" if qualifier else escape(number)


@component("cohort-at-a-glance")
def cohort_at_a_glance(records: Records, place: Place) -> str:
    """Draw how large the cohort of this page was, when it ran, and what it led to.

    What the records do not say is left out.
    """
    page = place.page(records, CohortPage)
    cohort, words = records.cohorts[page.meta.cohort], records.identity.words
    studies = [each for each in records.case_studies if each.meta.cohort == page.meta.cohort]
    figures = [
        (count, word, more)
        for count, word, more in (
            (cohort.organisations_total, words.organisation, ""),
            (cohort.experts_total, words.expert, ""),
            (Count(value=len(studies)), _pages_of(words.case_study), ""),
        )
        if count and count.value
    ]
    topics = len(cohort.curriculum)
    facts = definitions(
        [
            ("Period", span_in_words(cohort.start, cohort.end)),
            ("Status", COHORT_STATUS[cohort.status]),
            ("Selection", _selection(cohort)),
            ("Training", f"{topics} topic{'s' if topics > 1 else ''}" if topics else ""),
            ("First date", _event(cohort, 0)),
            ("Last date", _event(cohort, -1)),
        ]
    )
    return _strip(figures) + "\n" + block("container", "glance", facts)


def _selection(cohort: Cohort) -> str:
    steps = ((cohort.applications, "applications"), (cohort.invited, "invited"))
    return escape(", ".join(f"{count} {step}" for count, step in steps if count))


def _event(cohort: Cohort, which: int) -> str:
    """Return day and name of the first (0) or last (-1) event; nothing if there is but one."""
    ordered = sorted(cohort.events, key=lambda event: event.date)
    if len(ordered) < 2:
        return ""
    event = ordered[which]
    planned = "" if event.status == "held" else f" ({event.status})"
    return f"{{date}}`{event.date}`: {escape(event.title)}{planned}"


@component("hub-at-a-glance")
def hub_at_a_glance(records: Records, place: Place) -> str:
    """Draw the programme in figures and facts, all from the records."""
    hub, identity, count = records.hub, records.identity, numbers(records)
    licence = f"text and pictures {identity.licence.name}"
    if identity.code_licence:
        licence += f"; code {identity.code_licence.name}"
    last = max(cohort.end for cohort in records.cohorts.values() if cohort.status == "completed")
    funders = [
        f"{escape(funder.name)}"
        + (f" ({escape(funder.award)}, grant {escape(funder.grant)})" if funder.grant else "")
        for funder in hub.funders
    ]
    sources = list(dict.fromkeys(key for funder in hub.funders for key in funder.sources))
    facts = definitions(
        [
            (
                "Period",
                f"{span_in_words(hub.start, last)} ({identity.words.cohort.many} completed)",
            ),
            ("Host", escape(hub.host)),
            ("Funders", f"{join_words(funders)} {cite(sources)}"),
            ("Outputs listed", escape(count["outputs"])),
            ("Licence of this book", escape(licence)),
            ("Status", f"{escape(hub.status)} (As of {in_words(hub.status_date)}.)"),
        ]
    )
    return hub_numbers(records, place) + "\n" + block("container", "glance", facts)
