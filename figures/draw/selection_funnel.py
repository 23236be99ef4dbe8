"""Draws whom a cohort reached: applied, invited, took part, and whose case study was found."""

from itertools import pairwise

from hubdata.records import Records
from hubdata.schema import Cohort, Count

from figures.draw.chart import MARGIN, TEXT, WIDTH, finish, heading, write
from figures.draw.palette import ACCENT, DARK, PAPER, QUIET, mix
from figures.draw.svg import Drawing, add, path_data, recoloured
from figures.draw.text import text_width

STEP = 92
GAP = 30
# The share of paper in the colour of what joins two bars.
_PALE = 0.82


def _cohort(records: Records) -> tuple[str, Cohort]:
    """Returns the newest cohort whose selection is known in numbers, with its key."""
    known = [
        (key, cohort)
        for key, cohort in records.cohorts.items()
        if cohort.applications and cohort.invited and cohort.organisations_total
    ]
    if not known:
        raise ValueError("no cohort in book/_data/cohorts.yml has applications, invited and total")
    return max(known, key=lambda item: item[1].number)


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws bars, each as wide as its number, joined so that the narrowing is seen."""
    key, cohort = _cohort(records)
    found = Count(value=sum(study.meta.cohort == key for study in records.case_studies))
    steps = (
        (cohort.applications, "applications"),
        (cohort.invited, "invited"),
        (cohort.organisations_total, "took part"),
        (found, "case study found" if found.value == 1 else "case studies found"),
    )
    experts = records.identity.words.expert.many.lower()
    told = "; ".join(f"{count} {word}" for count, word in steps)
    pale = mix(ACCENT, PAPER, _PALE)
    drawing = Drawing(
        name="selection-funnel",
        width=width,
        title=f"From {cohort.applications} applications to {cohort.organisations_total} organisations",
        description=f"{cohort.name}: {told}, with {cohort.experts_total} {experts}.",
        dark=recoloured(DARK | {pale: mix(DARK[ACCENT], DARK[PAPER], _PALE)}),
    )
    y = heading(drawing, drawing.title, f"Selection of the {cohort.name}") + 14
    scale = (width - 2 * MARGIN) / cohort.applications.value
    centre = width / 2
    halves = [count.value * scale / 2 for count, _ in steps]
    for place, (upper, lower) in enumerate(pairwise(halves)):
        edge = y + place * (STEP + GAP) + STEP
        outline = path_data(
            "M", (centre - upper, edge), "L", (centre + upper, edge),
            (centre + lower, edge + GAP), (centre - lower, edge + GAP), "Z",
        )  # fmt: skip
        add(drawing.root, "path", d=outline, fill=pale)
    for half, (count, word) in zip(halves, steps, strict=True):
        box = {"x": centre - half, "width": 2 * half, "y": y, "height": STEP, "rx": 4}
        add(drawing.root, "rect", **box, fill=ACCENT)
        # What does not fit into its bar stands beside it.
        inside = 2 * half > text_width(word, TEXT) + 16
        side = {"anchor": "middle"} if inside else {}
        x = centre if inside else centre + half + 12
        number = write(drawing.root, str(count), x, y + 44, size=34, bold=True, **side)
        label = write(drawing.root, word, x, y + 74, **side)
        if inside:
            number.set("fill", PAPER)
            label.set("fill", PAPER)
        y += STEP + GAP
    told = f"{cohort.experts_total} {experts}".capitalize()
    write(drawing.root, told, centre, y + 6, colour=QUIET, anchor="middle")
    return finish(drawing, y + 8)
