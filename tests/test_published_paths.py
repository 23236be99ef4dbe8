"""No address that was ever published dies: each leads to a page, or to the signpost of one."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from hostile.cases import small_book
from hubdata.loading import load_records
from hubdata.records import Records
from hubdata.strict_yaml import RecordError
from support import ROOT, rewrite

LIST = ROOT / "published-paths.txt"
# Pages that the build makes without a source.
MADE = {"print.html", "search.html"}
REFRESH = re.compile(r'http-equiv="?refresh"? content="0; url=([^"]+)"')


def listed() -> list[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pages_of(records: Records) -> set[str]:
    return MADE | {f"{name}.html" for name in records.pages}


def test_every_published_address_still_leads_to_a_page(built):
    gone = [path for path in listed() if not (built.html / path).is_file()]
    assert not gone, (
        f"These addresses would vanish: {gone}. In the front matter of the page that stands for each "
        "now, write «redirect_from: [old/path]»."
    )


def test_every_file_to_download_is_on_the_list(built):
    offered = {
        file.relative_to(built.html).as_posix()
        for folder in ("data", "downloads")
        for file in (built.html / folder).iterdir()
    }
    new = sorted(offered - set(listed()))
    assert not new, f"Add these lines to {LIST.name}, in the order of the alphabet: {new}"


def test_what_is_no_page_is_a_signpost_to_one(built, records: Records):
    pages = pages_of(records)
    for path in {path for path in listed() if path.endswith(".html")} - pages:
        target = REFRESH.search((built.html / path).read_text(encoding="utf-8"))
        assert target, f"{path} is neither a page nor a signpost."
        assert urljoin(path, target[1]) in pages


@pytest.mark.parametrize("old", ["sources", "sources.html", "/Sources/", "search"])
def test_a_signpost_never_hides_a_page(tmp_path, old):
    book = small_book(tmp_path)
    rewrite(book / "page.md", "\n---\n", f"\nredirect_from: [{old}]\n---\n")
    with pytest.raises(RecordError, match=r"page\.md:\d+: The old address .* is in use"):
        load_records(book)
