"""What is asked of the outside world, and what it answered, before anybody judges it."""

from dataclasses import dataclass, field

from linkhealth.page import PageSigns


@dataclass(frozen=True)
class Ask:
    """One document to ask for: its address in the site, the address to send, the places wanted."""

    address: str
    url: str
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hop:
    """One redirect: the address that was asked, the status, the address it named.

    The status is 200 where a page sends its readers on by itself.
    """

    url: str
    status: int
    target: str


@dataclass
class Answer:
    """What one document answered; it grows while the document is asked.

    `trouble` is empty when a server answered, else one word for what went wrong, a key of
    `verdict.TROUBLES`. `unasked` says why a document was not asked today; then the rest says
    nothing. `confirmed` says that LinkChecker reached what our own request did not.
    `detail` is the program's own wording; it may hold a stranger's words, so it is never shown raw.
    """

    address: str
    url: str
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    trouble: str = ""
    detail: str = ""
    page: PageSigns = field(default_factory=PageSigns)
    missing: tuple[str, ...] = ()
    retry_after: float | None = None
    unasked: str = ""
    confirmed: bool = False

    @property
    def final_url(self) -> str:
        """The address where the redirects ended."""
        return self.hops[-1].target if self.hops else self.url
