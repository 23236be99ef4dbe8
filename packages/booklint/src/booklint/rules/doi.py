"""DOIs: written so that they resolve, one for each work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from booklint import hosts
from booklint.book import Book, TextFile
from booklint.doi import DOI, SHORT, doi_of, dois_in, is_doi_host, plain
from booklint.finding import Problem
from booklint.page import Page
from booklint.registry import rule

Text = Page | TextFile

FIELD = re.compile(
    r"\bdoi\b[\"']?[ \t]*[:=]?[ \t]*[\"'{<(\[]*"
    r"(?P<doi>1[0Oo][.,/][^\s\"'}>\])]*|(?:zenodo\.\d|\d{4,9}/)[^\s\"'}>\])]*)",
    re.I,
)
"""«doi» followed by what was meant as one."""

ENDS_WITH_SIGN = re.compile(
    r"\bdoi\b[\"']?[ \t]*[:=][ \t]*[\"'{]*(?P<doi>10\.\d{4,9}/[^\s\"'{}]*(?P<sign>[.;,]))"
    r"(?:(?=[\"'}])|(?<!,)$)",
    re.I | re.M,
)
"""A DOI in a field, and the sign behind it; a comma at the end of a line parts it from the next field."""

DOUBLED = re.compile(r"doi\.org/+(?:https?:/+|doi:|(?:dx\.|www\.)?doi\.org/)", re.I)
BIBLIOGRAPHY_FIELD = re.compile(
    r"^[ \t]*(?:doi[ \t]*=[ \t]*[{\"]|doi:[ \t]*[\"']?)(?P<prefix>https?://\S+?/|doi:[ \t]*)10\.",
    re.I | re.M,
)


IDENTIFIER = re.compile(
    r"type:[ \t]*[\"']?doi[\"']?[ \t]*\n[ \t]*value:[ \t]*[\"']?(?P<prefix>https?://\S+?/|doi:[ \t]*)10\.",
    re.I,
)
"""The same in a list of identifiers, as CITATION.cff has one."""


def _line(text: str, offset: int) -> int:
    return 1 + text.count("\n", 0, offset)


def _wrong(doi: str) -> str:
    """Why a text that was meant as a DOI is none, or nothing."""
    doi = doi.split("?")[0].split("#")[0]
    if SHORT.fullmatch(doi):
        return ""
    if not DOI.fullmatch(doi) or "%20" in doi:
        return "a DOI is 10., four to nine digits, a slash and the name of the work"
    if doi.startswith("10.5281/") and not re.fullmatch(r"10\.5281/zenodo\.\d+", doi, re.I):
        return "a DOI of Zenodo ends in zenodo. and digits"
    return ""


@rule("text")
def doi_syntax(text: Text) -> Iterator[Problem]:
    """Every DOI is complete, well written, and asked at https://doi.org, which stands before it once.

    Bad (lines 1, 2, 3, 4, 5, 6):
        The [meta case study](https://doi.org/zenodo.10777730),
        [another](https://doi.org/10.5281/zenodo.1O777730),
        [one](https://dx.doi.org/10.5281/zenodo.10777730),
        [two](http://doi.org/10.5281/zenodo.10777730),
        [a report](https://doi.org/https://doi.org/10.5281/zenodo.10777730) and
        DOI: 10,5281/zenodo.3332807

    Bad (strict, lines 3, 3):
        == CITATION.cff
        identifiers:
        - type: doi
          value: https://doi.org/10.5281/zenodo.10777730
        == references.bib
        @misc{report,
          title = {A report},
          doi = {https://doi.org/10.5281/zenodo.10777730},
        }

    Bad (strict, references.bib, line 2):
        == references.bib
        @misc{report,
          doi = {10.5281/zenodo.10777730.},
        }

    Bad (strict, _data/outputs.yml, line 1):
        == _data/outputs.yml
        - {doi: 10.5281.zenodo.10777730, url: "https://doi.org/10.5281/zenodo.10777730"}

    Bad (index.md, line 1):
        == myst.yml
        version: 1
        == index.md
        See [](doi:25080/hwcj9957) and [the report](doi:10.25080/hwcj9957).

    Good (strict):
        == references.bib
        @misc{report,
          doi = {10.5281/zenodo.10777730},
          url = {https://doi.org/10.5281/zenodo.10777730},
        }
        @misc{talk,
          title = {A talk},
          doi = {10.1007/978-3-030-00000-0\\_12},
        }

    Good:
        The [meta case study](https://doi.org/10.5281/zenodo.10777730), DOI: 10.5334/jors.616, and
        [how DOIs work](https://www.doi.org/the-identifier/what-is-a-doi/). DOI 10/gf4wzh.
    """
    found: set[tuple[int, str]] = set()
    for address in text.addresses:
        parts = hosts.split(address.url)
        if parts is None or not is_doi_host(hosts.host(address.url)) or DOUBLED.search(address.url):
            continue
        path = address.url.partition("doi.org/")[2]
        if path and not (parts.hostname == "www.doi.org" and not path.startswith("10")):
            found.add((address.line, plain(path)))
    if isinstance(text, Page) and text.dialect == "myst":
        links = (each for each in text.links if each.target.startswith("doi:"))
        found |= {(each.line, plain(each.target.removeprefix("doi:"))) for each in links}
    for match in FIELD.finditer(text.text):
        # BibTeX has a backslash before what TeX would take for a sign of its own.
        doi = re.sub(r"\\(?=[_&%#])", "", match["doi"])
        found.add((_line(text.text, match.start()), plain(doi)))
    for line, doi in sorted(found):
        wrong = _wrong(doi)
        if wrong:
            yield Problem(
                line,
                f"{doi} is not a DOI: {wrong}",
                "copy it from the work's own page, for example https://doi.org/10.5281/zenodo.3332807",
            )
    # In a sentence, the sign may be that of its end.
    for match in ENDS_WITH_SIGN.finditer(text.text) if isinstance(text, TextFile) else ():
        message = f"the DOI {match['doi']} ends with «{match['sign']}», so it leads nowhere"
        line = _line(text.text, match.start("doi"))
        yield Problem(line, message, f"write {match['doi'].removesuffix(match['sign'])}")
    yield from _asked(text)


def _asked(text: Text) -> Iterator[Problem]:
    """What is wrong with how the resolver is asked, in addresses and in fields that it comes before."""
    for address in text.addresses:
        url, doi = address.url, doi_of(address.url)
        old = re.match(r"(?:http://(?:(?:dx|www)\.)?|https://(?:dx|www)\.)doi\.org/", url, re.I)
        if DOUBLED.search(url):
            message = f"{url} carries the resolver's address twice, so it leads nowhere"
            fix = f"write https://doi.org/{next(iter(dois_in(url)), '10.…')}"
            yield Problem(address.line, message, fix)
        if old and doi:
            yield Problem(
                address.line,
                f"{url} asks an old address of the DOI resolver",
                f"write https://doi.org/{doi}",
                repair=(url, f"https://doi.org/{url[old.end() :]}"),
            )
    fields = [BIBLIOGRAPHY_FIELD] if text.path.endswith((".bib", ".cff")) else []
    fields += [IDENTIFIER] if text.path.endswith(".cff") else []
    for match in (match for field in fields for match in field.finditer(text.text)):
        message = f"the field doi carries «{match['prefix']}», which is put before it once more"
        fix = "write the bare DOI, from 10. on"
        yield Problem(_line(text.text, match.start("prefix")), message, fix)


@rule("book")
def doi_of_one_work(book: Book) -> Iterator[Problem]:
    """One work has one DOI throughout the book.

    Bad (lessons.md, line 1):
        == index.md
        Read [the meta case study of 2023](https://doi.org/10.5281/zenodo.10777730).
        == lessons.md
        Read [The meta case study of 2023](https://doi.org/10.5281/zenodo.10777703).

    Good:
        == index.md
        Read [the meta case study of 2023](https://doi.org/10.5281/zenodo.10777730).
        == lessons.md
        Read [The meta case study of 2023](https://doi.org/10.5281/ZENODO.10777730).
    """
    first: dict[str, tuple[str, str, int]] = {}
    for title, doi, path, line in _works(book):
        known, where, known_line = first.setdefault(title, (doi, path, line))
        if known != doi:
            message = f"«{title}» has the DOI {doi} here, but {known} in {where}, line {known_line}"
            fix = "find out which one is right and write it in both places"
            yield Problem(line, message, fix, path=path)


def _works(book: Book) -> Iterator[tuple[str, str, str, int]]:
    """Every title with its DOI, from the bibliography and then from the links of the pages."""
    for text in book.texts:
        if text.path.endswith(".bib"):
            for entry in re.finditer(r"^@\w+\{.*?(?=^@|\Z)", text.text, re.M | re.S):
                title = re.search(r"\btitle\s*=\s*[{\"](.+?)[}\"],?\s*$", entry[0], re.M | re.S)
                doi = re.search(r"\bdoi\s*=\s*[{\"](10\.[^}\"]+)", entry[0])
                if title and doi:
                    line = _line(text.text, entry.start() + doi.start())
                    yield _title(title[1]), plain(doi[1]), text.path, line
    for page in book.pages.values():
        for link in page.links:
            doi = doi_of(link.target)
            title_words = _title(link.text)
            if doi and len(title_words.split()) >= 4 and not dois_in(link.text):
                yield title_words, doi, page.path, link.line


def _title(text: str) -> str:
    return " ".join(re.sub(r"[{}\\*_\"'’“”«».]", "", text).lower().split())
