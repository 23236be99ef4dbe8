"""Draws an expert's path through a cohort: month by month, what took place and what was taught."""

import calendar
import re

from hubdata.dates import in_words
from hubdata.records import Records
from hubdata.schema import Cohort

from figures.draw.chart import MARGIN, WIDTH, finish, heading, paragraph, strokes, write
from figures.draw.palette import ACCENT, PAPER, QUIET
from figures.draw.svg import Drawing, add, path_data

_MONTH = re.compile(rf"({'|'.join(calendar.month_name[1:])}) (\d{{4}})")
SPINE = MARGIN + 94
LEFT = SPINE + 28
LINE = 25
GAP = 14

# What an expert met: the month as `2023-06`, the words, the day of an event or nothing, and whether it
# is an event.
Stop = tuple[str, str, str, bool]


def _stops(cohort: Cohort) -> list[Stop] | None:
    """Returns what a cohort's experts met, in order; nothing if a topic's month is not known."""
    stops = []
    for item in cohort.curriculum:
        month = _MONTH.fullmatch(item.when or "")
        if month is None or item.status == "planned":
            return None
        number = list(calendar.month_name).index(month[1])
        stops.append((f"{month[2]}-{number:02}", item.topic, "", False))
    for event in cohort.events:
        if event.status != "held":
            return None
        # The month stands beside it.
        day = in_words(event.date).removesuffix(f" {event.date[:4]}")
        stops.append((event.date[:7], event.title, day, True))
    return sorted(stops, key=lambda stop: (stop[0], not stop[3]))


def _cohort(records: Records) -> tuple[Cohort, list[Stop]]:
    """Returns the newest cohort whose path is known whole, with its stops."""
    known = [
        (cohort, stops)
        for cohort in records.cohorts.values()
        if cohort.curriculum and cohort.events and (stops := _stops(cohort))
    ]
    if not known:
        raise ValueError("no cohort in book/_data/cohorts.yml has all its topics dated by month")
    return max(known, key=lambda each: each[0].number)


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws the months along a line; discs are events with a day, rings are topics of the training."""
    cohort, stops = _cohort(records)
    title = f"An expert's path through the {cohort.name}"
    told = [f"{day or in_words(month)}: {words}" for month, words, day, _ in stops]
    drawing = Drawing(
        name="expert-path",
        width=width,
        title=title,
        description=f"{'; '.join(told)}. The cohort ended in {in_words(cohort.end[:7])}.",
    )
    y = heading(drawing, title, "Disc: an event. Ring: a topic of the training.") + 30
    # The line lies below the marks.
    lines = add(drawing.root, "g")
    room = width - LEFT - MARGIN
    before, last, months = "", y, []
    for month, words, day, is_event in stops:
        if month != before:
            y += GAP if before else 0
            months.append((month, y))
            name, year = in_words(month).split()
            write(drawing.root, name[:3], MARGIN, y, bold=True)
            if month[:4] != before[:4]:
                write(drawing.root, year, MARGIN, y + LINE, colour=QUIET)
        mark = {"cx": SPINE, "cy": y - 7, "r": 10 if is_event else 8}
        fill = {"fill": ACCENT if is_event else PAPER, "stroke": ACCENT, "stroke_width": 3}
        add(drawing.root, "circle", **mark, **fill)
        last = y - 7
        y = paragraph(drawing.root, words, LEFT, y, room, bold=is_event)
        if day:
            write(drawing.root, day, LEFT, y, colour=QUIET)
            y += LINE
        y += GAP
        before = month
    # After the cohort's last month the line is dotted.
    start, end = months[0][1] - 7, max(top for month, top in months if month <= cohort.end[:7]) - 7
    add(strokes(lines, ACCENT, 4), "path", d=path_data("M", (SPINE, start), "V", end))
    if last > end:
        dots = strokes(lines, ACCENT, 4, dashes="2 12")
        add(dots, "path", d=path_data("M", (SPINE, end), "V", last))
    return finish(drawing, y - GAP)
