"""Invents case studies to measure with: the same number always gives the same study.

Nothing of this is published. A study depends on its own number alone, so that the first pages of a
book of a thousand are those of a book of ten, and their sizes can be compared.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

COHORT_SIZE = 20
FIRST_YEAR = 2027
FIRST_COHORT = 4

_SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
_END = "z"
_KINDS = ("Public body", "Company", "Charity", "University", "Hospital trust")
_FORMS = ("Trust", "Works", "Institute", "Council", "Partnership", "Laboratory", "Services")
_FIELDS = (
    "Data services for towns",
    "Maintenance of bridges and tunnels",
    "Records of hospital visits",
    "Forecasts of electricity demand",
    "Archives of sound and film",
    "Surveys of rivers and coasts",
    "Planning of freight and public transport",
)
_THEMES = (
    "shared data standards",
    "maintenance of research software",
    "responsible use of machine learning",
    "skills of analysts",
    "quality of records",
    "release of code",
    "reproducible reports",
    "review of models",
    "access to sensitive data",
    "consent and governance",
    "forecasting",
    "automation of routine work",
)
_WHO = (
    "The team",
    "A group of analysts",
    "The expert and two colleagues",
    "The data office",
    "A working group of engineers and managers",
    "The research department",
    "A panel of users",
)
_DID = (
    "wrote down every step of the monthly report",
    "moved the code of four models into one repository",
    "asked nine departments which records they keep twice",
    "agreed on one name for each field of the register",
    "compared the forecasts of three years with what came",
    "gave each data set an owner and a date of review",
    "tested the guidance with people who had not written it",
    "published the method beside the numbers",
    "replaced a spreadsheet by a short program with tests",
    "listed who may see which column, and why",
)
_WHY = (
    "so that a new colleague could repeat the work alone",
    "because two offices had counted the same visits differently",
    "before any model was allowed to advise on a case",
    "since nobody could say which version was in use",
    "after a year in which the report had been late four times",
    "so that partners outside the organisation could check it",
    "although the pressure of daily work left one afternoon a week",
)
_THEN = (
    "The work took three months longer than planned, mostly for agreement on words.",
    "What used to take two days now takes one hour, by the team's own count.",
    "Four errors came to light that had been carried on for years.",
    "Two neighbouring offices asked to take part.",
    "The first version was too long, and few people read it to the end.",
    "Staff who had been doubtful at the start led the second round.",
    "A part of the data could not be opened, and the page says which and why.",
    "Questions from users fell by a third over the following quarter.",
    "The old and the new way ran side by side until both gave the same numbers.",
)
_HARD = (
    "Time was the first difficulty: the experts kept their ordinary duties.",
    "Different systems used one word for different things.",
    "The legal advice came late and changed the plan.",
    "People who had built the old tool felt judged by the new one.",
    "Some results could not be shared outside the organisation.",
)
_THINGS = (
    ("A one-page list of owners", "Questions find the right person at once"),
    ("A checklist for the release of code", "Nobody has to remember the steps"),
    ("A short course for managers", "Those who decide know what to ask for"),
    ("A table of words with one meaning each", "Two offices count the same things"),
    ("Tests that run on every change", "Errors show on the day they are made"),
    ("A calendar of reviews", "No data set is forgotten"),
)
_STEPS = (
    "Choose one report that is made again and again, and write down how.",
    "Ask one person who has never made it to follow what you wrote.",
    "Mark each place where they had to ask, and mend the text there.",
    "Agree on who keeps it, and on the day it is looked at again.",
    "Publish what you can, and say plainly what you cannot.",
)
_SHARED_SOURCES = ("ttw-hub", "seed", "rep24", "nl58", "nl44", "rep23")


class Sentence(NamedTuple):
    """A sentence, without its full stop, and the sources it stands on."""

    text: str
    keys: tuple[str, ...] = ()


Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True)
class Study:
    """One case study, without the syntax of any program."""

    number: int
    cohort: str
    organisation: str
    sector: str
    kind: str
    field: str
    expert: str
    title: str
    description: str
    themes: tuple[str, ...]
    practices: tuple[str, ...]
    lessons: tuple[str, ...]
    question: str
    approach: str
    changed: str
    hard: str
    reuse: str
    year: int
    summary: Paragraph
    context: tuple[Paragraph, ...]
    did: tuple[Paragraph, ...]
    observed: Paragraph
    expected: Paragraph
    difficulties: Paragraph
    reusable: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    quotation: str
    figure_alt: str
    figure_caption: str
    bars: tuple[int, ...]

    @property
    def id(self) -> str:
        """The name of the page, the organisation's record and the figure."""
        return f"study-{self.number:04}"

    @property
    def source(self) -> str:
        """The key of the study's own publication."""
        return f"report-{self.number:04}"

    @property
    def docname(self) -> str:
        """The page, from the book's root."""
        return f"cohorts/{self.cohort}/{self.id}"

    @property
    def doi(self) -> str:
        """A DOI under the prefix that is set aside for trying things out."""
        return f"10.5555/practitioners-hub.{self.number:04}"

    @property
    def sources(self) -> tuple[str, ...]:
        """Every key that the page cites, in the order of the text."""
        paragraphs = (
            self.summary,
            *self.context,
            *self.did,
            self.observed,
            self.expected,
            self.difficulties,
        )
        keys = (key for paragraph in paragraphs for sentence in paragraph for key in sentence.keys)
        return tuple(dict.fromkeys((self.source, *keys)))


