"""Puts values into MyST text without letting them become markup."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import indent

_MARKUP = re.compile(
    r"([\\`*\[\]{}<>|~$]|(?<![^\W_])_|_(?![^\W_])|!\Z|&(?=#|[A-Za-z][A-Za-z0-9]*;))"
)
# A role with its content, what stands between backticks, markup between «», and the name of a directive.
_CODE = re.compile(
    r"(\{[\w:-]+\}`[^`]+`)|`([^`]+)`|«([^«»]*(?:[][{}*`$:%#<>|\x22]|--)[^«»]*)»|(\{[\w:-]+\})"
)
# Stands between two facts; no line begins with it.
DOT = "\u00a0· "
# Eyes see a dash; its words are for those who listen.
UNKNOWN = "–[\u00a0unknown]{.unseen}"
NOTHING = "Not published"
# Between angle brackets these end an address, or begin another sign.
_IN_TARGET = re.compile(r"[\\<>&]")
_ESCAPED = r"\\\g<0>"
_AT_START = re.compile(r"(?m)^(\d+(?=[.)])|(?=[-+=%:(#]))(.)")


def escape(value: object) -> str:
    """Return `value` as inline MyST text that reads exactly as it is written."""
    return guard_starts(escape_markup(" ".join(str(value).split())))


def escape_markup(text: str) -> str:
    """Return text as Markdown that reads so within a line, with no more escapes than that takes."""
    return _MARKUP.sub(r"\\\1", text)


def guard_starts(text: str) -> str:
    """Keep what begins a line from beginning a list, a heading, a comment or a label there."""
    return _AT_START.sub(r"\1\\\2", text)


def known(value: object) -> str:
    """Return `value` as `escape` does, or a dash where there is none."""
    return escape(value) if value else UNKNOWN


def with_code(text: str) -> str:
    """Return prose in which markup is code: between backticks or «», and names in braces."""
    shown, end = "", 0
    prose = " ".join(text.split())
    for found in _CODE.finditer(prose):
        shown += escape_markup(prose[end : found.start()])
        shown += code(next(filter(None, found.groups())))
        end = found.end()
    return shown + escape_markup(prose[end:])


def code(text: str) -> str:
    """Return text as code, whatever it holds."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=1))
    return f"{fence} {text} {fence}"


def link(text: object, target: str) -> str:
    """Return a link to a page (`/folder/page.md`, from the book's root) or to an address."""
    return f"[{escape(text)}](<{_IN_TARGET.sub(_ESCAPED, ' '.join(target.split()))}>)"


def page_link(text: object, docname: str) -> str:
    """Return a link to a page of this book, from whatever depth."""
    return link(text, f"/{docname}.md")


def label_link(text: object, label: str) -> str:
    """Return a link to a label anywhere in this book."""
    return link(text, f"#{label}")


def role(name: str, text: object, target: str) -> str:
    """Return a role of the form «text <target>», in a fence longer than any inside it."""
    content = f"{' '.join(str(text).split())} <{target}>"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", content)), default=0))
    # A fence takes in the signs of its own kind that follow it.
    space = " " if content.startswith("`") else ""
    return f"{{{name}}}{fence}{space}{content}{fence}"


def cite(keys: Sequence[str]) -> str:
    """Return a citation of the given keys of references.bib."""
    return f"{{cite:p}}`{','.join(keys)}`" if keys else ""


def cite_once(sources: Iterable[Sequence[str]]) -> tuple[list[str], str]:
    """Return a mark for each entry of a list, and the line below the list that covers the rest.

    Entries that share the sources that most of the list has need no mark of their own.
    """
    keys = [tuple(each) for each in sources]
    common, times = Counter(keys).most_common(1)[0] if keys else ((), 0)
    if times < 2:
        return [cite(each) for each in keys], ""
    marks = ["" if each == common else cite(each) for each in keys]
    whole = "All of this comes from" if times == len(keys) else "What has no mark comes from"
    return marks, f"{whole} {join_words([f'{{cite:t}}`{key}`' for key in common])}."


def capital(text: str) -> str:
    """Return text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def in_a_sentence(name: str) -> str:
    """Return a name without its capital, unless others follow it: «open data», but «Alder River»."""
    return name if name[1:] != name[1:].lower() else name.lower()


def join_words(words: Sequence[str]) -> str:
    """Return «a», «a and b» or «a, b and c»."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def definitions(entries: Iterable[tuple[str, str]]) -> str:
    """Return a definition list of (term, text) pairs, leaving out pairs without text."""
    return "\n\n".join(f"{term}\n: {text}" for term, text in entries if text)


def block(directive: str, argument: str, body: str, options: dict[str, str] | None = None) -> str:
    """Return a directive whose fence is longer than any inside it."""
    longest = max((len(run) for run in re.findall(r"^:{3,}", body, re.MULTILINE)), default=2)
    fence = ":" * (longest + 1)
    lines = [f":{name}: {value}".rstrip() for name, value in (options or {}).items()]
    head = "\n".join([f"{fence}{{{directive}}} {argument}".rstrip(), *lines])
    return f"{head}\n\n{body}\n\n{fence}\n"


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with header cells, a caption and row headers, or words on what is not there."""
    drawn = ["* - " + "\n  - ".join(cells) for cells in (header, *rows)]
    if len(drawn) == 1:
        return f"{NOTHING}: {caption}.\n"
    options = {"header-rows": "1", "stub-columns": "1", "widths": "auto"}
    return block("list-table", caption, "\n".join(drawn), options)


def card_list(cards: Iterable[tuple[str, str]], classes: str = "cards") -> str:
    """Return a list of cards, each given as (class names, body); says so if there are none."""
    drawn = list(cards)
    if not drawn:
        return f"{NOTHING}.\n"
    items = "\n\n".join(f"- {indent(body, '  ').lstrip()}" for _, body in drawn)
    return block("card-list", classes, items, {"items": "|".join(names for names, _ in drawn)})
