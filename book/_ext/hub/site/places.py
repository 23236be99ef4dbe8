"""Where the site's own files stand."""

from pathlib import Path

BOOK = Path(__file__).resolve().parents[3]
STATIC = BOOK / "_static"
FIGURES = BOOK.parent / "figures"


def brand(book: Path) -> Path:
    """Return the folder with the mark of a book; one that has none of its own bears this one's."""
    own = book.parent / "figures/brand"
    return own if own.is_dir() else FIGURES / "brand"
