"""Takes a picture of one's own into the book: made safe and small, with its record."""

import io
import re
import zlib
from contextlib import suppress
from pathlib import Path
from xml.etree.ElementTree import Element, register_namespace, tostring

from booklint.picture import decode
from booklint.svg import read_svg
from defusedxml import EntitiesForbidden
from defusedxml.ElementTree import ParseError, fromstring
from hub.markdown import escape
from hubdata import figure_manifest as figures
from hubdata.guard.bounds import most
from hubdata.guard.pictures import svg_problems
from hubdata.records import Records
from hubdata.schema import Address
from PIL import Image

from scaffold import questions as q
from scaffold.changes import Changes
from scaffold.data import add_record, scalar
from scaffold.errors import UserError
from scaffold.judge import judge
from scaffold.pages import file_name
from scaffold.questions import Answers, Kind, Question
from scaffold.sanitise import one_line

MAX_BYTES = 120_000
"""Bytes of a picture: some more than this on one page, and `make check` asks for less."""

MAX_SIDES = (1_600, 1_200, 900, 700, 500, 350)
MIN_SIDE = 4
MAX_INPUT = 60_000_000
PNG_PIXELS = 960
"""Width of the PNG beside a drawing, as that of the charts."""

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
register_namespace("", SVG)
register_namespace("xlink", XLINK)
_OR_PNG = "Export it as PNG, or draw it without that."
_PLAIN = "Export it as plain SVG, or as PNG."
# Where a colour follows, that is drawn instead.
_USED = re.compile(r"url\(\s*[\"']?#([^\"')\s]+)[\"']?\s*\)(?!\s*[\w#])")
_HREFS = ("href", f"{{{XLINK}}}href")
_KEPT = {*_HREFS, "{http://www.w3.org/XML/1998/namespace}space"}
# How Illustrator names its namespaces: words alone, which no other entity is a part of.
_ENTITY = re.compile(rb'<!ENTITY\s+(\w+)\s+"([^"&%<]{0,100})"\s*>')
_FONT_ELSEWHERE = re.compile(
    r"@import\s[^;]*;|@font-face\s*\{(?=[^}]*\burl\()(?![^}]*\bdata:)[^}]*\}", re.IGNORECASE
)


def _sentence(said: str, text: str, records: Records) -> str:
    said = one_line(said, text, 500)
    return said if said.endswith((".", "!", "?", "…", "。")) else f"{said}."


def _on_page(alt: str, caption: str = "", file: str = "picture.png") -> str:
    """Return the lines by which a page shows a picture."""
    return f"```{{figure}} /../figures/{file}\n:alt: {scalar(alt)}\n\n{caption}\n```"


def _picture(said: str, text: str, records: Records) -> tuple[Path, str, bytes]:
    """Return the path of a picture, the suffix that it gets, and its bytes: of a drawing as it is."""
    path = Path(said).expanduser()
    content = _bytes(path)
    try:
        # The marks of UTF-8 and of UTF-16 before the first sign.
        if content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] != b"<":
            return path, *raster(content)
        svg(content, said, said)
        return path, "svg", content
    except UserError as error:
        raise UserError(f"{path.name}: {error.message}", error.fix) from error


def _source(said: str, text: str, records: Records) -> str:
    """Return where a picture comes from, in words or as an address that is a whole one."""
    said = q.line_of(figures.Said).read(said, text, records)
    return q.checked(Address, said, text) if re.match(r"[A-Za-z][\w+.-]*:\S", said) else said


