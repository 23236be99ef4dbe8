"""The data of this book to reuse: one JSON catalogue with its schema, and one CSV per kind of record."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from hubdata import schema
from hubdata.citation import address
from hubdata.records import Records
from pydantic import BaseModel, Field

FOLDER = "data"
# How a formula begins; the last four signs are the wide forms of the first, which some programs take
# for the same.
_FORMULA = re.compile("(?:^|(?<=;))(?=\\s*[=+@＝＋－＠-])|^(?=[\\t\\r\\n])")
KINDS = ("cohorts", "organisations", "case_studies", "events", "practices", "lessons", "outputs")


class Entry(BaseModel):
    """What each entry of the catalogue has."""

    id: str = Field(description="the name of the record, unique within its kind")
    sources: list[str] = Field(description="keys of the sources, as in references.bib")


class CohortEntry(Entry):
    """One round of the programme."""

    name: str = Field(description="what the cohort is called")
    number: int = Field(description="first, second, third")
    status: str = Field(description="completed, or announced")
    start: str = Field(description="year and month, as 2023-06")
    end: str = Field(description="year and month, as 2023-12")
    organisations: str | None = Field(
        description="number of organisations, as the source states it"
    )
    experts: str | None = Field(description="number of experts, as the source states it")
    applications: str | None = Field(description="number of applications")
    invited: str | None = Field(description="number of organisations invited")
    url: str = Field(description="the cohort's page")


class OrganisationEntry(Entry):
    """One partner organisation that public sources name."""

    name: str = Field(description="the organisation's own form of its name")
    sector: str = Field(description="one of the sectors of this book")
    field: str = Field(description="what it works on")
    kind: str = Field(description="public body, company, …")
    cohort: str = Field(description="the cohort in which it took part")
    experts: list[str] = Field(description="its experts, as publicly credited")
    url: str = Field(description="the organisation's own site")


class CaseStudyEntry(Entry):
    """One case-study page of this book."""

    title: str = Field(description="the title of the page")
    cohort: str = Field(description="the cohort in which it was written")
    organisations: list[str] = Field(description="ids of the organisations that it is about")
    themes: list[str] = Field(description="what it is about")
    practices: list[str] = Field(description="ids of the practices that it names")
    lessons: list[str] = Field(description="ids of the lessons that it bears on")
    question: str | None = Field(description="the question; empty if not published")
    approach: str | None = Field(description="what was done; empty if not published")
    changed: str | None = Field(description="what changed; empty if not published")
    hard: str | None = Field(description="what was hard; empty if not published")
    reuse: str | None = Field(description="what others can reuse; empty if not published")
    read: str = Field(
        description="how much of the publication was read: full, opening, topic, cited"
    )
    doi: str | None = Field(description="the DOI of the publication, where one is printed")
    publication: str | None = Field(description="the address of the publication's record")
    reviewed: str = Field(description="when the page was last reviewed")
    url: str = Field(description="the page")


class EventEntry(Entry):
    """One event of a cohort."""

    cohort: str = Field(description="the cohort")
    title: str = Field(description="what it was called")
    date: str = Field(description="the day, or the month if no day is known")
    end: str | None = Field(description="the last day of an event of several days")
    kind: str = Field(description="workshop, showcase, …")
    mode: str = Field(description="in person, online, hybrid, or not published")
    status: str = Field(description="held; or planned or announced, if no source confirms it")
    registered: str | None = Field(description="how many registered")
    in_person: str | None = Field(description="how many came")
    online: str | None = Field(description="how many joined online")
    participants: str | None = Field(description="how many took part in all")


class PracticeEntry(Entry):
    """One entry of the controlled list of practices."""

    name: str = Field(description="the practice")
    definition: str = Field(description="what this book means by it")
    chapter: str | None = Field(description="the matching chapter of a handbook")


class LessonEntry(Entry):
    """One lesson."""

    advice: str = Field(description="the lesson, as advice")
    kind: str = Field(description="went well, was hard, or changed")
    grade: str = Field(description="how strong the evidence is: weak, some or good")
    strength: str = Field(description="why it has that grade")
    url: str = Field(description="where it is told")


class OutputEntry(Entry):
    """One thing that the programme published."""

    title: str = Field(description="its title")
    type: str = Field(description="case study, slides, …")
    doi: str | None = Field(description="its DOI, where one is printed")
    url: str = Field(description="its record")
    licence: str | None = Field(description="its licence, where a source states it")
    year: int | None = Field(description="its year")
    cohort: str | None = Field(description="the cohort that it belongs to")


class Catalogue(BaseModel):
    """The whole catalogue."""

    title: str
    creator: str
    licence: str
    url: str
    reviewed: str = Field(description="the newest date on which a page was reviewed")
    cohorts: list[CohortEntry]
    organisations: list[OrganisationEntry]
    case_studies: list[CaseStudyEntry]
    events: list[EventEntry]
    practices: list[PracticeEntry]
    lessons: list[LessonEntry]
    outputs: list[OutputEntry]


def catalogue(records: Records) -> Catalogue:
    """Return the catalogue, made from the same records as the pages."""
    return Catalogue(
        title=f"{records.title}: catalogue",
        creator=records.author,
        licence=records.identity.licence.spdx,
        url=records.base_url,
        reviewed=max(page.meta.reviewed for page in records.pages.values()),
        cohorts=[
            _entry(
                CohortEntry,
                key,
                item,
                organisations=_value(item.organisations_total),
                experts=_value(item.experts_total),
                url=address(records, item.page),
            )
            for key, item in records.cohorts.items()
        ],
        organisations=[
            _entry(
                OrganisationEntry,
                key,
                item,
                sector=records.sectors[item.sector].name,
                experts=[records.people[person].name for person in item.experts],
            )
            for key, item in records.organisations.items()
        ],
        case_studies=[
            _entry(
                CaseStudyEntry,
                page.docname.rsplit("/", 1)[-1],
                page.meta,
                title=page.title,
                doi=page.meta.publication.doi,
                publication=page.meta.publication.url,
                url=address(records, page.docname),
            )
            for page in records.case_studies
        ],
        events=[
            _entry(EventEntry, f"{key}-{number:02}", event, cohort=key)
            for key, cohort in records.cohorts.items()
            for number, event in enumerate(cohort.events, start=1)
        ],
        practices=[
            _entry(PracticeEntry, key, item, chapter=item.chapter.url if item.chapter else None)
            for key, item in records.practices.items()
        ],
        lessons=[
            _entry(LessonEntry, key, item, url=f"{address(records, item.page)}#lesson-{key}")
            for key, item in records.lessons.items()
        ],
        outputs=[_entry(OutputEntry, key, item) for key, item in records.outputs.items()],
    )


def _entry(kind: type[Entry], key: str, record: schema.Record, **given: Any) -> Any:
    """Return an entry: what is given, and the fields that have the same name in the record."""
    names = kind.model_fields.keys() - given.keys() - {"id"}
    return kind(id=key, **given, **{name: _value(getattr(record, name)) for name in names})


def _value(value: Any) -> Any:
    """Return a number as its source states it, and anything else as it is."""
    return str(value) if isinstance(value, schema.Count) else value


def catalogue_files(records: Records) -> Iterator[tuple[str, bytes]]:
    """Yield the path below the site's root and the content of every data file."""
    data = catalogue(records).model_dump()
    yield f"{FOLDER}/catalogue.json", _json(data)
    yield f"{FOLDER}/catalogue.schema.json", _json(Catalogue.model_json_schema())
    for kind in KINDS:
        yield f"{FOLDER}/{kind.replace('_', '-')}.csv", _csv(kind, data[kind])


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _csv(kind: str, rows: Iterable[dict[str, Any]]) -> bytes:
    """Return records as CSV (RFC 4180) with a header; lists are joined by «; »."""
    output = io.StringIO()
    names = list(entry_type(kind).model_fields)
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in names])
    return output.getvalue().encode("utf-8")


def entry_type(kind: str) -> type[Entry]:
    """Return the type of one kind of entry, whose fields are the data dictionary."""
    return Catalogue.model_fields[kind].annotation.__args__[0]


def _cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula, also where it is split at semicolons.

    A leading quote is the usual guard.
    """
    if isinstance(value, list):
        value = "; ".join(value)
    return _FORMULA.sub("'", value) if isinstance(value, str) else value
