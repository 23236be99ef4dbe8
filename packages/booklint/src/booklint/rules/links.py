"""Where links, citations and labels lead."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from rapidfuzz.distance import OSA

from booklint.book import Book, Place, TextFile, pages
from booklint.config import mapping
from booklint.finding import Problem
from booklint.known import known_in
from booklint.near_links import near_links
from booklint.nearest import nearest, suggestion
from booklint.page import Page
from booklint.records import records
from booklint.registry import rule
from booklint.resolve import misses
from booklint.syntax import citation_broken


def _with_links(book: Book) -> Iterable[Page | TextFile]:
    return [*book.pages.values(), *book.data_pages, *book.texts]


@rule("book", each=_with_links, yields_to=("text-lost", "value-form"))
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
KEYS_AS_CODE = re.compile(r"(\{cite[:\w]*\})`([^`]+)`((?:[,;]? ?`[\w.:-]+`)+)")
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
            if all(each in known for each in named):
                fix = f"write {{cite:p}}`{','.join(named)}`"
                message = f"«{found[0]}» is shown as text, and is the key of a source"
                yield Problem(prose.shape_line_of(found.start()), message, fix)
    for number, row in enumerate(page.lines if known else (), 1):
        for found in KEYS_AS_CODE.finditer(row) if "{cite" in row else ():
            more = re.findall(r"`([^`]+)`", found[3])
            if all(each in known for each in more):
                message = f"the keys {', '.join(more)} stand behind the citation as code"
                fix = f"write {found[1]}`{','.join([found[2], *more])}`"
                yield Problem(number, message, fix)
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
                # Keys that differ in a number alone may all be meant.
                alike = [
                    each for each in known if re.sub(r"\d", "", each) == re.sub(r"\d", "", key)
                ]
                near = sorted(each for each in alike if OSA.distance(each, key) == 1)
                if len(near) > 1 and not {*near} & {*repeated}:
                    fix = f"look up which is meant: {', '.join(near[:3])}, or another"
                    message = f"{{{role.name}}}`{key}` names nothing in the bibliography"
                    yield Problem(role.line, message, fix)
                    continue
                meant = ",".join(filter(None, (nearest(one, sorted(known)) for one in several)))
                if repeated and (not meant or nearest(key, repeated)):
                    continue  # one of two works of one key may be this one; `work-written` says so
                otherwise = citation_broken(role.name, key) or "add the work to the bibliography"
                message = f"{{{role.name}}}`{key}` names nothing in the bibliography"
                yield Problem(role.line, message, suggestion(meant, otherwise))


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

    Bad (line 1):
        (search)=
        # How to search

    Bad (line 6):
        :::{glossary}
        Twice
          Two times.
        :::
        :::{glossary}
        twice
          Two times.
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
        if own and name in OF_SPHINX and book.config.dialect != "myst" and own[0].kind != "term":
            message = f"the label «{name}» is one that Sphinx has itself, for a page of its own"
            fix = "give it another name, and fix the links to it"
            yield Problem(own[0].line, message, fix, path=own[0].path)
        # The one that is not named after its page is the copy.
        own.sort(key=lambda place, name=name: _unlike(name.replace("-", "/"), place.path))
        if len(own) > 1:
            own.sort(key=lambda place, name=name: _is_of_another_picture(book, place, name))
        for place in own[1:]:
            first = own[0]
            where = f"line {first.line}"
            if first.path != place.path:
                where = f"{first.path}:{first.line}"
            # Sphinx tells two terms apart by a capital letter; a reader hardly does.
            is_term, (one, other) = place.kind == "term", map(partial(_row, book), (first, place))
            yield Problem(
                place.line,
                f"the {'term' if is_term else 'label'} «{name}» is defined already, at {where}",
                "give one of the two another name, and fix the links to it",
                "notice"
                if is_term and one != other and one.lower() == other.lower()
                else "finding",
                path=place.path,
            )


def _row(book: Book, place: Place) -> str:
    """The line on which something stands, as it is written."""
    page = book.pages.get(place.path)
    return page.lines[place.line - 1].strip() if page else ""


def _is_of_another_picture(book: Book, place: Place, name: str) -> bool:
    """Whether a label that is named after one picture stands on another."""
    page = book.pages.get(place.path)
    near = (
        (each for each in page.images if place.line - 4 <= each.line <= place.line) if page else ()
    )
    stem = next((posixpath.basename(each.source).partition(".")[0] for each in near), name)
    return stem != name


def _unlike(name: str, path: str) -> int:
    """How little a label, with slashes for hyphens, is like the path of a page."""
    page = path.removesuffix(".md").removesuffix("/index").replace("-", "/")
    return 0 if page.endswith(name) else 1 if name in path else 2


OF_SPHINX = frozenset({"genindex", "modindex", "py-modindex", "search"})
