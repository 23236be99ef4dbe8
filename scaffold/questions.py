"""What can be asked, and how each answer becomes a value of the data: checked here, once.

Options of the command line, `--help`, the dialogue and GitHub's issue form are all made from lists
of `Question`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from booklint.clock import today
from hub.markdown import escape
from hubdata import schema
from hubdata.dates import check_date
from hubdata.near import did_you_mean
from hubdata.records import Records
from hubdata.slugs import folded, slug
from hubdata.strict_yaml import Problem, YamlFile
from hubdata.validate import validated

from scaffold import sanitise
from scaffold.errors import UserError
from scaffold.judge import judge


@dataclass(frozen=True)
class Kind:
    """What an answer is: how it is read, what can be chosen, and whether it may have several lines.

    `read` returns the value, or raises `UserError`. `known` lists what can be chosen; for an open
    kind these are only what has been used so far. `page` makes the Markdown of a page from words of
    one's own, which the rules of `make check` then judge.
    """

    read: Callable[[str, str, Records], Any]
    known: Callable[[Records], Iterable[str]] | None = None
    closed: bool = True
    long: bool = False
    page: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Question:
    """One thing a command asks.

    `name` is the option (`--name`), `text` how it is called, `help` what to write, `example` an
    answer. A question with a condition, `when`, is asked only if that holds for the answers before
    it, and `needed` says so of one that is required only with some answers. `count` is how many
    answers there may be if there are any. `form` says whether the issue form asks it, too, `bare` that its
    answer stands on the command line without a name, and `hint` what else to say where it is missing.
    """

    name: str
    text: str
    help: str
    kind: Kind
    required: bool = False
    many: bool = False
    example: str = ""
    when: Callable[[Records, "Answers"], bool] | None = None
    needed: Callable[["Answers"], bool] | None = None
    count: range | None = None
    form: bool = True
    bare: bool = False
    hint: Callable[[Records, "Answers"], str] | None = None

    def is_needed(self, answers: "Answers") -> bool:
        """Whether it cannot be left out."""
        return self.required or bool(self.needed and self.needed(answers))


@dataclass
class Answers:
    """What was said, as it was typed and as the values that it means."""

    typed: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, question: Question, text: str, records: Records) -> None:
        """Take one answer in; raises `UserError` if it cannot be used."""
        self.typed.setdefault(question.name, []).append(text)
        value = question.kind.read(text, question.text, records)
        if question.kind.page:
            words = getattr(value, "markdown", value if isinstance(value, str) else escape(text))
            judge(records, question.text, question.kind.page(words))
        values = self.values.setdefault(question.name, [])
        if value not in values:
            values.append(value)

    def drop(self, name: str) -> None:
        """Forget the last answer to a question."""
        self.typed[name].pop()
        if not self.typed[name]:
            del self.typed[name]

    def all(self, name: str) -> list[Any]:
        """Return the answers to a question."""
        return self.values.get(name, [])

    def one(self, name: str, default: Any = "") -> Any:
        """Return the answer to a question, or `default`."""
        return next(iter(self.all(name)), default)

    def __contains__(self, name: str) -> bool:
        return bool(self.values.get(name))


def checked(model: Any, value: Any, what: str) -> Any:
    """Return a value as a type of the data model; refuses it in the words of the data model."""
    problems: list[Problem] = []
    made = validated(model, value, YamlFile("", None), (what,), problems)
    if problems:
        raise UserError(problems[0].message, problems[0].fix)
    return made


def find(records: Mapping[str, Any], said: str) -> str | None:
    """Return the id of the record that `said` names: its id, its name or its short name.

    Accents may be left out, and apostrophes and hyphens be of any kind.
    """
    for same in (str.casefold, folded):
        wanted = same(said)
        for key, record in records.items():
            names = (key, getattr(record, "name", ""), getattr(record, "short_name", ""))
            if wanted in map(same, names):
                return key
    return None


def free_id(name: str, taken: Iterable[str]) -> str:
    """Return an id for a new record of this name, with a number if another name has its id."""
    known = set(taken)
    key = slug(name, 60) or f"u{ord(name[0]):x}"
    numbered = (f"{key}-{number}" for number in count(2))
    return next(each for each in chain([key], numbered) if each not in known)


# --- kinds of answer -------------------------------------------------------------------------------


def chosen(said: str, text: str, known: Mapping[str, Any], what: str) -> str:
    """Return the id of the record, or the word, that an answer names; says what is near if none."""
    said = sanitise.one_line(said, text)
    key = find(known, said)
    if key is None:
        names = [getattr(record, "name", "") or key for key, record in known.items()]
        raise UserError(f"There is no {what} «{said}».", did_you_mean(said, names, known))
    return key


def record_of(name: str, what: str, shown: str = "name") -> Kind:
    """Return the kind of answer that names a record of the book; its value is the id."""

    def known(records: Records) -> list[str]:
        return [getattr(item, shown, key) for key, item in getattr(records, name).items()]

    return Kind(lambda said, text, records: chosen(said, text, getattr(records, name), what), known)


def one_of(choices: Mapping[str, Any] | Iterable[str], what: str) -> Kind:
    """Return the kind of answer that is one of a few words, each perhaps with what it means."""
    words = dict.fromkeys(choices)
    shown = words
    if isinstance(choices, Mapping):
        shown = dict.fromkeys(f"{word}: {meaning}" for word, meaning in choices.items())
    return Kind(
        lambda said, text, _: chosen(said.partition(":")[0], text, words, what), lambda _: shown
    )


def _source(said: str, text: str, records: Records) -> str:
    return chosen(said, text, dict.fromkeys(sorted(records.source_keys)), "source")


def pattern(expression: str, fix: str) -> Kind:
    """Return the kind of answer that looks like this."""

    def read(said: str, text: str, records: Records) -> str:
        said = sanitise.cleaned(said, text)
        if not re.fullmatch(expression, said):
            raise UserError(f"{text}: «{said[:80]}» is not right.", fix)
        return said

    return Kind(read)


def line_of(model: Any, most: int = sanitise.MAX_LINE, **how: Any) -> Kind:
    """Return the kind of answer that is one line and of a type of the data model."""
    return Kind(
        lambda said, text, _: checked(model, sanitise.one_line(said, text, most), text), **how
    )


def _website(said: str, text: str, records: Records) -> str:
    said = sanitise.one_line(said, text)
    if not said.startswith("https://"):
        raise UserError(f"{text}: «{said}» is not right.", "Begin with https://.")
    return checked(schema.Address, said, text)


def _day(said: str, text: str, records: Records) -> str:
    said = sanitise.one_line(said, text)
    try:
        if len(said) != 10:
            raise ValueError
        day = check_date(said)
    except ValueError:
        raise UserError(f"«{said}» is not a day.", "Write it as 2026-11-23.") from None
    if day > today().isoformat():
        raise UserError(
            f"«{said}» is still to come.", "Write a day that has been, or leave it out."
        )
    return day


PRINTED = line_of(schema.Text)
WORDS = line_of(schema.Text, page=escape)
NAME = line_of(schema.Name, schema.MAX_NAME)
TITLE = Kind(lambda said, text, _: sanitise.title(said, text), page=escape)
PROSE = Kind(lambda said, text, _: sanitise.prose(said, text), long=True, page=str)
WEBSITE = Kind(_website)
DAY = Kind(_day)
MONTH = pattern(r"20\d\d-(0[1-9]|1[0-2])", "Write a month as 2026-09.")
YEAR = pattern(r"20\d\d", "Write four digits, such as 2025.")
COHORT_ID = pattern(r"20\d\d(-\d\d)?", "Write the id of a cohort as 2026 or 2026-27.")
FILE_NAME = pattern(
    r"[a-z0-9]+(-[a-z0-9]+){0,12}",
    "Write the name of a page as lower-case words joined by hyphens, such as «a-page».",
)
SOURCE = Kind(_source)
COHORT = record_of("cohorts", "cohort", shown="")
PRACTICE = record_of("practices", "practice")
LESSON = record_of("lessons", "lesson", shown="")


ANSWERS = Question(
    "answers",
    "Questions that the page answers",
    "As readers would ask them, one a line; the search leads from them to the page.",
    line_of(schema.Asked, page=escape),
    many=True,
    count=range(1, 11),
    example="How can AI reduce the emissions of lorries?",
)
REVIEWED = Question(
    "reviewed",
    "Day of the review",
    "When somebody last compared the page with its sources; today if left out.",
    DAY,
    example="2026-11-23",
    form=False,
)
