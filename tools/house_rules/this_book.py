"""Rules of this book only: its data, its names, its labels and the sections of its pages."""

import calendar
import posixpath
import re
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from booklint.book import Book, TextFile, pages
from booklint.files import DiskFiles
from booklint.finding import Problem
from booklint.near_names import NearNames, straight
from booklint.nearest import nearest, suggestion
from booklint.page import Page
from booklint.quotes import quoted_blanked
from booklint.records import records as records_of
from booklint.registry import rule
from booklint.safe_yaml import nodes, read_yaml
from booklint.spelling import written_texts
from hubdata.counts import NUMBER, whole_number
from hubdata.dates import in_words
from hubdata.figure_manifest import known_licence
from hubdata.front_matter import Source, split_front_matter
from hubdata.numbers import numbers
from hubdata.records import Records
from hubdata.strict_yaml import Problem as RecordProblem
from hubdata.strict_yaml import RecordError

KEBAB = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
MAX_LABEL = 80

PUBLISHED_TITLES = frozenset({"title", "wrong_names", "versions", "note", "statement"})
"""Fields that quote what somebody else wrote."""

WRONG_FORMS = frozenset({"wrong_names"})

# --- names ---------------------------------------------------------------------------------------


@rule("book")
def recorded_name(book: Book) -> Iterator[Problem]:
    """Every organisation and person is called by the name in its record, also in the data.

    Bad (strict, book/index.md, lines 1, 3, 4, 5, 6, 7, 8, 9, 10, 11):
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
    organisations = _named(book, "organisations")
    programme = _data(book, "identity").get("wrong_names") or {}
    named = [*organisations, *_named(book, "people"), *_named(book, "hub", "funders")]
    wrong = {
        each["name"].replace(" ", ""): each["name"]
        for each in (*organisations, *_named(book, "programmes"))
        if " " in each["name"] and each["name"].replace(" ", "").isalpha()
    } | dict(_wrong_names(programme, organisations))
    names = dict.fromkeys(record["name"] for record in named)
    if not wrong and not names:
        return
    pattern = _any_of(tuple(wrong), frozenset(wrong.values()))
    near = NearNames((*programme, *names))
    records = _named(book, "people")
    people = {record["name"].partition(" ")[0]: record["name"] for record in records}
    surnames = {record["name"].rpartition(" ")[2] for record in records}
    known = straight(" ".join(text.text for text in book.texts if text.path not in book.pages))
    plain = set(SMALL_WORD.findall(" ".join(page.text for page in book.pages.values())))
    for page in book.pages.values():
        texts = list(written_texts(page))
        for text, line in texts:
            for found in FULL_NAME.finditer(quoted_blanked(text)):
                first, last = found[0].split()[0], found[0].split()[-1]
                # A word that also stands in small letters is one with which a sentence begins.
                named = first in people or (last in surnames and first.lower() not in plain)
                if not named or straight(" ".join(found[0].split())) in known:
                    continue
                told = OF_A_LIFE.search(re.split(r"[.!?]\s", text[found.end() :], maxsplit=1)[0])
                if found.start() not in {start for start, _, _ in near.find(text)}:
                    meant = _person_meant(first, last, records, page) or people[first]
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


def _organisations_of(page: Page) -> list[str]:
    """The organisations that a page says it is about."""
    about = page.front_matter.get("organisations")
    return [str(each) for each in about] if isinstance(about, list) else []


def _person_meant(first: str, last: str, people: list[dict[str, Any]], page: Page) -> str:
    """The person on record with this surname whose organisation the page is about, or who is most like it."""
    same = [each for each in people if each["name"].rpartition(" ")[2] == last]
    about = {*_organisations_of(page)}
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


def _named(book: Book, name: str, within: str = "") -> list[dict[str, Any]]:
    """The records of a data file, or of a list in it, that have a name; others may be in the making."""
    data = _data(book, name)
    found = data.get(within) if within else list(data.values())
    records = found if isinstance(found, list) else []
    return [
        each for each in records if isinstance(each, dict) and isinstance(each.get("name"), str)
    ]


def _text_of(book: Book, path: str) -> str:
    return next((text.text for text in book.texts if text.path == path), "")


def _data(book: Book, name: str) -> dict[str, Any]:
    data = read_yaml(_text_of(book, posixpath.join(book.folder, f"_data/{name}.yml"))).data
    return data if isinstance(data, dict) else {}


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


@rule("book", yields_to=("cannot-be", "licence-known", "page-taken"))
def fact_recorded(book: Book) -> Iterator[Problem]:
    """Every number, day and quotation on a page of facts stands in the data or in a source.

    In a paragraph with citations it is a record with one of the cited sources that has the number.
    Words in quotation marks may also name a heading, a box or a term of the book.

    Bad (strict, book/index.md, line 7):
        == book/_data/facts.yml
        p01: {statement: "It had 29 mentees and five workshops.", sources: [report]}
        p02: {statement: "Another had 26 mentees.", sources: [letter]}
        == book/index.md
        ---
        type: overview
        ---
        # Mentees

        It had five workshops {cite:p}`report`, a second of 26 people {cite:p}`letter`.
        It had four workshops {cite:p}`report`.

    Bad (strict, book/index.md, lines 6, 7, 7, 9, 13):
        == book/_data/facts.yml
        p01: {statement: "The grant was £574,000 on 2024-03-06, and a partner was 'really glad to be there'."}
        p02: {statement: "The call closed on 14 March 2024."}
        == book/index.md
        ---
        type: overview
        ---
        # Money

        The grant was £547,000.
        It came on {date}`2024-06-03`, and a partner was "very glad
        to be there".
        The call closed on {date}`2024-03-04`.

        | Who | Said |
        |---|---|
        | A partner | "glad to be here" |

    Good (strict):
        == book/_data/facts.yml
        p01: {statement: "The grant was £574,000 on 2024-03-06, and a partner was 'really glad to be there'."}
        p02: {statement: "The call closed on 4 March 2024."}
        == book/index.md
        ---
        type: overview
        ---
        # Money

        The grant was £574,000 on 6 March 2024. It came on {date}`2024-03-06`. Picture: CC-BY-SA-3.0.

        "Really glad […] there", one said {date}`2024-03-04`; the section "What it cost" has more.

        ## What it cost
    """
    data = posixpath.join(book.folder, "_data/")
    facts = [
        each.text for each in book.texts if each.path.startswith(data) or each.path.endswith(".bib")
    ]
    if not _data(book, "facts"):
        return
    numbers = {_plain_figure(each) for text in facts for each in FIGURE.findall(text)}
    days = {each for text in facts for each in DAY.findall(text)}
    # A day that the data has in another form is found there.
    days |= {"-".join(each[::-1]) for text in facts for each in IN_FIGURES.findall(text)}
    names = [
        prose.text
        for page in book.pages.values()
        for prose in page.prose
        if prose.kind in ("heading", "title", "term")
    ]
    words = f" {_plain_words(' '.join([*facts, *names]))} "
    by_source: dict[str, set[int]] = defaultdict(set)
    for file in book.texts:
        if file.path.startswith(data):
            _note_numbers(file.text, by_source)
    works = {each.key for each in records_of(book) if each.is_work} | by_source.keys()
    for page in book.pages.values():
        if page.front_matter.get("type") not in PAGES_OF_FACTS:
            continue
        found = [
            (role.line, f"the day {day}")
            for role in page.roles
            if role.name == "date"
            for day in DAY.findall(role.content)
            if day not in days and f" {in_words(day).lower()} " not in words
        ]
        cited = [(role.line, role.content) for role in page.roles if role.name.startswith("cite")]
        for prose in page.prose:
            shape = LICENCE.sub(_licence_blanked, prose.shape)
            last = prose.line + prose.text.count("\n")
            keys = {
                key.strip()
                for line, content in cited
                if prose.line <= line <= last
                for key in content.split(",")
            }
            # A source that is not there is found by itself, and may be the one that has the number.
            if prose.kind == "paragraph" and keys & by_source.keys() and keys <= works:
                known = set().union(*(by_source[key] for key in keys))
                found += [
                    (
                        prose.shape_line_of(match.start()),
                        f"the number {match[0]}, for the sources that are cited with it,",
                    )
                    for match in NUMBER.finditer(shape)
                    if whole_number(match[0]) in range(3, MAX_COUNT)
                    and whole_number(match[0]) not in known
                ]
            found += [
                (prose.shape_line_of(match.start()), f"the number {match[0]}")
                for match in FIGURE.finditer(shape)
                if _plain_figure(match[0]) not in numbers
            ]
            found += [
                (prose.line_of(match.start()), f"the quotation «{part.strip(MARKS)[:60]}»")
                for match in QUOTATION.finditer(prose.text)
                for part in LEFT_OUT.split(match[0])
                if " " in _plain_words(part) and f" {_plain_words(part)} " not in words
            ]
        for line, what in found:
            message = f"{' '.join(what.split())} stands in no record and no source"
            fix = "correct it, or add it with its source to _data/facts.yml"
            yield Problem(line, message, fix, path=page.path)


MAX_COUNT = 1900
"""From here on, a number is a year or has been found by itself."""
FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
IN_FIGURES = re.compile(r"\b(\d\d)[./](\d\d)[./](\d{4})\b")
DAY = re.compile(r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-\d\d(?!\d)")
QUOTATION = re.compile(r"\"[^\"]{1,2000}\"|“[^”]{1,2000}”")
MARKS = ' "“”'
LEFT_OUT = re.compile(r"\[[^\]]*\]|\.{3}|…")
"""What a quotation leaves out, or what was put in."""
LICENCE = re.compile(r"(?<![\w.-])[A-Z][\w.]*(?:-\w+(?:\.\w+)*)+")
PAGES_OF_FACTS = ("front", "overview", "cohort", "case-study", "lessons")


def _note_numbers(source: str, by_source: dict[str, set[int]]) -> None:
    """Note for each source the numbers that stand in its records, and how many there are in a list.

    Read where they are written: a value that stands for others could be without end.
    """
    siblings: dict[int, int] = {}
    for node, _ in nodes(read_yaml(source).node):
        if isinstance(node, yaml.SequenceNode):
            siblings |= {id(each): len(node.value) for each in node.value}
        for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
            if name.value == "sources" and isinstance(value, yaml.SequenceNode):
                written = source[node.start_mark.index : node.end_mark.index]
                known = {siblings.get(id(node), 1), *map(whole_number, NUMBER.findall(written))}
                for key in value.value:
                    by_source[str(key.value)] |= known


def _licence_blanked(name: re.Match[str]) -> str:
    """A name as blanks if it is that of a licence: its number says nothing of the book."""
    try:
        known_licence(name[0])
    except ValueError:
        return name[0]
    return " " * len(name[0])


def _plain_figure(figure: str) -> str:
    """A number as it is compared: without commas between thousands and zeros in front."""
    return figure.replace(",", "").lstrip("0")


def _plain_words(text: str) -> str:
    """Words as they are compared: without signs, capital letters and ends of lines."""
    return " ".join(re.findall(r"\w+", text.lower()))


@rule("page")
def plan_fills_length(page: Page) -> Iterator[Problem]:
    """The plan of a session ends when the session does, and a day's plan begins when the day does.

    Bad (line 10):
        ---
        type: kit
        facts:
          Length: A day, 09:00 to 17:00
        ---
        # Meeting

        | Time | What |
        |---|---|
        | 10:00 | Ask |
        | 16:00 | Leave |

    Bad (line 11):
        ---
        type: kit
        facts:
          Length: 2½ hours
        ---
        # Meeting

        | Minutes | What |
        |---|---|
        | 0–60 | Ask |
        | 60–120 | Answer |

    Good:
        ---
        type: kit
        facts:
          Length: A day, 10:00 to 16:00
        ---
        # Meeting

        | Minutes | What |
        |---|---|
        | 0–60 | Ask |
        | 60–120 | Answer |
    """
    facts = page.front_matter.get("facts") if page.front_matter.get("type") == "kit" else None
    length = str(facts.get("Length")) if isinstance(facts, dict) else ""
    clock = HOURS.search(length)
    times = [
        (line, re.match(r"\| *(\d\d:\d\d) *\|", row)) for line, row in enumerate(page.lines, 1)
    ]
    starts = [(line, time[1]) for line, time in times if time]
    if clock and starts and (clock[1] != starts[0][1] or starts[-1][1] > clock[2]):
        yield Problem(
            starts[0][0],
            f"the plan begins at {starts[0][1]}, its last part at {starts[-1][1]}; «Length» says {clock[0]}",
            "correct the plan, or «Length» in the front matter",
        )
    said = LENGTH.match(length)
    rows = [(line, ROW_OF_PLAN.match(row)) for line, row in enumerate(page.lines, 1)]
    ends = [(int(row[1]), line) for line, row in rows if row]
    if said and ends:
        hours = 60 if said["unit"] == "hour" else 1
        minutes = int(said["whole"]) * hours + (hours // 2 if said["half"] else 0)
        end, line = max(ends)
        if end != minutes:
            message = f"the plan ends after {end} minutes, and the session lasts {said[0]}"
            yield Problem(line, message, "correct the plan, or «Length» in the front matter")


HOURS = re.compile(r"(\d\d:\d\d) to (\d\d:\d\d)")
LENGTH = re.compile(r"(?P<whole>\d+)(?P<half>½?) (?P<unit>hour|minute)s?")

ROW_OF_PLAN = re.compile(r"\| *\d+[–-](\d+) *\|")


@rule("book", each=pages)
def command_known(book: Book, page: Page) -> Iterator[Problem]:
    """A command that a page names is there: a target of the Makefile, or a module.

    Bad (strict, book/index.md, lines 1, 4, 5):
        == Makefile
        case-study figure: FORCE
        == scaffold/__main__.py
        print("ready")
        == book/index.md
        Write it with `make case-studies`, and look.

        ```console
        $ make figures
        $ .venv/bin/python -m scafold practice
        ```

    Good (strict):
        == Makefile
        case-study figure: FORCE
        == scaffold/__main__.py
        print("ready")
        == book/index.md
        They make use of `make FILE=a.md case-study` or `make`, then `python -m venv .venv`.

        ```console
        $ make figure FILE=photo.jpg
        make: Nothing to be done.
        $ .venv/bin/python -m scaffold practice
        ```
    """
    if not book.files.is_file("Makefile"):
        return
    makefile = book.files.read("Makefile").decode("utf-8", "replace")
    targets = {each for found in TARGETS.findall(makefile) for each in found.split()}
    top = {posixpath.splitext(name)[0] for name in book.files.entries("")}
    for number, row in enumerate(page.lines, 1):
        for found in COMMAND.finditer(row):
            name = found["target"] or found["module"]
            known = targets if found["target"] else top
            if name in known or (found["module"] and find_spec(name)):
                continue
            what = "no target of the Makefile" if found["target"] else "no module of the project"
            fix = suggestion(nearest(name, sorted(known)), "write a command that there is")
            yield Problem(number, f"«{found[0].strip(' $`')}»: {name} is {what}", fix)


COMMAND = re.compile(
    r"(?:^\s*\$ |`|&& )(?:make (?:[A-Z]+=\S+ )*(?P<target>[a-z][\w-]*)|"
    r"(?:\S*/)?python3? -m (?P<module>[a-zA-Z_]\w*))"
)
TARGETS = re.compile(r"^([a-z][\w -]*):(?!=)", re.MULTILINE)


@rule("book", yields_to=("fact-recorded",))
def record_agrees(book: Book) -> Iterator[Problem]:
    """What a page says of a cohort, a picture, a person or a day is what its record says.

    Bad (strict, book/kits/one.md, line 4):
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12}
        == book/plan.md
        | Week | Do this |
        |---|---|
        | 13 | [Review](kits/one.md) |
        == book/kits/one.md
        ---
        type: kit
        facts:
          Week: 15
        ---
        # Review

    Bad (strict, book/kits/index.md, lines 6, 6):
        == book/_toc.yml
        format: jb-book
        root: kits/index
        chapters:
        - file: kits/one
        == book/kits/one.md
        # One
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12}
        == book/_data/hub.yml
        funders: [{name: Fund, amounts: [{pounds: 362074}]}]
        == book/_data/organisations.yml
        one: {name: Rivers Ltd}
        two: {name: Lake Club}
        == book/_data/people.yml
        noor: {name: Noor Amin, roles: [{role: Expert, organisation: one}]}
        == book/kits/index.md
        ---
        description: The session kits.
        organisations: [two]
        ---
        # Kits
        Noor Amin was the Expert in Residence, for £326,074.

    Bad (strict, book/index.md, lines 1, 3, 7, 10, 10):
        == figures/manifest.yml
        map: {licence: CC-BY-4.0}
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12, events: [{date: 2024-03-06}]}
        == book/_data/organisations.yml
        one: {name: Rivers Ltd}
        two: {name: Lake Club}
        == book/_data/people.yml
        noor: {name: Noor Amin, roles: [{role: Expert, organisation: one}]}
        == book/index.md
        It ran from June 2023 to January 2024.

        Noor Amin, Expert in Residence, Lake Club.

        ```{figure} ../figures/map.svg
        :alt: A map
        Where they are. CC BY-NC 4.0.
        ```

        It was on 6 March 2024, not on 6 March 2023 or {date}`2025-03-06`.

    Good (strict):
        == figures/manifest.yml
        map: {licence: CC-BY-4.0}
        == book/_data/cohorts.yml
        first: {start: 2023-06, end: 2023-12, events: [{date: 2024-03-06}, {date: 2023-03-06}]}
        second: {start: 2024-09, end: 2025-03, note: Planned for September 2024 to February 2025.}
        == book/_data/organisations.yml
        one: {name: Rivers Ltd}
        two: {name: Lake Club}
        == book/_data/people.yml
        noor: {name: Noor Amin, roles: [{role: Expert, organisation: one}]}
        mia: {name: Mia Noonan}
        == book/index.md
        It ran from June 2023 to December 2023; the next from September 2024 to February 2025.
        Noor Amin, Expert in Residence, met the Lake Club.

        Noor Amin, Expert in Residence, Rivers Ltd. Noor Amin, Mia Noonan, Lake Club.

        Mia Noonan, Lake Club.

        ```{figure} ../figures/map.svg
        :alt: A map
        Where they are. CC BY 4.0, after a drawing under CC BY-SA 4.0.
        ```

        It was on 6 March 2024, and on 6 March 2023. Others met on 7 March 2023.
    """
    cohorts = [each for each in _data(book, "cohorts").values() if isinstance(each, dict)]
    if not cohorts:
        return
    ends: dict[str, set[str]] = defaultdict(set)
    for each in records_of(book):
        if not each.path.endswith(".md") and (start := _month(each.text("start"))):
            ends[start].add(_month(each.text("end")))
    weeks = _planned_weeks(book)
    amounts = {each.text("pounds") for each in records_of(book)} - {""}
    data = " ".join(each.text for each in book.texts if each.path not in book.pages)
    days = " " + DAY.sub(lambda day: in_words(day[0]), data)
    manifest = read_yaml(_text_of(book, "figures/manifest.yml")).data
    manifest = manifest if isinstance(manifest, dict) else {}
    organisations = _organisations_of_people(book)
    fix = "find out which of the two is right, and correct the other"
    for page in book.pages.values():
        for line, message in (
            *_other_months(page, ends, data),
            *_other_amounts(page, amounts, data),
            *_other_weeks(page, weeks),
            *_other_organisations(page, *organisations),
            *_other_years(page, days),
            *_other_licences(page, manifest),
        ):
            yield Problem(line, message, fix, path=page.path)


MONTH = rf"(?:{'|'.join(calendar.month_name[1:])})"
MONTHS = re.compile(rf"\b({MONTH}\s\d{{4}})\s(?:to|until)\s({MONTH}\s\d{{4}})\b")
FULL_DAY = re.compile(rf"\b\d{{1,2}}\s{MONTH}\s\d{{4}}\b")
ATTRIBUTION = re.compile(
    r"([A-Z][\w'’-]+(?: [\w'’-]+){1,3}), (?:[^.,;()]{1,60}, )?([^.,;()\ufffc]{3,80}?)[.\s\ufffc]*\Z"
)
EXPERT_OF = re.compile(
    r"\b([A-Z][\w'’-]+(?: [\w'’-]+){1,2})\s(?:was|is)\s(?:the|its)\sExpert\sin\sResidence\b"
)
CC = re.compile(r"\bCC[ -]BY(?:-[A-Z]{2})*[ -]\d\.\d\b")


def _month(written: Any) -> str:
    """A month of the data in words; an empty text for anything else."""
    found = re.match(r"(\d{4})-(0[1-9]|1[0-2])", str(written))
    return f"{calendar.month_name[int(found[2])]} {found[1]}" if found else ""


def _other_months(page: Page, ends: dict[str, set[str]], data: str) -> Iterator[tuple[int, str]]:
    """Spans that begin with one of the data and end otherwise. A plan that was changed may be in it, too."""
    for prose in page.prose:
        for found in MONTHS.finditer(prose.shape):
            first, last = " ".join(found[1].split()), " ".join(found[2].split())
            known = ends.get(first, set()) - {""}
            if known and last not in known and f"{first} to {last}" not in data:
                right = " or ".join(sorted(known))
                message = f"«{found[0]}» begins as what the data has ending in {right}"
                yield prose.shape_line_of(found.start()), message


def _other_amounts(page: Page, amounts: set[str], data: str) -> Iterator[tuple[int, str]]:
    """Sums of money that are one of the data but for two digits that changed their places."""
    for prose in page.prose:
        for found in MONEY.finditer(prose.shape):
            said = found[1].replace(",", "")
            near = [each for each in amounts if sorted(each) == sorted(said)]
            if near and said not in amounts and found[1] not in data:
                line = prose.shape_line_of(found.start())
                yield line, f"«{found[0]}» is £{int(near[0]):,} in the data, with digits swapped"


MONEY = re.compile(r"£(\d{1,3}(?:,\d{3})+)\b")


def _planned_weeks(book: Book) -> dict[str, set[str]]:
    """The weeks of each page that the tables of the book link beside a week."""
    weeks: dict[str, set[str]] = defaultdict(set)
    for page in book.pages.values():
        head = ""
        for before, row in pairwise(["", *page.lines]):
            head = head if before.startswith("|") else row
            planned = ROW_OF_WEEK.match(row)
            if planned and re.match(r"\| *Weeks?\b", head):
                for target in re.findall(r"\]\(([^()#\s]+\.md)\)", row):
                    weeks[book.resolve(page.path, target)].add(planned[1])
    return weeks


ROW_OF_WEEK = re.compile(r"\| *(\d{1,2}) *\|")


def _other_weeks(page: Page, weeks: dict[str, set[str]]) -> Iterator[tuple[int, str]]:
    """A kit of one week that the week plan has in another one."""
    facts = page.front_matter.get("facts") if page.front_matter.get("type") == "kit" else None
    week, planned = str(facts.get("Week")) if isinstance(facts, dict) else "", weeks.get(page.path)
    if planned and week.isdigit() and week not in planned:
        rows = enumerate(page.front_matter_source.splitlines(), 2)
        line = next((number for number, row in rows if row.strip().startswith("Week:")), 1)
        yield line, f"Week: {week} is {' or '.join(sorted(planned))} in the week plan"


def _other_years(page: Page, days: str) -> Iterator[tuple[int, str]]:
    """A day that stands with two years on a page, where the data has it with one of them."""
    dated: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for prose in page.prose:
        for found in FULL_DAY.finditer(prose.text):
            day = " ".join(found[0].split())
            dated[day.rpartition(" ")[0]].append((day, prose.line_of(found.start())))
    for role in page.roles:
        if role.name == "date" and DAY.fullmatch(role.content):
            day = in_words(role.content)
            dated[day.rpartition(" ")[0]].append((day, role.line))
    for written in dated.values():
        if len({day for day, _ in written}) > 1:
            right = [day for day, _ in written if f" {day}" in days]
            for day, line in written if right else ():
                if day not in right:
                    yield (
                        line,
                        f"{day} is in no record, and {right[0]} is, which this page names too",
                    )


def _other_licences(page: Page, manifest: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Captions that name another licence than the record of their picture."""
    for image in page.images:
        record = manifest.get(posixpath.splitext(posixpath.basename(image.source))[0])
        licence = str(record.get("licence")) if isinstance(record, dict) else ""
        named = [re.sub(r"\s", "-", each) for each in CC.findall(image.caption)]
        if licence.startswith("CC") and named and licence not in named:
            rows = enumerate(page.lines[image.line - 1 :], image.line)
            line = next((number for number, row in rows if CC.search(row)), image.line)
            yield line, f"the caption says {named[0]}, and the record of the picture {licence}"


