"""The faults that are planted into the book's pictures and their words."""

from __future__ import annotations

import re
from collections import Counter

from booklint.page import Image, Page
from booklint.samples import SAMPLES

from mutations.in_pages import block
from mutations.planting import Fault, Place, Scene


def figure(scene: Scene, suffix: str) -> str:
    """A random picture of the book with this suffix."""
    names = sorted(scene.book.files.entries("figures"))
    return "figures/" + scene.random.choice([each for each in names if each.endswith(suffix)])


def replaced(name: str, rule: str, suffix: str, content: bytes) -> Fault:
    """A fault that is a picture with other bytes."""

    def plant(scene: Scene) -> Place:
        path = figure(scene, suffix)
        scene.files.write(path, content)
        return Place(path, 0)

    return Fault(name, rule, plant)


def in_svg(name: str, rule: str, text: str) -> Fault:
    """A fault that is an element in a drawing."""

    def plant(scene: Scene) -> Place:
        path = figure(scene, ".svg")
        source = scene.files.read(path).decode()
        end = source.rindex("</svg>")
        scene.files.write(path, f"{source[:end]}\n{text}{source[end:]}")
        return Place(path, source.count("\n", 0, end) + 2)

    return Fault(name, rule, plant)


def cut_short(scene: Scene) -> Place:
    path = figure(scene, ".png")
    scene.files.write(path, scene.files.read(path)[:-300])
    return Place(path, 0)


def unrecorded(scene: Scene) -> Place:
    place = block(
        "", "", "```{figure} /../figures/planted-map.png\n:alt: Map of the five partners in 2023.\n\n"
        "Where the partners of 2023 work.\n```"
    ).plant(scene)  # fmt: skip
    scene.files.write("figures/planted-map.png", SAMPLES["a PNG"]())
    return Place("figures/planted-map.png", 0) if place else place


def unused(scene: Scene) -> Place:
    record(scene, "planted-map.png")
    scene.files.write("figures/planted-map.png", SAMPLES["a PNG"]())
    return Place("figures/planted-map.png", 0)


def disabled(scene: Scene) -> Place:
    page = scene.page(lambda each: any(image.syntax == "figure" for image in each.images))
    directive = next(each for each in page.directives if each.name == "figure" and not each.within)
    rows = [*page.lines]
    body = rows[directive.line - 1 : directive.end_line]
    rows[directive.line - 1 : directive.end_line] = [f"% {row}" for row in body]
    scene.files.write(page.path, "\n".join(rows))
    return Place(page.path, directive.line)


def alt(name: str, rule: str, words: str, level: str = "finding") -> Fault:
    """A fault that is the alternative text of a picture that stands on a page."""

    def plant(scene: Scene) -> Place:
        page = scene.page(lambda each: bool(_shown_here_only(scene, each)))
        image = scene.random.choice(_shown_here_only(scene, page))
        rows = [*page.lines]
        option = re.match(r"\s*:?alt:", rows[image.alt_line - 1])[0]
        rows[image.alt_line - 1] = f"{option} {words}".rstrip()
        scene.files.write(page.path, "\n".join(rows))
        return Place(page.path, 0)

    return Fault(name, rule, plant, level)


def _shown_here_only(scene: Scene, page: Page) -> list[Image]:
    """The figures of a page, with an alternative text of their own, that no other page shows."""
    everywhere = Counter(
        image.source.rpartition("/")[2]
        for each in scene.book.pages.values()
        for image in each.images
    )
    return [
        image
        for image in page.images
        if image.syntax == "figure"
        and image.alt_line > image.line
        and everywhere[image.source.rpartition("/")[2]] == 1
    ]


SHOWN = (
    "```{{figure}} {}\n:alt: Partners of the Hub meet around a large table.\n\nThe partners.\n```"
)

PICTURES = (
    block("a picture that is not there", "picture-found", SHOWN.format("/../figures/planted.png")),
    block("a wildcard that finds nothing", "picture-found", SHOWN.format("../fig/planted.*")),
    block(
        "a picture in the wrong case",
        "picture-found",
        SHOWN.format("/../figures/Hub-Timeline.*"),
    ),
    block(
        "a picture in HTML",
        "picture-html",
        '<img src="/figures/hub-timeline.png" alt="Partners of the Hub meet around a table.">',
    ),
    block(
        "a picture of another host",
        "picture-remote",
        "![Partners of the Hub meet around a table.](https://example.org/table.png)",
    ),
    Fault("a picture switched off", "comment-hides", disabled),
    Fault("a picture cut short", "picture-sound", cut_short),
    replaced("a picture without bytes", "picture-sound", ".png", b""),
    replaced("a picture of another kind", "picture-sound", ".png", SAMPLES["a JPEG"]()),
    replaced("a page saved as a picture", "picture-sound", ".png", SAMPLES["an HTML page"]()),
    Fault("a picture without a record", "picture-recorded", unrecorded),
    Fault("a picture that nobody shows", "picture-unused", unused),
    in_svg("a drawing with a script", "svg-harmless", "<script>alert(1)</script>"),
    in_svg("a drawing with an event", "svg-harmless", '<rect onclick="alert(1)" width="1"/>'),
    in_svg("a drawing with HTML", "svg-harmless", "<foreignObject>a</foreignObject>"),
    in_svg("a drawing that loads", "svg-harmless", '<image href="https://example.org/a.png"/>'),
)

