"""Writes the invented studies as a book for default Jupyter Book and one for Material for MkDocs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hub.records import Records

from bench import BOOK
from bench.hub_book import bib_entry, write_picture
from bench.plain import Syntax, cohort_page, comparison_page, gallery_page, study_page
from bench.story import Cohort, Study

_RELATED = 4


class JupyterBookSyntax(Syntax):
    """MyST as Jupyter Book 1 takes it without any setting."""

    def cite(self, keys: tuple[str, ...]) -> str:
        return f"{{cite:p}}`{','.join(keys)}`"

    def figure(self, study: Study) -> str:
        return (
            f"```{{figure}} /figures/{study.id}.svg\n:alt: {study.figure_alt}\n"
            f"{study.figure_caption}.\n```"
        )

    def note(self, title: str, body: str) -> str:
        return f"```{{admonition}} {title}\n{body}\n```"

    def cards(self, cards: Iterable[tuple[str, str, str]]) -> str:
        items = "\n".join(
            f"```{{grid-item-card}} [{title}]({page})\n{text}\n```" for title, page, text in cards
        )
        return f"````{{grid}} 1 2 2 3\n{items}\n````"


class MaterialSyntax(Syntax):
    """Markdown as Material for MkDocs takes it."""

    def __init__(self, up: str):
        self._up = up

    def cite(self, keys: tuple[str, ...]) -> str:
        return "; ".join(f"[{key}]({self._up}sources.md#{key})" for key in keys)

    def figure(self, study: Study) -> str:
        return (
            f"<figure markdown>\n![{study.figure_alt}]({self._up}figures/{study.id}.svg)\n"
            f"<figcaption>{study.figure_caption}.</figcaption>\n</figure>"
        )

    def note(self, title: str, body: str) -> str:
        indented = "\n".join(f"    {line}" for line in body.splitlines())
        return f'!!! note "{title}"\n\n{indented}'

    def cards(self, cards: Iterable[tuple[str, str, str]]) -> str:
        items = "\n\n".join(f"-   [{title}]({page})\n\n    {text}" for title, page, text in cards)
        return f'<div class="grid cards" markdown>\n\n{items}\n\n</div>'


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _write_pages(folder: Path, invented: list[Cohort], records: Records, *syntaxes: Syntax) -> None:
    """Write the pages that both books have, in the syntax for pages in cohorts/ and one level below."""
    shallow, deep = syntaxes
    studies = [study for cohort in invented for study in cohort.studies]
    (folder / "figures").mkdir(parents=True)
    _write(folder / "index.md", "# The Practitioners Hub\n\nWhat every cohort tried and learned.\n")
    _write(folder / "cohorts/index.md", "# Cohorts\n\nOne page for each cohort.\n")
    _write(folder / "cohorts/case-studies.md", gallery_page(invented, shallow))
    _write(folder / "cohorts/comparison.md", comparison_page(invented))
    for cohort in invented:
        _write(folder / f"cohorts/{cohort.key}/index.md", cohort_page(cohort, deep))
    for position, study in enumerate(studies):
        near = [studies[position - step] for step in range(1, min(_RELATED, len(studies) - 1) + 1)]
        _write(folder / f"{study.docname}.md", study_page(study, near, records, deep))
        write_picture(folder / "figures", study)


def write_jupyter_book(folder: Path, invented: list[Cohort], records: Records) -> None:
    """Write the book for Jupyter Book with the settings that it has by itself."""
    syntax = JupyterBookSyntax()
    _write_pages(folder, invented, records, syntax, syntax)
    shared = (BOOK / "references.bib").read_text(encoding="utf-8")
    own = "".join(bib_entry(study) for cohort in invented for study in cohort.studies)
    _write(folder / "references.bib", shared + own)
    _write(folder / "sources.md", "# Sources\n\n```{bibliography}\n```\n")
    _write(
        folder / "_config.yml",
        "title: The Practitioners Hub\nauthor: The benchmark\nbibtex_bibfiles: [references.bib]\n"
        'execute:\n  execute_notebooks: "off"\n',
    )
    lines = ["format: jb-book", "root: index", "chapters:", "  - file: cohorts/index"]
    lines += [
        "    sections:",
        "      - file: cohorts/case-studies",
        "      - file: cohorts/comparison",
    ]
    for cohort in invented:
        lines += [f"      - file: cohorts/{cohort.key}/index", "        sections:"]
        lines += [f"          - file: {study.docname}" for study in cohort.studies]
    lines.append("  - file: sources")
    _write(folder / "_toc.yml", "\n".join(lines) + "\n")


def write_material(folder: Path, invented: list[Cohort], records: Records) -> None:
    """Write the book for Material for MkDocs."""
    docs = folder / "docs"
    _write_pages(docs, invented, records, MaterialSyntax("../"), MaterialSyntax("../../"))
    keys = sorted({key for cohort in invented for study in cohort.studies for key in study.sources})
    listed = "\n\n".join(f"## {key} {{ #{key} }}\n\nA source of this book." for key in keys)
    _write(docs / "sources.md", f"# Sources\n\n{listed}\n")
    lines = ["nav:", "  - index.md", "  - Cohorts:", "      - cohorts/index.md"]
    lines += ["      - cohorts/case-studies.md", "      - cohorts/comparison.md"]
    for cohort in invented:
        lines += [f"      - {cohort.key}:", f"          - cohorts/{cohort.key}/index.md"]
        lines += [f"          - {study.docname}.md" for study in cohort.studies]
    lines.append("  - sources.md")
    _write(
        folder / "mkdocs.yml",
        "site_name: The Practitioners Hub\ntheme:\n  name: material\n  font: false\n"
        "markdown_extensions: [admonition, attr_list, md_in_html, tables]\nplugins: [search]\n"
        + "\n".join(lines)
        + "\n",
    )
