"""The commands: `linkhealth [weekly|changed|fix]`; without one, all links are asked."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from booklint import clock
from booklint.atomic import write_bytes, write_text
from booklint.report import as_annotations, visible
from booklint.report import as_text as findings_as_text

from linkhealth.asking import Asker, ask_all
from linkhealth.book import Book, open_book
from linkhealth.changed import added_links
from linkhealth.fix import rewrite
from linkhealth.issue import issue_text, waivers_issue
from linkhealth.ledger import load
from linkhealth.report import as_notices, as_text, notable
from linkhealth.run import ask_only, run_all
from linkhealth.settings import CannotRunError, Settings, read_settings
from linkhealth.verdict import Verdict
from linkhealth.waivers import notices, waived

FINE, FOUND, CANNOT_RUN = 0, 1, 2


def main(
    arguments: Sequence[str] | None = None,
    root: Path | None = None,
    settings: Settings | None = None,
    asker: Asker = ask_all,
    now: datetime | None = None,
) -> int:
    """Run one command and return its exit code: 0 nothing to report, 1 a link is gone, 2 the run
    could not be made."""
    options = parse(arguments)
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    root = (root or Path.cwd()).resolve()
    try:
        settings = settings or read_settings(root)
        given = {
            name: str(text)
            for name in ("site", "ledger", "report")
            if (text := getattr(options, name, None))
        }
        book = open_book(root, replace(settings, **given))
        return options.command(options, book, asker, now or clock.now())
    except CannotRunError as error:
        print(error, file=sys.stderr)
        return CANNOT_RUN
    except OSError as error:
        print(f"{error.filename or 'A file'}: {error.strerror or error}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        print("Interrupted. Nothing of this run is kept.", file=sys.stderr)
        return CANNOT_RUN


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line, with the function that does the command."""
    parser = argparse.ArgumentParser(prog="linkhealth", description=__doc__)
    parser.add_argument("--site", help="folder of the built site")
    parser.add_argument("--ledger", help="file that remembers every link")
    parser.add_argument("--all", action="store_true", help="also name what is not news yet")
    parser.set_defaults(command=ask_all_links, weekly=False)
    commands = parser.add_subparsers()
    weekly = commands.add_parser("weekly", help="all links, with the texts of the issues")
    weekly.add_argument("--report", help="folder for what a workflow tells at GitHub")
    weekly.set_defaults(weekly=True)
    changed = commands.add_parser("changed", help="only the links that a change adds, as notices")
    changed.add_argument("--base", default="origin/main")
    usual = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    changed.add_argument("--format", choices=("text", "github"), default=usual)
    changed.set_defaults(command=ask_changed_links)
    fix = commands.add_parser("fix", help="rewrite the links that have moved for good")
    fix.add_argument("--dry-run", action="store_true", help="print the patch and write nothing")
    fix.set_defaults(command=fix_links)
    return parser.parse_args(arguments)


def ask_all_links(options: argparse.Namespace, book: Book, asker: Asker, now: datetime) -> int:
    """Ask every link; exit 1 when one is gone for good.

    Of a weekly run, 0 means that it came to its end: the issues that it writes say the rest.
    """
    print(
        f"Asking {len(book.links)} outside addresses, with a pause between two questions to one "
        "site.",
        flush=True,
    )
    result = run_all(book, now, asker)
    if options.weekly:
        folder = book.root / book.settings.report
        issues = [issue_text(result, book, now), waivers_issue(book, now)]
        text = json.dumps([asdict(issue) for issue in issues], indent=1)
        write_text(folder / "issues.json", text)
        write_bytes(folder / "links.json", book.ledger.read_bytes())
    print(as_text(result, book, now, options.all))
    return FOUND if result.failed and not options.weekly else FINE


def ask_changed_links(options: argparse.Namespace, book: Book, asker: Asker, now: datetime) -> int:
    """Ask the links of a change: notices only, so it never fails a pull request."""
    addresses = added_links(book, options.base)
    for words in notices(book.waivers, now.date()):
        shown = visible(words)
        if options.format == "github":
            shown = f"::notice title=Exceptions of outside links::{shown.replace('%', '%25')}"
        print(shown)
    try:
        judgements = ask_only(addresses, book.settings, asker)
    except CannotRunError as error:
        print(error)
        return FINE  # a bad day of the network is not the fault of a change
    agreed = {a for a in judgements if waived(a, book.waivers, now.date())}
    found = as_notices({a: j for a, j in judgements.items() if a not in agreed}, book)
    show = as_annotations if options.format == "github" else findings_as_text
    if found:
        print(show(found))
    links = "1 outside link" if len(addresses) == 1 else f"{len(addresses)} outside links"
    well = sum(not notable(judgement) for judgement in judgements.values())
    print(f"This change adds {links}; {well} fine.")
    return FINE


def fix_links(options: argparse.Namespace, book: Book, asker: Asker, now: datetime) -> int:
    """Ask the moved links once more, print the patch, and write it."""
    ledger, message = load(book.ledger, now)
    if message or not ledger.links:
        first = f"Run `{book.settings.run_command}` first: it finds what has moved."
        raise CannotRunError(f"{message} {first}".strip())
    noted = [a for a in book.links if (r := ledger.links.get(a)) and r.verdict == Verdict.MOVED]
    judgements = ask_only(noted, book.settings, asker)
    moves = {a: j.new_address for a, j in judgements.items() if j.new_address}
    change = rewrite(book.written, moves)
    print(visible_patch(change.patch()) or "Nothing to rewrite.")
    for old, new in change.by_hand.items():
        print(f"By hand: {visible(old)} → {visible(new)}")
    if not options.dry_run:
        change.write(book.root)
    return FINE


def visible_patch(patch: str) -> str:
    """A patch whose lines cannot move the cursor."""
    return "\n".join(visible(line) for line in patch.split("\n"))


def run() -> None:
    """The console command: a thread that hangs on a silent server does not keep it alive."""
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
