"""Draws the theory of change: what the programme does, and what it aims at, step by step."""

from itertools import groupby
from pathlib import Path
from typing import Literal

from hubdata.records import Records
from hubdata.schema import Record, Text

from figures.draw.chart import (
    MARGIN,
    TEXT,
    WIDTH,
    arrow,
    finish,
    heading,
    paragraph,
    strokes,
    write,
)
from figures.draw.described import Facts, read_description
from figures.draw.palette import ACCENT, ACCENT_WASH, INK, PAPER, QUIET
from figures.draw.svg import Drawing, Element, add
from figures.draw.text import wrap

DESCRIPTION = Path(__file__).with_suffix(".yml")
LEFT = MARGIN + 62
LINE = 25


class Step(Record):
    """One step: its name, one sentence, whether it is done or aimed at, and its evidence."""

    name: Text
    text: Text
    kind: Literal["does", "aims"]
    facts: Facts


class Steps(Record):
    """The steps in their order."""

    steps: list[Step]


def _step(parent: Element, place: int, step: Step, y: float, width: float, last: bool) -> float:
    """Draws a step and the line to the next; returns where that begins."""
    width -= MARGIN + LEFT
    names, lines = wrap(step.name, 21, width, bold=True), wrap(step.text, TEXT, width)
    bottom = y + len(names) * 26.25 + len(lines) * LINE + 34
    x = MARGIN + 24
    if not last:
        arrow(strokes(parent, ACCENT), x, y + 44, bottom - 6)
    disc, ink = (ACCENT, PAPER) if step.kind == "does" else (PAPER, ACCENT)
    add(parent, "circle", cx=x, cy=y + 20, r=22, fill=disc, stroke=ACCENT, stroke_width=3)
    write(parent, str(place), x, y + 28, size=23, bold=True, colour=ink, anchor="middle")
    after = paragraph(parent, step.name, LEFT, y + 19, width, size=21, bold=True, colour=INK)
    paragraph(parent, step.text, LEFT, after, width, colour=QUIET)
    return bottom


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws the described steps from top to bottom, those done apart from those aimed at."""
    steps = read_description(DESCRIPTION, Steps, records).steps
    kinds = {"does": f"What {records.hub.short_name} does", "aims": "What it aims at"}
    told = [
        f"{place}. {step.name} ({kinds[step.kind].lower()}): {step.text}"
        for place, step in enumerate(steps, 1)
    ]
    drawing = Drawing(
        name="theory-of-change",
        width=width,
        title=f"How {records.hub.short_name} is meant to bring change",
        description=" ".join(told),
    )
    y = heading(drawing, drawing.title) + 6
    numbered = enumerate(steps, 1)
    for kind, group in groupby(numbered, key=lambda item: item[1].kind):
        box = {"x": MARGIN, "width": width - 2 * MARGIN, "height": 36, "rx": 8}
        add(drawing.root, "rect", y=y, **box, fill=ACCENT_WASH)
        write(drawing.root, kinds[kind], MARGIN + 12, y + 25, bold=True, colour=ACCENT)
        y += 54
        for place, step in group:
            y = _step(drawing.root, place, step, y, width, last=place == len(steps))
    return finish(drawing, y - 30)
