"""Whatever a page, a setting or a published page holds, the checks end soon and say findings."""

import io
import time
from itertools import islice, product

import pytest
import yaml
from booklint import known
from booklint.book import Book
from booklint.files import MemoryFiles
from booklint.finding import Finding
from booklint.registry import all_rules
from booklint.report import as_annotations, as_json, as_text
from booklint.site import Site
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

# Linear work takes a second here, and three on an old machine; work that grows with the square takes minutes.
SECONDS = 5.0
STRICT = "strict = true\n"
MENU = "format: jb-book\nroot: index\nchapters:\n- file: a\n"

quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

MARKDOWN = [
    *("# ", "## ", "###### ", "\n", "\n\n", "---\n", ":::", "::::", "```", "~~~", "\t", "   "),
    *("{note}", "{figure} a.png", "{figure} ../b.*", "{image} x.svg", ":alt: ", "\n:alt:"),
    *(":name: b", "{include} ../../etc/passwd", "{raw} html", "{eval-rst}", "{csv-table} T"),
    *("{code-cell}", ":file: /etc/passwd", "{tab-set}", "{grid} 2", "{list-table}", "* - ", "- "),
    *("1. ", "> ", "| a | b |\n|---|---|\n", "[", "]", "(", ")", "](", "][", "[^1]", "[^1]: "),
    *("<!--", "-->", "% ", "<script>", "</script>", "<img src=a onerror=b>"),
    *('<a href="javascript:x">', "<iframe src=//a>", "`", "``", "{ref}`a`", "{doc}`b`"),
    *("{cite:p}`c`", "{term}`d`", "{ref}`e <f>`", "(label)=", "\\", "{#id .c}", "{{ s }}"),
    *("https://example.org/a", "http://a.b/?utm_source=x", "www.a.b", "$$", "mailto:a@b"),
    *("https://doi.org/10.5281/zenodo.1", "10.5281/", "file:///etc", "![a](b.png)", "![](c.png)"),
    *("**bold**", "TODO", "lorem ipsum", "e.g. ", "currently", "Digihaul", "recieve", "&nbsp;"),
    *("&#106;", "$a$"),
]
HTML = [
    *("<!doctype html>", "<html", "<html lang=en>", "<head>", "<body>", "<main>", "<article>"),
    *("<h1>", "</h1>", "<h2 id=a>", "<a href=", '<a href="#a">', '"', "'", ">", "</a>"),
    *("<base href=", "\\", "<img src=", '<img alt="', 'srcset="a 1x, b 2x"', "<svg role=img>"),
    *("<title>", "</title>", '<use href="#q">', "<table>", "<tr><td>", "</table>", "<th>"),
    *("<iframe ", "<object>", "<button>", "<input ", "<label for=a>", "<summary>", "<template>"),
    *("</template>", "<!--", "-->", "<script>", "</script>", "<style>", "url(//a.b)"),
    *('@import "x"', "</style>", "<math>", "<noscript>"),
    *('<meta http-equiv=refresh content="0;url=b.html">', '<link rel=canonical href="'),
    *("<frameset>", '<meta name=viewport content="user-scalable=no">', "../", "a.html", "%2e%2e/"),
    *("%00", "%ff", "#top", "#%zz", "https://example.org/", "//x.y", "javascript:", "data:,"),
    *("{ref}`a`", ":::", "](http://a)", 'aria-labelledby="a b"', "aria-hidden=true", "hidden"),
    *('id="', "name=", "role=", 'style="display:none"', "&amp;", "&lt;", "\0", "<![CDATA["),
    "<select>",
]


def pieces(parts: list[str]) -> st.SearchStrategy[str]:
    """Texts put together from pieces that mean something, and from anything else."""
    anything = st.text(max_size=12)
    return st.lists(st.sampled_from(parts) | anything, max_size=40).map("".join)


def told(source: Book | Site) -> list[Finding]:
    """Everything that all rules say about a source; fails when that takes too long."""
    began = time.process_time()
    found = []
    for rule in all_rules():
        for thing in source.things(rule.kind):
            found += rule.findings(thing)
    spent = time.process_time() - began
    assert spent < SECONDS, f"the rules took {spent:.1f} seconds"
    for each in found:
        assert isinstance(each, Finding)
        assert each.line >= 1
        assert each.path
        assert each.message
        assert each.fix
        assert each.level in ("finding", "notice")
    for report in (as_text, as_json, as_annotations):
        report(found).encode("utf-8")
    return found


def book_of(**files: str | bytes) -> Book:
    """A book in memory; `_config_yml` stands for `_config.yml` and so on."""
    contents = {"booklint.toml": STRICT, "_toc.yml": MENU, "a.md": "# A\n"}
    contents |= {
        name.replace("__", "/").replace("_yml", ".yml"): text for name, text in files.items()
    }
    began = time.process_time()
    book = Book.load(MemoryFiles(contents))
    assert time.process_time() - began < SECONDS + 1, "reading the book took too long"
    return book


