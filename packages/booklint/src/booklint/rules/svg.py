"""SVG pictures: readable by assistive technology, and unable to run, load or leak anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from booklint.finding import Problem
from booklint.picture import Picture
from booklint.registry import rule
from booklint.svg import Element

URL = re.compile(r"url\(\s*[\"']?\s*([^\"')\s]+)|@import\s+[\"']([^\"']+)", re.I)
OUTSIDE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.I)
SCRIPT = re.compile(r"\s*(?:j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|vbscript)\s*:", re.I)
REDRAW = "draw the picture without it, or export it anew as plain SVG"


def _references(element: Element) -> Iterator[str]:
    """What an element loads: its references, and the addresses in its styles."""
    for name, value in element.attributes.items():
        bare = name.rpartition(":")[2]
        if bare in ("href", "src") and element.name != "a":
            yield value.strip()
        elif bare not in ("d", "points", "href", "src") and "url(" in value:
            yield from (found[1] or found[2] for found in URL.finditer(value))
    if element.name == "style":
        yield from (found[1] or found[2] for found in URL.finditer(element.text))


@rule("picture")
def svg_harmless(picture: Picture) -> Iterator[Problem]:
    """No SVG runs code, loads what is not in it, holds HTML or declares entities; a strict one hides no file.

    Bad (lines 1, 2, 3, 4, 5, 6, 7):
        <?xml-stylesheet href="map.css"?>
        <svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><title>Map</title>
        <script>alert(1)</script>
        <a href="javascript:alert(1)"><circle r="4"/></a>
        <foreignObject><p xmlns="http://www.w3.org/1999/xhtml">London</p></foreignObject>
        <style>@import "https://fonts.example.org/nunito.css";</style>
        <image href="https://example.org/map.png" width="4" height="4"/></svg>

    Bad (line 2):
        <!DOCTYPE svg [
        <!ENTITY lol "lol"><!ENTITY lots "&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
        <svg xmlns="http://www.w3.org/2000/svg"><title>&lots;</title></svg>

    Bad (strict, line 2):
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title>
        <image href="data:image/png;base64,iVBORw0KGgo=" width="4" height="4"/></svg>

    Good (strict):
        <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map &amp; legend</title>
        <a href="https://example.org"><circle r="4"/></a><text>London</text>
        <defs><path id="pin" d="M0 0h4"/></defs><use href="#pin" fill="url(#paint)"/></svg>
    """
    svg = picture.svg
    if svg and svg.entity:
        message = (
            f"{picture.name} declares entities, which can unpack to gigabytes or read other files"
        )
        fix = "delete the [<!ENTITY …>] part, or export the picture anew as plain SVG"
        yield Problem(svg.error_line, message, fix)
    for instruction, line in svg.instructions if svg else ():
        if instruction.startswith("xml-stylesheet"):
            message = f"{picture.name} loads a style sheet, which is not shown on a page"
            yield Problem(line, message, "put the styles into a <style> element of the file")
    # A drawing program repeats in each label what it does in one.
    told: set[tuple[str, str]] = set()
    for element in svg.elements if svg else ():
        for message, fix in _harm(picture, element):
            if (element.name, message) not in told:
                told.add((element.name, message))
                yield Problem(element.line, message, fix)


def _harm(picture: Picture, element: Element) -> Iterator[tuple[str, str]]:
    """What an element does that it should not, and how to do without."""
    runs = any(
        name.rpartition(":")[2] in ("href", "to", "values", "from") and SCRIPT.match(value)
        for name, value in element.attributes.items()
    )
    if element.name == "script" or runs:
        yield f"{picture.name} holds a script, which runs for whoever opens the file", REDRAW
    events = [name for name in element.attributes if re.fullmatch(r"on[a-z]+", name, re.I)]
    if events:
        message = f"<{element.name}> of {picture.name} runs code ({', '.join(events)})"
        yield message, f"delete the attribute {events[0]}, or export the picture anew as plain SVG"
    if element.name in ("foreignObject", "iframe", "object", "embed"):
        yield (
            f"{picture.name} holds HTML in <{element.name}>, which EPUB, PDF and editors leave out",
            "write the words as <text> (in a drawing program: export without HTML labels)",
        )
    loaded = [each for each in _references(element) if each and not each.startswith("#")]
    foreign = [each for each in loaded if not each.lower().startswith(("data:", "javascript:"))]
    if foreign and element.name != "script":
        why = f"<{element.name}> of {picture.name} loads {foreign[0]}, which is not shown on a page"
        yield why, "put what it needs into the file itself, as paths and text"
    if picture.strict and any(each.lower().startswith("data:") for each in loaded):
        message = f"<{element.name}> of {picture.name} hides another file in a data: address"
        yield message, "draw it with paths and text, or keep that picture as a file of its own"


# Nothing, or the name that a program gives a drawing by itself.
OF_A_PROGRAM = re.compile(r"(?:(?:drawing|page|plot|slide|svg|untitled)[\s_-]?\d*)?", re.I)


@rule("picture", strict=True)
def svg_title(picture: Picture) -> Iterator[Problem]:
    """Every SVG has a title, so that it says what it is when opened alone, and is named by what it holds.

    Bad:
        <svg xmlns="http://www.w3.org/2000/svg"><title>Drawing1</title></svg>

    Bad:
        <svg xmlns="http://www.w3.org/2000/svg"><g><title>Pin</title></g></svg>

    Bad (line 2):
        <svg xmlns="http://www.w3.org/2000/svg" role="img"><title id="t">Map of the club</title>
        <g aria-labelledby="t u"/></svg>

    Good:
        <svg xmlns="http://www.w3.org/2000/svg" aria-labelledby="t"><title id="t">Map of rivers</title></svg>
    """
    elements = picture.svg.elements if picture.svg else ()
    titles = [each for each in elements if each.name == "title" and each.depth == 1]
    ids = {each.attributes.get("id") for each in elements}
    for each in elements:
        names = f"{each.attributes.get('aria-labelledby', '')} {each.attributes.get('aria-describedby', '')}"
        for lost in sorted({*names.split()} - ids):
            message = f"«{lost}» names a part of {picture.name}, and is no id in it"
            yield Problem(each.line, message, "write the id of its title or description")
    if elements and all(OF_A_PROGRAM.fullmatch(each.text.strip()) for each in titles):
        yield Problem(
            elements[0].line,
            f"{picture.name} has no title of its own, so a reader who opens it alone is not told what it is",
            "put <title>…</title> right after the first tag, as its only one, and say what it shows",
        )
