"""Finds pictures that are none, that would fill the memory, or that run, load or hide something."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from PIL import Image

from ..strict_yaml import Problem

MOST_PIXELS = 50_000_000
"""A picture of more pixels than this takes hundreds of megabytes when it is opened."""

FORMATS = {
    ".gif": ("GIF",),
    ".jpeg": ("JPEG", "MPO"),
    ".jpg": ("JPEG", "MPO"),
    ".png": ("PNG",),
    ".webp": ("WEBP",),
}
PICTURES = frozenset({".svg", *FORMATS})

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
            pixels, kind = MOST_PIXELS + 1, ""
        except (OSError, SyntaxError, ValueError):
            return f"This is no picture of the kind «{file.suffix}»."
    if pixels > MOST_PIXELS:
        return f"The picture has more than {MOST_PIXELS:,} pixels."
    if kind not in FORMATS[file.suffix]:
        return f"This is a {kind} picture and not of the kind «{file.suffix}»."
    return ""


def _svg(path: str, file: Path) -> Iterator[Problem]:
    reader = _Reader()
    try:
        reader.read(file.read_bytes())
    except (expat.ExpatError, LookupError, ValueError) as error:
        reader.note(f"It is no sound XML: {error}.")
    for message, line in reader.found[:1]:
        yield Problem(path, line, message, _EXPORT)


MOST_LEVELS = 100
"""Elements of an SVG one inside the other; a browser gives up at some thousands, or ends."""


class _Reader:
    """Notes what may not stand in an SVG, with its line. It fetches and unpacks nothing."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int]] = []
        self._open: list[str] = []
        self._style: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.ProcessingInstructionHandler = self._instruction
        self._parser.EntityDeclHandler = self._entity

    def read(self, content: bytes) -> None:
        """Read a whole file. Raises expat's error if it is no XML."""
        self._parser.Parse(content, True)

    def note(self, message: str) -> None:
        """Keep a message with the line that is being read."""
        self.found.append((message, self._parser.CurrentLineNumber))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, bare = name.rpartition(":")
        self._open.append(bare)
        if len(self._open) > MOST_LEVELS:
            raise ValueError(f"more than {MOST_LEVELS} elements stand one inside the other")
        if len(self._open) == 1 and bare != "svg":
            self.note(f"Its first element is <{bare}>, not <svg>.")
        elif bare not in ELEMENTS or prefix not in ("", "svg"):
            self.note(f"It holds the element <{name}>.")
        for attribute, value in attributes.items():
            self._attribute(bare, attribute.rpartition(":")[2].lower(), value)

    def _attribute(self, element: str, name: str, value: str) -> None:
        if name.startswith("on"):
            self.note(f"It runs code: <{element} {name}>.")
        elif name in ("href", "src", "base"):
            target = re.sub(r"[\x00-\x20]", "", value).lower()
            if not target.startswith(("#", "https://") if element == "a" else "#"):
                self.note(f"It loads or leads to «{value[:80]}».")
        elif _LOADS.search(value):
            self.note(f"It loads something: <{element} {name}>.")

    def _text(self, content: str) -> None:
        if self._open[-1] == "style":
            self._style.append(content)

    def _end(self, name: str) -> None:
        if self._open.pop() == "style" and _LOADS.search("".join(self._style)):
            self.note("Its style loads something.")

    def _instruction(self, target: str, data: str) -> None:
        self.note(f"It holds the instruction «{target}».")

    def _entity(self, *_: object) -> None:
        # Nothing after this is read: entities can unpack to gigabytes.
        raise ValueError("it declares entities")