@quick
@given(st.text(max_size=400) | pieces(MARKDOWN))
@example("Aa" * 30_000)
@example("---\na: b\n")
@example("[a]: <>\n\n[a]")
@example("```{figure}\n```\n\n```{image}\n```\n\n{ref}``")
def test_any_text_is_a_page(text: str):
    told(book_of(**{"index.md": text}))


@quick
@given(st.binary(max_size=400))
@example(b"\xff\xfe#\x00 \x00A\x00")
@example(b"---\nk: \xe9\n---\n# A\n\x00\x1b[2J\xe2\x80\xae")
def test_any_bytes_are_a_page_a_setting_a_menu_and_data(data: bytes):
    told(book_of(**{"index.md": data}))
    told(book_of(_config_yml=data, **{"index.md": "# A\n"}))
    told(book_of(_toc_yml=data, **{"index.md": "# A\n"}))
    told(book_of(_data__organisations_yml=data, **{"index.md": "# A\n"}))


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
keys = st.sampled_from(
    ["root", "file", "chapters", "sphinx", "config", "title", "type", "cohort", "sources", "myst"]
) | st.text(max_size=6)
tree = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@quick
@given(tree)
def test_any_yaml_is_front_matter_a_setting_a_menu_and_data(data):
    text = yaml.safe_dump(data)
    told(book_of(**{"index.md": f"---\n{text}---\n# A\n"}))
    told(book_of(_config_yml=text, _toc_yml=text, **{"index.md": "# A\n"}))
    told(book_of(_data__organisations_yml=text, _data__club_yml=text, **{"index.md": "# A\n"}))


@quick
@given(st.text(max_size=400) | pieces(HTML), st.text(max_size=60) | pieces(HTML))
@example('<base href="http://[">', "<a href='http://['>")
@example("<a href='http://[::1'><img src='//['>", "<style>@import 'http://['</style>")
def test_any_text_is_a_published_page(text: str, other: str):
    told(site_of({"index.html": text, "folder/b.html": other}))


@quick
@given(st.binary(max_size=300), pieces([*HTML, "<loc>", "</loc>", "<url>", "https://a.b/c/"]))
def test_any_bytes_are_a_published_page_a_style_and_a_sitemap(data: bytes, text: str):
    told(site_of({"index.html": data, "a.css": data, "sitemap.xml": text, "robots.txt": data}))
    told(site_of({"index.html": "<p>a", "a.json": data, "feed.xml": text, "b.webmanifest": text}))


def test_data_that_is_nested_too_deeply_is_a_finding():
    found = told(site_of({"index.html": "<p>a", "a.json": "[" * 200_000, "b.json": "[]"}))
    assert [each.path for each in found if each.rule == "built-file"] == ["a.json"]


def site_of(files: dict[str, str | bytes]) -> Site:
    """A site in memory, whatever the text: what is no Unicode is replaced, as on a disk."""
    return Site(
        MemoryFiles(
            {
                name: text.encode("utf-8", "replace") if isinstance(text, str) else text
                for name, text in files.items()
            }
        )
    )


@quick
@given(
    st.binary(max_size=200),
    st.integers(0, 120),
    pieces(["<svg", "<!ENTITY a 'b'>", "&a;", ">", "<"]),
)
def test_any_bytes_are_a_picture(data: bytes, length: int, drawing: str):
    buffer = io.BytesIO()
    Image.new("RGB", (3, 3)).save(buffer, "PNG")
    page = "![A](a.png)\n\n![B](b.svg)\n\n![C](c.jpg)\n\n![D](d.*)\n"
    files = {
        "index.md": page,
        "a.png": buffer.getvalue()[:length] + data,
        "b.svg": drawing.encode("utf-8", "replace"),
        "c.jpg": data,
        "d.webp": data,
    }
    told(book_of(**files))


