"""Writes records as YAML text and changes YAML files without touching anything else in them."""

from __future__ import annotations

import json
import re
from typing import Any

from hubdata.strict_yaml import Place, RecordError, read_yaml

from scaffold.changes import Changes
from scaffold.refusal import RefusalError

_PLAIN = re.compile(r"[A-Za-z0-9«(][^\x00-\x1f\"\\`]*\Z")
_PLAIN_IN_LIST = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]*\Z")


def scalar(value: str | int | bool, *, in_list: bool = False) -> str:
    """Return a value as YAML on one line, plain where that reads back as the same value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = " ".join(value.split())
    allowed = _PLAIN_IN_LIST if in_list else _PLAIN
    if allowed.match(text) and _reads_as_itself(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _reads_as_itself(text: str) -> bool:
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    try:
        return read_yaml(f"- {text}\n", "text").data == [text]
    except RecordError:
        return False


def fields(values: dict[str, Any], indent: int = 0) -> str:
    """Return a mapping as YAML lines; what is None or empty is left out.

    A mapping stands below its key, a list of words on one line, a list of mappings on a line each.
    """
    space = " " * indent
    lines = []
    for key, value in values.items():
        if value in (None, "", []):
            continue
        if isinstance(value, dict):
            inner = fields(value, indent + 2)
            lines.append(f"{space}{key}:\n{inner}" if inner else f"{space}{key}: {{}}\n")
        elif isinstance(value, list) and isinstance(value[0], dict):
            items = "".join(f"{space}  - {flow(item)}\n" for item in value)
            lines.append(f"{space}{key}:\n{items}")
        else:
            shown = flow(value) if isinstance(value, list) else scalar(value)
            lines.append(f"{space}{key}: {shown}\n")
    return "".join(lines)


def flow(value: Any) -> str:
    """Return a value as YAML on one line: `{role: …, group: expert}` or `[one, two]`."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(flow(item) for item in value)}]"
    return scalar(value, in_list=True)


def add_record(changes: Changes, path: str, key: str, values: dict[str, Any]) -> None:
    """Append a record to a file of book/_data; one that stands there already is left alone.

    Refuses another record under the same key.
    """
    text = changes.read(path)
    present = read_yaml(text, path).data or {}
    record = f"{scalar(key, in_list=True)}:\n{fields(values, 2)}"
    if key not in present:
        if text.strip() == "{}":
            text = ""
        body = text if not text or text.endswith("\n") else text + "\n"
        changes.write(path, body + record)
    elif present[key] != read_yaml(record, path).data[key]:
        raise RefusalError(
            f"{path} has a record «{key}» already.", "Edit it, or choose another id."
        )


def extend_list(changes: Changes, path: str, place: Place, items: list[str] | list[dict]) -> None:
    """Add items to the list at `place` of a YAML file."""
    changes.write(path, _extended(changes.read(path), path, place, items))


def extend_front_matter(changes: Changes, path: str, key: str, words: list[str]) -> None:
    """Add words to a list in the front matter of a page, which need not have the list yet."""
    opening, front_matter, rest = changes.read(path).split("---\n", 2)
    if key in read_yaml(front_matter, path).data:
        front_matter = _extended(front_matter, path, (key,), words)
    else:
        front_matter += fields({key: words})
    changes.write(path, "---\n".join([opening, front_matter, rest]))


def _extended(text: str, path: str, place: Place, items: list[str] | list[dict]) -> str:
    """Return YAML text with more items in a list on one line, or in one with a line for each."""
    file = read_yaml(text, path)
    present = value_at(file.data, place)
    lines = text.split("\n")
    first, last = file.line(place) - 1, file.line((*place, len(present) - 1)) - 1
    written = [flow(item) for item in items]
    if first == last:
        head, end, comment = re.split(r"(\])(?=\s*(?:#.*)?\Z)", lines[first], maxsplit=1)
        lines[first] = f"{head}, {', '.join(written)}{end}{comment}"
    else:
        indent = " " * (len(lines[last]) - len(lines[last].lstrip()))
        lines[last + 1 : last + 1] = [f"{indent}- {item}" for item in written]
    changed = "\n".join(lines)
    if not _reads_as(changed, path, place, [*present, *items]):
        name = ".".join(str(step) for step in place)
        raise RefusalError(
            f"{path}:{first + 1}: the list «{name}» is laid out in a way this cannot extend.",
            f"Add {', '.join(written)} to it by hand, then run the command again.",
        )
    return changed


def _reads_as(text: str, path: str, place: Place, wanted: list) -> bool:
    try:
        return value_at(read_yaml(text, path).data, place) == wanted
    except RecordError:
        return False


def value_at(value: Any, place: Place) -> Any:
    """Return the value that stands at `place` inside `value`."""
    for step in place:
        value = value[step]
    return value
