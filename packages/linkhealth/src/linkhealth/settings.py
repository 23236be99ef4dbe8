"""What is asked, how politely and how patiently: `[tool.linkhealth]` in pyproject.toml."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from linkhealth import __version__


class CannotRunError(RuntimeError):
    """The run cannot be made; the message says why and what to do. No link is to blame."""


# Sites answer a header that looks like a browser's; the name at its end says honestly who asks.
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
    f"Safari/537.36 LinkHealth/{__version__}"
)


@dataclass(frozen=True)
class Settings:
    """Every limit of a run. Each wait and each size has one, so that no site can hold a run up."""

    # --- what is asked: these, and only these, may stand in the settings file ---
    site: str = "_site"
    ledger: str = "links.json"
    report: str = "link-report"
    book: str = ""  # folder with _config.yml: names the site's own address and its repository
    sources: tuple[str, ...] = ()  # globs of the files in which people write addresses
    own: tuple[str, ...] = ()  # beginnings of addresses that lead to this site itself
    buttons: tuple[str, ...] = ()  # beginnings of addresses that only a signed-in visitor is shown
    waivers: str = ""
    reviewed_key: str = "reviewed"
    build_command: str = "your build command"
    fix_command: str = "linkhealth fix"
    run_command: str = "linkhealth"
    user_agent: str = USER_AGENT
    robots_names: tuple[str, ...] = ("LinkHealth", "LinkChecker")
    doi_service: str = "https://doi.org/api/handles"
    # A bundle of certificate authorities instead of the usual ones, as behind a company's proxy.
    ca_file: str = ""
    # Looked up when nothing at all answered, to tell «all is gone» from «this machine is offline».
    well_known_hosts: tuple[str, ...] = ("doi.org", "github.com", "www.wikipedia.org")

    # --- how ---
    threads: int = 50
    read_seconds: float = 8.0  # of silence
    request_seconds: float = 15.0  # from the look-up of the name to the last byte
    page_seconds: float = 6.0  # for the body
    link_seconds: float = 60.0  # with all its redirects
    host_seconds: float = 240.0  # for all links of one host, in each of the two passes
    run_seconds: float = 1500.0
    pause_seconds: float = 0.35  # between two requests to one host, whatever thread sends them
    retry_seconds: float = 1.0  # before another try of the second pass, then twice that
    longest_wait: float = 60.0  # a site that asks for a longer one is left alone until the next run
    usual_wait: float = 5.0  # after a 429 that does not say how long
    host_failures: int = 3  # in a row; then the host's other links are not asked today
    page_bytes: int = 64 * 1024
    whole_page_bytes: int = 2 * 1024 * 1024  # read when the link names a place on the page
    redirects: int = 20  # as many as browsers follow
    second_opinion: bool = True
    # Addresses inside a private network are refused: a change to the site must not be able to make
    # the machine that checks it talk to its neighbours.
    allow_private: bool = False


NAMES = [field.name for field in fields(Settings)]
READABLE = tuple(NAMES[: NAMES.index("threads")])


def read_settings(root: Path) -> Settings:
    """The settings of the folder `root`; the defaults where there is no table.

    Raises CannotRunError for a table that cannot be used, naming the key and what it may hold.
    """
    file = root / "pyproject.toml"
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotRunError(f"{file.name} cannot be read: {error}") from error
    table = data.get("tool", {}).get("linkhealth", {})
    if not isinstance(table, dict):
        raise CannotRunError(f"{file.name}: tool.linkhealth is not a table.")
    return Settings(**dict(read_key(key, given) for key, given in table.items()))


def read_key(key: str, given: Any) -> tuple[str, Any]:
    """The field that a key of the table names, and its value with lists as the fields hold them."""
    name = key.replace("-", "_")
    if name not in READABLE:
        known = ", ".join(each.replace("_", "-") for each in READABLE)
        raise CannotRunError(
            f"pyproject.toml: [tool.linkhealth] has no key {key!r}. It has {known}."
        )
    is_list = isinstance(getattr(Settings(), name), tuple)
    if is_list and isinstance(given, list) and all(isinstance(each, str) for each in given):
        return name, tuple(given)
    if not is_list and isinstance(given, str):
        return name, given
    kind = "a list of texts" if is_list else "a text"
    raise CannotRunError(f"pyproject.toml: {key} in [tool.linkhealth] is to be {kind}.")
