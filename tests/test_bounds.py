"""Work is bounded before it is done: one table, and time that grows with the input, not with its square."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from booklint import picture
from booklint.book import Book
from booklint.files import DiskFiles, MemoryFiles
from booklint.registry import all_rules
from hostile.cases import FRONT_MATTER, small_book
from hostile.running import MAX_MEGABYTES, measured_build
from hubdata.guard.bounds import BOUNDS, most
from hubdata.guard.texts import text_problems
from hubdata.loading import load_records
from support import ROOT

SIZE = 40_000
# What a page of a quarter and of the whole size may cost beyond the ratio of its sizes: a sound page
# of the whole size takes half a second.
TOO_SHORT_TO_COMPARE = 0.4
LARGER_BY = 4


def rows(make: Callable[[int], str]) -> Callable[[int], str]:
    """Return what fills a text of some size with numbered rows."""

    def fill(size: int) -> str:
        made, length = [], 0
        while length < size and len(made) < most("lines") // 6 * size / SIZE:
            made.append(make(len(made)))
            length += len(made[-1])
        return "".join(made)

    return fill


def within(before: str, make: Callable[[int], str], after: str = "") -> Callable[[int], str]:
    fill = rows(make)
    return lambda size: f"{before}{fill(size)}{after}"


KINDS: dict[str, Callable[[int], str]] = {
    "autolinks": rows(lambda n: f"<https://example.org/{n}>\n"),
    "blank-lines": lambda size: (
        "```{code-block} text\n:linenos:\n\na\n" + " \n" * (size // 10) + "```\n"
    ),
    "brackets": rows(lambda n: "[" * 12 + "\n"),
    "cells": within("|a|b|\n|-|-|\n", lambda n: "|a|b|\n"),
    "citations": rows(lambda n: "{cite:p}`report` and\n"),
    "comments": rows(lambda n: "% Nobody sees this.\n\n"),
    "definition-lists": rows(lambda n: f"Term {n}\n: means\n\n"),
    "dropdowns": rows(lambda n: f":::{{dropdown}} T{n}\nWords.\n:::\n"),
    "emphasis": rows(lambda n: "*a* **b** ~~c~~\n"),
    "emphasis-open": rows(lambda n: "*a _b **c\n"),
    "footnotes": rows(lambda n: f"Words.[^f{n}]\n\n[^f{n}]: More.\n\n"),
    "formulas": rows(lambda n: "$x^2$ and\n"),
    "headings": rows(lambda n: f"## Heading {n}\n\nWords.\n\n"),
    "headings-alike": rows(lambda n: "## Heading\n\nWords.\n\n"),
    "images-open": rows(lambda n: "![a\n"),
    "list-items": rows(lambda n: "- item\n"),
    "list-levels": rows(lambda n: "".join("  " * d + "- a\n" for d in range(9))),
    "links-open": rows(lambda n: "[a](b\n"),
    "names": rows(lambda n: f":::{{note}}\n:name: n{n}\nWords.\n:::\n\n"),
    "quotations": rows(lambda n: "> a\n\n"),
    "spans": rows(lambda n: "[a]{.lead} and\n"),
    "tabs": within("::::{tab-set}\n", lambda n: f":::{{tab-item}} T{n}\nWords.\n:::\n", "::::\n"),
    "tags": rows(lambda n: "<b>" * 16 + "\n"),
    "tasks": rows(lambda n: "- [ ] do\n"),
    "ticks": rows(lambda n: "a " + "`" * (n % 200 + 1) + " b\n"),
    "words": lambda size: "\n\n".join(["a" * 9_000] * (size // 9_000 + 1)),
}

# Files of data, with records that the small book could have.
DATA_SIZE = 160_000
DATA: dict[str, Callable[[str], str]] = {
    "book/_data/facts.yml": lambda name: (
        f"{name}:\n  statement: There was a meeting of {name} in one cohort.\n"
        "  confidence: published\n  sources: [report]\n"
    ),
    "book/_data/gaps.yml": lambda name: (
        f"{name}:\n  item: The day on which the meeting of {name} ended.\n"
        "  help: Send the announcement.\n"
    ),
    "book/_data/people.yml": lambda name: (
        f"{name}:\n  name: Ada {name.title()}\n  roles:\n"
        "    - role: Organiser\n      group: team\n  sources: [report]\n"
    ),
    "book/references.bib": lambda name: (
        f"@misc{{{name},\n  title = {{The report on {name}}},\n  publisher = {{The institute}},\n"
        f"  year = {{2024}},\n  url = {{https://example.org/{name}}},\n  shorthand = {{Report {name}}},\n}}\n"
    ),
}

# What the rules of the checks refuse before a page is read.
NEVER_BUILT = ("brackets", "emphasis-open", "images-open", "links-open", "tags", "ticks")
BUILT = sorted(KINDS.keys() - set(NEVER_BUILT))


def page(kind: str, part: int) -> tuple[str, str]:
    """Return the name and the text of a page of one kind, of a part of the whole size."""
    name = f"{kind}-{part}"
    return name, FRONT_MATTER.format(name=name) + KINDS[kind](SIZE // part)


@pytest.fixture(autouse=True)
def _without_what_others_left() -> Iterator[None]:
    """The collector goes through everything that earlier tests left, whenever it comes by."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def assert_linear(costs: dict[int, float], what: str) -> None:
    """Four times the input costs four times as much, not sixteen times, with room for a busy machine."""
    assert is_linear(costs), f"{what}: {costs}"


