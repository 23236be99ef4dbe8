"""What the build's guard refuses too: names, kinds of files, and directives that are not on its list."""

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from urllib.parse import unquote

from booklint.addresses import is_address
from booklint.book import Book, pages
from booklint.finding import Problem
from booklint.invisible import INVISIBLE
from booklint.page import Page
from booklint.picture import Picture
from booklint.reader import MAX_CHARACTERS
from booklint.registry import rule
from booklint.rules.menu import toc_entry
from booklint.syntax import NO_OTHER_USE, meant
from hubdata.guard.classes import class_problem
from hubdata.guard.directives import (
    attribute_problems,
    class_problems,
    directive_problems,
    formula_problem,
    role_problem,
)
from hubdata.guard.names import (
    BELOW,
    CITED_IN_WORDS,
    COMMENT,
    DIRECTIVES,
    NO_CITED_WORDS,
    NO_PICTURE,
    WRITE_THEM,
    fence_problem,
    instead,
    role_taken,
)
from hubdata.guard.pictures import COPY, PICTURES, RENAME, name_of_a_copy, svg_problems
from hubdata.guard.shapes import shape_of
from hubdata.guard.texts import count_problems, formulas
from hubdata.guard.tree import (
    NO_FIELDS,
    TEXTS,
    fields_problem,
    is_left_out,
    menu_problems,
    place_problem,
)
from hubdata.strict_yaml import RecordError


@rule("page", yields_to=("name-known", "raw-passage", "code-cell", "file-outside"))
def directive_allowed(page: Page) -> Iterator[Problem]:
    """Every directive and role of a page is one that the build takes.

    Bad (lines 1, 5, 7):
        ```{toctree}
        plan
        ```

        The answer is {eval}`6 * 7`.

        ```mermaid
        graph TD
        ```

    Good:
        :::{note}
        Write {abbr}`DOI (digital object identifier)` out once {cite:p}`nl44`.
        :::
    """
    for code in page.code if page.in_book else ():
        if problem := fence_problem(f"{code.language} {code.argument}"):
            yield Problem(code.line, *map(_lower, problem))
    for directive in page.directives:
        name = directive.name
        if name not in DIRECTIVES:
            own = meant(name, DIRECTIVES)
            # A table that is read from elsewhere is found by `file-outside`, at the line that names it.
            read = (directive.options.get(each) for each in ("file", "url"))
            place = next(filter(None, read), directive) if name == "csv-table" else directive
            message = f"the {{{name}}} directive is not one that the build takes"
            fix = f"did you mean {own}?" if own else _lower(instead(name))
            # An extension that it may be of is no answer then.
            yield Problem(place.line, message, fix, hides="" if own else "line")
    for role in page.roles:
        if not role_taken(role.name):
            message = f"the {{{role.name}}} role is not one that the build takes"
            yield Problem(role.line, message, _lower(instead(role.name, of_role=True)))


@rule("page", yields_to=("label-unique", "option-lost", "text-changed", "text-lost", "value-form"))
def directive_written(page: Page) -> Iterator[Problem]:
    """Every directive has what it needs: a first line, a content, options that it takes, its place.

    Bad (lines 2, 6, 8, 10, 13):
        ```{curriculum}
        :cohorts: 2023
        ```

        ```{people}
        :group: writers
        ```
        ```{lesson-evidence}
        ```
        :::{dropdown}
        Words.
        :::
        ```{curriculum}
        ```

    Bad (line 2):
        ```{curriculum}
        :cohort 2024-25
        ```

    Bad (lines 2, 6, 11, 15):
        ```{code-block} python
        :emphasize-lines: 1-300000000
        print(1)
        ```

        :::{admonition}
        Words without a title.
        :::

        :::{card} Title
        :shadow: md
        Words.
        :::

        :::{tab-item} One
        Words.
        :::

    Good:
        ::::{tab-set}
        :::{tab-item} One
        ```{code-block} python
        :linenos:
        :emphasize-lines: 1
        print(1)
        ```
        :::
        ::::
    """
    for directive in page.directives if page.in_book else ():
        shape = shape_of(directive.name)
        if not shape:
            continue  # `directive-allowed` judges it
        if directive.broken:
            message = f"an option of {{{directive.name}}} cannot be read ({directive.broken})"
            fix = "write each option on a line of its own as «:name: value», with both colons"
            yield Problem(directive.broken_line, message, fix)
            continue
        options = {name: option.value for name, option in directive.options.items()}
        within = directive.within[-1] if directive.within else ""
        problems = directive_problems(
            directive.name, directive.argument, options, directive.body, within
        )
        classes = class_problems(directive.name, directive.argument, options)
        for each in (*problems, *classes):
            known = directive.options.get(each.option)
            line = known.line if known else directive.line
            if each.line is not None:
                line = directive.body_line + each.line
            # What else is wrong with an option that is not taken is not worth a word.
            lost = each.option and each.option not in shape.options
            hides = "line" if lost else ""
            yield Problem(line, _lower(each.message), _lower(each.fix), hides=hides)


