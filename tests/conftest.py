"""What the tests share: the records, a strict build, copies of the book to break."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.chromium import ARGUMENTS, NoChromiumError, find_chromium
from filelock import FileLock
from hubdata.loading import load_records
from hubdata.records import Records
from playwright.sync_api import Browser, sync_playwright
from support import ROOT, Built, Once, built_once, copy_book

# What a user has set for git, a runner for its own workflow, or a shell about what day it is, is not
# about what is tested here.
_FOREIGN = ("GIT_", "GITHUB_", "RUNNER_", "SOURCE_DATE_EPOCH")
for _name in [name for name in os.environ if name.startswith(_FOREIGN)]:
    del os.environ[_name]
os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


# What `make test-quick` leaves to `make test`: whatever builds a site, opens a browser, or talks to servers.
SLOW_FIXTURES = {"book_copy", "browser", "github", "once", "web"}
SLOW_FOLDERS = {"browser", "scaffolding"}
SLOW_FILES = {
    *("test_asking", "test_bench", "test_build_processes", "test_checks_mutations"),
    *("test_checks_speed", "test_epub", "test_escaping", "test_fuzz"),
    *("test_bounds", "test_hostile", "test_live", "test_pictures"),
    *("test_proposals", "test_release", "test_reproducible", "test_runs"),
    *("test_search_index", "test_strict_build", "test_syntax", "test_verdicts", "test_workflows"),
    *("test_next", "test_booklint_properties", "test_booklint_built", "test_print_edition"),
    *("test_figures", "test_published_paths"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, so that people who write need not wait for it."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        folder, file = item.path.parent.name, item.path.stem
        if folder in SLOW_FOLDERS or file in SLOW_FILES or fixtures & SLOW_FIXTURES:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fill the folder of a name once, whatever number of processes that share the tests ask for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder_of(name: str, fill: Callable[[Path], object]) -> Path:
        folder = shared / name
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                folder.mkdir()
                fill(folder)
        return folder

    return folder_of


@pytest.fixture(scope="session")
def records() -> Records:
    return load_records(ROOT / "book")


@pytest.fixture(scope="session")
def built(once: Once) -> Built:
    """Build this book from scratch.

    The workflow that publishes names the build that it is about to publish, so that the tested
    site is the published one.
    """
    if given := os.environ.get("TESTED_BUILD"):
        return Built(0, "", ROOT / given)
    return built_once(once, "built", ROOT / "book")


@pytest.fixture
def book_copy(tmp_path: Path) -> Path:
    """Return a copy of the book, to be broken."""
    return copy_book(tmp_path)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests of a process: Playwright starts no second one there."""
    try:
        program = find_chromium()
    except NoChromiumError as error:
        pytest.fail(str(error), pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield running
        running.close()