def _organisations_of_people(book: Book) -> tuple[dict[str, set[str]], dict[str, str]]:
    """The organisations of each person on record, and each name and short name with the full name."""
    records = [each for each in _data(book, "organisations").items() if isinstance(each[1], dict)]
    names = {key: str(each.get("name")) for key, each in records}
    full = {str(each.get("short_name") or names[key]): names[key] for key, each in records}
    full |= names
    people = {}
    for person in _named(book, "people"):
        roles = [each for each in person.get("roles") or () if isinstance(each, dict)]
        own = [str(each.get("organisation")) for each in roles]
        people[person["name"]] = {names[key] for key in own if key in names}
    return people, full | {name: name for name in names.values()}


def _other_organisations(
    page: Page, people: dict[str, set[str]], names: dict[str, str]
) -> Iterator[tuple[int, str]]:
    """A person, as behind a quotation, with an organisation that is none of those on record."""
    about = {names.get(each) for each in _organisations_of(page)}
    for prose in page.prose:
        for found in EXPERT_OF.finditer(prose.shape):
            own = people.get(found[1])
            if own and about and not own & about:
                right = " or ".join(sorted(own))
                line = prose.shape_line_of(found.start())
                yield line, f"«{found[0]}»: on record {found[1]} belongs to {right}"
        if found := ATTRIBUTION.match(prose.shape):
            own, named = people.get(found[1]), names.get(found[2])
            if own and named and named not in own:
                right = " or ".join(sorted(own))
                said = found[0].strip(" \ufffc.")
                message = f"«{said}»: on record {found[1]} belongs to {right}"
                yield prose.line, message


