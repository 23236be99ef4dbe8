"""Takes addresses apart, also those that are none, and spells them in one way."""

import contextlib
import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from booklint.doi import is_doi_host

from linkhealth.guard import Trouble, ascii_host

NOWHERE = SplitResult("", "", "", "", "")
DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/\S+")
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
BEFORE_QUERY = re.compile(r"(?s)([^?#]*)(.*)")
KEPT = "!#$%&'()*+,/:;=?@[]~-._"
PORTS = {"http": 80, "https": 443}


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
    return split(address).netloc.rpartition("@")[2].lower()


def doi_of(address: str) -> str:
    """The DOI that an address of the resolver names; empty for any other address."""
    parts = split(address)
    if not is_doi_host(parts.netloc.lower()):
        return ""
    doi = unquote(parts.path).lstrip("/")
    return doi if DOI.fullmatch(doi) else ""


def requoted(address: str) -> str:
    """An address with exactly the escapes that it needs."""

    def plain(match: re.Match[str]) -> str:
        sign = chr(int(match[1], 16))
        return sign if sign.isascii() and (sign.isalnum() or sign in "-._~") else match[0].upper()

    return quote(ESCAPE.sub(plain, address), safe=KEPT, errors="surrogatepass")


def target(url: str) -> tuple[str, str, int, str]:
    """What to connect to and what to ask for: scheme, host in ASCII, port, path with its query.

    Raises Trouble where a browser could not open the address.
    """
    try:
        parts = urlsplit(document_of(url))
        port = parts.port
    except ValueError as error:
        raise Trouble("malformed", str(error)) from error
    scheme, host = parts.scheme.lower(), parts.hostname or ""
    if scheme not in PORTS or not host or any(sign.isspace() for sign in parts.netloc):
        raise Trouble("malformed", f"{url[:80]!r} has no host that could be asked")
    path = requoted(parts.path or "/") + (f"?{requoted(parts.query)}" if parts.query else "")
    return scheme, ascii_host(unquote(host)), port or PORTS[scheme], path.replace("#", "%23")


def header_text(location: str) -> str:
    """What a header means that came as one sign a byte.

    Its bytes are UTF-8 where they can be; else they are sent back as they came, as browsers do.
    """
    try:
        raw = location.encode("latin-1")
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in raw)
    except UnicodeEncodeError:
        return location


def joined(base: str, location: str) -> str:
    """Where a redirect leads, in ASCII; raises Trouble for one that no browser would follow."""
    head, rest = BEFORE_QUERY.match(location.strip()).groups()
    try:
        # A browser reads «\\» as «/», so that «\\\\host» is another site.
        whole = urljoin(base, head.replace("\\", "/") + rest)
        parts = urlsplit(whole)
        if parts.scheme.lower() not in PORTS:
            raise Trouble("odd-redirect", f"to something of the kind {parts.scheme[:40]}:")
        _, host, port, _ = target(whole)
    except ValueError as error:
        raise Trouble("odd-redirect", str(error)) from error
    except Trouble as error:
        raise Trouble("odd-redirect", error.detail) from error
    host = f"[{host}]" if ":" in host else host
    netloc = host if parts.port is None else f"{host}:{port}"
    return requoted(parts._replace(scheme=parts.scheme.lower(), netloc=netloc).geturl())


def same_page(url: str) -> tuple[str, str, str]:
    """What two spellings of one address have in common."""
    parts = split(url)
    host = host_of(url)
    with contextlib.suppress(Trouble):
        name, sign, port = host.partition(":")
        host = f"{ascii_host(name)}{sign}{port}"
    return host, unquote(parts.path) or "/", unquote(parts.query)
