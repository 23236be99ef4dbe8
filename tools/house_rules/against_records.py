"""What pages say otherwise than the records: each function finds one kind, and gives lines and messages."""

import calendar
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any

from booklint.book import Book
from booklint.page import Page, Prose
from booklint.records import Record
from booklint.spelling import written_texts
from hubdata.counts import NUMBER, whole_number
from hubdata.dates import in_words

from house_rules.data_files import (
    DAY,
    PAGES_OF_FACTS,
    data_of,
    named_records,
    organisations_of,
)

MONTH = rf"(?:{'|'.join(calendar.month_name[1:])})"
MONTHS = re.compile(rf"\b({MONTH}\s\d{{4}})\s(?:to|until)\s({MONTH}\s\d{{4}})\b")
FULL_DAY = re.compile(rf"\b\d{{1,2}}\s{MONTH}\s\d{{4}}\b")
ATTRIBUTION = re.compile(
    r"([A-Z][\w'’-]+(?: [\w'’-]+){1,3}), (?:[^.,;()]{1,60}, )?([^.,;()\ufffc]{3,80}?)[.\s\ufffc]*\Z"
)
EXPERT_OF = re.compile(
    r"\b([A-Z][\w'’-]+(?: [\w'’-]+){1,2})(?:,|\s(?:was|is))\s(?:the|its|then\sthe)\sExpert\sin\sResidence\b"
)
ORDER = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
OTHER = "earlier|other|previous|before"
"""What names another cohort without its years."""
KIND = re.compile(r"\b(?:CSV|DOCX|EPUB|JSON|ODT|PDF|XLSX|ZIP)\b")
CC = re.compile(r"\bCC[ -]BY(?:-[A-Z]{2})*[ -]\d\.\d\b")


def month(written: Any) -> str:
    """A month of the data in words; an empty text for anything else."""
    found = re.match(r"(\d{4})-(0[1-9]|1[0-2])", str(written))
    return f"{calendar.month_name[int(found[2])]} {found[1]}" if found else ""


def other_months(
    page: Page,
    spans: Collection[tuple[str, str]],
    cohorts: Mapping[str, tuple[str, str]],
    data: str,
) -> Iterator[tuple[int, str]]:
    """Spans that begin or end as one of the data, and not both; a plan that was changed may be in it, too.

    On the page of a cohort, those of another one that the paragraph does not name.
    """
    own = str(page.front_matter.get("cohort") or "")
    of_others = {span: key for key, span in cohorts.items() if own in cohorts and key != own}
    order = dict(zip(cohorts, ORDER, strict=False))
    for prose in page.texts:
        for found in MONTHS.finditer(prose.shape):
            first, last = " ".join(found[1].split()), " ".join(found[2].split())
            of = of_others.get((first, last))
            named = rf"\b(?:{order.get(of)}|{OTHER})\b|\b{of} cohort|cohorts? (?:of )?{of}\b"
            if of and not re.search(named, prose.text):
                message = (
                    f"«{found[0]}» are the months of the cohort {of}, and this page is of {own}"
                )
                yield prose.shape_line_of(found.start()), message
            if (first, last) in spans or f"{first} to {last}" in data:
                continue
            ends = {end for begin, end in spans if begin == first} - {""}
            begins = {begin for begin, end in spans if end == last}
            if ends:
                message = f"«{found[0]}» begins as what the data has ending in {' or '.join(sorted(ends))}"
                yield prose.shape_line_of(found.start()), message
            elif begins:
                message = f"«{found[0]}» ends as what the data has beginning in {' or '.join(sorted(begins))}"
                yield prose.shape_line_of(found.start()), message


def other_amounts(page: Page, amounts: Collection[str], data: str) -> Iterator[tuple[int, str]]:
    """Sums of money that are one of the data but for two digits that changed their places."""
    for text, first in written_texts(page):
        for found in MONEY.finditer(text):
            said = found[1].replace(",", "")
            near = [each for each in amounts if sorted(each) == sorted(said)]
            if near and said not in amounts and found[1] not in data:
                line = first + text.count("\n", 0, found.start())
                yield line, f"«{found[0]}» is £{int(near[0]):,} in the data, with digits swapped"


MONEY = re.compile(r"£(\d{1,3}(?:,\d{3})+)\b")


def planned_weeks(book: Book) -> dict[str, set[str]]:
    """The weeks of each page that the tables of the book link beside a week."""
    weeks: dict[str, set[str]] = defaultdict(set)
    for page in book.pages.values():
        head = ""
        for before, row in pairwise(["", *page.lines]):
            planned = ROW_OF_WEEK.match(row)
            # A table that an empty line parts in two goes on below it.
            head = head if before.startswith("|") or planned or not row else row
            if planned and re.match(r"\| *Weeks?\b", head):
                for target in re.findall(r"\]\(([^()#\s]+\.md)\)", row):
                    weeks[book.resolve(page.path, target)].add(planned[1])
    return weeks


