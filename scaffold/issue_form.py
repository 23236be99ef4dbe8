"""GitHub's form for a case study: made from the questions, read back from an issue, and answered."""

import re
from typing import Any

from booklint.report import code_block
from hubdata.records import Records

from scaffold.case_study_questions import QUESTIONS
from scaffold.changes import Changes
from scaffold.data import to_yaml
from scaffold.errors import UserError
from scaffold.questions import Answers, Question

FORM = ".github/ISSUE_TEMPLATE/case-study.yml"
MAX_ISSUE = 100_000
"""Characters that an issue may have; GitHub itself stops at 65,536."""

MAX_MESSAGE = 5_000
"""Characters of what has to be fixed; a message may repeat an answer, and an answer may be long."""

NO_ANSWER = ("", "_No response_", "None")
PERMISSION = "Permission"
_LIST_MARK = re.compile(r"(?:[-*+]|\d+[.)])\s+")
_HEAD = """\
# Written by `python -m scaffold form` from the questions of `python -m scaffold case-study`; not by hand.
# The text of an issue filed with this form becomes a page: `python -m scaffold from-issue FILE`.
"""
_WELCOME = (
    "Thank you for helping. Leave out whatever you do not know: the page lists what is not known, "
    "which is worth as much as an answer. "
    "Write plain words. Name people only if a public source names them in the same role."
)


def write(changes: Changes, records: Records) -> str:
    """Write the form from the questions and what the records offer; return its path."""
    permission = {
        "type": "checkboxes",
        "id": "permission",
        "attributes": {
            "label": PERMISSION,
            "options": [
                {
                    "label": "I may share these words, and I share them under CC BY 4.0.",
                    "required": True,
                }
            ],
        },
    }
    asked = [_field(question, records) for question in QUESTIONS if question.form]
    form = {
        "name": "Propose a case study",
        "description": "Tell us about a published case study; a page is written from your answers.",
        "title": "Case study: ",
        "labels": ["case study"],
        "body": [{"type": "markdown", "attributes": {"value": _WELCOME}}, *asked, permission],
    }
    changes.write(FORM, _HEAD + to_yaml(form, wide=True))
    return FORM


def _field(question: Question, records: Records) -> dict[str, Any]:
    """Return one question as a field of the form."""
    attributes: dict[str, Any] = {"label": question.text, "description": question.help}
    kind = "textarea" if question.many or question.kind.long else "input"
    if question.kind.known and question.kind.closed:
        kind = "dropdown"
        attributes["multiple"] = question.many or None
        attributes["options"] = list(question.kind.known(records))
    elif question.example:
        attributes["placeholder"] = question.example
    needed = question.is_needed(Answers()) or question.name in ("publication", "address")
    return {
        "type": kind,
        "id": question.name,
        "attributes": attributes,
        "validations": {"required": True} if needed and not question.when else None,
    }


def read(text: str, records: Records, answers: Answers) -> None:
    """Take in the answers in the text of an issue.

    GitHub writes each field as «### Label», an empty line and the answer. Raises `UserError`
    if the text was not made with the form, or if its author did not tick the permission.
    """
    if len(text) > MAX_ISSUE:
        raise UserError(f"The issue is longer than {MAX_ISSUE:,} characters.", "Shorten it.")
    asked = [question for question in QUESTIONS if question.form]
    said = _parts([*(each.text for each in asked), PERMISSION], text.replace("\r\n", "\n"))
    if not re.match(r"- \[[xX]\] ", said[PERMISSION]):
        raise UserError(
            f"The box under «{PERMISSION}» is not ticked.",
            "Tick it if you may share the words; nothing is published otherwise.",
        )
    for question in asked:
        if said[question.text] not in NO_ANSWER:
            for answer in _split(question, said[question.text], records):
                answers.add(question, answer, records)
    missing = [
        each.text
        for each in asked
        if each.is_needed(answers) and each.name not in answers and not each.when
    ]
    if missing:
        raise UserError(f"Nothing is said under «{'», «'.join(missing)}».", "Answer it.")


def _parts(labels: list[str], text: str) -> dict[str, str]:
    """Return the answer below the heading of each field.

    Headings count only in the order of the form, so an answer that holds one stays an answer.
    """
    parts: dict[str, list[str]] = {}
    waiting = list(labels)
    current: list[str] = []
    for line in text.split("\n"):
        if waiting and line.strip() == f"### {waiting[0]}":
            current = parts[waiting.pop(0)] = []
        else:
            current.append(line)
    if waiting:
        raise UserError(
            f"The text has no part «### {waiting[0]}».",
            "File it with the form «Propose a case study», and keep its headings.",
        )
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def _split(question: Question, answer: str, records: Records) -> list[str]:
    """Return the single answers in the text below a heading."""
    if question.kind.known and question.kind.closed:
        # GitHub joins choices with «, »; a choice may hold a comma itself.
        options = question.kind.known(records)
        return [each for each in options if f", {each}, " in f", {answer}, "] or [answer]
    if question.many:
        lines = (_LIST_MARK.sub("", line.strip(), count=1) for line in answer.split("\n"))
        return [line for line in lines if line]
    return [answer]


def thanks(page: str) -> str:
    """Return the answer to a form that became a page."""
    return (
        "Thank you for proposing a case study.\n\n"
        f"Your answers became the page `{page}`. Somebody reads it before it is published; "
        "if anything has to be fixed, it will be said here, with how to fix it.\n"
    )


def to_fix(message: str) -> str:
    """Return the answer to a form from which no page could be made, and what has to be fixed."""
    if len(message) > MAX_MESSAGE:
        message = f"{message[:MAX_MESSAGE]} …"
    return (
        "Thank you for proposing a case study.\n\n"
        "No page could be made from it yet. This has to be fixed first:\n\n"
        f"{code_block(message)}\n\n"
        "Edit your issue (the three dots at its top right, then Edit) and change that answer. "
        "The page is made again as soon as you save it.\n"
    )
