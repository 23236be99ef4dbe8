"""Rules for headings, and for the front matter above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from booklint.book import INCLUDES, Book, whole_pages
from booklint.finding import Problem
from booklint.page import Page, Prose, Tag
from booklint.registry import rule
from booklint.safe_yaml import SYNTAX


@rule("book", each=whole_pages)
def heading_one(book: Book, page: Page) -> Iterator[Problem]:
    """A page has exactly one heading of level one; a second one drops pages from the menu.

    In a strict book no two pages have the same.

    Bad (strict, second.md, line 1):
        == index.md
        # The first cohort
        == second.md
        # The first cohort

    Bad:
        ## The first cohort

    Bad (line 5):
        # The first cohort

        It ran in 2023.

        # The second cohort

    Good:
        # The first cohort

        ## Who took part

        ```{include} ../README.md
        ```

        <meta http-equiv="refresh" content="0; URL=introduction.html">

    Good:
        #2.1 The first cohort

    Good:
        == myst.yml
        version: 1
        == index.md
        # The first cohort

        # The second cohort
        == second.md
        ---
        title: More cohorts
        ---

        ## The third cohort
    """
    yield from title_problems(page)
    title = next((each for each in page.headings if each.level == 1), None)
    first = _titles(book).get(title.text) if title and book.strict else None
    if title and first and first.path != page.path:
        message = f"«{title.text}» is the title of {first.path}, too"
        yield Problem(title.line, message, "say in each title what only that page is about")


@lru_cache(maxsize=1)
def _titles(book: Book) -> dict[str, Page]:
    """The first page of each title."""
    titled = [(each, page) for page in whole_pages(book) for each in page.headings]
    return {each.text: page for each, page in reversed(titled) if each.level == 1}


def title_problems(page: Page) -> Iterator[Problem]:
    """What is wrong with the title of a page that is not a part of another one."""
    ones = [each for each in page.headings if each.level == 1 and not each.nested]
    # MyST makes sections of what stands below the title, whatever their level.
    # What stands before a fence without a name may be code that has lost its own.
    torn = any(re.fullmatch(r"[`~]{3,}", page.lines[each.line - 1]) for each in page.losses)
    for heading in ones[1:] if page.dialect != "myst" and not torn else ():
        fix = "write «##» in front of it, or make it a page of its own"
        yield Problem(heading.line, f"«{heading.text}» is a second heading of level one", fix)
    made_elsewhere = (
        "title" in page.front_matter
        or any(each.name in INCLUDES | {"eval-rst"} for each in page.directives)
        or any(each.name == "h1" or _leads_away(each) for each in page.tags)
        # It lacks its space (`markup-shown`).
        or any(re.match(r"#\w", row) for row in page.lines[page.front_matter_end :][:3])
    )
    if not ones and not made_elsewhere and page.is_read_whole:
        first = next((each for each in page.headings if not each.nested), None)
        # Where words, or a second heading of that level, follow the front matter, a title is missing.
        start = page.front_matter_end + 1
        is_title = first is not None and not any(
            page.front_matter_end < each.line < first.line
            for each in (*page.prose, *page.directives)
        )
        message = "the page has no heading of level one, so it has no title in the menu"
        fix = f"write «# {first.text}»" if is_title else "begin the page with «# Its title»"
        yield Problem(first.line if first and is_title else start, message, fix)


def _leads_away(tag: Tag) -> bool:
    return tag.name == "meta" and tag.attributes.get("http-equiv", "").lower() == "refresh"


@rule("page")
def heading_empty(page: Page) -> Iterator[Problem]:
    """Every heading has words.

    Bad:
        ##

    Good:
        ## {octicon}`people`

        ## ![Who took part](people.png)
    """
    for heading in page.headings:
        if heading.text.strip():
            continue
        row = page.lines[heading.line - 1] if heading.line <= len(page.lines) else ""
        if not re.sub(r"[#>*_\-=+\s]", "", row):
            message = "the heading has no words, so the menu of the page shows an empty line"
            fix = "write its words after the number signs, or delete the line"
            yield Problem(heading.line, message, fix)


@rule("page")
def heading_order(page: Page) -> Iterator[Problem]:
    """A heading is at most one level below the one before it, and has its name alone in its section.

    To one of two headings of a name a link cannot lead. In a strict book none repeats the title of its page.

    Bad (strict, line 3):
        # Who took part

        ## Who took part

        They came from five towns.

    Bad (lines 3, 7):
        # The first cohort

        ### Who took part

        ## What came out

        ## What came out

    Good:
        # The first cohort

        ## Who took part

        ### Energy

        ### What came out

        ## What they say

        ### What came out
    """
    before = None
    levels = Counter(each.level for each in page.headings if not each.nested)
    title = next((each.text.casefold() for each in page.headings if each.level == 1), "")
    seen: dict[tuple[str, ...], int] = {}
    above: list[tuple[int, str]] = []
    for heading in page.headings:
        if heading.nested:
            continue
        if before is not None and heading.level > before + 1:
            # Where many have the level of the one before, and none has that between, they are its sisters.
            sisters = before > 1 and before + 1 not in levels and levels[before] > 2
            right = "#" * (before + (not sisters))
            message = f"«{heading.text}» jumps from level {before} to level {heading.level}"
            yield Problem(heading.line, message, f"write «{right} {heading.text}»")
        before = heading.level
        if not heading.text.strip():
            continue
        if page.strict and heading.level > 1 and heading.text.casefold() == title:
            message = f"the heading «{heading.text}» repeats the title of the page"
            yield Problem(heading.line, message, "say what this section alone is about")
        while above and above[-1][0] >= heading.level:
            above.pop()
        # What a role shows may differ from what another one shows.
        told = page.lines[heading.line - 1] if "\ufffc" in heading.text else heading.text
        name = " ".join(told.casefold().split())
        key = (*(text for _, text in above), name, str(heading.level))
        above.append((heading.level, f"{name} {heading.line}"))
        if key in seen:
            yield Problem(
                heading.line,
                f"the heading «{heading.text}» stands in this section already, on line {seen[key]}",
                "give one of the two another name, or join them",
            )
        seen.setdefault(key, heading.line)


@rule("page", strict=True)
def heading_form(page: Page) -> Iterator[Problem]:
    """A heading begins with a capital letter, has others in names alone, and ends with none of «.,:;».

    It has no number of its chapter either: what stands before it may change.

    Bad (line 1):
        ## 6.2 Who took part

    Bad (lines 1, 3, 5, 7, 11):
        # Who took part:

        ## what came out

        ## What it cost.

        ## ASK ALL WRITERS

        They ask writers.

        ## What Was Left In The End

    Good:
        # Who took part?

        ## `make book`

        ## arXiv and what came out, etc.

        ## UNESCO

        ## What the To Do list is
    """
    for heading in page.headings:
        text = heading.text.strip()
        # As it is written: a command is a name.
        row = "".join(page.lines[heading.line - 1 : heading.line])
        if first := re.match(r"[\s#>]*([a-z]+)(?![\w.-])", row):
            fix = f"begin it with «{first[1].capitalize()}»"
            yield Problem(heading.line, f"the heading «{text}» begins with a small letter", fix)
        if number := re.match(r"\d+(?:\.\d+)+\.? (?=[A-Z][a-z])", text):
            message = f"the heading «{text}» has a number that was written by hand"
            yield Problem(heading.line, message, f"write «{text[number.end() :]}»", hides="line")
        # A short name is in capitals as well, and nowhere in small letters.
        capitals = re.findall(r"[A-Z]{3,}", text) if text.isupper() else []
        if any(
            re.search(rf"(?<![\w./@-]){each.lower()}(?![\w./-])", page.text) for each in capitals
        ):
            message = f"the heading «{text}» is in capitals, which screen readers may spell out"
            yield Problem(heading.line, message, f"write «{text.capitalize()}»")
        elif len(LIKE_A_TITLE.findall(text)) > 1:
            message = f"the heading «{text}» has capitals as a title has"
            yield Problem(heading.line, message, "write it as a sentence: capitals only in names")
        if re.search(r"(?<!\betc)[.,:;]$", text):
            fix = f"take the «{text[-1]}» out"
            yield Problem(heading.line, f"the heading «{text}» ends with «{text[-1]}»", fix)


@rule("page", strict=True)
def heading_place(page: Page) -> Iterator[Problem]:
    """A heading stands outside of boxes, where the page's menu lists it, and below its label.

    Bad (lines 4, 8):
        # Rivers

        :::{note}
        ## What we would do
        :::

        ## How they met
        (how-they-met)=

        They met in London.

    Good:
        # Rivers

        (how-they-met)=
        ## How they met

        (the-map)=
        | Town | River |
        |---|---|
        | Leeds | Aire |
    """
    for heading in page.headings:
        if heading.nested:
            message = f"«{heading.text}» stands inside a box, so no menu of the page lists it"
            yield Problem(heading.line, message, "put it outside, or write «**…**»")
    below = {heading.line: heading for heading in page.headings if not heading.nested}
    for label in page.labels:
        row = label.line - 1
        while row and not page.lines[row - 1].strip():
            row -= 1
        heading = below.get(row) if label.kind == "place" else None
        named = set(re.findall(r"[a-z]{3,}", label.name))
        if heading and len(named & {*re.findall(r"\w+", heading.text.lower())}) * 2 > len(named):
            message = f"the label «{label.name}» stands below the heading that it names"
            yield Problem(label.line, message, "put it on the line above the heading")


LIKE_A_TITLE = re.compile(
    r"(?<=\w )(?:And|Are|At|By|Did|For|From|Has|In|Is|Of|On|Or|To|Was|Were|With)(?= \w)"
)
"""A word that has a capital only where all have one; two of them are in no name."""


@rule("page")
def bold_heading(page: Page) -> Iterator[Problem]:
    """No line in bold stands for a heading: nobody can jump to it.

    On other people's books this is a notice.

    Bad (lines 1, 3):
        **Who took part**

        ***Who took part***

        Five organisations took part.

    Good:
        ## Who took part

        **Five** organisations took part.

        **They met four times in London.**

        * **Who took part**
    """
    for prose, after in zip(page.prose, [*page.prose[1:], None], strict=False):
        text = prose.text.strip()
        if (
            prose.emphasis == "strong"
            and prose.kind == "paragraph"
            and after is not None
            and after.kind in (("paragraph", "cell", "heading") if page.strict else ("paragraph",))
            and not prose.within
            and "\n" not in text
            and text[-1:] not in (".!…" if page.strict else ".!?…:")
            and len(text.split()) <= 10
            and not (after.kind == "heading" and re.search(r"[:\d]", text))
            and _stands_alone(page, prose)
        ):
            message = f"«{text}» is a line in bold that stands for a heading"
            fix = f"write it as a heading: «## {text.rstrip(':')}»"
            yield Problem(prose.line, message, fix, level="finding" if page.strict else "notice")


def _stands_alone(page: Page, prose: Prose) -> bool:
    """Whether a block begins at the margin: not in a list, a quotation or a table."""
    rows = page.lines
    return prose.line <= len(rows) and bool(re.match(r"[*_]\S", rows[prose.line - 1]))


@rule("page")
def front_matter(page: Page) -> Iterator[Problem]:
    """The front matter of a page is YAML that can be read, and it ends.

    Bad (line 3):
        ---
        title: Lessons
        summary: What we learned: a list
        ---
        # Lessons

    Bad (line 4):
        ---
        tags:
          - one
          -Two, and
          - three
        ---
        # Lessons

    Bad:
        ---
        title: Lessons

    Good:
        ---
        title: Lessons
        ---
        # Lessons

        ---

        What the cohorts taught us.
    """
    if page.front_matter_error:
        said, line = page.front_matter_error, page.front_matter_error_line or 1
        is_day = "must be in" in said or "out of range" in said
        fix = "write a day that there is, such as 2026-01-13" if is_day else SYNTAX
        yield Problem(line, f"the front matter cannot be read: {said}", fix, hides="page")
    elif not (page.unreadable or page.front_matter_end) and re.match(
        r"---[ \t]*\n[\w-]+[ \t]*:", page.text
    ):
        message = "the front matter has no end, so it is printed as text"
        yield Problem(1, message, "write a line «---» after its last field", hides="page")
