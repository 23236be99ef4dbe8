"""Lets pages use the components: text in, MyST out, parsed as if an author had written it there."""

import hashlib
from collections.abc import Iterable
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from hubdata.guard.shapes import Shape, shape_of
from hubdata.near import did_you_mean
from hubdata.numbers import numbers
from hubdata.records import Records
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole

from .components import COMPONENTS, Component, Place
from .components.base import ComponentError
from .state import records
from .upstream import app_of

# What one page drew: the component, its argument and its options, with a digest of the text.
Drawn = dict[tuple[str, str, tuple[tuple[str, str], ...]], str]

# Among what Sphinx keeps of a page, what it drew: a data edit then re-reads exactly the pages whose drawn
# text it changes, instead of every page that draws anything.
_DRAWN = "hub_drawn"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _component(name: str) -> Component:
    return NUMBER if name == NUMBER.name else COMPONENTS[name]


def digest(found: Records, name: str, place: Place) -> str:
    """Return a digest of what a component draws at a place, or of the fault it finds there."""
    try:
        return _digest(_component(name).draw(found, place))
    except (ComponentError, KeyError) as error:
        return _digest(f"! {error}")


def _drawn(env: BuildEnvironment, name: str, place: Place) -> str:
    """Draw a component and note what came of it; raises `ComponentError` as the component does."""
    text = ""
    try:
        text = _component(name).draw(records(app_of(env)), place)
    except ComponentError as error:
        text = f"! {error}"
        raise
    finally:
        kept = env.metadata[place.docname].setdefault(_DRAWN, {})
        kept[(name, place.argument, tuple(place.options.items()))] = _digest(text)
    return text


class Drawing(SphinxDirective):
    """The directive of one component."""

    component: ClassVar[Component]
    has_content = False

    def run(self) -> list[nodes.Node]:
        argument = self.arguments[0] if self.arguments else ""
        place = Place(self.env.docname, argument, dict(self.options))
        try:
            text = _drawn(self.env, self.component.name, place)
        except ComponentError as error:
            raise self.error(f"{{{self.component.name}}}: {error}") from None
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def _draw_number(found: Records, place: Place) -> str:
    known = numbers(found)
    if place.argument not in known:
        raise ComponentError(
            f"There is no number «{place.argument}». {did_you_mean(place.argument, known)}"
        )
    return str(known[place.argument])


NUMBER = Component("number", _draw_number)


class NumberRole(SphinxRole):
    """`{number}`organisations.2023``: a number computed from the records."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        place = Place(self.env.docname, self.text)
        try:
            return [nodes.Text(_drawn(self.env, NUMBER.name, place))], []
        except ComponentError as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]


def outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Return the pages on which a component draws something else than when they were read."""
    found = records(app)

    def is_stale(docname: str, drawn: Drawn) -> bool:
        return any(
            digest(found, name, Place(docname, argument, dict(options))) != before
            for (name, argument, options), before in drawn.items()
        )

    kept = {page: data.get(_DRAWN, {}) for page, data in env.metadata.items()}
    read_anyway = added | changed | removed
    return [page for page in kept if page not in read_anyway and is_stale(page, kept[page])]


def setup_drawing(app: Sphinx) -> None:
    """Register one directive per component, and the role of computed numbers."""
    for name, component in COMPONENTS.items():
        shape = shape_of(name) or Shape()
        spec = dict.fromkeys(shape.options, directives.unchanged_required)
        attributes = {
            "component": component,
            "option_spec": spec,
            "required_arguments": int(shape.argument == "must"),
            "final_argument_whitespace": True,
        }
        app.add_directive(
            name, type(f"Draw{name.title().replace('-', '')}", (Drawing,), attributes)
        )
    app.add_role("number", NumberRole())
    app.connect("env-get-outdated", outdated)
