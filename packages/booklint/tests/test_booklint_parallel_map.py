"""Jobs that are spread over processes: each is done once, in order, and no failure is lost."""

from __future__ import annotations

import importlib
import os
import signal
import time

import pytest
from booklint import parallel_map as module
from booklint.parallel_map import MIN_JOBS, parallel_map

JOBS = range(MIN_JOBS + 7)


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda _: {0, 1})


def slowly(job: int) -> tuple[int, int]:
    time.sleep(0.001)
    return job, os.getpid()


def test_answers_come_in_the_order_of_the_jobs_from_all_processes():
    answers = parallel_map(slowly, JOBS)
    assert [job for job, _ in answers] == list(JOBS)
    processes = {process for _, process in answers}
    assert len(processes) == 2
    # This process works too: one that only waits holds the same memory.
    assert os.getpid() in processes


def test_few_jobs_are_done_here():
    assert {process for _, process in parallel_map(slowly, range(5))} == {os.getpid()}


def test_without_semaphores_all_jobs_are_done_here(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # It is loaded when a pool is first made, and reads a constant of what is refused here.
    importlib.import_module("multiprocessing.synchronize")
    monkeypatch.setattr("_multiprocessing.SemLock", refuse)
    assert {process for _, process in parallel_map(slowly, JOBS)} == {os.getpid()}


@pytest.mark.parametrize("here", [True, False])
def test_an_error_in_any_process_is_raised(here: bool):
    own = os.getpid()

    def fail(job: int) -> int:
        time.sleep(0.001)
        if (os.getpid() == own) == here:
            raise ValueError(f"job {job}")
        return job

    with pytest.raises(ValueError, match="job") as caught:
        parallel_map(fail, JOBS)
    assert here or "In another process" in caught.value.__notes__[0]


def test_a_process_that_is_ended_by_force_is_an_error():
    own = os.getpid()

    def die(job: int) -> int:
        time.sleep(0.001)
        if os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return job

    with pytest.raises(ChildProcessError, match="ended by force"):
        parallel_map(die, JOBS)