# --- labels and sections -------------------------------------------------------------------------


@rule("page")
def label_scheme(page: Page) -> Iterator[Problem]:
    """Every label is lower-case words joined by hyphens, so that nobody has to guess it.

    Bad:
        (Lessons_Learned)=
        # Lessons

    Good:
        (lessons-learned)=
        # Lessons
    """
    for label in page.labels:
        if label.kind not in ("target", "place", "directive", "attribute", "equation"):
            continue
        if KEBAB.fullmatch(label.name) and len(label.name) <= MAX_LABEL:
            continue
        better = re.sub(r"[^a-z0-9]+", "-", label.name.lower()).strip("-")[:MAX_LABEL]
        message = f"the label «{label.name}» is not lower-case words joined by hyphens"
        yield Problem(label.line, message, f"write «{better}», and fix the links to it")


@rule("book", each=pages)
def required_sections(book: Book, page: Page) -> Iterator[Problem]:
    """A page of a type has the sections of that type, in their order, so that pages compare.

    `identity.yml` lists them, and those that a page with nothing to say leaves out.

    Bad (strict, book/index.md, lines 6, 8):
        == book/_data/identity.yml
        sections: {cohort: [What is not known, Sources, Cite this page]}
        may_lack: [What is not known]
        == book/index.md
        ---
        type: cohort
        ---
        # The 2023 cohort

        ## What is not Known:

        ## Source

        ## Cite this page

    Bad (strict, book/index.md, lines 4, 8):
        == book/_data/identity.yml
        sections: {cohort: [What is not known, Sources, Cite this page]}
        may_lack: [What is not known]
        == book/index.md
        ---
        type: cohort
        ---
        # The 2023 cohort

        ## Sources

        ## What is not known

    Good (strict):
        == book/_data/identity.yml
        sections: {cohort: [What is not known, Sources, Cite this page]}
        may_lack: [What is not known]
        == book/index.md
        ---
        type: cohort
        ---
        # The 2023 cohort

        ## Who took part

        ## Sources

        ## Cite this page
    """
    identity = _data(book, "identity")
    sections, may_lack = identity.get("sections"), identity.get("may_lack") or []
    kind = page.front_matter.get("type")
    known = isinstance(sections, dict) and isinstance(kind, str)
    wanted = (sections.get(kind) if known else None) or []
    found = {each.text: each for each in page.headings if each.level == 2 and not each.nested}
    title = next((each.line for each in page.headings if each.level == 1), 1)
    before = ""
    for name in wanted if page.is_read_whole else ():
        if name in found:
            before = name
        if name in found:
            continue
        like = [each for each in page.headings if each.text not in wanted and not each.nested]
        if meant := nearest(name.casefold(), [each.text.casefold() for each in like], 88):
            each = next(each for each in like if each.text.casefold() == meant)
            written = f"{'#' * each.level} {each.text}"
            message = f"«{written}» is not quite the section «## {name}» of the type «{kind}»"
            yield Problem(each.line, message, f"write «## {name}»")
            continue
        if name in may_lack:
            continue
        where = f"after «## {before}»" if before else "below the heading of the page"
        message = f"the page has no section «{name}», which every page of the type «{kind}» has"
        yield Problem(title, message, f"add «## {name}» {where}")
    last = 0
    for name in (each for each in wanted if each in found):
        place = wanted.index(name)
        later = [
            each
            for each in found.values()
            if each.line < found[name].line and each.text in wanted[place + 1 :]
        ]
        if later and found[name].line > last:
            message = f"the section «{name}» stands below «{later[0].text}», which comes after it"
            yield Problem(found[name].line, message, f"move it above «## {later[0].text}»")
        last = max(last, found[name].line)


