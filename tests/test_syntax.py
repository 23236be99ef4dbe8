"""What can be written: right in the site, the EPUB, print and search, or refused by check and build alike.

Every file of tests/examples/syntax/ is one construct. Above its `===` stand the words that must be shown
(`shows:` in every edition, `site:` or `epub:` in one, `hidden:` in none, `unsought:` not in the search),
or what is said of it (`says:`, and with how to fix it `write:`; `build:` by the build alone).
`title:` is another title of its page.
`plain:`, `here:` and `alone:` tell what plain Jupyter Book does (test_beside_jupyter_book.py).
"""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pytest
from booklint.html_tags import INSTEAD as TAGS
from docutils.parsers.rst import directives
from hostile.cases import small_book
from hostile.running import Ended, check, strict_build
from hub.build import FAILED
from hub.components import COMPONENTS
from hubdata.guard import directives as guard
from hubdata.guard.names import DIRECTIVES, FENCES, INSTEAD, ROLES, role_taken
from hubdata.guard.shapes import SHAPES
from selectolax.lexbor import LexborHTMLParser
from support import EPUBCHECK, ROOT, Once, run

FOLDER = Path(__file__).parent / "examples/syntax"
HEAD = """---
type: about
description: How {name} looks in this book, so that all of its editions can be compared.
reviewed: 2026-11-23
---

# The construct called {name}

"""
LINES_OF_HEAD = HEAD.count("\n")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Construct:
    """One thing that an author writes, and what must become of it."""

    name: str
    body: str
    said: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, file: Path) -> Construct:
        head, _, body = file.read_text(encoding="utf-8").partition("===\n")
        said: dict[str, tuple[str, ...]] = {}
        for line in head.splitlines():
            key, _, value = line.partition(": ")
            said[key] = (*said.get(key, ()), value)
        return cls(file.stem, body, said)

    @property
    def page(self) -> str:
        head = HEAD.format(name=self.name)
        title = "".join(self.said.get("title", ()))
        return (
            head.replace(f"# The construct called {self.name}", f"# {title}") if title else head
        ) + self.body


def constructs(kind: str) -> list[Construct]:
    return [Construct.read(file) for file in sorted((FOLDER / kind).glob("*.md"))]


SUPPORTED = constructs("supported")
REFUSED = {name: constructs(name) for name in ("refused", "unresolved")}
"""While pages are read; and when all are read, which takes a book of its own."""

named = pytest.mark.parametrize


def planted(folder: Path, pages: list[Construct]) -> Path:
    """Return a small book with one page for each construct."""
    book = small_book(folder)
    settings = 'book = "book"\nstrict = true\nplugins = ["house_rules"]\n'
    (book.parent / "booklint.toml").write_text(settings, encoding="utf-8")
    for construct in pages:
        (book / f"{construct.name}.md").write_text(construct.page, encoding="utf-8")
    with (book / "_toc.yml").open("a", encoding="utf-8") as menu:
        menu.writelines(f"  - file: {construct.name}\n" for construct in pages)
    return book


def built_and_checked(pages: list[Construct], folder: Path) -> None:
    """Build a book of these pages and check it; leave what was said of it in the folder."""
    book = planted(folder, pages)
    built = strict_build(book)
    checked: Ended = check(book, "text")
    (folder / "built.txt").write_text(COLOUR.sub("", built.output), encoding="utf-8")
    (folder / "checked.txt").write_text(COLOUR.sub("", checked.output), encoding="utf-8")


@pytest.fixture(scope="module")
def supported(once: Once) -> Path:
    folder = once("supported", partial(built_and_checked, SUPPORTED))
    said = (folder / "built.txt").read_text(encoding="utf-8")
    assert "Built " in said, said
    return folder / "repository/book"


@pytest.fixture(scope="module")
def refused(once: Once) -> dict[str, tuple[str, ...]]:
    found = {}
    for kind, pages in REFUSED.items():
        folder = once(kind, partial(built_and_checked, pages))
        texts = (folder / name for name in ("built.txt", "checked.txt"))
        found[kind] = tuple(text.read_text(encoding="utf-8") for text in texts)
        assert FAILED in found[kind][0]
    return found


@cache
def site(book: Path, name: str) -> str:
    return (book.parent / f"out/html/{name}.html").read_text(encoding="utf-8")


@cache
def edition(book: Path) -> dict[str, str]:
    """Return each page of the EPUB."""
    with zipfile.ZipFile(next((book.parent / "out/html").glob("*.epub"))) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name: archive.read(name).decode() for name in names}


