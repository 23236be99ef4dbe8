"""Reads the manifest of figures: who made each picture, from what, under what licence."""

import re
from pathlib import Path
from typing import Annotated, Self

from booklint.alt import fault, plain
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from pydantic import AfterValidator, Field, model_validator

from .plainfile import read_text
from .schema import Address, Record, Text, wrong_field
from .strict_yaml import Problem, RecordError, read_yaml
from .validate import validated

_NOTHING = frozenset({"", "n/a", "none", "tba", "tbc", "tbd", "todo", "unknown"})
PERMISSION = "Used with permission of "


def said(text: str) -> str:
    """Return a text that says something; raises `ValueError` for «unknown» and its like."""
    if text.strip(" .?").casefold() in _NOTHING:
        raise ValueError("write what it is, or leave the picture out")
    return text


def known_licence(text: str) -> str:
    """Return the licence of a picture as SPDX names it: «CC BY 4.0» becomes `CC-BY-4.0`.

    Also takes «Used with permission of» somebody. Raises `ValueError` for anything else.
    """
    if text.startswith(PERMISSION) and text.removeprefix(PERMISSION).strip():
        return text
    name = re.sub(r"(?i)^creative commons\s+", "CC ", text.strip())
    if re.match(r"(?i)cc0?\b", name):
        name = re.sub(r"\s+", "-", re.sub(r"(?i)^cc0$", "CC0-1.0", name))
    try:
        return canonicalize_license_expression(name)
    except InvalidLicenseExpression:
        raise ValueError(
            "write its SPDX name, such as CC-BY-4.0 (https://spdx.org/licenses), or "
            f"«{PERMISSION}NAME»"
        ) from None


def described(text: str) -> str:
    """Return an alternative text; raise `ValueError` if it says nothing of what the picture shows."""
    if fault(text, ""):
        raise ValueError("say in one sentence what the picture shows, without «picture of»")
    return text


Said = Annotated[Text, AfterValidator(said)]
AltText = Annotated[Said, AfterValidator(described)]
Licence = Annotated[Said, AfterValidator(known_licence)]


class Picture(Record):
    """One entry of figures/manifest.yml: a drawn picture names its data, another its source."""

    title: Said
    alt: AltText = Field(description="what the picture shows, for readers who cannot see it")
    caption: Said = Field(description="what readers see below the picture")
    creator: Said = Field(description="who made it")
    licence: Licence = Field(description="such as CC-BY-4.0")
    files: list[Text] = Field(min_length=1, description="below figures/")
    made_by: Text | None = Field(default=None, description="the script that draws it")
    data: list[Text] = Field(default_factory=list, description="what it is drawn from")
    source: Said | None = Field(default=None, description="where it comes from")
    description: Text | None = None
    inspired_by: Text | None = None
    inspired_url: Address | None = None

    @model_validator(mode="after")
    def _says_two_things(self) -> Self:
        if plain(self.alt) == plain(self.caption):
            raise wrong_field(
                "caption", "say in the caption what the alternative text does not say"
            )
        return self

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> Self:
        if bool(self.made_by) == bool(self.source):
            raise ValueError("write either «made_by», the script that draws it, or «source»")
        if self.data and not self.made_by:
            raise ValueError(
                "write «data» only where «made_by» names the script that draws from it"
            )
        return self


MANIFEST = "figures/manifest.yml"


def manifest_problems(text: str) -> list[Problem]:
    """Return what is wrong with the text of the manifest; build and checks both ask here."""
    try:
        read_manifest(text)
    except RecordError as error:
        return error.problems
    return []


def pictures(book: Path) -> list[Picture]:
    """Return the pictures of the manifest beside the book.

    Raises `RecordError` with every problem of it, each with its line.
    """
    top = book.parent.resolve()
    try:
        return read_manifest(read_text(top, top / MANIFEST))
    except (FileNotFoundError, UnicodeDecodeError):
        message = "The manifest cannot be read."
        raise RecordError.at(MANIFEST, 1, message, "Restore it.") from None


def read_manifest(text: str) -> list[Picture]:
    """Return the pictures of a manifest. Raises `RecordError` with every problem of it."""
    manifest = read_yaml(text, MANIFEST)
    if not isinstance(manifest.data, dict):
        fix = "Write the name of a picture with a colon, and its fields below it."
        raise RecordError.at(MANIFEST, 1, "The manifest names no picture.", fix)
    problems: list[Problem] = []
    found = [
        validated(Picture, entry, manifest, (name,), problems)
        for name, entry in manifest.data.items()
    ]
    if problems:
        raise RecordError(problems)
    return found
