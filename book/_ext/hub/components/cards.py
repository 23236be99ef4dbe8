"""Cards for cohorts and case studies, and the gallery that can be filtered."""

from hubdata.dates import span_in_words
from hubdata.records import PageRecord, Records
from hubdata.slugs import slug

from ..markdown import DOT, card_list, escape, join_words, page_link
from .base import ComponentError, Place, component
from .glance import COHORT_STATUS


@component("cohort-cards")
def cohort_cards(records: Records, place: Place) -> str:
    """Draw one card per cohort, newest first."""
    cards, words = [], records.identity.words
    for cohort in sorted(records.cohorts.values(), key=lambda item: -item.number):
        counts = [
            f"{count} {word.counted(count.value)}"
            for count, word in (
                (cohort.organisations_total, words.organisation),
                (cohort.experts_total, words.expert),
            )
            if count
        ]
        body = [
            f"{{.card-title}}\n{page_link(cohort.name, cohort.page)}",
            f"{{.card-meta}}\n{span_in_words(cohort.start, cohort.end)}{DOT}{COHORT_STATUS[cohort.status]}",
            escape(cohort.summary),
        ]
        if counts:
            body.append(f"{{.card-meta}}\n{DOT.join(map(escape, counts))}")
        cards.append((f"card cohort-{slug(cohort.status)}", "\n\n".join(body)))
    return card_list(cards)


@component("case-study-cards")
def case_study_cards(records: Records, place: Place) -> str:
    """Draw one card per case study, of one cohort or of all."""
    wanted = place.cohort(records)
    studies = [page for page in records.case_studies if wanted in (None, page.meta.cohort)]
    return card_list(case_study_card(records, page) for page in studies)


@component("newest")
def newest(records: Records, place: Place) -> str:
    """Draw the line that leads to the newest case study: of the latest cohort, reviewed last."""
    studies, word = records.case_studies, records.identity.words.case_study.one
    if not studies:
        raise ComponentError(f"There is no {word} yet to lead to.")
    page = max(
        studies, key=lambda each: (records.cohorts[each.meta.cohort].number, each.meta.reviewed)
    )
    cohort = records.cohorts[page.meta.cohort]
    shown = page_link(page.title, page.docname)
    return f"{{.newest}}\n**Newest {escape(word)}:** {shown} ({escape(cohort.name)})\n"


@component("gallery")
def gallery(records: Records, place: Place) -> str:
    """Draw all case studies as cards whose class names the filter script reads."""
    return card_list(
        (case_study_card(records, page) for page in records.case_studies), "cards gallery"
    )


def case_study_card(records: Records, page: PageRecord) -> tuple[str, str]:
    """Return the class names and the body of a case study's card."""
    meta = page.meta
    organisations = [records.organisations[key] for key in meta.organisations]
    sectors = list(dict.fromkeys(organisation.sector for organisation in organisations))
    fields = join_words([records.sectors[key].name for key in sectors])
    names = (
        organisations[0].name
        if len(organisations) == 1
        else f"{len(organisations)} {records.identity.words.organisation.many} together"
    )
    body = [
        f"{{.card-title}}\n{page_link(page.title, page.docname)}",
        f"{{.card-meta}}\n{DOT.join(map(escape, (fields, names, records.cohorts[meta.cohort].name)))}",
        escape(meta.description),
        f"{{.card-tags}}\n{DOT.join(escape(records.practices[key].name) for key in meta.practices)}",
    ]
    classes = [
        "card",
        f"cohort-{slug(meta.cohort)}",
        *(f"sector-{key}" for key in sectors),
        *(f"theme-{slug(theme)}" for theme in meta.themes),
        *(f"practice-{key}" for key in meta.practices),
    ]
    return " ".join(classes), "\n\n".join(body)
