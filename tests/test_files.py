"""The files beside the pages: they open, and say the same as the pages."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import rispy
from hub.components import COMPONENTS, ComponentError, Place
from hub.files.catalogue import FOLDER, KINDS, _cell
from hub.files.documents import documents
from hub.files.templates import (
    EXAMPLE_SECTION,
    EXAMPLES,
    KIT_SECTIONS,
    PACKED,
    SUFFIXES,
    TemplateError,
    as_csv,
    as_xlsx,
    example_text,
    first_table,
    packed,
    sections,
    suffixes,
    template_pages,
    template_path,
    template_text,
)
from hub.markdown import escape
from hubdata.citation import address, bibtex, csl_json, plain_text, ris
from hubdata.loading import load_records
from hubdata.records import Records
from pybtex.database import parse_string
from support import ROOT, Built, rewrite, rows_of

LEFT_OUT = shutil.ignore_patterns("_build", "__pycache__")
RECORDS = load_records(ROOT / "book")
TEMPLATES = [page.docname for page in template_pages(RECORDS)]


def headings(markdown: str) -> list[str]:
    return [match[1].strip() for match in re.finditer(r"(?m)^#+ (.+)$", markdown)]


def words(xml: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", xml)).split())


def test_kits_and_templates_are_offered():
    assert {page.meta.type for page in template_pages(RECORDS)} == {"kit", "template"}


@pytest.mark.parametrize("docname", TEMPLATES)
def test_a_template_opens_as_markdown_and_word_and_opendocument(built: Built, docname: str):
    markdown = (built.html / template_path(docname, "md")).read_text(encoding="utf-8")
    wanted = [words(re.sub(r"[*_`\\]", "", heading)) for heading in headings(markdown)]
    assert wanted
    document = part(built, template_path(docname, "docx"), "word/document.xml")
    found = [
        words(paragraph)
        for paragraph in re.findall(r"<w:p>.*?</w:p>|<w:p .*?</w:p>", document, re.DOTALL)
        if re.search(r'<w:pStyle w:val="(Heading\d|Title)"', paragraph)
    ]
    assert found == wanted
    office = template_path(docname, "odt")
    assert part(built, office, "mimetype") == "application/vnd.oasis.opendocument.text"
    content = part(built, office, "content.xml")
    assert [words(h) for h in re.findall(r"<text:h .*?</text:h>", content, re.DOTALL)] == wanted
    # Word draws the box of an item of a list itself.
    in_word, in_office = (
        re.findall(r"\w+", words(re.sub(r"</[^>]+:(p|h)>", " ", text)))
        for text in (document, content)
    )
    assert in_word == in_office


def part(built: Built, path: str, name: str) -> str:
    """Return one file of a document, each of whose files must be whole, or no program opens it."""
    with zipfile.ZipFile(built.html / path) as archive:
        for member in archive.namelist():
            if member.endswith((".xml", ".rdf")):
                ElementTree.fromstring(archive.read(member))
        return archive.read(name).decode()


def test_a_template_holds_nothing_but_plain_markdown():
    for page in template_pages(RECORDS):
        text = template_text(RECORDS, page)
        assert "{" not in re.sub(r"`[^`]*`", "", text), page.path


KITS = [page for page in template_pages(RECORDS) if page.meta.type == "kit"]
INVENTED = "*The Lantern Cohort, its organisations and its people are invented.*"
INVENTED_NAMES = re.compile(r"Lantern|Marrowby|Fernwick|Heatherlow|Quillgate|\bNoor\b|\bTam\b")


@pytest.mark.parametrize("page", KITS, ids=lambda page: page.docname)
def test_every_kit_has_the_same_headings(page):
    usual = [*KIT_SECTIONS, "How the Hub did it", "Sources"]
    usual.insert(KIT_SECTIONS.index("How you know it worked"), EXAMPLE_SECTION)
    assert [heading for heading in sections(RECORDS, page) if heading] == usual


def test_a_kit_without_one_of_its_sections_is_refused(tmp_path):
    page = KITS[0]
    book = shutil.copytree(ROOT / "book", tmp_path / "book", ignore=LEFT_OUT)
    rewrite(book / f"{page.docname}.md", "\n## Minute plan\n", "\n## Plan\n")
    with pytest.raises(TemplateError, match=r"Write the heading «## Minute plan»"):
        template_text(load_records(book), page)


@pytest.mark.parametrize("page", KITS, ids=lambda page: page.docname)
def test_the_week_plan_leads_to_every_kit(page):
    name = page.docname.rsplit("/", 1)[-1]
    plan = ROOT / "book/playbook/six-months.md"
    assert f"](kits/{name}.md)" in plan.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("folder", "order"),
    [("playbook/kits", ""), ("playbook/templates", "Recruit, Onboard, Run, Publish, Sustain")],
)
def test_the_table_of_forms_has_each_with_its_facts_in_order(folder: str, order: str):
    options = {"order": order} if order else {}
    drawn = COMPONENTS["forms"].draw(RECORDS, Place(f"{folder}/index", options=options))
    rows = rows_of(drawn)[1:]
    pages = [page for page in template_pages(RECORDS) if page.docname.startswith(f"{folder}/")]
    found = [re.search(r"</([\w/-]+)\.md>", row)[1] for row in rows]
    assert sorted(found) == sorted(page.docname for page in pages)
    for docname, row in zip(found, rows, strict=True):
        facts = RECORDS.pages[docname].meta.facts
        assert facts
        assert all(escape(fact) in row.split("\n  - ") for fact in facts.values())
    firsts = [next(iter(RECORDS.pages[docname].meta.facts.values())) for docname in found]
    places = [
        order.split(", ").index(word) if order else int(re.match(r"\d+", word)[0])
        for word in firsts
    ]
    assert places == sorted(places)


def test_a_folder_without_forms_is_told_so():
    with pytest.raises(ComponentError, match="no template or kit"):
        COMPONENTS["forms"].draw(RECORDS, Place("about/index"))


@pytest.mark.parametrize("page", template_pages(RECORDS), ids=lambda page: page.docname)
def test_the_box_of_a_form_has_its_facts_and_all_its_files(page):
    drawn = COMPONENTS["form-at-a-glance"].draw(RECORDS, Place(page.docname))
    for label, fact in page.meta.facts.items():
        assert f"{escape(label)}\n: {escape(fact)}\n" in drawn
    for suffix in suffixes(page):
        assert f"<{template_path(page.docname, suffix)}>" in drawn


@pytest.mark.parametrize("docname", TEMPLATES)
def test_an_example_says_first_that_it_is_invented(docname: str):
    example = sections(RECORDS, RECORDS.pages[docname]).get(EXAMPLE_SECTION)
    # A template that somebody adds with `scaffold` may wait for its example.
    assert example is None or example.startswith(INVENTED)


def test_nothing_invented_stands_outside_an_example():
    examples = {
        docname: sections(RECORDS, RECORDS.pages[docname]).get(EXAMPLE_SECTION, "\0")
        for docname in TEMPLATES
    }
    for docname in RECORDS.pages:
        text = (ROOT / f"book/{docname}.md").read_text(encoding="utf-8")
        for paragraph in text.replace(examples.get(docname, "\0"), "").split("\n\n"):
            named = INVENTED_NAMES.search(paragraph)
            assert not named or "invented" in paragraph, f"{docname}: {paragraph}"


@pytest.mark.parametrize("docname", TEMPLATES)
def test_a_link_in_a_file_works_wherever_the_file_is_taken(docname: str):
    text = template_text(RECORDS, RECORDS.pages[docname]) + example_text(RECORDS)
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert [target for target in targets if not target.startswith("https://")] == []
    known = {address(RECORDS, each) for each in RECORDS.pages}
    own = [each for each in targets if each.startswith(address(RECORDS, "index"))]
    assert set(own) <= known


def test_one_file_holds_all_that_is_offered(built: Built):
    offered = [
        template_path(page.docname, suffix)
        for page in template_pages(RECORDS)
        for suffix in suffixes(page)
    ] + [template_path(EXAMPLES, suffix) for suffix in SUFFIXES]
    with zipfile.ZipFile(built.html / PACKED) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == sorted(names)
        inside = sorted(archive.read(name) for name in names)
    assert inside == sorted((built.html / path).read_bytes() for path in offered)


def test_an_archive_is_the_same_bytes_on_any_day(monkeypatch):
    files = [("a/b.md", b"text"), ("a/c.docx", bytes(range(256)))]
    before = packed(files)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert packed(files) == before
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("a/b.md") == b"text"


SHEET = "| Line | Number | Cost | Total |\n|---|---|---|---|\n| =A1 | ____ | ____ | ____ |\n"
SHEET += "| **Two**, 2 | 3 | ____ | ____ |\n| Sum | ____ | | ____ |\n"


def test_a_spreadsheet_says_what_the_page_says_and_adds_up():
    rows = first_table(SHEET, "page.md")
    text = as_csv(rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[2] == ["Two, 2", "3", "", ""]
    with zipfile.ZipFile(io.BytesIO(as_xlsx("A sheet", rows, "2026-11"))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        strings = archive.read("xl/sharedStrings.xml").decode()
    formulas = re.findall(r"<f>(.+?)</f>", sheet)
    assert formulas == ["B2*C2", "B3*C3", "SUM(B2:B3)", "SUM(D2:D3)"]
    assert "<t>=A1</t>" in strings


def test_a_workbook_is_the_same_bytes_every_time(monkeypatch):
    rows = first_table(SHEET, "page.md")
    before = as_xlsx("A sheet", rows, "2026-11-28")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert as_xlsx("A sheet", rows, "2026-11-28") == before


def test_a_page_without_a_table_is_no_spreadsheet():
    with pytest.raises(TemplateError, match=r"page\.md: Add a table"):
        first_table("No table.\n", "page.md")


@pytest.mark.parametrize(
    "docname", [each for each in TEMPLATES if RECORDS.pages[each].meta.spreadsheet]
)
def test_a_sheet_to_download_has_the_rows_of_its_page(built: Built, docname: str):
    text = (built.html / template_path(docname, "csv")).read_text(encoding="utf-8-sig")
    rows = first_table(template_text(RECORDS, RECORDS.pages[docname]), docname)
    assert [row[0] for row in csv.reader(text.splitlines())] == [row[0] for row in rows]
    with zipfile.ZipFile(built.html / template_path(docname, "xlsx")) as archive:
        strings = words(archive.read("xl/sharedStrings.xml").decode().replace("</si>", " "))
    assert all(row[0] in strings for row in rows)


def test_a_document_is_the_same_bytes_every_time_and_has_its_date():
    job = ({"a": "# A\n\nb\n", "b": "c\n"}, date(2026, 11, 23), "en-GB")
    made = documents(*job)
    assert made == documents(*job)
    assert set(made) == {(name, kind) for name in "ab" for kind in ("docx", "odt")}
    for kind, member in (("docx", "docProps/core.xml"), ("odt", "meta.xml")):
        with zipfile.ZipFile(io.BytesIO(made["a", kind])) as archive:
            assert "2026-11-23" in archive.read(member).decode()


def test_a_document_holds_no_file_of_the_machine(tmp_path: Path):
    secret = tmp_path / "secret.png"
    secret.write_bytes((ROOT / "figures/selection-funnel.png").read_bytes())
    made = documents({"a": f"![a map]({secret})\n"}, date(2026, 11, 23), "en-GB")
    with zipfile.ZipFile(io.BytesIO(made["a", "docx"])) as archive:
        assert "a map" in archive.read("word/document.xml").decode()
        assert not [name for name in archive.namelist() if "media/" in name]


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


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_is_a_formula(text: str):
    assert _cell(text).startswith("'")
    assert _cell(f"x;{text};") == f"x;'{text};"


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
