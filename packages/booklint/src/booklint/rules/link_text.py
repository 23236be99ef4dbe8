"""What the words of a link say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from rapidfuzz.distance import OSA

from booklint import hosts
from booklint.addresses import MAIL, is_address, source_of
from booklint.book import Book
from booklint.doi import doi_of, dois_in, is_doi_host
from booklint.finding import Problem
from booklint.invisible import CHARACTERS
from booklint.mystmd import is_named
from booklint.near_links import near_links
from booklint.page import Link, Page, Prose
from booklint.registry import rule
from booklint.resolve import LIKE_A_HOST

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

    Bad (strict, lines 1, 2, 3, 4):
        Explore the outputs here: https://zenodo.org/communities/the-open-way-writers.
        Or visit <https://example.org>.
        Or www.example.org, too.
        Or <https://example.org/A%3C6::B>.

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
    linked = {
        (link.line, link.target) for link in page.links if link.syntax in ("automatic", "bare")
    }
    # In a text, an address seems to end before «<».
    on_line: dict[int, list[str]] = {}
    for line, whole in linked:
        on_line.setdefault(line, []).append(whole)
    bare = (each for prose in page.prose if page.strict for each in _bare_addresses(prose))
    marked = linked | {
        (line, address)
        for line, address in bare
        if not any(whole.startswith(address) for whole in on_line.get(line, ()))
    }
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
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", words).rstrip("/")
    if bare.casefold() != re.sub(r"^www\.", "", rest).casefold() and "…" not in words:
        return f"the link text is the address {words}, and the link leads to {link.target}", WHICH
    message = f"the link text is the address {words}, which a screen reader spells out"
    return message, f"name what is there: [name of the page]({link.target})"


def _number(page: Page, link: Link) -> Said:
    """The number of a record, or of a part of a page, where the address has another."""
    said, part = re.search(r"[a-z] (\d{1,2})$", link.text), re.search(r"#(\d{1,2})-", link.target)
    if said and part and said[1] != part[1]:
        message = f"the link text says {said[1]}, and the part of the page it leads to is {part[1]}"
        return message, WHICH
    year = re.match(rf"(?:[Tt]he )?{YEAR} [a-z]+$", link.text)
    folder = re.search(rf"(?:^|/){YEAR}/", link.target) if "://" not in link.target else None
    if page.strict and year and folder and year[1] != folder[1]:
        message = f"the link text says {year[1]}, and the page it leads to is of {folder[1]}"
        return message, WHICH
    # A DOI has a rule of its own.
    there = [] if "10." in link.text else re.findall(r"\d{5,}", link.target)
    for number in re.findall(r"\d{5,}", link.text) if there else ():
        near = [one for one in there if len(one) == len(number) and OSA.distance(one, number) < 3]
        if near and number not in there:
            message = f"the link text says {number}, and its address {near[0]}"
            return message, WHICH
    return None


YEAR = r"\b((?:19|20)\d\d(?:-\d\d)?)\b"


def _bare_addresses(prose: Prose) -> Iterator[tuple[int, str]]:
    # What stands in brackets may be a link with a slip, which `markup-shown` finds.
    slips = [found.span() for found, *_ in near_links(prose)] if "://" in prose.shape else []
    for found in re.finditer(
        r"(?:https?://|\bwww\.)(?:[^\s<>\"\ufffc()]|\([^\s()<>]*\))*(?<![.,;:!?\]])",
        prose.shape,
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