# --- data ----------------------------------------------------------------------------------------


UNSOUND = ("text-bytes", "yaml-sound")
"""Rules that say why a text cannot be read."""


@rule("page", yields_to=("code-cell", *UNSOUND))
def page_fields(page: Page) -> Iterator[Problem]:
    """The front matter of a page has the fields of its type, with values that can be right.

    Bad (line 3):
        ---
        type: about
        descripton: How this book is made, kept and tested, and how you can change a page of it.
        reviewed: 2026-11-23
        description: How this book is made, kept and tested, and how you can change a page of it.
        ---
        # About

    Good:
        ---
        type: about
        description: How this book is made, kept and tested, and how you can change a page of it.
        reviewed: 2026-11-23
        ---
        # About
    """
    if not page.in_book or not page.tells_its_type:
        return
    for each in _field_problems(page):
        # The type decides which rules a page is held to.
        hides = "page" if each.message.startswith("«type» «") else ""
        yield replace(_problem(each, page.path), hides=hides)


def _field_problems(page: Page) -> list[RecordProblem]:
    # Imported here, and below: built pages need not wait for the models of all records.
    from hubdata.validate import check_page

    try:
        front_matter, _ = split_front_matter(page.text, page.path)
        check_page(Source(page.path, page.path, "", front_matter))
    except RecordError as error:
        return error.problems
    return []


