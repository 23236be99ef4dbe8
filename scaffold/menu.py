"""Adds a page to the menu and to the list of addresses, leaving all their other lines alone."""

from __future__ import annotations

from typing import Any

from hubdata.strict_yaml import Place, YamlFile, read_yaml

from scaffold.changes import Changes
from scaffold.refusal import RefusalError
from scaffold.yamltext import value_at

TOC = "book/_toc.yml"
ADDRESSES = "published-paths.txt"


def add_page(
    changes: Changes, docname: str, parent: str, before: frozenset[str] = frozenset()
) -> None:
    """Add `docname` below the page `parent`, at the end or before the first sibling in `before`.

    Its address joins those that must never die.
    """
    _list_address(changes, f"{docname}.html")
    text = changes.read(TOC)
    file = read_yaml(text, TOC)
    if _find(file.data, (), docname) is not None:
        raise RefusalError(f"{TOC} names «{docname}» already.", "Choose another name for the page.")
    place = _find(file.data, (), parent)
    if place is None:
        raise RefusalError(
            f"{TOC} does not name «{parent}».", f"Add a line «- file: {parent}» first."
        )
    lines = text.split("\n")
    siblings = value_at(file.data, place).get("sections") or []
    at = next((n for n, item in enumerate(siblings) if item.get("file") in before), len(siblings))
    if siblings:
        column = _column(lines, file, (*place, "sections", 0))
        new = [f"{' ' * column}- file: {docname}"]
        line = (
            file.line((*place, "sections", at, "file")) - 1
            if at < len(siblings)
            else _last_line(file, (*place, "sections", at - 1))
        )
    else:
        column = _column(lines, file, place) + 2
        new = [f"{' ' * column}sections:", f"{' ' * (column + 2)}- file: {docname}"]
        line = _last_line(file, place)
    lines[line:line] = new
    changed = "\n".join(lines)
    wanted = read_yaml(text, TOC).data
    value_at(wanted, place).setdefault("sections", []).insert(at, {"file": docname})
    if read_yaml(changed, TOC).data != wanted:
        raise RefusalError(
            f"{TOC} is not laid out as expected near «{parent}».",
            f"Add the line «- file: {docname}» below it by hand.",
        )
    changes.write(TOC, changed)


def _list_address(changes: Changes, address: str) -> None:
    """Add an address to the sorted list, which begins with comments."""
    lines = changes.read(ADDRESSES).removesuffix("\n").split("\n")
    if address not in lines:
        later = (n for n, line in enumerate(lines) if not line.startswith("#") and line > address)
        lines.insert(next(later, len(lines)), address)
        changes.write(ADDRESSES, "\n".join(lines) + "\n")


def _find(value: Any, place: Place, docname: str) -> Place | None:
    """Return the place of the entry whose page is `docname`."""
    if isinstance(value, dict):
        if docname == value.get("file"):
            return place
        steps = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    else:
        return None
    return next(
        (found for key, item in steps if (found := _find(item, (*place, key), docname))), None
    )


def _column(lines: list[str], file: YamlFile, place: Place) -> int:
    """Return the column of the «-» that begins the entry at `place`."""
    line = lines[file.line(place) - 1]
    return len(line) - len(line.lstrip())


def _last_line(file: YamlFile, place: Place) -> int:
    """Return the number of the last line that belongs to the entry at `place`."""
    return max(line for other, line in file.lines.items() if other[: len(place)] == place)
