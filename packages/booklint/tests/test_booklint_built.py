"""Published pages: each address and each name is judged as a browser would, and sound sites pass."""

import subprocess
import sys
from pathlib import Path

import pytest
from booklint import parallel_map as module
from booklint.built_page import BuiltPage, candidates
from booklint.files import DiskFiles, MemoryFiles
from booklint.names import accessible_name, heading_name
from booklint.registry import all_rules, run
from booklint.site import Site, host_of

RULES = {rule.name: rule for rule in all_rules()}
FILES = {
    "index.html": "<p id='Main'>Home",
    "a/page.html": "<h2 id='häuser'>A</h2><a name='old'></a>",
    "a/index.html": "<p>A",
    "a/%20.html": "<p>A name that looks encoded",
    "a/100%.html": "<p>A name with a percent sign",
    "empty/note.txt": "a",
    "moved.html": '<meta http-equiv="refresh" content="0; url=a/page.html">',
    "Straße.html": "<p>A",
    "map.svg": "<svg><g id='north'></g></svg>",
    "report.pdf": "%PDF",
    "_static/part.html": "<a href='{{ link }}'>{{ words }}</a>",
}


def found(page: str, files: dict[str, str] | None = None, name: str = "a/here.html") -> list[str]:
    """The findings of all rules about links on one page of a small site, as rule names."""
    site = Site(MemoryFiles({**FILES, **(files or {}), name: page}))
    names = ("built-link", "built-anchor")
    return [
        finding.rule
        for finding in run(site, [RULES[name] for name in names])
        if finding.path == name and finding.level == "finding"
    ]


LEADS = [
    *("page.html", "./page.html", "../a/page.html", "/a/page.html", "page.html?print=1&x=%zz"),
    *("page.html#h%C3%A4user", "page.html#häuser", "page.html#old", "page.html#top"),
    *("page.html#TOP", "page.html#", "page.html#:~:text=some%20words", "#", "#top", "?query=1"),
    *("../a", "../a/", "..", "../", ".", "/", "%2e%2e/index.html", "%2520.html", "100%25.html"),
    *("../Stra%C3%9Fe.html", "\n page.html \t", "pa\nge.html", "..\\index.html"),
    *("../report.pdf#page=2", "../map.svg", "../moved.html#anything", "https://example.org/gone"),
    *("//example.org/gone", "tel:+441234", "mailto:club@example.org", "data:text/plain,a"),
    "#!/route",
]


@pytest.mark.parametrize("address", LEADS)
def test_address_that_leads_somewhere_is_left_alone(address: str):
    assert found(f"<main><a href='{address}'>A page</a></main>") == []


LOST = {
    "built-link": [
        *("gone.html", "Page.html", "../A/page.html", "page.htm", "page.html/", "../empty/"),
        *("../empty", "../../index.html", "/../../index.html", "%2520%2520.html"),
        *("../Stra%DFe.html", "page%00.html", "page.md", "", " ", "#frist.md", "#a/frist.md#one"),
        "../figures/map.*",
    ],
    "built-anchor": ["page.html#gone", "page.html#OLD", "#gone", "../#main"],
}


@pytest.mark.parametrize(
    ("address", "rule"), [(each, rule) for rule in LOST for each in LOST[rule]]
)
def test_address_that_leads_nowhere_is_found_once(address: str, rule: str):
    assert found(f"<main><a href='{address}'>A page</a></main>") == [rule]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="gone.png" alt="A">',
        '<img src="../map.svg" srcset="../map.svg 1x, gone.png 2x" alt="A">',
        '<video poster="gone.png"></video>',
        '<audio><source src="gone.mp3"></audio>',
        '<iframe src="gone.html" title="A"></iframe>',
        '<object data="gone.svg" title="A"></object>',
        '<script src="gone.js"></script>',
        '<link rel="stylesheet" href="gone.css">',
        '<link rel="preload" as="image" imagesrcset="gone.png 2x" href="../map.svg">',
        '<form action="gone.html"></form>',
        '<svg><use href="gone.svg#a"/></svg>',
        '<svg><image xlink:href="gone.png"/></svg>',
        '<map><area href="gone.html" alt="A"></map>',
        '<meta http-equiv="refresh" content="0; url=gone.html">',
        '<base href="/empty/"><a href="page.html">A</a>',
        '<img src="" alt="A">',
        '<IMG SRC="gone.png" ALT="A">',
    ],
)
def test_every_kind_of_address_is_followed(markup: str):
    assert found(f"<main>{markup}</main>") == ["built-link"]


