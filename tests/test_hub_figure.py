"""The figure that once broke: it is live, and a real picture for html, epub and latex."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, Built, strict_build
from selectolax.lexbor import LexborHTMLParser

NAME = "practitioners-hub-experts"


@pytest.fixture(scope="module")
def alt() -> str:
    """Return the alt text that the author wrote."""
    page = (ROOT / "book/hub/index.md").read_text(encoding="utf-8")
    figure = re.search(rf"```{{figure}} /\.\./figures/{NAME}\.\*\n(.*?)```", page, re.DOTALL)
    assert figure, f"hub/index.md shows no figure {NAME}.*"
    return re.search(r"^:alt: (.+)$", figure[1], re.MULTILINE)[1]


def test_html_shows_the_drawing_with_its_alt_text(built: Built, alt: str):
    page = LexborHTMLParser((built.html / "hub/index.html").read_text(encoding="utf-8"))
    picture = page.css_first(f"figure#{NAME} img")
    assert picture.attributes["alt"] == alt
    file = built.html / "hub" / picture.attributes["src"].split("?")[0]
    assert file.suffix == ".svg"
    assert b"<svg" in file.read_bytes()[:300]


def test_epub_shows_the_drawing_with_its_alt_text(tmp_path: Path, alt: str):
    built = strict_build(ROOT / "book", tmp_path, "epub")
    assert built.code == 0, built.output
    (book,) = (tmp_path / "epub").glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        page = html.unescape(archive.read("hub/index.xhtml").decode())
        source = re.search(rf'src="([^"]*{NAME}[^"]*)"', page)[1]
        assert alt in page
        assert any(name.endswith(source.removeprefix("../")) for name in archive.namelist())


def test_latex_includes_a_picture_that_it_can_take(tmp_path: Path):
    built = strict_build(ROOT / "book", tmp_path, "latex")
    assert built.code == 0, built.output
    (source,) = (tmp_path / "latex").glob("*.tex")
    text = source.read_text(encoding="utf-8")
    file = re.search(rf"includegraphics.*?{{{{{NAME}}}(\.\w+)}}", text)
    assert file
    assert file[1] in (".pdf", ".png")
    assert (tmp_path / "latex" / f"{NAME}{file[1]}").is_file()


@pytest.mark.parametrize("builder", ["html", "epub", "latex"])
def test_no_wildcard_is_published(builder: str, built: Built, tmp_path: Path):
    folder = built.html
    if builder != "html":
        assert strict_build(ROOT / "book", tmp_path, builder).code == 0
        folder = tmp_path / builder
    for file in folder.rglob("*"):
        if file.suffix in (".html", ".xhtml", ".tex"):
            assert not re.search(r'(src="|includegraphics\{)[^"}]*\.\*', file.read_text("utf-8"))
