"""Writes an address of the web as a browser reads it, without changing what is asked."""

import re
from urllib.parse import quote

import idna

_WEB = re.compile(r"(https?:)[\\/]*([^/\\?#]*)(.*)", re.IGNORECASE | re.DOTALL)
# What a browser takes out, and what it writes with a per cent sign in every part of an address.
_DROPPED = re.compile(r"[\t\r\n]")
_ENCODED = re.compile(r'[\x00-\x20\x7f"<>]')
# EPUB readers want an address by the letter of RFC 3986: no brackets, and no per cent sign alone.
_NOT_IN_EPUB = re.compile(r"[\[\]\\`{}^|]|%(?![0-9A-Fa-f]{2})")


def as_asked(address: str) -> str:
    """Return an address of the web so that every browser asks what its author wrote.

    The host is written as it is asked for (xn--…); signs that no address may hold get their per cent
    form; everything else stays as it is. Anything but an address of the web is returned unchanged.
    """
    match = _WEB.fullmatch(_DROPPED.sub("", address.strip("\x00 \t\r\n")))
    if not match:
        return address
    scheme, host, rest = match.groups()
    return f"{scheme}//{ascii_host(host)}{_ENCODED.sub(_percent, rest)}"


def as_strict(address: str) -> str:
    """Return an address as `as_asked`, and further as EPUB wants it."""
    asked = as_asked(address)
    match = _WEB.fullmatch(asked)
    if not match:
        return asked
    scheme, host, rest = match.groups()
    before, sign, fragment = rest.partition("#")
    rest = f"{before}{sign}{fragment.replace('#', '%23')}"
    return f"{scheme}//{host}{_NOT_IN_EPUB.sub(_percent, rest)}"


def doi_address(doi: str) -> str:
    """Return the address at which a DOI is asked, with every sign of it."""
    return f"https://doi.org/{quote(doi, safe='/:;().,_-!~*@=+$')}"


def ascii_host(host: str) -> str:
    """Return a host with letters beyond a to z as it is asked for; any other unchanged."""
    if host.isascii():
        return host
    user, at, place = host.rpartition("@")
    name, colon, port = place.partition(":")
    try:
        return f"{user}{at}{idna.encode(name, uts46=True).decode()}{colon}{port}"
    except idna.IDNAError:
        return host


def _percent(found: re.Match[str]) -> str:
    return quote(found[0], safe="")
