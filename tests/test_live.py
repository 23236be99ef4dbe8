"""`make live`: what an edit makes it read again, and what the browser shows of it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hub.live import free_port, is_ignored, main
from hubdata.records import Records
from playwright.sync_api import Browser, Error, Page, expect
from support import GAPS, STUDY, append, copy_book, page_with, rewrite

PAGE = GAPS
COMPARISON = page_with("```{comparison")
TEMPLATE = page_with("type: template\n")
SECONDS = 120
BUILDER = """
import sys
from pathlib import Path
from hub import live
book, output = map(Path, sys.argv[1:])
live.prepare(book, output)
live.import_heavy()
for _ in sys.stdin:
    print("ended", live.rebuild(live.sphinx_arguments(book, output)), flush=True)
"""


def environment(book: Path) -> dict[str, str]:
    """Return an environment in which the extension of a copied book is what is imported."""
    settings = {"PYTHONPATH": str(book / "_ext"), "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
    return os.environ | settings


@dataclass
class Live:
    """A copied book with the process that builds it, again and again, as `make live` does."""

    book: Path
    process: subprocess.Popen[str]

    @property
    def output(self) -> Path:
        return self.book / "_build/live"

    @property
    def site(self) -> Path:
        return self.output / "html"

    def build(self) -> set[str]:
        """Build what has changed; return the pages that were read.

        A page that is read leaves a new doctree; what Sphinx says of it depends on the language.
        """
        before = self._doctrees()
        print(file=self.process.stdin, flush=True)
        said = []
        for line in self.process.stdout:
            said.append(line)
            if line.startswith("ended "):
                break
        assert said[-1:] == ["ended 0\n"], "".join(said)
        return {name for name, time in self._doctrees().items() if time != before.get(name)}

    def _doctrees(self) -> dict[str, int]:
        """When each page was last read."""
        folder = self.output / "doctrees"
        return {
            file.relative_to(folder).with_suffix("").as_posix(): file.stat().st_mtime_ns
            for file in folder.rglob("*.doctree")
        }


@pytest.fixture(scope="module")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Live, Path]]:
    """Build a copy of the book, below a folder of an odd name; keep all as the build left it."""
    folder = tmp_path_factory.mktemp("live") / ".it's a bü [1]"
    book = copy_book(folder / "copy")
    command = [sys.executable, "-c", BUILDER, str(book), str(book / "_build/live")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(book),
    ) as process:
        live = Live(book, process)
        live.build()
        shutil.copytree(book.parent, folder / "kept")
        yield live, folder / "kept"
        process.stdin.close()


@pytest.fixture
def live(first_build: tuple[Live, Path]) -> Live:
    """Return the copy of the book as it was when it had just been built."""
    live, kept = first_build
    shutil.rmtree(live.book.parent)
    shutil.copytree(kept, live.book.parent)
    return live


def test_nothing_is_read_again_when_nothing_changed(live: Live):
    assert live.build() == set()


def test_a_data_edit_rereads_the_pages_that_show_it(live: Live, records: Records):
    key = records.pages[STUDY].meta.organisations[0]
    name = records.organisations[key].name
    file = live.book / "_data/organisations.yml"
    text = file.read_text(encoding="utf-8")
    changed = re.sub(rf"(?m)^( +name: .*){re.escape(name)}", r"\1Renamed", text)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    read = live.build()
    showing = (f"{STUDY.rpartition('/')[0]}/index", STUDY, COMPARISON)
    assert set(showing) <= read
    assert not {GAPS, TEMPLATE} & read
    for page in showing:
        assert "Renamed" in (live.site / f"{page}.html").read_text(encoding="utf-8")


def test_a_component_that_draws_otherwise_reaches_its_pages(live: Live):
    code = live.book / "_ext/hub/components/tables.py"
    new = "The very same questions for each"
    rewrite(code, "The same questions for every", new)
    assert live.build() == {COMPARISON}
    html = (live.site / f"{COMPARISON}.html").read_text(encoding="utf-8")
    assert new in html


def test_a_new_label_of_a_source_reaches_the_pages_that_cite_it(live: Live):
    rewrite(live.book / "references.bib", "{Newsletter 44}", "{Newsletter Forty-Four}")
    live.build()
    html = (live.site / "cohorts/2023/index.html").read_text(encoding="utf-8")
    assert "Newsletter Forty-Four" in html


def test_an_edited_page_alone_is_read_again_and_what_takes_in_every_page_stays(live: Live):
    site = live.site
    whole = (
        "print.html",
        "pagefind/pagefind-entry.json",
        f"citations/{GAPS.replace('/', '-')}.bib",
    )
    before = {name: (site / name).stat().st_mtime_ns for name in whole}
    append(live.book / f"{GAPS}.md", "\nOne more sentence.\n")
    assert live.build() == {GAPS}
    assert {name: (site / name).stat().st_mtime_ns for name in whole} == before


def test_the_page_of_sources_is_written_again_only_when_it_shows_something_new(live: Live):
    page = live.site / "about/sources.html"
    before = page.read_text(encoding="utf-8"), page.stat().st_mtime_ns
    citing = live.book / "cohorts/comparison.md"
    append(citing, "\nOne more sentence.\n")
    live.build()
    assert (page.read_text(encoding="utf-8"), page.stat().st_mtime_ns) == before
    rewrite(citing, "# Compare the case studies", "# Set the studies side by side")
    live.build()
    assert "Set the studies side by side" in page.read_text(encoding="utf-8")


def test_a_picture_that_comes_after_its_page_is_shown(live: Live):
    shown = "\n```{figure} /../figures/late.*\n:alt: Four red discs.\n\nA caption.\n```\n"
    append(live.book / f"{GAPS}.md", shown)
    live.build()
    for suffix in ("png", "svg"):
        for file in (live.book.parent / "figures").glob(f"money-by-source.{suffix}"):
            shutil.copy(file, file.with_stem("late"))
    assert GAPS in live.build()
    assert "_images/late.svg" in (live.site / f"{GAPS}.html").read_text(encoding="utf-8")
    assert live.build() == set()


@pytest.fixture
def served(live: Live, tmp_path: Path) -> Iterator[str]:
    """Serve the copy of the book; give its address."""
    command = [sys.executable, "-m", "hub.live", "--port", "0", "--no-browser"]
    log = tmp_path / "said.txt"
    with log.open("w") as stream:
        server = subprocess.Popen(command, stdout=stream, stderr=stream, env=environment(live.book))
    try:
        for _ in range(SECONDS):
            assert server.poll() is None, log.read_text()
            if address := re.search(r"The site is at (\S+)", log.read_text()):
                break
            time.sleep(1)
        else:
            pytest.fail(log.read_text())
        yield address[1]
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def await_socket(page: Page) -> None:
    """Wait until a page hears of changes. The page's own policy keeps Playwright from waiting in it."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with suppress(Error):  # while the page loads anew
            if page.evaluate("socket.readyState === WebSocket.OPEN"):
                return
        time.sleep(0.1)
    pytest.fail(f"The page heard of no change within {SECONDS} s.")


