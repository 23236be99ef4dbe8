"""The command `python -m scaffold`."""

import argparse
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from booklint.atomic import write_text
from hubdata.loading import load_records, markdown_files
from hubdata.records import Records
from hubdata.strict_yaml import RecordError

from scaffold import (
    TOP,
    case_study,
    cohort,
    figure,
    issue_form,
    lesson,
    move,
    page_template,
    practice,
)
from scaffold.case_study_questions import QUESTIONS as STUDY
from scaffold.changes import Changes
from scaffold.dialogue import as_options, ask
from scaffold.errors import UserError, visible
from scaffold.questions import Answers, Question

PROGRAM = ".venv/bin/python -m scaffold"
LOOK = "Now read {}, then run `make check`; `make live` shows it as readers will see it."


@dataclass(frozen=True)
class Command:
    """What can be done: how it is called, what it asks, and what does it.

    `write` returns what is to be read or done next: a path, or whole lines.
    """

    name: str
    help: str
    questions: Sequence[Question]
    write: Callable[[Changes, Records, Answers], str]


COMMANDS = (
    Command("case-study", "a page for a case study", STUDY, case_study.write),
    Command("cohort", "a page and a record for a cohort", cohort.QUESTIONS, cohort.write),
    Command("lesson", "a lesson on the lessons page", lesson.QUESTIONS, lesson.write),
    Command("practice", "a practice for the list", practice.QUESTIONS, practice.write),
    Command("template", "a template of the playbook", page_template.QUESTIONS, page_template.write),
    Command("figure", "a picture of your own, with its record", figure.QUESTIONS, figure.write),
    Command("move", "give a page another name", move.MOVE, move.move),
    Command("remove", "take a page out of the book", move.REMOVE, move.remove),
)
BY_NAME = {command.name: command for command in COMMANDS}


def draw_figures(top: Path) -> bool:
    """Draw the figures anew, because they show what the records say; return whether it worked."""
    run = subprocess.run([sys.executable, "-m", "figures.draw"], cwd=top, check=False)
    return run.returncode == 0


def main(
    arguments: Sequence[str] | None = None,
    top: Path = TOP,
    redraw: Callable[[Path], bool] = draw_figures,
) -> int:
    """Run the command; return 0 if everything was written, 1 if something has to be fixed."""
    answers, changes = Answers(), Changes(top)
    try:
        records, problem = load_records(top / "book"), None
    except RecordError as error:
        records, problem = None, error
    options = _parser(records).parse_args(arguments)
    try:
        if problem:
            raise problem
        told, written = _write(options, changes, records, answers)
    except (RecordError, UserError) as error:
        return _refused(options, error, answers)
    except KeyboardInterrupt:
        return _refused(options, UserError("Stopped."), answers)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        return _refused(options, UserError(f"{named}{error.strerror or error}."), answers)
    if not written:
        print("\nAll of it stands there already: nothing was written.")
        return 0
    for done, is_there in (("Written", True), ("Removed", False)):
        if paths := [f"  {path}" for path, there in written.items() if there is is_there]:
            print(f"\n{done}:", *paths, sep="\n")
    before = _drawings(top)
    try:
        drawn = redraw(top)
    except KeyboardInterrupt:
        drawn = False
    if not drawn:
        print("The figures were not drawn anew: run `make figures`.", file=sys.stderr)
        return 1
    other = {name for name, content in _drawings(top).items() if before.get(name) != content}
    changes.notes += _showing(top, other)
    print(f"\n{told if chr(10) in told else LOOK.format(told)}", *changes.notes, sep="\n\n")
    return 0


def _drawings(top: Path) -> dict[str, bytes]:
    """Return the bytes of the drawings of the book by their names."""
    return {file.stem: file.read_bytes() for file in (top / "figures").glob("*.svg")}


def _showing(top: Path, drawings: set[str]) -> Iterator[str]:
    """Yield the pages that show one of these drawings, as what is to be read again."""
    pages = {file: file.read_text(encoding="utf-8") for file in markdown_files(top / "book")}
    name = re.compile(r"/figures/([\w-]+)\.")
    shown = [file for file, text in pages.items() if drawings & {*name.findall(text)}]
    if shown:
        paths = ", ".join(file.relative_to(top).as_posix() for file in shown)
        yield (
            "These show figures that were drawn anew: read the alternative texts, the captions and what "
            f"stands beside them again: {paths}."
        )


