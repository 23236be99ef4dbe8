"""The menu of a page shows where it stands, and stays as small in a book of a thousand pages.

So does the table of contents of the EPUB, where a reader has no other menu.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

from hostile.cases import small_book
from hostile.running import strict_build
from hub.site.menu import MAX_LISTED, MAX_SIBLINGS, Entry, menu, whole_menu
from hub.site.tree import Tree
from support import EPUBCHECK, parsed, rewrite, run


def tree_of(children: dict[str, list[str]]) -> Tree:
    tree = Tree("index", children)
    for parent, below in children.items():
        for position, child in enumerate(below):
            tree.parents[child] = parent
            tree.positions[child] = position
            tree.labels[child] = child.upper()
    return tree


def large(number: int) -> Tree:
    studies = [f"study-{index}" for index in range(number)]
    return tree_of({"index": ["hub", "cohorts"], "hub": ["hub/a"], "cohorts": studies})


def lines(entries: list[Entry]) -> int:
    return sum(1 + lines(entry.children) for entry in entries)


def test_only_the_way_to_the_page_is_opened():
    tree = tree_of({"index": ["hub", "cohorts"], "hub": ["a", "b"], "cohorts": ["c"], "a": ["a/1"]})
    hub, cohorts = menu(tree, "b")
    assert hub.current == "true"
    assert [(entry.docname, entry.current) for entry in hub.children] == [("a", ""), ("b", "page")]
    assert cohorts == Entry("cohorts", "COHORTS")


def test_the_front_page_shows_the_sections_alone():
    assert [entry.children for entry in menu(large(3), "index")] == [[], []]


def test_the_menu_of_a_thousand_is_no_longer_than_that_of_a_dozen():
    assert lines(menu(large(1000), "study-500")) == lines(menu(large(MAX_SIBLINGS), "study-5"))


def test_neighbours_are_shown_and_the_rest_is_counted():
    for here in (0, 1, 500, 998, 999):
        section = menu(large(1000), f"study-{here}")[1]
        shown = [entry.docname for entry in section.children]
        assert f"study-{here}" in shown
        assert f"study-{min(here + 1, 999)}" in shown
        assert f"study-{max(here - 1, 0)}" in shown
        assert len(shown) == MAX_SIBLINGS
        assert section.left_out == 1000 - MAX_SIBLINGS


def test_the_list_for_whoever_is_lost_has_every_page_up_to_a_limit():
    assert lines(whole_menu(large(MAX_LISTED))) == MAX_LISTED + 3
    cohorts = whole_menu(large(1000))[1]
    assert len(cohorts.children) == MAX_LISTED
    assert cohorts.left_out == 1000 - MAX_LISTED


def test_parts_have_their_captions_and_pages_the_titles_that_the_menu_gives_them(tmp_path: Path):
    book = small_book(tmp_path)
    chapters = (book / "_toc.yml").read_text(encoding="utf-8").count("\n  - file:")
    rewrite(book / "_toc.yml", "chapters:\n", "parts:\n- caption: Read & learn\n  chapters:\n")
    rewrite(book / "_toc.yml", "file: lessons", "file: lessons\n    title: What we learned")
    ended = strict_build(book)
    assert ended.code == 0, ended.output
    epub = next((book.parent / "out/html").glob("*.epub"))
    with zipfile.ZipFile(epub) as archive:
        nav = ElementTree.fromstring(archive.read("nav.xhtml"))
    part = nav.find(".//{*}nav/{*}ol")[1]
    assert part.findtext("{*}a") == "Read & learn"
    assert len(part.findall("{*}ol/{*}li")) == chapters
    assert run(*EPUBCHECK, str(epub)).returncode == 0
    for name in ("index", "lessons", "404"):
        page = parsed(book.parent / f"out/html/{name}.html")
        shown = " ".join(page.css_first(".menu, nav").text().split())
        assert "Read & learn" in shown
        assert "What we learned" in shown
