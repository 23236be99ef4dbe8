"""Rules against what must not be published or read: scripts, foreign files, odd bytes, bombs."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator

from booklint.book import Book, TextFile, pages
from booklint.finding import Problem
from booklint.html_tags import instead, is_html
from booklint.invisible import INVISIBLE
from booklint.lookup import climbs_too_far
from booklint.page import Page, Tag
from booklint.records import YamlSource, yaml_of
from booklint.registry import rule
from booklint.safe_yaml import SYNTAX, WHOLE, oddities

FRAMES = frozenset({"iframe", "frame", "object", "embed", "applet", "portal"})
JUDGED_ELSEWHERE = frozenset({"a", "img", "script"}) | FRAMES
"""Tags that have a rule of their own, so that one fault is one finding."""

RUN_BY_BROWSERS = frozenset(
    {"", "module", "text/javascript", "application/javascript", "text/ecmascript", "importmap"}
)
ADDRESS_ATTRIBUTES = frozenset(
    {"href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "background", "poster"}
)
SCRIPT_ADDRESS = re.compile(
    r"[\s\x00-\x1f]*(?:j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t\s*:", re.I
)
HTML_ADDRESS = re.compile(r"\s*data:\s*(?:text/html|image/svg\+xml|application/xhtml)", re.I)
RAW_RST = re.compile(r"^[^\S\n]*\.\.\s+raw::|^[^\S\n]*\.\.\s+role::.*\(raw\)", re.MULTILINE)
FILE_DIRECTIVES = frozenset({"include", "literalinclude", "embed", "mdinclude"})
FILE_OPTIONS = {"csv-table": ("file",), "raw": ("file",), "literalinclude": ("diff",)}
FETCHED_OPTIONS = {"csv-table": ("url",), "raw": ("url",)}
RUN_DIRECTIVES = re.compile(
    r"code-cell|command-output|exec(?:ute-code)?|ipython|jupyter-(?:execute|kernel)|program-output"
)
NOTEBOOK_FIELDS = ("kernelspec", "file_format", "jupytext")
SYSTEM_FOLDERS = re.compile(r"bin|dev|etc|home|mnt|opt|proc|root|run|srv|sys|tmp|Users|usr|var")
MANY_STEPS_UP = 3

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
ACCENT = re.compile("[A-Za-z][\u0300-\u036f]")
"""A letter with its accent behind it, as some systems write the names of files."""
WITH_ACCENTS = "[\\w\u0300-\u036f]*"
MAX_WORD = 60
LOST_LETTER = re.compile(r"\ufffd")
TURNS_TEXT = re.compile(r"[\u202a-\u202e\u2066-\u2069]")

MAX_PAGE = {True: 100_000, False: 1_000_000}
MAX_LINE = {True: 2_000, False: 50_000}
DEEPEST = {True: 6, False: 12}
"""Caps for this book (`True`) and for other people's, far above what a sound page needs."""


# --- what a browser would run --------------------------------------------------------------------


@rule("page")
def script(page: Page) -> Iterator[Problem]:
    """No page holds a script: no `<script>`, no event handler, no `javascript:` address.

    Bad (lines 1, 3, 5, 8):
        <script src="https://example.org/count.js"></script>

        A <b onclick="alert(1)">word</b>.

        <a href="java&#115;cript:alert(1)">the study</a>

        :::{card} The study
        :link: data:text/html,<b>x</b>
        :::

    Good:
        <b>Only</b> `<script>` in code.

        <script type="application/json">{"a": 1}</script>
    """
    for tag in page.tags:
        what = _runs(tag)
        if what:
            message = f"<{tag.name}> holds {what}, which runs in the reader's browser"
            fix = "remove it; a page of this kind is words, pictures and links"
            yield Problem(tag.line, message, fix)
    for link in page.links:
        runs = SCRIPT_ADDRESS.match(link.target) or HTML_ADDRESS.match(link.target)
        if link.syntax != "html" and runs:
            message = f"the address «{link.target[:40]}» runs in the reader's browser"
            yield Problem(link.line, message, "write a web address that begins with https://")


