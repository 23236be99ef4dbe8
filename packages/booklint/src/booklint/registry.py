'''The register of rules: what a rule is, how it is written and how all of them are run.

A rule is a generator function of one parsed thing. It reads nothing else, keeps nothing and takes
no options:

    from booklint.page import Page
    from booklint.finding import Problem
    from booklint.registry import rule

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
  `Bad (cohorts/index.md, line 3):`), and each Good yields nothing. In `Bad (strict, line 3):` and
  `Good (strict):` the settings say `strict = true`. It holds what the rule looks at, and no more.
- The docstring is the manual, so it has an example or two of each sort. Further kinds of the fault stand in
  `tests/examples/rules/NAME.txt` of the package, in the same form, and are run as well.
- An example with several files gives each a heading, `== path`, with the file below it. The
  heading may name a sample in brackets instead, `== map.png (a PNG cut short)`, from
  `booklint/samples.py`, or the target of a symbolic link, `== map.png -> /etc/passwd`. A text without
  a heading is a page, or for a rule of pictures an SVG; a page that shows the pictures adds itself.
- The kind says what the function is given:
  `page` one Markdown page (`booklint.page.Page`), `words` the words of a page or of the values in a
  data file (both as a page), `text` every text file with its addresses (a page is one too), `picture`
  one picture file, `book` all of them together (`booklint.book.Book`), `built_page` one page of HTML,
  and `site` all built pages together (`booklint.site`).
- `@rule("book", each=pages)` gives the function the book and, one by one, what another function makes
  of it, such as its pages: a problem without a path is at the path of that.
- `@rule("page", strict=True)` marks a rule that is off by default: it is run over a book with
  `strict = true` in its settings.
- A plug-in is an installed package with rules of its own. It names the module that holds them under
  `[project.entry-points."booklint.plugins"]`, and a book asks for it by that name in its settings.
- `@rule("site", late=True)` marks a rule that asks every built page what it offers and needs
  (`BuiltPage.looked`): it is run once that was noted of all pages, on all processors.
- `@rule("page", yields_to=("option-lost",))` names the rules that say the same in better words: on a line
  about which one of them has spoken, this one is silent.
'''

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Literal, Protocol, TypeVar

from booklint.finding import Finding, Problem
from booklint.parallel_map import parallel_map
from booklint.settings import Settings, did_you_mean

Kind = Literal["page", "words", "text", "picture", "book", "built_page", "site"]
Function = Callable[..., Iterable[Problem]]
AnyFunction = TypeVar("AnyFunction", bound=Function)


class Source(Protocol):
    """Where the things to check come from: a book of sources or a built site."""

    strict: bool
    settings: Settings

    @property
    def unread(self) -> list[str]:
        """The paths of the pages about which nothing can be said."""

    def things(self, kind: Kind) -> list[Any]:
        """Every thing of this kind; each has a `path`."""

    def located(self, finding: Finding) -> Finding:
        """The finding at the place that a reader looks for it."""


@dataclass(frozen=True)
class Rule:
    """One registered rule."""

    name: str
    kind: Kind
    strict: bool
    function: Function
    each: Callable[[Any], Iterable[Any]] | None = None
    late: bool = False
    yields_to: frozenset[str] = frozenset()

    @property
    def manual(self) -> str:
        """The docstring: the promise, then the examples."""
        return inspect.getdoc(self.function) or ""

    @property
    def promise(self) -> str:
        """The first sentence of the docstring: what holds when the rule is silent."""
        return self.manual.partition("\n")[0]

    @property
    def added(self) -> bool:
        """Whether the rule comes from a plug-in."""
        return not self.function.__module__.startswith("booklint.")

    @property
    def family(self) -> str:
        """The module the rule stands in: `links`, `figures` and so on."""
        return self.function.__module__.rpartition(".")[2]

    def findings(self, thing: Any) -> Iterator[Finding]:
        """Run the rule over one thing; a rule that fails says so as a finding of its own."""
        places = [(thing, place) for place in self.each(thing)] if self.each else [(thing,)]
        for place in places:
            for problem in self.function(*place):
                path, line = problem.path or place[-1].path, max(problem.line, 1)
                # In a shape one sign stands for code, a role, a link or a picture.
                said = {
                    name: getattr(problem, name).replace("\ufffc", "…")
                    for name in ("message", "fix")
                }
                where = {"path": path, "line": line, "rule": self.name}
                yield Finding(**{**vars(problem), **said, **where})


