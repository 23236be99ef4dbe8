"""A parallel map over forked processes, with the answers in the order of the jobs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")

MIN_JOBS = 300
"""Fewer jobs than this are done in one process: others would win a tenth of a second on the clock
and cost four tenths of processor time, which a busy machine lacks."""

_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
"""What the processes do; they have it by fork, so that only their answers are copied."""


def parallel_map(
    function: Callable[[Job], Answer], jobs: Sequence[Job], *, large: int = 0
) -> list[Answer]:
    """Call a function on every job, in several processes where that pays and is possible.

    The first `large` jobs are handed out one by one, the others in slices. Where a system cannot fork,
    or has no semaphores, as in some containers, everything runs here.

    Raises whatever the function raises, and `ChildProcessError` where a process is ended by force.
    """
    global _work
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if _work or processors < 2 or len(jobs) < MIN_JOBS:
        return [*map(function, jobs)]
    try:
        pool = ProcessPoolExecutor(processors, get_context("fork"))
    except (ImportError, NotImplementedError, OSError, ValueError):
        return [*map(function, jobs)]
    size = max(1, (len(jobs) - large) // (processors * 32))
    starts = [*range(large), *range(large, len(jobs), size)]
    _work = function, jobs
    try:
        with pool:
            slices = pool.map(_slice, starts, [*starts[1:], len(jobs)])
            return [answer for answers in slices for answer in answers]
    except BrokenProcessPool:
        raise ChildProcessError("a process was ended by force") from None
    finally:
        _work = None


def _slice(start: int, end: int) -> list[Any]:
    function, jobs = _work or (None, ())
    return [function(job) for job in jobs[start:end]] if function else []
