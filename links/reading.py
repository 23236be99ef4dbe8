"""Reads the start of an outside page: is it a page, a locked door or a «not found» in disguise?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

LONGEST_WORDS = 120

# Headers and titles by which the usual robot blockers can be told. Titles are matched whole, so
# that an article about captchas is not mistaken for one.
WALL_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-datadome", "x-sucuri-block")
WALL_TITLES = re.compile(
    r"(just a moment\W*|attention required!?( \| cloudflare)?|checking your browser\W*|"
    r"access denied|access to this page has been denied|pardon our interruption|"
    r"(security|human|bot) (check|verification)|are you (a )?(human|robot)\??|"
    r"verify(ing)? (you are|that you are|you're) (a )?human|robot check|captcha|"
    r"ddos-guard|vercel security checkpoint|client challenge|request rejected|"
    r"making sure you're not a bot!?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PageSigns:
    """What a page says about itself; `page` is None when it was not read to its end."""

    title: str = ""
    heading: str = ""
    wall: str = ""
    empty: bool = False
    page: str | None = field(default=None, repr=False)
    handle_code: int | None = None

    def lacks(self, place: str) -> bool:
        """True when nothing on the page can be the place that a fragment names.

        Many pages are put together by a script from data inside them, GitHub's among them: a place
        whose name stands anywhere in the page is given the benefit of the doubt.
        """
        return self.page is not None and place not in self.page


def read_signs(
    body: bytes, whole: bool, content_type: str, headers: Mapping[str, str]
) -> PageSigns:
    """The signs of a page, from its first bytes and its headers.

    `whole` says that nothing of the page is left unread.
    """
    if "json" in content_type:
        return PageSigns(
            wall=wall_by_header(headers), empty=whole and not body, handle_code=handle_code(body)
        )
    if "html" not in content_type and body.lstrip()[:1] != b"<":
        return PageSigns(wall=wall_by_header(headers), empty=whole and not body)
    # Bytes that are wrong in the declared encoding must not hide the title: Latin-1 reads any byte,
    # and the English words that are looked for are the same in every encoding in use.
    text = readable(body)
    document = LexborHTMLParser(text)
    title = words(document.css_first("title"))
    return PageSigns(
        title=title,
        heading=words(document.css_first("h1")),
        wall=wall_by_header(headers) or (title if WALL_TITLES.fullmatch(title) else ""),
        empty=whole and not body.strip(),
        page=text if whole else None,
    )


def readable(body: bytes) -> str:
    """The bytes as text, whatever their encoding: UTF-8 where they are, else Latin-1."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def words(node: object) -> str:
    """The text of an element in one line, cut to a readable length; empty for none."""
    text = getattr(node, "text", lambda **_: "")(separator=" ")
    return " ".join(text.split())[:LONGEST_WORDS]


def wall_by_header(headers: Mapping[str, str]) -> str:
    """The name of the header by which a robot blocker shows itself; empty for none."""
    return next((name for name in WALL_HEADERS if name in headers), "")


def handle_code(body: bytes) -> int | None:
    """The resolver's own code in a handle record: 1 found, 100 unknown."""
    try:
        record = json.loads(body)
    except ValueError:
        return None
    code = record.get("responseCode") if isinstance(record, dict) else None
    return code if isinstance(code, int) else None
