"""Writes the one issue of the weekly run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import accumulate

from booklint.report import visible

from links.book import Book
from links.report import archived_copy, history, places_in_words
from links.run import LinkState, RunResult
from links.verdict import Verdict

TITLE = "Outside links that need a hand"
# GitHub refuses a text of more than 65,536 signs, and then nobody would hear of anything.
MOST_REPORTED = 30_000
MOST_LISTED = 12_000


@dataclass(frozen=True)
class IssueText:
    """What the issue is to say; `due` is False when there is nothing to report."""

    due: bool
    title: str
    body: str
    farewell: str

    def as_dictionary(self) -> dict[str, object]:
        """The text as the job that may write issues receives it."""
        return asdict(self)


def issue_text(result: RunResult, book: Book, now: datetime) -> IssueText:
    """The issue for the links that are due, with what else can be mended at the same time.

    Everything that strangers wrote, addresses included, stands in code marks: there it cannot
    mention anybody, link to other projects' issues, or draw anything.
    """
    due = result.due
    number = "One outside link has" if len(due) == 1 else f"{len(due)} outside links have"
    parts = [
        f"{number} failed at least three weekly runs over a week or more, so it is not one bad day."
    ]
    reported = within(MOST_REPORTED, [section(state, book, now) for state in due])
    parts += reported
    if len(due) > len(reported):
        parts.append(f"And {len(due) - len(reported)} more; the log of the run names them all.")
    parts += folded("Moved for good: `make links-fix` rewrites them", moved(result))
    parts += folded("Open these yourself: they keep robots out", blocked(result))
    parts.append(
        f"Written by the weekly link run on {now:%-d %B %Y}. It brings this text up to date and "
        "closes the issue when all is fine again."
    )
    return IssueText(
        due=bool(due),
        title=TITLE,
        body="\n\n".join(parts) + "\n",
        farewell=f"Every outside link was fine on {now:%-d %B %Y}, or has not failed for long.",
    )


def section(state: LinkState, book: Book, now: datetime) -> str:
    """One link of the issue."""
    judgement = state.judgement
    lines = [f"### {judgement.verdict}: {code(state.address)}", ""]
    lines += [f"- {code(words)}" for words in places_in_words(book.places(state.address))]
    lines.append(f"- {judgement.says}{history(state.record)}")
    lines.append(f"- Repair: {judgement.repair}")
    if copy := archived_copy(state, book, now):
        lines.append(f"- Archived copy: {code(copy)}")
    return "\n".join(lines)


def moved(result: RunResult) -> list[str]:
    """The links that a command can mend."""
    return [
        f"{code(state.address)} → {code(state.judgement.new_address)}"
        for state in result.of(Verdict.MOVED)
    ]


def blocked(result: RunResult) -> list[str]:
    """The links that only a person can check."""
    return [f"{code(state.address)} {state.judgement.says}" for state in result.of(Verdict.BLOCKED)]


def folded(title: str, lines: list[str]) -> list[str]:
    """A list that opens on a click; nothing for an empty one."""
    if not lines:
        return []
    shown = within(MOST_LISTED, [f"- {line}" for line in lines])
    if len(lines) > len(shown):
        shown.append(f"- and {len(lines) - len(shown)} more")
    head = f"<details><summary>{title} ({len(lines)})</summary>"
    return ["\n".join([head, "", *shown, "", "</details>"])]


def within(limit: int, texts: Sequence[str]) -> list[str]:
    """The first texts, as many as stay together within a number of signs."""
    lengths = accumulate(len(text) + 2 for text in texts)
    return [text for text, length in zip(texts, lengths, strict=True) if length <= limit]


def code(text: str) -> str:
    """A text in code marks that it cannot leave."""
    return f"`{visible(text).replace('`', 'ˋ')}`"
