"""Rules for the structure of a page and of the book: headings, menu, labels and whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import groupby, pairwise

from booklint.book import Book
from booklint.built_page import BuiltPage
from booklint.finding import Problem
from booklint.page import Page, Prose, Tag
from booklint.quotes import quoted_blanked
from booklint.registry import rule
from booklint.resolve import nearest
from booklint.site import Site
from booklint.syntax import PICTURES

OBJECT = "\ufffc"
INCLUDES = frozenset({"include", "literalinclude", "embed"})
ABOUT_THE_PROJECT = frozenset(
    {"changelog", "code_of_conduct", "contributing", "license", "licence", "readme", "security"}
)
"""Pages that many repositories keep beside their book without meaning them to be part of it."""

IN_TURN = frozenset({"tab-item", "tab", "group-tab", "dropdown", "card", "grid-item-card"})
"""Where the same words may well stand twice: the reader sees one or the other."""

MARKER = re.compile(
    r"\b(?:TODO|FIXME|XXX+|TBD|TBC|TBW)\b|\blorem ipsum\b|\bcoming soon\b|"
    r"\[(?:insert|add|your)\b[^\]\n]{0,60}\bhere\]|\bto be written\b|\bunder construction\b",
    re.IGNORECASE,
)
STRICT_MARKER = re.compile(
    r"\[(?:insert|add|fill in)\b[^\]\n]{0,60}\]|\((?:insert|add) (?:an? |the )?(?:\w+ )?"
    r"(?:citation|date|figure|link|number|picture|reference|source)\b[^()\n]{0,40}\)|"
    r"\[citation needed\]|\bwork in progress\b|\b(?:details?|more|text|words) (?:to follow|will follow)\b|"
    r"\bplaceholder text\b|\bdolor sit amet\b|(?<!\S)\?{3,}(?!\S)|\bWIP\b|\bTBA\b|^todo\b|"
    r"\bto be (?:added|announced|completed|confirmed|decided|determined|written)\b(?=\s*(?:[.,;)!]|$))",
    re.IGNORECASE | re.MULTILINE,
)
"""What may be meant in another book, and is left over in this one."""

LEFTOVER_HINTS = (
    *("todo", "fixme", "xxx", "tbd", "tbc", "tbw", "lorem", "dolor", "coming soon", "construction"),
    *("[insert", "[add", "[your", "[fill", "(insert", "(add", "[citation", "in progress", "follow"),
    *("placeholder", "???", "wip", "tba", "to be ", "<<<<<<<"),
)
"""What every leftover has in it, in lower case: looking for these first is five times as fast."""

SHOUTED = re.compile(r"TODO|FIXME|XXX+|TBD|TBC|TBW")
NEVER_LAST = (
    r"an?|the|of|and|n?or|but|without|from|into|onto|between|whose|because|although|while|"
    r"whereas|including|incorporating|such|as|than|its|their|our|your"
)
CUT_OFF = re.compile(NEVER_LAST, re.IGNORECASE)
DANGLING = re.compile(
    rf"{NEVER_LAST}|with|to|for|in|on|at|by|about|that|which|who|is|are|was|were|been?|being|has|"
    r"have|had|will|would|can|could|should|may|might|must|his|her|this|these|those",
    re.IGNORECASE,
)
"""Words that a sentence seldom ends with; those before can end none."""

BEGINS_A_BLOCK = re.compile(r"\s*(?:```|~~~|:::|[-*+] |\d+[.)] |\||\$\$|>|<| {4}|\t)")
HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")
LEADING = re.compile(r"^(?:[\s>*+-]|\d+[.)] )+")
BEGINS_A_LIST = re.compile(r"\s*(?:[-*+] |\d+[.)] )")
TO_FILL_IN = re.compile(r"[\[☐]|__")
SENTENCE_END = re.compile(r"[.!?:…;]['\"»”’)\]*_]*$|_{3,}$|☐[^.!?]*$")
"""How a block may end: with a stop, a blank to fill in, or boxes to tick."""

EARLIER_SENTENCE = re.compile(r"\w{2}[.!?]['\"»”’)]* +[A-Z“«'\"]")


def _stem(entry: str) -> str:
    return re.sub(r"\.(?:md|ipynb|rst|txt|Rmd|myst)$", "", entry.removeprefix("./"))


def _in_menu(book: Book) -> frozenset[str]:
    """The names of the documents that the menu lists."""
    if book.toc is None:
        return frozenset(book.documents)
    listed = {_stem(entry) for entry in book.toc.documents}
    globs = [entry.value for entry in book.toc.entries if entry.kind == "glob"]
    listed.update(
        name for name in book.documents if any(fnmatchcase(name, pattern) for pattern in globs)
    )
    return frozenset(listed)


def _included(book: Book) -> frozenset[str]:
    """The paths of the pages that other pages include: parts, not pages of their own."""
    return frozenset(
        book.resolve(page.path, directive.argument)
        for page in book.pages.values()
        for directive in page.directives
        if directive.name in INCLUDES
    )


def _whole_pages(book: Book) -> Iterator[Page]:
    """Every page that is published as one: listed in the menu, or not part of the book at all."""
    listed, included = _in_menu(book), _included(book)
    for page in book.pages.values():
        if page.unreadable or page.path in included:
            continue
        if not book.complete or not page.in_book or book.docname(page.path) in listed:
            yield page


# --- headings ------------------------------------------------------------------------------------


@rule("book")
def heading_one(book: Book) -> Iterator[Problem]:
    """A page has exactly one heading of level one; a second one drops pages from the menu.

    Bad:
        ## The first cohort

        It ran in 2023.

    Bad (line 5):
        # The first cohort

        It ran in 2023.

        # The second cohort

    Good:
        # The first cohort

        ## Who took part

    Good:
        ```{include} ../README.md
        ```

    Good:
        <meta http-equiv="refresh" content="0; URL=introduction.html">
    """
    for page in _whole_pages(book):
        ones = [each for each in page.headings if each.level == 1 and not each.nested]
        for heading in ones[1:]:
            if CONFLICT.search(heading.text):
                continue  # the line below it is a mark of git, not of a heading
            yield Problem(
                heading.line,
                f"«{heading.text}» is a second heading of level one",
                "write «##» in front of it, or make it a page of its own",
                path=page.path,
            )
        made_elsewhere = (
            "title" in page.front_matter
            or any(each.name in INCLUDES | {"eval-rst"} for each in page.directives)
            or any(each.name == "h1" or _leads_away(each) for each in page.tags)
        )
        if not ones and not made_elsewhere:
            first = next((each for each in page.headings if not each.nested), None)
            yield Problem(
                first.line if first else page.front_matter_end + 1,
                "the page has no heading of level one, so it has no title in the menu",
                f"write «# {first.text}»" if first else "begin the page with «# Its title»",
                path=page.path,
            )


def _leads_away(tag: Tag) -> bool:
    return tag.name == "meta" and tag.attributes.get("http-equiv", "").lower() == "refresh"


@rule("page")
def heading_empty(page: Page) -> Iterator[Problem]:
    """Every heading has words.

    Bad (line 3):
        # Cohorts

        ##

    Good:
        # Cohorts

        ## {octicon}`people`

        ## ![Who took part](people.png)
    """
    for heading in page.headings:
        if heading.text.strip():
            continue
        row = page.lines[heading.line - 1] if heading.line <= len(page.lines) else ""
        if not re.sub(r"[#>*_\-=+\s]", "", row):
            yield Problem(
                heading.line,
                "the heading has no words, so the menu of the page shows an empty line",
                "write its words after the number signs, or delete the line",
            )


@rule("page")
def heading_jump(page: Page) -> Iterator[Problem]:
    """No heading is more than one level below the heading before it.

    Bad (line 3):
        # The first cohort

        ### Who took part

    Good:
        # The first cohort

        ## Who took part

        ### Energy

        ## What came out
    """
    before = None
    for heading in page.headings:
        if heading.nested:
            continue
        if before is not None and heading.level > before + 1:
            right = "#" * (before + 1)
            yield Problem(
                heading.line,
                f"«{heading.text}» jumps from level {before} to level {heading.level}",
                f"write «{right} {heading.text}»",
            )
        before = heading.level


@rule("page")
def heading_twice(page: Page) -> Iterator[Problem]:
    """No two headings in one section have the same name: a link would lead to the first only.

    Bad (line 5):
        # Cohorts

        ## What came out

        ## What came out

    Good:
        # Cohorts

        ## First

        ### What came out

        ## Second

        ### What came out
    """
    seen: dict[tuple[str, ...], int] = {}
    above: list[tuple[int, str]] = []
    for heading in page.headings:
        if heading.nested or not heading.text.strip():
            continue
        while above and above[-1][0] >= heading.level:
            above.pop()
        name = " ".join(heading.text.casefold().split())
        key = (*(text for _, text in above), name, str(heading.level))
        above.append((heading.level, f"{name} {heading.line}"))
        if key in seen:
            yield Problem(
                heading.line,
                f"the heading «{heading.text}» stands in this section already, on line {seen[key]}",
                "give one of the two another name, or join them",
            )
        seen.setdefault(key, heading.line)


@rule("book")
def bold_heading(book: Book) -> Iterator[Problem]:
    """No line in bold stands for a heading: nobody can jump to it.

    On other people's books this is a notice.

    Bad (line 3):
        # The first cohort

        **Who took part**

        Five organisations took part.

    Bad (line 3):
        # The first cohort

        ***Who took part***

        Five organisations took part.

    Good:
        # The first cohort

        ## Who took part

        **Five** organisations took part.

        **They met four times in London.**
    """
    for page in book.pages.values():
        for prose, after in zip(page.prose, [*page.prose[1:], None], strict=False):
            text = prose.text.strip()
            if (
                prose.emphasis == "strong"
                and prose.kind == "paragraph"
                and after is not None
                and after.kind in (("paragraph", "cell") if book.strict else ("paragraph",))
                and not prose.within
                and "\n" not in text
                and text[-1:] not in (".!?…" if book.strict else ".!?…:")
                and len(text.split()) <= 10
                and _stands_alone(page, prose)
            ):
                yield Problem(
                    prose.line,
                    f"«{text}» is a line in bold that stands for a heading",
                    f"write it as a heading: «## {text.rstrip(':')}»",
                    level="finding" if book.strict else "notice",
                    path=page.path,
                )


def _stands_alone(page: Page, prose: Prose) -> bool:
    """Whether a block begins at the margin: not in a list, a quotation or a table."""
    rows = page.lines
    return prose.line <= len(rows) and rows[prose.line - 1][:1] in "*_"


# --- menu and labels -----------------------------------------------------------------------------


@rule("book")
def page_in_menu(book: Book) -> Iterator[Problem]:
    """Every page is in the menu, so that a reader can come to it.

    Bad (forgotten.md, line 1):
        == _config.yml
        title: Book
        == _toc.yml
        format: jb-book
        root: index
        == index.md
        # Book
        == forgotten.md
        # Forgotten

    Good:
        == _config.yml
        title: Book
        only_build_toc_files: true
        == _toc.yml
        format: jb-book
        root: index
        == index.md
        # Book
        == draft.md
        # Draft

    Good:
        == _config.yml
        title: Book
        == _toc.yml
        format: jb-book
        root: index
        chapters:
        - file: first
        - glob: more/*
        == index.md
        # Book

        ```{include} part.md
        ```
        == first.md
        # First
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
    listed, included = _in_menu(book), _included(book)
    # An entry that names no page is found by `toc-entry`, which says what was meant.
    listed |= {
        nearest(_stem(entry.value), sorted(book.documents))
        for entry in book.toc.entries
        if entry.kind in ("root", "file") and not book.is_document(entry.value)
    }
    for name, path in book.documents.items():
        page = book.pages.get(path)
        if name in listed or path in included or (page and page.front_matter.get("orphan")):
            continue
        parts = name.lower().split("/")
        if any(part.startswith("_") for part in parts) or parts[-1] in ABOUT_THE_PROJECT:
            continue
        yield Problem(
            1,
            f"the page is not in the menu, {book.toc.path}, so no reader comes to it",
            f"add a line «- file: {name}» there, or remove the page",
            path=path,
        )


@rule("book")
def menu_entry_twice(book: Book) -> Iterator[Problem]:
    """Every page stands in the menu once.

    Bad (_toc.yml, line 5):
        == _config.yml
        title: Book
        == _toc.yml
        format: jb-book
        root: index
        chapters:
        - file: first
        - file: first.md
        == index.md
        # Book
        == first.md
        # First

    Good:
        == _config.yml
        title: Book
        == _toc.yml
        format: jb-book
        root: index
        chapters:
        - file: first
        - url: https://example.org
        - url: https://example.org
        == index.md
        # Book
        == first.md
        # First
    """
    seen: dict[str, int] = {}
    for entry in book.toc.entries if book.toc else ():
        if entry.kind not in ("root", "file"):
            continue
        name = _stem(entry.value)
        if name in seen:
            yield Problem(
                entry.line,
                f"the menu names «{entry.value}» a second time (first on line {seen[name]})",
                "keep one of the two entries",
                path=book.path,
            )
        seen.setdefault(name, entry.line)


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

    Good:
        == a.md
        (lessons)=
        # Lessons
        == b.md
        (more-lessons)=
        # More lessons
    """
    included = _included(book)
    for name, places in book.labels.items():
        own = [each for each in places if each.kind != "rough" and each.path not in included]
        for place in own[1:]:
            first = own[0]
            where = f"line {first.line}"
            if first.path != place.path:
                where = f"{first.path}:{first.line}"
            yield Problem(
                place.line,
                f"the label «{name}» is defined already, at {where}",
                "give one of the two another name, and mend the links to it",
                path=place.path,
            )


@rule("page")
def front_matter(page: Page) -> Iterator[Problem]:
    """The front matter of a page is YAML that can be read, and it ends.

    Bad (line 3):
        ---
        title: Lessons
        summary: What we learned: a list
        ---
        # Lessons

    Bad (line 1):
        ---
        title: Lessons

        # Lessons

        What the cohorts taught us.

    Good:
        ---
        title: Lessons
        ---
        # Lessons

        ---

        What the cohorts taught us.
    """
    if page.front_matter_error:
        yield Problem(
            page.front_matter_error_line or 1,
            f"the front matter cannot be read: {page.front_matter_error}",
            "check the indentation, and put quotes round a value with «: », «#» or a bracket in it",
        )
    elif not (page.unreadable or page.front_matter_end) and re.match(
        r"---[ \t]*\n[\w-]+[ \t]*:", page.text
    ):
        yield Problem(
            1,
            "the front matter has no end, so it is printed as text",
            "write a line «---» after its last field",
        )


# --- what was not finished -----------------------------------------------------------------------


@rule("page")
def leftover(page: Page) -> Iterator[Problem]:
    """No page shows what its author meant to finish: a marker, filler text or «coming soon».

    Bad (line 3):
        # Lessons

        TODO: ask the experts.

    Bad (line 3):
        # Lessons

        Lorem ipsum dolor sit amet.

    Bad (line 4):
        # Lessons

        The second part is
        coming soon.

    Bad (line 3):
        # Lessons

        XXX: ask the experts.

    Bad (lines 5, 6, 8):
        == booklint.toml
        strict = true
        == index.md
        # Lessons

        Words.

        todo: ask the experts.
        The grant was [insert number].

        The date is to be confirmed.

    Bad (line 3):
        # Lessons

        <<<<<<< HEAD
        Ask early.

    Good:
        # How we write

        A «TODO» in a page is found. So is `FIXME`. Remember to do it. Failed to bind XXX to a port.
    """
    for prose in page.prose:
        lowered = prose.shape.lower()
        if not any(hint in lowered for hint in LEFTOVER_HINTS):
            continue
        shown = quoted_blanked(prose.shape)
        told: set[int] = set()
        for match in [*MARKER.finditer(shown), *_strict_marks(page, shown)]:
            word = match[0]
            named = SHOUTED.fullmatch(word.upper()) and not SHOUTED.fullmatch(word)
            if named and match.re is MARKER:
                continue
            if word.startswith("XXX") and not (page.strict or _is_note(shown, match)):
                continue
            line = prose.shape_line_of(match.start())
            if line not in told:
                told.add(line)
                yield Problem(
                    line,
                    f"«{word}» was left in the page",
                    "finish the passage, or take it out",
                )
        for match in CONFLICT.finditer(prose.shape):
            yield Problem(
                prose.shape_line_of(match.start()),
                f"«{match[0].strip()}» is a mark of git: two versions of the passage were never joined",
                "keep one of the two versions, and delete the lines <<<<<<<, ======= and >>>>>>>",
            )


def _is_note(text: str, marker: re.Match[str]) -> bool:
    """Whether a marker opens a note; elsewhere the same letters stand for any value."""
    return text[marker.end() :].startswith(":") or not text[: marker.start()].strip()


def _said_after(rows: list[str]) -> Iterator[str]:
    """The rows that follow, without empty ones and comments."""
    hidden = False
    for row in rows:
        hidden = hidden or row.lstrip().startswith("<!--")
        if row.strip() and not hidden and not row.startswith("%"):
            yield row
        hidden = hidden and "-->" not in row


CONFLICT = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)


def _strict_marks(page: Page, text: str) -> Iterator[re.Match[str]]:
    """What is left over in a page of this book; a template to fill in may ask for a date."""
    return STRICT_MARKER.finditer(text) if page.strict and not page.may_be_template else iter(())


@rule("book")
def sentence_unfinished(book: Book) -> Iterator[Problem]:
    """No page and no section ends in the middle of a sentence.

    Where only the last full stop may be missing this is a notice on other people's books.

    Bad (line 3):
        # Lessons

        As the programme went on, the team set time aside for the

    Bad (line 5):
        # Lessons

        ## Time

        Unplanned time was useful, and so the team gave more of it to the experts,

        ## Money

        It was enough.

    Bad (lines 7, 11, 13):
        == booklint.toml
        strict = true
        == index.md
        # Lessons

        Words.

        ## Time

        The team met often to talk about data

        ## Money

        It was enough for the

        The experts asked for the following:

    Good:
        # Lessons

        The team asked for

        - time
        - patience

        It helped. Read on in [the playbook](playbook.md)

    Good:
        # Lessons

        Asking took time. For example,

        % The numbers are those of the first cohort.

        ```
        ask(days=20)
        ```

    Good:
        == booklint.toml
        strict = true
        == index.md
        # Lessons

        The experts agreed on one mark for their messages:

        #open-practice
    """
    for page in book.pages.values():
        if page.unreadable:
            continue
        rows = page.lines
        for prose in page.prose:
            if prose.kind != "paragraph" or prose.within or prose.emphasis:
                continue
            if prose.shape.startswith("#") or "](" in prose.shape.rpartition(" ")[2]:
                continue  # found by `heading-syntax` and `link-syntax`
            words = prose.shape.replace(OBJECT, f" {OBJECT} ").split()
            if len(words) < (3 if book.strict else 4):
                continue
            if SENTENCE_END.search(prose.shape.rstrip()):
                if book.strict and words[-1].endswith(":") and _ends_there(rows, prose):
                    yield Problem(
                        prose.line + prose.text.count("\n"),
                        f"nothing follows the colon of «… {' '.join(prose.text.split()[-6:])}»",
                        "add what it announces, or end the sentence with a full stop",
                        path=page.path,
                    )
                continue
            if prose.shape.rstrip().endswith(")") or words[-1].startswith(("http", "#", "@")):
                continue
            last = words[-1].strip("*_,–—-")
            open_end = prose.shape.rstrip().endswith((",", " –", " —", " -"))
            cut_off = open_end or bool(DANGLING.fullmatch(last))
            broken = open_end or bool(CUT_OFF.fullmatch(last))
            several = bool(EARLIER_SENTENCE.search(prose.shape)) and OBJECT not in last
            end = prose.line + prose.text.count("\n")
            following = next(_said_after(rows[end:]), "")
            at_end = not following or following.startswith(("#", "(", "---", "+++"))
            # Without its front matter nobody can tell a template to fill in.
            strict = book.strict and page.tells_its_type
            row = rows[prose.line - 1]
            in_list = bool(BEGINS_A_BLOCK.match(row)) or row.startswith((":", " "))
            # Words before a list, a table or code introduce it; a point of a list does not.
            introduces = not in_list and bool(BEGINS_A_BLOCK.match(following))
            if (
                strict
                and not in_list
                and not (page.may_be_template and TO_FILL_IN.search(prose.text))
            ):
                lists = BEGINS_A_LIST.match(following)
                wrong = several or not (lists or OBJECT in last)
            else:
                wrong = several if not at_end else cut_off or several
                wrong = wrong and not (introduces and not book.strict)
            if not wrong:
                continue
            tail = " ".join(prose.text.split()[-6:])
            yield Problem(
                end,
                f"the text breaks off after «… {tail}»",
                "finish the sentence, or end it with a full stop",
                level="finding" if broken or book.strict else "notice",
                path=page.path,
            )


def _ends_there(rows: list[str], prose: Prose) -> bool:
    """Whether a heading or the end of the page follows a block of words."""
    end = prose.line + prose.text.count("\n")
    following = next((row for row in rows[end:] if row.strip()), "")
    return not following or bool(HEADING.match(following))


@rule("book")
def block_twice(book: Book) -> Iterator[Problem]:
    """No paragraph is printed twice on a page.

    On other people's books this is a notice unless the two stand together.

    Bad (line 5):
        # Lessons

        The experts found that unplanned time led to the most useful talks of all their days.

        The experts found that unplanned time led to the most useful talks of all their days.

    Bad (lines 9, 16):
        == booklint.toml
        strict = true
        == index.md
        # Lessons

        | Who | When |
        |---|---|
        | First | 2023 |

        Words.

        | Who | When |
        |---|---|
        | First | 2023 |

        ```{gallery}
        ```

        ```{gallery}
        ```

    Good:
        # Lessons

        Ask early.

        Ask early.

    Good:
        # Lessons

        Whoever comes to the programme for the first time first reads what {ref}`a` says of it.

        Whoever comes to the programme for the first time first reads what {ref}`b` says of it.

        (a)=
        ## Time

        (b)=
        ## Money
    """
    for page in book.pages.values():
        seen: dict[str, tuple[Prose, int]] = {}
        rows = page.lines
        for number, prose in enumerate(page.prose):
            text = " ".join(prose.text.split())
            if prose.kind != "paragraph" or len(text) < 60 or not IN_TURN.isdisjoint(prose.within):
                continue
            if len(text.split()) < 10:
                continue
            # Roles and substitutions look alike in a text, but may say different things.
            first, before = seen.get(text, (prose, number))
            plain = OBJECT not in first.shape + prose.shape
            same = plain or _written(rows, first) == _written(rows, prose)
            if first is not prose and same:
                together = number == before + 1 and not any(
                    first.line < each.line < prose.line for each in page.code
                )
                yield Problem(
                    prose.line,
                    f"«{text[:50]}…» is printed a second time (first on line {first.line})",
                    "remove one of the two",
                    level="finding" if book.strict or together else "notice",
                    path=page.path,
                )
            seen[text] = (prose, number)
        for line, first, what in _blocks_twice(page) if book.strict else ():
            yield Problem(
                line,
                f"{what} is printed a second time (first on line {first})",
                "remove one of the two",
                path=page.path,
            )


def _written(rows: list[str], prose: Prose) -> str:
    """A paragraph as it stands in the file, without the sign of a list or a quotation."""
    end = prose.line + prose.text.count("\n")
    return " ".join(LEADING.sub("", " ".join(rows[prose.line - 1 : end])).split())


def _blocks_twice(page: Page) -> Iterator[tuple[int, int, str]]:
    """The directives, tables and pieces of code that stand twice: their lines and what they are."""
    seen: dict[tuple[str, ...], int] = {}
    for each in page.directives:
        options = (f"{name}={option.value}" for name, option in sorted(each.options.items()))
        key = (each.name, each.argument, each.body, *options)
        # The paragraphs of a longer one are found one by one.
        short = len(each.body) < 60 or each.name in PICTURES
        if short and not each.within and seen.setdefault(key, each.line) != each.line:
            yield each.line, seen[key], f"the {{{each.name}}} block"
    cells = {prose.line for prose in page.prose if prose.kind == "cell"}
    start = 1
    for is_row, rows in groupby(page.lines, lambda row: row.startswith("|")):
        table = tuple(rows)
        is_table = is_row and len(table) > 2 and start in cells
        if is_table and seen.setdefault(table, start) != start:
            yield start, seen[table], "the table"
        start += len(table)
    for before, code in pairwise(page.code):
        end = before.line + before.content.count("\n")
        same = code.content == before.content and not code.language.startswith("{")
        if same and not code.within and code.line - end <= 3:
            yield code.line, before.line, "the block of code"


# --- the published menu --------------------------------------------------------------------------


@rule("site")
def built_menu(site: Site) -> Iterator[Problem]:
    """Every published page can be reached from the start page; in a strict book, through its menus.

    Elsewhere this is a notice.

    Bad (b.html, line 1):
        == booklint.toml
        strict = true
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
    for page in site.pages:
        if page.name in reached or page.is_redirect or page.is_utility or not page.is_whole:
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
