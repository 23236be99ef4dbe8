"""Adds a publication to references.bib, or finds it there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hubdata.schema import DOI, HTTPS
from pybtex.database import parse_string

from scaffold.changes import Changes
from scaffold.prose import one_line
from scaffold.questions import Answers, one
from scaffold.refusal import RefusalError

BIBLIOGRAPHY = "book/references.bib"
_RESOLVER = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(?=10\.)", re.IGNORECASE)


@dataclass(frozen=True)
class Publication:
    """What was published, as far as it is known."""

    title: str = ""
    address: str = ""
    doi: str = ""
    year: str = ""
    authors: list[str] = field(default_factory=list)
    licence: str = ""

    def front_matter(self) -> dict:
        """Return the publication as the field of a case-study page."""
        return {
            "title": self.title,
            "url": self.address,
            "doi": self.doi,
            "year": int(self.year) if self.year else None,
            "authors": self.authors,
            "licence": self.licence,
        }


def publication(answers: Answers) -> Publication:
    """Return the publication that the answers describe."""
    where, doi = address(one(answers, "address"))
    return Publication(
        title=plain(one(answers, "publication"), "The title of the publication"),
        address=where,
        doi=doi,
        year=year(one(answers, "year")),
        authors=[plain(author, "The author") for author in answers.get("author", [])],
        licence=plain(one(answers, "licence"), "The licence"),
    )


def year(said: str) -> str:
    """Return the year of a publication as it is, or nothing; refuses what is no year."""
    said = one_line(said, "The year")
    if said and not re.fullmatch(r"20\d\d", said):
        raise RefusalError(f"The year «{said}» is not right.", "Write four digits, such as 2025.")
    return said


def address(said: str) -> tuple[str, str]:
    """Return the address and the DOI, each empty if there is none."""
    said = one_line(said, "The address")
    if not said:
        return "", ""
    doi = _RESOLVER.sub("", said, count=1)
    if doi.startswith("10."):
        if not re.match(DOI, doi):
            raise RefusalError(
                f"«{said}» is not a DOI.", "Write it as 10.5281/zenodo.10777730, from the record."
            )
        return f"https://doi.org/{doi}", doi
    if not said.startswith("https://") or not re.match(HTTPS, said):
        raise RefusalError(
            f"The address «{said}» is not right.", "Write a DOI, or begin with https://."
        )
    return said, ""


def plain(text: str, what: str) -> str:
    """Return words on one line; refuses signs that a bibliography would obey."""
    text = one_line(text, what)
    if found := re.search(r"[{}\\~^]", text):
        raise RefusalError(f"{what} holds «{found[0]}».", "Write it in words.")
    return text


def cited(changes: Changes, work: Publication, key: str, label: str, note: str) -> str | None:
    """Return the key under which a publication is cited, after adding it if it is new.

    `label` is what readers see in the text, `note` how much of it was read. Returns None for a
    publication without title or address: there is nothing to cite then.
    """
    if not work.title or not work.address:
        return None
    text = changes.read(BIBLIOGRAPHY)
    entries = parse_string(text, "bibtex").entries
    for known, entry in entries.items():
        if work.address == entry.fields.get("url") or (
            work.doi and work.doi == entry.fields.get("doi")
        ):
            return known
    if key in entries:
        raise RefusalError(
            f"{BIBLIOGRAPHY} has an entry «{key}» with another address.",
            f"Correct the address, or give --source {key} in its place.",
        )
    values = {
        "author": " and ".join(_person(name) for name in work.authors),
        "title": f"{{{_bib(work.title)}}}",
        "publisher": "Zenodo" if "zenodo" in work.address else "",
        "year": work.year,
        "howpublished": "Case study",
        "addendum": note,
        "doi": work.doi,
        "url": work.address,
        "shorthand": _bib(label),
    }
    lines = [f"  {name:<12} = {{{value}}},\n" for name, value in values.items() if value]
    body = text if text.endswith("\n") else text + "\n"
    changes.write(BIBLIOGRAPHY, f"{body}\n@misc{{{key},\n{''.join(lines)}}}\n")
    return key


def _person(name: str) -> str:
    """Return an author for BibTeX; a name it could split at a comma or an «and» is kept whole."""
    whole = "," in name or " and " in name
    return f"{{{_bib(name)}}}" if whole else _bib(name)


def _bib(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text)
