"""Renders a drawing as PNG, for the formats that cannot take SVG."""

import hashlib
import io
import re
from pathlib import Path

import resvg_py
from PIL import Image, PngImagePlugin

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Nunito"
# Another renderer or another zlib may write other bytes for the same picture, so that a PNG cannot
# be compared byte for byte between machines. It carries the digest of what it was drawn from.
STAMP = "Drawn from SVG with SHA-256"
COLOURS = 255
TALLEST = 10
# What browsers know and the renderer does not: values that have a name, and a colour for each theme.
_VALUE = re.compile(r"(--[\w-]+)\s*:\s*([^;{}\"]+)")
_NAMED = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\([^()]*\)){0,99}))?\)")
_THEMED = re.compile(r"light-dark\(((?:[^(),]|\([^()]*\)){0,99}),(?:[^()]|\([^()]*\)){0,99}\)")


def digest(svg: str) -> str:
    """Returns the digest of a drawing that its raster carries."""
    return hashlib.sha256(svg.encode("utf-8")).hexdigest()


def render(svg: str, width: int, *, every_font: bool = False) -> Image.Image:
    """Returns the drawing `width` pixels wide, on white.

    Its text is in the font of this folder; with `every_font` it may be in those of this machine too,
    as a drawing from elsewhere asks. A drawing that is taller than `TALLEST` times its width is drawn
    narrower. Raises ValueError for one without a size.
    """
    # The first that a name stands for: a later one is that of another theme or width.
    known = dict(reversed(_VALUE.findall(svg)))
    svg = _NAMED.sub(lambda found: known.get(found[1], found[2] or found[0]), svg)
    png = resvg_py.svg_to_bytes(
        svg_string=_THEMED.sub(r"\1", svg),
        width=width,
        height=TALLEST * width,
        dpi=96,  # what is measured in mm or pt has no size without it
        skip_system_fonts=not every_font,
        font_files=[str(font) for font in sorted(FONTS.glob("*.ttf"))],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        serif_family=FAMILY,  # what takes the place of a font that is not there
        background="#ffffff",
    )
    return Image.open(io.BytesIO(png)).convert("RGB")


def png_bytes(svg: str, width: int, *, every_font: bool = False) -> bytes:
    """Returns a small PNG of the drawing that carries the digest of `svg`; fonts as in `render`."""
    image = render(svg, width, every_font=every_font).quantize(
        COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    stamp = PngImagePlugin.PngInfo()
    stamp.add_text(STAMP, digest(svg))
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True, pnginfo=stamp)
    return written.getvalue()


def is_fresh(file: Path, svg: str, width: int) -> bool:
    """Tells whether `file` is a PNG of this drawing at this width."""
    try:
        with Image.open(file) as image:
            return image.info.get(STAMP) == digest(svg) and image.width == width
    except (OSError, SyntaxError):
        return False
