"""Go over the tokens of a page and write down what the rules look at, each with its line.

Nested directives are parsed again with the line they start on, as MyST does.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from textwrap import dedent
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig

from booklint import losses, mystmd, syntax
from booklint.directive import split_directive
from booklint.html_tags import tags_in
from booklint.notebook import CODE_LABEL, Notebook
from booklint.page import (
    Attributes,
    Code,
    Comment,
    Directive,
    Facts,
    Formula,
    Heading,
    Html,
    Image,
    Label,
    Link,
    Option,
    Page,
    Prose,
    Role,
    Tag,
)
from booklint.safe_yaml import YamlText, key_lines, read_yaml, strings

OBJECT = "\ufffc"
"""Stands in a shape for whatever is not plain text."""

TITLE_TOKENS = ("text", "escaped", "code_inline")
"""What MyST makes the anchor of a heading from."""

MAX_DEPTH = 24
"""Directives nested deeper than this are not opened."""

HOLDS_LINKS = re.compile(
    r"!\[|\]\(|\]\[|\{(?:figure|image|download|include|ref|doc)\}|<(?:img|a|figure)\b|<https?:",
    re.I,
)
"""A text without any of these holds no link and no picture."""

CODE_FENCE = re.compile(r"^[ ]*(`{3,}|~{3,}).*?^[ ]*\1[ ]*$", re.DOTALL | re.MULTILINE)

EXPLICIT_ROLE = re.compile(r"^(?P<text>.+?)\s*<(?P<target>[^<>]*)>$", re.DOTALL)
EQUATION_LABEL = re.compile(r"\\label\{([^}]+)\}")
BLOCK_LABEL = re.compile(r"\"label\"\s*:\s*\"([^\"]+)\"")
CELL_NAME = re.compile(r"\bname:\s*(\S+)")


@dataclass
class _Words:
    """The words of one block while they are gathered; `line` is the line reached."""

    line: int
    text: list[str] = field(default_factory=list)
    shape: list[str] = field(default_factory=list)

    def add(self, text: str, shape: str | None = None) -> None:
        self.text.append(text)
        self.shape.append(text if shape is None else shape)

    def reach(self, line: int) -> None:
        """Keep the line breaks that an address or an alternative text has swallowed."""
        if line > self.line:
            self.add("\n" * (line - self.line))
            self.line = line


@dataclass
class _OpenLink:
    """A link whose end has not been met."""

    token: Token
    line: int
    text_from: int
    shape_from: int
    alts: list[str] = field(default_factory=list)


class Walk:
    """One reading of one page."""

    def __init__(
        self,
        md: MarkdownIt,
        slug: Callable[[str], str],
        config: MdParserConfig,
        page: Page,
    ) -> None:
        self.md = md
        self.slug = slug
        self.config = config
        self.page = page
        self.is_myst = page.dialect == "myst"
        self.facts: Facts = page
        self.environment: dict[str, Any] = {}
        self.slugs: set[str] = set()
        self.tried: dict[str, tuple[str, int]] = {}
        """For each anchor that a title asks for, the last one taken for it and the number to add next."""
        self.within: tuple[str, ...] = ()
        self.quotations = 0
        self.used_references: set[str] = set()
        self.rows = page.lines
        self.notes: list[tuple[str, int]] = []
        self.in_note = False
        self.called: set[str] = set()
        """Footnotes that something outside of footnotes refers to."""
        self.depth = 0

    # --- whole texts -----------------------------------------------------------------------------

    def walk_page(self, text: str) -> None:
        """Read the page itself, then the reference definitions that no link uses."""
        self.walk(self.md.parse(text, self.environment), 1)
        called = None if self.is_myst else self.called
        self.facts.losses += losses.of_page(self.environment, self.notes, called)
        self.unused_references()

    def unused_references(self) -> None:
        """Note the reference definitions that no link uses, and the formulas that cannot be shown."""
        self.facts.losses += losses.of_formulas(self.facts)
        references: dict[str, Any] = self.environment.get("references", {})
        for name, reference in references.items():
            if name not in self.used_references:
                line = (reference.get("map") or [0])[0] + 1
                target = self.md.normalizeLinkText(reference["href"])
                self.facts.links.append(Link(target, name, line, "definition"))

    def walk_notebook(self, notebook: Notebook) -> None:
        """Read the cells one by one: what is left open in one ends with it."""
        for cell in notebook.cells:
            known = set(self.environment.get("references", {}))
            tokens = self.md.parse(cell.text, self.environment)
            self._move_references(known, cell.line)
            if self.is_myst or not tokens or tokens[0].type != "front_matter":
                self.walk(tokens, cell.line)
            else:
                self.walk(tokens[1:], cell.line)
        self.unused_references()
        for name, line in notebook.labels:
            self.label(name, line, "directive")

    def nested(self, text: str, line: int) -> None:
        """Parse a text again as Markdown, whose first line is this line of the file."""
        if self.depth >= MAX_DEPTH or not text.strip():
            return
        self.depth += 1
        known = set(self.environment.get("references", {}))
        tokens = self.md.parse(text, self.environment)
        self._move_references(known, line)
        if tokens and tokens[0].type == "front_matter":
            # Only a page has front matter; here the lines separate panels, whose text is Markdown.
            self.nested(tokens.pop(0).content, line + 1)
        self.walk(tokens, line)
        self.depth -= 1

    def _move_references(self, known: set[str], line: int) -> None:
        """Give the definitions that are new the lines they have in the file."""
        for name, reference in self.environment.get("references", {}).items():
            if name not in known and reference.get("map"):
                reference["map"] = [at + line - 1 for at in reference["map"]]

    def nested_line(self, text: str, line: int, kind: str) -> str:
        """Parse one line of Markdown without blocks (a title); give its words."""
        if not text.strip():
            return ""
        return self.inline(self.md.parseInline(text, self.environment)[0], line, kind)

    def walk(self, tokens: list[Token], first: int) -> None:
        """Go over block tokens; `first` is the line of the file that the text starts on."""
        kind, level, line = "paragraph", 0, first
        if self.facts is self.page:
            self.facts.losses += losses.of_blocks(tokens, first, self.rows)
            if self.within[-1:] == ("list-table",):
                self.facts.losses += losses.of_rows(tokens, first, tolerant=self.is_myst)
        for number, token in enumerate(tokens):
            line = first + token.map[0] if token.map else line
            self.attributes(token, line)
            if token.type == "myst_target":
                below = (each for each in tokens[number + 1 :] if each.type not in _BESIDE)
                kind_of_label = "target" if _has_title(next(below, None)) else "place"
                self.label(token.content, line, kind_of_label)
            match token.type:
                case "inline" if kind == "heading":
                    self.heading(token, level, line)
                case "inline":
                    self.inline(token, line, kind)
                case "heading_open":
                    words = tokens[number + 1].content
                    # Dashes or a mark of git below a paragraph: `text-changed` tells of it.
                    short = (
                        token.markup in "-="
                        and token.map
                        and len(self.rows[first + token.map[1] - 2]) < 8
                    )
                    text = short and ("\n" in words or words.endswith((".", ",", ";", ":")))
                    kind, level = "paragraph" if text else "heading", int(token.tag[1])
                case "th_open" | "td_open":
                    kind = "cell"
                case "dt_open":
                    kind = "term"
                case "fieldlist_name_open":
                    kind = "field"
                case "paragraph_open":
                    kind = "paragraph"
                case "footnote_reference_open":
                    self.notes.append((token.meta["label"], line))
                    self.in_note = True
                case "footnote_reference_close":
                    self.in_note = False
                case "blockquote_open" | "blockquote_close":
                    self.quotations += token.nesting
                case _ if token.nesting == 0:
                    self.block(token, line)

    def block(self, token: Token, line: int) -> None:
        """One block that is neither words nor around other blocks."""
        match token.type:
            case "fence" | "colon_fence":
                self.fence(token, line)
            case "code_block":
                self.facts.code.append(Code(token.content, "", line, self.within))
            case "html_block":
                self.html_block(token.content, line)
            case "myst_line_comment":
                self.comment(dedent(token.content), line, "%")
            case "math_block_label" | "amsmath" | "math_block":
                if token.type != "amsmath":
                    self.facts.formulas.append(Formula(token.content, line, block=True))
                if token.type == "math_block_label":
                    self.label(token.info, line, "equation")
                for found in EQUATION_LABEL.finditer(token.content):
                    self.label(found[1], line, "equation")
            case "substitution_block":
                self.substitution(token.content, line)
            case "front_matter":
                self.front_matter(token.content, line)
            case "myst_block_break" if self.is_myst:
                for found in BLOCK_LABEL.finditer(token.content):
                    self.label(found[1], line, "directive")

    def front_matter(self, source: str, line: int) -> None:
        """The YAML at the top; Markdown in its values counts as written there."""
        page = self.page
        page.front_matter_source = source
        page.front_matter_end = line + (source.count("\n") + 2 if source else 1)
        read = read_yaml(source, line + 1)
        page.front_matter_error, page.front_matter_error_line = read.error, read.error_line
        page.front_matter_lines = key_lines(read.node, line + 1)
        if isinstance(read.data, dict):
            page.front_matter = {str(key): value for key, value in read.data.items()}
        elif read.data is not None:
            page.front_matter_error = "it is not a list of `key: value` lines"
        if self.is_myst and isinstance(page.front_matter.get("label"), str):
            at = page.front_matter_lines["label"]
            self.label(page.front_matter["label"], at, "directive")
        self.values(read, line + 1)

    def values(self, read: YamlText, first: int) -> None:
        """The Markdown in the values of a YAML text; what has no space in it is no text."""
        for value, line in strings(read.node, first):
            known = len(self.facts.prose)
            if HOLDS_LINKS.search(value):
                self.nested(value, line)
            elif " " in value:
                self.nested_line(value, line, "value")
            self.facts.prose[known:] = [
                replace(each, kind="value") for each in self.facts.prose[known:]
            ]

    # --- blocks ----------------------------------------------------------------------------------

    def label(self, name: str, line: int, kind: str) -> None:
        """Note a name that can be linked to."""
        self.facts.labels.append(Label(" ".join(name.split()), line, kind))

    def attributes(self, token: Token, line: int) -> None:
        """Note the attributes of a token, and the name among them."""
        if not token.attrs or token.nesting < 0:
            return
        # MyST leads no link to the name of another link.
        if "id" in token.attrs and token.type != "link_open":
            self.label(str(token.attrs["id"]), line, "attribute")
        kind = token.type.removesuffix("_open")
        self.facts.attributes.append(Attributes(kind, token.attrs, line, token.content))

    def heading(self, token: Token, level: int, line: int) -> None:
        """Note a heading with the anchor that MyST gives it."""
        children = token.children or []
        title = "".join(each.content for each in children if each.type in TITLE_TOKENS)
        slug = ""
        if level <= self.config.heading_anchors:
            wanted = self.slug(title)
            # MyST lengthens what it tried before; begun anew for each heading, that takes cubic time.
            slug, number = self.tried.get(wanted, (wanted, 1))
            while slug in self.slugs:
                slug = f"{slug}-{number}"
                number += 1
            self.slugs.add(slug)
            self.tried[wanted] = slug, number
        # A book has the same headings, roles and sources on most pages, and keeps each once.
        text = sys.intern(self.inline(token, line, "heading"))
        slug = sys.intern(slug)
        self.facts.headings.append(Heading(text, level, line, slug, bool(self.within)))

    def fence(self, token: Token, line: int) -> None:
        """A fence is a directive, a `div` (colons without a name in braces) or code."""
        name, argument = fence_words(token.info)
        self.close(token, line)
        written = mystmd.directive_words(token.info) if self.is_myst else None
        if written:
            self.directive(written[0], written[1], token, line, written[2])
        elif re.fullmatch(r"\{[^.#].*\}", name):
            self.directive(name[1:-1], argument, token, line)
        elif token.type == "fence" and name in self.config.fence_as_directive:
            self.directive(name, argument, token, line)
        elif token.type == "fence":
            self.facts.code.append(Code(token.content, name, line, self.within))
        else:
            self.facts.divisions.append(Role(name, token.info.strip(), line, self.within))
            before, self.within = self.within, (*self.within, "div")
            self.nested(token.content, line + 1)
            self.within = before

    def close(self, token: Token, line: int) -> None:
        """Note a fence that is never closed: it takes in all that follows on the page.

        Where another one begins within it with as many signs, the line that was to close the inner
        one has closed the outer.
        """
        if self.facts is not self.page:
            return
        rows = self.rows
        last = line + (token.map[1] - token.map[0] if token.map else 1) - 1
        signs = re.escape(token.markup)
        # Four blanks more, and the inner one is shown as code.
        begins = re.compile(rf"^[ >]{{0,3}}{signs}(?!{signs[-1]})[ ]?\{{?[a-z]", re.MULTILINE)
        closing = rf"(?:^|[\s>]){signs}"
        closed = last > len(rows) or (last > line and re.search(closing, rows[last - 1]))
        # What stands as code within colons begins nothing.
        inner = CODE_FENCE.sub("", token.content) if signs[-1] == ":" else token.content
        if begins.search(inner) or (not self.depth and not closed):
            # What is open in a cell of a notebook ends with the cell.
            ends = bool(closed) or self.page.path.endswith(".ipynb")
            loss = losses.unclosed(token.markup, token.info, line, bool(closed))
            self.facts.losses.append(replace(loss, swallows=not ends))

    def html_block(self, source: str, line: int) -> None:
        """Raw HTML and the comments in it."""
        position = 0
        for found in re.finditer(r"<!--(.*?)(?:-->|\Z)", source, re.DOTALL):
            if not found[0].endswith("-->") and self.facts is self.page:
                at = line + source.count("\n", 0, found.start())
                self.facts.losses.append(losses.unclosed("<!--", "", at))
            self.html(source[position : found.start()], line + source.count("\n", 0, position))
            self.comment(found[1], line + source.count("\n", 0, found.start()), "<!--")
            position = found.end()
        self.html(source[position:], line + source.count("\n", 0, position))

    def html(self, source: str, line: int) -> None:
        """One run of raw HTML without comments: its tags, links and pictures."""
        if not source.strip():
            return
        kept = source.lstrip()
        line += source[: len(source) - len(kept)].count("\n")
        self.facts.html.append(Html(kept.rstrip(), line, self.within))
        for tag in tags_in(kept, line):
            self.tag(tag)

    def tag(self, tag: Tag) -> None:
        """Note a tag, and the label, link or picture that it is."""
        self.facts.tags.append(tag)
        attributes = tag.attributes
        name = attributes.get("id") or (attributes.get("name") if tag.name == "a" else "")
        if name:
            self.label(name, tag.line, "html")
        if tag.name == "a" and "href" in attributes:
            text = attributes.get("aria-label") or tag.text
            if len(text.strip()) < 2 and attributes.get("title"):
                text = f"{text} {attributes['title']}".strip()
            self.facts.links.append(
                Link(attributes["href"], text, tag.line, "html", within=self.within)
            )
        if tag.name == "img":
            self.facts.images.append(
                Image(
                    source=attributes.get("src", ""),
                    alt=attributes.get("alt"),
                    line=tag.line,
                    syntax="html",
                    alt_line=tag.line,
                    classes=tuple(attributes.get("class", "").split()),
                    attributes=attributes,
                    within=self.within,
                )
            )

    def comment(self, text: str, line: int, markup: str) -> None:
        """Note a comment, and read the Markdown in it as if it were a page of its own."""
        hidden = Facts()
        if HOLDS_LINKS.search(text):
            before = (self.facts, self.slugs, self.environment, self.used_references)
            self.facts, self.slugs, self.environment = hidden, set(), {}
            self.used_references = set()
            self.nested(text, line)
            self.facts, self.slugs, self.environment, self.used_references = before
        self.facts.comments.append(Comment(text, line, markup, hidden))

    def substitution(self, content: str, line: int) -> None:
        """Note the use of a substitution."""
        self.facts.substitutions.append(Role("substitution", content.strip(), line, self.within))

    # --- directives ------------------------------------------------------------------------------

    def directive(
        self,
        name: str,
        argument: str,
        token: Token,
        line: int,
        given: dict[str, str] | None = None,
    ) -> None:
        """Note a directive and read what is Markdown in it; `given` are attributes in its braces."""
        nests = token.type == "colon_fence" and token.content.startswith(":::")
        # MyST puts a blank line before a nested colon fence, so that it is not taken for options.
        parts = split_directive(
            "\n" + token.content if nests else token.content,
            line + (not nests),
            one_line=self.is_myst,
        )
        parts.options = {
            **{key: Option(value, line) for key, value in (given or {}).items()},
            **parts.options,
        }
        directive = Directive(
            name=name,
            argument=argument,
            line=line,
            end_line=line + (token.map[1] - token.map[0] - 1 if token.map else 0),
            options=parts.options,
            body=parts.body,
            body_line=parts.body_line,
            markup=token.markup,
            within=self.within,
            broken=parts.broken,
            broken_line=parts.broken_line,
            repeated=parts.repeated,
        )
        self.facts.directives.append(directive)
        for key in ("name", "label"):
            if directive.option(key):
                kind = "directive" if _shows_title(directive) else "place"
                kind = "equation" if name == "math" else kind
                self.label(directive.option(key), directive.options[key].line, kind)
        if self.is_myst and name in syntax.CELLS:
            for found in CODE_LABEL.finditer(parts.body):
                self.label(found[1], line, "directive")
        if self.is_myst and name == "embed":
            self.option_link(argument, "", line, "embed")
        if name == "figure-md" and argument:
            self.label(argument, line, "directive")
        before, self.within = self.within, (*self.within, name)
        title = self.directive_title(directive)
        self.directive_body(directive)
        self.within = before
        self.option_links(directive, title)

    def directive_title(self, directive: Directive) -> str:
        """Read the argument of a directive where that is Markdown; give its words."""
        name = syntax.bare_name(directive.name)
        words = ""
        if name in syntax.TITLE_ARGUMENT:
            words = self.nested_line(directive.argument, directive.line, "title")
        elif name in syntax.BODY_ON_FIRST_LINE:
            self.nested_line(directive.argument, directive.line, "paragraph")
        for key in ("header", "footer"):
            if name in syntax.CARDS and key in directive.options:
                option = directive.options[key]
                self.nested_line(option.value, option.line, "paragraph")
        return words

    def directive_body(self, directive: Directive) -> None:
        """Read the body of a directive where that is Markdown; note it as code where it is not."""
        name = syntax.bare_name(directive.name)
        if directive.name in syntax.PICTURES:  # {glue:figure} names what a notebook has made
            self.picture(directive)
        elif name == "glossary":
            self.glossary(directive)
        elif name == "csv-table":
            self.csv_table(directive)
        elif syntax.holds_markdown(name):
            self.nested(directive.body, directive.body_line)
        elif directive.body.strip():
            language = directive.argument if name in ("code", "code-block") else f"{{{name}}}"
            self.facts.code.append(Code(directive.body, language, directive.body_line, self.within))
        if name == "math":
            for found in EQUATION_LABEL.finditer(directive.body):
                self.label(found[1], directive.line, "equation")
        if name == "code-cell":
            for option in directive.options.values():
                for found in CELL_NAME.finditer(option.value):
                    self.label(found[1].strip("\"'"), option.line, "directive")

    def picture(self, directive: Directive) -> None:
        """A figure or an image: the caption is the first paragraph of the body."""
        alt = directive.options.get("alt")
        target = directive.option("target").strip()
        first = len(self.facts.prose)
        self.nested(directive.body, directive.body_line)
        if self.is_myst and (not directive.argument or directive.argument.startswith("#")):
            return  # what it shows stands in its body, or elsewhere under a label
        captions = [each for each in self.facts.prose[first:] if each.kind == "paragraph"]
        caption = captions[0] if captions and directive.name == "figure" else None
        self.facts.images.append(
            Image(
                source=directive.argument,
                alt=alt.value if alt else None,
                line=directive.line,
                syntax=directive.name,
                alt_line=alt.line if alt else directive.line,
                caption=caption.text if caption else "",
                caption_line=caption.line if caption else 0,
                label=directive.option("name"),
                link=target,
                classes=tuple(directive.option("class", "figclass").split()),
                attributes={key: option.value for key, option in directive.options.items()},
                within=directive.within,
            )
        )
        if target:
            self.facts.links.append(
                Link(
                    target.rstrip("_"),
                    alt.value if alt else "",
                    directive.options["target"].line,
                    "option",
                    role="target",
                    of_picture=True,
                    within=directive.within,
                )
            )

    def glossary(self, directive: Directive) -> None:
        """Terms stand at the margin, what they mean is indented below."""
        rows = directive.body.split("\n")
        definition: list[str] = []
        for number, row in enumerate(rows):
            if not row.strip() or row[0].isspace() or row.startswith(": "):
                definition.append(row.replace(":", " ", 1) if row.startswith(": ") else row)
                continue
            self.nested(
                dedent("\n".join(definition)), directive.body_line + number - len(definition)
            )
            definition = []
            if not row.startswith(".."):
                term, line = row.partition(" : ")[0], directive.body_line + number
                self.label(self.nested_line(term, line, "term") or term, line, "term")
        start = directive.body_line + len(rows) - len(definition)
        self.nested(dedent("\n".join(definition)), start)

    def csv_table(self, directive: Directive) -> None:
        """Each cell of a table in comma-separated values is Markdown."""
        named = directive.option("delim")
        delimiter = {"tab": "\t", "space": " "}.get(named, named[:1] or ",")
        if "header" in directive.options:
            header = directive.options["header"]
            self.csv_rows([header.value], header.line, delimiter)
        self.csv_rows(directive.body.split("\n"), directive.body_line, delimiter)

    def csv_rows(self, rows: list[str], line: int, delimiter: str) -> None:
        """The cells of some rows, as far as they can be read."""
        table = csv.reader((row + "\n" for row in rows), delimiter=delimiter, skipinitialspace=True)
        start = line
        try:
            for cells in table:
                for cell in cells:
                    self.nested(cell, start)
                start = line + table.line_num
        except csv.Error:
            return

    def option_links(self, directive: Directive, title: str) -> None:
        """Links and pictures that stand in options and arguments rather than in the body."""
        name, options = directive.name, directive.options
        if name in syntax.CARDS:
            self.card_pictures(directive, title)
        if name in syntax.CARDS and "link" in options:
            text = directive.option("link-alt") or title
            role = directive.option("link-type") or "url"
            target = options["link"]
            if self.is_myst:
                # Written as in a link of Markdown, and followed like one.
                link = Link(target.value, text, target.line, "inline", within=self.within)
                self.facts.links.append(replace(link, explicit=bool(text)))
            else:
                self.option_link(target.value, text, target.line, role)
        elif name in ("button-link", "button-ref"):
            role = "url" if name == "button-link" else directive.option("ref-type") or "any"
            text = " ".join(directive.body.split())
            self.option_link(directive.argument, text, directive.line, role)

    def option_link(self, target: str, text: str, line: int, role: str) -> None:
        """Note the link of a card or a button."""
        self.facts.links.append(
            Link(target, text, line, "option", role, bool(text), within=self.within)
        )

    def card_pictures(self, directive: Directive, title: str) -> None:
        """The pictures above, below and behind the words of a card."""
        alt = directive.options.get("img-alt")
        for key in syntax.CARD_PICTURES:
            if key in directive.options:
                option = directive.options[key]
                self.facts.images.append(
                    Image(
                        source=option.value,
                        alt=alt.value if alt else None,
                        line=option.line,
                        syntax="card",
                        alt_line=alt.line if alt else option.line,
                        beside=title,
                        attributes={"option": key},
                        within=self.within,
                    )
                )

    # --- words -----------------------------------------------------------------------------------

    def inline(self, token: Token, first: int, kind: str) -> str:
        """Go over the children of one block of words; give the words."""
        children = token.children or []
        words = _Words(first)
        link: _OpenLink | None = None
        open_tags: list[tuple[Tag, int]] = []
        pictures: list[int] = []
        line = first
        if not self.in_note:
            self.called |= {each.meta["label"] for each in children if each.type == "footnote_ref"}
        for child in children:
            place = child.meta.get("at")
            line = words.line if place is None else first + token.content.count("\n", 0, place)
            words.reach(line)
            self.attributes(child, line)
            match child.type:
                case "text" | "text_special":
                    words.add(child.content)
                case "escaped":
                    words.add(child.content, OBJECT)
                case "softbreak" | "hardbreak":
                    words.reach(line + 1)
                case "link_open":
                    link = _OpenLink(child, line, len(words.text), len(words.shape))
                case "link_close" if link is not None:
                    self.link(link, words)
                    link = None
                case "image":
                    if self.markdown_image(child, line, link):
                        pictures.append(len(self.facts.images) - 1)
                    words.add("", OBJECT)
                case "code_inline":
                    words.add(child.content, OBJECT)
                case "myst_role":
                    words.add(self.role(child, line), OBJECT)
                case "citation":
                    self.option_link(child.content, "", line, "@")
                    words.add(child.content, OBJECT)
                case "html_inline" if "at" not in child.meta:
                    pass  # the box of a task, which MyST itself makes of «[ ]»
                case "html_inline":
                    self.html_inline(child.content, line, words, open_tags)
                case "substitution_inline":
                    self.substitution(child.content, line)
                    words.add(OBJECT)
                case _ if child.type.startswith("math"):
                    block = child.type == "math_inline_double"
                    self.facts.formulas.append(Formula(child.content, line, block))
                    words.add(OBJECT)
        text = "".join(words.text)
        for tag, start in open_tags:
            self.tag(replace(tag, text="".join(words.text[start:])))
        for number in pictures:
            image = self.facts.images[number]
            self.facts.images[number] = replace(image, beside=" ".join(text.split()))
        shape = text if words.shape == words.text else "".join(words.shape)
        if text.strip() or shape.strip():
            emphasis = _whole_emphasis(children)
            quoted = self.quotations > 0
            self.facts.prose.append(Prose(text, shape, first, kind, emphasis, self.within, quoted))
        return " ".join(text.split())

    def link(self, link: _OpenLink, words: _Words) -> None:
        """Note a Markdown link at its end; in the shape it becomes one sign."""
        opening = link.token
        written = "".join(words.text[link.text_from :])
        name, target = "inline", str(opening.attrs.get("href", ""))
        # `<project:page.md>` is `[](page.md)`: what is shown is the title.
        if titled := opening.info == "auto" and target.startswith("project:"):
            written = ""
        elif opening.info == "auto":
            name = "bare" if opening.markup == "linkify" else "automatic"
        elif "label" in opening.meta:
            name = "reference"
            self.used_references.add(str(opening.meta["label"]))
        shape = "".join(words.shape[link.shape_from :])
        if titled or opening.info != "auto":
            breaks = "".join(words.shape[link.shape_from :]).count("\n")
            words.shape[link.shape_from :] = [OBJECT, "\n" * breaks]
        self.facts.links.append(
            Link(
                target=self.md.normalizeLinkText(target),
                text=" ".join(" ".join([written, *link.alts]).split()),
                line=link.line,
                syntax=name,
                explicit=opening.info != "auto" and bool(written.strip() or link.alts),
                of_picture=bool(link.alts) and not written.strip(),
                within=self.within,
                shape=shape,
            )
        )

    def markdown_image(self, token: Token, line: int, link: _OpenLink | None) -> bool:
        """Note a Markdown picture; give whether it is one."""
        if "label" in token.meta:
            self.used_references.add(str(token.meta["label"]))
        if self.is_myst and str(token.attrs.get("src", "")).startswith("#"):
            # `![](#label)` shows what stands elsewhere under that label.
            self.option_link(str(token.attrs["src"]), "", line, "embed")
            return False
        attributes = {key: str(value) for key, value in token.attrs.items()}
        alt = _plain(token.children or [])
        if link:
            link.alts.append(alt)
        self.facts.images.append(
            Image(
                source=self.md.normalizeLinkText(attributes.get("src", "")),
                alt=alt,
                line=line,
                syntax="markdown",
                alt_line=line,
                label=attributes.get("id", ""),
                link=str(link.token.attrs.get("href", "")) if link else "",
                classes=tuple(attributes.get("class", "").split()),
                attributes=attributes,
                within=self.within,
            )
        )
        return True

    def role(self, token: Token, line: int) -> str:
        """Note a role, and the link it makes; give the words it shows."""
        name = sys.intern(str(token.meta["name"]))
        self.facts.roles.append(Role(name, sys.intern(token.content), line, self.within))
        explicit = EXPLICIT_ROLE.match(token.content)
        target = explicit["target"] if explicit else token.content
        text = explicit["text"] if explicit else token.content
        if name in syntax.ROLE_LINKS:
            self.facts.links.append(
                Link(
                    target.strip(),
                    text.strip(),
                    line,
                    "role",
                    name,
                    bool(explicit),
                    within=self.within,
                )
            )
            if name not in ("download", "term") and not explicit:
                return OBJECT
        return OBJECT if name in syntax.SILENT_ROLES else text

    def html_inline(
        self, source: str, line: int, words: _Words, open_tags: list[tuple[Tag, int]]
    ) -> None:
        """One tag or comment between words; the text of a link runs to its closing tag."""
        if source.startswith("<!--"):
            self.comment(source[4:].removesuffix("-->"), line, "<!--")
            return
        self.facts.html.append(Html(source, line, self.within))
        for tag in tags_in(source, line):
            if tag.name == "a":
                open_tags.append((tag, len(words.text)))
            else:
                if tag.name == "img" and open_tags:
                    words.add(tag.attributes.get("alt", ""), OBJECT)
                self.tag(tag)
        if source.lower().startswith("</a") and open_tags:
            tag, start = open_tags.pop()
            self.tag(replace(tag, text="".join(words.text[start:])))


def fence_words(info: str) -> tuple[str, str]:
    """The first word after a fence, and the rest of its line."""
    words = info.strip().split(maxsplit=1)
    return (words[0] if words else ""), (words[1] if len(words) > 1 else "")


_BESIDE = ("myst_target", "myst_line_comment")
_UNTITLED = (
    *("paragraph_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "table_open"),
    *("code_block", "hr"),
)


def _has_title(token: Token | None) -> bool:
    """Whether the block below a label may have a title or a caption, which a link could show."""
    if token is None or token.type in _UNTITLED:
        return False
    if token.type not in ("fence", "colon_fence"):
        return True
    name, argument = fence_words(token.info)
    if name in ("{table}", "{list-table}", "{csv-table}"):
        return bool(argument)
    if not name.startswith("{"):
        return token.type == "colon_fence"
    return name.strip("{}") not in syntax.UNTITLED


def _shows_title(directive: Directive) -> bool:
    """Whether a link without words to the name of a directive could show its title or caption."""
    name = syntax.bare_name(directive.name)
    if name in ("table", "list-table", "csv-table"):
        return bool(directive.argument)
    if name in ("code", "code-block", "literalinclude", "sourcecode"):
        return "caption" in directive.options
    return bool(directive.body.strip()) if name == "figure" else name not in syntax.UNTITLED


def _plain(tokens: list[Token]) -> str:
    """The text of inline tokens as MyST writes it into an alt attribute."""
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(_plain(token.children or []))
        else:
            parts.append(token.content)
    return "".join(parts)


def _whole_emphasis(children: list[Token]) -> str:
    """`strong` or `em` where that is all these inline tokens hold; `strong` where it is both."""
    kept = [each for each in children if each.content.strip() or each.type != "text"]
    if kept and kept[-1].type == "text" and kept[-1].content.strip() == ":":
        kept.pop()
    if len(kept) < 3 or kept[0].type not in ("strong_open", "em_open"):
        return ""
    name = kept[0].type.removesuffix("_open")
    closings = [at for at, each in enumerate(kept) if each.type == f"{name}_close"]
    if closings != [len(kept) - 1]:
        return ""
    return "strong" if name == "em" and _whole_emphasis(kept[1:-1]) == "strong" else name
