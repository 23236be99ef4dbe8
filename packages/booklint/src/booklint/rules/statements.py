"""What a text says that cannot be so, and what a hand that slips writes: no rule of grammar or taste."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from booklint import syntax
from booklint.codes import licence_meant
from booklint.confused import CONFUSED, repaired
from booklint.finding import Problem
from booklint.page import Page, Prose
from booklint.quotes import QUOTED, quoted_blanked
from booklint.registry import rule
from booklint.spelling import is_english, reads_as_english

MONTHS = [name.lower() for name in calendar.month_name]
DAYS = [name.lower() for name in calendar.day_name]
_OF_MONTHS = "|".join(calendar.month_name[1:])
PLAIN = r"\d{1,9}(?:\.\d{1,9})?"
MONTH = rf"(?P<month>{_OF_MONTHS})"
SHORT_MONTH = (
    rf"(?P<month>{'|'.join(name for name in calendar.month_abbr[1:] if name != 'May')}|Sept)\.?"
)
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
POINT = rf"(?:\d{{1,2}}\s+)?(?:{_OF_MONTHS})\s+\d{{4}}|(?:19|20)\d\d|\d{{1,2}}:\d\d"
UNIT = (
    r"(?:year|month|week|day|hour|minute|people|person|expert|organisation|participant|page|word)"
)
THING = (
    rf"(?:{UNIT}|thing|question|answer|study|session|lesson|partner|member|template|workshop|source|aim|call|"
    r"form|idea|kit|link|meeting|phase|reason|role|rule|sector|step|table|task|topic)"
)

ALWAYS_ONCE = (
    "the|a|an|of|to|and|or|for|with|are|were|be|by|at|from|as|it|this|which|their|its|we|they|if|"
    "can|has|will"
)
"""Words that never stand twice with sense."""
OFTEN_TWICE = "that|had|very|much|many|blah|bye|knock|long|really|well|quite|do|no|so|now|on"
LOOKALIKE = "АВЕЗКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
DIGITS = frozenset("0123456789")
MONEY = frozenset("£$€")
FULL_WIDTH = frozenset(map(chr, (*range(0xFB00, 0xFB07), *range(0xFF01, 0xFF5F))))
OPEN = re.compile(r"(?<![\w:;(\[])\((?![\s\d.,-])")


COLOUR = "(?:red|green|blue|yellow|orange|purple|gr[ea]y)"
PART = "(?:box|boxes|button|buttons|links?|list|menu|picture|section|table|text)"
BEGINS = (
    r"(?:After|All|And|As|But|Each|For|Here|If|In|It|Now|Our|So|The|Then|There|These|They|This|To|We|When|"
    r"With|You)\s"
)
"""Words that begin a sentence."""

ONE_OUT = "take one of the two out, and read whether the rest still fits"


class _Check(NamedTuple):
    """What cannot be: what to look for, how to judge what was found, and whether only strict books ask.

    `hint` is what every text with it has in it: looking for that first is ten times as fast.
    """

    pattern: re.Pattern[str]
    judge: Callable[[re.Match[str]], tuple[str, str]]
    strict: bool = False
    hint: str = ""
    signs: frozenset[str] = frozenset()
    """Characters of which it has one, or `AGAIN`."""
    seen: bool = False
    """Whether what a role shows counts as well."""
    written: bool = False
    """Whether it has to stand so in the file: between a word and its sign may stand an unseen tag."""
    english: bool = False
    """Whether other books are asked as well, where they read as English."""
    prose_only: bool = False
    """Whether an alternative text may say so."""
    begins: bool = False
    """Whether it is looked for where a sentence begins, and nowhere else."""

    def find(self, text: str, begins: list[int]) -> Iterator[re.Match[str]]:
        """Return what is found in a text whose sentences begin at the given places."""
        if not self.begins:
            return self.pattern.finditer(text)
        return filter(None, (self.pattern.match(text, at) for at in begins))


END_OF_SENTENCE = re.compile(r"[.!?] ")
AGAIN = frozenset({"a word that stands again within the next four"})
_WORDS = re.compile(r"\w+")


def _signs(text: str) -> set[str]:
    """What stands in a text: its characters, and `AGAIN` where that is so."""
    words = _WORDS.findall(text.lower())
    again = any(word in words[max(at - 4, 0) : at] for at, word in enumerate(words))
    return {*text, *AGAIN} if again else set(text)


def _check(pattern: str, *judged: Any, **how: Any) -> _Check:
    begins = pattern[0] == "^"
    return _Check(re.compile(pattern.removeprefix("^")), *judged, **how, begins=begins)


def _date(found: re.Match[str]) -> tuple[str, str]:
    name = (found["month"] or found["month2"]).lower()
    month = next(number for number, each in enumerate(MONTHS) if each and each[:3] == name[:3])
    day, year = int(found["day"] or found["day2"]), found["year"]
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


def _iso_day(found: re.Match[str]) -> tuple[str, str]:
    try:
        datetime.date.fromisoformat(found[0])
    except ValueError:
        return "is no day of the calendar", "write a day that there is, such as 2026-01-13"
    return "", ""


def _weekday(found: re.Match[str]) -> tuple[str, str]:
    try:
        real = calendar.day_name[datetime.date.fromisoformat(found["iso"]).weekday()]
    except ValueError:
        return "", ""  # found where it is written
    wrong = real != found["weekday"]
    return (f"was a {real}", f"write {real}, or another day") if wrong else ("", "")


def _in_figures(found: re.Match[str]) -> tuple[str, str]:
    day, month, year = map(int, re.split(r"[./]", found[0]))
    year += 2000 if year < 100 else 0
    if max(day, month) > 31 or min(day, month) > 12 or not day * month:
        return "is no day of the calendar", "write a day that there is, such as «5 March 2026»"
    if day <= 12 and month <= 12 and day != month:
        ways = f"«{day} {calendar.month_name[month]} {year}» or «{month} {calendar.month_name[day]} {year}»"
        return "can be read in two ways", f"write {ways}"
    day, month = max(day, month), min(day, month)
    return "has its month in figures", f"write «{day} {calendar.month_name[month]} {year}»"


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


def _span_of_year(found: re.Match[str]) -> tuple[str, str]:
    """A span whose year is told once; one that begins in autumn may end in the next year."""
    first, last = _point(f"{found[1]} {found[2].split()[-1]}"), _point(found[2])
    if last < first and first[1] < MONTHS.index("october"):
        return "ends before it begins", "find out which is wrong, or write the year of both days"
    return "", ""


def _licence(found: re.Match[str]) -> tuple[str, str]:
    meant = licence_meant(found[0])
    # A sentence may leave the version out.
    if not meant or meant.startswith(f"{found[0].replace(' ', '-')}-"):
        return "", ""
    return "is no licence that there is", f"did you mean {meant}?"


def _twice(found: re.Match[str]) -> tuple[str, str]:
    words = found[0].split()
    first, second = words[: len(words) // 2], words[len(words) // 2 :]
    # «or OR» tells two ways of writing it, and «represent AND and NOT» names an operation.
    wrong = " ".join(second).islower() and not (len(first[0]) > 1 and " ".join(first).isupper())
    return ("stands there twice", ONE_OUT) if wrong else ("", "")


def _always(
    why: str,
    fix: str | Callable[[re.Match[str]], str],
    unless: Callable[[re.Match[str]], bool] = lambda _: False,
) -> Callable[[re.Match[str]], tuple[str, str]]:
    """A judge of all that is found, but for what some condition holds of."""
    return lambda found: (
        ("", "") if unless(found) else (why, fix if isinstance(fix, str) else fix(found))
    )


_falls = _always(
    "has the larger number first",
    "write the smaller one first",
    lambda found: int(found[1]) <= int(found[2]),
)


def _pages(found: re.Match[str]) -> tuple[str, str]:
    """A span of pages; where the last number is shorter, it leaves out what both begin with. One that
    begins with a zero is the number of an article."""
    first, last = filter(None, found.groups())
    if len(first) == len(last) and last[0] != "0" and int(last) < int(first):
        return "ends before it begins", "find out which of the two pages is wrong"
    return "", ""


def _capitals(found: re.Match[str]) -> tuple[str, str]:
    why = "begins with two capital letters" if is_english(found[0].lower()) else ""
    return why, f"write «{found[0].capitalize()}»"


def _slip_of_the_ear(fix: str, found: re.Match[str]) -> tuple[str, str]:
    meant = repaired(found[0], fix)
    return "is a slip of the ear", f"write {f'«{meant}»' if meant else fix} in its place"


def _month(found: re.Match[str]) -> tuple[str, str]:
    word = found["word"]
    meant = syntax.meant(word.lower(), MONTHS[1:]).capitalize()
    # «Marsh 2021» cites somebody, and «Sept» is short for a month.
    is_slip = sorted(meant) == sorted(word) or (len(word) > 5 and not meant.startswith(word))
    why = "is no month of the year" if meant and is_slip else ""
    return why, f"write {meant} in its place"


COMPARES = re.compile(
    r"\b(?:more|less|fewer|rather|other|others|otherwise|else|elsewhere|differ\w*|worse|sooner|twice|"
    r"times|half|\w+er|further|prefer\w*)\b|\ufffc",
    re.IGNORECASE,
)
"""What «than» follows in a sentence, which may be quoted."""


def _sum(found: re.Match[str]) -> tuple[str, str]:
    """Whether digits with their signs give what they are said to give; a quotient may be rounded."""
    left, said = found[0].split("=")
    parts = re.split(r"([+×*/÷−-])", re.sub(r"\s", "", left))
    before = found.string[: found.start()].rstrip()[-1:]
    # What stands before it may belong to it; signs of two ranks are for a reader to work out.
    ranks = len(parts) > 3 and not {"×", "*", "/", "÷"}.isdisjoint(parts)
    if ranks or before in (*"+×*/÷−-=^(",):
        return "", ""
    result = Decimal(parts[0])
    for sign, part in zip(parts[1::2], map(Decimal, parts[2::2]), strict=True):
        match sign:
            case "+":
                result += part
            case "-" | "−":
                result -= part
            case "×" | "*":
                result *= part
            case _ if not part:
                return "", ""
            case _:
                result /= part
    value = Decimal(said.strip())
    if round(result, max(0, -int(value.as_tuple().exponent))) == value:
        return "", ""
    return (
        "does not hold",
        f"the left side is {result.normalize():f}; find out which number is wrong",
    )


# fmt: off
CANNOT_BE = (
    _check(rf"\b(?:(?P<weekday>{'|'.join(calendar.day_name)}),?\s+(?:the\s+)?)?"
        rf"(?:{DAY}\s+(?:of\s+)?{MONTH}|{MONTH.replace('month', 'month2')}\s+{DAY.replace('day', 'day2')}\b)"
        r"(?:,?\s+(?P<year>\d{4,}))?\b", _date, signs=DIGITS),
    _check(rf"\b(?P<weekday>)(?:{DAY}\s+{SHORT_MONTH}|{SHORT_MONTH.replace('month', 'month2')}\s+"
        rf"{DAY.replace('day', 'day2')}),?\s+(?P<year>(?:19|20)\d\d)\b", _date, signs=DIGITS, english=True),
    _check(r"(?<![\w./-])(?:19|20)\d\d-\d\d-\d\d(?![\w/-])", _iso_day, True, "-", english=True),
    _check(r"\b\d{1,4}\s?\(\d{1,4}\)[,:]\s?(?:pp?\.\s?)?(\d+)\s?[–-]\s?(\d+)(?![\w-])|\bpp\.\s?(\d+)\s?[–-]\s?(\d+)(?![\w-])",
        _pages, True, signs=DIGITS, english=True),
    _check(rf"\b(?:from|between)\s+({POINT})\s+(?:to|until|till|and)\s+({POINT})(?![\d-])",
        _span, signs=DIGITS),
    # Two months that are compared may stand in any order.
    _check(rf"(?<!from )(?<!From )(?<!of )(?<!ompare )(?<!ompared )(?<!omparing )\b"
        rf"((?:{_OF_MONTHS})\s+\d{{4}})\s*(?:to|until|–)\s*((?:{_OF_MONTHS})\s+\d{{4}})\b",
        _span, True, signs=DIGITS),
    _check(rf"\b[Ff]rom\s+(\d{{1,2}}\s+(?:{_OF_MONTHS}))\s+(?:to|until)\s+(\d{{1,2}}\s+(?:{_OF_MONTHS})\s+\d{{4}})\b",
        _span_of_year, True, signs=DIGITS),
    _check(r"\b(?:at|from|until|till|by|to|before|after|around|since)\s+(\d{1,2}):(\d\d)\b(?!:)",
        _always("is no time of the day", "write an hour to 24 and minutes to 59",
            lambda found: int(found[1]) <= 24 and int(found[2]) <= 59), hint=":"),
    _check(r"\A(\d{1,2}):(\d\d)\Z", _always("is no time of the day", "write an hour to 24 and minutes to 59",
        lambda found: int(found[1]) <= 24 and int(found[2]) <= 59), True, ":"),
    _check(r"(?<![\w.-])\d+O+\d*(?![\w-])", _always("has the letter O for a nought",
        lambda found: f"write {found[0].replace('O', '0')}, in digits"), True, signs=DIGITS),
    _check(r"\b(\d{1,2}:\d\d)\s?(?:to|–|-)\s?(\d{1,2}:\d\d)\b", _span, True, ":"),
    _check(r"\b(?:in|since|until|by|during)\s+(?:2[1-9]|[3-9]\d)\d\d(?=[.,;:)]|\s+(?:and|it|the|they|to|with)\b|\Z)|"
        rf"\b(?:{_OF_MONTHS})\s+(?:2[1-9]|[3-9]\d)\d\d\b",
        _always("is far in the future", "write the year that is meant"), True, signs=DIGITS),
    _check(rf"\b(?:{_OF_MONTHS})\s+(?:19|20)\d{{3}}\b",
        _always("has a year of five digits", "write the year with its four digits"), True, signs=DIGITS,
        english=True),
    _check(rf"\b(?P<weekday>{'|'.join(calendar.day_name)}),?\s+(?P<iso>\d{{4}}-\d\d-\d\d)\b",
        _weekday, hint="day", seen=True),
    _check(r"\bCC(?:[ -]BY(?:-[A-Z]{2})*|0)(?:[ -]\d\.\d)?\b", _licence, hint="CC"),
    _check(r"\bbetween\s+(\d+)\s+and\s+(\d+)(?=\s+[a-z]{4}|[.,;])", _falls, True, "between"),
    _check(r"(?<!from )(?<!From )(?<![\d.,–-])\b(\d{1,3})(?:\s+to\s+|\s?[–-]\s?)(\d{1,3})"
        r"(?=\s*%|\s+(?:per cent|(?:minute|hour|day|week|month|year|page|people|person|expert|organisation|"
        r"participant)s?\b))",
        _falls, True, signs=DIGITS, english=True),
    _check(r"(?<![\w-])((?:1[5-9]|20)\d\d)\s?[–-]\s?((?:1[5-9]|20)\d\d)(?![\w-])", _falls, True, signs=DIGITS,
        english=True),
    _check(r"\b[Oo]f (?:the|those|these|all|them)\b[^.;:%]{0,60}?\b(\d{3,})(?:\.\d+)?\s?%|"
        r"\b(\d{3,})(?:\.\d+)?\s?% of (?:the|those|these|all|them)\b",
        _always("is more than all of them", "find out which number is wrong",
            lambda found: float(found[1] or found[2]) <= 100), True, "%"),
    _check(rf"(?<![\w.,]){PLAIN}(?:\s*[+×*/÷−]\s*{PLAIN}|\s-\s{PLAIN})+\s*=\s*{PLAIN}(?![\w%]|[.,]\d|\s*[-+×*/÷−^=])",
        _sum, True, "="),
    _check(r"\b(\d{1,6})\b(?:(?!appl|invit|regist)[^.;:\d]){1,60}[,:(]\s?(\d{1,6})(?:\s\w+){0,2}"
        r"\s(?:in person|on site)(?:,| and)\s(\d{1,6})(?:\s\w+){0,2}\s(?:online|remotely)\b",
        _always("is not the sum of its parts", "find out which of the three is wrong",
            lambda found: int(found[1]) == int(found[2]) + int(found[3])), True, " and "),
    _check(r"(?:£[\d,.]+(?: \w+)? pounds|\$[\d,.]+(?: \w+)? dollars|€[\d,.]+(?: \w+)? euros)\b",
        _always("names its currency twice", ONE_OUT), signs=MONEY),
)
SLIPS = (
    _check(rf"(?i)(?<![\w/.'’-])({ALWAYS_ONCE})\s+\1(?![\w/'’-])", _twice, signs=AGAIN),
    _check(rf"(?<![\w/.'’-])(?!(?:{OFTEN_TWICE}|in|is|was)\b)([a-z]{{2,}})\s+\1(?![\w/'’-])",
        _twice, True, signs=AGAIN, english=True),
    _check(r"(?<![\w-])([a-z]+(?:\s+(?!and\b|by\b|to\b)[a-z]+){1,3})\s+\1(?![\w-])",
        _twice, True, signs=AGAIN),
    # Not «log in in», «what it is is» and «in in and out».
    _check(r"(?<!log )(?<!logged )(?<!sign )(?<!signed )(?<!check )(?<!opt )(?<!come )(?<!came )(?<!go )"
        r"(?<!move )(?<!bring )(?<!fill )(?<!it )(?<!this )(?<!that )(?<!what )\b(in|is|was)\s+\1\b(?! and)",
        _twice, True, signs=AGAIN, english=True),
    _check(r"\b([\w-]{1,40}(?:\s[\w-]{1,40}){1,4})\s\(\1\)",
        _always("stands there twice", ONE_OUT), True, "("),
    _check(r"\b([A-Z]\w+(?: [A-Z]\w+)+)\s\1\b",
        _always("stands there twice", ONE_OUT), True, signs=AGAIN, english=True),
    _check(r"\b([A-Z][a-z]{3,})\s\1\b", _always("stands there twice", ONE_OUT), True, signs=AGAIN,
        english=True),
    _check(r"\b[Aa]\s+(?:hours?|honest|honour|heir)\b|"
        r"\b[Aa]n\s+(?![xX]|[mn][^aeiouy]|[FLMNRS][^aeiouy]|s[bdfgr])(?=[b-df-gj-np-tv-zB-DF-GJ-NP-TV-Z][a-z]*[aeiou])"
        r"[A-Za-z][a-z]{2,}|"
        r"(?:\ba|(?:\A|(?<=[.!?] ))A)\s+(?!(?:and|are|also|one|once|ones|into|onto|until|ewe|oui|euro)\b|eu)"
        r"[aeio][a-z]{2,}",
        _always("has the wrong article", "«an» stands before a vowel"), True, english=True),
    _check(r"\w(?!::|,\.\.)[,;:][,;.:](?!\w)|\b[a-z]{4,}\.[:;,](?=\s)|\w,\.(?!\.)|\w[;,][;,]|\w\.\.(?![./\w])",
        _always("has a sign too many", "keep one of the two"), True, signs=frozenset(",;:."), english=True),
    _check(rf"\b(?=\w*[{LOOKALIKE}])(?=\w*[A-Za-z])\w+",
        _always("has a letter of another script", "type it anew"), signs=frozenset(LOOKALIKE)),
    _check(r"\b\w*[\ufb00-\ufb06]\w*|(?<![A-Za-z])[A-Za-z]+[\uff01-\uff5e]",
        _always("has a sign that stands for others",
            lambda found: f"write «{unicodedata.normalize('NFKC', found[0])}»"), signs=FULL_WIDTH),
    _check(r"\b(?!(?:pre|post|mid|multi|non|sub|inter)-)[a-z]{2,}- "
        r"(?!(?:and|as|but|nor|or|plus|rather|than|then|through|to|versus)\b)[a-z]{2,}\b",
        _always("is broken as at the end of a line",
            lambda found: f"write «{found[0].replace('- ', '')}»"), True, "- ", english=True),
    _check(r"(?<![\w./])(?:\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|\d{1,2}/\d{1,2}/(?:19|20)\d\d)(?![\w/])|"
        r"(?:(?<=\bon )|(?<=\bby )|(?<=from )|(?<=until )|(?<=after )|(?<=before )|(?<=since ))"
        r"\d{1,2}/\d{1,2}/\d\d(?![\w/])", _in_figures, True, signs=DIGITS),
    _check(r"(?<![\w,.-])\d{1,3},\d{1,2}(?![\w,])",
        _always("has a comma for a point", "write «.» in it, or the digits that are missing"), True, ","),
    _check(r"(?<![\w,.(\[{-])[1-9]\d{0,2},\d{4}(?![\d,)\]}.])",
        _always("has four digits behind its comma", "find out which of them is right"), True, ",",
        english=True),
    _check(r"[£$€]\d{1,3}\.\d{3}(?!\d)|(?<![\w.,])\d[\d,.]*[ \t]?[£€](?![\w])|(?<![A-Z])[£€$][ \t](?=\d)",
        _always("is no way to write money", "write it like £5,000"), True, signs=MONEY),
    _check(r"[£$€]\d{1,3}(?:,\d{3})+ ?(?:[kK]|[mM]|bn|thousand)\b",
        _always("counts its thousands twice", "write £5,000 or £5k"), True, signs=MONEY),
    _check(r"(?<![\w-])(?<![A-Z] )(?<![A-Z], )(?:[A-Z]+(?:'[A-Z]+)?,? ){5,}+[A-Z]{2,}(?![\w-])",
        _always("is written in capitals, which some screen readers spell", "write it in small letters",
            lambda found: not re.search(r"\b(?:AND|ARE|FOR|IS|NOT|OF|OR|THE|TO|YOUR)\b", found[0])), True),
    _check(r"\b(?:[Tt]he|[Tt]hose|[Tt]hese|[Ii]tems|[Oo]nes|[Ww]ords|[Ll]ines|[Pp]ictures|[Rr]ows|[Cc]ells)"
        rf"(?: (?:shown|marked|printed|written))? in {COLOUR}\b|\b[Tt]he {COLOUR} ones?\b|"
        rf"\bwith an? {COLOUR} (?:border|frame|background)\b|\b{COLOUR}(?:,? \w+)? {PART}\b|"
        rf"\b{PART} (?:below )?(?:on|to) the (?:right|left)\b",
        # WCAG 2.2, 1.3.3
        _always("tells by colour or place alone what is meant",
            "name it by its title or its words, too, or link to it"), True, prose_only=True),
    _check(rf"(?<![\w.,-])\d[\d,.]*{UNIT}s?\b(?!\.\w)",
        _always("has no space", "write one between number and word"), True, signs=DIGITS),
    _check(r"\b(?:two|three|four|five|six|\d{1,2}) (?:day|hour|minute|month|week|year) "
        r"(?:call|course|event|grant|meeting|plan|programme|project|session|talk|training|visit|"
        r"workshop)s?\b",
        _always("lacks a hyphen", lambda found: f"write «{found[0].replace(' ', '-', 1)}»"), True),
    _check(rf"(?<![\w.,-])\d{{1,4}} - \d{{1,4}}(?= (?:{UNIT}s?|%|per cent)\b)",
        _always("reads as a sum", "write «14 to 16»"), True, " - "),
    _check(r"(?<![\w.,/–-])(?:[2-9]|[1-9]\d{1,2}|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|"
        rf"[Nn]ine|[Tt]en) {THING}(?<!people)(?=[.,;:)]|\Z| ?\ufffc| (?:after|ago|and|are|as|at|before|for|"
        r"from|had|have|in|is|later|of|or|than|that|to|was|were|with)\b)",
        _always("is more than one", "write the plural"), True),
    _check(r"(?<![\w./@-])(?:january|february|april|june|july|september|october|november|december|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?![\w/@-]|\.\w)",
        _always("is a name of the calendar", "begin it with a capital letter"), True),
    _check(r"\b(?:[Ii]n|[Bb]y|[Ff]rom|[Ss]ince|[Uu]ntil|to|of|and|on|\d{1,2}) "
        r"(?P<word>[A-Z][a-z]{3,9}) (?:19|20)\d\d\b", _month, True, signs=DIGITS),
    _check(rf"\b(?:{_OF_MONTHS}) (?:the )?\d{{1,2}}(?:st|nd|rd|th)\b|"
        rf"\b\d{{1,2}}(?:st|nd|rd|th) (?:of )?(?:{_OF_MONTHS})\b",
        _always("is no date of this book", "write it as «5 March 2026»"), True, signs=DIGITS),
    _check(r"\d (?:thousand|million|billion)s\b",
        _always("has an s too many", lambda found: f"write «{found[0].removesuffix('s')}»"), True,
        signs=DIGITS),
    _check(r"\b\d(?:\.\d+)?E[+-]?\d{2}\b",
        _always("is how a sheet shortens a number", "write it out"), True, "E"),
    _check(r"\b(?:Figure|Fig\.|Table) \d+\b(?! (?:of|in)\b)|"
        r"\b(?:[Ss]ee|on) (?:page|p\.) ?\d+\b(?! (?:of|in)\b)(?![^.]{0,40}\ufffc)",
        _always("is a number that nobody sees", lambda found: "take it out: pictures here have no numbers"
            if re.match(r"[:.]", found.string[found.end() :]) and not found.start()
            else "link it: [words](#label)"), True, signs=DIGITS),
    *(
        _check(pattern, partial(_slip_of_the_ear, fix), True, hint, english=True)
        for hint, pattern, fix in CONFUSED
    ),
    _check(r"\bthan\b", _always("compares nothing", "write «then» in its place", lambda found: bool(
            COMPARES.search(re.split(r"[.!?]\s", found.string[: found.start()])[-1]))), True, "than"),
    _check(r"\s(?:(?<=[a-z]{4}[.?!]\s)|(?<=\s[a-z]{2}[.?!]\s)(?<!\b(?:al|ca|cf|ed|no|pp|vs)\.\s)|"
        r"(?<=\s[a-z]{3}[.?!]\s)(?<!\b(?:etc|max|min)\.\s)|(?<=[a-z\ufffc] \ufffc[.?!]\s))"
        r"(?!(?:https?|etc)\b)[a-z]{2,}(?![\w-]|\.\w)",
        _always("begins a sentence", "begin it with a capital letter"), True),
    _check(r"\b(?:\d{4} to|an|our|than|the|their|your)[.](?=\s+[A-Z]|\s*\Z)",
        _always("is no end of a sentence", "finish the sentence"), True, "."),
    _check(rf"(?<![\w./@-])(?:[A-Z][a-z]{{2,}}[.?!]|[a-z]{{3,}}[.?!](?!{BEGINS})|[a-z]{{2}}[?!])[A-Z][a-z]*,?\s",
        _always("has no space behind its sign", "write a space behind it"), True),
    # Not «Users.Read»: words that begin a sentence, and no name.
    _check(rf"(?<![\w./@-])[a-z]{{2,}}[.?!]{BEGINS}",
        _always("has no space behind its sign", "write a space behind it"), True, english=True),
    _check(r"\b(?:(?:they|we|you)(?:are|can|have|need|will)|(?:by|is|that)the)\b",
        _always("has no space in it", "write two words"), True, english=True),
    _check(r"\w[ \t]+(?:,|;|\.)(?=\s|\Z)|\w[ \t]+,(?=[a-z]{2})",
        _always("has a space before its sign", "take the space out"), True, written=True, english=True),
    _check(r"\ufffc[ \t]+[,;.](?=\s|\Z)",
        _always("has a space before its sign", "take the space out"), True, "\ufffc"),
    _check(r"[a-z]{2}[ \t]+[?!](?=\s|\Z)",
        _always("has a space before its sign", "take the space out"), True, written=True),
    _check(r"(?<![\w./@-])[A-Za-z][a-z]+,(?!and\b)[a-z]{2,}(?![\w/@(=-]|\.\w)",
        _always("has no space behind its comma", "write a space behind it"), True, ","),
    _check(r"(?<![\w./@-])[A-Z]{2}[a-z]+(?<![A-Z]s)(?![\w./@-])", _capitals, True, english=True),
    _check(r"\w(?:!!+|\?\?+|!\?|\?!)(?=\s|\Z)",
        _always("has a sign too many", "keep one of them"), True),
    _check(r"(?<=\ufffc)[A-Z][a-z]+",
        _always("has no space before it", "write a space in front of it"), True, "\ufffc"),
    _check(r"(?<![\w.,:;'’/(+*=-])i(?![\w.'’/)+*=-])",
        _always("is a word of one small letter", "write «I» in its place"), True, "i"),
)
# fmt: on


def _found(page: Page, checks: tuple[_Check, ...]) -> Iterator[Problem]:
    english = page.strict or reads_as_english(page)

    def asked(check: _Check) -> bool:
        return page.strict or not check.strict or (check.english and english)

    for prose in page.texts:
        # What is quoted is as its author wrote it. A line may end between any two words.
        text = (
            "" if prose.quoted else QUOTED.sub(lambda words: "\ufffc" * len(words[0]), prose.shape)
        )
        # What a line breaks in two, such as the words of a link, has no blank behind it.
        text = re.sub(r"(?<=\ufffc)\n+(?=[.,;:!?)])", lambda end: "\ufffc" * len(end[0]), text)
        text = text.replace("\n", " ")
        signs = _signs(text)
        begins = [0, *(end.end() for end in END_OF_SENTENCE.finditer(text))]
        told = set()
        for check in checks if text else ():
            if check.prose_only and prose.kind == "alt":
                continue
            if check.hint not in text or (check.signs and check.signs.isdisjoint(signs)):
                continue
            words = prose.text if check.seen and not prose.quoted else text
            for found in check.find(words, begins) if asked(check) else ():
                why, fix = check.judge(found)
                if found.span() in told or not why:
                    continue
                if not (check.written and found[0] not in page.text):
                    told.add(found.span())
                    start = found.end() - len(found[0].lstrip())
                    shown = " ".join(found[0].split())
                    yield Problem(prose.shape_line_of(start), f"«{shown}» {why}", fix)


NAMED_PLACE = re.compile(
    r"\bth(?:e|is) (chart|diagram|drawing|figure|map|photograph|picture|screenshot|table) (above|below)\b",
    re.IGNORECASE,
)


@rule("page", strict=True)
def named_place(page: Page) -> Iterator[Problem]:
    """What a text says stands above or below it stands there: a table, or a picture of some kind.

    Bad (strict, lines 1, 3):
        The chart below shows how many came.

        This is more than the table above says.

    Good (strict):
        The table below says how many came, and the figure below where.

        | Year | Came |
        |---|---|
        | 2024 | 20 |

        ![Twenty of them sat in the hall](hall.png)

        The one in the picture above is full.
    """
    # A directive of the book's own may draw either.
    own = [
        each.line
        for each in page.directives
        if syntax.bare_name(each.name) not in syntax.DIRECTIVES
    ]
    tables = [*own, *(prose.line for prose in page.prose if prose.kind == "cell")]
    pictures = [*own, *(image.line for image in page.images)]
    for prose in page.prose:
        text = quoted_blanked(prose.shape)
        for found in NAMED_PLACE.finditer(text) if not prose.quoted else ():
            line, above = prose.shape_line_of(found.start()), found[2].lower() == "above"
            there = tables if found[1].lower() == "table" else pictures
            if not any(at < line if above else at > line for at in there):
                message = (
                    f"«{found[0]}» is not there: no {found[1].lower()} stands {found[2].lower()}"
                )
                yield Problem(line, message, "add it, or name by a link what is meant")


@rule("words", yields_to=("licence-known",))
def cannot_be(page: Page) -> Iterator[Problem]:
    """No text says what cannot be: a day that is not in the calendar, an end before its beginning.

    Bad (lines 1, 2, 3, 4, 5, 6):
        The call closed on 31 November 2024.
        The showcase was on Friday, 6 March 2024.
        The cohort ran from March 2025 to September 2024.
        The call begins at 25:30 on Monday.
        The slides are under CC BY 5.0.
        The text is under CC BY-SA-NC.

    Bad (strict, lines 1, 1, 3, 4, 5, 6, 7, 8, 8):
        The showcase was on that day, 16:00 to 14:00. It runs from 30 July to 1 February 2027.

        Of those registered, 640 % came.
        It takes between 12 and 9 organisations
        for 16 to 14 weeks.
        They paid £5 pounds for it.
        The plan was made in 2204, and
        the launch (2024-2023) was on Monday {date}`2024-03-06`.

    Good:
        The showcase was on Wednesday, 6 March 2024, from 14:30 to 16:00. Prices rose from £2025 to £2023.
        The International Organization for Standardization (ISO) writes Coordinated Universal Time (UTC).
        It ran from September 2024 to March 2025, from 2023 to 2024 and from 29 February.
        The slides are under CC BY-NC-SA 4.0, the data under CC0 1.0. Use grew by 140 %, the ratio was 25:30.
        It fell from 42 to 21 people.
    """
    yield from _found(page, CANNOT_BE)
    for formula in page.formulas if page.strict else ():
        tex = formula.tex.replace(r"\times", "×").replace(r"\div", "÷").strip()
        sums = [check for check in CANNOT_BE if check.judge is _sum]
        for found in (each for check in sums if (each := check.pattern.fullmatch(tex))):
            if any(problem := _sum(found)):
                yield Problem(formula.line, f"«{tex}» {problem[0]}", problem[1])


@rule("words")
def slip_of_the_pen(page: Page) -> Iterator[Problem]:
    """No slip of the pen: a word or a sign that stands twice, a bracket or a quotation that stays open.

    Nor is anything named by its colour or its place alone.

    Bad (lines 1, 3, 3):
        Ask the
        the expert.
        It is up to to you. Ask them where required by law, and where they where led.

    Bad (strict, lines 1, 2, 3, 4, 5, 7, 9, 9, 10, 11, 12, 12, 12, 13, 13, 14, 14, 15, 17, 17, 18, 18):
        The deputy reads the notes the notes of each
        call call to all of them.
        Ask early,, and ask again.
        Ask early , and ask
        for an new idea.

        The deputy (who reads the notes steps in.

        Wenjia Tаng signed the ﬁrst form.
        They met a sci- ence writer, and
        an Expert in Residence (Expert in Residence).
        On 15.03.2023, by 15/03/23, they gave 0,2 of
        their time, or 5.60E+05 of it, as Figure 2 shows.
        They could of asked more of it's members.
        It was enough. then they left.

        Each of them have a question, and who's answer is known
        in there sectors. It's main sectors are known.

    Bad (lines 1, 1, 3, 5):
        Almost all sources where written by the team (as was said before.

        You are in “command mode" now.

        They call it a "true leader, and so do we.

    Bad (strict, lines 1, 1, 1, 2, 2, 3, 4, 4, 5, 5):
        It starts form the same level, and it has it's rows. Then you lose. If you loose
        the writer, ask Mia Noonan, Principle Data Scientist. It is more easier
        with as much organisations as then. They
        wanted to discussed it: SME's, and more, may
        fix a in a minute for £5.000.

    Bad (lines 2, 3, 7, 11, 11):
        ```console
        $ make figure ARGS='--title “The launch”'
        $ make figure –help
        ```

        ```bash
        git commit -m ‘The launch’  # as they say – “so”
        ```

        ```python
        print("so" – “so)
        ```

    Good:
        ```console
        $ git commit -m "It’s done – “so”"
        He said “so” – twice.
        ```

        ```python
        print("“so” – and so")  # which is ‘so’
        ```

    Good:
        The will needs a witness, when there always are people in each group. They log in in the morning. What
        it is is clear: it can be need-based. One of two partners that has agreed spoke; Those means is fine.
        He said that that was all he had had. «The the» is a band, and so is the The.
        Ask (or not) for [0, 1) or (0, 1]; it goes on and on and on... A 5" nail, a `( b`, an hour :(
        The pre- and post-tests took 0.2 of it. Of course it's theirs, and who's here knows whose it is.
        A μm is small. The headquarters is in London. The news is good, and it's users who ask.
        It was more correct than others, and people who are asked work. We look forward to work that lasts.
        They proposed to bring it, would need it and could not exceed it. An operations manager came.
        One of the organisations was late. Which of these two is it? For those it was hard, in Marsh 2021.
        Many indigenous peoples live there, of whom neither one is first or last.
        Read install.R as the Users.Read do, in 0,...,9: an xarray, an mse, an sdist and a union.
        If everyone were here, the May and June
        terms, 2-3 weeks of a 12 month plan, by Sept 2024, would cost £5,000 or US$ 10.
    """
    yield from _found(page, SLIPS)
    for code in page.code:
        fenced = page.lines[code.line - 1].lstrip().startswith(("```", "~~~", ":::"))
        for line, sign in _typeset(code.content, code.language):
            message = f"«{sign}» is a sign of print, which no program reads as it is meant"
            fix = "write \" or ' for a quotation mark, - or -- for a dash"
            yield Problem(code.line + fenced + line, message, fix)
    yield from _glued_links(page) if page.strict or reads_as_english(page) else ()
    for prose in page.texts if page.strict or reads_as_english(page) else ():
        if prose.kind in ("paragraph", "alt"):
            yield from _brackets(prose)
            yield from _closings(prose) if page.strict else ()


GLUED_LINK = re.compile(
    r"(?<=[a-z]{2})(,?)\[[^\[\]\n]+\]\([^()\s]*\)|(?<![\w\]])\[[^\[\]\n]+\]\([^()\s]*\)(?=[a-z]{3})"
)


def _glued_links(page: Page) -> Iterator[Problem]:
    """The links with no space before or behind them, where a word stands."""
    lines = {link.line for link in page.links if link.syntax == "inline"}
    for line in sorted(lines):
        row = re.sub(r"`[^`]*`", "", page.lines[line - 1])
        for found in GLUED_LINK.finditer(row):
            message = f"«{found[0][:60]}» has no space between it and the word beside it"
            yield Problem(line, message, "write a space there, or take the word into the link")


def _brackets(prose: Prose) -> Iterator[Problem]:
    """The brackets and quotation marks of a paragraph that open and do not close."""
    shape = prose.shape
    straight = shape.count('"') % 2 and not re.search(r'\d"', shape)  # which may be inches
    for opening, closing in (("(", ")"), ("“", "”"), ("«", "»")):
        if shape.count(opening) > shape.count(closing):
            text = re.sub(r"[:;]-?[()]", "  ", shape)
            found = OPEN.search(text) if opening == "(" else re.search(opening, text)
            if found and text.count(opening) > text.count(closing):
                yield _open(prose.shape_line_of(found.start()), opening, closing)
                # Somebody wrote the other sign where it closes.
                straight = straight and opening != "“"
    if straight:
        yield _open(prose.shape_line_of(shape.rfind('"')), '"', '"')


def _closings(prose: Prose) -> Iterator[Problem]:
    """The first bracket of each kind in a paragraph that closes and was never opened."""
    # Not the «)» of a point such as «a)», nor of a face.
    text = re.sub(r"(?<!\w)(?:\w{1,2}|[:;]-?)\)", lambda sign: " " * len(sign[0]), prose.shape)
    for opening, closing in ("[]", "()"):
        if closing == ")" and prose.text.count(opening) >= prose.text.count(closing):
            continue  # the one that opens it has a backslash before it
        depth = 0
        for found in re.finditer(rf"[\{opening}\{closing}]", text):
            depth += 1 if found[0] == opening else -1
            if depth < 0:
                fix = f"take it out, or write «{opening}» where it begins"
                message = f"what «{closing}» closes was never opened"
                yield Problem(prose.shape_line_of(found.start()), message, fix)
                break


CONSOLES = frozenset({"console", "shell-session"})
SHELLS = CONSOLES | {"bash", "sh", "shell", "zsh"}
PYTHON = frozenset({"ipython", "py", "python", "python3"})
TYPESET = re.compile(r"(?:(?<=[\s=(])|(?<=[=\s]['\"]))[“‘](?=\S)|(?<=\s)[–—]+(?=[a-z])")
IN_PYTHON = re.compile(
    r"(\"{3}|'{3})[\s\S]*?(?:\1|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#.*|([“”‘’–—])"
)
"""A text or a comment in a program, or a sign of print outside of both."""


def _typeset(code: str, language: str) -> Iterator[tuple[int, str]]:
    """The signs of print in commands and in Python, where a program does not take them: line and sign."""
    if language in PYTHON:
        for found in IN_PYTHON.finditer(code):
            if found[2]:
                yield code.count("\n", 0, found.start()), found[2]
    for line, row in enumerate(code.split("\n") if language in SHELLS else ()):
        is_command = row.lstrip().startswith("$") or language not in CONSOLES
        # Between double quotes stand somebody's words, and behind «#» a comment.
        if is_command and (found := TYPESET.search(re.sub(r"\"[^\"]*\"|(?:^|\s)#.*", "", row))):
            yield line, found[0]


def _open(line: int, opening: str, closing: str) -> Problem:
    message = f"what «{opening}» opens stays open"
    return Problem(line, message, f"write «{closing}» where it ends, or take it out")
