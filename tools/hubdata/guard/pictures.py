"""Finds pictures that are none, that would fill the memory, or that run, load or hide something."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from booklint.picture import FORMATS, decode
from booklint.svg import Element, Svg, read_svg

from ..strict_yaml import Problem
from .bounds import BOUNDS, most

PICTURES = frozenset({".svg", ".gif", ".jpeg", ".jpg", ".png", ".webp"})

# Everything that draws, and nothing that runs, loads, or holds another language.
_DRAWING = """
    a circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite
    feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode
    feMorphology feOffset feTurbulence filter g line linearGradient marker mask path pattern
    polygon polyline radialGradient rect stop style svg switch symbol text textPath title tspan use
    view
"""
ELEMENTS = frozenset(_DRAWING.split())
_EXPORT = "Let `make figure FILE=…` clean it, or export it as PNG."
_SIDES = ("width", "height")
_URL = re.compile(r"url\(\s*['\"]?#([^'\")]+)")
_LOADS = re.compile(
    r"@import|\\|(?:url|src|image|image-set)\(\s*['\"]?\s*(?!['\"#\s])", re.IGNORECASE
)


COPY = "The build gives such names to the smaller copies of pictures."
RENAME = "Rename it."
name_of_a_copy = re.compile(r".*-(?:gif|jpe?g|png|webp)-\d+\.webp").fullmatch
"""Whether a file has such a name."""


def picture_problem(path: str, file: Path) -> Iterator[Problem]:
    """Yield why a picture may not be published; nothing for a sound one."""
    if name_of_a_copy(file.name):
        yield Problem(path, 1, COPY, RENAME)
    if file.suffix == ".svg":
        for line, message in islice(svg_problems(read_svg(file.read_bytes())), 1):
            yield Problem(path, line, message, _EXPORT)
    elif message := _raster(file):
        yield Problem(path, 1, message, "Export it again, or let `make figure FILE=…` prepare it.")


def _raster(file: Path) -> str:
    """Return what is wrong with a raster picture; empty for nothing."""
    found = decode(file.read_bytes())
    if found.pixels > most("pixels"):
        return f"The picture has more than {BOUNDS['pixels']}."
    if found.error:
        return f"This is no picture of the kind «{file.suffix}»: {found.error}."
    if found.format not in FORMATS[file.suffix]:
        return f"This is a {found.format} picture and not of the kind «{file.suffix}»."
    return ""


def svg_problems(svg: Svg) -> Iterator[tuple[int, str]]:
    """Yield what may not stand in an SVG, with its line."""
    if svg.entity or svg.error:
        why = "it declares entities" if svg.entity else svg.error
        yield svg.error_line, f"It is no sound picture: {why}."
    for instruction, line in svg.instructions:
        yield line, f"It holds the instruction «{instruction.partition(' ')[0]}»."
    if problem := svg_bound_problem(svg):
        yield problem
    root = svg.elements[0].attributes if svg.elements else None
    if root and "viewBox" not in root and any(root.get(side, "%")[-1:] in "%" for side in _SIDES):
        yield 1, "It does not say how large it is: its first tag has no «viewBox»."
    for element in svg.elements:
        if element.name not in ELEMENTS or element.prefix not in ("", "svg"):
            yield element.line, f"It holds the element <{element.name}>."
        for attribute, value in element.attributes.items():
            if message := _attribute_problem(element.name, attribute, value):
                yield element.line, message
        if element.name == "style" and (found := _LOADS.search(element.text)):
            loaded = element.text[found.start() :].partition(";")[0]
            yield element.line, f"Its style loads something: «{loaded[:40]}»."


def _attribute_problem(element: str, attribute: str, value: str) -> str:
    name = attribute.rpartition(":")[2].lower()
    if name.startswith("on"):
        return f"It runs code: <{element} {name}>."
    if name in ("href", "src", "base"):
        target = re.sub(r"[\x00-\x20]", "", value).lower()
        sound = target.startswith(("#", "https://") if element == "a" else "#")
        return "" if sound else f"It loads or leads to «{value[:80]}»."
    return f"It loads something: <{element} {name}>." if _LOADS.search(value) else ""


def svg_bound_problem(svg: Svg) -> tuple[int, str] | None:
    """Return the line and the words of the bound that an SVG breaks, or None."""
    if deep := next((each for each in svg.elements if each.depth >= most("levels")), None):
        return deep.line, f"There are more than {BOUNDS['levels']}."
    if _drawn(svg.elements) > most("drawn"):
        return svg.elements[0].line, f"There are more than {BOUNDS['drawn']}."
    return None


def _drawn(elements: Sequence[Element]) -> int:
    """Return how many elements a browser draws: what is used again is drawn again.

    A marker is drawn at every point of a line. What costs as much as many others counts as those. It may be
    any number above the bound where an element is a part of itself.
    """
    points = sum(map(_points, elements))
    named: dict[str, int] = {}
    parts: list[list[int]] = [[] for _ in elements]
    around: list[int] = []
    for number, element in enumerate(elements):
        del around[element.depth :]
        if around:
            parts[around[-1]].append(number)
        around.append(number)
        named.setdefault(element.attributes.get("id", ""), number)
    for number, element in enumerate(elements):
        said = (*element.attributes.values(), element.text if element.name == "style" else "")
        used = (name for value in said for name in _uses(value))
        parts[number] += [named[name] for name in used if name in named]
    counts: dict[int, int] = {}
    waiting = [0] if elements else []
    while waiting:
        number = waiting[-1]
        if number not in counts:
            counts[number] = -1  # it is being counted
            waiting += [each for each in parts[number] if each not in counts]
            continue
        if counts[number] < 0:
            numbers = [counts[each] for each in parts[number]]
            own = elements[number]
            counts[number] = most("drawn") + 1 if -1 in numbers else _cost(own) + sum(numbers)
            if own.name == "marker":
                counts[number] *= max(1, points)
        waiting.pop()
    return counts.get(0, 0)


def _cost(element: Element) -> int:
    """Return as how many elements one counts: what works on all pixels below it takes far longer."""
    if not element.name.startswith("fe"):
        return COST_OF_BLENDING if _BLENDS.search(" ".join(element.attributes.values())) else 1
    sizes = (element.attributes.get(name, "") for name in ("numOctaves", "radius"))
    largest = max((float(each) for size in sizes for each in _SIZE.findall(size)), default=1)
    return COST_OF_FILTER * max(1, round(min(largest, most("drawn"))))


def _points(element: Element) -> int:
    """Return how many points a line has, or somewhat more."""
    said = element.attributes.get("d", "") + element.attributes.get("points", "")
    return len(_SIZE.findall(said))


COST_OF_FILTER = 100
COST_OF_BLENDING = 50
_BLENDS = re.compile(r"mix-blend-mode|isolation|backdrop-filter")
_SIZE = re.compile(r"\d+(?:\.\d+)?")


def _uses(value: str) -> Iterator[str]:
    """Yield the names of the elements that the value of an attribute draws too."""
    if value.startswith("#"):
        yield value[1:]
    for found in _URL.finditer(value):
        yield found[1]
