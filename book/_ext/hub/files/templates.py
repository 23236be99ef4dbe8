"""Turns the template of each template page into Markdown, DOCX and ODT files to download."""

from __future__ import annotations

import calendar
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypandoc
from hubdata.citation import address
from hubdata.records import PageRecord, Records

SUFFIXES = ("md", "docx", "odt")
HEADING = "## The template"

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


class TemplateError(Exception):
    """Raised when a template page has no template to offer."""


def template_path(docname: str, suffix: str) -> str:
    """Return where, below the site's root, a template's download stands."""
    return f"downloads/{docname.rsplit('/', 1)[-1]}.{suffix}"


def template_pages(records: Records) -> list[PageRecord]:
    """Return the pages that offer a template."""
    return [page for page in records.pages.values() if page.meta.type == "template"]


def template_text(records: Records, page: PageRecord) -> str:
    """Return the Markdown below «## The template», with a title and where it comes from.

    Raises `TemplateError` if the page has no such section, or if it holds directives, which no other
    program understands.
    """
    file = records.book / f"{page.docname}.md"
    lines = file.read_text(encoding="utf-8").splitlines()
    if HEADING not in lines:
        raise TemplateError(
            f"{page.path}: Add the section «{HEADING}», which is offered as a file."
        )
    start = lines.index(HEADING) + 1
    taken, fenced = [], False
    for number, line in enumerate(lines[start:], start=start + 1):
        if _FENCE.match(line):
            fenced = not fenced
            if "{" in line:
                raise TemplateError(f"{page.path}:{number}: Write the template in plain Markdown.")
        if not fenced and line.startswith("## "):
            break
        # The section's own heading stays behind, so that what is below it moves up one level.
        taken.append(line[1:] if not fenced and line.startswith("###") else line)
    body = "\n".join(taken).strip()
    origin = (
        f"From [{page.title}]({address(records, page.docname)}), The Turing Way Practitioners Hub. "
        "Free to use and change under [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)."
    )
    return f"# {page.title}\n\n{origin}\n\n{body}\n"


def template_files(records: Records, site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the path below the site's root and the content of every download."""
    jobs = []
    for page in template_pages(records):
        text = template_text(records, page)
        files = [site / template_path(page.docname, suffix) for suffix in SUFFIXES]
        # While somebody writes, pandoc would take a second for templates that nobody touched.
        if all(file.is_file() for file in files) and files[0].read_bytes() == text.encode("utf-8"):
            continue
        yield template_path(page.docname, "md"), text.encode("utf-8")
        jobs.extend((page, text, suffix) for suffix in SUFFIXES[1:])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        contents = pool.map(lambda job: convert(job[1], job[2], job[0].meta.reviewed), jobs)
        for (page, _, suffix), content in zip(jobs, contents, strict=True):
            yield template_path(page.docname, suffix), content


def convert(text: str, suffix: str, date: str) -> bytes:
    """Return Markdown as a document of the given kind, the same bytes for the same text and date.

    pandoc takes the time that it writes into documents from SOURCE_DATE_EPOCH.
    """
    year, month, day = (int(part) for part in f"{date}-01-01".split("-")[:3])
    epoch = calendar.timegm((year, month, day, 0, 0, 0))
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, f"template.{suffix}")
        subprocess.run(
            [
                pypandoc.get_pandoc_path(),
                "--sandbox",
                "--from=gfm",
                f"--to={suffix}",
                "--metadata=lang:en-GB",
                f"--output={output}",
            ],
            input=text.encode("utf-8"),
            check=True,
            env={"SOURCE_DATE_EPOCH": str(epoch), "LANG": "C.UTF-8"},
        )
        return output.read_bytes()
