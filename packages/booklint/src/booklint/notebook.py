"""The Markdown cells of a Jupyter notebook, each line with its place in the file and in its cell."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from json.decoder import scanstring
from json.scanner import py_make_scanner
from typing import Any

CODE_LABEL = re.compile(r"^#\|\s*(?:label|name)\s*:\s*[\"']?([^\s\"']+)", re.MULTILINE)
"""How a code cell names itself, or its output, in a comment."""


class NotebookError(Exception):
    """The file is not a notebook; the message says why, and `line` where."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Cell:
    """One Markdown cell: its text, and the line of the page that it begins on."""

    text: str
    line: int


@dataclass
class Notebook:
    """What a page takes from a notebook.

    `rows` are the lines of its Markdown. They stand on the lines that they have in the file, which
    is where an editor and GitHub point to; only where a file has several of them on one line do
    they come later. `places` gives for each row that holds words the line in the file, and the
    cell with the line in it as a person counts them. `labels` are the names of code cells.
    """

    rows: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    places: dict[int, tuple[int, str]] = field(default_factory=dict)
    labels: list[tuple[str, int]] = field(default_factory=list)


def read_notebook(source: str) -> Notebook:
    """Read the JSON of a notebook; raises `NotebookError` where it is none."""
    try:
        data = _decoder().decode(source)
    except RecursionError:
        raise NotebookError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        why = f"it is not JSON: {error.msg} near sign {error.colno} of the line"
        raise NotebookError(why, error.lineno) from None
    except ValueError as error:
        raise NotebookError(f"it is not JSON: {error}") from None
    cells = _cells(data)
    if cells is None:
        raise NotebookError("it has no list of cells, as a notebook has")
    notebook = Notebook()
    ends = [end.start() for end in re.finditer("\n", source)]

    def line_at(text: str) -> int:
        return bisect_left(ends, getattr(text, "at", 0)) + 1

    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict):
            continue
        parts = cell.get("source", cell.get("input", ""))
        given = parts if isinstance(parts, list) else [parts]
        strings = [each for each in given if isinstance(each, str)]
        if cell.get("cell_type") == "markdown":
            _add(notebook, number, strings, line_at)
        else:
            first = line_at(strings[0]) if strings else 1
            names = CODE_LABEL.findall("".join(strings))
            notebook.labels += [(name, first) for name in [*names, *_names(cell.get("metadata"))]]
    return notebook


def _add(
    notebook: Notebook, number: int, strings: Sequence[str], line_at: Callable[[str], int]
) -> None:
    """Add a Markdown cell, each of its lines at the line it has in the file or below the last."""
    text = "".join(strings)
    if not text.strip():
        return
    begins = list(accumulate(map(len, strings), initial=0))
    start = max(len(notebook.rows) + 2, line_at(next(filter(None, strings))))
    notebook.rows += [""] * (start - 1 - len(notebook.rows))
    at = 0
    for count, row in enumerate(text.splitlines(keepends=True), 1):
        line = line_at(strings[bisect_right(begins, at) - 1])
        notebook.rows.append("".join(row.splitlines()))
        notebook.places[len(notebook.rows)] = (line, f"cell {number}, line {count}")
        at += len(row)
    notebook.cells.append(Cell("\n".join(notebook.rows[start - 1 :]), start))


def _cells(data: Any) -> list[Any] | None:
    """The cells of a notebook; those of version 3 stand in worksheets."""
    if not isinstance(data, dict):
        return None
    if isinstance(data.get("cells"), list):
        return data["cells"]
    sheets = data.get("worksheets")
    if not isinstance(sheets, list):
        return None
    each = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in each if isinstance(cells, list) for cell in cells]


def _names(value: Any) -> Iterator[str]:
    """The names and labels that the metadata of a code cell gives to it, its figure or its table."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("label", "name") and isinstance(inner, str):
                yield inner
            else:
                yield from _names(inner)


class _Text(str):
    """A text of the file that knows where it ends."""

    __slots__ = ("at",)
    at: int


def _parse_text(source: str, start: int, strict: bool = True) -> tuple[_Text, int]:
    value, end = scanstring(source, start, strict)
    text = _Text(value)
    text.at = end
    return text, end


def _decoder() -> json.JSONDecoder:
    """A reader of JSON whose texts know where they stand."""
    decoder = json.JSONDecoder()
    decoder.parse_string = _parse_text
    decoder.scan_once = py_make_scanner(decoder)
    return decoder
