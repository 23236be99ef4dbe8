"""Pictures as cameras and programs make them: upright, in the right colours, none in another's place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hub.site.pictures import Size, ground, pixels, size, variants, write_variants
from hubdata.guard.bounds import BOUNDS
from hubdata.guard.pictures import picture_problem
from PIL import ExifTags, Image, ImageCms

WIDE = 600
RED, GREEN, BLUE, WHITE = (200, 20, 20), (20, 160, 40), (20, 40, 200), (255, 255, 255)


def quarters(width: int = WIDE, height: int = 300) -> Image.Image:
    """Return red and green above blue and white: what was turned or squeezed shows it."""
    picture = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    for place, colour in zip(
        ((0, 0), (half[0], 0), (0, half[1]), half), (RED, GREEN, BLUE, WHITE), strict=True
    ):
        picture.paste(Image.new("RGB", half, colour), place)
    return picture


def corners(picture: Image.Image) -> list[tuple[int, ...]]:
    """Return the colours in the middle of the four quarters."""
    shown = picture.convert("RGB")
    width, height = shown.size
    return [shown.getpixel((width * x // 4, height * y // 4)) for y in (1, 3) for x in (1, 3)]


def smaller(file: Path, folder: Path) -> Image.Image:
    """Return the smallest copy that the site publishes of a picture."""
    write_variants(file, folder, file.name)
    _, name = variants(file.name, size(file).width)[0]
    return Image.open(folder / name)


def alike(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""The EXIF orientation → how the camera's sensor saw an upright picture."""


