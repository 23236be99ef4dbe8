"""Asks in the terminal what the command line left open."""

import contextlib
import select
import shlex
import sys
from collections.abc import Sequence

from hubdata.records import Records

from scaffold.errors import UserError, visible
from scaffold.questions import Answers, Question

with contextlib.suppress(ImportError):  # without it arrow keys type «^[[D»
    import readline

    readline.parse_and_bind("set enable-bracketed-paste on")

MAX_KNOWN = 40
"""Choices that are listed below a question."""


def ask(records: Records, questions: Sequence[Question], answers: Answers) -> None:
    """Complete the answers by asking.

    Without any answer every question is asked; otherwise only those that cannot be left out.
    Raises `UserError` that names all that is needed and stays open.
    """
    all_of_them = not answers.typed
    missing, ended = [], False
    for question in questions:
        if question.name in answers or (question.when and not question.when(records, answers)):
            continue
        if not (all_of_them or question.is_needed(answers)):
            continue
        try:
            if not ended:
                _ask_one(records, question, answers)
        except EOFError:  # nobody is there who could be asked
            ended = True
        if question.name not in answers and question.is_needed(answers):
            missing.append(question)
    if missing:
        names = ", ".join(q.name.upper() if q.bare else f"--{q.name}" for q in missing)
        what = "; ".join(question.text for question in missing)
        hints = {q.hint(records, answers) for q in missing if q.hint}
        fix = f"Give {names} as well."
        if named := [q.name for q in missing if not q.bare]:
            fix += f""" With `make`, write ARGS='--{named[0]} "…"'."""
        raise UserError(f"This is missing: {' '.join([f'{what}.', *hints])}", fix)


def as_options(questions: Sequence[Question], answers: Answers) -> str:
    """Return the answers to some questions as options of the command line, to be given again."""
    bare = {question.name for question in questions if question.bare}
    pairs = [(name, text) for name, said in answers.typed.items() for text in said]
    # In one piece: a value that begins with a hyphen would be taken for an option.
    return shlex.join(text if name in bare else f"--{name}={text}" for name, text in pairs)


def _ask_one(records: Records, question: Question, answers: Answers) -> None:
    """Ask one question; several answers take a line each and end with an empty line.

    Raises EOFError where the input ends.
    """
    needed = question.is_needed(answers)
    several = " One a line; an empty line ends." if question.many else ""
    need = "" if needed else " Enter leaves it out."
    example = f" Such as: {question.example}" if question.example else ""
    print(f"\n{question.text}: {question.help}{several}{need}{example}")
    if question.kind.known and (known := list(question.kind.known(records))):
        shown = ", ".join(known[:MAX_KNOWN]) + (", …" if len(known) > MAX_KNOWN else "")
        print(f"  {'Known' if question.kind.closed else 'Used so far'}: {visible(shown)}")
    most = question.count[-1] if question.count else 0
    while True:
        lines = _lines()
        if question.many and lines:
            for line in lines:
                _take(records, question, line, answers)
        elif lines and _take(records, question, "\n".join(lines), answers):
            return
        count = len(answers.all(question.name))
        if lines and not (most and count >= most):
            continue
        if not lines and question.count and 0 < count < question.count[0]:
            print(f"  {question.count[0]} are needed, or none. Enter again leaves them out.")
            answers.values.pop(question.name)
            answers.typed.pop(question.name)
        elif count or not needed:
            return
        else:
            print("  This one is needed.")


def _lines() -> list[str]:
    """Return what was typed, or pasted at once, as its lines; nothing for an empty line.

    Raises `UserError` if somebody ends the input by Ctrl-D, and EOFError where a file ends.
    """
    try:
        text = input("> ")
        while _more_is_waiting():
            text += "\n" + input()
    except EOFError:
        if sys.stdin.isatty():
            raise UserError("Stopped.") from None
        raise
    except UnicodeDecodeError:
        raise UserError("What was typed is not UTF-8 text.", "Use a UTF-8 terminal.") from None
    return text.strip().splitlines()


def _more_is_waiting() -> bool:
    """Whether a terminal holds more lines than the one that was read: they were pasted with it."""
    if not sys.stdin.isatty():
        return False
    with contextlib.suppress(OSError, ValueError):
        return bool(select.select([sys.stdin], [], [], 0.05)[0])
    return False


def _take(records: Records, question: Question, text: str, answers: Answers) -> bool:
    """Take an answer in; says so if it cannot be used, so that it can be typed again."""
    if not text.strip():
        return False
    try:
        answers.add(question, text, records)
    except UserError as error:
        answers.drop(question.name)
        print(f"  {error}")
        return False
    return True
