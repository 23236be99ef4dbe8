"""Rules for what stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from booklint.finding import Problem
from booklint.page import Page, Prose
from booklint.registry import rule
from booklint.syntax import PICTURES

OBJECT = "\ufffc"
IN_TURN = frozenset({"tab-item", "tab", "group-tab", "dropdown", "card", "grid-item-card"})
"""Where the same words may well stand twice: the reader sees one or the other."""
SENTENCE = re.compile(r"[A-Z“\"].{15,}[.!?]", re.DOTALL)
SENTENCE_END = re.compile(r"(?<=[.!?])(?!\S)")
POINT = re.compile(r"(\s*)(?:[-*+]|\d+[.)])\s")
SMALL = re.compile(r"\b(?:an?|are|has|have|had|is|that|the|was|were)\b ?", re.I)
LEADING = re.compile(r"^(?:[\s>*+-]|\d+[.)] )+")


@rule("page")
def block_twice(page: Page) -> Iterator[Problem]:
    """No paragraph is printed twice on a page.

    On other people's books this is a notice unless the two stand together. Nor is a sentence, right
    behind itself; nor, in a strict book, in the same paragraph, or a point in the same list.

    Bad (lines 2, 5, 9, 12, 16):
        Ask them all early.
        Ask them all early.

        Ask them all early {cite:p}`nl44`.
        Ask them all early {cite:p}`nl44`.

        The experts found that unplanned time led to the most useful talks of all their days.

        The experts found that unplanned time led to the most useful talks of all their days.

        1. [](plan.md)
        2. [](plan.md)

        They asked them all early.

        They asked them all early.

    Good:
        Ask early.

        Ask early.

        Whoever comes to the programme for the first time first reads what {ref}`a` says of it.

        Whoever comes to the programme for the first time first reads what {ref}`b` says of it.

        (a)=
        ## Time

        (b)=
        ## Money
    """
    seen: dict[str, tuple[Prose, int]] = {}
    rows = page.lines
    for number, prose in enumerate(page.prose):
        for before, row in pairwise(prose.shape.split("\n") if prose.kind == "paragraph" else ()):
            if row != before or len(row.split()) < 4 or row.rstrip(OBJECT)[-1:] not in " .:!?":
                continue
            line = prose.shape_line_of(prose.shape.find(f"{row}\n{row}") + len(row) + 1)
            # Roles look alike in a shape, but may say different things.
            if LEADING.sub("", rows[line - 1]) == LEADING.sub("", rows[line - 2]):
                message = f"«{row[:50]}» stands twice, one behind the other"
                yield Problem(
                    line, message, "remove one of the two, or write what was meant in its place"
                )
        text = " ".join(prose.text.split())
        if prose.kind != "paragraph" or not IN_TURN.isdisjoint(prose.within):
            continue
        first, before = seen.get(text, (prose, number))
        seen[text] = (prose, number)
        next_to = before == number - 1 and text[-1:] in ".!?"
        short = len(text.split()) < 5 if next_to else len(text) < 60 or len(text.split()) < 10
        if short:
            continue
        # Roles and substitutions look alike in a text, but may say different things.
        plain = OBJECT not in first.shape + prose.shape
        same = plain or _written(rows, first) == _written(rows, prose)
        if first is not prose and same:
            together = number == before + 1 and not any(
                first.line < each.line < prose.line for each in page.code
            )
            yield Problem(
                prose.line,
                f"«{text[:50]}…» is printed a second time (first on line {first.line})",
                "remove one of the two",
                level="finding" if page.strict or together else "notice",
            )
    more = (*_blocks_twice(page), *_sentences_twice(page)) if page.strict else ()
    for line, first, what in (*more, *_points_twice(page)):
        message = f"{what} is printed a second time (first on line {first})"
        yield Problem(line, message, "remove one of the two, or write what was meant in its place")


def _sentences_twice(page: Page) -> Iterator[tuple[int, int, str]]:
    """The sentences that stand twice in one paragraph: their lines and what they are."""
    for prose in page.prose:
        seen: dict[str, int] = {}
        at, above, last = 0, "", 0
        for piece in SENTENCE_END.split(prose.shape if prose.kind == "paragraph" else ""):
            line = prose.shape_line_of(at + len(piece) - len(piece.lstrip()))
            at += len(piece)
            if not SENTENCE.fullmatch(piece.strip()):
                continue
            sentence = " ".join(piece.split())
            if len(sentence.split()) >= 5 and OBJECT not in sentence and "__" not in sentence:
                if SMALL.sub("", sentence) == above and sentence not in seen:
                    yield line, last, f"«{sentence[:50]}», but for small words,"
                above, last = SMALL.sub("", sentence), line
                # Two rows that are the same are told above.
                if sentence in seen and page.lines[line - 1] != page.lines[line - 2]:
                    yield line, seen[sentence], f"«{sentence[:50]}»"
                seen.setdefault(sentence, line)


def _points_twice(page: Page) -> Iterator[tuple[int, int, str]]:
    """The points that stand twice in one list: their lines and what they are."""
    rows = page.lines
    seen: dict[int, dict[str, int]] = {}
    for prose, after in zip(page.prose, [*page.prose[1:], None], strict=False):
        point, next_point = (
            POINT.match(rows[each.line - 1]) if each and each.line <= len(rows) else None
            for each in (prose, after)
        )
        if not point or prose.within:
            seen = {}
            continue
        depth = len(point[1])
        seen = {other: lines for other, lines in seen.items() if other <= depth}
        # What has points below it may well be called as another one.
        alone = not next_point or len(next_point[1]) <= depth
        text = _written(rows, prose).rstrip(".,;").removesuffix(" and").casefold()
        told = text.startswith("[](") or (page.strict and len(text.split()) > 1)
        if alone and told and not re.search(r"__|☐|^\[[ x]?\](?!\()", text):
            first = seen.setdefault(depth, {}).setdefault(text, prose.line)
            if first != prose.line:
                yield prose.line, first, f"the point «{text[:50]}»"


def _written(rows: Sequence[str], prose: Prose) -> str:
    """A paragraph as it stands in the file, without the sign of a list or a quotation."""
    end = prose.line + prose.text.count("\n")
    return " ".join(LEADING.sub("", " ".join(rows[prose.line - 1 : end])).split())


def _blocks_twice(page: Page) -> Iterator[tuple[int, int, str]]:
    """The directives, tables and pieces of code that stand twice: their lines and what they are."""
    seen: dict[tuple[str, ...], int] = {}
    for each in page.directives:
        options = (f"{name}={option.value}" for name, option in sorted(each.options.items()))
        key = (each.name, each.argument, each.body, *options)
        # The paragraphs of a longer one are found one by one.
        short = len(each.body) < 60 or each.name in PICTURES
        if short and not each.within and seen.setdefault(key, each.line) != each.line:
            yield each.line, seen[key], f"the {{{each.name}}} block"
    cells = {prose.line for prose in page.prose if prose.kind == "cell"}
    start = 1
    for is_row, rows in groupby(page.lines, lambda row: row.startswith("|")):
        table = tuple(rows)
        is_table = is_row and len(table) > 2 and start in cells
        lines: dict[str, int] = {}
        for number, row in enumerate(table if is_table else (), start):
            said = len(row) > 20 and "__" not in row and row.upper() != row.lower()
            if lines.setdefault(row, number) != number and said:
                yield number, lines[row], "the row"
        if is_table and seen.setdefault(table, start) != start:
            yield start, seen[table], "the table"
        start += len(table)
    for before, code in pairwise(page.code):
        end = before.line + before.content.count("\n")
        same = code.content == before.content and not code.language.startswith("{")
        if same and not code.within and code.line - end <= 3:
            yield code.line, before.line, "the block of code"
