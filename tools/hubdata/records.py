"""Every record of the book, each checked by itself and all against each other."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from . import schema


@dataclass(frozen=True)
class PageRecord:
    """A page with its front matter, checked."""

    docname: str
    path: str
    title: str
    meta: schema.Page


@dataclass(eq=False)
class Records:
    """All that the book knows. Every mapping keeps the order of its file.

    It is compared by identity, so that what is worked out from it can be kept for it.
    """

    book: Path
    title: str
    author: str
    language: str
    repository: str
    branch: str
    base_url: str
    hub: schema.Hub
    identity: schema.Identity
    sectors: dict[str, schema.Sector]
    organisations: dict[str, schema.Organisation]
    people: dict[str, schema.Person]
    cohorts: dict[str, schema.Cohort]
    practices: dict[str, schema.Practice]
    lessons: dict[str, schema.Lesson]
    outputs: dict[str, schema.Output]
    programmes: dict[str, schema.Programme]
    facts: dict[str, schema.Fact]
    conflicts: dict[str, schema.Conflict]
    gaps: dict[str, schema.Gap]
    synonyms: dict[str, schema.Synonyms]
    pages: dict[str, PageRecord] = field(default_factory=dict)
    source_keys: frozenset[str] = frozenset()

    def at(self, path: str) -> Any:
        """Return what stands under a path such as `cohorts.2025-26.organisations_total`.

        Raises `AttributeError`, `KeyError`, `IndexError` or `ValueError` where nothing does.
        """
        value: Any = self
        for name in path.split("."):
            if isinstance(value, dict):
                value = value[name]
            else:
                value = value[int(name)] if isinstance(value, list) else getattr(value, name)
        return value

    @cached_property
    def case_studies(self) -> list[PageRecord]:
        """Case studies: newest cohort first, studies of several organisations last."""
        studies = [page for page in self.pages.values() if page.meta.type == "case-study"]
        studies.sort(key=lambda page: (len(page.meta.organisations), page.docname))
        return sorted(studies, key=lambda page: -self.cohorts[page.meta.cohort].number)

    def case_study_of(self, organisation: str) -> PageRecord | None:
        """Return the case study about this organisation alone, if there is one."""
        return self._alone.get(organisation)

    @cached_property
    def _alone(self) -> dict[str, PageRecord]:
        """The first case study about one organisation alone, by that organisation."""
        alone: dict[str, PageRecord] = {}
        for page in self.case_studies:
            if len(page.meta.organisations) == 1:
                alone.setdefault(page.meta.organisations[0], page)
        return alone


def old_docname(old: str) -> str:
    """Return an entry of `redirect_from` as the name that a page at that address would have."""
    return old.strip("/").removesuffix(".html")
