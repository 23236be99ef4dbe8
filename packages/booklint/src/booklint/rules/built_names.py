"""Rules for built pages: whatever can be seen or used has a name that can be heard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from booklint.built_page import BuiltPage
from booklint.finding import Problem
from booklint.names import (
    accessible_name,
    ancestors,
    field_name,
    heading_name,
    is_decoration,
    is_drawing,
    is_hidden,
    label,
    role_of,
    text_of,
    with_role,
)
from booklint.registry import rule

PICTURE_NAME = re.compile(
    r"(?:https?://\S+|\S*[/\\])?[^\s/\\]+(?: [^\s/\\]+){0,2}"
    r"\.(?:png|jpe?g|gif|svgz?|webp|avif|bmp|tiff?|ico|pdf|eps|\*)",
    re.IGNORECASE,
)
FIELD_ROLES = (
    *("checkbox", "combobox", "listbox", "menuitemcheckbox", "menuitemradio", "radio"),
    *("searchbox", "slider", "spinbutton", "switch", "textbox"),
)
BUTTONS = "button,input[type=button],input[type=submit],input[type=reset],summary"
NO_LABEL_NEEDED = frozenset({"hidden", "submit", "reset", "button", "image"})


def _shown(node: LexborNode, attribute: str) -> str:
    """How a message names an element: `<img src="map.png">`."""
    value = text_of(node.attributes.get(attribute))
    return f'<{node.tag} {attribute}="{value}">' if value else f"<{node.tag}>"


@rule("built_page")
def built_image_name(page: BuiltPage) -> Iterator[Problem]:
    """Every published picture has an alternative text; an empty one says that it is decoration.

    Bad (lines 1, 3, 5):
        <img src="map.png">

        <div role="img"></div>

        <img src="map.png" role="none" tabindex="0">

    Good:
        <img src="map.png" alt="Map of the five organisations"> <img src="line.png" alt="">
        <img src="dot.png" role="presentation"> <img src="a.png" aria-label="Partners">
        <div hidden><img src="unseen.png"></div>
    """
    for node in with_role(page, "img,input[type=image]", "img"):
        attributes = node.attributes
        if node.tag == "svg":
            continue
        if node.tag == "img" and "alt" in attributes and (attributes["alt"] or "x").strip():
            continue
        if accessible_name(page, node) or is_decoration(node) or is_hidden(node):
            continue
        said = "an alternative text of nothing but space" if "alt" in attributes else "no name"
        yield page.problem(
            node,
            f"the picture {_shown(node, 'src')} has {said}",
            'say in «alt» what the picture shows, or write «alt=""» if it is decoration',
            target=attributes.get("src") or "",
        )


@rule("built_page")
def built_alt_path(page: BuiltPage) -> Iterator[Problem]:
    """No published picture is announced by its file name, as docutils does where `alt` is missing.

    Bad:
        <img alt="../_images/map.png" src="../_images/map.png">

    Good:
        <img alt="The file map.png open in an editor" src="editor.png"> <img alt="" src="a.png">
        <img alt="map.png" aria-label="Map of the five organisations" src="map.png">
        <a href="#map.png">Download <img alt="map.png" src="map.png"></a> <p id="map.png">Map</p>
    """
    for node in page.select("img[alt],area[alt],input[alt]"):
        alt = text_of(node.attributes["alt"])
        source = text_of(node.attributes.get("src"))
        if not alt or not (alt == source or PICTURE_NAME.fullmatch(alt)):
            continue
        if not (is_hidden(node) or label(page, node) or _is_offered(node, alt)):
            yield page.problem(
                node,
                f"the alternative text of {_shown(node, 'src')} is the file name «{alt}»",
                "give the picture an «:alt:» in the Markdown page that says what it shows",
                target=source,
            )


def _is_offered(node: LexborNode, name: str) -> bool:
    """Whether a link says, in words, that it leads to the file of this name."""
    return any(
        each.tag == "a"
        and (each.attributes.get("href") or "").endswith(name)
        and bool(text_of(each.text()))
        for each in ancestors(node)
    )


@rule("built_page")
def built_link_name(page: BuiltPage) -> Iterator[Problem]:
    """Every published link has a name.

    Bad (lines 1, 3, 5):
        <a href="#top"><i class="arrow"></i></a>

        <a href="map.html"><img src="map.png" alt=""></a>

        <span role=" Link " tabindex="0"></span>

    Good:
        <a href="#a"><img src="a.png" alt="Home"></a> <a href="#b" title="Up"><i></i></a>
        <a href="#c"><svg aria-hidden="true"></svg> Next</a> <a name="old"></a>
        <a href="#d" aria-labelledby="d"></a> <span id="d" hidden>Contents</span>
    """
    for node in with_role(page, "a[href],area[href]", "link"):
        if node.tag == "a" and text_of(node.text(deep=False)):
            continue
        if not accessible_name(page, node) and not is_hidden(node):
            target = node.attributes.get("href") or ""
            yield page.problem(
                node,
                f"the link {_shown(node, 'href')} has no name",
                "write where it goes: as its text, as the «alt» of its picture or as «aria-label»",
                target=target,
            )


@rule("built_page")
def built_button_name(page: BuiltPage) -> Iterator[Problem]:
    """Every published button has a name that says what it does.

    Bad (lines 1, 3, 5):
        <button type="button"><svg aria-hidden="true"></svg></button>

        <main><details><summary><i></i></summary>More</details></main>

        <input type="submit" value="">

    Good:
        <button>Search</button> <button title="Menu"><i></i></button> <input type="submit">
        <button aria-label="Close">×</button> <details><summary>More</summary></details>
        <button role="none" disabled></button>
    """
    for node in with_role(page, BUTTONS, "button"):
        if accessible_name(page, node) or is_hidden(node) or is_decoration(node):
            continue
        # The arrow that opens a menu is the theme's affair, and some themes leave it nameless.
        chrome = node.tag == "summary" and not page.site.strict and _in_menu(node)
        yield page.problem(
            node,
            f"the button {_shown(node, 'class')} has no name",
            "write what it does as its text or as «aria-label»",
            level="notice" if chrome else "finding",
        )


def _in_menu(node: LexborNode) -> bool:
    return any(
        each.tag == "nav" or each.attributes.get("role") == "navigation" for each in ancestors(node)
    )


@rule("built_page")
def built_heading_name(page: BuiltPage) -> Iterator[Problem]:
    """No published heading is empty.

    Bad (lines 1, 3):
        <h2><a class="headerlink" href="#id1">#</a></h2>

        <h2><img src="logo.png" alt="Writers Club" role="presentation"></h2>

    Good:
        <h2>Lessons <a class="headerlink" href="#id1">#</a></h2>
        <h1><img src="logo.png" alt="Writers Club"></h1>
    """
    # The index that Sphinx adds has no title, which leaves an empty heading in some themes.
    for node in () if page.is_utility else with_role(page, "h1,h2,h3,h4,h5,h6", "heading"):
        if not heading_name(page, node) and not is_hidden(node) and not is_decoration(node):
            yield page.problem(
                node,
                f"the heading <{node.tag}> is empty",
                "write its words, or remove the heading",
            )


@rule("built_page")
def built_frame_name(page: BuiltPage) -> Iterator[Problem]:
    """Every published frame has a title that says what is in it.

    Bad (lines 1, 3):
        <iframe src="talk.html"></iframe>

        <iframe src="talk.html" title=" " role="none" tabindex="0"></iframe>

    Good:
        <iframe src="talk.html" title="Recording of the showcase"></iframe>
        <iframe src="counter.html" hidden></iframe>
    """
    for node in page.select("iframe,frame"):
        if not (accessible_name(page, node) or is_decoration(node) or is_hidden(node)):
            yield page.problem(
                node,
                f"the frame {_shown(node, 'src')} has no title",
                'add «title="…"» with what the frame shows',
                target=node.attributes.get("src") or "",
            )


@rule("built_page")
def built_object_name(page: BuiltPage) -> Iterator[Problem]:
    """Every published object has a name; what stands between its tags is not read as one.

    Bad:
        <object data="chart.svg" type="image/svg+xml">A chart</object>

    Good:
        <object data="chart.svg" aria-label="Growth between the cohorts"></object>
        <embed src="chart.svg" title="Growth between the cohorts">
    """
    for node in page.select("object,embed"):
        if not (accessible_name(page, node) or is_decoration(node) or is_hidden(node)):
            attribute = "data" if node.tag == "object" else "src"
            yield page.problem(
                node,
                f"the object {_shown(node, attribute)} has no name",
                'add «aria-label="…"» with what it shows',
                target=node.attributes.get(attribute) or "",
            )


@rule("built_page")
def built_drawing_name(page: BuiltPage) -> Iterator[Problem]:
    """Every published SVG drawing has a title, or says that it is decoration.

    Where the drawing does not call itself an image, this is a notice; icons and menus are left out.

    Bad (lines 1, 3, 5):
        <svg role="img"><path d="M0 0"/></svg>

        <svg role="img"><text>2023</text></svg>

        <svg role="img"><g><title>Only of this part</title></g></svg>

    Good:
        <svg role="img"><title>Timeline of the Club</title></svg> <svg aria-hidden="true"></svg>
        <a href="#next"><svg><path d="M0 0"/></svg> Next</a> <svg role="img" aria-label="Map"></svg>
    """
    for node in with_role(page, "svg", "graphics-symbol", "graphics-document"):
        if is_decoration(node) or is_hidden(node):
            continue
        if is_drawing(node):
            if not (label(page, node) or accessible_name(page, node)):
                yield _nameless_drawing(page, node)
            continue
        around = list(ancestors(node))
        inside = any(
            each.tag in ("a", "button", "i", "label", "span", "summary", "svg")
            or role_of(each) in ("button", "img", "link")
            for each in around
        )
        article = page.article.mem_id
        if all(each.mem_id != article for each in around):
            continue
        if not inside and not (node.text() or "").strip() and not accessible_name(page, node):
            if node.css_first("symbol,defs") and not node.css_first("path,use,g,rect,circle,image"):
                continue
            yield _nameless_drawing(page, node, level="notice")


def _nameless_drawing(page: BuiltPage, node: LexborNode, level: str = "finding") -> Problem:
    return page.problem(
        node,
        f"the drawing {_shown(node, 'class')} has no title",
        'put «<title>…</title>» first in it, or write «aria-hidden="true"» if it is decoration',
        level=level,
    )


@rule("built_page")
def built_field_name(page: BuiltPage) -> Iterator[Problem]:
    """Every published form field has a label.

    A field that is switched off is announced too; only the boxes of a task list are left out.

    Bad (lines 1, 3, 5, 7):
        <input type="search" name="q">

        <input name="q" disabled>

        <label><select><option>2023</option></select></label>

        <label>Year <span role="textbox">2023</span></label>

    Good:
        <label for="q">Search</label> <input id="q" type="search" name="q">
        <label>Year <select><option>2023</option></select></label>
        <label id="word">Word <span role="textbox" aria-labelledby="word"></span></label>
        <input type="search" aria-label="Search this book"> <input type="hidden" name="page">
        <li><input type="checkbox" disabled> A task list in Markdown</li>
        <p role="combobox" aria-label="Year" aria-controls="y"></p> <ul id="y" role="listbox"></ul>
    """
    for node in with_role(page, "input,select,textarea", *FIELD_ROLES):
        kind = (node.attributes.get("type") or "").lower()
        task = kind == "checkbox" and "disabled" in node.attributes
        if node.tag == "input" and (kind in NO_LABEL_NEEDED or task):
            continue
        if is_hidden(node) or is_decoration(node) or _is_list_of_a_field(page, node):
            continue
        if not field_name(page, node):
            yield page.problem(
                node,
                f"the field {_shown(node, 'name')} has no label",
                'add a <label for="…">, or «aria-label="…"» with what to enter',
            )


def _is_list_of_a_field(page: BuiltPage, node: LexborNode) -> bool:
    """Whether an element is the list that a combobox opens, which has the name already."""
    return role_of(node) == "listbox" and any(
        node.id in (attributes.get("aria-controls") or attributes.get("aria-owns") or "").split()
        for attributes in (each.attributes for each in page.select("[aria-controls],[aria-owns]"))
    )
