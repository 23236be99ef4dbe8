"""Turns each template and session kit into files to download, and packs all of them into one."""

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, time

import xlsxwriter
from hubdata.citation import address
from hubdata.dates import first_day
from hubdata.records import PageRecord, Records
from hubdata.schema import FormPage
from markdown_it import MarkdownIt
from xlsxwriter.utility import xl_rowcol_to_cell

from .documents import KINDS, documents

SUFFIXES = ("md", *KINDS)
SHEET_SUFFIXES = ("csv", "xlsx")
FOLDER = "downloads"
PACKED = f"{FOLDER}/playbook.zip"
"""Everything that the playbook offers, in one file."""
EXAMPLES = "invented-example"
"""The name of the files that gather the examples of all forms."""

TEMPLATE_SECTIONS = ("The template",)
KIT_SECTIONS = (
    "Who it is for",
    "What you need",
    "Minute plan",
    "Facilitator's words",
    "Worksheet to copy",
    "How you know it worked",
    "Remote and small-group variant",
)
EXAMPLE_SECTION = "Invented example"
TO_FILL_IN = "____"

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_LINK_TO_PAGE = re.compile(r"\]\(((?:\.\./)*[\w/-]+)\.md(#[\w-]+)?\)")
# The first day that a ZIP archive can hold: a date of today would make other bytes of the same files.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class TemplateError(Exception):
    """Raised when a page has no template, kit or table to offer."""


def template_path(docname: str, suffix: str) -> str:
    """Return where, below the site's root, a template's download stands."""
    return f"{FOLDER}/{docname.rsplit('/', 1)[-1]}.{suffix}"


def template_pages(records: Records) -> list[PageRecord]:
    """Return the pages that offer a template or a kit."""
    return [page for page in records.pages.values() if isinstance(page.meta, FormPage)]


def suffixes(page: PageRecord) -> tuple[str, ...]:
    """Return the kinds of file that a page offers."""
    return SUFFIXES + (SHEET_SUFFIXES if page.meta.spreadsheet else ())


def sections(records: Records, page: PageRecord) -> dict[str, str]:
    """Return the Markdown below each heading of the second level.

    Raises `TemplateError` if a section that is offered as a file is missing, or if it or the example
    holds directives, which no other program understands.
    """
    wanted = KIT_SECTIONS if page.meta.type == "kit" else TEMPLATE_SECTIONS
    file = records.book / f"{page.docname}.md"
    found: dict[str, list[str]] = {}
    heading, fenced = "", False
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if _FENCE.match(line):
            fenced = not fenced
            if "{" in line and heading in (*wanted, EXAMPLE_SECTION):
                raise TemplateError(f"{page.path}:{number}: Write the template in plain Markdown.")
        if not fenced and line.startswith("## "):
            heading = line[3:].strip()
        else:
            found.setdefault(heading, []).append(line)
    if missing := [each for each in wanted if each not in found]:
        raise TemplateError(
            f"{page.path}: Write the heading «## {missing[0]}» just so: it is offered as a file."
        )
    return {heading: "\n".join(lines).strip() for heading, lines in found.items()}


def template_text(records: Records, page: PageRecord) -> str:
    """Return the Markdown of what a page offers, with a title and where it comes from.

    Raises `TemplateError` as `sections` does.
    """
    found = sections(records, page)
    if page.meta.type == "kit":
        body = "\n\n".join(f"## {heading}\n\n{found[heading]}" for heading in KIT_SECTIONS)
    else:
        # The section's own heading stays behind, so that what is below it moves up one level.
        body = _raised(found[TEMPLATE_SECTIONS[0]])
    return f"# {page.title}\n\n{_origin(records, page)}\n\n{_published(records, page, body)}\n"


def example_text(records: Records) -> str:
    """Return the invented examples of all pages as one text; empty if there are none."""
    parts = []
    for page in template_pages(records):
        if example := sections(records, page).get(EXAMPLE_SECTION):
            text = _published(records, page, example)
            parts.append(f"## {page.title}\n\n{_origin(records, page)}\n\n{text}\n")
    return "\n".join(["# Invented example of every form\n", *parts]) if parts else ""


def _published(records: Records, page: PageRecord, text: str) -> str:
    """Return Markdown whose links to other pages work wherever the file is taken."""

    def outside(link: re.Match[str]) -> str:
        docname = posixpath.normpath(posixpath.join(posixpath.dirname(page.docname), link[1]))
        return f"]({address(records, docname)}{link[2] or ''})"

    return _LINK_TO_PAGE.sub(outside, text)


