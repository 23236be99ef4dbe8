"""Says once what each command asks; the command line and the dialogue are both made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hubdata.records import Records

Answers = dict[str, list[str]]
"""The name of each question that was answered → its answers, at least one."""


@dataclass(frozen=True)
class Question:
    """One thing a command asks.

    `name` is the option (`--name`), `text` how it reads in a sentence, `help` what to write.
    `known` lists the words that fit, where there is a list. `check` refuses an answer at once,
    while somebody still sits before it. A question with a condition, `when`, is asked only if that
    holds for the answers before it; on the command line the command itself says that it is needed.
    `count` is how many answers there may be if there are any, and `needed_when` says of a question that
    could be left out when it cannot.
    """

    name: str
    text: str
    help: str
    required: bool = False
    many: bool = False
    known: Callable[[Records], Iterable[str]] | None = None
    check: Callable[[Records, str], object] | None = None
    when: Callable[[Records, Answers], bool] | None = None
    count: range | None = None
    needed_when: Callable[[Answers], bool] | None = None


def one(answers: Answers, name: str) -> str:
    """Return the answer to a question, or an empty text."""
    return next(iter(answers.get(name, [])), "")
