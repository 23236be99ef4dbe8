"""Draws how many people registered for the showcase and how many came, in person and online."""

from hubdata.dates import in_words
from hubdata.records import Records
from hubdata.schema import Event

from figures.draw.chart import MARGIN, WIDTH, finish, heading, write
from figures.draw.palette import ACCENT, DARK, EDGE, FAINT, INK, PAPER
from figures.draw.svg import Drawing, add, recoloured

BAR = 62
# A second fill for the same accent: those who came by another way, told apart without a new hue.
ONLINE, ONLINE_ON_DARK = "#5b96c8", "#336a9c"


def _event(records: Records) -> Event:
    """Returns the event of which all three numbers are known."""
    for cohort in records.cohorts.values():
        for event in cohort.events:
            if event.registered and event.in_person and event.online:
                return event
    raise ValueError("no event in book/_data/cohorts.yml has registered, in_person and online")


def draw(records: Records, width: float = WIDTH) -> Drawing:
    """Draws two bars of one scale: those registered, and those who came in two parts."""
    event = _event(records)
    registered, in_person, online = event.registered, event.in_person, event.online
    came = in_person.value + online.value
    day = in_words(event.date)
    drawing = Drawing(
        name="showcase-attendance",
        width=width,
        title=f"{registered} registered, {came} took part",
        description=f"{event.title}, {day}: {registered} people registered; {in_person} came in "
        f"person and {online} online, {came} together.",
        dark=recoloured(DARK | {ONLINE: ONLINE_ON_DARK}),
    )
    y = heading(drawing, drawing.title, f"Showcase, {day}") + 28
    scale = (width - 2 * MARGIN) / max(registered.value, came)
    root = drawing.root
    write(root, f"{registered} registered", MARGIN, y, bold=True)
    bar = {"x": MARGIN, "y": y + 12, "width": registered.value * scale, "height": BAR, "rx": 8}
    add(root, "rect", **bar, fill=FAINT, stroke=EDGE, stroke_width=2)
    y += BAR + 58
    write(root, f"{came} took part", MARGIN, y, bold=True)
    left = MARGIN
    for count, word, fill, ink in (
        (in_person, "in person", ACCENT, PAPER),
        (online, "online", ONLINE, INK),
    ):
        part = count.value * scale
        add(root, "rect", x=left, y=y + 12, width=part - 3, height=BAR, rx=8, fill=fill)
        middle = left + part / 2 - 1.5
        write(root, str(count), middle, y + 38, size=24, bold=True, colour=ink, anchor="middle")
        write(root, word, middle, y + 62, colour=ink, anchor="middle")
        left += part
    return finish(drawing, y + 12 + BAR)