@pytest.mark.parametrize(
    "markup",
    [
        "<!-- <a href='gone.html'>A</a> -->",
        "<template><a href='gone.html'>A</a></template>",
        "<script>'<a href=\"gone.html\">'</script>",
        "<textarea><a href='gone.html'></textarea>",
        "<nav><a href=''>This page</a></nav>",
        "<a id='only-an-anchor'>A</a>",
        "<form action=''></form>",
        "<base href='../a/'><a href='page.html'>A</a><a href='#'>A</a>",
        "<base href='https://example.org/'><a href='gone.html'>A</a><a href='#gone'>A</a>",
        "<blockquote cite='gone.html'>A</blockquote>",
        "<p data-href='gone.html' id='a'>A</p>",
        "<link rel='preconnect' href='//example.org'>",
        "<img srcset='data:image/png;base64,AAAA 1x, ../map.svg 2x' src='data:,' alt='A'>",
        "<svg><use href='../map.svg#north'/></svg>",
    ],
)
def test_what_a_browser_does_not_follow_is_left_alone(markup: str):
    assert found(f"<main>{markup}</main>") == []


def test_address_without_html_is_a_notice():
    site = Site(MemoryFiles({**FILES, "b.html": "<a href='a/page'>A</a>"}))
    assert [each.level for each in run(site, [RULES["built-link"]])] == ["notice"]


def test_own_address_is_followed_into_the_site():
    sitemap = "".join(
        f"<loc>https://example.org/book/{name}</loc>" for name in ("index.html", "a/page.html")
    )
    files = {"sitemap.xml": f"<urlset>{sitemap}</urlset>"}
    assert found("<a href='https://example.org/book/a/page.html#old'>A</a>", files) == []
    assert found("<a href='/book/a/page.html'>A</a>", files) == []
    assert found("<a href='https://example.org/book/gone.html'>A</a>", files) == ["built-link"]
    assert found("<a href='/a/page.html'>A</a>", files) == ["built-link"]
    assert found("<a href='https://example.org/elsewhere.html'>A</a>", files) == []


def test_page_for_a_missing_address_may_begin_with_a_prefix_of_the_host():
    assert found("<a href='/en/latest/a/page.html'>A</a>", name="404.html") == []
    assert found("<a href='/en/latest/gone.html'>A</a>", name="404.html") == ["built-link"]


def test_single_page_is_judged_by_what_lies_beside_it():
    files = MemoryFiles({"here.html": "<a href='../x.html'>A</a><a href='y.html'>B</a>"})
    site = Site(files, only=["here.html"])
    assert [each.target for each in run(site, [RULES["built-link"]])] == ["y.html"]


def test_finding_names_line_id_and_target():
    page = (
        "<main>\n<p id='first'>One</p>\n<div id='second'>\n<a\n href='gone.html'>A</a></div></main>"
    )
    site = Site(MemoryFiles({"index.html": page}))
    (finding,) = run(site, [RULES["built-link"]])
    assert (finding.path, finding.line) == ("index.html", 4)
    assert (finding.element_id, finding.target) == ("second", "gone.html")


def test_line_is_right_after_comments_scripts_and_templates():
    noise = "<!-- <img> -->\n<script>'<img>'</script>\n<template><img></template>\n<title><img></title>\n"
    site = Site(MemoryFiles({"index.html": f"{noise}<p>\n<img alt=''><img src=a.png>"}))
    (finding,) = run(site, [RULES["built-name"]])
    assert finding.line == 6


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("<a href='#'>Text</a>", "Text"),
        ("<a href='#'> \n </a>", ""),
        ("<a href='#'><img alt='Picture'></a>", "Picture"),
        ("<a href='#'><img alt=''></a>", ""),
        ("<a href='#' title='Title'><img alt=''></a>", "Title"),
        ("<a href='#' aria-label='Label'>Text</a>", "Label"),
        ("<a href='#' aria-label=' '>Text</a>", "Text"),
        ("<a href='#' aria-labelledby='x y'>Text</a><i id=x hidden>By</i><i id=y>name</i>", "By"),
        ("<a href='#' aria-labelledby='gone'>Text</a>", "Text"),
        ("<a href='#'><b hidden>No</b><b aria-hidden=true>No</b>Yes</a>", "Yes"),
        ("<a href='#'><b style='color:red;display: none'>No</b></a>", ""),
        ("<a href='#'><svg><title>Drawing</title><path/></svg></a>", "Drawing"),
        ("<a href='#'><svg aria-label='Drawing'></svg></a>", "Drawing"),
        ("<a href='#'><script>No</script><style>No</style></a>", ""),
        ("<a href='#'><a>", ""),
        ("<button><span><span>Deep</span></span></button>", "Deep"),
        ("<button title='Title'></button>", "Title"),
        ("<input type=submit>", "submit"),
        ("<input type=button value=Go>", "Go"),
        ("<input type=button>", ""),
        ("<img alt='Picture'>", "Picture"),
        ("<img title='Title'>", "Title"),
        ("<img>", ""),
        ("<iframe title='Frame'></iframe>", "Frame"),
        ("<iframe>Text</iframe>", ""),
        ("<object>Text</object>", ""),
        ("<object aria-label='Label'></object>", "Label"),
        ("<input type=reset value=''>", ""),
        ("<a href='#'><img alt='Picture' role=presentation></a>", ""),
        ("<a href='#'><svg role=img><text>Text</text></svg></a>", ""),
        ("<a href='#'><svg><desc>Description</desc></svg></a>", ""),
        ("<div role=image><b>Text</b></div>", ""),
        ("<a href='#' id=x aria-labelledby='x'>Its own text</a>", "Its own text"),
        (
            "<label id=x><input aria-labelledby=y> <i id=y aria-labelledby=x>Round</i></label>",
            "Round",
        ),
    ],
)
def test_accessible_name_is_what_is_announced(markup: str, name: str):
    page = Site(MemoryFiles({"index.html": markup})).page("index.html")
    element = page.tree.body.first_child
    assert accessible_name(page, element).startswith(name)
    assert bool(accessible_name(page, element)) == bool(name)


