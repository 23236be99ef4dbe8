"""Draws which practices the case study of which organisation tells of."""

from __future__ import annotations

from hub.records import Records

from figures.draw.chart import MARGIN, TEXT, WIDTH, finish, heading, paragraph, write
from figures.draw.palette import FAINT, PAPER, WASH
from figures.draw.svg import Drawing, add, number
from figures.draw.symbols import draw_symbol
from figures.draw.text import text_width, wrap

LINE = 25
PADDING = 12
NAMES = 250


def draw(records: Records) -> Drawing:
    """Draws one row a practice and one column an organisation that has a case study of its own."""
    studies = {
        key: study.meta.practices
        for key in records.organisations
        if (study := records.case_study_of(key))
    }
    used = {key for practices in studies.values() for key in practices}
    rows = [key for key in records.practices if key in used]
    told = [
        f"{records.organisations[key].name}: "
        + ", ".join(records.practices[row].name.lower() for row in rows if row in practices)
        for key, practices in studies.items()
    ]
    drawing = Drawing(
        name="practice-matrix",
        title="Practices in the case studies",
        description=f"Which case study tells of which practice. {'; '.join(told)}.",
    )
    y = heading(drawing, drawing.title)
    step = (WIDTH - MARGIN - NAMES) / max(len(studies), 1)
    columns = [NAMES + step * (index + 0.5) for index in range(len(studies))]
    names = [records.organisations[key].short_name for key in studies]
    tall = max((text_width(name, TEXT) for name in names), default=0)
    root = drawing.root
    top = y + tall + 46
    for x, name, key in zip(columns, names, studies, strict=True):
        turned = add(
            root, "g", transform=f"translate({number(x + 7)} {number(top - 44)}) rotate(-90)"
        )
        write(turned, name, 0, 0)
        sector = records.sectors[records.organisations[key].sector]
        draw_symbol(root, sector.symbol, x, top - 20, 28, sector.colour, PAPER)
    y = top
    for index, row in enumerate(rows):
        name = records.practices[row].name
        lines = wrap(name, TEXT, NAMES - MARGIN - 8)
        height = len(lines) * LINE + PADDING
        if index % 2 == 0:
            band = {"x": MARGIN / 2, "width": WIDTH - MARGIN, "height": height, "rx": 6}
            add(root, "rect", y=y, **band, fill=WASH)
        paragraph(root, name, MARGIN, y + PADDING / 2 + 19, NAMES - MARGIN - 8)
        middle = y + height / 2
        for x, (key, practices) in zip(columns, studies.items(), strict=True):
            if row in practices:
                sector = records.sectors[records.organisations[key].sector]
                add(root, "circle", cx=x, cy=middle, r=min(10, step * 0.32), fill=sector.colour)
            else:
                add(root, "circle", cx=x, cy=middle, r=2.5, fill=FAINT)
        y += height
    return finish(drawing, y - 4)
