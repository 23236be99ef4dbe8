"""Dates as far as they are known: a year, a month or a day."""

import calendar
import datetime
import re

PATTERN = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"


def check_date(text: str) -> str:
    """Return `text` if it is a real date such as 2023, 2023-06 or 2023-06-27; else `ValueError`."""
    if not re.fullmatch(PATTERN, text):
        raise ValueError("write a date as 2023-06-27, 2023-06 or 2023")
    if len(text) == 10:
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"there is no {text} in the calendar") from None
    return text


def first_day(written: str) -> datetime.date:
    """Return the first day of `2023`, `2023-06` or `2023-06-27`."""
    return datetime.date.fromisoformat(f"{written}-01-01"[:10])


def in_words(date: str) -> str:
    """Return a date as a reader says it: «27 June 2023», «June 2023» or «2023»."""
    parts = date.split("-")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, calendar.month_name[int(parts[1])])
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words)


def span_in_words(start: str, end: str | None) -> str:
    """Return a span without saying a common month or year twice: «17 to 24 October 2024»."""
    if not end or end == start:
        return in_words(start)
    first, last = in_words(start).split(" "), in_words(end).split(" ")
    if len(first) == len(last):
        while first[-1] == last[len(first) - 1]:
            first.pop()
    return f"{' '.join(first)} to {' '.join(last)}"
