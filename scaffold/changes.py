"""Holds back new and changed files until all of them are known to be right, then writes them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from hubdata.atomic import write_bytes, write_text
from hubdata.records import Records, load_records

from scaffold.refusal import RefusalError

_NOT_RECORDS = shutil.ignore_patterns("_build", "_ext", "_static", "_templates", "__pycache__")


class Changes:
    """A set of files to write below `top`: first tried on a copy, then kept as a whole.

    Paths are relative to `top` and use «/».
    """

    def __init__(self, top: Path):
        self.top = top
        self.texts: dict[str, str] = {}

    def read(self, path: str) -> str:
        """Return the text of a file as it will be."""
        if path in self.texts:
            return self.texts[path]
        try:
            return self._file(path).read_bytes().decode("utf-8")
        except FileNotFoundError:
            raise RefusalError(f"{path} is missing.", "Restore it from the repository.") from None

    def write(self, path: str, text: str) -> None:
        """Replace the text of a file that exists."""
        self.read(path)
        self.texts[path] = text

    def create(self, path: str, text: str) -> None:
        """Add a file; refuses a path at which something stands already, in any case of letters."""
        file = self._file(path)
        folder = file.parent
        taken = {each.name.lower() for each in folder.iterdir()} if folder.is_dir() else set()
        if path in self.texts or file.name.lower() in taken:
            raise RefusalError(f"{path} exists already.", "Edit it, or choose another name.")
        self.texts[path] = text

    def check(self) -> Records:
        """Return the records as they would be. Raises `RecordError` if anything does not fit."""
        with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
            copy = Path(folder)
            shutil.copytree(self.top / "book", copy / "book", ignore=_NOT_RECORDS, symlinks=True)
            for path, text in self.texts.items():
                file = copy / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="\n")
            return load_records(copy / "book")

    def keep(self) -> list[str]:
        """Check everything, write it, and return the paths.

        Each file is replaced in one step, and whatever fails on the way is undone. Even a power
        cut leaves whole files, and the same command goes on from there.
        """
        self.check()
        paths = sorted(self.texts, key=lambda path: (_rank(path), path))
        with _undone_on_failure() as undo:
            for path in paths:
                file = self._file(path)
                undo.append((file, file.read_bytes() if file.exists() else None))
                write_text(file, self.texts[path])
        return paths

    def _file(self, path: str) -> Path:
        """Return where a file stands; refuses paths that lead out of `top` or through links."""
        parts = PurePosixPath(path).parts
        file = self.top.joinpath(*parts)
        if not parts or path.startswith("/") or ".." in parts:
            raise RefusalError(
                f"«{path}» leads out of the book.", "Write a name without «/» and «..»."
            )
        walked = self.top
        for part in parts:
            walked = walked / part
            if walked.is_symlink():
                raise RefusalError(
                    f"{path} is a symbolic link.", "Put a real file or folder there."
                )
        return file


@contextmanager
def _undone_on_failure() -> Iterator[list[tuple[Path, bytes | None]]]:
    """Give a list of (file, bytes before); put all of them back if the block fails."""
    done: list[tuple[Path, bytes | None]] = []
    try:
        yield done
    except BaseException:
        for file, before in reversed(done):
            if before is not None:
                write_bytes(file, before)
            else:
                file.unlink(missing_ok=True)
        raise


# What others refer to is written first: sources, records, pages, addresses, and the menu last.
_ORDER = (".bib", ".yml", ".md", ".txt", "_toc.yml")


def _rank(path: str) -> int:
    return _ORDER.index(max((end for end in _ORDER if path.endswith(end)), key=len))
