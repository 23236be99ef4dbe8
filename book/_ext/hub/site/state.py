"""What all pages of the site share, worked out once per build."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sphinx.application import Sphinx

from ..schema import CaseStudy
from ..state import records
from .assets import Asset, read_assets
from .cards import touch_icon
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
    mark: str
    assets: dict[str, Asset]
    filters: list[tuple[str, str, list[str]]] = field(default_factory=list)

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
    folder = Path(app.srcdir, "_static")
    assets = read_assets(folder)
    assets["words.json"] = words_asset(found)
    assets["touch-icon.png"] = touch_icon(found)
    return Site(
        name=config.html_title,
        base=config.html_baseurl,
        language=config.language,
        repository=config.hub_repository,
        branch=config.hub_branch,
        tree=Tree.of(app.env, found),
        mark=(folder / "icon.svg").read_text(encoding="utf-8").strip(),
        assets=assets,
        filters=_filters(found),
    )


def _filters(found) -> list[tuple[str, str, list[str]]]:
    """Return name, label and choices of what a search can be narrowed to."""
    studies = [page.meta for page in found.case_studies if isinstance(page.meta, CaseStudy)]
    used = {found.organisations[key].sector for meta in studies for key in meta.organisations}
    return [
        ("type", "Kind of page", list(dict.fromkeys(TYPE_NAMES.values()))),
        ("cohort", "Cohort", [cohort.name for cohort in found.cohorts.values()]),
        ("sector", "Sector", [item.name for key, item in found.sectors.items() if key in used]),
        ("theme", "Theme", sorted({theme for meta in studies for theme in meta.themes})),
    ]