def _runs(tag: Tag) -> str:
    """What a tag lets a browser run, in words; empty for none."""
    if tag.name == "script":
        kind = tag.attributes.get("type", "").partition(";")[0].strip().lower()
        return "a script" if kind in RUN_BY_BROWSERS else ""
    for name, value in tag.attributes.items():
        if name.startswith("on") and name[2:].isalpha():
            return f"the event handler «{name}»"
        if name in ADDRESS_ATTRIBUTES:
            if SCRIPT_ADDRESS.match(value):
                return f"a script in «{name}»"
            if HTML_ADDRESS.match(value) and tag.name not in ("img", "source"):
                return f"a whole page in «{name}»"
            if name == "srcdoc" and re.search(r"<script|\son\w+\s*=", value, re.IGNORECASE):
                return f"a script in «{name}»"
    return ""


@rule("page", strict=True)
def raw_html(page: Page) -> Iterator[Problem]:
    """No page holds raw HTML: it is not checked, not styled, and lost in EPUB and PDF.

    Bad (lines 1, 3, 5, 7):
        <div class="box">What we learned</div>

        Press <kbd>Enter</kbd>.

        <a id="end"></a>What we learned.

        <!DOCTYPE html>

    Good:
        :::{note}
        What we learned about `<div>`.
        :::
    """
    elsewhere = {tag.line for tag in page.tags if tag.name in JUDGED_ELSEWHERE and tag.name != "a"}
    tagged = {tag.line for tag in page.tags}
    covered: set[int] = set()
    for block in page.html:
        # One finding for each block: a frame round a picture is fixed with the picture.
        rows = range(block.line, block.line + block.source.count("\n") + 1)
        if not elsewhere.isdisjoint(rows):
            covered.update(rows)
        # No tag: one cut short, a declaration, a passage of PHP. `text-lost` finds ends without a beginning.
        if not block.source.startswith("</") and tagged.isdisjoint(rows):
            message = f"«{block.source.split()[0][:40]}» begins raw HTML, which no reader sees"
            yield Problem(block.line, message, "delete it: all of it is lost")
    last = 0
    for tag in page.tags:
        anchor = tag.name == "a" and "href" not in tag.attributes
        judged = (tag.name in JUDGED_ELSEWHERE and not anchor) or _runs(tag)
        if judged or tag.line == last or tag.line in covered:
            continue
        if not is_html(tag.name):
            continue  # found by `text-lost`
        last = tag.line
        fix = instead(tag.name, tag.attributes).removesuffix(".")
        message = f"<{tag.name}> is raw HTML, which no check reads"
        raised = re.search(r"[a-z.,]<sup>\[?(\d{1,2})\]?</sup>", page.lines[tag.line - 1])
        if tag.name == "sup" and raised:
            note = f"[^{raised[1]}]"
            fix = f"write «{note}» for a note, with «{note}: » before its words; else {{sup}}`{raised[1]}`"
        yield Problem(tag.line, message, f"{fix[:1].lower()}{fix[1:]}")


@rule("page")
def raw_passage(page: Page) -> Iterator[Problem]:
    """No passage goes past the parser, and no frame shows another host's page inside this one.

    So no `{raw}` directive or role, and no raw reStructuredText. On other people's books this is a notice.

    Bad (strict, lines 1, 5, 10):
        ```{raw} html
        <b>x</b>
        ```

        ```{eval-rst}
        .. raw:: html

           <b>x</b>
        ```
        <iframe src="https://example.org/talk" title="Recording"></iframe>

    Good:
        ```{code-block} html
        <b>x</b>
        ```
        [Recording of the talk](https://example.org/talk)
    """
    level = "finding" if page.strict else "notice"
    for tag in page.tags:
        if tag.name in FRAMES and not _runs(tag):
            message = f"<{tag.name}> puts something foreign into the page, which may change any day"
            yield Problem(tag.line, message, "link it with a sentence that says what it is", level)
    for directive in page.directives:
        hidden = directive.name == "eval-rst" and RAW_RST.search(directive.body)
        if directive.name == "raw" or hidden:
            message = f"the {{{directive.name}}} directive passes text on that nothing checks"
            fix = "write it in Markdown, or as a directive of the book"
            yield Problem(directive.line, message, fix, level)
    for role in page.roles:
        if role.name == "raw" or role.name.startswith("raw-"):
            message = f"the {{{role.name}}} role passes text on that nothing checks"
            yield Problem(role.line, message, "write it in Markdown", level)


