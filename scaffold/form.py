"""Reads the text of an issue that somebody filed with the case-study form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hubdata.strict_yaml import read_yaml

from scaffold.changes import Changes
from scaffold.questions import Answers, Question
from scaffold.refusal import RefusalError
from scaffold.yamltext import extend_list

FORM = ".github/ISSUE_TEMPLATE/case-study.yml"
LONGEST = 100_000
"""Characters that an issue may have; GitHub itself stops at 65,536."""

NO_ANSWER = ("", "_No response_", "None")
_LIST_MARK = re.compile(r"(?:[-*+]|\d+[.)])\s+")


@dataclass(frozen=True)
class Field:
    """One field of the form; its id is the name of a question of `python -m scaffold case-study`.

    `index` is its place in the body of the form, `options` what a menu offers.
    """

    index: int
    id: str
    type: str
    label: str
    options: tuple[str, ...]


def fields(changes: Changes) -> list[Field]:
    """Return the fields of the form in their order."""
    body = read_yaml(changes.read(FORM), FORM).data["body"]
    return [
        Field(
            index,
            item["id"],
            item["type"],
            item["attributes"]["label"],
            tuple(item["attributes"].get("options", ())) if item["type"] == "dropdown" else (),
        )
        for index, item in enumerate(body)
        if item["type"] != "markdown"
    ]


def add_option(changes: Changes, field_id: str, option: str) -> None:
    """Let the form offer one more choice, so that it goes on offering what the records hold."""
    field = next(each for each in fields(changes) if each.id == field_id)
    extend_list(changes, FORM, ("body", field.index, "attributes", "options"), [option])


def read(changes: Changes, text: str, questions: tuple[Question, ...]) -> Answers:
    """Return the answers in the text of an issue, by the names of the questions.

    GitHub writes each field as «### Label», an empty line and the answer. Raises `RefusalError`
    if the text was not made with the form, or if its author did not tick the permission.
    """
    if len(text) > LONGEST:
        raise RefusalError(f"The issue is longer than {LONGEST:,} characters.", "Shorten it.")
    form = fields(changes)
    said = _parts(form, text.replace("\r\n", "\n"))
    several = {question.name for question in questions if question.many}
    answers: Answers = {}
    for field in form:
        answer = said[field.id]
        if field.type == "checkboxes":
            if not re.match(r"- \[[xX]\] ", answer):
                raise RefusalError(
                    f"The box under «{field.label}» is not ticked.",
                    "Tick it if you may share the words; nothing is published otherwise.",
                )
        elif answer not in NO_ANSWER:
            answers[field.id] = _answers(field, answer, field.id in several)
    return answers


def _parts(form: list[Field], text: str) -> dict[str, str]:
    """Return the answer below the heading of each field.

    Headings count only in the order of the form, so an answer that holds one stays an answer.
    """
    parts: dict[str, list[str]] = {}
    waiting = list(form)
    current: list[str] = []
    for line in text.split("\n"):
        if waiting and line.strip() == f"### {waiting[0].label}":
            current = parts[waiting.pop(0).id] = []
        else:
            current.append(line)
    if waiting:
        raise RefusalError(
            f"The text has no part «### {waiting[0].label}».",
            "File it with the form «Propose a case study», and keep its headings.",
        )
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def _answers(field: Field, answer: str, several: bool) -> list[str]:
    if field.type == "dropdown":
        # GitHub joins choices with «, »; a choice may hold a comma itself.
        chosen = [option for option in field.options if f", {option}, " in f", {answer}, "]
        if not chosen:
            raise RefusalError(
                f"«{answer}» is not a choice of «{field.label}».", "Choose from the menu."
            )
        return [option.partition(":")[0] for option in chosen]
    if several:
        lines = (_LIST_MARK.sub("", line.strip(), count=1) for line in answer.split("\n"))
        return [line for line in lines if line]
    return [answer]
