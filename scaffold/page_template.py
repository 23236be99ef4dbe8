"""Writes a template of the playbook: its page and its line in the menu."""

from __future__ import annotations

from hub.files.templates import SUFFIXES, template_path
from hub.markdown import capital, escape
from hubdata.records import Records

from scaffold import questions as q
from scaffold.changes import Changes
from scaffold.data import add_page, list_addresses, to_yaml
from scaffold.pages import MAX_DESCRIPTION, cited, file_name, filled, label, reviewed
from scaffold.questions import Answers, Question
from scaffold.sanitise import shortened

FOLDER = "playbook/templates"
PHASES = ("Recruit", "Onboard", "Run", "Publish", "Sustain")

QUESTIONS = (
    Question("title", "Title", "What it is.", q.TITLE, True, example="Mentoring agreement"),
    Question("phase", "Phase", "When it is needed.", q.one_of(PHASES, "phase"), True),
    Question("purpose", "What it is for", "Two or three sentences.", q.PROSE, True),
    Question("filler", "Who fills it in", "A role, not a person.", q.WORDS, True),
    Question("time", "How long it takes", "In words.", q.WORDS, True, example="about 20 minutes"),
    Question(
        "part", "What is filled in", "The lines of the form, one each.", q.WORDS, True, many=True
    ),
    Question(
        "hub", "How the programme did it", "What a source says; leave it out if none does.", q.PROSE
    ),
    Question(
        "source",
        "Sources on the programme",
        "Keys of book/references.bib.",
        q.SOURCE,
        many=True,
        required=True,
        when=lambda _, answers: "hub" in answers,
    ),
    q.REVIEWED,
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a template to the changes and return the path of its page. Raises `UserError`."""
    heading, purpose = answers.one("title"), answers.one("purpose")
    docname = f"{FOLDER}/{file_name(heading)}"
    filler, time = (answers.one(name).removesuffix(".") for name in ("filler", "time"))
    keys = answers.all("source")
    description = f"A template to copy and change. {heading}: {purpose.plain}"
    front_matter = {
        "type": "template",
        "description": shortened(description, MAX_DESCRIPTION),
        "reviewed": reviewed(answers),
        "facts": {
            "Phase": answers.one("phase"),
            "Filled in by": capital(filler),
            "Takes": capital(time),
        },
    }
    text = filled(
        "template.md",
        programme=records.hub.short_name,
        front_matter=to_yaml(front_matter),
        label=label(docname),
        title=heading,
        purpose=purpose.markdown,
        parts=[escape(said).rstrip(":.") for said in answers.all("part")],
        hub=cited(answers.one("hub").markdown, keys) if keys else "",
    )
    changes.create(f"book/{docname}.md", text)
    add_page(changes, docname, f"{FOLDER}/index")
    list_addresses(changes, [template_path(docname, suffix) for suffix in SUFFIXES])
    return f"book/{docname}.md"
