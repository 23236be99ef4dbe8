"""Names the colours that every picture of the book shares."""

from pathlib import Path

from booklint.safe_yaml import read_yaml
from hubdata.schema import Colours, channels

_IDENTITY = Path(__file__).resolve().parents[2] / "book/_data/identity.yml"
_COLOURS = Colours(**read_yaml(_IDENTITY.read_text(encoding="utf-8")).data["colours"])

# The colours of the pages, and of the sectors (sectors.yml), are data; the rest is for pictures alone.
INK, DARK_INK = _COLOURS.ink
QUIET, DARK_QUIET = _COLOURS.quiet
FAINT, DARK_FAINT = _COLOURS.line
WASH, DARK_WASH = _COLOURS.wash
PAPER, DARK_PAPER = _COLOURS.paper
ACCENT, DARK_ACCENT = _COLOURS.link
GROUND = _COLOURS.card
# At least 3 to 1 on paper and on dark.
EDGE = "#7b8794"
ACCENT_WASH = "#e3eef8"

# What the neutrals become where the reader has chosen dark: the same contrasts, turned round. The hues of
# the sectors can be seen on both.
DARK = {
    INK: DARK_INK,
    QUIET: DARK_QUIET,
    FAINT: DARK_FAINT,
    WASH: DARK_WASH,
    PAPER: DARK_PAPER,
    ACCENT: DARK_ACCENT,
    ACCENT_WASH: "#16283a",
}

FONT_STACK = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif"
)


def mix(colour: str, other: str, share: float) -> str:
    """Returns `colour` with `share` (0 to 1) of `other` in it, both as `#rrggbb`."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
