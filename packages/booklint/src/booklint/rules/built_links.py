"""Rules for built pages: every address leads somewhere, and nothing is asked of another host."""

from __future__ import annotations

import io
import json
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from urllib.parse import unquote, urlsplit

from defusedxml import DefusedXmlException, ElementTree
from rapidfuzz import fuzz, process

from booklint.built_page import SOURCE_FRAGMENT, BuiltPage, Lead, Link
from booklint.finding import Problem
from booklint.hosts import is_local
from booklint.names import ancestors, is_hidden
from booklint.registry import rule
from booklint.site import Site, clean, host_of
from booklint.syntax import words

LOADED_LINKS = words(
    """apple-touch-icon dns-prefetch icon manifest mask-icon modulepreload preconnect prefetch
    preload prerender stylesheet
    """
)
"""The kinds of `<link>` for which a browser asks its address by itself."""

LOADED_FROM_HREF = frozenset({"image", "use", "feimage"})
MUST_LOAD = frozenset({"img", "script", "source", "embed", "image", "use", "link", "input"})
STYLE_ADDRESS = re.compile(
    r"url\(\s{0,9}(?:\"([^\"]{0,999})\"|'([^']{0,999})'|([^)\"'\s]{0,999}))\s{0,9}\)|"
    r"@import\s{1,9}(?:\"([^\"]{0,999})\"|'([^']{0,999})')",
    re.IGNORECASE,
)
CLOSED_SCHEME = re.compile(r"\s*(?:file|javascript):", re.IGNORECASE)
STYLE_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)


def _said(link: Link) -> str:
    """How a message names the place of a link: `<img src="…">`."""
    return f'<{link.tag} {link.attribute}="{link.value}">'


@rule("built_page")
def built_link(page: BuiltPage) -> Iterator[Problem]:
    """Every address in a published page leads to a file of the site, in its exact spelling.

    Bad (lines 1, 2, 3, 4, 5):
        <main><a href="no-such-page.html">The first cohort</a>
        <a href="">An address that was forgotten</a>
        <img alt="A picture that was forgotten"></main>
        <a href="#cohorts/frist.md">The first cohort</a>
        <img src="../figures/people-at-a-table.*" alt="People at a table">

    Bad (index.html, line 2):
        == index.html
        <h1>Book</h1>
        <img src="Map.png" alt="Map of the partners">
        == map.png (a PNG)

    Bad (a/index.html, line 1):
        == a/index.html
        <a href="../../index.html">Home</a>
        == index.html
        <p>Home</p>

    Bad (index.html, line 1):
        == index.html
        <a href="files/">All files</a>
        == files/table.csv
        a,b

    Good:
        == index.html
        <base href="cohorts/"><a href="caf%C3%A9.html?print=1#top">One</a> <a href="#">Top</a>
        <!-- <a href="gone.html">gone</a> --> <template><a href="gone.html">gone</a></template>
        <img srcset="../small.png 1x, ../large.png 2x" src="../small.png" alt="Two partners">
        <a href="../cohorts">All cohorts</a> <a href="https://example.org/gone">Elsewhere</a>
        == cohorts/index.html
        <p>All
        == cohorts/café.html
        <p>One
        == small.png (a PNG)
        == large.png (a PNG)

    Good:
        <a href="https://github.com/example/book/blob/main/index.md#L1">Source</a>
        <h2 id="readme.md">readme.md</h2> <a href="#readme.md">About the file</a>
    """
    site = page.site
    yield from _without_address(page)
    if page.base is None and site.strict:
        message = "<base> makes every relative address of the page lead out of the site"
        yield page.problem(page.first("base[href]"), message, "remove the element")
    # Most addresses of a page stand there several times.
    sound: set[str] = set()
    for link in page.links:
        message, fix, notice = ("", "", False) if link.value in sound else _wrong(page, link)
        if message:
            yield page.problem(
                page.element_of(link),
                f"{_said(link)}{message}",
                fix,
                target=link.value if clean(link.value) else "",
                level="notice" if notice else "finding",
            )
        else:
            sound.add(link.value)


