"""One picture file as a rule sees it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import cached_property

from checks.files import Files

SUFFIXES = frozenset(
    {".apng", ".avif", ".bmp", ".eps", ".gif", ".ico", ".jfif", ".jpeg", ".jpg", ".pdf", ".png"}
    | {".svg", ".tif", ".tiff", ".webp"}
)


@dataclass
class Picture:
    """One picture file; `used_at` lists the places `(page, line)` that show it."""

    path: str
    files: Files = field(repr=False)
    used_at: list[tuple[str, int]] = field(default_factory=list)

    @property
    def suffix(self) -> str:
        """The suffix as written, such as `.png`."""
        return posixpath.splitext(self.path)[1]

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.files.read(self.path)
