"""Edits YAML, the menu, the bibliography and the list of addresses; what stands there stays as it is."""

import contextlib
import datetime
import difflib
import io
import re
from collections.abc import Callable, Iterable
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from scaffold.changes import Changes
from scaffold.errors import UserError

TOC = "book/_toc.yml"
ADDRESSES = "published-paths.txt"
BIBLIOGRAPHY = "book/references.bib"
_PLAIN = re.compile(r"[^\W_][^\x00-\x1f\"\\`{}\[\]#&*!|>%@]*", re.UNICODE)


def _round_trip() -> YAML:
    """Return a reader and writer that keeps comments, quotes and order."""
    kept = YAML()
    kept.preserve_quotes = True
    kept.width = 1_000_000
    kept.indent(mapping=2, sequence=4, offset=2)
    return kept


def to_yaml(value: Any, *, wide: bool = False) -> str:
    """Return a value as YAML: a list of words and the mappings in a list stand on one line each.

    With `wide` every item and every field has a line of its own.
    """
    return _dumped(_styled(value, wide=wide)) if value else ""


def scalar(text: str) -> str:
    """Return words as YAML on one line."""
    return _dumped({"x": _text(text, False)}).removeprefix("x: ").rstrip("\n")


def edit(text: str, path: str, change: Callable[[Any], None]) -> str:
    """Return YAML text after `change` has edited what it holds; every other line stays as it is."""
    try:
        data = _round_trip().load(text)
    except YAMLError as error:
        raise UserError(f"{path} cannot be read: {str(error).splitlines()[0]}.") from None
    before = _dumped(data)
    change(data)
    return _kept(text, before, _dumped(data), path)


def _kept(text: str, before: str, after: str, path: str) -> str:
    """Carry over to `text` the lines that differ from `before`, as it would be written, to `after`."""
    lines = text.splitlines(keepends=True)
    old, new = (each.splitlines(keepends=True) for each in (before, after))
    if len(lines) != len(old):
        raise UserError(
            f"{path} is laid out in a way that this command cannot edit.",
            "Write one field a line, as the other files do.",
        )
    result: list[str] = []
    for kind, first, last, start, end in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        result += lines[first:last] if kind == "equal" else new[start:end]
    return "".join(result)


def _dumped(data: Any) -> str:
    into = io.StringIO()
    _round_trip().dump(data, into)
    return into.getvalue()


def _styled(value: Any, *, flow: bool = False, wide: bool = False) -> Any:
    """Return a value with the layout of this book's data; what is empty is left out."""
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if item not in (None, "", [])}
        made = CommentedMap((key, _styled(kept[key], flow=flow, wide=wide)) for key in kept)
    elif isinstance(value, (list, tuple)):
        words = not (value and isinstance(value[0], dict))
        made = CommentedSeq(_styled(item, flow=not wide, wide=wide) for item in value)
        flow = (flow or words) and not wide
    else:
        return _text(value, flow) if isinstance(value, str) else value
    if flow or not made:
        made.fa.set_flow_style()
    return made


def _text(value: str, flow: bool) -> str | datetime.date:
    """Return text with double quotes where a plain one could be read as something else."""
    text = " ".join(value.split())
    plain = _PLAIN.fullmatch(text) and not re.search("[,:?]" if flow else r":(\s|$)", text)
    with contextlib.suppress(ValueError):  # a day that no calendar has
        read = yaml.safe_load(text) if plain else None
        # This book writes days without quotes.
        if read == text or (type(read) is datetime.date and str(read) == text):
            return read
    return DoubleQuotedScalarString(text)


# --- records ---------------------------------------------------------------------------------------


def add_record(changes: Changes, path: str, key: str, values: dict[str, Any]) -> None:
    """Append a record to a file of data; refuses another record under the same key."""
    text = changes.read(path)
    present = _read(text)
    record = to_yaml({key: values})
    if key not in present:
        text = "" if text.strip() == "{}" else text
        changes.write(
            path, f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{record}"
        )
    elif present[key] != _read(record)[key]:
        raise UserError(f"{path} has a record «{key}» already.", "Choose another name for it.")


