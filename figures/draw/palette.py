"""Names the colours that every picture of the book shares."""

# The colour of a sector is data (book/_data/sectors.yml); these are the neutrals around it.
INK = "#1f2933"
QUIET = "#52606d"
FAINT = "#d9dee4"
WASH = "#f3f5f7"
PAPER = "#ffffff"
GROUND = "#f6f0e4"
ACCENT = "#0b5fa5"
ACCENT_WASH = "#e3eef8"

FONT_STACK = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif"
)


def mix(colour: str, other: str, share: float) -> str:
    """Returns `colour` with `share` (0 to 1) of `other` in it, both as `#rrggbb`."""
    channels = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
