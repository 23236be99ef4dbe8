"""What an SVG is made of, read without ever fetching or expanding anything."""

from __future__ import annotations

import io
from dataclasses import dataclass
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import EntitiesForbidden
from defusedxml.sax import make_parser

MAX_SVG_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an SVG, with its line and its own text."""

    name: str
    attributes: dict[str, str]
    line: int
    depth: int
    text: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Svg:
    """What an SVG is made of; `error` says why it is none, `entity` that it declares entities."""

    elements: tuple[Element, ...] = ()
    instructions: tuple[tuple[str, int], ...] = ()
    error: str = ""
    error_line: int = 1
    entity: bool = False


class _Handler(ContentHandler):
    """Notes each element with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.instructions: list[tuple[str, int]] = []
        self.locator: Locator | None = None
        self._open: list[tuple[str, dict[str, str], int, list[str], int]] = []

    def setDocumentLocator(self, locator: Locator) -> None:
        self.locator = locator

    def line(self) -> int:
        """The line that is being read."""
        return (self.locator.getLineNumber() if self.locator else None) or 1

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self._open.append((name, dict(attrs.items()), self.line(), [], len(self.elements)))
        self.elements.append(Element(name, {}, 1, 0))

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1][3].append(content)

    def endElement(self, name: str) -> None:
        written, attributes, line, words, number = self._open.pop()
        prefix, _, bare = written.rpartition(":")
        text = "".join(words)
        self.elements[number] = Element(bare, attributes, line, len(self._open), text, prefix)

    def processingInstruction(self, target: str, data: str) -> None:
        self.instructions.append((f"{target} {data}", self.line()))


def read_svg(data: bytes) -> Svg:
    """Read an SVG; whatever the bytes are, an answer comes back."""
    if len(data) > MAX_SVG_BYTES:
        return Svg(error=f"it is larger than {MAX_SVG_BYTES // 1_000_000} MB")
    handler = _Handler()
    parser = make_parser()
    parser.setContentHandler(handler)
    # Many tools write the public document type; it is never fetched, so it does no harm.
    parser.forbid_dtd = parser.forbid_external = False
    try:
        parser.parse(io.BytesIO(data))
    except EntitiesForbidden:
        return Svg(entity=True, error_line=handler.line())
    except SAXParseException as error:
        return Svg(error=error.getMessage(), error_line=error.getLineNumber() or 1)
    except (ValueError, LookupError, RecursionError) as error:
        return Svg(error=str(error))
    if not handler.elements or handler.elements[0].name != "svg":
        found = handler.elements[0].name if handler.elements else "nothing"
        return Svg(error=f"its first element is <{found}>, not <svg>")
    return Svg(tuple(handler.elements), tuple(handler.instructions))
