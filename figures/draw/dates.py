"""Places the dates of the records, which may be a year, a month or a day, on an axis."""

import calendar
from datetime import date, timedelta


def day_after(written: str) -> date:
    """Returns the day after the last one of `2023`, `2023-06` or `2023-06-27`."""
    parts = [int(part) for part in written.split("-")]
    match parts:
        case [year]:
            return date(year + 1, 1, 1)
        case [year, month]:
            return date(year, month, calendar.monthrange(year, month)[1]) + timedelta(days=1)
        case _:
            return date(*parts) + timedelta(days=1)


def months_between(start: date, end: date) -> float:
    """Returns the months from one day to another, with days as parts of their month."""
    return _months(end) - _months(start)


def _months(day: date) -> float:
    length = calendar.monthrange(day.year, day.month)[1]
    return day.year * 12 + day.month + (day.day - 1) / length


def wednesdays(year: int, month: int, which: tuple[int, ...]) -> list[date]:
    """Returns the Wednesdays of a month that are `which`: 1 for the first, 3 for the third."""
    days = [
        date(year, month, day)
        for week in calendar.monthcalendar(year, month)
        if (day := week[calendar.WEDNESDAY])
    ]
    return [days[number - 1] for number in which]
