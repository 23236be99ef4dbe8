"""The incremental build behind `make live`: a data edit re-reads what it changes, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


def live_build(book: Path) -> tuple[set[str], str]:
    """Build as `make live` does; return the pages that were read, and all that was said."""
    program = (
        "from pathlib import Path\n"
        "from hub.live import CONF, arguments\n"
        f"book = Path({str(book)!r}); output = book.parent / 'live'\n"
        "output.mkdir(exist_ok=True)\n"
        "(output / 'conf.py').write_text(CONF.format(book=str(book)))\n"
        "from sphinx.cmd.build import main\n"
        "kept = arguments(book, output)\n"
        "places = kept[:6]\n"
        "raise SystemExit(main([*places, '-n', '-v']))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(book / "_ext"), "NO_COLOR": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode == 0, said
    return set(re.findall(r"reading sources\.\.\. \[ *\d+%\] ([\w/-]+)", said)), said


@pytest.fixture
def live(book_copy: Path) -> Path:
    live_build(book_copy)
    return book_copy


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