LAUGHS = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
HARD = {
    "fifty thousand brackets": "[" * 50_000,
    "twenty thousand closed brackets": "[a](" * 20_000,
    "ten thousand stars": "*a " * 10_000,
    "twenty thousand stars": "*a_" * 20_000,
    "thirty thousand quotations": ">" * 30_000 + " a",
    "a thousand lists": "".join(" " * n + "- a\n" for n in range(1_000)),
    "twenty thousand comments": "<!--" * 20_000,
    "ten thousand tags": "<a b='" * 10_000,
    "thirty thousand tags": "<a " * 30_000,
    "ten thousand tags that stay open": "Words <b>" * 10_000 + "and <i>" * 1_000 + "</b>" * 10_000,
    "tags in blocks of their own": "<div>\n\n<script>\n\n" * 3_000,
    "notes that are not there": "".join(f"Words.[^n{n}]\n\n" for n in range(5_000)),
    "seven thousand paragraphs": "These words are of somebody else.\n\n" * 7_000,
    "seven thousand roles": "".join(f"See {{ref}}`a{n}` now.\n\n" for n in range(7_000)),
    "five thousand definitions of links": "".join(
        f"See [it {n}][a{n}].\n\n[a{n}]: https://example.org/{n}\n\n" for n in range(5_000)
    ),
    "a paragraph of ten thousand lines": "These words stand on a line.\n" * 10_000,
    "fifty thousand backticks": "`" * 50_000 + "a" + "`" * 40_000,
    "twenty thousand roles": "{ref}`" * 20_000,
    "fifty directives in one another": "".join(":" * (60 - n) + "{note}\n" for n in range(50)),
    "ten thousand figures": "```{figure} a.*\n:alt: b\n```\n" * 3_000,
    "ten thousand headings": "## A\n\n" * 5_000,
    "ten thousand labels": "".join(f"(a{n})=\n" for n in range(5_000)),
    "a word of a million letters": "a" * 900_000,
    "a line of dots": "." * 100_000 + "a",
    "spaces without end": "a" + " " * 100_000 + "b",
    "aliases of aliases": f"---\n{LAUGHS}---\n# A\n",
    "brackets in YAML": "---\na: " + "[" * 5_000 + "\n---\n# A\n",
    "keys and brackets in YAML": "---\n" + "a: [" * 10_000 + "\n---\n",
    "quotation marks": "“" * 20_000 + "'" * 20_000 + '"' * 20_001,
    "sentences without end": "The the. A" * 10_000,
    "notes that stay open": "Words. " + "[^" * 15_000,
    "code that reads as a sentence": "    Words" + " word" * 20_000,
    "capitals without end": "AB " * 15_000,
    "a span that goes on": "From 3 May to " * 7_000,
    "misspelt words without end": "teh, " * 12_000,
    "definitions without end": "One\n: Two words here\n\n" * 1_600,
    "a sum without end": "$" + "1," * 20_000 + "$",
    "blanks before a link of another program": "See" + " " * 30_000 + "b <https://a.b>_",
    "thirty thousand pictures": "![" * 30_000,
    "three hundred directives in one another": "".join(
        ":" * n + "{note}\n" for n in range(303, 3, -1)
    ),
    "entities that stay open": "&" * 50_000,
    "a table of many columns": "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n",
    "lists on one line": "- " * 20_000 + "a",
    "one long line": "word " * 150_000,
    "short forms by the thousand": "Ask "
    + " ".join(map("".join, islice(product("BCDFGH", repeat=6), 25_000)))
    + " early.",
    "a word with and without its hyphen": "# Mail\n\n" + "e-mail email email\n" * 15_000,
    "brackets and text": "text [words " * 20_000 + "](" * 5_000,
    "an alias again and again": "---\na: &a [x]\n" + "b: [*a, *a]\n" * 5_000 + "---\n",
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_a_page_made_to_hang_the_checks_does_not(text: str):
    told(book_of(**{"index.md": text}))


HARD_HTML = {
    "ten thousand elements": "<div>" * 10_000,
    "ten thousand links": "<a href='#a'>b" * 5_000,
    "ten thousand labels that name each other": "".join(
        f"<p id=a{n} aria-labelledby='a{n + 1}'></p>" for n in range(2_000)
    ),
    "a field named by its label": "<label id=a>Word <textarea aria-labelledby=a></textarea></label>",
    "names that go round": "<a href=# id=a aria-labelledby='b a'></a><i id=b aria-labelledby=a>x</i>",
    "names in names": "".join(
        f"<button id=b{n} aria-labelledby='b{max(n - 1, 0)} b{n}'><i>x</i>" for n in range(200)
    ),
    "a button named by all": "<button aria-labelledby='" + "a " * 5_000 + "'></button><p id=a>x",
    "ten thousand comments that stay open": "<!-- <a href=x> " * 10_000,
    "ten thousand scripts that stay open": "<img><script>" * 10_000,
    "ten thousand bad pictures": "<p><img src=a.png>" * 2_000,
    "ten thousand brackets in text": "<p>" + "[a](" * 10_000,
    "ten thousand braces in text": "<p>" + "{#a " * 10_000,
    "a source set without end": "<img srcset='" + "a 1x," * 20_000 + "'>",
    "styles without end": "<style>" + "url(" * 20_000 + "//</style>",
    "a path without end": "<a href='" + "../a/" * 20_000 + "'>b</a>",
}


@pytest.mark.parametrize("text", HARD_HTML.values(), ids=HARD_HTML)
def test_a_published_page_made_to_hang_the_checks_does_not(text: str):
    told(site_of({"index.html": text}))


def test_the_anchors_of_a_page_are_made_once_for_all_links_to_it(monkeypatch):
    made = []
    monkeypatch.setattr(known, "make_id", lambda text: made.append(text) or text.lower())
    text = "".join(
        f"(l{number})=\n## H{number}\n\nSee [it](#l{number}).\n\n" for number in range(50)
    )
    book = Book.load(
        MemoryFiles({"book/_toc.yml": MENU.encode(), "book/a.md": text.encode()}), "book"
    )
    [links] = [each for each in all_rules() if each.name == "link-target"]
    assert [found for thing in book.things(links.kind) for found in links.findings(thing)] == []
    assert made.count("l7") == 1
