"""Reads requirements.txt: every package that the book is built and tested with, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from release.errors import CannotReleaseError

LOCK = "requirements.txt"
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Package:
    """One locked package; `line` is where its name stands, `hashes` are those of its files."""

    name: str
    version: str
    line: int
    hashes: tuple[str, ...]


def read_lock(text: str) -> list[Package]:
    """Return every package of a lock, also those for other systems and other Pythons.

    Raises `CannotReleaseError` for a line that pins no single version or names no hash.
    """
    packages: list[Package] = []
    parts: list[str] = []
    begun = 1
    for number, line in enumerate(text.split("\n"), start=1):
        if not parts:
            begun = number
        parts.append(line.removesuffix("\\").strip())
        if line.endswith("\\"):
            continue
        whole = " ".join(parts).strip()
        parts = []
        if whole and not whole.startswith("#"):
            packages.append(_package(whole, begun))
    return packages


def _package(text: str, line: int) -> Package:
    hashes = tuple(_HASH.findall(text))
    try:
        wanted = Requirement(_HASH.sub("", text).strip())
        [pin] = wanted.specifier
    except (InvalidRequirement, ValueError):
        pin = None
    if pin is None or pin.operator != "==" or not hashes:
        raise CannotReleaseError(
            f"{LOCK}:{line}: this line does not pin one version with its hashes. "
            "Write the file anew with `make lock`."
        )
    return Package(canonicalize_name(wanted.name), pin.version, line, hashes)
