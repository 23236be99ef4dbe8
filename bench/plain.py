"""Writes the invented studies for programs that know nothing of this book: the same text in their syntax."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from hub.records import Records

from bench.story import Cohort, Paragraph, Study


class Syntax(ABC):
    """How a program writes what plain Markdown lacks."""

    @abstractmethod
    def cite(self, keys: tuple[str, ...]) -> str:
        """Return a citation of sources."""

    @abstractmethod
    def figure(self, study: Study) -> str:
        """Return the figure of a study."""

    @abstractmethod
    def note(self, title: str, body: str) -> str:
        """Return a box with a title."""

    @abstractmethod
    def cards(self, cards: Iterable[tuple[str, str, str]]) -> str:
        """Return cards, each given as title, page below cohorts/ and text."""

    def prose(self, paragraph: Paragraph) -> str:
        """Return a paragraph with its citations."""
        return "\n".join(
            f"{sentence.text}{' ' + self.cite(sentence.keys) if sentence.keys else ''}."
            for sentence in paragraph
        )


def study_page(study: Study, related: list[Study], records: Records, syntax: Syntax) -> str:
    """Return the page of a study, with the parts that this book's extension would draw written out."""
    facts = (
        ("Organisation", f"[{study.organisation}](https://www.turing.ac.uk/{study.id})"),
        ("Sector", records.sectors[study.sector].name),
        ("Cohort", f"[{study.cohort} cohort](index.md)"),
        ("Experts in Residence", study.expert),
        ("Themes", "; ".join(study.themes)),
        ("Practices", ", ".join(records.practices[key].name for key in study.practices)),
        ("Lessons", "; ".join(records.lessons[key].advice for key in study.lessons)),
        (
            "Publication",
            f"{study.title} ({study.year}), [{study.doi}](https://doi.org/{study.doi})",
        ),
        ("Sources", syntax.cite(study.sources)),
    )
    parts = [
        f"# {study.title}",
        f"This page is based on the full text of the published study {syntax.cite((study.source,))}.",
        "## At a glance",
        _table(("Fact", "Value"), facts),
        "## Summary",
        syntax.prose(study.summary),
        "## The organisation and the question",
        *map(syntax.prose, study.context),
        "## What they did",
        *map(syntax.prose, study.did),
        syntax.figure(study),
        "## What changed or was learned",
        "### Observed",
        syntax.prose(study.observed),
        "### Expected",
        syntax.prose(study.expected),
        "## What was hard",
        syntax.prose(study.difficulties),
        "## What others can reuse",
        _table(
            ("What", "How it could help (our view)", "Source"),
            [(what, use, syntax.cite((study.source,))) for what, use in study.reusable],
        ),
        syntax.note("Our guidance", "\n".join(f"1. {step}" for step in study.steps)),
        "## Voices",
        f"> {study.quotation}",
        f"{study.expert}, {study.organisation} {syntax.cite((study.source,))}.",
        "## Related",
        "\n".join(f"- [{other.title}](../{other.cohort}/{other.id}.md)" for other in related),
    ]
    return "\n\n".join(parts) + "\n"


def cohort_page(cohort: Cohort, syntax: Syntax) -> str:
    """Return the page of a cohort, with a card a study."""
    cards = syntax.cards(
        (study.title, f"{study.id}.md", study.description) for study in cohort.studies
    )
    return f"# The {cohort.key} cohort\n\nEvery organisation brought one question.\n\n{cards}\n"


def gallery_page(invented: list[Cohort], syntax: Syntax) -> str:
    """Return the page with a card for each study."""
    cards = syntax.cards(
        (study.title, f"{study.cohort}/{study.id}.md", study.description)
        for cohort in invented
        for study in cohort.studies
    )
    return f"# All case studies\n\n{cards}\n"


def comparison_page(invented: list[Cohort]) -> str:
    """Return the table that asks every study the same questions."""
    rows = [
        (
            f"[{study.organisation}]({study.cohort}/{study.id}.md)",
            study.kind,
            study.question,
            study.approach,
            study.changed,
            study.hard,
            study.reuse,
        )
        for cohort in invented
        for study in cohort.studies
    ]
    header = ("Case study", "Kind of body", "Question", "Approach", "Changed", "Hard", "Reuse")
    return f"# Comparison\n\n{_table(header, rows)}\n"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
