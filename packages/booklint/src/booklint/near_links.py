"""What was meant as a link in Markdown, and why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from booklint.page import Prose

TARGET = (
    r"(?:https?:/|www\.|mailto:|\.{0,2}/|#)[^\s()\[\]]*|"
    r"[^\s()\[\]]+\.(?:md|html?|ipynb|rst|pdf|png|svg|jpe?g|csv)"
)
WORDS = r"(?=[^\[\]()\n]{0,200}?[^\W\d_])[^\[\]()\n]{1,200}"
LABEL = r"\[([^\[\]\n]{1,200})\]"
QUOTES = "“”„«»‘’‚\"'"
NEAR_LINKS = (
    (
        rf"\[({WORDS})\]\[((?:https?:|www\.)[^\s\]]*|[^\s\]]+\.md[^\s\]]*)\]",
        "square brackets twice",
    ),
    (rf"\[({WORDS})\][ \t]+\(({TARGET})\)", "a space between the brackets"),
    (rf"(?<!\w)\(({WORDS})\)\[({TARGET})\]", "the two kinds of brackets swapped"),
    (
        rf"{LABEL}\(([^\s()<>\n]{{1,200}}[ ](?:[{QUOTES}][^()<>\n]{{1,200}}|[^()<>\n\"']{{1,200}}))\)",
        "spaces in its target",
    ),
    (
        rf"\[({WORDS})\|((?:https?:|www\.|mailto:|#)[^\s\[\]|]*)(?:\|[^\[\]\n]*)?\](?!\()",
        "a bar for its brackets",
    ),
    (
        rf"{LABEL}\(\s?(?!file:)((?:https?:/|www\.|\.{{0,2}}/)[^\s()<>\ufffc]*|"
        r"[^\s()<>\ufffc]+\.(?:md|html?|pdf|png|svg|jpe?g|csv)[.,:;!?]?)(?=[\s\ufffc]|$)",
        "no closing bracket",
    ),
    (rf"{LABEL}\(<((?:https?:/|www\.)[^\s()<>\ufffc]*)\)", "a bracket too many"),
    (
        rf"\[({WORDS})\(((?:https?:/|\.{{1,2}}/)[^\s()\ufffc]*|[^\s()\ufffc]+\.md)\)",
        "no bracket after its words",
    ),
    (rf"\[({WORDS})\]:?[ \t]?[{{<]((?:https?:/|www\.)[^\s{{}}<>]*)[}}>]", "the wrong brackets"),
    (rf"\[({WORDS})\]:[ \t]*\(?((?:https?:/|www\.)[^\s()\ufffc]*)\)?", "a colon in it"),
    (rf"\{{({WORDS})\}}\(((?:https?:/|www\.)[^\s()\ufffc]*)\)", "the wrong brackets"),
    (rf"\((?P<target>(?:https?:/|www\.)[^\s()]*)\)\[({WORDS})\]", "its target in front"),
    (rf"\[(?P<target>(?:https?:/|www\.)[^\s\[\]]*)\]\(({WORDS})\)", "words and target swapped"),
    (
        r"(?<![\]\w])([^\[\]\n.\ufffc]{1,200})\]\(((?:https?:/|\.{0,2}/)[^\s()]*|[^\s()]+\.md)\)",
        "no opening bracket",
    ),
    (rf"{LABEL}\uff08([^\uff08\uff09()\n]{{1,200}})[\uff09)]", "brackets of another script"),
    (rf"{LABEL}\(((?:javascript|vbscript|data):.*?\)?)\)", "a scheme that no page may use"),
)
"""What was meant as a link, and why it is none.

The first group is its words and the second its target, unless a group is called `target`.
"""

MAY_BE_LINK = re.compile(r"[\[\]]|\}\(")


def near_links(prose: Prose) -> Iterator[tuple[re.Match[str], str, str, str]]:
    """What was meant as a link in some words: the match, its words, its target, and the slip."""
    for pattern, why in NEAR_LINKS if MAY_BE_LINK.search(prose.shape) else ():
        for found in re.finditer(pattern, prose.shape, re.M):
            swapped = found.groupdict().get("target")
            words, target = (found[2], swapped) if swapped else (found[1], found[2])
            if why != "spaces in its target" or _is_path(target):
                yield found, words.strip(), target.strip(), why


def _is_path(text: str) -> bool:
    text = re.split(f" [{QUOTES}]", text, maxsplit=1)[0]
    return bool(re.match(r"https?:\s*/|mailto:|\.{0,2}/|[\w./ %-]+\.\w{2,5}(?:#.*)?$", text))