WORDS = (
    alt("an alt that says group photo", "alt-written", "A group photo of the partners at a table."),
    alt("an alt that says description", "alt-written", "Description: the partners sit at a table."),
    alt("an alt of a messenger", "alt-written", "WhatsApp Image 2023-11-02 at 10.11.12"),
    alt("an alt to be added", "alt-written", "Words about the partners to be added."),
    alt("an alt with a formula", "alt-written", "The curve $x^2$ rises beside the partners."),
    block("a picture without alt", "alt-missing", "```{image} /../figures/hub-timeline.svg\n```"),
    block("a Markdown picture without alt", "alt-missing", "![](/../figures/hub-timeline.svg)"),
    alt("an empty alt", "alt-missing", ""),
    alt("a file name as alt", "alt-written", "planted-map.png"),
    alt("an alt that says image of", "alt-written", "Image of the partners around a large table."),
    alt("an alt that says alt", "alt-written", "Alt: the partners sit around a large table."),
    alt("an alt to be written", "alt-written", "TODO describe the partners here."),
    alt("an alt with markup", "alt-written", "The **partners** sit around a large table."),
    alt("a garbled alt", "mojibake", "The partnersâ€™ meeting around a large table."),
    alt("an alt without words", "alt-written", "🎉 🎉 🎉"),
    alt("an alt of two words", "alt-written", "A chart."),
)


# --- pictures that are recorded and shown, and wrong in some other way ----------------------------


def record(scene: Scene, *names: str) -> None:
    """Put an entry for files of pictures into the manifest."""
    text = scene.files.read("figures/manifest.yml").decode()
    first = re.search(r"(?m)^[a-z-]+:\n(?:  .*\n)+", text)[0]
    entry = re.sub(r"^[a-z-]+:", "planted-map:", first)
    entry = re.sub(r"files: .*", f"files: [{', '.join(names)}]", entry)
    # What an entry says of its picture holds for no other.
    entry = re.sub(r"(?m)^  (?:alt|caption|description): ", r"\g<0>Planted here. ", entry)
    scene.files.add("figures/manifest.yml", entry)


def added(scene: Scene, name: str, content: bytes, reference: str = "") -> Place:
    """Add a picture to the book, record it and show it; give the place of its figure."""
    record(scene, name)
    scene.files.write(f"figures/{name}", content)
    return scene.insert(SHOWN.format(f"/../figures/{reference or name}"))


ALT = ":alt: Partners of the Hub meet around a large table."
GLUED = ALT.replace(" ", "", 1)
CAPTION = "The planted partners of 2023."


def own_figure(name: str, rule: str, inside: str, offset: int = 0) -> Fault:
    """A fault in the options or the caption of a figure whose picture no other page shows."""

    def plant(scene: Scene) -> Place:
        record(scene, "planted-map.png")
        scene.files.write("figures/planted-map.png", SAMPLES["a PNG"]())
        place = scene.insert(f"```{{figure}} /../figures/planted-map.png\n{inside}\n```")
        return Place(place.path, place.line + offset)

    return Fault(name, rule, plant)


def picture(name: str, rule: str, file: str, sample: str) -> Fault:
    """A fault that is a picture of its own."""

    def plant(scene: Scene) -> Place:
        added(scene, file, SAMPLES[sample]())
        return Place(f"figures/{file}", 0)

    return Fault(name, rule, plant)


def drawing(name: str, rule: str, source: str) -> Fault:
    """A fault that is a drawing of its own, beside a raster of the same name."""

    def plant(scene: Scene) -> Place:
        record(scene, "planted-map.png", "planted-map.svg")
        scene.files.write("figures/planted-map.png", SAMPLES["a PNG"]())
        scene.files.write("figures/planted-map.svg", source)
        scene.insert(SHOWN.format("/../figures/planted-map.*"))
        return Place("figures/planted-map.svg", 0)

    return Fault(name, rule, plant)


def only_a_drawing(scene: Scene) -> Place:
    source = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Map</title></svg>'
    return added(scene, "planted-map.svg", source.encode(), "planted-map.*")


def with_a_space(scene: Scene) -> Place:
    path = "planted set/planted-map.png"
    record(scene, path)
    scene.files.write(f"figures/{path}", SAMPLES["a PNG"]())
    return scene.insert(f"![Partners of the Hub meet around a large table.](</../figures/{path}>)")


def heavy_page(scene: Scene) -> Place:
    names = ("planted-0.png", "planted-1.png")
    for name in names:
        scene.files.write(f"figures/{name}", SAMPLES["a PNG of 90 kB"]())
    record(scene, *names)
    page = scene.page(lambda each: not each.images and bool(scene.gaps(each)))
    other = SHOWN.replace("Partners of the Hub meet", "Experts of the Hub talk")
    blocks = (SHOWN.format(f"/../figures/{names[0]}"), other.format(f"/../figures/{names[1]}"))
    scene.insert("\n\n".join(blocks), page)
    return Place(page.path, 0)