def _notes(before: Records, after: Records, path: str) -> Iterator[str]:
    """Yield what to look at: names that may be misspelt, and a page that answers no question."""
    for name in ("organisations", "people"):
        old, new = getattr(before, name), getattr(after, name)
        if added := [record.name for key, record in new.items() if key not in old]:
            yield f"New among the {name}: {', '.join(added)}. Is each a new one, and no slip?"
    page = after.pages.get(path.removeprefix("book/").removesuffix(".md"))
    moved = page and page.meta.redirect_from
    if page and page.docname not in before.pages and not (moved or page.meta.answers):
        yield (
            f"{path} does not say under `answers` which questions it answers: add some, in the words "
            "of readers, for the search."
        )


def _write(
    options: argparse.Namespace, changes: Changes, records: Records, answers: Answers
) -> tuple[str, dict[str, bool]]:
    """Write what is asked for; return what to do next, and all files with whether they are there.

    `answers` is filled with what was said, so that the caller has it if something is refused.
    """
    if options.command == "form":
        return issue_form.write(changes, records), changes.keep()
    proposed = options.command == "from-issue"
    command = BY_NAME["case-study" if proposed else options.command]
    if proposed:
        issue_form.read(_text(options.file), records, answers)
    else:
        for question in command.questions:
            said = getattr(options, question.name)
            for text in [said] if isinstance(said, str) else said or ():
                answers.add(question, text, records)
        ask(records, command.questions, answers)
    told = command.write(changes, records, answers)
    after = changes.check()
    if command.name in ("cohort", "practice"):  # the form offers what the records hold
        issue_form.write(changes, after)
    changes.notes += _notes(records, after, told)
    written = changes.keep()
    if proposed and options.report:
        write_text(Path(options.report), issue_form.thanks(told))
    return told, written


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise UserError(f"{file} is not UTF-8 text.", "Save it as UTF-8.") from None


def _refused(options: argparse.Namespace, error: Exception, answers: Answers) -> int:
    """Say why nothing was written, in the terminal and in the report if one is asked for.

    What was typed is not lost: it is printed as a command to correct and run again.
    """
    message = visible(str(error))
    print(f"{message}\nNothing was written.", file=sys.stderr)
    if options.command == "from-issue":
        if options.report:
            write_text(Path(options.report), issue_form.to_fix(message))
    elif any(getattr(options, name, None) is None for name in answers.typed):
        asked = BY_NAME[options.command].questions
        again = f"{PROGRAM} {options.command} {visible(as_options(asked, answers))}"
        print(f"\nYour answers, to correct and run again:\n{again}", file=sys.stderr)
    return 1


def _parser(records: Records | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Write what a new page needs, so that it passes every check at once. "
        "Without options a command asks; with options it asks only for what it cannot do without.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        for question in command.questions:
            if question.bare:
                name, shown = question.name, question.name.upper()
                sub.add_argument(name, metavar=shown, nargs="?", help=question.help)
                continue
            action = "append" if question.many else "store"
            help_text = _help(question, records)
            sub.add_argument(f"--{question.name}", action=action, metavar="TEXT", help=help_text)
    issue = commands.add_parser("from-issue", help="a case-study page from the text of its form")
    issue.add_argument(
        "file", metavar="FILE", help="the text of the issue; - reads what is piped in"
    )
    issue.add_argument("--report", metavar="FILE", help="write the answer to its author here")
    commands.add_parser("form", help="the issue form, from the questions of case-study")
    return parser


def _help(question: Question, records: Records | None) -> str:
    """Return what `--help` says of an option: what to write, and every value that it may have."""
    parts = [f"{question.text}. {question.help}"]
    if question.required and not question.when:
        parts.append("Needed.")
    if question.many:
        parts.append("May be given several times.")
    if question.example:
        parts.append(f"Such as: {question.example}")
    if question.kind.known and records:
        known = list(question.kind.known(records))
        start = "One of: " if question.kind.closed else "In your words; used so far, for example: "
        parts.append(start + "; ".join(known if question.kind.closed else known[:6]))
    return visible(" ".join(parts)).replace("%", "%%")


if __name__ == "__main__":
    sys.exit(main())
