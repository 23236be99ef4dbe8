"""Draws the sums that public reports name: one bar each, by source and period."""

import re

from hubdata.records import Records

from figures.draw.chart import MARGIN, WIDTH, finish, heading, paragraph, write
from figures.draw.palette import ACCENT, PAPER, QUIET
from figures.draw.svg import Drawing, add

BAR = 26
# What the reports call certain is drawn full; any other word stands beside an outlined bar.
CERTAIN = ("approved", "awarded")


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws one bar for each amount, all on one scale, those that were only underwritten in outline."""
    # «Engineering and … Council (EPSRC)» is told by its short form.
    amounts = [
        (re.sub(r"^.*\((.+)\)$", r"\1", funder.name), amount)
        for funder in records.hub.funders
        for amount in funder.amounts
    ]
    if not amounts:
        raise ValueError("no funder in book/_data/hub.yml has an amount")
    told = [
        f"{name}, {amount.period}: £{amount.pounds:,} {amount.status}" for name, amount in amounts
    ]
    drawing = Drawing(
        name="money-by-source",
        title="The sums that reports name",
        description=f"{'; '.join(told)}. The sums may overlap.",
        width=width,
    )
    note = "Outlined: underwritten only. The sums may overlap, so they do not add up."
    y = heading(drawing, drawing.title, note) + 22
    scale = (width - 2 * MARGIN) / max(amount.pounds for _, amount in amounts)
    for name, amount in amounts:
        label = write(drawing.root, f"£{amount.pounds:,}", MARGIN, y, bold=True)
        add(label, "tspan", amount.status, font_weight="400", dx=8)
        certain = amount.status in CERTAIN
        bar = {"x": MARGIN + 1, "y": y + 10, "width": amount.pounds * scale - 2, "height": BAR}
        edge = {"stroke": ACCENT, "stroke_width": 2, "stroke_dasharray": None if certain else "6 5"}
        add(drawing.root, "rect", **bar, rx=6, fill=ACCENT if certain else PAPER, **edge)
        below = f"{name}, {amount.period}"
        y = paragraph(drawing.root, below, MARGIN, y + BAR + 34, width - 2 * MARGIN, colour=QUIET)
        y += 20
    return finish(drawing, y - 40)