@rule("page", strict=True)
def code_cell(page: Page) -> Iterator[Problem]:
    """No page holds code that the build would run.

    Bad (lines 2, 6):
        ---
        kernelspec: {name: python3}
        ---
        # Lessons

        ```{code-cell} python
        print("hello")
        ```

    Good:
        ```python
        print("hello")
        ```
    """
    for directive in page.directives:
        if RUN_DIRECTIVES.fullmatch(directive.name):
            message = f"the {{{directive.name}}} directive holds code that a build can run"
            yield Problem(directive.line, message, "show it with «```python», which only prints it")
    for key in NOTEBOOK_FIELDS:
        if key in page.front_matter:
            message = f"«{key}» makes this page a notebook that a build can run"
            fix = "remove it from the front matter"
            yield Problem(page.front_matter_lines.get(key, 1), message, fix)
            break


# --- files from elsewhere ------------------------------------------------------------------------


@rule("book", each=pages)
def file_outside(book: Book, page: Page) -> Iterator[Problem]:
    """Whatever a page includes, shows or offers for download lies in the repository.

    Bad (lines 1, 4, 7, 10):
        ```{include} ../../../etc/passwd
        ```

        Take {download}`the list <../../../../etc/hosts>`.

        ```{csv-table} Organisations
        :url: https://example.org/list.csv
        ```

        ```{image} file:///home/me/map.png
        ```

    Good:
        == book/index.md
        ```{include} parts/first.md
        ```
        ```{literalinclude} /../figures/draw/map.py
        ```
    """
    for line, path, what in _named_files(page):
        problem = _outside(book, page, path)
        # A picture that climbs too far, but is in the book, is found by `picture-found`.
        if problem and not (what == SHOWN and climbs_too_far(book, page, path)):
            message = f"{what} «{path}», which {problem}"
            fix = "copy the file into the book and name that copy"
            yield Problem(line, message, fix, level=_outside_level(book, path))
    for directive in page.directives:
        for name in FETCHED_OPTIONS.get(directive.name, ()):
            if name in directive.options:
                option = directive.options[name]
                message = f"every build fetches «{option.value}» from another host"
                fix = "copy the file into the book and name that copy with «:file:»"
                yield Problem(option.line, message, fix)


SHOWN = "the page shows"


def _named_files(page: Page) -> Iterator[tuple[int, str, str]]:
    """Every file a page reads or offers: its line, its path as written, and by what."""
    for directive in page.directives:
        what = f"the {{{directive.name}}} directive reads"
        if directive.name in FILE_DIRECTIVES:
            yield directive.line, directive.argument, what
        for name in FILE_OPTIONS.get(directive.name, ()):
            if name in directive.options:
                yield directive.options[name].line, directive.options[name].value, what
    for link in page.links:
        if link.role == "download":
            yield link.line, link.target, "the page offers"
    for image in page.images:
        yield image.line, image.source, SHOWN


def _outside(book: Book, page: Page, path: str) -> str:
    """Why a path leads out of the repository; empty where it does not."""
    path = path.strip()
    if re.match(r"file:", path, re.IGNORECASE):
        return "is a file of one machine only"
    if not path or re.match(r"[a-z][a-z0-9+.-]+:|//|.*\\|.*\0", path, re.IGNORECASE):
        return ""
    target = book.resolve(page.path, path)
    return "lies outside the repository" if target == ".." or target.startswith("../") else ""


def _outside_level(book: Book, path: str) -> str:
    """A book given without its repository may well name a file just above it."""
    steps = posixpath.normpath(path).split("/")
    up = steps.count("..")
    first = next((step for step in steps if step not in ("..", "")), "")
    near = 0 < up < MANY_STEPS_UP and not SYSTEM_FOLDERS.fullmatch(first)
    return "notice" if near and not book.folder else "finding"


@rule("book")
def symlink(book: Book) -> Iterator[Problem]:
    """No file of the book is a symbolic link: what it shows depends on the machine.

    On other people's books a link that stays within the repository is a notice. What is hidden, as an
    editor's lock, is no file of the book.

    Bad (map.png, line 1):
        == map.png -> ../../secret.png

    Good:
        == map.png (a PNG)
        == .#map.md -> ann@host.1234
    """
    folders = [book.folder, "figures"] if book.strict and book.folder else [book.folder]
    for path in _linked_paths(book, folders):
        real = book.files.real(path)
        message, level = f"the file is a symbolic link to «{real}»", book.level
        if real.startswith("../"):
            name = posixpath.basename(real)
            message = f"the file is a symbolic link to «{name}», outside the repository"
            level = "finding"
        yield Problem(1, message, "put the file itself in its place", level, path)


