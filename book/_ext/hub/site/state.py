"""What all pages of the site share, worked out once per build."""

from dataclasses import dataclass

from hubdata.records import Records
from hubdata.schema import Identity
from sphinx.application import Sphinx

from ..markdown import capital
from ..state import records
from .assets import Asset, read_assets
from .gallery import studied_sectors, themes
from .metadata import facet, type_names
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
    filters: list[tuple[str, str, dict[str, str]]]
    identity: Identity
    epub: str

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
    return Site(
        name=config.html_title,
        base=config.html_baseurl,
        language=config.language,
        repository=found.repository,
        branch=found.branch,
        tree=Tree.of(app.env, found),
        assets=read_assets(found),
        filters=_search_filters(found),
        identity=found.identity,
        epub=f"{config.epub_basename}.epub",
    )


def _search_filters(found: Records) -> list[tuple[str, str, dict[str, str]]]:
    """Return name and label of what a search can be narrowed to, and its choices with their facets."""
    words = found.identity.words
    filters = [
        ("type", "Kind of page", list(dict.fromkeys(type_names(found).values()))),
        ("cohort", capital(words.cohort.one), [cohort.name for cohort in found.cohorts.values()]),
        ("sector", capital(words.sector.one), [name for _, name in studied_sectors(found)]),
        ("theme", "Theme", themes(found)),
    ]
    return [
        (name, label, {choice: facet(name, choice) for choice in choices})
        for name, label, choices in filters
    ]
