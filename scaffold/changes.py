"""Holds back new and changed files until all of them are known to be right, then writes them."""

import shutil
import tempfile
from pathlib import Path, PurePosixPath

from booklint.atomic import write_bytes
from hubdata.loading import load_records
from hubdata.records import Records

from scaffold.errors import UserError

_NOT_RECORDS = shutil.ignore_patterns("_build", "_ext", "_static", "_templates", "__pycache__")


class Changes:
    """A set of files to write below `top`: first tried on a copy, then kept as a whole.

    Paths are relative to `top` and use «/». `notes` are sentences to close with: what to look at.
    """

    def __init__(self, top: Path):
        self.top = top
        self.contents: dict[str, bytes | None] = {}
        self.notes: list[str] = []

    def read(self, path: str) -> str:
        """Return the text of a file as it will be."""
        data = self.contents.get(path)
        try:
            if path not in self.contents:
                data = self._file(path).read_bytes()
            return (data or b"").decode("utf-8")
        except FileNotFoundError:
            raise UserError(f"{path} is missing.", "Restore it from the repository.") from None
        except UnicodeDecodeError:
            raise UserError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from None

    def exists(self, path: str) -> bool:
        """Whether there will be a file at `path`."""
        if path in self.contents:
            return self.contents[path] is not None
        return self._file(path).is_file()

    def remove(self, path: str) -> None:
        """Take a file away."""
        self.contents[path] = None

    def write(self, path: str, text: str) -> None:
        """Replace the text of a file that exists."""
        if self.read(path) != text:
            self.contents[path] = text.encode("utf-8")

    def create(self, path: str, content: str | bytes) -> None:
        """Add a file; refuses a path at which something stands already, in any case of letters."""
        file = self._file(path)
        folder = file.parent
        gone = {self._file(each) for each, content in self.contents.items() if content is None}
        there = set(folder.iterdir() if folder.is_dir() else ()) - gone
        taken = {each.name.lower() for each in there}
        if self.contents.get(path) is not None or file.name.lower() in taken:
            raise UserError(f"{path} exists already.", "Edit it, or choose another name.")
        self.contents[path] = content.encode("utf-8") if isinstance(content, str) else content

    def check(self) -> Records:
        """Return the records as they would be. Raises `RecordError` if anything does not fit."""
        with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
            copy = Path(folder)
            shutil.copytree(self.top / "book", copy / "book", ignore=_NOT_RECORDS, symlinks=True)
            for path, content in self.contents.items():
                _put(copy / path, content)
            return load_records(copy / "book")

    def keep(self) -> dict[str, bool]:
        """Write everything, which `check` has found right; return each path, and whether it is there.

        Each file is replaced in one step, and whatever fails on the way is undone. Even a power
        cut leaves whole files, and the same command goes on from there.
        """
        paths = sorted(self.contents, key=lambda path: (_rank(path), path))
        done: list[tuple[Path, bytes | None]] = []
        try:
            for path in paths:
                file = self._file(path)
                done.append((file, file.read_bytes() if file.exists() else None))
                _put(file, self.contents[path])
        except BaseException:
            for file, before in reversed(done):
                _put(file, before)
            raise
        return {path: self.contents[path] is not None for path in paths}

    def _file(self, path: str) -> Path:
        """Return where a file stands; refuses paths that lead out of `top` or through links."""
        parts = PurePosixPath(path).parts
        file = self.top.joinpath(*parts)
        if not parts or path.startswith("/") or ".." in parts:
            raise UserError(
                f"«{path}» leads out of the book.", "Write a name without «/» and «..»."
            )
        walked = self.top
        for part in parts:
            walked = walked / part
            if walked.is_symlink():
                raise UserError(f"{path} is a symbolic link.", "Put a real file or folder there.")
        return file


def _put(file: Path, content: bytes | None) -> None:
    """Give a file its content, or take it away."""
    if content is None:
        file.unlink(missing_ok=True)
    else:
        write_bytes(file, content)


# What others refer to is written first: sources, records, pages, addresses, and the menu last.
_ORDER = ("", ".bib", ".yml", ".md", ".txt", "_toc.yml")


def _rank(path: str) -> int:
    return _ORDER.index(max((end for end in _ORDER if path.endswith(end)), key=len))
