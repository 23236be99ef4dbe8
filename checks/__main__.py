"""The command line of the checks: `python -m checks [PATH …]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from hub.fast.garbage import collect_seldom

from checks.clock import ClockError, today
from checks.exceptions import exceptions_of_this_book
from checks.finding import Finding
from checks.register import Rule, all_rules, run
from checks.report import as_annotations, as_json, as_summary, as_text, visible
from checks.targets import CannotRunError, Target, find_targets

FORMATS = {
    "text": as_text,
    "json": as_json,
    "github": as_annotations,
    "summary": as_summary,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the checks; give 0 where nothing is wrong, 1 where something is, 2 where they cannot."""
    collect_seldom()
    options = _parser().parse_args(arguments)
    if options.list:
        print(_list_of_rules())
        return 0
    try:
        rules = _chosen(options.rule)
        targets = find_targets(options.paths)
        found, used = _check(targets, rules, all_of_them=not options.rule)
    except (CannotRunError, ClockError, OSError) as error:
        print(f"checks: {visible(str(error))}", file=sys.stderr)
        return 2
    text = FORMATS[options.format](found)
    if text:
        print(text)
    wrong = sum(each.level == "finding" for each in found)
    summary = sys.stdout if options.format == "text" else sys.stderr
    print(_summary(wrong, len(found) - wrong, used), file=summary)
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m checks",
        description="Check links, figures, alternative texts, structure and safety of a book.",
        epilog="Exit status: 0 nothing is wrong, 1 something is, 2 the checks cannot run.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a Markdown page, a built HTML page, a folder of built pages or a Jupyter Book "
        "(default: the book of this repository)",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print findings")
    parser.add_argument(
        "--rule", action="append", metavar="NAME", help="run only this rule (may be repeated)"
    )
    parser.add_argument("--list", action="store_true", help="print every rule with its promise")
    return parser


def _list_of_rules() -> str:
    rows = []
    family = ""
    for each in all_rules():
        if each.family != family:
            family = each.family
            rows.append(f"\n{family}")
        ours = " (this book only)" if each.house else ""
        rows.append(f"  {each.name}: {each.promise}{ours}")
    return "\n".join(rows).strip()


def _chosen(names: list[str] | None) -> list[Rule]:
    rules = {each.name: each for each in all_rules()}
    for name in names or ():
        if name not in rules:
            raise CannotRunError(f"there is no rule called {name}; --list prints their names")
    return [rules[name] for name in names] if names else list(rules.values())


def _check(
    targets: Iterable[Target], rules: list[Rule], *, all_of_them: bool
) -> tuple[list[Finding], int]:
    """What is found at the targets after the exceptions, with paths as the reader sees them."""
    found: list[Finding] = []
    used = 0
    by_source: dict[int, list[Finding]] = {}
    for target in targets:
        if id(target.source) not in by_source:
            by_source[id(target.source)] = run(target.source, rules)
        here = [each for each in by_source[id(target.source)] if target.wants(each.path)]
        if target.own:
            whole = all_of_them and not target.part
            here, count = exceptions_of_this_book().apply(here, today(), whole=whole)
            used += count
        found += [replace(each, path=_shown(target.base / each.path)) for each in here]
    return sorted(set(found)), used


def _shown(path: Path) -> str:
    """A path as it is printed: from the working folder where that is above it."""
    text = os.path.normpath(path)
    here = str(Path.cwd())
    return os.path.relpath(text, here) if text.startswith(here + os.sep) else text


def _summary(findings: int, notices: int, exceptions: int) -> str:
    def count(number: int, word: str) -> str:
        return f"{number} {word}{'' if number == 1 else 's'}"

    return (
        f"{count(findings, 'finding')}, {count(notices, 'notice')}; "
        f"{count(exceptions, 'exception')} used"
    )


if __name__ == "__main__":
    sys.exit(main())
