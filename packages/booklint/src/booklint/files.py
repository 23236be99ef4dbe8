"""Read-only trees of files, on disk or in memory, that know the exact case of every name."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

NEVER_READ = frozenset(
    {"__pycache__", "_build", "build", "dist", "node_modules", "site-packages", "venv", "env"}
)
"""Folders that hold what a tool wrote, never what a person did."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder.

    `linked` says that it is a symbolic link, `lost` that this leads nowhere, `special` that it is a
    pipe or a device.
    """

    is_folder: bool
    linked: bool = False
    lost: bool = False
    special: bool = False


class Files:
    """A tree of files addressed by POSIX paths relative to its top (`""` is the top itself).

    Every question is answered from the names as they are listed, so `Map.png` never stands for
    `map.png`, whatever the file system thinks.
    """

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """The names in a folder; empty where there is no such folder."""
        raise NotImplementedError

    def read(self, path: str) -> bytes:
        """The bytes of a file; raises `OSError` where it cannot be read."""
        raise NotImplementedError

    def size(self, path: str) -> int:
        """The number of bytes of a file; raises `OSError` where there is none."""
        return len(self.read(path))

    def real(self, path: str) -> str:
        """Where a path leads after symbolic links, relative to the top (may start with `../`)."""
        return path

    def entry(self, path: str) -> Entry | None:
        """What stands at this path, or `None`."""
        path = posixpath.normpath(path)
        if path in (".", ""):
            return Entry(is_folder=True)
        if path.startswith("/"):
            return None  # the top is all there is: no path begins above it
        folder, name = posixpath.split(path)
        if folder and not folder.endswith("..") and self.entry(folder) is None:
            return None
        found = self.entries(folder).get(name)
        return None if found is None or found.lost else found

    def is_file(self, path: str) -> bool:
        """Whether a file of exactly this name, which can be read, stands at this path."""
        entry = self.entry(path)
        return entry is not None and not (entry.is_folder or entry.special)

    def is_folder(self, path: str) -> bool:
        """Whether a folder of exactly this name stands at this path."""
        entry = self.entry(path)
        return entry is not None and entry.is_folder

    def other_case(self, path: str) -> str | None:
        """The path that differs from this one only by case, or `None`."""
        found = ""
        for part in posixpath.normpath(path).split("/"):
            names = self.entries(found)
            if part in names or part == "..":
                found = posixpath.join(found, part)
                continue
            same = [name for name in sorted(names) if name.casefold() == part.casefold()]
            if not same:
                return None
            found = posixpath.join(found, same[0])
        return None if found == posixpath.normpath(path) else found

    def walk(self, folder: str = "", *, generated: bool = False) -> Iterator[str]:
        """Every file under a folder, in order; what is hidden or `generated` only where that is asked."""
        waiting = [(folder, Entry(is_folder=True))]
        while waiting:
            path, entry = waiting.pop()
            if not entry.is_folder:
                yield path
                continue
            for name, each in sorted(self.entries(path).items(), reverse=True):
                left_out = name.startswith(".") or (each.is_folder and name in NEVER_READ)
                elsewhere = each.lost or (each.is_folder and each.linked)
                if not elsewhere and (generated or not left_out):
                    waiting.append((posixpath.join(path, name), each))


class DiskFiles(Files):
    """The files under one folder of the disk; each folder is listed once."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._listed: dict[str, dict[str, Entry]] = {}

    def entries(self, folder: str) -> Mapping[str, Entry]:
        folder = _top(folder)
        if folder not in self._listed:
            try:
                with os.scandir(self.root / folder) as scan:
                    names = {each.name: _entry(each) for each in scan}
            except (OSError, ValueError):
                names = {}
            self._listed[folder] = names
        return self._listed[folder]

    def read(self, path: str) -> bytes:
        file = self.root / path
        # Whoever reads a pipe waits without end.
        if path.startswith("/") or not file.is_file():
            raise FileNotFoundError(path)
        return file.read_bytes()

    def size(self, path: str) -> int:
        return (self.root / path).stat().st_size

    def real(self, path: str) -> str:
        # Of links that lead round in a circle `Path.resolve` knows no end.
        real = os.path.realpath(self.root / path)
        return os.path.relpath(real, self.root).replace(os.sep, "/")


def _top(folder: str) -> str:
    path = posixpath.normpath(folder or ".")
    return "" if path == "." else path


def _entry(found: os.DirEntry[str]) -> Entry:
    try:
        linked = found.is_symlink()
        lost = linked and not Path(found.path).exists()
        special = not (lost or found.is_dir() or found.is_file())
        return Entry(found.is_dir(), linked, lost, special)
    except OSError:
        # A link that leads round in a circle, for example.
        return Entry(is_folder=False, linked=True, lost=True)


class MemoryFiles(Files):
    """Files held in a dictionary: the examples of the rules are run on these."""

    def __init__(
        self, contents: Mapping[str, bytes | str], links: Mapping[str, str] | None = None
    ) -> None:
        self._links = dict(links or {})
        self._contents = {
            path: content.encode() if isinstance(content, str) else content
            for path, content in contents.items()
        }
        self._folders: dict[str, dict[str, Entry]] = {"": {}}
        for path in [*self._contents, *self._links]:
            is_folder, linked = False, path in self._links
            while path:
                folder, name = posixpath.split(path)
                self._folders.setdefault(folder, {}).setdefault(name, Entry(is_folder, linked))
                path, is_folder, linked = folder, True, False

    def entries(self, folder: str) -> Mapping[str, Entry]:
        return self._folders.get(_top(folder), {})

    def read(self, path: str) -> bytes:
        try:
            return self._contents[self.real(path)]
        except KeyError:
            raise FileNotFoundError(path) from None

    def real(self, path: str) -> str:
        if path not in self._links:
            return posixpath.normpath(path)
        return posixpath.normpath(posixpath.join(posixpath.dirname(path), self._links[path]))
