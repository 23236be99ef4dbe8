"""Draws how applications became a cohort: applied, invited, took part."""

from __future__ import annotations

from itertools import pairwise

from hubdata.records import Records
from hubdata.schema import Cohort

from figures.draw.chart import MARGIN, WIDTH, finish, heading, write
from figures.draw.palette import ACCENT, DARK, PAPER, QUIET, mix
from figures.draw.svg import Drawing, add, polygon_data, recoloured

STEP = 92
GAP = 30
# The share of paper in the colour of what joins two bars.
_PALE = 0.82


def _cohort(records: Records) -> Cohort:
    """Returns the newest cohort whose selection is known in numbers."""
    known = [
        cohort
        for cohort in records.cohorts.values()
        if cohort.applications and cohort.invited and cohort.organisations_total
    ]
    if not known:
        raise ValueError("no cohort in book/_data/cohorts.yml has applications, invited and total")
    return max(known, key=lambda cohort: cohort.number)


def draw(records: Records) -> Drawing:
    """Draws three bars, each as wide as its number, joined so that the narrowing is seen."""
    cohort = _cohort(records)
    steps = (
        (cohort.applications, "applications"),
        (cohort.invited, "invited"),
        (cohort.organisations_total, "took part"),
    )
    experts = records.identity.words.expert.many.lower()
    told = "; ".join(f"{count} {word}" for count, word in steps)
    pale = mix(ACCENT, PAPER, _PALE)
    drawing = Drawing(
        name="selection-funnel",
        title=f"From {cohort.applications} applications to {cohort.organisations_total} organisations",
        description=f"{cohort.name}: {told}, with {cohort.experts_total} {experts}.",
        dark=recoloured(DARK | {pale: mix(DARK[ACCENT], DARK[PAPER], _PALE)}),
    )
    y = heading(drawing, drawing.title, f"Selection of the {cohort.name}") + 14
    scale = (WIDTH - 2 * MARGIN) / cohort.applications.value
    centre = WIDTH / 2
    halves = [count.value * scale / 2 for count, _ in steps]
    for (upper, lower), top in zip(pairwise(halves), (y, y + STEP + GAP), strict=True):
        edge = top + STEP
        corners = [
            (centre - upper, edge), (centre + upper, edge),
            (centre + lower, edge + GAP), (centre - lower, edge + GAP),
        ]  # fmt: skip
        add(drawing.root, "path", d=polygon_data(corners), fill=pale)
    for half, (count, word) in zip(halves, steps, strict=True):
        box = {"x": centre - half, "width": 2 * half, "y": y, "height": STEP, "rx": 4}
        add(drawing.root, "rect", **box, fill=ACCENT)
        write(
            drawing.root,
            str(count),
            centre,
            y + 44,
            size=34,
            bold=True,
            colour=PAPER,
            anchor="middle",
        )
        write(drawing.root, word, centre, y + 74, colour=PAPER, anchor="middle")
        y += STEP + GAP
    told = f"{cohort.experts_total} {experts}".capitalize()
    write(drawing.root, told, centre, y + 6, colour=QUIET, anchor="middle")
    return finish(drawing, y + 8)
