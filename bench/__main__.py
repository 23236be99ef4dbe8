"""`make bench`: measures books of ten to a thousand case studies, beside other programs, in one run."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from hub.components.speed import OWN

from bench import BOOK
from bench.hub_runs import measure
from bench.others import (
    install_material,
    measure_jupyter_book,
    measure_linkchecker,
    measure_material,
)
from bench.process import FailedError
from bench.report import machine, record, table, write_records

SIZES = (10, 100, 300, 1000)
# Default Jupyter Book takes a quarter of an hour for a thousand pages, LinkChecker as long.
MOST_DEFAULT = 300
MOST_LINKCHECKER = 100


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, and write the records of the book's page; return 0, or 1 on failure."""
    options = _options(arguments)
    records: dict[str, dict[str, Any]] = {}
    print(f"{machine()}; medians of {options.runs}. This takes a while.", flush=True)
    try:
        if options.with_material:
            install_material()
        for pages in options.sizes:
            for key, found in _measured(pages, options).items():
                records[key] = found
                print(f"\n{table([found])}", flush=True)
            write_records(options.records, records)
    except (FailedError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"\n{table(records.values())}")
    print(f"\nWrote {options.records}. `make figures` draws its picture.")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="PAGES")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured")
    parser.add_argument(
        "--default-up-to",
        type=int,
        default=MOST_DEFAULT,
        metavar="PAGES",
        help="the largest book that default Jupyter Book builds too, once",
    )
    parser.add_argument(
        "--with-material",
        action="store_true",
        help="compare with Material for MkDocs too; installs it into bench/.venv",
    )
    parser.add_argument(
        "--records", type=Path, default=BOOK / "_data" / "speed.yml", help="where to write"
    )
    return parser.parse_args(arguments)


def _measured(pages: int, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Measure every program over one size; give each its record, by its key."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        hub = measure(folder / "hub", pages, options.runs)
        linkchecker = None
        if pages <= MOST_LINKCHECKER:
            linkchecker = measure_linkchecker(folder / "hub" / "output" / "html")
        found[f"hub-{pages}"] = record(OWN, pages, hub, linkchecker)
        if pages <= options.default_up_to:
            default = measure_jupyter_book(folder / "default", pages, 1)
            found[f"default-{pages}"] = record("Default Jupyter Book", pages, default, None)
        if options.with_material:
            material = measure_material(folder / "material", pages, options.runs)
            found[f"material-{pages}"] = record("Material for MkDocs", pages, material, None)
    return found


if __name__ == "__main__":
    sys.exit(main())
