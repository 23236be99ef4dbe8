"""Names, arguments and options of directives, roles and substitutions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from booklint import syntax
from booklint.book import Book
from booklint.config import mapping
from booklint.finding import Problem
from booklint.nearest import nearest, suggestion
from booklint.page import Directive, Page
from booklint.records import records
from booklint.registry import rule
from booklint.shown import WORDS

OFTEN = 4


@rule("book")
def name_known(book: Book) -> Iterator[Problem]:
    """No directive, role, substitution or language of code has a slip in its name.

    Bad (lines 1, 5, 6, 8, 16, 18, 20):
        :::{admonitoin} Mind
        The gap.
        :::

        It grew {cit:p}`nl44`, and
        see {Ref}`lessons`.

        ```pyhton
        print(1)
        ```

        ---
        substitutions:
          club: The Club
        ---
        Welcome to {{ culb }}.

        {{< figure src="growth.png" >}}

        ```suggestion
        ```

    Bad (lines 1, 3):
        == myst.yml
        project: {plugins: [club.mjs]}
        == index.md
        ```{admonitoin} Mind
        ```
        The gap {cit:p}`nl44`, and {riddle}`one` of ours in {cards}`two`.

    Good:
        :::{admonition} Mind
        The gap {ref}`lessons` {mystery}`of all`.
        :::

        ```{my-own-directive}
        ```
    """
    used = Counter(
        each.name for page in book.pages.values() for each in (*page.directives, *page.roles)
    )
    own = {"suggestion", *used} - syntax.LITERAL
    for page in book.pages.values():
        is_myst = page.dialect == "myst"
        # A plug-in may have any name, but hardly one that is one slip away from a name that MyST has.
        plugged = is_myst and bool(book.config.extensions)
        front = page.front_matter
        known = {*book.config.parser.substitutions, *mapping(front.get("substitutions"))}
        known |= {*mapping(mapping(front.get("myst")).get("substitutions")), "env"}
        named = [("directive", each.name, each.line, syntax.DIRECTIVES) for each in page.directives]
        named += [
            ("language of code", each.language, each.line, syntax.LANGUAGES)
            for each in page.code
            if re.fullmatch(r"[a-z]{5,}", each.language)
        ]
        named += [("role", each.name, each.line, syntax.KNOWN_ROLES) for each in page.roles]
        named += [
            ("substitution", match[0], each.line, known)
            for each in (() if is_myst else page.substitutions)
            if (match := re.match(r"\w+|[<%].*", each.content)) and match[0] not in known
        ]
        for kind, name, line, names in named:
            # A name that stands there often is one of the book's own.
            meant = syntax.meant(name, names, one_slip=plugged) if used[name] < OFTEN else ""
            if meant == name.strip(":"):
                meant = ""  # its name is no slip
            if plugged and meant.rstrip("s") == name.rstrip("s"):
                meant = ""  # «cards» may well be a plug-in's
            if kind == "language of code" and name in own and not syntax.known_language(name):
                message = f"«```{name}» has no braces, so what it holds is shown as code"
                fix = f"write «```{{{name}}}» for a directive, or delete its two lines of backticks"
                yield Problem(line, message, fix, path=page.path)
            elif meant or kind == "substitution":
                otherwise = f"define {name} under myst_substitutions"
                if name[0] in "<%":
                    otherwise = f"this is the markup of another program: {WORDS}"
                message = f"there is no {kind} called «{name}»"
                fix = suggestion(meant and f"«{meant}»", otherwise)
                yield Problem(line, message, fix, path=page.path)


@rule("book")
def extension_loaded(book: Book) -> Iterator[Problem]:
    """Every directive of an extension is read: the settings load it. The first of each is told.

    Bad (index.md, line 1):
        == _config.yml
        title: Rivers
        == index.md
        ```{exercise} Flow
        ```

    Bad (_config.yml, line 2):
        == _config.yml
        sphinx:
          config: {extensions: [myst_nb, jupyter_book]}
        == index.md
        :::{card} Flow
        :::

    Good:
        == _config.yml
        title: Rivers
        sphinx: {extra_extensions: [sphinx_exercise]}
        == index.md
        ```{exercise} Flow
        ```
    """
    if book.config.dialect == "myst" or not book.config.data:
        return
    told: set[str] = set()
    # A book that names all extensions itself may leave out one of Jupyter Book's own.
    listed = [
        each.fields["extensions"].line
        for each in records(book)
        if each.path == book.config.path
        and each.above == ("sphinx", "config")
        and "extensions" in each.fields
    ]
    for page in book.pages.values():
        for each in (*page.directives, *page.roles) if listed else ():
            needed = syntax.extension_of(each.name)
            if needed and needed not in book.config.extensions | told:
                told.add(needed)
                message = (
                    f"the list of extensions lacks {needed}, which {{{each.name}}} needs "
                    f"({page.path}, line {each.line})"
                )
                fix = f"write a line «- {needed}» below it"
                yield Problem(listed[0], message, fix, hides="book", path=book.config.path)
        for each in page.directives:
            needed = syntax.EXTENSION_OF.get(
                each.name, "sphinx_proof" if each.name[:4] == "prf:" else ""
            )
            if needed and needed not in book.config.extensions | told:
                told.add(needed)
                message = (
                    f"{{{each.name}}} is of the extension {needed}, which the settings do not load"
                )
                fix = f"add {needed} to «extra_extensions» under «sphinx» in {book.config.path}"
                yield Problem(each.line, message, fix, path=page.path)


LIKE_OPTION = re.compile(r"\s*:[a-z][\w-]*:(?:\s|$)")


@rule("page")
def option_lost(page: Page) -> Iterator[Problem]:
    """Every option is one that its directive has, written :name: value, once.

    Bad (lines 3, 11, 16, 21, 25, 26, 32, 38, 39, 43, 49, 53):
        :::{figure} map.png
        :name: map
        :alt:A map of the five organisations

        Where they are.
        :::

        ```{figure} map.png
        ---
        name: map
        alt A map of the five organisations
        ---
        ```

        :::{figure} map.png
        :alt: "Growth" of the cohorts.
        :::

        :::{figure} map.png
        :alt: A map of the five organisations
        :alt: Where the five organisations are
        :::

        :::{figure} map.png
        :atl: A map of the five organisations
        :colour: red

        Where they are.
        :::

        :::{dropdown} More
        :opne:
        Words.
        :::

        :::{figure} map.png
        :alt: A map of the five organisations
        :width: 80 procent
        :align: middel
        :::

        :::{dropdown} More
        :class-title: guide # and more
        Words.
        :::

        ```{my-own}

        :colour: red
        ```

        ```{math}
        label: area
        A = 3
        ```

    Bad (line 3):
        :::{figure} map.png
        :name: map
        : alt: A map of the five organisations
        :::

    Good:
        :::{figure} map.png
        :name: map
        :alt: A map of the five organisations, "BAS: Cambridge" among them
        :width: 80%

        Where they are.
        :::

        :::{my-own}
        :colour: red
        :::

        ```{code-block} rst

        :orphan:
        ```
    """
    for directive in page.directives:
        name = directive.name
        rows = directive.body.splitlines() if name not in syntax.LITERAL else []
        if rows and not syntax.holds_markdown(name) and all(map(LIKE_OPTION.match, rows)):
            message = f"«{rows[0]}» stands below an empty line, so it is no option of {{{name}}}"
            fix = f"put it right below «{{{name}}}», with no line between"
            yield Problem(directive.body_line, message, fix)
        lost = re.match(r"([a-z]+): ?\S+$", directive.body.partition("\n")[0])
        no_code = name not in syntax.CELLS and not syntax.holds_markdown(name)
        if lost and no_code and lost[1] in syntax.OPTIONS.get(name, "").split():
            message = f"«{lost[0]}» has one colon, so it is no option of {{{name}}}"
            yield Problem(directive.body_line, message, f"write «:{lost[0]}»")
        for number in range(directive.line, min(directive.body_line, directive.end_line) - 1):
            # «: alt:», which becomes a part of the option above it.
            apart = re.match(r"\s*:[ \t]+([a-z][a-z-]*):(?=\s|$)", page.lines[number])
            if apart and apart[1] in syntax.OPTIONS.get(name, "").split():
                message = f"a blank stands between «:» and «{apart[1]}», so the option is lost"
                fix = f"write «:{apart[1]}:» at the beginning of the line"
                yield Problem(number + 1, message, fix, hides="line")
        if needed := "" if directive.argument.strip() else syntax.ARGUMENT_NEEDED.get(name):
            message = f"nothing stands behind {{{name}}}, which needs {needed}"
            yield Problem(directive.line, message, f"write {needed} behind it, on the same line")
        for option, line in directive.repeated.items():
            yield Problem(
                line,
                f"the option «{option}» of {{{name}}} stands twice, so its first value is lost",
                f"keep one line «:{option}: …»",
            )
        if not syntax.options_read(name):
            continue
        if directive.broken:
            yield Problem(
                directive.broken_line,
                f"an option of {{{name}}} cannot be read ({directive.broken}), so all its options are lost",
                _repair(page, directive),
            )
        for line, comment in directive.comments.items():
            alone = page.lines[line - 1].lstrip(" :>").startswith("#")
            yield Problem(
                line,
                f"«{comment}» among the options of {{{name}}} is taken for a comment, and is lost",
                "delete it" if alone else "put the whole value in quotes, or delete it",
            )
        for option, value in directive.options.items() if name in syntax.OPTIONS else ():
            is_myst = page.dialect == "myst"
            # CSS has more units than docutils.
            judged = not is_myst or option == "align" or re.search(r"[ a-z]{5}", value.value)
            wrong = syntax.wrong_value(name, option, value.value) if judged else ""
            if wrong:
                message = f"the option «{option}» of {{{name}}} says «{value.value}»: {wrong}"
                listed = re.findall(r"\"(\w+)\"", wrong.partition("choose from")[2])
                meant = nearest(value.value, listed)
                fix = f"write {meant or ' or '.join(listed) or '80% or 400px, for a width'}"
                yield Problem(value.line, message, fix)
            meant = syntax.option_meant(name, option, is_myst=is_myst)
            # A plug-in of a MyST project may give an option a meaning.
            strange = name in syntax.PICTURES and option not in syntax.OPTIONS[name].split()
            if meant or (strange and not is_myst):
                message = f"{{{name}}} has no option «{option}», so its value is lost"
                fix = f"did you mean «:{meant}:»?" if meant else "delete the option"
                yield Problem(value.line, message, fix)


@rule("page")
def value_form(page: Page) -> Iterator[Problem]:
    """The value of each option and the content of each role have the form that is read there.

    Bad (lines 2, 5, 9, 14, 15, 17, 17):
        :::{note}
        :class: dropdwon
        :::
        ```{code-block} python
        :emphasize-lines: 71
        print(1)
        ```
        ```{code-cell} python
        :tags: [hide-input
        print(1)
        ```

        :::{grid-item-card} Map
        :columns: 13
        :header-rows: one
        :::
        {abbr}`ONS` and {button}`more <https://example.org`

    Bad (line 2):
        ```{figure} map.png
        :width: 150%
        :alt: A map of five towns
        ```

    Bad (lines 1, 2):
        See {ref}`front ` and
        {doc}`the guide < guide >`.

    Good:
        ```{code-block} python
        :emphasize-lines: 1,2
        print(1)
        print(2)
        ```
        {abbr}`ONS (Office for National Statistics)`
    """
    for role in page.roles:
        if role.name in ("abbr", "abbreviation") and not re.search(r"\(.*\)", role.content):
            message = f"«{role.content}» does not say what it stands for"
            whole = f"{role.content})" if "(" in role.content else f"{role.content} (its words)"
            yield Problem(role.line, message, f"write {{{role.name}}}`{whole}`")
        named = re.search(r"<([^<>]*)>$", role.content)
        target = named[1] if named else role.content
        if role.name in BLANKS_COUNT and target != target.strip():
            message = f"a blank stands beside «{target.strip()}» in {{{role.name}}}, which is then not found"
            yield Problem(role.line, message, "take the blank out")
        if re.search(r"<https?://[^<>]*$| <[^<>]*$", role.content):
            message = f"what {{{role.name}}} leads to is not closed"
            yield Problem(role.line, message, f"write {{{role.name}}}`{role.content}>`")
    for directive in page.directives:
        for option, value in directive.options.items():
            why, fix = syntax.wrong_form(option, value.value, len(directive.body.splitlines()))
            if why:
                message = (
                    f"the option «{option}» of {{{directive.name}}} says «{value.value}», {why}"
                )
                yield Problem(value.line, message, fix)


BLANKS_COUNT = frozenset({"doc", "eq", "numref", "ref", "term"})
"""Roles that look for their target as it is written."""


def _repair(page: Page, directive: Directive) -> str:
    """What to write instead of an option that cannot be read."""
    rows = page.lines
    row = rows[directive.broken_line - 1] if directive.broken_line <= len(rows) else ""
    if row.lstrip().startswith(("```", ":::")):
        return f"leave a line empty above «{row.strip()}»"
    found = re.match(r"\s*:?(?P<name>[\w-]+):(?P<blank>\s*)(?P<value>.*)", row)
    if found and found["value"].startswith(
        ("'", '"', "[", "{", "&", "*", "!", "|", ">", "%", "@", "`")
    ):
        value = found["value"].replace("'", "''")
        return f"put the whole value in quotes: «:{found['name']}: '{value}'»"
    if found and found["value"] and not found["blank"]:
        return f"write a space: «:{found['name']}: {found['value']}»"
    return "write each option on a line of its own as «:name: value», with both colons and a space"