def _linked_paths(book: Book, folders: list[str]) -> Iterator[str]:
    skipped = {"_build", "node_modules", "venv", "site-packages"}
    while folders:
        folder = folders.pop()
        for name, entry in sorted(book.files.entries(folder).items()):
            path = posixpath.join(folder, name)
            if name.startswith("."):
                continue
            if entry.linked:
                yield path
            elif entry.is_folder and name not in skipped:
                folders.append(path)


@rule("book")
def path_collision(book: Book) -> Iterator[Problem]:
    """No two files have names that some computers take for the same.

    Bad (maps/Club.md, line 1):
        == maps/Club.md
        # Club
        == maps/club.md
        # Club

    Good:
        == maps/club.md
        # Club
    """
    seen: dict[str, str] = {}
    for path in sorted(book.files.walk(book.folder), reverse=True):
        same = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        if same in seen:
            yield Problem(
                1,
                f"the path differs from «{seen[same]}» only by case or by how accents are encoded",
                "rename one of the two in lower-case words with hyphens",
                path=path,
            )
        seen.setdefault(same, path)


# --- YAML ----------------------------------------------------------------------------------------


@rule("book", each=yaml_of)
def yaml_sound(book: Book, source: YamlSource) -> Iterator[Problem]:
    """Every YAML text can be read, has no key twice in one place, and no aliases, which can hang a build.

    A key that stands twice loses all but its last value in silence, and a sentence what stands behind
    « #». On other people's books a few aliases are a notice.

    Bad (strict, lines 3, 4):
        ---
        title: Lessons
        title: More lessons
        a: &a [x, x]
        b: [*a]
        ---
        # Lessons

    Bad (strict, lines 2, 3):
        == _config.yml
        title: Book
        author: The team: all of it
        == _data/people.yml
        ada:
          born: "1815"
          name: "Ada Lovelace
          roles:
            - {role: "Author", year: 1843}

    Bad (lines 2, 3, 5):
        ---
        title: What cohort #2 did
        question: How does C # help?
        description: It says in one sentence what
          a reader finds # on this page.
        ---
        # Lessons

    Good:
        == _config.yml
        title: My great book # the name in the menu, which is long.
        description: It says in one sentence what a reader finds.  # on this page.
        copyright: "Team #2" # not 3?
        logo: logo.png #2
        license: CC BY # is this right?

    Good:
        == _config.yml
        title: Book
        author: "The team: all of it"
        == index.md
        ---
        first: {title: Lessons, a: [x, x]}
        second: {title: Lessons, b: "*a"}
        ---
        # Lessons
    """
    menu = book.toc.path if book.toc else ""  # what is wrong there is said by `toc-entry`
    aliases = []
    for oddity in oddities(source.text, source.first):
        if oddity.kind == "twice":
            message = (
                f"the key «{oddity.name}» stands here a second time, and only the last one counts"
            )
            yield Problem(oddity.line, message, oddity.fix)
        if oddity.kind == "broken" and source.first == 1 and source.path != menu:
            message = f"the file cannot be read as YAML: {oddity.name}"
            # Without its settings a book has no bibliography and other Markdown.
            hides = "book" if source.path == book.config.path else ""
            yield Problem(oddity.line, message, SYNTAX, hides=hides)
        if oddity.kind == "cut":
            message = f"« #» begins a comment, so «{oddity.name[:40]}» is no part of the value"
            yield Problem(oddity.line, message, WHOLE, hides="line")
        if oddity.kind == "alias":
            aliases.append(oddity)
    for alias in sorted(aliases, key=lambda each: each.line)[:1]:
        message = f"«{alias.name}» is an anchor or an alias, and aliases can hang a build"
        level = "finding" if len(aliases) > 20 else book.level
        yield Problem(alias.line, message, "write the value out wherever it is needed", level)


# --- bytes ---------------------------------------------------------------------------------------


def _texts(book: Book) -> Iterable[Page | TextFile]:
    return (*book.pages.values(), *book.texts)


