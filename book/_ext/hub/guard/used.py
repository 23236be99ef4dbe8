"""Refuses files that a page takes in from outside the book and its figures, or of an odd kind."""

from pathlib import Path

from docutils import nodes
from hubdata.guard.pictures import PICTURES
from hubdata.guard.tree import TEXTS, is_left_out
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import refusals
from .markup import line_of


def check_used_files(app: Sphinx, doctree: nodes.document) -> None:
    """Look at what Sphinx found a page to show, to offer, and to be read from."""
    env, docname = app.env, app.env.docname
    book = Path(env.srcdir).resolve()
    # What the program itself reads (its own code and templates) is no content of a page.
    program = Path(__file__).resolve().parents[2]
    taken = _taken(env, doctree)
    for name in sorted({*taken, *map(str, env.dependencies[docname])}):
        file = Path(env.srcdir, name).resolve()
        if name not in taken and file.is_relative_to(program):
            continue
        message = ""
        if not _is_inside(book, file):
            message = f"«{name}» lies outside the book and its figures. Put a copy into figures/."
        elif name in taken and file.exists() and file.suffix not in PICTURES | TEXTS:
            message = (
                f"«{name}» is of a kind that nobody can review here. Offer it as text, such as "
                "«.csv», or link the place where it is published."
            )
        if message:
            refusals.note(env, docname, taken.get(name), message)


def _taken(env: BuildEnvironment, doctree: nodes.document) -> dict[str, int | None]:
    """Return the files that a page shows or offers, each with the line on which it does so first."""
    taken: dict[str, int | None] = {}
    for node in doctree.findall():
        names: list[str] = []
        if isinstance(node, nodes.image):
            # What lies elsewhere has this sign for its kind.
            names = [name for kind, name in node["candidates"].items() if kind != "?"]
        elif isinstance(node, download_reference) and "refuri" not in node:
            names = [env.relfn2path(node["reftarget"], env.docname)[0]]
        for name in names:
            taken.setdefault(name, line_of(node))
    return taken


def _is_inside(book: Path, file: Path) -> bool:
    """Tell whether a resolved file lies in the book or its figures, and in no hidden or built folder."""
    if not any(file.is_relative_to(folder) for folder in (book, book.parent / "figures")):
        return False
    parts = file.relative_to(book.parent).parts
    return not any(is_left_out(part) for part in parts)
