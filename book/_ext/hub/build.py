"""Builds the site strictly and from scratch.

A second Sphinx run over a cached build reports no broken link even with `-W`, so that strict means
fresh. A new site takes the place of the old one only once it is whole.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout
from hubdata.guard.tree import settings_problems
from hubdata.loading import markdown_files

from .apart import INTERRUPTED, Apart, in_a_sentence
from .fast import import_heavy
from .upstream import sphinx_configuration

ROOT = Path(__file__).resolve().parents[3]
FAILED = "The book was not built. Fix what is listed above, then try again."

# From this many pages on, a second process pays: 50 pages took 10 s with one or two.
MIN_PAGES_IN_PARALLEL = 100

# The builders that this book promises, by the name of their output folder.
BUILDERS = ("html", "epub", "latex")


def build(book: Path, output: Path, builder: str = "html", *, processes: int = 0) -> int:
    """Compile the book strictly and from scratch; return 0, or another number if anything is wrong.

    `output` receives one folder per builder. Warnings are errors (`-W`), every reference must
    resolve (`-n`), and all faults are reported before it stops (`--keep-going`). The site also
    offers the EPUB, which is written from the pages that were just read.
    `processes` says how many may read and write pages; what is written is the same.
    """
    new = output / ".new"
    for folder in (new, output / ".doctrees"):
        shutil.rmtree(folder, ignore_errors=True)
    import_heavy()
    # Each builder takes a process of its own, whose memory is free again at its end.
    compile_ = partial(_compile, book, output, processes=processes)
    # A pipe: some containers have no semaphore, which `multiprocessing.Event` needs.
    pages_read, tell = multiprocessing.Pipe(duplex=False)
    when_read = partial(tell.send_bytes, b".")
    main = Apart(partial(compile_, builder, fresh=True, when_read=when_read))
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        write_epub = partial(_heard_by, said, partial(compile_, "epub", fresh=False))
        is_site, epub = builder == "html", None
        # From the pages that were read for the site, while it is written. With many pages, whose site takes
        # all processors, that would save little and cost a third more memory.
        if is_site and (processes or _processes(book)) == 1 and main.waits_for(pages_read):
            epub = Apart(write_epub)
        code = main.end()
        if code == 0 and is_site:
            code = _write_index(new / "html")
        if code == 0 and is_site and not epub:
            epub = Apart(write_epub)
        if epub:
            ended = epub.end()
            # What is wrong with a page has been said already, and is wrong in the EPUB too.
            if code == 0:
                said.seek(0)
                sys.stderr.write(said.read())
                code = ended
    if code == 0:
        for file in (new / "epub").glob("*.epub") if is_site else ():
            shutil.copy(file, new / "html")
        for folder in sorted(new.iterdir()):
            shutil.rmtree(output / folder.name, ignore_errors=True)
            folder.rename(output / folder.name)
        new.rmdir()
    return code


def _heard_by(file: IO[str], work: Callable[[], int]) -> int:
    """Do some work, and write into a file what it says of errors."""
    with contextlib.redirect_stderr(file):
        code = work()
        file.flush()
    return code


def _write_index(site: Path) -> int:
    """Let the pages of a site be searched; return 0, or say what is wrong and return 1."""
    from .site.search import SearchError, write_index

    try:
        write_index(site)
    except SearchError as error:
        print(f"{error.category}: {error}", file=sys.stderr)
        return 1
    return 0


def _compile(
    book: Path,
    output: Path,
    builder: str,
    *,
    fresh: bool,
    processes: int,
    when_read: Callable[[], None] | None = None,
) -> int:
    """Let Sphinx write the book; say what stops it in sentences, and in no traceback.

    `when_read` is called once all pages have been read and kept where another builder finds them.
    """
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.console import color_terminal, nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    if not color_terminal():
        nocolor()
    settings = sphinx_configuration(book, nitpicky=True, hub_indexed=False, hub_epub=True)
    try:
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                srcdir=book,
                confdir=None,
                outdir=output / ".new" / builder,
                doctreedir=output / ".doctrees",
                buildername=builder,
                confoverrides=settings,
                status=None,
                # Sphinx's own default is where errors went when it was imported.
                warning=sys.stderr,
                freshenv=fresh,
                warningiserror=True,
                keep_going=True,
                parallel=processes or _processes(book),
            )
            if when_read:
                # Sphinx checks what it has read once it is on the disk.
                app.connect("env-check-consistency", lambda *_: when_read())
            app.build()
            return app.statuscode
    except SphinxError as error:
        cause = getattr(error, "orig_exc", None)
        said = in_a_sentence(cause) if isinstance(cause, OSError) else f"{error.category}: {error}"
        print(said, file=sys.stderr)
    return 1


def _processes(book: Path) -> int:
    """Return how many processes pay: for few pages, as many take as long as one and risk more."""
    return 1 if len(markdown_files(book)) < MIN_PAGES_IN_PARALLEL else os.cpu_count() or 1


def main(arguments: list[str] | None = None) -> int:
    """Build from the command line; see `--help`."""
    parser = argparse.ArgumentParser(prog="python -m hub.build", description=__doc__)
    parser.add_argument("--builder", choices=BUILDERS, default="html")
    parser.add_argument("--book", type=Path, default=ROOT / "book", help="the folder of the book")
    parser.add_argument("--output", type=Path, help="where to write (default: _build in the book)")
    parser.add_argument(
        "--processes",
        type=int,
        default=0,
        help="how many read and write pages (default: what pays)",
    )
    options = parser.parse_args(arguments)
    sys.unraisablehook = _interrupted_again
    try:
        return _main(options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        print(in_a_sentence(error), file=sys.stderr)
        return 1


def _interrupted_again(lost: sys.UnraisableHookArgs) -> None:
    """Interrupt once more what was interrupted while it made a process: Python loses such an interrupt."""
    if lost.exc_type is KeyboardInterrupt:
        threading.Timer(0.05, signal.raise_signal, [signal.SIGINT]).start()
    else:
        sys.__unraisablehook__(lost)


def _main(options: argparse.Namespace) -> int:
    book = options.book.resolve()
    output = (options.output or book / "_build").resolve()
    # Jupyter Book reads the settings before any extension, and without bounds.
    if problems := settings_problems(book):
        print(*problems, sep="\n", file=sys.stderr)
        print(FAILED, file=sys.stderr)
        return 1
    output.mkdir(parents=True, exist_ok=True)
    lock = FileLock(output / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        print("Another build writes into this folder; waiting until it has ended …", flush=True)
        lock.acquire(timeout=-1)
    begun = time.monotonic()
    with lock:
        failed = build(book, output, options.builder, processes=options.processes)
    if failed == INTERRUPTED:
        return INTERRUPTED
    if failed:
        print(FAILED, file=sys.stderr)
        return 1
    site = output / options.builder
    shown = os.path.relpath(site) if site.is_relative_to(Path.cwd()) else site
    print(f"Built {shown} in {time.monotonic() - begun:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