@rule("book", each=_texts)
def text_bytes(book: Book, text: Page | TextFile) -> Iterator[Problem]:
    """Every text is UTF-8 without a byte order mark, with line ends as on Linux and signs that are seen.

    A mark hides the front matter from some tools, and other line ends make each line of a change differ; on
    other people's books both are a notice, and fillers are not looked for. What a script or an emoji needs
    is sound: a joiner between two letters of Persian, a selector after a heart.

    Bad:
        The caf\ufffd is open.

    Bad (strict, line 3):
        # Caf\xe9

        The cafe\u0301 is open.

    Bad (strict, lines 1, 1, 3, 3, 3, 3):
        == 0-windows.md (a page from Windows)
        == 1-mark.md (a page with a byte order mark)
        == 2-latin.md (a page in Latin-1)
        == 3-control.md (a page with a control character)
        == 4-turned.md (a page with text turned round)
        == 5-filler.md (a page with a filler)

    Good:
        # Café

        Emoji such as 👩‍💻 and Hebrew שלום are fine.
    """
    data = book.files.read(text.path) if book.files.is_file(text.path) else b""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        fix = "save the file as «UTF-8», not as «UTF-8 with BOM»"
        yield Problem(
            1, "the file begins with a byte order mark that no reader sees", fix, book.level
        )
    if (place := data.find(b"\r")) >= 0:
        line = data.count(b"\n", 0, place) + 1
        fix = "set your editor to line ends «LF», and save the file again"
        yield Problem(line, "the line ends with a carriage return, as on Windows", fix, book.level)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8, so a letter would be lost"
        yield Problem(line, message, "save the file as UTF-8 in your editor")
    shown = data.decode("utf-8", "ignore").removeprefix("\ufeff")
    apart = ((each, unicodedata.normalize("NFC", each[0])) for each in ACCENT.finditer(shown))
    if found := next((each for each in apart if len(each[1]) == 1), None):
        letter, whole = found
        start = letter.start()
        line = shown.count("\n", 0, start) + 1
        before = re.search(r"\w*$", shown[max(0, start - MAX_WORD) : start])
        word = f"{before[0]}{re.match(WITH_ACCENTS, shown[start : start + MAX_WORD])[0]}"
        message = f"«{whole}» is written with two signs, so a search does not find its word"
        fix = f"write «{whole}» as one sign, as a keyboard types it"
        repair = (word, unicodedata.normalize("NFC", word))
        yield Problem(line, message, fix, book.level, repair=repair)
    patterns = {
        CONTROL: "a control character",
        LOST_LETTER: "the sign that stands for a lost letter",
        TURNS_TEXT: "a mark that turns the text after it round",
    }
    matches = [(pattern.search(shown), what) for pattern, what in patterns.items()]
    others = (
        each
        for each in (INVISIBLE.finditer(shown) if book.strict else ())
        if not any(pattern.match(each[0]) for pattern in patterns)
    )
    for match, what in (*matches, (next(others, None), "a character that nobody sees")):
        if match:
            line = shown.count("\n", 0, match.start()) + 1
            name = unicodedata.name(match[0], "")
            message = f"the line holds {what}: U+{ord(match[0]):04X} {name}".rstrip()
            yield Problem(line, message, "delete it; typing the line anew is the surest way")


# --- caps ----------------------------------------------------------------------------------------


@rule("page")
def page_readable(page: Page) -> Iterator[Problem]:
    """Every page can be read, by the parser in good time and by people: no page, line or nest is too large.

    Bad:
        == index.md (a page that is far too long)

    Bad (plan.ipynb, line 3):
        == index.md
        # Lessons
        == plan.ipynb
        {
          "cells": []
          "nbformat": 4
        }

    Bad (strict, line 3):
        == index.md (a page with a very long line)

    Good:
        # Lessons
    """
    if page.unreadable:
        fix = "split the page up, or take out what is nested so deeply"
        if page.path.endswith(".ipynb"):
            fix = "correct it in an editor of text, or take the notebook from an earlier version"
        message = f"the page could not be read: {page.unreadable}"
        yield Problem(page.unreadable_line, message, fix)
        return
    if len(page.text) > MAX_PAGE[page.strict]:
        message = f"the page has {len(page.text):,} characters"
        yield Problem(1, message, f"split it: {MAX_PAGE[page.strict]:,} are the most")
    for number, row in enumerate(page.lines, 1):
        if len(row) > MAX_LINE[page.strict]:
            message = f"the line has {len(row):,} characters"
            yield Problem(number, message, "write one sentence a line, and put pictures into files")
    deep = [each for each in page.directives if len(each.within) >= DEEPEST[page.strict]]
    if deep:
        message = f"the directive {{{deep[0].name}}} stands inside {len(deep[0].within)} others"
        fix = "flatten the passage: headings and lists do for most of it"
        yield Problem(deep[0].line, message, fix)
