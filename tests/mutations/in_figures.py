"""The faults that are planted into the book's pictures and their words."""

from __future__ import annotations

import re
from collections import Counter

from checks.page import Image, Page
from checks.samples import SAMPLES
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
    text = scene.files.read("figures/manifest.yml").decode()
    first = re.search(r"(?m)^[a-z-]+:\n(?:  .*\n)+", text)[0]
    entry = re.sub(r"^[a-z-]+:", "planted-map:", first)
    entry = re.sub(r"files: .*", "files: [planted-map.png]", entry)
    scene.files.write("figures/manifest.yml", text.rstrip("\n") + "\n" + entry)
    scene.files.write("figures/planted-map.png", SAMPLES["a PNG"]())
    return Place("figures/planted-map.png", 0)


def disabled(scene: Scene) -> Place:
    page = scene.page(lambda each: any(image.syntax == "figure" for image in each.images))
    directive = next(each for each in page.directives if each.name == "figure" and not each.within)
    rows = page.lines
    body = rows[directive.line - 1 : directive.end_line]
    rows[directive.line - 1 : directive.end_line] = ["<!--", *body, "-->"]
    scene.files.write(page.path, "\n".join(rows))
    return Place(page.path, directive.line + 1)


def alt(name: str, rule: str, words: str, level: str = "finding") -> Fault:
    """A fault that is the alternative text of a picture that stands on a page."""

    def plant(scene: Scene) -> Place:
        page = scene.page(lambda each: bool(_shown_here_only(scene, each)))
        image = scene.random.choice(_shown_here_only(scene, page))
        rows = page.lines
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
    block(
        "a picture that is not there", "picture-missing", SHOWN.format("/../figures/planted.png")
    ),
    block("a wildcard that finds nothing", "picture-missing", SHOWN.format("../fig/planted.*")),
    block(
        "a picture in the wrong case",
        "picture-case",
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
    Fault("a picture switched off", "picture-in-comment", disabled),
    Fault("a picture cut short", "picture-broken", cut_short),
    replaced("a picture without bytes", "picture-empty", ".png", b""),
    replaced("a picture of another kind", "picture-suffix", ".png", SAMPLES["a JPEG"]()),
    replaced("a page saved as a picture", "picture-broken", ".png", SAMPLES["an HTML page"]()),
    Fault("a picture without a record", "picture-recorded", unrecorded),
    Fault("a picture that nobody shows", "picture-unused", unused),
    in_svg("a drawing with a script", "svg-script", "<script>alert(1)</script>"),
    in_svg("a drawing with an event", "svg-event", '<rect onclick="alert(1)" width="1"/>'),
    in_svg("a drawing with HTML", "svg-foreign-object", "<foreignObject>a</foreignObject>"),
    in_svg("a drawing that loads", "svg-reference", '<image href="https://example.org/a.png"/>'),
)

WORDS = (
    block("a picture without alt", "alt-missing", "```{image} /../figures/hub-timeline.svg\n```"),
    block("a Markdown picture without alt", "alt-empty", "![](/../figures/hub-timeline.svg)"),
    alt("an empty alt", "alt-empty", ""),
    alt("a file name as alt", "alt-file-name", "planted-map.png"),
    alt("an alt that says image of", "alt-prefix", "Image of the partners around a large table."),
    alt("an alt that says alt", "alt-prefix", "Alt: the partners sit around a large table."),
    alt("an alt to be written", "alt-placeholder", "TODO describe the partners here."),
    alt("an alt with markup", "alt-markup", "The **partners** sit around a large table."),
    alt("a garbled alt", "alt-mojibake", "The partnersâ€™ meeting around a large table."),
    alt("an alt without words", "alt-without-words", "🎉 🎉 🎉"),
    alt("an alt of two words", "alt-short", "A chart."),
)

FAULTS = (*PICTURES, *WORDS)
