"""Adds a practice to the controlled list that case studies name practices from."""

from hubdata.records import Records
from hubdata.slugs import slug

from scaffold import questions as q
from scaffold.changes import Changes
from scaffold.data import add_record
from scaffold.questions import Answers, Question

PRACTICES = "book/_data/practices.yml"

QUESTIONS = (
    Question("name", "Practice", "Two to five words.", q.TITLE, True, example="Open data"),
    Question("definition", "Definition", "One sentence in plain words.", q.PROSE, True),
    Question(
        "source",
        "Sources",
        "Keys of book/references.bib that name the practice.",
        q.SOURCE,
        required=True,
        many=True,
    ),
    Question("chapter", "Chapter of the handbook on it", "Its title.", q.PRINTED),
    Question(
        "address",
        "Address of that chapter",
        "From https:// on.",
        q.WEBSITE,
        required=True,
        when=lambda _, answers: "chapter" in answers,
    ),
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a practice to the changes and return the path of its record. Raises `UserError`."""
    name = answers.one("name")
    record = {
        "name": name,
        "definition": answers.one("definition").plain,
        "chapter": {"title": answers.one("chapter"), "url": answers.one("address")}
        if "chapter" in answers
        else None,
        "sources": answers.all("source"),
    }
    add_record(changes, PRACTICES, q.find(records.practices, name) or slug(name, 60), record)
    return PRACTICES
