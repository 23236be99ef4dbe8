"""Read YAML that a stranger may have written: the data, the line of every key, what is odd, the error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import yaml
from yaml.composer import Composer

LARGE = 100_000
"""Characters from which on one text alone is kept with its data, which takes thirty times as much."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DIGITS = 100
ANCHOR = re.compile(r"(?:!\S*\s+)?&(\S+)")
OPEN_QUOTE = re.compile(
    r"^[ \t]*(?:- )?[\w-]+:[ \t]+([\"'])(?:(?!\1).)*$(?=\n[ \t]*(?:- )?[\w-]+:|\n*\Z)", re.M
)
"""A value whose quotation mark is not closed before the next key."""
GLUED_DASH = re.compile(r"^([ \t]*)- .*\n\1-(?=[^\W\d_])|^([ \t]*)(?=-[^\W\d_].*\n\2- )", re.M)
"""A dash without a blank behind it, below or above a point of a list."""
BEHIND = re.compile(r" (#(?:\S| [a-z])[^\n]*)")
"""What stands behind a value as its words go on: one blank, and no sentence that begins."""
SYNTAX = (
    "check the indentation, leave a blank behind each colon, close each quotation mark, and put quotes round "
    "a value with «: », «#» or a bracket in it"
)
"""What to do about a text that no parser takes."""
WHOLE = "put quotation marks round the whole value; a comment stands on a line of its own"
"""What to do about a value that a comment cuts off."""


def keep_one(*, alike: bool, of_top: bool) -> str:
    """What to do about a key that stands twice; `of_top` if it may be the id of a whole record."""
    if alike:
        return "keep one of the two"
    if of_top:
        own = "if they are of two things, give one of them an id of its own"
        return f"the two differ: {own}; if of one, write the fields of both below it once"
    return "the two differ: find out which is right, and write that once"