def heavy_book(scene: Scene) -> Place:
    heavy = SAMPLES["a PNG of 190 kB"]()
    for name in scene.book.files.entries("figures"):
        if name.endswith(".png"):
            scene.files.write(f"figures/{name}", heavy)
    return Place("", 0)


def alt_of_another(scene: Scene) -> Place:
    page = scene.page(lambda each: bool(_shown_here_only(scene, each)))
    known = scene.random.choice(_shown_here_only(scene, page))
    place = added(scene, "planted-map.png", SAMPLES["a PNG"]())
    text = scene.files.read(place.path).decode()
    words = known.alt.replace("\n", " ")
    old = scene.files.own("Partners of the Hub meet around a large table.")
    scene.files.write(place.path, text.replace(old, words))
    return Place("", 0)


def alt_that_differs(scene: Scene) -> Place:
    known = scene.random.choice(
        [
            image
            for page in scene.book.pages.values()
            for image in page.images
            if image.alt and image.source.startswith("/../figures/")
        ]
    )
    scene.insert(SHOWN.format(known.source))
    return Place("", 0)


MORE = (
    block(
        "a path that climbs too far",
        "picture-found",
        SHOWN.format("../../../../../../figures/hub-timeline.png"),
    ),
    own_figure(
        "an option for alt", "option-lost", f"{ALT.replace(':alt:', ':alt-text:')}\n\n{CAPTION}", 1
    ),
    own_figure("an option twice", "option-lost", f"{ALT}\n:alt: It is large.\n\n{CAPTION}", 2),
    own_figure(
        "an alt that the text repeats",
        "alt-repeats-caption",
        f"{ALT}\n\n{CAPTION}\n```\n\nPartners of the Hub meet around a large table.\n\n"
        f"```{{note}}\nWords.",
        1,
    ),
    Fault("a wildcard without a raster", "picture-found", only_a_drawing),
    own_figure("a figure without a caption", "figure-caption", ALT),
    own_figure("an option without its space", "option-lost", f"{GLUED}\n\n{CAPTION}", 1),
    own_figure("an option that is misspelt", "option-lost", f"{ALT}\n:widht: 90%\n\n{CAPTION}", 2),
    own_figure("an option in the caption", "markup-shown", f"{ALT}\n\n:width: 90%\n\n{CAPTION}", 3),
    own_figure("a caption as alt", "alt-repeats-caption", f":alt: {CAPTION}\n\n{CAPTION}", 1),
    picture(
        "a picture that unpacks to gigabytes",
        "picture-light",
        "planted-map.png",
        "a PNG of 20000 by 20000 pixels",
    ),
    picture(
        "a picture of very many pixels",
        "picture-light",
        "planted-map.png",
        "a PNG of 13000 by 10 pixels",
    ),
    picture(
        "a photo with its place", "picture-position", "planted-map.jpg", "a JPEG with its position"
    ),
    picture(
        "a picture that never rests",
        "picture-animated",
        "planted-map.gif",
        "a GIF that moves for ever",
    ),
    picture("a name in capitals", "picture-name", "Planted_Map.png", "a PNG"),
    Fault("a picture that the build cannot find", "picture-found", with_a_space),
    replaced("a picture too heavy to load", "picture-light", ".png", SAMPLES["a PNG of 300 kB"]()),
    Fault("a page of heavy pictures", "pictures-light", heavy_page),
    Fault("a book of heavy pictures", "pictures-light", heavy_book),
    block(
        "a picture within its address",
        "page-taken",
        "![Partners of the Hub meet around a table.](data:image/png;base64,iVBORw0KGgo=)",
    ),
    Fault("an alt of another picture", "alt-of-pictures", alt_of_another),
    Fault("an alt that differs", "alt-of-pictures", alt_that_differs, "notice"),
    alt("an alt of one letter", "alt-written", "A"),
    alt(
        "an alt that goes on",
        "alt-written",
        "The partners of the Hub sit around a table. " * 9,
        "notice",
    ),
    alt("an alt without a full stop", "alt-written", "The partners sit around a table", "notice"),
    drawing(
        "a drawing that hides a file",
        "svg-harmless",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Map</title>\n'
        '<image href="data:image/png;base64,iVBORw0KGgo=" width="4" height="4"/></svg>',
    ),
    drawing(
        "a drawing with entities",
        "svg-harmless",
        '<!DOCTYPE svg [<!ENTITY a "b">]>\n'
        '<svg xmlns="http://www.w3.org/2000/svg"><title>&a;</title></svg>',
    ),
    drawing(
        "a drawing without a title",
        "svg-title",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>',
    ),
    in_svg("a drawing with an unknown element", "svg-elements", '<set attributeName="x" to="1"/>'),
)

FAULTS = (*PICTURES, *WORDS, *MORE)