def _wrong(page: BuiltPage, link: Link) -> tuple[str, str, bool]:
    """What is wrong with an address, what to write, and whether that is a notice; or nothing."""
    value = link.value
    name = unquote(value[1:]) if value.startswith("#") else ""
    if not clean(value):
        nowhere = " names no address" if _goes_nowhere(page, link) else ""
        return nowhere, "write the address, or remove the element", False
    if page.site.strict and ":" in value and CLOSED_SCHEME.match(value):
        fix = "link a page of the site, or an https: address"
        return " leads to no page that every reader can open", fix, False
    if SOURCE_FRAGMENT.search(name) and name not in page.anchors:
        message = f" is what is left of a link to the page «{name}», which the build did not find"
        return message, "correct the path in the Markdown page, then build from scratch", False
    if value.endswith(".*"):
        fix = "correct the folder or the name in the Markdown page, then build from scratch"
        return ": the build found no picture for this wildcard", fix, False
    target = page.site.target(page, value)
    return target.message and f": {target.message}", target.fix, target.notice


def _without_address(page: BuiltPage) -> Iterator[Problem]:
    """Pictures that are described but not there; a script may fetch one from a `data-…`."""
    for node in page.without_address:
        attributes = node.attributes
        drawn = "style" in attributes or any(key.startswith("data-") for key in attributes)
        if (attributes["alt"] or "").strip() and not drawn and not is_hidden(node):
            fix = "add «src» with the address of the picture, or remove the element"
            yield page.problem(node, f'<img alt="{attributes["alt"]}"> names no picture', fix)


def _goes_nowhere(page: BuiltPage, link: Link) -> bool:
    """Whether an empty address is a fault: generators write one for the page itself in menus."""
    if link.tag == "a":
        return not any(
            each.tag in ("nav", "header", "footer")
            or each.attributes.get("role") in ("navigation", "banner", "contentinfo")
            for each in ancestors(page.element_of(link))
        )
    return link.attribute in ("src", "href", "data", "xlink:href") and link.tag in MUST_LOAD


@rule("site", late=True)
def built_anchor(site: Site) -> Iterator[Problem]:
    """Every `#…` in a published address is an id on the page that it leads to.

    Bad (line 2):
        <h2 id="lessons-learned">Lessons learned</h2>
        <a href="#lessons-learnt">What we learned</a>

    Bad (index.html, line 1):
        == index.html
        <a href="about.html#People">People</a>
        == about.html
        <h2 id="people">People</h2>

    Good:
        == index.html
        <a href="#top">Top</a> <a href="about.html#caf%C3%A9">Café</a>
        <a href="about.html#old">Old</a>
        == about.html
        <h2 id="café">Café</h2> <a name="old"></a>
    """
    for page in site.pages:
        dead = {lead for lead in page.leads if not _is_there(site, lead)}
        for link in page.links if dead else ():
            lead = page.lead(link)
            if lead in dead:
                name = unquote(lead.fragment)
                yield page.problem(
                    page.element_of(link),
                    f"{_said(link)}: «{lead.found}» exists, but nothing on it is called «{name}»",
                    _nearest_anchor(name, site.page(lead.found)),
                    target=link.value,
                )


def _is_there(site: Site, lead: Lead) -> bool:
    """Whether a page has the name that an address asks for, or needs none."""
    page = site.page(lead.found)
    names = {lead.fragment, unquote(lead.fragment)}
    return (
        not page.anchors.isdisjoint(names)
        or unquote(lead.fragment).lower() == "top"
        or page.is_redirect
    )


def _nearest_anchor(name: str, page: BuiltPage) -> str:
    other = [each for each in page.anchors if each.casefold() == name.casefold()]
    best = process.extractOne(name, sorted(page.anchors), scorer=fuzz.ratio, score_cutoff=70)
    near = other[0] if other else best[0] if best else ""
    return f"did you mean «#{near}»?" if near else "name a heading of that page, or remove the «#…»"


@rule("site")
def built_menu(site: Site) -> Iterator[Problem]:
    """Every published page can be reached from the start page; in a strict book, through its menus.

    Elsewhere this is a notice.

    Bad (strict, b.html, line 1):
        == index.html
        <!doctype html>
        <nav><a href="a.html">A</a></nav>
        == a.html
        <!doctype html><nav><a href="index.html">Home</a></nav>
        == b.html
        <!doctype html><nav><a href="index.html">Home</a></nav>

    Good:
        == index.html
        <!doctype html><nav><a href="a.html">A</a></nav>
        == a.html
        <!doctype html><nav><a href="b/">B</a></nav>
        == b/index.html
        <!doctype html><p>B</p>
    """
    if not site.whole or not site.files.is_file("index.html"):
        return
    reached = {"index.html"}
    todo = [site.page("index.html")]
    while todo:
        for name in _linked(todo.pop(), only_menus=site.strict):
            if name not in reached:
                reached.add(name)
                todo.append(site.page(name))
    for page in site.articles:
        if page.name in reached:
            continue
        yield page.problem(
            None,
            f"no {'menu' if site.strict else 'link'} leads from the start page to this page",
            "add it to _toc.yml; if it is there, look for a second «# Heading» on the page above it",
            level="finding" if site.strict else "notice",
        )


