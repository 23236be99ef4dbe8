"""Asks in the terminal what the command line left open."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from hubdata.records import Records

from scaffold.questions import Answers, Question
from scaffold.refusal import RefusalError, visible


def ask(records: Records, questions: Sequence[Question], answers: Answers) -> None:
    """Complete the answers by asking.

    Without any answer every question is asked; otherwise only those that cannot be left out.
    Raises `RefusalError` where something needed stays open.
    """
    all_of_them = not answers
    for question in questions:
        wanted = all_of_them or (question.required and not question.when)
        if question.name in answers or not wanted:
            continue
        if question.when and not question.when(records, answers):
            continue
        if typed := _typed(records, question, _needed(question, answers)):
            answers[question.name] = typed
        elif question.required:
            raise RefusalError(
                f"{question.text} is missing.", f"Give it as --{question.name} «{question.help}»."
            )


def as_options(answers: Answers) -> str:
    """Return the answers as options of the command line, to be given again."""
    return shlex.join(
        part for name, said in answers.items() for text in said for part in (f"--{name}", text)
    )


def _needed(question: Question, answers: Answers) -> bool:
    return question.required or bool(question.needed_when and question.needed_when(answers))


def _typed(records: Records, question: Question, needed: bool) -> list[str]:
    """Ask one question; several answers take a line each and end with an empty line."""
    need = "" if needed else " (Enter leaves it out)"
    several = "; one a line, an empty line ends" if question.many else ""
    print(f"\n{question.text}: {question.help}{several}{need}")
    if question.known:
        print(f"  Known: {visible(', '.join(question.known(records)))}")
    lines: list[str] = []
    while True:
        try:
            line = input("> ").strip()
        except EOFError:
            return lines
        if not line and question.count and 0 < len(lines) < question.count[0]:
            print(f"  {question.count[0]} are needed, or none. Enter again leaves them out.")
            lines = []
        elif not line and (lines or not needed):
            return lines
        elif not line:
            print("  This one is needed.")
        elif _fits(records, question, line):
            lines.append(line)
            if not question.many or (question.count and len(lines) == question.count[-1]):
                return lines


def _fits(records: Records, question: Question, line: str) -> bool:
    """Whether an answer can be used; says so if not, so that it can be typed again."""
    try:
        if question.check:
            question.check(records, line)
    except RefusalError as refusal:
        print(f"  {refusal}")
        return False
    return True
