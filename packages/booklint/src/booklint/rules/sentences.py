"""Rules for sentences that break off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Literal

from booklint.book import Book, pages
from booklint.finding import Problem
from booklint.page import Page, Prose
from booklint.quotes import quoted_blanked
from booklint.registry import rule

OBJECT = "\ufffc"
MAX_WORDS = 40
WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")
NEXT_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=\(?[A-Z“«\"'])")
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
BEGINS_A_BLOCK = re.compile(r"\s*(?:```|~~~|:::|[-*+] |\d+[.)] |\||\$|>|<| {4}|\t)")
FOREIGN_BLOCK = re.compile(r"#|={2,6} |\\begin\{|(?:\(?[ai1]|bq|h[1-6]\S*)[.)] ")
HEADING_OR_NOTHING = re.compile(r" {0,3}#{1,6}(?:\s|$)|\Z")
# Not `arXiv`, `k6` and `data_dir`, which are names.
BEGINS_SMALL = re.compile(r"(a|[a-z]{2,}(?:[-’'][a-z]+)*)(?=[\s,;:]|$)")
BEGINS_A_LIST = re.compile(r"\s*(?:[-*+] |\d+[.)] )")
TO_FILL_IN = re.compile(r"[\[☐]|__")
SENTENCE_END = re.compile(r"[.!?:…;]['\"»”’)\]*_]*$|_{3,}$|☐[^.!?]*$")
"""How a block may end: with a stop, a blank to fill in, or boxes to tick."""
NOT_AN_END = "".join(
    rf"(?<!\b{word})" for word in ("Dr", "Fig", "Mr", "Mrs", "Ms", "No", "Prof", "St", "vs")
)
EARLIER_SENTENCE = re.compile(rf"\w{{2}}{NOT_AN_END}[.!?]['\"»”’)]* +[A-Z“«'\"]")

SIGNED = re.compile(r"[.!?]['\"”)]*\s+[-–—]{1,2} ?[A-Z](?:[^.!?]|(?<=\b[A-Z])\.)*$")


@rule("page", strict=True, yields_to=("markup-shown",))
def sentence_long(page: Page) -> Iterator[Problem]:
    """No sentence has more than 40 words: readers lose the beginning before they reach the end.

    Bad (line 2):
        It was hard.
        The team met on Monday and on Tuesday and on Wednesday, and it talked about data, about code,
        about licences, about people, about money and about time, until all of it was written down and
        somebody read it aloud to the others.

    Good:
        The team met on Monday and on Tuesday and on Wednesday.
        It talked about data, about code, about licences, about people, about money and about time.
        It ended when all of it was written down and somebody read it aloud to the others.

        The team met on Monday and on Tuesday and on Wednesday, and it talked about data, about code.
        “About money”, they said, they had talked on Monday, on Tuesday and on Wednesday, and about time.
    """
    for prose in page.prose:
        # Where two versions stand one after the other, no sentence ends (`conflict-mark`).
        if prose.kind != "paragraph" or prose.quoted or "<<<<<<< " in prose.text:
            continue
        text = quoted_blanked(prose.text)
        # One that begins with a quotation begins where its marks are.
        starts = [0, *(match.end() for match in NEXT_SENTENCE.finditer(prose.text))]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            count = len(WORD.findall(text, start, end))
            if count > MAX_WORDS:
                message = f"a sentence has {count} words"
                yield Problem(prose.line_of(start), message, "make two of it, or a list")


@rule("book", each=pages)
def sentence_unfinished(book: Book, page: Page) -> Iterator[Problem]:
    """No page and no section ends in the middle of a sentence.

    Where only the last full stop may be missing this is a notice on other people's books.

    Bad (lines 1, 5):
        As the programme went on, the team set time aside for the

        ## Time

        Unplanned time was useful, and so the team gave more of it to the experts,

        ## Money

    Bad (strict, lines 3, 5, 7):
        Words.

        The team met often to talk about data

        It was enough for the

        The experts asked for the following:

    Bad (strict):
        speaks, and everybody leaves knowing how it works.

    Good (strict):
        The experts agreed on one mark for their messages:

        #open-practice

        arXiv has the paper.
    """
    rows = page.lines
    defined = [each for each in page.prose if book.strict and rows[each.line - 1][:2] == ": "]
    ended = sum(bool(SENTENCE_END.search(each.shape.rstrip())) for each in defined)
    stops = ended >= max(MIN_DEFINED, len(defined) - 1)
    titled = any(heading.level == 1 for heading in page.headings)
    by_line = book.strict and _ends_lines_with_sentences(page)
    for prose in page.prose if not page.unreadable else ():
        if prose.kind != "paragraph" or prose.within or prose.emphasis:
            continue
        if FOREIGN_BLOCK.match(prose.shape) or "](" in prose.shape.rpartition(" ")[2]:
            continue  # found by `markup-shown`
        words = prose.shape.replace(OBJECT, f" {OBJECT} ").split()
        if book.strict:
            yield from _begins_small(book, page, prose)
        # The few first words of a page without a title are its title without a sign.
        lost_title = prose is page.prose[0] and len(words) < 8 and not titled
        if lost_title or len(words) < (3 if book.strict else 4):
            continue
        for at, (row, below) in enumerate(pairwise(prose.shape.split("\n"))):
            some = row.split()
            whole = len(some) > 3 and not DANGLING.fullmatch(some[-1])
            if by_line and whole and NO_STOP.search(row) and BEGINS_SENTENCE.match(below):
                message = f"no full stop ends «… {' '.join(row.split()[-6:])}»"
                fix = "end the sentence with a full stop, or write it in one line"
                yield Problem(prose.line + at, message, fix)
        end = prose.line + prose.text.count("\n")
        tail = " ".join(prose.text.split()[-6:])
        if SENTENCE_END.search(prose.shape.rstrip()):
            after = next((rows[at] for at in range(end, len(rows)) if rows[at].strip()), "")
            if book.strict and words[-1].endswith(":") and HEADING_OR_NOTHING.match(after):
                fix = "add what it announces, or end the sentence with a full stop"
                yield Problem(end, f"nothing follows the colon of «… {tail}»", fix)
        elif level := _breaks_off(book, page, prose, words[-1], stops=stops):
            message = f"the text breaks off after «… {tail}»"
            fix = "finish the sentence, or end it with a full stop"
            yield Problem(end, message, fix, level=level)


MIN_DEFINED = 3
NO_STOP = re.compile(r"[a-z\ufffc]\s*$")
BEGINS_SENTENCE = re.compile(r"[A-Z][a-z]*\s+[a-z]")


def _ends_lines_with_sentences(page: Page) -> bool:
    """Whether all lines but one within paragraphs end a sentence: elsewhere a name may begin a line."""
    paragraphs = (each.shape.split("\n")[:-1] for each in page.prose if each.kind == "paragraph")
    ended = [bool(SENTENCE_END.search(row.rstrip())) for rows in paragraphs for row in rows]
    return sum(ended) > 1 and sum(ended) >= len(ended) - 1


def _begins_small(book: Book, page: Page, prose: Prose) -> Iterator[Problem]:
    rows = page.lines
    small = BEGINS_SMALL.match(rows[prose.line - 1])
    above = (rows[at] for at in range(prose.line - 2, -1, -1))
    before = next((each for each in above if each.strip()), "")
    if small and small[1] not in book.settings.words and not BEGINS_A_BLOCK.match(before):
        yield Problem(
            prose.line,
            f"the text begins in the middle, with «{small[1]}»",
            "write how the sentence begins, or give it a capital letter; if it is a name, add it "
            "to `words` in the settings",
        )


def _breaks_off(
    book: Book, page: Page, prose: Prose, last: str, *, stops: bool
) -> Literal["finding", "notice", ""]:
    """Whether a paragraph without a full stop was to have one, and how sure that is.

    `stops` says that the definitions of the page end with one.
    """
    text, row = prose.shape.rstrip(), page.lines[prose.line - 1]
    if text.endswith(")") or last.startswith(("http", "#", "@")):
        return ""
    end = prose.line + prose.text.count("\n")
    following = next(_said_after(page.lines, end), "")
    below = takewhile(page.places.__contains__, range(end + 1, len(page.lines) + 1))
    if page.places and not any(page.lines[each - 1].strip() for each in below):
        following = "```"  # the cell of a notebook ends here, and mostly code comes next
    if re.match(r"\s*(?:\$\$|(?:`{3,}|:{3,})\{math\})", following):
        return ""  # the sentence goes on through the formula
    last = last.strip("*_,–—-")
    open_end = text.endswith((",", " –", " —", " -"))
    # The year of a work, a path or a DOI, an emoji or :-( end a sentence, too, and so does who said it.
    closed = re.search(r"^\d+$|/|[:;]-?[()]$|^\W+$", last) or SIGNED.search(text)
    several = EARLIER_SENTENCE.search(text) and OBJECT not in last and not closed
    # Without its front matter nobody can tell a template to fill in.
    strict = book.strict and page.tells_its_type
    in_list = bool(BEGINS_A_BLOCK.match(row)) or row.startswith((":", " "))
    if strict and row.startswith(": "):
        # Where others end with a full stop, one without it was to have one.
        in_list = not stops
    # Words before a list, a table or code introduce it; a point of a list does not.
    introduces = not in_list and BEGINS_A_BLOCK.match(following)
    if strict and not in_list and not (page.may_be_template and TO_FILL_IN.search(prose.text)):
        wrong = several or not (BEGINS_A_LIST.match(following) or OBJECT in last)
    elif introduces and not book.strict:
        wrong = False
    else:
        at_end = not following or following.startswith(("#", "(", "---", "+++"))
        wrong = several or (at_end and (open_end or DANGLING.fullmatch(last)))
    if not wrong:
        return ""
    return "finding" if book.strict or open_end or CUT_OFF.fullmatch(last) else "notice"


def _said_after(rows: Sequence[str], first: int) -> Iterator[str]:
    """The rows from one on, without empty ones and comments."""
    hidden = False
    for row in (rows[at] for at in range(first, len(rows))):
        hidden = hidden or row.lstrip().startswith("<!--")
        if row.strip() and not hidden and not row.startswith("%"):
            yield row
        hidden = hidden and "-->" not in row