def test_sign_that_links_to_a_heading_is_not_its_name():
    markup = (
        "<h2><a class='headerlink' href='#a'>¶</a></h2><h2><a class='header' href='#a'>A</a></h2>"
    )
    page = Site(MemoryFiles({"index.html": markup})).page("index.html")
    assert [heading_name(page, node) for node in page.select("h2")] == ["", "A"]


def test_candidates_keep_commas_that_belong_to_an_address():
    assert candidates("a.png 1x, b.png 2x") == ["a.png", "b.png"]
    assert candidates(" a.png , b,c.png 480w,") == ["a.png", "b,c.png"]
    assert candidates("data:image/png;base64,AA 1x, b.png") == ["data:image/png;base64,AA", "b.png"]
    assert candidates("") == []


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://example.org/a", "example.org"),
        ("//example.org", "example.org"),
        ("\\\\example.org", "example.org"),
        ("HTTP://Example.org:80/", "example.org"),
        ("https://me@example.org", "example.org"),
        ("https://[bad", ""),
        ("page.html", None),
        ("data:text/plain,https://example.org", None),
        ("mailto:a@example.org", None),
    ],
)
def test_host_is_what_a_browser_asks(address: str, host: str | None):
    assert host_of(address) == host


# --- sound sites ---------------------------------------------------------------------------------


def disturbing(folder: Path) -> list[str]:
    """What is found on a site that is sound, apart from notices."""
    return [
        f"{each.path}:{each.line}: {each.message} [{each.rule}]"
        for each in run(Site(DiskFiles(folder)))
        if each.level == "finding"
    ]


REST = """
Welcome
=======

.. image:: map.svg
   :alt: Map of the partners

A `link <https://example.org>`_, a note [#one]_ and :ref:`a section <numbers>`, see [Knu84]_.

.. [#one] The note.
.. [Knu84] A book.

.. _numbers:

Numbers
-------

== ==
a  b
== ==
1  2
== ==

.. list-table::

   * - one
     - two

.. math:: a^2 + b^2

.. code-block:: python
   :linenos:

   a = b["c"](d)  # {ref}`a`

.. hlist::

   * one
   * two

.. index:: something

.. toctree::

   other
"""
NO_HEADER = "has no header cells [built-table-header]"


