"""Keeps what was refused while pages are read, in all processes, until the build is stopped for it."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

logger = logging.getLogger(__name__)

_KEPT = "hub_refused"


class RefusedError(SphinxError):
    """Stops the build: the book holds something that must not be published."""

    category = "Refused"

    def __init__(self, number: int):
        super().__init__(
            f"{number} thing{'s' * (number > 1)} that must not be published. Nothing was written."
        )


def note(env: BuildEnvironment, docname: str, line: int | None, message: str) -> None:
    """Report something on a page; the build ends with it when all pages are read."""
    kept = getattr(env, _KEPT).setdefault(docname, [])
    said = f"{line}: {message}"
    if said in kept:
        return  # an element has a beginning and an end
    logger.error("%s", message, location=(docname, line))
    kept.append(said)


def stop_if_any(env: BuildEnvironment) -> None:
    """Stop the build if anything was refused."""
    number = sum(len(messages) for messages in getattr(env, _KEPT).values())
    if number:
        raise RefusedError(number)


def _begin(app: Sphinx) -> None:
    setattr(app.env, _KEPT, {})


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    getattr(env, _KEPT).pop(docname, None)


def _merge(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    theirs = getattr(other, _KEPT)
    getattr(env, _KEPT).update({name: theirs[name] for name in docnames if name in theirs})


def setup_refusals(app: Sphinx) -> None:
    """Begin, merge and forget with Sphinx's own environment."""
    app.connect("builder-inited", _begin, priority=10)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
