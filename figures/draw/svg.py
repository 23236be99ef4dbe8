"""Writes SVG that is the same byte for byte wherever it is drawn."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from figures.draw.palette import DARK, FONT_STACK, INK, PAPER

Element = ElementTree.Element
Point = tuple[float, float]

NAMESPACE = "http://www.w3.org/2000/svg"
# A tenth of a unit is below what a reader can see, and keeps the files small.
DECIMALS = 1


def number(value: float) -> str:
    """Returns `value` with at most one decimal, never `-0` and never an exponent."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def add(
    parent: Element, tag: str, text: str | None = None, **attributes: str | float | None
) -> Element:
    """Appends an element to `parent` and returns it.

    `stroke_width=3` becomes `stroke-width="3"`; an attribute that is None is left out.
    """
    child = ElementTree.SubElement(parent, tag)
    for name, value in attributes.items():
        if value is None:
            continue
        written = value if isinstance(value, str) else number(value)
        child.set(name.replace("_", "-"), written)
    child.text = text
    return child


def path_data(*parts: str | float | Point) -> str:
    """Joins path commands, numbers and points into the text of a `d` attribute."""
    words: list[str] = []
    for part in parts:
        if isinstance(part, tuple):
            words.append(f"{number(part[0])} {number(part[1])}")
        elif isinstance(part, str):
            words.append(part)
        else:
            words.append(number(part))
    return " ".join(words)


def polar(centre: Point, radius_x: float, radius_y: float, degrees: float) -> Point:
    """Returns the point of an ellipse at `degrees`, clockwise from three o'clock."""
    angle = math.radians(degrees)
    return (centre[0] + radius_x * math.cos(angle), centre[1] + radius_y * math.sin(angle))


def recoloured(colours: Mapping[str, str]) -> str:
    """Returns the style rules that give another colour to every element of one of these colours."""
    return "".join(
        f'[{name}="{colour}"]{{{name}:{other}}}'
        for colour, other in colours.items()
        for name in ("fill", "stroke")
    )


@dataclass
class Drawing:
    """One picture: its size, its words for those who cannot see it, and what it shows.

    `shown_at` is the narrowest width in pixels at which its text still has to be read. The
    picture brings its own `background`, so that it can be read on any page. In an `img` element,
    `prefers-color-scheme` means the theme of the page around it (of the reader's system in older
    browsers): the style rules `dark` hold where it is dark, and recolour the background too.
    """

    name: str
    title: str
    description: str = ""
    width: float = 480
    height: float = 0
    shown_at: int = 350
    background: str | None = PAPER
    corner: float = 16
    dark: str = recoloured(DARK)
    root: Element = field(init=False)

    def __post_init__(self) -> None:
        self.root = ElementTree.Element(
            "svg",
            {
                "xmlns": NAMESPACE,
                "role": "img",
                "aria-labelledby": f"{self.name}-title {self.name}-description",
                "font-family": FONT_STACK,
                "fill": INK,
            },
        )
        add(self.root, "title", self.title, id=f"{self.name}-title")
        self._described = add(self.root, "desc", id=f"{self.name}-description")
        self.describe(self.description)
        if self.background and self.dark:
            add(self.root, "style", f"@media (prefers-color-scheme:dark){{{self.dark}}}")
        if self.background:
            self._card = add(self.root, "rect", rx=self.corner, fill=self.background)
        self.resize(self.width, self.height)

    def describe(self, description: str) -> None:
        """Says in words what the picture shows."""
        self.description = self._described.text = description

    def resize(self, width: float, height: float) -> None:
        """Sets the size of the picture and of the card that it lies on."""
        self.width, self.height = width, height
        self.root.set("viewBox", f"0 0 {number(width)} {number(height)}")
        for element in (self.root, self._card) if self.background else (self.root,):
            element.set("width", number(width))
            element.set("height", number(height))

    def to_text(self) -> str:
        """Returns the file: one element a line, so that a change can be read in a diff."""
        ElementTree.indent(self.root, space=" ")
        for element in self.root.iter("text"):
            # Space inside a text element would be drawn.
            element.text = (element.text or "").strip() or None
            for child in element:
                child.tail = None
        return ElementTree.tostring(self.root, encoding="unicode") + "\n"
