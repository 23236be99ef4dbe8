"""What a DOI looks like, and where one is written."""

from __future__ import annotations

import re
from urllib.parse import unquote

from booklint.addresses import trimmed

DOI = re.compile(
    r"10\.\d{4,9}(?:\.\d+)*/(?:[^\s\"<>{}|\\^`\u201c\u201d\ufffc]|<[^\s<>/\"]+>(?=[\d.]))+"
)
"""A DOI in a running text; `plain` takes off the punctuation of the sentence."""

SHORT = re.compile(r"10/[a-z0-9]+", re.I)
HOSTS = ("doi.org", "dx.doi.org", "www.doi.org")


def is_doi_host(host: str) -> bool:
    """Whether a host is the resolver of DOIs, under its own or an old name."""
    return host in HOSTS


def plain(text: str) -> str:
    """A DOI without the punctuation around it, in lower case (DOIs know no case)."""
    return trimmed(unquote(text)).lower()


def dois_in(text: str) -> list[str]:
    """The DOIs in a text, in lower case."""
    return [plain(found[0]) for found in DOI.finditer(unquote(text))]


def doi_of(url: str) -> str:
    """The DOI that an address of the resolver leads to, in lower case; empty for any other."""
    found = re.match(
        r"(?:https?://)?(?:dx\.|www\.)?doi\.org/(10\.\d{4,9}(?:\.\d+)*/.+)$", url, re.I
    )
    return plain(found[1].partition("?")[0].partition("#")[0]) if found else ""
