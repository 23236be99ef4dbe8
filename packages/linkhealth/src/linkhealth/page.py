"""Reads the start of an outside page: its title, a locked door, where it sends its readers on."""

import contextlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

import re2
from selectolax.lexbor import LexborHTMLParser

MAX_WORDS = 120

# Headers and titles by which the usual robot blockers can be told. Titles are matched whole, so
# that an article about captchas is not mistaken for one.
WALL_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-datadome", "x-sucuri-block")
WALL_TITLES = re.compile(
    r"(just a moment\W*|attention required!?( \| cloudflare)?|checking your browser\W*|"
    r"access denied|access to this page has been denied|pardon our interruption|"
    r"(security|human|bot) (check|verification)|are you (a )?(human|robot)\??|"
    r"verify(ing)? (you are|that you are|you're) (a )?human|robot check|captcha|"
    r"ddos-guard|vercel security checkpoint|client challenge|request rejected|"
    r"making sure you're not a bot!?|(sorry, )?you have been blocked|robot or human\??|"
    r"one moment, please\W*|verifying your browser\W*|please wait\W*( \| cloudflare)?|"
    r"(human|bot) verification required|please verify (that )?you are (a )?human)",
    re.IGNORECASE,
)
# A page that is nothing but the script of a robot blocker, or of a dealer in parked domains, or what
# a server brings with it.
WALL_SCRIPT = "/_Incapsula_Resource"
PARKED_SCRIPT = re.compile(r"location(\.href)?\s*=\s*[\"']/lander\b|<h1>It works!</h1>")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
DOCUMENT = re.compile(r"application/(pdf|octet-stream|zip|x-\w+|vnd\.[\w.-]+)\b")
PAGE_START = re.compile(
    rb"(?i)(\xef\xbb\xbf)?\s*<(!doctype html|html|head|title|meta|body|script|h1|div|p|!--)"
)
NOTHING_TO_READ = 200
# A parser that builds a tree takes minutes for two megabytes of tags that are never closed. Only so
# much is given to it; what has to be looked for on a whole page is found in linear time.
MAX_HEADINGS = 1000
PARSED_BYTES = 64 * 1024
SCRIPT = re2.compile(r"(?is)<script\b[^>]*>(.*?)</script\b")
NOT_SHOWN = re2.compile(
    r"(?is)<(?:script|style|noscript|template)\b[^>]*>.*?</(?:script|style|noscript|template)\b|<!--.*?-->"
)
HEADING = re2.compile(r"(?is)<h[1-6]\b[^>]*>(.*?)</h[1-6]\b")
REFRESH = re.compile(r"\s*(\d+)(?:\.\d*)?\s*[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"']*)", re.IGNORECASE)
# A page that waits longer wants to be read; many that show news or a clock load themselves anew.
MAX_REFRESH = 10
MAX_REFRESHES = 20
MAX_ENCODING = 40


@dataclass(frozen=True)
class PageSigns:
    """What a page says about itself; `text` is None when it was not read to its end."""

    title: str = ""
    heading: str = ""
    wall: str = ""
    empty: bool = False
    parked: bool = False
    password: bool = False
    onward: str = ""
    base: str = ""
    handle_code: int | None = None
    text: str | None = field(default=None, repr=False)

    def lacks(self, place: str) -> bool:
        """True when nothing on the page can be the place that a fragment names.

        Many pages are put together by a script from data inside them, GitHub's among them. A place
        is given the benefit of the doubt when its name stands in a script or an attribute, when a
        script may make it of a heading, and when there is little but scripts.
        """
        if self.text is None or place.lower() == "top":
            return False
        scripts = [match[1] for match in SCRIPT.finditer(self.text)]
        shown = NOT_SHOWN.sub(" ", self.text)
        spelt = "|".join(re2.escape(each) for each in dict.fromkeys((place, html.escape(place))))
        if re2.search(rf"(?s)<[a-zA-Z][^>]*(?:{spelt})", shown):
            return False
        if any(place in text for text in scripts):
            return False
        if not scripts:
            return True
        headings = (plain(match[1]) for match in islice(HEADING.finditer(shown), MAX_HEADINGS))
        little = len(plain(shown)) < NOTHING_TO_READ
        return not little and slug(place) not in map(slug, headings)


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
    # What is sent as text or as a drawing is shown as that, whatever stands in it; a page that is
    # called a document is none that anybody could open.
    called_other = content_type and not DOCUMENT.match(content_type)
    if "html" not in content_type and (called_other or not PAGE_START.match(body)):
        return PageSigns(wall=wall_by_header(headers), empty=whole and not body)
    text = readable(body, content_type)
    document = LexborHTMLParser(text[:PARSED_BYTES])
    title = words(document.css_first("title"))
    wall = wall_by_header(headers) or (title if WALL_TITLES.fullmatch(title) else "")
    bare = whole and len(text) <= PARSED_BYTES and little_to_read(document)
    if bare and WALL_SCRIPT in text:
        wall = wall or WALL_SCRIPT
    node = document.css_first("base[href]")
    return PageSigns(
        title=title,
        heading=words(document.css_first("h1")),
        wall=wall,
        empty=whole and not body.strip(),
        parked=bare and bool(PARKED_SCRIPT.search(text)),
        password=document.css_first("input[type=password i]") is not None,
        onward="" if wall else onward(document, headers),
        base=(node.attributes.get("href") or "").strip() if node else "",
        text=text if whole else None,
    )


def onward(document: LexborHTMLParser, headers: Mapping[str, str]) -> str:
    """Where a page sends its readers without a click; empty for nowhere.

    What stands in <noscript> is for browsers without scripts.
    """
    said = [
        node.attributes.get("content") or ""
        for node in document.css("meta[http-equiv=refresh i]:not(noscript *)")[:MAX_REFRESHES]
    ]
    for text in (str(headers.get("Refresh") or ""), *said):
        found = REFRESH.match(text)
        if found and int(found[1][:6]) <= MAX_REFRESH and found[2].strip():
            return found[2].strip()
    return ""


def little_to_read(document: LexborHTMLParser) -> bool:
    """True for a page without words of its own, as an empty frame that a script fills is."""
    body = document.css_first("body")
    for node in document.css("body script, body style, body noscript, body template"):
        node.decompose()
    return body is None or len(" ".join(body.text(separator=" ").split())) < NOTHING_TO_READ


def slug(text: str) -> str:
    """A heading as scripts make the name of a place from it."""
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")


def readable(body: bytes, content_type: str = "") -> str:
    """The bytes as text: in UTF-8 where they are, else in the encoding that is declared.

    Bytes that are wrong in it must not hide the title, and Latin-1 reads any byte.
    """
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    with contextlib.suppress(UnicodeDecodeError):
        return body.decode("utf-8")
    said = CHARSET.search(content_type) or CHARSET.search(body[:2048].decode("latin-1"))
    name = said[1][:MAX_ENCODING] if said else "latin-1"
    # Some names that Python knows stand for other things than texts, as «zip» and «hex».
    with contextlib.suppress(Exception):
        text = body.decode(name, "replace")
        return text if isinstance(text, str) else body.decode("latin-1")
    return body.decode("latin-1")


def plain(markup: str) -> str:
    """The text of some markup in one line."""
    first, *others = markup.split("<")
    text = " ".join([first, *(other.partition(">")[2] for other in others)])
    return " ".join(html.unescape(text).split())


def words(node: object) -> str:
    """The text of an element in one line, cut to a readable length; empty for none."""
    text = getattr(node, "text", lambda **_: "")(separator=" ")
    return " ".join(text.split())[:MAX_WORDS]


def wall_by_header(headers: Mapping[str, str]) -> str:
    """The name of the header by which a robot blocker shows itself; empty for none."""
    return next((name for name in WALL_HEADERS if name in headers), "")


def handle_code(body: bytes) -> int | None:
    """The resolver's own code in a handle record: 1 found, 100 unknown, 200 found and empty."""
    try:
        record = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = record.get("responseCode") if isinstance(record, dict) else None
    return code if type(code) is int else None
