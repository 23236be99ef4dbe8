"""Turns results into the table that is printed and the records from which the book draws its page."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from hub.atomic import write_text
from hub.components.speed import OWN

from bench.hub_runs import Result
from bench.others import MATERIAL

HEADER = (
    "# How fast books of invented case studies are built and checked; shown on about/how-fast.\n"
    "# Written by `make bench`, never by hand; book/_ext/hub/schema.py says what each field means.\n"
)


def record(program: str, pages: int, result: Result, linkchecker: float | None) -> dict[str, Any]:
    """Return one result as a record of book/_data/speed.yml, rounded to what is worth reading."""
    values = {
        "program": program,
        "version": _version(program),
        "pages": pages,
        "day": datetime.date.today().isoformat(),
        "machine": machine(),
        "cold": _seconds(result.cold),
        "cold_with_epub": _seconds(result.cold_with_epub),
        "edit": _seconds(result.edit),
        "data_edit": _seconds(result.data_edit),
        "memory": round(result.memory / 1e6),
        "site": round(result.site.total / 1e6, 1),
        "page": round(result.site.page / 1e3, 1),
        "menu": round(result.site.menu / 1e3, 1) if result.site.menu else None,
        "index": None if result.index is None else round(result.index / 1e3, 1),
        "answers": None if result.answers is None else round(result.answers / 1e3, 1),
        "checks": _seconds(result.checks),
        "checks_memory": None
        if result.checks_memory is None
        else round(result.checks_memory / 1e6),
        "links": _seconds(result.links),
        "linkchecker": _seconds(linkchecker),
    }
    return {name: value for name, value in values.items() if value is not None}


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


_PACKAGES = {OWN: "jupyter-book", "Default Jupyter Book": "jupyter-book"}


def _version(program: str) -> str:
    if program in _PACKAGES:
        package = _PACKAGES[program]
        return f"{package} {importlib.metadata.version(package)}"
    found = importlib.metadata.distributions(path=map(str, MATERIAL.glob("lib/*/site-packages")))
    return next(f"{each.name} {each.version}" for each in found if each.name == "mkdocs-material")


def machine() -> str:
    """Say in a few words on what the figures were measured."""
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} processor cores, {platform.system()}, {python}"


def write_records(file: Path, records: dict[str, dict[str, Any]]) -> None:
    """Write the records; those of programs and sizes that were not measured now are kept."""
    kept = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else None
    merged = (kept or {}) | records
    ordered = dict(sorted(merged.items(), key=lambda item: _order(item[1])))
    write_text(file, HEADER + yaml.safe_dump(ordered, sort_keys=False, allow_unicode=True))


def _order(record: dict[str, Any]) -> tuple[bool, str, int]:
    """This book first, then the others by name, each from small to large."""
    return record["program"] != OWN, record["program"], record["pages"]


def table(records: Iterable[dict[str, Any]]) -> str:
    """Return the records as a table for the terminal, a column each."""
    columns = list(records)
    names = list(dict.fromkeys(name for column in columns for name in column))
    shown = ("version", "day", "machine")
    rows = [
        [name, *(str(column.get(name, "–")) for column in columns)]
        for name in names
        if name not in shown
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
