"""Finds in a text what hides its meaning from a reviewer, or keeps a program busy without end."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from booklint.invisible import INVISIBLE
from booklint.tables import tables_in

from ..strict_yaml import Problem, line_at
from .bounds import BOUNDS, most

_FORMULA = re.compile(r"[=+\-@＝＋－＠]\s*\S")
_NUMBER = re.compile(r"[+-]\s?\d[\d.,  ]*%?")

# Each level of directives needs a longer fence than the one inside it: a cap on the length of a
# fence is a cap on nesting.
_LONG_FENCE = re.compile(rf"^[^\S\n]*([`:~])\1{{{most('fence')},}}", re.MULTILINE)

# Accents that stand above, below and over the letter before them.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
    f"{{{most('marks') + 1},}}"
)

# What costs a parser more than its own length; each is counted on the text as it stands.
_COUNTED = {
    "lines": re.compile(r"\n"),
    "labels": re.compile(r"^[ \t>]*\([^()\n]+\)=[ \t]*$", re.MULTILINE),
    "definitions": re.compile(r"^[ \t>]*\[[^\]\n]+\]:", re.MULTILINE),
}


def text_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield the problems of a page (`.md`), of data (`.yml`) or of the bibliography (`.bib`)."""
    if match := INVISIBLE.search(text):
        message = f"The unseen character U+{ord(match[0]):04X} stands here."
        yield Problem(path, line_at(text, match.start()), message, "Remove it.")
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > most("line"):
            message = f"This line is longer than {most('line'):,} characters."
            yield Problem(path, number, message, "Break it.")
            break
    if path.endswith(".bib"):
        yield from deep_braces(path, text)
        yield from abbreviations(path, text)
    if path.endswith(".md"):
        yield from count_problems(path, text)


def count_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield where a page has more of one kind than a parser or a reader takes."""
    if match := _LONG_FENCE.search(text):
        most_signs = most("fence")
        message = (
            f"The fence is longer than {most_signs} signs, or directives are nested so deeply."
        )
        fix = "Write fewer signs, or flatten them."
        yield Problem(path, line_at(text, match.start(1)), message, fix)
    if match := _MARKS.search(text):
        message = f"There are more than {BOUNDS['marks']}, which cover the lines around it."
        yield Problem(path, line_at(text, match.start()), message, "Take some out.")
    for name, pattern in _COUNTED.items():
        found = next(islice(pattern.finditer(text), most(name), None), None)
        if found:
            line = line_at(text, found.start())
            yield Problem(path, line, f"There are more than {BOUNDS[name]}.", "Split the page up.")
    for table in tables_in(text):
        for name, count in (("columns", table.columns), ("cells", table.cells)):
            if count > most(name):
                line = line_at(text, table.start)
                yield Problem(path, line, f"There are more than {BOUNDS[name]}.", "Split it up.")
                return


def abbreviations(path: str, text: str) -> Iterator[Problem]:
    """Yield abbreviations of a bibliography: nine lines of them can stand for gigabytes."""
    for name in ("string", "preamble"):
        if match := re.search(rf"@\s*{name}\b", text, re.IGNORECASE):
            message, fix = f"«@{name}» is not allowed here.", "Write the words out in each entry."
            yield Problem(path, line_at(text, match.start()), message, fix)


def formulas(path: str, text: str) -> Iterator[Problem]:
    """Yield where a table to download has a cell that a spreadsheet would run as a formula.

    Spreadsheets of some languages split at semicolons, so that all three usual signs are tried.
    """
    found = set()
    for sign in ",;\t":
        reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=sign)
        try:
            for row in reader:
                cells = (cell.strip() for cell in row)
                if any(_FORMULA.match(cell) and not _NUMBER.fullmatch(cell) for cell in cells):
                    found.add(reader.line_num)
        except csv.Error:
            found.add(max(reader.line_num, 1))
    for line in sorted(found)[:1]:
        message = "A spreadsheet would take a cell of this line for a formula."
        yield Problem(path, line, message, "Begin it with a letter, a digit or an apostrophe.")


def deep_braces(path: str, text: str) -> Iterator[Problem]:
    """Yield where braces are nested so deeply that the parser of a bibliography gives up."""
    depth = 0
    for match in re.finditer(r"[{}]", text):
        depth = max(depth + (1 if match[0] == "{" else -1), 0)
        if depth > most("braces"):
            line = line_at(text, match.start())
            yield Problem(path, line, "Braces are nested too deeply here.", "Close them.")
            return