@rule("page", yields_to=("citation-key", "markup-shown", "value-form"))
def page_taken(page: Page) -> Iterator[Problem]:
    """A page has what the build shows: no idle role or attribute, HTML comment, inner picture, unseen sign.

    Nor more of one kind than its readers, programs and people, take in their time.

    Bad (lines 1, 3, 5, 7, 9, 12, 15, 17, 21, 23):
        == _config.yml
        parse: {myst_enable_extensions: [attrs_block, attrs_inline, colon_fence]}
        == index.md
        They met on {date}`2024-02-30`.

        Ask for a {abbr}`DOI`.

        <!-- Ask the team. -->

        Words <!-- and a thought --> go on.

        ![Map of the five organisations](map.png){width=wide}

        {colour=red}
        What we learned.

        {.card-title}
        [The study](https://example.org)

        :::card-title
        Words.
        :::

        ![Map of the five organisations](data:image/png;base64,iVBORw0KGgo=)

        Ask &#x202e;ylrae.

    Bad (lines 1, 3, 5):
        # Take {download}`the picture <map.png>`

        ## What {cite:t}`report` says

        ## ![A map of five towns.](map.png)

    Bad (book/index.md, line 503):
        == book/index.md (a page of 501 labels)

    Good:
        == _config.yml
        parse: {myst_enable_extensions: [attrs_block]}
        == index.md
        {#learned .lead}
        Ask for a {abbr}`DOI (digital object identifier)` by {date}`2024-02-29`.

        {attribution="A member"}
        > What we said.

        (here)=
        % Ask the team.
        Words go on, `<!-- -->` is code, ask &#x22;early&#x22;, and write `&#x202e;` in code.

        ![Map of the five organisations](/../figures/map.png)
    """
    for line, message, fix in _not_shown(page):
        yield Problem(line, _lower(message), _lower(fix))


def _not_shown(page: Page) -> Iterator[tuple[int, str, str]]:
    """What the build does not show as it was meant: the line, what is wrong, what to write."""
    for image in page.images:
        if image.source.lower().startswith("data:"):
            message = f"the picture «{image.source[:30]}…» stands inside its own address"
            yield image.line, message, "put it into figures/ as a file"
    # A sign that stands there itself is found by `text-bytes`.
    texts = () if INVISIBLE.search(page.text) else page.prose
    unseen = ((prose, match) for prose in texts if (match := INVISIBLE.search(prose.text)))
    for prose, match in islice(unseen, 1):
        message = f"the line spells out the unseen sign U+{ord(match[0]):04X}"
        fix = "delete it; typing the line anew is the surest way"
        yield prose.line_of(match.start()), message, fix
    if not page.in_book:
        return
    headings = {heading.line for heading in page.headings}
    pictured = (image.line for image in page.images if image.line in headings)
    for line in pictured:
        yield line, NO_PICTURE, BELOW
    for role in page.roles:
        if problem := role_problem(role.name, role.content):
            yield role.line, *problem
        elif role.name == "download" and role.line in headings:
            message = "a heading cannot hold a file to download"
            yield role.line, message, BELOW
        elif role.line in headings and CITED_IN_WORDS.fullmatch(role.name.removeprefix("cite:")):
            yield role.line, NO_CITED_WORDS, WRITE_THEM
    for each in page.attributes:
        wrong = next(iter(attribute_problems(each.kind, each.values, each.content)), None)
        if problem := wrong or class_problem(str(each.values.get("class", ""))):
            yield each.line, *problem
    for division in page.divisions:
        if division.name not in NO_OTHER_USE and (problem := class_problem(division.name)):
            yield division.line, *problem
    for comment in page.comments:
        if comment.syntax == "<!--":
            yield comment.line, "a comment in HTML is not taken", COMMENT
    # That a page is too long is said by `page-readable`.
    for each in count_problems(page.path, page.text) if len(page.text) <= MAX_CHARACTERS else ():
        yield each.line, each.message, each.fix


