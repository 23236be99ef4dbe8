"""Takes addresses apart, also those that are none."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
NOWHERE = SplitResult("", "", "", "", "")


def split(address: str) -> SplitResult:
    """The parts of an address; empty parts for one that cannot be taken apart, as «http://[»."""
    try:
        return urlsplit(address)
    except ValueError:
        return NOWHERE


def document_of(address: str) -> str:
    """The address without the place on the page."""
    return address.partition("#")[0]


def place_of(address: str) -> str:
    """The name of the place on the page, as the page itself writes it; empty for none."""
    return unquote(address.partition("#")[2])


def host_of(address: str) -> str:
    """The host and port of an address."""
    return split(address).netloc


def doi_of(address: str) -> str:
    """The DOI that an address of the resolver names; empty for any other address."""
    parts = split(address)
    if parts.netloc.lower() not in DOI_HOSTS:
        return ""
    doi = unquote(parts.path).lstrip("/")
    return doi if re.fullmatch(r"10\.\d{4,9}(\.\d+)*/\S+", doi) else ""
