"""How politely and how patiently outside sites are asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import linkcheck.configuration

# Sites answer a header that looks like a browser's; the name at its end says honestly who asks,
# and is what a robots.txt can name.
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
    f"Safari/537.36 LinkChecker/{linkcheck.configuration.Version}"
)
HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.8",
}


@dataclass(frozen=True)
class Settings:
    """Every limit of a run; each wait has one, so that no site can hold a run up."""

    threads: int = 50
    head_seconds: float = 4.0
    get_seconds: float = 8.0
    # Pause between two requests to one host, whatever thread sends them.
    pause_seconds: float = 0.35
    # A site that asks for a longer Retry-After than this is left alone until the next run.
    longest_wait: float = 60.0
    # What to wait after a 429 or 503 that does not say how long.
    usual_wait: float = 5.0
    # After this long without any answer the child process is ended: a server that sends one byte
    # every few seconds never runs into the time limit of a single read.
    stuck_seconds: float = 40.0
    page_bytes: int = 64 * 1024
    # Read when the link names a place on the page.
    whole_page_bytes: int = 2 * 1024 * 1024
    page_seconds: float = 6.0
    redirects: int = 20  # as many as browsers follow
    user_agent: str = USER_AGENT
    doi_service: str = "https://doi.org/api/handles"
    # A bundle of certificate authorities instead of the system's, as behind a company's proxy.
    ca_file: str | None = None
    # Addresses inside a private network are refused: a pull request must not be able to make the
    # machine that checks it talk to its neighbours.
    allow_private: bool = False
    # Looked up when nothing at all answered, to tell «all is gone» from «this machine is offline».
    well_known_hosts: tuple[str, ...] = ("doi.org", "github.com", "www.wikipedia.org")

    def as_dictionary(self) -> dict[str, Any]:
        """The settings as the child process receives them."""
        return asdict(self)

    @classmethod
    def from_dictionary(cls, values: dict[str, Any]) -> Settings:
        """The settings that `as_dictionary` wrote."""
        hosts = tuple(values["well_known_hosts"])
        return cls(**{**values, "well_known_hosts": hosts})
