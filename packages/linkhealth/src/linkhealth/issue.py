"""Writes the one issue of the weekly run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booklint.report import visible
from booklint.waivers import ended

from linkhealth.book import Book
from linkhealth.report import archived_copy, clipped, history, places_in_words
from linkhealth.run import LinkState, RunResult
from linkhealth.verdict import Judgement, Verdict

TITLE = "Outside links that need a hand"
WAIVERS_TITLE = "Exceptions that have ended"
# GitHub refuses a text of more than 65,536 signs, and then nobody would hear of anything.
MAX_REPORTED = 30_000
MAX_LISTED = 12_000


@dataclass(frozen=True)
class IssueText:
    """What the issue on a topic is to say; `due` is False when there is nothing to report."""

    topic: str
    due: bool
    title: str
    body: str
    farewell: str


def issue_text(result: RunResult, book: Book, now: datetime) -> IssueText:
    """The issue for the links that are due, with what else can be fixed at the same time.

    Everything that strangers wrote, addresses included, stands in code marks: there it cannot
    mention anybody, link to other projects' issues, or draw anything.
    """
    due = result.due
    number = "One outside link has" if len(due) == 1 else f"{len(due)} outside links have"
    parts = [
        f"{number} failed at least three weekly runs over a week or more, so it is not one bad day."
    ]
    reported = within(MAX_REPORTED, [section(state, book, now) for state in due])
    parts += reported
    if len(due) > len(reported):
        parts.append(f"And {len(due) - len(reported)} more; the log of the run names them all.")
    moved = [
        f"{code(state.address)} → {code(state.judgement.new_address)}"
        for state in result.of(Verdict.MOVED)
    ]
    parts += folded(f"Moved for good: `{book.settings.fix_command}` rewrites them", moved)
    blocked = [f"{code(s.address)} {said(s.judgement)}" for s in result.of(Verdict.BLOCKED)]
    parts += folded("Open these yourself: they keep robots out", blocked)
    parts.append(
        f"Written by the weekly link run on {now:%-d %B %Y}. It brings this text up to date and "
        "closes the issue when all is fine again."
    )
    return IssueText(
        topic="link-health",
        due=bool(due),
        title=TITLE,
        body="\n\n".join(parts) + "\n",
        farewell=f"Every outside link was fine on {now:%-d %B %Y}, or has not failed for long.",
    )


def waivers_issue(book: Book, now: datetime) -> IssueText:
    """The issue for the exceptions of every rule whose last day has passed; it closes when they are gone."""
    over = ended(book.waivers, now.date())
    lines = [
        f"- {code(each.rule)} at {code(each.where)} ended on {each.until}; owner {code(each.owner)}, reason "
        f"{code(each.why)} ({code(f'{book.settings.waivers}:{each.line}')})"
        for each in over
    ]
    body = [
        "Somebody agreed to live with these until a day that has passed. Fix what is wrong and "
        "delete the entry, or agree on a new day.",
        "\n".join(within(MAX_REPORTED, lines)),
        f"Written by the weekly link run on {now:%-d %B %Y}; it closes by itself.",
    ]
    return IssueText(
        topic="ended-waivers",
        due=bool(over),
        title=WAIVERS_TITLE,
        body="\n\n".join(body) + "\n",
        farewell=f"No exception had ended on {now:%-d %B %Y}.",
    )


def section(state: LinkState, book: Book, now: datetime) -> str:
    """One link of the issue."""
    judgement = state.judgement
    lines = [f"### {judgement.verdict}: {code(state.address)}", ""]
    lines += [f"- {code(words)}" for words in places_in_words(book.places(state.address))]
    lines.append(f"- {said(judgement)}{history(state.record)}")
    lines.append(f"- Repair: {judgement.repair}")
    if copy := archived_copy(state, book, now):
        lines.append(f"- Archived copy: {code(copy)}")
    return "\n".join(lines)


def said(judgement: Judgement) -> str:
    """What is said of a link; a new address in it is a stranger's and stands in code marks."""
    if judgement.new_address:
        return judgement.says.replace(judgement.new_address, code(judgement.new_address))
    return judgement.says


def folded(title: str, lines: list[str]) -> list[str]:
    """A list that opens on a click; nothing for an empty one."""
    if not lines:
        return []
    shown = within(MAX_LISTED, [f"- {line}" for line in lines])
    if len(lines) > len(shown):
        shown.append(f"- and {len(lines) - len(shown)} more")
    head = f"<details><summary>{title} ({len(lines)})</summary>"
    return ["\n".join([head, "", *shown, "", "</details>"])]


def within(limit: int, texts: Sequence[str]) -> list[str]:
    """As many texts as stay together within a number of signs; one that is too long hides no other."""
    kept, length = [], 0
    for text in texts:
        if length + len(text) + 2 <= limit:
            kept.append(text)
            length += len(text) + 2
    return kept


def code(text: str) -> str:
    """A text in code marks that it cannot leave."""
    return f"`{clipped(visible(text)).replace('`', 'ˋ')}`"
