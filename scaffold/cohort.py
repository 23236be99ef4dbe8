"""Writes the page of a cohort, its line in the menu and its record."""

from hubdata.dates import in_words
from hubdata.records import Records

from scaffold import questions as q
from scaffold.changes import Changes
from scaffold.data import add_page, add_record, to_yaml
from scaffold.errors import UserError
from scaffold.pages import cited, filled, fitting, label, reviewed
from scaffold.questions import Answers, Question

COHORTS = "book/_data/cohorts.yml"

# The status → the end of the title, what was done, and what an event of it is called.
STATUS = {
    "completed": ("what is known", "ran", "held"),
    "announced": ("announced, not confirmed", "was announced to run", "announced"),
}
STATUS_CHOICES = {
    "completed": "a source confirms that it took place",
    "announced": "no source says yet whether it ran",
}

QUESTIONS = (
    Question("cohort", "Cohort", "Its year.", q.COHORT_ID, True, example="2026-27"),
    Question("start", "First month", "When it begins.", q.MONTH, True, example="2026-09"),
    Question("end", "Last month", "When it ends.", q.MONTH, True, example="2027-03"),
    Question(
        "status",
        "Status",
        "Announced, until a source confirms that it took place.",
        q.one_of(STATUS_CHOICES, "status"),
        required=True,
    ),
    Question("summary", "Summary", "One or two sentences on who took part.", q.PROSE, True),
    Question("source", "Sources", "Keys of book/references.bib.", q.SOURCE, True, True),
    q.ANSWERS,
    q.REVIEWED,
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a cohort to the changes and return the path of its page. Raises `UserError`."""
    year, start, end = (answers.one(name) for name in ("cohort", "start", "end"))
    if end < start:
        raise UserError(f"The cohort ends ({end}) before it begins ({start}).", "Swap the two.")
    ending, verb, held = STATUS[answers.one("status")]
    keys = answers.all("source")
    summary = answers.one("summary")
    docname, name = f"cohorts/{year}/index", f"{year} cohort"
    event = {"status": held, "sources": keys}
    record = {
        "number": max((each.number for each in records.cohorts.values()), default=0) + 1,
        "name": name,
        "status": answers.one("status"),
        "start": start,
        "end": end,
        "page": docname,
        "summary": summary.plain,
        "events": [
            {"title": "Start of the cohort", "date": start, "kind": "start", **event},
            {"title": "End of the cohort", "date": end, "kind": "end", **event},
        ],
        "sources": keys,
    }
    span = f"from {in_words(start)} to {in_words(end)}"
    said = f"The {name} of {records.hub.short_name} {verb} {span}"
    front_matter = {
        "type": "cohort",
        "description": fitting(f"{said}: what the sources say of it, and what not.", f"{said}."),
        "answers": answers.all("answers"),
        "reviewed": reviewed(answers),
        "cohort": year,
    }
    text = filled(
        "cohort.md",
        front_matter=to_yaml(front_matter),
        label=label(docname),
        title=f"The {name}: {ending}",
        summary=cited(summary.markdown, keys),
        dates=cited(f"The cohort {verb} {span}.", keys),
        cohort=year,
    )
    add_record(changes, COHORTS, year, record)
    changes.create(f"book/{docname}.md", text)
    others = frozenset(cohort.page for cohort in records.cohorts.values())
    add_page(changes, docname, "cohorts/case-studies", others)
    return f"book/{docname}.md"
