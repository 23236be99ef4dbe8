"""The faults that are planted into the built site."""

from __future__ import annotations

import posixpath
import re

from mutations.planting import Fault, Place, Stage


def markup(name: str, rule: str, text: str) -> Fault:
    """A fault that is a piece of HTML in the article of a page."""
    return Fault(name, rule, lambda stage: stage.insert(text))


def change(name: str, rule: str, pattern: str, replacement: str) -> Fault:
    """A fault that is a change of what a page says."""
    return Fault(name, rule, lambda stage: stage.change(pattern, replacement))


def removal(name: str, rule: str, pattern: str, where: str, replacement: str = "") -> Fault:
    """A fault that is something missing, found at the element it should stand in."""

    def plant(stage: Stage) -> Place:
        place = stage.change(pattern, replacement)
        source = stage.files.read(place.path).decode()
        return Place(place.path, source.count("\n", 0, source.index(where)) + 1)

    return Fault(name, rule, plant)


def in_head(name: str, rule: str, text: str) -> Fault:
    """A fault that is an element in the head of a page."""
    return change(name, rule, r"(?=<title>)", text)


def title_twice(stage: Stage) -> Place:
    first, second = sorted(
        stage.random.sample([stage.page() for _ in range(20)], 2), key=lambda page: page.name
    )
    while first.name == second.name:
        second = stage.page()
        first, second = sorted((first, second), key=lambda page: page.name)
    title = re.search(r"<title>.*?</title>", first.source, re.DOTALL)[0]
    return stage.change(r"(?s)<title>.*?</title>", title.replace("\\", r"\\"), second)


def id_twice(stage: Stage) -> Place:
    page = stage.page()
    name = stage.random.choice(sorted(page.anchors))
    return (
        stage.insert(f'<p id="{name}">A second one.</p>', page)
        if _early(page, name)
        else Place(stage.insert(f'<p id="{name}">A second one.</p>', page).path, 0)
    )


def _early(page, name: str) -> bool:
    return page.source.find(f'id="{name}"') < page.source.index("<article")


def wrong_case(stage: Stage) -> Place:
    page = stage.page()
    folder = posixpath.dirname(page.name)
    target = stage.page(lambda each: each.name != each.name.upper())
    path = posixpath.relpath(target.name.upper(), folder or ".")
    return stage.insert(f'<p><a href="{path}">The page in capitals</a></p>', page)


def not_in_sitemap(stage: Stage) -> Place:
    text = stage.files.read("sitemap.xml").decode()
    entries = re.findall(r"(?s)<url>.*?</url>", text)
    stage.files.write("sitemap.xml", text.replace(stage.random.choice(entries), "", 1))
    return Place("sitemap.xml", 1)


def too_much_in_sitemap(stage: Stage) -> Place:
    text = stage.files.read("sitemap.xml").decode()
    entry = stage.random.choice(re.findall(r"(?s)<url>.*?</url>", text))
    new = re.sub(r"[^/]+(?=</loc>)|(?<=/)(?=</loc>)", "planted.html", entry)
    text = text.replace(entry, entry + new, 1)
    stage.files.write("sitemap.xml", text)
    return Place("sitemap.xml", text.count("\n", 0, text.index("planted.html")) + 1)


def picture_of_a_style_missing(stage: Stage) -> Place:
    stage.files.write("_static/planted.css", "b {\n  background: url(planted.png);\n}\n")
    return Place("_static/planted.css", 2)


def without_sitemap(stage: Stage) -> Place:
    stage.files.write("sitemap.xml", None)
    return Place("sitemap.xml", 1)


def feed_cut(stage: Stage) -> Place:
    text = stage.files.read("feed.xml").decode()
    stage.files.write("feed.xml", text.replace("<entry>", "<entry", 1))
    return Place("feed.xml", text[: text.index("<entry>")].count("\n") + 2)


def page_without_menu(stage: Stage) -> Place:
    page = stage.page()
    folder = posixpath.dirname(page.name)
    name = posixpath.join(folder, "planted.html")
    source = re.sub(r"<title>", "<title>Planted: ", page.source, count=1)
    stage.files.write(name, re.sub(r'<link rel="?canonical[^>]*>', "", source))
    text = stage.files.read("sitemap.xml").decode()
    base = stage.site.own_address
    entry = f"<url><loc>{base}{name}</loc></url></urlset>"
    stage.files.write("sitemap.xml", text.replace("</urlset>", entry, 1))
    return Place(name, 1)


def style_of_another_host(stage: Stage) -> Place:
    sheets = [name for name in stage.site.names if name.endswith(".css")]
    name = stage.random.choice([each for each in sheets if "pagefind" not in each])
    text = stage.files.read(name).decode()
    stage.files.write(name, text + '\n.planted{background:url("https://example.org/a.png")}\n')
    return Place(name, text.count("\n") + 2)


def canonical_of_another(stage: Stage) -> Place:
    page = stage.page(lambda each: each.first("link[rel=canonical]") is not None)
    other = stage.page(lambda each: each.name != page.name)
    address = f'<link rel="canonical" href="{stage.site.own_address}{other.name}">'
    return stage.change(r"<link rel=\"?canonical[^>]*>", address, page)


def another_encoding(stage: Stage) -> Place:
    page = stage.page(lambda each: not each.data.isascii())
    return stage.change(r"<meta charset=\"?utf-8\"?>", '<meta charset="windows-1252">', page)


def archive_cut(stage: Stage) -> Place:
    name = stage.random.choice([each for each in stage.site.names if each.endswith(".zip")])
    stage.files.write(name, b"PK half of it")
    return Place(name, 1)


