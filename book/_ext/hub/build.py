"""Builds the site strictly and from scratch, unless nothing has changed since the last good build.

A second Sphinx run over a cached build reports no broken link even with `-W`, so that strict means
fresh. The inputs are compared by name and content; what is skipped is the whole build or nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import time
from functools import partial
from pathlib import Path

from .apart import INTERRUPTED, run_apart
from .fast.imports import import_heavy
from .guard.tree import settings_problems
from .records import markdown_files

ROOT = Path(__file__).resolve().parents[3]
INPUTS = ("book", "figures", "checks", "requirements.txt", "CITATION.cff")
LEFT_OUT = {"_build", "__pycache__"}
FAILED = "The book was not built. Mend what is listed above, then try again."

# From this many pages on, a second process pays: 50 pages took 10 s with one or two.
MANY = 100

# The builders that this book promises, by the name of their output folder.
BUILDERS = ("html", "epub", "latex")


def inputs_digest(root: Path) -> str:
    """Return a digest of the names and contents of every file that the build reads.

    Links are not followed: one could lead anywhere, and the build refuses it.
    """
    total = hashlib.sha256()
    for top in INPUTS:
        for file in _files(root / top):
            total.update(f"{file.relative_to(root).as_posix()}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _files(top: Path) -> list[Path]:
    if top.is_file():
        return [top]
    found = []
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        found.extend(Path(folder, name) for name in sorted(names))
    return [file for file in found if file.is_file() and not file.is_symlink()]


def build(
    book: Path,
    output: Path,
    builder: str = "html",
    *,
    processes: int = 0,
    with_epub: bool = True,
) -> int:
    """Compile the book strictly and from scratch; return 0, or another number if anything is wrong.

    `output` receives one folder per builder. Warnings are errors (`-W`), every reference must
    resolve (`-n`), and all faults are reported before it stops (`--keep-going`). The site also
    offers the EPUB, which is written from the pages that were just read, unless told not to.
    `processes` says how many may read and write pages; what is written is the same.
    """
    for folder in (builder, ".doctrees"):
        shutil.rmtree(output / folder, ignore_errors=True)
    # Here, so that a build for which nothing has changed does not wait for it.
    import_heavy()
    from .site.search import SearchError, write_index

    # Each builder takes a process of its own, which ends before the next, or the search program,
    # needs the memory.
    code = run_apart(partial(_compile, book, output, builder, fresh=True, processes=processes))
    if code or builder != "html":
        return code
    try:
        write_index(output / "html")
    except SearchError as error:
        print(f"{error.category}: {error}", file=sys.stderr)
        return 1
    if with_epub:
        shutil.rmtree(output / "epub", ignore_errors=True)
        code = run_apart(partial(_compile, book, output, "epub", fresh=False, processes=processes))
        for file in (output / "epub").glob("*.epub"):
            shutil.copy(file, output / "html")
    return code


def _compile(book: Path, output: Path, builder: str, *, fresh: bool, processes: int) -> int:
    from jupyter_book.sphinx import build_sphinx

    result = build_sphinx(
        book,
        output / builder,
        doctreedir=output / ".doctrees",
        path_config=book / "_config.yml",
        noconfig=True,
        confoverrides={
            "external_toc_path": (book / "_toc.yml").as_posix(),
            "latex_individualpages": False,
            "nitpicky": True,
            "hub_indexed": False,
        },
        builder=builder,
        warningiserror=True,
        keep_going=True,
        freshenv=fresh,
        quiet=True,
        jobs=processes or _processes(book),
    )
    return int(result != 0)


def _processes(book: Path) -> int:
    """Return how many processes pay: for few pages, as many take as long as one and risk more."""
    return 1 if len(markdown_files(book)) < MANY else os.cpu_count() or 1


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
    parser.add_argument(
        "--without-epub", action="store_true", help="build the site alone, to measure it"
    )
    options = parser.parse_args(arguments)
    book = options.book.resolve()
    output = (options.output or book / "_build").resolve()
    # Jupyter Book reads the settings before any extension, and without bounds.
    if problems := settings_problems(book):
        print(*problems, sep="\n", file=sys.stderr)
        print(FAILED, file=sys.stderr)
        return 1
    stamp = output / f".inputs-{options.builder}"
    digest = inputs_digest(book.parent)
    site = output / options.builder
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        print(f"Nothing has changed: {_shown(site)} is up to date.")
        return 0
    stamp.unlink(missing_ok=True)
    begun = time.monotonic()
    with_epub = not options.without_epub
    try:
        failed = build(
            book, output, options.builder, processes=options.processes, with_epub=with_epub
        )
    except KeyboardInterrupt:
        return INTERRUPTED
    if failed:
        print(FAILED, file=sys.stderr)
        return 1
    # A site without its EPUB is not what `make book` promises, so that it is never up to date.
    if with_epub:
        stamp.write_text(digest, encoding="utf-8")
    print(f"Built {_shown(site)} in {time.monotonic() - begun:.1f} s.")
    return 0


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


if __name__ == "__main__":
    sys.exit(main())
