"""The search index: Pagefind's own files, in the same bytes wherever and in whatever order pages lie."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hub.site import search
from hub.site.metadata import facet
from hubdata import schema
from support import rewrite

PAGE = """<!doctype html><html lang="en-GB"><head><title>{0}</title>
<meta property="hub:facets" data-pagefind-meta="facets[content]" content="facettype{1}x">
</head><body><article data-pagefind-body><h1>Page {0}</h1><p>Words of page {0}.</p></article></body></html>"""


def small_site(folder: Path, order: range = range(12)) -> Path:
    folder.mkdir()
    for number in order:
        text = PAGE.format(number, number % 5)
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
    return folder


def index_of(site: Path) -> dict[str, bytes]:
    search.write_index(site)
    bundle = site / search.FOLDER
    return {
        file.relative_to(bundle).as_posix(): file.read_bytes()
        for file in bundle.rglob("*")
        if file.is_file()
    }


def test_every_run_writes_the_same_bytes_in_whatever_order_pages_were_written(tmp_path):
    first = index_of(small_site(tmp_path / "a"))
    assert any(name.startswith("index/") for name in first)
    for name, order in {"b": range(11, -1, -1), "c": range(12)}.items():
        assert index_of(small_site(tmp_path / name, order)) == first


def test_settings_of_another_project_change_nothing(tmp_path, monkeypatch):
    plain = index_of(small_site(tmp_path / "plain"))
    (tmp_path / "pagefind.yml").write_text("site: [\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAGEFIND_QUIET", "1")
    assert index_of(small_site(tmp_path / "site")) == plain


def test_a_second_run_replaces_the_first(tmp_path):
    site = small_site(tmp_path / "site")
    before = index_of(site)
    (site / "11.html").unlink()
    after = index_of(site)
    assert len([name for name in after if name.startswith("fragment/")]) == 11
    assert len([name for name in before if name.startswith("fragment/")]) == 12


def test_only_what_is_marked_for_the_search_is_read(tmp_path):
    site = small_site(tmp_path / "site")
    (site / "print.html").write_text("<html><body>Everything, once more.</body></html>", "utf-8")
    found = index_of(site)
    assert len([name for name in found if name.startswith("fragment/")]) == 12
    assert "everything" not in search.words(site)


def test_words_are_those_of_the_pages_commonest_first(tmp_path):
    site = small_site(tmp_path / "site")
    cited = "pólar <sup class='citation'>newsletter</sup> polar bear"
    rewrite(site / "0.html", "Words of", cited)
    # What only a citation says is not searched, and so not offered; accents make no difference.
    words = search.words(site)
    assert [word for word in words if word.isalpha()] == ["page", "of", "words", "bear", "polar"]


def test_ready_made_interfaces_are_not_published(tmp_path):
    names = set(index_of(small_site(tmp_path / "site")))
    assert not {name for name in names if "-ui" in name or name.endswith(".css")}
    assert "pagefind.js" in names


def records(synonyms: list[dict] = (), organisations: list[tuple[str, str]] = ()):
    return SimpleNamespace(
        synonyms={str(at): schema.Synonyms(**each) for at, each in enumerate(synonyms)},
        organisations={
            short: SimpleNamespace(short_name=short, name=name) for short, name in organisations
        },
    )


def test_synonyms_lead_to_words_that_the_book_has():
    known = {"budget", "cost", "costs", "colour"}
    found = search.same(records([{"words": ["cost", "Budget", "money"]}]), known)
    assert (["cost", "budget"], ["money"]) in found
    assert (["colour"], ["color"]) in found
    assert not search.same(records([{"words": ["wage", "salary"]}]), set())[1:], "nothing to find"


def test_letters_that_a_keyboard_lacks_are_found_by_those_that_sound_like_them():
    known = {"2½", "łukasz", "иван", "ısık", "ʻiolani", "王小明", "cafe"}
    found = [others for ways, others in search.same(records(), known) if ways]
    assert found == [["isik"], ["lukasz"], ["iolani"], ["ivan"], ["wang xiao ming"]]


def test_a_word_whose_plural_alone_stands_in_the_book_is_searched_itself():
    pair = {"words": ["duty", "responsibility"]}
    known = {"duty", "responsibilities"}
    assert (["duty", "responsibility"], []) in search.same(records([pair]), known)


def test_names_of_organisations_meet_and_words_of_questions_lead_nowhere():
    name = "Office for National Statistics"
    found = search.same(
        records(
            [{"words": ["for", "the"], "says": "nothing"}], [("ONS", name), ("Fruto", "Fruto")]
        ),
        {"ons", "fruto", *name.lower().split()},
    )
    assert found == [([], ["for", "the"]), (["ons", name.lower()], [])]


def test_words_are_spread_so_that_a_misspelt_one_needs_one_file(tmp_path):
    site = small_site(tmp_path / "site")
    quiet = {"words": ["who", "Where"], "says": "little"}
    search.write_words(site, records([{"words": ["page", "sheet"]}, quiet]))
    files = {file.stem: json.loads(file.read_text("utf-8")) for file in (site / "words").iterdir()}
    assert files.pop("same") == [["who", "where"], [[], []], [["page"], ["sheet"]]]
    assert len(files) == 32
    assert {name: words for name, words in files.items() if words} == {
        str(ord("p") % 32): ["page"],
        str(ord("w") % 32): ["words"],
        str(ord("s") % 32): ["sheet"],
    }


def test_a_facet_is_no_beginning_of_another():
    assert not facet("theme", "Data science").startswith(facet("theme", "Data"))
    assert facet("type", "Case study").isalnum()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("#!/bin/sh\nexit 3\n", "ended before it was done"),
        ("#!/bin/sh\nprintf '%s,' \"$ANSWER\"\nsleep 60\n", "says: no room"),
    ],
    ids=["ends", "refuses"],
)
def test_a_pagefind_that_fails_is_an_error_and_no_endless_wait(
    tmp_path, monkeypatch, program, words
):
    fake = tmp_path / "pagefind"
    fake.write_text(program, encoding="utf-8")
    fake.chmod(0o755)
    answer = json.dumps({"payload": {"type": "Error", "message": "no room"}}).encode()
    monkeypatch.setenv("ANSWER", search.base64.b64encode(answer).decode())
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(fake))
    with pytest.raises(search.SearchError, match=words):
        search.write_index(small_site(tmp_path / "site"))
