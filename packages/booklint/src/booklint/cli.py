"""The command line: `booklint [PATH …]`."""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from booklint import baseline, clock, waivers
from booklint.baseline import BaselineError
from booklint.finding import Finding
from booklint.fix import apply_repairs
from booklint.registry import Rule, UnknownPluginError, all_rules, run
from booklint.report import as_annotations, as_json, as_sarif, as_summary, as_text, visible
from booklint.settings import did_you_mean
from booklint.targets import CannotRunError, Target, find_targets

FORMATS = {
    "text": as_text,
    "json": as_json,
    "github": as_annotations,
    "sarif": as_sarif,
    "summary": as_summary,
}


UNREAD = "unread"
"""The name under which a run says what it did not read."""

MAX_NAMED = 5
MAX_PASSES = 5


def main(arguments: list[str] | None = None) -> int:
    """Run the checks; give 0 where nothing is wrong, 1 where something is, 2 where they cannot run.

    Results go to the standard output, words about the run to the standard error.
    """
    # Pages are large, short-lived trees: by itself Python would look for garbage far too often.
    gc.set_threshold(50_000, 10, 20)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if arguments is None and hasattr(signal, "SIGPIPE"):
        # Whoever reads, such as `head`, may have seen enough: that ends the command, as it ends others.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.write_baseline and not options.baseline:
        parser.error("--write-baseline needs --baseline FILE")
    try:
        targets = find_targets(options.paths, options.settings)
        if options.list or options.explain:
            text = _list_of_rules(_rules(targets), options.explain)
        elif options.ended_waivers:
            text = _ended(targets)
        else:
            return _run(targets, options)
        print(text)
        return 0
    except (CannotRunError, UnknownPluginError, BaselineError, OSError) as error:
        print(f"booklint: {visible(str(error))}", file=sys.stderr)
        return 2


def _run(targets: list[Target], options: argparse.Namespace) -> int:
    if options.fix:
        targets = _fix(targets, options)
    found, used = _check(targets, options.rule)
    if options.baseline:
        found = _against(Path(options.baseline), found, options)
    text = FORMATS[options.format](found)
    if text:
        print(text)
    wrong = sum(each.level == "finding" for each in found)
    print(_summary(wrong, len(found) - wrong, used), file=sys.stderr)
    return 1 if wrong else 0


def _fix(targets: list[Target], options: argparse.Namespace) -> list[Target]:
    """Make every safe repair and say so; give the targets as they are then.

    One repair may uncover another in the same words, so this goes on until none is left.
    """
    file = Path(options.baseline) if options.baseline else None
    known = baseline.read(file) if file and file.is_file() else Counter[baseline.Key]()
    for _ in range(MAX_PASSES):
        found, _ = _check(targets, options.rule)
        left = baseline.split(file, known, found)[0] if file else found
        made = apply_repairs(Path.cwd(), left)
        for each in made:
            old, new = map(visible, each.repair)
            print(f"{visible(each.path)}:{each.line}: {old} → {new} [{each.rule}]", file=sys.stderr)
        if not made:
            break
        targets = find_targets(options.paths, options.settings)
    return targets


def _against(file: Path, found: list[Finding], options: argparse.Namespace) -> list[Finding]:
    """The findings that the baseline does not know; it is written where that is asked for."""
    if options.write_baseline and not file.exists():
        every = Counter(baseline.key(each, baseline.path_in(file, each)) for each in found)
        baseline.write(file, every)
        print(f"{file}: {len(found)} written", file=sys.stderr)
        return []
    known = baseline.read(file)
    new, met = baseline.split(file, known, found)
    gone = known.total() - met.total()
    if options.write_baseline:
        baseline.write(file, met)
        print(f"{file}: {met.total()} kept, {gone} taken out", file=sys.stderr)
    elif gone and not options.rule:
        print(f"{file}: {gone} fixed; --write-baseline takes out what is", file=sys.stderr)
    return new


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="booklint",
        description="Check links, figures, alternative texts, structure and safety of a book.",
        epilog="Exit status: 0 nothing is wrong, 1 something is, 2 the checks cannot run.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a Markdown page, a notebook, a built HTML page, a folder of built pages or a book "
        "(default: the book that the settings name, or the one in this folder)",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print findings")
    parser.add_argument(
        "--rule", action="append", metavar="NAME", help="run only this rule (may be repeated)"
    )
    parser.add_argument(
        "--settings", metavar="FILE", help="read the settings here instead of looking for them"
    )
    parser.add_argument(
        "--fix", action="store_true", help="write the repairs that are safe without a person"
    )
    parser.add_argument(
        "--baseline", metavar="FILE", help="leave out the findings that this file knows already"
    )
    parser.add_argument(
        "--write-baseline",
        action="store_true",
        help="write the file of --baseline; where it is there, only take out what is fixed",
    )
    parser.add_argument("--list", action="store_true", help="print every rule with its promise")
    parser.add_argument("--explain", metavar="RULE", help="print the manual of one rule")
    parser.add_argument(
        "--ended-waivers", action="store_true", help="print the waivers that have ended, as JSON"
    )
    return parser


