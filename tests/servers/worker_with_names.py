"""The worker of `links`, in a world in which only the names of the tests exist.

Names that end in `.test` lead to this machine; every other name and address is refused, so no test
can reach the internet.
"""

from __future__ import annotations

import socket
from typing import Any

from links import worker

look_up = socket.getaddrinfo
FAILURES = {"unknown.test": socket.EAI_NONAME, "later.test": socket.EAI_AGAIN}


def names_of_the_tests(host: Any, *rest: Any, **more: Any) -> Any:
    """The address of a test name, or the failure that it stands for."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    name = name.encode("idna").decode() if name else name
    if name in FAILURES:
        raise socket.gaierror(FAILURES[name], "as the test wants it")
    if name.endswith(".test"):
        name = "127.0.0.1"
    if not name.startswith("127."):
        raise socket.gaierror(socket.EAI_NONAME, f"{name} is not part of the tests")
    return look_up(name, *rest, **more)


if __name__ == "__main__":
    socket.getaddrinfo = names_of_the_tests
    worker.main()
