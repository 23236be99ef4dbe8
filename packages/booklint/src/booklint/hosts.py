"""What can be told of an address without asking for it: its host, its parts, what it is."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

from rapidfuzz.distance import OSA

WEB = re.compile(r"(?:https?|ftp)://", re.I)


def split(url: str) -> SplitResult | None:
    """The parts of an address of the web, or `None` where it has none."""
    if url.lower().startswith("www."):
        url = f"https://{url}"
    if not WEB.match(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def host(url: str) -> str:
    """The host of an address in lower case, in its own letters; empty where there is none."""
    parts = split(url)
    name = (parts.hostname or "") if parts else ""
    if "xn--" in name:
        try:
            name = name.encode("ascii").decode("idna")
        except UnicodeError:
            return name
    return name.lower()


def is_under(name: str, *parents: str) -> bool:
    """Whether a host is one of these or lies under one of them."""
    return any(name == parent or name.endswith(f".{parent}") for parent in parents)


def is_local(name: str) -> bool:
    """Whether a host can be reached on one machine or in one network only."""
    if is_under(name, "localhost", "local", "localdomain", "internal", "intranet", "lan", "corp"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return not address.is_global


def scripts(word: str) -> set[str]:
    """The scripts of the letters of a word: `LATIN`, `CYRILLIC` and so on."""
    found = set()
    for letter in word:
        if letter.isalpha():
            name = unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
            found.add("CJK" if name in CJK else name)
    return found


CJK = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "FULLWIDTH", "HALFWIDTH"})

LOOK_LIKE_LATIN = frozenset("асԁеһіјӏոорԛѕυѵԝхуαεικνορτυχօսցհվ")
"""Letters of other scripts that a reader takes for Latin ones."""


def deceives(name: str) -> bool:
    """Whether a host is written with letters that look like others.

    It has signs that no host has, or letters that a browser takes for others. One part of it mixes
    Latin with Cyrillic, Greek or the like, or consists of nothing but letters that look like Latin
    ones.
    """
    if unicodedata.normalize("NFKC", name) != unicodedata.normalize("NFC", name):
        return True
    for part in name.split("."):
        if any(unicodedata.category(sign)[0] in "PS" for sign in part if not sign.isascii()):
            return True
        found = scripts(part)
        if "LATIN" in found and found - {"LATIN", "CJK"}:
            return True
        letters = {letter for letter in part if letter.isalpha()}
        if letters and "LATIN" not in found and letters <= LOOK_LIKE_LATIN:
            return True
    return False


WELL_KNOWN = """
archive.org arxiv.org creativecommons.org datacite.org dataverse.org doi.org docs.google.com
figshare.com github.com gitlab.com huggingface.co jupyter.org jupyterbook.org kaggle.com linkedin.com
mybinder.org mystmd.org numpy.org openai.com orcid.org osf.io protocols.io pypi.org python.org
readthedocs.io researchgate.net scipy.org slideshare.net stackoverflow.com turing.ac.uk wikidata.org
wikipedia.org youtube.com zenodo.org
"""
"""Hosts that books of research link to: one that differs by a letter is hardly another."""


def slip_of(name: str) -> str:
    """The well-known host that was meant by one with a letter too many, too few, wrong or swapped."""
    own = name.removeprefix("www.")
    known = WELL_KNOWN.split()
    if len(own) < 8 or is_under(own, *known):
        return ""
    near = (each for each in known if OSA.distance(own, each) == 1)
    # «cython.org» and «ipython.org» are hosts of their own.
    return next((each for each in near if each[0] == own[0]), "")
