"""The filters above the gallery of case studies."""

import html

from hubdata.records import Records
from hubdata.slugs import slug

from ..markdown import capital

Choices = list[tuple[str, str]]


def filter_form(found: Records) -> str:
    """Return the form that `gallery.js` answers; without scripts the stylesheet hides it."""
    fields = "".join(_select(name, label, choices) for name, label, choices in filters(found))
    counted = html.escape(found.identity.words.case_study.many)
    return (
        f'<form class="ask" id="hub_filters" data-many="{counted}" aria-label="Filter the gallery">\n'
        '<details class="filters">\n<summary>Filters</summary>\n'
        f"<fieldset>\n<legend>Show only</legend>\n{fields}</fieldset>\n</details>\n"
        '<output>&nbsp;</output>\n<button type="reset" hidden>Show all</button>\n</form>\n'
    )


def _select(name: str, label: str, choices: Choices) -> str:
    options = "".join(
        f'<option value="{value}">{html.escape(text)}</option>\n' for value, text in choices
    )
    return (
        f'<label>{label}\n<select name="{name}">\n<option value="">any</option>\n'
        f"{options}</select></label>\n"
    )


def filters(found: Records) -> list[tuple[str, str, Choices]]:
    """Return name, label and (class name, label) choices of the gallery's filters."""
    words = found.identity.words
    cohorts = {page.meta.cohort for page in found.case_studies}
    practices = {key for page in found.case_studies for key in page.meta.practices}
    return [
        (
            "cohort",
            capital(words.cohort.one),
            [(slug(key), item.name) for key, item in found.cohorts.items() if key in cohorts],
        ),
        ("sector", capital(words.sector.one), studied_sectors(found)),
        ("theme", "Theme", [(slug(theme), theme) for theme in themes(found)]),
        (
            "practice",
            "Practice",
            [(key, item.name) for key, item in found.practices.items() if key in practices],
        ),
    ]


def studied_sectors(found: Records) -> Choices:
    """Return id and name of every sector that has a case study."""
    used = {
        found.organisations[key].sector
        for page in found.case_studies
        for key in page.meta.organisations
    }
    return [(key, sector.name) for key, sector in found.sectors.items() if key in used]


def themes(found: Records) -> list[str]:
    """Return every theme of a case study, in the order of the alphabet."""
    return sorted(
        {theme for page in found.case_studies for theme in page.meta.themes}, key=str.lower
    )