def article(html: str, selector: str = "article") -> str:
    node = LexborHTMLParser(html).css_first(selector)
    assert node is not None, selector
    return node.html or ""


def plain(html: str) -> str:
    """Return markup without what differs between HTML and XHTML, and between two editions."""
    text = re.sub(r"&#160;|&nbsp;", " ", html).replace("&#8212;", "—")
    return " ".join(text.split())


@named("construct", SUPPORTED, ids=lambda each: each.name)
def test_it_is_shown_in_the_site(supported: Path, construct: Construct):
    shown = plain(article(site(supported, construct.name)))
    for words in construct.said.get("shows", ()) + construct.said.get("site", ()):
        assert words in shown, shown
    for words in construct.said.get("hidden", ()):
        assert words not in shown


@named("construct", SUPPORTED, ids=lambda each: each.name)
def test_it_is_shown_in_print(supported: Path, construct: Construct):
    whole = site(supported, "print")
    shown = article(whole, f"#page-{construct.name}")
    shown = plain(shown.replace(f"page-{construct.name}--", ""))
    for words in construct.said.get("shows", ()):
        words = re.sub(r"<(/?)h2", r"<\1h3", words)
        assert words in shown, shown
    tree = LexborHTMLParser(shown)
    assert all("open" in node.attributes for node in tree.css("details"))
    assert not tree.css(".sd-tab-set > input")


@named("construct", SUPPORTED, ids=lambda each: each.name)
def test_it_is_shown_in_the_epub(supported: Path, construct: Construct):
    shown = plain(edition(supported)[f"{construct.name}.xhtml"])
    words_only = " ".join(LexborHTMLParser(shown).body.text().split())
    for words in construct.said.get("epub", ()):
        assert words in shown, shown
    for words in construct.said.get("shows", ()):
        text = " ".join(LexborHTMLParser(words).body.text().split())
        if not re.search("[<=#]", words):
            assert text.strip("> ") in words_only or words in shown, words_only
    for words in construct.said.get("hidden", ()):
        assert words not in shown


@cache
def searched(book: Path) -> dict[str, str]:
    """Return what the search knows of each page."""
    files = (book.parent / "out/html/pagefind/fragment").iterdir()
    texts = (gzip.decompress(file.read_bytes()).decode() for file in files)
    pages = [json.loads(text[text.index("{") :]) for text in texts]
    return {Path(page["url"]).stem: page["content"] for page in pages}


@named("construct", SUPPORTED, ids=lambda each: each.name)
def test_the_search_knows_its_words(supported: Path, construct: Construct):
    known = letters(searched(supported)[construct.name])
    for words in construct.said.get("shows", ()):
        if words not in construct.said.get("unsought", ()) and not re.match(
            r"(?!alt=)[#\w-]+[=\"]", words
        ):
            text = LexborHTMLParser(words.removeprefix("alt=")).body.text()
            assert letters(text) in known, known


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


@named("construct", SUPPORTED, ids=lambda each: each.name)
def test_the_checks_take_it(supported: Path, construct: Construct):
    said = (supported.parents[1] / "checked.txt").read_text(encoding="utf-8")
    lines = [line for line in said.splitlines() if f"book/{construct.name}.md:" in line]
    assert not [line for line in lines if ": notice:" not in line]


def test_the_epub_is_sound(supported: Path):
    book = next((supported.parent / "out/html").glob("*.epub"))
    checked = run(*EPUBCHECK, str(book))
    assert checked.returncode == 0, checked.stderr


@named(
    ("kind", "construct"),
    [pytest.param(kind, each, id=each.name) for kind, pages in REFUSED.items() for each in pages],
)
def test_check_and_build_refuse_it_at_its_line(
    refused: dict[str, tuple[str, ...]], kind: str, construct: Construct
):
    line = int(construct.said["line"][0]) + LINES_OF_HEAD
    for said in refused[kind]:
        place = f"book/{construct.name}.md:{line}:"
        found = [
            f"{row} {following}"
            for row, following in zip(said.splitlines(), [*said.splitlines()[1:], ""], strict=True)
            if place in row
        ]
        words = construct.said["says"][0].lower()
        assert any(words in row.lower() for row in found), said
        for advice in construct.said.get("write", ()):
            assert any(advice in row for row in found), found
        if said is refused[kind][0]:
            for advice in construct.said.get("build", ()):
                assert any(advice in row for row in found), found


