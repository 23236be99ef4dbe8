"""`make live`, from its start to the browser that shows what was written meanwhile."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.chromium import ARGUMENTS, find_chromium
from hub.live import Ignored, free_port
from playwright.sync_api import Page, expect, sync_playwright
from support import copy_book

PAGE = "about/gaps"
SECONDS = 120


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Serve a copy of the book below a folder that begins with a dot; give the book and its address."""
    (tmp_path / ".worktrees").mkdir()
    book = copy_book(tmp_path / ".worktrees")
    environment = os.environ | {"PYTHONPATH": str(book / "_ext"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "hub.live", "--port", "0", "--no-browser"]
    log = tmp_path / "said.txt"
    with log.open("w") as stream:
        server = subprocess.Popen(command, stdout=stream, stderr=stream, env=environment)
    try:
        for _ in range(SECONDS):
            assert server.poll() is None, log.read_text()
            if address := re.search(r"The site is at (\S+)", log.read_text()):
                break
            time.sleep(1)
        else:
            pytest.fail(log.read_text())
        yield book, address[1]
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        program = find_chromium()
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser.new_page()
        browser.close()


def test_the_browser_shows_an_edit_an_error_and_its_repair(served, browser_page: Page):
    book, address = served
    for _ in range(30):
        try:
            browser_page.goto(f"{address}/{PAGE}.html")
            break
        except Exception:
            time.sleep(1)
    file = book / f"{PAGE}.md"
    sound = file.read_text(encoding="utf-8")
    wait = SECONDS * 1_000
    browser_page.wait_for_function("socket.readyState === WebSocket.OPEN", timeout=wait)
    file.write_text(f"{sound}\nWritten while the server ran.\n", encoding="utf-8")
    expect(browser_page.get_by_text("Written while the server ran.")).to_be_visible(timeout=wait)
    browser_page.wait_for_function("socket.readyState === WebSocket.OPEN", timeout=wait)
    file.write_text(f"{sound}\n<div>Raw</div>\n", encoding="utf-8")
    said = browser_page.locator("#live_said")
    expect(said).to_contain_text("Raw HTML (<div>) is not allowed", timeout=wait)
    file.write_text(f"{sound}\nAll is well again.\n", encoding="utf-8")
    expect(browser_page.get_by_text("All is well again.")).to_be_visible(timeout=wait)
    expect(said).to_have_count(0)


IGNORED = {
    "book/index.md": False,
    "book/_data/people.yml": False,
    "figures/map.png": False,
    "book/_build/live/html/index.html": True,
    "book/.index.md.swp": True,
    "book/index.md~": True,
    "book/#index.md#": True,
    "checks/__pycache__/x.pyc": True,
}


@pytest.mark.parametrize("above", ["work", ".worktrees", ".local/src", "_build"])
@pytest.mark.parametrize("name", IGNORED)
def test_what_stands_above_the_repository_does_not_count(tmp_path: Path, above: str, name: str):
    top = tmp_path / above / "repository"
    assert Ignored(top)(str(top / name)) is IGNORED[name]


def test_a_port_that_is_taken_gives_way_to_the_next():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) != port
