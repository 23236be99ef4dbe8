"""Draws when the phases of the proposal were planned, and when the cohorts took place."""

from datetime import date
from pathlib import Path

from hubdata.dates import first_day, span_in_words
from hubdata.records import Records
from hubdata.schema import CohortKey, Record, Text

from figures.draw.chart import MARGIN, TEXT, WIDTH, finish, heading, write
from figures.draw.dates import day_after, months_between
from figures.draw.described import Facts, read_description
from figures.draw.palette import ACCENT, FAINT, PAPER, QUIET
from figures.draw.svg import Drawing, Element, add, path_data
from figures.draw.text import text_width

DESCRIPTION = Path(__file__).with_suffix(".yml")
BAR = 20
LINE = 25
_PLANNED = {"fill": PAPER, "stroke_dasharray": "6 5"}
_DELIVERED = {"fill": ACCENT, "stroke_dasharray": None}


class Phase(Record):
    """One phase: its months in the proposal, the cohort that it became, and its evidence."""

    name: Text
    start: Text
    end: Text
    cohort: CohortKey | None = None
    facts: Facts


class Plan(Record):
    """The phases in their order."""

    phases: list[Phase]


def _years(parent: Element, start: date, end: date, step: float, top: float, bottom: float) -> None:
    lines = add(parent, "g", stroke=FAINT, stroke_width=1.5)
    for year in range(start.year, end.year + 1):
        x = MARGIN + max(months_between(start, date(year, 1, 1)), 0) * step
        add(lines, "path", d=path_data("M", (x, top), "V", bottom))
        shown = months_between(max(start, date(year, 1, 1)), min(end, date(year + 1, 1, 1))) * step
        # A year of which little is shown has room for two digits, or for none.
        names = (str(year), f"’{year % 100:02}")
        for name in [name for name in names if text_width(name, TEXT, bold=True) <= shown - 6][:1]:
            write(parent, name, x + 6, top + 16, bold=True, colour=QUIET)


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws a lane for each phase: the plan in outline, the cohort that came of it full."""
    phases = read_description(DESCRIPTION, Plan, records).phases
    spans = []
    for phase in phases:
        spans.append([("planned", phase.start, phase.end)])
        if phase.cohort:
            cohort = records.cohorts[phase.cohort]
            spans[-1].append(("cohort", cohort.start, cohort.end))
    start = min(first_day(begin) for lane in spans for _, begin, _ in lane)
    end = max(day_after(last) for lane in spans for _, _, last in lane)
    step = (width - 2 * MARGIN) / months_between(start, end)
    told = [
        f"{phase.name}: {', '.join(f'{how} {span_in_words(*when)}' for how, *when in lane)}"
        for phase, lane in zip(phases, spans, strict=True)
    ]
    drawing = Drawing(
        name="planned-and-delivered",
        title="Planned in 2022, and what came of it",
        description=f"{'; '.join(told)}.",
        width=width,
    )
    top = heading(drawing, drawing.title, "Outlined: the plan. Full: the cohorts.") + 6
    bottom = top + 24 + sum(LINE + 22 + len(lane) * (LINE + BAR + 12) for lane in spans)
    root = drawing.root
    _years(root, start, end, step, top, bottom)
    y = top + 24
    for phase, lane in zip(phases, spans, strict=True):
        y += LINE + 12
        write(root, phase.name, MARGIN + 6, y, bold=True)
        for how, begin, last in lane:
            x = MARGIN + months_between(start, first_day(begin)) * step
            long = months_between(first_day(begin), day_after(last)) * step
            y += LINE
            label = f"{how.capitalize()}: {span_in_words(begin, last)}"
            write(root, label, MARGIN + 6, y, colour=QUIET)
            bar = {"x": x + 1, "y": y + 8, "width": long - 2, "height": BAR, "rx": 6}
            style = _PLANNED if how == "planned" else _DELIVERED
            add(root, "rect", **bar, stroke=ACCENT, stroke_width=2, **style)
            y += BAR + 12
        y += 10
    return finish(drawing, bottom)
