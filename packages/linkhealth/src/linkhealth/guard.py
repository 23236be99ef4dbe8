"""Looks names up, refuses what lies inside a private network, and connects to what was judged."""

import errno
import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import idna

# Numbers that hold another inside them, which a translator on the way may follow.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
OLD_FORMS = [ipaddress.ip_network(each) for each in ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48")]
"""Forms that nobody publishes: the old one, those of SIIT, and those for one's own translator (RFC 8215)."""
ISATAP = (0x00005EFE, 0x02005EFE)
"""What stands before the number that an address of a tunnel within one's own network holds (RFC 5214)."""
UNKNOWN_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
NO_WAY = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
MAX_NUMBERS = 4  # tried of one name


class Trouble(Exception):  # noqa: N818 - the word that verdicts use
    """A link that could not be asked, with one word for why and the program's own wording."""

    def __init__(self, word: str, detail: str) -> None:
        super().__init__(f"{word}: {detail}")
        self.word = word
        self.detail = detail


class Network:
    """The way to the outside.

    A name is looked up once in a run, and what was judged then is what is connected to: a name that
    answers a public number first and an inner one next gets nowhere.
    """

    def __init__(
        self, allow_private: bool = False, look_up: Callable[..., list[Any]] | None = None
    ) -> None:
        self._allow_private = allow_private
        self._look_up = look_up or socket.getaddrinfo
        self._lock = threading.Lock()
        self._known: dict[str, list[str] | Trouble] = {}

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """A connection to a host that may be asked; raises Trouble or OSError."""
        end = time.monotonic() + seconds
        numbers = self.numbers(host, seconds)
        for last, number in enumerate(numbers, 1 - len(numbers)):
            try:
                left = max(0.1, end - time.monotonic())
                return socket.create_connection((number, port), left if last == 0 else left / 2)
            except OSError as error:
                if last == 0:
                    # The machines of some services have no way to such numbers, readers have.
                    if error.errno in NO_WAY and all(":" in each for each in numbers):
                        raise Trouble("only-ipv6", str(error)) from error
                    raise
        raise Trouble("dns-unknown", f"{host} has no number")

    def numbers(self, host: str, seconds: float) -> list[str]:
        """The numbers of a host, all of them public; raises Trouble."""
        name = ascii_host(host)
        with self._lock:
            known = self._known.get(name)
        if known is None:
            try:
                known = self._numbers(name, seconds)
            except Trouble as error:
                known = error
            with self._lock:
                known = self._known.setdefault(name, known)
        if isinstance(known, Trouble):
            raise Trouble(known.word, known.detail)
        return known

    def forget_failures(self) -> None:
        """Look up again, when next asked, the names that could not be looked up so far."""
        with self._lock:
            self._known = {n: k for n, k in self._known.items() if not isinstance(k, Trouble)}

    def _numbers(self, name: str, seconds: float) -> list[str]:
        box: list[Any] = []

        def ask() -> None:
            try:
                box.append(self._look_up(name, None, type=socket.SOCK_STREAM))
            except Exception as error:  # handed over to the thread that asked
                box.append(error)

        # The system's look-up has no time limit of its own.
        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(seconds)
        if not box:
            raise Trouble("dns-later", f"the look-up of {name} took too long")
        if isinstance(box[0], socket.gaierror):
            unknown = box[0].errno in UNKNOWN_NAME
            raise Trouble("dns-unknown" if unknown else "dns-later", str(box[0]))
        if isinstance(box[0], UnicodeError):
            raise Trouble("malformed", str(box[0]))
        if isinstance(box[0], Exception):
            raise Trouble("dns-later", str(box[0]))
        numbers = list(dict.fromkeys(str(entry[4][0]) for entry in box[0]))
        if not self._allow_private and not all(map(is_public, numbers)):
            raise Trouble("private", f"{name} lies inside a private network")
        return numbers[:MAX_NUMBERS]

    def any_resolves(self, hosts: tuple[str, ...]) -> bool:
        """True when at least one of the hosts has a number."""
        for host in hosts:
            try:
                return bool(self.numbers(host, 10.0))
            except Trouble as error:
                if error.word == "private":
                    return True
        return False


def ascii_host(host: str) -> str:
    """A host in the letters that the look-up knows; raises Trouble for one that is none."""
    name = host.rstrip(".")
    if name and name.isascii():
        if all(part and len(part) < 64 for part in name.split(".")) or ":" in name:
            return host.lower()
        raise Trouble("malformed", f"{host[:80]!r} is no host")
    try:
        return idna.encode(name, uts46=True).decode()
    except UnicodeError:  # idna's own errors are of this kind
        pass
    try:
        return name.encode("idna").decode()
    except UnicodeError as error:
        raise Trouble("malformed", str(error)) from error


def is_public(address: str) -> bool:
    """True for the number of a machine on the open internet."""
    number = ipaddress.ip_address(address.partition("%")[0])
    inner = None
    if number.version == 6:
        inner = number.ipv4_mapped or number.sixtofour
        if number in TRANSLATED:
            inner = ipaddress.IPv4Address(int(number) % 2**32)
    if inner:
        return is_public(str(inner))
    is_tunnel = number.version == 6 and (int(number) >> 32) & 0xFFFFFFFF in ISATAP
    old = is_tunnel or any(number in each for each in OLD_FORMS)
    return number.is_global and not number.is_multicast and not old
