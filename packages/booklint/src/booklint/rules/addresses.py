"""Addresses of the web that are wrong, unsafe or soon gone, told without asking for them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from urllib.parse import parse_qsl, unquote

from rapidfuzz import process
from rapidfuzz.distance import OSA

from booklint import hosts
from booklint.addresses import MAIL, MISTYPED
from booklint.book import Book, TextFile, pages
from booklint.config import mapping
from booklint.doi import is_doi_host
from booklint.finding import Problem
from booklint.nearest import nearest, suggestion
from booklint.page import Address, Page
from booklint.records import records
from booklint.registry import rule

Text = Page | TextFile

NAMESPACES = ("http://www.w3.org/", "http://schema.org", "http://purl.org/", "http://ns.adobe.com/")
"""Names of vocabularies: they look like addresses, must not change, and nobody follows them."""


def _written(text: Text) -> Iterator[Address]:
    """The addresses that are links or data, not those that only stand in a sentence."""
    return (address for address in text.addresses if address.kind != "bare")


def _short(url: str) -> str:
    return url if len(url) <= 90 else f"{url[:80]}…"


# --- how it is written ---------------------------------------------------------------------------


@rule("text")
def address_syntax(text: Text) -> Iterator[Problem]:
    """Every address is written so that a browser can follow it; without https:// it is taken for a file.

    Bad (lines 1, 2, 3):
        [one](https://club.org/https://club.org/report),
        [two](https://example.org/watch?=eTH6),
        [three](https://club.org/club.org/plan).

    Bad (lines 1, 2, 3, 4, 6, 8, 8, 10, 11):
        [one](https//example.org/report) and
        [two](https://https://example.org) and
        [three](htps://example.org) and
        [four](https://example..org/report).

        [one](https://example.org/report,)

        [one](https://example/report) or [two](https://example.org/annual-report.)

        See [the site](www.example.org/report) or
        [this one](//example.org/report).

    Bad (line 1):
        [A talk](https://www.youtube.com/watch?v=NdmkaRm)

    Good:
        [one](https://example.org/report), [two](https://web.archive.org/web/2020/https://club.org)
        and [three](https://en.wikipedia.org/wiki/Hub_(network)), [four](https://example.org/wiki/Acme_Inc.).
    """
    for address in _written(text):
        wrong = _what_is_wrong(address.url)
        if wrong:
            fix = "write it as https://host.org/path, as the browser shows it"
            if begins := MISTYPED.match(address.url):
                fix = f"write «https://» in place of «{begins[0]}»"
            yield Problem(address.line, f"{_short(address.url)} cannot be followed: {wrong}", fix)
        if address.kind == "link" and re.match(r"//|www\.", address.url, re.I):
            yield Problem(
                address.line,
                f"{_short(address.url)} does not begin with https://, so it is taken for a file",
                f"write https://{address.url.removeprefix('//')}",
            )


def _what_is_wrong(url: str) -> str:
    """Why a browser cannot follow an address, or nothing."""
    if re.match(r"mailto:|//|www\.", url, re.I):
        return ""
    if begins := MISTYPED.match(url):
        return f"it begins with «{begins[0]}»"
    parts = hosts.split(url)
    if parts is None:
        return "its host or port is not written as one"
    name = parts.hostname or ""
    if is_doi_host(name):
        return ""
    if "{" in url or "<" in url:
        return ""
    labels = name.removesuffix(".").split(".")
    if not name:
        return "it names no host"
    if not hosts.is_local(name) and (len(labels) < 2 or not all(labels)):
        return f"«{name}» is not the name of a host"
    if re.search(r"[\s%,;!()'\"]", name):
        return f"«{name}» has a sign that no host has"
    # A full stop may end a name such as «Acme_Inc.», but no word in small letters.
    if re.search(
        r"[,;]$|(?:/|[/=][a-z\d-]+|=\w+|\.html?|\.pdf|\.php)\.$|%20$|(?<=[^/=:%?&#])https?://",
        url,
        re.I,
    ):
        return "something that does not belong to it is stuck to it"
    host = re.escape(name)
    again = rf"/(?:.*/)?https?://{host}(?=/|$)|^[^/]+/{host}(?=/|$)"
    if re.search(again, url.partition("://")[2], re.I):
        return "it stands within itself"
    video = re.match(
        r"(?:www\.|m\.)?youtube\.com/watch\?(?:.*&)?v=([^&#]*)|youtu\.be/([^?#/]*)",
        url.partition("://")[2],
    )
    if video and not re.fullmatch(r"[\w-]{11}", video[1] or video[2] or ""):
        return "the name of a film at YouTube has eleven signs"
    if re.search(r"[?&]=[^&=]", url):
        return "what is asked behind «?» or «&» has a value without a name"
    return ""


@rule("text")
def http_address(text: Text) -> Iterator[Problem]:
    """Every address asks for the encrypted page: https, not http.

    Bad (line 3):
        | Site |
        |---|
        | [The Open Way](http://book.the-open-way.org) |

    Good:
        [The Open Way](https://book.the-open-way.org), and `http://example.org` in code.
    """
    for address in text.addresses:
        if not re.match(r"http://", address.url, re.I) or address.url.startswith(NAMESPACES):
            continue
        if address.kind == "picture" and isinstance(text, Page) and text.strict:
            continue  # found, whatever its scheme, by `picture-remote`
        name = hosts.host(address.url)
        linked = address.kind != "bare" or address.text.lower().startswith("http:")
        other = hosts.is_local(name) or is_doi_host(name) or bool(_misfit(address.url)[0])
        if linked and "." in name and not other:
            safe = hosts.is_under(name, *ALWAYS_ENCRYPTED)
            yield Problem(
                address.line,
                f"{_short(address.url)} asks for the page unencrypted",
                f"write https: instead of http:, once you have seen that https://{name} answers",
                target=address.url,
                repair=(address.url, f"https{address.url[4:]}") if safe else (),
            )


ALWAYS_ENCRYPTED = (
    *("arxiv.org", "creativecommons.org", "github.com", "github.io", "gitlab.com", "jupyter.org"),
    *("mybinder.org", "numpy.org", "opensource.org", "orcid.org", "pypi.org", "python.org"),
    *("readthedocs.io", "scipy.org", "wikimedia.org", "wikipedia.org", "youtube.com", "zenodo.org"),
)
"""Hosts that answer at https: only, so that the address may be changed without a look."""


@rule("text")
def mail_address(text: Text) -> Iterator[Problem]:
    """Every mail link names an address that mail can be sent to.

    Bad (lines 1, 2, 3):
        Write to [the team](mailto:club@example),
        [us](mailto://club@example.org) or
        [them](club@example.org).

    Good:
        Write to [the team](mailto:club@example.org?subject=Writers%20Club) or
        <club@example.org>.
    """
    if isinstance(text, Page):
        for link in text.links:
            if link.syntax in ("inline", "reference", "html") and MAIL.fullmatch(link.target):
                message = f"{link.target} is a mail address, but the link takes it for a file"
                yield Problem(link.line, message, f"write mailto:{link.target}")
    for address in text.addresses:
        if address.url.lower().startswith("mailto:"):
            wrong = _wrong_in_mail(address.url[len("mailto:") :])
            if wrong:
                fix = "write mailto:name@host.org, with ?subject=… after it if you like"
                yield Problem(address.line, f"{_short(address.url)} opens no letter: {wrong}", fix)


def _wrong_in_mail(rest: str) -> str:
    people, _, query = rest.partition("?")
    if people.startswith("//"):
        return "no // follows mailto:"
    for person in people.split(","):
        if not MAIL.fullmatch(unquote(person).strip()) and (people or "to=" not in query.lower()):
            return f"«{unquote(person)}» is not a mail address"
    names = {name.lower() for name, _ in parse_qsl(query, keep_blank_values=True)}
    odd = names - {"subject", "body", "cc", "bcc", "to", "in-reply-to"}
    return f"letters have no «{min(odd)}»" if odd else ""


PRIVATE_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+@(?:gmail|googlemail|hotmail|outlook|live|yahoo|icloud|me|aol|gmx|web|proton|protonmail|btinternet)"
    r"\.(?:com|co\.uk|de|net|me|org|fr|ch)\b",
    re.I,
)
TELEPHONE = re.compile(
    r"(?<![\w/.=-])(?:\+\d{1,3}|\(0\d{2,4}\)|0\d{3,4}(?= (?:[\d-] ?){5}))[ \d()-]{5,}\d(?![\w/-])"
)
OF_FICTION = re.compile(
    r"0?(?:1632960|11[3-8]4960|1[2-6]14960|1914980|2079460|2896496|2920180|7700900|8081570|3069990)\d{3}|"
    r"1?\d{3}55501\d\d"
)
"""Numbers that nobody has: Ofcom and the North American Numbering Plan keep them for invented people."""


@rule("words", strict=True)
def private_contact(page: Page) -> Iterator[Problem]:
    """No page gives away how to reach a private person: a mail address at home, a telephone number.

    Bad (strict, lines 1, 2, 3):
        Write to ada.lovelace@gmail.com, or
        call her at +999 7700 900123,
        or at home (09990 900123).

    Good (strict):
        # Start

        Call (01632) 960001, +44 20 7946 0958 or +1 202-555-0143 of the invented office.
        Write to [the team](mailto:team@example.org) about record 10777730 of 2023-06-27.
    """
    for prose in page.prose:
        # Looking for what each of them has in it first is ten times as fast.
        for pattern, hints in ((PRIVATE_MAIL, ("@",)), (TELEPHONE, ("+", "(0", " 0", "\n0"))):
            if not any(hint in prose.text for hint in hints):
                continue
            for found in pattern.finditer(prose.text):
                if OF_FICTION.fullmatch(re.sub(r"^\+44|\D", "", found[0])):
                    continue
                message = f"«{found[0]}» reaches a person, and is published for ever"
                fix = "write the address of a team, or link its page"
                yield Problem(prose.line_of(found.start()), message, fix, hides="line")


# --- where it leads ------------------------------------------------------------------------------


@rule("text")
def local_address(text: Text) -> Iterator[Problem]:
    """No link and no path leads to the writer's own machine or network.

    Bad (lines 1, 2, 3, 4, 5):
        See [the page](http://localhost:8000/index.html),
        [the copy](file:///home/ada/book/index.html),
        [the test](https://192.168.0.12/book) or
        [the wiki](https://wiki.internal/club), and
        open /home/ada/book/index.html.

    Bad:
        ![Map of the partners](C:\\Users\\jo\\map.png)

    Bad:
        ```{figure} C:\\Users\\jo\\map.png
        :alt: Map of the partners
        ```

    Good:
        See [the page](https://example.org/index.html); the preview runs at http://localhost:8000.
    """
    found = [
        (address.line, address.url)
        for address in _written(text)
        if hosts.is_local(hosts.host(address.url))
    ]
    if isinstance(text, Page):
        for prose in text.prose if IN_WORDS.search(text.text) else ():
            for match in IN_WORDS.finditer(prose.shape):
                found.append((prose.shape_line_of(match.start()), match[0].removeprefix("](")))
        links = [(each.line, each.target) for each in text.links if each.syntax != "bare"]
        pictures = [(each.line, each.source) for each in text.images]
        found += [each for each in (*links, *pictures) if OWN_DRIVE.match(each[1])]
    for line, url in found:
        message = f"{_short(url)} can only be opened on the writer's own machine or network"
        fix = "link the published page, or put the file into the book and link that"
        yield Problem(line, message, fix)


OWN_DRIVE = re.compile(r"file:|[a-z]:[\\/]", re.IGNORECASE)
IN_WORDS = re.compile(
    r"\]\((?i:file):[^\s()]*|"
    r"(?<![\w:/.~-])(?:/(?:home|Users)/[a-z][\w.-]+/|[A-Z]:\\Users\\\w)[^\s),;]*(?<!\.)"
)
"""A link that is none, to a file, and a path below somebody's own folder."""

PREVIEW_HOST = r"""(?x:
    [a-z0-9-]+--[a-z0-9-]+\.netlify\.(?:app|com)        # deploy previews and branches
    | [a-z0-9-]+-git-[a-z0-9-]+\.vercel\.app
    | [a-z0-9-]+-[a-z0-9]{9}-[a-z0-9-]+\.vercel\.app
    | [^/]+\.readthedocs\.build | [^/]+--\d+\.org\.readthedocs\.io
    | [0-9a-f]{8}\.[a-z0-9-]+\.pages\.dev
    | [a-z0-9-]+--[a-z0-9-]+\.(?:web\.app|firebaseapp\.com)
    | [^/]+\.(?:ngrok\.io|ngrok\.app|ngrok-free\.app|loca\.lt|trycloudflare\.com|gitpod\.io)
    | [^/]+\.(?:csb\.app|circle-artifacts\.com|app\.github\.dev|githubpreview\.dev)
    | (?:[^/]+\.)?raw\.githack\.com
    | (?:[a-z0-9-]+[.-])?(?:staging|stage|stg|preview|preprod|pre-prod|uat|sandbox)\d*\.[^/]+\.[^/]+
    | [a-z0-9-]+-(?:staging|preview)\.[^/]+\.[^/]+
    )(?:/.*)?"""
PREVIEW_PATH = r".+/(?:pr-preview/pr-\d+|_preview/\d+|preview/pr-?\d+)(?:/.*)?"


WORKING_BRANCH = (
    r"(?:[^/]*[_-])?(?:patch-\d+|(?:bug|hot)?fix(?:es|ing)?|feat(?:ure)?s?|wip|draft|tmp|temp|issue|pr|"
    r"add(?:ing)?|my|update|rename|remove|improve|typo|chore|refactor|dependabot|pre-commit-ci)"
    r"(?:[_-][^/]*|\d*)"
)
"""How branches are called on which somebody works for a while; any other may be the main one."""

WHERE_BRANCHES_ARE = (
    r"(?:www\.)?github\.com/[^/]+/[^/]+/(?:blob|tree|raw|blame)",
    r"(?:.+\.)?gitlab\.com/[^/]+/[^/]+/(?:-/)?(?:blob|tree|raw|blame)",
    r"raw\.githubusercontent\.com/[^/]+/[^/]+(?:/refs/heads)?",
)
EDITORS = (
    r"docs\.google\.com/(?:document|spreadsheets|presentation|forms)/(?:u/\d+/)?d/(?!e/)[^/]+/edit.*",
    r"(?:(?:www\.)?notion\.so|app\.(?:asana|clickup)\.com|(?!www\.)[\w-]+\.(?:atlassian|slack)\.\w+)/.+",
    r"(?:[\w-]+\.sharepoint\.com|1drv\.ms|onedrive\.live\.com|teams\.microsoft\.com)/.+",
    r"(?:miro\.com|(?:www\.)?trello\.com|mail\.google\.com|[\w-]+\.officeapps\.live\.com)/.+",
    r"(?:www\.)?github\.com/[^/]+/[^/]+/(?:edit|delete|upload|new)/.*",
    r"gitlab\.[a-z.]+/.+/-/(?:edit|ide)/.*",
    r"(?:github|vscode|gitlab)\.dev/.+",
    r"(?:www\.)?overleaf\.com/project/.*",
    r"(?:hackmd|codimd)\.[a-z.]+/[^?]+\?(?:edit|both).*",
    r"(?:www\.)?figma\.com/(?:file|design)/.*",
    r"(?:www\.)?canva\.com/design/[^/]+/[^/]+/edit.*",
    r"(?:[a-z-]+\.)?wikipedia\.org/.*[?&]action=edit.*",
    r"(?:www\.)?zenodo\.org/(?:deposit|uploads)/\d+.*",
)


NOT_ITS_OWN = r"(?!(?:app|about|beta|blog|dev|docs|media|www)\.)"
"""Hosts of Read the Docs itself, which has not moved."""

MOVES = (
    (r"(?:www\.)?zenodo\.org/record/\d+.*", "write zenodo.org/records/… or, better, the DOI"),
    (r"pypi\.python\.org/.*", "write https://pypi.org/project/…"),
    (r"(?:help|developer|guides)\.github\.com(?:/.*)?", "look the page up at https://docs.github.com"),
    (r"raw\.github\.com/.*", "write https://raw.githubusercontent.com/…"),
    (r"(?:cdn\.)?rawgit\.com/.*", "this service has ended: link the file on GitHub"),
    (r"goo\.gl/(?!maps|forms).*", "this service has ended: write the address it stood for"),
    (r"git\.io/.*", "this service takes no changes: write the address it stands for"),
    (
        r"(?:www\.)?google\.\w+(?:\.\w+)?/url\?.*|.+\.safelinks\.protection\.outlook\.com/.*|lnkd\.in/.*|"
        r"(?:urldefense\.(?:com|proofpoint\.com)|l\.facebook\.com|out\.reddit\.com|href\.li)/.*|"
        r"(?:bit\.ly|tinyurl\.com|t\.co|ow\.ly|is\.gd|buff\.ly|cutt\.ly|rb\.gy|tiny\.cc|shorturl\.at)/.+",
        "write the address that it leads to: this one hides it, counts who follows it, and may end",
    ),
    (r"plus\.google\.com(?:/.*)?", "this service has ended: remove the link"),
    (r"code\.google\.com/p/.*", "this service has ended: look the project up where it lives now"),
    (r".+\.codeplex\.com(?:/.*)?", "this service has ended: look the project up where it lives now"),
    (f"{NOT_ITS_OWN}[a-z0-9-]+\\.readthedocs\\.org(?:/.*)?", "write .readthedocs.io, not .org"),
    (r"nbviewer\.(?:ipython|jupyter)\.org(?:/.*)?", "write https://nbviewer.org/…"),
    (r"beta\.mybinder\.org(?:/.*)?", "write https://mybinder.org/…"),
    (r"conda\.pydata\.org(?:/.*)?", "look the page up at https://docs.conda.io"),
    (r"docs\.scipy\.org/doc/numpy.*", "look the page up at https://numpy.org/doc"),
    (r"matplotlib\.sourceforge\.net(?:/.*)?", "look the page up at https://matplotlib.org"),
)  # fmt: skip


@cache
def _unfit() -> list[tuple[re.Pattern[str], str, str]]:
    """What an address without its scheme may be, what is wrong with it, and what to write."""
    branches = "|".join(WHERE_BRANCHES_ARE)
    kinds = [
        (
            f"{PREVIEW_HOST}|{PREVIEW_PATH}",
            "is a preview or a test copy, which is deleted soon",
            "link the published page",
        ),
        (
            "|".join(EDITORS),
            "opens an editor or a workspace, not a page to read",
            "link the page that readers see (a published copy, /preview, or the file itself)",
        ),
        (
            f"(?:{branches})/{WORKING_BRANCH}(?:/.*)?",
            "is on a working branch, which is deleted once it is merged",
            "link the file on the main branch or, so that it never changes, at a commit",
        ),
        *((pattern, "has moved, has ended, or only passes on", fix) for pattern, fix in MOVES),
    ]
    return [(re.compile(pattern, re.I), why, fix) for pattern, why, fix in kinds]


@rule("text")
def address_for_readers(text: Text) -> Iterator[Problem]:
    """Every link leads to a page that lasts and is for readers: no preview, editor or branch of one's own.

    Bad (lines 1, 2, 3, 5, 6, 7, 9, 10, 12, 13, 14, 16):
        See [the draft](https://deploy-preview-12--the-club.netlify.app/index.html),
        [the build](https://the-club--45.org.readthedocs.build/en/45/) or
        [the test](https://staging.example.org/club).

        See [the notes](https://docs.google.com/document/d/1aBcD/edit#heading=h.1) and
        [the page](https://github.com/the-open-way/club/edit/main/book/index.md) and
        [the plan](https://www.notion.so/club/Plan-1a2b3c4d).

        See [the page](https://github.com/the-open-way/club/blob/fix-the-map/book/index.md),
        [the data](https://raw.githubusercontent.com/the-open-way/club/patch-1/data.csv).

        [the package](https://pypi.python.org/pypi/rivers),
        [the record](https://zenodo.org/record/10777730),
        [the recording](https://bit.ly/3xYzAbC).

        The notes (https://docs.google.com/document/d/1aBcD/edit?usp=sharing) are long.

    Good:
        See [the book](https://the-club.netlify.app/index.html), [the docs](https://the-club.readthedocs.io)
        and [a blog on staging](https://example.org/staging), or a file shown by
        [a service](https://htmlpreview.github.io/?https://github.com/a/b/blob/main/club.html),
        [the notes](https://docs.google.com/document/d/1aBcD/preview),
        [the page](https://github.com/the-open-way/club/blob/main/book/index.md),
        [its change](https://github.com/the-open-way/club/pull/91/files),
        [the tag](https://github.com/the-open-way/club/tree/v1.2),
        [another main branch](https://github.com/the-open-way/club/tree/website) and
        [the commit](https://github.com/the-open-way/club/blob/644d344993cccaaf/book/index.md).
    """
    shown = [prose.shape for prose in text.prose] if isinstance(text, Page) else []
    for address in text.addresses:
        # What stands in code is an example.
        if address.kind == "bare" and not any(address.url in shape for shape in shown):
            continue
        why, fix = _misfit(address.url)
        if why:
            yield Problem(address.line, f"{_short(address.url)} {why}", fix)


def _misfit(url: str) -> tuple[str, str]:
    """Why an address is not one for readers, and what to write; two empty texts where it is."""
    bare = re.sub(r"^(?:https?:)?//", "", url).partition("#")[0]
    return next(((why, fix) for pattern, why, fix in _unfit() if pattern.fullmatch(bare)), ("", ""))


MADE_PAGES = frozenset({"404.html", "genindex.html", "print.html", "search.html"})
"""Pages of the site that no author wrote."""


@rule("book", each=pages)
def own_site_address(book: Book, page: Page) -> Iterator[Problem]:
    """Pages of this book are linked by their path, so that the link is checked.

    Bad (index.md, lines 1, 2):
        == _config.yml
        html: {baseurl: https://club.example.org/book/}
        == index.md
        See [the lessons](https://club.example.org/book/lessons/index.html#advice), or
        [one more](https://club.example.org/book/lesson.html).
        == lessons/index.md
        # Lessons

    Bad (strict, book/index.md, line 1):
        == book/_config.yml
        repository: {url: https://github.com/club/book, branch: main}
        == book/index.md
        See [the lessons](https://github.com/club/book/blob/main/book/lessons.md#advice).
        == book/lessons.md
        # Lessons

    Good:
        == _config.yml
        html: {baseurl: https://club.example.org/book/}
        == index.md
        See [the lessons](lessons/index.md) and [the catalogue](https://club.example.org/book/all.csv).
        == lessons/index.md
        # Lessons
    """
    own = str(mapping(book.config.data.get("repository")).get("url")).rstrip("/").lower()
    for address in page.addresses if page.in_book and book.strict else ():
        there = IN_REPOSITORY.match(address.url)
        path, _, fragment = ((there and there["path"]) or "").partition("#")
        here = path in book.pages and book.pages[path].in_book
        if here and address.kind == "link" and address.url.lower().startswith(f"{own}/blob/"):
            message = f"{_short(address.url)} is the source of a page of this book"
            right = book.relative(page.path, path)
            fix = f"write {right}#{fragment}" if fragment else f"write {right}"
            yield Problem(address.line, message, fix)
    base = re.sub(r"^https?://", "", book.config.base_url.rstrip("/"))
    for address in page.addresses if base and page.in_book else ():
        url = re.sub(r"^https?://", "", address.url)
        host, _, path = url.partition("/")
        url = f"{host.lower()}/{path}"
        if address.kind != "link" or (url.rstrip("/") != base and not url.startswith(f"{base}/")):
            continue
        rest, _, fragment = url[len(base) :].strip("/").partition("#")
        rest = rest.partition("?")[0]
        name = posixpath.splitext(rest)[0] if rest.endswith(".html") else rest
        found = [each for each in (name, posixpath.join(name, "index")) if each in book.documents]
        if found:
            path = book.relative(page.path, book.documents[found[0]])
            message = f"{_short(address.url)} is a page of this book, linked by way of the web"
            fix = f"write {path}#{fragment}" if fragment else f"write {path}"
            yield Problem(address.line, message, fix)
        elif rest.endswith(".html") and rest not in MADE_PAGES:
            meant = nearest(name, sorted(book.documents))
            right = book.relative(page.path, book.documents[meant]) if meant else ""
            message = (
                f"{_short(address.url)} is on this book's own site, but the book has no page {name}"
            )
            yield Problem(
                address.line, message, suggestion(right, "link a page of the book by its path")
            )


RECORD = re.compile(r"\d{5,}")
"""The number of a record in an address."""
DOI_OF_RECORD = re.compile(r"(?<![\w/])10\.\d{4}/[a-z.]{1,40}\d{5,}")


@rule("book", yields_to=("lookalike-host",))
def address_of_another(book: Book) -> Iterator[Problem]:
    """No address is one slip from a record of the data, leads to a copy of the repository, or no file of it.

    A slip is two digits swapped, or one that is missing or there twice; in a strict book also a letter
    of a name that others have. On other people's books a file is missing where one of nearly its name
    is there.

    Bad (strict, lines 2, 4):
        See [one](https://github.com/the-club/book), [two](https://github.com/the-club/letters),
        [three](https://github.com/theclub/more), [four](https://github.com/the-club/talks) and
        [five](https://github.com/the-club/data), or [six](https://github.com/some-club/data),
        [the talks](https://github.com/the-club/takls), [and](https://github.com/the-club/talks/two),
        [more](https://github.com/the-club/talks/three).

    Bad (strict, book/index.md, lines 1, 2, 3, 4, 5):
        == .github/ISSUE_TEMPLATE/broken-link.yml
        name: A broken link
        == book/_config.yml
        repository: {url: "https://github.com/club/book"}
        == book/_data/outputs.yml
        - {title: Report, url: "https://zenodo.org/records/10337801"}
        == book/index.md
        Read [the report](https://zenodo.org/records/10337081), and
        tell us [what is wrong](https://github.com/somebody/book/issues/new) or
        [what is broken](https://github.com/club/book/issues/new?template=broken-links.yml), read
        [the settings](https://github.com/club/book/blob/main/book/_confg.yml) or see
        [the drawings](https://github.com/club/book/tree/main/figures/draw).

    Bad (strict, book/_config.yml, line 1):
        == book/_config.yml
        repository: {url: "https://github.com/club/book", branch: master}
        == book/index.md
        Read [the licence](https://github.com/club/book/blob/main/LICENSE).

    Good (strict):
        == .github/ISSUE_TEMPLATE/broken-link.yml
        name: A broken link
        == book/_config.yml
        repository: {url: "https://github.com/club/book"}
        == book/_data/outputs.yml
        - {title: Report, url: "https://zenodo.org/records/10337801"}
        == book/index.md
        Read [the report](https://zenodo.org/records/10337801), [the next](https://zenodo.org/records/10337802),
        [our issues](https://github.com/club/book/issues/new?template=broken-link.yml),
        [the settings](https://github.com/club/book/blob/main/book/_config.yml), and
        [those of 2023](https://github.com/club/book/blob/v2023/_confg.yml).
    """
    known: dict[str, set[str]] = defaultdict(set)
    for file in book.texts:
        if file.path not in book.pages:
            written = [f"https://doi.org/{doi[0]}" for doi in DOI_OF_RECORD.finditer(file.text)]
            for url in (*(address.url for address in file.addresses), *written):
                if number := RECORD.search(url):
                    known[_shape(url)].add(number[0])
    yield from _other_branch(book) if book.strict else ()
    slips = _slips_in_parts(book) if book.strict else {}
    for text in book.things("text"):
        for address in text.addresses:
            if wrong := _in_repository(book, address.url):
                yield Problem(address.line, *wrong, path=text.path)
            for above, part in _steps(address.url) if slips and not wrong else ():
                if meant := slips.get((above, part)):
                    short = _short(address.url)
                    message = (
                        f"«{part}» in {short} is one slip from «{meant}», which others have there"
                    )
                    fix = f"write {meant}, or look whether this address is right"
                    yield Problem(address.line, message, fix, path=text.path)
            number = RECORD.search(address.url) if text.path in book.pages else None
            others = known[_shape(address.url)] if number else set()
            meant = sorted(each for each in others if _is_slip(number[0], each))
            if meant and number[0] not in others:
                yield Problem(
                    address.line,
                    f"the number {number[0]} in {_short(address.url)} is one slip from {meant[0]}",
                    f"write {meant[0]}, or add this record to the data",
                    path=text.path,
                )


def _other_branch(book: Book) -> Iterator[Problem]:
    """A branch in the settings that none of the book's own links to its repository has."""
    own = str(mapping(book.config.data.get("repository")).get("url")).rstrip("/").lower()
    links = [address.url for page in book.pages.values() for address in page.addresses]
    there = [IN_REPOSITORY.match(url) for url in links if url.lower().startswith(f"{own}/")]
    used = {
        each["branch"] for each in there if each and re.search("/(?:blob|tree|raw|blame)/", each[0])
    }
    for record in records(book):
        value = record.fields.get("branch") if record.above == ("repository",) else None
        if value and record.path == book.config.path and used and value.text not in used:
            message = f"branch: «{value.text}» is not that of the book's own links, {min(used)}"
            yield Problem(
                value.line, message, f"write {min(used)}, or correct the links", path=record.path
            )


OFTEN = 3
"""In so many addresses a part of them stands of which another one is surely a slip."""


def _slips_in_parts(book: Book) -> dict[tuple[str, str], str]:
    """Each part of an address that is one letter from what many have in its place → what they have."""
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for url in {each.url for text in book.things("text") for each in text.addresses}:
        for above, part in _steps(url):
            parts[above][part] += 1
    slips = {}
    for above, beside in parts.items():
        often = sorted(part for part, count in beside.items() if count >= OFTEN)
        once = (part for part, count in beside.items() if count == 1 and len(part) >= SHORTEST_PART)
        for part in once if often else ():
            near = process.extractOne(part, often, scorer=OSA.distance, score_cutoff=1)
            # A number that differs is another number.
            if near and re.sub(r"\d", "", near[0]) != re.sub(r"\d", "", part):
                slips[above, part] = near[0]
    return slips


def _steps(url: str) -> Iterator[tuple[str, str]]:
    """The host and each of the first parts of the path of an address, after what stands before it."""
    pieces = re.split(r"[?#]", url, maxsplit=1)[0].split("/")
    for at in range(2, min(len(pieces), DEEPEST_PART)):
        yield "/".join(pieces[:at]), pieces[at]


SHORTEST_PART = 5
DEEPEST_PART = 12
"""The letters of the shortest part, and the pieces of an address, that are looked at."""
IN_REPOSITORY = re.compile(
    r"https?://(?:www\.)?(?:github|raw\.githubusercontent)\.com/(?P<owner>[^/]+)/(?P<name>[^/?#]+)(?:/(?:"
    r"issues/new\?(?:\S*&)?template=(?P<form>[^&#]+)|"
    r"(?:(?:blob|tree|raw|blame)/)?(?:refs/heads/)?(?P<branch>[^/]+)/(?P<path>[^?#]+)))?",
    re.I,
)
FORMS = ".github/ISSUE_TEMPLATE"


def _in_repository(book: Book, url: str) -> tuple[str, str] | None:
    """What is wrong with an address in the book's repository at GitHub and what to write, if it is in it."""
    own, files = mapping(book.config.data.get("repository")), book.files
    written = str(own.get("url") or mapping(book.config.data.get("project")).get("github"))
    source = re.match(r"(?:\S*github\.com/)?([\w-]+)/([\w.-]+?)(?:\.git)?(?:/|$)", written)
    there = IN_REPOSITORY.match(url)
    if not source or not there or there["name"] != source[2]:
        return None
    if there["owner"].lower() != source[1].lower():
        message = f"{_short(url)} leads to the copy of {there['owner']}"
        fix = f"write {source[1]} in its place, the owner of the book's own repository"
        return (message, fix) if book.strict else None
    branches = (str(own["branch"]),) if own.get("branch") else ("main", "master", "HEAD")
    form = there["form"]
    path = f"{FORMS}/{form}" if form else unquote(there["path"] or "").rstrip("/")
    # What is read may be a part of the repository only.
    whole = files.entry(".git") or files.entry(".github")
    if not whole or files.entry(path) or not (form or there["branch"] in branches):
        return None
    known = [f"{FORMS}/{each}" for each in files.entries(FORMS)] if form else list(files.walk())
    meant = files.other_case(path) or nearest(path, known, 95)
    fix = suggestion(meant, "correct the path, or link what is there")
    message = f"{_short(url)} names {path}, which is not in the repository"
    return (message, fix) if meant or (book.strict and known) else None


def _shape(url: str) -> str:
    """An address without the first of its long numbers and what follows."""
    return RECORD.split(url, maxsplit=1)[0].removeprefix("https://").removeprefix("http://")


def _is_slip(number: str, other: str) -> bool:
    """Whether one became the other by two digits that changed their places, or one more or less."""
    alike = len(number) != len(other) or sorted(number) == sorted(other)
    return alike and OSA.distance(number, other) == 1


# --- what it carries -----------------------------------------------------------------------------


TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|igsh(?:id)?|mc_[ce]id|"
    r"_hs(?:enc|mi)|hsctatracking|mkt_tok|vero_id|oly_(?:anon|enc)_id|wickedid|rb_clickid|li_fat_id|"
    r"ref_src|ref_url|(?:pk|mtm|matomo)_\w+|ga_(?:source|medium|campaign|content|term)|guccounter|"
    r"_g[al]|guce_referrer(?:_sig)?|trk(?:campaign|info)?|sc_campaign|ck_subscriber_id|__s|s_cid|spm",
    re.I,
)
SHARED_FROM = {
    "si": ("youtu.be", "youtube.com", "open.spotify.com"),
    "s": ("twitter.com", "x.com"),
    "t": ("twitter.com", "x.com"),
}


@rule("text")
def tracking_parameters(text: Text) -> Iterator[Problem]:
    """No address carries marks that follow the reader, or the mail address of a person.

    Bad (lines 1, 2, 4, 5, 7):
        [Report](https://example.org/report?id=4&utm_source=newsletter&utm_medium=mail) and
        [talk](https://youtu.be/abc?si=XyZ123).

        [Report](https://example.org/report?id=4;utm_source=newsletter) and
        [more](https://example.org/report#utm_source=newsletter).

        [Notes](https://example.org/notes?share=yes&email=mary%40example.org).

    Good:
        [Report](https://example.org/report?id=4), [talk](https://youtu.be/abc?t=90) and
        [dates](https://calendar.google.com/calendar/embed?src=ab12%40group.calendar.google.com).
    """
    for address in text.addresses:
        people = [
            name
            for name, value in _parameters(address.url)
            if MAIL.fullmatch(value) and not value.endswith("calendar.google.com")  # no person's
        ]
        if people and not address.url.lower().startswith("mailto:"):
            message = f"{_short(address.url)} gives away the mail address of a person"
            yield Problem(address.line, message, f"write {_without(address.url, set(people))}")
        marks = [name for name, _ in _parameters(address.url) if _tracks(name, address.url)]
        if marks:
            yield Problem(
                address.line,
                f"{_short(address.url)} carries marks that follow the reader: {', '.join(marks)}",
                f"write {_without(address.url, set(marks))}",
                repair=(address.url, _without(address.url, set(marks))),
            )


def _parameters(url: str) -> list[tuple[str, str]]:
    """The names and values that an address carries behind its `?` and its `#`."""
    parts = hosts.split(url)
    if parts is None:
        return []
    behind = parts.fragment if "=" in parts.fragment else ""
    query = f"{parts.query}&{behind}".replace(";", "&")
    return parse_qsl(query, keep_blank_values=True)


def _tracks(name: str, url: str) -> bool:
    return bool(TRACKING.fullmatch(name)) or (
        name in SHARED_FROM and hosts.is_under(hosts.host(url), *SHARED_FROM[name])
    )


def _without(url: str, names: set[str]) -> str:
    address, _, fragment = url.partition("#")
    before, _, query = address.partition("?")
    for sign, text in (("?", query), ("#", fragment)):
        pieces = re.split(r"[&;]", text) if sign == "?" or "=" in text else [text]
        kept = [each for each in pieces if unquote(each.partition("=")[0]) not in names]
        before += sign + "&".join(kept) if any(kept) else ""
    return before


SECRET = re.compile(
    r"(?:access|auth|api|refresh|id|session|private|security)?[_-]?token|api[_-]?key|apikey|"
    r"pass(?:word|wd|phrase)?|pwd|(?:client[_-]?)?secret|x-amz-(?:signature|credential|security-token)|"
    r"x-goog-(?:signature|credential)|sig|signature|j?session_?id|phpsessid|authkey|auth",
    re.I,
)
KNOWN_SECRET = re.compile(
    r"AIza[\w-]{30}|gh[opsu]_\w{30}|github_pat_\w{20}|glpat-[\w-]{20}|xox[abp]-[\w-]{10}|AKIA[A-Z0-9]{16}"
)
"""How the keys of well-known services begin."""

VARIED = 12
"""More different signs has a key, and fewer what stands for one."""

STANDS_FOR = re.compile(r"[<{$%[].*|x+|\.+|…|\*+|your.*|my.*|example.*|token|secret|password", re.I)


@rule("text")
def credentials_in_address(text: Text) -> Iterator[Problem]:
    """No address carries a password, a key or a token, and no text one of a well-known service.

    Bad (lines 1, 2, 3, 4, 7):
        [Data](https://ada:lovelace1815@data.example.org/set.csv) and
        [draft](https://zenodo.org/records/1234?token=eyJhbGciOiJIUzUxMiJ9),
        [map](https://maps.example.org/?key=AIzaSyA1234567890abcdefghijklmnopqrstu) and
        [app](https://example.org/#access_token=eyJhbGciOiJIUzUxMiJ9).

        ```console
        $ export TOKEN=ghp_0123456789abcdefghijklmnopqrstuvwxyz
        ```

    Good:
        [Data](https://data.example.org/set.csv?page=2) and a call with `?token=YOUR-TOKEN`.
        ![Share of the code that is tested](https://codecov.io/gh/a/b/badge.svg?token=AB12CD34EF)
        It begins with `ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`. Write `https://example.org,@ada25` apart.
    """
    asked = {address.line for address in text.addresses}
    for found in KNOWN_SECRET.finditer(text.text):
        line = 1 + text.text.count("\n", 0, found.start())
        if line not in asked and len(set(found[0])) > VARIED:
            message = f"«{found[0][:8]}…» is a secret, which is published"
            fix = "delete it, and have it replaced: it is known by now"
            yield Problem(line, message, fix, hides="line")
    for address in text.addresses:
        parts = hosts.split(address.url)
        # The key of a badge is made for being published.
        if parts is None or " " in parts.netloc or "badge" in parts.path:
            continue
        carries = ""
        if "@" in parts.netloc and "." in hosts.host(address.url):
            carries = "a name or a password before the host"
        for name, value in _parameters(address.url):
            secret = value and SECRET.fullmatch(name) and not STANDS_FOR.fullmatch(value)
            if secret or KNOWN_SECRET.match(value):
                carries = f"a secret («{name}»)"
        if carries:
            yield Problem(
                address.line,
                f"the address of {hosts.host(address.url)} carries {carries}, which is published",
                "delete it from the address, and have the secret replaced: it is known by now",
                hides="line",  # nobody is to be led to it
            )


@rule("text")
def lookalike_host(text: Text) -> Iterator[Problem]:
    """No host is written with letters that only look right, or is one slip away from a well-known one.

    Bad (lines 1, 2, 4, 5, 7, 8):
        [Record](https://zen\u043edo.org/records/1) and
        [report](https://xn--zendo-lye.org/records/1).

        [Record](https://\uff5aenodo.org/records/1) and
        [report](https://zenodo.org\u2044records.example.org).

        [The model card](https://githb.com/example/model-card) and
        [its record](https://www.zendoo.org/records/1).

    Good:
        [Record](https://zenodo.org/records/1), [name](https://münchen.de),
        [one](https://пример.рф) and [two](https://例え.jp), [three](https://cython.org).
    """
    for address in text.addresses:
        name = hosts.host(address.url)
        if name and hosts.deceives(name):
            strange = sorted({letter for letter in name if not letter.isascii()})
            spelt = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in strange)
            message = f"the host {name} is written with letters that only look Latin: {spelt}"
            fix = "type the host by hand, or copy it from the page itself"
            yield Problem(address.line, message, fix)
        elif meant := hosts.slip_of(name):
            message = f"the host {name} is one slip away from {meant}, which many books link to"
            yield Problem(address.line, message, f"did you mean {meant}?")