ROW_OF_WEEK = re.compile(r"\| *(\d{1,2}) *\|")


def other_weeks(page: Page, weeks: dict[str, set[str]]) -> Iterator[tuple[int, str]]:
    """A kit of one week that the week plan has in another one."""
    facts = page.front_matter.get("facts") if page.front_matter.get("type") == "kit" else None
    week, planned = str(facts.get("Week")) if isinstance(facts, dict) else "", weeks.get(page.path)
    if planned and week.isdigit() and week not in planned:
        rows = enumerate(page.front_matter_source.splitlines(), 2)
        line = next((number for number, row in rows if row.strip().startswith("Week:")), 1)
        yield line, f"Week: {week} is {' or '.join(sorted(planned))} in the week plan"


def other_days(page: Page, days: dict[str, str]) -> Iterator[tuple[int, str]]:
    """A day of no record, other in its month or its year than one on record that the page names, too.

    On a page of facts, its year alone is enough. `days` has each day on record, and one for each day of
    a month: «6 March» → «6 March 2024».
    """
    of_facts = page.front_matter.get("type") in PAGES_OF_FACTS
    text = DAY.sub(lambda day: in_words(day[0]), page.text)
    dated = [(tuple(found[0].split()), found.start()) for found in FULL_DAY.finditer(text)]
    right = {day for day, _ in dated if " ".join(day) in days}
    for day, start in dated:
        if day in right:
            continue
        near = [each for each in right if each[0] == day[0] and not {*day[1:]}.isdisjoint(each)]
        other = days.get(" ".join(day[:2])) if of_facts else None
        if near or other:
            said = (
                f"{' '.join(day)} is in no record, and {' '.join(min(near)) if near else other} is"
            )
            more = ", which this page names too" if near else ""
            yield 1 + text.count("\n", 0, start), f"{said}{more}"


