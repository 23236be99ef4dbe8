"""Tables of organisations and of all case studies: comparison, crosswalks and comparable programmes."""

from hubdata.dates import in_words
from hubdata.records import PageRecord, Records
from hubdata.schema import Quantity

from ..markdown import (
    UNKNOWN,
    capital,
    cite,
    escape,
    in_a_sentence,
    join_words,
    known,
    label_link,
    link,
    page_link,
    table,
)
from .base import Place, component
from .glance import READ

COMPARED = (
    "Question",
    "Approach",
    "What changed or was learned",
    "What was hard",
    "What others can reuse",
)


@component("comparison")
def comparison(records: Records, place: Place) -> str:
    """Draw the same questions for every case study; what has no answer is left out of its card."""
    rows = [_compared(records, page) for page in records.case_studies]
    study = records.identity.words.case_study.one
    return table(f"The same questions for every {study}", (capital(study), *COMPARED), rows)


def _compared(records: Records, page: PageRecord) -> tuple[str, ...]:
    meta = page.meta
    organisations = [records.organisations[key] for key in meta.organisations]
    kind = f"{len(organisations)} {records.identity.words.organisation.many} together"
    if len(organisations) == 1:
        kind = f"{organisations[0].kind}, {in_a_sentence(records.sectors[organisations[0].sector].name)}"
    answers = (meta.question, meta.approach, meta.changed, meta.hard, meta.reuse)
    about = f"{escape(kind)}. {READ[meta.read]}."
    return (
        f"{page_link(short_name(records, page), page.docname)} [{about}]{{.under}}",
        *(known(answer) for answer in answers),
    )


def short_name(records: Records, page: PageRecord) -> str:
    """Return the name by which a table calls a case study."""
    organisations = page.meta.organisations
    if len(organisations) == 1:
        return records.organisations[organisations[0]].name
    return f"Meta {records.identity.words.case_study.one}"


@component("organisations")
def organisations(records: Records, place: Place) -> str:
    """Draw every named organisation, of one cohort or of all, with its experts and its case study."""
    wanted, words = place.cohort(records), records.identity.words
    rows = []
    for key, organisation in records.organisations.items():
        if wanted not in (None, organisation.cohort):
            continue
        sector = in_a_sentence(records.sectors[organisation.sector].name)
        experts = join_words([records.people[person].name for person in organisation.experts])
        study = records.case_study_of(key)
        rows.append(
            (
                escape(organisation.name),
                escape(f"{organisation.kind}, {sector}"),
                known(experts),
                page_link(study.title, study.docname) if study else UNKNOWN,
            )
        )
    header = (words.organisation.one, f"Kind and {words.sector.one}", words.expert.many)
    caption = f"{capital(words.organisation.many)} that public sources name"
    if wanted:
        caption = (
            f"{capital(words.organisation.many)} of the {escape(records.cohorts[wanted].name)}"
        )
    names = tuple(capital(escape(name)) for name in (*header, words.case_study.one))
    return table(caption, names, rows)


@component("crosswalk")
def crosswalk(records: Records, place: Place) -> str:
    """Draw each lesson with the case studies that bear on it, and how many have none."""
    rows = []
    for key, lesson in records.lessons.items():
        if studies := [page for page in records.case_studies if key in page.meta.lessons]:
            links = [page_link(short_name(records, page), page.docname) for page in studies]
            rows.append((label_link(lesson.advice, f"lesson-{key}"), "; ".join(links)))
    word = records.identity.words.case_study
    header = ("Lesson", capital(word.many))
    drawn = table(f"Which {word.one} bears on which lesson", header, rows)
    without = len(records.lessons) - len(rows)
    more = f"No {word.one} bears on the other {without} of {len(records.lessons)} lessons."
    return f"{drawn}\n{escape(more)}\n" if without else drawn


@component("programmes")
def programmes(records: Records, place: Place) -> str:
    """Draw comparable programmes; each number with its date and source."""
    header = ("Programme", "Length", "Size", "Time asked", "Support", "Output")
    rows = []
    for item in records.programmes.values():
        stated = (item.length, item.size, item.time_asked, item.support, item.output)
        sources = dict.fromkeys(key for each in stated if each for key in each.sources)
        name = f"{link(item.name, item.url)} {cite(list(sources))}".rstrip()
        rows.append((name, *map(_quantity, stated)))
    return table(
        f"Comparable {records.identity.words.cohort.one} programmes, each statement dated and sourced",
        header,
        rows,
    )


def _quantity(quantity: Quantity | None) -> str:
    if quantity is None:
        return UNKNOWN
    dated = f" (as of {in_words(quantity.as_of)})" if quantity.as_of else ""
    return f"{escape(quantity.text)}{dated}"