def is_linear(costs: dict[int, float]) -> bool:
    whole, quarter = costs[1], costs[LARGER_BY]
    return whole < TOO_SHORT_TO_COMPARE or whole < 2.5 * LARGER_BY * quarter


def test_booklint_holds_to_the_table():
    assert most("pixels") == picture.MAX_PIXELS
    assert most("scans") == picture.MAX_SCANS


def test_the_guide_prints_the_table():
    assert "{what-you-can-write}" in (ROOT / "book/about/writing-guide.md").read_text("utf-8")
    assert all(bound.what and bound.most > 0 for bound in BOUNDS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_what_grows_is_within_the_bounds(kind: str):
    name, text = page(kind, 1)
    assert list(text_problems(f"book/{name}.md", text)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_checks_take_time_in_proportion(kind: str):
    config = (ROOT / "book/_config.yml").read_bytes()
    costs: dict[int, float] = {}
    for part in (LARGER_BY, 1):
        name, text = page(kind, part)
        files = MemoryFiles(
            {
                "booklint.toml": b'book = "book"\nstrict = true\n',
                "book/_config.yml": config,
                f"book/{name}.md": text.encode(),
            }
        )
        began = time.process_time()
        book = Book.load(files, "book")
        for rule in all_rules(("house_rules",)):
            if rule.kind in ("page", "text"):
                for thing in book.things(rule.kind):
                    list(rule.findings(thing))
        costs[part] = time.process_time() - began
        [read] = book.pages.values()
        assert not read.unreadable
    assert_linear(costs, f"{kind} in the checks")


@pytest.mark.parametrize("path", DATA)
def test_data_takes_time_in_proportion(path: str, tmp_path: Path):
    """Of the checks, and of loading the records as the build does."""
    costs: dict[int, float] = {}
    loads: dict[int, float] = {}
    for part in (LARGER_BY, 1):
        book = small_book(tmp_path / str(part))
        file = book.parent / path
        before = file.read_text(encoding="utf-8")
        names = ("".join(letters) for letters in product("abcdefghij", repeat=4))
        rows = [before if before.strip() != "{}" else ""]
        while sum(map(len, rows)) < DATA_SIZE / part:
            rows.append(DATA[path](next(names)))
        file.write_text("".join(rows), encoding="utf-8")
        began = time.process_time()
        load_records(book)
        loads[part] = time.process_time() - began
        began = time.process_time()
        found = Book.load(DiskFiles(book.parent), "book")
        for rule in all_rules(("house_rules",)):
            for thing in found.things(rule.kind) if rule.kind != "site" else ():
                list(rule.findings(thing))
        costs[part] = time.process_time() - began
    assert_linear(loads, f"{path} as records")
    assert_linear(costs, f"{path} in the checks")


def test_the_build_takes_time_in_proportion(tmp_path: Path):
    book = small_book(tmp_path)
    with (book / "_toc.yml").open("a", encoding="utf-8") as menu:
        for kind in BUILT:
            for part in (LARGER_BY, 1):
                name, text = page(kind, part)
                (book / f"{name}.md").write_text(text, encoding="utf-8")
                menu.write(f"  - file: {name}\n")
    # The least of some builds: what else a machine does meanwhile falls on any page.
    costs = _costs(book)
    for _ in range(2):
        if all(map(is_linear, costs.values())):
            break
        again = _costs(book)
        costs = {
            kind: {part: min(known[part], again[kind][part]) for part in known}
            for kind, known in costs.items()
        }
    for kind, parts in costs.items():
        assert_linear(parts, f"{kind} in the build")


def _costs(book: Path) -> dict[str, dict[int, float]]:
    """Build the book within the bounds; return for each kind of page what its parts cost, in seconds."""
    ended = measured_build(book)
    costs: dict[str, dict[int, float]] = {kind: {} for kind in BUILT}
    for name, seconds in re.findall(r"^cost ([\w-]+) ([\d.]+)$", ended.stdout, re.MULTILINE):
        kind, _, part = name.rpartition("-")
        if kind in costs:
            costs[kind][int(part)] = float(seconds)
    assert all(len(parts) == 2 for parts in costs.values()), ended.output
    assert ended.megabytes < MAX_MEGABYTES
    return costs
