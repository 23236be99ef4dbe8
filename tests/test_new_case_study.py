"""One new file and one line in the menu: everything else follows from the records."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest
from hubdata.records import Records
from selectolax.lexbor import LexborHTMLParser
from support import Built, copy_book, strict_build

PAGE = """---
type: case-study
description: A case study written by a test, to see that every list, table and figure takes it in by itself.
reviewed: 2026-11-23
cohort: "2023"
organisations: [digihaul]
themes: [a theme of its own]
practices: [risk-management, open-data]
lessons: [open-the-call]
question: Does every list take in a new case study?
read: topic
publication: {}
sources: [ttw-hub]
---

(cohorts-2023-second-study)=

# A second study of haulage

```{at-a-glance}
```

## Sources

```{page-sources}
```
"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Add a page and its line in the menu, redraw the figures, and build."""
    folder = tmp_path_factory.mktemp("grown")
    book = copy_book(folder)
    (book / "cohorts/2023/second-study.md").write_text(PAGE, encoding="utf-8")
    toc = book / "_toc.yml"
    line = "          - file: cohorts/2023/digihaul\n"
    text = toc.read_text(encoding="utf-8")
    assert line in text
    added = line.replace("digihaul", "second-study")
    toc.write_text(text.replace(line, line + added), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "figures.draw"], cwd=folder, check=True, timeout=120)
    built = strict_build(book, folder / "out")
    assert built.code == 0, built.output
    return built


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("cohorts/case-studies", "A second study of haulage"),
        ("cohorts/comparison", "Does every list take in a new case study?"),
        ("lessons/index", "second-study.html"),
        ("cohorts/2023/digihaul", "second-study.html"),
        ("about/sources", "second-study.html"),
    ],
)
def test_a_page_takes_in_the_new_study(grown: Built, page: str, words: str):
    assert words in (grown.html / f"{page}.html").read_text(encoding="utf-8")


def test_the_front_page_counts_the_new_study(grown: Built, records: Records):
    page = LexborHTMLParser((grown.html / "index.html").read_text(encoding="utf-8"))
    shown = [number.text(strip=True) for number in page.css(".numbers .value")]
    assert shown[-1] == str(len(records.case_studies) + 1)


def test_the_figure_shows_the_practice_that_no_study_named_before(grown: Built):
    drawing = grown.folder.parent / "figures/practice-matrix.svg"
    assert "risk" in drawing.read_text(encoding="utf-8").lower()


def test_the_catalogue_lists_the_new_study(grown: Built):
    catalogue = json.loads((grown.html / "data/catalogue.json").read_text(encoding="utf-8"))
    assert "second-study" in [entry["id"] for entry in catalogue["case_studies"]]
    with (grown.html / "data/case-studies.csv").open(encoding="utf-8", newline="") as file:
        assert "second-study" in [row["id"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("name", ["feed.xml", "sitemap.xml", "llms.txt"])
def test_readers_that_are_programs_find_the_new_study(grown: Built, name: str):
    assert "cohorts/2023/second-study.html" in (grown.html / name).read_text(encoding="utf-8")
