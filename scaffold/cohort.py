"""Writes the page of a cohort, its line in the menu and its record."""

from __future__ import annotations

import re

from hubdata.dates import in_words, span_in_words
from hubdata.records import Records

from scaffold import form
from scaffold.changes import Changes
from scaffold.known import needed
from scaffold.menu import add_page
from scaffold.page import cited, filled, label
from scaffold.prose import one_line, page_text, plain_text
from scaffold.questions import Answers, Question, one
from scaffold.refusal import RefusalError
from scaffold.review import REVIEWED, day
from scaffold.yamltext import add_record, fields

COHORTS = "book/_data/cohorts.yml"

# The status → the end of the title, what was done, and what an event of it is called.
STATUS = {
    "completed": ("what is known", "ran", "held"),
    "announced": ("announced, not confirmed", "was announced to run", "announced"),
}

QUESTIONS = (
    Question(
        "cohort",
        "The cohort",
        "its year, such as 2026 or 2026-27",
        required=True,
        check=lambda _, said: _year(said),
    ),
    Question(
        "start",
        "The month in which it begins",
        "such as 2026-09",
        required=True,
        check=lambda _, said: _month(said),
    ),
    Question(
        "end",
        "The month in which it ends",
        "such as 2027-03",
        required=True,
        check=lambda _, said: _month(said),
    ),
    Question(
        "status",
        "The status",
        "announced, until a source confirms that it took place",
        required=True,
        known=lambda _: STATUS,
        check=lambda _, said: needed(dict.fromkeys(STATUS), said, "status"),
    ),
    Question("summary", "The summary", "one or two sentences on who took part", required=True),
    Question(
        "source",
        "The sources",
        "keys of book/references.bib",
        required=True,
        many=True,
        check=lambda records, said: needed(dict.fromkeys(records.source_keys), said, "source"),
    ),
    REVIEWED,
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a cohort to the changes and return the path of its page. Raises `RefusalError`."""
    year = _year(one(answers, "cohort"))
    start, end = (_month(one(answers, name)) for name in ("start", "end"))
    if end < start:
        raise RefusalError(f"The cohort ends ({end}) before it begins ({start}).", "Swap the two.")
    status = needed(dict.fromkeys(STATUS), one(answers, "status"), "status")
    ending, verb, held = STATUS[status]
    known = dict.fromkeys(records.source_keys)
    keys = [needed(known, said, "source") for said in answers["source"]]
    summary = one(answers, "summary")
    docname, name = f"cohorts/{year}/index", f"{year} cohort"
    event = {"status": held, "sources": keys}
    record = {
        "number": max(cohort.number for cohort in records.cohorts.values()) + 1,
        "name": name,
        "status": status,
        "start": start,
        "end": end,
        "page": docname,
        "summary": plain_text(summary, "The summary"),
        "events": [
            {"title": "Start of the cohort", "date": start, "kind": "start", **event},
            {"title": "End of the cohort", "date": end, "kind": "end", **event},
        ],
        "sources": keys,
    }
    front_matter = {
        "type": "cohort",
        "description": f"The {name} of the Practitioners Hub, {span_in_words(start, end)}: "
        "who took part, what happened, what came out and what no source says.",
        "reviewed": day(one(answers, "reviewed")),
        "cohort": year,
    }
    text = filled(
        "cohort.md",
        front_matter=fields(front_matter),
        label=label(docname),
        title=f"The {name}: {ending}",
        summary=cited(page_text(summary, "The summary"), keys),
        dates=cited(f"The cohort {verb} from {in_words(start)} to {in_words(end)}.", keys),
        cohort=year,
    )
    add_record(changes, COHORTS, year, record)
    changes.create(f"book/{docname}.md", text)
    others = frozenset(cohort.page for cohort in records.cohorts.values())
    add_page(changes, docname, "cohorts/case-studies", others)
    form.add_option(changes, "cohort", year)
    return f"book/{docname}.md"


def _year(said: str) -> str:
    said = one_line(said, "The cohort")
    if not re.fullmatch(r"20\d\d(-\d\d)?", said):
        raise RefusalError(f"«{said}» cannot be the id of a cohort.", "Write 2026 or 2026-27.")
    return said


def _month(said: str) -> str:
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", said):
        raise RefusalError(f"«{said}» is not a month.", "Write it as 2026-09.")
    return said
