"""Writes a book of any number of case studies: a copy of this book, with invented studies added."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml
from hub.records import Records, load_records

from bench import ROOT
from bench.picture import png, svg
from bench.story import Cohort, Lists, Paragraph, Sentence, Study, cohorts

# What was built or installed here is no part of the copy.
_LEFT_OUT = shutil.ignore_patterns(
    "_build", "__pycache__", "node_modules", ".git", ".venv", ".*_cache", ".hypothesis"
)
# Before this entry of the menu the invented cohorts are put.
_NEWEST = "      - file: cohorts/2025-26/index\n"


class TooFewError(ValueError):
    """Raised when a book is to have fewer case studies than this one has."""


def write_book(folder: Path, count: int) -> Path:
    """Write a copy of this repository with `count` case-study pages as `folder`; return its book/.

    This book's own pages are kept, its case studies among them: `count` must not be less than those.
    """
    shutil.copytree(ROOT, folder, ignore=_LEFT_OUT, symlinks=True)
    book = folder / "book"
    invented = invented_cohorts(load_records(book), count)
    _write_data(book, invented)
    _write_menu(book, invented)
    for cohort in invented:
        (book / "cohorts" / cohort.key).mkdir(parents=True)
        _write(book / f"cohorts/{cohort.key}/index.md", cohort_page(cohort))
        for study in cohort.studies:
            _write(book / f"{study.docname}.md", case_study_page(study))
            write_picture(folder / "figures", study)
    return book


def write_picture(folder: Path, study: Study) -> None:
    """Write the figure of a study in both formats."""
    _write(folder / f"{study.id}.svg", svg(study))
    (folder / f"{study.id}.png").write_bytes(png(study))


def invented_cohorts(records: Records, count: int) -> list[Cohort]:
    """Return what must be added to a book so that it has `count` case studies."""
    own = len(records.case_studies)
    if count < own:
        raise TooFewError(f"This book alone has {own} case studies; ask for at least as many.")
    lists = Lists(list(records.sectors), list(records.practices), list(records.lessons))
    return cohorts(count - own, lists)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


class _Plain(yaml.SafeDumper):
    """Writes equal values out each time: this book's data has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(data: dict[str, Any]) -> str:
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)


def _append(file: Path, data: dict[str, Any]) -> None:
    if data:
        with file.open("a", encoding="utf-8") as opened:
            opened.write(_yaml(data))


def _write_data(book: Path, invented: list[Cohort]) -> None:
    studies = [study for cohort in invented for study in cohort.studies]
    data = book / "_data"
    _append(data / "cohorts.yml", {cohort.key: _cohort(cohort) for cohort in invented})
    _append(data / "organisations.yml", {study.id: _organisation(study) for study in studies})
    _append(data / "people.yml", {_expert(study): _person(study) for study in studies})
    _append(data / "outputs.yml", {study.source: _output(study) for study in studies})
    _append(book.parent / "figures/manifest.yml", {study.id: _manifest(study) for study in studies})
    with (book / "references.bib").open("a", encoding="utf-8") as file:
        file.writelines(map(bib_entry, studies))


def _expert(study: Study) -> str:
    return f"expert-{study.number:04}"


def _organisation(study: Study) -> dict[str, Any]:
    return {
        "name": study.organisation,
        "short_name": study.organisation,
        "sector": study.sector,
        "field": study.field,
        "kind": study.kind,
        "url": f"https://www.turing.ac.uk/{study.id}",
        "cohort": study.cohort,
        "experts": [_expert(study)],
        "sources": [study.source],
    }


def _person(study: Study) -> dict[str, Any]:
    role = {
        "role": "Expert in Residence",
        "group": "expert",
        "cohort": study.cohort,
        "organisation": study.id,
    }
    return {"name": study.expert, "roles": [role], "sources": [study.source]}


def _output(study: Study) -> dict[str, Any]:
    return {
        "title": study.title,
        "type": "Case study",
        "url": f"https://doi.org/{study.doi}",
        "doi": study.doi,
        "year": study.year,
        "cohort": study.cohort,
        "sources": [study.source],
    }


def _manifest(study: Study) -> dict[str, Any]:
    return {
        "title": study.figure_caption,
        "alt": study.figure_alt,
        "creator": "The benchmark of this book",
        "licence": "CC-BY-4.0",
        "made_by": "bench/picture.py",
        "files": [f"{study.id}.svg", f"{study.id}.png"],
        "data": ["bench/story.py"],
        "caption": f"{study.figure_caption}.",
    }


def _cohort(cohort: Cohort) -> dict[str, Any]:
    sources = [cohort.studies[0].source]
    year = cohort.year
    days = (f"{year}-09-05", f"{year}-10-10", f"{year}-11-25", f"{year + 1}-01-20")
    return {
        "number": cohort.number,
        "name": f"{cohort.key} cohort",
        "status": "completed",
        "start": f"{year}-09",
        "end": f"{year + 1}-03",
        "page": f"cohorts/{cohort.key}/index",
        "summary": f"{len(cohort.studies)} organisations took part in the cohort of {cohort.key}.",
        "organisations_total": len(cohort.studies),
        "experts_total": len(cohort.studies),
        "events": [
            {
                "title": f"Workshop {number} of the {cohort.key} cohort",
                "date": day,
                "kind": "workshop",
                "mode": "online",
                "sources": sources,
            }
            for number, day in enumerate(days, start=1)
        ],
        "sources": sources,
    }


