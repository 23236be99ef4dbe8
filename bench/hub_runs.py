"""Measures this book's own programs over a book of any number of case studies."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hub import live
from hub.records import load_records
from playwright.sync_api import Browser, sync_playwright

from audit.chromium import ARGUMENTS, find_chromium
from audit.server import Server, serve
from bench import BOOK, ROOT
from bench.hub_book import invented_cohorts, write_book
from bench.process import FailedError, Run, run
from bench.story import Study

PREFIX = "/book/"
# One word, two and three, as most questions have; all of them stand in the invented studies.
QUESTIONS = ("spreadsheet", "monthly report", "forecasts of electricity demand")
_MENU = re.compile(r"<nav\b[^>]*\bid=\"?menu\b.*?</nav>", re.DOTALL)
_PYTHON = (sys.executable, "-m")
# How the names of the files end that make up the index, and those with the text of one page.
_INDEX = (".json", ".pf_meta", ".pf_index", ".pf_filter")
_ANSWERS = (".pf_fragment",)
LINK_RULES = ("built-link", "built-anchor")


@dataclass(frozen=True)
class Site:
    """What a built site weighs, in bytes: all of it, one study's page, and the menu on that page."""

    total: int
    page: int
    menu: int


@dataclass(frozen=True)
class Result:
    """What one program needed for one book: seconds and bytes; what was not measured is None."""

    cold: float
    memory: int
    site: Site
    cold_with_epub: float | None = None
    edit: float | None = None
    data_edit: float | None = None
    index: int | None = None
    answers: int | None = None
    checks: float | None = None
    checks_memory: int | None = None
    links: float | None = None


def a_study(count: int) -> Study:
    """The study whose page is weighed and edited: the first invented one, the same in every book."""
    return invented_cohorts(load_records(BOOK), count)[0].studies[0]


def measure(folder: Path, count: int, runs: int) -> Result:
    """Write a book of `count` case studies below `folder` and measure everything about it."""
    book = write_book(folder, count)
    site = folder / "output" / "html"
    study = a_study(count)
    # The first run of each is watched for its memory, which holds it up: the median is another.
    cold = [_build(book, "--without-epub", watch=not number) for number in range(runs)]
    whole = [_build(book, watch=not number) for number in range(runs)]
    edit, data_edit = _edits(book, study, runs)
    index, answers = fetched_for_a_question(site)
    of_links = (site, *(f"--rule={name}" for name in LINK_RULES))
    checks = [_checks(folder, watch=not number) for number in range(runs)]
    links = [_checks(folder, *of_links, watch=not number) for number in range(runs)]
    return Result(
        cold=_median(cold),
        memory=max(each.memory for each in (*cold, *whole)),
        site=weigh(site, f"{study.docname}.html"),
        cold_with_epub=_median(whole),
        edit=edit,
        data_edit=data_edit,
        index=index,
        answers=answers,
        checks=_median(checks),
        checks_memory=max(each.memory for each in (*checks, *links)),
        links=_median(links),
    )


def _median(runs: list[Run]) -> float:
    return statistics.median(each.seconds for each in runs)


def _run(*command: str | Path, watch: bool, top: Path = ROOT) -> Run:
    """Run a module of the repository at `top`."""
    paths = os.pathsep.join([str(top), str(ROOT / "book" / "_ext")])
    environment = os.environ | {"PYTHONPATH": paths}
    return run([*_PYTHON, *command], folder=top, environment=environment, watch=watch)


def _build(book: Path, *options: str, watch: bool) -> Run:
    output = book.parent / "output"
    shutil.rmtree(output, ignore_errors=True)
    return _run("hub.build", "--book", book, "--output", output, *options, watch=watch)


def _checks(top: Path, *arguments: str | Path, watch: bool) -> Run:
    """Run the checks of the copy at `top`, which must find nothing."""
    done = _run("checks", *arguments, "--format", "json", top=top, watch=watch)
    if found := json.loads(done.output[: done.output.rindex("]") + 1]):
        raise ValueError(f"The invented book is not sound: {found[:3]}")
    return done


def _edits(book: Path, study: Study, runs: int) -> tuple[float, float]:
    """Return the seconds until an edited page, and an edited record, are built as `make live` does."""
    output = book.parent / "live"
    live.prepare(book, output)
    live.import_heavy()
    arguments = live.sphinx_arguments(book, output)

    def rebuild() -> float:
        begun = time.perf_counter()
        if live.rebuild(arguments):
            raise FailedError(f"`make live` could not build {book}.")
        return time.perf_counter() - begun

    rebuild()
    page = book / f"{study.docname}.md"
    records = book / "_data" / "organisations.yml"

    def edited(file: Path, old: str, new: Callable[[int], str]) -> float:
        text = file.read_text(encoding="utf-8")
        if text.count(old) == 0:
            raise ValueError(f"«{old}» is not in {file.name}.")
        taken = []
        for number in range(runs):
            file.write_text(text.replace(old, new(number), 1), encoding="utf-8")
            taken.append(rebuild())
        return statistics.median(taken)

    heading = "## What was hard\n"
    of_page = edited(page, heading, lambda number: f"{heading}\nThe word is edited{number}.\n")
    name = f"name: {study.organisation}\n"
    of_data = edited(records, name, lambda number: f"name: {study.organisation} {number}\n")
    return of_page, of_data


def weigh(site: Path, page: str) -> Site:
    """Weigh a built site, one of its pages, and the menu of that page where it has ours."""
    text = (site / page).read_text(encoding="utf-8")
    menu = _MENU.search(text)
    total = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    return Site(total, len(text.encode()), len(menu[0].encode()) if menu else 0)


def fetched_for_a_question(site: Path) -> tuple[int, int]:
    """Return the most bytes, compressed, that one question fetches: of the index, and of answers.

    Each question comes with an empty cache. The search page and its engine, which are the same in
    every book, are not counted.
    """
    with (
        serve(site, PREFIX) as server,
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=find_chromium(), args=list(ARGUMENTS)
        ) as browser,
    ):
        fetched = [_fetched(server, browser, question) for question in QUESTIONS]
    return max(index for index, _ in fetched), max(answers for _, answers in fetched)


def _fetched(server: Server, browser: Browser, question: str) -> tuple[int, int]:
    page = browser.new_context().new_page()
    before = len(server.sent)
    page.goto(f"{server.page('search')}?q={question}")
    page.locator("#results a").first.wait_for()
    page.wait_for_load_state("networkidle")
    sent = server.sent[before:]
    page.context.close()
    return tuple(
        sum(size for path, size in sent if path.startswith("pagefind/") and path.endswith(kind))
        for kind in (_INDEX, _ANSWERS)
    )