QUESTIONS = (
    Question(
        "file",
        "File",
        "SVG, PNG, JPEG, GIF, WebP, AVIF, TIFF or BMP.",
        Kind(_picture),
        True,
        bare=True,
    ),
    Question("title", "Title", "What the picture is.", q.TITLE, True, example="The 2025 showcase"),
    Question(
        "alt",
        "Alternative text",
        "What it shows, for readers who cannot see it, in one or two sentences.",
        Kind(_sentence, page=_on_page),
        required=True,
        example="Twelve people stand in front of a wall of posters and talk in pairs.",
    ),
    Question(
        "caption",
        "Caption",
        "What readers see below it.",
        Kind(_sentence, page=escape),
        required=True,
    ),
    Question("creator", "Creator", "Who made it.", q.NAME, required=True),
    Question(
        "licence",
        "Licence",
        f"Its SPDX name, or «{figures.PERMISSION}NAME».",
        q.line_of(figures.Licence),
        required=True,
        example="CC-BY-4.0",
    ),
    Question(
        "source",
        "Source",
        "Where it comes from: an address, or in words.",
        Kind(_source),
        required=True,
        example="Photograph taken for this book",
    ),
    Question("name", "Name of the file", "Made from the title if left out.", q.FILE_NAME),
)


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a picture and its record to the changes; return the lines to paste. Raises `UserError`."""
    title, alt, caption = (answers.one(name) for name in ("title", "alt", "caption"))
    name = answers.one("name") or file_name(title)
    path, suffix, content = answers.one("file")
    made = {suffix: content}
    if suffix == "svg":
        # Imported here: it loads the renderer. LaTeX cannot take an SVG, and finds the PNG.
        from figures.draw.raster import png_bytes

        drawn = svg(content, title, alt)
        try:
            made = {"svg": drawn, "png": png_bytes(drawn.decode(), PNG_PIXELS, every_font=True)}
        except ValueError as error:
            raise UserError(
                f"{path.name}: the drawing cannot be shown: {error}.", _OR_PNG
            ) from error
    licence = answers.one("licence").replace(figures.PERMISSION, figures.PERMISSION.lower())
    credit = f"{answers.one('creator')}, {licence}."
    file = f"{name}.{'*' if len(made) > 1 else suffix}"
    shown = _on_page(alt, f"{escape(caption)} {escape(credit)}", file)
    judge(records, "Caption", shown)
    folder = (changes.top / "figures").resolve()
    recorded = {each for entry in figures.pictures(records.book) for each in entry.files}
    # What lies in the folder without a record is the original, and the picture takes its place.
    original = path.name if path.resolve().parent == folder and path.name not in recorded else ""
    if original:
        changes.remove(f"figures/{original}")
    if twins := [each.name for each in folder.glob(f"{name}.*") if each.name != original]:
        raise UserError(f"figures/{twins[0]} exists already.", "Give another name as --name.")
    for each, data in made.items():
        changes.create(f"figures/{name}.{each}", data)
    record = {
        "title": title,
        "creator": answers.one("creator"),
        "licence": answers.one("licence"),
        "source": answers.one("source"),
        "files": [f"{name}.{each}" for each in made],
        "alt": alt,
        "caption": caption,
    }
    add_record(changes, figures.MANIFEST, name, record)
    if problems := figures.manifest_problems(changes.read(figures.MANIFEST)):
        raise UserError(str(problems[0]))
    return (
        f"Paste these lines where the picture belongs ({len(made[suffix]) / 1000:,.0f} kB), "
        f"then run `make check`:\n\n{shown}"
    )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_INPUT:
            raise UserError(
                f"{path} is larger than {MAX_INPUT // 1_000_000} MB.", "Save it smaller."
            )
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.", "Name another file.") from None
    with suppress(zlib.error):  # as .svgz
        content = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content, MAX_INPUT)
    return content


# --- photographs and screenshots -----------------------------------------------------------------------


def raster(content: bytes) -> tuple[str, bytes]:
    """Return the suffix and the bytes of a picture: upright, without metadata, and small enough."""
    image = _upright(content)
    photo = image.mode == "RGB" and len(image.getcolors(65_536) or ()) == 0
    for side in MAX_SIDES:
        small = image.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        if min(small.size) < MIN_SIDE:
            raise UserError(
                f"Nobody would see it: on a page it has {small.width} by {small.height} pixels.",
                "Give a larger picture, or a part of it.",
            )
        for form, options in _forms(small, photo=photo):
            into = io.BytesIO()
            small_form = small.quantize(256) if options.pop("few", False) else small
            small_form.save(into, form, **options)
            if into.tell() <= MAX_BYTES:
                return {"JPEG": "jpg", "PNG": "png"}[form], into.getvalue()
    raise UserError("The picture cannot be made small enough.", "Save it with fewer pixels.")


def _forms(image: Image.Image, *, photo: bool) -> list[tuple[str, dict]]:
    """Return the ways to save a picture, the best first."""
    drawn = [("PNG", {"optimize": True}), ("PNG", {"optimize": True, "few": True})]
    taken = [("JPEG", {"quality": quality, "optimize": True}) for quality in (85, 75, 65)]
    if image.mode == "RGBA":
        return drawn
    return taken if photo else [*drawn[:1], *taken[:1], *drawn[1:], *taken[1:]]


def _upright(content: bytes) -> Image.Image:
    """Return the picture as browsers show it, without what else its file says."""
    # Imported here: it loads Sphinx.
    from hub.site.pictures import upright

    found = decode(content)
    if found.frames > 1:
        raise UserError(
            "The file holds several pictures.", "Save one of them by itself, as PNG or JPEG."
        )
    if found.pixels > most("pixels"):
        raise UserError(f"It has more than {most('pixels'):,} pixels.", "Save it smaller.")
    if "scans" in found.error:
        raise UserError(
            f"The picture cannot be used: {found.error}.", "Export it anew as JPEG or PNG."
        )
    try:
        opened = Image.open(io.BytesIO(content))
        if opened.mode.startswith("F"):
            raise UserError("The picture has no black and white.", "Save it as PNG or JPEG.")
        made = upright(opened)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError):
        why = f": {found.error}" if found.error else ""
        raise UserError(
            f"The file is no picture that can be read{why}.", "Export it as JPEG, PNG or SVG."
        ) from None
    made.info = {}
    # Screenshots say for each pixel that nothing is seen through it.
    if made.mode == "RGBA" and made.getchannel("A").getextrema()[0] == 255:
        return made.convert("RGB")
    return made


# --- drawings ------------------------------------------------------------------------------------------


def svg(content: bytes, title: str, alt: str) -> bytes:
    """Return an SVG cleaned of what programs leave in it, with a title; refuses what is not safe."""
    words = dict(_ENTITY.findall(content))
    content = _ENTITY.sub(b"", content)
    content = re.sub(rb"&(\w+);", lambda found: words.get(found[1], found[0]), content)
    try:
        root = fromstring(content, forbid_dtd=False)
    except EntitiesForbidden:
        raise UserError("The drawing declares entities.", _PLAIN) from None
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise UserError(f"The file is no sound SVG: {error}.", _PLAIN) from None
    if root.tag != f"{{{SVG}}}svg":
        found = f'Its first element is <{root.tag}>, not <svg xmlns="{SVG}">.'
        raise UserError(f"The file is no SVG. {found}", "Export it as SVG, PNG or JPEG.")
    _strip(root)
    _refuse_lost(root)
    for tag, words in (("desc", alt), ("title", title)):
        for old in root.findall(f"{{{SVG}}}{tag}"):
            root.remove(old)
        made = Element(f"{{{SVG}}}{tag}")
        made.text = words
        root.insert(0, made)
    cleaned = f"{tostring(root, encoding='unicode').rstrip()}\n".encode()
    for _, message in svg_problems(read_svg(cleaned)):
        raise UserError(f"The drawing cannot be used: {message}", _OR_PNG)
    if len(cleaned) > MAX_BYTES:
        raise UserError(
            f"The drawing has {len(cleaned) // 1000} kB; {MAX_BYTES // 1000} are the most.",
            "Draw it with fewer points, or give it as PNG.",
        )
    return cleaned


def _strip(root: Element) -> None:
    """Take out what is not SVG, and what draws nothing where SVG has another way beside it.

    A font from elsewhere is not loaded in a picture on a page: the next in the list of its family is.
    No browser draws with a font that an SVG holds as elements, as LibreOffice writes them.
    """
    for parent in list(root.iter()):
        for child in list(parent):
            tag = child.tag if isinstance(child.tag, str) else ""
            space, _, name = tag.rpartition("}")
            instead = (
                name == "foreignObject" and parent.tag == f"{{{SVG}}}switch" and len(parent) > 1
            )
            if space != f"{{{SVG}" or name in ("metadata", "font") or instead:
                _take_out(parent, child)
        if parent.tag == f"{{{SVG}}}style":
            parent.text = _FONT_ELSEWHERE.sub("", parent.text or "")
        for key, value in list(parent.attrib.items()):
            leads = key in _HREFS and parent.tag == f"{{{SVG}}}a"
            if (
                (key.startswith("{") and key not in _KEPT)
                or (leads and not value.startswith(("#", "https://")))
                # A share of the page, where the picture says its own shape.
                or (parent is root and value.endswith("%") and "viewBox" in root.attrib)
                # No browser asks any more what it can do, and other programs answer as they like.
                or key == "requiredFeatures"
                # What draw.io draws from, with its hidden layers and other pages.
                or key == "content"
            ):
                del parent.attrib[key]


def _take_out(parent: Element, child: Element) -> None:
    """Take an element out, and leave the words behind it, which the library counts as a part of it."""
    place, words = list(parent).index(child), child.tail or ""
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    parent.remove(child)


def _refuse_lost(root: Element) -> None:
    """Raise `UserError` for a colour, a clip or a shape that the drawing names and does not hold."""
    there = {each.get("id") for each in root.iter()}
    for each in root.iter():
        styles = [*each.attrib.values(), each.text or "" if each.tag == f"{{{SVG}}}style" else ""]
        used = [name for style in styles for name in _USED.findall(style)]
        if each.tag == f"{{{SVG}}}use":
            used += [each.get(key, "")[1:] for key in _HREFS if each.get(key, "")[:1] == "#"]
        if lost := next((name for name in used if name and name not in there), None):
            raise UserError(f"The drawing uses «#{lost}», which is not in the file.", _OR_PNG)
