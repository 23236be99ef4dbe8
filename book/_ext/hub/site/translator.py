"""Writes HTML that assistive technology reads well and that needs no inline style.

Holds for Sphinx 7.4 and docutils 0.21. Each method names the fault of the markup it replaces.
"""

import html
import posixpath
import re
import urllib.parse
from pathlib import Path

from docutils import nodes
from hubdata.symbols import SYMBOLS
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from ..state import records
from ..upstream import app_of
from . import gallery, pictures
from .words import unbroken

# How many letters of a table, with the room between its columns, stand side by side in the column of
# text, on a whole page, in one line of a phone, and in whole sentences.
_TEXT, _PAGE, _PHONE, _SENTENCES = 80, 124, 40, 400
# What is left free beside a column, and the narrowest in which a sentence can still be read.
_AROUND, _SENTENCE = 4, 16
_SHARES = (10, 20, 25, 30, 33, 40, 50, 60, 66, 70, 75, 80, 90)
# From this width of the window on, a column of text has room for the wide drawing of a chart.
_ROOM = "(min-width: 37.5rem)"
# A picture in a column of text is never wider than this; see `--measure` in hub.css.
_SIZES = "(min-width: 48rem) 46rem, 95vw"
# What the parts of a table are to a screen reader, by their tag or by their scope.
_ROLES = {
    "table": "table",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tr": "row",
    "td": "cell",
    "col": "columnheader",
    "row": "rowheader",
}
# Code of as many letters fits into a line of any screen.
_WHOLE_CODE = 20
# A cell without an answer: written by hand, or drawn from records.
_NOTHING = ("–", "–\N{NO-BREAK SPACE}unknown")


