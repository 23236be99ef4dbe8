"""Refuses what must not be published, whatever the checks said: content comes by pull request.

It looks at what Sphinx really found and used (pages, dependencies, pictures, downloads, raw nodes),
each resolved, so that a symbolic link shows where it leads. Everything is reported with file and line;
then the build stops before a page is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

MAX_PAGE_BYTES = 1_000_000
MAX_LINE = 20_000
MAX_FENCE = 40
SCHEMES = ("https:", "http:", "mailto:")
REFUSED = "hub_refused"

# Each level of directives needs a longer fence than the one inside it: a cap on the length of a
# fence is a cap on nesting.
_LONG_FENCE = re.compile(rf"^\s*([`:~])\1{{{MAX_FENCE},}}", re.MULTILINE)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")


class RefusedError(SphinxError):
    """Stops the build: a page holds something that must not be published."""

    category = "Refused"


class _Refused(SphinxDirective):
    """A directive that reads files or carries markup past the checks."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    instead: ClassVar[str] = ""

    def run(self) -> list[nodes.Node]:
        message = f"The directive «{self.name}» is not allowed here. {self.instead}"
        _note(self.env, self.env.docname, self.lineno, message)
        return []


# Directives that read a file from the disk, write markup as it stands, or run code.
INSTEAD = {
    "include": "Write the text on the page itself.",
    "literalinclude": "Write the lines on the page itself, in a code block.",
    "csv-table": "Write the table in Markdown, or as a {list-table}.",
    "raw": "Write it in Markdown.",
    "code-cell": "Write the code in a code block: nothing on a page is run.",
    "raw-cell": "Write it in Markdown.",
}


def _note(env: BuildEnvironment, docname: str, line: int | None, message: str) -> None:
    logger.error("%s", message, location=(docname, line))
    getattr(env, REFUSED).setdefault(docname, []).append(message)


def _begin(app: Sphinx) -> None:
    setattr(app.env, REFUSED, {})


def check_files(app: Sphinx) -> None:
    """Refuse pages that lie elsewhere, are too large, are of another kind, or share a name."""
    book = Path(app.srcdir).resolve()
    names: dict[str, str] = {}
    problems = []
    for docname in sorted(app.project.discover(app.config.exclude_patterns)):
        file = Path(app.project.doc2path(docname, absolute=True))
        folded = unicodedata.normalize("NFC", docname).casefold()
        if names.setdefault(folded, docname) != docname:
            problems.append(
                f"{file}: Its name and that of «{names[folded]}» are one on some machines. "
                "Rename one of the two."
            )
        if not file.resolve().is_relative_to(book):
            problems.append(
                f"{file}: This is a link to {file.resolve()}, outside the book. "
                "Put the page itself here."
            )
        elif file.suffix != ".md":
            problems.append(f"{file}: A page is a Markdown file here. Write it as «.md».")
        elif file.stat().st_size > MAX_PAGE_BYTES:
            problems.append(
                f"{file}: The page is larger than {MAX_PAGE_BYTES:,} bytes. Split it up."
            )
    for problem in problems:
        logger.error("%s", problem)
    if problems:
        raise RefusedError(_counted(len(problems)))


def check_text(app: Sphinx, docname: str, source: list[str]) -> None:
    """Refuse characters that hide what a page says, and nesting or lines without bounds."""
    text = source[0]
    if match := _UNSEEN.search(text):
        line = text.count("\n", 0, match.start()) + 1
        code = f"U+{ord(match[0]):04X}"
        _note(app.env, docname, line, f"The unseen character {code} stands here. Remove it.")
    if match := _LONG_FENCE.search(text):
        line = text.count("\n", 0, match.start()) + 1
        _note(app.env, docname, line, "Directives are nested too deeply here. Flatten them.")
    for number, line_text in enumerate(text.split("\n"), start=1):
        if len(line_text) > MAX_LINE:
            message = f"This line is longer than {MAX_LINE:,} characters. Break it."
            _note(app.env, docname, number, message)
    if getattr(app.env, REFUSED).get(docname):
        source[0] = ""  # nothing of it is parsed


def check_doctree(app: Sphinx, doctree: nodes.document) -> None:
    """Refuse raw markup, pictures from elsewhere and addresses that run code."""
    docname = app.env.docname
    for node in doctree.findall(nodes.raw):
        message = "Raw HTML is not allowed here: no check can read it. Write it in Markdown."
        _note(app.env, docname, _line(node), message)
    for node in doctree.findall(nodes.image):
        uri = node.get("uri", "")
        if "://" in uri or _SCHEME.match(uri):
            message = f"The picture «{uri[:80]}» lies elsewhere. Put it into figures/."
            _note(app.env, docname, _line(node), message)
    for node in doctree.findall(nodes.reference):
        scheme = _SCHEME.match(node.get("refuri", ""))
        if scheme and f"{scheme[1].lower()}:" not in SCHEMES:
            message = f"A link with «{scheme[1]}:» is not allowed. Write an https: address."
            _note(app.env, docname, _line(node), message)


def _line(node: nodes.Node) -> int | None:
    while node is not None and node.line is None:
        node = node.parent
    return node.line if node is not None else None


def check_used_files(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Refuse files from outside the book and its figures; then stop if anything was refused."""
    book = Path(env.srcdir).resolve()
    allowed = (book, book.parent / "figures")
    for docname in sorted(env.all_docs):
        for name in sorted(_used(env, docname)):
            file = Path(env.srcdir, name).resolve()
            inside = any(file.is_relative_to(folder) for folder in allowed)
            if not inside or "_build" in file.relative_to(book.parent).parts:
                message = (
                    f"«{name}» lies outside the book and its figures. Put a copy into figures/."
                )
                _note(env, docname, None, message)
    number = sum(len(messages) for messages in getattr(env, REFUSED).values())
    if number:
        raise RefusedError(_counted(number))
    return []


def _used(env: BuildEnvironment, docname: str) -> set[str]:
    """Return the files that a page takes in: what it read, shows and offers for download."""
    pictures = {name for name, (users, _) in env.images.items() if docname in users}
    downloads = {name for name, (users, _) in env.dlfiles.items() if docname in users}
    # What the program itself reads (its own code and templates) is no content of a page.
    program = Path(__file__).resolve().parents[1]
    read = {
        name
        for name in map(str, env.dependencies.get(docname, ()))
        if not Path(env.srcdir, name).resolve().is_relative_to(program)
    }
    return read | pictures | downloads


def _counted(number: int) -> str:
    things = "thing" if number == 1 else "things"
    return f"{number} {things} that must not be published. Nothing was written."


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    getattr(env, REFUSED).pop(docname, None)


def _merge(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    theirs = getattr(other, REFUSED)
    getattr(env, REFUSED).update({name: theirs[name] for name in docnames if name in theirs})


def _replace_directives(app: Sphinx) -> None:
    """Put refusals in the place of directives that other extensions have registered."""
    for name, instead in INSTEAD.items():
        refused = type(f"Refused{name.title().replace('-', '')}", (_Refused,), {"instead": instead})
        app.add_directive(name, refused, override=True)


def setup_guard(app: Sphinx) -> None:
    """Set the guard: over files before reading, over text, over trees, and over what they used."""
    app.connect("builder-inited", _begin, priority=10)
    app.connect("builder-inited", _replace_directives, priority=20)
    app.connect("builder-inited", check_files, priority=50)
    app.connect("source-read", check_text, priority=900)
    app.connect("doctree-read", check_doctree, priority=900)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", check_used_files, priority=10)
