"""Runs a build or the checks in a process of its own, with bounds, and tells how it ended."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from unittest import mock

from docutils import nodes
from sphinx.application import Sphinx

CPU_SECONDS = 30
"""What a sound build of the small book takes two or three of; the clock of a busy machine says nothing."""

WALL_SECONDS = 120
MAX_MEGABYTES = 1_000

# The server loads the programs once, and forks itself for every run: a run then costs only its own work.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["hostile.loaded"])


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code (negative for a signal), what it printed, and its costs."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    megabytes: float

    @property
    def output(self) -> str:
        """Both streams, one after the other: in which order they came depends on buffers."""
        return self.stdout + self.stderr


def run(work: Callable[..., int], *arguments: str, folder: Path) -> Ended:
    """Call `work(*arguments)` in a new process that works in `folder`; return how it ended."""
    logs = (folder / "stdout.txt", folder / "stderr.txt")
    receiving, sending = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_in_child, args=(work, arguments, folder, logs, sending))
    # The server, which may have to be started anew, finds there what it is to load.
    with mock.patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)):
        process.start()
    sending.close()
    process.join(WALL_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
    try:
        seconds, megabytes = receiving.recv()
    except EOFError:
        seconds, megabytes = float("inf"), float("inf")
    printed = [log.read_text(encoding="utf-8", errors="backslashreplace") for log in logs]
    return Ended(process.exitcode or 0, *printed, seconds, megabytes)


def _in_child(
    work: Callable[..., int],
    arguments: tuple[str, ...],
    folder: Path,
    logs: tuple[Path, Path],
    costs: Connection,
) -> None:
    for descriptor, log in enumerate(logs, start=1):
        with log.open("w", encoding="utf-8") as stream:
            os.dup2(stream.fileno(), descriptor)
    os.environ["NO_COLOR"] = "1"
    os.chdir(folder)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        code = work(*arguments)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(one.ru_utime + one.ru_stime for one in used)
    costs.send((seconds, max(one.ru_maxrss for one in used) / 1024))
    os._exit(code)


def strict_build(book: Path, builder: str = "html", *, clock: float = 20) -> Ended:
    """Build a book as `make book` does, into `out` beside it; give up a page after `clock` seconds."""
    arguments = ["--book", str(book), "--output", str(book.parent / "out"), "--builder", builder]
    return run(_strict_build, str(clock), *arguments, folder=book.parent)


def _strict_build(seconds: str, *arguments: str) -> int:
    from hub.build import main
    from hub.guard import clock

    clock.SECONDS = float(seconds)
    return main(list(arguments))


def measured_build(book: Path) -> Ended:
    """Build a book as `strict_build` does; a line `cost PAGE SECONDS` of its output says what a page took.

    That is the processor's time to read it and to write it, in seconds.
    """
    arguments = ["--book", str(book), "--output", str(book.parent / "out"), "--builder", "html"]
    return run(_measured_build, *arguments, folder=book.parent)


def _measured_build(*arguments: str) -> int:
    import hub
    from hub.build import main

    began, read, setup = [0.0], {}, hub.setup

    def start(app: object, docname: str, source: list[str]) -> None:
        began[0] = time.process_time()

    def end(app: object, doctree: nodes.document) -> None:
        read[Path(doctree["source"]).stem] = time.process_time() - began[0]
        began[0] = time.process_time()

    def written(app: object, docname: str, *_: object) -> None:
        print(f"cost {docname} {read.pop(docname, 0.0) + time.process_time() - began[0]:.3f}")
        began[0] = time.process_time()

    def measured(app: Sphinx) -> object:
        metadata = setup(app)
        for event, handler in (("source-read", start), ("doctree-read", end)):
            app.connect(event, handler, priority=1 if handler is start else 999)
        app.connect("html-page-context", written, priority=999)
        return metadata

    hub.setup = measured
    # The collector goes through all pages that were read, and its time would fall on any one of them.
    gc.disable()
    return main(list(arguments))


def plain_build(book: Path) -> Ended:
    """Build a book with `jupyter-book build`, which takes warnings for no errors."""
    output = str(book.parent / "out")
    return run(_plain_build, str(book), "--path-output", output, folder=book.parent)


def _plain_build(*arguments: str) -> int:
    from jupyter_book.cli.main import build

    try:
        build(list(arguments), standalone_mode=False)
    except RuntimeError as error:  # how Jupyter Book says that a build failed
        print(error)
        return 1
    return 0


def check(book: Path, form: str = "json") -> Ended:
    """Check a book with every rule, as the command does in the repository of that book."""
    return run(_check, str(book.parent), "--format", form, folder=book.parent)


def _check(top: str, *arguments: str) -> int:
    from booklint.cli import main

    return main([top, *arguments])
