"""The commands: `python -m links [all|weekly|changed|fix]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from booklint.report import as_annotations, visible
from booklint.report import as_text as findings_as_text
from hubdata.atomic import write_bytes, write_text

from links import ROOT
from links.book import open_book
from links.changed import added_links, change_since
from links.errors import CannotRunError
from links.exceptions import excepted
from links.fix import rewrite
from links.issue import issue_text
from links.ledger import day, load, weekly_run_is_stale
from links.report import as_notices, as_text, notable
from links.run import ask_only, run_all
from links.settings import Settings
from links.supervise import WORKER, WorkerError
from links.verdict import Verdict

FINE, FOUND, CANNOT_RUN = 0, 1, 2


def main(
    arguments: Sequence[str] | None = None,
    root: Path = ROOT,
    settings: Settings | None = None,
    worker: Sequence[str] = WORKER,
    now: datetime | None = None,
) -> int:
    """Run one command and return its exit code: 0 nothing to report, 1 a link is gone, 2 the run
    could not be made."""
    options = parse(arguments)
    settings = settings or Settings()
    if options.ca_file:
        settings = replace(settings, ca_file=str(options.ca_file))
    now = now or datetime.now(UTC)
    try:
        return options.command(options, root, settings, worker, now)
    except (CannotRunError, WorkerError) as error:
        print(error, file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        print("Interrupted. What was answered is kept; run it again to go on.", file=sys.stderr)
        return CANNOT_RUN


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line, with the function that does the command."""
    parser = argparse.ArgumentParser(prog="python -m links", description=__doc__)
    parser.add_argument("--site", type=Path, default=Path("book/_build/html"))
    parser.add_argument("--ledger", type=Path, default=Path("links.json"))
    parser.add_argument("--ca-file", type=Path, help="certificate authorities to trust instead")
    parser.add_argument("--all", action="store_true", help="also name what is not news yet")
    parser.set_defaults(command=ask_all_links)
    commands = parser.add_subparsers()
    weekly = commands.add_parser("weekly", help="all links, with the text of the issue")
    weekly.add_argument("--report", type=Path, default=Path("link-report"))
    weekly.set_defaults(command=weekly_run)
    changed = commands.add_parser("changed", help="only the links that a change adds, as notices")
    changed.add_argument("--base", default="origin/main")
    usual = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    changed.add_argument("--format", choices=("text", "github"), default=usual)
    changed.add_argument("--weekly-ledger", type=Path, help="the ledger of the weekly run")
    changed.set_defaults(command=ask_changed_links)
    fix = commands.add_parser("fix", help="rewrite the links that have moved for good")
    fix.add_argument("--dry-run", action="store_true", help="print the patch and write nothing")
    fix.set_defaults(command=fix_links)
    return parser.parse_args(arguments)


def ask_all_links(
    options: argparse.Namespace,
    root: Path,
    settings: Settings,
    worker: Sequence[str],
    now: datetime,
) -> int:
    """`make links`."""
    book = open_book(root, root / options.site)
    result = run_all(book, root / options.ledger, now, settings, worker)
    print(as_text(result, book, now, options.all))
    return FOUND if result.failed else FINE


def weekly_run(
    options: argparse.Namespace,
    root: Path,
    settings: Settings,
    worker: Sequence[str],
    now: datetime,
) -> int:
    """`make links-weekly`: exit 0 means that the run came to its end; the issue says the rest."""
    book = open_book(root, root / options.site)
    ledger = root / options.ledger
    result = run_all(book, ledger, now, settings, worker)
    print(as_text(result, book, now, options.all))
    folder = root / options.report
    text = json.dumps(issue_text(result, book, now).as_dictionary(), indent=1)
    write_text(folder / "issue.json", text)
    write_bytes(folder / "links.json", ledger.read_bytes())
    return FINE


def ask_changed_links(
    options: argparse.Namespace,
    root: Path,
    settings: Settings,
    worker: Sequence[str],
    now: datetime,
) -> int:
    """`make links-pr`: notices only, so it never fails a pull request."""
    book = open_book(root, root / options.site)
    addresses = added_links(book, change_since(options.base, root))
    if options.weekly_ledger:
        warn_of_stale_run(root / options.weekly_ledger, options.format, now)
    try:
        judgements = ask_only(addresses, settings, worker)
    except CannotRunError as error:
        print(error)
        return FINE  # a bad day of the network is not the fault of a change
    agreed = {a for a in judgements if excepted(a, book.exceptions, now.date())}
    notices = as_notices({a: j for a, j in judgements.items() if a not in agreed}, book)
    show = as_annotations if options.format == "github" else findings_as_text
    if notices:
        print(show(notices))
    links = "1 outside link" if len(addresses) == 1 else f"{len(addresses)} outside links"
    well = sum(not notable(judgement) for judgement in judgements.values())
    print(f"This change adds {links}; {well} fine.")
    return FINE


def warn_of_stale_run(file: Path, form: str, now: datetime) -> None:
    """Say so when the weekly run has not come to its end for three weeks."""
    if not file.exists():
        print(f"Nothing is known of the weekly link run: {file.name} could not be fetched.")
        return
    ledger, message = load(file, now)
    if message:
        print(message)
    if not weekly_run_is_stale(ledger, now):
        return
    since = f"since {day(ledger.completed)}" if ledger.completed else "so far"
    words = (
        f"The weekly run over all outside links has not come to its end {since}. This is not the "
        "fault of this change. Look at the workflow «links» under Actions, and start it by hand."
    )
    print(f"::warning title=Weekly link run::{visible(words)}" if form == "github" else words)


def fix_links(
    options: argparse.Namespace,
    root: Path,
    settings: Settings,
    worker: Sequence[str],
    now: datetime,
) -> int:
    """`make links-fix`: asks the moved links once more, prints the patch, and writes it."""
    book = open_book(root, root / options.site)
    ledger, message = load(root / options.ledger, now)
    if message or not ledger.links:
        raise CannotRunError(f"{message} Run `make links` first: it finds what has moved.".strip())
    noted = [a for a in book.links if (r := ledger.links.get(a)) and r.verdict == Verdict.MOVED]
    judgements = ask_only(noted, settings, worker)
    moves = {a: j.new_address for a, j in judgements.items() if j.new_address}
    change = rewrite(book.sources, moves)
    print(visible_patch(change.patch()) or "Nothing to rewrite.")
    for old, new in change.by_hand.items():
        print(f"By hand: {visible(old)} → {visible(new)}")
    if not options.dry_run:
        change.write(root)
    return FINE


def visible_patch(patch: str) -> str:
    """A patch whose lines cannot move the cursor."""
    return "\n".join(visible(line) for line in patch.split("\n"))


if __name__ == "__main__":
    sys.exit(main())
