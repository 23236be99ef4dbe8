"""Two questions about a page: does its reader see markup, and does the reader see what was written?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from booklint import syntax
from booklint.addresses import source_of
from booklint.book import Book, TextFile, pages
from booklint.finding import Problem
from booklint.html_tags import is_html, unpaired
from booklint.mojibake import garbled
from booklint.page import Directive, Page
from booklint.registry import rule
from booklint.shown import shown


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:76]} …"


@rule("words")
def markup_shown(page: Page) -> Iterator[Problem]:
    """No reader sees markup: a slip in MyST, or what another program's Markdown means.

    Bad (lines 1, 2, 3, 4, 5, 6, 7, 10, 13, 14, 17, 18, 20, 22, 24, 26, 27, 28, 29, 30, 31, 32, 36):
        See [the report][https://example.org/report],
        see [the report] (https://example.org/report),
        see (the report)[https://example.org/report],
        see [the report(https://example.org/report),
        see [the report]{https://example.org/report},
        see [the report](files/the report.pdf) and
        see `the report <https://example.org/report>`_.

        See the
        [report](https://example.org/report of 2023.

        :::{note}
        Words {++for all++}.
        See [the copy](javascript:alert(1)).
        :::

        See [the report][report-2023], and
        ![[map.png]] and more.

        [![Map of the partners][map]](https://example.org/map)

        The Club had two cohorts.[^cohorts]

        See [[Lessons learned]].

        See {ref} `lessons` and
        :ref:`lessons` and
        {cite:p}nl44 and
        {doc}(lessons) and
        doc`/about/lessons` and
        what was found [@nl44], or
        see {doc}`/about/lessons.

        Steward
        Keeper
        : Somebody who looks after a thing.

    Bad:
        ##\xa0Next

    Bad (lines 1, 2, 3):
        All are in <example.org/records> for you,
        as they say (cite:p)`report`. One
        [b]liaison[/b] looks after five.

    Good:
        | Sign | Meaning |
        |---|---|
        | \\ | none |

        It breaks\\
        a line, and C:\\\\ costs \\$40.

        *Ask* early and
        *[HTML](a.md)*: often, -1 to
        -2 and 1.5 or
        2.5 days.

        :::{tab-item} The `code` of it
        :::

        1. Two of the partners asked
        12 People who came.

        See [the report](https://example.org/report) of 2023 (a [summary](a.md)) or
        [the report][report], the list [a, b] (in order) and x[1](2), `[t] (https://example.org)`.
        See {ref}`lessons`, the set {ref}, the doc `a.md`, \\[text][label], sources [1][2], sign \\[^note\\].
        Send file[s] over http[s] ($CLUB_API_TOKEN).
        It costs $5, 2 * 3 * 4, 2**3, a_b_c, #12, R&D, **kwargs and ~40; \\*\\*so\\*\\*.[^one]

        :::{figure} map.png
        :alt: A map

        Note: where they are.
        :::

        #OpenScience is what we do. Choose `File` --> Save.

        [report]: https://example.org/report
        [^one]: Words.
    """
    for each in shown(page):
        text = " ".join(_short(each.text).split())
        message = f"«{text}» is printed as it stands: {each.why}"
        # A field of the front matter may be wrong besides.
        hides = "line" if each.line > page.front_matter_end else ""
        fix = each.fix if each.repair else source_of(each.fix)
        yield Problem(each.line, message, fix, repair=each.repair, hides=hides)


@rule("text")
def mojibake(text: Page | TextFile) -> Iterator[Problem]:
    """No letter was garbled on the way: UTF-8 that was read as something else.

    Bad (lines 1, 3, 5):
        It\u00e2\u20ac\u2122s the caf\u00c3\u00a9 where they met.

        ![The caf\u00c3\u00a9 where they met.](cafe.jpg)

        In the weeks=3A ask; Zo%C3%AB met Andr=C3=A9.

    Good:
        # Lessons

        It’s the café where they met, in São Paulo.
    """
    told: set[int] = set()
    sources = [(text.text, 1)]
    if isinstance(text, Page):
        sources = [(each.shape, each.line) for each in text.prose]
        sources += [(each.alt, each.alt_line or each.line) for each in text.images if each.alt]
    for source, first in sources:
        for at, word, meant in garbled(source):
            line = first + source.count("\n", 0, at)
            if line not in told:
                told.add(line)
                message = f"«{_short(word)}» has letters that were garbled on the way"
                fix = f"write «{meant}»" if meant else "type the garbled letters anew"
                yield Problem(line, message, fix)


CONFLICT = re.compile(r"^(?:<{7}|\|{7}|>{7})(?: \S.*)?$|(?<=[.!?`]\n)={7}$", re.MULTILINE)


@rule("text")
def conflict_mark(text: Page | TextFile) -> Iterator[Problem]:
    """No mark of git is left where two versions of a passage were never joined.

    Bad:
        <<<<<<< HEAD
        Ask early.
        =======
        Ask late.
        >>>>>>> main

    Bad:
        >>>>>>> main

    Bad (line 2):
        Ask early.
        =======

    Good:
        ```
        <<<<<<< HEAD
        ```
    """
    code: set[int] = set()
    for block in text.code if isinstance(text, Page) else ():
        code.update(range(block.line, block.line + block.content.count("\n") + 2))
    for match in CONFLICT.finditer(text.text):
        line = 1 + text.text.count("\n", 0, match.start())
        if line not in code:
            yield Problem(
                line,
                f"«{match[0].strip()}» is a mark of git: two versions of the passage were never joined",
                "keep one of the two versions, and delete the lines <<<<<<<, ======= and >>>>>>>",
                hides="page",
            )
            return


@rule("page")
def text_lost(page: Page) -> Iterator[Problem]:
    """Whatever an author wrote reaches the reader.

    Bad (lines 3, 5, 10, 12, 17, 24):
        | Who | When |
        |---|---|
        | First | 2023 | five |

        [^cohort]: By the end of 2024.

        [report]: https://example.org/report
        See [the report][report].

        [report]: https://example.org/other

        :::{note}
        Mind the gap.

        ## Next

        ```{note}
        Mind the gap.

        ```Text
        words
        ```

        <!-- to be fixed

    Bad (lines 1, 3, 7):
        The letter of <your organisation> comes first.[^first]

        [report]: https://example.org/report

        [^first]: A note with a note.[^second]

        [^second]: It is not shown.

    Good:
        | Who | When |
        |---|---|
        | First \\| last | <b>2023</b> |

        See [the report][report].[^cohort]

        [^cohort]: By the end of 2024.
        [report]: https://example.org/report
        [//]: # (a comment)

        Words.
        % A comment below them.

        % And one above others.
        Words.

        <!-- [^later]: A [note](https://example.org/note) for the next issue. -->

        ::::{grid} 2
        :::{grid-item}
        > ```text
        > words
        > ```
        :::
        ::::

        - ```text
              ```{note}
          ```
    """
    for loss in page.losses:
        if not loss.changed and (page.strict or not loss.custom):
            hides = "page" if loss.swallows else ""
            yield Problem(loss.line, loss.message, loss.fix, hides=hides)
    # Where a paragraph may have attributes in braces, the rest of such a line is a comment.
    read = [(each.line, each.content) for each in page.code]
    read += [(each.line, each.text) for each in page.prose]
    seen = {line + at for line, text in read for at in range(text.count("\n") + 2)}
    for number, row in enumerate(page.lines, 1) if "{%" in page.text else ():
        if re.match(r"\{%.*%\}\s*$", row) and number not in seen:
            message = f"«{row.strip()[:40]}» is an order to another program, and is not shown"
            yield Problem(number, message, "write what is to stand there")
    for link in page.links:
        if (
            link.syntax == "definition"
            and re.search(r"\w{2}", link.text)
            and link.target not in ("#", "")
        ):
            message = f"no link uses «[{link.text.lower()}]:», so no reader comes to it"
            fix = f"write [words][{link.text.lower()}] where it belongs, or delete the line"
            yield Problem(link.line, message, fix, level="finding" if page.strict else "notice")
    yield from _gates(page)
    for tag, line in unpaired(page.html):
        way = "closes nothing that is open" if tag[1] == "/" else "is never closed"
        fix = "write its partner where that belongs, or delete it"
        yield Problem(line, f"«{tag}» {way}, so what follows may look otherwise", fix)
    for tag in page.tags:
        if not is_html(tag.name):
            shown_as = " ".join([tag.name, *tag.attributes])
            message = f"«<{shown_as}>» is taken for a tag of HTML, so a reader sees nothing of it"
            yield Problem(tag.line, message, f"write `<{shown_as}>` in backticks, or [{shown_as}]")


def _gates(page: Page) -> Iterator[Problem]:
    """The directives such as {exercise-start} that no {exercise-end} follows, and those that end nothing."""
    begun: dict[str, Directive] = {}
    alone = []
    for each in sorted(page.directives, key=lambda each: each.line):
        kind, _, gate = each.name.rpartition("-")
        if gate == "start":
            alone += [begun[kind]] if kind in begun else []
            begun[kind] = each
        elif gate == "end" and not begun.pop(kind, None):
            alone.append(each)
    for each in [*alone, *begun.values()]:
        kind, _, gate = each.name.rpartition("-")
        partner = f"{{{kind}-{'end' if gate == 'start' else 'start'}}}"
        where = "below" if gate == "start" else "above"
        message = f"no {partner} stands {where} {{{each.name}}}, which needs one"
        yield Problem(
            each.line, message, f"add it where that {'ends' if where == 'below' else 'begins'}"
        )


CITES = ("cite", "cite:p", "cite:t")
CITED_TWICE = re.compile(r"\{(cite(?::[pt])?)\}`([^`]+)`[ ]?\{\1\}`([^`]+)`")
STRAY = {
    ("tab-set", "paragraph"): ("in no {tab-item} of its set", "put it above, or into one"),
    ("glossary", "term"): ("at the margin of a glossary", "indent it by two blanks below its term"),
}
A_MEANING = re.compile(r"(?:\S+ ){4}.*\.$")
STOPPED_TWICE = re.compile(r"(?<=[a-z]{2})(?<!\bal)(?<!\betc)[.!?] ?\{cite(?::p)?\}`[^`]+`\.(?!\w)")


@rule("page")
def text_changed(page: Page) -> Iterator[Problem]:
    """Whatever an author wrote is shown as what it was meant: a sentence as a sentence.

    Bad (lines 2, 5, 7, 9, 13, 15):
        A sample
        $w_1, w_2 and makes a curve $L$ of it.

        The team met in London.
        ---

            Four blanks stand before this sentence, which is no code.

        2024. The next cohort began.

        :::{figure} map.png
        :alt: A map of the five organisations
        that took part in the first cohort.
        :::
        See readme.md for more.

    Bad (lines 1, 5, 10):
        :::{note} What we learned
        Ask early.
        :::

        ```{tip} What we learned
        :name: learned

        ask early.
        ```
        ```{tip} Ask early, and often.
        :name: early
        Ask all.
        ```

    Good:
        :::{figure} map.png
        :alt: |
        :  A map of the five organisations
        :  and of their rivers.
        :class: wide
          Where they are.
        :::

        :::{note} The first cohort asked all of the
        Partners, which took a week.
        :::
        :::{note} Ask early.
        :name: early
        :::

        Lessons
        =======

        The team met in London.

        ---

            print("hello")

        1. First
        2. Second

        It holds $x$ if $a if and only if b$ and $\\text{this is not a rule}$.
        So says {cite:p}`nl44` {cite:t}`rep23`. In each pair, $2 a^2 - b^2$ is $1$ or $-1$.
    """
    rows = page.lines
    for line in sorted({each.line for each in page.roles if each.name in CITES}):
        if found := STOPPED_TWICE.search(rows[line - 1]):
            message = f"«{found[0]}» has a full stop on both sides"
            yield Problem(line, message, "take out the one before the citation")
        if page.strict and (found := CITED_TWICE.search(rows[line - 1])):
            keys = dict.fromkeys(key.strip() for key in f"{found[2]},{found[3]}".split(","))
            once = "write it once" if found[2] == found[3] else "write one"
            message = f"«{found[0]}» are shown as two citations"
            yield Problem(line, message, f"{once}: {{{found[1]}}}`{','.join(keys)}`")
    for loss in page.losses:
        filled_in_later = loss.to_fill_in and page.may_be_template
        if loss.changed and (page.strict or not loss.custom) and not filled_in_later:
            yield Problem(loss.line, loss.message, loss.fix)
    for directive in page.directives if not page.unreadable else ():
        argument, options = directive.argument.strip(), bool(directive.options)
        fix = syntax.title_lost(directive.name, argument, directive.body, options=options)
        if fix and page.dialect != "myst":
            message = (
                f"«{_short(argument)}» is no title of {{{directive.name}}}, but part of its text"
            )
            yield Problem(directive.line, message, fix)
        body = directive.body if directive.name not in syntax.LITERAL else ""
        for option, value in directive.options.items():
            row = rows[value.line - 1]
            if not value.value and re.fullmatch(r"\s*:[\w-]+: *[|>][+-]?\s*", row):
                message = f"«{row.strip()}» takes in no line below it, so they are shown as text"
                fix = "write all of its words behind it, on its own line, in the place of that sign"
                yield Problem(value.line, message, fix, hides="line")
            below = body.strip() and directive.body_line == value.line + 1
            if option in syntax.SAID and below and value.value[-1:] not in ".!?…":
                said = _short(body.strip().splitlines()[0])
                deeper = body[0] in " \t" and row[0] == ":"
                if deeper or (option == "alt" and said[0].islower()):
                    message = f"«{said}» goes on with the option above it, but is shown as text"
                    fix = "put it on the line above; before a caption leave a line empty"
                    yield Problem(value.line + 1, message, fix, hides="line")
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for each in page.directives:
        seen = set() if each.name == "tab-set" else seen
        for said in (each.argument, each.option("sync")) if each.name == "tab-item" else ():
            if said and (said, each.within) in seen:
                message = f"two tabs of one set have the same name or key, «{said}»"
                yield Problem(each.line, message, "give one of the two another")
        seen |= {(each.argument, each.within), (each.option("sync"), each.within)}
    for prose in page.prose:
        where, fix = STRAY.get((*prose.within[-1:], prose.kind), ("", ""))
        if where and (prose.kind != "term" or A_MEANING.match(prose.text)):
            yield Problem(prose.line, f"«{_short(prose.text)}» stands {where}", fix)
    for link in page.links:
        written = re.fullmatch(r"http://([\w-]+\.(?:md|py|sh|rs|pl|ps|cc))", link.target)
        if link.syntax == "bare" and written and link.text == written[1]:
            message = f"«{link.text}» becomes a link to {link.target}, because it looks like a host"
            yield Problem(link.line, message, f"write `{link.text}` in backticks")


@rule("book", each=pages)
def section_empty(book: Book, page: Page) -> Iterator[Problem]:
    """Every section has something in it; in another book an empty one is a notice.

    Bad (strict, line 1):
        ## Lessons

        % to be written

        ## Sources

        Words.

    Good:
        ## Lessons

        ### First

        Words <!-- these --> here.
    """
    # The sections of a notebook hold code and its results, which are not read.
    headings = [each for each in page.headings if not each.nested and not page.places]
    rows = page.lines
    hidden = {
        line
        for comment in page.comments
        if rows[comment.line - 1].lstrip(" >")[:1] in ("<", "%")
        for line in range(comment.line, comment.line + comment.text.count("\n") + 1)
    }
    for heading, after in zip_longest(headings, headings[1:]):
        by_accident = after and not rows[after.line - 1].lstrip(" >").startswith("#")
        if (
            (after and after.level > heading.level)
            # A page of which only the title is there may be one to begin with.
            or (heading.level == 1 and not book.strict)
            or by_accident
            or not page.is_read_whole
            or not heading.text.strip()
        ):
            continue
        end = after.line - 1 if after else len(rows)
        between = enumerate(rows[heading.line : end], heading.line + 1)
        said = [row for number, row in between if row.strip() and number not in hidden]
        if all(re.fullmatch(r"\([^)]*\)=\s*|[-=]{2,}\s*", row) for row in said):
            message = f"nothing stands in the section «{heading.text}»"
            yield Problem(
                heading.line, message, "write what belongs there, or delete the heading", book.level
            )


@rule("page", strict=True)
def markup_elsewhere(page: Page) -> Iterator[Problem]:
    """README.md and CONTRIBUTING.md hold no role and no directive, which GitHub prints as written.

    Bad (strict, README.md, lines 1, 3, 7):
        == README.md
        Press {kbd}`Ctrl` and wait.

        :::{note}
        It takes a minute.
        :::

        ```{note}
        It takes a minute.
        ```

    Good (strict):
        == README.md
        > [!NOTE]
        > It takes a minute.

        ```console
        $ make book
        ```
        == index.md
        # Book

        Press {kbd}`Ctrl` and wait.
    """
    if page.in_book:
        return
    fix = "say it in plain Markdown: this file is read at GitHub, which knows no MyST"
    for role in page.roles:
        message = (
            f"«{{{role.name}}}`{_short(role.content)}`» is a role, which is printed as it stands"
        )
        yield Problem(role.line, message, fix)
    for directive in page.directives:
        message = f"{{{directive.name}}} is a directive, which is printed as it stands"
        yield Problem(directive.line, message, fix)
