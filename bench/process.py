"""Runs a command and measures it: seconds, and the memory of all its processes together."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True)
class Run:
    """How a command went.

    `memory` is the largest sum, over all processes of the command at one time, of their
    proportional set sizes in bytes: memory that several processes share is counted once.
    """

    code: int
    seconds: float
    memory: int
    output: str


class FailedError(Exception):
    """Raised when a command that must succeed does not; shows what it said last."""


def run(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str],
    check: bool = True,
    watch: bool = True,
) -> Run:
    """Run a command to its end and measure it; raises `FailedError` if it fails, unless told not to.

    Whoever looks at the memory of processes holds them up, by 8 % of the time of a thousand studies:
    without `watch` nobody does, and no memory is given.
    """
    begun = time.perf_counter()
    process = psutil.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watcher = _Watch(process)
    if watch:
        watcher.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - begun
    watcher.stop()
    if check and process.returncode:
        last = "\n".join(output.splitlines()[-20:])
        raise FailedError(f"{command[0]} ended with code {process.returncode}:\n{last}")
    return Run(process.returncode, seconds, watcher.memory, output)


class _Watch(threading.Thread):
    """Looks at the memory of a process and its descendants again and again."""

    def __init__(self, process: psutil.Popen):
        super().__init__(daemon=True)
        self._process = process
        self._ended = threading.Event()
        self.memory = 0

    def run(self) -> None:
        while not self._ended.wait(_BETWEEN_LOOKS):
            self.memory = max(self.memory, self._look())

    def stop(self) -> None:
        """End the watch; what was seen stays."""
        self._ended.set()
        if self.is_alive():
            self.join()

    def _look(self) -> int:
        total = 0
        try:
            processes = [self._process, *self._process.children(recursive=True)]
        except psutil.Error:
            return 0
        for process in processes:
            try:
                total += _size(process)
            except psutil.Error:
                continue
        return total


def _size(process: psutil.Process) -> int:
    """Return the proportional set size where the system knows it, else what is the process's own."""
    memory = process.memory_full_info()
    return getattr(memory, "pss", 0) or memory.uss
