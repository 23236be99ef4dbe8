"""Checks all records against each other: what each says is right, and together they are not."""

import re
from collections.abc import Iterator
from itertools import pairwise

from . import schema
from .dates import first_day
from .front_matter import Source
from .guard.tree import TAKEN
from .records import PageRecord, Records, old_docname
from .slugs import folded, slug
from .strict_yaml import Problem, YamlFile

MAX_DAYS_BEFORE = 240
"""What belongs to a cohort happens in its months, after them, or while it is planned."""
TITLES = frozenset({"dr", "prof", "professor"})
NOT_A_NAME_ALONE = (
    "more than a name, or begins with the surname.",
    "Write the given name first, with no title, comma or address.",
)


def address_problems(pages: dict[str, PageRecord], sources: dict[str, Source]) -> Iterator[Problem]:
    """Find old addresses that are in use, and pages whose citations would be one file."""
    # Some machines take names that differ in case alone for one.
    taken = {docname.casefold() for docname in pages}
    files: dict[str, str] = {}
    for docname, page in pages.items():
        names = [docname.replace("/", "-").casefold()]
        if isinstance(page.meta, schema.FormPage):
            names.append(f"downloads/{docname.rsplit('/', 1)[-1].casefold()}")
        for name in names:
            if files.setdefault(name, docname) != docname:
                said = f"The files of this page and of «{files[name]}» would both be «{name}»."
                yield Problem(page.path, 1, said, "Rename one of the two pages.")
        front_matter = sources[docname].front_matter
        for number, old in enumerate(page.meta.redirect_from):
            name = old_docname(old).casefold()
            if name in taken or name.partition("/")[0] in TAKEN:
                said = (
                    f"The old address «{old}» is in use: a page or another signpost stands there."
                )
                line = front_matter.line(("redirect_from", number))
                yield Problem(page.path, line, said, "Remove one of the two.")
            taken.add(name)


def filled_gaps(records: Records, file: YamlFile) -> Iterator[Problem]:
    """Find the path of a gap at which there is no field, or one that somebody has filled."""
    for key, gap in records.gaps.items():
        if not gap.field:
            continue
        try:
            if records.at(gap.field) in (None, "", [], {}):
                continue
            message, fix = "has a value now", "Remove the gap, or name another field."
        except (AttributeError, KeyError, IndexError, ValueError):
            message, fix = "does not exist", "Correct it, or remove «field:»."
        line = file.line((key, "field"))
        yield Problem(file.path, line, f"The field «{gap.field[:100]}» {message}.", fix)


def name_problems(people: dict[str, schema.Person], file: YamlFile) -> Iterator[Problem]:
    """Find names that begin with the surname or a title, hold an address, or stand under two keys."""
    first: dict[str, str] = {}
    for key, person in people.items():
        # With accents or without, it is the same person.
        other = first.setdefault(folded(person.name), key)
        if other != key:
            said = f"The name «{person.name}» stands under «{other}» already."
            fix = "Give both roles to one record, or tell two people apart in their names."
            yield Problem(file.path, file.line((key,)), said, fix)
        words, own = slug(person.name).split("-"), key.split("-")
        if not {word for word in own if not word.isdigit()} <= {*words}:
            fix = f"Write the name as its key, such as «{slug(person.name)}», or correct the name."
            said = f"The key «{key}» is not of the name «{person.name}»."
            yield Problem(file.path, file.line((key,)), said, fix)
        turned = words != own and sorted(words) == sorted(own)
        if turned or not is_name_alone(person.name):
            said = f"The name «{person.name}» is {NOT_A_NAME_ALONE[0]}"
            yield Problem(file.path, file.line((key, "name")), said, NOT_A_NAME_ALONE[1])


def expert_problems(records: Records, file: YamlFile) -> Iterator[Problem]:
    """Find experts of an organisation who by their own record belong to others."""
    for key, organisation in records.organisations.items():
        for number, expert in enumerate(organisation.experts):
            own = {role.organisation for role in records.people[expert].roles if role.organisation}
            if own and key not in own:
                said = f"«{expert}» is of {', '.join(f'«{each}»' for each in sorted(own))} in people.yml."
                line = file.line((key, "experts", number))
                yield Problem(file.path, line, said, "Correct one of the two.")


def role_problems(records: Records, file: YamlFile) -> Iterator[Problem]:
    """Find roles at an organisation in another cohort than its own."""
    for key, person in records.people.items():
        for number, role in enumerate(person.roles):
            own = records.organisations[role.organisation].cohort if role.organisation else None
            if own and role.cohort and role.cohort != own:
                said = f"«{role.organisation}» was of the cohort {own}, and this role is of {role.cohort}."
                line = file.line((key, "roles", number, "cohort"))
                yield Problem(file.path, line, said, "Find out which of the two is wrong.")