@rule(
    "book",
    yields_to=(
        *("page-fields", *UNSOUND, "address-syntax", "address-whole"),
        *("date-plausible", "doi-syntax", "identifier-agrees", "language-known"),
        *("licence-known", "work-written"),
    ),
)
def records(book: Book) -> Iterator[Problem]:
    """The data of the book is complete, and whatever a record or a page names exists.

    Bad (book/_data/identity.yml, line 1):
        == book/_config.yml
        title: A book
        author: Somebody
        html: {baseurl: "https://example.org/"}
        repository: {url: "https://example.org/book", branch: main}
        sphinx: {config: {language: en}}
        == book/references.bib
        @report{report, title = {The report}}
        == book/_data/cohorts.yml
        == book/_data/conflicts.yml
        == book/_data/facts.yml
        == book/_data/gaps.yml
        == book/_data/hub.yml
        name: A programme
        short_name: the programme
        host: Somebody
        website: https://example.org/
        zenodo_community: https://example.org/community
        experts_page: https://example.org/people
        status: It runs.
        status_date: 2026-11-23
        start: 2026
        funders: []
        sources: [report]
        == book/_data/identity.yml
        no fields at all
        == book/_data/lessons.yml
        == book/_data/organisations.yml
        == book/_data/outputs.yml
        == book/_data/people.yml
        == book/_data/practices.yml
        == book/_data/programmes.yml
        == book/_data/sectors.yml
        == book/_data/synonyms.yml

    Good:
        # A book without data
    """
    if not book.files.is_folder(posixpath.join(book.folder, "_data")):
        return
    loaded, problems = _loaded(book)
    for page in book.pages.values() if loaded else ():
        for line, name, what, known in _named_on(page, loaded):
            if name not in known:
                meant = nearest(name, sorted(known))
                fix = suggestion(meant, "write one that the data has")
                yield Problem(line, f"nothing in the data is {what} «{name}»", fix, path=page.path)
    for each in problems:
        if "Too many commas" not in each.message:  # said by `work-written`, at its line
            yield _problem(each, posixpath.join(book.folder, each.path.partition("/")[2]))


