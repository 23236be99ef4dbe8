"""Writes a template of the playbook: its page, its line in the menu and its row in the overview."""

from __future__ import annotations

from hub.files.templates import SUFFIXES, template_path
from hubdata.records import Records

from scaffold import questions as q
from scaffold.changes import Changes
from scaffold.data import add_page, list_addresses, to_yaml
from scaffold.errors import UserError
from scaffold.pages import MAX_DESCRIPTION, cited, file_name, filled, label, reviewed
from scaffold.questions import Answers, Question
from scaffold.sanitise import escaped, shortened

FOLDER = "playbook/templates"
OVERVIEW = f"book/{FOLDER}/index.md"
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
    }
    programme = records.hub.short_name
    unknown = f"No source that we found says how {programme} did this."
    text = filled(
        "template.md",
        programme=programme,
        front_matter=to_yaml(front_matter),
        label=label(docname),
        title=heading,
        purpose=purpose.markdown,
        filler=f"{escaped(filler)}.",
        time=f"{escaped(time)}.",
        parts="\n".join(f"- {escaped(said).rstrip(':.')}: ____" for said in answers.all("part")),
        hub=cited(answers.one("hub").markdown, keys) if keys else unknown,
        sources="## Sources\n\n```{page-sources}\n```\n" if keys else "",
    )
    changes.create(f"book/{docname}.md", text)
    add_page(changes, docname, f"{FOLDER}/index")
    list_addresses(changes, [template_path(docname, suffix) for suffix in SUFFIXES])
    _add_row(changes, answers.one("phase"), f"[{heading}]({file_name(heading)}.md)", filler, time)
    return f"book/{docname}.md"


def _add_row(changes: Changes, phase: str, link: str, *rest: str) -> None:
    """Add a row to the table of templates, after the rows of the same phase or of those before."""
    lines = changes.read(OVERVIEW).split("\n")
    rows = [number for number, line in enumerate(lines) if line.startswith("| ")]
    earlier = PHASES[: PHASES.index(phase) + 1]
    before = [row for row in rows if lines[row].split("|")[1].strip() in (*earlier, "Phase")]
    if not before:
        raise UserError(f"{OVERVIEW} has no table with a column «Phase».", "Restore the table.")
    at = before[-1] + (2 if len(before) == 1 else 1)
    lines.insert(at, f"| {' | '.join([phase, link, *(escaped(cell) for cell in rest)])} |")
    changes.write(OVERVIEW, "\n".join(lines))
