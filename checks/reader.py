"""Read a Markdown page with MyST's own parser into the facts that the rules look at.

The dialect is that of the build: the same parser, set up from the book's own configuration.
Nested directives are parsed again with the line they start on, as MyST does, so that every fact
carries its exact line. docutils is not needed for this, which makes it some ten times faster
than a build.
"""

from __future__ import annotations

import csv
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from textwrap import dedent
from types import FrameType
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.options import TokenizeError, options_to_items

from checks import syntax
from checks.addresses import addresses_in_text, is_address
from checks.page import (
    Address,
    Code,
    Comment,
    Directive,
    Facts,
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

OBJECT = "\ufffc"
"""Stands in a shape for whatever is not plain text."""

MAX_DEPTH = 24
"""Directives nested deeper than this are not opened."""

MAX_CHARACTERS = 1_000_000
"""A page longer than this is not read."""

SECONDS = 2.0
"""A page that takes longer than this is given up."""

MAY_HIDE = re.compile(
    r"!\[|\]\(|\]\[|\{(?:figure|image|download|include)\}|<(?:img|a|figure)\b", re.I
)
EXPLICIT_ROLE = re.compile(r"^(?P<text>.+?)\s*<(?P<target>[^<>]*)>$", re.DOTALL)
OPTION_KEY = re.compile(r"""^(?P<quote>["']?)(?P<key>[^\s:"']+)(?P=quote)\s*:(?:\s|$)""")
CELL_NAME = re.compile(r"\bname:\s*(\S+)")
SLUG_CLEAN = re.compile(r"[^\w\u4e00-\u9fff\- ]")


class TooSlowError(Exception):
    """Reading the page took longer than it may."""


class _LocatedState(StateInline):
    """An inline state that notes in each token where in the text it begins."""

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        had_pending = bool(self.pending)
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos
        if had_pending:
            self.tokens[-2].meta["at"] = self.pos
        return token


class _LocatedInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _LocatedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class Reader:
    """Reads pages of one dialect.

    Takes the parser settings of the book and the slug function; gives a `Page` for each text.
    """

    def __init__(self, config: MdParserConfig) -> None:
        self.config = config
        self.md = create_md_parser(config, RendererHTML)
        self.md.options["store_labels"] = True
        located = _LocatedInline()
        located.ruler, located.ruler2 = self.md.inline.ruler, self.md.inline.ruler2
        self.md.inline = located

    def read(self, path: str, text: str, *, in_book: bool = True) -> Page:
        """Read one page; whatever the text is, a page comes back."""
        page = Page(path=path, text=text, in_book=in_book)
        if len(text) > MAX_CHARACTERS:
            page.unreadable = f"it is longer than {MAX_CHARACTERS:,} characters"
            return page
        try:
            with _time_limit(SECONDS):
                _Walk(self, page).walk_page(text)
        except TooSlowError:
            page.unreadable = f"reading it took longer than {SECONDS:g} seconds"
        except RecursionError:
            page.unreadable = "it is nested too deeply"
        except Exception as error:
            page.unreadable = f"the parser failed on it ({type(error).__name__}: {error})"
        page.addresses = _addresses(page)
        return page

    def slug(self, title: str) -> str:
        """The anchor of a heading, as MyST makes it."""
        if self.config.heading_slug_func is not None:
            return self.config.heading_slug_func(title)
        return SLUG_CLEAN.sub("", title.lower().replace(" ", "-"))


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` in the body after so many seconds, where the system has such a clock."""
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Walk:
    """One reading of one page: goes over the tokens and writes down what it meets."""

    def __init__(self, reader: Reader, page: Page) -> None:
        self.reader = reader
        self.md = reader.md
        self.page = page
        self.facts: Facts = page
        self.environment: dict[str, Any] = {}
        self.slugs: set[str] = set()
        self.within: tuple[str, ...] = ()
        self.used_references: set[str] = set()
        self.depth = 0
        self.inline_tags: list[tuple[str, dict[str, str], int, int]] = []

    # --- whole texts -----------------------------------------------------------------------------

    def walk_page(self, text: str) -> None:
        """Read the page itself, then the reference definitions that no link uses."""
        self.walk(self.md.parse(text, self.environment), 1)
        references: dict[str, Any] = self.environment.get("references", {})
        for name, reference in references.items():
            if name not in self.used_references:
                line = (reference.get("map") or [0])[0] + 1
                target = self.md.normalizeLinkText(reference["href"])
                self.facts.links.append(Link(target, name, line, "definition"))

    def nested(self, text: str, line: int) -> None:
        """Parse a text again as Markdown, whose first line is this line of the file."""
        if self.depth >= MAX_DEPTH or not text.strip():
            return
        self.depth += 1
        known = set(self.environment.get("references", {}))
        tokens = self.md.parse(text, self.environment)
        for name, reference in self.environment.get("references", {}).items():
            if name not in known and reference.get("map"):
                reference["map"] = [at + line - 1 for at in reference["map"]]
        self.walk(tokens, line)
        self.depth -= 1

    def nested_line(self, text: str, line: int, kind: str) -> str:
        """Parse one line of Markdown without blocks (a title); give its words."""
        if not text.strip():
            return ""
        tokens = self.md.parseInline(text, self.environment)
        return self.inline(tokens[0], line, kind)

    def walk(self, tokens: list[Token], first: int) -> None:
        """Go over block tokens; `first` is the line of the file that the text starts on."""
        kind, level, opened = "paragraph", 0, first
        for token in tokens:
            line = first + token.map[0] if token.map else opened
            opened = line
            if "id" in token.attrs and token.nesting >= 0:
                self.label(str(token.attrs["id"]), line, "attribute")
            match token.type:
                case "inline":
                    if kind == "heading":
                        self.heading(token, level, line)
                    else:
                        self.inline(token, line, kind)
                case "heading_open":
                    kind, level = "heading", int(token.tag[1])
                case "th_open" | "td_open":
                    kind = "cell"
                case "dt_open":
                    kind = "term"
                case "fieldlist_name_open":
                    kind = "field"
                case "paragraph_open":
                    kind = "paragraph"
                case "fence":
                    self.fence(token, line)
                case "colon_fence":
                    self.colon_fence(token, line)
                case "code_block":
                    self.facts.code.append(Code(token.content, "", line, self.within))
                case "html_block":
                    self.html_block(token.content, line)
                case "myst_target":
                    self.label(token.content, line, "target")
                case "myst_line_comment":
                    self.comment(dedent(token.content), line, "%")
                case "math_block_label" | "amsmath":
                    if token.type == "math_block_label":
                        self.label(token.info, line, "equation")
                    for found in re.finditer(r"\\label\{([^}]+)\}", token.content):
                        self.label(found[1], line, "equation")
                case "substitution_block":
                    self.substitution(token.content, line)
                case "front_matter":
                    self.front_matter(token.content)

    # --- front matter ----------------------------------------------------------------------------

    def front_matter(self, source: str) -> None:
        page = self.page
        page.front_matter_source = source
        page.front_matter_end = source.count("\n") + 3 if source else 2
        try:
            node = yaml.compose(source, Loader=yaml.SafeLoader)
            if isinstance(node, yaml.MappingNode):
                page.front_matter_lines = {
                    str(key.value): key.start_mark.line + 2 for key, _ in node.value
                }
            data = yaml.safe_load(source)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            page.front_matter_error = getattr(error, "problem", None) or str(error)
            page.front_matter_error_line = (mark.line if mark else 0) + 2
            return
        except (ValueError, RecursionError) as error:
            page.front_matter_error, page.front_matter_error_line = str(error), 2
            return
        if isinstance(data, dict):
            page.front_matter = {str(key): value for key, value in data.items()}
        elif data is not None:
            page.front_matter_error = "it is not a list of `key: value` lines"
            page.front_matter_error_line = 2
        self.read_substitution_values()

    def read_substitution_values(self) -> None:
        """The Markdown in substitutions counts as written where it is defined."""
        myst = self.page.front_matter.get("myst")
        old = self.page.front_matter.get("substitutions")
        new = myst.get("substitutions") if isinstance(myst, dict) else None
        for values in (old, new):
            for key, value in values.items() if isinstance(values, dict) else ():
                if isinstance(value, str) and MAY_HIDE.search(value):
                    self.nested(value, self.line_of_key(str(key)))

    def line_of_key(self, key: str) -> int:
        for number, line in enumerate(self.page.front_matter_source.split("\n"), 2):
            if line.strip().startswith((f"{key}:", f'"{key}":', f"'{key}':")):
                return number
        return 2

    # --- blocks ----------------------------------------------------------------------------------

    def label(self, name: str, line: int, kind: str) -> None:
        self.facts.labels.append(Label(" ".join(name.split()), line, kind))

    def heading(self, token: Token, level: int, line: int) -> None:
        children = token.children or []
        title = "".join(each.content for each in children if each.type in ("text", "code_inline"))
        slug = ""
        if level <= self.reader.config.heading_anchors:
            slug = self.reader.slug(title)
            number = 1
            while slug in self.slugs:
                slug = f"{slug}-{number}"
                number += 1
            self.slugs.add(slug)
        text = self.inline(token, line, "heading")
        self.facts.headings.append(Heading(text, level, line, slug, bool(self.within)))

    def fence(self, token: Token, line: int) -> None:
        name, _, argument = (token.info or "").strip().partition(" ")
        if name.startswith("{") and name.endswith("}"):
            self.directive(name[1:-1], argument.strip(), token, line)
        elif name in self.reader.config.fence_as_directive:
            self.directive(name, argument.strip(), token, line)
        else:
            self.facts.code.append(Code(token.content, name, line, self.within))

    def colon_fence(self, token: Token, line: int) -> None:
        name, _, argument = (token.info or "").strip().partition(" ")
        if name.startswith("{") and name.endswith("}"):
            self.directive(name[1:-1], argument.strip(), token, line)
            return
        before, self.within = self.within, (*self.within, "div")
        self.nested(token.content, line + 1)
        self.within = before

    def html_block(self, source: str, line: int) -> None:
        position = 0
        for found in re.finditer(r"<!--(.*?)(?:-->|\Z)", source, re.DOTALL):
            self.html(source[position : found.start()], line + source.count("\n", 0, position))
            self.comment(found[1], line + source.count("\n", 0, found.start()), "<!--")
            position = found.end()
        self.html(source[position:], line + source.count("\n", 0, position))

    def html(self, source: str, line: int) -> None:
        """One run of raw HTML without comments: its tags, links and pictures."""
        if not source.strip():
            return
        line += len(source[: len(source) - len(source.lstrip())].split("\n")) - 1
        self.facts.html.append(Html(source.strip(), line, self.within))
        for tag in _Tags(source.lstrip(), line).found:
            self.tag(tag)

    def tag(self, tag: Tag) -> None:
        self.facts.tags.append(tag)
        attributes = tag.attributes
        if tag.attributes.get("id"):
            self.label(tag.attributes["id"], tag.line, "html")
        if tag.name == "a" and "href" in attributes:
            text = attributes.get("aria-label") or tag.text
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
        hidden = Facts()
        if MAY_HIDE.search(text):
            before = (self.facts, self.slugs, self.environment, self.used_references)
            self.facts, self.slugs, self.environment = hidden, set(), {}
            self.used_references = set()
            self.nested(text, line)
            self.facts, self.slugs, self.environment, self.used_references = before
        self.facts.comments.append(Comment(text, line, markup, hidden))

    def substitution(self, content: str, line: int) -> None:
        self.facts.substitutions.append(Role("substitution", content.strip(), line, self.within))

    # --- directives ------------------------------------------------------------------------------

    def directive(self, name: str, argument: str, token: Token, line: int) -> None:
        content = token.content
        if token.type == "colon_fence" and content.startswith(":::"):
            content = "\n" + content
        parts = _split_directive(content, line + 1)
        if content is not token.content:
            parts.body_line -= 1
        options, body, body_line = parts.options, parts.body, parts.body_line
        directive = Directive(
            name=name,
            argument=argument,
            line=line,
            end_line=line + (token.map[1] - token.map[0] - 1 if token.map else 0),
            options=options,
            body=body,
            body_line=body_line,
            markup=token.markup,
            within=self.within,
            broken=parts.broken,
            broken_line=parts.broken_line,
        )
        self.facts.directives.append(directive)
        for key in ("name", "label"):
            if key in options and options[key].value:
                kind = "equation" if name == "math" else "directive"
                self.label(options[key].value, options[key].line, kind)
        self.option_links(directive)
        before, self.within = self.within, (*self.within, name)
        self.directive_content(directive)
        self.within = before

    def directive_content(self, directive: Directive) -> None:
        """What is Markdown in a directive: its title and its body."""
        name = syntax.bare_name(directive.name)
        if name in syntax.TITLE_ARGUMENT:
            self.nested_line(directive.argument, directive.line, "title")
        elif name in syntax.BODY_ON_FIRST_LINE:
            self.nested_line(directive.argument, directive.line, "paragraph")
        for key in ("header", "footer"):
            if name in syntax.CARDS and key in directive.options:
                option = directive.options[key]
                self.nested_line(option.value, option.line, "paragraph")
        if name in syntax.PICTURES:
            self.picture(directive)
        elif name == "glossary":
            self.glossary(directive)
        elif name == "csv-table":
            self.csv_table(directive)
        elif syntax.holds_markdown(name):
            self.nested(directive.body, directive.body_line)
        elif directive.body.strip():
            language = directive.argument if name in ("code", "code-block") else ""
            self.facts.code.append(
                Code(directive.body, language or f"{{{name}}}", directive.body_line, self.within)
            )
            if name == "code-cell":
                for option in directive.options.values():
                    for found in CELL_NAME.finditer(option.value):
                        self.label(found[1].strip("\"'"), option.line, "directive")

    def picture(self, directive: Directive) -> None:
        """A figure or an image: the caption is the first paragraph of the body."""
        options = directive.options
        alt = options.get("alt")
        first = len(self.facts.prose)
        self.nested(directive.body, directive.body_line)
        captions = [each for each in self.facts.prose[first:] if each.kind == "paragraph"]
        is_figure = directive.name == "figure"
        target = directive.option("target")
        self.facts.images.append(
            Image(
                source=directive.argument,
                alt=alt.value if alt else None,
                line=directive.line,
                syntax=directive.name,
                alt_line=alt.line if alt else directive.line,
                caption=captions[0].text if is_figure and captions else "",
                caption_line=captions[0].line if is_figure and captions else 0,
                label=directive.option("name"),
                link=target,
                classes=tuple(directive.option("class", "figclass").split()),
                attributes={key: option.value for key, option in options.items()},
                within=directive.within,
            )
        )
        if target:
            self.facts.links.append(
                Link(
                    target.strip().rstrip("_"),
                    alt.value if alt else "",
                    options["target"].line,
                    "option",
                    role="target",
                    of_picture=True,
                    within=directive.within,
                )
            )

    def glossary(self, directive: Directive) -> None:
        """Terms stand at the margin, what they mean is indented below."""
        definition: list[str] = []
        start = directive.body_line
        for number, line in enumerate([*directive.body.split("\n"), "end"], directive.body_line):
            if not line.strip() or line[0].isspace():
                start = start if definition else number
                definition.append(line)
                continue
            self.nested(dedent("\n".join(definition)), start)
            definition = []
            if number < directive.body_line + directive.body.count("\n") + 1 and line[:2] != "..":
                self.label(line.partition(" : ")[0], number, "term")
                self.nested_line(line.partition(" : ")[0], number, "term")

    def csv_table(self, directive: Directive) -> None:
        """Each cell of a table in comma-separated values is Markdown."""
        if "header" in directive.options:
            option = directive.options["header"]
            self.csv_rows([option.value], option.line, directive.option("delim"))
        rows = directive.body.split("\n")
        self.csv_rows(rows, directive.body_line, directive.option("delim"))

    def csv_rows(self, rows: list[str], line: int, delimiter: str) -> None:
        sign = {"tab": "\t", "space": " "}.get(delimiter, delimiter[:1] or ",")
        table = csv.reader((row + "\n" for row in rows), delimiter=sign, skipinitialspace=True)
        start = line
        try:
            for cells in table:
                for cell in cells:
                    self.nested(cell, start)
                start = line + table.line_num
        except csv.Error:
            return

    def option_links(self, directive: Directive) -> None:
        """Links and pictures that stand in options and arguments rather than in the body."""
        name, options = directive.name, directive.options
        if name in syntax.CARDS:
            self.card_pictures(directive)
        if name in syntax.CARDS and "link" in options:
            link = options["link"]
            text = directive.option("link-alt") or directive.argument
            role = directive.option("link-type") or "url"
            self.facts.links.append(
                Link(link.value, text, link.line, "option", role, bool(text), within=self.within)
            )
        elif name in ("button-link", "button-ref"):
            role = "url" if name == "button-link" else directive.option("ref-type") or "any"
            text = " ".join(directive.body.split())
            self.facts.links.append(
                Link(
                    directive.argument,
                    text or directive.argument,
                    directive.line,
                    "option",
                    role,
                    bool(text),
                    within=self.within,
                )
            )

    def card_pictures(self, directive: Directive) -> None:
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
                        beside=directive.argument,
                        attributes={"option": key},
                        within=self.within,
                    )
                )

    # --- words -----------------------------------------------------------------------------------

    def inline(self, token: Token, first: int, kind: str) -> str:
        """Go over the children of one block of words; give the words."""
        children = token.children or []
        text: list[str] = []
        shape: list[str] = []
        lines = _Lines(token.content, first)
        written = first
        link: tuple[Token, int, int, int] | None = None
        pictures: list[int] = []
        self.inline_tags = []
        for child in children:
            line = lines.of(child)
            text.append("\n" * (line - written))
            shape.append("\n" * (line - written))
            written = max(written, line)
            if "id" in child.attrs and child.nesting >= 0:
                self.label(str(child.attrs["id"]), line, "attribute")
            match child.type:
                case "text" | "text_special":
                    text.append(child.content)
                    shape.append(child.content)
                case "softbreak" | "hardbreak":
                    text.append("\n")
                    shape.append("\n")
                    written = line + 1
                case "link_open":
                    link = (child, line, len(text), len(shape))
                case "link_close" if link is not None:
                    words = "".join(text[link[2] :])
                    self.link(link[0], words, link[1], bool(pictures and not words.strip()))
                    if link[0].info != "auto":
                        shape[link[3] :] = [OBJECT, "\n" * "".join(shape[link[3] :]).count("\n")]
                    link = None
                case "image":
                    target = str(link[0].attrs.get("href", "")) if link else ""
                    pictures.append(len(self.facts.images))
                    self.markdown_image(child, line, target)
                    if link:
                        text.append(self.facts.images[-1].alt or "")
                    shape.append(OBJECT)
                case "code_inline":
                    text.append(child.content)
                    shape.append(OBJECT)
                case "myst_role":
                    text.append(self.role(child, line))
                    shape.append(OBJECT)
                case "html_inline":
                    self.html_inline(child.content, line, text)
                case "substitution_inline":
                    self.substitution(child.content, line)
                    text.append(OBJECT)
                    shape.append(OBJECT)
                case _ if child.type.startswith("math"):
                    text.append(OBJECT)
                    shape.append(OBJECT)
        words = "".join(text)
        for name, attributes, line, start in reversed(self.inline_tags):
            self.tag(Tag(name, attributes, line, "".join(text[start:])))
        for number in pictures:
            self.facts.images[number] = _beside(self.facts.images[number], words)
        if words.strip() or "".join(shape).strip():
            self.facts.prose.append(
                Prose(words, "".join(shape), first, kind, _whole_emphasis(children), self.within)
            )
        return " ".join(words.split())

    def link(self, opening: Token, words: str, line: int, of_picture: bool) -> None:
        target = self.md.normalizeLinkText(str(opening.attrs.get("href", "")))
        syntax_name = "inline"
        if opening.info == "auto":
            syntax_name = "bare" if opening.markup == "linkify" else "automatic"
        elif "label" in opening.meta:
            syntax_name = "reference"
            self.used_references.add(str(opening.meta["label"]))
        self.facts.links.append(
            Link(
                target,
                " ".join(words.split()),
                line,
                syntax_name,
                explicit=opening.info != "auto" and bool(words.strip()),
                of_picture=of_picture,
                within=self.within,
            )
        )

    def markdown_image(self, token: Token, line: int, link: str) -> None:
        if "label" in token.meta:
            self.used_references.add(str(token.meta["label"]))
        attributes = {key: str(value) for key, value in token.attrs.items()}
        self.facts.images.append(
            Image(
                source=self.md.normalizeLinkText(attributes.get("src", "")),
                alt=_plain(token.children or []),
                line=line,
                syntax="markdown",
                alt_line=line,
                label=attributes.get("id", ""),
                link=link,
                classes=tuple(attributes.get("class", "").split()),
                attributes=attributes,
                within=self.within,
            )
        )

    def role(self, token: Token, line: int) -> str:
        """Note a role, and the link it makes; give the words it shows."""
        name = str(token.meta["name"])
        content = token.content
        self.facts.roles.append(Role(name, content, line, self.within))
        explicit = EXPLICIT_ROLE.match(content)
        target = explicit["target"] if explicit else content
        text = explicit["text"] if explicit else content
        if name in syntax.ROLE_LINKS:
            self.facts.links.append(
                Link(
                    target.strip(),
                    text.strip(),
                    line,
                    "role",
                    name,
                    explicit=bool(explicit),
                    within=self.within,
                )
            )
            if name in ("ref", "doc", "numref", "eq", "any", "prf:ref") and not explicit:
                return OBJECT
        return OBJECT if name in syntax.SILENT_ROLES else text

    def html_inline(self, source: str, line: int, text: list[str]) -> None:
        if source.startswith("<!--"):
            self.comment(source[4:].removesuffix("-->"), line, "<!--")
            return
        self.facts.html.append(Html(source, line, self.within))
        for tag in _Tags(source, line).found:
            if tag.name == "a":
                self.inline_tags.append((tag.name, tag.attributes, tag.line, len(text)))
            else:
                self.tag(tag)
        if source.lower().startswith("</a") and self.inline_tags:
            name, attributes, start_line, start = self.inline_tags.pop()
            self.tag(Tag(name, attributes, start_line, "".join(text[start:])))


class _Parts:
    """The parts of a directive below its first line."""

    def __init__(self, body: str, body_line: int) -> None:
        self.options: dict[str, Option] = {}
        self.body = body
        self.body_line = body_line
        self.broken = ""
        self.broken_line = 0


def _split_directive(content: str, line: int) -> _Parts:
    """Split what stands below a directive's first line into options and body, as MyST does."""
    rows = content.split("\n")
    if content.endswith("\n"):
        rows.pop()
    block: list[str] = []
    used, block_line = 0, line
    if content.startswith("---"):
        block_line = line + 1
        ends = (at for at, row in enumerate(rows[1:], 1) if row.startswith("---"))
        end = next(ends, len(rows))
        block, used = dedent("\n".join(rows[1:end])).split("\n"), min(end + 1, len(rows))
    else:
        while used < len(rows) and rows[used].lstrip().startswith(":"):
            block.append(rows[used].lstrip()[1:])
            used += 1
    body = rows[used:]
    if body and not body[0].strip():
        body, used = body[1:], used + 1
    parts = _Parts("\n".join(body), line + used)
    if block:
        _read_options(parts, block, block_line)
    return parts


def _read_options(parts: _Parts, block: list[str], line: int) -> None:
    places: dict[str, int] = {}
    for number, row in enumerate(block, line):
        found = OPTION_KEY.match(row)
        if found:
            places.setdefault(found["key"], number)
    try:
        items, _ = options_to_items("\n".join(block))
    except TokenizeError as error:
        parts.broken = error.problem
        parts.broken_line = line + error.problem_mark.line
        return
    parts.options = {key: Option(value or "", places.get(key, line)) for key, value in items}


class _Lines:
    """Turns the place of an inline token into a line of the file."""

    def __init__(self, source: str, first: int) -> None:
        self.source = source
        self.line = first
        self.first = first

    def of(self, token: Token) -> int:
        place = token.meta.get("at") if token.meta else None
        if place is not None:
            self.line = self.first + self.source.count("\n", 0, place)
        line = self.line
        if token.type in ("softbreak", "hardbreak"):
            self.line = line + 1
        return line


class _Tags(HTMLParser):
    """The opening tags of a run of HTML, with their lines and the text within links."""

    def __init__(self, source: str, first: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first = first
        self.found: list[Tag] = []
        self._open: list[tuple[int, list[str]]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        self.found.append(Tag(tag, attributes, self.first + self.getpos()[0] - 1))
        if tag == "a":
            self._open.append((len(self.found) - 1, []))
        if tag == "img" and self._open:
            self._open[-1][1].append(attributes.get("alt", ""))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            number, words = self._open.pop()
            before = self.found[number]
            text = " ".join("".join(words).split())
            self.found[number] = Tag(before.name, before.attributes, before.line, text)


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


def _beside(image: Image, words: str) -> Image:
    return replace(image, beside=" ".join(words.split()))


def _whole_emphasis(children: list[Token]) -> str:
    """`strong` or `em` where that is all these inline tokens hold."""
    kept = [each for each in children if each.content.strip() or each.type != "text"]
    if len(kept) < 3 or kept[0].type not in ("strong_open", "em_open"):
        return ""
    name = kept[0].type.removesuffix("_open")
    closings = [at for at, each in enumerate(kept) if each.type == f"{name}_close"]
    return name if closings == [len(kept) - 1] else ""


def _addresses(page: Page) -> list[Address]:
    """Every address of the web on a page: links, pictures, options and bare text."""
    found = [
        Address(link.target, link.line, link.text) for link in page.links if is_address(link.target)
    ]
    found += [Address(each.source, each.line) for each in page.images if is_address(each.source)]
    known = {(each.url, each.line) for each in found}
    for prose in page.prose:
        for address in addresses_in_text(prose.text, prose.line):
            if not any(line == address.line and address.url in url for url, line in known):
                found.append(address)
    for key, line in page.front_matter_lines.items():
        value = page.front_matter.get(key)
        if isinstance(value, str | list | dict):
            rows = page.front_matter_source.split("\n")
            following = [each for each in page.front_matter_lines.values() if each > line]
            end = min(following, default=page.front_matter_end)
            found += addresses_in_text("\n".join(rows[line - 2 : end - 2]), line)
    return sorted(found, key=lambda each: each.line)
