"""One Markdown page as a rule sees it: its links, pictures, headings, words, each with its line.

`booklint/reader.py` makes these from the tokens of MyST's own parser. Everything inside nested
directives, tables and lists is here too, in the order it is written, with its line in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

NAMES_A_PLACE = re.compile(r"^[ \t>]*(?:#{1,6}[ \t]|\([^)\n]+\)=|:(?:name|label):)", re.MULTILINE)
"""A heading or a label, as it is written."""


@lru_cache(maxsize=256)
def _lines(text: str) -> tuple[str, ...]:
    """The lines of a text. Rules ask for them again for each paragraph."""
    return tuple(text.split("\n"))


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a directive: `:name: value`."""

    value: str
    line: int


@dataclass(kw_only=True)
class Parts:
    """What stands below the first line of a directive.

    `broken` says why the options could not be read (MyST then drops all of them), `repeated` where one
    stands a second time, `comments` what among them is taken for a comment, by its line.
    """

    body: str
    body_line: int
    options: dict[str, Option] = field(default_factory=dict)
    broken: str = ""
    broken_line: int = 0
    repeated: dict[str, int] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Directive(Parts):
    """One directive, whatever its fence; `within` names the directives around it, the outermost first."""

    name: str
    argument: str
    line: int
    end_line: int
    within: tuple[str, ...]

    def option(self, *names: str) -> str:
        """The value of the first of these options that is given, or an empty text."""
        return next((self.options[name].value for name in names if name in self.options), "")


@dataclass(frozen=True, slots=True)
class Role:
    """One role: ``{name}`content` ``."""

    name: str
    content: str
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """One link, however it is written.

    `syntax` is `inline`, `reference`, `automatic` (`<https://…>`), `bare` (made a link by
    linkify), `html`, `role`, `option` (a card, a button, a picture with a target) or `definition`
    (a reference-style definition that no link uses). `role` is the kind of target for roles and
    options: `ref`, `doc`, `download`, `term`, `url`, `any` and so on. `text` is what is read out;
    `explicit` says that the author wrote it. `of_picture` says that a picture is all it holds.
    `shape` is the text with code, roles and pictures replaced, as in `Prose`.
    """

    target: str
    text: str
    line: int
    syntax: str
    role: str = ""
    explicit: bool = True
    of_picture: bool = False
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """One picture, however it is written.

    `syntax` is `markdown`, `figure`, `image`, `card` or `html`. `alt` is `None` where none is
    given at all. `beside` is the text in the same paragraph or cell. `block` says that the picture
    is a block of its own, `link` is the target of the link around it.
    """

    source: str
    alt: str | None
    line: int
    syntax: str
    alt_line: int = 0
    caption: str = ""
    beside: str = ""
    link: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading; `slug` is its anchor, empty where MyST gives none. `nested`: in a directive."""

    text: str
    level: int
    line: int
    slug: str
    nested: bool


@dataclass(frozen=True, slots=True)
class Label:
    """One name that can be linked to.

    `kind` is `target` (`(name)=`), `place` (the same above a block that has no title), `directive`
    (`:name:`), `attribute` (`{#name}`), `equation`, `term` or `html` (an `id` in raw HTML, which MyST
    does not know).
    """

    name: str
    line: int
    kind: str


@dataclass(frozen=True, slots=True)
class Html:
    """One piece of raw HTML, as it is written."""

    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Tag:
    """One opening tag in raw HTML; names are lower-case, a value-less attribute is empty."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""


@lru_cache(maxsize=100)
def _line_ends(text: str) -> list[int]:
    """Where the lines of a text end: counted anew for each finding, many would take its length squared."""
    return [end.start() for end in re.finditer("\n", text)]


@dataclass(frozen=True, slots=True)
class Prose:
    """The words of one paragraph, heading, cell, caption, title or term.

    `text` is what a reader sees, line by line as in the source. `shape` is the same with code,
    roles, links and pictures replaced by one sign each (U+FFFC): what is left was meant as text.
    `emphasis` is `strong` or `em` where that is all the block holds. `quoted` tells whether it
    stands in a block quotation.
    """

    text: str
    shape: str
    line: int
    kind: str
    emphasis: str = ""
    within: tuple[str, ...] = ()
    quoted: bool = False

    def line_of(self, offset: int) -> int:
        """The line in the file of a place in `text`."""
        return self.line + bisect_left(_line_ends(self.text), offset)

    def shape_line_of(self, offset: int) -> int:
        """The line in the file of a place in `shape`."""
        return self.line + bisect_left(_line_ends(self.shape), offset)


