"""What all pages of the site share, worked out once per build."""

from __future__ import annotations

from dataclasses import dataclass

from sphinx.application import Sphinx

from ..records import Records
from ..slugs import slug
from ..state import records
from .assets import Asset, read_assets
from .metadata import TYPE_NAMES
from .spelling import words_asset
from .tree import Tree

_KEPT = "hub_site"


@dataclass
class Site:
    """The values that the templates of this book read as `site`."""

    name: str
    base: str
    language: str
    repository: str
    branch: str
    tree: Tree
    assets: dict[str, Asset]
    filters: list[tuple[str, str, list[str]]]
    gallery_filters: list[tuple[str, str, list[tuple[str, str]]]]

    def address_of(self, source: str) -> str:
        """Return where an asset is published, by the name of its source file."""
        return self.assets[source].address


def site_of(app: Sphinx) -> Site:
    """Return the shared values of the site that `app` builds."""
    if not hasattr(app, _KEPT):
        setattr(app, _KEPT, _read(app))
    return getattr(app, _KEPT)


def _read(app: Sphinx) -> Site:
    found = records(app)
    config = app.config
    assets = read_assets()
    assets["words.json"] = words_asset(found)
    return Site(
        name=config.html_title,
        base=config.html_baseurl,
        language=config.language,
        repository=config.hub_repository,
        branch=config.hub_branch,
        tree=Tree.of(app.env, found),
        assets=assets,
        filters=_search_filters(found),
        gallery_filters=_gallery_filters(found),
    )


def _search_filters(found: Records) -> list[tuple[str, str, list[str]]]:
    """Return name, label and choices of what a search can be narrowed to."""
    return [
        ("type", "Kind of page", list(dict.fromkeys(TYPE_NAMES.values()))),
        ("cohort", "Cohort", [cohort.name for cohort in found.cohorts.values()]),
        ("sector", "Sector", [name for _, name in _sectors(found)]),
        ("theme", "Theme", _themes(found)),
    ]


def _gallery_filters(found: Records) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return name, label and (class name, label) choices of the gallery's filters."""
    cohorts = {page.meta.cohort for page in found.case_studies}
    practices = {key for page in found.case_studies for key in page.meta.practices}
    return [
        (
            "cohort",
            "Cohort",
            [(slug(key), item.name) for key, item in found.cohorts.items() if key in cohorts],
        ),
        ("sector", "Sector", _sectors(found)),
        ("theme", "Theme", [(slug(theme), theme) for theme in _themes(found)]),
        (
            "practice",
            "Practice",
            [(key, item.name) for key, item in found.practices.items() if key in practices],
        ),
    ]


def _sectors(found: Records) -> list[tuple[str, str]]:
    """Return id and name of every sector that has a case study."""
    used = {
        found.organisations[key].sector
        for page in found.case_studies
        for key in page.meta.organisations
    }
    return [(key, sector.name) for key, sector in found.sectors.items() if key in used]


def _themes(found: Records) -> list[str]:
    return sorted(
        {theme for page in found.case_studies for theme in page.meta.themes}, key=str.lower
    )