def _linked(page: BuiltPage, *, only_menus: bool) -> Iterator[str]:
    """The pages that a page leads to."""
    if only_menus:
        values = [node.attributes["href"] or "" for node in page.select("nav a[href]")]
    else:
        values = [link.value for link in page.links if link.tag in ("a", "area", "meta", "iframe")]
    for value in values:
        found = page.site.target(page, value).found
        if found is not None and found != page.name and found.endswith((".html", ".htm")):
            yield found


@rule("site")
def built_other_host(site: Site) -> Iterator[Problem]:
    """Reading a published page asks no other host for a script, style, font, frame or picture.

    It tells that host who reads what, and the page breaks when the host is gone. On other people's
    sites this is a notice.

    Bad (strict, page.html, lines 1, 3):
        == page.html
        <script src="https://cdn.example.org/library.js"></script>

        <style>@font-face { src: url(//fonts.example.org/a.woff2) }</style>

    Bad (style.css, line 2):
        == index.html
        <link rel="stylesheet" href="style.css">
        == style.css
        /* url(https://example.org/in-a-comment.png) */
        @import "https://example.org/theme.css";

    Good:
        <link rel="canonical" href="https://example.org/book/page.html">
        <script src="script.js"></script> <a href="https://example.org">Elsewhere</a>
        <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="Dot">
    """
    level = "finding" if site.strict else "notice"
    advice = "keep a copy of the file in the book and name that, or leave it out"
    own = (None, host_of(site.own_address or ""))
    for page in site.pages:
        asking = [
            (page.element_of(link), _said(link), link.value, host)
            for link in page.links
            if (host := _asked_host(page, link)) not in own
        ]
        styled = b"url(" in page.data or b"@import" in page.data
        for node in page.select("style,[style]") if styled else ():
            style = node.text() if node.tag == "style" else node.attributes.get("style")
            for address, _ in _style_addresses(style or ""):
                if (host := host_of(address)) not in own:
                    asking.append((node, f"the style of <{node.tag}>", address, host))
        for node, said, address, host in asking:
            message = f"{said} makes the reader's browser ask «{host}»"
            yield page.problem(node, message, advice, target=address, level=level)
    for name, line, address in _styles(site):
        if (host := host_of(address)) not in own:
            message = f"the style sheet asks «{host}» for «{address}»"
            yield Problem(line, message, advice, level=level, path=name, target=address)


def _styles(site: Site) -> Iterator[tuple[str, int, str]]:
    """Every address in the style sheets of a site, with its file and its line."""
    for name in site.names if site.whole else ():
        if name.endswith(".css"):
            style = site.files.read(name).decode("utf-8", "replace")
            yield from ((name, line, address) for address, line in _style_addresses(style))


def _asked_host(page: BuiltPage, link: Link) -> str | None:
    """The other host that a browser asks because of this address, or `None`."""
    value = link.value
    if ":" not in value and not value.lstrip().startswith(("//", "\\\\", "/\\")):
        return None
    host = host_of(value)
    if host is None or link.tag == "a" or link.attribute in ("action", "content"):
        return None
    if link.attribute in ("href", "xlink:href"):
        if link.tag == "link":
            kinds = (page.element_of(link).attributes.get("rel") or "").lower().split()
            return host if LOADED_LINKS & set(kinds) else None
        return host if link.tag in LOADED_FROM_HREF else None
    return host


def _style_addresses(style: str) -> Iterator[tuple[str, int]]:
    """The addresses in a style sheet with their lines, except in comments."""
    if "url(" not in style and "@import" not in style:
        return
    blank = STYLE_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), style)
    for match in STYLE_ADDRESS.finditer(blank):
        address = next((each for each in match.groups() if each), "")
        yield address, style.count("\n", 0, match.start()) + 1


