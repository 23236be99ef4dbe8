"""What a folder is, and what is said of pages that cannot be read."""

import json
import os
from pathlib import Path

import pytest
from booklint.book import Book
from booklint.cli import main
from booklint.files import MemoryFiles
from booklint.mystmd import attributes, directive_words, slug
from booklint.notebook import NotebookError, read_notebook
from booklint.registry import run

MYST = "version: 1\nproject:\n  title: Project\n"
HTML = "<!doctype html><title>A page</title><h1>A page</h1>"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def found(files: dict[str, str], folder: str = "") -> set[tuple[str, int, str]]:
    book = Book.load(MemoryFiles(files), folder)
    return {(each.path, each.line, each.rule) for each in run(book)}


# --- settings decide what a folder is ------------------------------------------------------------


def test_html_that_lies_about_does_not_make_a_site_of_a_project(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    write(tmp_path, {"myst.yml": MYST, "index.md": "# A\n\n[gone](gone.md)\n", "old.html": HTML})
    assert main([str(tmp_path)]) == 1
    assert "index.md:3" in capsys.readouterr().out


def test_html_deep_in_a_repository_does_not_make_a_site_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    write(tmp_path, {"README.md": "[gone](gone.md)\n", "tests/pages/old.html": HTML})
    assert main([str(tmp_path)]) == 2
    write(tmp_path, {"en/index.html": HTML, "de/index.html": HTML})
    main([str(tmp_path)])
    assert "1 page was not read" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("conf.py", "a Sphinx project"),
        ("mkdocs.yml", "an MkDocs project"),
        ("_quarto.yml", "a Quarto project"),
        ("_config.yml", "without its _toc.yml"),
        ("_toc.yml", "without its _config.yml"),
    ],
)
def test_a_project_of_another_kind_is_never_acquitted(
    name: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture
):
    write(tmp_path, {name: "a: 1\n", "index.md": "[gone](gone.md)\n", "index.html": HTML})
    assert main([str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""


def test_pages_that_are_not_read_are_named(tmp_path: Path, capsys: pytest.CaptureFixture):
    pages = {f"chapter-{number}.rst": "Words\n=====\n" for number in range(1, 8)}
    menu = "format: jb-book\nroot: index\nchapters:\n" + "".join(f"- file: {n}\n" for n in pages)
    write(tmp_path, {"_config.yml": "title: B\n", "_toc.yml": menu, "index.md": "# A\n", **pages})
    assert main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "notice: 7 pages were not read, and nothing is said about them: chapter-1.rst" in out
    assert "[unread]" in out
    assert main([str(tmp_path / "index.md")]) == 0
    assert capsys.readouterr().out == ""


def test_a_book_of_which_no_page_can_be_read_is_not_acquitted(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    write(tmp_path, {"myst.yml": MYST, "paper.tex": "\\section{Words}"})
    assert main([str(tmp_path)]) == 2
    assert "none of its 1 pages is Markdown or a notebook" in capsys.readouterr().err


def test_sources_among_built_pages_are_named(tmp_path: Path, capsys: pytest.CaptureFixture):
    write(tmp_path, {"index.html": HTML, "notes.md": "# Notes\n", "_sources/a.md": "# A\n"})
    main([str(tmp_path), "--format", "json"])
    (notice,) = [e for e in json.loads(capsys.readouterr().out) if e["rule"] == "unread"]
    assert notice["message"] == "1 page was not read, and nothing is said about them: notes.md"


def test_the_site_that_myst_built_is_judged_as_one(tmp_path: Path):
    gone = HTML + '<p><a href="gone.html">Gone</a></p>'
    write(tmp_path, {"myst.yml": MYST, "index.md": "# A\n", "_build/html/index.html": gone})
    assert main([str(tmp_path / "_build/html"), "--rule", "built-link"]) == 1
    assert main([str(tmp_path), "--rule", "built-link"]) == 0


@pytest.mark.parametrize(
    "settings", [{"myst.yml": MYST}, {"_config.yml": "", "_toc.yml": "root: a"}]
)
def test_a_folder_above_a_book_says_where_it_is(
    settings: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture
):
    write(tmp_path / "docs/user", {**settings, "index.md": "# A\n"})
    assert main([str(tmp_path)]) == 2
    assert "a book is in docs/user/, give that folder" in capsys.readouterr().err


# --- which pages a project has -------------------------------------------------------------------


def test_without_a_menu_every_page_belongs_to_it_but_those_of_projects_within():
    pages = {"index.md": "# A\n", "in/one.md": "# B\n", "in/two.ipynb": "{}", "no/x.md": "# X\n"}
    files = {"myst.yml": MYST + "  exclude: '**/x.md'\n", **pages}
    inner = {"in/sub/myst.yml": MYST, "in/sub/index.md": "# C\n"}
    book = Book.load(MemoryFiles(files | inner))
    assert sorted(book.pages) == ["in/one.md", "in/two.ipynb", "index.md"]
    assert sorted(Book.load(MemoryFiles(files | inner), "in/sub").pages) == ["in/sub/index.md"]


def test_a_menu_in_another_file_and_an_old_menu_are_followed():
    by_extends = {
        "myst.yml": "version: 1\nextends: [parts/menu.yml, https://example.org/a.yml]\nproject: {}\n",
        "parts/menu.yml": "project:\n  toc:\n  - file: index\n  - pattern: more/*.md\n",
    }
    by_toc = {
        "myst.yml": MYST,
        "_toc.yml": "format: jb-book\nroot: index\nchapters: [{glob: more/*}]\n",
    }
    pages = {"index.md": "# A\n", "more/b.md": "# B\n", "draft.md": "# D\n"}
    for settings in (by_extends, by_toc):
        book = Book.load(MemoryFiles(pages | settings))
        assert sorted(book.pages) == ["index.md", "more/b.md"]


def test_a_broken_project_file_is_a_finding_and_no_end():
    files = {"myst.yml": "project: [", "index.md": "# A\n"}
    assert ("myst.yml", "yaml-sound") in {(path, rule) for path, _, rule in found(files)}


def test_files_that_take_from_each_other_come_to_an_end():
    files = {"myst.yml": "extends: a.yml\n", "a.yml": "extends: myst.yml\n", "index.md": "# A\n"}
    assert sorted(Book.load(MemoryFiles(files)).pages) == ["index.md"]


def test_only_a_page_of_version_2_is_read_in_its_dialect():
    page = {
        "index.md": "# A\n\n:::{figure} a.png\n:label: b\n:alt: Five pins on a map.\n\nText.\n:::\n"
    }
    old = {"_config.yml": "title: A\n", "_toc.yml": "format: jb-book\nroot: index\n"}
    assert "option-lost" in {rule for _, _, rule in found(page | old)}
    assert "option-lost" not in {rule for _, _, rule in found(page | {"myst.yml": MYST})}


@pytest.mark.parametrize(
    ("inside", "name", "given"),
    [
        ("tip", "tip", {}),
        ("tip icon=false", "tip", {"icon": "false"}),
        (".wide #here", "", {"class": "wide", "label": "here"}),
        ('figure #a .b .c alt="Five \\"pins\\"" width=20%', "figure",
         {"label": "a", "class": "b c", "alt": 'Five \\"pins\\"', "width": "20%"}),
    ],
)  # fmt: skip
def test_attributes_in_braces(inside: str, name: str, given: dict[str, str]):
    assert attributes(inside) == (name, given)


def test_the_words_after_a_fence():
    assert directive_words("{tip icon=false} Ask early") == ("tip", "Ask early", {"icon": "false"})
    assert directive_words("{.wide}") == ("div", "", {"class": "wide"})
    assert directive_words("python") is None
    assert slug("1. What's «new» in C++?") == "1-what-s-new-in-c"


# --- notebooks -----------------------------------------------------------------------------------


def notebook(*sources: list[str] | str) -> dict[str, object]:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source} for source in sources]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


SOURCES = (["# Cells\n", "\n", "Words.\n"], ["Some\n", "\n", "[gone](gone.md) é 🙂"])


@pytest.mark.parametrize("indent", [1, 4, None])
@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize("book", [{"myst.yml": MYST}, {"_config.yml": "", "_toc.yml": "root: n"}])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_finding_in_a_notebook_names_its_line_and_cell(
    indent: int | None, joined: bool, book: dict[str, str], ascii_only: bool
):
    sources = ["".join(each) for each in SOURCES] if joined else SOURCES
    text = json.dumps(notebook(*sources), indent=indent, ensure_ascii=ascii_only)
    (finding,) = run(Book.load(MemoryFiles({"n.ipynb": text, **book})))
    line = next(n for n, row in enumerate(text.split("\n"), 1) if "gone.md" in row)
    assert (finding.rule, finding.line, finding.cell) == ("link-target", line, "cell 2, line 3")


def test_what_is_open_in_a_cell_ends_with_it_and_definitions_hold_in_all():
    text = json.dumps(
        notebook("# N\n\n<!-- open", "```\n[x](gone.md)", "[a][here]", "[here]: b.md")
    )
    rules = {rule for _, _, rule in found({"myst.yml": MYST, "n.ipynb": text, "b.md": "# B\n"})}
    assert rules <= {"text-lost", "link-words"}


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cells": 1}', "[" * 100_000, "null"])
def test_what_is_no_notebook_says_so(text: str):
    with pytest.raises(NotebookError):
        read_notebook(text)
    assert ("n.ipynb", 1, "page-readable") in found({"myst.yml": MYST, "n.ipynb": text})


def test_strange_cells_are_passed_over():
    cells = [
        1,
        None,
        {},
        {"cell_type": "markdown"},
        {"cell_type": "markdown", "source": [1, "# A"]},
    ]
    assert [cell.text for cell in read_notebook(json.dumps({"cells": cells})).cells] == ["# A"]
    old = {"worksheets": [{"cells": [{"cell_type": "markdown", "source": "# Old"}]}]}
    assert [cell.text for cell in read_notebook(json.dumps(old)).cells] == ["# Old"]


def test_names_of_code_cells_can_be_linked_to():
    code = {"cell_type": "code", "source": ["#| label: fig-a\n", "1"], "metadata": {"label": "b"}}
    data = notebook("# N\n\nSee [](#fig-a), {ref}`the second <b>` and {ref}`fig-c`.")
    data["cells"].append(code)  # type: ignore[attr-defined]
    names = found({"myst.yml": MYST, "n.ipynb": json.dumps(data)})
    assert {rule for _, _, rule in names} == {"link-target"}


def test_a_notebook_can_be_named_alone(tmp_path: Path, capsys: pytest.CaptureFixture):
    write(tmp_path, {"n.ipynb": json.dumps(notebook("# N\n\n![](a.png)"), indent=1)})
    assert main([os.fspath(tmp_path / "n.ipynb")]) == 1
    assert "(cell 1, line 3)" in capsys.readouterr().out
