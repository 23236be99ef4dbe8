"""What a text says that cannot be so, and what a hand that slips writes: no rule of grammar or taste."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from booklint.finding import Problem
from booklint.page import Page
from booklint.quotes import QUOTED
from booklint.registry import rule

MONTHS = [name.lower() for name in calendar.month_name]
DAYS = [name.lower() for name in calendar.day_name]
MONTH = rf"(?P<month>{'|'.join(calendar.month_name[1:])})"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"\b(?:(?P<weekday>{'|'.join(calendar.day_name)}),?\s+(?:the\s+)?)?"
    rf"(?:{DAY}\s+(?:of\s+)?{MONTH}|{MONTH.replace('month', 'month2')}\s+{DAY.replace('day', 'day2')}\b)"
    r"(?:,?\s+(?P<year>\d{4,}))?\b"
)
POINT = rf"(?:\d{{1,2}}\s+)?(?:{'|'.join(calendar.month_name[1:])})\s+\d{{4}}|(?:19|20)\d\d|\d{{1,2}}:\d\d"
SPAN = re.compile(rf"\b(?:from|between)\s+({POINT})\s+(?:to|until|till|and)\s+({POINT})(?![\d-])")
BETWEEN = re.compile(r"\bbetween\s+(\d+)\s+and\s+(\d+)(?=\s+[a-z]{4}|[.,;])")
TIME = re.compile(r"\b(?:at|from|until|till|by|to)\s+(\d{1,2}):(\d\d)\b(?!:)")
LICENCE = re.compile(r"\bCC[ -](?P<parts>BY(?:-[A-Z]{2})*|0|ZERO)(?:[ -](?P<version>\d\.\d))?\b")
LICENCES = {
    "BY": "1.0 2.0 2.5 3.0 4.0",
    **dict.fromkeys(("BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"), "1.0 2.0 2.5 3.0 4.0"),
    **dict.fromkeys(("0", "ZERO"), "1.0"),
}
SHARE = re.compile(
    r"\b[Oo]f (?:the|those|these|all|them)\b[^.;:%]{0,60}?\b(\d{3,})(?:\.\d+)?\s?%|"
    r"\b(\d{3,})(?:\.\d+)?\s?% of (?:the|those|these|all|them)\b"
)
CURRENCY = re.compile(
    r"(?:£[\d,.]+(?: \w+)? pounds|\$[\d,.]+(?: \w+)? dollars|€[\d,.]+(?: \w+)? euros)\b"
)

ALWAYS_ONCE = (
    "the|a|an|of|to|and|or|for|with|are|were|be|by|at|from|as|it|this|which|their|its|we|they|if|"
    "can|has|will"
)
"""Words that never stand twice with sense."""
TWICE = re.compile(rf"(?<![\w/.'’-])({ALWAYS_ONCE})\s+\1(?![\w/'’-])", re.IGNORECASE)
ANY_TWICE = re.compile(
    r"(?<![\w/.'’-])(?!(?:that|had|very|much|many|blah|bye|knock|long|really|well|quite|is|was|do|no|so|now|on|in)\b)"
    r"([a-z]{2,})\s+\1(?![\w/'’-])|(?<![\w-])([a-z]+(?:\s+(?!and\b|by\b|to\b)[a-z]+){1,3})\s+\2(?![\w-])"
)
ARTICLE = re.compile(
    r"\ban\s+(?=[b-df-gj-np-tv-z][a-z]*[aeiou])[a-z]{3,}|"
    r"\ba\s+(?!(?:and|are|also|one|once|ones|into|onto|until|ewe|oui|euro)\b|eu)[aeio][a-z]{2,}"
)
SIGNS_TWICE = re.compile(r"\w[,;:][,;.:](?!\w)|\w,\.|\w[;,][;,]|\w\.\.(?![./\w])")
SPACE_BEFORE = re.compile(r"\w[ \t]+(?:,|;|\.)(?=\s|\Z)")
OPEN = re.compile(r"(?<![\w:;(\[])\((?![\s\d.,-])")


class _Check(NamedTuple):
    """What cannot be: what to look for, how to judge what was found, and whether only strict books ask.

    `hint` is what every text with it has in it: looking for that first is ten times as fast.
    """

    pattern: re.Pattern[str]
    judge: Callable[[re.Match[str]], tuple[str, str]]
    strict: bool = False
    hint: str = ""


def _date(found: re.Match[str]) -> tuple[str, str]:
    name = (found["month"] or found["month2"]).lower()
    month, day, year = MONTHS.index(name), int(found["day"] or found["day2"]), found["year"]
    if year and len(year) > len("2024"):
        return "has a year of five digits", "write the year with its four digits"
    try:
        date = datetime.date(int(year or 2000), month, day)
    except ValueError:
        return "is no day of the calendar", "write a day that there is"
    weekday = found["weekday"]
    if not (weekday and year) or DAYS[date.weekday()] == weekday.lower():
        return "", ""
    real = calendar.day_name[date.weekday()]
    return f"was a {real}", f"write {real}, or another day; find out which of the two is wrong"


def _point(text: str) -> tuple[int, ...]:
    """A point in time as numbers that compare; those of one length only."""
    if ":" in text:
        return tuple(map(int, text.split(":")))
    words = text.lower().split()
    month = MONTHS.index(words[-2]) if len(words) > 1 else 0
    return (int(words[-1]), month)[: min(len(words), 2)] + (
        (int(words[0]),) if len(words) > 2 else ()
    )


def _span(found: re.Match[str]) -> tuple[str, str]:
    first, last = _point(found[1]), _point(found[2])
    alike = (":" in found[1]) == (":" in found[2])
    if alike and len(first) == len(last) and last < first:
        return "ends before it begins", "find out which of the two is wrong, or change their order"
    return "", ""


def _between(found: re.Match[str]) -> tuple[str, str]:
    wrong = int(found[1]) > int(found[2])
    return ("has the larger number first", "write the smaller one first") if wrong else ("", "")


def _time(found: re.Match[str]) -> tuple[str, str]:
    wrong = int(found[1]) > 24 or int(found[2]) > 59
    return ("is no time of the day", "write an hour to 24 and minutes to 59") if wrong else ("", "")


def _licence(found: re.Match[str]) -> tuple[str, str]:
    parts, version = found["parts"], found["version"]
    if parts not in LICENCES:
        same = (each for each in LICENCES if sorted(each.split("-")) == sorted(parts.split("-")))
        meant = next(same, "")
        return (
            "is no licence that there is",
            f"write CC {meant}" if meant else "copy its name from the source",
        )
    if version and version not in LICENCES[parts].split():
        return "has a version that there is not", f"write one of {LICENCES[parts]}"
    return "", ""


def _share(found: re.Match[str]) -> tuple[str, str]:
    wrong = float(found[1] or found[2]) > 100
    return ("is more than all of them", "find out which number is wrong") if wrong else ("", "")


def _twice(found: re.Match[str]) -> tuple[str, str]:
    words = found[0].split()
    wrong = " ".join(words[len(words) // 2 :]).islower()  # «or OR» tells two ways of writing it
    return ("stands there twice", "take one of the two out") if wrong else ("", "")


def _always(why: str, fix: str) -> Callable[[re.Match[str]], tuple[str, str]]:
    return lambda _: (why, fix)


CANNOT_BE = (
    _Check(DATE, _date),
    _Check(SPAN, _span),
    _Check(TIME, _time, hint=":"),
    _Check(LICENCE, _licence, hint="CC"),
    _Check(BETWEEN, _between, strict=True),
    _Check(SHARE, _share, strict=True, hint="%"),
    _Check(CURRENCY, _always("names its currency twice", "take one of the two out")),
)
SLIPS = (
    _Check(TWICE, _twice),
    _Check(ANY_TWICE, _twice, strict=True),
    _Check(ARTICLE, _always("has the wrong article", "«an» stands before a vowel"), strict=True),
    _Check(SIGNS_TWICE, _always("has a sign too many", "keep one of the two"), strict=True),
    _Check(SPACE_BEFORE, _always("has a space before its sign", "take the space out"), strict=True),
)  # fmt: skip


def _found(page: Page, checks: tuple[_Check, ...]) -> Iterator[Problem]:
    for prose in page.prose:
        # What is quoted is as its author wrote it.
        text = (
            "" if prose.quoted else QUOTED.sub(lambda words: "\ufffc" * len(words[0]), prose.shape)
        )
        for check in checks if text else ():
            if check.hint not in text:
                continue
            for found in check.pattern.finditer(text) if page.strict or not check.strict else ():
                why, fix = check.judge(found)
                # Between a word and its sign may stand a tag, of which a reader sees nothing.
                if check.pattern is SPACE_BEFORE and found[0] not in page.text:
                    continue
                if why:
                    shown = " ".join(found[0].split())
                    yield Problem(prose.shape_line_of(found.start()), f"«{shown}» {why}", fix)


@rule("words")
def cannot_be(page: Page) -> Iterator[Problem]:
    """No text says what cannot be: a day that is not in the calendar, an end before its beginning.

    Bad (lines 1, 2, 3, 4, 5, 6):
        The call closed on 31 November 2024.
        The showcase was on Friday, 6 March 2024.
        The cohort ran from March 2025 to September 2024.
        The call begins at 25:30 on Monday.
        The slides are under CC BY 5.0.
        The text is under CC BY-SA-NC.

    Bad (lines 3, 4, 5):
        == booklint.toml
        strict = true
        == index.md
        # Start

        Of those registered, 640 % came.
        It takes between 12 and 9 organisations.
        They paid £5 pounds for it.

    Good:
        The showcase was on Wednesday, 6 March 2024, from 14:30 to 16:00. Prices rose from £2025 to £2023.
        It ran from September 2024 to March 2025, from 2023 to 2024 and from 29 February.
        The slides are under CC BY-NC-SA 4.0, the data under CC0 1.0. Use grew by 140 %, the ratio was 25:30.
    """
    yield from _found(page, CANNOT_BE)


@rule("words")
def slip_of_the_pen(page: Page) -> Iterator[Problem]:
    """No slip of the pen: a word or a sign that stands twice, a bracket or a quotation that stays open.

    Bad (lines 1, 3):
        Ask the
        the expert.
        It is up to to you.

    Bad (lines 3, 4, 5, 6, 7, 9):
        == booklint.toml
        strict = true
        == index.md
        # Start

        The deputy reads the notes the notes of each
        call call to all of them.
        Ask early,, and ask again.
        Ask early , and ask
        for an new idea.

        The deputy (who reads the notes steps in.

    Good:
        He said that that was all he had had. «The the» is a band, and so is the The.
        Ask (or not) for [0, 1) or (0, 1]; it goes on and on and on... A 5" nail, a `( b`, an hour :(
    """
    yield from _found(page, SLIPS)
    for prose in page.prose if page.strict else ():
        shape = prose.shape if prose.kind == "paragraph" else ""
        for opening, closing in (("(", ")"), ("“", "”"), ("«", "»")):
            if shape.count(opening) > shape.count(closing):
                text = re.sub(r"[:;]-?[()]", "  ", shape)
                found = OPEN.search(text) if opening == "(" else re.search(opening, text)
                if found and text.count(opening) > text.count(closing):
                    yield _open(prose.shape_line_of(found.start()), opening, closing)
        if shape.count('"') % 2 and not re.search(r'\d"', shape):  # which may be inches
            yield _open(prose.shape_line_of(shape.rfind('"')), '"', '"')


def _open(line: int, opening: str, closing: str) -> Problem:
    return Problem(
        line,
        f"what «{opening}» opens stays open",
        f"write «{closing}» where it ends, or take it out",
    )
