"""The size of a picture, so that a page keeps room for it before it has arrived."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from defusedxml import ElementTree
from PIL import Image

# What a wide column shows at double density: nothing larger is ever sent to a reader.
VARIANT_WIDTHS = (480, 960, 1440)
RASTER = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True)
class Size:
    """Width and height in CSS pixels."""

    width: int
    height: int


@functools.cache
def _size(path: Path, changed: float) -> Size | None:
    if path.suffix == ".svg":
        return _svg_size(path)
    try:
        with Image.open(path) as picture:
            return Size(*picture.size)
    except OSError:
        return None


def size(path: Path) -> Size | None:
    """Return the size of a picture, or None for one that cannot be read (a check reports those)."""
    try:
        return _size(path, path.stat().st_mtime)
    except OSError:
        return None


def _svg_size(path: Path) -> Size | None:
    """Return the size that an SVG gives in its viewBox, or in its width and height."""
    try:
        _, root = next(ElementTree.iterparse(path, events=("start",)))
    except (ElementTree.ParseError, OSError, StopIteration, ValueError):
        return None
    numbers = re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox", ""))
    if len(numbers) != 4:
        lengths = [
            re.fullmatch(r"(\d+(?:\.\d+)?)(?:px)?", root.get(key, ""))
            for key in ("width", "height")
        ]
        if not all(lengths):
            return None
        numbers = ["0", "0", *(match[1] for match in lengths)]
    return Size(round(float(numbers[2])), round(float(numbers[3])))


def variants(name: str, width: int) -> list[tuple[int, str]]:
    """Return (width, file name) of the smaller copies that a wide raster picture is published in."""
    path = Path(name)
    if path.suffix.lower() not in RASTER:
        return []
    return [
        (smaller, f"{path.stem}-{smaller}.webp") for smaller in VARIANT_WIDTHS if smaller < width
    ]


def write_variants(source: Path, folder: Path, name: str) -> None:
    """Write the smaller copies of one raster picture; its metadata stays behind."""
    found = size(source)
    if found is None:
        return
    for width, variant in variants(name, found.width):
        target = folder / variant
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with Image.open(source) as picture:
            height = round(found.height * width / found.width)
            copy = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
            copy.resize((width, height), Image.Resampling.LANCZOS).save(target, quality=82)