def _raised(text: str) -> str:
    """Return Markdown with every heading one level higher."""
    lines, fenced = [], False
    for line in text.split("\n"):
        fenced ^= bool(_FENCE.match(line))
        lines.append(line[1:] if not fenced and line.startswith("###") else line)
    return "\n".join(lines)


def _origin(records: Records, page: PageRecord) -> str:
    licence = records.identity.licence
    return (
        f"From [{page.title}]({address(records, page.docname)}), {records.title}. "
        f"Free to use and change under [{licence.name}]({licence.url})."
    )


def template_files(records: Records) -> Iterator[tuple[str, bytes]]:
    """Yield the path below the site's root and the content of every download."""
    texts = {
        page.docname.rsplit("/", 1)[-1]: (template_text(records, page), page)
        for page in template_pages(records)
    }
    dated: dict[str, dict[str, str]] = {}
    for name, (text, page) in texts.items():
        dated.setdefault(page.meta.reviewed, {})[name] = text
    if examples := example_text(records):
        dated[max(dated)][EXAMPLES] = examples
    made: dict[str, bytes] = {}
    for date, some in dated.items():
        made |= {template_path(name, "md"): text.encode("utf-8") for name, text in some.items()}
        for (name, kind), content in documents(some, first_day(date), records.language).items():
            made[template_path(name, kind)] = content
    for name, (text, page) in texts.items():
        if page.meta.spreadsheet:
            rows = first_table(text, page.path)
            made[template_path(name, "csv")] = as_csv(rows)
            made[template_path(name, "xlsx")] = as_xlsx(page.title, rows, page.meta.reviewed)
    yield from made.items()
    if made:
        # In the archive, a file stands in the folder of its page: kits apart from forms.
        inside = {
            path: posixpath.join(posixpath.dirname(page.docname), posixpath.basename(path))
            for _, page in texts.values()
            for path in (template_path(page.docname, suffix) for suffix in suffixes(page))
        }
        names = sorted(
            (inside.get(path, f"playbook/{posixpath.basename(path)}"), path) for path in made
        )
        yield PACKED, packed((name, made[path]) for name, path in names)


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP archive of the named contents, the same bytes on every machine and day.

    Nothing is compressed: zlib makes other bytes from one version to the next, and DOCX, ODT and XLSX
    are compressed already.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zip_entry(name), content)
    return buffer.getvalue()


def zip_entry(name: str) -> zipfile.ZipInfo:
    """Return the head of a file in an archive, the same on every machine and day."""
    entry = zipfile.ZipInfo(name, _ZIP_TIME)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def first_table(text: str, path: str) -> list[list[str]]:
    """Return the rows of the first table of a Markdown text, without marks for emphasis.

    Raises `TemplateError` if there is none; `path` names the page in its message.
    """
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "table_close":
            return rows
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append("".join(each.content for each in token.children).strip())
    raise TemplateError(
        f"{path}: Add a table, or remove «spreadsheet: true» from the front matter."
    )


def as_csv(rows: list[list[str]]) -> bytes:
    """Return rows as CSV, with empty cells where there is something to fill in."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(["" if cell == TO_FILL_IN else cell for cell in row] for row in rows)
    # Spreadsheet programs take a file without this sign for one in an old encoding.
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, rows: list[list[str]], date: str) -> bytes:
    """Return rows as an Excel workbook that adds up, the same bytes for the same rows and date.

    An empty cell of a column «Total» multiplies the two cells before it, and a row that begins with
    «Sum» adds up what stands above it.
    """
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    created = datetime.combine(first_day(date), time())
    workbook.set_properties({"title": title, "created": created})
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    strong = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "top": 1})
    sheet = workbook.add_worksheet(title[:31])
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for column, name in enumerate(rows[0]):
        longest = max(len(row[column]) for row in rows)
        sheet.set_column(column, column, min(max(longest, 8), 34))
        for number, row in enumerate(rows):
            cell, summing = row[column], row[0].startswith("Sum")
            style = head if number == 0 else strong if summing else body
            if cell != TO_FILL_IN:
                sheet.write_string(number, column, cell, style)
            elif summing:
                first, last = (xl_rowcol_to_cell(at, column) for at in (1, number - 1))
                sheet.write_formula(number, column, f"=SUM({first}:{last})", style)
            elif name == "Total":
                first, last = (xl_rowcol_to_cell(number, column - at) for at in (2, 1))
                sheet.write_formula(number, column, f"={first}*{last}", style)
            else:
                sheet.write_blank(number, column, None, style)
    workbook.close()
    with zipfile.ZipFile(buffer) as archive:
        return packed((name, archive.read(name)) for name in archive.namelist())
