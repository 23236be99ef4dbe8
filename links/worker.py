"""The child process of a run: reads a job, asks, and writes one line of JSON for each answer."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Iterable
from typing import Any, TextIO

from links.answer import Answer, Ask
from links.engine import ask_all
from links.patience import ask_again
from links.settings import Settings

PASSES = {"first": ask_all, "second": ask_again}


def main(source: TextIO = sys.stdin, target: TextIO = sys.stdout) -> None:
    """Do the job on `source`; a parent that dies takes this process with it."""
    job = json.loads(source.readline())
    threading.Thread(target=leave_with_parent, args=(source,), daemon=True).start()
    settings = Settings.from_dictionary(job["settings"])
    asks = [Ask.from_dictionary(ask) for ask in job["asks"]]
    writing = threading.Lock()
    heard = threading.Event()

    def write(message: dict[str, Any]) -> None:
        with writing:
            try:
                target.write(json.dumps(message) + "\n")
                target.flush()
            except BrokenPipeError:
                os._exit(
                    1
                )  # the parent has died; LinkChecker would fill the terminal with a report

    def hand_over(answer: Answer) -> None:
        if answer.status is not None:
            heard.set()
        write({"answer": answer.as_dictionary()})

    write({"ready": True})
    PASSES[job["pass"]](asks, settings, hand_over)
    write({"done": True, "online": heard.is_set() or any_resolves(settings.well_known_hosts)})
    # Threads that still hang on a silent server must not keep the process alive.
    os._exit(0)


def leave_with_parent(source: TextIO) -> None:
    """Wait for the end of `source`, which comes when the parent has died, and leave at once."""
    source.read()
    os._exit(1)


def any_resolves(hosts: Iterable[str]) -> bool:
    """True when at least one of the hosts has an address."""
    for host in hosts:
        try:
            socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        except OSError:
            continue
        return True
    return False


if __name__ == "__main__":
    main()
