"""`python -m bench`: how long this book takes to build, and a book of N case studies for each N.

A larger book is a copy of this one with its own case studies repeated under other names, each with an
organisation, an expert and a publication of its own, twenty to a cohort. So it always has the shape
that a case study has today. Nothing of it is published. bench/README.md keeps the last results.
"""

import argparse
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import yaml
from booklint.safe_yaml import LOADER
from hub import live
from hub.build import ROOT
from hubdata.loading import load_records
from hubdata.records import PageRecord

COHORT_SIZE = 20
FIRST_YEAR = 2101
_SECONDS_BETWEEN_LOOKS = 0.2
_LEFT_OUT = shutil.ignore_patterns("_build", "__pycache__", "node_modules", ".*")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_TITLE = re.compile(r"(?m)^# .*$")
# A label, the name of a figure, and a link to a page beside this one.
_LABEL = re.compile(r"(?m)^\(([\w-]+)\)=$|^:name: ([\w-]+)$")
_SIBLING = re.compile(r"\]\((?=[\w-]+\.md)")


class BenchError(Exception):
    """Raised with one line that says why nothing could be measured."""


class Result(NamedTuple):
    """What one book took: seconds, and the most memory of all its processes together, in bytes."""

    studies: int
    cold: float
    edit: float
    data_edit: float
    memory: int


# --- A book of N case studies ---------------------------------------------------------------------


def write_book(folder: Path, count: int) -> Path:
    """Copy this repository to `folder`, with `count` case studies; return the copied book.

    Raises `BenchError` if `count` is less than the number of case studies of this book.
    """
    for name in ("book", "figures"):
        shutil.copytree(ROOT / name, folder / name, ignore=_LEFT_OUT)
    shutil.copy(ROOT / "booklint.toml", folder)
    book = folder / "book"
    records = load_records(book)
    missing = count - len(records.case_studies)
    if missing < 0:
        raise BenchError(
            f"This book has {count - missing} case studies; ask for that many or more."
        )
    known = _read((book / "_data/organisations.yml").read_text(encoding="utf-8"))
    cohorts, organisations, people = {}, {}, {}
    menu: dict[str, list[str]] = {}
    bibliography = ""
    for number in range(1, missing + 1):
        model = records.case_studies[number % len(records.case_studies)]
        like = known[model.meta.organisations[0]]
        year = FIRST_YEAR + (number - 1) // COHORT_SIZE
        cohort = str(year)
        study, expert, source = (f"{kind}-{number:04}" for kind in ("study", "expert", "report"))
        if cohort not in cohorts:
            cohorts[cohort] = _write_cohort(book, year, len(records.cohorts), source)
        organisations[study] = like | {
            "name": f"Organisation {number}",
            "short_name": f"Organisation {number}",
            "cohort": cohort,
            "experts": [expert],
            "sources": [source],
        }
        role = {"role": "Expert", "group": "expert", "cohort": cohort}
        people[expert] = {
            "name": f"Expert {number}",
            "roles": [role | {"organisation": study}],
            "sources": [source],
        }
        bibliography += (
            f"\n@misc{{{source},\n  author = {{{{Organisation {number}}}}},\n"
            f"  title = {{{{Report {number}}}}},\n  year = {{{year}}},\n"
            f"  howpublished = {{Case study}},\n  doi = {{10.5555/bench.{number:04}}},\n"
            f"  shorthand = {{Organisation {number}}},\n}}\n"
        )
        _write_study(book, model, number, cohort, source)
        menu.setdefault(cohort, []).append(f"cohorts/{cohort}/{study}")
    added = {"cohorts": cohorts, "organisations": organisations, "people": people}
    for name, data in added.items():
        _append(book / f"_data/{name}.yml", _yaml(data) if data else "")
    _append(book / "references.bib", bibliography)
    _add_to_menu(book / "_toc.yml", menu)
    return book


def _write_study(book: Path, model: PageRecord, number: int, cohort: str, source: str) -> None:
    """Write a case study like `model` as number `number`, under names of its own."""
    text = (book / f"{model.docname}.md").read_text(encoding="utf-8")
    head, body = _FRONT_MATTER.match(text).groups()
    own = model.meta.sources[0]
    meta = _read(head)
    meta.pop("redirect_from", None)
    meta |= {
        "description": f"{meta['description']} ({number})",
        "cohort": cohort,
        "organisations": [f"study-{number:04}"],
        "sources": [source, *meta["sources"][1:]],
        "publication": meta["publication"] | {"doi": f"10.5555/bench.{number:04}"},
    }
    meta["publication"].pop("url", None)
    for label in filter(None, (name for pair in _LABEL.findall(body) for name in pair)):
        body = re.sub(rf"(?<![\w-]){re.escape(label)}(?![\w-])", f"{label}-{number:04}", body)
    body = re.sub(
        r"(\{cite[^}]*\}`)([^`]*)",
        lambda cited: (
            cited[1] + ",".join(source if key == own else key for key in cited[2].split(","))
        ),
        body,
    )
    beside = Path(model.docname).parent.name
    body = _SIBLING.sub(f"](../{beside}/", body)
    body = _TITLE.sub(lambda title: f"{title[0]} ({number})", body, count=1)
    page = book / f"cohorts/{cohort}/study-{number:04}.md"
    page.write_text(f"---\n{_yaml(meta)}---\n{body}", encoding="utf-8")