@rule("page", yields_to=("text-changed",))
def formula_shown(page: Page) -> Iterator[Problem]:
    """Every formula is one that the build can show.

    Bad (lines 1, 3):
        The answer is $\\foo{2}$.

        The answer is {math}`\\sqrt{2`.

    Good:
        The answer is $x^2$, which costs $5 or $7, and {math}`\\frac{a}{b}`.

        $$
        a &= b \\\\
        c &= d
        $$
    """
    formulas = [(each.tex, each.line, each.block) for each in page.formulas]
    formulas += [(role.content, role.line, False) for role in page.roles if role.name == "math"]
    for tex, line, block in formulas if page.in_book else ():
        if problem := formula_problem(tex, block=block):
            yield Problem(line, _lower(problem[0]), _lower(problem[1]))


@rule("book", yields_to=("setting-known",))
def file_kept_out(book: Book) -> Iterator[Problem]:
    """Every file of the book is of a kind, at a place and with a content that the build takes.

    Bad (book/_config.yml, lines 2, 4):
        == book/_config.yml
        title: Book
        launch_buttons:
          notebook_interface: classic
        html: {announcement: Hello}

    Bad (lines 1, 1, 1, 1, 2):
        == book/_data/organisation.yml
        {}
        == book/hub/a plan.md
        # A plan
        == book/run.ipynb
        {"cells": []}
        == book/search.md
        # Search
        == book/totals.csv
        name,value
        The circle,"=HYPERLINK(""https://example.org"")"

    Bad (figures/map-png-480.webp, line 1):
        == figures/map-png-480.webp (a WEBP)

    Good:
        == book/hub/index.md
        # Hub
        == book/hub/numbers.csv
        name,value
        The circle,-7
        == book/_ext/hub/Odd Name.py
        == book/hub/index.md~
        == book/hub/index.md.orig
    """
    for path in [*_files(book, book.folder), *_files(book, "figures")]:
        entry = book.files.entry(path)
        if entry and entry.special:
            yield Problem(1, "this is no file, but a pipe or a device", "remove it", path=path)
        elif name_of_a_copy(posixpath.basename(path)):
            yield Problem(1, _lower(COPY), _lower(RENAME), path=path)
    for path in _files(book, book.folder):
        if path == book.settings.path:
            continue
        parts = tuple(book.inside(path).split("/"))
        # Names of pictures have a rule of their own.
        if posixpath.splitext(path)[1].lower() in PICTURES:
            continue
        if problem := place_problem(path, parts):
            yield Problem(1, _lower(problem.message), _lower(problem.fix), path=path)
        elif book.inside(path) in NO_FIELDS:
            with suppress(RecordError):  # said by `yaml-sound`
                for each in fields_problem(path, book.inside(path), _decoded(book, path)):
                    yield Problem(each.line, _lower(each.message), _lower(each.fix), path=path)
        elif path.endswith(".csv"):
            for each in formulas(path, _decoded(book, path)):
                yield Problem(each.line, _lower(each.message), _lower(each.fix), path=path)


def _decoded(book: Book, path: str) -> str:
    try:
        return book.files.read(path).decode("utf-8", "replace")
    except OSError:
        return ""


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}".rstrip(".")


def _files(book: Book, folder: str) -> Iterator[str]:
    """Every file that the build would look at, in folders of any name."""
    for name, entry in sorted(book.files.entries(folder).items()):
        path = posixpath.join(folder, name)
        if is_left_out(name) or entry.linked:
            continue
        if entry.is_folder:
            yield from _files(book, path)
        else:
            yield path


