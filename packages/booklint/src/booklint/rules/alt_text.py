"""What every picture says to a reader who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from booklint.alt import PREFIX, fault, plain
from booklint.book import Book
from booklint.finding import Problem
from booklint.page import Image, Page, Prose
from booklint.registry import rule
from booklint.spelling import is_cut
from booklint.syntax import means_alt

MAX_LENGTH = 250
MIN_WORDS = 3
NEAR = 3
"""Text so many lines away from a picture is beside it."""

FILMS = (".avi", ".m4v", ".mov", ".mp4", ".ogv", ".webm")
DECORATIVE = re.compile(r"^[^\S\n]*decorative:\s*\S.{5,}", re.I | re.M)


def _named(image: Image) -> str:
    if image.source.startswith("data:"):
        return "the picture that stands inside its own address"
    return f"the picture {image.source}" if image.source else "a picture"


def is_decorative(page: Page, image: Image) -> bool:
    """Whether the author says, with the reason, that a picture tells the reader nothing.

    That is a comment on the line above, `% decorative: the reason`, or the attribute
    `{decorative="the reason"}`; in raw HTML it is `alt=""`, as HTML itself has it.
    """
    if image.syntax == "html" and image.alt is not None:
        return True
    if len(image.attributes.get("decorative", "").strip()) > 5:
        return True
    for comment in page.comments:
        last = comment.line + comment.text.strip("\n").count("\n")
        if comment.syntax == "%" and last == image.line - 1 and DECORATIVE.search(comment.text):
            return True
    return False


def _has_other_name(image: Image) -> bool:
    """Whether raw HTML names the picture in another way, or hides it from every reader."""
    attributes = image.attributes
    hidden = attributes.get("role") in ("presentation", "none") or (
        attributes.get("aria-hidden") == "true"
    )
    named = any(attributes.get(name) for name in ("aria-label", "aria-labelledby", "title"))
    return image.syntax == "html" and (hidden or named)


@rule("page")
def alt_missing(page: Page) -> Iterator[Problem]:
    """Every picture has an alternative text; an empty one is that of decoration, with the reason.

    Bad (lines 2, 10, 13, 21, 26, 29, 34):
        - one
        - ```{figure} map.png
          :name: map

          Where the organisations are.
          ```

        | a | b |
        |---|---|
        | x | <img src="map.png"> |

        :::{card} Map
        :img-top: map.png

        Where the organisations are.
        :::

        ::::{list-table}
        * - Map
          - Organisation
        * - :::{image} map.png
            :::
          - Five
        ::::

        ![](map.png)

        ```{figure} map.png
        :alt:
        :name: map
        ```

        % decorative: a line of colour
        [![](map.png)](https://example.org)

    Good:
        == _config.yml
        parse: {myst_enable_extensions: [attrs_inline]}
        == index.md
        ```{figure} map.png
        :alt: Five pins on a map of Great Britain, one for each organisation.
        ```

        :::{figure} tour.mp4
        A tour of the map.
        :::

        % decorative: a line of colour between two parts
        ![](line.png)

        <img src="line.png" alt="">

        Words ![](line.png){decorative="a line of colour"} and more.

    Good:
        == myst.yml
        version: 1
        == index.md
        :::{figure} xref:guide#map
        :::
    """
    spoilt = {
        directive.line
        for directive in page.directives
        if directive.broken
        or re.search(r"(?i)^[^\S\n]*(?:[-*] )?:?alt\s*[:=]", directive.body, re.M)
        or any(means_alt(name) for name in directive.options)
        or any(re.search(r"\balt: ", each.value) for each in directive.options.values())
    }
    for image in page.images:
        # A film has controls and a track of its own, and no such text.
        is_film = image.source.lower().endswith(FILMS)
        if is_film or (image.alt and image.alt.strip()):
            continue
        # Options that cannot be read, are misspelt or have slipped into the caption have rules of
        # their own.
        if image.alt is None and image.line not in spoilt and not _has_other_name(image):
            option = "img-alt" if image.syntax == "card" else "alt"
            how = 'alt="…"' if image.syntax == "html" else f"a line «:{option}: …»"
            yield Problem(
                image.line,
                f"{_named(image)} has no alternative text, so a screen reader reads out its file name",
                f"add {how} with one sentence that says what the picture tells here",
                # Elsewhere the picture above a card's words is taken to adorn them.
                level="notice" if image.syntax == "card" and not page.strict else "finding",
            )
        elif image.alt is not None and image.link:
            message = f"{_named(image)} is a link without words: nobody hears where it leads"
            fix = "write where the link leads between the square brackets"
            yield Problem(image.alt_line, message, fix)
        elif image.alt is not None and not is_decorative(page, image):
            yield Problem(
                image.alt_line,
                f"{_named(image)} has an empty alternative text, which says that it tells nothing",
                "write what it tells; if it tells nothing, put «% decorative: the reason» on the line "
                "above",
            )


def _shown(alt: str | None) -> str:
    words = " ".join((alt or "").split())
    return words if len(words) <= 60 else f"{words[:57]}…"


_SAY = "write one sentence that says what the picture tells here"
NOTHING = {
    "file-name": ("is the name or number of a file, which tells a reader nothing", _SAY),
    "placeholder": ("does not say what is seen", _SAY),
    "no-words": ("has no words", _SAY),
    "short": ("is too short to say anything", _SAY),
    "markup": (
        "holds markup, which is read out sign by sign",
        "write plain words; an alternative text knows no emphasis, no links and no entities",
    ),
}
"""A fault of an alternative text: why it tells nothing, and what to write."""


CUT_FROM = 60
"""From how many letters on a text may have been cut by a form or a program."""
CUT_OFF = re.compile(r"(?:\S+,|(?<= )(?:and|or|nor|but|the|an|because|than|such as|including))$")
"""What no text ends with."""


@rule("page")
def alt_written(page: Page) -> Iterator[Problem]:
    """An alternative text is a sentence or two that say what is seen, and nothing else.

    No file's name, placeholder, sign or markup, nor what every screen reader says already. In a strict book
    it has at least three words, and a full stop, so that a screen reader pauses.

    Bad (lines 1, 3, 5, 7, 9, 11, 13, 16, 19, 22, 25, 29, 36):
        ![people-at-a-table.png](people-at-a-table.png)

        ![IMG_2041](workshop.jpg)

        ![Alt text](map.png)

        ![See caption below.](map.png)

        ![https://example.org/map](map.png)

        ![x](map.png)

        ![Photo by Ada Lovelace on Unsplash.](desk.jpg)

        ```{figure} map.png
        :alt: The **five** organisations on a map.
        ```

        ![Image of four experts at a table.](workshop.jpg)

        ```{figure} workshop.jpg
        :alt: Alt: four experts at a table.
        ```

        ![An image with four experts at a table.](workshop.jpg)

        ```{figure} map.png
        ---
        alt: >
          A map of Great Britain with five pins. The first pin is in Cambridge, where British Antarctic
          Survey has its offices on the western edge of the city. The second pin is in London, where
          Genomics England has its offices near the river. The third pin is in Newport in Wales.
        ---
        ```

        ![A screenshot of GitHub.](github.png)

    Bad (lines 1, 3):
        ![A chart that shows the data described in the text.](map.png)

        ![Describe what the picture shows, and what for.](desk.jpg)

    Bad (lines 2, 5):
        ```{figure} sums.png
        :alt: Bars for the sums approved, underwritten and
        The sums that reports name.
        ```
        ![Four towns, five rivers,](map.png)

    Bad (strict, lines 1, 3):
        ![Organisations map](map.png)

        ![Five organisations on a map](map.png)

    Good (strict):
        ![Five pins on a map (2 * 2 + 1), research & development among them 🎉.](map.png)
        ![Four experts at a table.](workshop.jpg) ![Imagery in four colours.](colours.png)
        [![Home page](home.svg)](index.md) [![Home page of the Club](home.svg)](index.md)
    """
    for image in page.images:
        alt = (image.alt or "").strip()
        said, count = " ".join(alt.split()), len(plain(alt).split())
        wrong = fault(image.alt or "", image.source) if alt else ""
        cut = CUT_OFF.search(alt)
        last = re.search(r"(?<= )[a-z]{3,}$", alt) if len(alt) > CUT_FROM else None
        if last and is_cut(last[0]):
            cut = last
        if not wrong and cut:
            message = f"the alternative text breaks off after «{cut[0]}»"
            fix = "finish the sentence, all of it on this line"
            yield Problem(image.alt_line, message, fix)
            continue
        if wrong in NOTHING:
            why, fix = NOTHING[wrong]
            yield Problem(image.alt_line, f"the alternative text «{_shown(alt)}» {why}", fix)
        if wrong == "prefix":
            yield _prefixed(image, alt, said, MIN_WORDS if page.strict else 1)
        if len(said) > MAX_LENGTH:
            yield Problem(
                image.alt_line,
                f"the alternative text has {len(said)} letters, and a listener cannot stop or repeat it",
                f"keep at most {MAX_LENGTH}, and move the detail into the text or the caption",
                level="notice",
            )
        if wrong or image.link or not count or not page.strict:
            continue
        if count < MIN_WORDS:
            yield Problem(
                image.alt_line,
                f"the alternative text «{_shown(alt)}» is too short to say what the picture tells",
                "write one sentence: who or what is seen, and what it shows the reader",
            )
        elif alt[-1] not in ".!?…»”\"'’)":
            yield Problem(
                image.alt_line,
                f"the alternative text «{_shown(alt)}» has no full stop, so the reader does not pause",
                "end it with a full stop",
                level="notice",
            )


def _prefixed(image: Image, alt: str, said: str, fewest: int) -> Problem:
    found = PREFIX.match(said)
    words = found[0] if found else ""
    rest = said[len(words) :].strip()
    whole = len(plain(rest).split()) >= fewest and not fault(rest, image.source)
    whole = whole and not re.search(
        r"\bsee (?:\w+ )?(?:above|below|caption|table|text)\b", rest, re.I
    )
    in_one_row = not re.search(r"  |\n", image.alt or "")
    # Two words of the rest tell the place from others in the line.
    few = alt[: len(words) + 12]
    return Problem(
        image.alt_line,
        f"the alternative text begins with «{words}», which a screen reader has just said",
        f"begin with what is seen: «{_shown(rest[:1].upper() + rest[1:])}»" if whole else _SAY,
        repair=(few, f"{rest[:1].upper()}{few[len(words) :].strip()[1:]}")
        if in_one_row and whole
        else (),
    )


# --- compared with what stands around it ---------------------------------------------------------


@rule("page")
def alt_repeats_caption(page: Page) -> Iterator[Problem]:
    """An alternative text says something other than the caption or the words beside it.

    Bad (lines 2, 7, 9, 16, 21):
        ```{figure} map.png
        :alt: Where the five organisations are.

        Where the five organisations are.
        ```

        ![Lessons learned in 2023](lessons.png) Lessons learned in 2023

        ![Where the five organisations are](map.png)

        *Where the five organisations are.*

        The five organisations on a map.

        ```{image} map.png
        :alt: The five organisations on a map.
        ```

        :::{card} Map
        :img-top: map.png
        :img-alt: Where the five organisations are.

        Where the five organisations are.
        :::

    Good:
        ```{figure} map.png
        :alt: Five pins on a map of Great Britain, most of them in the south.

        Where the five organisations are.
        ```
    """
    rows = page.lines
    ends = {each.line: each.end_line for each in page.directives}
    begun: dict[int, list[Prose]] = {}
    ended: dict[int, list[Prose]] = {}
    for prose in page.prose:
        begun.setdefault(prose.line, []).append(prose)
        ended.setdefault(prose.line + prose.text.count("\n"), []).append(prose)
    for image in page.images:
        alt = plain(image.alt or "")
        if len(alt.split()) < 2:
            continue
        end = ends.get(image.line, image.line)
        near = [each for line in range(end + 1, end + NEAR + 1) for each in begun.get(line, ())]
        for line in range(image.line - NEAR + 1, image.line):
            near += ended.get(line, ())
        in_row = page.strict and rows[image.line - 1].lstrip().startswith("|")
        row = begun.get(image.line, []) if in_row else []
        for words in [image.caption, image.beside, *_around(page, image, near, row)]:
            if _same(alt, words):
                yield Problem(
                    image.alt_line,
                    f"the alternative text «{_shown(image.alt)}» says what stands beside the picture, "
                    "so a listener hears it twice",
                    "say what is seen in the picture, which the words beside it do not say",
                )
                break


def _same(alt: str, words: str) -> bool:
    """Whether a text, or its first sentence, says the same as the alternative text."""
    for candidate in (words, re.split(r"(?<=[.!?])\s", words.strip(), maxsplit=1)[0]):
        other = plain(candidate)
        if other and (alt == other or (len(alt) > 25 and fuzz.ratio(alt, other) > 94)):
            return True
    return False


def _around(page: Page, image: Image, near: list[Prose], row: list[Prose]) -> Iterator[str]:
    """The words right below and above a picture that stands alone, or in a card with it.

    In a table of this book it is the cells of its row as well. `near` is what stands within a few
    lines, and `row` what stands in the same row of a table.
    """
    if image.syntax == "card":
        yield from _in_card(page, image)
        return
    if image.beside and not row:
        return
    for prose in row:
        if prose.kind == "cell":
            yield _words(prose)
    for prose in near:
        if prose.kind in ("paragraph", "heading") and prose.within == image.within:
            yield _words(prose)


def _in_card(page: Page, image: Image) -> Iterator[str]:
    """The words of the card whose picture this is."""
    around = [each for each in page.directives if each.line <= image.line <= each.end_line]
    if around:
        card = max(around, key=lambda each: each.line)
        for prose in page.prose:
            if prose.kind == "paragraph" and card.line < prose.line <= card.end_line:
                yield _words(prose)


def _words(prose: Prose) -> str:
    return " ".join(prose.text.split())


# --- compared across the book --------------------------------------------------------------------


def _told(book: Book) -> Iterator[tuple[Page, Image, str]]:
    """Every picture of the book that is a file and has a sound alternative text, with its file."""
    for page in book.pages.values():
        for image in page.images:
            paths = book.picture_paths(page.path, image.source) if image.syntax != "html" else []
            if paths and plain(image.alt or "") and not fault(image.alt or "", image.source):
                yield page, image, paths[0].rpartition(".")[0]


@rule("book")
def alt_of_pictures(book: Book) -> Iterator[Problem]:
    """Two pictures have two alternative texts and captions, and one has the same text wherever it stands.

    Bad (lessons.md, lines 1, 3):
        == index.md
        ![Five organisations on a map.](map.png)
        == lessons.md
        ![Five organisations on a map.](lessons.jpg)

        ![Pins from Cambridge to Newport.](map.png)
        == map.png (a PNG)
        == lessons.jpg (a JPEG)

    Bad (lessons.md, line 1):
        == index.md
        ```{figure} map.png
        :alt: Five organisations on a map.

        Where the organisations are.
        ```
        == lessons.md
        ```{figure} lessons.jpg
        :alt: Four lessons in a row.

        Where the organisations are.
        ```
        == map.png (a PNG)
        == lessons.jpg (a JPEG)

    Good:
        == index.md
        ![Five organisations on a map.](map.png) ![Five organisations on a map.](map.jpg)
        == lessons.md
        ![Four lessons in a row.](lessons.jpg) ![Five organisations on a map](copy/map.png)
        == map.png (a PNG)
        == copy/map.png (a PNG)
        == map.jpg (a JPEG)
        == lessons.jpg (a JPEG)
    """
    of_text: dict[str, tuple[str, Page, Image]] = {}
    of_picture: dict[str, tuple[Page, Image]] = {}
    of_caption: dict[str, tuple[str, Page, Image]] = {}
    said: set[str] = set()
    told = list(_told(book))
    # Of two with one text, the one whose file is named after what it says has it by right.
    for page, image, name in sorted(told, key=lambda each: -_named_after(each[1].alt, each[2])):
        alt = plain(image.alt or "")
        known, where, before = of_text.setdefault(alt, (name, page, image))
        if known != name and not _same_bytes(book, (where, before), (page, image)):
            yield Problem(
                image.alt_line,
                f"«{_shown(image.alt)}» is the alternative text of {before.source} too "
                f"({where.path}, line {before.alt_line}), although that is another picture",
                "say what this picture shows that the other does not",
                path=page.path,
            )
    for page, image, name in told:
        alt, caption = plain(image.alt or ""), plain(image.caption)
        known, where, before = of_caption.setdefault(caption, (name, page, image))
        if len(caption.split()) > 3 and known != name:
            yield Problem(
                image.line,
                f"the caption of {image.source} is that of {before.source}, too "
                f"({where.path}, line {before.line})",
                "say in each what its own picture is",
                path=page.path,
            )
        where, before = of_picture.setdefault(name, (page, image))
        if name not in said and plain(before.alt or "") != alt:
            said.add(name)
            message = (
                f"{image.source} is described differently in {where.path}, line {before.alt_line}: "
                f"«{_shown(before.alt)}»"
            )
            fix = "use the same words, unless the picture is here for another reason"
            one, other = (re.sub(r"\d", "", each) for each in (plain(before.alt or ""), alt))
            if sure := book.strict and one == other:
                fix = "they differ in a number alone: find out which is wrong"
            level = "finding" if sure else "notice"
            yield Problem(image.alt_line, message, fix, level=level, path=page.path)


def _named_after(alt: str | None, name: str) -> int:
    """How many words of the name of a picture's file stand in its alternative text."""
    words = set(plain(alt or "").split())
    return len(words & {*re.findall(r"[a-z]{4,}", name.rpartition("/")[2].lower())})


def _same_bytes(book: Book, one: tuple[Page, Image], other: tuple[Page, Image]) -> bool:
    contents = []
    for page, image in (one, other):
        paths = book.picture_paths(page.path, image.source)
        contents.append({book.pictures[path].data for path in paths if path in book.pictures})
    return bool(contents[0] & contents[1])
