"""Adds an organisation that is new, and the experts who represented it."""

from __future__ import annotations

import re

from hubdata.records import Records, did_you_mean
from hubdata.schema import HTTPS, Organisation, Person
from hubdata.slugs import slug

from scaffold.changes import Changes
from scaffold.known import find, needed
from scaffold.prose import one_line
from scaffold.questions import Answers, one
from scaffold.refusal import RefusalError
from scaffold.yamltext import add_record, extend_list

ORGANISATIONS = "book/_data/organisations.yml"
PEOPLE = "book/_data/people.yml"
ROLE = "Expert in Residence"


def names(records: Records, answers: Answers) -> list[str]:
    """Return the names of the organisations, as their records or the answers give them."""
    named = []
    for said in answers["organisation"]:
        name = one_line(said, "The organisation")
        key = find(records.organisations, name)
        named.append(records.organisations[key].name if key else name)
    return named


def are_new(records: Records, answers: Answers) -> bool:
    """Whether an organisation is named that has no record yet."""
    return any(not find(records.organisations, name) for name in answers.get("organisation", []))


def website(said: str) -> str:
    """Return the address of a website; refuses what a browser could not open safely."""
    said = one_line(said, "The website")
    if not said.startswith("https://") or not re.match(HTTPS, said):
        raise RefusalError(f"The website «{said}» is not right.", "Begin with https://.")
    return said


def add(
    changes: Changes, records: Records, answers: Answers, cohort: str, sources: list[str]
) -> list[str]:
    """Return the ids of the organisations, after adding what has no record yet."""
    said = names(records, answers)
    keys = [find(records.organisations, name) for name in said]
    new = [name for name, key in zip(said, keys, strict=True) if key is None]
    if len(new) > 1:
        raise RefusalError(
            f"{len(new)} organisations have no record yet: {', '.join(new)}.",
            "Add them one at a time, each with its own case study.",
        )
    experts = [one_line(expert, "The expert") for expert in answers.get("expert", [])]
    if experts and len(said) > 1:
        raise RefusalError(
            "A study of several organisations cannot say whose experts these are.",
            "Leave out --expert; each organisation's record names its own.",
        )
    ids = [key or slug(name) for name, key in zip(said, keys, strict=True)]
    people = [_person(changes, records, name, cohort, ids[0], sources) for name in experts]
    if new:
        _add_organisation(changes, records, answers, new[0], cohort, people, sources)
    elif missing := [p for p in people if p not in records.organisations[ids[0]].experts]:
        _add_experts(changes, ids[0], records.organisations[ids[0]], missing)
    return ids


def _add_organisation(
    changes: Changes,
    records: Records,
    answers: Answers,
    name: str,
    cohort: str,
    people: list[str],
    sources: list[str],
) -> None:
    for record in records.organisations.values():
        if name.casefold() in (wrong.casefold() for wrong in record.wrong_names):
            raise RefusalError(
                f"«{name}» is not how the organisation writes itself.", f"Write «{record.name}»."
            )
    open_questions = [
        key for key in ("sector", "kind", "field", "website") if not one(answers, key)
    ]
    if open_questions or not slug(name):
        near = did_you_mean(name, [record.name for record in records.organisations.values()])
        raise RefusalError(
            f"There is no organisation «{name}» yet. {near}".strip(),
            f"For a new one, give {', '.join(f'--{key}' for key in open_questions)} as well."
            if open_questions
            else "Write its name with letters or digits.",
        )
    record = {
        "name": name,
        "short_name": name,
        "sector": needed(records.sectors, one(answers, "sector"), "sector"),
        "field": one_line(one(answers, "field"), "What the organisation works on"),
        "kind": one_line(one(answers, "kind"), "The kind of body"),
        "url": website(one(answers, "website")),
        "cohort": cohort,
        "experts": people,
        "sources": sources,
    }
    add_record(changes, ORGANISATIONS, slug(name), record)


def _person(
    changes: Changes,
    records: Records,
    name: str,
    cohort: str,
    organisation: str,
    sources: list[str],
) -> str:
    """Return the id of an expert, after adding the person or the role if it is new."""
    role = {"role": ROLE, "group": "expert", "cohort": cohort, "organisation": organisation}
    key = find(records.people, name) or slug(name)
    if not key:
        raise RefusalError(f"«{name}» is not a name.", "Write it as a public source credits it.")
    person: Person | None = records.people.get(key)
    if person is None:
        add_record(changes, PEOPLE, key, {"name": name, "roles": [role], "sources": sources})
    elif not any(
        (each.group, each.cohort, each.organisation) == ("expert", cohort, organisation)
        for each in person.roles
    ):
        extend_list(changes, PEOPLE, (key, "roles"), [role])
    return key


def _add_experts(changes: Changes, key: str, record: Organisation, people: list[str]) -> None:
    """Name more experts in the record of an organisation, whether it names any yet or not."""
    if record.experts:
        extend_list(changes, ORGANISATIONS, (key, "experts"), people)
        return
    text = changes.read(ORGANISATIONS)
    field = f"experts: [{', '.join(people)}]"
    changes.write(
        ORGANISATIONS,
        re.sub(rf"(?m)^({re.escape(key)}:\n)", rf"\g<1>  {field}\n", text, count=1),
    )
