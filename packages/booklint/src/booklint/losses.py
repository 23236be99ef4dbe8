"""What an author wrote and a reader does not see, or sees as something else.

The parser takes it without a word: cells that no column is there for, notes that nothing refers to,
text that a comment, a fence, a sign at the start of a line or a line of dashes makes into something else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Any

from markdown_it.token import Token

from booklint.addresses import is_address
from booklint.formulas import PARTNERS, no_partner, without_partner
from booklint.page import Facts, Loss
from booklint.shown import cells

IN_FRONT = re.compile(r"^[\s>]*(?:(?:[-*+]|\d+[.)])\s+(?=\|))?[\s>]*")
"""What stands before a row of a table: signs of quotations and lists."""

SENTENCE_BEGINS = re.compile(r"[A-Z“\"'][^\W\d_]*,?(?: [\w“”\"'’(),:;–-]+){3}")
SENTENCE_ENDS = re.compile(r"[.!?:]['\"”)]*\Z")
"""Text that begins and ends so reads as a sentence, not as code. One pattern for both would try every
number of words with every end."""

MONEY = re.compile(
    r"\d[\d,.]*(?:k|m|bn)?(?:[ ,]+[A-Za-z]{2,}[,.]?)*[ ,]+(?:and|or|to|for|in|of|a(?= [a-z]{2})|per|the)\b"
)
"""What dollar signs enclose where they stand for money."""
SENTENCE = re.compile(
    r"(?<!\S)(?=(?:[a-z]+ ){0,2}[a-z]{2,} (?:an?|are|is|of|the|this|to|we) )(?:[a-z]+ ){4}"
)
TEXT_OF_TEX = re.compile(r"\\(?:mbox|text|math)[a-z]*\s*\{[^{}]*\}")
"""What they enclose where one is missing, and words that belong into a formula."""

NO_TEX = re.compile(r"^(?:#{1,6} \S|`{3,}|:{3,}\{|\([\w-]+\)=$)", re.M)
"""What no formula holds: a heading, a fence or a label of the page around it."""

STARRED = re.compile(r"(?<![\w*`$])\d+(?:\*\d+){2,}(?![\w*`])")
A_SENTENCE = re.compile(r"\s?[A-Z][^\n]*\.\s*")
MORE_THAN = re.compile(r"\s*> (\d[\d,.]*)(?= [a-z])")
A_POINT = re.compile(r"\s?(?:[-*+]|\d+[.)])\s+\S")
CONTAINERS = frozenset({"blockquote_open", "list_item_open", "dd_open"})
MAX_NESTING = 20
"""Blocks one inside the other: markdown-it-py reads no further."""

MAX_TITLE = 12
"""Words."""
MAX_SUM = 200
"""Characters."""


def of_page(
    environment: dict[str, Any], notes: list[tuple[str, int]], called: set[str] | None
) -> Iterator[Loss]:
    """The notes and definitions that a reader never comes to.

    `notes` are their names and lines; `called` are those that stand in the text, where one that only
    another footnote names is not shown, or None.
    """
    references = environment.get("footnotes", {}).get("refs", {})
    first: dict[str, int] = {}
    for name, line in notes:
        known = first.setdefault(name, line)
        if known != line:
            yield Loss(
                line,
                f"the footnote [^{name}] is written already, on line {known}, and only one is shown",
                "give one of the two another name",
            )
        elif references.get(f":{name}", 0) < 0:
            message = f"nothing refers to the footnote [^{name}], so no reader comes to it"
            yield Loss(line, message, f"write [^{name}] where it belongs, or delete it")
        elif called is not None and name not in called:
            message = f"only footnotes refer to the footnote [^{name}], and then it is not shown"
            fix = f"write [^{name}] in the text, too, or its words in the other footnote"
            yield Loss(line, message, fix)
    for each in environment.get("duplicate_refs", ()):
        line = (each.get("map") or [0])[0] + 1
        message = f"«[{each['label'].lower()}]:» is defined already, and this second target is lost"
        yield Loss(line, message, "give one of the two another name")


SLIP_OF_END = {
    False: re.compile(r"^ {0,3}(['’‘´\"]{2,}|``)[ \t]*$", re.M),
    True: re.compile(r"(?:-- >|--!>|(?<=\s)-?[–—-]>)$", re.M),
}
"""What is written by mistake where a fence ends, and where a comment does."""


def unclosed(markup: str, info: str, line: int, closes_early: bool = False, held: str = "") -> Loss:
    """A comment or a fence that has no end, or one that ends where another one in it was to end."""
    end = "-->" if markup == "<!--" else markup
    shown = f"{markup}{info.strip().split(' ')[0]}"
    fences = re.findall(r"^[ >]{0,3}(`{3,}|~{3,}|:{3,})(.*)$", held, re.M)
    # A sign alone closes what the same sign with a name opens; two may be code.
    ends = Counter(sign for sign, name in fences if not name.strip() and sign != markup)
    ends.subtract(sign for sign, name in fences if name.strip())
    spare = next((sign for sign, count in ends.items() if count > 0 and count % 2), "")
    slip = SLIP_OF_END[end == "-->"].findall(held)
    glued = re.search(rf"^.*[^\s{markup[0]}]{re.escape(markup)}$", held, re.M)
    few = re.search(rf"^[ >]{{0,3}}{re.escape(markup[0])}{{1,2}}$", held, re.M)
    if few and end != "-->":
        fix = f"write «{end}» in the place of «{few[0].strip()}»"
    elif spare and end != "-->":
        fix = f"write «{end}» in the place of the line «{spare}» that closes nothing"
    elif len(slip) % 2:
        fix = f"write «{end}» in the place of «{slip[0]}»"
    elif glued and info.strip():
        fix = f"put «{end}» on a line of its own where «{glued[0].strip()[-30:]}» ends"
    elif info.strip() or end == "-->":
        more = f"; one that holds another fence has {markup}{markup[-1]}" if closes_early else ""
        fix = f"add a line «{end}» where it ends{more}"
    elif held[:1].strip():
        fix = f"add a line «{end}» where the code ends, or delete this one if it was to end none"
    else:
        fix = "delete it, or the line above it that closes a block too early"
    message = f"«{shown}» is not closed where it ends, so it takes in what follows"
    return Loss(line, message, fix, swallows=not closes_early)


def of_attributes(name: str, attributes: dict[str, Any], line: int) -> Loss:
    """The attributes in braces above a directive, which MyST gives to other blocks alone."""
    said = {key: str(value) for key, value in attributes.items()}
    label, classes = said.pop("id", ""), said.get("class", "").split()
    parts = [f"#{label}"] if label else []
    parts += [f".{each}" for each in classes]
    parts += [f"{key}={value}" for key, value in said.items() if key != "class"]
    fixes = [f"write «({label})=» in its place"] if label else []
    options = " and ".join(f"«:{key}: {value}»" for key, value in said.items())
    fixes += [f"write {options} below the first line of the directive"] if options else []
    message = f"«{{{' '.join(parts)}}}» above {name} is lost, as a directive takes no attributes"
    return Loss(line, message, ", and ".join(fixes))


def of_blocks(
    tokens: list[Token], first: int, rows: list[str], *, in_table: bool = False
) -> Iterator[Loss]:
    """What the blocks of a text lose; `first` is the line it starts on, `rows` are those of the file.

    In a list-table an empty point is an empty cell.
    """
    tables, points = _Tables(rows), _Points()
    last_line = 0
    for number, token in enumerate(tokens):
        line = first + token.map[0] if token.map else 0
        row = rows[line - 1] if 0 < line <= len(rows) else ""
        above = rows[line - 2] if line > 1 else ""
        before = tokens[number - 1].type if number else ""
        yield from tables.losses(token, line, row)
        if token.type == "ordered_list_open" and before.endswith("fence") and above.strip():
            block, start = tokens[number - 1], int(token.attrs.get("start", 1))
            ended = re.findall(r"^ {0,3}(\d+)[.)] ", block.content, re.M)[-1:]
            if block.info[:1] == "{" and ended == [str(start - 1)]:
                message = f"«{row.strip()[:40]}» goes on with a list of the block above"
                yield Loss(line, message, "close the block below the list", changed=True)
        if token.type == "heading_open" and token.level > 1 and not row.lstrip().startswith(">"):
            words = tokens[number + 1].content[:40]
            message = f"the heading «{words}» stands within a point of a list"
            fix = "begin it at the margin, without the sign of a point"
            yield Loss(line, message, fix, custom=True)
        if token.type == "footnote_reference_open" and before == "list_item_open":
            message = "a note stands where its number is, so this point of the list is empty"
            yield Loss(
                line, message, "begin the line with the note, without the sign", changed=True
            )
        if (token.type, before) == ("bullet_list_open", "ordered_list_close") and re.match(
            r" {1,2}\S", row
        ):
            message = f"«{row.strip()[:40]}» begins a list of its own, which parts the numbered one"
            yield Loss(line, message, "indent it by three blanks, below its point", changed=True)
        ends = [each.type for each in tokens[number + 4 : number + 5]]
        alone = ends == ["blockquote_close"] and token.type == "blockquote_open"
        if alone and (more := MORE_THAN.match(row)):
            message = f"«{more[0].strip()}» begins a quotation, and its sign is not shown"
            fix = f"write «more than {more[1]}», or begin the line with a word"
            yield Loss(line, message, fix, changed=True, custom=True)
        if token.type == "bullet_list_open" and _goes_on(tokens, number, above):
            message = f"«{row.strip()[:40]}» becomes a point of a list in the middle of a sentence"
            yield Loss(line, message, "put it on the line above", changed=True, custom=True)
        if token.type == "heading_open" and token.markup in ("-", "=") and token.map:
            at = first + token.map[1] - 1
            yield from _underlined(at, tokens[number + 1].content, rows[at - 1].strip())
        elif token.type == "list_item_open" and tokens[number + 1].type == "list_item_close":
            if not in_table:
                message = "this point of the list is empty"
                fix = "write its words, or delete its sign"
                yield Loss(line, message, fix, changed=True, custom=True, to_fill_in=True)
        elif token.type in ("bullet_list_open", "ordered_list_open", "list_item_open"):
            yield from points.losses(token, line, row, above)
        elif token.type == "blockquote_open" and _only_quotes(tokens, number):
            message = "this quotation holds nothing but a quotation, so it is shown twice as far in"
            yield Loss(line, message, "write «> » before its lines", changed=True, custom=True)
        elif token.type == "myst_line_comment" and re.match(r"\s?of \w", token.content):
            yield from _comment(line, row, True, False)
        elif token.type == "myst_line_comment" and (
            line == last_line or _is_point(tokens, number, "")
        ):
            hides = _cuts(tokens, number) or _says(tokens, number, above)
            yield from _comment(line, row, bool(re.search(r"\d\s*$", above)), hides)
        elif (token.type, before) == ("bullet_list_open", "bullet_list_close"):
            yield from _second_list(line, token.markup, above)
        yield from _of_block(token, line, rows)
        if token.map:
            last_line = first + token.map[1]


class _Tables:
    """Holds the rows of tables, as they come, to the head of theirs; `rows` are those of the file."""

    def __init__(self, rows: list[str]):
        self._rows = rows
        self._head: list[str] = []
        self._in_head = False
        self._count = self._cells = 0
        self._short: list[Loss] = []

    def losses(self, token: Token, line: int, row: str) -> Iterator[Loss]:
        if token.type in ("thead_open", "thead_close"):
            self._in_head = token.type == "thead_open"
        elif token.type == "tr_open" and "|" in row:
            written = [each.strip() for each in cells(IN_FRONT.sub("", row))]
            if self._in_head:
                self._head, self._short, self._count = written, [], 0
                yield from _headless(line, written, self._rows)
            else:
                self._count += 1
                for loss in _cells(line, len(written), len(self._head)):
                    before, self._cells = self._cells, len(written)
                    halves = before + len(written) - len(self._head) in (0, 1)
                    if loss.custom and halves and self._short and self._short[-1].line == line - 1:
                        message = "the row breaks off here, and goes on below as a row of its own"
                        fix = "join the two lines"
                        self._short[-1] = replace(self._short[-1], message=message, fix=fix)
                    elif loss.custom:
                        self._short.append(loss)
                    else:
                        yield loss
        elif token.type == "table_close":
            # Some leave cells out throughout; one row alone is a slip.
            slip = len(self._short) == 1 and self._count > 2
            yield from (replace(loss, custom=not slip) for loss in self._short)
        elif token.type == "tr_open" and not self._in_head and len(self._head) > 1 and row.strip():
            message = f"«{row.strip()[:40]}» stands right below a table, so it becomes a row of it"
            yield Loss(line, message, "leave a line empty above it", changed=True)


_MARGIN = re.compile(r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+(?=[-*+]\s))*")
"""What stands before the sign of a point: blanks, signs of quotations, and of points that hold it."""


class _Points:
    """Holds the number of each point of a list to the one above it."""

    def __init__(self) -> None:
        # By the level of the points: the last number, and its line where the point above has it, too.
        self._last: dict[int, tuple[int, int]] = {}
        # By the level of the points: how far in the last one stands.
        self._margin: dict[int, int] = {}
        self._ended = 0

    def losses(self, token: Token, line: int, row: str, above: str) -> Iterator[Loss]:
        if token.type == "bullet_list_open":
            self._margin.pop(token.level + 1, None)
        elif token.type == "ordered_list_open":
            # A list may go on counting where the one before it ended.
            self._ended = self._last.get(token.level + 1, (0, 0))[0]
            self._last[token.level + 1] = (0, 0)
            start = int(token.attrs.get("start", 1))
            if start == 2 and self._ended != 1:
                message = "the list begins with 2, and no point 1 stands before it"
                yield Loss(line, message, "begin with 1, or write the first point", custom=True)
        elif not token.info:
            margin = _MARGIN.match(row).end()
            if self._margin.get(token.level, margin) < margin:
                message = f"«{row.strip()[:40]}» stands beside the point above it, and not below it"
                fix = "indent it by one blank more if it belongs to that point, else by none more"
                yield Loss(line, message, fix, changed=True, custom=True)
            self._margin[token.level] = margin
        else:
            written, before = int(token.info), self._last.get(token.level, (0, 0))
            glued = re.match(r"\s*(\d+)[.)]\S", above)
            if not (
                glued and int(glued[1]) == written - 1
            ):  # else found as a point without its blank
                yield from _point(line, written, *before)
            again = before == (written, 0) or (not before[0] and written == self._ended > 1)
            self._last[token.level] = (written, line if again else 0)


def _of_block(token: Token, line: int, rows: list[str]) -> Iterator[Loss]:
    """What a block loses by itself."""
    row = rows[line - 1] if 0 < line <= len(rows) else ""
    info, words = token.info.strip(), token.info.split()
    if token.level == MAX_NESTING - 1 and token.type in CONTAINERS:
        message = "lists and quotations are nested too deeply, and what this one holds is not shown"
        yield Loss(line, message, "flatten them")
    if token.type == "ordered_list_open" and int(token.attrs.get("start", 1)) > 999:
        message = f"«{row.strip()[:40]}» begins a numbered list at {token.attrs['start']}"
        fix = f"write {token.attrs['start']}\\. with a backslash, or put a word before it"
        yield Loss(line, message, fix, changed=True)
    if token.type == "code_block":
        yield from _indented(line, token.content)
    if token.type == "myst_block_break" and re.match(r"[A-Z][^{}\[\]]* \w", token.content):
        message = f"the words behind «+++» are not shown: «{token.content[:40]}»"
        yield Loss(line, message, "put them on a line of their own", custom=True)
    is_language = len(words) < 4 or info.startswith("{") or re.search(r"[={}]", info)
    if token.type == "fence" and not is_language:
        message = f"the words behind the backticks are not shown: «{info[:40]}»"
        fix = "put them on a line of their own; only the language stands there"
        yield Loss(line, message, fix)
    if token.type == "inline" and token.children and "$" in token.content:
        yield from _money(token, line)
    if token.type == "inline" and token.level > 1 and "\n" in token.content:
        yield from _swallowed(token, line, rows)
    if token.type == "inline":
        for found in STARRED.finditer(token.content):
            at = line + token.content.count("\n", 0, found.start())
            message = f"the stars of «{found[0]}» vanish, and what they stand round is slanted"
            yield Loss(at, message, f"write «{found[0].replace('*', ' × ')}»", changed=True)
    if token.type == "inline" and re.search(r"""['")]\)|\]\[""", token.content):
        yield from _titles(token, line)


def _headless(line: int, head: list[str], rows: list[str]) -> Iterator[Loss]:
    # Where each row has a head of its own, nothing need stand above them.
    if "" in head and "" in (head[1:] if _have_heads(rows[line + 1 :]) else head):
        message = "a column of this table has no head, so nobody knows what stands in it"
        yield Loss(line, message, "write what stands in the column", changed=True, custom=True)


def _have_heads(rows: list[str]) -> bool:
    """Whether the first cell of each row of a table, whose first rows these are, is bold."""
    firsts = [
        cells(IN_FRONT.sub("", row))[0].strip() for row in takewhile(lambda row: "|" in row, rows)
    ]
    return bool(firsts) and all(re.fullmatch(r"\*\*.+\*\*", each) for each in firsts)


def _goes_on(tokens: list[Token], number: int, above: str) -> bool:
    """Whether a list goes on with a sentence that the line above has not ended, and ends it."""
    open_ = re.search(r"[a-z],?$", above.rstrip()) and not re.match(
        r"\s*(?:[-*+>|#:]|\d+[.)]) ", above
    )
    rest = tokens[number:]
    ends = next((at for at, each in enumerate(rest) if each.type == "bullet_list_close"), 0)
    count = sum(each.type == "list_item_open" for each in rest[:ends])
    points = [each.content for each in rest[:ends] if each.type == "inline"]
    small = len(points) == count and all(each[:1].islower() for each in points)
    # «They asked / - who came, and / - who left.» has a comma or a word at the end of all but the last.
    runs_on = not any(re.search(r"[.,;:!?]$|\b(?:and|or)$", each) for each in points[:-1])
    return bool(open_) and small and (count == 1 or (runs_on and points[-1].endswith(".")))


def _second_list(line: int, sign: str, row_before: str) -> Iterator[Loss]:
    if row_before.strip():
        message = f"«{sign}» begins a second list, as the points above have another sign"
        fix = "give all points of a list one sign, or leave a line empty between two lists"
        yield Loss(line, message, fix, changed=True, custom=True)


def _point(line: int, written: int, before: int, again: int) -> Iterator[Loss]:
    # Every point may have the same number: they are counted when they are shown.
    if again and written == before + 2:
        message = f"the point {before} stands here a second time, and {written} follows it"
        yield Loss(again, message, f"write {before + 1}. here", changed=True, custom=True)
    elif before and written not in (before, before + 1):
        message = f"the point {written} follows the point {before}, and is shown as the next number"
        fix = f"write {before + 1}., or name the point that is meant in words"
        if written == before + 2:
            fix = f"write back the point {before + 1} if it was lost; else write {before + 1}. here"
        yield Loss(line, message, fix, changed=True, custom=True)


def _comment(line: int, row: str, after_number: bool, cuts: bool) -> Iterator[Loss]:
    if after_number:
        message = f"«{row.strip()[:40]}» begins with a per cent sign, so it is a comment"
        fix = "put the sign on the line before, behind its number, or write «per cent»"
        yield Loss(line, message, fix)
    elif cuts:
        message = (
            f"«{row.strip()[:40]}» is a comment, so it is not shown and cuts its paragraph in two"
        )
        fix = "take the sign out if the words are meant; else put the comment above, or write \\%"
        yield Loss(line, message, fix, custom=True)


def _only_quotes(tokens: list[Token], number: int) -> bool:
    """Whether all that a quotation holds is one other quotation."""
    level = tokens[number].level
    if tokens[number + 1].type != "blockquote_open":
        return False
    inner = (at for at in range(number, len(tokens)) if tokens[at].level == level + 1)
    closed = next(at for at in inner if tokens[at].type == "blockquote_close")
    return tokens[closed + 1].type == "blockquote_close"


def _cuts(tokens: list[Token], number: int) -> bool:
    """Whether text goes on in the line behind a comment, as it ended in the line before."""
    ends, cut, begins = tokens[number - 1], tokens[number], tokens[min(number + 1, len(tokens) - 1)]
    followed = cut.map and begins.map and begins.map[0] == cut.map[1]
    return bool(followed and (ends.type, begins.type) == ("paragraph_close", "paragraph_open"))


def _says(tokens: list[Token], number: int, above: str) -> bool:
    """Whether a comment right below a paragraph is a sentence of it, or beside a list a point of it."""
    ends_text = tokens[number - 1].type == "paragraph_close"
    said = ends_text and A_SENTENCE.fullmatch(tokens[number].content)
    return bool(said) or _is_point(tokens, number, above)


def _is_point(tokens: list[Token], number: int, above: str) -> bool:
    """Whether a comment is a point of the list right above or below it; `above` is the row above it."""
    comment, after = tokens[number], tokens[min(number + 1, len(tokens) - 1)]
    beside = bool(above.strip()) and tokens[number - 1].type.endswith("list_close")
    if after.type.endswith("list_open") and comment.map and after.map:
        beside = beside or after.map[0] == comment.map[1]
    return beside and bool(A_POINT.match(comment.content))


def _cells(line: int, count: int, columns: int) -> Iterator[Loss]:
    if count > columns:
        more = "a cell" if count == columns + 1 else f"{count - columns} cells"
        message = f"the row has {more} more than the head of its table, and what is in excess is not shown"
        fix = r"take the cell out, add a column, or write \| for a bar that is meant as a sign"
        yield Loss(line, message, fix)
    elif count < columns:
        message = (
            f"the row has {count} of {columns} cells, so what follows may stand in the wrong column"
        )
        fix = "write a cell for each column; an empty one is «| |»"
        yield Loss(line, message, fix, changed=True, custom=True)


def counted(tokens: list[Token], first: int) -> dict[int, int]:
    """How many cells each row of a list-table has, by its line."""
    rows: dict[int, int] = {}
    line = 0
    for token in tokens:
        if token.type == "list_item_open" and token.map and token.level in (1, 3):
            if token.level == 1:
                line = first + token.map[0]
            rows[line] = rows.get(line, -1) + 1
    return rows


def of_rows(rows: dict[int, int], empty: str, *, tolerant: bool) -> Iterator[Loss]:
    """The rows with another number of cells than most; what is `tolerant` shows what there is."""
    usual = max(rows.values(), key=Counter(rows.values()).__getitem__, default=0)
    odd = [line for line, count in rows.items() if count != usual]
    custom = tolerant and not len(odd) == 1 < len(rows) - 1
    for line in odd:
        message = f"the row has another number of cells ({rows[line]}) than the others ({usual})"
        fix = f"write as many cells as in the others; {empty}"
        yield Loss(line, message, fix, changed=True, custom=custom)


def of_formulas(facts: Facts) -> Iterator[Loss]:
    """The formulas that have a brace or an environment too many, or that do not end where they should."""
    for each in facts.formulas:
        if each.block and NO_TEX.search(each.tex):
            message = "this «$$» is not closed where its formula ends, so it takes in what follows"
            fix = "add a line «$$» where the formula ends"
            yield Loss(each.line, message, fix, swallows=True)
            return
    formulas = [(each.tex, each.line, True) for each in facts.formulas]
    formulas += [(role.content, role.line, True) for role in facts.roles if role.name == "math"]
    # A directive is named where it begins, as Sphinx does.
    formulas += [(each.body, each.line, False) for each in facts.directives if each.name == "math"]
    for tex, first, exact in formulas:
        if (at := without_partner(tex)) is not None:
            line = first + (tex.count("\n", 0, at) if exact else 0)
            yield Loss(line, no_partner(tex, at), PARTNERS, changed=True)


def _underlined(line: int, words: str, under: str) -> Iterator[Loss]:
    reads_as_text = "\n" in words or re.search(r"[.,;]$", words) or len(words.split()) > MAX_TITLE
    field = re.match(r"[a-z][\w-]*:\s", words)
    if len(under) > len("---") and not (reads_as_text or field):
        return  # a title that is underlined on purpose
    message = (
        f"the line of «{under[:1]}» below «{words.splitlines()[0][:50]}» makes a heading of it"
    )
    fix = "leave a line empty above the dashes, or write «## » in front of a heading"
    if under[:1] == "=":
        fix = "delete the line, or write «# » in front of a heading and no line below it"
    elif field:
        fix = (
            "the front matter of a page stands at its very beginning, with nothing before its «---»"
        )
    yield Loss(line, message, fix, changed=True, custom=not (reads_as_text or field))


def _indented(line: int, content: str) -> Iterator[Loss]:
    is_sentence = SENTENCE_BEGINS.match(content) and SENTENCE_ENDS.search(content.rstrip()[-20:])
    reads_as_text = is_sentence or re.match(r"!!!|[-*] |[|{]|#{2,6} [A-Z]", content)
    message = f"four blanks turn «{content.strip().splitlines()[0][:50]}» into code"
    fix = "begin it at the margin, or put ``` before and after what is code"
    yield Loss(line, message, fix, changed=True, custom=not reads_as_text)


def _swallowed(token: Token, line: int, rows: list[str]) -> Iterator[Loss]:
    """The sentence at the margin that a quotation or a definition above it takes in."""
    begins = re.match(r"\s*[>:] ", rows[line - 1]) if line else None
    written = token.content.split("\n")
    for number, (above, words) in enumerate(pairwise(written), 1):
        row = rows[line + number - 1] if line + number <= len(rows) else ""
        ended = re.search(r"[.!?`*\"”)]$", above.rstrip())
        if begins and ended and row == words and re.match(r"[A-Z]", row):
            message = f"«{row[:40]}» becomes part of what stands above it"
            yield Loss(
                line + number, message, "leave a line empty above it", changed=True, custom=True
            )


def _titles(token: Token, line: int) -> Iterator[Loss]:
    """The titles of pictures, and of links to pages: a browser shows only those of other links."""
    for child in token.children or ():
        line += child.type in ("softbreak", "hardbreak")
        title, target = child.attrs.get("title"), str(child.attrs.get("href", ""))
        if title and child.type in ("image", "link_open") and not is_address(target):
            message = f"the title «{str(title)[:40]}» is not shown"
            yield Loss(line, message, "write it in the text, or delete it", custom=True)


def _money(token: Token, line: int) -> Iterator[Loss]:
    for child in token.children or ():
        said = TEXT_OF_TEX.sub("", child.content[:MAX_SUM])
        if child.type == "math_inline" and (MONEY.match(said) or SENTENCE.search(said)):
            at = line + token.content.count("\n", 0, child.meta.get("at", 0))
            yield Loss(
                at,
                f"two dollar signs turn «{child.content[:40]}» into a formula",
                r"put «$» right before and right behind each formula; write \$ for a dollar that is money",
                changed=True,
            )
