"""What a component is, and how a page comes to use one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import get_args

from hubdata.records import PageRecord, Records
from hubdata.schema import Page


class ComponentError(Exception):
    """Raised when a page asks a component for something it cannot draw; says how to ask."""


@dataclass(frozen=True)
class Place:
    """Where and with what arguments a page uses a component."""

    docname: str
    argument: str = ""
    options: dict[str, str] = field(default_factory=dict)

    def page(self, records: Records, model: type[Page] = Page) -> PageRecord:
        """Return the record of the page itself, which must have the front matter of `model`."""
        page = records.pages[self.docname]
        if not isinstance(page.meta, model):
            kind = get_args(model.model_fields["type"].annotation)[0]
            raise ComponentError(
                f"This belongs on a page of another type. Write «type: {kind}» in its front matter."
            )
        return page

    def cohort(self, records: Records, *, needed: bool = False) -> str | None:
        """Return the option `:cohort:`, checked, or None if it is not given and not `needed`."""
        cohort = self.options.get("cohort")
        if cohort is None and needed:
            raise ComponentError("The cohort is missing. Add a line «:cohort: 2023».")
        if cohort is not None and cohort not in records.cohorts:
            known = ", ".join(f"«{name}»" for name in records.cohorts)
            raise ComponentError(f"There is no cohort «{cohort}». Write one of {known}.")
        return cohort


Draw = Callable[[Records, Place], str]


@dataclass(frozen=True)
class Component:
    """A directive: its name, and the function that draws it."""

    name: str
    draw: Draw


COMPONENTS: dict[str, Component] = {}


def component(name: str):
    """Register the decorated function as the directive `name`."""

    def register(draw: Draw) -> Draw:
        COMPONENTS[name] = Component(name, draw)
        return draw

    return register
