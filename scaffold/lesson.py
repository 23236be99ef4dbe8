"""Writes a lesson: its section on the lessons page, its record, and the link from case studies."""

import re

from hubdata.records import Records
from hubdata.slugs import slug

from scaffold import questions as q
from scaffold.changes import Changes
from scaffold.data import add_record, extend
from scaffold.errors import UserError
from scaffold.pages import add_facts, cited, filled
from scaffold.questions import Answers, Kind, Question

LESSONS = "book/_data/lessons.yml"
PAGE = "lessons/index"
KINDS = ("went well", "was hard", "changed")
GRADES = ("weak", "some", "good")
STATED = ("situation", "did", "happened", "do", "unless")

QUESTIONS = (
    Question("advice", "Advice", "One line that begins with a verb.", q.TITLE, True),
    Question(
        "kind",
        "Kind of lesson",
        "Whether it went well, was hard, or changed between cohorts.",
        q.one_of(KINDS, "kind of lesson"),
        required=True,
    ),
    Question("situation", "Situation", "What made it matter.", q.PROSE, True),
    Question("did", "What the team did", "One or two sentences.", q.PROSE, True),
    Question("happened", "What happened", "What a source says came of it.", q.PROSE, True),
    Question("do", "What to do", "Our guidance, one or two sentences.", q.PROSE, True),
    Question("unless", "When it may not apply", "One sentence.", q.PROSE, True),
    Question(
        "grade",
        "Strength of the evidence",
        "Weak, some or good.",
        q.one_of(GRADES, "grade"),
        required=True,
    ),
    Question(
        "strength",
        "Reason for the grade",
        "How many sources, and whose view.",
        Kind(
            q.WORDS.read,
            lambda records: dict.fromkeys(each.strength for each in records.lessons.values()),
            closed=False,
        ),
        required=True,
        example="One source, the team's own report.",
    ),
    Question("source", "Sources", "Keys of book/references.bib.", q.SOURCE, True, True),
    Question(
        "organisation",
        "Organisations whose study bears it out",
        "Their names.",
        q.record_of("organisations", "organisation"),
        many=True,
    ),
    Question(
        "id",
        "Id of the lesson",
        "Lower-case words joined by hyphens; made from the advice if left out.",
        q.FILE_NAME,
    ),
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a lesson to the changes and return the path of its page. Raises `UserError`."""
    advice, kind, strength = (answers.one(name) for name in ("advice", "kind", "strength"))
    keys = answers.all("source")
    key = answers.one("id") or slug(advice, 60)
    record = {
        "advice": advice,
        "kind": kind,
        "grade": answers.one("grade"),
        "strength": strength,
        "page": PAGE,
        "organisations": answers.all("organisation"),
        "sources": keys,
    }
    add_record(changes, LESSONS, key, record)
    entry = {name: " ".join(answers.one(name).markdown.split()) for name in STATED}
    for name in ("situation", "did", "happened"):
        entry[name] = cited(entry[name], keys)
    section = filled("lesson.md", id=key, advice=advice, **entry)
    said = [advice, *(answers.one(name) for name in STATED), strength]
    add_facts(changes, f"lesson-{key}", said, keys)
    path = f"book/{PAGE}.md"
    same = [each for each, lesson in records.lessons.items() if lesson.kind == kind]
    before = (same or list(records.lessons))[-1:]
    changes.write(path, _inserted(changes.read(path), before, key, advice, section))
    for organisation in answers.all("organisation"):
        if study := records.case_study_of(organisation):
            extend(changes, f"book/{study.docname}.md", ("lessons",), [key])
    return path


def _inserted(text: str, before: list[str], key: str, advice: str, section: str) -> str:
    """Return the lessons page with a lesson more, after the lesson `before`, in text and list."""
    lines = text.split("\n")
    name = before[0] if before else ""
    label, link = f"(lesson-{name})=", f"](#lesson-{name})"
    listed = next((n for n, line in enumerate(lines) if link in line), None)
    if listed is None or label not in lines:
        raise UserError(
            f"book/{PAGE}.md has no section or no line in its list for «{name}».", "Restore both."
        )
    rest = range(lines.index(label) + 1, len(lines))
    end = next((n for n in rest if re.fullmatch(r"\([\w-]+\)=", lines[n])), len(lines))
    lines[end:end] = [*section.rstrip("\n").split("\n"), ""]
    lines.insert(listed + 1, f"- [{advice}](#lesson-{key})")
    return "\n".join(lines)