@rule("site")
def built_style_link(site: Site) -> Iterator[Problem]:
    """Every file that a style sheet asks for lies in the site.

    On other people's sites this is a notice.

    Bad (strict, style.css, line 2):
        == style.css
        a { color: red }
        b { background: url("map.png") }
        == index.html
        <p>Home</p>

    Good (strict):
        == css/style.css
        b { background: url(../map.png?v=2), url(data:image/png;base64,AAAA), url(#shape) }
        == map.png (a PNG)
        == index.html
        <p>Home</p>
    """
    for name, line, address in _styles(site):
        written = unquote(re.split("[?#]", address)[0])
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), written))
        elsewhere = re.match(r"[a-z]+:|/", written, re.IGNORECASE) or path.startswith("..")
        if written and not elsewhere and not site.files.is_file(path):
            yield Problem(
                line,
                f"the style sheet asks for «{address}», which is not in the site",
                "add the file, or correct its path from the folder of the style sheet",
                level="finding" if site.strict else "notice",
                path=name,
                target=address,
            )


@rule("site")
def built_file(site: Site) -> Iterator[Problem]:
    """What a published site offers to programs can be read and is right: XML, JSON, ZIP, robots.txt, sitemap.

    The sitemap names every page and nothing else. A site without one is not judged, unless its
    `robots.txt` promises one or it is ours.

    Bad (lines 2, 2):
        == index.html
        <!doctype html><p>Home</p>
        == feed.xml
        <feed>
        <entry</feed>
        == sitemap.xml
        <urlset><url><loc>https://example.org/book/index.html</loc></url>

    Bad (lines 1, 1):
        == index.html
        <!doctype html><p>Home</p>
        == data/all.json
        nothing
        == one.json
        {"one": 1}
        == site.webmanifest
        {name: "A book"}

    Bad (all.zip, line 1):
        == index.html
        <!doctype html><p>Home</p>
        == all.zip
        PK half of it

    Bad (robots.txt, lines 2, 3):
        == index.html
        <!doctype html><link rel="canonical" href="https://example.org/index.html"><p>Home</p>
        == sitemap.xml
        <urlset><url><loc>https://example.org/index.html</loc></url></urlset>
        == robots.txt
        User-agent: *
        Disallow: /
        Sitemap: https://example.com/sitemap.xml

    Bad (sitemap.xml, lines 1, 3, 4):
        == sitemap.xml
        <urlset><url><loc>https://example.org/book/index.html</loc></url>
        <url><loc>https://example.org/book/more.html</loc></url>
        <url><loc>https://example.org/book/gone.html</loc></url>
        <url><loc>https://example.org/book/plan.html</loc></url></urlset>
        == index.html
        <!doctype html><p>Home</p>
        == more.html
        <!doctype html><p>More</p>
        == forgotten.html
        <!doctype html><p>Forgotten</p>
        == plan.html
        <!doctype html><meta name="robots" content="noindex"><p>Plan</p>

    Good:
        == index.html
        <!doctype html><link rel="canonical" href="https://example.org/book/index.html"><p>Home</p>
        == 404.html
        <!doctype html><p>Not found</p>
        == sitemap.xml
        <urlset><url><loc>https://example.org/book/</loc></url></urlset>
        == robots.txt
        Sitemap: https://example.org/book/sitemap.xml
        == feed.xml
        <feed></feed>
    """
    if not site.whole:
        return
    broken = set()
    for name in site.names:
        if name.endswith(ZIPPED) and not zipfile.is_zipfile(io.BytesIO(site.files.read(name))):
            message = "the file is no whole ZIP, so nobody can open it"
            yield Problem(1, message, "build the site from scratch", path=name)
        if name.endswith((".json", ".webmanifest", ".xml")):
            data = site.files.read(name)
            try:
                json.loads(data) if not name.endswith(".xml") else ElementTree.fromstring(data)
            except (
                ElementTree.ParseError,
                DefusedXmlException,
                ValueError,
                RecursionError,
            ) as error:
                broken.add(name)
                line = getattr(error, "position", (getattr(error, "lineno", 1), 0))[0]
                kind = "XML" if name.endswith(".xml") else "JSON"
                message = f"the file is no {kind} from here on, so no program reads it"
                fix = "build the site from scratch"
                fix += "; in XML an & is written &amp;" if kind == "XML" else ""
                yield Problem(line, message, fix, path=name)
    own = site.own_address
    robots = site.read_if_there("robots.txt").decode("utf-8", "replace")
    for number, row in enumerate(robots.splitlines(), 1):
        address = re.match(r"(?i)sitemap:\s*(\S+)", row)
        if own and address and not address[1].startswith(own):
            message = f"robots.txt names the sitemap «{address[1]}», which is not of this site"
            yield Problem(number, message, f"write «{own}sitemap.xml»", path="robots.txt")
        if re.match(r"(?i)disallow:\s*/\s*$", row):
            message = "robots.txt keeps all programs that search from all pages"
            fix = "delete the line «Disallow: /», or write a folder behind it"
            yield Problem(number, message, fix, path="robots.txt")
    if site.files.is_file("sitemap.xml"):
        yield from _wrong_in_sitemap(site) if "sitemap.xml" not in broken else ()
    elif site.strict or "sitemap.xml" in robots:
        fix = "turn the sitemap of the build on again, and build from scratch"
        yield Problem(1, "the site has no sitemap.xml", fix, path="sitemap.xml")