def _write_cohort(book: Path, year: int, before: int, source: str) -> dict[str, Any]:
    """Write the page of a cohort; return its record."""
    (book / f"cohorts/{year}").mkdir()
    meta = {
        "type": "cohort",
        "description": f"The cohort of {year}, which the benchmark added to measure a larger book.",
        "reviewed": "2026-01-01",
        "cohort": str(year),
    }
    parts = "".join(
        f"## Part {position}\n\n```{{{name}}}\n:cohort: {year}\n```\n\n"
        for position, name in enumerate(("organisations", "case-study-cards"), start=1)
    )
    text = f"---\n{_yaml(meta)}---\n\n(cohorts-{year})=\n\n# The {year} cohort\n\n{parts}"
    (book / f"cohorts/{year}/index.md").write_text(text, encoding="utf-8")
    return {
        "number": before + 1 + year - FIRST_YEAR,
        "name": f"{year} cohort",
        "status": "completed",
        "start": f"{year}-01",
        "end": f"{year}-12",
        "page": f"cohorts/{year}/index",
        "summary": "A cohort that the benchmark added.",
        "sources": [source],
    }


def _read(text: str) -> Any:
    # As the build reads: by libyaml, which takes more than the loader that is Python through and through.
    return yaml.load(text, LOADER)


class _Plain(yaml.SafeDumper):
    """Writes equal values out each time: this book's data has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(data: dict[str, Any]) -> str:
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(text)


def _add_to_menu(file: Path, menu: dict[str, list[str]]) -> None:
    """Put the cohorts at the end of the menu."""
    toc = _read(file.read_text(encoding="utf-8"))
    toc["chapters"] += [
        {"file": f"cohorts/{cohort}/index", "sections": [{"file": name} for name in studies]}
        for cohort, studies in menu.items()
    ]
    file.write_text(_yaml(toc), encoding="utf-8")


# --- Measuring ------------------------------------------------------------------------------------


def measure(folder: Path, count: int, runs: int) -> Result:
    """Write a book of `count` case studies below `folder` and measure it; medians of `runs`."""
    book = write_book(folder, count)
    cold = [_build(book) for _ in range(runs)]
    prepared = folder / "live"
    live.prepare(book, prepared)
    live.import_heavy()
    rebuild = partial(_rebuild, live.sphinx_arguments(book, prepared))
    rebuild(book / "_toc.yml", "")
    page = book / f"{load_records(book).case_studies[0].docname}.md"
    sectors = book / "_data/sectors.yml"
    sector = next(iter(_read(sectors.read_text(encoding="utf-8")).values()))
    edits = [rebuild(page, "\nA line is added.\n") for _ in range(runs)]
    data_edits = [rebuild(sectors, _yaml({f"bench-{run}": sector})) for run in range(runs)]
    return Result(
        count,
        statistics.median(seconds for seconds, _ in cold),
        statistics.median(edits),
        statistics.median(data_edits),
        max(memory for _, memory in cold),
    )


def _rebuild(arguments: Sequence[str], file: Path, added: str) -> float:
    """Add some text to a file; return the seconds until `make live` would show it."""
    _append(file, added)
    begun = time.perf_counter()
    if live.rebuild(arguments):
        raise BenchError(f"The book could not be built after an edit of {file}.")
    return time.perf_counter() - begun


def _build(book: Path) -> tuple[float, int]:
    """Build the site from nothing, EPUB included; return seconds and bytes of memory."""
    output = book.parent / "output"
    shutil.rmtree(output, ignore_errors=True)
    command = [sys.executable, "-m", "hub.build", "--book", str(book), "--output", str(output)]
    begun = time.perf_counter()
    with (book.parent / "log.txt").open("w+", encoding="utf-8") as log:
        process = psutil.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        seen = [0]
        watch = threading.Thread(target=_watch, args=(process, seen.append))
        watch.start()
        code = process.wait()
        seconds = time.perf_counter() - begun
        watch.join()
        log.seek(0)
        if code:
            raise BenchError(f"The book could not be built:\n{log.read()[-2000:]}")
    return seconds, max(seen)


def _watch(process: psutil.Process, note: Callable[[int], None]) -> None:
    """Note the memory of a process with its children, shared memory counted once, until it ends."""
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        total = 0
        for each in (process, *process.children(recursive=True)):
            try:
                memory = each.memory_full_info()
                total += getattr(memory, "pss", 0) or memory.uss
            except psutil.Error:
                continue
        note(total)
        time.sleep(_SECONDS_BETWEEN_LOOKS)


# --- Telling --------------------------------------------------------------------------------------

HEAD = """\
| Case studies | Site and EPUB from nothing | After an edit of a page | After an edit of a record | \
Most memory |
|---:|---:|---:|---:|---:|"""


def row(result: Result) -> str:
    """Return a result as a row of the table in bench/README.md."""
    times = (f"{seconds:.1f} s" for seconds in (result.cold, result.edit, result.data_edit))
    return f"| {result.studies:,} | {' | '.join(times)} | {result.memory / 1e6:,.0f} MB |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table; return 0, or 1 if a book could not be built."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    own = len(load_records(ROOT / "book").case_studies)
    parser.add_argument("sizes", type=int, nargs="*", default=[own, 100, 300, 1000], metavar="N")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured")
    options = parser.parse_args(arguments)
    print(HEAD)
    try:
        for count in options.sizes:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                print(row(measure(Path(folder), count, options.runs)), flush=True)
    except (BenchError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    version, cores = platform.python_version(), os.cpu_count()
    print(f"\n{cores} processor cores, {platform.system()}, Python {version}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