def syntax_error(text: str, error: yaml.YAMLError) -> tuple[str, int]:
    """What is wrong in a YAML text that its parser refused with this error, and on which line, from 0."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    noticed = mark.line if mark else 0
    opened = OPEN_QUOTE.search(text)
    line = text.count("\n", 0, opened.start()) if opened else noticed + 1
    # The parser notices it only where another quotation mark, or the text, ends.
    if line <= noticed:
        return "a quotation mark opens and does not close", line
    rows = text.split("\n")
    for at in (noticed - 1, noticed):
        if 0 <= at < len(rows) and re.match(r"\s*(?:- )?[A-Za-z][\w-]*:(?!//)[^\s:]", rows[at]):
            return "no blank stands behind the colon", at
    for at in (noticed, noticed - 1):
        if 0 <= at < len(rows) and (cut := re.search(r"(?<=[:,\[] )#[\w-]+", rows[at])):
            return f"«{cut[0]}» is taken for a comment, as no quotation marks stand round it", at
    if glued := GLUED_DASH.search(text):
        return "no blank stands behind the dash of a point", text.count("\n", 0, glued.end())
    if re.match(r" *\t", "".join(text.split("\n")[noticed : noticed + 1])):
        return "a tab stands at the beginning of the line, where YAML takes blanks only", noticed
    return getattr(error, "problem", None) or str(error), noticed


def is_endless_number(event: yaml.ScalarEvent | yaml.ScalarNode) -> bool:
    """Whether other readers of YAML would take time without end, or stop, over a number."""
    plain = not event.style and len(event.value) > MAX_DIGITS
    return plain and bool(re.fullmatch(r"[-+0-9A-Fa-f_:.xo]+", event.value))


if yaml.__with_libyaml__:

    class _Loader(Composer, yaml.CSafeLoader):
        """Reads in C and composes in Python: as fast, and deep nesting is an error, not the end."""

        def __init__(self, source: str):
            yaml.CSafeLoader.__init__(self, source)
            Composer.__init__(self)
else:
    _Loader = yaml.SafeLoader


@dataclass(frozen=True)
class YamlText:
    """One parsed document; `error` says what cannot be read of it, `error_line` where."""

    data: Any = None
    node: yaml.Node | None = None
    error: str = ""
    error_line: int = 1


def read_yaml(source: str, first: int = 1) -> YamlText:
    """Parse a YAML text whose first line is `first`; only plain data is ever made from it.

    Whoever reads the same text again is given the same document, and leaves it as it is.
    """
    return (_kept if len(source) < LARGE else _kept_large)(source, first)


def _read(source: str, first: int) -> YamlText:
    loader = _Loader(source)
    node: yaml.Node | None = None
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        reason, line = syntax_error(source, error)
        return YamlText(error=reason, error_line=first + line)
    except RecursionError:
        return YamlText(error="it is nested too deeply", error_line=first)
    except (ValueError, OverflowError, TypeError) as error:
        line = _as_text(loader, node)
        # What else it says is read, so that nothing else seems to be missing.
        data = yaml.constructor.SafeConstructor().construct_document(node)
        return YamlText(data, node, str(error), first + line)
    finally:
        loader.dispose()
    return YamlText(data, node)


def _as_text(loader: Any, node: yaml.Node | None) -> int:
    """Make texts of values that cannot be made, as a day that there is not: their first line, from 0."""
    lines = []
    for each in _scalars(node):
        try:
            loader.construct_object(each)
        # The one that failed before is still being made, as the loader sees it.
        except (ValueError, OverflowError, TypeError, yaml.YAMLError):
            each.tag = "tag:yaml.org,2002:str"
            lines.append(int(each.start_mark.line))
    return min(lines, default=0)


def nodes(root: yaml.Node | None) -> Iterator[tuple[yaml.Node, tuple[str, ...]]]:
    """Every node of a document in order, each shared one once, with the keys that lead to it."""
    seen: set[int] = set()
    waiting: list[tuple[yaml.Node | None, tuple[str, ...]]] = [(root, ())]
    while waiting:
        node, above = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        yield node, above
        if isinstance(node, yaml.MappingNode):
            waiting += [(value, (*above, str(key.value))) for key, value in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(each, above) for each in reversed(node.value)]


def _scalars(root: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    return (node for node, _ in nodes(root) if isinstance(node, yaml.ScalarNode))


class Oddity(NamedTuple):
    """One thing found: a key that stands twice, an anchor that aliases name, a slip, a cut sentence."""

    kind: Literal["twice", "alias", "broken", "cut"]
    line: int
    name: str
    fix: str = ""


def oddities(source: str, first: int = 1) -> Iterator[Oddity]:
    """What a loader takes without a word in a text whose first line is `first`, or why it takes none."""
    loader = _Loader(source)
    try:
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        reason, line = syntax_error(source, error)
        yield Oddity("broken", first + line, reason)
        return
    except RecursionError:
        return  # whoever makes something of it says how deep it may be
    except ValueError as error:
        yield Oddity("broken", first, str(error))
        return
    finally:
        loader.dispose()
    inside = [root] if root is not None else []
    for node, _ in nodes(root):
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        keys: dict[str, yaml.Node] = {}
        for key, value in (pair for pair in pairs if isinstance(pair[0], yaml.ScalarNode)):
            before = keys.setdefault(key.value, value)
            if before is not value and key.value != "<<":
                alike = yaml.serialize(before) == yaml.serialize(value)
                fix = keep_one(alike=alike, of_top=node is root)
                yield Oddity("twice", key.start_mark.line + first, key.value, fix)
        inside += [each for pair in pairs for each in pair]
        inside += node.value if isinstance(node, yaml.SequenceNode) else ()
    for each in inside:
        line = each.start_mark.line + first
        # Of an alias, only the anchor that it names is left.
        if anchor := ANCHOR.match(source, each.start_mark.index):
            yield Oddity("alias", line, anchor[1])
        if isinstance(each, yaml.ScalarNode) and is_endless_number(each):
            yield Oddity("broken", line, "this number is too long")
        is_plain = isinstance(each, yaml.ScalarNode) and not each.style and each.tag[-4:] == ":str"
        if is_plain and (lost := cut_off(each.value, source, each.end_mark.index)):
            yield Oddity("cut", each.end_mark.line + first, lost)


def cut_off(text: str, source: str, end: int) -> str:
    """The comment that takes the end of the sentence in a plain value, or its «#2», or nothing.

    `end` is where the value ends in the source.
    """
    words = text.split()
    behind = BEHIND.match(source, end)
    begins = len(words) > 1 or text[:1].isupper()
    if not behind or not begins or words[-1][-1] in ".!?":
        return ""
    comment = behind[1].rstrip()
    # «C #» and «F #» are languages, and may stand early.
    goes_on = len(words) > 5 or words[-1] in ("C", "F")
    ends = goes_on and comment.endswith((".", "?", "!"))
    return comment if ends or comment[1].isdigit() else ""


# Several rules ask for the same front matter, one after the other.
_kept = lru_cache(maxsize=32)(_read)
_kept_large = lru_cache(maxsize=1)(_read)


def key_lines(node: yaml.Node | None, first: int = 1) -> dict[str, int]:
    """The line of each key of a mapping."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): key.start_mark.line + first for key, _ in node.value}


def strings(node: yaml.Node | None, first: int = 1) -> Iterator[tuple[str, int]]:
    """Every text value of a document with the line its words begin on, each shared one once."""
    for each in _scalars(node):
        below = 1 if each.style in ("|", ">") else 0
        if each.tag == "tag:yaml.org,2002:str":
            yield each.value, each.start_mark.line + first + below
