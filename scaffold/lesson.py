"""Writes a lesson: its section on the lessons page, its record, and the link from case studies."""

from __future__ import annotations

import re

from hubdata.records import Records
from hubdata.schema import KEBAB
from hubdata.slugs import slug

from scaffold.changes import Changes
from scaffold.evidence import add_facts
from scaffold.known import needed
from scaffold.page import cited, filled
from scaffold.prose import one_line, page_text, plain_text, title
from scaffold.questions import Answers, Question, one
from scaffold.refusal import RefusalError
from scaffold.yamltext import add_record, extend_front_matter

LESSONS = "book/_data/lessons.yml"
PAGE = "lessons/index"
KINDS = ("went well", "was hard", "changed")
GRADES = ("weak", "some", "good")

QUESTIONS = (
    Question(
        "advice",
        "The advice",
        "one line that begins with a verb",
        required=True,
        check=lambda _, said: title(said),
    ),
    Question(
        "kind",
        "The kind of lesson",
        "whether it went well, was hard, or changed between cohorts",
        required=True,
        known=lambda _: KINDS,
        check=lambda _, said: _kind(said),
    ),
    Question("situation", "The situation", "what made it matter", required=True),
    Question("did", "What the team did", "one or two sentences", required=True),
    Question("happened", "What happened", "what a source says came of it", required=True),
    Question("do", "What to do", "our guidance, one or two sentences", required=True),
    Question("unless", "When it may not apply", "one sentence", required=True),
    Question(
        "grade",
        "How strong the evidence is",
        "weak, some or good",
        required=True,
        known=lambda _: GRADES,
        check=lambda _, said: needed(dict.fromkeys(GRADES), said, "grade"),
    ),
    Question("strength", "The reason for the grade", "how many sources, whose view", required=True),
    Question(
        "source",
        "The sources",
        "keys of book/references.bib",
        required=True,
        many=True,
        check=lambda records, said: needed(dict.fromkeys(records.source_keys), said, "source"),
    ),
    Question(
        "organisation",
        "The organisations whose study bears it out",
        "their names",
        many=True,
        known=lambda records: [item.name for item in records.organisations.values()],
        check=lambda records, said: needed(records.organisations, said, "organisation"),
    ),
    Question("id", "The id of the lesson", "words joined by hyphens; the advice if left out"),
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a lesson to the changes and return the path of its page. Raises `RefusalError`."""
    advice = title(one(answers, "advice"), "The advice")
    key = one(answers, "id") or slug(advice)
    if not re.match(KEBAB, key):
        raise RefusalError(f"«{key}» cannot be an id.", f"Write it as «{slug(advice)}».")
    kind = _kind(one(answers, "kind"))
    known = dict.fromkeys(records.source_keys)
    keys = [needed(known, said, "source") for said in answers["source"]]
    organisations = [
        needed(records.organisations, said, "organisation")
        for said in answers.get("organisation", [])
    ]
    strength = plain_text(one(answers, "strength"), "The strength")
    record = {
        "advice": advice,
        "kind": kind,
        "grade": needed(dict.fromkeys(GRADES), one(answers, "grade"), "grade"),
        "strength": strength,
        "page": PAGE,
        "organisations": organisations,
        "sources": keys,
    }
    add_record(changes, LESSONS, key, record)
    section = filled(
        "lesson.md",
        id=key,
        advice=advice,
        **{name: cited(_entry(answers, name), keys) for name in ("situation", "did", "happened")},
        do=_entry(answers, "do"),
        unless=_entry(answers, "unless"),
    )
    stated = ("advice", "situation", "did", "happened", "do", "unless", "strength")
    add_facts(changes, f"lesson-{key}", answers, stated, keys)
    path = f"book/{PAGE}.md"
    before = [each for each, lesson in records.lessons.items() if lesson.kind == kind][-1]
    changes.write(path, _inserted(changes.read(path), before, key, advice, section))
    for organisation in organisations:
        if study := records.case_study_of(organisation):
            extend_front_matter(changes, f"book/{study.docname}.md", "lessons", [key])
    return path


def _kind(said: str) -> str:
    return needed(dict.fromkeys(KINDS), said, "kind of lesson")


def _entry(answers: Answers, name: str) -> str:
    """Return an answer as the text of one entry of a definition list."""
    text = page_text(one_line(one(answers, name), f"The answer on «{name}»"), name)
    return text.replace("\n", " ")


def _inserted(text: str, before: str, key: str, advice: str, section: str) -> str:
    """Return the lessons page with a lesson more, after the lesson `before`, in text and list."""
    lines = text.split("\n")
    label = f"(lesson-{before})="
    link = f"](#lesson-{before})"
    listed = next((n for n, line in enumerate(lines) if link in line), None)
    if listed is None or label not in lines:
        raise RefusalError(
            f"book/{PAGE}.md has no section or no line in its list for «{before}».", "Restore both."
        )
    start = lines.index(label)
    end = next(n for n in range(start + 1, len(lines)) if re.fullmatch(r"\([\w-]+\)=", lines[n]))
    lines[end:end] = [*section.rstrip("\n").split("\n"), ""]
    lines.insert(listed + 1, f"- [{advice}](#lesson-{key})")
    return "\n".join(lines)
