"""Draws how this book is made, from one page of Markdown to the published site."""

from hubdata.records import Records

from figures.draw.chart import MARGIN, TEXT, WIDTH, arrow, finish, heading, paragraph, strokes
from figures.draw.palette import ACCENT, ACCENT_WASH, INK, PAPER, QUIET
from figures.draw.svg import Drawing, Element, add, path_data
from figures.draw.text import wrap

LINE = 25
INSET = MARGIN + 54
STEP = 46
STATIONS = (
    ("make check", "names file, line, what is wrong and how to fix it"),
    ("make book", "strict: a broken link, picture or fact stops it"),
)
OUTCOME = "the site, an EPUB, a print edition, and the data to reuse"


def _box(
    parent: Element, x: float, y: float, width: float, name: str, text: str, fill: str
) -> float:
    """Draws a box with a name and a sentence; returns its height."""
    dark = fill == ACCENT
    lines = wrap(text, TEXT, width - 28)
    names = wrap(name, 21, width - 28, bold=True)
    height = len(names) * 26.25 + len(lines) * LINE + 26
    box = {"x": x, "y": y, "width": width, "height": height, "rx": 12}
    add(parent, "rect", **box, fill=fill, stroke=ACCENT, stroke_width=2)
    ink, quiet = (PAPER, PAPER) if dark else (INK, QUIET)
    after = paragraph(parent, name, x + 14, y + 30, width - 28, size=21, bold=True, colour=ink)
    paragraph(parent, text, x + 14, after, width - 28, colour=quiet)
    return height


def _return_path(parent: Element, top: float, entries: list[float]) -> None:
    """Draws how a fault goes back from each station to the page."""
    x = MARGIN + 26
    lines = strokes(parent, QUIET, dashes="2 8")
    for entry in entries:
        add(lines, "path", d=path_data("M", (INSET - 2, entry), "H", x))
    add(lines, "path", d=path_data("M", (x, entries[-1]), "V", top + 8))
    tip = path_data("M", (x - 8, top + 15), "l", (8, -9), "l", (8, 9))
    add(strokes(parent, QUIET), "path", d=tip)


def draw(_records: Records, width: float = WIDTH) -> Drawing:
    """Draws pages and data, the checks that send faults back, the strict build, and what comes out."""
    drawing = Drawing(
        name="how-it-works",
        width=width,
        title="How this book is made",
        description="You write one page in Markdown; shared facts stand in data files. The checks "
        "name file, line and repair, and send faults back to you. The strict build stops at every "
        "warning. Out come the site, an EPUB, a print edition and the data to reuse.",
    )
    full = width - 2 * MARGIN
    half = (full - 16) / 2
    root = drawing.root
    y = heading(drawing, drawing.title) + 4
    right = MARGIN + half + 16
    first = _box(root, MARGIN, y, half, "One page", "in Markdown, with its facts at the top", PAPER)
    second = _box(
        root, right, y, half, "Shared data", "each fact written once, with its source", PAPER
    )
    bottom = y + max(first, second)
    arrows = strokes(root, ACCENT)
    for x, height in ((MARGIN + half / 2 + 30, first), (right + half / 2, second)):
        arrow(arrows, x, y + height + 4, bottom + STEP - 5)
    fault = y + first
    y = bottom + STEP
    entries = []
    for name, text in STATIONS:
        height = _box(root, INSET, y, width - MARGIN - INSET, name, text, ACCENT_WASH)
        entries.append(y + height / 2)
        y += height + STEP
        arrow(arrows, (INSET + width - MARGIN) / 2, y - STEP + 4, y - 5)
    _return_path(root, fault, entries)
    height = _box(root, MARGIN, y, full, "What comes out", OUTCOME, ACCENT)
    return finish(drawing, y + height)
