"""The alarm is tested: every class of fault, planted at random, is found there and only there."""

import os
import pickle
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from booklint.book import Book
from booklint.files import DiskFiles, Files, MemoryFiles
from booklint.finding import Finding
from booklint.settings import Settings
from booklint.site import Site
from mutations import in_figures, in_links, in_pages, in_site
from mutations.planting import Fault, Overlay, Place, Scene, Stage
from remembering import RULES, each_text_is_parsed_once, findings_in
from support import ROOT, Built, Once

IN_SOURCES = (*in_pages.FAULTS, *in_links.FAULTS, *in_figures.FAULTS)
SEED = int(os.environ.get("MUTATION_SEED") or 20261128)
"""The same places on every run; newest.yml gives another number in MUTATION_SEED every week."""

STRICT = Settings(strict=True)
SETTINGS = {"book/_config.yml", "booklint.toml"}
TOGETHER = 16
"""So many faults at most in one copy of the book, so that a bad one spoils few."""


@pytest.fixture(scope="module", autouse=True)
def _quickly() -> Iterator[None]:
    with each_text_is_parsed_once():
        yield


def book_in(files: Files) -> Book:
    return Book.load(files, "book")


def copied(folder: Path, parts: tuple[str, ...] = ("",)) -> MemoryFiles:
    """Everything below a folder that a rule could read, in memory."""
    files = DiskFiles(folder)
    return MemoryFiles({path: files.read(path) for part in parts for path in files.walk(part)})


@dataclass
class Planted:
    """A fault in a copy of its own."""

    fault: Fault
    place: Place
    files: Overlay


class Plantings:
    """A book, or its site, with faults, as many in one copy as touch different files.

    `plant` puts one fault into a new copy, `look` finds everything in a copy. One look takes seconds, so
    it is taken `once` for all processes that share the tests.
    """

    def __init__(
        self,
        faults: Iterable[Fault],
        plant: Callable[[Fault], Planted],
        look: Callable[[Files], list[Finding]],
        before: list[Finding],
        once: Once,
    ) -> None:
        self.plant, self.look, self.before, self.once = plant, look, before, once
        self.new: dict[Fault, list[Finding]] = {}
        self.groups: list[list[Planted]] = []
        for fault in faults:
            # One that cannot be planted is planted again, and says why, in its own test.
            with suppress(Exception):
                self._add(plant(fault))

    def _add(self, planted: Planted) -> None:
        for group in self.groups:
            touched = {path for each in group for path in each.files.touched}
            # By the settings every page is read: whoever touches them stays alone.
            alone = SETTINGS & (touched | planted.files.touched)
            if not alone and touched.isdisjoint(planted.files.touched) and len(group) < TOGETHER:
                group.append(planted)
                return
        self.groups.append([planted])

    def of(self, fault: Fault) -> tuple[Place, list[Finding]]:
        """Where a fault was planted, and what is found that was not found before."""
        for group in self.groups:
            for each in group:
                if each.fault is fault:
                    if fault not in self.new:
                        self._look(group)
                    return each.place, self.new[fault]
        alone = self.plant(fault)
        self._look([alone])
        return alone.place, self.new[fault]

    def _look(self, group: list[Planted]) -> None:
        """Look at a copy with all faults of a group; at smaller ones, if it is not clear what is whose."""
        files = Overlay(group[0].files.base)
        for each in group:
            files.take(each.files)
        names = "\n".join(sorted(f"{each.fault.rule}: {each.fault.name}" for each in group))

        def keep(folder: Path) -> None:
            new = new_findings(self.before, self.look(files))
            (folder / "new.pickle").write_bytes(pickle.dumps(new))

        kept = self.once(f"planted-{sha256(names.encode()).hexdigest()}", keep)
        new = pickle.loads((kept / "new.pickle").read_bytes())
        if len(group) == 1:
            self.new[group[0].fault] = new
            return
        own = {each.fault: [one for one in new if one.path in each.files.touched] for each in group}
        clear = [
            each for each in group if [one.rule for one in own[each.fault]] == [each.fault.rule]
        ]
        rest = [each for each in group if each not in clear]
        known = {one for each in clear for one in own[each.fault]}
        if clear and rest:
            self._look(rest)
            known |= {one for each in rest for one in self.new[each.fault]}
        if clear and known.issuperset(new):
            self.new.update((each.fault, own[each.fault]) for each in clear)
        else:
            unclear = clear or group
            for part in (unclear[::2], unclear[1::2]) if len(unclear) > 1 else (unclear,):
                self._look(part)