@rule("book", each=pages)
def file_offered(book: Book, page: Page) -> Iterator[Problem]:
    """Every file that a page shows or offers lies in the book or its figures, and can be reviewed.

    Bad (book/index.md, line 1):
        == book/_config.yml
        title: Book
        == book/index.md
        Take {download}`the settings <_config.yml>`.

    Bad (book/index.md, line 3):
        == book/index.md
        # Lessons

        Take [the code](../setup.txt).
        == setup.txt
        print("hello")

    Good:
        == book/index.md
        Take {download}`the data <numbers.csv>`, and see [the plan](plan.md).

        ![The numbers of three years](/../figures/numbers.png)
        == book/numbers.csv
        == book/plan.md
        # Plan
        == figures/numbers.png (a PNG)
    """
    for line, target in _offered(page) if page.in_book else ():
        found = book.resolve(page.path, unquote(target.partition("#")[0]))
        if not book.files.is_file(found) or book.docname(found) in book.documents:
            continue
        hidden = any(part.startswith(".") for part in found.split("/"))
        if hidden or not (book.is_inside(found) or found.startswith("figures/")):
            message = f"«{target}» lies outside the book and its figures"
            yield Problem(line, message, "put a copy into figures/")
        elif posixpath.splitext(found)[1] not in PICTURES | TEXTS:
            message = f"«{target}» is of a kind that nobody can review here"
            fix = "offer it as text, such as «.csv», or link the place where it is published"
            yield Problem(line, message, fix)


def _offered(page: Page) -> Iterator[tuple[int, str]]:
    """The line and the path of what a page shows or offers, but for what `file-outside` finds."""
    offered = [(image.line, image.source, True) for image in page.images]
    offered += [
        (link.line, link.target, link.role == "download")
        for link in page.links
        if link.role in ("", "download") and link.syntax != "html"
    ]
    for line, target, judged in offered:
        above = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), target))
        if is_address(target) or target.startswith("//") or (judged and above.startswith("..")):
            continue
        yield line, target


@rule("book")
def menu_entry(book: Book) -> Iterator[Problem]:
    """The menu can be read, and every entry of it is a page of the book.

    Bad (book/_toc.yml, line 1):
        == book/_toc.yml
        format: jb-book
        chapters:
          - file: index
        == book/index.md
        # Start

    Bad (book/_toc.yml, lines 4, 6):
        == book/_toc.yml
        format: jb-book
        root: index
        chapters:
          - url: https://example.org/
          - file: more/page
          - glob: more/*
        == book/more/page.md
        # Page

    Bad (book/_toc.yml, lines 5, 7):
        == book/_toc.yml
        format: jb-book
        root: index
        parts:
          - caption: More
            numbered: true
            chapters:
              - glob: more/*.md
        == book/index.md
        # Start

    Bad (strict, book/_toc.yml, lines 4, 5, 7, 8, 8):
        == book/_toc.yml
        format: jb-book
        root: index
        defaults:
          titlesonly: perhaps
          numberd: true
        parts:
          - caption: 2023
            options: numbered
            chapters:
              - file: more/page

    Good:
        == book/_toc.yml
        format: jb-book
        root: index
        options:
          caption: "2023"
        chapters:
          - glob: more/*
    """
    # Other rules find entries without a page, of which another program makes a malformed menu.
    judged = any(toc_entry(book))
    for text in book.texts:
        if book.inside(text.path) == "_toc.yml":
            for each in menu_problems(text.path, text.text, book.documents):
                said = any(words in each.message for words in ("cannot be read", "is no page"))
                if judged and said:
                    continue
                yield Problem(each.line, _lower(each.message), _lower(each.fix))


@rule("picture", yields_to=("svg-harmless",))
def svg_elements(picture: Picture) -> Iterator[Problem]:
    """Every SVG holds only what the build takes: what draws, its size, and links to https.

    Bad (lines 1, 2, 3, 4, 5):
        <svg xmlns="http://www.w3.org/2000/svg"><title>Map</title>
        <animate attributeName="x" values="1;2"/>
        <a href="http://example.org/"><circle r="4"/></a>
        <g xml:base="https://example.org/"/>
        <path style="fill: image-set('map.png' 1x)"/></svg>

    Good:
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Map</title><circle r="4"/></svg>

    Bad:
        <svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="9"><title>Map</title>
        <g id="a"><use href="#b"/></g>
        <g id="b"><use href="#a"/></g>
        </svg>
    """
    if picture.svg is None or picture.svg.error or picture.svg.entity:
        return  # found by `picture-sound` and `svg-harmless`
    # Of a line, what is found first.
    for line, message in reversed(dict(reversed(list(svg_problems(picture.svg)))).items()):
        fix = "let `make figure FILE=…` clean it, or export it as PNG"
        yield Problem(line, f"{picture.path} is not taken by the build: {_lower(message)}", fix)
