"""Hostile files that are too large, too deep or too odd to stand in a case as they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from itertools import pairwise

from booklint.samples import bomb

DEEP = 10_000


def nested_directives() -> bytes:
    """Directives one inside the other, each with the longer fence that this needs."""
    levels = 250
    opened = "".join(f"{':' * (levels - level + 3)}{{note}}\n" for level in range(levels))
    return f"{opened}Deep.\n".encode()


def nested_lists() -> bytes:
    """Lists one inside the other, as deep as a page of this size can be."""
    return "".join(f"{' ' * 2 * level}- a\n" for level in range(400)).encode()


def link_definitions() -> bytes:
    """Definitions that cost the parser the square of their number."""
    return "".join(
        f"[a{number}]: https://example.org/{number}\n" for number in range(6_000)
    ).encode()


def yaml_bomb(*, page: bool = False) -> bytes:
    """Nine lines that stand for a thousand million words."""
    names = "abcdefghi"
    rows = [f"a: &a [{', '.join(['lol'] * 9)}]"]
    rows += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise(names)
    ]
    text = "\n".join(rows) + "\n"
    return f"---\n{text}---\n\n# A bomb\n".encode() if page else text.encode()


def laughing_svg() -> bytes:
    """The thousand million words again, as entities of an SVG."""
    entities = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">\n' for level in range(1, 10)
    )
    return (
        f'<!DOCTYPE svg [{entities}]>\n<svg xmlns="http://www.w3.org/2000/svg">'
        "<title>&a9;</title></svg>\n"
    ).encode()


def archive_that_leaves() -> bytes:
    """A ZIP archive with a file that unpacks above the folder it is unpacked in."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../outside/ran", "out")
    return stream.getvalue()


def multiplying_svg() -> bytes:
    """Ten levels of an SVG, each of which shows the one before ten times."""
    levels = "".join(
        f'<g id="a{level}">{f"""<use href="#a{level - 1}"/>""" * 10}</g>\n'
        for level in range(1, 11)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6"><title>Map</title>\n'
        f'<g id="a0"><path d="M0 0h1"/></g>\n{levels}</svg>\n'
    ).encode()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "a page of 10 MB": lambda: b"word and word\n" * 750_000,
    "a paragraph of 1 MB": lambda: b"word " * 200_000 + b"\n",
    "a line of 20,000 brackets": lambda: b"[" * 2 * DEEP + b"\n",
    "a word and 20,000 spaces": lambda: b"# A" + b" " * 2 * DEEP + b"b\n",
    "9,990 quotations": lambda: b">" * (DEEP - 10) + b" deep\n",
    "nested directives": nested_directives,
    "nested lists": nested_lists,
    "link definitions": link_definitions,
    "brackets on many lines": lambda: (b"[" * 100 + b"\n") * 100,
    "emphasis on many lines": lambda: (b"*a_ **b__ " * 10 + b"\n") * 400,
    "a YAML bomb": yaml_bomb,
    "a page with a YAML bomb": lambda: yaml_bomb(page=True),
    "YAML of 10,000 brackets": lambda: b"a: " + (b"[" * 100 + b"\n") * 100,
    "entities that unpack to gigabytes": laughing_svg,
    "a PNG of 30000 by 30000 pixels": lambda: bomb(30_000, 30_000),
    "a ZIP that unpacks elsewhere": archive_that_leaves,
    "10,000 elements one inside the other": lambda: (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6"><title>Map</title>'
        + (b"<g>" * 100 + b"\n") * 100
        + b"</g>" * DEEP
        + b"</svg>\n"
    ),
    "6,000 labels": lambda: (
        b"".join(b"(a%d)=\n" % number for number in range(6_000)) + b"## Here\n"
    ),
    "a line of 100,000 blanks": lambda: b"```text\n" + b" " * 100_000 + b"\n```\n",
    "code of 20,000 lines": lambda: b"```text\n" + b" \n" * 20_000 + b"```\n",
    "a table of 90 columns and 4,000 short rows": lambda: (
        b"|" + b"a|" * 90 + b"\n|" + b"-|" * 90 + b"\n" + b"|a|\n" * 4_000
    ),
    "an SVG that multiplies": multiplying_svg,
    "patterns that multiply": lambda: (
        multiplying_svg()
        .replace(b"<g id", b"<pattern id")
        .replace(b"</g>", b"</pattern>")
        .replace(b'<use href="', b'<path fill="url(')
        .replace(b'"/>', b')"/>')
    ),
    "a table of 1,500 columns": lambda: b"\n".join(
        [b"|" + cell * 1_500 for cell in (b"a|", b"-|")] + [b"|a|a|a|"] * 600
    ),
    "a file of 200 MB that begins as a PNG": lambda: b"\x89PNG\r\n\x1a\n" + bytes(200_000_000),
    "a number of 4,500 digits": lambda: (
        b"h: {title: "
        + b"9" * 4_500
        + b', type: a, url: "https://example.org/x", sources: [report]}\n'
    ),
    "10,000 braces": lambda: b"@misc{deep,\n  title = " + b"{" * DEEP + b"\n",
}
