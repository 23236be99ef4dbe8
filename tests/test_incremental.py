"""The incremental build behind `make live`: a data edit re-reads what it changes, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import copy_book


def live_build(book: Path) -> tuple[set[str], str]:
    """Build as `make live` does; return the pages that were read, and all that was said.

    A page that is read leaves a new doctree; what Sphinx says of it depends on the language.
    """
    program = (
        "from pathlib import Path\n"
        "from hub import live\n"
        f"book = Path({str(book)!r}); output = book.parent / 'live'\n"
        "live.prepare(book, output); live.import_heavy()\n"
        "raise SystemExit(live.rebuild(live.sphinx_arguments(book, output)))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(book / "_ext"), "NO_COLOR": "1"}
    before = doctrees(book)
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode == 0, said
    after = doctrees(book)
    return {name for name in after if after[name] != before.get(name)}, said


def doctrees(book: Path) -> dict[str, int]:
    """When each page was last read."""
    folder = book.parent / "live/doctrees"
    return {
        file.relative_to(folder).with_suffix("").as_posix(): file.stat().st_mtime_ns
        for file in folder.rglob("*.doctree")
    }


@pytest.fixture(scope="module")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build a copy of the book once; return its folder, and another with all as the build left it."""
    folder = tmp_path_factory.mktemp("live")
    live_build(copy_book(folder / "copy"))
    shutil.copytree(folder / "copy", folder / "kept")
    return folder / "copy", folder / "kept"


@pytest.fixture
def live(first_build: tuple[Path, Path]) -> Path:
    """Return the copy of the book as it was when it had just been built."""
    folder, kept = first_build
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    return folder / "book"


def test_nothing_is_read_again_when_nothing_changed(live: Path):
    assert live_build(live)[0] == set()


def test_a_data_edit_rereads_the_pages_that_show_it(live: Path):
    file = live / "_data/organisations.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("name: DigiHaul\n", "name: DigiHaul Renamed\n"), encoding="utf-8")
    read, _ = live_build(live)
    assert {"cohorts/2023/index", "cohorts/2023/digihaul", "cohorts/comparison"} <= read
    assert "about/gaps" not in read
    assert "playbook/six-months" not in read
    for page in ("cohorts/2023/index", "cohorts/2023/digihaul", "cohorts/comparison"):
        html = (live.parent / "live/html" / f"{page}.html").read_text(encoding="utf-8")
        assert "DigiHaul Renamed" in html


def test_a_component_that_draws_otherwise_reaches_its_pages(live: Path):
    code = live / "_ext/hub/components/tables.py"
    text = code.read_text(encoding="utf-8")
    old, new = "The same questions for every", "The very same questions for each"
    assert old in text
    code.write_text(text.replace(old, new), encoding="utf-8")
    assert live_build(live)[0] == {"cohorts/comparison"}
    html = (live.parent / "live/html/cohorts/comparison.html").read_text(encoding="utf-8")
    assert new in html


def test_an_edited_page_alone_is_read_again(live: Path):
    with (live / "about/gaps.md").open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    assert live_build(live)[0] == {"about/gaps"}


def test_a_new_label_of_a_source_reaches_the_pages_that_cite_it(live: Path):
    file = live / "references.bib"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{Newsletter 44}", "{Newsletter Forty-Four}"), encoding="utf-8")
    live_build(live)
    html = (live.parent / "live/html/cohorts/2023/index.html").read_text(encoding="utf-8")
    assert "Newsletter Forty-Four" in html


def test_what_takes_in_every_page_stays_until_the_next_whole_build(live: Path):
    site = live.parent / "live/html"
    whole = ("print.html", "pagefind/pagefind-entry.json", "citations/about-gaps.bib")
    before = {name: (site / name).stat().st_mtime_ns for name in whole}
    with (live / "about/gaps.md").open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    live_build(live)
    assert {name: (site / name).stat().st_mtime_ns for name in whole} == before


def test_the_page_of_sources_is_written_again_only_when_it_shows_something_new(live: Path):
    page = live.parent / "live/html/about/sources.html"
    before = page.read_text(encoding="utf-8"), page.stat().st_mtime_ns
    citing = live / "cohorts/comparison.md"
    text = citing.read_text(encoding="utf-8")
    citing.write_text(f"{text}\nOne more sentence.\n", encoding="utf-8")
    live_build(live)
    assert (page.read_text(encoding="utf-8"), page.stat().st_mtime_ns) == before
    old, new = "# Compare the case studies", "# Set the studies side by side"
    assert old in text
    citing.write_text(text.replace(old, new, 1), encoding="utf-8")
    live_build(live)
    assert "Set the studies side by side" in page.read_text(encoding="utf-8")