ZIPPED = (".docx", ".epub", ".ods", ".odt", ".pptx", ".xlsx", ".zip")
"""The ends of the names of files that are ZIPs."""


def _wrong_in_sitemap(site: Site) -> Iterator[Problem]:
    """The entries that a sitemap has too many or too few."""
    problem = partial(Problem, path="sitemap.xml")
    own = site.own_address
    named = set()
    hidden = {page.name for page in site.pages if b"noindex" in page.data and page.is_utility}
    for address, line in site.sitemap:
        says = f"the sitemap names «{address}»"
        found = site.in_sitemap(address)
        if own is None or not address.startswith(own):
            says += ", which is not an address of this site"
            yield problem(line, says, "give every entry the same beginning", target=address)
        elif found is None:
            says += ", but the site has no such page"
            yield problem(line, says, "build from scratch, or remove it", target=address)
        elif found in named:
            yield problem(line, f"{says} twice", "keep one of the two entries", target=address)
        elif found in hidden:
            says += ", and that page tells programs that search to leave it out"
            fix = "delete «noindex» from the page, or take it out of the sitemap"
            yield problem(line, says, fix, target=address)
        else:
            named.add(found)
    if not site.sitemap:
        if b"<sitemapindex" not in site.files.read("sitemap.xml"):
            fix = "build from scratch; the sitemap needs «html_baseurl»"
            yield problem(1, "the sitemap names no page", fix)
        return
    for page in site.articles:
        if page.name not in named:
            address = f"{own}{page.name}"
            message = f"the sitemap does not name the page «{page.name}»"
            fix = f"add «{address}», or mark the page «noindex»"
            yield problem(1, message, fix, target=address)


@rule("site")
def built_canonical(site: Site) -> Iterator[Problem]:
    """The canonical address of a page is its own, and the picture that it is shared with is there.

    A wrong one takes the page out of every search engine.

    Bad (lines 1, 1):
        == a.html
        <link rel="canonical" href="https://example.org/b.html">
        == b.html
        <link rel="canonical" href="http://localhost:8000/b.html">
        == sitemap.xml
        <urlset><url><loc>https://example.org/a.html</loc></url>
        <url><loc>https://example.org/b.html</loc></url></urlset>

    Bad (line 2):
        == a.html
        <link rel="canonical" href="https://example.org/a.html">
        <meta property="og:image" content="https://example.org/cards/old.png">
        == sitemap.xml
        <urlset><url><loc>https://example.org/a.html</loc></url></urlset>

    Good:
        == index.html
        <link rel="canonical" href="https://example.org/">
        == sitemap.xml
        <urlset><url><loc>https://example.org/index.html</loc></url></urlset>
    """
    own = site.own_address
    for page in site.pages:
        picture = (
            page.first("meta[property='og:image'][content]") if b"og:image" in page.data else None
        )
        address = clean(picture.attributes["content"] or "") if picture is not None else ""
        if own and address.startswith(own) and not site.files.is_file(unquote(address[len(own) :])):
            message = f"the picture «{address}», with which this page is shared, is not there"
            yield page.problem(picture, message, "build from scratch, or correct its address")
        if page.is_redirect or page.is_utility or b"canonical" not in page.data:
            continue
        node = page.first("link[rel=canonical][href]")
        if node is None:
            continue
        address = clean(node.attributes["href"] or "")
        if is_local(host_of(address) or ""):
            message = f"the canonical address «{address}» is on the machine that built the page"
            fix = "build with the address of the published site as «html_baseurl»"
            yield page.problem(node, message, fix, target=address)
        if own is None:
            continue
        same_host = urlsplit(address).netloc in ("", urlsplit(own).netloc)
        found = site.target(page, address)
        if same_host and found.found and found.found != page.name:
            yield page.problem(
                node,
                f"the canonical address «{address}» is that of «{found.found}», not of this page",
                f"write «{own}{page.name}»",
                target=address,
            )
