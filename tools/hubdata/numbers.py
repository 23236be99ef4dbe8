"""Every number that can be computed from the records, under the name by which a page asks for it."""

from functools import lru_cache

from .records import Records
from .schema import Count


@lru_cache(maxsize=1)
def numbers(records: Records) -> dict[str, Count]:
    """Return all computed numbers, such as `organisations`, `experts.2023` or `registered.2024-03-06`.

    A sum of numbers of which one is «about 40» is itself «about».
    """
    found: dict[str, Count] = {
        "cohorts": Count(value=len(records.cohorts)),
        "cohorts.completed": Count(
            value=sum(cohort.status == "completed" for cohort in records.cohorts.values())
        ),
        "case-studies": Count(value=len(records.case_studies)),
        "outputs": Count(value=len(records.outputs)),
        "practices": Count(value=len(records.practices)),
        "lessons": Count(value=len(records.lessons)),
        "sources": Count(value=len(records.source_keys)),
        "facts": Count(value=len(records.facts)),
        "gaps": Count(value=len(records.gaps)),
        "conflicts": Count(value=len(records.conflicts)),
        "organisations.named": Count(value=len(records.organisations)),
    }
    totals: dict[str, list[Count]] = {"organisations": [], "experts": []}
    for key, cohort in records.cohorts.items():
        stated = {
            "organisations": cohort.organisations_total,
            "experts": cohort.experts_total,
            "applications": cohort.applications,
            "invited": cohort.invited,
        }
        for name, count in stated.items():
            if count is not None:
                found[f"{name}.{key}"] = count
                if name in totals:
                    totals[name].append(count)
        studies = [page for page in records.case_studies if page.meta.cohort == key]
        single = [page for page in studies if len(page.meta.organisations) == 1]
        found[f"case-studies.{key}"] = Count(value=len(single))
        for event in cohort.events:
            for name in ("registered", "in_person", "online", "participants"):
                if (count := getattr(event, name)) is not None:
                    found[f"{name.replace('_', '-')}.{event.date}"] = count
    for name, counts in totals.items():
        qualifier = "about" if any(count.qualifier for count in counts) else ""
        found[name] = Count(value=sum(count.value for count in counts), qualifier=qualifier)
    return found
