"""Small files of bytes that the examples of the rules name in words."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image


def picture(kind: str, size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    """The bytes of a plain picture of this kind (`PNG`, `JPEG`, `GIF`, `WEBP`)."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "#2a6f6f").save(buffer, kind, **options)
    return buffer.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "an empty file": lambda: b"",
    "a PNG": lambda: picture("PNG"),
    "a JPEG": lambda: picture("JPEG"),
    "a GIF": lambda: picture("GIF"),
    "a PNG cut short": lambda: picture("PNG")[:-20],
    "a page in Latin-1": lambda: "# Caf\n\nCaf\xe9\n".encode("latin-1"),
    "a page with a byte order mark": lambda: b"\xef\xbb\xbf# Lessons\n",
    "a page from Windows": lambda: b"# Lessons\r\n\r\nAsk early.\r\n",
    "a page with a control character": lambda: b"# Lessons\n\nAsk\x08 early.\n",
    "a page with text turned round": lambda: "# Lessons\n\nAsk \u202eylrae.\n".encode(),
    "a page that is far too long": lambda: b"# Lessons\n\n" + b"word " * 210_000,
    "a page with a very long line": lambda: b"# Lessons\n\n" + b"word " * 500,
    "an HTML page": lambda: b"<!doctype html><title>404 Not Found</title>",
}