def test_the_browser_shows_an_edit_an_error_and_its_repair(
    live: Live, served: str, browser_page: Page
):
    for _ in range(30):
        try:
            browser_page.goto(f"{served}/{PAGE}.html")
            break
        except Exception:
            time.sleep(1)
    file = live.book / f"{PAGE}.md"
    sound = file.read_text(encoding="utf-8")
    wait = SECONDS * 1_000
    await_socket(browser_page)
    said = browser_page.locator("#live_said")
    expect(said).to_have_count(0)
    file.write_text(f"{sound}\nWritten while the server ran.\n", encoding="utf-8")
    expect(browser_page.get_by_text("Written while the server ran.")).to_be_visible(timeout=wait)
    await_socket(browser_page)
    file.write_text(f"{sound}\n<div>Raw</div>\n", encoding="utf-8")
    expect(said).to_contain_text("Raw HTML (<div>) is not allowed", timeout=wait)
    settings = live.book / "_config.yml"
    settings.rename(settings.with_suffix(".kept"))
    settings.write_text("title: [\n", encoding="utf-8")
    expect(said).to_contain_text("_config.yml:", timeout=wait)
    settings.with_suffix(".kept").rename(settings)
    gone = live.book / f"{STUDY}.md"
    gone.rename(gone.with_suffix(".kept"))
    expect(said).to_contain_text(f"There is no page «{STUDY}»", timeout=wait)
    gone.with_suffix(".kept").rename(gone)
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
    assert is_ignored(top, str(top / name)) is IGNORED[name]


def test_a_port_that_is_taken_gives_way_to_the_next():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(65_535)


@pytest.mark.parametrize("port", ["-1", "65536", "no number"])
def test_what_is_no_port_is_refused_in_one_sentence(port: str, capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit):
        main([f"--port={port}"])
    assert port in capsys.readouterr().err.splitlines()[-1]
