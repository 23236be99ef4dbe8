"""Where links lead, and what their words say about it."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from urllib.parse import unquote

from rapidfuzz.distance import OSA

from booklint import hosts
from booklint.addresses import MAIL, is_address, source_of
from booklint.book import Book, TextFile, pages, without_suffix
from booklint.config import mapping
from booklint.doi import doi_of, dois_in, is_doi_host
from booklint.finding import Problem
from booklint.invisible import CHARACTERS
from booklint.known import known_in
from booklint.mystmd import is_named
from booklint.near_links import near_links
from booklint.nearest import nearest, suggestion
from booklint.page import Link, Page, Prose
from booklint.records import records
from booklint.registry import rule
from booklint.resolve import LIKE_A_HOST, misses
from booklint.syntax import citation_broken

GENERIC = frozenset(
    """click|click here|click me|click this|click this link|continue|continue reading|details|
    find out more|follow this link|for more information|further information|go|go here|go there|
    here|info|information|learn more|link|link here|more|more details|more here|more info|
    more information|press here|read|read here|read more|see here|see more|see this|tap here|
    right here|over here|available here|found here|see|view|view here|open|visit|visit here|
    check here|look here|download here|find it here|get it here|
    article|document|page|site|source|webpage|web page|website|web site|that one|
    this article|this document|this paper|this post|this report|this resource|this source|this video|
    this|this link|this one|this page|this site|this website|that link|that page|the link|url|
    view more|web link|weblink""".replace("\n    ", "").split("|")
)
"""Words that say nothing when a screen reader reads out the links of a page."""

LANGUAGES = frozenset({"C", "D", "J", "R", "X"})
"""Names of one letter that are names all the same."""


# --- where links lead ----------------------------------------------------------------------------


def _with_links(book: Book) -> Iterable[Page | TextFile]:
    return [*book.pages.values(), *book.data_pages, *book.texts]


@rule("book", each=_with_links)
def link_target(book: Book, text: Page | TextFile) -> Iterator[Problem]:
    """Every link leads somewhere: to a page, heading, label, term or file that is published, or outside.

    Bad (index.md, lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 17, 21, 26, 33, 42, 47):
        == _config.yml
        exclude_patterns: [drafts]
        == index.md
        See the [start](strat.md),
        the [lessons](Lessons.md),
        [advice](lessons.md#lesson-learned),
        {ref}`start-hare`,
        {ref}`the-first` and
        [](#the-first),
        {term}`stewards <Data Steward>`,
        {download}`the form <form.odt>`,
        the [plan](drafts/plan.md),
        [the data](sftp://data.example.org/set.csv),
        [the manual](inv:python#print).

        | a | b |
        |---|---|
        | x | [up](#strat) |

        ```{literalinclude} code/run.py
        ```

        :::{card} Lessons
        :link: lessons.md
        :::

        ::::{grid} 1
        :::{grid-item-card} Lessons
        :link: lessons
        :link-type: ref
        :::
        ::::

        ```{image} map.png
        :alt: Lessons on a map
        :target: lesson.html
        ```

        (the-first)=
        A paragraph has no title.

        (start-here)=
        ## Start
        :::{note}
        See {doc}`lessons.md`.
        :::

        ```{image} map.png
        :alt: Advice on a map
        :target: lessons.html#lesson-learned
        ```
        == lessons.md
        ## Lessons learned
        == drafts/plan.md
        # Plan
        == forms/form.odt
        words

    Bad (index.md, lines 3, 4, 5):
        == myst.yml
        == index.md
        (start-here)=
        # Start
        See [where to start](@start-here),
        as @fig:growth shows.
        ```{solution} how-many
        ```

    Bad (strict, _templates/layout.html, line 2):
        == index.md
        # Start
        == _templates/layout.html
        <a href="{{ pathto('index') }}">Start</a>
        <a href="{{ pathto('lesson') }}">Lessons</a>

    Good:
        == _config.yml
        exclude_patterns: [drafts]
        sphinx:
          config:
            myst_heading_anchors: 3
        == index.md
        # Start

        See the [lessons](lessons/index.md), {doc}`lessons/index` and [the data](/data.csv),
        [advice](lessons/index.md#lessons-learned), [up](#start), [the seed](#the-seed),
        {ref}`the map <figure-map>`, {numref}`figure-map`, [the map](#figure-map), {ref}`search`,
        {term}`Cohort`, {term}`stewards <data steward>`, {download}`the form <forms/form.odt>`,
        [more](https://data.example.org/set.csv) or [write](mailto:club@example.org).

        (the-first)=
        A paragraph has no title, but {ref}`words <the-first>` lead to it.

        :::{figure} map.png
        :name: figure-map
        :target: lessons/index.html

        The map.
        :::

        :::{card} Lessons
        :link: lessons/index
        :link-type: doc
        :::

        :::{glossary}
        Cohort
          A group that starts together.

        Data steward
          A person from a partner organisation.
        :::
        == lessons/index.md
        # Lessons

        ## Lessons learned

        (the-seed)=
        ## Seed
        == data.csv
        a,b
        == forms/form.odt
        words

    Good (strict):
        == index.md
        # Start
        == _templates/layout.html
        <a href="{{ pathto('index') }}">Start</a> <a href="{{ pathto(page.docname) }}">Page</a>
        <link rel="stylesheet" href="{{ pathto('_static/club.css', 1) }}">
    """
    if isinstance(text, Page):
        yield from misses(known_in(book), text, text)
        return
    for found in re.finditer(r"pathto\(\s*(['\"])([^'\"]+)\1\s*\)", text.text):
        name = found[2].partition("#")[0]
        if name not in book.documents and name not in ("search", "genindex", "404", "print"):
            message = f"the template links {name}, but the book has no such page"
            fix = suggestion(nearest(name, sorted(book.documents)), "name a page of the book")
            yield Problem(1 + text.text.count("\n", 0, found.start()), message, fix)


KEY_IN_TEXT = re.compile(
    r"[(\[]((?=\w{1,60}-|\w{0,60}\d)[a-z][\w-]{1,60}(?:[,;] [a-z][\w-]{0,60}){0,9})[)\]](?!\()|"
    r"(?<![\w./:#@-])([a-z]{1,60}\d{2,9}[a-z\d]{0,60})(?![\w./:@-]\w|\(|\w)"
)
"""What may be the key of a source: in brackets with a hyphen or a digit, else with digits at its end."""
AT_KEY = re.compile(r"(?<![\w/.@\[-])@(\w[\w:-]*)")
"""How Pandoc and MyST projects cite."""


@rule("book", each=pages)
def citation_key(book: Book, page: Page) -> Iterator[Problem]:
    """Every citation names entries of the bibliography, each once.

    Bad (index.md, lines 1, 2, 3, 4, 5, 6):
        == _config.yml
        bibtex_bibfiles: [references.bib]
        == index.md
        It grew {cite:p}`report2023,reprot2024`.
        It grew again {cite:p}`report2023; report2024`.
        It grew once more {cite:p}`Report2023`.
        It grew a lot {cite:p}`report2023, report2023`.
        It grew and grew {cite:p}`report2023,`.
        It grew at last {cite:p}`see {report2023} page 3`.
        == references.bib
        @misc{report2023,
        }
        @misc{report2024,
        }

    Bad (index.md, line 1):
        == _config.yml
        bibtex_bibfiles: [references.bib]
        == index.md
        As @report2023 says, it grew; ask @somebody or me@report2023.org.
        == references.bib
        @misc{report2023,
        }

    Good:
        == _config.yml
        bibtex_bibfiles: [references.bib]
        == index.md
        It grew {cite:p}`report2023` {cite}`{see}report2023`.
        == references.bib
        @misc{report2023,
        }
    """
    known = known_in(book).cited
    settings = book.config.data
    keys = {
        *settings,
        *mapping(mapping(settings.get("sphinx")).get("config")),
        *book.config.extensions,
    }
    # MyST projects cite with «@».
    cites = [AT_KEY] if page.dialect != "myst" else []
    patterns = [*cites, KEY_IN_TEXT] if page.strict else cites
    for prose, pattern in itertools.product(page.prose if known else (), patterns):
        for found in pattern.finditer(prose.shape):
            named = re.split(r"[,;] ", next(filter(None, found.groups())))
            if set(named) <= set(known):
                fix = f"write {{cite:p}}`{','.join(named)}`"
                message = f"«{found[0]}» is shown as text, and is the key of a source"
                yield Problem(prose.shape_line_of(found.start()), message, fix)
    works = Counter(each.key for each in records(book) if each.is_work)
    repeated = [key for key, count in works.items() if count > 1]
    none = book.complete and not any("bib" in str(key) for key in keys)
    none = none and book.config.dialect == "sphinx"
    for role in page.roles if known or none else ():
        if not re.fullmatch(r"(?:foot)?cite(?::\w+)?", role.name):
            continue
        if none:
            yield Problem(
                role.line,
                f"{{{role.name}}} cites a work, but the settings name no bibliography",
                "write «bibtex_bibfiles: [references.bib]» in _config.yml",
            )
            continue
        each_key = re.sub(r"\{[^{}]*\}", "", role.content).split(",")
        odd = "{" in role.content or "" in map(str.strip, each_key)
        if fix := citation_broken(role.name, role.content) if odd else "":
            message = f"{{{role.name}}}`{role.content}` cannot be read as a citation"
            yield Problem(role.line, message, fix)
            continue
        for key, count in Counter(filter(None, map(str.strip, each_key))).items():
            if count > 1:
                message = f"{{{role.name}}} names «{key}» twice"
                yield Problem(role.line, message, "take one of the two out")
            if page.dialect == "myst" and re.match(r"https?:|10\.\d", key):
                continue  # MyST looks a DOI up by itself
            folded = {each.casefold() for each in known} if page.dialect == "myst" else ()
            if key not in known and key.casefold() not in folded:
                # A comma is between the keys of several works.
                several = re.split(r"[;\s]+", key)
                meant = ",".join(filter(None, (nearest(one, sorted(known)) for one in several)))
                if repeated and (not meant or nearest(key, repeated)):
                    continue  # one of two works of one key may be this one; `work-written` says so
                otherwise = citation_broken(role.name, key) or "add the work to the bibliography"
                message = f"{{{role.name}}}`{key}` names nothing in the bibliography"
                yield Problem(role.line, message, suggestion(meant, otherwise))


@rule("book")
def toc_entry(book: Book) -> Iterator[Problem]:
    """Every entry of the menu is a page that is there, and stands in it once.

    Bad (_toc.yml, lines 1, 4, 5, 7, 8, 10, 11):
        == _config.yml
        exclude_patterns: [drafts]
        == _toc.yml
        format: jb-boook
        root: index
        chapters:
          - fil: lessons
          - file: lesson
          - file: other.md
          - file: other
          - file: drafts/plan
          - url: https://example.org
          - url: example.org/more
          - glob: more/*
        == index.md
        # Start
        == lessons.md
        # Lessons
        == other.md
        # Other

    Good:
        == _toc.yml
        format: jb-book
        root: index
        chapters:
          - file: lessons
        == index.md
        # Start
        == lessons.md
        # Lessons

    Good:
        == _config.yml
        title: Book
        sphinx:
          config:
            nb_custom_formats:
              .py: [jupytext.reads, {fmt: py}]
        == _toc.yml
        format: jb-book
        root: index
        == index.py
        # # Start
    """
    if book.toc is None:
        return
    if book.toc.error:
        fix = "write it as YAML: `- file: page` under `chapters:` or `sections:`"
        yield Problem(book.toc.error_line, f"the menu cannot be read: {book.toc.error}", fix)
    for name, line in book.toc.unknown:
        known = sorted(book.toc.known)
        message = f"a menu has no «{name}», so what it says is lost or the build stops"
        fix = suggestion(nearest(name, known, 60), f"write one of {', '.join(known)}")
        yield Problem(line, message, fix)
    first: dict[str, int] = {}
    for entry in book.toc.entries:
        name = without_suffix(entry.value.removeprefix("./"))
        if entry.kind == "url" and re.fullmatch(rf"{LIKE_A_HOST}", entry.value):
            message = f"the menu leads to «{entry.value}» as to a page of this site"
            yield Problem(entry.line, message, f"write https://{entry.value}")
        fits = book.documents if book.complete else [name]
        if entry.kind == "glob" and not any(fnmatchcase(each, name) for each in fits):
            message = f"the menu's pattern «{entry.value}» fits no page of the book"
            yield Problem(entry.line, message, "correct the pattern, or delete the entry")
        if entry.kind not in ("root", "file"):
            continue
        if first.setdefault(name, entry.line) != entry.line:
            message = f"the menu names «{entry.value}» a second time (first on line {first[name]})"
            yield Problem(entry.line, message, "keep one of the two entries")
        outside = book.strict and not book.is_inside(book.resolve(book.toc.path, entry.value))
        excluded = book.config.excludes(f"{name}.md") and entry.value != "."
        if outside or excluded or not book.is_document(entry.value):
            meant = nearest(entry.value, sorted(book.documents)) if not excluded else ""
            why, what = "the book has no such page", "add"
            if excluded:
                why = f"{posixpath.basename(book.config.path)} leaves it out of the book"
                what = "publish"
            other = f"{what} the page, or delete the entry"
            if entry.kind == "root":
                other = "write the path of the page that the book begins with, or add that page"
            fix = suggestion(meant, other)
            yield Problem(entry.line, f"the menu names {entry.value}, but {why}", fix)


ABOUT_THE_PROJECT = frozenset(
    {"changelog", "code_of_conduct", "contributing", "license", "licence", "readme", "security"}
)
"""Pages that many repositories keep beside their book without meaning them to be part of it."""


@rule("book")
def page_in_menu(book: Book) -> Iterator[Problem]:
    """Every page is in the menu, so that a reader can come to it.

    Bad (forgotten.md, line 1):
        == _toc.yml
        format: jb-book
        root: index
        == forgotten.md
        # Forgotten

    Good:
        == _config.yml
        title: Book
        only_build_toc_files: true
        == _toc.yml
        format: jb-book
        root: index
        == draft.md
        # Draft

    Good:
        == _toc.yml
        format: jb-book
        root: index
        chapters:
        - file: first
        - glob: more/*
        == index.md
        ```{include} part.md
        ```
        == first.md
        # First
        == ._first.md
        What a file manager keeps beside the page.
        == part.md
        A part.
        == more/second.md
        # Second
        == README.md
        # About this repository
    """
    # A book that builds only what its menu names has left the others out on purpose.
    if book.toc is None or book.toc.error or not book.complete or book.config.only_toc:
        return
    listed = book.listed
    # An entry that names no page is found by `toc-entry`, which says what was meant.
    listed |= {
        nearest(without_suffix(entry.value.removeprefix("./")), sorted(book.documents))
        for entry in book.toc.entries
        if entry.kind in ("root", "file") and not book.is_document(entry.value)
    }
    for name, path in book.documents.items():
        page = book.pages.get(path)
        if name in listed or path in book.included or (page and page.front_matter.get("orphan")):
            continue
        parts = name.lower().split("/")
        if any(part.startswith("_") for part in parts) or parts[-1] in ABOUT_THE_PROJECT:
            continue
        message = f"the page is not in the menu, {book.toc.path}, so no reader comes to it"
        fix = f"add a line «- file: {name}» there, or remove the page"
        yield Problem(1, message, fix, path=path)


@rule("book", each=pages)
def comment_hides(book: Book, page: Page) -> Iterator[Problem]:
    """No picture, and no link that is broken, is switched off in a comment instead of being fixed.

    Bad (lines 2, 5, 9, 14):
        <!-- to be fixed:
        see [the plan](plan.md)
        -->

        % see [the plan](plan.md)

        <!--
        Figure build is failing, this needs to be fixed
        ```{figure} ../figures/people-at-a-table.*
        :name: people-at-a-table
        ```
        -->

        % ![Map of the five organisations](map.png)

    Good:
        == index.md
        % reviewed with [the lessons](lessons.md) at hand

        % The picture below is drawn by figures/draw/map.py.
        ![Map of the five organisations](map.png)
        == lessons.md
        # Lessons
    """
    known = known_in(book)
    for comment in page.comments:
        for image in comment.hidden.images:
            message = f"the picture {image.source} is switched off in a comment"
            fix = "fix it and take it out of the comment, or delete it"
            yield Problem(image.line, message, fix, book.level)
        for prose in comment.hidden.prose if book.strict else ():
            for found, words, target, why in near_links(prose):
                yield Problem(
                    prose.shape_line_of(found.start()),
                    f"a comment hides a broken link: «{found[0]}» is one with {why}",
                    f"fix the link and take it out of the comment ([{words}]({target})), or "
                    "delete it",
                )
        for miss in misses(known, page, comment.hidden):
            fix = f"fix the link and take it out of the comment ({miss.fix}), or delete it"
            yield Problem(miss.line, f"a comment hides a broken link: {miss.message}", fix)


@rule("book")
def label_unique(book: Book) -> Iterator[Problem]:
    """Every label is defined once in the book; a link leads to one of two only.

    Bad (b.md, line 1):
        == a.md
        (lessons)=
        # Lessons
        == b.md
        (lessons)=
        # More lessons

    Bad (a.md, line 5):
        == a.md
        :::{glossary}
        Cohort
          A group that starts together.

        Cohort
          A group of people.
        :::

    Good:
        == a.md
        (lessons)=
        # Lessons
        == b.md
        (more-lessons)=
        # More lessons
    """
    for name, places in (*book.labels.items(), *book.terms.items()):
        own = [each for each in places if each.kind != "rough" and each.path not in book.included]
        equations = [each for each in own if each.kind == "equation"]
        if book.config.dialect != "myst" and len(equations) == 1:
            own.remove(equations[0])  # Sphinx gives equations numbers of their own
        for place in own[1:]:
            first = own[0]
            where = f"line {first.line}"
            if first.path != place.path:
                where = f"{first.path}:{first.line}"
            yield Problem(
                place.line,
                f"the {'term' if place.kind == 'term' else 'label'} «{name}» is defined already, at {where}",
                "give one of the two another name, and fix the links to it",
                path=place.path,
            )


# --- what the words of a link say ----------------------------------------------------------------


def _words(link: Link) -> str:
    return " ".join(link.text.split())


def _is_outside(link: Link) -> bool:
    return is_address(link.target)


@rule("page")
def link_empty(page: Page) -> Iterator[Problem]:
    """Every link has a target, and words that can be read out.

    Bad (lines 1, 3, 5, 7):
        See [](https://example.org/report).

        Or <a href="https://example.org/report"></a>.

        See [the report]().

        See [the report](#).

    Good:
        See [the report](https://example.org/report), [](lessons.md) and
        [![Logo of the Club](logo.png)](https://example.org).

    Good:
        == myst.yml
        version: 1
        == index.md
        See [](https://doi.org/10.5334/jors.616) and [](https://en.wikipedia.org/wiki/Book).

        ::::{card}
        :link: https://example.org
        :::{image} logo.png
        :alt: The Club
        :::
        ::::
    """
    for link in page.links:
        if link.syntax in ("inline", "html", "reference") and link.target.strip() in ("", "#"):
            message = f"the link «{_words(link)}» has no target, so it leads nowhere"
            fix = "write the page or the address in the round brackets: [words](page.md)"
            yield Problem(link.line, message, fix)
        takes_its_title = link.syntax in ("role", "option", "definition") or (
            link.syntax != "html" and not _is_outside(link) and link.target
        )
        # MyST asks some places themselves for their title.
        named = takes_its_title or (page.dialect == "myst" and is_named(link.target))
        if not (named or link.of_picture or _words(link)):
            yield Problem(
                link.line,
                f"the link to {link.target or 'nowhere'} has no words, so nobody can tell it is there",
                "write what it leads to between the square brackets",
            )


@rule("page")
def link_words(page: Page) -> Iterator[Problem]:
    """The words of a link say where it leads, even when they are read out alone.

    Bad (lines 2, 6, 9, 11, 13, 15, 17, 19, 21, 23, 24, 25, 26):
        The report is published;
        read it [here](https://example.org/report).

        :::{note}
        Then
        [read more …](report.md)
        :::

        Read it: [click-here!](https://example.org/report).

        The report [→](https://example.org/report)

        The report [>>](https://example.org/report)

        See [https://example.org/report.html](https://example.org/report.html).

        See [example.org/report](https://example.org/report).

        See [record 12568968](https://zenodo.org/records/12568698).

        Send [e-mail 8](emails.md#7-the-thanks).

        Ask [ada@example.org](mailto:mary@example.org), look at
        [10.5281/zenodo.3332807](https://doi.org/10.5281/zenodo.3332808), at
        [the-club.org](https://club.example.org) and share it under
        [CC BY 4.0](https://creativecommons.org/licenses/by-nc/4.0/).

    Bad (strict, lines 1, 2, 3):
        Explore the outputs here: https://zenodo.org/communities/the-open-way-writers.
        Or visit <https://example.org>.
        Or www.example.org, too.

    Good (strict):
        See [the report](https://example.org/report), what a [visit](#visit) is,
        the page written in [R](https://www.r-project.org),
        a table of thanks with <a href="https://example.org/commits" title="Code">💻</a>,
        [the-club.org/a](https://github.com/theclub/a), [`a.io/b`](https://example.org/c),
        [Attribution 4.0 (CC BY 4.0)](https://creativecommons.org/licenses/by/4.0/deed.en),
        [ada@example.org](mailto:Ada@example.org?subject=Club), [example.org](https://example.org),
        [10.1002/pld3.12](https://onlinelibrary.wiley.com/doi/10.1002/pld3.12),
        [doi:10.5281/zenodo.3332807](https://zenodo.org/records/3332807) and
        [https://doi.org/10.5281/zenodo.3332807](https://doi.org/10.5281/zenodo.3332807), or
        run `git clone https://example.org/book`. See <project:#start>, which shows its title.
    """
    for link in page.links:
        said = (wrong(page, link) for wrong in (_another, _generic, _one_sign, _address, _number))
        if problem := next(filter(None, said), None):
            yield Problem(link.line, *problem)
    marked = {
        (link.line, link.target) for link in page.links if link.syntax in ("automatic", "bare")
    }
    for prose in page.prose if page.strict else ():
        marked |= set(_bare_addresses(prose))
    explicit = {link.text for link in page.links if link.syntax in ("inline", "reference")}
    # MyST makes a link of a bare host, or not, and neither begins with https://.
    marked = {(line, re.sub(r"^(?:http://)?(?=www\.)", "https://", each)) for line, each in marked}
    for line, address in sorted(marked) if page.strict else ():
        if address not in explicit and not address.startswith("mailto:"):
            fix = f"make it a link with words: [name of the page]({address})"
            if hosts.is_local(hosts.host(address)):
                fix = f"put it between backticks: `{address}`"
            yield Problem(
                line,
                f"the address {address} stands bare in the text, and a screen reader spells it out",
                fix,
            )


Said = tuple[str, str] | None
"""What is wrong with the words of a link and what to write, if something is."""


def _generic(_: Page, link: Link) -> Said:
    words = re.sub(r"[^\w\s]", " ", link.text).lower()
    is_its_name = link.target.rpartition("#")[2].lower() == "-".join(words.split())
    if link.syntax == "definition" or " ".join(words.split()) not in GENERIC or is_its_name:
        return None
    message = f"the link text «{_words(link)}» does not say where the link leads"
    return message, f"name what is there, for example [the report on …]({link.target})"


def _one_sign(page: Page, link: Link) -> Said:
    words = link.text.strip()
    only_signs = not any(sign.isalnum() or sign == "\ufffc" for sign in words)
    is_a_name = link.syntax == "definition" or (link.syntax == "role" and not link.explicit)
    if is_a_name or not (len(words) == 1 or (words and only_signs)):
        return None
    # Elsewhere a number may stand for a note, or for a page of a list.
    number = words.isdigit() and not page.strict
    invisible = len(words) == 1 and words in CHARACTERS
    if words == "\ufffc" or words in LANGUAGES or number or invisible:
        return None
    said = "is one sign" if len(words) == 1 else "has no words"
    message = f"the link text «{words}» {said}, which says nothing and is hard to hit"
    return message, f"name what is there, for example [the report on …]({link.target})"


def _another(_: Page, link: Link) -> Said:
    """The address of a person or a site, a DOI, or a licence, where the link leads to another."""
    words, target = link.text.strip().lower(), unquote(link.target).lower()
    shown, there = dois_in(words), doi_of(target)
    if link.syntax in ("automatic", "bare", "definition"):
        return None
    if len(shown) == 1:
        # A landing page carries the DOI, or the last part of it, in its address.
        last = shown[0].rpartition("/")[2].removeprefix("zenodo.")
        differ = there != shown[0] and (there or last not in target)
    elif MAIL.fullmatch(words):
        differ = target.startswith("mailto:") and words not in re.split("[:,?]", target)
    else:
        pairs = zip(_licences(words), _licences(target), strict=True)
        differ = any(len(one) == len(other) == 1 and one != other for one, other in pairs)
        differ = differ or ("\ufffc" not in link.shape and _is_other_site(words, target))
    message = f"the link text says «{_words(link)}», but the link leads to {link.target}"
    return (message, WHICH) if differ else None


WHICH = "find out which of the two is right, and correct the other"
LICENCE = re.compile(
    r"(?:\bcc[ -]?|creativecommons\.org/(?:licenses/|publicdomain/zer(?=o)))"
    r"(0|o|by(?:[ –-]{1,3}(?:nc|sa|nd)\b)*)(?!\w)(?:\D{1,20}([1-4]\.\d)(?!\d))?"
)


def _licences(text: str) -> tuple[set[frozenset[str]], set[str]]:
    """The terms and the versions of licences of Creative Commons that a text or an address names."""
    found = LICENCE.findall(text)
    terms = {frozenset(re.findall("0|nc|sa|nd", each.replace("o", "0"))) for each, _ in found}
    return terms, {version for _, version in found if version}


def _is_other_site(words: str, target: str) -> bool:
    """Whether words are the address of a site whose name another address does not have in it at all."""
    name = re.sub(r"^(?:https?://)?(?:www\.)?", "", words)
    host = hosts.host(target)
    if not re.fullmatch(LIKE_A_HOST, name) or not host or is_doi_host(host):
        return False
    name, *rest = re.findall(r"[\w.-]+", name)
    main = max(name.split(".")[:-1], key=len)
    there = set(re.findall(r"[\w-]+", f"{target} {target.replace('-', '')}"))
    # A name may be written without its dots or hyphens: plot.ly is at plotly.com.
    known = {main, main.replace("-", ""), name.replace(".", "")}
    # What stands in a registry may be shown elsewhere, under the same names.
    return known.isdisjoint(there) and not (rest and there.issuperset(rest))


def _address(_: Page, link: Link) -> Said:
    words = link.text.strip()
    written = link.syntax in ("inline", "reference", "html") and not link.of_picture
    # An address with its path, only without the scheme, is one too.
    rest = re.sub(r"^https?://(?:www\.)?", "", link.target).rstrip("/")
    is_rest = "/" in rest and words.rstrip("/") == rest
    reads_as_one = re.fullmatch(r"(?:https?://|www\.)\S+", words, re.I) or is_rest
    if not written or not reads_as_one or "doi.org/" in words:
        return None
    message = f"the link text is the address {words}, which a screen reader spells out"
    return message, f"name what is there: [name of the page]({link.target})"


def _number(_: Page, link: Link) -> Said:
    """The number of a record, or of a part of a page, where the address has another."""
    said, part = re.search(r"[a-z] (\d{1,2})$", link.text), re.search(r"#(\d{1,2})-", link.target)
    if said and part and said[1] != part[1]:
        message = f"the link text says {said[1]}, and the part of the page it leads to is {part[1]}"
        return message, WHICH
    # A DOI has a rule of its own.
    there = [] if "10." in link.text else re.findall(r"\d{5,}", link.target)
    for number in re.findall(r"\d{5,}", link.text) if there else ():
        near = [one for one in there if len(one) == len(number) and OSA.distance(one, number) < 3]
        if near and number not in there:
            message = f"the link text says {number}, and its address {near[0]}"
            return message, WHICH
    return None


def _bare_addresses(prose: Prose) -> Iterator[tuple[int, str]]:
    # What stands in brackets may be a link with a slip, which `markup-shown` finds.
    slips = [found.span() for found, *_ in near_links(prose)] if "://" in prose.shape else []
    for found in re.finditer(
        r"(?:https?://|\bwww\.)[^\s<>\"\ufffc]*[^\s<>\"\ufffc.,;:!?)\]]", prose.shape
    ):
        if any(first <= found.start() < last for first, last in slips):
            continue
        yield prose.shape_line_of(found.start()), found[0]


ROW_OR_POINT = re.compile(r"\s*(?:\||(?:[-*+]|\d+[.)])\s)\s*")


@rule("page")
def link_text_twice(page: Page) -> Iterator[Problem]:
    """The same words on one page lead to the same place; in a strict book, two points or rows to two.

    Bad (strict, line 4):
        | Recording |
        |---|
        | [The launch](https://example.org/a) |
        | [The first meeting](https://example.org/a) |

    Bad (lines 3, 7):
        Read [the case study](https://example.org/gel) of Genomics England.

        Read [the case study](https://example.org/bas) of British Antarctic Survey.

        Read [the case study](https://example.org/gel) of Genomics England.

        Read [the case study](bas.md) of British Antarctic Survey.

    Good:
        Read [the case study of Genomics England](https://example.org/gel) or
        [the case study of British Antarctic Survey](https://example.org/bas), once more:
        [the case study of Genomics England](https://example.org/gel).

        - [The case study of Genomics England](https://example.org/gel)

        See {numref}`Chapter %s <asking>`, {numref}`Chapter %s <hearing>` and [{number}](#late).
    """
    first: dict[str, dict[str, Link]] = {}
    begun: dict[str, Link] = {}
    told: set[tuple[str, str]] = set()
    rows = page.lines
    for link in page.links:
        # A label and a path may well lead to the same place, so each is compared with its like;
        # what leads out of the book is compared with all.
        like = "outside" if _is_outside(link) else link.role or "path"
        words = _words(link).casefold()
        row = "".join(rows[link.line - 1 : link.line])
        begins = page.strict and ROW_OR_POINT.match(row)
        if begins and row.startswith(f"[{link.text}](", begins.end()):
            before = begun.setdefault(link.target, link)
            if words != _words(before).casefold() or (before is not link and not words):
                message = f"this leads to {link.target}, as line {before.line} does in other words"
                fix = "find out where each of the two leads, or use the same words"
                yield Problem(link.line, message, fix)
        key = (words, like)
        if not words or link.syntax == "definition" or words in GENERIC or "\ufffc" in words:
            continue
        if re.search(r"%s|\{(?:name|number)\}", words):
            continue  # a number or a title is filled in
        if link.syntax in ("automatic", "bare") or (link.syntax == "role" and not link.explicit):
            continue
        same = first.setdefault(words, {})
        before = same.setdefault(like, link)
        others = [each for way, each in same.items() if way != like]
        if before is link and others and any(map(_is_outside, (link, *others))):
            before = others[0]
        two_dois = doi_of(before.target) and doi_of(link.target)
        differ = before.target.rstrip("/") != link.target.rstrip("/") and not two_dois
        if differ and key not in told:
            told.add(key)
            yield Problem(
                link.line,
                f"«{_words(link)}» leads to {link.target} here and to {before.target} "
                f"on line {before.line}",
                "use words that tell the two apart, or link the same place",
                level="notice",
            )


def _plain(title: str) -> str:
    """A title as somebody writes it within a sentence: in any case, number and article."""
    words = re.sub(r"^(?:an?|my|our|the|this|your) ", "", title.casefold()).split()
    return " ".join(word.removesuffix("s") for word in words)


@rule("book")
def link_text_of_another(book: Book) -> Iterator[Problem]:
    """Words that are the title of one page do not lead to another; a notice on other people's books.

    Bad (index.md, lines 1, 2):
        == index.md
        Read about [a small programme](plan.md) first, then [ask](small.md).
        [Access](plan.md) is for all, and [access](plan.md) is free.
        == access.md
        # Access
        == plan.md
        # Six months
        == small.md
        # A small programme

    Bad (index.md, lines 1, 2):
        == index.md
        Sign the [codes of Conduct](plan.md), take
        [the small programme](plan.md).
        == plan.md
        # Six months
        == small.md
        # A small programme
        == code.md
        # The code of conduct and its reasons

    Good:
        == index.md
        Read [the plan of a programme](small.md).
        == small.md
        # A small programme
        == plan.md
        # Plan of a programme

    Good:
        == index.md
        Read about [a small programme](small.md), or [how to ask](small.md) for [one week](plan.md).
        == plan.md
        # Six months

        ## One week
        == small.md
        # A small programme
        == week.md
        # One week
        == ask.md
        ---
        title: Guide
        ---

        ## How to ask

        Read [how to ask](small.md).
    """
    owners: dict[str, list[Page]] = {}
    for page in book.pages.values():
        for heading in page.headings[:1]:
            if heading.level > 1:
                continue  # the title stands in the front matter
            named = _plain(heading.text).split()
            # A title in short is its first words, of which one alone could begin many a sentence.
            for count in {len(named), *range(3, len(named))}:
                owners.setdefault(" ".join(named[:count]), []).append(page)
    for page in book.pages.values():
        for link in page.links:
            words = _plain(_words(link))
            meant = owners.get(words, []) if not _is_outside(link) else []
            # One word begins many a sentence in small letters; a title it is as the title is written.
            is_title = bool(meant) and _words(link) == meant[0].headings[0].text
            if " " not in words and not (is_title and words not in link.target.casefold()):
                continue
            there = book.pages.get(book.resolve(page.path, link.target.partition("#")[0]))
            # A page may be known by another name, or hold a part of that name.
            if len(meant) != 1 or not there or there is meant[0]:
                continue
            said = {word for heading in there.headings[:1] for word in _plain(heading.text).split()}
            loosely = _words(link).casefold() != meant[0].headings[0].text.casefold()
            if loosely and not said.isdisjoint({each for each in words.split() if len(each) > 3}):
                continue
            if words not in map(_plain, (heading.text for heading in there.headings)):
                yield Problem(
                    link.line,
                    f"«{_words(link)}» leads to {link.target}, but is the title of another page",
                    f"link {book.relative(page.path, meant[0].path)}, or use other words",
                    level=book.level,
                    path=page.path,
                )


@rule("page")
def html_link(page: Page) -> Iterator[Problem]:
    """Links are written in Markdown, where they are checked and follow a page that moves.

    On other people's books a raw link to another site is a notice.

    Bad (lines 1, 3):
        See <a href="https://example.org/report">the report</a>.

        <p><a
        href="lessons.html">Lessons</a></p>

    Good:
        See [the report](https://example.org/report).
    """
    for link in page.links if page.in_book else ():
        # An address that runs a script is found by the rule `script`.
        if link.syntax == "html" and not re.match(r"\s*(?:java|vb)script:", link.target, re.I):
            outside = _is_outside(link) and not page.strict
            yield Problem(
                link.line,
                f"the link to {link.target} is raw HTML, which nothing checks and nothing rewrites",
                source_of(f"write [{_words(link) or 'words'}]({link.target})"),
                level="notice" if outside else "finding",
            )
