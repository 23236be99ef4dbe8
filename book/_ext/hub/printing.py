"""Prints what strangers wrote so that it can do nothing to a terminal or to the machine that reads logs."""

import logging
import re
from pathlib import Path, PurePosixPath

from booklint.invisible import escape_invisible as visible
from sphinx.application import Sphinx

_ADVICE = {
    **dict.fromkeys(
        ("any", "ref", "xref_missing"), "Correct the name, or put «(name)=» above what is meant."
    ),
    "term": "Correct it, or add it to the glossary.",
    "key_not_found": "Correct the key, or add the source to references.bib.",
    "doc": "Write the path of a page, without its suffix.",
    "label": "Give one of the two another name, and correct the links to it.",
    "mail": "Write «mailto:» in front of it.",
    "not_included": "Name it in _toc.yml, as «- file: …» without its suffix.",
    "page": "Write the path of the page from this one, with its suffix: «../page.md».",
    "not_readable": "Correct the path, or add the file: a picture with `make figure FILE=…`.",
}
"""The kind of a library's warning, which says what is wrong → what to do."""
_UNKIND = {
    "a suitable image for .* builder not found": "not_readable",
    "duplicate label .*, other instance": "label",
    "Multiple footnote definitions": "label",
    ".* target not found: '[^'#/]+@": "mail",
    r".* target not found: '(?!#)[^']*(?:/|\.html)": "page",
    "document isn't included in any toctree": "not_included",
}
"""What a library says without a kind, or with one that is too wide."""

_KIND = re.compile(r" \[myst\.\w+\]$")


class _Plain(logging.Filter):
    """Makes warnings and errors harmless.

    A message may quote a page over several lines. GitHub obeys a line of a log that begins with `::`,
    so that every further line gets a mark before it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            text = logging.LogRecord.getMessage(record)
            kinds = (kind for said, kind in _UNKIND.items() if re.match(said, text))
            advice = _ADVICE.get(next(kinds, getattr(record, "subtype", "")))
            if advice and not text.endswith(advice):  # each handler asks again
                text = f"{_KIND.sub('', text)}. {advice}"
            record.msg = "\n    | ".join(visible(line) for line in text.split("\n"))
            record.args = ()
            if location := getattr(record, "location", None):
                record.location = _placed(str(location), text)
        return True


def _placed(location: str, text: str) -> str:
    """Return where something is wrong, with the line of what a message names, if it has none."""
    path = location.rstrip(":")
    if not path.endswith(".md"):
        return location
    try:
        source = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return location
    named = re.search(r"'([^'\n]+)'", text) or re.search(r": (\S+?)\.?(?: |$)", text)
    words = PurePosixPath(named[1]).name if named else ""
    at = source.rfind(f"[^{words}]:" if "footnote" in text else words) if words else 0
    return f"{path}:{source.count(chr(10), 0, max(at, 0)) + 1}"


def setup_printing(app: Sphinx) -> None:
    """Filter what Sphinx prints."""
    for handler in logging.getLogger("sphinx").handlers:
        handler.addFilter(_Plain())
