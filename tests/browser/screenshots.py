"""Takes the pictures of the site that README.md shows: `python -m tests.browser.screenshots`."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from booklint.atomic import write_bytes
from hub.build import ROOT
from PIL import Image
from playwright.sync_api import sync_playwright

from .chromium import ARGUMENTS, find_chromium
from .server import serve

FOLDER = ROOT / "figures" / "readme"


@dataclass(frozen=True)
class Shot:
    """One picture: which page, in which theme, how wide and how much of it."""

    name: str
    page: str
    theme: str
    width: int
    height: int

    @property
    def file(self) -> str:
        """The picture's file, below figures/."""
        return f"readme/{self.name}.png"


SHOTS = (
    Shot("front-light", "index", "light", 1280, 860),
    Shot("case-study-dark", "cohorts/2024-25/nhs-england", "dark", 1280, 860),
    Shot("gallery-light", "cohorts/case-studies", "light", 1280, 860),
)


def take(site: Path) -> dict[str, bytes]:
    """Return each picture's file and bytes, from the built site in `site`."""
    taken = {}
    with serve(site, "/") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find_chromium()), args=list(ARGUMENTS)
        )
        for shot in SHOTS:
            page = browser.new_page(
                viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.theme
            )
            page.goto(server.page(shot.page), wait_until="networkidle")
            taken[shot.file] = _light(page.screenshot())
        browser.close()
    return taken


def _light(png: bytes) -> bytes:
    """Return a screenshot with 256 colours, a third of the bytes and no difference to see."""
    packed = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        # The usual choice mixes the few pixels of a small mark, as in the head of the page, into others;
        # this one keeps rare colours, and the second step the exact ones of large areas.
        few = picture.convert("RGB").quantize(
            256, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
        )
        few.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main() -> int:
    """Take the pictures of the site in book/_build/html, or in the folder named."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "book/_build/html"
    for file, content in take(site).items():
        if write_bytes(ROOT / "figures" / file, content):
            print(f"Took figures/{file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
