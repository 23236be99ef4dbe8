"""Refuses files that a page takes in from outside the book and its figures, or of an odd kind."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import refusals
from .markup import line_of
from .pictures import PICTURES
from .tree import LEFT_OUT, TEXTS


def check_used_files(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Look at what Sphinx found pages to use; then stop if anything at all was refused."""
    book = Path(env.srcdir).resolve()
    for docname in sorted(env.all_docs):
        taken = _taken(env, docname)
        for name in sorted(taken | _read(env, docname)):
            file = Path(env.srcdir, name).resolve()
            if not _is_inside(book, file):
                message = (
                    f"«{name}» lies outside the book and its figures. Put a copy into figures/."
                )
                refusals.note(env, docname, _line_of(env, docname, name), message)
            elif name in taken and file.suffix not in PICTURES | TEXTS:
                message = (
                    f"«{name}» is of a kind that nobody can review here. Offer it as text, such as "
                    "«.csv», or link the place where it is published."
                )
                refusals.note(env, docname, _line_of(env, docname, name), message)
    refusals.stop_if_any(env)
    return []


def _line_of(env: BuildEnvironment, docname: str, name: str) -> int | None:
    """Return the line on which a page shows or offers a file."""
    for node in env.get_doctree(docname).findall():
        shown = isinstance(node, nodes.image) and name in node.get("candidates", {}).values()
        offered = (
            isinstance(node, download_reference)
            and env.relfn2path(node["reftarget"], docname)[0] == name
        )
        if shown or offered:
            return line_of(node)
    return None


def _is_inside(book: Path, file: Path) -> bool:
    """Tell whether a resolved file lies in the book or its figures, and in no hidden or built folder."""
    if not any(file.is_relative_to(folder) for folder in (book, book.parent / "figures")):
        return False
    parts = file.relative_to(book.parent).parts
    return not any(part.startswith(".") or part in LEFT_OUT for part in parts)


def _taken(env: BuildEnvironment, docname: str) -> set[str]:
    """Return the files of a page that are copied into the site: pictures and downloads."""
    pictures = {name for name, (users, _) in env.images.items() if docname in users}
    downloads = {name for name, (users, _) in env.dlfiles.items() if docname in users}
    return pictures | downloads


def _read(env: BuildEnvironment, docname: str) -> set[str]:
    """Return the files that a page was made from."""
    # What the program itself reads (its own code and templates) is no content of a page.
    program = Path(__file__).resolve().parents[2]
    return {
        name
        for name in map(str, env.dependencies.get(docname, ()))
        if not Path(env.srcdir, name).resolve().is_relative_to(program)
    }
