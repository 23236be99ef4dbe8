"""Draws which practices which case study tells of."""

from dataclasses import dataclass

from hubdata.records import Records
from hubdata.schema import Sector

from figures.draw.chart import MARGIN, TEXT, WIDTH, finish, heading, paragraph, symbol, write
from figures.draw.palette import FAINT, INK, WASH
from figures.draw.svg import Drawing, Element, add, number
from figures.draw.text import text_width, wrap

LINE = 25
PADDING = 12
# How much of the width the names of the practices take.
NAMES = 0.5125


@dataclass(frozen=True)
class _Column:
    """An organisation with the practices of its studies, or a study of several organisations."""

    name: str
    full_name: str
    practices: frozenset[str]
    sector: Sector | None = None


def _columns(records: Records) -> list[_Column]:
    """Returns the organisations that have a study of their own, then the studies of several."""
    columns = []
    for key, organisation in records.organisations.items():
        own = [study for study in records.case_studies if study.meta.organisations == [key]]
        if own:
            sector = records.sectors[organisation.sector]
            practices = frozenset(name for study in own for name in study.meta.practices)
            names = (organisation.short_name, organisation.name)
            columns.append(_Column(*names, practices, sector))
    several = [study for study in records.case_studies if len(study.meta.organisations) > 1]
    for study in several:
        columns.append(_Column("Meta study", study.title, frozenset(study.meta.practices)))
    return columns


def _headings(
    parent: Element, columns: list[_Column], left: float, step: float, top: float
) -> float:
    """Writes the headings upright; returns where the rows begin."""
    tall = max((text_width(column.name, TEXT) for column in columns), default=0)
    bottom = top + tall + 46
    for place, column in enumerate(columns):
        x = left + step * (place + 0.5)
        at = f"translate({number(x + 7)} {number(bottom - 44)}) rotate(-90)"
        write(add(parent, "g", transform=at), column.name, 0, 0)
        if column.sector:
            symbol(parent, column.sector, x, bottom - 20, 28)
    return bottom


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws one row a practice that some study names, and one column a case study."""
    columns = _columns(records)
    used = {key for column in columns for key in column.practices}
    rows = {key: practice.name for key, practice in records.practices.items() if key in used}
    told = "; ".join(
        f"{column.full_name}: {', '.join(rows[key] for key in rows if key in column.practices)}"
        for column in columns
    )
    drawing = Drawing(
        name="practice-matrix",
        width=width,
        title="Practices in the case studies",
        description=f"Which practices each case study names. {told}.",
    )
    root = drawing.root
    left = width * NAMES
    room = left - MARGIN - 8
    step = (width - MARGIN - left) / max(len(columns), 1)
    y = _headings(root, columns, left, step, heading(drawing, drawing.title))
    for index, (key, name) in enumerate(rows.items()):
        height = len(wrap(name, TEXT, room)) * LINE + PADDING
        if index % 2 == 0:
            band = {"x": MARGIN / 2, "width": width - MARGIN, "height": height, "rx": 6}
            add(root, "rect", y=y, **band, fill=WASH)
        paragraph(root, name, MARGIN, y + PADDING / 2 + 19, room)
        for place, column in enumerate(columns):
            dot = {"cx": left + step * (place + 0.5), "cy": y + height / 2}
            if key in column.practices:
                colour = column.sector.colour if column.sector else INK
                add(root, "circle", **dot, r=min(10, step * 0.32), fill=colour)
            else:
                add(root, "circle", **dot, r=2.5, fill=FAINT)
        y += height
    return finish(drawing, y - 4)