@dataclass(frozen=True, slots=True)
class Code:
    """One block of code or other literal text.

    `language` is the word after the fence, `argument` what stands behind it.
    """

    content: str
    language: str
    line: int
    within: tuple[str, ...] = ()
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the web as written in a file.

    `kind` is `link` (a link that an author wrote, `text` is its words), `picture`, `bare` (an
    address that stands in the text as it is) or `data` (front matter, data, templates).
    """

    url: str
    line: int
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula between dollar signs, in TeX; `block` says that it stands by itself."""

    tex: str
    line: int
    block: bool


@dataclass(frozen=True, slots=True)
class Attributes:
    """Attributes in braces, such as `{width=50%}`, and what they stand at.

    `kind` is the type of the token without `_open`: `image`, `fence`, `paragraph` and so on. What the
    parser itself notes there, such as the address of a link, is among them.
    """

    kind: str
    values: dict[str, str | int | float]
    line: int
    content: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that was written and that a reader does not see, or sees as something else.

    `changed` says that it is seen as something else, `custom` that some books do it on purpose,
    `swallows` that it takes in what follows, so that other rules cannot judge the page, and
    `to_fill_in` that a template may have it.
    """

    line: int
    message: str
    fix: str
    changed: bool = False
    custom: bool = False
    swallows: bool = False
    to_fill_in: bool = False


@dataclass(slots=True)
class Facts:
    """Everything the reader found in one text.

    `divisions` are colon fences without a directive (`:::name`).
    """

    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    html: list[Html] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    code: list[Code] = field(default_factory=list)
    substitutions: list[Role] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    divisions: list[Role] = field(default_factory=list)
    attributes: list[Attributes] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, `<!-- … -->` or lines that start with `%`, and the Markdown hidden in it."""

    text: str
    line: int
    syntax: str
    hidden: Facts = field(default_factory=Facts)


@dataclass(slots=True)
class Page(Facts):
    """One Markdown page.

    `path` is relative to the top of the tree; `in_book` is false for a page that is not published
    (README.md), `strict` says that it belongs to a book with strict settings. `front_matter_lines` gives
    the line of each top-level key; `front_matter_end` is the line of the closing `---` (0 without
    front matter). `unreadable` says why the page could not be parsed; all else is then empty.
    `dialect` says who builds it, `sphinx` or `myst`. Of a notebook, `text` is what its Markdown
    cells say, and `places` gives for each of their lines the line in the file and the cell.
    """

    path: str = ""
    text: str = ""
    in_book: bool = True
    strict: bool = False
    front_matter: dict[str, Any] = field(default_factory=dict)
    front_matter_source: str = ""
    front_matter_lines: dict[str, int] = field(default_factory=dict)
    front_matter_end: int = 0
    front_matter_error: str = ""
    front_matter_error_line: int = 0
    unreadable: str = ""
    unreadable_line: int = 1
    dialect: str = "sphinx"
    places: dict[int, tuple[int, str]] = field(default_factory=dict)
    addresses: list[Address] = field(default_factory=list)

    @property
    def texts(self) -> list[Prose]:
        """The prose of the page, with words of roles and alternative texts: of the kinds `link` and `alt`."""
        words = [
            (each.text, each.line, "link")
            for each in self.links
            if each.syntax == "role" and each.explicit
        ]
        words += [(each.alt, each.alt_line or each.line, "alt") for each in self.images if each.alt]
        return [*self.prose, *(Prose(text, text, line, kind) for text, line, kind in words)]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the file."""
        return _lines(self.text)

    @property
    def is_read_whole(self) -> bool:
        """Whether everything on the page was read: what is missing from it is then truly missing."""
        unsound = self.unreadable or not self.tells_its_type
        lost = next((each.line for each in self.losses if each.swallows), None)
        # What is swallowed matters where a heading or a label is in it.
        rest = "\n".join(self.lines[lost:]) if lost is not None else ""
        return not (unsound or NAMES_A_PLACE.search(rest))

    @property
    def tells_its_type(self) -> bool:
        """Whether the front matter, if there is any, could be read."""
        endless = not self.front_matter_end and self.text.startswith("---")
        return not (self.front_matter_error or endless)

    @property
    def may_be_template(self) -> bool:
        """Whether this is a template to fill in, as far as anybody can tell."""
        return not self.tells_its_type or self.front_matter.get("type") in ("template", "kit")
