'''The register of rules: what a rule is, how it is written and how all of them are run.

A rule is a generator function of one parsed thing. It reads nothing else, keeps nothing and takes
no options:

    from checks.page import Page
    from checks.finding import Problem
    from checks.register import rule

    @rule("page")
    def image_alt(page: Page) -> Iterator[Problem]:
        """Every picture says in words what it shows.

        Bad:
            ![](map.png)

        Bad (line 2):
            :::{figure} map.png
            :name: map
            :::

        Good:
            ![Map of the five organisations](map.png)
        """
        for image in page.images:
            if not image.alt:
                yield Problem(image.line, f"the picture {image.source} has no …", "write …")

- The name of the function is the name of the rule (`image_alt` is `image-alt`), the first line of
  the docstring its promise, and the examples are run: each Bad yields this rule, once, on the line
  it names (line 1 unless it says otherwise: `Bad (line 3):`, `Bad (lines 2, 5):`,
  `Bad (cohorts/index.md, line 3):`), and each Good yields nothing.
- An example with several files gives each a heading, `== path`, with the file below it. The
  heading may name a sample in brackets instead, `== map.png (a PNG cut short)`, from
  `checks/samples.py`, or the target of a symbolic link, `== map.png -> /etc/passwd`.
- The kind says what the function is given:
  `page` one Markdown page (`checks.page.Page`), `text` every text file with its addresses (a page
  is one too), `picture` one picture file, `book` all of them together (`checks.book.Book`),
  `built_page` one page of HTML, and `site` all built pages together (`checks.site`).
- `@rule("page", house=True)` marks a rule of this book, which is not run over another one.
- `@rule("site", late=True)` marks a rule that asks every built page what it offers and needs
  (`BuiltPage.looked`): it is run once that was noted of all pages, on all processors.
'''

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Protocol, TypeVar

from hub.spread import spread

from checks.finding import Finding, Problem

Kind = Literal["page", "text", "picture", "book", "built_page", "site"]
Function = Callable[[Any], Iterable[Problem]]
AnyFunction = TypeVar("AnyFunction", bound=Function)


class Source(Protocol):
    """Where the things to check come from: a book of sources or a built site."""

    house: bool

    def things(self, kind: Kind) -> list[Any]:
        """Every thing of this kind; each has a `path`."""


@dataclass(frozen=True)
class Rule:
    """One registered rule."""

    name: str
    kind: Kind
    house: bool
    function: Function
    late: bool = False

    @property
    def manual(self) -> str:
        """The docstring: the promise, then the examples."""
        return inspect.getdoc(self.function) or ""

    @property
    def promise(self) -> str:
        """The first sentence of the docstring: what holds when the rule is silent."""
        return self.manual.partition("\n")[0]

    @property
    def family(self) -> str:
        """The module the rule stands in: `links`, `figures` and so on."""
        return self.function.__module__.rpartition(".")[2]

    def findings(self, thing: Any) -> Iterator[Finding]:
        """Run the rule over one thing; a rule that fails says so as a finding of its own."""
        for problem in self.function(thing):
            yield Finding(
                path=problem.path or thing.path,
                line=max(problem.line, 1),
                rule=self.name,
                message=problem.message,
                fix=problem.fix,
                level=problem.level,
                element_id=problem.element_id,
                target=problem.target,
            )


_RULES: dict[str, Rule] = {}


def rule(
    kind: Kind, *, house: bool = False, late: bool = False
) -> Callable[[AnyFunction], AnyFunction]:
    """Register a generator function as a rule over things of this kind."""

    def register(function: AnyFunction) -> AnyFunction:
        name = function.__name__.replace("_", "-")
        if name in _RULES and _RULES[name].function.__module__ != function.__module__:
            raise ValueError(f"two rules are called {name}; rename one")
        _RULES[name] = Rule(name, kind, house, function, late)
        return function

    return register


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of `checks/rules`, by family and then in the order they are written."""
    package = importlib.import_module("checks.rules")
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"checks.rules.{module}")
    return tuple(sorted(_RULES.values(), key=lambda each: each.family))


def run(source: Source, rules: Iterable[Rule] | None = None) -> list[Finding]:
    """Run rules (all of them unless named) over a source and give what they found, in order."""
    chosen = [each for each in rules or all_rules() if source.house or not each.house]
    late = [each for each in chosen if each.late]
    # One job for each family over the whole (its rules share what they look up), and one for each
    # thing with all rules of its kind (a picture is decoded once).
    groups: dict[tuple[Kind, str], list[Rule]] = {}
    if late:
        groups["built_page", ""] = []
    for each in chosen:
        if not each.late:
            whole = each.kind in ("book", "site")
            groups.setdefault((each.kind, each.family if whole else ""), []).append(each)
    ordered = sorted(groups.items(), key=lambda group: not group[0][1])
    jobs = [
        (of_group, thing, bool(late) and kind == "built_page")
        for (kind, _), of_group in ordered
        for thing in source.things(kind)
    ]
    large = sum(len(source.things(kind)) for (kind, family), _ in ordered if family)
    found: set[Finding] = set()
    for (_, thing, look), (findings, looked) in zip(
        jobs, spread(_run_job, jobs, large=large), strict=True
    ):
        found.update(findings)
        if look:
            thing.looked = looked
    found.update(
        finding
        for each in late
        for thing in source.things(each.kind)
        for finding in each.findings(thing)
    )
    return sorted(found)


def _run_job(job: tuple[list[Rule], Any, bool]) -> tuple[list[Finding], Any]:
    rules, thing, look = job
    findings = [finding for each in rules for finding in each.findings(thing)]
    return findings, thing.looked if look else None
