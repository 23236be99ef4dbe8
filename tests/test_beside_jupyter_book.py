"""What both plain Jupyter Book and this book can write says the same in both, to eyes and to screen readers.

A file of tests/examples/syntax/supported/ that is to differ says why: `differs:`, or `alone:` where plain
Jupyter Book ends in an exception, so that it cannot be asked.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from posixpath import basename
from urllib.parse import unquote

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode
from test_syntax import SUPPORTED, Construct, once, planted, supported  # noqa: F401 - a fixture

COMPARED = [each for each in SUPPORTED if "alone" not in each.said]
FRAME = ".headerlink, .back, script, style, [hidden], [aria-hidden=true]"
INLINE = {"strong", "em", "code", "s", "sup", "sub"}
PLAIN = {"p", "div", "section", "figcaption", "caption", "thead", "tbody", "tr", "article", "aside"}
"""What has no role of its own, is told by what is in it, or is a box and no landmark."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Build the same pages as Jupyter Book comes: its own theme, extensions and settings."""

    def build(folder: Path) -> None:
        book = planted(folder, COMPARED)
        config = yaml.safe_load((book / "_config.yml").read_text(encoding="utf-8"))
        parse = {"myst_enable_extensions": config["parse"]["myst_enable_extensions"]}
        own = {"title": "Plain", "parse": parse, "bibtex_bibfiles": config["bibtex_bibfiles"]}
        (book / "_config.yml").write_text(yaml.safe_dump(own), encoding="utf-8")
        (book / "sources.md").write_text("# Sources\n\n```{bibliography}\n```\n", encoding="utf-8")
        command = ["build", book, "--path-output", book.parent / "out"]
        program = Path(sys.executable).with_name("jupyter-book")
        subprocess.run([program, *command], check=True, capture_output=True)

    return once(tmp_path_factory, worker_id, "plain", build).parent / "out/_build/html"


def where(link: LexborNode) -> str:
    """Return the address of a link as a browser would ask it, without folders within the book."""
    address = unquote(link.attributes.get("href") or "")
    outside = ":" in address.partition("/")[0]
    return address if outside else basename(address)


def told(node: LexborNode) -> str:
    """Return what a reader is told, in order: each thing that has a role, with its accessible name."""
    attributes, role = node.attributes, {"del": "s"}.get(node.tag, node.tag)
    if role == "-text":
        return node.text_content or ""
    if role == "img":
        return f" <image {attributes.get('alt')}> "
    within = "".join(map(told, node.iter(include_text=True)))
    name = attributes.get("aria-label") or " ".join(within.split())
    if role == "span":
        return within
    if role == "a" and "href" in attributes:
        return f"<link {name} → {where(node)}>"
    if role in ("button", "summary", "label"):
        return f" <{role} {name}> "
    if role == "input":
        return f" <{attributes.get('type')} {'checked' in attributes}> "
    if role in INLINE:
        return f"<{role}>{within}</{role}>"
    return f" {within} " if role in PLAIN else f" <{role}> {within} </{role}> "


def page_told(file: Path) -> list[str]:
    """Return what the article of a page tells, without what belongs to the frame around it."""
    article = LexborHTMLParser(file.read_text(encoding="utf-8")).css_first("article")
    assert article is not None
    for each in article.css(FRAME):
        each.decompose()
    for each in article.css("pre > code, a.here"):
        each.unwrap()
    return " ".join(told(article).split()).split(" <")


@pytest.mark.parametrize("construct", COMPARED, ids=lambda each: each.name)
def test_it_says_what_jupyter_book_says_or_why_not(
    plain: Path,
    supported: Path,  # noqa: F811
    construct: Construct,
):
    folders = (plain, supported.parent / "out/html")
    one, other = (page_told(folder / f"{construct.name}.html") for folder in folders)
    if why := construct.said.get("differs"):
        assert one != other, f"It does not differ any more, although {why[0]}."
    else:
        assert one == other
