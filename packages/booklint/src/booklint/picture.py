"""One picture file as a rule sees it: its bytes and what they are."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
from dataclasses import dataclass, field
from functools import cached_property

from PIL import ExifTags, Image, UnidentifiedImageError

from booklint.files import Files
from booklint.svg import Svg, read_svg

SUFFIXES = frozenset(
    {".apng", ".avif", ".bmp", ".eps", ".gif", ".ico", ".jfif", ".jpeg", ".jpg", ".pdf", ".png"}
    | {".svg", ".tif", ".tiff", ".webp"}
)
PAGE = re.compile(r"\.(?:html?|ipynb|md|rst|txt)(?:#.*)?\Z", re.IGNORECASE)
"""How the address of a page ends, which is no picture."""
FORMATS = {
    ".apng": ("PNG",), ".avif": ("AVIF",), ".bmp": ("BMP",), ".gif": ("GIF",), ".ico": ("ICO",),
    ".jfif": ("JPEG",), ".jpeg": ("JPEG", "MPO"), ".jpg": ("JPEG", "MPO"), ".png": ("PNG",),
    ".tif": ("TIFF",), ".tiff": ("TIFF",), ".webp": ("WEBP",),
}  # fmt: skip
"""What each suffix promises, in Pillow's names."""

MAX_PIXELS = 50_000_000
"""A picture of more pixels than this, in all its frames, is never decoded: it takes over 150 MB."""

MAX_SCANS = 100
"""Each scan of a JPEG goes over all its pixels; two thousand of them fit into a third of a megabyte."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a raster's bytes are; `error` says why they are no picture."""

    format: str = ""
    width: int = 0
    height: int = 0
    frames: int = 1
    loops: bool = False
    seconds: float = 0.0
    position: bool = False
    error: str = ""

    @property
    def pixels(self) -> int:
        """The pixels of all frames together."""
        return self.width * self.height * self.frames


@dataclass(eq=False)
class Picture:
    """One picture file; `used_at` lists the places `(page, line)` that show it.

    `strict` says that it belongs to a book with strict settings, whose budgets are tighter.
    """

    path: str
    files: Files = field(repr=False)
    strict: bool = False
    used_at: list[tuple[str, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the file without its folders."""
        return posixpath.basename(self.path)

    @property
    def suffix(self) -> str:
        """The suffix in lower case, such as `.png`."""
        return posixpath.splitext(self.path)[1].lower()

    @cached_property
    def size(self) -> int:
        """The number of bytes; 0 where the file cannot be read."""
        try:
            return self.files.size(self.path)
        except OSError:
            return 0

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file; empty where it cannot be read."""
        try:
            return self.files.read(self.path)
        except OSError:
            return b""

    @cached_property
    def decoded(self) -> Decoded | None:
        """What the bytes of a raster are; `None` for a file that is not meant as one."""
        if self.suffix not in FORMATS or not self.data:
            return None
        return decode(self.data)

    @cached_property
    def svg(self) -> Svg | None:
        """What an SVG is made of; `None` for any other file."""
        if self.suffix != ".svg" or not self.data:
            return None
        return read_svg(self.data)


def decode(data: bytes) -> Decoded:
    """Return what the bytes of a raster are, by every pixel: only that shows that none is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = _open(data)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
            return Decoded(error=_what_it_is(data))
        size = {"format": image.format or "", "width": image.width, "height": image.height}
        if image.width * image.height > MAX_PIXELS:
            return Decoded(**size)
        if image.format == "JPEG" and data.count(b"\xff\xda") > MAX_SCANS:
            return Decoded(**size, error=f"it has more than {MAX_SCANS} scans")
        try:
            frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
            if image.width * image.height * frames > MAX_PIXELS:
                return Decoded(**size, frames=frames)
            if image.format == "WEBP" and image.getexif().get(ExifTags.Base.Orientation, 1) != 1:
                return Decoded(
                    **size, error="it lies on its side, and browsers turn no WebP upright"
                )
            position = bool(image.getexif().get_ifd(0x8825)) or b"exif:GPSLatitude" in data
            image.load()
            seconds = _seconds(image, frames)
        except Exception as error:
            # A decoder may raise anything on broken bytes; whatever it is, this is no sound picture.
            return Decoded(**size, error=f"its bytes end or break off ({error})")
        loops = frames > 1 and image.info.get("loop") == 0
        return Decoded(**size, frames=frames, loops=loops, seconds=seconds, position=position)


def _open(data: bytes) -> Image.Image:
    """Read only the head of a picture, which tells its size, before any pixel takes up memory."""
    most = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        return Image.open(io.BytesIO(data))
    finally:
        Image.MAX_IMAGE_PIXELS = most


def _seconds(image: Image.Image, frames: int) -> float:
    """How long an animation runs once; long ones are not counted to the end."""
    total = 0.0
    for frame in range(min(frames, 200) if frames > 1 else 0):
        image.seek(frame)
        total += float(image.info.get("duration") or 100) / 1000
    return total


def _what_it_is(data: bytes) -> str:
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head")) or b"<html" in start:
        return "it is a page of HTML, probably an error page that was saved under this name"
    if start.startswith((b"<svg", b"<?xml")):
        return "it is an SVG or another XML file"
    if start.startswith(b"version https://git-lfs"):
        return "it is a pointer of Git LFS, and the picture itself was not fetched"
    return "its bytes are those of no known picture format"
