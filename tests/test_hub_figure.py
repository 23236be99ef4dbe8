"""The figure that once broke: it is live, and a real picture for html, epub and latex."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

import pytest
from support import ROOT, Built, Once, built_once, parsed

NAME = "practitioners-hub-experts"


@pytest.fixture(scope="module")
def alt() -> str:
    """Return the alt text that the author wrote."""
    page = (ROOT / "book/hub/index.md").read_text(encoding="utf-8")
    figure = re.search(rf"```{{figure}} /\.\./figures/{NAME}\.\*\n(.*?)```", page, re.DOTALL)
    assert figure, f"hub/index.md shows no figure {NAME}.*"
    return re.search(r"^:alt: (.+)$", figure[1], re.MULTILINE)[1]


@pytest.fixture(scope="module")
def latex(once: Once) -> Path:
    """Build the book for LaTeX; return the file that holds its text."""
    built = built_once(once, "latex", ROOT / "book", "--builder", "latex")
    (source,) = (built.folder / "latex").glob("*.tex")
    return source


def test_html_shows_the_drawing_with_its_alt_text(built: Built, alt: str):
    page = parsed(built.html / "hub/index.html")
    picture = page.css_first(f"figure#{NAME} img")
    assert picture.attributes["alt"] == alt
    file = built.html / "hub" / picture.attributes["src"].split("?")[0]
    assert file.suffix == ".svg"
    assert b"<svg" in file.read_bytes()[:300]


def test_epub_shows_the_drawing_with_its_alt_text(built: Built, alt: str):
    with zipfile.ZipFile(built.epub) as archive:
        page = html.unescape(archive.read("hub/index.xhtml").decode())
        source = re.search(rf'src="([^"]*{NAME}[^"]*)"', page)[1]
        assert alt in page
        assert any(name.endswith(source.removeprefix("../")) for name in archive.namelist())


def test_latex_includes_a_picture_that_it_can_take(latex: Path):
    file = re.search(rf"includegraphics.*?{{{{{NAME}}}(\.\w+)}}", latex.read_text(encoding="utf-8"))
    assert file
    assert file[1] in (".pdf", ".png")
    assert latex.with_name(f"{NAME}{file[1]}").is_file()


def test_no_wildcard_is_published(built: Built, latex: Path):
    pages = {str(file): file.read_text("utf-8") for file in built.html.rglob("*.html")}
    with zipfile.ZipFile(built.epub) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        pages |= {f"{built.epub}, {name}": archive.read(name).decode() for name in names}
    pages[str(latex)] = latex.read_text(encoding="utf-8")
    wildcard = re.compile(r'(src="|includegraphics\{)[^"}]*\.\*')
    assert [name for name, text in pages.items() if wildcard.search(text)] == []
