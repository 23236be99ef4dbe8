"""Every value that the site generates is written for its place: read back there, it is what it was.

The values are those of the hostile corpus, built together into one small book.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from base64 import b64encode
from hashlib import sha256
from xml.etree import ElementTree

import pytest
import rispy
from hostile.harmless import HARMLESS, Output, harmless_output
from hub.components.base import Place
from hub.files.catalogue import KINDS
from hub.markdown import escape, label_link, link, role
from hubdata.citation import _TEX, bibtex
from hubdata.loading import load_records
from hubdata.mathml import FormulaError, to_mathml
from hubdata.records import Records
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from selectolax.lexbor import LexborHTMLParser
from support import Once

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = (".xhtml", ".opf", ".ncx", ".xml")
# What may stand in the place of an address: the site's own files, and pages of the web.
ADDRESS = re.compile(r"(https://|http://|mailto:|#|/?[\w.][\w./-]*(#|\?|$))")


@pytest.fixture(scope="module")
def output(once: Once) -> Output:
    return harmless_output(once)


@pytest.fixture(scope="module")
def records(output: Output) -> Records:
    return load_records(output.book)


@pytest.fixture(scope="module")
def pages(output: Output) -> dict[str, LexborHTMLParser]:
    return {
        name: LexborHTMLParser(content.decode("utf-8"))
        for name, content in output.files()
        if name.endswith(".html")
    }


# --- HTML ----------------------------------------------------------------------------------------


def policy(page: LexborHTMLParser) -> str:
    """The Content-Security-Policy of a page."""
    return page.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"] or ""


def test_no_page_has_an_element_that_its_author_slipped_in(pages: dict[str, LexborHTMLParser]):
    for name, page in pages.items():
        for node in page.css("script"):
            source = node.attributes.get("src")
            assert source is None or re.match(r"(\.\./)*/?.*_static/\w+\.[0-9a-f]{10}\.js$", source)
            # A script in a page is ours if the page's own policy knows its hash.
            digest = b64encode(sha256(node.text().encode()).digest()).decode()
            ours = f"'sha256-{digest}'" in policy(page)
            assert source or node.attributes.get("type") == "application/ld+json" or ours, name
        assert not page.css("iframe, object, embed, base, frame, style"), name
        for node in page.css("form"):
            assert node.attributes.get("action", "search.html").endswith("search.html"), name
        for node in page.css("meta[http-equiv=refresh]"):
            assert re.fullmatch(r"0; url=(\.\./)*[\w/-]+\.html", node.attributes["content"]), name


def test_no_page_has_an_attribute_that_runs_or_hides(pages: dict[str, LexborHTMLParser]):
    for name, page in pages.items():
        for node in page.css("*"):
            for attribute, value in node.attributes.items():
                assert not attribute.startswith("on"), (name, attribute)
                assert attribute not in ("style", "srcdoc", "target"), (name, attribute)
                if attribute in ("href", "src", "action"):
                    assert ADDRESS.match(value or "#"), (name, value)
                if attribute == "id":
                    assert re.fullmatch(r"[\w.:-]+", value), (name, value)


def test_a_title_is_the_same_wherever_it_stands(
    output: Output, records: Records, pages: dict[str, LexborHTMLParser]
):
    for case in ("markup-in-a-title", "markup-in-a-case-study"):
        page = pages[f"{case}.html"]
        title = page.css_first("h1").text()
        assert "<script>alert(1)</script>" in title
        assert page.css_first("title").text().startswith(title)
        assert page.css_first("meta[property='og:title']").attributes["content"] == title
        description = records.pages[case].meta.description
        for name in ("meta[name=description]", "meta[property='og:description']"):
            assert page.css_first(name).attributes["content"] == description
        graph = json.loads(page.css_first("script[type]").text())["@graph"]
        assert graph[1]["name"] == title
        assert graph[1]["description"] == description


def test_json_in_a_script_cannot_end_it(output: Output):
    for name, content in output.files():
        if name.endswith(".html"):
            for text in re.findall(rb'<script type="application/ld\+json">(.*?)</script>', content):
                json.loads(text)
                assert not re.search(rb"[<>&]", text), name


# --- XML -----------------------------------------------------------------------------------------


def test_every_xml_file_is_sound(output: Output):
    read = [name for name, content in output.files() if name.endswith(XHTML) and _parses(content)]
    assert {"feed.xml", "sitemap.xml", "epub/content.opf", "epub/toc.ncx"} <= set(read)
    assert "epub/markup-in-a-title.xhtml" in read


def _parses(content: bytes) -> bool:
    # XHTML of EPUB knows the entities of HTML by its document type, which this reader does not fetch.
    ElementTree.fromstring(content.replace(b"&nbsp;", b" "))
    return True


def test_the_feed_says_what_the_records_say(output: Output, records: Records):
    root = ElementTree.fromstring((output.html / "feed.xml").read_bytes())
    assert root.tag == f"{ATOM}feed"
    assert all(
        root.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author")
    )
    entries = {entry.find(f"{ATOM}id").text: entry for entry in root.iter(f"{ATOM}entry")}
    assert len(entries) == len(records.case_studies)
    for page in records.case_studies:
        entry = entries[f"{records.base_url}{page.docname}.html"]
        assert entry.find(f"{ATOM}updated").text.endswith("T00:00:00Z")
        assert entry.find(f"{ATOM}title").text == page.title
        assert entry.find(f"{ATOM}summary").text == page.meta.description
        assert [each.get("term") for each in entry.iter(f"{ATOM}category")] == page.meta.themes


# --- files for other programs --------------------------------------------------------------------


def test_citations_read_back_as_the_titles(output: Output, records: Records):
    for docname, page in records.pages.items():
        stem = output.html / "citations" / docname
        (csl,) = json.loads(stem.with_name(f"{docname}.csl.json").read_text(encoding="utf-8"))
        assert csl["title"] == page.title
        (ris,) = rispy.loads(stem.with_name(f"{docname}.ris").read_text(encoding="utf-8"))
        assert ris["title"] == page.title
        data = parse_string(stem.with_name(f"{docname}.bib").read_text(encoding="utf-8"), "bibtex")
        (entry,) = data.entries.values()
        assert entry.fields["title"].count("{") == entry.fields["title"].count("}")


TEX_COMMANDS = re.compile(
    r"\\(text(backslash|braceleft|braceright|dollar|asciicircum|asciitilde)\{\}|[%&#_])"
)


@settings(deadline=None)
@given(st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), min_size=1))
def test_a_title_gives_tex_nothing_to_obey(title: str):
    escaped = title.translate(_TEX)
    assert not re.search(r"[\\{}$^~]", TEX_COMMANDS.sub("", escaped))


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1))
def test_bibtex_of_any_title_is_one_entry(title: str):
    data = parse_string(bibtex(*_page(title)), "bibtex")
    assert len(data.entries) == 1


def _page(title: str):
    from types import SimpleNamespace

    page = SimpleNamespace(
        docname="a/page", title=title, meta=SimpleNamespace(reviewed="2026-11-23")
    )
    records = SimpleNamespace(
        base_url="https://example.org/",
        title="The book",
        author="Its writers",
        language="en",
        identity=SimpleNamespace(key="book"),
    )
    return records, page


def test_no_cell_of_a_table_is_a_formula(output: Output):
    for kind in KINDS:
        file = output.html / "data" / f"{kind.replace('_', '-')}.csv"
        rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8"))))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row):
            assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠")), cell


def test_the_list_for_machines_keeps_to_one_line_a_page(output: Output, records: Records):
    text = (output.html / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "\n> " in text
    listed = re.findall(r"(?m)^- \[[^\[\]]*\]\((https://[\w./-]+)\): \S.*$", text)
    # The front page stands above the list.
    pages = [f"{records.base_url}{name}.html" for name in records.pages if name != "index"]
    assert sorted(listed) == sorted(pages)
    assert text.count("\n- [") == len(pages)


def test_archives_hold_only_names_below_themselves(output: Output):
    files = [file for kind in ("docx", "odt") for file in output.html.glob(f"downloads/*.{kind}")]
    files += output.html.glob("*.epub")
    assert len(files) == 3
    for file in files:
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                assert not name.startswith(("/", "\\"))
                assert ".." not in name.split("/")


def test_every_name_at_the_top_is_known_to_the_guard(output: Output, records: Records):
    from hubdata.guard.tree import TAKEN

    pages = {f"{docname}.html" for docname in records.pages} | {"etc"}
    made = {file.name for file in output.html.iterdir()} - pages
    made = {name.removesuffix(".html") for name in made if name[0] not in "_."}
    assert made - TAKEN == {"practitioners-hub.epub"}


# --- Markdown ------------------------------------------------------------------------------------


def shown(text: str) -> str:
    """What a reader sees of MyST text that stands in a paragraph of its own."""
    from docutils.core import publish_doctree
    from myst_parser.parsers.docutils_ import Parser

    overrides = {
        "myst_enable_extensions": [
            "colon_fence",
            "deflist",
            "fieldlist",
            "attrs_inline",
            "attrs_block",
        ],
        "report_level": 5,
    }
    tree = publish_doctree(text, parser=Parser(), settings_overrides=overrides)
    assert [type(child).__name__ for child in tree.children] == ["paragraph"], tree.pformat()
    return tree.astext()


HOSTILE = [
    "<script>alert(1)</script>", "[a](javascript:alert(1))", "`{raw}` ``{eval}`1` ``", "(label)=",
    "{#x .y}", "::: {note}", "```{raw} html", "1. a", "2023) b", "- a", "+ a", "# a", "> a", "| a | b |",
    "***", "---", "===", ": term", ":field: value", "% comment", "+++", "&lt;b&gt;", "![x](y)", "\\", "a\\",
    "~~~", "$x$", "^a^", "<https://example.org>", "[^1]", "[^1]: a", "[a]: b", "\\`{raw}`x\\`", "a  b\nc",
    "!", "_a_", "__a__", "{{ a }}", "<!-- a -->", '"x" \'y\'', "a_b_c", "https://example.org/a_b_",
]  # fmt: skip


PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")))
STARTS = st.sampled_from(
    ("", "-", "+ ", "* ", "# ", ">", "=", ":", "% ", "1. ", "2)", "```", "::: ")
)


@settings(deadline=None)
@given(st.tuples(STARTS, PRINTABLE).map("".join))
def test_any_value_reads_as_it_is_written(value: str):
    wanted = " ".join(value.split())
    if wanted:
        assert shown(escape(value)) == wanted


@pytest.mark.parametrize("value", HOSTILE)
def test_words_links_and_roles_read_as_they_are_written(value: str):
    for written in (escape(value), link(value, "https://example.org/")):
        assert shown(written) == " ".join(value.split())
    # A role is never left.
    text = role("generated", value, "data/x.csv")
    fence = re.match(r"\{generated\}(`+)", text)[1]
    inside = text.removeprefix("{generated}").removeprefix(fence).removesuffix(fence)
    assert fence not in re.findall("`+", inside)
    assert not inside.startswith("`")
    assert not inside.endswith("`")


def test_a_label_is_a_link_with_its_words():
    assert label_link("a <b> `c`", "practice-x") == r"[a \<b\> \`c\`](<#practice-x>)"


def test_no_component_lets_a_value_become_markup(records: Records):
    """Whatever a component draws, the values in it that are code or HTML stand there escaped."""
    from hub.components import COMPONENTS

    for name in ("organisations", "practice-list", "gallery", "comparison", "people", "outputs"):
        drawn = COMPONENTS[name].draw(records, Place("cohort"))
        assert not re.search(r"(?<!\\)<(script|i|b)\b", drawn), name
        assert not re.search(r"(?<!\\)`\{raw\}|^```|^# ", drawn, re.MULTILINE), name


def test_the_corpus_reaches_every_kind_of_place():
    assert {"markup-in-a-title", "markup-in-a-case-study", "markup-in-records", "tex"} <= {
        case.name for case in HARMLESS
    }


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\uffff"])
def test_a_formula_with_a_sign_that_no_page_may_have_is_refused(sign: str):
    with pytest.raises(FormulaError, match="no page may have"):
        to_mathml(rf"\text{{a{sign}b}}", block=False)
