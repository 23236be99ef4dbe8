"""Reads the manifest of figures: who made each picture, from what, under what licence."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from .schema import Address, Record, Text
from .yamlfile import read_yaml


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
    """Return the pictures of the manifest beside the book."""
    file = book.parent / "figures" / "manifest.yml"
    manifest = read_yaml(file.read_text(encoding="utf-8"), "figures/manifest.yml")
    return [Picture.model_validate(entry) for entry in manifest.data.values()]
