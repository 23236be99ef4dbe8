"""A parallel map over forked processes, with the answers in the order of the jobs."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")

MIN_JOBS = 300
"""Fewer jobs than this are done in one process: others would win a tenth of a second on the clock
and cost four tenths of processor time, which a busy machine lacks."""


def parallel_map(function: Callable[[Job], Answer], jobs: Sequence[Job]) -> list[Answer]:
    """Call a function on every job, in several processes where that pays and is possible.

    Each process takes the next job that nobody has, so the longest ones come first. This process does its
    share: a pool that works while its owner waits took 410 MB for a book of a thousand pages, of which the
    owner had a quarter. The jobs reach the other processes by fork, so that only their answers are
    copied; where a system cannot fork, or has no semaphores, as in some containers, everything runs here.

    Raises whatever the function raises, and `ChildProcessError` where a process is ended by force.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    alone = processors < 2 or multiprocessing.current_process().daemon
    if alone or len(jobs) < MIN_JOBS:
        return [function(job) for job in jobs]
    try:
        share = _Share(function, jobs)
    except (ImportError, OSError):
        return [function(job) for job in jobs]
    helpers = [_Helper(share) for _ in range(processors - 1)]
    try:
        answers = share.work()
        for helper in helpers:
            answers |= helper.answers()
    finally:
        for helper in helpers:
            helper.process.terminate()
    return [answers[number] for number in range(len(jobs))]


class _Share:
    """Jobs of which several processes take one after the other."""

    def __init__(self, function: Callable[[Any], Any], jobs: Sequence[Any]):
        self._function = function
        self._jobs = jobs
        self._next = multiprocessing.get_context("fork").Value("l", 0)

    def work(self) -> dict[int, Any]:
        """Do what is left; give the answers by the numbers of their jobs."""
        answers = {}
        while (taken := self._take()) < len(self._jobs):
            answers[taken] = self._function(self._jobs[taken])
        return answers

    def _take(self) -> int:
        with self._next.get_lock():
            taken = self._next.value
            self._next.value += 1
        return taken


class _Helper:
    """Another process that does its share."""

    def __init__(self, share: _Share):
        self._receiving, sending = multiprocessing.Pipe(duplex=False)
        context = multiprocessing.get_context("fork")
        self.process = context.Process(target=_help, args=(share, sending), daemon=True)
        self.process.start()
        # Only the other process holds this end now, so that its end is noticed.
        sending.close()

    def answers(self) -> dict[int, Any]:
        """Wait for its answers; raise what the function raised there."""
        try:
            answers, error = self._receiving.recv()
        except EOFError:
            self.process.join()
            code = self.process.exitcode
            raise ChildProcessError(f"a process was ended by force (code {code})") from None
        if error:
            raise error
        return answers


def _help(share: _Share, sending: Connection) -> None:
    try:
        sending.send((share.work(), None))
    except Exception as error:
        sending.send(({}, _portable(error)))


def _portable(error: Exception) -> Exception:
    """Return the error itself, as far as it can be sent, with what it would have printed."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(f"In another process:\n{traceback.format_exc()}")
    return error
