"""Find the addresses of the web in plain text, with their lines."""

from __future__ import annotations

import re

from booklint.page import Address

ADDRESS = re.compile(
    r"(?:\b(?:https?|ftp)://|\bwww\.)[^\s<>\"'`{}|\\^\u00ab\u00bb\u201c\u201d\ufffc]+", re.I
)
IS_ADDRESS = re.compile(r"(?:https?:|ftp:|mailto:|//|www\.)", re.I)
MISTYPED = re.compile(
    r"https?[;,]?//|https?:(?:/(?!/)|//(?:https?[:/]/*|/+)|(?!/))|"
    r"(?!https?\b)(?:h{1,2}t{1,3}p{1,2}s{0,2}|ttps?|htps?|hppts?|htpps?)[:;]?//",
    re.I,
)
"""An address whose beginning was meant as `https://` and is not."""

MAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.I
)
CLOSING = {")": "(", "]": "["}


def is_address(target: str) -> bool:
    """Whether a link target is an address of the web or of mail rather than a path."""
    return bool(IS_ADDRESS.match(target) or MISTYPED.match(target))


def addresses_in_text(text: str, first: int = 1, kind: str = "data") -> list[Address]:
    """The addresses in a plain text whose first line is `first`."""
    found = []
    for match in ADDRESS.finditer(text):
        line = first + text.count("\n", 0, match.start())
        found.append(Address(trimmed(match[0]), line, kind))
    return found


def trimmed(text: str) -> str:
    """An address or a DOI without the punctuation of the sentence around it."""
    while text:
        last = text[-1]
        unopened = last in CLOSING and text.count(last) > text.count(CLOSING[last])
        if last not in ".,;:!?*_~'’`" and not unopened:
            break
        text = text[:-1]
    return text


def source_of(advice: str) -> str:
    """Advice whose links lead to the sources of pages instead of what is built of them."""
    return re.sub(r"\]\((?!\w+:|//|[^()\s]*_static/)([^()\s#]+)\.html?(?=[#)])", r"](\1.md", advice)
