"""Go over the tokens of a page and write down what the rules look at, each with its line.

Nested directives are parsed again with the line they start on, as MyST does.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from textwrap import dedent
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig

from booklint import losses, mystmd, syntax
from booklint.directive import (
    EQUATION_LABEL,
    cells_of,
    labels_of,
    links_of,
    pictures_of,
    read_directive,
    terms_of,
)
from booklint.inline import InlineWalk
from booklint.notebook import Notebook
from booklint.noting import note_attributes, note_html, note_label
from booklint.page import Code, Comment, Directive, Facts, Formula, Heading, Link, Page, Role
from booklint.safe_yaml import YamlText, key_lines, read_yaml, strings

TITLE_TOKENS = ("text", "escaped", "code_inline")
"""What MyST makes the anchor of a heading from."""

EMPTY, COMMA = "an empty one is «-» alone", "one with a comma in it stands in quotation marks"
MAX_DEPTH = 24
"""Directives nested deeper than this are not opened."""

HOLDS_LINKS = re.compile(
    r"!\[|\]\(|\]\[|\{(?:figure|image|download|include|ref|doc)\}|<(?:img|a|figure)\b|<https?:",
    re.I,
)
"""A text without any of these holds no link and no picture."""

CODE_FENCE = re.compile(r"^[ ]*(`{3,}|~{3,}).*?^[ ]*\1[ ]*$", re.DOTALL | re.MULTILINE)

BLOCK_LABEL = re.compile(r"\"label\"\s*:\s*\"([^\"]+)\"")

UNFINISHED = re.compile(r"(?:FIXME|TB[ACDW]|TODO|XXX+)\W*", re.IGNORECASE)


@dataclass
class _Text:
    """What is known of one text by itself: a page, or what a comment hides.

    `tried` has for each anchor that a title asks for the last one taken and the number to add next;
    `notes` are the footnotes with their lines, `called` those that the text outside of footnotes names.
    """

    facts: Facts
    environment: dict[str, Any] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    tried: dict[str, tuple[str, int]] = field(default_factory=dict)
    used_references: set[str] = field(default_factory=set)
    notes: list[tuple[str, int]] = field(default_factory=list)
    called: set[str] = field(default_factory=set)

    @property
    def references(self) -> dict[str, Any]:
        """The reference definitions that the parser has met."""
        return self.environment.get("references", {})


class Walk:
    """One reading of one page."""

    def __init__(
        self, md: MarkdownIt, slug: Callable[[str], str], config: MdParserConfig, page: Page
    ) -> None:
        self.md = md
        self.slug = slug
        self.config = config
        self.page = page
        self.is_myst = page.dialect == "myst"
        self.rows = page.lines
        self.text = _Text(page)
        self.within: tuple[str, ...] = ()
        self.quotations = 0
        self.in_note = False
        self.depth = 0

    @property
    def facts(self) -> Facts:
        """Where what is found is written down."""
        return self.text.facts

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Within the body of a directive of this name."""
        before, self.within = self.within, (*self.within, name)
        yield
        self.within = before

    @contextmanager
    def apart(self) -> Iterator[Facts]:
        """Read what follows as a text of its own."""
        before, self.text = self.text, _Text(Facts())
        yield self.text.facts
        self.text = before

    # --- whole texts -----------------------------------------------------------------------------

    def walk_page(self, text: str) -> None:
        """Read the page itself, then the reference definitions that no link uses."""
        self.walk(self.parsed(text, 1), 1)
        called = None if self.is_myst else self.text.called
        self.facts.losses += losses.of_page(self.text.environment, self.text.notes, called)
        self.unused_references()

    def unused_references(self) -> None:
        """Note the reference definitions that no link uses, and the formulas that cannot be shown."""
        self.facts.losses += losses.of_formulas(self.facts)
        for name, reference in self.text.references.items():
            if name not in self.text.used_references:
                line = (reference.get("map") or [0])[0] + 1
                target = self.md.normalizeLinkText(reference["href"])
                self.facts.links.append(Link(target, name, line, "definition"))

    def walk_notebook(self, notebook: Notebook) -> None:
        """Read the cells one by one: what is left open in one ends with it."""
        for cell in notebook.cells:
            tokens = self.parsed(cell.text, cell.line)
            if tokens and tokens[0].type == "front_matter" and not self.is_myst:
                tokens = tokens[1:]
            self.walk(tokens, cell.line)
        self.unused_references()
        for name, line in notebook.labels:
            note_label(self.facts, name, line, "directive")

    def nested(self, text: str, line: int) -> None:
        """Parse a text again as Markdown, whose first line is this line of the file."""
        if self.depth >= MAX_DEPTH or not text.strip():
            return
        self.depth += 1
        tokens = self.parsed(text, line)
        if tokens and tokens[0].type == "front_matter":
            # Only a page has front matter; here the lines separate panels, whose text is Markdown.
            self.nested(tokens.pop(0).content, line + 1)
        self.walk(tokens, line)
        self.depth -= 1

    def parsed(self, text: str, line: int) -> list[Token]:
        """The tokens of a text; the definitions that are new get the lines they have in the file."""
        known = set(self.text.references)
        tokens = self.md.parse(text, self.text.environment)
        for name, reference in self.text.references.items():
            if name not in known and reference.get("map"):
                reference["map"] = [at + line - 1 for at in reference["map"]]
        return tokens

    def nested_line(self, text: str, line: int, kind: str) -> str:
        """Parse one line of Markdown without blocks (a title); give its words."""
        if not text.strip():
            return ""
        return self.inline(self.md.parseInline(text, self.text.environment)[0], line, kind)

    def walk(self, tokens: list[Token], first: int) -> None:
        """Go over block tokens; `first` is the line of the file that the text starts on."""
        kind, level, line = "paragraph", 0, first
        if self.facts is self.page:
            table = self.within[-1:] == ("list-table",)
            self.facts.losses += losses.of_blocks(tokens, first, self.rows, in_table=table)
            if table:
                rows = losses.counted(tokens, first)
                self.facts.losses += losses.of_rows(rows, EMPTY, tolerant=self.is_myst)
        for number, token in enumerate(tokens):
            line = first + token.map[0] if token.map else line
            note_attributes(self.facts, token, line)
            match token.type:
                case "inline" if kind == "heading":
                    self.heading(token, level, line)
                case "inline" if (
                    kind == "term" and self.is_myst and self.within[-1:] == ("glossary",)
                ):
                    note_label(self.facts, self.inline(token, line, kind), line, "term")
                case "inline":
                    self.inline(token, line, kind)
                case "heading_open":
                    kind = "heading" if self.is_heading(tokens, number, first) else "paragraph"
                    level = int(token.tag[1])
                case "th_open" | "td_open":
                    kind = "cell"
                case "dt_open":
                    kind = "term"
                case "fieldlist_name_open":
                    kind = "field"
                case "paragraph_open":
                    kind = "paragraph"
                case "footnote_reference_open":
                    self.text.notes.append((token.meta["label"], line))
                    self.in_note = True
                case "footnote_reference_close":
                    self.in_note = False
                case "blockquote_open" | "blockquote_close":
                    self.quotations += token.nesting
                case "myst_target":
                    below = (each for each in tokens[number + 1 :] if each.type != "myst_target")
                    kind_of_label = "target" if _has_title(next(below, None)) else "place"
                    note_label(self.facts, token.content, line, kind_of_label)
                case _ if token.nesting == 0:
                    self.block(token, line)

    def is_heading(self, tokens: list[Token], number: int, first: int) -> bool:
        """Whether a heading was meant, not a few dashes or a mark of git below a paragraph."""
        token, words = tokens[number], tokens[number + 1].content
        if token.markup not in "-=" or not token.map:
            return True
        is_short = len(self.rows[first + token.map[1] - 2]) < 8
        return not (is_short and ("\n" in words or words.endswith((".", ",", ";", ":"))))

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
                self.comment(Comment(dedent(token.content), line, "%"))
            case "math_block_label" | "amsmath" | "math_block":
                if token.type != "amsmath":
                    self.facts.formulas.append(Formula(token.content, line, block=True))
                if token.type == "math_block_label":
                    note_label(self.facts, token.info, line, "equation")
                for found in EQUATION_LABEL.finditer(token.content):
                    note_label(self.facts, found[1], line, "equation")
            case "substitution_block":
                role = Role("substitution", token.content.strip(), line)
                self.facts.substitutions.append(role)
            case "front_matter":
                self.front_matter(token.content, line)
            case "myst_block_break" if self.is_myst:
                for found in BLOCK_LABEL.finditer(token.content):
                    note_label(self.facts, found[1], line, "directive")

    # --- front matter ----------------------------------------------------------------------------

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
            note_label(page, page.front_matter["label"], at, "directive")
        self.values(read, line + 1)

    def values(self, read: YamlText, first: int) -> None:
        """The Markdown in the values of a YAML text; what has no space in it is no text, but for «TBC»."""
        for value, line in strings(read.node, first):
            known = len(self.facts.prose)
            if HOLDS_LINKS.search(value):
                self.nested(value, line)
            elif " " in value or UNFINISHED.fullmatch(value):
                self.nested_line(value, line, "value")
            self.facts.prose[known:] = [
                replace(each, kind="value") for each in self.facts.prose[known:]
            ]

    # --- words -----------------------------------------------------------------------------------

    def inline(self, token: Token, line: int, kind: str) -> str:
        """Read one block of words, and what its comments hide; give the words."""
        if not self.in_note:
            children = token.children or ()
            self.text.called |= {
                each.meta["label"] for each in children if each.type == "footnote_ref"
            }
        known = len(self.facts.comments)
        reading = InlineWalk(
            self.facts, self.within, self.md.normalizeLinkText, is_myst=self.is_myst
        )
        words = reading.read(token, line, kind, quoted=self.quotations > 0)
        self.text.used_references |= reading.references
        comments = self.facts.comments[known:]
        del self.facts.comments[known:]
        for comment in comments:
            self.comment(comment)
        return words

    def heading(self, token: Token, level: int, line: int) -> None:
        """Note a heading with the anchor that MyST gives it."""
        children = token.children or []
        title = "".join(each.content for each in children if each.type in TITLE_TOKENS)
        slug = ""
        if level <= self.config.heading_anchors:
            wanted = self.slug(title)
            # MyST lengthens what it tried before; begun anew for each heading, that takes cubic time.
            slug, number = self.text.tried.get(wanted, (wanted, 1))
            while slug in self.text.slugs:
                slug = f"{slug}-{number}"
                number += 1
            self.text.slugs.add(slug)
            self.text.tried[wanted] = slug, number
        # A book has the same headings, roles and sources on most pages, and keeps each once.
        text = sys.intern(self.inline(token, line, "heading"))
        slug = sys.intern(slug)
        self.facts.headings.append(Heading(text, level, line, slug, bool(self.within)))

    # --- HTML ------------------------------------------------------------------------------------

    def html_block(self, source: str, line: int) -> None:
        """Raw HTML and the comments in it."""
        position = 0
        for found in re.finditer(r"<!--(.*?)(?:-->|\Z)", source, re.DOTALL):
            at = line + source.count("\n", 0, found.start())
            if not found[0].endswith("-->") and self.facts is self.page:
                self.facts.losses.append(losses.unclosed("<!--", "", at, held=found[1]))
            before = source[position : found.start()]
            note_html(self.facts, before, line + source.count("\n", 0, position), self.within)
            self.comment(Comment(found[1], at, "<!--"))
            position = found.end()
        line += source.count("\n", 0, position)
        note_html(self.facts, source[position:], line, self.within)

    def comment(self, comment: Comment) -> None:
        """Note a comment, and read the Markdown in it as if it were a page of its own."""
        if HOLDS_LINKS.search(comment.text):
            with self.apart() as hidden:
                self.nested(comment.text, comment.line)
            comment = replace(comment, hidden=hidden)
        self.facts.comments.append(comment)

    # --- fences ----------------------------------------------------------------------------------

    def fence(self, token: Token, line: int) -> None:
        """A fence is a directive, a `div` (colons without a name in braces) or code."""
        name, argument = fence_words(token.info)
        self.close(token, line)
        written = mystmd.directive_words(token.info) if self.is_myst else None
        if written:
            self.directive(written[0], written[1], token, line, written[2])
        elif re.fullmatch(r"\{[^.#].*\}", name):
            if token.attrs and self.facts is self.page:
                self.facts.losses.append(losses.of_attributes(name, token.attrs, line))
            self.directive(name[1:-1], argument, token, line)
        elif token.type == "fence" and name in self.config.fence_as_directive:
            self.directive(name, argument, token, line)
        elif token.type == "fence":
            self.facts.code.append(Code(token.content, name, line, self.within, argument))
        else:
            self.facts.divisions.append(Role(name, token.info.strip(), line))
            with self.inside("div"):
                self.nested(token.content, line + 1)

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
        begins = re.compile(rf"^[ >]{{0,3}}{signs}(?!{signs[-1]})[ ]?\{{?[A-Za-z]", re.MULTILINE)
        closing = rf"(?:^|[\s>]){signs}"
        closed = last > len(rows) or (last > line and re.search(closing, rows[last - 1]))
        # What stands as code within colons begins nothing.
        inner = CODE_FENCE.sub("", token.content) if signs[-1] == ":" else token.content
        if begins.search(inner) or (not self.depth and not closed):
            # What is open in a cell of a notebook ends with the cell.
            ends = bool(closed) or self.page.path.endswith(".ipynb")
            loss = losses.unclosed(token.markup, token.info, line, bool(closed), inner)
            lost = not ends or "\n## " in inner
            self.facts.losses.append(replace(loss, swallows=lost))

    def directive(
        self, name: str, argument: str, token: Token, line: int, given: dict[str, str] | None = None
    ) -> None:
        """Note a directive and read what is Markdown in it; `given` are attributes in its braces."""
        facts, is_myst = self.facts, self.is_myst
        directive = read_directive(
            name, argument, token, line, self.within, given=given or {}, one_line=is_myst
        )
        facts.directives.append(directive)
        for label in labels_of(directive, is_myst=is_myst):
            note_label(facts, label.name, label.line, label.kind)
        first = len(facts.prose)
        with self.inside(name):
            title = self.directive_title(directive)
            self.directive_body(directive)
        paragraphs = (each for each in facts.prose[first:] if each.kind == "paragraph")
        caption = next(paragraphs, None) if name == "figure" else None
        facts.images += pictures_of(directive, title, caption, is_myst=is_myst)
        facts.links += links_of(directive, title, is_myst=is_myst)

    def directive_title(self, directive: Directive) -> str:
        """Read the argument of a directive where that is Markdown; give its words."""
        name = syntax.bare_name(directive.name)
        words = ""
        if name in syntax.TITLE_ARGUMENT:
            words = self.nested_line(directive.argument, directive.line, "title")
        elif name in syntax.BODY_ON_FIRST_LINE:
            self.nested_line(directive.argument, directive.line, "paragraph")
        for key in ("header", "footer", "caption"):
            shown = name in (syntax.CAPTIONED if key == "caption" else syntax.CARDS)
            if shown and key in directive.options:
                option = directive.options[key]
                self.nested_line(option.value, option.line, "paragraph")
        return words

    def directive_body(self, directive: Directive) -> None:
        """Read the body of a directive where that is Markdown; note it as code where it is not."""
        name = syntax.bare_name(directive.name)
        # {glue:figure} names what a notebook has made.
        # In MyST the terms of a glossary are those of a list of definitions.
        of_terms = self.is_myst and name == "glossary"
        if directive.name in syntax.PICTURES or syntax.holds_markdown(name) or of_terms:
            self.nested(directive.body, directive.body_line)
        elif name == "glossary":
            for text, line, is_term in terms_of(directive):
                if is_term:
                    words = self.nested_line(text, line, "term") or text
                    note_label(self.facts, words, line, "term")
                else:
                    self.nested(text, line)
        elif name == "csv-table":
            cells = list(cells_of(directive))
            rows = Counter(at for _, at in cells)
            self.facts.losses += losses.of_rows(rows, COMMA, tolerant=True)
            for cell, line in cells:
                self.nested(cell, line)
        elif directive.body.strip():
            # Code with roles and links in it, whose words are no prose.
            if name == "parsed-literal":
                known = len(self.facts.prose)
                self.nested_line(directive.body, directive.body_line, "code")
                del self.facts.prose[known:]
            language = (
                fence_words(directive.argument)[0]
                if name in ("code", "code-block")
                else f"{{{name}}}"
            )
            self.facts.code.append(Code(directive.body, language, directive.body_line, self.within))


def fence_words(info: str) -> tuple[str, str]:
    """The first word after a fence, and the rest of its line."""
    words = info.strip().split(maxsplit=1)
    return (words[0] if words else ""), (words[1] if len(words) > 1 else "")


_UNTITLED = (
    *("paragraph_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "table_open"),
    *("code_block", "hr", "myst_line_comment"),
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
