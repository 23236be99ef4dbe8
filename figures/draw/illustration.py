"""Takes the illustration of the book from its one source, the SVG, into the rasters that show it."""

from xml.etree import ElementTree

from hubdata.records import Records

from figures.draw import FIGURES
from figures.draw.svg import NAMESPACE, Element, add, number

SOURCE = FIGURES / "practitioners-hub-experts.svg"
WIDTH, HEIGHT = 1000, 960


class Illustration:
    """A picture that is drawn by hand: its text is that of its file. `shown_at` is as of a `Drawing`."""

    width, shown_at = WIDTH, 320

    def to_text(self) -> str:
        """Returns the file as it is."""
        return SOURCE.read_text(encoding="utf-8")


def draw(records: Records) -> Illustration:
    """Returns the illustration; the records are what its words and colours are held to by tests."""
    return Illustration()


def add_scene(parent: Element, x: float, y: float, width: float) -> None:
    """Shows the illustration without its card in another drawing, `width` units wide at `x` and `y`."""
    scale = width / WIDTH
    at = f"translate({number(x)} {number(y)}) scale({scale:.3f})"
    group = add(parent, "g", transform=at)
    root = ElementTree.fromstring(SOURCE.read_text(encoding="utf-8"))
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    # Its words for who cannot see it, its style and its card are its own.
    group.extend(each for each in root if each.tag not in ("title", "desc", "style", "rect"))
