"""Names the colours that every picture of the book shares."""

# The colour of a sector is data (book/_data/sectors.yml); these are the neutrals around it.
INK = "#1f2933"
QUIET = "#52606d"
FAINT = "#d9dee4"
# At least 3 to 1 on paper and on dark.
EDGE = "#7b8794"
WASH = "#f3f5f7"
PAPER = "#ffffff"
GROUND = "#f6f0e4"
ACCENT = "#0b5fa5"
ACCENT_WASH = "#e3eef8"

# What the neutrals become where the reader has chosen dark: the same contrasts, turned round. The hues of
# the sectors can be seen on both. See «--paper» and its like in hub.css.
DARK = {
    INK: "#e6e9ee",
    QUIET: "#aeb8c4",
    FAINT: "#363d46",
    WASH: "#1c2026",
    PAPER: "#121417",
    ACCENT: "#7cb7f0",
    ACCENT_WASH: "#16283a",
}

FONT_STACK = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif"
)


def mix(colour: str, other: str, share: float) -> str:
    """Returns `colour` with `share` (0 to 1) of `other` in it, both as `#rrggbb`."""
    channels = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
