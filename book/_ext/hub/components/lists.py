"""Lists drawn from the records: practices, related pages, disagreements and gaps."""

from functools import lru_cache

from hubdata.records import PageRecord, Records
from hubdata.schema import CaseStudy

from ..markdown import (
    block,
    capital,
    cite,
    definitions,
    escape,
    in_a_sentence,
    join_words,
    label_link,
    link,
    page_link,
)
from .base import ComponentError, Place, component
from .tables import short_name

MAX_RELATED = 4


@component("practice-list")
def practice_list(records: Records, place: Place) -> str:
    """Draw every practice with its definition, its chapter and the case studies that name it."""
    parts, word = [], records.identity.words.case_study
    for key, practice in records.practices.items():
        users = [
            page_link(short_name(records, page), page.docname)
            for page in records.case_studies
            if key in page.meta.practices
        ]
        chapter = practice.chapter
        parts.append(f"{{#practice-{key}}}\n### {escape(practice.name)}")
        parts.append(escape(practice.definition))
        where = f"In no {escape(word.one)} here yet."
        if users:
            where = f"Named for {join_words(users)}."
        if chapter:
            handbook = escape(records.identity.handbook)
            where += f" More in {handbook}: {link(chapter.title, chapter.url)}."
        parts.append(where)
    return "\n\n".join(parts)


@component("related")
def related(records: Records, place: Place) -> str:
    """Draw where to go from a case study: its lessons, its practices, and the studies nearest to it."""
    page = place.page(records, CaseStudy)
    words = records.identity.words
    lessons = [
        label_link(records.lessons[key].advice, f"lesson-{key}") for key in page.meta.lessons
    ]
    practices = [
        label_link(records.practices[key].name, f"practice-{key}") for key in page.meta.practices
    ]
    studies = [
        f"{page_link(other.title, other.docname)} ({_common(records, page, other)})"
        for other in _nearest(records, page)
    ]
    parts = (
        ("Lessons it bears on", lessons),
        ("Practices it names", practices),
        (f"{capital(words.case_study.many)} that share most with it", studies),
    )
    drawn = [
        f"{title}:\n\n" + "\n".join(f"- {link}" for link in links)
        for title, links in parts
        if links
    ]
    if not studies:
        study, sector = escape(words.case_study.one), escape(words.sector.one)
        drawn.append(f"No other {study} here shares a practice or a {sector} with this one.")
    return "\n\n".join(drawn) + "\n"


def _common(records: Records, page: PageRecord, other: PageRecord) -> str:
    """Say what two studies share: «same sector; working openly»."""
    practices = [
        in_a_sentence(records.practices[key].name)
        for key in page.meta.practices
        if key in other.meta.practices
    ]
    parts = (
        [f"same {escape(records.identity.words.sector.one)}"]
        if _sectors(records, page) & _sectors(records, other)
        else []
    )
    if practices:
        parts.append(escape(join_words(practices)))
    return "; ".join(parts)


def _nearest(records: Records, page: PageRecord) -> list[PageRecord]:
    """Return the other case studies that share most, most first; a sector counts as two practices."""
    traits = _traits(records)
    practices, own_sectors = traits[page.docname]
    shared = {
        name: len(practices & others) + 2 * len(own_sectors & their_sectors)
        for name, (others, their_sectors) in traits.items()
        if name != page.docname
    }
    names = sorted(filter(shared.get, shared), key=lambda name: -shared[name])
    return [records.pages[name] for name in names[:MAX_RELATED]]


def _sectors(records: Records, page: PageRecord) -> set[str]:
    """Return the sector of the organisation that a case study is about; a joint study has none."""
    keys = page.meta.organisations
    return {records.organisations[key].sector for key in keys} if len(keys) == 1 else set()


@lru_cache(maxsize=1)
def _traits(records: Records) -> dict[str, tuple[set[str], set[str]]]:
    """Return the practices and the sectors of each case study, in the order of the studies."""
    return {
        page.docname: (set(page.meta.practices), _sectors(records, page))
        for page in records.case_studies
    }


@component("lesson-evidence")
def lesson_evidence(records: Records, place: Place) -> str:
    """Draw how strong a lesson is, why, and which case studies bear it out."""
    lesson = records.lessons.get(place.argument)
    if lesson is None:
        known = ", ".join(f"«{key}»" for key in records.lessons)
        raise ComponentError(f"There is no lesson «{place.argument}». Write one of {known}.")
    studies = [
        page_link(short_name(records, page), page.docname)
        for page in records.case_studies
        if place.argument in page.meta.lessons
    ]
    facts = definitions(
        [
            (f"Evidence: {lesson.grade}", escape(lesson.strength)),
            (capital(records.identity.words.case_study.many), join_words(studies)),
        ]
    )
    return block("container", f"evidence evidence-{lesson.grade}", facts)


@component("conflicts")
def conflicts(records: Records, place: Place) -> str:
    """Draw where sources disagree, with the form this book uses and why."""
    parts = []
    for conflict in records.conflicts.values():
        parts.append(f"## {escape(conflict.topic)}")
        parts.append(
            definitions(
                [
                    (
                        "What sources say",
                        "\n  ".join(f"- {escape(form)}" for form in conflict.versions),
                    ),
                    ("What this book writes", escape(conflict.use)),
                    ("Why", f"{escape(conflict.reason)} {cite(conflict.sources)}"),
                ]
            )
        )
    return "\n\n".join(parts)


@component("gaps")
def gaps(records: Records, place: Place) -> str:
    """Draw what no source found says, with how to contribute it."""
    return definitions((escape(gap.item), escape(gap.help)) for gap in records.gaps.values())
