"""Rules of this book only: what its organisations and people are called."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml
from booklint.book import Book, TextFile
from booklint.finding import Problem
from booklint.near_names import NearNames, straight
from booklint.nearest import nearest
from booklint.page import Page
from booklint.quotes import quoted_blanked
from booklint.records import records as records_of
from booklint.registry import rule
from booklint.safe_yaml import nodes, read_yaml
from booklint.spelling import written_texts

from house_rules.data_files import data_of, named_records, organisations_of, text_of

PUBLISHED_TITLES = frozenset({"title", "wrong_names", "versions", "note", "statement"})
"""Fields that quote what somebody else wrote."""

WRONG_FORMS = frozenset({"wrong_names"})


@rule("book")
def recorded_name(book: Book) -> Iterator[Problem]:
    """Every organisation and person is called by the name in its record, also in the data.

    Bad (strict, book/index.md, lines 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12):
        == book/_data/organisations.yml
        ons: {name: Office for National Statistics, wrong_names: [Office of National Statistics]}
        gel: {name: Genomics England}
        == book/_data/people.yml
        lucy: {name: Lucy Stephenson}
        ngugi: {name: Ngũgĩ wa Thiong'o}
        wen: {name: Wenona Tang}
        == book/_data/identity.yml
        wrong_names: {Fellows’ Circle: ["Fellow's Circle"]}
        == book/index.md
        The Office of
        National Statistics took part.
        The office of national statistics took part,
        and Genomics england did, and
        ![Genomic England at a table](table.png) as well.
        Lucy Stevenson wrote the first page,
        and Ngũgĩ wa Thiong’a the second.
        The Fellow’s Circle began in 2023.
        Wenona Zhang and Rowan Li met Wenona Tang.
        Beatrice Tang did not, when Tang was there. When Tang came, he was late.
        GenomicsEngland was there.
        Wenonna Tangg was late.

    Bad (strict, book/_data/organisations.yml, line 1):
        == book/_data/organisations.yml
        ons: {name: Office for National Statistics, wrong_names: [Office for National Statistics]}
        == book/index.md
        The Office for National Statistics took part.

    Bad (strict, CITATION.cff, line 1):
        == CITATION.cff
        title: The Fellow's Circle
        == book/_data/identity.yml
        wrong_names: {Fellows’ Circle: ["Fellow's Circle"]}

    Good (strict):
        == book/_data/organisations.yml
        ons: {name: Office for National Statistics, wrong_names: [Office of National Statistics]}
        gel: {name: Genomics England}
        == book/_data/people.yml
        ngugi: {name: Ngũgĩ wa Thiong'o}
        rowan: {name: Rowan Hemsi}
        == book/index.md
        The Office for National Statistics took part, and so did another national statistics office.
        Some sources write “Office of National Statistics”. Genomics England took part.
        Rowan Hemsi's talk came first. Ngũgĩ wa Thiong’o's was last.
    """
    organisations = named_records(book, "organisations")
    programme = data_of(book, "identity").get("wrong_names") or {}
    named = [*organisations, *named_records(book, "people"), *named_records(book, "hub", "funders")]
    wrong = {
        each["name"].replace(" ", ""): each["name"]
        for each in (*organisations, *named_records(book, "programmes"))
        if " " in each["name"] and each["name"].replace(" ", "").isalpha()
    } | dict(_wrong_names(programme, organisations))
    names = dict.fromkeys(record["name"] for record in named)
    for record in records_of(book):
        name = record.fields.get("name")
        small = name and name.text in names and " " in name.text and name.text.islower()
        if small and any(name.text.title() in text.text for text in book.texts):
            del names[name.text]
            message = f"«{name.text}» is written in small letters, and elsewhere with capitals"
            yield Problem(name.line, message, f"write «{name.text.title()}»", path=record.path)
    for form in {form for form in wrong if form in (*names, *programme)}:
        del wrong[form]
        yield _right_and_wrong(book, form)
    if not wrong and not names:
        return
    pattern = _any_of(tuple(wrong), frozenset(wrong.values()))
    near = NearNames((*programme, *names))
    records = named_records(book, "people")
    people = {record["name"].partition(" ")[0]: record["name"] for record in records}
    surnames = {record["name"].rpartition(" ")[2] for record in records}
    initials: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in (record["name"] for record in records):
        initials[name[0], name.rpartition(" ")[2][0]].append(name)
    known = straight(" ".join(text.text for text in book.texts if text.path not in book.pages))
    plain = set(SMALL_WORD.findall(" ".join(page.text for page in book.pages.values())))
    for page in book.pages.values():
        texts = list(written_texts(page))
        for text, line in texts:
            for found in FULL_NAME.finditer(quoted_blanked(text)):
                first, last = found[0].split()[0], found[0].split()[-1]
                # A word that also stands in small letters is one with which a sentence begins.
                named = first in people or (last in surnames and first.lower() not in plain)
                # Both parts of a name may be misspelt.
                alike = () if named else initials.get((first[0], last[0]), ())
                slips = nearest(found[0], alike, MISSPELT) if alike else ""
                if not (named or slips) or straight(" ".join(found[0].split())) in known:
                    continue
                told = OF_A_LIFE.search(re.split(r"[.!?]\s", text[found.end() :], maxsplit=1)[0])
                if found.start() not in {start for start, _, _ in near.find(text)}:
                    meant = slips or _person_meant(first, last, records, page) or people[first]
                    yield Problem(
                        line + text.count("\n", 0, found.start()),
                        f"«{found[0]}» is in no record; the nearest on record is {meant}",
                        f"ask whether {'this may be told' if told else 'this person may be named'}, and "
                        f"else take the {'sentence' if told else 'name'} out; where it may, write «{meant}», "
                        "if that is who is meant, or add this person to the data",
                        path=page.path,
                    )
        front = page.front_matter_source
        # Parsed again only for the lines of what is wrong.
        if pattern.search(front) or any(near.find(front)):
            texts += authored_values(front, 2)
        for text, line in texts:
            yield from _misnamed(pattern, wrong, near, text, line, page.path)
    for text_file in book.texts:
        if pattern.search(text_file.text) or any(near.find(text_file.text)):
            for text, line in _authored(book, text_file):
                yield from _misnamed(pattern, wrong, near, text, line, text_file.path)


def _right_and_wrong(book: Book, name: str) -> Problem:
    files = [
        posixpath.join(book.folder, f"_data/{each}.yml") for each in ("organisations", "identity")
    ]
    said = re.compile(rf"wrong_names:.*{re.escape(name)}|\s+- [\"']?{re.escape(name)}[\"']?$")
    rows = (
        (path, *row) for path in files for row in enumerate(text_of(book, path).splitlines(), 1)
    )
    path, line = next(((path, at) for path, at, row in rows if said.search(row)), (files[0], 1))
    message = f"«{name}» stands among the wrong names, and is the name on record"
    return Problem(line, message, "take it out of wrong_names, or correct the record", path=path)


def _person_meant(first: str, last: str, people: list[dict[str, Any]], page: Page) -> str:
    """The person on record with this surname whose organisation the page is about, or who is most like it."""
    same = [each for each in people if each["name"].rpartition(" ")[2] == last]
    about = {*organisations_of(page)}
    here = [
        each["name"]
        for each in same
        for role in each.get("roles") or ()
        if isinstance(role, dict) and role.get("organisation") in about
    ]
    return here[0] if here else nearest(f"{first} {last}", [each["name"] for each in same], 0)


OF_A_LIFE = re.compile(
    r"\b(?:cancer|chemotherapy|depress\w+|diagnos\w+|dialysis|disab\w+|divorce\w*|hospital|ill|illness|"
    r"miscarriage|pregnan\w+|salary|sick|surgery|therapy|lives at|home address|phone)\b|@",
    re.IGNORECASE,
)
"""What nobody tells of somebody else without asking."""
SMALL_WORD = re.compile(r"(?<![\w/.-])[a-z]{4,}(?![\w/.-])")
MISSPELT = 85  # of a hundred
FULL_NAME = re.compile(r"(?<![\w.-])([A-Z][^\W\d_]{3,})\s[A-Z][\w-]*(?:['’](?!s\b)[\w-]+)*")


def _authored(book: Book, file: TextFile) -> Iterator[tuple[str, int]]:
    """What this book's authors wrote in a file that is no page, with its line."""
    if file.path.endswith(".bib"):
        for number, row in enumerate(file.lines, 1):
            if not re.match(r"\s*(?:book|short)?title\s*=", row):
                yield row, number
    elif file.path.endswith((".yml", ".cff")):
        in_data = file.path.startswith(posixpath.join(book.folder, "_data/"))
        yield from authored_values(file.text, 1, PUBLISHED_TITLES if in_data else WRONG_FORMS)


def _wrong_names(
    programme: dict[str, Any], organisations: list[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Each wrong form with the right one."""
    named = [(record.get("name"), record.get("wrong_names")) for record in organisations]
    for right, forms in (*programme.items(), *named):
        for form in forms if isinstance(forms, list) else ():
            if isinstance(form, str) and form.strip():
                yield form, str(right)


@lru_cache(maxsize=8)
def _any_of(forms: tuple[str, ...], names: frozenset[str]) -> re.Pattern[str]:
    """A pattern for all the forms, however their words are spaced and their apostrophes drawn.

    Capital letters do not matter, except where they are all that tells a form from a name.
    """
    known = " ".join(names).casefold()
    parts = []
    for form in forms:
        words = r"\s+".join(re.escape(word) for word in form.split()).replace("'", "['’]")
        parts.append(words if form.casefold() in known else f"(?i:{words})")
    # A book may know no form at all: then nothing is one.
    return re.compile(rf"(?<![\w/@.-])(?:{'|'.join(parts) or '(?!)'})(?![\w/@-]|\.\w)")


def _misnamed(
    pattern: re.Pattern[str],
    wrong: dict[str, str],
    near: NearNames,
    text: str,
    line: int,
    path: str,
) -> Iterator[Problem]:
    nearly = near.is_in(text)
    if not (nearly or pattern.search(text)):
        return
    shown = quoted_blanked(text)
    found = {}
    for match in pattern.finditer(shown):
        form = " ".join(match[0].split()).replace("’", "'")
        right = wrong.get(form) or {name.casefold(): wrong[name] for name in wrong}[form.casefold()]
        found[match.start()] = (form, right)
    for start, form, right in near.find(shown) if nearly else ():
        end = start + len(form)
        if not any(start <= other < end for other in found):
            found[start] = (form, right)
    for start, (form, right) in sorted(found.items()):
        yield Problem(
            line + text.count("\n", 0, start),
            f"«{form}» is not the name on record, which is «{right}»",
            f"write «{right}», or correct the record; put quotation marks round a form that you quote",
            path=path,
        )


def authored_values(
    source: str, first: int, left_out: frozenset[str] = PUBLISHED_TITLES
) -> Iterator[tuple[str, int]]:
    """Every text in a YAML source that this book's authors wrote, with its line."""
    for node, above in nodes(read_yaml(source, first).node):
        if isinstance(node, yaml.ScalarNode) and left_out.isdisjoint(above):
            yield node.value, first + node.start_mark.line