class Cohort(NamedTuple):
    """One invented cohort: twenty studies, or fewer in the last."""

    key: str
    number: int
    year: int
    studies: tuple[Study, ...]


class Lists(NamedTuple):
    """The controlled words of the real book from which a study takes its own."""

    sectors: Sequence[str]
    practices: Sequence[str]
    lessons: Sequence[str]


def cohorts(count: int, lists: Lists) -> list[Cohort]:
    """Return as many studies as `count` says, grouped in cohorts, the oldest first."""
    studies = [study(number, lists) for number in range(1, count + 1)]
    groups = [studies[start : start + COHORT_SIZE] for start in range(0, count, COHORT_SIZE)]
    return [
        Cohort(group[0].cohort, FIRST_COHORT + position, FIRST_YEAR + position, tuple(group))
        for position, group in enumerate(groups)
    ]


def study(number: int, lists: Lists) -> Study:
    """Return the study of this number."""
    chance = random.Random(f"study {number}")
    year = FIRST_YEAR + (number - 1) // COHORT_SIZE
    organisation = f"{_name(number)} {chance.choice(_FORMS)}"
    themes = tuple(chance.sample(_THEMES, chance.randint(2, 4)))
    own = f"report-{number:04}"
    hard = chance.choice(_HARD)
    things = tuple(chance.sample(_THINGS, 4))

    def paragraph(length: int) -> Paragraph:
        sentences = []
        for _ in range(length):
            keys = (own, *chance.sample(_SHARED_SOURCES, chance.randint(0, 2)))
            if chance.random() < 0.5:
                text = f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHY)}"
                sentences.append(Sentence(text, keys))
            else:
                sentences.append(Sentence(chance.choice(_THEN).rstrip("."), keys[1:]))
        return tuple(sentences)

    return Study(
        number=number,
        cohort=f"{year}-{(year + 1) % 100:02}",
        organisation=organisation,
        sector=chance.choice(lists.sectors),
        kind=chance.choice(_KINDS),
        field=chance.choice(_FIELDS),
        expert=f"{_name(number * 7 + 1)} {_name(number * 11 + 2)}",
        title=f"{organisation}: {themes[0]} and {themes[1]}",
        description=(
            f"How {organisation} worked on {themes[0]} in the cohort of {year}: "
            f"what it tried, what changed and what was hard."
        ),
        themes=themes,
        practices=tuple(chance.sample(lists.practices, chance.randint(2, 4))),
        lessons=tuple(chance.sample(lists.lessons, chance.randint(1, 3))),
        question=f"How can {organisation} make {themes[0]} part of everyday work?",
        approach=f"It {chance.choice(_DID)} {chance.choice(_WHY)}.",
        changed=chance.choice(_THEN),
        hard=hard,
        reuse=f"{things[0][0]} and {things[1][0][0].lower()}{things[1][0][1:]}.",
        year=year,
        summary=paragraph(5),
        context=(paragraph(4), paragraph(3)),
        did=(paragraph(4), paragraph(4)),
        observed=paragraph(3),
        expected=paragraph(2),
        difficulties=(Sentence(hard.rstrip("."), (own,)), *paragraph(3)),
        reusable=things,
        steps=tuple(chance.sample(_STEPS, 4)),
        quotation=f"{chance.choice(_THEN)} {chance.choice(_THEN)}",
        figure_alt=(
            f"Five bars, one for each month of the trial at {organisation}, "
            "show how many reports were made in the new way."
        ),
        figure_caption=f"Reports made in the new way at {organisation}, month by month",
        bars=tuple(chance.randint(10, 100) for _ in range(5)),
    )


def _name(number: int) -> str:
    """Return a name of three syllables; different numbers below 343,000 give different names.

    It ends in a sign without which some would be misspelt English, such as «Disabe».
    """
    size = len(_SYLLABLES)
    scattered = number * 7919 % size**3
    parts = (scattered % size, scattered // size % size, scattered // size**2)
    return "".join(_SYLLABLES[part] for part in parts).capitalize() + _END