def record_ids(changes: Changes, path: str) -> list[str]:
    """Return the ids of the records in a file of data."""
    return list(_read(changes.read(path)))


def _read(text: str) -> dict[str, Any]:
    """Return what a file of data holds; quick, for the file has been held to its model already."""
    return yaml.load(text, yaml.CSafeLoader) or {}


def remove_records(changes: Changes, path: str, keys: Iterable[str]) -> None:
    """Take records out of a file of data."""
    gone = set(keys)

    def change(data: Any) -> None:
        for key in [key for key in data if key in gone]:
            del data[key]

    if gone:
        changes.write(path, edit(changes.read(path), path, change))


def extend(changes: Changes, path: str, place: tuple[str | int, ...], items: list) -> None:
    """Add items to the list at `place` of a YAML file or of a page's front matter."""

    def change(data: Any) -> None:
        for step in place[:-1]:
            data = data[step]
        if data.get(place[-1]):
            present = data[place[-1]]
            present.extend(_styled(item, flow=True) for item in items if item not in present)
        else:
            data[place[-1]] = _styled(items)

    edit_file(changes, path, change)


def edit_file(changes: Changes, path: str, change: Callable[[Any], None]) -> None:
    """Edit a YAML file, or the front matter of a page."""
    text = changes.read(path)
    if path.endswith(".md"):
        opening, front_matter, rest = text.split("---\n", 2)
        text = "---\n".join([opening, edit(front_matter, path, change), rest])
    else:
        text = edit(text, path, change)
    changes.write(path, text)


# --- the menu and the addresses ----------------------------------------------------------------------


def entries(node: Any) -> Iterable[tuple[Any, int, Any]]:
    """Yield every entry of a menu as the list that holds it, its place there, and the entry."""
    if isinstance(node, dict):
        for value in node.values():
            yield from entries(value)
    elif isinstance(node, list):
        for place, entry in enumerate(list(node)):
            yield node, place, entry
            yield from entries(entry)


def parents(changes: Changes) -> dict[str, str]:
    """Return the pages that stand below others in the menu, each with the one above it."""
    return {
        each.get("file"): entry.get("file")
        for _, _, entry in entries(menu(changes))
        for each in entry.get("sections") or ()
    }


def add_page(changes: Changes, docname: str, parent: str, before: frozenset = frozenset()) -> None:
    """Add a page below the page `parent` of the menu, at the end or before the first in `before`.

    Its address joins those that must never die.
    """

    def change(data: Any) -> None:
        if any(entry.get("file") == docname for _, _, entry in entries(data)):
            raise UserError(f"{TOC} names «{docname}» already.", "Choose another name.")
        above = next((e for _, _, e in entries(data) if e.get("file") == parent), None)
        if above is None:
            raise UserError(f"{TOC} does not name «{parent}».", f"Add «- file: {parent}» first.")
        new = CommentedMap(file=docname)
        if not above.get("sections"):
            above["sections"] = CommentedSeq([new])
            return
        siblings = above["sections"]
        at = next((n for n, each in enumerate(siblings) if each.get("file") in before), None)
        siblings.insert(len(siblings) if at is None else at, new)

    edit_file(changes, TOC, change)
    list_addresses(changes, [f"{docname}.html"])


def menu(changes: Changes) -> Any:
    """Return the menu as it will be."""
    return _round_trip().load(changes.read(TOC))


def list_addresses(changes: Changes, new: Iterable[str], gone: Iterable[str] = ()) -> None:
    """Add addresses to the sorted list, which begins with comments, or take some out, and say which."""
    if not changes.exists(ADDRESSES):
        return
    lines = changes.read(ADDRESSES).splitlines()
    comments = [line for line in lines if line.startswith("#")]
    listed = {line for line in lines if line and not line.startswith("#")}
    ended = sorted(listed & set(gone))
    listed = (listed | set(new)) - set(gone)
    changes.write(ADDRESSES, "\n".join([*comments, *sorted(listed)]) + "\n")
    if ended:
        changes.notes.append(
            f"These addresses end, for a file cannot lead on to another as a page can: {', '.join(ended)}."
        )
