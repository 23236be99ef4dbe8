"""Draws how a cohort runs: its months across, its activities one below the other."""

import calendar
from datetime import date
from pathlib import Path

from hubdata.dates import first_day, in_words, span_in_words
from hubdata.records import Records
from hubdata.schema import Cohort, CohortKey, Record, Text

from figures.draw.chart import MARGIN, WIDTH, finish, heading, strokes, write
from figures.draw.dates import day_after, months_between, wednesdays
from figures.draw.described import Facts, read_description
from figures.draw.palette import ACCENT, ACCENT_WASH, FAINT, PAPER, QUIET
from figures.draw.svg import Drawing, Element, add, number, path_data

DESCRIPTION = Path(__file__).with_suffix(".yml")
LANE = 64
BAR = 18


class Activity(Record):
    """One activity and when it takes place: on the day of an event, throughout, or on Wednesdays."""

    name: Text
    note: Text | None = None
    event: Text | None = None
    until: Text | None = None
    rhythm: bool = False
    wednesdays: tuple[int, ...] = ()
    facts: Facts


class Programme(Record):
    """The activities of one cohort."""

    cohort: CohortKey
    activities: list[Activity]


def _day(cohort: Cohort, kind: str) -> str:
    """Returns the date of the cohort's first event of a kind."""
    dates = [event.date for event in cohort.events if event.kind == kind]
    if not dates:
        known = ", ".join(sorted({event.kind for event in cohort.events}))
        raise ValueError(f"{cohort.name} has no event of kind «{kind}»; it has: {known}")
    return dates[0]


class _Axis:
    """Turns days into places, from the first month of the cohort to its last event."""

    def __init__(self, cohort: Cohort, width: float):
        self.cohort = cohort
        self.begin = first_day(min(event.date for event in cohort.events))
        self.end = day_after(cohort.end)
        self.first = self.begin.replace(day=1)
        last = max(event.date for event in cohort.events)[:7]
        self.months = round(months_between(self.first, max(day_after(last), self.end)))
        self.month_width = (width - 2 * MARGIN) / self.months

    def at(self, day: date) -> float:
        return MARGIN + months_between(self.first, day) * self.month_width

    def month(self, number: int) -> date:
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + number, 12)
        return date(year, month + 1, 1)


def _months(parent: Element, axis: _Axis, height: float) -> None:
    lasts = axis.at(axis.end)
    add(parent, "rect", x=MARGIN, y=34, width=lasts - MARGIN, height=height - 34, fill=ACCENT_WASH)
    lines = add(parent, "g", stroke=FAINT, stroke_width=1.5)
    for index in range(axis.months):
        month = axis.month(index)
        x = axis.at(month)
        add(lines, "path", d=path_data("M", (x, 34), "V", height))
        middle = x + axis.month_width / 2
        letter = calendar.month_name[month.month][0]
        write(parent, letter, middle, 26, colour=QUIET, anchor="middle")
        if month.month == 1 or index == 0:
            write(parent, str(month.year), x, 2, bold=True, colour=QUIET)
    add(lines, "path", d=path_data("M", (axis.at(axis.month(axis.months)), 34), "V", height))


def _activity(parent: Element, activity: Activity, axis: _Axis, y: float) -> str:
    """Draws one lane; returns it in words."""
    cohort = axis.cohort
    mark = y + 44
    if activity.event:
        day = _day(cohort, activity.event)
        # The axis tells the year.
        note = in_words(day).removesuffix(f" {day[:4]}")
        add(parent, "circle", cx=axis.at(first_day(day)), cy=mark, r=10, fill=ACCENT)
    elif activity.wednesdays:
        note = activity.note or ""
        months = (axis.month(index) for index in range(axis.months))
        days = [
            day
            for month in months
            for day in wednesdays(month.year, month.month, activity.wednesdays)
            if axis.begin <= day < axis.end
        ]
        for day in days:
            dot = {"cx": axis.at(day), "cy": mark, "r": 6}
            add(parent, "circle", **dot, fill=PAPER, stroke=ACCENT, stroke_width=3)
    else:
        note = activity.note or ""
        end = first_day(_day(cohort, activity.until)) if activity.until else axis.end
        data = path_data("M", (axis.at(axis.begin) + BAR / 2, mark), "H", axis.at(end) - BAR / 2)
        rhythm = {"width": 6, "dashes": "8 14"} if activity.rhythm else {"width": BAR}
        add(strokes(parent, ACCENT, **rhythm), "path", d=data)
    label = write(parent, activity.name, MARGIN + 6, y + 25, bold=True)
    if note:
        add(label, "tspan", note, font_weight="400", fill=QUIET, dx=8)
    return f"{activity.name}: {note or 'throughout'}"


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws the described activities of a cohort over the months from its first event to its last."""
    programme = read_description(DESCRIPTION, Programme, records)
    cohort = records.cohorts[programme.cohort]
    axis = _Axis(cohort, width)
    drawing = Drawing(name="cohort-months", title="How a six-month cohort runs", width=width)
    note = f"The {cohort.name}, {span_in_words(cohort.start, cohort.end)}"
    top = heading(drawing, drawing.title, note) + 24
    chart = add(drawing.root, "g", transform=f"translate(0 {number(top)})")
    height = 40 + LANE * len(programme.activities)
    _months(chart, axis, height)
    told = [
        _activity(chart, activity, axis, 36 + LANE * index)
        for index, activity in enumerate(programme.activities)
    ]
    drawing.describe(f"{note}. {'; '.join(told)}.")
    return finish(drawing, top + height)
