"""Writes a template of the playbook: its page, its line in the menu and its row in the overview."""

from __future__ import annotations

from hubdata.records import Records
from hubdata.slugs import slug

from scaffold.changes import Changes
from scaffold.known import needed
from scaffold.menu import add_page
from scaffold.page import LONGEST_DESCRIPTION, cited, filled, label
from scaffold.prose import escaped, one_line, page_text, plain_text, shortened, title
from scaffold.questions import Answers, Question, one
from scaffold.refusal import RefusalError
from scaffold.review import REVIEWED, day
from scaffold.yamltext import fields

FOLDER = "playbook/templates"
OVERVIEW = f"book/{FOLDER}/index.md"
PHASES = ("Recruit", "Onboard", "Run", "Publish", "Sustain")
UNKNOWN = "No source that we found says how the Hub did this."

QUESTIONS = (
    Question(
        "title",
        "The title",
        "what the template is, such as «Mentoring agreement»",
        required=True,
        check=lambda _, said: title(said),
    ),
    Question(
        "phase",
        "The phase",
        "when it is needed",
        required=True,
        known=lambda _: PHASES,
        check=lambda _, said: _phase(said),
    ),
    Question("purpose", "What it is for", "two or three sentences", required=True),
    Question("filler", "Who fills it in", "a role, not a person", required=True),
    Question("time", "How long it takes", "such as «about 20 minutes»", required=True),
    Question("part", "What is filled in", "the lines of the form, one each", True, True),
    Question("hub", "How the Hub did it", "what a source says; leave it out if none does"),
    Question(
        "source",
        "The sources on the Hub",
        "keys of book/references.bib",
        many=True,
        required=True,
        when=lambda _, answers: "hub" in answers,
        check=lambda records, said: needed(dict.fromkeys(records.source_keys), said, "source"),
    ),
    REVIEWED,
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a template to the changes and return the path of its page. Raises `RefusalError`."""
    heading = title(one(answers, "title"))
    docname = f"{FOLDER}/{slug(heading)}"
    filler, time = (
        one_line(one(answers, name), what).removesuffix(".")
        for name, what in (("filler", "Who fills it in"), ("time", "How long it takes"))
    )
    known = dict.fromkeys(records.source_keys)
    keys = [needed(known, said, "source") for said in answers.get("source", [])]
    hub = page_text(one(answers, "hub"), "How the Hub did it")
    if bool(hub) != bool(keys):
        raise RefusalError(
            "What the Hub did needs a source.", "Give --hub and --source, or neither of them."
        )
    front_matter = {
        "type": "template",
        "description": _description(heading, one(answers, "purpose")),
        "reviewed": day(one(answers, "reviewed")),
    }
    text = filled(
        "template.md",
        front_matter=fields(front_matter),
        label=label(docname),
        title=heading,
        purpose=page_text(one(answers, "purpose"), "The purpose"),
        filler=f"{escaped(filler)}.",
        time=f"{escaped(time)}.",
        parts="\n".join(f"- {_part(said)}" for said in answers["part"]),
        hub=cited(hub, keys) or UNKNOWN,
        sources="## Sources\n\n```{page-sources}\n```\n" if keys else "",
    )
    changes.create(f"book/{docname}.md", text)
    add_page(changes, docname, f"{FOLDER}/index")
    cells = (_phase(one(answers, "phase")), f"[{heading}]({slug(heading)}.md)", filler, time)
    _add_row(changes, cells)
    return f"book/{docname}.md"


def _phase(said: str) -> str:
    return needed(dict.fromkeys(PHASES), said, "phase")


def _part(said: str) -> str:
    return f"{escaped(one_line(said, 'A line of the form')).rstrip(':.')}: ____"


def _description(heading: str, purpose: str) -> str:
    text = f"A template to copy and change. {heading}: {plain_text(purpose, 'The purpose')}"
    return shortened(text, LONGEST_DESCRIPTION)


def _add_row(changes: Changes, cells: tuple[str, ...]) -> None:
    """Add a row to the table of templates, after the rows of the same phase or of those before."""
    lines = changes.read(OVERVIEW).split("\n")
    rows = [number for number, line in enumerate(lines) if line.startswith("| ")]
    earlier = PHASES[: PHASES.index(cells[0]) + 1]
    before = [row for row in rows if lines[row].split("|")[1].strip() in (*earlier, "Phase")]
    if not before:
        raise RefusalError(f"{OVERVIEW} has no table with a column «Phase».", "Restore the table.")
    at = before[-1] + (2 if len(before) == 1 else 1)
    phase, link, *rest = cells
    lines.insert(at, f"| {' | '.join([phase, link, *(escaped(cell) for cell in rest)])} |")
    changes.write(OVERVIEW, "\n".join(lines))
