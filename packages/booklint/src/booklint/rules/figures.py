"""Pictures: that they are found, that their bytes are sound, and that they do no harm."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from booklint.book import Book, pages
from booklint.finding import Problem
from booklint.lookup import Look, is_followed, is_local, is_taken_in, look_up
from booklint.page import Page
from booklint.picture import FORMATS, MAX_PIXELS, PAGE, Picture
from booklint.registry import rule
from booklint.svg import Element

BUILDERS = {
    "html": {".svg", ".png", ".gif", ".jpg", ".jpeg"},
    "epub": {".svg", ".png", ".gif", ".jpg", ".jpeg"},
    "latex": {".pdf", ".png", ".jpg", ".jpeg"},
}
"""What each builder takes when it resolves a wildcard."""

MAX_BYTES = {True: 200_000, False: 5_000_000}
MAX_WIDTH = {True: 4_000, False: 12_000}
MAX_BYTES_OF_PAGE = 150_000
MAX_BYTES_OF_BOOK = 1_500_000
MAX_BYTES_PER_PAGE = 15_000
"""Budgets: for this book (`True`), far tighter than for others."""

MAX_SECONDS_OF_ANIMATION = 5.0
GOOD_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z]+")


# --- is it there ---------------------------------------------------------------------------------


ENDLESS = re.compile(r"\banimation\b[^;]{0,500}\binfinite\b")
CLASS = re.compile(r"\.([\w-]+)")


@rule("book", each=pages)
def picture_found(book: Book, page: Page) -> Iterator[Problem]:
    """Every picture that a page shows is there, at the depth, under the name and in a kind that builds find.

    Bad (index.md, line 1):
        == index.md
        ![The second page](more.md)
        == more.md
        # More

    Bad (book/club/index.md, lines 1, 4, 6, 8, 10, 14, 18, 20, 22):
        == book/club/index.md
        ![Map of the five organisations](../figures/map.*)
        ![The same map](../../figures/map.png)

        ![Map of the five organisations](../../../figures/map.png)

        ![Map of the five organisations]()

        ![Map of the five organisations](Plan.png)

        ```{figure} Plan.*
        :alt: Map of the five organisations
        ```

        ![Map of the five organisations](<maps/five%20organisations.png>)

        | a | b |
        |---|---|
        | 1 | ![Map of the five organisations](plam.png) |

        ![Map of the five organisations](drawn.*)

        ![Map of the five organisations](#map)
        == figures/map.png (a PNG)
        == book/club/plan.png (a PNG)
        == book/club/maps/five organisations.png (a PNG)
        == book/club/drawn.svg
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title></svg>
        == book/club/drawn.webp (a WEBP)

    Good:
        == book/club/index.md
        ```{figure} /../figures/map.*
        :alt: Map of the five organisations
        ```
        ![The same map](../../figures/map.png) ![One from elsewhere](https://example.org/map.png)
        ![Map of the five organisations](maps/five-organisations.png)
        == book/club/maps/five-organisations.png (a PNG)
        == figures/map.png (a PNG)
        == figures/map.svg
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title></svg>
    """
    for image in page.images:
        look = look_up(book, page, image) if is_followed(book, page, image) else Look()
        message, fix = "", look.fix
        if look.wrong:
            became = f"{look.sought} is not there"
            if look.sought.startswith("../"):
                became = "its path climbs out of the repository"
            message = f"the picture {image.source} {LOST[look.wrong].format(became)}"
        elif image.source.endswith(".*") and look.paths:
            suffixes = {posixpath.splitext(path)[1].lower() for path in look.paths}
            without = [name for name, taken in BUILDERS.items() if not suffixes & taken]
            if without:
                message = (
                    f"{image.source} finds {', '.join(sorted(suffixes))}, which the builder "
                    f"{' and '.join(without)} cannot take"
                )
                fix = "put a .png of the same name beside it, which every builder takes"
        elif book.config.dialect != "myst" and PAGE.search(image.source):
            message, fix = (
                f"{image.source} is no picture, but a page",
                f"link it: [words]({image.source})",
            )
        elif not image.source.partition("#")[0].strip() and image.syntax != "html":
            message, fix = "the picture names no file", "write the path of the file"
            if book.strict:
                fix = "write its path, such as /../figures/name.png"
        if message:
            yield Problem(image.line, message, fix)


LOST = {
    "missing": "is not found: {}",
    "case": "differs from the file in capital letters, so it breaks on the published site",
    "signs": "is there, but the build does not find a name with spaces, brackets or letters beyond a to z",
}
"""What is said of a picture that is lost, by what is wrong with its path."""


@rule("book", each=pages)
def picture_html(book: Book, page: Page) -> Iterator[Problem]:
    """No picture is raw HTML, which the build neither follows nor copies.

    Bad (index.md, line 3):
        == index.md
        | a | b |
        |---|---|
        | 1 | <img src="map.png" alt="Map of the five organisations"> |
        == map.png (a PNG)

    Good:
        == _config.yml
        parse: {myst_enable_extensions: [html_image]}
        == index.md
        # Start

        <img src="map.png" alt="Map of the five organisations" width="200px">
        == map.png (a PNG)

    Good:
        # Start

        <img src="https://example.org/map.png" alt="Map of the five organisations">
    """
    if is_taken_in(book) and not book.strict:
        return
    for image in page.images:
        asked = book.strict or (is_local(image) and not _is_published(image.source))
        if image.syntax == "html" and page.in_book and asked:
            yield Problem(
                image.line,
                f"the picture {image.source} is raw HTML, so the build neither finds nor copies it",
                f"write ![what it shows]({image.source}), or a {{figure}} with :alt: and :width:",
            )


def _is_published(source: str) -> bool:
    """Whether a raw path leads to a folder that Sphinx copies as it is."""
    return bool(re.match(r"(?:\.{1,2}/)*/?_(?:static|images)/", source))


@rule("page", strict=True)
def picture_remote(page: Page) -> Iterator[Problem]:
    """No picture is fetched from another host, which would see every reader.

    Bad:
        ![Map of the five organisations](https://example.org/map.png)

    Good:
        ![Map of the five organisations](map.png)
    """
    for image in page.images:
        if page.in_book and re.match(r"https?:|//", image.source, re.I):
            message = f"the picture {image.source} is fetched from another host at every reading"
            fix = "put the file into figures/, record it in the manifest, and show that one"
            yield Problem(image.line, message, fix)


@rule("page", strict=True)
def figure_caption(page: Page) -> Iterator[Problem]:
    """Every figure has a caption.

    Bad:
        ```{figure} map.png
        :alt: Map of the five organisations
        ```

    Good:
        ```{figure} map.png
        :alt: Map of the five organisations

        Where the five organisations of 2023 are.
        ```
    """
    for image in page.images:
        if image.syntax == "figure" and not image.caption.strip():
            fix = "write a sentence after the options, with an empty line between"
            yield Problem(image.line, f"the figure {image.source} has no caption", fix)


# --- are its bytes sound -------------------------------------------------------------------------


@rule("picture")
def picture_sound(picture: Picture) -> Iterator[Problem]:
    """Every picture can be decoded to its last pixel, and is of the kind that its suffix says.

    Bad (lines 1, 1, 1, 1, 1, 1, 1, 1, 1, 2):
        == empty.png (an empty file)
        == short.png (a PNG cut short)
        == short.jpg (a JPEG cut short)
        == page.png (an HTML page)
        == scans.jpg (a JPEG of 120 scans)
        == photo.png (a JPEG)
        == unclosed.svg
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title>
        <g></svg>
        == box.svg
        <svg xmlns="http://www.w3.org/2000/svg" viewbox="0 0 20 10"><marker viewBox="0 0 20"/></svg>
        == cut.svg
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 100" width="200" height="100"></svg>

    Good:
        == map.png (a PNG)
        == map.webp (a WEBP)
        == map.jpg (a JPEG)
    """
    if picture.files.is_file(picture.path) and not picture.data:
        yield Problem(
            1, f"{picture.name} is empty: it has no bytes", "save the picture anew from its source"
        )
    decoded, error, line = picture.decoded, "", 1
    if decoded:
        error = decoded.error
    elif picture.svg:
        error, line = picture.svg.error, picture.svg.error_line
    for element in picture.svg.elements if picture.svg else ():
        for name in element.attributes.keys() & WITH_CAPITALS.keys():
            message = f"SVG knows no «{name}»: its names have capital letters"
            yield Problem(element.line, message, f"write {WITH_CAPITALS[name]}")
        box = element.attributes.get("viewBox", "0 0 1 1")
        if not VIEW_BOX.fullmatch(box):
            message = f"the viewBox «{box[:40]}» of {picture.name} is not four numbers"
            yield Problem(element.line, message, "write where it begins, its width and its height")
    for root in picture.svg.elements[:1] if picture.svg else ():
        names = () if "preserveAspectRatio" in root.attributes else ("viewBox", "width", "height")
        box = SIZES.fullmatch(" ".join([root.attributes.get(name, "") for name in names]))
        across, down, width, height = map(float, box.groups() if box else (1, 1, 1, 1))
        if not 1 / 4 < across * height / (down * width) < 4:
            message = f"the viewBox of {picture.name} has another shape than its width and height"
            yield Problem(root.line, message, "find out which of the four numbers is wrong")
    if error:
        fix = "save the picture anew from its source, and open it once to see that it is whole"
        yield Problem(line, f"{picture.name} cannot be shown: {error}", fix)
    if decoded and decoded.format and decoded.format not in FORMATS[picture.suffix]:
        right = decoded.format.lower()
        yield Problem(
            1,
            f"{picture.name} is a {decoded.format}, although its name says {picture.suffix}",
            f"rename it to .{'jpg' if right in ('jpeg', 'mpo') else right}, or save it as what it says",
        )


_SIZE = r"([1-9]\d*(?:\.\d+)?)"
_CAMELS = """clipPathUnits gradientTransform gradientUnits markerHeight markerUnits markerWidth
patternTransform patternUnits preserveAspectRatio refX refY spreadMethod startOffset
stdDeviation textLength viewBox"""
WITH_CAPITALS = {name.lower(): name for name in _CAMELS.split()}
VIEW_BOX = re.compile(r"\s*(?:-?[\d.]+(?:e-?\d+)?[\s,]+){3}[\d.]+(?:e-?\d+)?\s*")
SIZES = re.compile(rf"-?[\d.]+[ ,]+-?[\d.]+[ ,]+{_SIZE}[ ,]+{_SIZE} {_SIZE}(?:px)? {_SIZE}(?:px)?")
"""The width and height of what is drawn, and of the place where it is shown."""


# --- is it light ---------------------------------------------------------------------------------


@rule("picture")
def picture_light(picture: Picture) -> Iterator[Problem]:
    """Every picture loads without a wait: in bytes (200 kB in a strict book, 5 MB in any) and in pixels.

    Bad (lines 1, 1, 1, 1):
        == heavy.png (a PNG of 6 MB)
        == wide.png (a PNG of 13000 by 10 pixels)
        == bomb.png (a PNG of 20000 by 20000 pixels)
        == bomb.gif (a GIF of 7000 by 7000 pixels in 3 frames)

    Bad (strict, map.png, line 1):
        == map.png (a PNG of 300 kB)

    Good:
        == map.png (a PNG of 300 kB)
    """
    decoded, most = picture.decoded, MAX_BYTES[picture.strict]
    if picture.size > most:
        yield Problem(
            1,
            f"{picture.name} has {picture.size / 1000:,.0f} kB; at most {most // 1000:,} kB are loaded "
            "without a wait",
            "save it smaller: fewer pixels, fewer colours, or as SVG",
        )
    widest = MAX_WIDTH[picture.strict]
    if decoded and decoded.pixels > MAX_PIXELS:
        frames = f" in {decoded.frames:,} frames" if decoded.frames > 1 else ""
        yield Problem(
            1,
            f"{picture.name} unpacks to {decoded.width:,} by {decoded.height:,} pixels{frames}, "
            "which can bring a computer to a halt",
            "save it at the size it is shown at, at most 4,000 pixels wide",
        )
    elif decoded and max(decoded.width, decoded.height) > widest:
        yield Problem(
            1,
            f"{picture.name} has {decoded.width:,} by {decoded.height:,} pixels, more than any screen",
            f"save it with at most {widest:,} pixels on its longer side",
        )


@rule("book", strict=True)
def pictures_light(book: Book) -> Iterator[Problem]:
    """The pictures of a page have at most 150 kB together; all, 1.5 MB or 15 kB for each page of the book.

    Bad (index.md, line 3):
        == index.md
        ![One map of the five organisations](map.png)

        ![Another map of the five organisations](other.png)
        == map.png (a PNG of 90 kB)
        == other.png (a PNG of 90 kB)

    Bad (_config.yml, line 1):
        == _config.yml
        title: Book
        == one.png (a PNG of 190 kB)
        == two.png (a PNG of 190 kB)
        == three.png (a PNG of 190 kB)
        == four.png (a PNG of 190 kB)
        == five.png (a PNG of 190 kB)
        == six.png (a PNG of 190 kB)
        == seven.png (a PNG of 190 kB)
        == eight.png (a PNG of 190 kB)

    Good:
        == index.md
        ![One map of the five organisations](map.png)

        ![The same map again](map.png)
        == map.png (a PNG of 90 kB)
    """
    one_page = False
    for page in book.pages.values():
        total = 0
        seen: set[str] = set()
        for image in page.images if page.in_book else ():
            path = _shown_on_the_web(book.picture_paths(page.path, image.source))
            picture = book.pictures.get(path)
            too_heavy = picture is not None and picture.size > MAX_BYTES[True]
            if picture is None or path in seen or too_heavy:
                continue
            seen.add(path)
            before, total = total, total + picture.size
            if before <= MAX_BYTES_OF_PAGE < total and len(seen) > 1:
                one_page = True
                yield Problem(
                    image.line,
                    f"with {image.source} the pictures of this page have {total / 1000:,.0f} kB; "
                    f"{MAX_BYTES_OF_PAGE // 1000} kB is the most",
                    "save the pictures smaller, or show fewer on one page",
                    path=page.path,
                )
    # A picture that is too heavy by itself has a rule of its own.
    sizes = (book.files.size(path) for path in book.picture_files)
    total = sum(size for size in sizes if size <= MAX_BYTES[True])
    most = max(MAX_BYTES_OF_BOOK, MAX_BYTES_PER_PAGE * len(book.pages))
    # With one page put right, the book may be right, too.
    if total > most and not one_page:
        heaviest = max(book.picture_files, key=book.files.size)
        yield Problem(
            1,
            f"the pictures of the book have {total / 1000:,.0f} kB together; "
            f"{most // 1000:,} kB is the most",
            f"save the heaviest smaller, {heaviest} first",
            path=posixpath.join(book.folder, "_config.yml"),
        )


def _shown_on_the_web(paths: list[str]) -> str:
    """The file that a website shows of those that a wildcard finds."""
    wanted = (".svg", ".png", ".gif", ".jpg", ".jpeg")
    best_first = (path for each in wanted for path in paths if path.lower().endswith(each))
    return next(best_first, paths[0] if paths else "")


# --- does it do harm -----------------------------------------------------------------------------


@rule("picture")
def picture_animated(picture: Picture) -> Iterator[Problem]:
    """No picture moves for more than five seconds: readers cannot stop it.

    Bad (map.gif, line 1):
        == map.gif (a GIF that moves for ever)

    Bad:
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title><circle r="4">
        <animate attributeName="r" values="4;9;4" dur="2s" repeatCount="indefinite"/></circle></svg>

    Bad:
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title><style>@media screen {.turn {
        animation: turn 9s linear infinite}}</style><circle class="turn" r="4"/></svg>

    Good:
        == map.gif (a GIF)

    Good:
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title><style>.slow {animation: dash 9s
        linear infinite}</style><circle class="still" r="4"/></svg>
    """
    decoded, svg = picture.decoded, picture.svg
    moves = bool(
        decoded
        and decoded.frames > 1
        and (decoded.loops or picture.strict or decoded.seconds > MAX_SECONDS_OF_ANIMATION)
    )
    if svg:
        moves = any(_moves(each, svg.elements) for each in svg.elements)
    if moves:
        message = f"{picture.name} moves, and a reader whom that disturbs cannot stop it"
        yield Problem(1, message, "show a still picture, and link the moving one")


def _moves(element: Element, elements: Sequence[Element]) -> bool:
    if element.name == "style":
        return any(_is_used(selector, elements) for selector in _endless(element.text))
    repeats = not element.attributes.keys().isdisjoint(("repeatCount", "repeatDur"))
    return element.name.startswith("animate") and repeats


def _endless(style: str) -> Iterator[str]:
    """The selectors of what a style moves for ever."""
    for block in style.split("}"):
        before, _, body = block.rpartition("{")
        if ENDLESS.search(body):
            yield before.rpartition("{")[2]


def _is_used(selector: str, elements: Sequence[Element]) -> bool:
    """Whether a style may hold for some element: drawing programs write styles for all occasions."""
    used = {name for each in elements for name in each.attributes.get("class", "").split()}
    return any(used.issuperset(CLASS.findall(each)) for each in selector.split(","))


@rule("picture")
def picture_position(picture: Picture) -> Iterator[Problem]:
    """No photo tells where it was taken.

    Bad (map.jpg, line 1):
        == map.jpg (a JPEG with its position)

    Good:
        == map.jpg (a JPEG)
    """
    if picture.decoded and picture.decoded.position:
        fix = "save it without its metadata (for example: exiftool -all= file, or export it anew)"
        yield Problem(1, f"{picture.name} carries the position where it was taken", fix)


# --- is it kept well -----------------------------------------------------------------------------


@rule("picture", strict=True)
def picture_name(picture: Picture) -> Iterator[Problem]:
    """Every picture's name is lower-case words with hyphens.

    Bad (strict, Club_Map.png, line 1):
        == Club_Map.png (a PNG)

    Good (strict):
        == club-map.png (a PNG)
    """
    if not GOOD_NAME.fullmatch(picture.name):
        stem, suffix = posixpath.splitext(picture.name)
        right = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") + suffix.lower()
        message = f"the name of {picture.name} is not made of lower-case words with hyphens"
        yield Problem(1, message, f"rename it to {right}, in the manifest and on the pages too")


@rule("book", strict=True, yields_to=("picture-sound",))
def picture_unused(book: Book) -> Iterator[Problem]:
    """Every picture is shown somewhere.

    Bad (figures/old-map.png, line 1):
        == book/index.md
        ![Map of the five organisations](/../figures/map.*)
        == figures/map.png (a PNG)
        == figures/map.svg
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title></svg>
        == figures/old-map.png (a PNG)

    Good:
        == book/_config.yml
        logo: icon.png
        == book/index.md
        ![Map of the five organisations](/../figures/map.*)
        == book/icon.png (a PNG)
        == figures/map.svg
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title></svg>
        == figures/map-wide.svg
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map, for where there is room</title></svg>
    """
    if any(page.unreadable for page in book.pages.values()):
        return  # nobody knows what such a page shows
    switched_off = {
        path
        for page in book.pages.values()
        for comment in page.comments
        for image in comment.hidden.images
        for path in book.picture_paths(page.path, image.source)
    }
    # A slip in a path is told where it stands: the picture that was meant is not one too many.
    shown = ((page, image) for page in book.pages.values() for image in page.images)
    followed = (each for each in shown if is_followed(book, *each))
    meant = " ".join(f"{look_up(book, *each).fix} {each[1].source}" for each in followed)
    for path in book.picture_files:
        if re.search(rf"(?<![\w-]){re.escape(_stem(path))}\.", meant):
            continue
        # «map-wide.svg» beside «map.svg» is the same drawing, which the extension takes where there is room.
        pictures = (book.pictures.get(each) for each in (path, path.replace("-wide.", ".")))
        shown = any(picture is not None and picture.used_at for picture in pictures)
        if not shown and path not in switched_off and not _is_named(book, path):
            fix = "show it where it helps, or delete it with its entry in the manifest"
            yield Problem(1, f"{path} is shown on no page", fix, path=path)


def _stem(path: str) -> str:
    """What all files of one picture are called."""
    return posixpath.basename(path).partition(".")[0].removesuffix("-wide")


def _is_named(book: Book, path: str) -> bool:
    """Whether a template, a setting, a style or the extension names the file."""
    name = posixpath.basename(path)
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return any(name in source and pattern.search(source) for source in book.machinery)
