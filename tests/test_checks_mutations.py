"""The alarm is tested: every class of fault, planted at random, is found there and only there."""

import os
import re
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from booklint import book
from booklint.book import Book
from booklint.files import DiskFiles, Files, MemoryFiles
from booklint.finding import Finding
from booklint.reader import Reader
from booklint.registry import Rule, all_rules, without_consequences
from booklint.settings import Settings
from booklint.site import Site
from mutations import in_figures, in_links, in_pages, in_site
from mutations.planting import Fault, Overlay, Place, Scene, Stage
from support import ROOT, Built

IN_SOURCES = (*in_pages.FAULTS, *in_links.FAULTS, *in_figures.FAULTS)
SEED = int(os.environ.get("MUTATION_SEED") or 20261128)
"""The same places on every run; newest.yml gives another number in MUTATION_SEED every week."""

STRICT = Settings(strict=True)
RULES = all_rules(("house_rules",))


@pytest.fixture(scope="module", autouse=True)
def _each_text_is_parsed_once():
    """Only the page with the fault differs from one planting to the next."""
    read = Reader.read

    @cache
    def remembered(path: str, text: str, in_book: bool):
        return read(READERS[0], path, text, in_book=in_book)

    def once(reader: Reader, path: str, text: str, *, in_book: bool = True):
        READERS[:1] = [reader]
        return remembered(path, text, in_book)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "read", once)
        patch.setattr(book, "parallel_map", lambda function, jobs, **_: [*map(function, jobs)])
        yield


READERS: list[Reader] = []
_FOUND: dict[tuple, frozenset[Finding]] = {}


def findings_of(files: Files) -> tuple[Book, frozenset[Finding]]:
    """The book in some files, and everything that all rules find in it."""
    loaded = Book.load(files, "book")
    found: set[Finding] = set()
    for rule in RULES:
        for thing in loaded.things(rule.kind):
            found |= _findings(rule, thing)
    return loaded, frozenset(without_consequences(found))


def _findings(rule: Rule, thing) -> frozenset[Finding]:
    """What a rule finds in a thing; for one that is the same as before, what it found before."""
    if rule.kind in ("book", "site"):
        return frozenset(rule.findings(thing))
    if rule.kind == "picture":
        content = (thing.files.read(thing.path), *thing.used_at)
    else:
        content = thing.data if rule.kind == "built_page" else thing.text
    key = (rule.name, thing.path, content)
    if key not in _FOUND:
        _FOUND[key] = frozenset(rule.findings(thing))
    return _FOUND[key]


@pytest.fixture(scope="module")
def sound(_each_text_is_parsed_once) -> tuple[Book, frozenset[Finding]]:
    """A copy of the book, made once, and what is found in it."""
    return findings_of(copied(ROOT, ("", ".github")))


def copied(folder: Path, parts: tuple[str, ...] = ("",)) -> MemoryFiles:
    """Everything below a folder that a rule could read, in memory."""
    files = DiskFiles(folder)
    return MemoryFiles({path: files.read(path) for part in parts for path in files.walk(part)})


@pytest.mark.parametrize("fault", IN_SOURCES, ids=lambda fault: fault.name)
def test_planted_fault_is_found_there_and_nothing_else(
    fault: Fault, sound: tuple[Book, frozenset[Finding]]
):
    clean, before = sound
    scene = Scene(
        clean,
        Overlay(clean.files),
        Random(f"{SEED} {fault.name}"),
        frozenset(finding.path for finding in before),
    )
    place = fault.plant(scene)
    _, after = findings_of(scene.files)
    judge(fault, place, before, after)


@pytest.fixture(scope="module")
def sound_site(built: Built) -> tuple[Site, frozenset[Finding]]:
    site = Site(copied(built.html), settings=STRICT)
    return site, findings_in(site)


def findings_in(site: Site) -> frozenset[Finding]:
    """Everything that all rules find in a built site."""
    found: set[Finding] = set()
    for rule in RULES:
        for thing in site.things(rule.kind):
            found |= _findings(rule, thing)
    return frozenset(found)


@pytest.mark.parametrize("fault", in_site.FAULTS, ids=lambda fault: fault.name)
def test_fault_planted_in_the_site_is_found_there_and_nothing_else(
    fault: Fault, sound_site: tuple[Site, frozenset[Finding]]
):
    clean, before = sound_site
    stage = Stage(clean, Overlay(clean.files), Random(f"{SEED} {fault.name}"))
    place = fault.plant(stage)
    judge(fault, place, before, findings_in(Site(stage.files, settings=STRICT)))


def test_every_rule_is_put_to_the_test():
    planted = {fault.rule for fault in (*IN_SOURCES, *in_site.FAULTS)}
    assert {rule.name for rule in RULES} - planted == set()


def _without_numbers(finding: Finding) -> tuple[str, str, str]:
    """A finding without its line, which moves when something is planted above it."""
    return finding.path, finding.rule, re.sub(r"\d+", "", finding.message)


def judge(
    fault: Fault, place: Place, before: frozenset[Finding], after: frozenset[Finding]
) -> None:
    """Demand exactly the finding of this fault."""
    known = {_without_numbers(each) for each in before}
    new = sorted(each for each in after if _without_numbers(each) not in known)
    told = "\n".join(f"{each.path}:{each.line}: {each.message} [{each.rule}]" for each in new)
    hint = f"{fault.name} at {place.path}:{place.line}; MUTATION_SEED={SEED} repeats it\n{told}"
    kinds = Counter(each.rule for each in new)
    assert kinds[fault.rule] == 1, f"a survivor, or found twice: {hint}"
    assert len(new) == 1, f"found more than what was planted: {hint}"
    assert place.path in ("", new[0].path), f"found in another file: {hint}"
    assert place.line in (0, new[0].line), f"found on another line: {hint}"
    assert new[0].level == fault.level, f"found at another level: {hint}"
