"""Draws how the Hub grew from cohort to cohort: one mark an organisation, one an expert."""

from __future__ import annotations

import math

from hub.dates import span_in_words
from hub.records import Records
from hub.schema import Cohort, Count, Organisation, Sector

from figures.draw.chart import MARGIN, TEXT, WIDTH, finish, heading, paragraph, write
from figures.draw.palette import ACCENT, FAINT, PAPER, QUIET
from figures.draw.svg import Drawing, Element, add, path_data
from figures.draw.symbols import draw_symbol

PER_ROW = 20
STEP = (WIDTH - 2 * MARGIN) / PER_ROW
ROW = 34


def _building(parent: Element, x: float, y: float) -> None:
    add(parent, "rect", x=x - 8, y=y - 12, width=16, height=24, rx=3)


def _expert(parent: Element, x: float, y: float) -> None:
    add(parent, "circle", cx=x, cy=y - 9, r=5)
    add(
        parent,
        "path",
        d=path_data("M", (x - 8, y + 12), "v", -4, "a", 8, 8, 0, 0, 1, 16, 0, "v", 4, "Z"),
    )


def _marks(parent: Element, count: Count, word: str, mark, y: float) -> float:
    """Draws `count` marks under its label; returns where the next part may begin."""
    label = add(parent, "text", f"{count}", x=MARGIN, y=y, font_size=TEXT, font_weight="700")
    add(label, "tspan", word, font_weight="400", dx=6)
    marks = add(parent, "g", fill=ACCENT)
    for index in range(count.value):
        row, column = divmod(index, PER_ROW)
        mark(marks, MARGIN + (column + 0.5) * STEP, y + 28 + row * ROW)
    return y + 28 + math.ceil(count.value / PER_ROW) * ROW + 14


def _members(
    parent: Element, members: list[Organisation], sectors: dict[str, Sector], y: float
) -> float:
    """Lists the organisations of a cohort that are known by name, each with its sector."""
    for member in members:
        sector = sectors[member.sector]
        draw_symbol(parent, sector.symbol, MARGIN + 12, y - 7, 24, sector.colour, PAPER)
        y = paragraph(parent, member.name, MARGIN + 34, y, WIDTH - 2 * MARGIN - 34) + 5
    return y


def _cohort(parent: Element, cohort: Cohort, records: Records, y: float) -> float:
    key = next(key for key, value in records.cohorts.items() if value is cohort)
    add(
        parent,
        "path",
        d=path_data("M", (MARGIN, y), "H", WIDTH - MARGIN),
        stroke=FAINT,
        stroke_width=2,
    )
    y += 32
    write(parent, cohort.name, MARGIN, y, size=23, bold=True)
    y += 27
    write(parent, span_in_words(cohort.start, cohort.end), MARGIN, y, colour=QUIET)
    y += 36
    members = [each for each in records.organisations.values() if each.cohort == key]
    for count, word, mark in (
        (cohort.organisations_total, "organisations", _building),
        (cohort.experts_total, "experts in residence", _expert),
    ):
        if count:
            y = _marks(parent, count, word, mark, y)
    if cohort.organisations_total and len(members) == cohort.organisations_total.value:
        y = _members(parent, members, records.sectors, y) + 6
    if not cohort.organisations_total:
        told = f"{cohort.status.capitalize()}; no numbers published"
        frame = {"fill": "none", "stroke": ACCENT, "stroke_width": 2, "stroke_dasharray": "6 5"}
        add(parent, "rect", x=MARGIN, y=y - 22, width=WIDTH - 2 * MARGIN, height=52, rx=10, **frame)
        write(parent, told, MARGIN + 16, y + 11)
        y += 52
    return y + 6


def _in_words(cohort: Cohort, records: Records) -> str:
    key = next(key for key, value in records.cohorts.items() if value is cohort)
    if not cohort.organisations_total:
        return f"{cohort.name}: {cohort.status}, numbers not published."
    names = [each.name for each in records.organisations.values() if each.cohort == key]
    known = f" Known by name: {', '.join(names)}."
    return (
        f"{cohort.name}: {cohort.organisations_total} organisations, "
        f"{cohort.experts_total} experts in residence.{known}"
    )


def draw(records: Records) -> Drawing:
    """Draws one block a cohort, in the order of their numbers."""
    cohorts = sorted(records.cohorts.values(), key=lambda cohort: cohort.number)
    counted = [cohort.organisations_total for cohort in cohorts if cohort.organisations_total]
    drawing = Drawing(
        name="cohort-growth",
        title=f"From {counted[0]} organisations to {counted[-1]}",
        description=" ".join(_in_words(cohort, records) for cohort in cohorts),
    )
    y = heading(drawing, drawing.title) + 2
    for cohort in cohorts:
        y = _cohort(drawing.root, cohort, records, y)
    return finish(drawing, y - 20)
