"""Spread many small jobs over the processors, with the answers in the order of the jobs."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")

FEW = 300
"""Fewer jobs than this are done in one process: others would win a tenth of a second on the clock
and cost four tenths of processor time, which a busy machine lacks."""

_shared: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
"""What the child processes inherit when they are forked, so that nothing is sent to them."""


def spread(
    function: Callable[[Job], Answer], jobs: Sequence[Job], *, large: int = 0
) -> list[Answer]:
    """Call a function on every job, in several processes where that pays and is possible.

    The first `large` jobs are handed out one by one, the others in slices. The jobs reach the
    children by fork, so only the answers are copied; where a system cannot fork, everything runs
    in this process.
    """
    global _shared
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    alone = processors < 2 or len(jobs) < FEW or multiprocessing.current_process().daemon
    if alone:
        return [function(job) for job in jobs]
    size = max(1, (len(jobs) - large) // (processors * 8))
    slices = [(at, at + 1) for at in range(large)]
    slices += [(at, at + size) for at in range(large, len(jobs), size)]
    _shared = (function, jobs)
    try:
        with multiprocessing.get_context("fork").Pool(processors) as pool:
            return [answer for part in pool.map(_answers, slices, 1) for answer in part]
    finally:
        _shared = None


def _answers(part: tuple[int, int]) -> list[Any]:
    assert _shared is not None
    function, jobs = _shared
    return [function(job) for job in jobs[part[0] : part[1]]]