def bib_entry(study: Study) -> str:
    """Return the publication of a study as BibTeX."""
    return (
        f"\n@misc{{{study.source},\n"
        f"  author       = {{{{{study.organisation}}}}},\n"
        f"  title        = {{{{{study.title}}}}},\n"
        f"  year         = {{{study.year}}},\n"
        f"  howpublished = {{Case study}},\n"
        f"  doi          = {{{study.doi}}},\n"
        f"  shorthand    = {{{study.organisation}, {study.year}}},\n"
        f"}}\n"
    )


def _write_menu(book: Path, invented: list[Cohort]) -> None:
    file = book / "_toc.yml"
    lines = []
    for cohort in reversed(invented):
        lines.append(f"      - file: cohorts/{cohort.key}/index\n        sections:\n")
        lines += [f"          - file: {study.docname}\n" for study in cohort.studies]
    text = file.read_text(encoding="utf-8")
    if _NEWEST not in text:
        raise ValueError(f"{file} no longer has the entry before which cohorts are added.")
    _write(file, text.replace(_NEWEST, "".join(lines) + _NEWEST))


def _front_matter(data: dict[str, Any]) -> str:
    return f"---\n{_yaml(data)}---\n"


def cohort_page(cohort: Cohort) -> str:
    """Return the page of an invented cohort."""
    meta = {
        "type": "cohort",
        "description": f"The cohort of {cohort.key}: who took part, what happened and what came out.",
        "reviewed": f"{cohort.year + 1}-06-01",
        "cohort": cohort.key,
    }
    own = f"```{{%s}}\n:cohort: {cohort.key}\n```\n"
    return (
        f"{_front_matter(meta)}\n(cohorts-{cohort.key})=\n\n"
        f"# The {cohort.key} cohort: {{number}}`organisations.{cohort.key}` organisations\n\n"
        f"The cohort ran from September {cohort.year} to March {cohort.year + 1} "
        f"{{cite:p}}`{cohort.studies[0].source}`.\n\n"
        f"## Purpose and dates\n\nEvery organisation brought one question of its own.\n\n"
        f"## Who took part\n\n{own % 'organisation-cards'}\n"
        f"## What happened\n\n{own % 'events'}\n"
        f"## What came out\n\n{own % 'case-study-cards'}\n"
        "## What is not known\n\n"
        ":::{admonition} Not published\n:class: gap\n\nNo survey was published.\n:::\n\n"
        "## Sources\n\n```{page-sources}\n```\n\n## Cite this page\n\n```{cite-this-page}\n```\n"
    )


def case_study_page(study: Study) -> str:
    """Return the page of an invented study, with every part that a real one has."""
    meta = {
        "type": "case-study",
        "description": study.description,
        "reviewed": f"{study.year + 1}-06-01",
        "cohort": study.cohort,
        "organisations": [study.id],
        "themes": list(study.themes),
        "practices": list(study.practices),
        "lessons": list(study.lessons),
        "question": study.question,
        "approach": study.approach,
        "changed": study.changed,
        "hard": study.hard,
        "reuse": study.reuse,
        "read": "full",
        "publication": {
            "title": study.title,
            "doi": study.doi,
            "year": study.year,
            "authors": [study.expert],
            "licence": "CC BY 4.0",
        },
        "sources": list(study.sources),
    }
    rows = "\n".join(
        f"| {what} | {use} | {{cite:p}}`{study.source}` |" for what, use in study.reusable
    )
    steps = "\n".join(f"1.\n   {step}" for step in study.steps)
    return f"""{_front_matter(meta)}
(cohorts-{study.cohort}-{study.id})=

# {study.title}

This page is based on the full text of the published study {{cite:p}}`{study.source}`.

## At a glance

```{{at-a-glance}}
```

## Summary

{_prose(study.summary)}

## The organisation and the question

{_paragraphs(study.context)}

## What they did

{_paragraphs(study.did)}

```{{figure}} /../figures/{study.id}.*
:name: {study.id}-figure
:alt: {study.figure_alt}
{study.figure_caption} {{cite:p}}`{study.source}`.
```

## What changed or was learned

### Observed

{_prose(study.observed)}

### Expected

{_prose(study.expected)}

## What was hard

{_prose(study.difficulties)}

## What others can reuse

| What | How it could help (our view) | Source |
|---|---|---|
{rows}

:::{{admonition}} Our guidance
:class: guidance

Try this, in steps that follow from the evidence above:

{steps}
:::

## Voices

> {study.quotation}

{study.expert}, {study.organisation} {{cite:p}}`{study.source}`.

[The page of the cohort](index.md) tells what else happened on {{date}}`{study.year}-11-25`.

## Sources

```{{page-sources}}
```

## Cite this page

```{{cite-this-page}}
```

## Related

```{{related}}
```
"""


def _paragraphs(paragraphs: tuple[Paragraph, ...]) -> str:
    return "\n\n".join(map(_prose, paragraphs))


def _prose(paragraph: Paragraph) -> str:
    return "\n".join(map(_sentence, paragraph))


def _sentence(sentence: Sentence) -> str:
    cited = f" {{cite:p}}`{','.join(sentence.keys)}`" if sentence.keys else ""
    return f"{sentence.text}{cited}."
