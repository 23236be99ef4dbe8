"""Reads and writes pages on all cores, with as many processes as there are cores and no more.

Sphinx starts a process for some seventy pages at a time, each of which sends back everything known of
all pages so far. When writing it starts one process less than there are cores, keeps every page's
tree in memory, and resolves all references in the first process alone, which is half of the work.
Here as many processes run as there are cores; each takes the next page from a common list as soon as
it is done with one, and resolves the references of the pages it writes. After some pages it ends and
another takes its place: that frees their trees at once, which took a fifth of the time of a build when
Python did it, and 1.3 GB for a thousand case studies when nobody did.

Holds for Sphinx 7.4. Where Sphinx would use one process, or another builder, nothing is changed.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.locale import __
from sphinx.util import logging
from sphinx.util.build_phase import BuildPhase
from sphinx.util.parallel import ParallelTasks

from ..state import records

logger = logging.getLogger(__name__)

# The builders whose pages are written by the workers.
_WRITTEN = ("html", "epub")

# What an environment keeps of each page, and merges for those pages alone that another has read.
_OF_PAGES = ("metadata", "titles", "longtitles", "tocs")

# A process ends once it has read this number of pages, half a megabyte each, or has written pages
# whose stored trees are this large, which are ten times as large in memory.
_PAGES = 100
_BYTES = 2_000_000


def setup_workers(app: Sphinx) -> None:
    """Use the workers once the builder is known."""
    app.connect("builder-inited", _employ, priority=460)


def _employ(app: Sphinx) -> None:
    builder = app.builder
    builder._read_parallel = lambda docnames, nproc: read(builder, docnames, nproc)
    if builder.name in _WRITTEN and not builder.search:
        builder._write_parallel = lambda docnames, nproc: write(builder, docnames, app.parallel)


class Queue:
    """A list from which several processes take each item once, until each has its fill.

    `weights` gives each item, in the order in which they are taken, its weight; a process takes no
    more once those of its items come to `fill`.
    """

    def __init__(self, weights: Mapping[str, int], fill: int):
        self._items = list(weights.items())
        self._fill = fill
        self._next = multiprocessing.get_context("fork").Value("l", 0)

    def processes(self, number: int) -> int:
        """Return how many processes take all items for certain, of which `number` run at a time."""
        return sum(weight for _, weight in self._items) // self._fill + number

    def __iter__(self) -> Iterator[str]:
        taken = 0
        while taken < self._fill:
            with self._next.get_lock():
                position = self._next.value
                self._next.value = position + 1
            if position >= len(self._items):
                return
            item, weight = self._items[position]
            taken += weight
            yield item


def _share(number: int, work: Callable[[Queue], Any], queue: Queue) -> list[Any]:
    """Let `number` processes at a time do the work; return what each gives, once all have ended."""
    # What is here already is not looked at, and so not copied, by the collectors of the processes.
    gc.freeze()
    results: list[Any] = []
    tasks = ParallelTasks(number)
    for _ in range(queue.processes(number)):
        tasks.add_task(work, queue, lambda _, result: results.append(result))
    tasks.join()
    gc.unfreeze()
    return results


def read(builder: Builder, docnames: Sequence[str], number: int) -> None:
    """Read pages in `number` processes and bring together what they found."""
    env = builder.env
    for docname in docnames:
        builder.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)

    def work(queue: Queue) -> bytes:
        env.app = builder.app
        taken = []
        for docname in queue:
            builder.read_doc(docname, _cache=False)
            taken.append(docname)
        if not taken:
            return b""
        leave_only(env, set(taken))
        return pickle.dumps((taken, env), pickle.HIGHEST_PROTOCOL)

    kinds = Counter(_kind_of(builder.app, name) for name in docnames)
    # The long pages first. Those of a rare kind may list all those of a common one.
    ordered = sorted(
        docnames, key=lambda name: (kinds[_kind_of(builder.app, name)], -_size(env, name))
    )
    for result in filter(None, _share(number, work, Queue(dict.fromkeys(ordered, 1), _PAGES))):
        taken, other = pickle.loads(result)
        warn_of_twins(env, other, taken)
        env.merge_info_from(taken, other, builder.app)


def leave_only(env: BuildEnvironment, docnames: set[str]) -> None:
    """Drop the most of what an environment knows of other pages, which is not merged.

    After an edit in a book of a thousand case studies, sending all of it took 3 of 12 seconds.
    """
    for name in _OF_PAGES:
        known = getattr(env, name)
        for docname in known.keys() - docnames:
            del known[docname]
    env.tocs = env.tocs.packed()
    env.get_domain("cite").leave_only(docnames)


def warn_of_twins(env: BuildEnvironment, other: BuildEnvironment, docnames: Iterable[str]) -> None:
    """Say which labels of the pages that `other` has read are also defined on other pages.

    Sphinx says so only where one process reads both pages. As there, the later page is blamed.
    """
    known, found = (each.domaindata["std"]["labels"] for each in (env, other))
    taken = set(docnames)
    for name, (docname, label, _) in sorted(found.items()):
        if docname not in taken or name not in known:
            continue
        first, last = sorted([(docname, label), known[name][:2]])
        if first[0] != last[0]:
            place = env.get_doctree(last[0]).ids.get(last[1])
            message = __("duplicate label %s, other instance in %s")
            logger.warning(message, name, env.doc2path(first[0]), location=place)


def write(builder: Builder, docnames: Sequence[str], number: int) -> None:
    """Resolve and write pages in `number` processes; note the pictures that they show."""
    sizes = {name: _size(builder.env, name) for name in docnames}
    first, *ordered = sorted(docnames, key=sizes.__getitem__)
    # The first page is written here, so that templates are compiled once for all.
    _write_page(builder, first)

    def work(queue: Queue) -> dict[str, str]:
        for docname in queue:
            _write_page(builder, docname)
        return builder.images

    queue = Queue({name: sizes[name] for name in reversed(ordered)}, _BYTES)
    for images in _share(number, work, queue):
        builder.images.update(images)


def _kind_of(app: Sphinx, docname: str) -> str:
    """Return the type of a page, as its front matter gives it."""
    page = records(app).pages.get(docname)
    return page.meta.type if page else ""


def _size(env: BuildEnvironment, docname: str) -> int:
    """Return the bytes of a page's stored tree, 0 if it has never been read."""
    stored = Path(env.doctreedir, f"{docname}.doctree")
    return stored.stat().st_size if stored.exists() else 0


def _write_page(builder: Builder, docname: str) -> None:
    builder.app.phase = BuildPhase.RESOLVING
    doctree = builder.env.get_and_resolve_doctree(docname, builder)
    # Sphinx keeps what it has read of every page's tree for a second look, which nobody takes.
    builder.env._pickled_doctree_cache.pop(docname, None)
    builder.app.phase = BuildPhase.WRITING
    builder.write_doc_serialized(docname, doctree)
    builder.write_doc(docname, doctree)
