"""Reads files of the book, and nothing that only looks like one."""

from pathlib import Path


class NotPlainError(FileNotFoundError):
    """Raised for what is no file of its own: a link that leads elsewhere, a pipe or a device."""


def read_text(top: Path, file: Path) -> str:
    """Return the text of a file below `top`, which has no links in its own path.

    Raises `NotPlainError` for a link out of it, and for a pipe, which would be waited for without end.
    """
    if not file.is_file() or not file.resolve().is_relative_to(top):
        raise NotPlainError(f"{file} is no file of the book")
    return file.read_text(encoding="utf-8")
