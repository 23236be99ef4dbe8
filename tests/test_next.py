"""The same sources build with the newest Sphinx and MyST-Parser, without Jupyter Book, to the same pages.

It runs where that environment is: `python3.12 -m venv .venv/next`, then with its pip
`install --require-hashes -r requirements-next.txt` and
`install --no-index --no-deps --no-build-isolation -e packages/booklint -e tools`. newest.yml does so
every week.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT, Built, parsed, run

NEXT = ROOT / ".venv/next/bin/python"


def facts(file: Path) -> tuple[str, list[str | None], set[str | None]]:
    """The words of a page, its links in order, and its ids."""
    tree = parsed(file)
    return (
        " ".join(tree.body.text(separator=" ").split()),
        [link.attributes.get("href") for link in tree.css("a")],
        {part.attributes["id"] for part in tree.css("[id]")},
    )


def titles_by_name(file: Path) -> dict[str | None, str]:
    """The address of each name that a title has within a page → the id of the title."""
    tree = parsed(file)
    titles = [title for title in tree.css("h1, h2, h3, h4, h5, h6") if title.id]
    return {
        f"#{part.attributes['id']}": title.id
        for title in titles
        for part in (title, *title.css("[id]"))
    }


@pytest.mark.skipif(not NEXT.exists(), reason="requirements-next.txt is not in .venv/next")
def test_the_newest_versions_make_the_same_pages(built: Built, tmp_path: Path):
    environment = os.environ | {"NO_COLOR": "1"}
    write = [sys.executable, "-m", "hub.conf", tmp_path]
    subprocess.run(write, env=environment, check=True)
    # Sphinx's own warnings of what it will remove are errors where our code causes them.
    build = [NEXT, "-W", "default", "-m", "sphinx", "-b", "html", "-n", "-W", "--keep-going", "-E"]
    build += ["-D", "hub_epub=1"]  # as the site that it is compared with, which offers one
    places = ["-c", tmp_path, "-d", tmp_path / "trees", ROOT / "book", tmp_path / "html"]
    ended = run(*build, *places, env=environment, timeout=900)
    assert ended.returncode == 0, ended.stderr
    ours = [line for line in ended.stderr.splitlines() if "/_ext/hub/" in line]
    assert [line for line in ours if "Deprecat" in line or "RemovedIn" in line] == []
    pages = {file.relative_to(built.html) for file in built.html.rglob("*.html")}
    assert {
        file.relative_to(tmp_path / "html") for file in (tmp_path / "html").rglob("*.html")
    } == pages
    for page in sorted(pages):
        words, links, ids = facts(built.html / page)
        next_words, next_links, next_ids = facts(tmp_path / "html" / page)
        assert next_words == words, page
        assert len(next_links) == len(links), page
        titles = titles_by_name(tmp_path / "html" / page)
        for link, next_link in zip(links, next_links, strict=True):
            # MyST-Parser 5 leads to the label of a title, MyST-Parser 3 to the title's own id.
            assert link == next_link or titles[link] == titles[next_link], (page, link, next_link)
        # MyST-Parser 5 gives some headings a second id, and the ids of a title in another order.
        assert next_ids >= ids, page
