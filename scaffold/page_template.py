"""Writes a template of the playbook: its page and its line in the menu."""

import re

from hub.files.templates import EXAMPLE_SECTION, SUFFIXES, template_path
from hub.markdown import capital, escape
from hubdata.records import Records

from scaffold import questions as q
from scaffold.changes import Changes
from scaffold.data import add_page, list_addresses, to_yaml
from scaffold.errors import UserError
from scaffold.pages import cited, file_name, filled, fitting, label, reviewed
from scaffold.questions import Answers, Kind, Question
from scaffold.sanitise import one_line

FOLDER = "playbook/templates"
PHASES = ("Recruit", "Onboard", "Run", "Publish", "Sustain")


def _part(said: str, text: str, records: Records) -> tuple[str, str]:
    """Return a line of the form, and what stands there in the invented example."""
    line, _, example = one_line(said, text).partition(": ")
    if not example.strip() or not line.strip(" ."):
        raise UserError(
            f"{text}: «{said}» has no example.", "Write the line, a colon, and an invented answer."
        )
    if "://" in said:
        raise UserError(
            f"{text}: «{said}» holds an address, which would stand bare.", "Say it in words."
        )
    return line.strip(" ."), example.strip()


def _invented(changes: Changes, records: Records) -> str:
    """Return the sentence by which other templates say that their examples are invented."""
    first = re.compile(rf"^## {EXAMPLE_SECTION}\n\n(.+)", re.MULTILINE)
    pages = (changes.read(f"book/{name}.md") for name in records.pages if name.startswith(FOLDER))
    return next(
        (found[1] for page in pages if (found := first.search(page))), "*This is invented.*"
    )


QUESTIONS = (
    Question("title", "Title", "What it is.", q.TITLE, True, example="Mentoring agreement"),
    Question("phase", "Phase", "When it is needed.", q.one_of(PHASES, "phase"), True),
    Question("purpose", "What it is for", "Two or three sentences.", q.PROSE, True),
    Question("filler", "Who fills it in", "A role, not a person.", q.WORDS, True),
    Question("time", "How long it takes", "In words.", q.WORDS, True, example="about 20 minutes"),
    Question(
        "part",
        "What is filled in",
        'One a line, as "line of the form: what an invented team writes there".',
        Kind(_part, page=str),
        True,
        many=True,
        example="When we meet: every second Tuesday at ten, by video",
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
    q.ANSWERS,
    q.REVIEWED,
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a template to the changes and return the path of its page. Raises `UserError`."""
    heading, purpose = answers.one("title"), answers.one("purpose")
    docname = f"{FOLDER}/{file_name(heading)}"
    filler, time = (answers.one(name).removesuffix(".") for name in ("filler", "time"))
    keys = answers.all("source")
    told = [f"{heading}: a template of the playbook, to copy and change.", *purpose.sentences]
    front_matter = {
        "type": "template",
        "description": fitting(*(" ".join(told[:count]) for count in range(len(told), 0, -1))),
        "answers": answers.all("answers"),
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
        parts=[(escape(line), escape(example)) for line, example in answers.all("part")],
        invented=_invented(changes, records),
        hub=cited(answers.one("hub").markdown, keys) if keys else "",
    )
    changes.create(f"book/{docname}.md", text)
    add_page(changes, docname, f"{FOLDER}/index")
    list_addresses(changes, [template_path(docname, suffix) for suffix in SUFFIXES])
    return f"book/{docname}.md"
