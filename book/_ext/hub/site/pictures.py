"""The size of a picture, its smaller copies, and on which page it can be seen."""

import functools
import io
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from booklint.svg import read_svg
from PIL import Image, ImageChops, ImageCms, ImageFilter, ImageMath, ImageOps

# What a wide column shows at double density: nothing larger is ever sent to a reader.
VARIANT_WIDTHS = (480, 960, 1440)
RASTER = (".png", ".jpg", ".jpeg", ".webp")
# The tag in which a camera says how it was held, and the values at which width and height change places.
_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)
# Grey that is darker has less than three times the light of a dark page, as WCAG 2.2, 1.4.11 asks; and
# lighter is hard to see on a light one.
_DARK, _LIGHT = 98, 190
# What share of light ink lies at its edges, at least, where it is letters and lines; a light box has less.
_THIN = 0.19
_SAMPLE = 160
# CSS pixels in one of each unit that docutils and SVG know.
_UNITS = {
    **{"": 1, "px": 1, "em": 16, "ex": 8, "rem": 16, "pt": 4 / 3, "pc": 16},
    **{"in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4},
}
_LENGTH = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)")


def pixels(length: str) -> float:
    """Return a length in CSS pixels; 0 for none, and for a share of the page's width."""
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _UNITS.get(match[2], 0) if match else 0


@dataclass(frozen=True)
class Size:
    """Width and height in CSS pixels."""

    width: int
    height: int


# Each build has a process of its own, in which no picture changes.
@functools.cache
def size(path: Path) -> Size | None:
    """Return the size of a picture, or None for one that cannot be read (a check reports those)."""
    try:
        if path.suffix == ".svg":
            return _svg_size(path)
        with Image.open(path) as picture:
            width, height = picture.size
            turned = picture.getexif().get(_ORIENTATION) in _SIDEWAYS
            return Size(height, width) if turned else Size(width, height)
    except OSError:
        return None


def _svg_size(path: Path) -> Size | None:
    """Return the size in which a browser shows an SVG: its width and height, else those of its viewBox."""
    elements = read_svg(path.read_bytes()).elements
    root = elements[0].attributes if elements else {}
    width, height = (pixels(root.get(key, "")) for key in ("width", "height"))
    try:
        _, _, across, down = map(float, re.split(r"[\s,]+", root.get("viewBox", "").strip()))
    except ValueError:
        across = down = 0
    if across > 0 and down > 0:
        width = width or (height / down if height else 1) * across
        height = height or width / across * down
    return Size(max(1, round(width)), max(1, round(height))) if width and height else None


def variants(name: str, width: int) -> list[tuple[int, str]]:
    """Return (width, file name) of the smaller copies that a wide raster picture is published in."""
    path = Path(name)
    suffix = path.suffix.lower()
    if suffix not in RASTER:
        return []
    # With the suffix, so that the copies of map.png and map.jpg are not the same files.
    stem = f"{path.stem}-{suffix[1:]}"
    return [(smaller, f"{stem}-{smaller}.webp") for smaller in VARIANT_WIDTHS if smaller < width]


def wide(path: Path) -> Path | None:
    """Return the drawing of the same thing for where there is room, if one stands beside a picture."""
    found = path.with_stem(f"{path.stem}-wide")
    return found if path.suffix == ".svg" and found.is_file() else None


def wide_name(name: str) -> str:
    """Return the name under which the wide drawing of a published picture is published."""
    return str(Path(name).with_stem(f"{Path(name).stem}-wide"))


def write_variants(source: Path, folder: Path, name: str) -> None:
    """Write what is published beside a picture: its wide drawing, or smaller copies without metadata."""
    if found := wide(source):
        shutil.copyfile(found, folder / wide_name(name))
    found = size(source)
    if found is None:
        return
    for width, variant in variants(name, found.width):
        target = folder / variant
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with Image.open(source) as picture:
            height = max(1, round(found.height * width / found.width))
            copy = upright(picture)
            copy.resize((width, height), Image.Resampling.LANCZOS).save(target, quality=82)


def upright(picture: Image.Image) -> Image.Image:
    """Return a picture as browsers show it: turned as the camera was held, eight bits, in sRGB."""
    profile = picture.info.get("icc_profile")
    shown = ImageOps.exif_transpose(picture)
    if shown.mode.startswith("I"):
        # Sixteen bits of grey, of which `convert` would make all but the darkest white.
        eight = shown.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L")
        if not isinstance(clear := shown.info.get("transparency"), int):
            return eight.convert("RGB")
        seen = ImageMath.lambda_eval(
            lambda given: given["notequal"](given["grey"], clear) * 255, grey=shown.convert("I")
        )
        return Image.merge("RGBA", (eight, eight, eight, seen.convert("L")))
    mode = "RGBA" if shown.has_transparency_data else "RGB"
    # A profile speaks of the colours that a palette names, and says nothing of transparency.
    made = shown if shown.mode in ("CMYK", "L") else shown.convert(mode)
    if profile:
        try:
            ours = ImageCms.createProfile("sRGB")
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(made, theirs, ours, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile of something else; browsers leave it out too
    return made.convert(mode)


@functools.cache
def ground(path: Path) -> str:
    """Return the class of a picture that one of the two themes would hide, as it is ink on nothing.

    `on-light` for dark ink, `on-dark` for letters and lines in light ink; otherwise "".
    """
    try:
        if path.suffix.lower() != ".svg":
            return _ground(Image.open(path))
        text = path.read_text(encoding="utf-8", errors="replace")
        if "prefers-color-scheme" in text or "light-dark(" in text:
            return ""
        # Imported here: most pages show no such drawing.
        from resvg_py import svg_to_bytes

        # Without `dpi` it draws nothing that is measured in mm or pt, as Inkscape and matplotlib do.
        drawn = svg_to_bytes(svg_string=text, width=_SAMPLE, height=_SAMPLE, dpi=96)
        return _ground(Image.open(io.BytesIO(bytes(drawn))))
    except (OSError, ValueError):
        return ""


def _ground(picture: Image.Image) -> str:
    with picture:
        if not picture.has_transparency_data:
            return ""
        shown = upright(picture)
        shown.thumbnail((_SAMPLE, _SAMPLE))
    # Ink that has nothing beside it: what lies on a ground of the picture's own is seen on any page.
    alpha = shown.getchannel("A")
    edges = ImageChops.subtract(alpha, alpha.filter(ImageFilter.MinFilter(3))).tobytes()
    dark = light = light_ink = 0
    for grey, edge, ink in zip(shown.convert("L").tobytes(), edges, alpha.tobytes(), strict=True):
        dark += edge if grey < _DARK else 0
        light += edge if grey > _LIGHT else 0
        light_ink += ink if grey > _LIGHT else 0
    thin = light > _THIN * light_ink
    # A light box keeps what it holds on a light card, too; a dark line on a dark page is gone.
    if dark > light * (0.5 if thin else 0.15):
        return "on-light"
    return "on-dark" if thin else ""
