"""The command `python -m scaffold`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubdata.atomic import write_text
from hubdata.records import Records, load_records
from hubdata.strict_yaml import RecordError

from scaffold import TOP, case_study, cohort, form, lesson, page_template, practice, report
from scaffold.changes import Changes
from scaffold.dialogue import as_options, ask
from scaffold.questions import Answers, Question
from scaffold.refusal import RefusalError, visible


@dataclass(frozen=True)
class Command:
    """What can be written: how it is called, what it asks and what writes it."""

    name: str
    help: str
    questions: Sequence[Question]
    write: Callable[[Changes, Records, Answers], str]


COMMANDS = (
    Command("case-study", "a page for a case study", case_study.QUESTIONS, case_study.write),
    Command("cohort", "a page and a record for a cohort", cohort.QUESTIONS, cohort.write),
    Command("lesson", "a lesson on the lessons page", lesson.QUESTIONS, lesson.write),
    Command("practice", "a practice for the list", practice.QUESTIONS, practice.write),
    Command("template", "a template of the playbook", page_template.QUESTIONS, page_template.write),
)
FROM_ISSUE = "from-issue"
PROGRAM = ".venv/bin/python -m scaffold"


def draw_figures(top: Path) -> bool:
    """Draw the figures anew, because they show what the records say; return whether it worked."""
    run = subprocess.run([sys.executable, "-m", "figures.draw"], cwd=top, check=False)
    return run.returncode == 0


def main(
    arguments: Sequence[str] | None = None,
    top: Path = TOP,
    redraw: Callable[[Path], bool] = draw_figures,
) -> int:
    """Run the command; return 0 if everything was written, 1 if something has to be mended."""
    options = _parser().parse_args(arguments)
    answers: Answers = {}
    try:
        page, written = _write(options, top, answers)
    except (RecordError, RefusalError) as error:
        return _refused(options, str(error), answers)
    except KeyboardInterrupt:
        return _refused(options, "Stopped.", answers)
    print("\nWritten:")
    for path in written:
        print(f"  {path}")
    if options.command == FROM_ISSUE and options.report:
        write_text(Path(options.report), report.thanks(page))
    if not redraw(top):
        print(
            "The figures could not be drawn anew: run `make figures` to see why.", file=sys.stderr
        )
        return 1
    print(f"\nNow read {page}, then run `make check`; `make live` shows it as readers will see it.")
    return 0


def _write(options: argparse.Namespace, top: Path, answers: Answers) -> tuple[str, list[str]]:
    """Write what is asked for; return the page to read and all files that were written.

    `answers` is filled with what was said, so that the caller has it if something is refused.
    """
    records = load_records(top / "book")
    changes = Changes(top)
    if options.command == FROM_ISSUE:
        answers |= form.read(changes, _text(options.file), case_study.QUESTIONS)
        return case_study.write(changes, records, answers), changes.keep()
    command = next(each for each in COMMANDS if each.name == options.command)
    names = (question.name for question in command.questions)
    answers |= {name: said for name in names if (said := getattr(options, name))}
    ask(records, command.questions, answers)
    return command.write(changes, records, answers), changes.keep()


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8")
    except OSError as error:
        raise RefusalError(
            f"{file} cannot be read: {error.strerror}.", "Name another file."
        ) from None
    except UnicodeDecodeError:
        raise RefusalError(f"{file} is not UTF-8 text.", "Save it as UTF-8.") from None


def _refused(options: argparse.Namespace, message: str, answers: Answers) -> int:
    """Say why nothing was written, in the terminal and in the report if one is asked for.

    What was typed is not lost: it is printed as a command to correct and run again.
    """
    print(f"{visible(message)}\nNothing was written.", file=sys.stderr)
    if options.command == FROM_ISSUE:
        if options.report:
            write_text(Path(options.report), report.to_mend(visible(message)))
    elif any(getattr(options, name) is None for name in answers):
        again = f"{PROGRAM} {options.command} {visible(as_options(answers))}"
        print(f"\nYour answers, to correct and run again:\n{again}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Write what a new page needs, so that it passes every check at once. "
        "Without options a command asks; with options it asks only for what it cannot do without.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        for question in command.questions:
            sub.add_argument(
                f"--{question.name}", action="append", metavar="TEXT", help=_help(question)
            )
    issue = commands.add_parser(FROM_ISSUE, help="a case-study page from the text of its form")
    issue.add_argument(
        "file", metavar="FILE", help="the text of the issue; - reads what is piped in"
    )
    issue.add_argument("--report", metavar="FILE", help="write the answer to its author here")
    return parser


def _help(question: Question) -> str:
    notes = []
    if question.required and not question.when:
        notes.append("needed")
    if question.many:
        notes.append("may be given several times")
    shown = f" ({', '.join(notes)})" if notes else ""
    return f"{question.text}: {question.help}{shown}"


if __name__ == "__main__":
    sys.exit(main())
