"""The search index has the same bytes in every run, and knows when Pagefind changes its form."""

from __future__ import annotations

from pathlib import Path

import cbor2
import pytest
from hub.site import index_files, index_form
from hub.site.search import FOLDER, write_index
from hub.site.spelling import words

PAGE = """<!doctype html><html lang="en-GB"><head><title>{0}</title>
<meta property="hub:theme" data-pagefind-filter="theme[content]" content="theme {0}">
<meta property="hub:type" data-pagefind-filter="type[content]" content="type {1}">
<meta property="hub:sector" data-pagefind-filter="sector[content]" content="sector {2}">
</head><body><article data-pagefind-body><h1>Page {0}</h1><p>Words of page {0}.</p></article></body></html>"""


def small_site(folder: Path) -> Path:
    folder.mkdir()
    for number in range(12):
        text = PAGE.format(number, number % 5, number % 3)
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
    return folder


def index_of(site: Path) -> dict[str, bytes]:
    write_index(site)
    bundle = site / FOLDER
    return {
        file.relative_to(bundle).as_posix(): file.read_bytes()
        for file in bundle.rglob("*")
        if file.is_file()
    }


def test_every_run_writes_the_same_bytes(tmp_path):
    # Four filters in the order of chance would agree three times in a row once in a thousand runs.
    first, *others = (index_of(small_site(tmp_path / name)) for name in "abcd")
    assert any(name.startswith("filter/") for name in first)
    assert all(other == first for other in others)


def test_a_second_run_replaces_the_first(tmp_path):
    site = small_site(tmp_path / "site")
    before = index_of(site)
    (site / "11.html").unlink()
    after = index_of(site)
    assert len([name for name in after if name.startswith("fragment/")]) == 11
    assert len([name for name in before if name.startswith("fragment/")]) == 12


def test_the_print_edition_alone_is_not_read(tmp_path):
    site = tmp_path / "site"
    names = ["p", "pr", "prin", "prints", "prison", "privacy", "programme", "q", "a/print"]
    for name in (*names, "print"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / f"{name}.html").write_text(PAGE.format(name.replace("/", ""), 1, 1), "utf-8")
    found = index_of(site)
    assert len([name for name in found if name.startswith("fragment/")]) == len(names)
    assert "aprint" in words(site / FOLDER)
    assert "print" not in words(site / FOLDER)


def test_words_are_those_of_the_pages_commonest_first(tmp_path):
    site = small_site(tmp_path / "site")
    first = site / "0.html"
    cited = "polar <span class='citation'>[newsletter]</span> polar bear"
    first.write_text(first.read_text(encoding="utf-8").replace("Words of", cited), encoding="utf-8")
    write_index(site)
    found = words(site / FOLDER)
    # Three letters at least; what only a citation says is not searched, and so not offered.
    assert found == ["page", "words", "bear", "polar"]


def test_ready_made_interfaces_are_not_published(tmp_path):
    names = set(index_of(small_site(tmp_path / "site")))
    assert not {name for name in names if "-ui" in name or name.endswith(".css")}
    assert "pagefind.js" in names


def words_of_index(bundle: Path) -> list[list]:
    """Return every word with the places where it stands, in the order of the list of files."""
    (listing,) = bundle.glob("*.pf_meta")
    found = []
    for first, last, name in index_files.read(listing)[2]:
        (words,) = index_files.read(bundle / "index" / f"{name}.pf_index")
        assert (words[0][0], words[-1][0]) == (first, last)
        found += words
    return found


def test_small_chunks_hold_what_the_large_ones_held(tmp_path, monkeypatch):
    site = small_site(tmp_path / "site")
    monkeypatch.setattr(index_form, "_CHUNK", 10**9)
    write_index(site)
    whole = words_of_index(site / FOLDER)
    assert len(list((site / FOLDER / "index").iterdir())) == 1
    monkeypatch.setattr(index_form, "_CHUNK", 200)
    write_index(site)
    assert words_of_index(site / FOLDER) == whole
    chunks = sorted((site / FOLDER / "index").iterdir())
    assert len(chunks) > 3
    for chunk in chunks:
        (words,) = index_files.read(chunk)
        assert (
            len(words) == 1
            or len(index_files.words_file([cbor2.dumps(word) for word in words])) <= 202
        )


@pytest.mark.parametrize("spoil", [lambda data: data[:-8], lambda data: b"", lambda data: data * 2])
def test_an_unknown_form_is_refused(tmp_path, spoil):
    site = small_site(tmp_path / "site")
    write_index(site)
    file = next((site / FOLDER).glob("filter/*"))
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(index_files.FormatError, match=file.name):
        index_form.reform(site / FOLDER)
