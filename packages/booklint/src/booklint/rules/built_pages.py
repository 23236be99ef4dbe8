"""Rules for built pages: head, headings and tables are whole, and no Markdown shows through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from selectolax.lexbor import LexborNode

from booklint.built_page import BuiltPage
from booklint.codes import is_language
from booklint.finding import Problem
from booklint.names import ancestors, is_decoration, is_hidden, text_of
from booklint.registry import rule
from booklint.site import Site
from booklint.syntax import words

LAYOUT_TABLES = words(
    """citation field-list footnote genindextable highlighttable hlist indextable option-list
    """
)
NOT_PROSE = words(
    """code kbd math noscript pre samp script style svg template textarea title tt var
    """
)
NOT_PROSE_CLASSES = words(
    """code highlight highlighttable katex literal literal-block math mathjax notranslate
    """
)
BLOCKS = words(
    """address article aside blockquote body caption dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option
    p section summary table tbody td tfoot th thead tr ul
    """
)
LONG_ENOUGH = 20 * 60 * 60
"""Seconds; WCAG 2.2.1 lets a page load anew after more than twenty hours."""

CODE_SIGN = "\ufffc"
"""Stands in a text for code, whose content is not looked at."""

LEAKS = (
    (re.compile(r"\]\((?:[a-z]+:|/|\./|\.\./|#|[\w./%-]+\.[a-z]{2,5}[)#])"), "a Markdown link"),
    (re.compile(r"\[[^\[\]\n]+\] \((?:https?:/|www\.)"), "a link with a space in it"),
    (re.compile(r"\]\[(?:https?:|www\.)|\)\[(?:https?:|www\.)"), "a link in the wrong brackets"),
    (re.compile(r"^\s*\[[^\]\n]+\]:\s+https?:"), "the definition of a link"),
    (re.compile(r"\[\[[^\W\d_][^\[\]|\n]*\]\]"), "a link as in a wiki"),
    (re.compile(r"\[@[\w:.-]+\]"), "a citation"),
    (re.compile(r"\[\^[\w-]+\]"), "a footnote"),
    (re.compile(r":(?:ref|doc|numref|term|cite):(?:`|\ufffc)"), "a role"),
    (re.compile(r"^\s*\.\. [a-z-]+::"), "a directive"),
    (re.compile(r"^\s*\([\w-]+\)=\s*$"), "a label"),
    (re.compile(r"^\s*:(?:align|alt|class|figclass|height|name|target|width):\s"), "an option"),
    (re.compile(r"\|\s*:?-{3,}:?\s*\|"), "a table"),
    (re.compile(r"(?<![\w*])\*\*\w[^*\n]{0,80}[\w.!?]\*\*(?![\w*])"), "emphasis"),
    (re.compile(r"(?<!\w)__\w[^_\n]* [^_\n]*\w__(?!\w)"), "emphasis"),
    (re.compile(r"\{%-? *[a-z]+[^%\n]*%\}"), "a template"),
    (re.compile(r"!\[[^\]\n]*\]\("), "a Markdown picture"),
    (re.compile(r"\{[a-z][a-z0-9:+_-]*\}(?:`|\ufffc)"), "a MyST role"),
    (
        re.compile(r"\{(?:cite(?::\w+)?|doc|download|eq|numref|ref|term|figure|image|footcite)\}"),
        "a MyST role",
    ),
    (re.compile(r"^\s*(?::{3,}|`{3,}|~{3,})|\s:{3,}\s*$"), "the fence of a directive"),
    (re.compile(r"\{[#.][A-Za-z][\w-]*(?:\s+[#.\w=\"'-]+)*\}"), "a MyST attribute"),
    (re.compile(r"\{\{\s*[\w.]+\s*\}\}"), "a substitution"),
    (re.compile(r"^\s*#{2,6}\s?[A-Za-z]"), "the signs of a heading"),
)
MAY_LEAK = re.compile(
    rb"\] ?\(|\]\[|\)\[|!\[|\[\[|\[[@^]|\]:\s|\{[a-z#.{%]|:::|```|~~~|>\s*##|>\s*:[a-z]|:[a-z]+:[`<]|"
    rb">\s*\.\. |\)=\s*<|\*\*\w|__\w[^_<>]* |---\s*\||&#9[13];|&(?:lsqb|lbrack|rsqb|rbrack);"
)


@rule("built_page")
def built_heading_one(page: BuiltPage) -> Iterator[Problem]:
    """A published page shows exactly one <h1> in its article.

    Bad:
        <article><p>A page without a heading</p></article>

    Bad (empty.html, line 1):
        == empty.html

    Bad (line 2):
        <main><h1>First</h1>
        <h1>Second</h1></main>

    Good:
        <header><h1 class="logo">Book</h1></header><article><h1>Page</h1>
        <div hidden><h1>For print</h1></div></article>
    """
    if not page.data.strip():
        yield Problem(
            1, "the page is empty: its file holds nothing", "build from scratch", path=page.path
        )
    if page.is_redirect or page.is_utility:
        return
    if not page.is_whole and page.first("article,main,[role=main]") is None:
        return
    ones = page.article.css('h1,[role="heading"][aria-level="1"]')
    shown = [node for node in ones if not is_hidden(node)]
    if not shown:
        fix = "begin the Markdown page with one «# Heading», and build from scratch"
        yield page.problem(page.article, "the page shows no <h1>", fix)
    for node in shown[1:]:
        message = f"the page shows a second <h1>, «{text_of(node.text())}»"
        yield page.problem(node, message, "make it «##» in the Markdown page")


@rule("built_page")
def built_heading_order(page: BuiltPage) -> Iterator[Problem]:
    """The headings of a published article go down one level at a time.

    On other people's sites this is a notice.

    Bad (strict, line 2):
        <main><h1>Rivers</h1>
        <h4>How they met</h4></main>

    Good (strict):
        <main><h1>Rivers</h1><h2>One</h2><h3>Two</h3><h2>Three</h2></main>
    """
    if page.is_redirect or page.is_utility:
        return
    shown = [node for node in page.article.css("h1,h2,h3,h4,h5,h6") if not is_hidden(node)]
    # A second <h1> is found as such, and what stands below it is below the first one.
    shown = [*shown[:1], *(node for node in shown[1:] if node.tag != "h1")]
    for before, node in pairwise(shown):
        if int(node.tag[1]) > int(before.tag[1]) + 1:
            message = f"<{node.tag}> «{text_of(node.text())}» follows <{before.tag}>, so a level is missing"
            fix = f"make it <h{int(before.tag[1]) + 1}>: one «#» more than the heading above it"
            yield page.problem(
                node, message, fix, level="finding" if page.site.strict else "notice"
            )


@rule("built_page")
def built_language(page: BuiltPage) -> Iterator[Problem]:
    """A published page says in which language it is, by a code that is known.

    Bad:
        <!doctype html><html><body><p>Hello</p></body></html>

    Bad:
        <!doctype html><html xml:lang="en"><body><p>Hello</p></body></html>

    Bad (lines 1, 4):
        <!doctype html><html lang="english"><body><p>Hello</p></body></html>

        <!doctype html><html lang="en-GB"><body>
        <p lang="xx">Hello</p></body></html>

    Good:
        <!doctype html><html lang="en-GB"><body><p lang="cy">Helo</p></body></html>
    """
    if page.is_redirect or not page.is_whole:
        return
    root = page.first("html")
    # Only a browser that reads the page as XML looks at `xml:lang`.
    in_xml = root.attributes.get("xml:lang") if page.is_xml else ""
    given = text_of(root.attributes.get("lang") or in_xml)
    if not given:
        fix = 'write <html lang="en-GB">, or set «language» in _config.yml'
        yield page.problem(root, "the page does not say in which language it is", fix)
    for node in page.select("[lang]"):
        code = text_of(node.attributes["lang"])
        if code and not is_language(code):
            message = f"«{code}» on <{node.tag}> is not the code of a language"
            yield page.problem(node, message, "write a code such as «en-GB» or «cy»")


@rule("built_page")
def built_encoding(page: BuiltPage) -> Iterator[Problem]:
    """A published page names the encoding that its letters have, which is UTF-8 wherever it can be read so.

    Bad:
        <!doctype html><html lang="cy"><meta charset="windows-1252"><p>Dŵr</p></html>

    Good:
        <!doctype html><html lang="cy"><meta charset="UTF-8"><p>Dŵr</p></html>
    """
    node = page.first("meta[charset]")
    said = text_of(node.attributes["charset"]).lower() if node is not None else "utf-8"
    try:
        other = said not in ("utf-8", "utf8") and not page.data.isascii() and page.data.decode()
    except UnicodeDecodeError:
        return
    if other:
        message = (
            f"the page says that it is in {said}, and its letters are in UTF-8, so others are shown"
        )
        yield page.problem(node, message, 'write <meta charset="utf-8">')


@rule("site")
def built_title(site: Site) -> Iterator[Problem]:
    """A published page has a title of its own, which a browser's tab shows.

    A copy of a whole page, as some generators make for the start page, is not a second page, and a
    translation may keep the title.

    Bad (lines 1, 1, 1):
        == a.html
        <!doctype html><title>Lessons</title><main>What went well</main>
        == b.html
        <!doctype html><title>Lessons</title><main>What was hard</main>
        == c.html
        <!doctype html><html lang="en"><head><title> </title></head><body></body></html>
        == d.html
        <!doctype html><html lang="en"><body><svg><title>Map</title></svg></body></html>

    Good:
        == a.html
        <!doctype html><title>Lessons</title><main>What went well</main>
        == index.html
        <!doctype html><title>Lessons</title><main>What went well</main>
        == b.html
        <!doctype html><title>Challenges</title><main>What was hard</main>
    """
    first: dict[tuple[str, str], tuple[BuiltPage, str]] = {}
    for page in site.pages:
        if page.is_redirect or not page.is_whole:
            continue
        node = page.title
        title = text_of(node.text()) if node is not None else ""
        if not title and (site.strict or not page.is_utility):
            message = "the page has no title, which a browser's tab and a search result show"
            fix = "put <title>…</title> in its head; the build takes it from the «# Heading»"
            yield page.problem(node if node is not None else page.first("head"), message, fix)
        if not title or page.is_utility:
            continue
        text = text_of(page.article.text())
        language = page.first("html").attributes.get("lang") or ""
        before, before_text = first.setdefault((title, language), (page, text))
        if before is not page and before_text != text:
            message = f"the title «{title}» is that of «{before.name}» too"
            yield page.problem(node, message, "give one of the two pages another «# Heading»")


@rule("site")
def built_description(site: Site) -> Iterator[Problem]:
    """A published page has a description, which search results and link previews show.

    Where most pages of a site have none, that is its choice.

    Bad (b.html, line 1):
        == a.html
        <!doctype html><meta name="description" content="What the cohorts taught us"><p>A
        == b.html
        <!doctype html><p>B

    Good:
        == a.html
        <!doctype html><meta name="description" content="What the cohorts taught us"><p>A
        == 404.html
        <!doctype html><p>Not found
    """
    missing = []
    have = 0
    for page in site.articles:
        node = page.first("meta[name=description]")
        if node is not None and text_of(node.attributes.get("content")):
            have += 1
        else:
            missing.append((page, page.line(node if node is not None else page.first("head"))))
    if not site.strict and have < len(missing):
        return
    for page, line in missing:
        fix = "write «description: …» of 50 to 160 characters at the top of the Markdown page"
        yield page.problem(None, "the page has no description", fix, line=line)


@rule("built_page")
def built_unique_id(page: BuiltPage) -> Iterator[Problem]:
    """No two elements of a published page have the same id, and what names one names one that there is.

    Bad (line 2):
        <h2 id="people">People</h2>
        <h2 id="people">People</h2>

    Bad (lines 1, 2):
        <nav aria-labelledby="menu"><a href="https://example.org">Home</a></nav>
        <div tabindex="5">Words</div>

    Good:
        <h2 id="people">People</h2> <h2 id="people-1">People</h2>
    """
    seen: set[str | None] = set()
    for node in page.select("[id]"):
        if node.id in seen and node.id:
            message = (
                f"the id «{node.id}» stands on the page a second time; links lead to the first"
            )
            yield page.problem(node, message, "give one of the two another heading or name")
        seen.add(node.id)
    for attribute in ("aria-labelledby", "aria-describedby"):
        for node in page.select(f"[{attribute}]"):
            lost = [name for name in (node.attributes[attribute] or "").split() if name not in seen]
            if lost:
                message = f"{attribute} names «{lost[0]}», and nothing on the page has that id"
                yield page.problem(node, message, "give the element that names it this id")
    for node in page.select("[tabindex]"):
        if re.fullmatch(r"[1-9]\d*", node.attributes["tabindex"] or ""):
            message = "a tabindex above 0 brings whoever uses the keyboard out of order"
            yield page.problem(node, message, 'write «tabindex="0"», or take it out')


@rule("built_page")
def built_leak(page: BuiltPage) -> Iterator[Problem]:
    """No Markdown shows through as text on a published page.

    Bad (lines 1, 3, 5, 8, 10, 12, 13, 14, 15, 16, 18):
        <p>Read [the study](https://example.org/study).</p>

        <p>Read [the study][https://example.org/study].</p>

        <p>See {ref}`lessons` and more.</p>

        <p>As reported
        {cite:p}<code>nl44</code>.</p>

        <div>:::{note}</div>

        <p>See [the study] (https://example.org/study).</p>
        <p>It grew.[^growth]</p>
        <p>The **first cohort** met.</p>
        <p>:alt: Five pins on a map</p>
        <p>See :ref:<code>lessons</code>.</p>

        <p><span class="problematic">|x|</span></p>

    Good:
        <p>Write <code>[text](page.md)</code> or <code>{ref}</code>.</p>
        <pre>:::{note}</pre> <p>The interval [0, 1](closed) and {braces} are fine.</p>
        <script>a["b"](c); [x](https://example.org)</script>
    """
    for node in (
        page.select(".system-message,.problematic")
        if b"em-mess" in page.data or (b"problematic" in page.data)
        else ()
    ):
        message = f"an error of the build shows on the page: «{text_of(node.text())[:60]}»"
        fix = "build from scratch, read its warnings, and fix the Markdown page"
        yield page.problem(node, message, fix)
    if not MAY_LEAK.search(page.data):
        return
    for block, text in _texts(page):
        for pattern, what in LEAKS:
            match = pattern.search(text)
            if match:
                snippet = match[0].strip().replace(CODE_SIGN, "")
                around = text_of(text[max(0, match.start() - 20) : match.end() + 20])
                message = f"{what} shows through as text: «{around.replace(CODE_SIGN, '…')}»"
                fix = "fix the Markdown page: a wrong bracket, a space too many, or a missing fence"
                yield page.problem(block, message, fix, line=page.line_of_text(snippet, block))
                break


def _texts(page: BuiltPage) -> Iterator[tuple[LexborNode, str]]:
    """The running text of each block, with a sign for what is code."""
    texts: dict[int, tuple[LexborNode, list[str]]] = {}
    homes: dict[int, LexborNode | None] = {}
    body = page.tree.body
    if body is None:
        return
    for node in body.traverse(include_text=True):
        if node.is_element_node:
            parent = homes.get(node.parent.mem_id, body) if node.mem_id != body.mem_id else body
            if parent is None or _is_no_prose(node):
                homes[node.mem_id] = None
                if parent is not None and parent.mem_id in texts:
                    texts[parent.mem_id][1].append(CODE_SIGN)
                elif parent is not None:
                    texts[parent.mem_id] = (parent, [CODE_SIGN])
            else:
                homes[node.mem_id] = node if node.tag in BLOCKS else parent
        elif node.is_text_node:
            home = homes.get(node.parent.mem_id)
            if home is not None:
                texts.setdefault(home.mem_id, (home, []))[1].append(node.text_content or "")
    for home, parts in texts.values():
        yield home, "".join(parts)


def _is_no_prose(node: LexborNode) -> bool:
    if node.tag in NOT_PROSE:
        return True
    classes = node.attributes.get("class")
    return bool(classes) and not NOT_PROSE_CLASSES.isdisjoint(classes.lower().split())


@rule("built_page")
def built_refresh(page: BuiltPage) -> Iterator[Problem]:
    """No published page sends its reader elsewhere by itself, except one that has moved.

    Bad:
        <meta http-equiv="refresh" content="30"><main><h1>News</h1></main>

    Bad:
        <meta http-equiv="refresh" content="5; url=#top"><p id="top">Wait</p>

    Bad:
        <meta http-equiv="refresh" content="soon"><meta http-equiv="refresh" content="9"><p>News</p>

    Bad:
        <link rel="canonical" href="a.html"><meta http-equiv="refresh" content="0; url=//a.org/b"><p>
        It ran in five towns, and in each of them ten people came. They met in the first week, in the third
        and in the last, told what they had done, and wrote down what they would do otherwise. Each of them
        had a friend who read it first, and asked what was missing. That took an hour a week for both of
        them, and it was worth it, as nearly all of them said in the last week. Two of them did not, and told
        why: the hour was too late for one, and too early for the other. Both wished for another day. The team
        took that up, and asked in the next round for the day that suits most. All of them read the notes of
        the round before, and so nobody had to begin anew, which helped.</p>

    Good:
        <meta http-equiv="refresh" content="0; url=#new"><link rel="canonical" href="#new">

        <meta http-equiv="refresh" content="+5; url=#new"><p id="new">No browser obeys this</p>
    """
    if page.refresh is None or page.is_redirect or page.refresh.delay > LONG_ENOUGH:
        return
    node, delay, address = page.refresh
    loaded = f"«{address}»" if address else "itself"
    message = f"the page loads {loaded} anew after {delay} seconds"
    fix = "remove the element; a page that has moved uses a delay of 0 and a canonical link"
    yield page.problem(node, message, fix, target=address)


@rule("built_page")
def built_zoom(page: BuiltPage) -> Iterator[Problem]:
    """A published page lets its reader zoom.

    Bad (lines 1, 3, 5):
        <meta name="viewport" content="width=device-width, user-scalable=no">

        <meta name="viewport" content="width=device-width, maximum-scale=1">

        <META NAME="Viewport" CONTENT="initial-scale=1 user-scalable = no">

    Good:
        <meta name="viewport" content="width=device-width, initial-scale=1, maximum-scale=5">
    """
    for node in page.select("meta[name]"):
        if (node.attributes["name"] or "").strip().lower() != "viewport":
            continue
        content = (node.attributes.get("content") or "").lower()
        settings = dict(
            part.split("=", 1)
            for part in re.split(r"[,;\s]+", re.sub(r"\s*=\s*", "=", content))
            if "=" in part
        )
        largest = re.match(r"\d*\.?\d+", settings.get("maximum-scale", ""))
        fixed = settings.get("user-scalable") in ("no", "0")
        if fixed or (largest and float(largest[0]) < 2):
            message = f"the viewport «{content}» keeps readers from zooming"
            yield page.problem(node, message, 'write content="width=device-width, initial-scale=1"')


@rule("built_page")
def built_table_header(page: BuiltPage) -> Iterator[Problem]:
    """Every published table has header cells.

    Bad (lines 1, 3):
        <table><tr><td>Cohort</td><td>Year</td></tr><tr><td>First</td><td>2023</td></tr></table>

        <table><tr><th></th><th></th></tr><tr><td>First</td><td>2023</td></tr></table>

    Good:
        <table><tr><th>Cohort</th><th>Year</th></tr><tr><td>First</td><td>2023</td></tr></table>
        <table role="presentation"><tr><td>Left</td><td>Right</td></tr></table>
    """
    for node in page.select("table"):
        heads = node.css("th,[role=columnheader],[role=rowheader]")
        if any(text_of(each.text()) or each.css_first("img[alt],svg,input") for each in heads):
            continue
        classes = set((node.attributes.get("class") or "").split())
        if classes & LAYOUT_TABLES or is_decoration(node) or is_hidden(node):
            continue
        inside = any(
            "highlighttable" in (each.attributes.get("class") or "") for each in ancestors(node)
        )
        if not inside and len(node.css("td")) > 1:
            yield page.problem(
                node,
                f"the table that begins «{text_of(node.text(separator=' '))[:40]}» has no header cells",
                "give the table a header row with words («:header-rows: 1» for a list-table)",
                level="notice" if heads and not page.site.strict else "finding",
            )
