"""The strict build: what stops it is named at the right file and line, and said how to fix.

What an author can write wrong on a page, one file a mistake, is in tests/examples/syntax (test_syntax.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from hostile import running
from hostile.cases import FRONT_MATTER, small_book
from hubdata.guard.tree import fields_problem, menu_problems, settings_problems, tree_problems
from support import ROOT, append


def test_front_matter_is_read_once_and_a_page_may_stand_outside_of_the_menu(tmp_path: Path):
    book = small_book(tmp_path)
    page = FRONT_MATTER.replace(": ", ":\t", 1).replace("---\n\n", "orphan:\ttrue\n---\n\n")
    assert "orphan" in page
    (book / "alone.md").write_text(f"{page}Words.\n", encoding="utf-8")
    built = running.strict_build(book)
    assert built.code == 0, built.output


def test_a_link_to_a_file_that_the_build_does_not_write_is_named_at_its_line(tmp_path: Path):
    book = small_book(tmp_path)
    names = "{generated}`all of it <downloads/nothing.zip>` and {generated}`more <another.epub>`"
    append(book / "study.md", f"\nTake {names} home.\n")
    line = (book / "study.md").read_text(encoding="utf-8").count("\n")
    ended = running.strict_build(book)
    assert ended.code == 1
    for name in ("downloads/nothing.zip", "another.epub"):
        assert f"study.md:{line}: WARNING: The build writes no file «{name}»" in ended.output


def test_a_page_that_is_not_in_the_menu_stops_the_build(tmp_path: Path):
    book = small_book(tmp_path)
    page = FRONT_MATTER.format(name="lost")
    (book / "lost.md").write_text(f"{page}Nothing leads here.\n", encoding="utf-8")
    ended = running.strict_build(book)
    assert ended.code == 1
    said = (
        "book/lost.md:1: WARNING: document isn't included in any toctree. Name it in _toc.yml, as"
    )
    assert said in ended.output


def test_a_second_build_after_a_fault_reports_it_again(tmp_path: Path):
    book = small_book(tmp_path)
    append(book / "study.md", "\n[A page](no-such-page.md)\n")
    outcomes = [running.strict_build(book) for _ in range(2)]
    assert [outcome.code for outcome in outcomes] == [1, 1]
    assert "no-such-page.md" in outcomes[1].output


def test_nothing_on_a_page_is_executed():
    config = yaml.safe_load((ROOT / "book/_config.yml").read_text(encoding="utf-8"))
    assert config["execute"]["execute_notebooks"] == "off"


def _build_with_a_failing_library(*arguments: str) -> int:
    from hub.build import main
    from hub.myst import HubRenderer

    def fail(*_: object) -> None:
        raise AssertionError

    HubRenderer.render_blockquote = fail  # type: ignore[method-assign]
    return main(list(arguments))


@pytest.mark.parametrize("processes", ["1", "2"])
def test_what_a_library_fails_on_is_named_by_its_page_and_line(tmp_path: Path, processes: str):
    book = small_book(tmp_path)
    page = book / "page.md"
    before = page.read_text(encoding="utf-8")
    page.write_text(f"{before}\n:::{{note}}\n> Words.\n:::\n", encoding="utf-8")
    where = ["--book", str(book), "--output", str(tmp_path / "out"), "--processes", processes]
    built = running.run(_build_with_a_failing_library, *where, folder=tmp_path)
    line = before.count("\n") + 3
    assert built.code == 1
    assert f"book/page.md:{line}: ERROR: This cannot be read (AssertionError)" in built.output
    assert "Traceback" not in built.output


def test_a_missing_brace_is_named_at_its_line_by_the_build_and_the_checks(tmp_path: Path):
    book = small_book(tmp_path)
    bibliography = "@misc{report,\n  title = {{The report},\n  year = {2024},\n}\n"
    (book / "references.bib").write_text(bibliography, encoding="utf-8")
    for ended in (running.strict_build(book), running.check(book, "text")):
        said = ended.output.splitlines()
        assert any("book/references.bib:1:" in line and "brace is missing" in line for line in said)


MENUS = {
    "two kinds": ("format: jb-book\nroot: index\nparts: []\nchapters: []\n", 1, "'parts'"),
    "no root": ("format: jb-book\nchapters:\n  - file: page\n", 1, "'root'"),
    "a list": ("- file: index\n", 1, "not a mapping"),
    "markup": ("format: jb-book\nroot: index\nchapters:\n  - file: page\n    title: A *part*\n", 5, "markup"),
    "a slip": ("format: jb-book\nroot: index\nchapters:\n  - file: page\n    sectons: []\n", 4, "sectons"),
    "twice": (
        "format: jb-book\nroot: index\nchapters:\n  - file: page\n  - file: page\n",
        5,
        "multiple times",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MENUS)
def test_a_menu_that_cannot_be_read_is_named_at_its_line(name: str):
    text, line, words = MENUS[name]
    problems = menu_problems("book/_toc.yml", text)
    assert [(each.line, words in each.message) for each in problems] == [(line, True)]


@pytest.mark.parametrize(
    "option",
    ["numbered: true", "restart_numbering: true", "style: romanupper", "file: b", "title: One"],
)
def test_an_option_of_the_menu_that_does_nothing_is_named_at_its_line(option: str):
    part = f"  - caption: One\n    {option}\n    chapters:\n      - file: a\n"
    text = f"format: jb-book\nroot: index\nparts:\n{part}"
    problems = menu_problems("book/_toc.yml", text)
    assert [(each.line, "changes nothing" in each.message) for each in problems] == [(5, True)]


def test_a_pattern_of_the_menu_that_no_page_has_is_named_at_its_line():
    text = "format: jb-book\nroot: index\nchapters:\n  - glob: more/*\n  - glob: more/*.md\n"
    problems = menu_problems("book/_toc.yml", text, ["index", "more/page"])
    assert [each.line for each in problems] == [5]


def test_an_entry_of_the_menu_without_a_page_is_named_at_its_line():
    text = "format: jb-book\nroot: index\nchapters:\n  - file: page\n  - file: pgae.md\n"
    problems = menu_problems("book/_toc.yml", text, ["index", "page"])
    assert [(each.line, each.fix) for each in problems] == [(5, "Did you mean «page»?")]


SETTINGS = {
    "a slip": ("sphinx:\n  extra_extensions:\n    - sphinx_desgin\n", [3]),
    "a part of a package": ("sphinx:\n  extra_extensions: [sphinx.ext.todo, sphinx.ext.nothing]\n", [2]),
    "of one's own": ("sphinx:\n  local_extensions:\n    mine: _ext\n  config:\n    extensions: [mine]\n", []),
    "no package": ("sphinx:\n  extra_extensions: [this.that]\n", [2]),
    "code that is run": ("execute:\n  execute_notebooks: force\n", [2]),
    "another theme's": ("logo: a.png\nhtml:\n  announcement: Hi\n  baseurl: https://a.org/\n", [1, 3]),
    "misspelt": ("titel: A book\nparse:\n  myst_enable_extension: [deflist]\n", [1, 3]),
    "Sphinx's own": ("title: A book\nsphinx:\n  config:\n    html_theme: basic\n", []),
    "code that is not run": ('execute:\n  execute_notebooks: "off"\n', []),
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_would_end_or_harm_the_build_is_named_at_its_line(name: str):
    text, lines = SETTINGS[name]
    problems = fields_problem("book/_config.yml", "_config.yml", text)
    assert [each.line for each in problems] == lines
    assert "this" not in sys.modules


def test_extensions_are_asked_for_before_sphinx_has_loaded_its_own_and_not_after(tmp_path: Path):
    """Plain Sphinx loads others than the settings name: newest.yml builds without Jupyter Book."""
    book = small_book(tmp_path)
    (book / "_config.yml").write_text(SETTINGS["a slip"][0], encoding="utf-8")
    assert [each.line for each in settings_problems(book)] == [3]
    assert [each for each in tree_problems(book) if each.path == "book/_config.yml"] == []


def test_a_menu_that_cannot_be_read_stops_the_build(tmp_path: Path):
    book = small_book(tmp_path)
    (book / "_toc.yml").write_text(MENUS["no root"][0], encoding="utf-8")
    ended = running.strict_build(book)
    assert ended.code == 1
    assert "book/_toc.yml:1: ERROR: The menu cannot be read: 'root' key not found" in ended.output


def test_a_page_full_of_one_slip_is_told_of_it_twenty_times(tmp_path: Path):
    book = small_book(tmp_path)
    page = FRONT_MATTER.format(name="slips") + "# Slips\n\n" + "An **open mark.\n\n" * 60
    (book / "slips.md").write_text(page, encoding="utf-8")
    append(book / "_toc.yml", "  - file: slips\n")
    ended = running.strict_build(book)
    assert ended.code == 1
    assert ended.output.count("has no partner") == 20
