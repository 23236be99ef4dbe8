"""Builds the small book once with all harmless cases in it, as a site, an EPUB and TeX."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from support import Once

from hostile.cases import all_cases, plant, renamed, small_book
from hostile.running import strict_build

HARMLESS = [renamed(case) for case in all_cases() if case.harmless]


@dataclass(frozen=True)
class Output:
    """Everything that was built, and where the book stands that it was built from."""

    book: Path

    @property
    def html(self) -> Path:
        return self.book.parent / "out/html"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the bytes of each file: of the site, of the EPUB, and of the TeX."""
        for file in sorted(self.html.rglob("*")):
            if file.is_file() and file.suffix != ".epub":
                yield file.relative_to(self.html).as_posix(), file.read_bytes()
        with zipfile.ZipFile(next(self.html.glob("*.epub"))) as archive:
            for name in archive.namelist():
                yield f"epub/{name}", archive.read(name)
        for file in sorted((self.book.parent / "out/latex").glob("*.tex")):
            yield f"latex/{file.name}", file.read_bytes()


def build(folder: Path) -> None:
    book = small_book(folder)
    for case in HARMLESS:
        plant(case, book)
    for builder in ("html", "latex"):
        ended = strict_build(book, builder)
        (folder / f"{builder}.txt").write_text(ended.output, encoding="utf-8")


def harmless_output(once: Once) -> Output:
    """Return what was built, for all tests that look at it."""
    folder = once("harmless", build)
    for builder in ("html", "latex"):
        said = (folder / f"{builder}.txt").read_text(encoding="utf-8")
        assert "Built " in said, said
    return Output(folder / "repository/book")
