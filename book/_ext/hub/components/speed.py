"""Tables of how fast books of ten to a thousand case studies are built and checked."""

from __future__ import annotations

from ..dates import in_words
from ..markdown import escape, table
from ..records import Records
from ..schema import Speed
from .base import ComponentError, Place, component

OWN = "This book"
# A field of the record → what a reader calls it, with its unit.
MEASURES = {
    "cold": "Site from nothing, seconds",
    "cold_with_epub": "Site and EPUB from nothing, seconds",
    "edit": "After an edit of one page, seconds",
    "data_edit": "After an edit of one record, seconds",
    "memory": "Most memory, megabytes",
    "site": "All files, megabytes",
    "page": "HTML of one case study, kilobytes",
    "menu": "Menu within it, kilobytes",
    "index": "Index fetched by one question, kilobytes",
    "answers": "Texts fetched to show its answers, kilobytes",
    "checks": "All checks of the sources, seconds",
    "checks_memory": "Most memory of the checks, megabytes",
    "links": "Links of all built pages, seconds",
    "linkchecker": "The same by LinkChecker, seconds",
}
NOT_MEASURED = "not measured"


@component("speed", argument=True)
def speed(records: Records, place: Place) -> str:
    """Draw the figures of this book by size (`sizes`), or seconds and weight by program (`programs`)."""
    measured = list(records.speed.values())
    if place.argument == "sizes":
        return _sizes([each for each in measured if each.program == OWN])
    if place.argument == "programs":
        return _programs(measured)
    if place.argument == "machine":
        return _machine(measured)
    raise ComponentError("Write {speed} sizes, {speed} programs or {speed} machine.")


def _shown(each: Speed, name: str) -> str:
    value = getattr(each, name)
    return NOT_MEASURED if value is None else f"{value:,}"


def _sizes(own: list[Speed]) -> str:
    header = ("What is measured", *(f"{each.pages:,} case studies" for each in own))
    rows = [
        (label, *(_shown(each, name) for each in own))
        for name, label in MEASURES.items()
        if any(getattr(each, name) is not None for each in own)
    ]
    return table("This book with invented case studies added", header, rows)


def _programs(measured: list[Speed]) -> str:
    sizes = sorted({each.pages for each in measured})
    header = ("Program", *(f"{size:,} case studies" for size in sizes))
    rows = []
    for program in dict.fromkeys(each.program for each in measured):
        by_size = {each.pages: each for each in measured if each.program == program}
        cells = (
            f"{by_size[size].cold:,} s; {by_size[size].page:,} kB a page"
            if size in by_size
            else NOT_MEASURED
            for size in sizes
        )
        rows.append((escape(program), *cells))
    return table("The same studies, built from nothing", header, rows)


def _machine(measured: list[Speed]) -> str:
    """Say on what machine, when and with which versions the figures were measured."""
    machines = dict.fromkeys(each.machine for each in measured)
    days = dict.fromkeys(in_words(each.day) for each in measured)
    versions = dict.fromkeys(each.version for each in measured)
    return (
        f"Measured on {escape(' and '.join(days))}: {escape('; '.join(machines))}; "
        f"{escape(', '.join(versions))}."
    )