def output_problems(records: Records, file: YamlFile) -> Iterator[Problem]:
    """Find outputs of a cohort from a year before it began."""
    for key, output in records.outputs.items():
        start = first_day(records.cohorts[output.cohort].start).year if output.cohort else 0
        if output.year and output.year < start:
            said = f"The year {output.year} is before the cohort {output.cohort} began, in {start}."
            line = file.line((key, "year"))
            yield Problem(file.path, line, said, "Find out which of the two is wrong.")


def study_problems(records: Records, sources: dict[str, Source]) -> Iterator[Problem]:
    """Find case studies whose address names an organisation that they are not about."""
    named = {slug(each.name): key for key, each in records.organisations.items()}
    for page in records.case_studies:
        key = named.get(page.docname.rsplit("/", 1)[-1])
        if key and key not in page.meta.organisations:
            said = f"The page lies where that of «{key}» stands, and says that it is about others."
            line = sources[page.docname].front_matter.line(("organisations",))
            yield Problem(page.path, line, said, f"Write {key} there, or move the page.")


def short_name_problems(
    organisations: dict[str, schema.Organisation], file: YamlFile
) -> Iterator[Problem]:
    """Find organisations with the short name of another."""
    first: dict[str, str] = {}
    for key, organisation in organisations.items():
        name = organisation.short_name or organisation.name
        if (other := first.setdefault(name, key)) != key:
            said = f"«{name}» is what «{other}» is called, too."
            yield Problem(
                file.path, file.line((key, "short_name")), said, "Correct one of the two."
            )


def cohort_problems(records: Records, file: YamlFile) -> Iterator[Problem]:
    """Find cohorts that invited more than applied, took in more than they invited, or met long before."""
    fields = ("applications", "invited", "organisations_total")
    numbered: dict[int, str] = {}
    for key, cohort in records.cohorts.items():
        if (other := numbered.setdefault(cohort.number, key)) != key:
            said = f"The number {cohort.number} is that of «{other}», too."
            yield Problem(file.path, file.line((key, "number")), said, "Count the cohorts anew.")
        counts = [(name, getattr(cohort, name)) for name in fields]
        # «About 40» may be fewer or more.
        told = [(name, count.value) for name, count in counts if count and not count.qualifier]
        for (_, more), (name, fewer) in pairwise(told):
            if fewer > more:
                said = f"«{name}» is {fewer}, and only {more} were there to choose from."
                yield Problem(file.path, file.line((key, name)), said, "Find out which is wrong.")
        total = cohort.organisations_total
        named = sum(each.cohort == key for each in records.organisations.values())
        if total and not total.qualifier and named > total.value:
            said = (
                f"«organisations_total» is {total.value}, and {named} organisations say "
                "that they were in it."
            )
            line = file.line((key, "organisations_total"))
            yield Problem(
                file.path, line, said, "Correct the number, or the cohort of an organisation."
            )
        for said_there in re.findall(r"\b(\d+) organisations\b", cohort.summary):
            if total and int(said_there) != total.value:
                said = (
                    f"The summary says {said_there} organisations, and the total is {total.value}."
                )
                line = file.line((key, "summary"))
                yield Problem(file.path, line, said, "Find out which of the two is wrong.")
        for number, event in enumerate(cohort.events):
            days = (first_day(cohort.start) - first_day(event.date)).days
            if days > MAX_DAYS_BEFORE:
                said = f"The event of {event.date} is {days} days before the cohort begins."
                line = file.line((key, "events", number, "date"))
                yield Problem(file.path, line, said, "Find out which of the two is wrong.")


def is_name_alone(name: str) -> bool:
    """Tell whether a person's name has no title before it, no comma, no other name and no address."""
    return slug(name).split("-")[0] not in TITLES and not re.search("[,@]| and ", name)


def copied(pages: dict[str, PageRecord], sources: dict[str, Source]) -> Iterator[Problem]:
    """Find pages that are described with the same words, as after a copy that nobody changed."""
    first: dict[str, str] = {}
    for docname, page in pages.items():
        other = first.setdefault(page.meta.description, page.path)
        if other != page.path:
            line = sources[docname].front_matter.line(("description",))
            said = f"«description» says the same as in {other}."
            yield Problem(page.path, line, said, "Write what is true of each of the two.")
