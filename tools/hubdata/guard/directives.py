"""What each directive takes, and what is wrong with one as it is written: for the checks and the build.

The build's own classes say the same, but can only be asked with Sphinx; a test holds the two together.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from booklint.syntax import BOXES, OPTIONS, citation_broken, title_lost
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.colon_fence import colon_fence_plugin

from ..dates import check_date
from ..mathml import FormulaError, to_mathml
from ..near import did_you_mean
from .classes import class_problem
from .names import DIRECTIVES, MADE, instead
from .shapes import (
    CLASS_NAMES,
    LENGTH,
    LINES,
    NUMBER,
    SHARE,
    SIDES,
    WORDS,
    Option,
    Shape,
    shape_of,
)

MAX_LINE_NUMBER = 1_000_000
_LIST_STYLE = ("a style", r"decimal|(lower|upper)-(alpha|roman)")

_DOES_NOTHING = re.compile(
    r"align|animate|chevron|child-(align|direction)|click-parent|color|columns|expand|gutter|icon|loading|margin"
    r"|new-tab|link-new-tab|orientation|outline|padding|reverse|shadow|text-align|tooltip"
)

_HOLDS_A_LINK = re.compile(
    r"\]\(|\]\[|\[\^|<?https?:|\{(?:any|cite[:\w]*|doc|download|eq|ref|term)\}`"
)
_ADDRESS = re.compile(r"(?:(?:https?:|mailto:)|(?![a-z][a-z0-9+.-]*:|//))\S+", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_TAKEN = re.compile(r"(?:https?|mailto):", re.I)


@dataclass(frozen=True)
class DirectiveProblem:
    """What is wrong with a directive, what to do, and the option or the line that it is about, if any."""

    message: str
    fix: str
    option: str = ""
    line: int | None = None
    """Counted from the first line of what the directive holds."""


def unknown(
    name: str, components: frozenset[str] | set[str], *, made: bool = False
) -> DirectiveProblem | None:
    """Return why a directive of this name is not taken, or None.

    `made` says that a component has made it, which may use some that no author may.
    """
    if name in DIRECTIVES or name in components or (made and name in MADE):
        return None
    return DirectiveProblem(
        f"The directive {{{name}}} is not one that the build takes.", instead(name)
    )


def directive_problems(
    name: str, argument: str, options: Mapping[str, str], body: str, within: str
) -> Iterator[DirectiveProblem]:
    """Yield what is wrong with a directive as it is written.

    `within` is the name of the directive round it, or empty. A directive that no page may use has none.
    """
    shape = shape_of(name)
    if shape is None:
        return
    written = f"{{{name}}}"
    if shape.argument == "must" and not argument.strip():
        fix = f"Write what it is about on its first line: «:::{written} …»."
        yield DirectiveProblem(f"{written} has nothing on its first line.", fix)
    words, pattern = shape.first_line
    if argument.strip() and not re.fullmatch(pattern, argument):
        fix = f"Write «:::{written} …» with {words}, or with nothing."
        yield DirectiveProblem(f"{written} says «{argument.strip()[:40]}».", fix)
    if fix := title_lost(name, argument.strip(), body, options=bool(options)):
        message = f"«{argument.strip()[:40]}» is no title of {written}, but part of its text."
        yield DirectiveProblem(message, f"W{fix[1:]}.")
    holds = body.strip() or (shape.argument == "no" and argument.strip())
    if shape.content == "must" and not holds:
        yield DirectiveProblem(f"{written} is empty.", "Write what it holds, or remove it.")
    if shape.content == "no" and body.strip():
        fix = "Close it right below its options, and write the text after it."
        yield DirectiveProblem(f"{written} holds text, which it cannot show.", fix, line=0)
    opens = name == "dropdown" or (
        name in {*BOXES, "admonition"} and "dropdown" in options.get("class", "").split()
    )
    if opens and _HOLDS_A_LINK.search(argument):
        message = (
            f"The title of {written} opens it, so it cannot hold a link or a citation as well."
        )
        yield DirectiveProblem(message, "Put the link into the box.")
    if shape.within and within not in shape.within:
        around = " or ".join(f"{{{each}}}" for each in sorted(shape.within))
        yield DirectiveProblem(
            f"{written} stands outside of {around}, which it is a part of.",
            f"Put it directly inside {around}, whose fence has one sign more.",
        )
    # A misspelt one is told below.
    for option in shape.needs - options.keys() if options.keys() <= shape.options.keys() else ():
        yield DirectiveProblem(
            f"{written} has no option «{option}».", f"Add a line «:{option}: …» below its name."
        )
    yield from _option_problems(name, shape, options)
    yield from _content_problems(name, shape, argument, options, body)


def addresses_of(name: str, argument: str, options: Mapping[str, str]) -> dict[str, str]:
    """Return what a directive publishes as an address: by its option, or by nothing for its first line."""
    written = {"target": options.get("target", "")}
    if options.get("link-type", "url") == "url":
        written["link"] = options.get("link", "")
    if name == "button-link":
        written[""] = argument
    return {option: address.strip() for option, address in written.items() if address.strip()}


def class_problems(
    name: str, argument: str, options: Mapping[str, str]
) -> Iterator[DirectiveProblem]:
    """Yield the classes of a directive that no author may set; what components make is not asked."""
    shape = shape_of(name) or Shape()
    for option, value in options.items():
        if shape.options.get(option) is CLASS_NAMES and (problem := class_problem(value)):
            yield DirectiveProblem(*problem, option)
    if name == "container" and (problem := class_problem(argument)):
        yield DirectiveProblem(*problem)


def _option_problems(
    name: str, shape: Shape, options: Mapping[str, str]
) -> Iterator[DirectiveProblem]:
    for option, value in options.items():
        if option not in shape.options:
            fix = did_you_mean(option, sorted(shape.options), whole=True) or "Remove it."
            if _DOES_NOTHING.fullmatch(option) or option in OPTIONS.get(name, "").split():
                fix = "Remove it: it would change nothing in this book."
            if option.startswith("img-"):
                fix = "Write the picture inside: ![what it shows](its path)."
            yield DirectiveProblem(f"{{{name}}} takes no option «{option}».", fix, option)
            continue
        words, pattern = shape.options[option]
        if not re.fullmatch(pattern, value or ""):
            shown = value[:40] if value else "nothing"
            message = f"The option «{option}» of {{{name}}} says «{shown}»."
            fix = f"Write «:{option}: …» with {words}."
            if words == "nothing":
                fix = f"Write «:{option}:» alone."
            yield DirectiveProblem(message, fix, option)


def _content_problems(
    name: str, shape: Shape, argument: str, options: Mapping[str, str], body: str
) -> Iterator[DirectiveProblem]:
    if name in ("code-block", "sourcecode") and "emphasize-lines" in options:
        lines = len(body.split("\n")) if body else 0
        if problem := lines_problem(options["emphasize-lines"], lines):
            yield DirectiveProblem(*problem, "emphasize-lines")
    for option, address in addresses_of(name, argument, options).items():
        if not _ADDRESS.fullmatch(address):
            scheme = _SCHEME.match(address)
            message = f"«{address[:40]}» is no address here."
            if scheme and not _TAKEN.fullmatch(scheme[0]):
                message = f"A link with «{scheme[0]}» is not allowed."
            fix = "Write one that begins with https:// and has no blanks, or a page's, such as page.html."
            yield DirectiveProblem(message, fix, option)
    if holds := shape.holds:
        yield from _holding_problems(name, holds, body)
    if name in ("list-table", "table"):
        yield from _table_problems(name, options, body)
    if name == "figure" and body.strip():
        first = _blocks(body)[0]
        if first.type != "paragraph" or _COMMENT.fullmatch(first.children[0].content):
            yield DirectiveProblem(
                "The caption of {figure} is no paragraph.",
                "Write one sentence first; a list or a table may stand below it.",
                line=_line(first),
            )
    if name == "glossary":
        yield from _glossary_problems(body)
    if name == "math":
        source = "\n\n".join(part for part in (argument.strip(), body.strip()) if part)
        if problem := formula_problem(source, block=True):
            yield DirectiveProblem(*problem)


# What MyST makes of the text in a directive, as far as its blocks go.
_BLOCKS = MarkdownIt("commonmark").enable("table").use(colon_fence_plugin)
_COMMENT = re.compile(r"(%.*(\n|$))+")


def _blocks(body: str) -> list[SyntaxTreeNode]:
    return SyntaxTreeNode(_BLOCKS.parse(body)).children


def _line(block: SyntaxTreeNode) -> int:
    return block.map[0] if block.map else 0


def _holding_problems(name: str, holds: frozenset[str], body: str) -> Iterator[DirectiveProblem]:
    """Yield each block that is none of those which a directive may hold."""
    for block in _blocks(body):
        words = block.info.split(maxsplit=1) if block.type in ("fence", "colon_fence") else []
        comment = block.type == "paragraph" and _COMMENT.fullmatch(block.children[0].content)
        if comment or (words and words[0].strip("{}") in holds):
            continue
        known = " or ".join(f"{{{each}}}" for each in sorted(holds))
        yield DirectiveProblem(
            f"{{{name}}} holds something that is no {known}.",
            f"Put it into a {known}, or outside of {{{name}}}.",
            line=_line(block),
        )


def _table_problems(name: str, options: Mapping[str, str], body: str) -> Iterator[DirectiveProblem]:
    """Yield why rows and columns of a table do not fit together."""
    if not body.strip():
        return  # said already
    kind = "bullet_list" if name == "list-table" else "table"
    blocks = _blocks(body)
    if [each.type for each in blocks] != [kind]:
        what = "a list in which each item, a row, is a list of its cells: «* - …»"
        if name == "table":
            what = "one table in Markdown: «| … | … |»"
        odd = next((each for each in blocks if each.type != kind), blocks[-1])
        yield DirectiveProblem(
            f"{{{name}}} holds something else than its table.",
            f"Write {what}, and nothing else.",
            line=_line(odd),
        )
        return
    if name == "table":
        columns = len(blocks[0].children[0].children[0].children)
    else:
        columns = 0
        for row in blocks[0].children:
            if [each.type for each in row.children] != ["bullet_list"]:
                fix = "Write «* - …» for its first cell, and «  - …» below it for each further one."
                yield DirectiveProblem("A row is no list of cells.", fix, line=_line(row))
                return
            cells = len(row.children[0].children)
            columns = columns or cells
            if cells != columns:
                message = f"This row has another number of cells ({cells}) than the first one ({columns})."
                fix = "Write «-» alone for an empty cell."
                yield DirectiveProblem(message, fix, line=_line(row))
                return
        for option, has in (("header-rows", len(blocks[0].children)), ("stub-columns", columns)):
            number = options.get(option, "0").strip()
            if number.isdigit() and has <= int(number) > 0:
                message = f"The option «{option}» says {number}, and the table has {has} in all."
                yield DirectiveProblem(message, "Leave one for what stands below.", option)
    widths = re.findall(r"\d+", options.get("widths", ""))
    if widths and len(widths) != columns:
        message = (
            f"The option «widths» has {len(widths)} numbers, and the table has {columns} columns."
        )
        yield DirectiveProblem(message, "Write a number for each column.", "widths")


def _glossary_problems(body: str) -> Iterator[DirectiveProblem]:
    """Yield where a glossary is not «term», then its explanation, indented, then an empty line."""
    fix = "Write the term, its explanation in the next line behind two spaces, then an empty line."
    term, before, explained = 0, "", True
    terms: set[str] = set()
    for number, line in enumerate([*body.split("\n"), "", "The end"]):
        indented = line[:1].isspace()
        if line.strip() and not indented:
            if before and explained and term:
                message = "A term stands right below another explanation."
            elif not explained and (not before or number > body.count("\n") + 1):
                message, number = "A term has no explanation.", term - 1
            elif re.match(r"[:~]\s", line):
                message = "An explanation is not indented."
            elif line.strip().lower() in terms:
                message = f"The term «{line.strip()}» stands here twice."
            else:
                message = ""
            if message:
                yield DirectiveProblem(message, fix, line=number)
                return
            term, explained = number + 1, False
            terms.add(line.strip().lower())
        elif line.strip():
            if not term:
                yield DirectiveProblem("An explanation has no term.", fix, line=number)
                return
            explained = True
        before = line.strip()


def lines_problem(written: str, lines: int) -> tuple[str, str] | None:
    """Return what is wrong with numbers of lines to emphasise in code of so many lines, and what to do.

    Nothing is counted out here: «1-300000000» would otherwise take eleven gigabytes.
    """
    if not re.fullmatch(LINES[1], written):
        return None  # said with the option's value
    for part in written.split(","):
        first, dash, last = (each.strip() for each in part.partition("-"))
        numbers = [
            int(each) if len(each) < 10 else MAX_LINE_NUMBER for each in (first, last) if each
        ]
        fix = f"Write lines from 1 to {lines}, such as «2,4-6»."
        if any(not 1 <= number <= lines for number in numbers):
            return f"The lines «{part.strip()[:20]}» are not in the code, which has {lines}.", fix
        if dash and len(numbers) == 2 and numbers[0] > numbers[1]:
            return f"The lines «{part.strip()[:20]}» run backwards.", fix
    return None


def formula_problem(tex: str, *, block: bool) -> tuple[str, str] | None:
    """Return why a formula cannot be shown, and what to do; None for one that can."""
    try:
        to_mathml(tex, block=block)
    except FormulaError as error:
        return str(error), error.fix
    return None


def role_problem(name: str, content: str) -> tuple[str, str] | None:
    """Return what is wrong with the content of a role, and what to do; None for a sound one."""
    if name == "date":
        try:
            first, *last = [check_date(part) for part in content.split("/", 1)]
            if last and last[0] < first[: len(last[0])]:
                return f"«{content[:40]}» ends before it begins.", "Write the earlier date first."
        except ValueError as error:
            return f"«{content[:40]}» is not a date.", f"{str(error)[:1].upper()}{str(error)[1:]}."
    if name in ("abbr", "abbreviation") and not re.fullmatch(r"(?s).*\S\s*\(.*\S.*\)\s*", content):
        fix = f"Write it out behind the letters: «{{{name}}}`DOI (digital object identifier)`»."
        return f"«{content[:40]}» does not say what it stands for.", fix
    if name.startswith("cite") and (fix := citation_broken(name, content)):
        return f"«{content[:40]}» cannot be read as a citation.", f"W{fix[1:]}."
    if name == "generated" and not re.fullmatch(rf"(?s).*<[\w./-]+\.({_WRITTEN})>", content):
        fix = "Write «text <path>», with the path of a file that stands in the built site."
        return f"«{content[:60]}» names no file that the build writes.", fix
    return None


_WRITTEN = "bib|csv|docx|epub|html|json|md|odt|ris|txt|xlsx|xml|zip"


# Kind of token → what attributes in braces do there, besides a class and a name.
_ATTRIBUTES: dict[str, Mapping[str, Option]] = {
    "blockquote": {"attribution": WORDS},
    "code_inline": {"l": WORDS, "language": WORDS, "lexer": WORDS},
    "fence": {"emphasize-lines": LINES, "lineno-start": NUMBER},
    "image": {
        "a": SIDES,
        "align": SIDES,
        "h": LENGTH,
        "height": LENGTH,
        "w": SHARE,
        "width": SHARE,
    },
    "link": {},
    "ordered_list": {"style": _LIST_STYLE},
}
# What the parser itself writes there.
_PARSED = frozenset({"alt", "class", "href", "id", "src", "start", "title"})


def attribute_problems(
    kind: str, attributes: Mapping[str, object], content: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the attributes of a token, as in `{width=50%}`, and what to do.

    `kind` is the type of the token without `_open`, `content` the code of a fence.
    """
    taken = _ATTRIBUTES.get(kind, {})
    for name, value in attributes.items():
        if name in _PARSED or (kind in ("th", "td") and name == "style"):
            continue
        if name not in taken:
            known = ", ".join(f"{each}=…" for each in sorted(taken) if len(each) > 1)
            fix = f"Remove it. Taken are .class, #name{f', {known}' if known else ''}."
            yield f"The attribute «{name}» changes nothing here.", fix
        elif not re.fullmatch(taken[name][1], str(value)):
            yield f"The attribute «{name}» says «{str(value)[:40]}».", f"Write {taken[name][0]}."
        elif name == "emphasize-lines" and (
            problem := lines_problem(str(value), content.count("\n"))
        ):
            yield problem
