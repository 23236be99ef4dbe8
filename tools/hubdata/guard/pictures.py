"""Finds pictures that are none, that would fill the memory, or that run, load or hide something."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from booklint.svg import Svg, read_svg
from PIL import Image

from ..strict_yaml import Problem

MAX_PIXELS = 50_000_000
"""A picture of more pixels than this takes hundreds of megabytes when it is opened."""

FORMATS = {
    ".gif": ("GIF",),
    ".jpeg": ("JPEG", "MPO"),
    ".jpg": ("JPEG", "MPO"),
    ".png": ("PNG",),
    ".webp": ("WEBP",),
}
PICTURES = frozenset({".svg", *FORMATS})
MAX_LEVELS = 100
"""Elements of an SVG one inside the other; a browser gives up at some thousands, or ends."""

# Everything that draws, and nothing that runs, loads, or holds another language.
_DRAWING = """
    a circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite
    feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode
    feMorphology feOffset feTurbulence filter g line linearGradient marker mask path pattern
    polygon polyline radialGradient rect stop style svg switch symbol text textPath title tspan use
    view
"""
ELEMENTS = frozenset(_DRAWING.split())
_EXPORT = "Draw it without that, or export it anew as plain SVG."
_LOADS = re.compile(
    r"@import|\\|(?:url|src|image|image-set)\(\s*['\"]?\s*(?!['\"#\s])", re.IGNORECASE
)


def picture_problem(path: str, file: Path) -> Iterator[Problem]:
    """Yield why a picture may not be published; nothing for a sound one."""
    if file.suffix == ".svg":
        yield from _svg(path, file)
    elif message := _raster(file):
        yield Problem(path, 1, message, "Export the picture again.")


def _raster(file: Path) -> str:
    """Return what is wrong with a raster picture, from its first bytes; empty for nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(file) as picture:
                kind, pixels = picture.format, picture.width * picture.height
        except Image.DecompressionBombError:
            pixels, kind = MAX_PIXELS + 1, ""
        except (OSError, SyntaxError, ValueError):
            return f"This is no picture of the kind «{file.suffix}»."
    if pixels > MAX_PIXELS:
        return f"The picture has more than {MAX_PIXELS:,} pixels."
    if kind not in FORMATS[file.suffix]:
        return f"This is a {kind} picture and not of the kind «{file.suffix}»."
    return ""


def _svg(path: str, file: Path) -> Iterator[Problem]:
    svg = read_svg(file.read_bytes())
    for line, message in islice(_svg_problems(svg), 1):
        yield Problem(path, line, message, _EXPORT)


def _svg_problems(svg: Svg) -> Iterator[tuple[int, str]]:
    """Yield what may not stand in an SVG, with its line."""
    if svg.entity or svg.error:
        why = "it declares entities" if svg.entity else svg.error
        yield svg.error_line, f"It is no sound picture: {why}."
    for instruction, line in svg.instructions:
        yield line, f"It holds the instruction «{instruction.partition(' ')[0]}»."
    for element in svg.elements:
        if element.depth >= MAX_LEVELS:
            many = f"more than {MAX_LEVELS} elements stand one inside the other"
            yield element.line, f"It is no sound picture: {many}."
        if element.name not in ELEMENTS or element.prefix not in ("", "svg"):
            yield element.line, f"It holds the element <{element.name}>."
        for attribute, value in element.attributes.items():
            if message := _attribute_problem(element.name, attribute, value):
                yield element.line, message
        if element.name == "style" and _LOADS.search(element.text):
            yield element.line, "Its style loads something."


def _attribute_problem(element: str, attribute: str, value: str) -> str:
    name = attribute.rpartition(":")[2].lower()
    if name.startswith("on"):
        return f"It runs code: <{element} {name}>."
    if name in ("href", "src", "base"):
        target = re.sub(r"[\x00-\x20]", "", value).lower()
        sound = target.startswith(("#", "https://") if element == "a" else "#")
        return "" if sound else f"It loads or leads to «{value[:80]}»."
    return f"It loads something: <{element} {name}>." if _LOADS.search(value) else ""
