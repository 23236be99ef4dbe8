"""Words for what a run found: for a terminal, and for the lines of a pull request."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from booklint.finding import Finding
from booklint.report import visible
from booklint.waivers import OUTSIDE

from linkhealth.book import Book
from linkhealth.ledger import Record, day, moment
from linkhealth.run import LinkState, RunResult
from linkhealth.site import Mention
from linkhealth.verdict import Judgement, Verdict
from linkhealth.written import Line

MAX_PLACES = 3
MAX_ADDRESS = 300  # shown of an address; the ledger has it whole
# Why links were not asked → what is said of all of them.
MANY_UNASKED = {
    "rest": ": their sites asked to be left alone for a while.",
    "host": " today: its site failed several times in a row.",
    "time": " today: there was no time left for its site.",
}
NOT_ARCHIVED = frozenset({"malformed", "private", "doi", "doi-service"})


def as_text(result: RunResult, book: Book, now: datetime, everything: bool = False) -> str:
    """The report of a run: what is due first, then in few words what is not.

    `everything` names each link that is not fine, also those that failed for the first time.
    """
    blocks = [describe(state, book, now) for state in result.due]
    blocks += [
        describe(state, book, now)
        for state in result.states
        if everything and not state.due and notable(state.judgement)
    ]
    blocks += result.messages
    blocks.append("\n".join(summary(result, book)))
    return "\n\n".join(blocks)


def notable(judgement: Judgement) -> bool:
    """True when there is more to say of a link than that it is fine."""
    return judgement.verdict is not Verdict.FINE or bool(judgement.repair)


def describe(state: LinkState, book: Book, now: datetime) -> str:
    """One link in a few lines: verdict, places, what happened, what to do."""
    judgement = state.judgement
    lines = [f"{judgement.verdict}: {clipped(visible(state.address))}"]
    lines += [f"  {words}" for words in places_in_words(book.places(state.address))]
    lines.append(f"  {clipped(visible(judgement.says))}{history(state.record)}")
    lines.append(f"  Repair: {judgement.repair}")
    if copy := archived_copy(state, book, now):
        lines.append(f"          {clipped(visible(copy))}")
    return "\n".join(lines)


def clipped(text: str) -> str:
    """A text of which no more is shown than a reader can use."""
    return text if len(text) <= MAX_ADDRESS else f"{text[:MAX_ADDRESS]}…"


def places_in_words(places: list[tuple[Mention, Line | None]]) -> list[str]:
    """Where a link stands, the first few places in full."""
    lines = []
    for mention, line in places[:MAX_PLACES]:
        where = f"page {mention.page} (written by a template):"
        if line:
            where = f"{line.path}:{line.number} (page {mention.page}):"
        lines.append(f"{visible(where)} «{visible(mention.sentence)}»")
    if len(places) > MAX_PLACES:
        lines.append(f"and {len(places) - MAX_PLACES} more places")
    return lines


def history(record: Record) -> str:
    """Since when a link has failed, and when it was last fine, as a sentence."""
    if not record.failed_runs:
        return ""
    runs = "1 run" if record.failed_runs == 1 else f"{record.failed_runs} runs"
    last = f"last fine on {day(record.fine)}" if record.fine else "never seen fine"
    return f" It has failed {runs} since {day(record.failing_since)}; {last}."


def archived_copy(state: LinkState, book: Book, now: datetime) -> str:
    """The address of an archived copy: of the day the link was last fine, or of the day on which
    somebody last read the page; empty where a copy would not help."""
    judgement = state.judgement
    if not judgement.failed or judgement.reason in NOT_ARCHIVED:
        return ""
    page = book.links[state.address][0].page
    fine = f"{moment(state.record.fine):%Y%m%d}" if state.record.fine else ""
    date = fine or book.reviewed(page) or f"{now:%Y%m%d}"
    return f"https://web.archive.org/web/{date}/{state.address}"


def summary(result: RunResult, book: Book) -> list[str]:
    """The run in a few lines: how many of each kind, and what, if anything, there is to do."""
    counts = Counter(state.judgement.verdict for state in result.asked)
    kinds = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    lines = [f"{len(result.asked)} outside links: {kinds or 'none to ask'}."]
    unasked = Counter(state.unasked for state in result.states if state.unasked)
    lines += [f"{number} not asked{MANY_UNASKED[why]}" for why, number in unasked.items()]
    waiting = sum(1 for state in result.asked if state.judgement.failed and not state.due)
    if waiting:
        lines.append(
            f"{waiting} failed and are not news yet: a link is reported after three failed runs "
            "over at least a week."
        )
    if counts[Verdict.MOVED]:
        lines.append(
            f"{counts[Verdict.MOVED]} have moved for good: `{book.settings.fix_command}` "
            "rewrites them."
        )
    lines += [f"Not asked: {number} that {why}." for why, number in book.skipped.items()]
    return lines


def as_notices(judgements: Mapping[str, Judgement], book: Book) -> list[Finding]:
    """Notices for the links that are not fine, each at the first line where a person wrote it."""
    return [
        Finding(
            path=line.path,
            line=line.number,
            rule=f"{OUTSIDE}: {judgement.verdict}",
            message=f"{clipped(address)}: {clipped(judgement.says)}".rstrip("."),
            fix=judgement.repair,
            level="notice",
        )
        for address, judgement in judgements.items()
        if notable(judgement)
        for line in [line for _, line in book.places(address) if line][:1]
    ]
