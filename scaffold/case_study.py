"""Writes the page of a case study, its line in the menu and the records it needs."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from hubdata.records import Records
from hubdata.slugs import slug

from scaffold import organisations, sources
from scaffold.changes import Changes
from scaffold.evidence import add_facts
from scaffold.known import needed
from scaffold.menu import add_page
from scaffold.page import LONGEST_DESCRIPTION, cited, filled, label
from scaffold.prose import (
    escaped,
    first_sentence,
    one_line,
    page_text,
    plain_text,
    shortened,
    title,
)
from scaffold.questions import Answers, Question, one
from scaffold.refusal import RefusalError
from scaffold.review import REVIEWED, day
from scaffold.yamltext import fields

SUMMARY_WORDS = range(60, 101)
STEPS = range(3, 6)
NOT_KNOWN = "Not known."

# What the author has read → the note in the bibliography. The page's box says it to readers.
READ = {
    "full": "read in full",
    "opening": "opening read",
    "topic": "topic known; not read",
    "cited": "not read; known from how others cite it",
}

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
COMPARED = {"question": "question", "approach": "did", "changed": "observed", "hard": "hard"}
"""The field of the comparison table → the answer whose first sentence it shows."""

PROSE = ("question", "did", "observed", "expected", "hard")
"""The sections whose answer stands on the page as it was given."""


def _prose(name: str, text: str, help_text: str, *, many: bool = False) -> Question:
    """Return a question whose answer stands on the page, with its lists and links."""
    return Question(name, text, help_text, many=many, check=lambda _, said: page_text(said, text))


QUESTIONS = (
    Question(
        "cohort",
        "The cohort",
        "its year, such as 2024-25",
        required=True,
        known=lambda records: records.cohorts,
        check=lambda records, said: needed(records.cohorts, said, "cohort"),
    ),
    Question(
        "organisation",
        "The organisation",
        "its name; more than one for a study of several",
        required=True,
        many=True,
        known=lambda records: [item.name for item in records.organisations.values()],
    ),
    Question(
        "sector",
        "The sector of the new organisation",
        "one of the seven",
        required=True,
        known=lambda records: [item.name for item in records.sectors.values()],
        check=lambda records, said: needed(records.sectors, said, "sector"),
        when=organisations.are_new,
    ),
    Question(
        "kind",
        "The kind of body",
        "public body, company or charity, for example",
        required=True,
        when=organisations.are_new,
    ),
    Question(
        "field",
        "What the organisation works on",
        "a few words, such as «Official statistics»",
        required=True,
        when=organisations.are_new,
    ),
    Question(
        "website",
        "The website of the organisation",
        "its address, from https:// on",
        required=True,
        check=lambda _, said: organisations.website(said),
        when=organisations.are_new,
    ),
    Question(
        "expert",
        "The Experts in Residence",
        "names, as a public source credits them",
        many=True,
        check=lambda _, said: one_line(said, "The expert"),
    ),
    Question(
        "title",
        "The title",
        "the result or the subject, up to 100 characters",
        required=True,
        check=lambda _, said: title(said),
    ),
    Question(
        "summary",
        "The summary",
        "60 to 100 words, the result first",
        required=True,
        check=lambda _, said: _summary(said),
    ),
    Question(
        "theme",
        "The themes",
        "a few words each",
        required=True,
        many=True,
        check=lambda _, said: one_line(said, "A theme"),
    ),
    Question(
        "practice",
        "The practices",
        "names from the list",
        required=True,
        many=True,
        known=lambda records: [item.name for item in records.practices.values()],
        check=lambda records, said: needed(records.practices, said, "practice"),
    ),
    _prose("question", "The question", "what the organisation wanted to find or to change"),
    _prose("did", "What they did", "two to four sentences"),
    _prose("observed", "What was observed", "what changed, with numbers if there are any"),
    _prose("expected", "What was expected", "what was hoped for but not seen yet"),
    _prose("hard", "What was hard", "as the study says it"),
    _prose("reuse", "What others can reuse", "«thing: what it gives you»", many=True),
    Question(
        "step",
        "Steps to try",
        "three to five that follow from the evidence",
        many=True,
        check=lambda _, said: one_line(said, "A step"),
        count=STEPS,
    ),
    Question(
        "quotation",
        "A quotation",
        "one or two sentences, word for word",
        check=lambda _, said: one_line(said, "The quotation"),
    ),
    Question(
        "speaker",
        "Who said it",
        "name, role, organisation",
        required=True,
        when=lambda _, answers: "quotation" in answers,
    ),
    Question(
        "read",
        "How much of the study you read",
        "full (all of it), opening (its first part), topic (only what it is about) or "
        "cited (what others say about it)",
        required=True,
        known=lambda _: READ,
        check=lambda _, said: _read(said),
    ),
    Question(
        "publication",
        "The title of the published study",
        "as printed",
        check=lambda _, said: sources.plain(said, "The title of the publication"),
    ),
    Question(
        "address",
        "The address of the published study",
        "its DOI, or from https:// on",
        check=lambda _, said: sources.address(said),
    ),
    Question(
        "year", "The year of publication", "four digits", check=lambda _, said: sources.year(said)
    ),
    Question(
        "author",
        "The authors of the study",
        "names in their order",
        many=True,
        check=lambda _, said: sources.plain(said, "The author"),
    ),
    Question(
        "licence",
        "The licence of the study",
        "such as CC BY 4.0",
        check=lambda _, said: sources.plain(said, "The licence"),
    ),
    Question(
        "source",
        "Further sources",
        "keys of book/references.bib",
        many=True,
        check=lambda records, said: needed(dict.fromkeys(records.source_keys), said, "source"),
        needed_when=lambda answers: not (one(answers, "publication") and one(answers, "address")),
    ),
    Question(
        "lesson",
        "The lessons it bears on",
        "their ids",
        many=True,
        known=lambda records: records.lessons,
        check=lambda records, said: needed(records.lessons, said, "lesson"),
    ),
    Question(
        "page",
        "The name of the page's file",
        "lower-case words joined by hyphens; made from the organisation or the title if left out",
        check=lambda _, said: _file_name(said, "a-page"),
    ),
    REVIEWED,
)

WORDING = {question.name: question.text for question in QUESTIONS}


def write(changes: Changes, records: Records, answers: Answers) -> str:
    """Add a case study to the changes and return the path of its page. Raises `RefusalError`."""
    cohort = needed(records.cohorts, one(answers, "cohort"), "cohort")
    heading = title(one(answers, "title"))
    names = organisations.names(records, answers)
    _refuse_twin(records, heading)
    folder = PurePosixPath(records.cohorts[cohort].page).parent
    page = _page_name(records, str(folder), one(answers, "page"), names, heading)
    docname = f"{folder}/{page}"
    read = _read(one(answers, "read"))
    work = sources.publication(answers)
    keys = _sources(changes, records, answers, work, page, f"{_short(names)} case study", read)
    front_matter = {
        "type": "case-study",
        "description": _description(heading, names, records.cohorts[cohort].name),
        "reviewed": day(one(answers, "reviewed")),
        "cohort": cohort,
        "organisations": organisations.add(changes, records, answers, cohort, keys),
        "themes": [one_line(theme, "A theme") for theme in answers["theme"]],
        "practices": [needed(records.practices, word, "practice") for word in answers["practice"]],
        "lessons": [needed(records.lessons, word, "lesson") for word in answers.get("lesson", [])],
        **_compared(answers),
        "read": read,
        "publication": work.front_matter(),
        "sources": keys,
    }
    text = filled(
        "case-study.md",
        front_matter=fields(front_matter),
        label=label(docname),
        title=heading,
        **_parts(answers, keys, docname),
    )
    changes.create(f"book/{docname}.md", text)
    stated = ("title", "summary", "theme", *PROSE, "reuse", "step")
    add_facts(changes, label(docname), answers, stated, keys)
    several = [study.docname for study in records.case_studies if len(study.meta.organisations) > 1]
    before = frozenset(several if len(names) == 1 else ())
    add_page(changes, docname, records.cohorts[cohort].page, before)
    return f"book/{docname}.md"


def _parts(answers: Answers, keys: list[str], docname: str) -> dict[str, str]:
    """Return what stands below each heading of the page."""
    return {
        "summary": cited(_summary(one(answers, "summary")), keys),
        "question": _section(answers, "question", keys) or NOT_KNOWN,
        "did": _section(answers, "did", keys) or NOT_KNOWN,
        "changed": _changed(answers, keys),
        "hard": _headed("## What was hard", _section(answers, "hard", keys)),
        "missing": _missing(answers, docname),
        "reuse": _reuse(answers, keys),
        "steps": _steps(answers),
        "voices": _headed("## Voices", _voices(answers, keys)),
    }


def _refuse_twin(records: Records, heading: str) -> None:
    for page in records.pages.values():
        if page.title.casefold() == heading.casefold():
            raise RefusalError(f"{page.path} has this title already.", "Edit that page.")


def _page_name(records: Records, folder: str, said: str, names: list[str], heading: str) -> str:
    """Return the file name of the page without its suffix; refuses what could leave the folder.

    A study is named after its organisation; a second one of the same, after its title.
    """
    if not said:
        name = slug(names[0])
        second = len(names) > 1 or f"{folder}/{name}" in records.pages
        return slug(heading) if second or not name else name
    return _file_name(said, slug(heading))


def _file_name(said: str, example: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", said):
        raise RefusalError(
            f"«{said}» cannot be the name of a page.",
            f"Write lower-case words joined by hyphens, such as «{example}».",
        )
    return said


def _short(names: list[str]) -> str:
    return names[0] if len(names) == 1 else "Joint"


def _sources(
    changes: Changes,
    records: Records,
    answers: Answers,
    work: sources.Publication,
    page: str,
    shown: str,
    read: str,
) -> list[str]:
    """Return the keys that the page cites; refuses a page that stands on nothing."""
    key = sources.cited(changes, work, f"{page}-study", shown, READ[read])
    known = dict.fromkeys(records.source_keys)
    further = [needed(known, word, "source") for word in answers.get("source", [])]
    keys = list(dict.fromkeys([*([key] if key else []), *further]))
    if not keys:
        raise RefusalError(
            "The page stands on no source.",
            "Give the title and the address of the publication, or --source with a key of "
            f"{sources.BIBLIOGRAPHY}.",
        )
    return keys


def _description(heading: str, names: list[str], cohort: str) -> str:
    """Return a description of the page that search engines show, within its length."""
    about = "" if names[0] in heading else f" of {', '.join(names)}"
    text = f"{heading}. A case study{about} from the {cohort} of the Practitioners Hub."
    return shortened(text, LONGEST_DESCRIPTION)


def _compared(answers: Answers) -> dict[str, str]:
    """Return the short answers for the comparison table: the first sentence of each."""
    short = {
        **{
            field: first_sentence(one(answers, name), WORDING[name])
            for field, name in COMPARED.items()
        },
        "reuse": "; ".join(
            plain_text(line.partition(":")[0], WORDING["reuse"])
            for line in answers.get("reuse", [])
        ),
    }
    return {name: text for name, text in short.items() if text}


def _read(said: str) -> str:
    return needed(dict.fromkeys(READ), said, "degree of reading")


def _summary(said: str) -> str:
    count = len(plain_text(said, "The summary").split())
    if count not in SUMMARY_WORDS:
        raise RefusalError(
            f"The summary has {count} words.",
            f"Write between {SUMMARY_WORDS[0]} and {SUMMARY_WORDS[-1]}, the result first.",
        )
    return page_text(said, "The summary")


def _section(answers: Answers, name: str, keys: list[str]) -> str:
    text = page_text(one(answers, name), WORDING[name])
    return cited(text, keys) if text else ""


def _headed(heading: str, text: str) -> str:
    """Return a section, or nothing where there is nothing to say."""
    return f"{heading}\n\n{text}" if text else ""


def _changed(answers: Answers, keys: list[str]) -> str:
    """Return what was seen to change and what was expected, as far as either was answered."""
    parts = (
        _headed(f"### {name.capitalize()}", _section(answers, name, keys))
        for name in ("observed", "expected")
    )
    return _headed("## What changed or was learned", "\n\n".join(filter(None, parts)))


def _missing(answers: Answers, docname: str) -> str:
    """Return a note that lists what the page does not know, or nothing."""
    missing = [said for name, said in SECTIONS.items() if not one(answers, name)]
    if not missing:
        return ""
    up = "../" * docname.count("/")
    return "\n".join(
        [
            ":::{admonition} Not known",
            ":class: gap",
            "",
            "The sources of this page do not say:",
            "",
            *(f"- {said}" for said in missing),
            "",
            f"[What is not known]({up}about/gaps.md) says how to help.",
            ":::",
        ]
    )


def _reuse(answers: Answers, keys: list[str]) -> str:
    """Return a table of what others can reuse."""
    what = WORDING["reuse"]
    rows = []
    for line in answers.get("reuse", []):
        thing, _, gives = one_line(line, what).partition(": ")
        gives = cited(page_text(gives, what), keys) if gives else "–"
        rows.append(f"| {page_text(thing, what)} | {gives} |")
    head = "| What | What it gives you |\n|---|---|\n"
    return head + "\n".join(rows) if rows else NOT_KNOWN


def _steps(answers: Answers) -> str:
    """Return the steps to try, marked as this book's guidance."""
    steps = answers.get("step", [])
    if not steps:
        return ""
    if len(steps) not in STEPS:
        raise RefusalError(
            f"There are {len(steps)} steps to try.", "Write three, four or five, or none."
        )
    return "\n".join(
        [
            ":::{admonition} Our guidance",
            ":class: guidance",
            "",
            "These steps are this book's, drawn from what the study reports.",
            "",
            *(f"{n}. {escaped(one_line(step, 'A step'))}" for n, step in enumerate(steps, 1)),
            ":::",
        ]
    )


def _voices(answers: Answers, keys: list[str]) -> str:
    """Return the quotation with its speaker."""
    said = one_line(one(answers, "quotation"), "The quotation")
    if not said:
        return ""
    speaker = one_line(one(answers, "speaker"), "The speaker").removesuffix(".")
    if not speaker:
        raise RefusalError(
            "Nobody is named for the quotation.", "Give --speaker: name, role, organisation."
        )
    return f"> {escaped(said)}\n\n{cited(f'{escaped(speaker)}.', keys)}"