@pytest.fixture(scope="module")
def plantings(_quickly: None, once: Once) -> Plantings:
    """The faults in copies of the book, made once."""
    clean = book_in(copied(ROOT, ("", ".github")))
    before = findings_in(clean)
    noisy = frozenset(finding.path for finding in before)

    def plant(fault: Fault) -> Planted:
        number = IN_SOURCES.index(fault)
        # No word, and no misspelt one, begins so.
        mark = f"zq{number:03}"
        files = Overlay(clean.files, mark)
        place = fault.plant(Scene(clean, files, Random(f"{SEED} {fault.name}"), noisy))
        return Planted(fault, Place(files.own(place.path), place.line), files)

    return Plantings(IN_SOURCES, plant, lambda files: findings_in(book_in(files)), before, once)


@pytest.mark.parametrize("fault", IN_SOURCES, ids=lambda fault: fault.name)
def test_planted_fault_is_found_there_and_nothing_else(fault: Fault, plantings: Plantings):
    judge(fault, *plantings.of(fault))


@pytest.fixture(scope="module")
def plantings_in_site(built: Built, once: Once) -> Plantings:
    """The faults in copies of the built site, read once."""
    clean = Site(copied(built.html), settings=STRICT)

    def plant(fault: Fault) -> Planted:
        files = Overlay(clean.files)
        return Planted(
            fault, fault.plant(Stage(clean, files, Random(f"{SEED} {fault.name}"))), files
        )

    def look(files: Files) -> list[Finding]:
        return findings_in(Site(files, settings=STRICT))

    return Plantings(in_site.FAULTS, plant, look, look(clean.files), once)


@pytest.mark.parametrize("fault", in_site.FAULTS, ids=lambda fault: fault.name)
def test_fault_planted_in_the_site_is_found_there_and_nothing_else(
    fault: Fault, plantings_in_site: Plantings
):
    judge(fault, *plantings_in_site.of(fault))


def test_every_rule_is_put_to_the_test():
    planted = {fault.rule for fault in (*IN_SOURCES, *in_site.FAULTS)}
    # What another rule says here, at the same line, as this book takes no other extension.
    assert {rule.name for rule in RULES} - planted == {"extension-loaded"}


def _without_numbers(finding: Finding) -> tuple[str, str, str]:
    """A finding without its line, which moves when something is planted above it."""
    return finding.path, finding.rule, re.sub(r"\d+", "", finding.message)


def new_findings(before: list[Finding], after: list[Finding]) -> list[Finding]:
    """What is found now and was not found before, in the order of files and lines."""
    known = {_without_numbers(each) for each in before}
    return sorted(each for each in after if _without_numbers(each) not in known)


def judge(fault: Fault, place: Place, new: list[Finding]) -> None:
    """Demand exactly the finding of this fault."""
    told = "\n".join(f"{each.path}:{each.line}: {each.message} [{each.rule}]" for each in new)
    hint = f"{fault.name} at {place.path}:{place.line}; MUTATION_SEED={SEED} repeats it\n{told}"
    kinds = Counter(each.rule for each in new)
    assert kinds[fault.rule] == 1, f"a survivor, or found twice: {hint}"
    assert len(new) == 1, f"found more than what was planted: {hint}"
    assert place.path in ("", new[0].path), f"found in another file: {hint}"
    assert place.line in (0, new[0].line), f"found on another line: {hint}"
    assert new[0].level == fault.level, f"found at another level: {hint}"