PLUGINS = "booklint.plugins"
"""The group of entry points under which a package offers its rules."""

_RULES: dict[str, Rule] = {}


def rule(
    kind: Kind,
    *,
    each: Callable[[Any], Iterable[Any]] | None = None,
    strict: bool = False,
    late: bool = False,
    yields_to: Iterable[str] = (),
) -> Callable[[AnyFunction], AnyFunction]:
    """Register a generator function as a rule over things of this kind."""

    def register(function: AnyFunction) -> AnyFunction:
        name = function.__name__.replace("_", "-")
        if name in _RULES and _RULES[name].function.__module__ != function.__module__:
            raise ValueError(f"two rules are called {name}; rename one")
        _RULES[name] = Rule(name, kind, strict, function, each, late, frozenset(yields_to))
        return function

    return register


class UnknownPluginError(Exception):
    """The settings name a plug-in that is not installed."""


@cache
def all_rules(plugins: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """Every rule of `booklint/rules` and of some plug-ins, by family, then as they are written.

    Raises `UnknownPluginError` for a plug-in that is not installed.
    """
    packages = ["booklint.rules", *map(_module_of, plugins)]
    for name in packages:
        package = importlib.import_module(name)
        path = getattr(package, "__path__", ())
        for module in sorted(info.name for info in pkgutil.iter_modules(path)):
            importlib.import_module(f"{name}.{module}")
    chosen = (
        each
        for each in _RULES.values()
        if any(f"{each.function.__module__}.".startswith(f"{name}.") for name in packages)
    )
    return tuple(sorted(chosen, key=lambda each: each.family))


def _module_of(plugin: str) -> str:
    """The module of an installed plug-in. Nothing but what is installed is ever imported."""
    installed = {each.name: each.value for each in entry_points(group=PLUGINS)}
    if plugin not in installed:
        hint = did_you_mean(plugin, installed)
        raise UnknownPluginError(
            f"the plug-in {plugin} of the settings is not installed"
            + (f"; {hint}" if hint else "; install it, or take it out of `plugins`")
        )
    return installed[plugin]


def run(source: Source, rules: Iterable[Rule] | None = None) -> list[Finding]:
    """Run rules (all of them unless named) over a source and give what they found, in order."""
    settings = source.settings
    chosen = [
        each
        for each in (all_rules(settings.plugins) if rules is None else rules)
        if (settings.strict or not each.strict) and settings.runs(each.name, each.family)
    ]
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
    found: set[Finding] = set()
    answers = parallel_map(_run_job, jobs)
    for (_, thing, look), (findings, looked) in zip(jobs, answers, strict=True):
        found.update(findings)
        if look:
            thing.looked = looked
    found.update(
        finding
        for each in late
        for thing in source.things(each.kind)
        for finding in each.findings(thing)
    )
    return sorted(source.located(finding) for finding in without_consequences(found))


NOTHING_ELSE = "nothing else of the book is judged before that"


def without_consequences(found: Collection[Finding]) -> list[Finding]:
    """What is left where a fault hides what is found below it or beside it, and rules yield to others."""
    above = [each for each in found if each.hides == "book"]
    if above:
        return [replace(each, fix=f"{each.fix} ({NOTHING_ELSE})") for each in above]
    spoken: dict[tuple[str, int], set[str]] = defaultdict(set)
    for each in found:
        spoken[each.path, each.line].add(each.rule)
    found = [
        each for each in found if not _RULES[each.rule].yields_to & spoken[each.path, each.line]
    ]
    from_line: dict[str, int] = {}
    told = {(each.path, each.line) for each in found if each.hides == "line"}
    found = [
        each
        for each in found
        if each.hides or (each.path, each.line) not in told or _RULES[each.rule].family == "safety"
    ]
    for each in found:
        if each.hides == "page":
            from_line[each.path] = min(each.line, from_line.get(each.path, each.line))
    return [
        each
        for each in found
        if each.hides == "page" or each.line < from_line.get(each.path, sys.maxsize)
    ]


def _run_job(job: tuple[list[Rule], Any, bool]) -> tuple[list[Finding], Any]:
    rules, thing, look = job
    findings = [finding for each in rules for finding in each.findings(thing)]
    return findings, thing.looked if look else None