@pytest.mark.parametrize("orientation", TURNS)
def test_a_photo_lies_upright_in_every_copy(tmp_path: Path, orientation: int):
    seen = quarters(WIDE, WIDE * 2)
    if TURNS[orientation] is not None:
        seen = seen.transpose(TURNS[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    seen.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    found = size(tmp_path / "photo.jpg")
    assert (found.width, found.height) == (WIDE, WIDE * 2)
    copy = smaller(tmp_path / "photo.jpg", tmp_path)
    assert copy.height == copy.width * 2
    for shown, colour in zip(corners(copy), (RED, GREEN, BLUE, WHITE), strict=True):
        assert alike(shown, colour)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_webp_that_lies_on_its_side_is_refused(tmp_path: Path, orientation: int):
    """Chromium turns JPEG and PNG by that mark, and no WebP."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    file = tmp_path / "photo.webp"
    Image.new("RGB", (40, 20), "teal").save(file, exif=exif)
    said = [problem.message for problem in picture_problem("photo.webp", file)]
    assert len(said) == (orientation != 1)


def test_a_picture_that_breaks_off_is_refused_before_a_program_stumbles_over_it(tmp_path: Path):
    file = tmp_path / "photo.jpg"
    quarters().save(file)
    assert not list(picture_problem("photo.jpg", file))
    file.write_bytes(file.read_bytes()[:-400])
    [problem] = picture_problem("photo.jpg", file)
    assert "its bytes end or break off" in problem.message


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [("CMYK", ".jpg"), ("P", ".png"), ("RGB", ".png"), ("RGBA", ".png"), ("RGB", ".webp")],
)
def test_a_copy_has_the_colours_of_its_picture(tmp_path: Path, mode: str, suffix: str):
    file = tmp_path / f"picture{suffix}"
    quarters().convert(mode).save(file)
    for shown, colour in zip(
        corners(smaller(file, tmp_path)), (RED, GREEN, BLUE, WHITE), strict=True
    ):
        assert alike(shown, colour, by=20)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_profile_counts_in_every_mode(tmp_path: Path, mode: str):
    """The profile of this picture has red and blue in each other's place."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"...."), (b"bXYZ", b"rXYZ"), (b"....", b"bXYZ")):
        profile = profile.replace(old, new)
    quarters().convert(mode).save(tmp_path / "picture.png", icc_profile=profile)
    red, _, blue, white = corners(smaller(tmp_path / "picture.png", tmp_path))
    assert alike(white, WHITE)
    assert red[2] > red[0]
    assert blue[0] > blue[2]


def test_sixteen_bits_of_grey_keep_their_shades(tmp_path: Path):
    half = WIDE // 2
    row = (8_000).to_bytes(2, "little") * half + (40_000).to_bytes(2, "little") * half
    picture = Image.frombytes("I;16", (WIDE, 300), row * 300)
    picture.save(tmp_path / "grey.png")
    left, right, *_ = corners(smaller(tmp_path / "grey.png", tmp_path))
    assert alike(left, (8_000 // 256,) * 3)
    assert alike(right, (40_000 // 256,) * 3)


def test_sixteen_bits_of_grey_keep_what_can_be_seen_through(tmp_path: Path):
    half = WIDE // 2
    row = (8_000).to_bytes(2, "little") * half + (40_000).to_bytes(2, "little") * half
    picture = Image.frombytes("I;16", (WIDE, 300), row * 300)
    picture.save(tmp_path / "grey.png", transparency=40_000)
    copy = smaller(tmp_path / "grey.png", tmp_path)
    assert copy.getpixel((10, 10))[3] == 255
    assert copy.getpixel((copy.width - 10, 10))[3] == 0


def test_what_can_be_seen_through_stays_so(tmp_path: Path):
    picture = Image.new("RGBA", (WIDE, 300), (0, 0, 0, 0))
    picture.paste((200, 20, 20, 255), (0, 0, WIDE // 2, 300))
    picture.save(tmp_path / "half.png")
    copy = smaller(tmp_path / "half.png", tmp_path)
    assert copy.getpixel((10, 10))[3] == 255
    assert copy.getpixel((copy.width - 10, 10))[3] == 0


def test_a_very_thin_picture_has_copies(tmp_path: Path):
    Image.new("RGB", (2_000, 1), RED).save(tmp_path / "line.png")
    assert smaller(tmp_path / "line.png", tmp_path).height == 1


def test_pictures_of_one_stem_have_copies_of_their_own(tmp_path: Path):
    names = [
        name
        for file in ("map.png", "map.jpg", "map.webp", "map-png.jpg")
        for _, name in variants(file, 5_000)
    ]
    assert len(set(names)) == len(names)


INK = {
    "black on nothing": ((0, 0, 0, 255), True),
    "dark blue on nothing": ((20, 30, 90, 255), True),
    "the grey of many logos on nothing": ((97, 97, 97, 255), True),
    "light grey on nothing": ((220, 220, 220, 255), False),
}


@pytest.mark.parametrize("name", INK)
def test_dark_ink_on_nothing_gets_a_light_card(tmp_path: Path, name: str):
    colour, dark = INK[name]
    picture = Image.new("RGBA", (WIDE, 300), (0, 0, 0, 0))
    picture.paste(colour, (50, 50, 200, 200))
    picture.save(tmp_path / "ink.png")
    assert (ground(tmp_path / "ink.png") == "on-light") is dark


@pytest.mark.parametrize("unit", ["", "px", "pt", "pc", "mm", "cm", "in"])
def test_a_drawing_is_measured_in_every_unit(tmp_path: Path, unit: str):
    start = f'<svg xmlns="http://www.w3.org/2000/svg" width="40{unit}" height="20{unit}"'
    line = '<path d="M2 2h30v10" stroke="#000" fill="none"/></svg>'
    (tmp_path / "bare.svg").write_text(f"{start}>{line}")
    (tmp_path / "boxed.svg").write_text(f'{start} viewBox="0 0 40 20">{line}')
    assert ground(tmp_path / "bare.svg") == "on-light"
    assert ground(tmp_path / "boxed.svg") == "on-light"
    found = size(tmp_path / "bare.svg")
    assert found.width == pytest.approx(40 * pixels(f"1{unit}"), abs=1)
    assert found.width == pytest.approx(2 * found.height, abs=1)
    assert size(tmp_path / "boxed.svg") == found


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ('viewBox="-5,-5 , 1e2,50.4"', (100, 50)),
        ('viewBox="0 0 0.4 0.2"', (1, 1)),
        ('viewBox="0 0 40 20" width="100"', (100, 50)),
        ('viewBox="0 0 40 20" height="100"', (200, 100)),
        ('viewBox="0 0 40 20" width="100%" height="100%"', (40, 20)),
        ('viewBox="0 0 40 0"', None),
        ('width="100%"', None),
    ],
)
def test_a_drawing_has_the_size_in_which_a_browser_shows_it(
    tmp_path: Path, attributes: str, shown: tuple[int, int] | None
):
    file = tmp_path / "drawing.svg"
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>')
    assert size(file) == (shown and Size(*shown))


def test_dark_ink_beside_a_light_box_gets_a_light_card_and_dark_ink_in_it_none(tmp_path: Path):
    picture = Image.new("RGBA", (WIDE, 300), (0, 0, 0, 0))
    picture.paste((250, 250, 250, 255), (20, 20, 400, 280))
    picture.paste((0, 0, 0, 255), (40, 40, 300, 260))
    picture.save(tmp_path / "inside.png")
    for place in (450, 480, 510, 540):
        picture.paste((0, 0, 0, 255), (place, 20, place + 10, 280))
    picture.save(tmp_path / "beside.png")
    assert ground(tmp_path / "inside.png") == ""
    assert ground(tmp_path / "beside.png") == "on-light"


def test_a_drawing_with_its_own_ground_needs_none(tmp_path: Path):
    start = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
    line = '<path d="M2 2h30v10" stroke="#000" fill="none"/></svg>'
    (tmp_path / "bare.svg").write_text(f"{start}{line}")
    (tmp_path / "ground.svg").write_text(f'{start}<path d="M0 0h40v20H0z" fill="#fff"/>{line}')
    (tmp_path / "both.svg").write_text(
        f"{start}<style>@media (prefers-color-scheme: dark) {{path {{stroke: #fff}}}}</style>{line}"
    )
    (tmp_path / "tall.svg").write_text(f"{start.replace('40 20', '1 1e7')}{line}")
    assert ground(tmp_path / "bare.svg") == "on-light"
    assert ground(tmp_path / "tall.svg") == ""
    assert ground(tmp_path / "ground.svg") == ""
    assert ground(tmp_path / "both.svg") == ""


LIGHT_INK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40" stroke="#fff" fill="none">'


@pytest.mark.parametrize(
    ("drawn", "card"),
    [
        ('<path stroke-width="3" d="M5 5h50M5 15h50M5 25v10M15 25v10M25 25v10"/>', "on-dark"),
        # The coloured part is seen anywhere, the words are not.
        (
            '<path stroke-width="2" d="M5 20h50M5 27h50M5 34h50"/>'
            '<path fill="#1464ad" stroke="none" d="M5 5h9v9H5z"/>',
            "on-dark",
        ),
        ('<path fill="#fff" d="M2 2h56v36H2z"/><path stroke="#000" d="M9 9h40v20"/>', ""),
        (
            '<path fill="#fff" d="M20 2h38v36H20z"/><path stroke="#000" d="M2 5h12M2 15h12"/>',
            "on-light",
        ),
        ('<path stroke="#1b7837" stroke-width="3" d="M5 5h50M5 15h50"/>', "on-light"),
        ('<path stroke="#d95f02" stroke-width="3" d="M5 5h50M5 15h50"/>', ""),
    ],
)
def test_light_ink_on_nothing_gets_a_dark_card_and_a_light_box_none(
    tmp_path: Path, drawn: str, card: str
):
    (tmp_path / "drawing.svg").write_text(f"{LIGHT_INK}{drawn}</svg>")
    assert ground(tmp_path / "drawing.svg") == card


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
FILTER = '<filter id="f">{}</filter><rect width="9" height="9" filter="url(#f)"/>'
TURBULENT = '<feTurbulence numOctaves="10"/><feMorphology radius="60"/>'
SHADOW = '<feGaussianBlur stdDeviation="2"/><feOffset dx="1"/><feMerge/>'
LINE = '<marker id="m">{}</marker><path d="M0 0{}" marker-mid="url(#m)"/>'


@pytest.mark.parametrize(
    ("drawing", "sound"),
    [
        (FILTER.format(TURBULENT * 300), False),
        (FILTER.format(SHADOW * 5), True),
        (LINE.format("<circle r='1'/>" * 1000, " 1 1" * 9000), False),
        (LINE.format("<circle r='1'/>", " 1 1" * 9000), True),
        (
            "<style>path { marker-mid: url(#m) }</style>" + LINE.format("<g/>" * 999, " 1 1" * 99),
            False,
        ),
        ("<g style='mix-blend-mode: multiply'>" * 50 + "</g>" * 50, True),
        ("<g style='mix-blend-mode: multiply'/>" * 3000, False),
    ],
    ids=["filters", "a shadow", "markers", "arrows", "markers by a style", "blending", "blended"],
)
def test_a_drawing_that_keeps_a_browser_busy_is_refused(tmp_path: Path, drawing: str, sound: bool):
    file = tmp_path / "busy.svg"
    file.write_text(SVG.format(drawing), encoding="utf-8")
    said = [each.message for each in picture_problem("busy.svg", file)]
    assert said == ([] if sound else [f"There are more than {BOUNDS['drawn']}."])
