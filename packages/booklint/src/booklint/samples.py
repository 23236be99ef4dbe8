"""Small files of bytes that the examples of the rules name in words."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, TiffImagePlugin


def picture(kind: str, size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    """The bytes of a plain picture of this kind (`PNG`, `JPEG`, `GIF`, `WEBP`)."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "#2a6f6f").save(buffer, kind, **options)
    return buffer.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to have very many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def padded(length: int) -> bytes:
    """A sound PNG of so many bytes: a comment fills it up."""
    small = picture("PNG")
    filler = chunk(b"tEXt", b"Comment\0" + b"x" * (length - len(small) - 20))
    return small[:-12] + filler + small[-12:]


def moving() -> bytes:
    """A GIF of three frames that never ends."""
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("#2a6f6f", "#d1495b", "#edae49")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=500, loop=0)
    return buffer.getvalue()


def enlarged(side: int) -> bytes:
    """The GIF of three frames, which claims to have sides of so many pixels."""
    content = moving()
    return content[:6] + struct.pack("<HH", side, side) + content[10:]


def placed() -> bytes:
    """A JPEG that says it was taken at 51° 31' north."""
    exif = Image.Exif()
    rational = TiffImagePlugin.IFDRational
    exif.get_ifd(0x8825).update({1: "N", 2: (rational(51), rational(31), rational(0))})
    return picture("JPEG", exif=exif)


SAMPLES: dict[str, Callable[[], bytes]] = {
    "an empty file": lambda: b"",
    "a PNG": lambda: picture("PNG"),
    "a JPEG": lambda: picture("JPEG"),
    "a GIF": lambda: picture("GIF"),
    "a WEBP": lambda: picture("WEBP"),
    "a PNG cut short": lambda: picture("PNG", (64, 64))[:-30],
    "a JPEG cut short": lambda: picture("JPEG", (64, 64))[:-40],
    "a page in Latin-1": lambda: "# Caf\n\nCaf\xe9\n".encode("latin-1"),
    "a page with a byte order mark": lambda: b"\xef\xbb\xbf# Lessons\n",
    "a page from Windows": lambda: b"# Lessons\r\n\r\nAsk early.\r\n",
    "a page with a control character": lambda: b"# Lessons\n\nAsk\x08 early.\n",
    "a page with text turned round": lambda: "# Lessons\n\nAsk \u202eylrae.\n".encode(),
    "a page with a filler": lambda: "# Lessons\n\nAsk\u3164early.\n".encode(),
    "a page that is far too long": lambda: b"# Lessons\n\n" + b"word " * 210_000,
    "a page with a very long line": lambda: b"# Lessons\n\n" + b"word " * 500,
    "a page of 501 labels": lambda: (
        b"# Lessons\n\n" + b"".join(b"(a%d)=\n" % n for n in range(501))
    ),
    "a GIF of 7000 by 7000 pixels in 3 frames": lambda: enlarged(7_000),
    "a JPEG of 120 scans": lambda: picture("JPEG") + b"\xff\xda" * 120,
    "an HTML page": lambda: b"<!doctype html><title>404 Not Found</title>",
    "a PNG of 90 kB": lambda: padded(90_000),
    "a PNG of 190 kB": lambda: padded(190_000),
    "a PNG of 300 kB": lambda: padded(300_000),
    "a PNG of 6 MB": lambda: padded(6_000_000),
    "a PNG of 13000 by 10 pixels": lambda: picture("PNG", (13_000, 10)),
    "a PNG of 20000 by 20000 pixels": lambda: bomb(20_000, 20_000),
    "a GIF that moves for ever": moving,
    "a JPEG with its position": placed,
}
