"""What happened in a cohort and who was there: events, curriculum, outputs, people."""

from __future__ import annotations

from hubdata.records import Records
from hubdata.schema import Event

from ..markdown import card_list, cite, escape, link, page_link, table
from .base import ComponentError, Place, component

STATUS = {
    "planned": "Planned; no source found confirms that it took place.",
    "announced": "Announced; no source found confirms that it took place on this date.",
}
GROUPS = ("expert", "team", "writer", "speaker", "contributor")


@component("events", options=("cohort",))
def events(records: Records, place: Place) -> str:
    """Draw a cohort's events in order of date, each with a machine-readable date."""
    cohort = records.cohorts[place.needed_cohort(records)]
    ordered = sorted(cohort.events, key=lambda event: event.date)
    return card_list(
        ((f"event event-{event.status}", _event(event)) for event in ordered), "events"
    )


def _event(event: Event) -> str:
    when = f"{{date}}`{event.date}`"
    if event.end:
        when = f"{{date}}`{event.date}/{event.end}`"
    detail = [text for text in (event.time, _mode(event), event.place) if text]
    lines = [
        f"{{.event-title}}\n{when} · {escape(event.title)}",
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
                    cite(event.sources),
                ),
            )
        ),
    ]
    return "\n\n".join(line for line in lines if line)


def _mode(event: Event) -> str:
    return "" if event.mode == "not published" else event.mode


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


@component("curriculum", options=("cohort",))
def curriculum(records: Records, place: Place) -> str:
    """Draw a cohort's training: topic, purpose, who led it and when."""
    cohort = records.cohorts[place.needed_cohort(records)]
    if not cohort.curriculum:
        raise ComponentError(f"The {cohort.name} has no curriculum in _data/cohorts.yml.")
    rows = [
        (
            f"{escape(item.topic)} {cite(item.sources)}",
            escape(item.purpose or "not published"),
            escape(item.led_by or "not published"),
            escape(item.when or "not published")
            + (" (planned)" if item.status == "planned" else ""),
        )
        for item in cohort.curriculum
    ]
    header = ("Topic", "Used for", "Led by", "When")
    return table(f"Training of the {escape(cohort.name)}", header, rows)


@component("outputs", options=("cohort",))
def outputs(records: Records, place: Place) -> str:
    """Draw what was published: output, type, record, licence, year and cohort."""
    wanted = place.cohort(records)
    rows = []
    for output in records.outputs.values():
        if wanted not in (None, output.cohort):
            continue
        cohort = records.cohorts[output.cohort] if output.cohort else None
        record = link(f"doi:{output.doi}" if output.doi else _record(output.url), output.url)
        rows.append(
            (
                f"{escape(output.title)} {cite(output.sources)}",
                escape(output.type),
                record,
                escape(output.licence or "not stated in our sources"),
                escape(output.year or "not published"),
                page_link(cohort.name, cohort.page) if cohort else "whole programme",
            )
        )
    header = ("Output", "Type", "Record", "Licence", "Year", "Cohort")
    return table("What the Hub published, as far as public sources name it", header, rows)


def _record(url: str) -> str:
    """Return a readable name for a record without a printed DOI: «Zenodo record 10337801»."""
    if "zenodo.org/communities/" in url:
        return "Zenodo community of the Hub"
    name = url.rstrip("/").rsplit("/", 1)[-1]
    return f"Zenodo record {name}" if "zenodo.org/records/" in url else name


@component("people", options=("group", "cohort"))
def people(records: Records, place: Place) -> str:
    """Draw people and what they are publicly credited with."""
    group, cohort = place.options.get("group"), place.cohort(records)
    if group is not None and group not in GROUPS:
        raise ComponentError(f"There is no group «{group}». Write one of {', '.join(GROUPS)}.")
    lines = []
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
        lines.append(f"- {escape(person.name)}: {escape('; '.join(said))}. {cite(person.sources)}")
    if not lines:
        raise ComponentError("Nobody in _data/people.yml fits these options.")
    return "\n".join(lines) + "\n"
