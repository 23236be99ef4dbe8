"""Packs a folder into an archive whose bytes depend on nothing but names and contents."""

from __future__ import annotations

import gzip
import io
import tarfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from release.errors import CannotReleaseError

# Part of a byte-for-byte promise: another level is another archive.
_LEVEL = 9


def packed(folder: Path, top: str, time: int) -> bytes:
    """Return a .tar.gz of the files in `folder`, all below one folder `top`.

    Order, times, rights and owners are fixed, so that the same files give the same bytes on every run.
    Raises `CannotReleaseError` for what would not unpack everywhere as it is here: a link, a special
    file, a name with odd signs, or two names that are one on some disks.
    """
    stream = io.BytesIO()
    with (
        # No name and a fixed time in the header, which else holds the clock.
        gzip.GzipFile(
            filename="", fileobj=stream, mode="wb", compresslevel=_LEVEL, mtime=time
        ) as out,
        tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in _files(folder):
            content = (folder / path).read_bytes()
            entry = tarfile.TarInfo(f"{top}/{path}")
            entry.size, entry.mtime, entry.mode = len(content), time, 0o644
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def _files(folder: Path) -> Iterator[str]:
    """Yield the paths of all files below `folder`, in an order that no language setting changes."""
    seen: dict[str, str] = {}
    for file in sorted(folder.rglob("*"), key=lambda file: file.relative_to(folder).as_posix()):
        path = file.relative_to(folder).as_posix()
        if file.is_symlink() or not (file.is_file() or file.is_dir()):
            raise CannotReleaseError(f"{file}: only files and folders can be released.")
        if not path.isprintable() or "\\" in path or ":" in path:
            raise CannotReleaseError(f"{file}: this name does not work on every system. Rename it.")
        known = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if known != path:
            raise CannotReleaseError(
                f"{file}: on some disks this is the same file as «{known}». Rename one of them."
            )
        if file.is_file():
            yield path
