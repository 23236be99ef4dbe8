"""What is counted, numbered and added up in a text and its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from booklint.finding import Problem
from booklint.page import Page
from booklint.registry import rule
from booklint.shown import cells

NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


NUMBER = re.compile(rf"\b(?:{'|'.join(NUMBERS)})\b(?:\s+\w+)?", re.IGNORECASE)


OF_TIME = re.compile(r"(?:year|month|week|day|hour|minute|time|cohort|page)s?\Z")


POINT_OF_LIST = re.compile(r"(?:[-*+]|\d+[.)])\s")


PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


GLUED = re.compile(r"\s*\d{1,2}[.)](?=[^\W\d]|\[)")
NUMBERED = re.compile(r"(?:([A-Z][a-z]+) )?(?:(\d{1,2})|([A-HJ-UWYZ]))[.):]\s")


LIST = 9  # the level of a point, below that of any heading


STEP = re.compile(r"(\d+)(?:\s?[–-]\s?(\d+))?")


TIME = re.compile(r"\b(\d\d?):(\d\d)\b")


@rule("page", strict=True, yields_to=("text-changed",))
def numbers_agree(page: Page) -> Iterator[Problem]:
    """What is counted is as many as the text says, and what is numbered goes on from one to the next.

    Bad (lines 3, 5, 10):
        ### Step 1. Ask
        ### Step 2. Listen
        ### Step 2. Write
        ## A. Before
        ## C. After
        1. Ask

        Then:

        3. Write

    Good:
        Three things help in the first two weeks:

        - a name
        - a face
        - a question

        | Minutes | Do this |
        |---|---|
        | 0–10 | Ask |
        | 10–20 | Listen |
        | 10–20 | Listen |
        | 20–45 | Write |
        | 45–90 | Read |
    """
    rows = page.lines
    for prose in page.prose:
        sentence = re.split(r"[.?!]\s", prose.shape)[-1]
        counted = (
            NUMBER.findall(sentence) if prose.kind == "paragraph" and sentence.endswith(":") else []
        )
        counted = [each.split() for each in counted if not OF_TIME.search(each)]
        end = prose.line + prose.text.count("\n")
        points = _points(rows[end:]) if len(counted) == 1 else 0
        word = counted[0][0].lower() if points > 1 else ""
        if word and points != NUMBERS.index(word) + 2:
            yield Problem(
                end,
                f"the text announces «{' '.join(counted[0])}», and the list below has {points} points",
                "correct the number, or the list",
            )
    last: dict[tuple[int, str | None], int] = {}
    after_slip: dict[tuple[int, str | None], tuple[int, int]] = {}
    listed = [(each.line, LIST, "".join(rows[each.line - 1 : each.line])) for each in page.prose]
    # A point without the blank behind its number is found as such, and counts.
    glued = [
        (line, LIST, f"{found[0]} ")
        for each in page.prose
        if "\n" in each.text
        for line in range(each.line + 1, each.line + 1 + each.text.count("\n"))
        if (found := GLUED.match("".join(rows[line - 1 : line])))
    ]
    headings = [(each.line, each.level, each.text) for each in page.headings if not each.nested]
    for line, level, text in sorted([*headings, *listed, *glued]):
        found = NUMBERED.match(text)
        last = {key: count for key, count in last.items() if key[0] <= level}
        if not found or (level == LIST and not found[2]):
            continue
        count = int(found[2] or ord(found[3]) - ord("A") + 1)
        before = last.get((level, found[1]), 0)
        # Points may go on from those of another section, and a letter may begin a name: «K. Jones».
        known = before and (found[2] or abs(count - before) < 3)
        known = known or (level < LIST and found[2] and not found[1])
        goes_on = (1, before + 1, *after_slip.pop((level, found[1]), ()))
        if known and count not in goes_on:
            right = before + 1 if found[2] else chr(ord("A") + before)
            message = f"«{text[:50]}» does not go on from the number before it"
            yield Problem(line, message, f"write {right}, or no number")
            # The next one goes on from what this number is, or from what it should be.
            after_slip[level, found[1]] = (before + 2, count + 1)
        last[level, found[1]] = count if count in goes_on else max(count, before + 1)
    table: list[tuple[int, list[str]]] = []
    for number, row in enumerate([*rows, ""], 1):
        if row.startswith("|"):
            # A row that was pasted twice is found by `block-twice`, and its number is right.
            if row != (rows[number - 2] if number > 1 else ""):
                table.append((number, [each.strip(" *") for each in cells(row)]))
        elif table:
            yield from _steps(table)
            yield from _sums(table)
            table = []


def _steps(table: list[tuple[int, list[str]]]) -> Iterator[Problem]:
    """The one row whose number does not go on from the row above."""
    # As numbers, times of the day rise as well: 1150, 1240.
    found = [(line, STEP.fullmatch(TIME.sub(r"\1\2", row[0]))) for line, row in table if row]
    steps = [(line, int(step[1]), int(step[2] or step[1])) for line, step in found if step]
    # Minutes before a start are counted down.
    if sum(first > last for _, first, last in steps) > 1:
        steps = [(line, -first, -last) for line, first, last in steps]
    back = [b[0] for a, b in pairwise(steps) if b[1] < a[2] or b[1] == a[1] or b[2] < b[1]]
    later = [b[0] for a, b in pairwise(steps) if b[1] != a[2]]
    # Where each row takes up where the one above it ends, none leaves time out.
    spans = all(first < last for _, first, last in steps)
    counts = all(first == last for _, first, last in steps)
    for above, (line, number, _) in pairwise(steps) if counts and len(steps) > 3 else ():
        meant = str(above[1] + 1)
        if f"{number}" == meant[::-1] != meant:
            yield Problem(
                line,
                f"the row after {above[1]} is {number}, which is {meant} with its digits swapped",
                f"write {meant}, or correct the row above",
            )
            return
    wrong = later if spans and len(later) == 1 and len(steps) > 4 else back
    if len(steps) > 3 and len(wrong) == 1:
        yield Problem(
            wrong[0],
            f"this row begins {'before' if wrong == back else 'after'} the row above it ends, or ends first",
            "correct the number of one of the two, or their order",
        )


def _sums(table: list[tuple[int, list[str]]]) -> Iterator[Problem]:
    """Each column of numbers alone whose last row says another sum."""
    line, last = table[-1]
    above = [row for _, row in table[2:-1]]
    if len(above) < 2 or not last or not re.match(r"(?:Sum|Total)\b", last[0]):
        return
    for at, said in enumerate(last[1 : len(table[0][1])], 1):
        column = [*(row[at] for row in above if at < len(row)), said]
        plain = [re.sub(r"[£$€, ]", "", cell) for cell in column]
        if all(map(PLAIN_NUMBER.fullmatch, plain)):
            *parts, whole = map(Decimal, plain)
            if sum(parts) != whole:
                yield Problem(
                    line,
                    f"the column «{table[0][1][at]}» adds up to {sum(parts)}, and its last row says {said}",
                    "find out which number is wrong",
                )


def _points(rows: Sequence[str]) -> int:
    """How many points the list has that follows at once; none where something else does."""
    said = [row for row in rows if row.strip()]
    count = 0
    for row in said:
        if POINT_OF_LIST.match(row):
            count += 1
        elif not (count and row.startswith(" ")):
            break
    return count
