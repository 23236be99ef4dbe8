"""Rules for built pages: whatever can be seen or used has a name that can be heard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from booklint.built_page import BuiltPage
from booklint.finding import Level, Problem
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
def built_name(page: BuiltPage) -> Iterator[Problem]:
    """Whatever can be seen or used on a published page has a name that can be heard.

    An empty `alt` says that a picture is decoration. What stands between the tags of an object is not
    read as its name. A drawing that does not call itself an image is a notice; icons and menus are left
    out. A field that is switched off is announced too; only the boxes of a task list are left out. No
    picture is announced by its file name, as docutils does where `alt` is missing.

    Bad (lines 1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 16, 17, 19, 21, 22, 23, 25, 26, 27, 28, 30):
        <img src="map.png">
        <div role="img"></div>
        <img src="map.png" role="none" tabindex="0">

        <a href="#top"><i class="arrow"></i></a>
        <a href="map.html"><img src="map.png" alt=""></a>
        <span role=" Link " tabindex="0"></span>

        <button type="button"><svg aria-hidden="true"></svg></button>
        <main><details><summary><i></i></summary>More</details></main>
        <input type="submit" value="">

        <h2><a class="headerlink" href="#id1">#</a></h2>
        <h2><img src="logo.png" alt="Writers Club" role="presentation"></h2>

        <iframe src="talk.html"></iframe>
        <iframe src="talk.html" title=" " role="none" tabindex="0"></iframe>

        <object data="chart.svg" type="image/svg+xml">A chart</object>

        <svg role="img"><path d="M0 0"/></svg>
        <svg role="img"><text>2023</text></svg>
        <svg role="img"><g><title>Only of this part</title></g></svg>

        <input type="search" name="q">
        <input name="q" disabled>
        <label><select><option>2023</option></select></label>
        <label>Year <span role="textbox">2023</span></label>

        <img alt="../_images/map.png" src="../_images/map.png">

    Bad:
        <figure><img src="map.png" alt=""><figcaption>Where the organisations are</figcaption></figure>

    Good:
        <img src="map.png" alt="Map of the five organisations"> <img src="line.png" alt="">
        <img src="dot.png" role="presentation"> <img src="a.png" aria-label="Partners">
        <div hidden><img src="unseen.png"></div>
        <a href="#a"><img src="a.png" alt="Home"></a> <a href="#b" title="Up"><i></i></a>
        <a href="#c"><svg aria-hidden="true"></svg> Next</a> <a name="old"></a>
        <a href="#d" aria-labelledby="d"></a> <span id="d" hidden>Contents</span>
        <button>Search</button> <button title="Menu"><i></i></button> <input type="submit">
        <button aria-label="Close">×</button> <details><summary>More</summary></details>
        <button role="none" disabled></button>
        <h2>Lessons <a class="headerlink" href="#id1">#</a></h2>
        <h1><img src="logo.png" alt="Writers Club"></h1>
        <iframe src="talk.html" title="Recording of the showcase"></iframe>
        <iframe src="counter.html" hidden></iframe>
        <object data="chart.svg" aria-label="Growth between the cohorts"></object>
        <embed src="chart.svg" title="Growth between the cohorts">
        <svg role="img"><title>Timeline of the Club</title></svg> <svg aria-hidden="true"></svg>
        <a href="#next"><svg><path d="M0 0"/></svg> Next</a> <svg role="img" aria-label="Map"></svg>
        <label for="q">Search</label> <input id="q" type="search" name="q">
        <label>Year <select><option>2023</option></select></label>
        <label id="word">Word <span role="textbox" aria-labelledby="word"></span></label>
        <input type="search" aria-label="Search this book"> <input type="hidden" name="page">
        <li><input type="checkbox" disabled> A task list in Markdown</li>
        <p role="combobox" aria-label="Year" aria-controls="y"></p> <ul id="y" role="listbox"></ul>
        <img alt="The file map.png open in an editor" src="editor.png">
        <img alt="map.png" aria-label="Map of the five organisations" src="map.png">
        <a href="#map.png">Download <img alt="map.png" src="map.png"></a> <p id="map.png">Map</p>
    """
    for kind in KINDS:
        for node in with_role(page, kind.selector, *kind.roles):
            level = kind.lacks(page, node)
            if kind.word == "picture" and _captioned(node):
                message = f"the picture {_shown(node, 'src')} has a caption, and an empty alternative text"
                fix = "say in it what the picture shows; only decoration has none, and no caption"
                yield page.problem(node, message, fix, target=node.attributes.get("src") or "")
                continue
            # A link is asked for its name even where it says that it is decoration.
            if not level or (is_decoration(node) and kind.word != "link") or is_hidden(node):
                continue
            attribute = "data" if node.tag == "object" else kind.shown
            said = kind.said
            if kind.word == "picture" and "alt" in node.attributes:
                said = "has an alternative text of nothing but space"
            address = node.attributes.get(attribute) or ""
            yield page.problem(
                node,
                f"the {kind.word} {_shown(node, attribute)} {said}",
                kind.fix,
                target=address if attribute in ("data", "href", "src") else "",
                level=level,
            )
    for node in page.select("img[alt],area[alt],input[alt]"):
        alt = text_of(node.attributes["alt"])
        source = text_of(node.attributes.get("src"))
        if not alt or not (alt == source or PICTURE_NAME.fullmatch(alt)):
            continue
        if not (is_hidden(node) or label(page, node) or _is_offered(node, alt)):
            message = f"the alternative text of {_shown(node, 'src')} is the file name «{alt}»"
            fix = "give the picture an «:alt:» in the Markdown page that says what it shows"
            yield page.problem(node, message, fix, target=source)


def _captioned(node: LexborNode) -> bool:
    """Whether a picture that says that it is decoration stands over words that tell of it."""
    around = node.parent
    while around is not None and around.tag != "figure":
        around = around.parent
    caption = around.css_first("figcaption") if around is not None else None
    is_empty = node.attributes.get("alt", "x") == ""
    return is_empty and caption is not None and bool(caption.text(strip=True))


def _nameless(page: BuiltPage, node: LexborNode) -> Level | None:
    return None if accessible_name(page, node) else "finding"


def _image(page: BuiltPage, node: LexborNode) -> Level | None:
    described = (
        node.tag == "img" and "alt" in node.attributes and (node.attributes["alt"] or "x").strip()
    )
    return None if node.tag == "svg" or described else _nameless(page, node)


def _link(page: BuiltPage, node: LexborNode) -> Level | None:
    has_words = node.tag == "a" and text_of(node.text(deep=False))
    return None if has_words else _nameless(page, node)


def _button(page: BuiltPage, node: LexborNode) -> Level | None:
    # The arrow that opens a menu is the theme's affair, and some themes leave it nameless.
    of_theme = node.tag == "summary" and not page.site.strict
    in_menu = of_theme and any(
        each.tag == "nav" or each.attributes.get("role") == "navigation" for each in ancestors(node)
    )
    return "notice" if in_menu and _nameless(page, node) else _nameless(page, node)


def _heading(page: BuiltPage, node: LexborNode) -> Level | None:
    # The index that Sphinx adds has no title, which leaves an empty heading in some themes.
    return None if page.is_utility or heading_name(page, node) else "finding"


def _drawing(page: BuiltPage, node: LexborNode) -> Level | None:
    if is_drawing(node):
        return None if label(page, node) else _nameless(page, node)
    around = list(ancestors(node))
    inside = any(
        each.tag in ("a", "button", "i", "label", "span", "summary", "svg")
        or role_of(each) in ("button", "img", "link")
        for each in around
    )
    in_article = any(each.mem_id == page.article.mem_id for each in around)
    if inside or not in_article or (node.text() or "").strip() or accessible_name(page, node):
        return None
    only_defines = node.css_first("symbol,defs") and not node.css_first(
        "path,use,g,rect,circle,image"
    )
    return None if only_defines else "notice"


def _field(page: BuiltPage, node: LexborNode) -> Level | None:
    kind = (node.attributes.get("type") or "").lower()
    task = kind == "checkbox" and "disabled" in node.attributes
    if node.tag == "input" and (kind in NO_LABEL_NEEDED or task):
        return None
    return None if _is_list_of_a_field(page, node) or field_name(page, node) else "finding"


def _is_list_of_a_field(page: BuiltPage, node: LexborNode) -> bool:
    """Whether an element is the list that a combobox opens, which has the name already."""
    return role_of(node) == "listbox" and any(
        node.id in (attributes.get("aria-controls") or attributes.get("aria-owns") or "").split()
        for attributes in (each.attributes for each in page.select("[aria-controls],[aria-owns]"))
    )


class Kind(NamedTuple):
    """A kind of elements that need a name: how a message names one, what is said, and what to write."""

    word: str
    selector: str
    roles: tuple[str, ...]
    lacks: Callable[[BuiltPage, LexborNode], Level | None]
    shown: str
    said: str
    fix: str


KINDS = (
    Kind("picture", "img,input[type=image]", ("img",), _image, "src",
         "has no name", 'say in «alt» what the picture shows, or write «alt=""» if it is decoration'),
    Kind("link", "a[href],area[href]", ("link",), _link, "href",
         "has no name", "write where it goes: as its text, as the «alt» of its picture or as «aria-label»"),
    Kind("button", BUTTONS, ("button",), _button, "class",
         "has no name", "write what it does as its text or as «aria-label»"),
    Kind("heading", "h1,h2,h3,h4,h5,h6", ("heading",), _heading, "",
         "is empty", "write its words, or remove the heading"),
    Kind("frame", "iframe,frame", (), _nameless, "src",
         "has no title", 'add «title="…"» with what the frame shows'),
    Kind("object", "object,embed", (), _nameless, "src",
         "has no name", 'add «aria-label="…"» with what it shows'),
    Kind("drawing", "svg", ("graphics-symbol", "graphics-document"), _drawing, "class",
         "has no title",
         'put «<title>…</title>» first in it, or write «aria-hidden="true"» if it is decoration'),
    Kind("field", "input,select,textarea", FIELD_ROLES, _field, "name",
         "has no label", 'add a <label for="…">, or «aria-label="…"» with what to enter'),
)  # fmt: skip


def _is_offered(node: LexborNode, name: str) -> bool:
    """Whether a link says, in words, that it leads to the file of this name."""
    return any(
        each.tag == "a"
        and (each.attributes.get("href") or "").endswith(name)
        and bool(text_of(each.text()))
        for each in ancestors(node)
    )