@pytest.mark.parametrize("theme", ["alabaster", "classic", "bizstyle", "sphinx_book_theme"])
def test_default_output_of_sphinx_is_sound(theme: str, tmp_path: Path):
    (tmp_path / "conf.py").write_text(f"project = 'A book'\nhtml_theme = '{theme}'\n")
    (tmp_path / "index.rst").write_text(REST)
    (tmp_path / "other.rst").write_text("Other\n=====\n\nWords, and back to :doc:`index`.\n")
    (tmp_path / "map.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    command = [sys.executable, "-m", "sphinx", "-q", tmp_path, tmp_path / "out"]
    subprocess.run(command, check=True, capture_output=True)
    told = disturbing(tmp_path / "out")
    # The list-table of the page is written without a header row; that one is a fault.
    assert [each for each in told if not each.endswith(NO_HEADER)] == []
    assert len(told) == 1


def test_default_output_of_jupyter_book_is_sound(tmp_path: Path):
    program = str(Path(sys.executable).with_name("jupyter-book"))
    book = tmp_path / "book"
    subprocess.run([program, "create", str(book)], check=True, capture_output=True)
    config = book / "_config.yml"
    config.write_text(config.read_text().replace("notebooks: force", "notebooks: off"))
    subprocess.run([program, "build", str(book)], check=True, capture_output=True)
    assert disturbing(book / "_build" / "html") == []


@pytest.mark.parametrize("name", ["mdbook", "furo"])
def test_output_of_other_generators_is_sound(name: str):
    assert disturbing(Path(__file__).parent / "examples" / "built" / name) == []


def test_theme_fragments_and_redirects_are_not_pages():
    site = Site(MemoryFiles(FILES))
    assert "_static/part.html" not in [page.name for page in site.pages]
    assert site.page("moved.html").is_redirect
    assert not site.page("index.html").is_redirect
    assert isinstance(site.page("moved.html"), BuiltPage)


def refreshing(content: str) -> BuiltPage:
    page = f'<meta http-equiv=refresh content="{content}">'
    return Site(MemoryFiles({"a.html": page})).page("a.html")


@pytest.mark.parametrize(
    ("content", "delay", "address"),
    [
        ("5", 5, ""),
        ("5;", 5, ""),
        ("0; url=a.html", 0, "a.html"),
        (" 5.5 , URL = 'a b.html' more", 5, "a b.html"),
        ("5 a.html", 5, "a.html"),
        ("5; url='a.html", 5, "a.html"),
        (".5; a.html", 0, "a.html"),
    ],
)
def test_a_refresh_is_read_as_a_browser_reads_it(content: str, delay: int, address: str):
    page = refreshing(content)
    assert page.refresh[1:] == (delay, address)


@pytest.mark.parametrize("content", ["", "; 5", "-5", "+5", "5: a.html", "soon; url=a.html"])
def test_a_refresh_that_no_browser_obeys_is_none(content: str):
    page = refreshing(content)
    assert page.refresh is None
    assert page.links == ()


def test_a_link_of_the_file_system_that_leads_nowhere_is_no_file(tmp_path: Path):
    (tmp_path / "index.html").write_text(
        "<img src=lost.png alt='Map'><img src=round.png alt='Map'>"
    )
    (tmp_path / "lost.png").symlink_to("nowhere.png")
    (tmp_path / "round.png").symlink_to("round.png")
    (tmp_path / "lost.html").symlink_to("nowhere.html")
    (tmp_path / "lost.css").symlink_to("nowhere.css")
    site = Site(DiskFiles(tmp_path))
    assert site.names == ("index.html",)
    wrong = [each for each in run(site) if each.rule == "built-link"]
    assert [each.target for each in wrong] == ["lost.png", "round.png"]


def test_a_sitemap_of_another_site_does_not_make_its_host_ours():
    files = {
        "sitemap.xml": "<urlset><url><loc>https://example.org/</loc></url></urlset>",
        "page.html": "<a href='https://example.org/'>There</a>",
    }
    assert Site(MemoryFiles(files)).own_address is None
    assert Site(MemoryFiles({**files, "index.html": ""})).own_address == "https://example.org/"


def test_a_suggested_path_starts_from_the_page():
    files = {"map.html": "<p>Map", "a/page.html": "<a href='map.html'>Map</a>"}
    wrong = [each for each in run(Site(MemoryFiles(files))) if each.rule == "built-link"]
    assert [each.fix for each in wrong] == ["did you mean «../map.html»?"]


def test_several_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch):
    files = {
        f"{number:03}.html": f"<h2 id='h{number}'>A</h2>"
        f"<a href='{(number + 1) % 400:03}.html#h{(number + 1) % 400}'>The next</a>"
        f"<a href='{(number * 7) % 400:03}.html#h{number}'>Mostly wrong</a>"
        f"<a href='{number + 3:03}.html'>Wrong at the end</a>"
        for number in range(400)
    }
    rules = [RULES[name] for name in ("built-link", "built-anchor")]
    monkeypatch.setattr(module, "MIN_JOBS", 10_000)
    alone = run(Site(MemoryFiles(files)), rules)
    monkeypatch.setattr(module, "MIN_JOBS", 300)
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda _: {0, 1})
    assert run(Site(MemoryFiles(files)), rules) == alone
    # Seven times a number is itself for 0 and 200 alone; three pages name one that is not there.
    assert [finding.rule for finding in alone].count("built-anchor") == 400 - 2
    assert [finding.rule for finding in alone].count("built-link") == 3


def test_an_element_keeps_its_line_when_its_page_was_dropped():
    site = Site(MemoryFiles({"a.html": "<p>A\n<p>B\n<h2>C</h2>", "b.html": "<p>D"}))
    page = site.page("a.html")
    nodes = [*page.select("p"), *page.select("h2"), *page.select("body")]
    page.forget()
    assert [page.line(node) for node in nodes[:3]] == [1, 2, 3]
    assert [page.problem(node, "", "").line for node in nodes] == [1, 2, 3, 1]