class HubTranslator(HTML5Translator):
    """The HTML translator of this book."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._tables = 0
        self._pictures = 0
        # What the columns of the table that is being written are called, if its rows are cards on a phone.
        self._labels: list[str] = []
        self._terms: list[set[str]] = []

    # Fault: the whole page is a `section`, whose `h1` is then not the heading of the article; and the
    # address of a part belongs to the section, where the search engine does not look for it.
    def visit_section(self, node: nodes.Element) -> None:
        self.section_level += 1
        if not isinstance(node.parent, nodes.document):
            self.body.append("<section>\n")

    def depart_section(self, node: nodes.Element) -> None:
        self.section_level -= 1
        if not isinstance(node.parent, nodes.document):
            self.body.append("</section>\n")

    # Fault: «2024-25» is broken after its hyphen.
    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 - docutils' style
        super().visit_Text(node)
        self.body[-1] = unbroken(self.body[-1])

    # Fault: every link carries two class names that nothing uses here.
    def visit_reference(self, node: nodes.Element) -> None:
        attributes = {"href": node["refuri"] or "#" if "refuri" in node else f"#{node['refid']}"}
        for source, target in (("reftitle", "title"), ("rel", "rel")):
            if source in node:
                attributes[target] = node[source]
        if not isinstance(node.parent, nodes.TextElement):
            attributes["class"] = "image-reference"
        self.body.append(self.starttag(node, "a", "", **attributes))

    # Fault: pictures without their size move the text when they arrive; `style` attributes are
    # refused by the Content-Security-Policy; a missing alternative becomes the name of the file.
    def visit_image(self, node: nodes.Element) -> None:
        attributes = {"alt": node.get("alt", ""), "decoding": "async"}
        # The search finds the words of alternatives too.
        attributes["data-pagefind-index-attrs"] = "alt"
        name = self.builder.images.get(node["uri"])
        attributes["src"] = self._picture(name) if name else node["uri"]
        found = pictures.size(Path(self.builder.srcdir, node["uri"])) if name else None
        shown = _shown_size(node, found)
        if shown:
            attributes |= {"width": shown.width, "height": shown.height}
        if found:
            smaller = pictures.variants(name, found.width)
            if smaller:
                listed = [f"{self._picture(variant)} {width}w" for width, variant in smaller]
                attributes["srcset"] = ", ".join([*listed, f"{attributes['src']} {found.width}w"])
                attributes["sizes"] = f"{shown.width}px" if shown != found else _SIZES
        if self._pictures:
            attributes["loading"] = "lazy"
        self._pictures += 1
        classes = [name for name in node["classes"] if name != "docutils"]
        if isinstance(node.parent, nodes.TextElement) and _in_a_sentence(node, found):
            classes.append("in-line")
        if name and (ground := pictures.ground(Path(self.builder.srcdir, node["uri"]))):
            classes.append(ground)
        if share := _share(node.get("width", "")):
            classes.append(share)
        if align := node.get("align"):
            classes.append(f"align-{align}")
        if classes:
            attributes["class"] = " ".join(classes)
        picture = self.starttag(node, "img", "", **attributes)
        wide = pictures.wide(Path(self.builder.srcdir, node["uri"])) if name else None
        if wide and shown == found:
            source = {"media": _ROOM, "srcset": self._picture(pictures.wide_name(name))}
            if size := pictures.size(wide):
                source |= {"width": size.width, "height": size.height}
            picture = (
                f"<picture>{self.emptytag(node, 'source', '', ids=[], **source)}{picture}</picture>"
            )
        self.body.append(picture)

    def depart_image(self, node: nodes.Element) -> None:
        pass

    def _picture(self, name: str) -> str:
        return posixpath.join(self.builder.imgpath, urllib.parse.quote(name))

    # Fault: `style="width: …"`.
    def visit_figure(self, node: nodes.Element) -> None:
        classes = []
        if share := _share(node.get("width") or node.get("figwidth") or ""):
            classes.append(share)
        if align := node.get("align"):
            classes.append(f"align-{align}")
        self.body.append(self.starttag(node, "figure", CLASS=" ".join(classes)))

    # The filters stand in the page from the start, so that nothing moves when their script arrives.
    def visit_bullet_list(self, node: nodes.Element) -> None:
        if "gallery" in node["classes"]:
            self.body.append(gallery.filter_form(records(app_of(self.builder))))
        super().visit_bullet_list(node)

    # What a page cites says less about its subject than its own words.
    def visit_enumerated_list(self, node: nodes.Element) -> None:
        super().visit_enumerated_list(node)
        if "sources" in node["classes"]:
            self.body[-1] = self.body[-1].replace("<ol", '<ol data-pagefind-weight="0.2"', 1)

    # A card shows the symbol of each of its sectors, without words: the sector's name stands in its text.
    def visit_list_item(self, node: nodes.Element) -> None:
        super().visit_list_item(node)
        if "card" not in node["classes"]:
            return
        sectors = records(app_of(self.builder)).sectors
        names = [name.removeprefix("sector-") for name in node["classes"]]
        drawn = [
            f'<span class="sector-{name}"><svg class="symbol" viewBox="0 0 24 24" aria-hidden="true">'
            f'<path d="{SYMBOLS[sectors[name].symbol]}"/></svg></span>'
            for name in names
            if name in sectors
        ]
        if drawn:
            self.body.append(f'<div class="symbols">{"".join(drawn)}</div>')

    # Fault: a wide table is cut off or widens the page; keyboards cannot scroll it; its cells do
    # not say what they are the header of.
    def visit_table(self, node: nodes.Element) -> None:
        self._tables += 1
        self._table_row_indices.append(0)
        # No heading can have a name with an underscore in it.
        identifier = f"table_{self._tables}"
        title = next((child for child in node.children if isinstance(child, nodes.title)), None)
        if title is None:
            name = f'aria-label="{html.escape(self._name_of_table(node))}"'
        else:
            title["ids"] = [identifier]
            name = f'aria-labelledby="{identifier}"'
        classes, self._labels = _shape(node)
        self.body.append(f'<div class="scroll" role="group" {name} tabindex="0">\n')
        self.body.append(self.starttag(node, "table", CLASS=" ".join(classes)))

    # Fault: the parts of a table that are drawn as blocks, as in cards, are lost on some screen readers.
    def starttag(self, node, tagname, suffix="\n", empty=False, **attributes):
        role = _ROLES.get(attributes.get("scope", tagname))
        if self._labels and role:
            attributes["role"] = role
        return super().starttag(node, tagname, suffix, empty, **attributes)

    def _name_of_table(self, node: nodes.Element) -> str:
        """Return the heading above a table without a caption, counted if it stands above several."""
        section = _section_of(node)
        title = section.next_node(nodes.title)
        if title is None:
            return f"Table {self._tables}"
        own = [table for table in section.findall(nodes.table) if _section_of(table) is section]
        number = f" {own.index(node) + 1}" if len(own) > 1 else ""
        return f"{title.astext()}: table{number}"

    def depart_table(self, node: nodes.Element) -> None:
        self._table_row_indices.pop()
        self._labels = []
        self.body.append("</table>\n</div>\n")

    def visit_title(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.table):
            # Nobody needs to see the words of the heading again, which stands just above.
            unseen = "unseen" if _is_as_the_heading(node) else ""
            self.body.append(self.starttag(node, "caption", "", CLASS=unseen))
            self.context.append("</caption>\n")
        elif isinstance(node.parent, nodes.section):
            tag = f"h{min(self.section_level, 6)}"
            identifiers = node.parent["ids"]
            self.body.append(self.starttag(node, tag, "", ids=identifiers))
            # A heading leads to itself, so that its address can be copied; no link may stand in it then.
            links = nodes.reference | nodes.footnote_reference
            linked = any(isinstance(each, links) for each in node.findall())
            if self.section_level > 1 and identifiers and not linked:
                self.body.append(f'<a class="here" href="#{html.escape(identifiers[0])}">')
                self.context.append(f"</a></{tag}>\n")
            else:
                self.context.append(f"</{tag}>\n")
        else:
            super().visit_title(node)

    def depart_title(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.table | nodes.section):
            self.body.append(self.context.pop())
        else:
            super().depart_title(node)

    # Fault: the widths of columns are a style in each, which the policy of the site forbids.
    def depart_colspec(self, node: nodes.Element) -> None:
        group = node.parent
        columns = [each["colwidth"] for each in group.findall(nodes.colspec)]
        given = "colwidths-given" in group.parent["classes"]
        if given and not isinstance(node.next_node(descend=False, siblings=True), nodes.colspec):
            shares = (_share(f"{100 * each / sum(columns)}%") for each in columns)
            drawn = "".join(f'<col class="{each}">' if each else "<col>" for each in shares)
            self.body.append(f"<colgroup>{drawn}</colgroup>\n")

    def visit_row(self, node: nodes.Element) -> None:
        self.body.append(self.starttag(node, "tr", ""))
        node.column = 0

    def visit_entry(self, node: nodes.Element) -> None:
        group = node.parent.parent.parent
        is_header = isinstance(node.parent.parent, nodes.thead)
        is_stub = bool(group.stubs[node.parent.column])
        attributes = {}
        if "morerows" in node:
            attributes["rowspan"] = node["morerows"] + 1
        if "morecols" in node:
            attributes["colspan"] = node["morecols"] + 1
        if self._labels and not is_header and not is_stub:
            attributes["data-label"] = self._labels[node.parent.column]
            if node.astext() in _NOTHING:
                attributes["CLASS"] = "none"
        node.parent.column += 1 + node.get("morecols", 0)
        tag = "td"
        if (is_header or is_stub) and node.astext().strip():
            tag = "th"
            attributes["scope"] = "col" if is_header else "row"
        self.body.append(self.starttag(node, tag, "", **attributes))
        self.context.append(f"</{tag}>\n")

    # Fault: one `dl` that says the same `dt` twice, as pairs of wrong and right do, is not valid.
    def visit_definition_list(self, node: nodes.Element) -> None:
        super().visit_definition_list(node)
        self._terms.append(set())

    def depart_definition_list(self, node: nodes.Element) -> None:
        self._terms.pop()
        super().depart_definition_list(node)

    def visit_term(self, node: nodes.Element) -> None:
        if node.astext() in self._terms[-1]:
            self.body.append("</dl>\n<dl>\n")
            self._terms[-1].clear()
        self._terms[-1].add(node.astext())
        super().visit_term(node)

    # Fault: footnotes are `aside` in `aside`: complementary landmarks inside the main one.
    def visit_footnote(self, node: nodes.Element) -> None:
        if not isinstance(node.previous_sibling(), nodes.footnote):
            self.body.append('<div class="footnote-list">\n')
        self.body.append(self.starttag(node, "div", role="doc-footnote"))

    def depart_footnote(self, node: nodes.Element) -> None:
        self.body.append("</div>\n")
        if not isinstance(node.next_node(descend=False, siblings=True), nodes.footnote):
            self.body.append("</div>\n")

    # Fault: `aside` for a topic or sidebar is a complementary landmark inside the main one.
    def visit_topic(self, node: nodes.Element) -> None:
        self.body.append(self.starttag(node, "div", CLASS="topic"))

    def depart_topic(self, node: nodes.Element) -> None:
        self.body.append("</div>\n")

    visit_sidebar = visit_topic
    depart_sidebar = depart_topic

    # Fault: class names and a `span` around every word of inline code.
    def visit_literal(self, node: nodes.Element) -> None:
        tag = "kbd" if "kbd" in node["classes"] else "code"
        said = (
            (html.escape(each.astext(), quote=False), isinstance(each, nodes.emphasis))
            for each in node.children
        )
        within = "".join(f"<em>{text}</em>" if own else text for text, own in said)
        # A browser ends a line after any hyphen: «-» and «-help».
        whole = ' class="unbroken"' if "-" in within and len(node.astext()) <= _WHOLE_CODE else ""
        self.body.append(f"<{tag}{whole}>{within}</{tag}>")
        raise nodes.SkipNode

    def visit_literal_block(self, node: nodes.Element) -> None:
        """Write code as plain text in a scrollable block: colours would need a stylesheet of their own."""
        if node.rawsource and node.rawsource != node.astext():
            # Text with markup in it, as {parsed-literal} makes.
            self.body.append(self.starttag(node, "pre", "", tabindex="0"))
            return
        arguments = node.get("highlight_args") or {}
        marked = frozenset(arguments.get("hl_lines") or ())
        first = arguments.get("linenostart", 1) if node.get("linenos") else None
        text = html.escape(node.astext(), quote=False)
        if marked or first is not None:
            text = _lines(text.removesuffix("\n").split("\n"), marked, first)
        start = self.starttag(node, "pre", "", tabindex="0")
        self.body.append(f"{start}<code>{text}</code></pre>\n")
        raise nodes.SkipNode

    def depart_literal_block(self, node: nodes.Element) -> None:
        self.body.append("</pre>\n")


def _lines(lines: list[str], marked: frozenset[int], first: int | None) -> str:
    """Return lines of code with their numbers, which nobody copies with them, and their marks."""
    width = len(str((first or 0) + len(lines)))
    shown = []
    for number, line in enumerate(lines, start=1):
        label = "" if first is None else f' data-line="{number - 1 + first:>{width}}"'
        inside = f"<mark>{line}</mark>" if number in marked and line else line
        shown.append(f"<span{label}>{inside}</span>" if label else inside)
    return "\n".join(shown)


def _is_as_the_heading(caption: nodes.title) -> bool:
    """Return whether the caption of a table says what the heading above it says."""
    heading = _section_of(caption.parent).next_node(nodes.title)
    said = [title.astext().lower().removeprefix("the ") for title in (heading, caption)]
    return heading is not caption and said[0] == said[1]


def _section_of(node: nodes.Element) -> nodes.Element:
    """Return the innermost section around a node, or the document."""
    around = node.parent
    while around.parent is not None and not isinstance(around, nodes.section):
        around = around.parent
    return around


def _shape(table: nodes.Element) -> tuple[list[str], list[str]]:
    """Return the class names for the shape of a table, and what its columns are called.

    «wide» leaves the column of text for the width of the page, «wider» is scrolled within it. «prose» has
    whole sentences in many columns, and is one card a row at every width. «stack» becomes one card a row
    on a phone, where each cell says the name of its column; a table with cells over several rows or
    columns cannot, and one whose rows fit in a line need not.
    """
    group = next(each for each in table.children if isinstance(each, nodes.tgroup))
    columns: list[list[str]] = [[] for _ in range(group["cols"])]
    labels: list[str] = []
    regular = True
    for row in group.findall(nodes.row):
        is_head = isinstance(row.parent, nodes.thead)
        regular &= len(row.children) == len(columns) and not (is_head and labels)
        if is_head:
            # A picture has no name to say in each cell.
            regular &= not any(row.findall(nodes.image))
            labels = [_without_links(entry) for entry in row.children]
        for column, entry in zip(columns, row.children, strict=False):
            column.append(_without_links(entry))
    narrowest = widest = 0
    for column in columns:
        word = max((len(word) for text in column for word in text.split()), default=0)
        line = max(map(len, column), default=0)
        narrowest += max(word, min(line, _SENTENCE)) + _AROUND
        widest += line + 1
    classes = []
    if narrowest > _TEXT and regular and labels and widest > _SENTENCES:
        classes.append("prose")
    elif narrowest > _TEXT:
        classes.append("wide" if narrowest <= _PAGE else "wide wider")
    if regular and labels and widest > _PHONE:
        classes.append("stack")
    return classes, labels if "stack" in classes else []


def _without_links(entry: nodes.Element) -> str:
    """Return the words of a cell without the marks of its sources; a cell of links alone keeps them."""
    words = (text.astext() for text in entry.findall(nodes.Text) if not _linked(text, entry))
    return " ".join("".join(words).split()) or " ".join(entry.astext().split())


def _linked(node: nodes.Node, above: nodes.Element) -> bool:
    while node is not above:
        if isinstance(node, nodes.reference):
            return True
        node = node.parent
    return False


MARK_HEIGHT = 48
"""Pixels up to which a picture beside words is a mark among them, and not a photograph below them."""


def _in_a_sentence(node: nodes.Element, size: pictures.Size | None) -> bool:
    """Tell whether words stand before and behind a picture on its line, or beside it and it is small."""
    place = node.parent if isinstance(node.parent, nodes.reference) else node
    around = place.parent
    if isinstance(around, nodes.figure):
        return False
    at = around.index(place)
    before, after = (
        "" if isinstance(each, nodes.superscript | nodes.footnote_reference) else each.astext()
        for each in (
            around[at - 1] if at else nodes.Text(""),
            around[at + 1] if at + 1 < len(around) else nodes.Text(""),
        )
    )
    beside = (before.rpartition("\n")[2].strip(), after.partition("\n")[0].strip())
    return all(beside) or (any(beside) and size is not None and size.height <= MARK_HEIGHT)


class ScalePictures(SphinxPostTransform):
    """Writes `scale` as width and height: Sphinx cannot measure an SVG, and stops at it."""

    default_priority = 500
    formats = ("html",)

    def run(self, **_: object) -> None:
        for node in self.document.findall(nodes.image):
            scale = node.attributes.pop("scale", 100) / 100
            found = pictures.size(Path(self.env.srcdir, node["uri"]))
            shown = _shown_size(node, found) if scale != 1 else None
            if shown:
                node["width"], node["height"] = (
                    f"{max(1, round(side * scale))}px" for side in (shown.width, shown.height)
                )


def _shown_size(node: nodes.Element, found: pictures.Size | None) -> pictures.Size | None:
    """Return the size at which a picture is shown: its own, or as its author wants it."""
    width, height = (pictures.pixels(node.get(side, "")) for side in ("width", "height"))
    if found is None:
        return pictures.Size(round(width), round(height)) if width and height else None
    if not width and not height:
        width, height = found.width, found.height
    elif not height:
        height = found.height * width / found.width
    elif not width:
        width = found.width * height / found.height
    return pictures.Size(max(1, round(width)), max(1, round(height)))


def _share(width: str) -> str:
    """Return the class for a width in per cent, rounded to a share that the stylesheet knows."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", width)
    if not match:
        return ""
    share = float(match[1])
    if share > 95:
        return ""
    return f"share-{min(_SHARES, key=lambda known: abs(known - share))}"
