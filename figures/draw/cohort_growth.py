"""Draws how the programme grew from cohort to cohort: one mark an organisation, one an expert."""

import math
from collections.abc import Callable

from hubdata.dates import span_in_words
from hubdata.records import Records
from hubdata.schema import Cohort, Count, Organisation

from figures.draw.chart import MARGIN, WIDTH, finish, heading, paragraph, symbol, write
from figures.draw.palette import ACCENT, FAINT, QUIET
from figures.draw.svg import Drawing, Element, add, path_data

STEP = (WIDTH - 2 * MARGIN) / 20
ROW = 34
_Mark = Callable[[Element, float, float], None]


def _building(parent: Element, x: float, y: float) -> None:
    add(parent, "rect", x=x - 8, y=y - 12, width=16, height=24, rx=3)


def _expert(parent: Element, x: float, y: float) -> None:
    add(parent, "circle", cx=x, cy=y - 9, r=5)
    body = path_data("M", (x - 8, y + 12), "v -4 a 8 8 0 0 1 16 0 v 4 Z")
    add(parent, "path", d=body)


def _marks(parent: Element, count: Count, word: str, mark: _Mark, y: float, width: float) -> float:
    """Draws `count` marks under its label; returns where the next part may begin."""
    label = write(parent, str(count), MARGIN, y, bold=True)
    add(label, "tspan", word, font_weight="400", dx=6)
    marks = add(parent, "g", fill=ACCENT)
    per_row = int((width - 2 * MARGIN) / STEP + 0.01)
    for index in range(count.value):
        row, column = divmod(index, per_row)
        mark(marks, MARGIN + (column + 0.5) * STEP, y + 28 + row * ROW)
    return y + 28 + math.ceil(count.value / per_row) * ROW + 14


def _members(
    parent: Element, members: list[Organisation], records: Records, y: float, width: float
) -> float:
    """Lists organisations by name, each with the symbol of its sector."""
    for member in members:
        symbol(parent, records.sectors[member.sector], MARGIN + 12, y - 7, 26)
        y = paragraph(parent, member.name, MARGIN + 34, y, width - 2 * MARGIN - 34) + 5
    return y + 6


def _cohort(
    parent: Element,
    cohort: Cohort,
    members: list[Organisation],
    records: Records,
    y: float,
    width: float,
) -> float:
    """Draws the block of one cohort; returns where the next one begins."""
    rule = path_data("M", (MARGIN, y), "H", width - MARGIN)
    add(parent, "path", d=rule, stroke=FAINT, stroke_width=2)
    write(parent, cohort.name, MARGIN, y + 32, size=23, bold=True)
    write(parent, span_in_words(cohort.start, cohort.end), MARGIN, y + 59, colour=QUIET)
    y += 95
    words = records.identity.words
    total, experts = cohort.organisations_total, cohort.experts_total
    if not total:
        frame = {"x": MARGIN, "y": y - 22, "width": width - 2 * MARGIN, "height": 52, "rx": 10}
        edge = {"fill": "none", "stroke": ACCENT, "stroke_width": 2, "stroke_dasharray": "6 5"}
        add(parent, "rect", **frame, **edge)
        told = f"{cohort.status.capitalize()}; no numbers published"
        write(parent, told, MARGIN + 16, y + 11)
        return y + 58
    y = _marks(parent, total, words.organisation.many, _building, y, width)
    if experts:
        y = _marks(parent, experts, words.expert.many.lower(), _expert, y, width)
    # A list that is known in part would look like the whole.
    if len(members) == total.value:
        y = _members(parent, members, records, y, width)
    return y + 6


def _in_words(cohort: Cohort, members: list[Organisation]) -> str:
    if not cohort.organisations_total:
        return f"{cohort.name}: {cohort.status}, numbers not published."
    return (
        f"{cohort.name}: {cohort.organisations_total} organisations, {cohort.experts_total} experts "
        f"in residence. Known by name: {', '.join(member.name for member in members)}."
    )


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws one block a cohort, in the order of their numbers."""
    cohorts = sorted(records.cohorts.items(), key=lambda item: item[1].number)
    blocks = [
        (cohort, [each for each in records.organisations.values() if each.cohort == key])
        for key, cohort in cohorts
    ]
    counted = [str(each.organisations_total) for each, _ in blocks if each.organisations_total]
    drawing = Drawing(
        name="cohort-growth",
        width=width,
        title=f"From {counted[0]} organisations to {counted[-1]}",
        description=" ".join(_in_words(cohort, members) for cohort, members in blocks),
    )
    y = heading(drawing, drawing.title) + 2
    for cohort, members in blocks:
        y = _cohort(drawing.root, cohort, members, records, y, width)
    return finish(drawing, y - 20)