def other_licences(page: Page, manifest: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Captions that name another licence than the record of their picture."""
    for image in page.images:
        record = manifest.get(posixpath.splitext(posixpath.basename(image.source))[0])
        licence = str(record.get("licence")) if isinstance(record, dict) else ""
        named = [re.sub(r"\s", "-", each) for each in CC.findall(image.caption)]
        if licence.startswith("CC") and named and licence not in named:
            rows = enumerate(page.lines[image.line - 1 :], image.line)
            line = next((number for number, row in rows if CC.search(row)), image.line)
            yield line, f"the caption says {named[0]}, and the record of the picture {licence}"


def other_sources(page: Page, works: list[Record]) -> Iterator[tuple[int, str]]:
    """Links to a work that is none of the sources of the page, where those are named."""
    own = page.front_matter.get("sources")
    cited = {key for role in page.roles for key in role.content.split(",")}
    for link in page.links if isinstance(own, list) else ():
        keys = {each.key for each in works if each.text("url").strip("/") == link.target.strip("/")}
        if keys and keys.isdisjoint(cited | set(map(str, own))):
            yield link.line, f"{link.target} is that of «{min(keys)}», no source of this page"


def other_kinds(page: Page) -> Iterator[tuple[int, str]]:
    """Words that name a kind of file, with a file of another kind."""
    for role in page.roles:
        words, _, target = role.content.partition("<")
        said, ends = KIND.findall(words), KIND.findall(target.rpartition(".")[2].upper())
        if said and ends and ends[0] not in said:
            yield role.line, f"«{words.strip()}» leads to a file of another kind, <{target}"


def other_cohort(page: Page) -> Iterator[tuple[int, str]]:
    """A title, or a folder, that names another cohort than the page says it is about."""
    own = str(page.front_matter.get("cohort") or "")
    for heading in page.headings if own else ():
        named = re.findall(r"\b20\d\d(?:-\d\d)?\b(?= cohort)", heading.text)
        if heading.level == 1 and named and own not in named:
            yield heading.line, f"the title names the cohort {named[0]}, and «cohort» says {own}"
    folder = re.search(r"/(20\d\d(?:-\d\d)?)/", page.path)
    if own and folder and folder[1] != own:
        line = page.front_matter_lines.get("cohort", 1)
        yield line, f"«cohort» says {own}, and the page lies in the folder of {folder[1]}"


def other_count(page: Page) -> Iterator[tuple[int, str]]:
    """A description that begins with a number which is not that of the page's numbered headings."""
    said = str(page.front_matter.get("description") or "").partition(" ")[0].lower()
    counted = [each for each in page.headings if re.match(r"\d+\. ", each.text)]
    if len(counted) > 2 and re.fullmatch(NUMBER, said) and whole_number(said) != len(counted):
        line = page.front_matter_lines.get("description", 1)
        yield (
            line,
            f"the description says {said}, and the page has {len(counted)} numbered headings",
        )


def other_python(page: Page, project: str) -> Iterator[tuple[int, str]]:
    """A page that promises another oldest Python than the project does."""
    floor = re.search(r'(?m)^requires-python = ">=(3\.\d+)', project)
    for found in re.finditer(r"\bPython (3\.\d+) or (?:newer|later)\b", page.text):
        if floor and found[1] != floor[1]:
            line = 1 + page.text.count("\n", 0, found.start())
            yield line, f"{found[0]}: pyproject.toml says {floor[1]}"


def organisations_of_people(book: Book) -> tuple[dict[str, set[str]], dict[str, str]]:
    """The organisations of each person on record, and each name and short name with the full name."""
    records = [each for each in data_of(book, "organisations").items() if isinstance(each[1], dict)]
    names = {key: str(each.get("name")) for key, each in records}
    full = {str(each.get("short_name") or names[key]): names[key] for key, each in records} | names
    people = {}
    for person in named_records(book, "people"):
        roles = [each for each in person.get("roles") or () if isinstance(each, dict)]
        own = [str(each.get("organisation")) for each in roles]
        people[person["name"]] = {names[key] for key in own if key in names}
    return people, full | {name: name for name in names.values()}


def other_organisations(
    page: Page, people: dict[str, set[str]], names: dict[str, str]
) -> Iterator[tuple[int, str]]:
    """A person, as behind a quotation, with an organisation that is none of those on record."""
    about = {names.get(each) for each in organisations_of(page)}
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


def other_page(book: Book, page: Page, names: dict[str, str]) -> Iterator[tuple[int, str]]:
    """A link to the page of one organisation in a sentence that names another one alone."""
    forms = sorted(names, key=len, reverse=True)
    for link in page.links:
        path = link.target.partition("#")[0]
        target = book.pages.get(book.resolve(page.path, path)) if path.endswith(".md") else None
        about = {names.get(each) for each in organisations_of(target)} if target else set()
        if len(about) != 1 or any(form in link.text for form in forms):
            continue
        for prose in page.prose:
            if prose.line <= link.line <= prose.line + prose.text.count("\n"):
                said = next((each for each in SENTENCES.split(prose.text) if link.text in each), "")
                named = {
                    names[form] for form in forms if re.search(rf"\b{re.escape(form)}\b", said)
                }
                if len(named) == 1 and not named & about and prose.kind == "paragraph":
                    message = f"«{link.text}» leads to the page of {min(about)}"
                    yield link.line, f"{message}, and the sentence is of {min(named)}"


SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def other_newsletter(page: Page, numbered: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """A newsletter that is named by a number in a paragraph that cites others alone.

    `numbered` has the number of each newsletter by the key of its work.
    """
    for prose in page.prose:
        cited = {numbered[key] for key in cited_in(page, prose) if key in numbered}
        for found in NEWSLETTER.finditer(prose.shape) if cited else ():
            if found[1] not in cited:
                right = " and ".join(sorted(cited))
                yield (
                    prose.shape_line_of(found.start()),
                    f"«{found[0]}» stands beside a citation of {right}",
                )


NEWSLETTER = re.compile(r"\bnewsletter (\d+)", re.IGNORECASE)


def other_members(page: Page, cohorts: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """A list of the organisations of one cohort, which a sentence names, with one of another in it.

    `cohorts` has the cohort of each organisation by its name.
    """
    keys = sorted(set(cohorts.values()))
    for prose in page.prose:
        for said in SENTENCES.split(prose.shape) if prose.shape.count(",") > 1 else ():
            years = [year for year in keys if year in said and f"{year}-" not in said]
            named = [name for name in cohorts if name in said] if len(years) == 1 else []
            if len(named) < 4:
                continue
            odd = [name for name in named if cohorts[name] != years[0]]
            if len(odd) == 1:
                at = prose.shape.index(said) + said.index(odd[0])
                yield (
                    prose.shape_line_of(at),
                    f"{odd[0]} is of the cohort {cohorts[odd[0]]}, and not of {years[0]}",
                )


def cited_in(page: Page, prose: Prose) -> set[str]:
    """The keys that a block of a page cites."""
    last = prose.line + prose.text.count("\n")
    cites = (each for each in page.roles if each.name.startswith("cite"))
    near = [role.content for role in cites if prose.line <= role.line <= last]
    return {key.strip() for each in near for key in each.split(",")}
