"""The files beside the pages: they open, and say the same as the pages."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path

import jsonschema
import pytest
import rispy
from conftest import ROOT, Built
from hub.files.catalogue import FOLDER, KINDS, _cell
from hub.files.templates import convert, template_pages, template_path, template_text
from hubdata.citation import address, bibtex, csl_json, plain_text, ris
from hubdata.records import Records, load_records
from pybtex.database import parse_string

RECORDS = load_records(ROOT / "book")
TEMPLATES = [page.docname for page in template_pages(RECORDS)]


def headings(markdown: str) -> list[str]:
    return [match[1].strip() for match in re.finditer(r"(?m)^#+ (.+)$", markdown)]


def words(xml: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", xml).split())


def test_there_are_nine_templates():
    assert len(TEMPLATES) >= 9


@pytest.mark.parametrize("docname", TEMPLATES)
def test_a_template_opens_as_markdown_and_word_and_opendocument(built: Built, docname: str):
    markdown = (built.html / template_path(docname, "md")).read_text(encoding="utf-8")
    wanted = [words(re.sub(r"[*_`\\]", "", heading)) for heading in headings(markdown)]
    assert len(wanted) > 1
    with zipfile.ZipFile(built.html / template_path(docname, "docx")) as archive:
        document = archive.read("word/document.xml").decode()
    found = [
        words(paragraph)
        for paragraph in re.findall(r"<w:p>.*?</w:p>|<w:p .*?</w:p>", document, re.DOTALL)
        if re.search(r'<w:pStyle w:val="(Heading\d|Title)"', paragraph)
    ]
    assert found == wanted
    with zipfile.ZipFile(built.html / template_path(docname, "odt")) as archive:
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        content = archive.read("content.xml").decode()
    assert [words(h) for h in re.findall(r"<text:h .*?</text:h>", content, re.DOTALL)] == wanted


def test_a_template_holds_nothing_but_plain_markdown():
    for page in template_pages(RECORDS):
        text = template_text(RECORDS, page)
        assert "{" not in re.sub(r"`[^`]*`", "", text), page.path


def test_a_document_is_the_same_bytes_every_time():
    assert convert("# A\n\nb\n", "docx", "2026-11-23") == convert(
        "# A\n\nb\n", "docx", "2026-11-23"
    )


def test_the_catalogue_fits_its_schema_and_the_records(built: Built, records: Records):
    catalogue = json.loads((built.html / FOLDER / "catalogue.json").read_text(encoding="utf-8"))
    schema = json.loads((built.html / FOLDER / "catalogue.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(catalogue, schema)
    assert catalogue["licence"] == "CC-BY-4.0"
    assert {entry["id"] for entry in catalogue["organisations"]} == set(records.organisations)
    assert len(catalogue["case_studies"]) == len(records.case_studies)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_holds_the_same_as_the_catalogue(built: Built, kind: str):
    catalogue = json.loads((built.html / FOLDER / "catalogue.json").read_text(encoding="utf-8"))
    file = built.html / FOLDER / f"{kind.replace('_', '-')}.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["id"] for row in rows] == [entry["id"] for entry in catalogue[kind]]
    assert rows
    assert set(rows[0]) == set(catalogue[kind][0])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(text: str):
    assert _cell(text).startswith("'")


@pytest.mark.parametrize("page", RECORDS.pages.values(), ids=lambda page: page.docname)
def test_a_citation_says_the_same_in_every_format(page):
    url = address(RECORDS, page.docname)
    year = page.meta.reviewed[:4]
    (entry,) = parse_string(bibtex(RECORDS, page), "bibtex").entries.values()
    assert (entry.fields["url"], entry.fields["year"]) == (url, year)
    assert re.sub(r"[{}\\]", "", entry.fields["title"]) == page.title
    (record,) = rispy.loads(ris(RECORDS, page))
    assert (record["title"], record["year"], record["urls"]) == (page.title, year, [url])
    (item,) = json.loads(csl_json(RECORDS, page))
    assert (item["title"], item["URL"]) == (page.title, url)
    assert page.title in plain_text(RECORDS, page)
    assert url in plain_text(RECORDS, page)


def test_every_page_has_its_citation_files(built: Built, records: Records):
    for suffix in ("bib", "ris", "csl.json"):
        found = {file.name for file in Path(built.html, "citations").glob(f"*.{suffix}")}
        assert len(found) == len(records.pages)
