"""Writes the page of a case study, its line in the menu and the records it needs."""

import re
from pathlib import PurePosixPath
from typing import Any

from hub.markdown import escape
from hubdata.bibliography import names
from hubdata.records import Records
from hubdata.schema import Publication
from hubdata.slugs import folded
from hubdata.tex import plain
from pybtex.database import parse_string

from scaffold import questions as q
from scaffold.case_study_questions import READ, STEPS
from scaffold.changes import Changes
from scaffold.data import BIBLIOGRAPHY, add_page, add_record, extend, record_ids, to_yaml
from scaffold.errors import UserError
from scaffold.pages import add_facts, cited, file_name, filled, fitting, label, reviewed
from scaffold.questions import Answers
from scaffold.sanitise import MAX_LINE, Prose, shortened

ORGANISATIONS = "book/_data/organisations.yml"
PEOPLE = "book/_data/people.yml"

# The questions a page answers in its sections → what is missing where nobody has answered.
SECTIONS = {
    "question": "what the organisation set out to find or to change",
    "did": "what was done",
    "observed": "what was seen to change",
    "expected": "what was expected beyond that",
    "hard": "what was hard",
    "reuse": "what others can reuse",
    "quotation": "how those who took part put it",
}
PROSE = ("question", "did", "observed", "expected", "hard")
COMPARED = {"question": "question", "approach": "did", "changed": "observed", "hard": "hard"}
"""The field of the comparison table → the answer whose first sentence it shows."""


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a case study to the changes and return the path of its page. Raises `UserError`."""
    _refuse(records, answers)
    cohort, heading = records.cohorts[answers.one("cohort")], answers.one("title")
    folder = PurePosixPath(cohort.page).parent
    docname = f"{folder}/{_page_name(records, str(folder), answers)}"
    keys = _sources(changes, docname, answers)
    page = filled(
        "case-study.md",
        front_matter=_front_matter(changes, records, answers, keys),
        label=label(docname),
        title=heading,
        summary=cited(answers.one("summary").markdown, keys),
        missing=[said for name, said in SECTIONS.items() if name not in answers],
        reuse=[_row(thing, gives, keys) for thing, gives in answers.all("reuse")],
        steps=[escape(step) for step in answers.all("step")],
        quotation=escape(answers.one("quotation")),
        speaker=cited(f"{escape(answers.one('speaker').removesuffix('.'))}.", keys),
        **{
            name: cited(answers.one(name).markdown, keys) if name in answers else ""
            for name in PROSE
        },
    )
    changes.create(f"book/{docname}.md", page)
    reused = [part for pair in answers.all("reuse") for part in pair if part]
    prose_said = [part for name in ("summary", *PROSE) for part in answers.all(name)]
    said = [heading, *prose_said, *answers.all("theme"), *reused, *answers.all("step")]
    words = (answers.one("quotation"), answers.one("speaker")) if "quotation" in answers else None
    add_facts(changes, label(docname), said, keys, words)
    several = [study.docname for study in records.case_studies if len(study.meta.organisations) > 1]
    before = frozenset(several if len(answers.all("organisation")) == 1 else ())
    add_page(changes, docname, cohort.page, before)
    return f"book/{docname}.md"


def _refuse(records: Records, answers: Answers) -> None:
    """Raise `UserError` for a title that a page has already, and for too few or too many steps."""
    heading, steps = answers.one("title"), answers.all("step")
    for page in records.pages.values():
        if page.title.casefold() == heading.casefold():
            raise UserError(f"{page.path} has this title already.", "Edit that page.")
    if steps and len(steps) not in STEPS:
        raise UserError(
            f"There are {len(steps)} steps to try.", "Write three, four or five, or none."
        )


def _front_matter(changes: Changes, records: Records, answers: Answers, keys: list[str]) -> str:
    """Return the front matter as YAML, after adding the records of whom it names."""
    cohort = answers.one("cohort")
    front_matter = {
        "type": "case-study",
        "description": _description(
            records, answers.one("title"), answers.all("organisation"), records.cohorts[cohort].name
        ),
        "answers": answers.all("answers"),
        "reviewed": reviewed(answers),
        "cohort": cohort,
        "organisations": _organisations(changes, records, answers, keys),
        "themes": answers.all("theme"),
        "practices": answers.all("practice"),
        "lessons": answers.all("lesson"),
        **{
            name: shortened(answers.one(answer).sentences[0], MAX_LINE)
            for name, answer in COMPARED.items()
            if answer in answers
        },
        "reuse": "; ".join(thing.plain for thing, _ in answers.all("reuse")),
        "read": answers.one("read"),
    }
    url, doi = answers.one("address", ("", ""))
    publication = {
        "title": answers.one("publication"),
        "url": url,
        "doi": doi,
        "year": int(answers.one("year", 0)) or None,
        "authors": answers.all("author"),
        "licence": answers.one("licence"),
    }
    known = {name: value for name, value in publication.items() if value}
    q.checked(Publication, known, "publication")
    said = to_yaml({"publication": known}) if known else "publication: {}\n"
    return to_yaml(front_matter) + said + to_yaml({"sources": keys})


def _page_name(records: Records, folder: str, answers: Answers) -> str:
    """Return the file name of the page without its suffix.

    A study is named after its organisation; a second one of the same, after its title.
    """
    if "page" in answers:
        return answers.one("page")
    names = answers.all("organisation")
    name = file_name(names[0])
    second = len(names) > 1 or f"{folder}/{name}" in records.pages
    return file_name(answers.one("title")) if second else name


def _description(records: Records, heading: str, names: list[str], cohort: str) -> str:
    """Return a description of the page that search engines show: as much as there is room for."""
    about = "" if names[0] in heading else f" of {', '.join(names)}"
    study = records.identity.words.case_study.one
    where = f"from the {cohort} of {records.hub.short_name}."
    return fitting(
        f"{heading}. A {study}{about} {where}", f"{heading}. A {study} {where}", f"{heading}."
    )


def _row(thing: Prose, gives: Prose | None, keys: list[str]) -> tuple[str, str]:
    """Return one thing to reuse and what it gives, each on one line, as the cells of a table are."""
    cells = (thing.markdown, cited(gives.markdown, keys) if gives else "")
    return " ".join(cells[0].split()), " ".join(cells[1].split())


# --- the sources -------------------------------------------------------------------------------------


def _sources(changes: Changes, docname: str, answers: Answers) -> list[str]:
    """Return the keys that the page cites, after adding the study to the bibliography if it is new."""
    keys = list(answers.all("source"))
    if "publication" in answers and "address" in answers:
        keys.insert(0, _study(changes, docname, answers))
    return list(dict.fromkeys(keys))


def _letters(title: str) -> str:
    """What tells two titles apart, however they are spaced, quoted and capitalised."""
    return "".join(re.findall(r"\w", title)).casefold()


def _study(changes: Changes, docname: str, answers: Answers) -> str:
    """Return the key under which the published study is cited, after adding it if it is new."""
    address, doi = answers.one("address")
    text = changes.read(BIBLIOGRAPHY)
    entries = parse_string(text, "bibtex").entries
    for known, entry in entries.items():
        if address == entry.fields.get("url") or (doi and doi == entry.fields.get("doi")):
            listed = plain(entry.fields.get("title", ""))
            if _letters(listed) != _letters(answers.one("publication")):
                raise UserError(
                    f"{address} is the address of «{listed}» in {BIBLIOGRAPHY}.",
                    "Give the address of the study itself, or that title as --publication.",
                )
            return known
    names = answers.all("organisation")
    # Readers see this label in the text, so that no two sources may share it.
    shown = f"{names[0] if len(names) == 1 else 'Joint'} case study"
    labels = {entry.fields.get("shorthand", "").casefold() for entry in entries.values()}
    candidates = [shown, *(f"{shown} {number}" for number in range(2, len(labels) + 3))]
    values = {
        "author": " and ".join(_author(name) for name in answers.all("author")),
        "title": f"{{{_bib(answers.one('publication'))}}}",
        "publisher": "Zenodo" if "zenodo" in address else "",
        "year": answers.one("year"),
        "howpublished": "Case study",
        "addendum": READ[answers.one("read")][0],
        "doi": doi,
        "url": address,
        "shorthand": next(_bib(each) for each in candidates if _bib(each).casefold() not in labels),
    }
    key = q.free_id(f"{docname.rsplit('/', 1)[-1]}-study", entries)
    lines = [f"  {name:<12} = {{{value}}},\n" for name, value in values.items() if value]
    body = text if text.endswith("\n") else text + "\n"
    changes.write(BIBLIOGRAPHY, f"{body}\n@misc{{{key},\n{''.join(lines)}}}\n")
    return key


def _author(name: str) -> str:
    """Return an author for BibTeX; a name that it would turn or split is kept whole."""
    written = _bib(name)
    [entry] = parse_string(f"@misc{{a, author = {{{written}}}}}", "bibtex").entries.values()
    return written if names(entry) == [name] else f"{{{written}}}"


def _bib(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text)


# --- the organisations and their experts -------------------------------------------------------------


def _organisations(
    changes: Changes, records: Records, answers: Answers, sources: list[str]
) -> list[str]:
    """Return the ids of the organisations, after adding what has no record yet."""
    said = answers.all("organisation")
    found = [q.find(records.organisations, name) for name in said]
    new = [name for name, key in zip(said, found, strict=True) if key is None]
    if len(new) > 1:
        raise UserError(
            f"{len(new)} organisations have no record yet: {', '.join(new)}.",
            "Add them one at a time, each with its own case study.",
        )
    if answers.all("expert") and len(said) > 1:
        raise UserError(
            "A study of several organisations cannot say whose experts these are.",
            "Leave out --expert; each organisation's record names its own.",
        )
    ids = [
        key or q.free_id(name, records.organisations) for name, key in zip(said, found, strict=True)
    ]
    cohort = answers.one("cohort")
    people = [
        _person(changes, records, name, cohort, ids[0], sources)
        for name in _once(answers.all("expert"))
    ]
    if new:
        record = {
            "name": new[0],
            "short_name": new[0],
            "sector": answers.one("sector"),
            "field": answers.one("field"),
            "kind": answers.one("kind"),
            "url": answers.one("website"),
            "cohort": cohort,
            "experts": people,
            "sources": sources,
        }
        add_record(changes, ORGANISATIONS, ids[found.index(None)], record)
    elif missing := [key for key in people if key not in records.organisations[ids[0]].experts]:
        extend(changes, ORGANISATIONS, (ids[0], "experts"), missing)
    return ids


def _once(names: list[str]) -> list[str]:
    """Return names without those that only differ in case, accents or apostrophes."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(folded(name), name)
    return list(first.values())


def _person(
    changes: Changes,
    records: Records,
    name: str,
    cohort: str,
    organisation: str,
    sources: list[str],
) -> str:
    """Return the id of an expert, after adding the person or the role if it is new."""
    role: dict[str, Any] = {
        "role": records.identity.words.expert.one,
        "group": "expert",
        "cohort": cohort,
        "organisation": organisation,
    }
    key = q.find(records.people, name)
    if key is None:
        key = q.free_id(name, record_ids(changes, PEOPLE))
        add_record(changes, PEOPLE, key, {"name": name, "roles": [role], "sources": sources})
    elif not any(
        (each.group, each.cohort, each.organisation) == ("expert", cohort, organisation)
        for each in records.people[key].roles
    ):
        extend(changes, PEOPLE, (key, "roles"), [role])
    return key
