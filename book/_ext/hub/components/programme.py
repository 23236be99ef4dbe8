"""What happened in a cohort and who was there: events, curriculum, outputs, people."""

from hubdata.records import Records
from hubdata.schema import Event

from ..markdown import (
    DOT,
    capital,
    card_list,
    cite,
    cite_once,
    escape,
    join_words,
    known,
    link,
    page_link,
    table,
)
from .base import ComponentError, Place, component

STATUS = {"planned": "Planned.", "announced": "Announced."}
UNSURE = "Nothing found confirms what is marked as planned or announced."


@component("events")
def events(records: Records, place: Place) -> str:
    """Draw a cohort's events in order of date, each with a machine-readable date.

    What is not known to have taken place is marked, and one line below says what the mark means.
    """
    cohort = records.cohorts[place.cohort(records, needed=True)]
    ordered = sorted(cohort.events, key=lambda event: event.date)
    marks, covering = cite_once(event.sources for event in ordered)
    drawn = card_list(
        (
            (f"event event-{event.status}", _event(event, mark))
            for event, mark in zip(ordered, marks, strict=True)
        ),
        "events",
    )
    unsure = UNSURE if any(event.status in STATUS for event in ordered) else ""
    return f"{drawn}\n{unsure} {covering}".rstrip() + "\n"


def _event(event: Event, mark: str) -> str:
    when = f"{{date}}`{event.date}`"
    if event.end:
        when = f"{{date}}`{event.date}/{event.end}`"
    mode = "" if event.mode == "not published" else event.mode
    detail = [text for text in (event.time, mode, event.place) if text]
    lines = [
        f"{{.event-title}}\n{when}{DOT}{escape(event.title)}",
        f"{{.card-meta}}\n{escape(', '.join(detail))}" if detail else "",
        " ".join(
            filter(
                None,
                (
                    f"Led by {escape(event.led_by)}." if event.led_by else "",
                    escape(event.description) if event.description else "",
                    escape(_attendance(event)),
                    escape(STATUS.get(event.status, "")),
                    "The date comes from community notes only." if event.informal else "",
                    f"{link(event.recording.title, event.recording.url)}."
                    if event.recording
                    else "",
                ),
            )
        ),
    ]
    # The mark ends the last line that there is, so that it never stands alone.
    return "\n\n".join(line for line in lines if line) + f" {mark}".rstrip()


def _attendance(event: Event) -> str:
    parts = [
        f"{count} {what}"
        for count, what in (
            (event.registered, "registered"),
            (event.in_person, "attended in person"),
            (event.online, "attended online"),
            (event.participants, "took part"),
        )
        if count
    ]
    return f"{', '.join(parts).capitalize()}." if parts else ""


@component("curriculum")
def curriculum(records: Records, place: Place) -> str:
    """Draw a cohort's training: topic, purpose, who led it and when."""
    cohort = records.cohorts[place.cohort(records, needed=True)]
    if not cohort.curriculum:
        raise ComponentError(f"The {cohort.name} has no curriculum in _data/cohorts.yml.")
    marks, covering = cite_once(item.sources for item in cohort.curriculum)
    rows = [
        (
            f"{escape(item.topic)} {mark}".rstrip(),
            known(item.purpose),
            known(item.led_by),
            known(item.when) + (" (planned)" if item.status == "planned" else ""),
        )
        for item, mark in zip(cohort.curriculum, marks, strict=True)
    ]
    header = ("Topic", "Used for", "Led by", "When")
    drawn = table(f"Training of the {escape(cohort.name)}", header, rows)
    return f"{drawn}\n{covering}\n" if covering else drawn


@component("money")
def money(records: Records, place: Place) -> str:
    """Draw every amount that a source names: who gave it, for what period, and how sure it was."""
    rows = [
        (
            f"{escape(funder.name)}{f', {escape(funder.award)}' if funder.award else ''}",
            escape(amount.period),
            escape(f"£{amount.pounds:,}"),
            f"{escape(amount.status)} {cite(amount.sources)}",
        )
        for funder in records.hub.funders
        for amount in funder.amounts
    ]
    if not rows:
        raise ComponentError("No funder in _data/hub.yml has an amount.")
    header = ("Funder", "Period", "Amount", "Status in the report")
    return table("Amounts that public reports name", header, rows)


@component("outputs")
def outputs(records: Records, place: Place) -> str:
    """Draw what was published: output, type, record, licence, year and cohort."""
    wanted = place.cohort(records)
    shown = [each for each in records.outputs.values() if wanted in (None, each.cohort)]
    marks, covering = cite_once(output.sources for output in shown)
    rows = []
    for output, mark in zip(shown, marks, strict=True):
        cohort = records.cohorts[output.cohort] if output.cohort else None
        record = link(
            f"doi:{output.doi}" if output.doi else _record(records, output.url), output.url
        )
        rows.append(
            (
                f"{escape(output.title)} {mark}".rstrip(),
                escape(output.type),
                record,
                known(output.licence),
                known(output.year),
                page_link(cohort.name, cohort.page) if cohort else "whole programme",
            )
        )
    header = (
        "Output",
        "Type",
        "Record",
        "Licence",
        "Year",
        capital(records.identity.words.cohort.one),
    )
    title = f"What {escape(records.hub.short_name)} published, as far as public sources name it"
    drawn = table(title, header, rows)
    return f"{drawn}\n{covering}\n" if covering else drawn


def _record(records: Records, url: str) -> str:
    """Return a readable name for a record without a printed DOI: «Zenodo record 10337801»."""
    if "zenodo.org/communities/" in url:
        return f"Zenodo community of {records.hub.short_name}"
    name = url.rstrip("/").rsplit("/", 1)[-1]
    return f"Zenodo record {name}" if "zenodo.org/records/" in url else name


@component("people")
def people(records: Records, place: Place) -> str:
    """Draw people and what they are publicly credited with."""
    group, cohort = place.options.get("group"), place.cohort(records)
    # What people are credited with, and by which sources → their names.
    credited: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for person in records.people.values():
        roles = [
            role
            for role in person.roles
            if group in (None, role.group) and cohort in (None, role.cohort)
        ]
        if not roles:
            continue
        said = []
        for role in roles:
            where = records.organisations[role.organisation].name if role.organisation else ""
            named = f"{role.role}, {where}" if where and where not in role.role else role.role
            said.append(named)
        credited.setdefault(("; ".join(said), tuple(person.sources)), []).append(person.name)
    if not credited:
        raise ComponentError("Nobody in _data/people.yml fits these options.")
    marks, covering = cite_once(keys for _, keys in credited)
    lines = [
        f"- {escape(join_words(names))}: {escape(said)}. {mark}".rstrip()
        for ((said, _), names), mark in zip(credited.items(), marks, strict=True)
    ]
    return "\n".join(lines) + f"\n\n{covering}".rstrip() + "\n"