def test_no_name_of_a_heading_is_one_of_the_frame(supported: Path):
    ids = re.findall(r'\bid="([^"]+)"', site(supported, "headings"))
    assert {"find", "found", "search"} <= set(ids)
    assert len(ids) == len(set(ids))
    for template in ("layout.html", "page.html"):
        text = (ROOT / "book/_templates" / template).read_text(encoding="utf-8")
        assert all("_" in name for name in re.findall(r'\bid="([^"{]+)"', text)), template


def test_a_title_is_told_without_its_citations(supported: Path):
    name = "citation-in-title"
    own, other = site(supported, name), site(supported, "404")
    assert re.findall("<title>(.*?) ·", own) == ["What the report says"]
    assert re.search(rf'{name}\.html">\s*What the report says<', other)
    assert re.search(r'href="#what-came-report">\s*What came<', own)


def test_a_title_is_told_without_its_notes(supported: Path):
    name, folder = "note-in-title", supported.parent / "out/html"
    files = [f"citations/{name}.bib", f"{name}.html", "llms.txt", "404.html"]
    for text in (Path(folder, each).read_text(encoding="utf-8") for each in files):
        assert "What a title has to note" in text
        assert not re.search(r"a title *[\[(]", text)


def test_a_formula_in_a_title_is_told_as_text(supported: Path):
    name, folder = "formula-in-title", supported.parent / "out/html"
    for text in (
        Path(folder, each).read_text(encoding="utf-8") for each in ("llms.txt", "404.html")
    ):
        assert "Why x^(n+1) and α hold" in text
    assert re.findall("<title>(.*?) ·", site(supported, name)) == ["Why x^(n+1) and α hold"]
    assert any("Why x^(n+1) and α hold" in page for page in edition(supported).values())


# The one table, in both directions.


def test_each_directive_has_a_shape_and_an_example():
    text = "\n".join(each.body for each in SUPPORTED)
    missing = [name for name in SHAPES if f"{{{name}}}" not in text]
    assert not missing


def test_each_role_has_an_example():
    text = "\n".join(each.body for each in SUPPORTED)
    elsewhere = {"cite", "download", "generated", "number"}  # these need a book with such things
    assert not [name for name in ROLES - elsewhere if f"{{{name}}}`" not in text]


def test_nothing_that_is_refused_is_recommended():
    texts = (*INSTEAD.values(), *TAGS.values(), *FENCES.values())
    advised = {name for text in texts for name in re.findall(r"\{([a-z-]+)\}", text)}
    assert advised
    assert not [
        name for name in advised if not (role_taken(name) or not guard.unknown(name, {*COMPONENTS}))
    ]


def test_nothing_that_has_a_replacement_is_taken():
    assert not [name for name in INSTEAD if name in DIRECTIVES or role_taken(name)]


def test_the_shapes_are_those_of_the_build():
    """Every option of a shape is one that the build's own directive has."""
    import sphinx_design.cards
    import sphinx_design.dropdown
    import sphinx_design.grids
    import sphinx_design.tabs
    from sphinx.directives.code import CodeBlock
    from sphinx.directives.patches import MathDirective

    design = {
        "card": sphinx_design.cards.CardDirective,
        "dropdown": sphinx_design.dropdown.DropdownDirective,
        "grid": sphinx_design.grids.GridDirective,
        "tab-set": sphinx_design.tabs.TabSetDirective,
        "tab-item": sphinx_design.tabs.TabItemDirective,
        "code-block": CodeBlock,
        "math": MathDirective,
    }
    plain_ones = (
        "admonition",
        "figure",
        "image",
        "note",
        "list-table",
        "table",
        "topic",
        "sidebar",
    )
    from docutils.parsers.rst.languages import en
    from docutils.utils import new_document

    for name in plain_ones:
        found, _ = directives.directive(name, en, new_document("x"))
        design[name] = found
    for name, found in design.items():
        assert set(SHAPES[name].options) <= set(found.option_spec or ()), name
        # A dropdown may lack its title for sphinx-design, and then nobody knows what it opens.
        needs = bool(found.required_arguments) or name == "dropdown"
        assert (SHAPES[name].argument == "must") == needs, name


def test_the_page_lists_what_can_be_written():
    text = (ROOT / "book/about/writing-guide.md").read_text(encoding="utf-8")
    assert "{what-you-can-write}" in text
