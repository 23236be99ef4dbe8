"""What is asked of the outside world, and what it answered, before anybody judges it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Ask:
    """One document to ask for: its address in the book, the address to send, the places wanted.

    `wait` is how many seconds its site wants to be left alone first.
    """

    address: str
    url: str
    anchors: tuple[str, ...] = ()
    wait: float = 0.0

    def as_dictionary(self) -> dict[str, Any]:
        """The ask as the child process receives it."""
        return asdict(self)

    @classmethod
    def from_dictionary(cls, values: dict[str, Any]) -> Ask:
        """The ask that `as_dictionary` wrote."""
        return cls(**{**values, "anchors": tuple(values["anchors"])})


@dataclass(frozen=True)
class Hop:
    """One redirect: the address that was asked, the status, the address it named.

    The status is 200 where a page sends its readers on by itself.
    """

    url: str
    status: int
    target: str


@dataclass(frozen=True)
class Answer:
    """What one document answered.

    `trouble` is empty when a server answered, else one word for what went wrong: malformed,
    private, robots, dns-unknown, dns-later, refused, reset, timeout, unfinished, tls-name,
    tls-trust, tls, loop, odd-redirect, told-to-wait, unreachable.
    `detail` is the program's own wording; it may hold a stranger's words, so it is never shown raw.
    """

    address: str
    url: str
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    trouble: str = ""
    detail: str = ""
    title: str = ""
    heading: str = ""
    wall: str = ""
    empty: bool = False
    parked: bool = False
    missing: tuple[str, ...] = ()
    retry_after: float | None = None
    handle_code: int | None = None

    def as_dictionary(self) -> dict[str, Any]:
        """The answer as one line of JSON carries it."""
        return asdict(self)

    @classmethod
    def from_dictionary(cls, values: dict[str, Any]) -> Answer:
        """The answer that `as_dictionary` wrote."""
        hops = tuple(Hop(**hop) for hop in values["hops"])
        return cls(**{**values, "hops": hops, "missing": tuple(values["missing"])})

    @property
    def final_url(self) -> str:
        """The address where the redirects ended."""
        return self.hops[-1].target if self.hops else self.url
