"""Turns Markdown into documents for word processors, with pandoc."""

import calendar
import datetime
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pypandoc

KINDS = ("docx", "odt")

_PROGRAM = Path(__file__).with_name("documents.lua")


def documents(
    texts: Mapping[str, str], date: datetime.date, language: str
) -> dict[tuple[str, str], bytes]:
    """Return GitHub's Markdown as documents, by name and kind: the same bytes for the same input.

    `texts` has a text for each name; `date` is the day that the documents say they were made on,
    `language` is theirs (such as `en-GB`). A picture is replaced by its description.
    """
    names = sorted(texts)
    # Names are ours to give: what a page is called never reaches a command.
    files = [f"{number}.md" for number in range(len(names))]
    # pandoc takes the time that it writes into documents from SOURCE_DATE_EPOCH.
    epoch = calendar.timegm(date.timetuple())
    with tempfile.TemporaryDirectory() as folder:
        for file, name in zip(files, names, strict=True):
            Path(folder, file).write_text(texts[name], encoding="utf-8")
        program = [pypandoc.get_pandoc_path(), "lua", str(_PROGRAM), language, ",".join(KINDS)]
        environment = {"SOURCE_DATE_EPOCH": str(epoch), "LANG": "C.UTF-8"}
        subprocess.run([*program, *files], check=True, env=environment, cwd=folder)
        return {
            (name, kind): Path(folder, file).with_suffix(f".{kind}").read_bytes()
            for file, name in zip(files, names, strict=True)
            for kind in KINDS
        }
