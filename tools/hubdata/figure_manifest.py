"""Reads the manifest of figures: who made each picture, from what, under what licence."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from .plainfile import read_text
from .records import validated
from .schema import Address, Record, Text
from .strict_yaml import Problem, RecordError, read_yaml


class Picture(Record):
    """One entry of figures/manifest.yml."""

    title: Text
    alt: Text
    creator: Text
    licence: Text
    made_by: Text
    files: list[Text] = Field(min_length=1, description="below figures/")
    data: list[Text] = Field(description="what it is drawn from")
    caption: Text
    description: Text | None = None
    inspired_by: Text | None = None
    inspired_url: Address | None = None


def pictures(book: Path) -> list[Picture]:
    """Return the pictures of the manifest beside the book.

    Raises `RecordError` with every problem of it, each with its line.
    """
    path = "figures/manifest.yml"
    try:
        text = read_text(book.parent.resolve(), book.parent.resolve() / path)
    except (FileNotFoundError, UnicodeDecodeError):
        problem = Problem(path, 1, "The manifest cannot be read.", "Restore it.")
        raise RecordError([problem]) from None
    manifest = read_yaml(text, path)
    if not isinstance(manifest.data, dict):
        fix = "Write the name of a picture with a colon, and its fields below it."
        raise RecordError([Problem(path, 1, "The manifest names no picture.", fix)])
    problems: list[Problem] = []
    found = [
        validated(Picture, entry, manifest, (name,), problems)
        for name, entry in manifest.data.items()
    ]
    if problems:
        raise RecordError(problems)
    return found
