"""What both plain Jupyter Book and this book can write says the same in both, to eyes and to screen readers.

What both do in their own way is named here, once for all pages. A file of tests/examples/syntax/supported/
where more differs says what is told there (`plain:`) and in its place here (`here:`, the next line), or
why plain Jupyter Book cannot be asked, as it ends in an exception (`alone:`).
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path
from posixpath import basename
from urllib.parse import unquote

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode
from support import Once
from test_syntax import SUPPORTED, Construct, planted, supported  # noqa: F401 - a fixture

COMPARED = [each for each in SUPPORTED if "alone" not in each.said]
FRAME = ".headerlink, .back, script, style, [hidden], [aria-hidden=true]"
LEFT_OUT = {
    "numbers of pictures, tables and code, which nothing refers to": ".caption-number",
    "numbers of formulas, which begin anew on each page here": ".eqno, .math > .number",
    "numbers of lines, which are no text that is copied": ".linenos",
    "widths of columns, which plain Jupyter Book takes from a list-table alone": "colgroup",
    "the list of sources, which has a page of its own there": "section:has(> .sources)",
    "what Sphinx says of a drawing that it cannot measure": ".system-message",
}
ROLES = {
    "del": "s",
    ".hll": "mark",
    ".math.notranslate": "math",
    ".admonition.dropdown": "details",
    ".admonition.dropdown > .admonition-title": "summary",
}
"""What is another element there, or needs a script."""

WRITTEN = {
    "«&» is escaped twice there": (r"→ \S+&amp;\S+>", lambda found: html.unescape(found[0])),
    "quotation marks and dots are published as they are written": (r"[“”]", '"'),
    "so are three dots": ("…", "..."),
    "a picture is a link to its own file there": (r"<link (<image [^>]*>) → [\w-]+\.svg>", r"\1"),
    "the top of a page has a name there": (r"→ ([\w-]+)\.html#\1>", r"→ \1.html>"),
    "a citation is in brackets there": (
        r"([.,]?)<sup>([^<]*<link Source [^>]+>[^<]*)</sup>",
        r" [\2]\1",
    ),
    "a source is cited by letters there": (
        r"<link (?:Source \d+: \w+|[a-z]+\d\d) → (?:#source-|sources\.html#id)\w+>",
        "<source>",
    ),
    "words about a source lead to its list": (r"→ (?:#source-|sources\.html#id)\w+>", "→ source>"),
    "formulas have another number": (r"<link \(\d+\) →", "<link (n) →"),
    "a link to a formula ends at its page there": ("#equation-", "#"),
}
INLINE = {"strong", "em", "code", "s", "sup", "sub"}
PLAIN = {"p", "div", "section", "figcaption", "caption", "thead", "tbody", "tr", "article", "aside"}
"""What has no role of its own, is told by what is in it, or is a box and no landmark."""


@pytest.fixture(scope="module")
def plain(once: Once) -> Path:
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

    return once("plain", build) / "repository/out/_build/html"


def where(link: LexborNode) -> str:
    """Return the address of a link as a browser would ask it, without folders within the book."""
    address = unquote(link.attributes.get("href") or "")
    outside = ":" in address.partition("/")[0]
    return address if outside else basename(address)


def told(node: LexborNode) -> str:
    """Return what a reader is told, in order: each thing that has a role, with its accessible name."""
    attributes, role = node.attributes, node.attributes.get("told", node.tag)
    if role == "-text":
        return node.text_content or ""
    if role == "img":
        return f" <image {attributes.get('alt')}> "
    if role == "math":
        tex = re.sub(
            r"\\[()[\]]|\\(begin|end){split}", "", attributes.get("alttext") or node.text()
        )
        return f" <formula {' '.join(tex.split())}> "
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


def page_told(file: Path) -> str:
    """Return what the article of a page tells, without what belongs to the frame or may differ."""
    article = LexborHTMLParser(file.read_text(encoding="utf-8")).css_first("article")
    assert article is not None
    for each in article.css(", ".join([FRAME, *LEFT_OUT.values()])):
        each.decompose()
    for each in article.css("pre > code, a.here"):
        each.unwrap()
    for selector, role in ROLES.items():
        for each in article.css(selector):
            each.attrs["told"] = role
    text = " ".join(told(article).split())
    for pattern, instead in WRITTEN.values():
        text = re.sub(pattern, instead, text)
    return text


@pytest.mark.parametrize("construct", COMPARED, ids=lambda each: each.name)
def test_it_says_what_jupyter_book_says(
    plain: Path,
    supported: Path,  # noqa: F811
    construct: Construct,
):
    folders = (plain, supported.parent / "out/html")
    one, other = (page_told(folder / f"{construct.name}.html") for folder in folders)
    said = construct.said
    for there, here in zip(said.get("plain", ()), said.get("here", ()), strict=True):
        assert there in one
        one = one.replace(there, here)
    assert one.split(" <") == other.split(" <")
