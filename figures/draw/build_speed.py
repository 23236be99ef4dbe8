"""Draws how long books of ten to a thousand case studies take to build, a line a program."""

from __future__ import annotations

from hub.components.speed import OWN
from hub.records import Records
from hub.schema import Speed

from figures.draw.chart import MARGIN, WIDTH, finish, heading, write
from figures.draw.palette import ACCENT, FAINT, INK, PAPER, QUIET
from figures.draw.svg import Drawing, Element, add, path_data

LEFT, RIGHT = MARGIN + 58, WIDTH - MARGIN - 30
HEIGHT = 300
# Which lines are dashed, so that no line is known by its colour alone.
_STYLES = ((ACCENT, None), (INK, "10 7"), (QUIET, "3 7"))


def _steps(most: float) -> list[int]:
    """Returns the values at which the axis is marked: at most five, and round."""
    step = next(each for each in (1, 2, 5, 10, 20, 30, 60, 120, 300) if most / each <= 5)
    return list(range(0, int(most) + step, step))


def _axes(parent: Element, top: float, sizes: list[int], steps: list[int]) -> None:
    for value in steps:
        y = top + HEIGHT * (1 - value / steps[-1])
        line = path_data("M", (LEFT, y), "H", RIGHT)
        add(parent, "path", d=line, stroke=FAINT, stroke_width=2)
        write(parent, str(value), LEFT - 10, y + 7, colour=QUIET, anchor="end")
    for size in (sizes[0], *sizes[-2:]):
        write(
            parent, f"{size:,}", _x(size, sizes), top + HEIGHT + 30, colour=QUIET, anchor="middle"
        )


def _x(pages: int, sizes: list[int]) -> float:
    return LEFT + (RIGHT - LEFT) * pages / sizes[-1]


def draw(records: Records) -> Drawing:
    """Draws seconds against case studies, both from zero, with the lines named above them."""
    measured = sorted(records.speed.values(), key=lambda each: (each.program != OWN, each.pages))
    lines: dict[str, list[Speed]] = {}
    for each in measured:
        lines.setdefault(each.program, []).append(each)
    sizes = sorted({each.pages for each in measured})
    drawing = Drawing(
        name="build-speed",
        title="Seconds to build a book from nothing",
        description=" ".join(
            f"{program}: "
            + ", ".join(f"{each.cold:,} seconds for {each.pages:,} case studies" for each in line)
            + "."
            for program, line in lines.items()
        ),
    )
    root = drawing.root
    y = heading(drawing, drawing.title) + 12
    for (program, line), (colour, dashes) in zip(lines.items(), _STYLES, strict=False):
        stroke = {"stroke": colour, "stroke_width": 4, "stroke_dasharray": dashes}
        add(root, "path", d=path_data("M", (MARGIN, y - 7), "h 46"), **stroke)
        last = line[-1]
        write(root, f"{program}: {last.cold:,} s for {last.pages:,}", MARGIN + 58, y)
        y += 30
    top = y + 12
    steps = _steps(max(each.cold for each in measured))
    _axes(root, top, sizes, steps)
    for line, (colour, dashes) in zip(lines.values(), _STYLES, strict=False):
        places = [
            (_x(each.pages, sizes), top + HEIGHT * (1 - each.cold / steps[-1])) for each in line
        ]
        stroke = {"stroke": colour, "stroke_width": 4, "stroke_dasharray": dashes, "fill": "none"}
        add(root, "path", d=path_data("M", *places), **stroke)
        for x, at in places:
            add(root, "circle", cx=x, cy=at, r=6, fill=colour, stroke=PAPER, stroke_width=2)
    write(root, "case studies in the book", (LEFT + RIGHT) / 2, top + HEIGHT + 58, anchor="middle")
    return finish(drawing, top + HEIGHT + 64)
