"""Refuses files that a page takes in from outside the book and its figures, or of an odd kind."""

from collections import defaultdict
from functools import cache
from pathlib import Path

from docutils import nodes
from hubdata.guard.pictures import PICTURES
from hubdata.guard.tree import TEXTS, is_left_out
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import refusals
from .markup import line_of


def check_used_files(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Look at what Sphinx found pages to use; then stop if anything at all was refused."""
    book = Path(env.srcdir).resolve()
    # What the program itself reads (its own code and templates) is no content of a page.
    program = Path(__file__).resolve().parents[2]

    @cache
    def place_of(name: str) -> tuple[Path, bool]:
        file = Path(env.srcdir, name).resolve()
        return file, _is_inside(book, file)

    all_taken: dict[str, set[str]] = defaultdict(set)
    for name, (users, _) in (*env.images.items(), *env.dlfiles.items()):
        for docname in users:
            all_taken[docname].add(name)
    for docname in sorted(env.all_docs):
        taken = all_taken[docname]
        read = {str(name) for name in env.dependencies.get(docname, ())}
        for name in sorted(taken | read):
            file, inside = place_of(name)
            if name not in taken and file.is_relative_to(program):
                continue
            if not inside:
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
    return not any(is_left_out(part) for part in parts)
