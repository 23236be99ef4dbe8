"""Split a directive into options and body as MyST does, each with its line, and tell what it holds."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from textwrap import dedent

from markdown_it.token import Token
from myst_parser.parsers.options import TokenizeError, options_to_items

from booklint import mystmd, syntax
from booklint.notebook import CODE_LABEL
from booklint.noting import option_link
from booklint.page import Directive, Image, Label, Link, Option, Parts, Prose

HAS_ALT = re.compile(r":alt: *\S|!\[[^\]\n]")
EQUATION_LABEL = re.compile(r"\\label\{([^}]+)\}")
CELL_NAME = re.compile(r"\bname:\s*(\S+)")
OPTION_KEY = re.compile(r"""^(?P<quote>["']?)(?P<key>[^\s:"']+)(?P=quote)\s*:(?:\s|$)""")

COMMENT = re.compile(r"""(?:(?:'[^']*')+\s+|"[^"]*"\s+|[^'"#].*?\s|)(#.*)""")


def split_directive(content: str, line: int, *, one_line: bool = False) -> Parts:
    """Split the text below a directive's first line; `line` is the line that text starts on.

    With `one_line`, each option is a line of its own and its value is taken as it stands.
    """
    rows = content.split("\n")
    if content.endswith("\n"):
        rows.pop()
    if one_line and not content.startswith("---"):
        return _with_lines(rows, line)
    block: list[str] = []
    used, block_line = 0, line
    if content.startswith("---"):
        block_line = line + 1
        end = next((at for at, row in enumerate(rows[1:], 1) if row.startswith("---")), len(rows))
        block, used = dedent("\n".join(rows[1:end])).split("\n"), min(end + 1, len(rows))
    else:
        while used < len(rows) and rows[used].lstrip().startswith(":"):
            block.append(rows[used].lstrip()[1:])
            used += 1
    body = rows[used:]
    if body and not body[0].strip():
        body, used = body[1:], used + 1
    parts = Parts(body="\n".join(body), body_line=line + used)
    if block:
        _read_options(parts, block, block_line)
    return parts


def _with_lines(rows: list[str], line: int) -> Parts:
    """Options as MyST's own parser takes them."""
    parts = Parts(body="", body_line=line)
    used = 0
    while used < len(rows) and (found := mystmd.OPTION.match(rows[used])):
        if found["key"] in parts.options:
            parts.repeated[found["key"]] = line + used
        parts.options[found["key"]] = Option((found["value"] or "").strip(), line + used)
        used += 1
    while used < len(rows) and not rows[used].strip():
        used += 1
    parts.body, parts.body_line = "\n".join(rows[used:]), line + used
    return parts


def _read_options(parts: Parts, block: list[str], line: int) -> None:
    places: dict[str, int] = {}
    for number, row in enumerate(block, line):
        found = OPTION_KEY.match(row)
        if found and found["key"] in places:
            parts.repeated[found["key"]] = number
        elif found:
            places[found["key"]] = number
    try:
        items, state = options_to_items("\n".join(block))
    except TokenizeError as error:
        parts.broken = error.problem
        at = min(error.problem_mark.line, len(block) - 1)
        # The parser stops where it expects a colon, which may be a line too late.
        if at and not OPTION_KEY.match(block[at - 1]) and re.match(r"[^\s#]", block[at - 1]):
            at -= 1 if "after key" in error.problem else 0
        parts.broken_line = line + at
        parts.repeated.clear()
        return
    if state.has_comments:
        values = {
            at: OPTION_KEY.sub("", row.strip()).lstrip() for at, row in enumerate(block, line)
        }
        parts.comments = {
            at: found[1] for at, value in values.items() if (found := COMMENT.fullmatch(value))
        }
    keys = [key for key, _ in items]
    parts.repeated = {key: at for key, at in parts.repeated.items() if keys.count(key) > 1}
    parts.options = {key: Option(value or "", places.get(key, line)) for key, value in items}


def read_directive(
    name: str,
    argument: str,
    token: Token,
    line: int,
    within: tuple[str, ...],
    *,
    given: dict[str, str],
    one_line: bool,
) -> Directive:
    """The directive that a fence is; `given` are attributes that stand in its braces.

    `one_line` as in `split_directive`; `within` names the directives around it.
    """
    # MyST puts a blank line before a nested colon fence, so that it is not taken for options.
    nests = token.type == "colon_fence" and token.content.startswith(":::")
    content = "\n" + token.content if nests else token.content
    parts = split_directive(content, line + (not nests), one_line=one_line)
    parts.options = {key: Option(value, line) for key, value in given.items()} | parts.options
    return Directive(
        name=name,
        argument=argument,
        line=line,
        end_line=line + (token.map[1] - token.map[0] - 1 if token.map else 0),
        within=within,
        **vars(parts),
    )


def shows_title(directive: Directive) -> bool:
    """Whether a link without words to the name of a directive could show its title or caption."""
    name = syntax.bare_name(directive.name)
    if name in ("table", "list-table", "csv-table"):
        return bool(directive.argument)
    if name in syntax.CAPTIONED:
        return "caption" in directive.options
    return bool(directive.body.strip()) if name == "figure" else name not in syntax.UNTITLED


def labels_of(directive: Directive, *, is_myst: bool) -> Iterator[Label]:
    """The names that a directive gives to itself, its cell or its formula."""
    for key in ("name", "label"):
        if directive.option(key):
            kind = "directive" if shows_title(directive) else "place"
            kind = "equation" if directive.name == "math" else kind
            yield Label(directive.option(key), directive.options[key].line, kind)
    if is_myst and directive.name in syntax.CELLS:
        for found in CODE_LABEL.finditer(directive.body):
            yield Label(found[1], directive.line, "directive")
    if directive.name == "figure-md" and directive.argument:
        yield Label(directive.argument, directive.line, "directive")
    if syntax.bare_name(directive.name) == "math":
        for found in EQUATION_LABEL.finditer(directive.body):
            yield Label(found[1], directive.line, "equation")
    if syntax.bare_name(directive.name) == "code-cell":
        for option in directive.options.values():
            for found in CELL_NAME.finditer(option.value):
                yield Label(found[1].strip("\"'"), option.line, "directive")


def links_of(directive: Directive, title: str, *, is_myst: bool) -> Iterator[Link]:
    """The links in the options and the argument of a directive; `title` are the words of its title."""
    name, options = directive.name, directive.options
    solves = syntax.bare_name(name) in ("solution", "solution-start") and directive.argument
    if solves or (is_myst and name == "embed"):
        yield option_link(directive.argument, "", directive.line, "embed")
    if name in syntax.PICTURES and directive.option("target").strip():
        yield Link(
            directive.option("target").strip().rstrip("_"),
            directive.option("alt"),
            options["target"].line,
            "option",
            role="target",
            of_picture=True,
        )
    if name in syntax.CARDS and "link" in options:
        text = directive.option("link-alt") or title
        target, line = options["link"].value, options["link"].line
        if is_myst:
            # Written as in a link of Markdown, and followed like one.
            shown = HAS_ALT.search(directive.body) is not None
            yield Link(
                target,
                text,
                line,
                "inline",
                explicit=bool(text),
                of_picture=shown and not text,
            )
        else:
            role = directive.option("link-type") or "url"
            yield option_link(target, text, line, role)
    elif name in ("button-link", "button-ref"):
        role = "url" if name == "button-link" else directive.option("ref-type") or "any"
        text = " ".join(directive.body.split())
        yield option_link(directive.argument, text, directive.line, role)


def pictures_of(
    directive: Directive, title: str, caption: Prose | None, *, is_myst: bool
) -> Iterator[Image]:
    """The pictures that a directive shows: its own, or those above, below and behind a card's words.

    `caption` is the first paragraph of the body of a figure.
    """
    options = directive.options
    if directive.name in syntax.PICTURES:
        if is_myst and (not directive.argument or directive.argument.startswith(("#", "xref:"))):
            return  # what it shows stands in its body, or elsewhere under a label
        alt = options.get("alt")
        yield Image(
            source=directive.argument,
            alt=alt.value if alt else None,
            line=directive.line,
            syntax=directive.name,
            alt_line=alt.line if alt else directive.line,
            caption=caption.text if caption else "",
            link=directive.option("target").strip(),
            attributes={key: option.value for key, option in options.items()},
            within=directive.within,
        )
    alt = options.get("img-alt")
    for key in syntax.CARD_PICTURES:
        if directive.name in syntax.CARDS and key in options:
            yield Image(
                source=options[key].value,
                alt=alt.value if alt else None,
                line=options[key].line,
                syntax="card",
                alt_line=alt.line if alt else options[key].line,
                beside=title,
                attributes={"option": key},
                within=directive.within,
            )


def terms_of(directive: Directive) -> Iterator[tuple[str, int, bool]]:
    """The terms of a glossary, and what they mean: each text, its line, and whether it is a term.

    Terms stand at the margin, what they mean is indented below.
    """
    rows = directive.body.split("\n")
    meaning: list[str] = []
    for line, row in enumerate(rows, directive.body_line):
        if not row.strip() or row[0].isspace() or row.startswith(": "):
            meaning.append(row.replace(":", " ", 1) if row.startswith(": ") else row)
            continue
        yield dedent("\n".join(meaning)), line - len(meaning), False
        meaning = []
        if not row.startswith(".."):
            yield row.partition(" : ")[0], line, True
    yield dedent("\n".join(meaning)), directive.body_line + len(rows) - len(meaning), False


def cells_of(directive: Directive) -> Iterator[tuple[str, int]]:
    """Each cell of a table in comma-separated values with its line, as far as they can be read."""
    named = directive.option("delim")
    delimiter = {"tab": "\t", "space": " "}.get(named, named[:1] or ",")
    rows = [(directive.body.split("\n"), directive.body_line)]
    if "header" in directive.options:
        header = directive.options["header"]
        rows.insert(0, ([header.value], header.line))
    for texts, line in rows:
        table = csv.reader(
            (row + "\n" for row in texts), delimiter=delimiter, skipinitialspace=True
        )
        start = line
        with suppress(csv.Error):
            for cells in table:
                yield from ((cell, start) for cell in cells)
                start = line + table.line_num
