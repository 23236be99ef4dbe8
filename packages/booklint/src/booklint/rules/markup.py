"""Markup that is nearly right, so that the page prints its brackets and colons instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from booklint import syntax
from booklint.alt import means_alt
from booklint.finding import Problem
from booklint.near_links import near_links
from booklint.page import Directive, Page, Prose
from booklint.registry import rule
from booklint.resolve import nearest

OTHER_LINK = re.compile(r"([^`<>\n]{1,100}?)\s*<((?:https?://|www\.)[^\s<>]+)>__?(?!\w)")
"""A link as reStructuredText has it; its backticks make it code here."""

PICTURE_GAP = re.compile(r"(?:^|(?<=\s))![ \t]+\ufffc", re.M)

REFERENCE = r"(?<![\w\])])\[([^\[\]]{1,300})\]\[([^\[\]]{0,300})\]"
"""A link by reference; where it is still text, nothing defines it."""

ROLES = r"(?:ref|numref|doc|term|cite(?::[a-z]+)?|download|eq|abbr|footcite|any)"
OPTIONS = r"(?:alt|name|width|height|align|class|figclass|figwidth|target|scale|figalign)"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)


def _lines(prose: Prose, pattern: str) -> Iterator[tuple[int, re.Match[str]]]:
    for found in _compiled(pattern).finditer(prose.shape):
        yield prose.shape_line_of(found.start()), found


@rule("page")
def link_syntax(page: Page) -> Iterator[Problem]:
    """Every link is written [words](target), so that no brackets are printed.

    Bad:
        See [the report][https://example.org/report] of 2023.

    Bad:
        See [the report] (https://example.org/report) of 2023.

    Bad:
        See (the report)[https://example.org/report] of 2023.

    Bad (line 2):
        See the
        [report](https://example.org/report of 2023.

    Bad:
        See [the report](files/the report.pdf) of 2023.

    Bad:
        See the report](report.md) of 2023.

    Bad (line 2):
        :::{note}
        See [the copy](javascript:alert(1)).
        :::

    Bad (lines 1, 2, 3, 4, 5):
        See [the report(https://example.org/report),
        see [the report]{https://example.org/report},
        see (https://example.org/report)[the report],
        see [https://example.org/report](the report) and
        see `the report <https://example.org/report>`_.

    Good:
        See [the report](https://example.org/report) of 2023 (a [summary](a.md)) or
        [the report][report], the list [a, b] (in order) and x[1](2), `[t] (https://example.org)`.

        [report]: https://example.org/report
    """
    pictures = {link.line for link in page.links if FILE_OF_PICTURE.search(link.target)}
    for prose in page.prose:
        seen: set[int] = set()
        for found, words, target, why in near_links(prose):
            line = prose.shape_line_of(found.start())
            if line not in seen:
                seen.add(line)
                yield Problem(
                    line,
                    f"«{_short(found[0])}» prints its brackets: it is a link with {why}",
                    _mended(words, target),
                )
        for found in OTHER_LINK.finditer(prose.text) if ">_" in prose.text else ():
            yield Problem(
                prose.line_of(found.start(2)),
                f"«{_short(found[0].strip())}» is no link here: this is how reStructuredText writes one",
                f"write [{found[1].strip()}]({found[2]})",
            )
        for found in PICTURE_GAP.finditer(prose.shape) if pictures else ():
            line = prose.shape_line_of(found.start())
            if line in pictures:
                yield Problem(
                    line,
                    "a space behind the «!» turns the picture into a link",
                    "write ![what it shows](path), without a space",
                )


FILE_OF_PICTURE = re.compile(r"\.(?:\*|gif|jpe?g|png|svg|webp)$", re.I)


def _mended(words: str, target: str) -> str:
    """What to write instead of something that was meant as a link."""
    if re.match(r"(?:javascript|vbscript|data):", target, re.I):
        return f"write only the words, «{words}», or link an https: address"
    target = re.sub(r"^(https?:|mailto:)\s+", r"\1", target).rstrip(".,:;!?")
    target = re.sub(r"\s", "%20", target)
    return f"write [{words}]({target})"


def _short(text: str) -> str:
    text = text.replace("\ufffc", "…")
    return text if len(text) <= 80 else f"{text[:76]} …"


@rule("page")
def link_definition(page: Page) -> Iterator[Problem]:
    """Every reference-style link has its definition.

    Bad:
        See [the report][report-2023] of 2023.

    Bad (line 3):
        # Start

        See [the report][] of 2023.

    Bad (line 1):
        See [the report][report
        of 2023] and more.

    Bad:
        [![Map of the partners][map]](https://example.org/map)

    Bad:
        [![Map of the partners](https://example.org/map.png)][map]

    Good:
        See [the report][report-2023] of 2023, x[i][j] and sources [1][2], or \\[text][label].

        [report-2023]: https://example.org/report
    """
    for prose in page.prose:
        for line, found in _lines(prose, REFERENCE) if "][" in prose.shape else ():
            yield from _undefined(line, found)
    for link in page.links:
        # A picture that is none leaves its own brackets inside the words of the link around it.
        if link.explicit and "][" in link.text:
            for found in re.finditer(REFERENCE, link.text):
                yield from _undefined(link.line, found)


def _undefined(line: int, found: re.Match[str]) -> Iterator[Problem]:
    label = " ".join((found[2] or found[1]).split())
    is_link = re.fullmatch(r"(?:https?:|www\.).*|\S+\.md\S*", found[2])
    if is_link or not re.search(r"[^\W\d_]{2}|\ufffc", found[1]) or "\ufffc" in label:
        return
    words = " ".join(found[1].replace("\ufffc", "…").split())
    yield Problem(
        line,
        f"«[{_short(words)}][{found[2] and label}]» prints its brackets: nothing defines [{label}]",
        f"write [{words}](target), or add a line «[{label}]: target» to the page",
    )


@rule("page")
def footnote_definition(page: Page) -> Iterator[Problem]:
    """Every footnote that is referred to is written.

    Bad (line 1):
        The Club had two cohorts.[^cohorts]

        [^cohort]: By the end of 2024.

    Good:
        The Club had two cohorts.[^cohorts]

        [^cohorts]: By the end of 2024.
    """
    for prose in page.prose:
        for line, found in _lines(prose, r"\[\^([^\]\s]+)\](?!:)"):
            yield Problem(
                line,
                f"«{found[0]}» is printed as it is: the page has no footnote of that name",
                f"add a line «{found[0]}: …» with the words of the footnote",
            )


@rule("page")
def wiki_link(page: Page) -> Iterator[Problem]:
    """No link is written as in a wiki, with two square brackets.

    Bad:
        See [[Lessons learned]].

    Good:
        See [Lessons learned](lessons.md) and the matrix [[1, 2], [3, 4]].
    """
    for prose in page.prose:
        for line, found in _lines(
            prose, r"(?<![\w\[])\[\[([^\W\d_][^\[\]\n|,]*)(?:\|[^\[\]\n]*)?\]\]"
        ):
            yield Problem(
                line,
                f"«{found[0]}» prints its brackets: this is how a wiki links, not MyST",
                f"write [{found[1]}](page.md)",
            )


@rule("page")
def role_syntax(page: Page) -> Iterator[Problem]:
    """Every role is written {name}`content`, without a gap.

    Bad (lines 1, 2, 3, 4):
        See {ref} `lessons` and
        :ref:`lessons` and
        {cite:p}nl44 and
        {doc}(lessons).

    Bad:
        See {doc}`/about/lessons.

    Bad:
        See doc`/about/lessons`.

    Good:
        See {ref}`lessons`, {cite:p}`nl44`, the set {ref} and `:ref:`. The doc `a.md`.
    """
    near = rf"\{{{ROLES}\}}(?:[ \t]*\ufffc|`|[ \t]*[(\['\"‘“][\w/.]|\w)"
    foreign = rf":{ROLES}:\ufffc|(?<![\w:{{}}-]){ROLES}\ufffc"
    for prose in page.prose:
        may_be = "\ufffc" in prose.shape or "{" in prose.shape
        for line, found in _lines(prose, f"{near}|{foreign}") if may_be else ():
            name = re.search(ROLES, found[0])
            shown = found[0].replace("\ufffc", "`…`")
            yield Problem(
                line,
                f"«{shown}» is printed as it is: a role has its content in backticks right after it",
                f"write {{{name[0] if name else 'ref'}}}`content`",
            )
        for line, found in _lines(prose, r"\[@([\w:.-]+)\]"):
            yield Problem(
                line,
                f"«{found[0]}» is printed as it is: this is how other programs cite",
                f"write {{cite:p}}`{found[1]}`",
            )


@rule("page")
def directive_syntax(page: Page) -> Iterator[Problem]:
    """Every directive is written ```{name} or :::{name}, so that it is not printed as text.

    Bad:
        ```figure map.png
        :alt: A map
        ```

    Bad (line 3):
        # Start

        :::note
        Mind the gap.
        :::

    Bad:
        :::{figure}map.png
        :alt: A map
        :::

    Bad:
        ``` { note }
        Mind the gap.
        ```

    Bad (line 2):
        A figure:
        .. figure:: map.png

    Bad:
        ::{figure} map.png

    Bad (lines 1, 4):
        > [!NOTE]
        > Mind the gap.

        !!! note

    Good:
        :::{figure} map.png
        :alt: A map
        :::

        ```text
        figure map.png
        ```

        :::highlighted
        A division with a class of its own.
        :::
    """
    for code in page.code:
        wrong = code.language in syntax.NO_OTHER_USE or (
            code.language.startswith("{") and not re.fullmatch(r"\{[^{}\s]+\}", code.language)
        )
        bracketed = re.fullmatch(r"[(\[<]([a-z-]+)[)\]>]", code.language)
        wrong = wrong or (bracketed is not None and bracketed[1] in syntax.NO_OTHER_USE)
        if wrong:
            yield _directive_problem(code.line, f"```{code.language}", code.language)
    for division in page.divisions:
        if division.name in syntax.NO_OTHER_USE or division.name.startswith("{"):
            yield _directive_problem(division.line, f":::{division.content}", division.name)
    for prose in page.prose:
        for line, found in _lines(prose, r"^(?:`{1,2}|:{1,2})[ \t]*\{([a-z][\w:-]*)\}(?!\ufffc)"):
            yield _directive_problem(line, found[0], found[1])
        for line, found in _lines(prose, r"^\.\. ([a-z][\w:-]*)::(?=\s|$)|^!!! ([a-z]+)"):
            yield _directive_problem(line, found[0], found[1] or found[2])
        # GitHub, which shows the pages outside of the book, knows this form.
        for line, found in _lines(prose, ALERT) if page.in_book else ():
            yield _directive_problem(line, found[0], found[1].lower())


ALERT = r"^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]"
"""A note as GitHub writes it."""


def _directive_problem(line: int, written: str, name: str) -> Problem:
    bare = re.sub(r"[{}()\[\]<>]", " ", name).split()
    return Problem(
        line,
        f"«{written}» starts no directive, so it is shown as text or code",
        f"write :::{{{bare[0] if bare else 'name'}}} with a space before what follows, "
        "and close it with :::",
    )


def _takes_options(directive: Directive) -> bool:
    known = syntax.holds_markdown(directive.name) or directive.name in (
        "code-block", "csv-table", "glossary", "include", "literalinclude", "math",
    )  # fmt: skip
    return known and directive.name not in ("only",)


@rule("page")
def option_syntax(page: Page) -> Iterator[Problem]:
    """Every option is written :name: value, because one slip makes MyST drop all of them.

    Bad (line 3):
        :::{figure} map.png
        :name: map
        :alt:A map of the five organisations

        Where they are.
        :::

    Bad (line 4):
        ```{figure} map.png
        ---
        name: map
        alt A map of the five organisations
        ---
        ```

    Bad (line 2):
        :::{figure} map.png
        :alt:A map of the five organisations
        :name: map
        :::

    Bad (line 3):
        :::{figure} map.png
        :alt: A map of the five organisations
        :alt: Where the five organisations are
        :::

    Good:
        :::{figure} map.png
        :name: map
        :alt: A map of the five organisations, "BAS: Cambridge" among them

        Where they are.
        :::
    """
    for directive in page.directives:
        if directive.broken and _takes_options(directive):
            yield Problem(
                directive.broken_line,
                f"an option of {{{directive.name}}} cannot be read ({directive.broken}), "
                "so that all its options are lost",
                "write each option on a line of its own as «:name: value», with both colons and a space",
            )
        for name, line in directive.repeated.items() if _takes_options(directive) else ():
            yield Problem(
                line,
                f"the option «{name}» of {{{directive.name}}} stands twice, so its first value is lost",
                f"keep one line «:{name}: …»",
            )


@rule("page")
def option_name(page: Page) -> Iterator[Problem]:
    """Every option of a picture is one that pictures have.

    Bad (line 2):
        :::{figure} map.png
        :atl: A map of the five organisations

        Where they are.
        :::

    Good:
        :::{figure} map.png
        :alt: A map of the five organisations
        :width: 80%

        Where they are.
        :::

    Good:
        == myst.yml
        version: 1
        project:
          title: Book
        == index.md
        :::{figure} map.png
        :label: map
        :alt: A map of the five organisations

        Where they are.
        :::
    """
    is_myst = page.dialect == "myst"
    known = syntax.MYST_PICTURE_OPTIONS if is_myst else syntax.PICTURE_OPTIONS
    for directive in page.directives:
        for name, option in directive.options.items():
            if directive.name in syntax.PICTURES and name not in known:
                meant = nearest(name.lower(), sorted(known), 60)
                meant = "alt" if means_alt(name) else meant
                if is_myst and not meant:
                    continue  # a plug-in of the project may give it a meaning
                yield Problem(
                    option.line,
                    f"{{{directive.name}}} has no option «{name}», so its value is lost",
                    f"did you mean :{meant}: ?" if meant else "delete the option",
                )


@rule("page")
def option_in_caption(page: Page) -> Iterator[Problem]:
    """No option of a picture has slipped into its caption.

    Bad (line 3):
        :::{figure} map.png

        :alt: A map of the five organisations
        :::

    Bad (line 2):
        :::{figure} map.png
        alt: A map of the five organisations

        Where they are.
        :::

    Good:
        :::{figure} map.png
        :alt: A map of the five organisations

        Note: where they are.
        :::
    """
    for prose in page.prose:
        if (
            prose.kind in ("paragraph", "field")
            and prose.within
            and prose.within[-1] in syntax.PICTURES
        ):
            for line, found in _lines(prose, rf"^:?{OPTIONS}:(?=\s|$)|^{OPTIONS}=|^{OPTIONS}$"):
                if prose.kind == "paragraph" and found[0][-1] not in ":=":
                    continue
                yield Problem(
                    line,
                    f"«{found[0]}» stands in the caption, where it is printed and does nothing",
                    "put the options right below the first line, as «:name: value», with no line between",
                )


@rule("page")
def fence_closed(page: Page) -> Iterator[Problem]:
    """Every fence is closed, so that it does not take in the rest of the page.

    Bad (line 3):
        # Start

        :::{note}
        Mind the gap.

        ## Next

        Words.

    Bad (line 3):
        # Start

        ```{note}
        Mind the gap.

        ```text
        words
        ```

        Words.

    Good:
        # Start

        ::::{grid} 2
        :::{grid-item}
        Mind the gap.
        :::
        ::::

        > ```text
        > words
        > ```

    Good:
        # Start

        :::{tip}
        ```js
        parse(`
        :::{card} Words
        :::`)
        ```
        :::
    """
    for fence in page.unclosed:
        shown = f"{fence.content}{fence.name}"
        yield Problem(
            fence.line,
            f"«{shown}» is not closed where it ends, so it takes in what follows",
            f"add a line {fence.content} where it ends; round another fence, write one sign more",
        )


@rule("page")
def heading_syntax(page: Page) -> Iterator[Problem]:
    """Every heading has a space after its number signs.

    Bad (line 3):
        # Start

        ##Next

    Bad (line 3):
        # Start

        #What comes next

    Good:
        # Start

        ## Next

        #hashtag and #12

        #OpenWay

        #OpenScience is what we do.
    """
    for prose in page.prose:
        for line, found in _lines(prose, r"^#{1,6}[^\W\d_].*$"):
            signs = len(found[0]) - len(found[0].lstrip("#"))
            if signs == 1 and not _is_title(prose, found[0]):
                continue
            yield Problem(
                line,
                f"«{_short(found[0])}» is printed with its number signs: it is no heading",
                f"write {'#' * signs} {found[0].lstrip('#')}",
                repair=(found[0], f"{'#' * signs} {found[0].lstrip('#')}"),
            )


def _is_title(prose: Prose, row: str) -> bool:
    """Whether a line after one number sign reads as a heading, not as the tags of a short post."""
    alone = prose.kind == "paragraph" and prose.shape.strip() == row.strip()
    titled = row[1].isupper() and " " in row.strip() and not row.rstrip().endswith(".")
    return alone and titled and "#" not in row[1:].rstrip("# ")


@rule("page", strict=True)
def markup_elsewhere(page: Page) -> Iterator[Problem]:
    """README.md and CONTRIBUTING.md hold no role and no directive, which GitHub prints as written.

    Bad (README.md, lines 3, 5, 9):
        == booklint.toml
        strict = true
        == README.md
        # Book

        Press {kbd}`Ctrl` and wait.

        :::{note}
        It takes a minute.
        :::

        ```{note}
        It takes a minute.
        ```

    Good:
        == booklint.toml
        strict = true
        == README.md
        # Book

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
