"""The limits of the tests, shorter than in earnest, and a network in which only their names exist."""

from __future__ import annotations

import socket
from typing import Any

from bad_web import AUTHORITY
from linkhealth.asking import ask_all
from linkhealth.guard import Network
from linkhealth.settings import Settings

FAST = Settings(
    site="book/_build/html",
    book="book",
    sources=("book/**/*.md", "book/references.bib", "book/_data/*.yml"),
    waivers="booklint.toml",
    build_command="`make book`",
    run_command="make links",
    fix_command="make links-fix",
    threads=100,
    read_seconds=2,
    request_seconds=4,
    pause_seconds=0.02,
    retry_seconds=0.1,
    longest_wait=5,
    usual_wait=0.5,
    link_seconds=15,
    host_seconds=30,
    page_seconds=1,
    ca_file=str(AUTHORITY),
    allow_private=True,
    doi_service="http://doi.test/api/handles",
    well_known_hosts=("fine.test",),
)
FAILURES = {"unknown.test": socket.EAI_NONAME, "later.test": socket.EAI_AGAIN}


def look_up(host: Any, *rest: Any, **more: Any) -> Any:
    """The number of a test name, or the failure that it stands for; nothing else can be reached."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in FAILURES:
        raise socket.gaierror(FAILURES[name], "as the test wants it")
    if name.endswith(".test"):
        name = "127.0.0.1"
    if not name.startswith("127."):
        raise socket.gaierror(socket.EAI_NONAME, f"{name} is not part of the tests")
    return socket.getaddrinfo(name, *rest, **more)


def ask(asks, settings, on_answer):
    """`ask_all` in the network of the tests."""
    return ask_all(asks, settings, on_answer, Network(settings.allow_private, look_up))