def _rules(targets: Iterable[Target]) -> list[Rule]:
    """The rules of all targets, each once."""
    plugins = dict.fromkeys(name for target in targets for name in target.settings.plugins)
    return list(all_rules(tuple(plugins)))


def _list_of_rules(rules: list[Rule], only: str | None) -> str:
    if only:
        return f"{only}: {_named([only], rules)[0].manual}"
    rows = []
    family = ""
    for each in rules:
        if each.family != family:
            family = each.family
            rows.append(f"\n{family}")
        rows.append(f"  {each.name}: {each.promise}{' (strict only)' if each.strict else ''}")
    return "\n".join(rows).strip()


def _ended(targets: list[Target]) -> str:
    today = clock.today()
    of_all = {id(each.settings): each.settings for each in targets}.values()
    found = [each for settings in of_all for each in waivers.ended(settings.waivers, today)]
    return json.dumps([each.as_dictionary() for each in found], indent=2)


def _named(names: list[str], rules: Iterable[Rule]) -> list[Rule]:
    known = {each.name: each for each in rules}
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or "--list prints their names"
            raise CannotRunError(f"there is no rule called {name}; {hint}")
    return [known[name] for name in names]


def _check(targets: list[Target], names: list[str] | None) -> tuple[list[Finding], int]:
    """What is found at the targets after the waivers, with paths as the reader sees them."""
    found: list[Finding] = []
    used = 0
    by_source: dict[int, list[Finding]] = {}
    for target in targets:
        settings = target.settings
        known = all_rules(settings.plugins)
        if id(target.source) not in by_source:
            chosen = _named(names, known) if names else known
            families = {each.name: each.family for each in known}
            applied = [
                settings.applied(each, families.get(each.rule, ""))
                for each in run(target.source, chosen)
            ]
            by_source[id(target.source)] = [each for each in applied if each is not None]
        here = [each for each in by_source[id(target.source)] if target.wants(each.path)]
        if not names:
            here += settings.problems
            here += settings.unknown({each.name for each in known}, {each.family for each in known})
        here += _unread(target)
        # What was not judged, because something above it is broken, may need its waiver yet.
        whole = (
            target.whole and not names and not any(each.hides in ("page", "book") for each in here)
        )
        here, count = waivers.apply(settings.waivers, here, clock.today(), whole=whole)
        used += count
        found += [replace(each, path=_shown(target.base / each.path)) for each in here]
    return sorted(set(found)), used


def _unread(target: Target) -> list[Finding]:
    """A notice about the pages that were asked for and not read, so that nobody takes them for sound."""
    paths = target.unread
    if not paths:
        return []
    names = ", ".join(paths[:MAX_NAMED]) + (" …" if len(paths) > MAX_NAMED else "")
    pages = "1 page was" if len(paths) == 1 else f"{len(paths)} pages were"
    fix = "look at them in another way: Markdown, notebooks and built HTML are what is read"
    message = f"{pages} not read, and nothing is said about them: {names}"
    return [Finding(target.source.path, 1, UNREAD, message, fix, "notice")]


def _shown(path: Path) -> str:
    """A path as it is printed: from the working folder where that is above it."""
    text = os.path.normpath(path)
    here = str(Path.cwd())
    return os.path.relpath(text, here) if text.startswith(here + os.sep) else text


def _summary(findings: int, notices: int, excused: int) -> str:
    def count(number: int, word: str) -> str:
        return f"{number} {word}{'' if number == 1 else 's'}"

    return (
        f"{count(findings, 'finding')}, {count(notices, 'notice')}; {count(excused, 'waiver')} used"
    )