def _named_on(page: Page, loaded: Records) -> Iterator[tuple[int, str, str, Collection[str]]]:
    """What a page names in the data: the line, the name, what it is, and what there is of it."""
    for role in page.roles:
        if role.name == "number":
            yield role.line, role.content, "counted as", numbers(loaded)
    word = loaded.identity.words.cohort.one
    for directive in page.directives:
        cohort = directive.options.get("cohort")
        if cohort:
            yield cohort.line, cohort.value, f"the {word}", loaded.cohorts
        if directive.name == "lesson-evidence":
            yield directive.line, directive.argument, "the lesson", loaded.lessons
    for prose in page.prose:
        for found in re.finditer(rf"\b((?:19|20)\d\d(?:-\d\d)?) {word}\b(?! of)", prose.shape):
            yield prose.shape_line_of(found.start()), found[1], f"the {word}", loaded.cohorts


def _loaded(book: Book) -> tuple[Records | None, list[RecordProblem]]:
    """The records of the book, or what keeps them from being read."""
    from hubdata.loading import load_records

    with _on_disk(book) as folder:
        try:
            return load_records(folder), []
        except RecordError as error:
            return None, error.problems


@contextmanager
def _on_disk(book: Book) -> Iterator[Path]:
    """The folder of the book on disk; a book in memory is written to a temporary one."""
    if isinstance(book.files, DiskFiles):
        yield book.files.root / book.folder
        return
    with tempfile.TemporaryDirectory() as top:
        for path in book.files.walk(book.folder):
            if path.endswith((".md", ".yml", ".bib")):
                place = Path(top) / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(book.files.read(path))
        yield Path(top) / book.folder


def _problem(each: RecordProblem, path: str) -> Problem:
    """A problem of the extension's reader in the form of the checks."""
    what = each.message.strip().rstrip(".")
    where = "the front matter" if path.endswith(".md") else "the data"
    fix = each.fix.strip().rstrip(".")
    message = f"in {where}, {what[:1].lower()}{what[1:]}"
    return Problem(each.line, message, f"{fix[:1].lower()}{fix[1:]}", path=path)
