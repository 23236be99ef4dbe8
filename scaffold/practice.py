"""Adds a practice to the controlled list that case studies name practices from."""

from __future__ import annotations

from hubdata.records import Records
from hubdata.slugs import slug

from scaffold import form
from scaffold.changes import Changes
from scaffold.known import needed
from scaffold.prose import one_line, plain_text, title
from scaffold.questions import Answers, Question, one
from scaffold.refusal import RefusalError
from scaffold.yamltext import add_record

PRACTICES = "book/_data/practices.yml"

QUESTIONS = (
    Question("name", "The practice", "two to five words, such as «Open data»", required=True),
    Question("definition", "The definition", "one sentence in plain words", required=True),
    Question(
        "source",
        "The sources",
        "keys of book/references.bib that name the practice",
        required=True,
        many=True,
        check=lambda records, said: needed(dict.fromkeys(records.source_keys), said, "source"),
    ),
    Question("chapter", "The chapter of The Turing Way on it", "its title"),
    Question(
        "address",
        "The address of that chapter",
        "from https:// on",
        required=True,
        when=lambda _, answers: "chapter" in answers,
    ),
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a practice to the changes and return the path of its record. Raises `RefusalError`."""
    name = title(one(answers, "name"), "The name of the practice")
    known = dict.fromkeys(records.source_keys)
    chapter = one_line(one(answers, "chapter"), "The title of the chapter")
    address = one_line(one(answers, "address"), "The address of the chapter")
    if bool(chapter) != address.startswith("https://"):
        raise RefusalError(
            "A chapter needs a title and an address.", "Give --chapter and --address."
        )
    record = {
        "name": name,
        "definition": plain_text(one(answers, "definition"), "The definition"),
        "chapter": {"title": chapter, "url": address} if chapter else None,
        "sources": [needed(known, said, "source") for said in answers["source"]],
    }
    add_record(changes, PRACTICES, slug(name), record)
    form.add_option(changes, "practice", name)
    return PRACTICES
