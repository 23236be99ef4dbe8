"""Pictures that somebody adds."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from hubdata.figure_manifest import pictures
from hubdata.guard.pictures import picture_problem
from PIL import Image
from support import ROOT

from scaffold.__main__ import main
from scaffold.figure import PNG_PIXELS

from .tree import changed, digest, give, options

PICTURE = {
    "title": "A picture for this test",
    "alt": "Twelve people stand in front of a wall of posters and talk in pairs",
    "caption": "The showcase",
    "creator": "Иван Петров",
    "licence": "CC BY 4.0",
    "source": "https://example.org/picture",
}


@pytest.fixture
def gallery(base: Path, tmp_path: Path) -> Path:
    """Return a copy with a folder of figures to write into."""
    tree = shutil.copytree(base, tmp_path / "a tree")
    (tree / "figures").mkdir()
    shutil.copy(ROOT / "figures/manifest.yml", tree / "figures")
    return tree


@pytest.fixture
def dot(tmp_path: Path) -> Path:
    """Return a small picture."""
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def picture(tree: Path, file: Path, **change: str) -> int:
    return give(tree, "figure", str(file), *options(PICTURE | change))


def refused(tree: Path, capsys: pytest.CaptureFixture, file: Path, **change: str) -> str:
    """Return what is said where a picture is not taken; nothing is written then."""
    before = digest(tree)
    assert picture(tree, file, **change) == 1
    assert changed(before, digest(tree)) == set()
    return capsys.readouterr().err


def test_a_picture_that_nobody_sees_or_of_a_broken_address_is_refused(
    gallery: Path, tmp_path: Path, dot: Path, capsys: pytest.CaptureFixture
):
    for size in ((1, 1), (9_000, 10)):
        Image.new("RGB", size).save(tmp_path / "thin.png")
        assert "Nobody would see it" in refused(gallery, capsys, tmp_path / "thin.png")
    for source in ("https://a.example/a b", "javascript:alert(1)"):
        assert source in refused(gallery, capsys, dot, source=source)


def test_a_photograph_is_upright_small_and_tells_nothing_of_its_camera(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture
):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    noise = Image.effect_noise((2_000, 1_200), 80).convert("RGB")
    noise.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    assert picture(gallery, tmp_path / "photo.jpg") == 0
    shown = capsys.readouterr().out
    assert "```{figure} /../figures/a-picture-for-this-test.jpg\n:alt: Twelve people" in shown
    made = gallery / "figures/a-picture-for-this-test.jpg"
    with Image.open(made) as image:
        assert image.height > image.width
        assert not image.getexif()
        assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert made.stat().st_size <= 120_000
    [entry] = [each for each in pictures(gallery / "book") if made.name in each.files]
    assert (entry.creator, entry.licence) == ("Иван Петров", "CC-BY-4.0")
    assert entry.files == [made.name]


@pytest.mark.parametrize(
    ("mode", "colour", "suffix"),
    [("I;16", 40_000, "png"), ("CMYK", (0, 90, 90, 0), "tif"), ("P", 3, "gif"), ("LA", 9, "png"),
     ("1", 1, "bmp"), ("RGBA", (9, 9, 9, 90), "webp")],
)  # fmt: skip
def test_pictures_of_every_mode_are_taken(
    gallery: Path, tmp_path: Path, mode: str, colour: object, suffix: str
):
    Image.new(mode, (300, 200), colour).save(tmp_path / f"odd.{suffix}")
    assert picture(gallery, tmp_path / f"odd.{suffix}") == 0
    [made] = (gallery / "figures").glob("a-picture*")
    with Image.open(made) as image:
        assert image.size == (300, 200)
        if mode == "I;16":
            assert abs(image.convert("L").getpixel((5, 5)) - 40_000 // 257) <= 1


def test_a_screenshot_that_nothing_is_seen_through_is_saved_without_transparency(
    gallery: Path, tmp_path: Path
):
    noise = Image.effect_noise((900, 700), 80).convert("RGBA")
    noise.save(tmp_path / "screen.png")
    assert picture(gallery, tmp_path / "screen.png") == 0
    [made] = (gallery / "figures").glob("a-picture*")
    assert made.suffix == ".jpg"


DRAWN = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/a.dtd">'
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" i:version="1" viewBox="0 0 9 9"><metadata><i:x/>'
    '</metadata><defs><path id="m" d="M0 0L5 5" stroke="#000"/></defs><use xlink:href="#m"/>{}</svg>'
)


def test_a_drawing_is_cleaned_and_says_its_title(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture
):
    fonts = "@import url(https://a.example/f.css);@font-face{font-family:F;src:url(https://a.example/f)}"
    left = (
        f"<style>{fonts}text{{fill:#123}}</style>"
        "<switch><foreignObject><p>a</p></foreignObject><text>a</text></switch>"
        '<defs><font horiz-adv-x="9"><glyph unicode="a" d="M0 0"/></font></defs>'
        '<switch><g requiredFeatures="a"/><text>no text</text></switch><a xlink:href="page.html"><g/></a>'
        '<a xlink:href="https://example.org/" xlink:title="b"><text xml:space="preserve" font-family="Arial" '
        'y="5" font-size="5">a  b</text></a><text><i:x/>one <tspan>two</tspan><i:x/> three</text>'
    )
    of_root = 'width="100%" height="50%" content="&lt;mxfile&gt;" viewBox'
    drawn = DRAWN.format(left).replace("viewBox", of_root)
    (tmp_path / "drawn.svg").write_text(drawn, encoding="utf-8")
    assert picture(gallery, tmp_path / "drawn.svg") == 0
    made = (gallery / "figures/a-picture-for-this-test.svg").read_text(encoding="utf-8")
    for gone in ("inkscape", "metadata", "DOCTYPE", "foreignObject", "a.example", "glyph", "%",
                 "mxfile", "requiredFeatures", "page.html"):  # fmt: skip
        assert gone not in made
    for kept in (
        "text{fill:#123}",
        '<text xml:space="preserve" font-family="Arial" y="5" font-size="5">a  b</text>',
        "https://example.org/",
        "<text>one <tspan>two</tspan> three</text>",
    ):
        assert kept in made
    assert "<title>A picture for this test</title>" in made
    # What cannot take an SVG finds a PNG, and its words, whatever their font is called.
    assert "```{figure} /../figures/a-picture-for-this-test.*\n" in capsys.readouterr().out
    with Image.open(gallery / "figures/a-picture-for-this-test.png") as image:
        assert image.width == PNG_PIXELS
        assert len(image.convert("RGB").getcolors(65_536)) > 2
    [entry] = [each for each in pictures(gallery / "book") if each.title == PICTURE["title"]]
    assert entry.files == ["a-picture-for-this-test.svg", "a-picture-for-this-test.png"]
    assert not list(picture_problem("x", gallery / "figures/a-picture-for-this-test.svg"))


@pytest.mark.parametrize(
    ("shape", "made"),
    [
        ('width="210mm" height="105mm" viewBox="0 0 9 4.5"', (PNG_PIXELS, PNG_PIXELS // 2)),
        ('width="1" height="1e6" viewBox="0 0 1 1e6"', (1, 10 * PNG_PIXELS)),
    ],
)
def test_a_drawing_of_every_unit_and_shape_gets_a_picture_of_bounded_size(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture, shape: str, made: tuple[int, int]
):
    (tmp_path / "drawn.svg").write_text(DRAWN.format("").replace('viewBox="0 0 9 9"', shape))
    licence = "Used with permission of the Example Institute"
    assert picture(gallery, tmp_path / "drawn.svg", licence=licence) == 0
    with Image.open(gallery / "figures/a-picture-for-this-test.png") as image:
        assert image.size == made
    assert "Иван Петров, used with permission of the Ex" in capsys.readouterr().out


ENTITY = '<!DOCTYPE svg [<!ENTITY ns_ai "http://ns.example/">]><svg xmlns:ai="&ns_ai;"'


@pytest.mark.parametrize(
    "content",
    [
        DRAWN.format("").encode("utf-16"),
        gzip.compress(DRAWN.format("").encode()),
        (ENTITY + DRAWN.format("<ai:pgf/>").partition("<svg")[2]).encode(),
    ],
)
def test_a_drawing_is_read_as_programs_write_it(gallery: Path, tmp_path: Path, content: bytes):
    (tmp_path / "drawn").write_bytes(content)
    assert picture(gallery, tmp_path / "drawn") == 0
    made = (gallery / "figures/a-picture-for-this-test.svg").read_text(encoding="utf-8")
    assert '<path id="m" d="M0 0L5 5" stroke="#000" />' in made
    assert "ns.example" not in made


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            DRAWN.replace("0 0 9 9", '0 0 9 9" width="0').format(""),
            "odd: the drawing cannot be shown",
        ),
        (DRAWN.format("<script>alert(1)</script>"), "It holds the element <script>"),
        (DRAWN.format('<text onclick="x()">a</text>'), "It runs code"),
        (DRAWN.format("<foreignObject/>"), "It holds the element <foreignObject>"),
        (DRAWN.format('<path fill="url(#lost)"/>'), "uses «#lost», which is not in the file"),
        (DRAWN.format("<style>path{fill:url('#lost')}</style>"), "uses «#lost»"),
        (DRAWN.format('<use xlink:href="#lost"/>'), "uses «#lost»"),
        (DRAWN.format('<use xlink:href="other.svg#m"/>'), "leads to «other.svg#m»"),
        (DRAWN.format("").replace("viewBox", "class"), "does not say how large it is"),
        ("<svg", "no sound SVG: unclosed token: line 1"),
        ("<html/>", "The file is no SVG"),
        ('<!DOCTYPE svg [<!ENTITY a "&b;">]><svg>&a;</svg>', "declares entities"),
        ("no picture", "no picture that can be read"),
        ("", "no picture that can be read"),
    ],
)
def test_what_is_no_sound_picture_is_refused_in_one_sentence(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture, content: str, message: str
):
    (tmp_path / "odd").write_text(content, encoding="utf-8")
    assert message in refused(gallery, capsys, tmp_path / "odd")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alt": "Photo of coloured discs."}, "Alternative text: the alternative text begins with"),
        ({"alt": "A screenshot of GitHub."}, "a screen reader has just said"),
        ({"alt": "Discs"}, "too short to say what the picture tells"),
        ({"alt": "Twelve people mend a wall of posters."}, "Write «fix» instead"),
        ({"alt": f"{'Discs and people, ' * 15}all in a row."}, "a listener cannot stop"),
        (
            {"caption": "Twelve people stand in front of a wall of posters and talk in pairs"},
            "twice",
        ),
        ({"title": "A picture to mend"}, "Title: «mend» is not a word of this book's style"),
        ({"licence": "All rights reserved"}, "not right"),
        ({"licence": "unknown"}, "not right"),
        ({"licence": "CC BY 9.9"}, "not right"),
    ],
)
def test_what_the_checks_would_find_is_refused_before_anything_is_written(
    gallery: Path, dot: Path, capsys: pytest.CaptureFixture, change: dict, message: str
):
    assert message in refused(gallery, capsys, dot, **change)


def test_the_picture_that_is_made_takes_the_place_of_an_original_without_a_record(
    gallery: Path, capsys: pytest.CaptureFixture
):
    figures = gallery / "figures"
    for name, title in (("my photo (1).JPG", "The first"), ("the-next.png", "The next")):
        Image.new("RGB", (9, 9)).save(figures / name, "PNG")
        assert picture(gallery, figures / name, title=title, alt=f"{title} of 10 red discs.") == 0
    assert sorted(each.name for each in figures.iterdir()) == [
        "manifest.yml", "the-first.png", "the-next.png",
    ]  # fmt: skip
    assert "Removed:\n  figures/my photo (1).JPG\n" in capsys.readouterr().out
    # One with a record is shown somewhere, and stays.
    assert picture(gallery, figures / "the-next.png", title="A third", alt="A third, all red.") == 0
    assert len(list(figures.iterdir())) == 4


def test_a_picture_is_looked_at_first_and_what_nobody_can_be_asked_is_named_as_options(
    gallery: Path, dot: Path, capsys: pytest.CaptureFixture
):
    assert main(["figure", "no-such.png"], gallery) == 1
    said = capsys.readouterr()
    assert ("no-such.png cannot be read" in said.err, said.out) == (True, "")
    assert main(["figure", str(dot)], gallery) == 1
    said = capsys.readouterr()
    assert said.out.count("> ") == 1
    assert """Give --title, --alt, --caption, --creator, --licence, --source""" in said.err
    assert """With `make`, write ARGS='--title "…"'.""" in said.err


@pytest.mark.parametrize("form", ["AVIF", "GIF", "PNG", "TIFF", "WEBP"])
def test_of_several_pictures_in_a_file_none_is_chosen(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture, form: str
):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "two", form, save_all=True, append_images=frames[1:])
    assert "holds several pictures" in refused(gallery, capsys, tmp_path / "two")


def test_a_long_film_is_told_as_several_pictures_and_not_as_a_large_one(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture
):
    frames = [Image.new("P", (4000, 3000), colour) for colour in range(5)]
    frames[0].save(tmp_path / "film.gif", save_all=True, append_images=frames[1:])
    assert "holds several pictures" in refused(gallery, capsys, tmp_path / "film.gif")


def test_values_without_black_and_white_are_refused(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture
):
    Image.new("F", (40, 30), 0.5).save(tmp_path / "height.tif")
    assert "no black and white" in refused(gallery, capsys, tmp_path / "height.tif")
