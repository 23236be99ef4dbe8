"""Keeps what was refused while pages are read, in all processes, until the build is stopped for it."""

from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError, SphinxError
from sphinx.util import logging

logger = logging.getLogger(__name__)

_KEPT = "hub_refused"
"""Where Sphinx, which keeps it with what it knows of a page, has what was refused on it."""
LINE = "hub_line"
"""Where the environment keeps the line of the page that is being read."""


class RefusedError(SphinxError):
    """Stops the build: the book holds something that must not be published."""

    category = "Refused"

    def __init__(self, number: int):
        super().__init__(
            f"{number} thing{'s' * (number > 1)} that must not be published. Nothing was written."
        )


def note(env: BuildEnvironment, docname: str, line: int | None, message: str) -> None:
    """Report something on a page; the build ends with it when all pages are read."""
    kept = env.metadata[docname].setdefault(_KEPT, [])
    said = f"{line}: {message}"
    if said in kept:
        return  # an element has a beginning and an end
    logger.error("%s", message, location=(docname, line))
    kept.append(said)


def stop_if_any(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop the build if anything was refused."""
    number = sum(len(kept.get(_KEPT, ())) for kept in env.metadata.values())
    if number:
        raise RefusedError(number)


def name_what_fails(app: Sphinx) -> None:
    """Let the builder say on which page a library has failed, and go on with the other pages.

    Sphinx would pass on the name of the error alone.
    """
    read = app.builder.read_doc
    failed: set[str] = set()

    def leave_empty(_app: Sphinx, docname: str, source: list[str]) -> None:
        if docname in failed:
            source[0] = ""

    def read_doc(docname: str, **how: Any) -> None:
        try:
            read(docname, **how)
            return
        except ExtensionError as error:
            cause = error.orig_exc or error
        except (SphinxError, MemoryError, OSError):
            raise  # these name the file themselves, or no page is to blame
        except Exception as error:
            cause = error
        said = " ".join(f"{type(cause).__name__}: {cause}".split())[:200].rstrip(": ")
        line = app.env.temp_data.get(LINE)
        note(app.env, docname, line, f"This cannot be read ({said}). Write it more simply.")
        # What was begun of it must end: the page is there, and empty.
        failed.add(docname)
        app.env.temp_data.clear()
        read(docname, **how)
        failed.remove(docname)

    app.builder.read_doc = read_doc  # type: ignore[method-assign]
    app.connect("source-read", leave_empty)
