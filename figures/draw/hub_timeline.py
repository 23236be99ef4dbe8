"""Draws the timeline of the programme: its funding, its cohorts, and what happened when."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import fsum
from operator import attrgetter

from hubdata.dates import first_day, span_in_words
from hubdata.records import Records
from hubdata.schema import Cohort, Event

from figures.draw.chart import MARGIN, TEXT, WIDTH, finish, heading, strokes, write
from figures.draw.dates import day_after, months_between
from figures.draw.palette import ACCENT, FAINT, PAPER, QUIET
from figures.draw.svg import Drawing, Element, add, number, path_data
from figures.draw.text import wrap

MONTH = 22
# With twice the pixels, and a heading above, this is no more than a screen can show.
TALLEST = 1800
AXIS = 84
BAR = 36
DOT = AXIS + BAR + 22
LABELS = DOT + 28
LINE = 25
GAP = 12
# The end of a title that the date and the place in the picture tell already.
_TAIL = re.compile(r"(: | \(|, with ).*$")
# The turns of a cohort that concern the programme as a whole; what else it did is on its own page.
_TURNS = ("call", "launch", "event", "launch of the case studies", "showcase")
_NOTE = {"held": "", "planned": " (planned)", "announced": " (announced)"}


@dataclass
class _Moment:
    """Something that happened: where on the axis it belongs, and where there is room for it."""

    at: float
    when: str
    what: tuple[str, ...]
    confirmed: bool = True
    top: float = 0
    room: float = WIDTH - MARGIN - LABELS

    @property
    def lines(self) -> list[str]:
        """Returns what is written under the date."""
        return [line for each in self.what for line in wrap(each, TEXT, self.room)]

    @property
    def height(self) -> float:
        """Returns the room that the text takes, with a gap under it."""
        return (1 + len(self.lines)) * LINE + GAP


def _turns(cohort: Cohort) -> list[Event]:
    """Returns the first event of each kind that counts; a first workshop may be the launch."""
    first: dict[str, Event] = {}
    for event in sorted(cohort.events, key=lambda event: first_day(event.date)):
        first.setdefault(event.kind, event)
    if "launch" not in first and "workshop" in first:
        first["launch"] = first["workshop"]
    return [first[kind] for kind in _TURNS if kind in first]


def _moments(records: Records, at: Callable[[date], float], room: float) -> list[_Moment]:
    """Returns the turns of the cohorts and of the funding, in the order of their days."""

    moments = [
        _Moment(
            at(first_day(event.date)),
            span_in_words(event.date, event.end),
            (_TAIL.sub("", event.title) + _NOTE[event.status],),
            event.status == "held",
        )
        for cohort in records.cohorts.values()
        for event in _turns(cohort)
    ]
    confirmed = max(moment.at for moment in moments if moment.confirmed)
    moments.extend(_funding(records, at, confirmed))
    moments.sort(key=lambda moment: moment.at)
    return [
        _Moment(
            at, when, tuple(what for moment in same for what in moment.what), confirmed, room=room
        )
        for (at, when, confirmed), group in groupby(
            moments, key=attrgetter("at", "when", "confirmed")
        )
        if (same := list(group))
    ]


def _funding(records: Records, at: Callable[[date], float], confirmed: float) -> Iterator[_Moment]:
    """Yields when funding begins and ends; what lies after the last `confirmed` event is a plan."""
    for edge, past, plan in (
        ("start", "begins", "is due to begin"),
        ("end", "ends", "is due to end"),
    ):
        by_date: dict[str, list[str]] = {}
        for funder in records.hub.funders:
            if day := getattr(funder, edge):
                # «Engineering and … Council (EPSRC)» is told by its short form.
                by_date.setdefault(day, []).append(re.sub(r"^.*\((.+)\)$", r"\1", funder.name))
        for day, names in by_date.items():
            where = at(first_day(day) if edge == "start" else day_after(day))
            sure = where <= confirmed
            what = f"Funding by {' and '.join(names)} {past if sure else plan}"
            yield _Moment(where, span_in_words(day, None), (what,), sure)


def _spread(moments: list[_Moment]) -> None:
    """Gives each text its room, as near to its own day as the texts around it allow."""
    blocks: list[list[_Moment]] = []
    for moment in moments:
        blocks.append([moment])
        while len(blocks) > 1 and _end(blocks[-2]) > _start(blocks[-1]):
            last = blocks.pop()
            blocks[-1].extend(last)
    for block in blocks:
        top = _start(block)
        for moment in block:
            moment.top = top
            top += moment.height


def _start(block: list[_Moment]) -> float:
    # Every text of a block wishes the block to begin somewhere; the mean serves them all.
    before, wishes = 0.0, []
    for moment in block:
        wishes.append(moment.at - LINE / 2 - before)
        before += moment.height
    return max(fsum(wishes) / len(wishes), 0)


def _end(block: list[_Moment]) -> float:
    return _start(block) + fsum(moment.height for moment in block)


def _years(parent: Element, start: date, end: date, at: Callable[[date], float]) -> None:
    lines = add(parent, "g", stroke=FAINT, stroke_width=2)
    add(lines, "path", d=path_data("M", (AXIS, 0), "V", at(end)))
    first = start.year * 12 + start.month - 1
    for month in range(first, first + int(months_between(start, end)) + 1):
        if month % 12 == 0 or month == first:
            y = max(at(date(month // 12, month % 12 + 1, 1)), 0)
            add(lines, "path", d=path_data("M", (MARGIN, y), "H", AXIS))
            write(parent, str(month // 12), MARGIN, y + 24, bold=True, colour=QUIET)


def _bars(parent: Element, cohorts: dict[str, Cohort], at: Callable[[date], float]) -> None:
    for key, cohort in cohorts.items():
        top, bottom = at(first_day(cohort.start)), at(day_after(cohort.end))
        known = cohort.status == "completed"
        bar = {"x": AXIS, "y": top, "width": BAR, "height": bottom - top, "rx": 8}
        edge = {"stroke": ACCENT, "stroke_width": 2, "stroke_dasharray": None if known else "6 5"}
        add(parent, "rect", **bar, fill=ACCENT if known else PAPER, **edge)
        middle = f"translate({AXIS + BAR / 2 + 7:g} {number((top + bottom) / 2)}) rotate(-90)"
        turned = add(parent, "g", transform=middle)
        colour = PAPER if known else ACCENT
        write(turned, key, 0, 0, bold=True, colour=colour, anchor="middle")


def _labels(parent: Element, moments: list[_Moment]) -> None:
    lines = strokes(parent, QUIET, width=1.5)
    dots = add(parent, "g", stroke=ACCENT, stroke_width=2.5)
    for moment in moments:
        y = moment.top + LINE / 2
        leader = path_data("M", (DOT, moment.at), "L", (LABELS - 14, y), "H", LABELS - 6)
        add(lines, "path", d=leader)
        fill = ACCENT if moment.confirmed else PAPER
        add(dots, "circle", cx=DOT, cy=moment.at, r=6, fill=fill)
        base = moment.top + 19
        write(parent, moment.when, LABELS, base, bold=True)
        for row, line in enumerate(moment.lines, 1):
            write(parent, line, LABELS, base + LINE * row, colour=QUIET)


def _description(cohorts: list[Cohort], moments: list[_Moment]) -> str:
    spans = [
        f"{cohort.name}, {span_in_words(cohort.start, cohort.end)}, {cohort.status}"
        for cohort in cohorts
    ]
    told = [f"{moment.when}: {', '.join(moment.what)}" for moment in moments]
    return f"Cohorts: {'; '.join(spans)}. Moments: {'; '.join(told)}."


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws the cohorts as bars along the years, and what happened as dots with their dates."""
    cohorts = list(records.cohorts.values())
    spans = [*cohorts, *(funder for funder in records.hub.funders if funder.start and funder.end)]
    start = min(first_day(span.start) for span in spans)
    end = max(day_after(span.end) for span in spans)
    month = min(MONTH, TALLEST / months_between(start, end))

    def at(day: date) -> float:
        return months_between(start, day) * month

    moments = _moments(records, at, width - MARGIN - LABELS)
    name = records.hub.short_name
    drawing = Drawing(
        name="hub-timeline",
        width=width,
        title=f"{name[:1].upper()}{name[1:]}, {start.year} to {end.year}",
        description=_description(cohorts, moments),
    )
    top = heading(drawing, drawing.title, "Bars: cohorts. Outlined: announced only.") + 10
    chart = add(drawing.root, "g", transform=f"translate(0 {number(top)})")
    _spread(moments)
    _years(chart, start, end, at)
    _bars(chart, records.cohorts, at)
    _labels(chart, moments)
    return finish(drawing, top + max(at(end), _end(moments[-1:])))