LINKS = (
    Fault("the address of another page as its own", "built-canonical", canonical_of_another),
    markup("a link to no page", "built-link", '<p><a href="planted.html">No such page</a></p>'),
    markup("a link out of the site", "built-link", '<p><a href="../../../../a.html">Out</a></p>'),
    markup("a link to a folder", "built-link", '<p><a href="/_planted/">A folder</a></p>'),
    markup("a link to the source", "built-link", '<p><a href="index.md">The source</a></p>'),
    markup("a link without an address", "built-link", '<p><a href="">Nowhere</a></p>'),
    markup("a picture that is not there", "built-link", '<img src="planted.png" alt="Partners">'),
    markup(
        "a small picture that is not there",
        "built-link",
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" srcset="planted.png 2x" alt="A dot">',
    ),
    markup("a poster that is not there", "built-link", '<video poster="planted.jpg"></video>'),
    markup("a script that is not there", "built-link", '<script src="planted.js"></script>'),
    Fault("a link in the wrong case", "built-link", wrong_case),
    markup("a link to no heading", "built-anchor", '<p><a href="#planted">No such heading</a></p>'),
    markup("what is left of a link", "built-link", '<p><a href="#a/b.md">A page</a></p>'),
    markup("a wildcard", "built-link", '<img src="../figures/hub.*" alt="The hub">'),
    markup("a script of another host", "built-other-host", '<script src="//a.org/a.js"></script>'),
    in_head(
        "a style of another host",
        "built-other-host",
        '<link rel="stylesheet" href="https://example.org/a.css">',
    ),
    in_head(
        "a greeting to another host",
        "built-other-host",
        '<link rel="preconnect" href="https://example.org">',
    ),
    in_head(
        "a font of another host",
        "built-other-host",
        "<style>@font-face{font-family:a;src:url(https://example.org/a.woff2)}</style>",
    ),
    markup(
        "a frame of another host",
        "built-other-host",
        '<iframe src="https://example.org" title="Talk"></iframe>',
    ),
    markup(
        "a picture of another host",
        "built-other-host",
        '<img src="https://example.org/a.png" alt="Partners">',
    ),
    Fault("a style sheet that asks another host", "built-other-host", style_of_another_host),
    Fault("a page that the sitemap lacks", "built-file", not_in_sitemap),
    Fault("an entry of the sitemap without a page", "built-file", too_much_in_sitemap),
    Fault("a dead address in a style sheet", "built-style-link", picture_of_a_style_missing),
    Fault("a feed that is no XML", "built-file", feed_cut),
    Fault("half an archive", "built-file", archive_cut),
    Fault("a site without a sitemap", "built-file", without_sitemap),
    Fault("a page that no menu names", "built-menu", page_without_menu),
)

NAMES = (
    markup("a picture without alt", "built-name", '<img src="data:image/gif;base64,R0">'),
    markup("a path as alt", "built-name", '<img src="data:image/gif;base64,R0" alt="a/b.png">'),
    markup("a link without a name", "built-name", '<p><a href="#hub_main"><i></i></a></p>'),
    markup("a button without a name", "built-name", "<button><i></i></button>"),
    markup("a heading without words", "built-name", "<h3> </h3>"),
    markup("a frame without a title", "built-name", '<iframe src="data:text/plain,a"></iframe>'),
    markup("an object without a name", "built-name", "<object>A chart</object>"),
    markup(
        "a drawing without a name",
        "built-name",
        '<svg role="img"><path d="M0 0h9"/></svg>',
    ),
    markup("a field without a label", "built-name", '<input type="text" name="planted">'),
)

PAGES = (
    markup("a second title on the page", "built-heading-one", "<h1>A second title</h1>"),
    markup("a heading four levels down", "built-heading-order", "<h6>Where it was planted</h6>"),
    removal(
        "no title on the page",
        "built-heading-one",
        r"(?s)<h1\b(.*?)</h1>",
        "<article",
        r"<h2\1</h2>",
    ),
    Fault("another encoding", "built-encoding", another_encoding),
    change("no language", "built-language", r"<html[^>]*>", "<html>"),
    change("a language that is none", "built-language", r"<html[^>]*>", "<html lang=english>"),
    removal("no title", "built-title", r"(?s)<title>.*?</title>", "<head"),
    removal("no description", "built-description", r"<meta name=\"?description[^>]*>", "<head"),
    Fault("a title that stands twice", "built-title", title_twice),
    Fault("an id that stands twice", "built-unique-id", id_twice),
    markup("a link that shows through", "built-leak", "<p>See [the study](https://a.org).</p>"),
    markup("wrong brackets", "built-leak", "<p>See [the study][https://a.org].</p>"),
    markup("a role that shows through", "built-leak", "<p>See {ref}`the-study`.</p>"),
    markup("a citation that shows through", "built-leak", "<p>It grew {cite:p}`nl44`.</p>"),
    markup("a fence that shows through", "built-leak", "<p>:::{note}</p>"),
    in_head("a page that reloads", "built-refresh", '<meta http-equiv="refresh" content="30">'),
    change(
        "a page that cannot be enlarged",
        "built-zoom",
        r"<meta name=\"?viewport[^>]*>",
        '<meta name="viewport" content="width=device-width, user-scalable=no">',
    ),
    markup(
        "a table without header",
        "built-table-header",
        "<table><tr><td>First</td><td>2023</td></tr></table>",
    ),
)

FAULTS = (*LINKS, *NAMES, *PAGES)
