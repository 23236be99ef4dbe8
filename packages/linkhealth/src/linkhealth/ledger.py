"""Remembers, link by link, when it was last fine and how often in a row it failed; and decides
from that alone whether anybody is to be told."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from booklint.atomic import write_bytes
from filelock import FileLock, Timeout

from linkhealth.pace import MAX_REST
from linkhealth.settings import CannotRunError
from linkhealth.verdict import FAILURES, Judgement, Verdict

FAILED_RUNS = 3
AT_LEAST = timedelta(days=7)
# Several runs on one day are one look at a site's bad day.
ONE_LOOK = timedelta(hours=20)
# Two machines may differ by this much.
CLOCKS_DIFFER = timedelta(days=1)
VERSION = 1
ABOUT = (
    "What the link check remembers of each outside link. Written by the program; safe to delete: "
    "then every link starts anew."
)


@dataclass(frozen=True)
class Record:
    """What is known of one link. Moments are UTC in ISO form; empty means never.

    `certain_runs` counts, among the failed runs, the last ones in a row that may fail a run.
    """

    verdict: str = Verdict.FINE
    reason: str = ""
    fine: str = ""
    failed_runs: int = 0
    failing_since: str = ""
    certain_runs: int = 0
    certain_since: str = ""
    last_counted: str = ""
    new_address: str = ""
    leave_alone_until: str = ""


PAST = ("fine", "failing_since", "certain_since", "last_counted")
"""The moments in a record that lie before the run that reads it."""


@dataclass(frozen=True)
class Ledger:
    """All records, and when a run last came to its end."""

    links: Mapping[str, Record] = field(default_factory=dict)
    completed: str = ""


def advance(
    record: Record | None, judgement: Judgement, now: datetime, leave_alone: float | None = None
) -> Record:
    """The record of a link after one more run.

    `leave_alone` is how many seconds the site asked not to be asked again.
    """
    old = record or Record()
    until = now + timedelta(seconds=leave_alone) if leave_alone else None
    new = replace(
        old,
        verdict=str(judgement.verdict),
        reason=judgement.reason,
        new_address=judgement.new_address,
        leave_alone_until=written(until) if until else "",
    )
    if judgement.verdict is Verdict.BLOCKED:
        return new  # a locked door says nothing about what is behind it
    if not judgement.failed:
        return Record(new.verdict, new.reason, fine=written(now), new_address=new.new_address)
    if not judgement.can_fail:
        new = replace(new, certain_runs=0, certain_since="")
    if old.last_counted and now - moment(old.last_counted) < ONE_LOOK:
        return new
    new = replace(
        new,
        failed_runs=old.failed_runs + 1,
        failing_since=old.failing_since or written(now),
        last_counted=written(now),
    )
    if judgement.can_fail:
        new = replace(
            new, certain_runs=old.certain_runs + 1, certain_since=old.certain_since or written(now)
        )
    return new


def is_due(record: Record, now: datetime) -> bool:
    """True when a link has failed often and long enough to be reported."""
    failed = record.verdict in FAILURES
    return failed and lasting(record.failed_runs, record.failing_since, now)


def fails_the_run(record: Record, now: datetime) -> bool:
    """True when a link is gone for certain, or its certificate is somebody else's, for long enough."""
    return is_due(record, now) and lasting(record.certain_runs, record.certain_since, now)


def lasting(runs: int, since: str, now: datetime) -> bool:
    """True after enough runs over enough time."""
    return runs >= FAILED_RUNS and bool(since) and now - moment(since) >= AT_LEAST


def may_be_asked(record: Record | None, now: datetime) -> bool:
    """False while the site wants to be left alone."""
    until = record.leave_alone_until if record else ""
    return not until or now >= moment(until)


# --- On the disk ---------------------------------------------------------------------------------


def load(file: Path, now: datetime) -> tuple[Ledger, str]:
    """The ledger in a file, and what to tell the user; a broken one is kept aside and begun anew."""
    if not file.exists():
        return Ledger(), ""
    try:
        return parse(file.read_text(encoding="utf-8"), now), ""
    except OSError as error:
        raise CannotRunError(
            f"{file.name} cannot be opened ({error.strerror}): let this program read and write it."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        backup = file.with_name(f"{file.name}.broken-{now:%Y%m%d-%H%M%S}")
        file.replace(backup)
        return Ledger(), (
            f"{file.name} could not be read ({' '.join(str(error).split())}). It is kept as "
            f"{backup.name}; the record of every link starts anew. To restore it, copy a good "
            f"version over {file.name}: each weekly run keeps one in its report."
        )


def parse(text: str, now: datetime) -> Ledger:
    """The ledger from its JSON text; raises one of a few errors when it is not one."""
    data = json.loads(text)
    if data["version"] != VERSION:
        raise ValueError(f"its version is {data['version']!r}, not {VERSION}")
    links = {str(address): read_record(values, now) for address, values in data["links"].items()}
    return Ledger(links, completed=past(data["completed"], now))


def read_record(values: Mapping[str, Any], now: datetime) -> Record:
    """A record from JSON, with every moment and number checked."""
    record = Record(**values)
    if not all(isinstance(text, str) for text in (record.reason, record.new_address)):
        raise ValueError("a reason or an address is not a text")
    if not all(isinstance(n, int) and n >= 0 for n in (record.failed_runs, record.certain_runs)):
        raise ValueError("a number of failed runs is not a number")
    return replace(
        record,
        verdict=Verdict(record.verdict),
        **{name: past(getattr(record, name), now) for name in PAST},
        leave_alone_until=past(record.leave_alone_until, now + MAX_REST),
    )


def past(stamp: str, latest: datetime) -> str:
    """A moment as it is written; empty for a later one, which only a wrong clock could have written:
    it would silence a link for years. Raises ValueError or TypeError for what is no moment."""
    return stamp if stamp and moment(stamp) <= latest + CLOCKS_DIFFER else ""


def save(ledger: Ledger, file: Path) -> None:
    """Write the ledger whole or not at all."""
    # Half a sign, which a damaged ledger may hold, is written as JSON escapes it.
    write_bytes(file, as_text(ledger).encode("utf-8", "backslashreplace"))


def as_text(ledger: Ledger) -> str:
    """The ledger as JSON: sorted, without what says nothing, so that two versions compare well."""
    links = {
        address: {name: value for name, value in asdict(record).items() if value}
        for address, record in sorted(ledger.links.items())
    }
    data = {"about": ABOUT, "version": VERSION, "completed": ledger.completed, "links": links}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def written(when: datetime) -> str:
    """A moment as the ledger writes it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The moment that `written` wrote; raises ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def day(text: str) -> str:
    """The day of a moment in words: 23 November 2026; empty for none."""
    with contextlib.suppress(ValueError):
        return f"{moment(text):%-d %B %Y}"
    return ""


@contextlib.contextmanager
def only_run(ledger: Path) -> Iterator[None]:
    """Hold the ledger; the system lets go of it when this process ends, however it ends."""
    ledger.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(ledger.with_name(f"{ledger.name}.lock"), timeout=0):
            yield
    except Timeout as error:
        raise CannotRunError(
            f"Another run is asking these links just now and writes to {ledger.name}. "
            "Wait until it has ended, or end it."
        ) from error
