"""Reads the hostile cases, and puts one into a copy of the small book.

A case is a text: lines `key: value` that say what it is and what must happen, then files, each below a
heading `== path`. After the path may stand

- `(a page)`: the text below is put under a sound front matter and title, and into the menu;
- `(more)`: the text below is put at the end of the file that is there;
- `(escaped)`: `\\u202e` and the like in the text below stand for those signs;
- `(a PNG)` or another name of `growing.SAMPLES`: the bytes are made here;
- `(a pipe)`: a named pipe, whose reader waits for ever;
- `-> target`: a symbolic link, also in the place of a file that was there.

`{outside}` stands for a folder that is none of the book's business, and `{trace}` for a file there that
only a program could make.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from booklint.samples import SAMPLES as SMALL
from support import ROOT

from hostile.growing import SAMPLES

EXAMPLES = ROOT / "tests/examples"
SECRET = "a-secret-that-lies-outside-7f3a"

FRONT_MATTER = """---
type: about
description: A page that somebody proposed, called {name}, and that is not at all what it seems to be.
reviewed: 2026-11-23
---

({name})=

# A page called {name}

"""
_HEADING = re.compile(
    r"^== (?P<path>\"[^\"\n]+\"|'[^'\n]+'|\S+)(?: \((?P<how>[^)\n]+)\)| -> (?P<link>\S+))?$",
    re.MULTILINE,
)
_KEYS = frozenset(
    {
        "what",
        "found",
        "found-in",
        "found-at",
        "refused",
        "harmless",
        "stage",
        "file",
        "at",
        "absent",
    }
    | {"present"}
)


@dataclass(frozen=True)
class Part:
    """One file of a case: its path below the repository, how to make it, and its text."""

    path: str
    how: str
    link: str
    text: str


@dataclass(frozen=True)
class Case:
    """One attack, and what must become of it.

    `found` is the rule of the checks that reports it; `refused` are words of the build's message, or
    else `harmless` says why it may be built. Both name `file`, at the line that holds `at`; the checks
    in `found_in` and at `found_at`, if they see another part of it. `stage` is when the build
    refuses it: `settings`, `files`, `records`, `pages`, `clock`, `resolved`, or
    `warning` (an error of a strict build alone).
    `absent` and `present` are pairs of a pattern for names of built files and words that none, or at
    least one, of them may hold.
    """

    name: str
    what: str
    parts: tuple[Part, ...]
    found: str = ""
    found_in: str = ""
    found_at: str = ""
    refused: str = ""
    harmless: str = ""
    stage: str = "pages"
    file: str = "book/hostile.md"
    at: str = ""
    absent: tuple[tuple[str, str], ...] = ()
    present: tuple[tuple[str, str], ...] = ()


def all_cases() -> list[Case]:
    """Return every case of the corpus in the order of its names."""
    return [read_case(file) for file in sorted((EXAMPLES / "hostile").glob("*.txt"))]


def read_case(file: Path) -> Case:
    """Read one case. Raises `ValueError` if its text is not as this module says."""
    head, _, body = file.read_text(encoding="utf-8").partition("\n== ")
    values: dict[str, str] = {}
    absent, present = [], []
    for line in head.splitlines():
        key, colon, value = line.partition(": ")
        if not colon or key not in _KEYS:
            raise ValueError(f"{file.name}: «{line}» is no line of a case.")
        if key in ("absent", "present"):
            pattern, _, words = value.partition(" holds ")
            (absent if key == "absent" else present).append((pattern, words))
        else:
            values[key.replace("-", "_")] = unescaped(value)
    if ("refused" in values) == ("harmless" in values):
        raise ValueError(f"{file.name}: say «refused», or else «harmless».")
    return Case(
        name=file.stem,
        parts=tuple(_parts(f"== {body}")),
        absent=tuple(absent),
        present=tuple(present),
        **values,
    )


def unescaped(text: str) -> str:
    """Return text with `\\x1b` and `\\u202e` in the place of the signs that they stand for."""
    signs = r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}"
    return re.sub(signs, lambda match: ast.literal_eval(f'"{match[0]}"'), text)


def renamed(case: Case) -> Case:
    """Return a case whose files and records are called after it, so that it can stand beside others."""

    def own(text: str) -> str:
        return text.replace("hostile", case.name)

    return replace(
        case,
        parts=tuple(
            Part(own(part.path), part.how, own(part.link), own(part.text)) for part in case.parts
        ),
        file=own(case.file),
        found_in=own(case.found_in),
        at=own(case.at),
        absent=tuple((own(pattern), own(words)) for pattern, words in case.absent),
        present=tuple((own(pattern), own(words)) for pattern, words in case.present),
    )


def _parts(body: str) -> list[Part]:
    headings = list(_HEADING.finditer(body))
    parts = []
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        text = body[heading.end() + 1 : following.start() if following else len(body)]
        path = heading["path"]
        path = ast.literal_eval(path) if path[0] in "'\"" else path
        parts.append(Part(path, heading["how"] or "", heading["link"] or "", text))
    return parts


def small_book(folder: Path) -> Path:
    """Put a copy of the small book into `folder`, with what it must not see round it; return book/."""
    top = folder / "repository"
    shutil.copytree(EXAMPLES / "small-book", top)
    shutil.copy(ROOT / "book/_config.yml", top / "book")
    # The settings of this book, without its waivers.
    settings, _, _ = (ROOT / "booklint.toml").read_text(encoding="utf-8").partition("[[waiver]]")
    (top / "booklint.toml").write_text(settings, encoding="utf-8")
    shutil.copytree(ROOT / "book/_templates", top / "book/_templates")
    for place in (folder / "outside", top / ".git"):
        place.mkdir()
        for name in ("config", "secret.csv", "secret.md", "secret.png", "secret.txt"):
            (place / name).write_text(f"{SECRET}\n", encoding="utf-8")
    return top / "book"


def line_of(case: Case, book: Path, words: str, file: str = "") -> int:
    """Return the first line of a file, or else of the case's, that holds some words; 1 for no words."""
    if words.isdecimal():
        return int(words)
    if not words:
        return 1
    before, found, _ = (book.parent / (file or case.file)).read_bytes().partition(words.encode())
    if not found:
        raise ValueError(f"{case.name}: «{words}» is not in {case.file}.")
    return 1 + before.count(b"\n")


def plant(case: Case, book: Path) -> None:
    """Put the files of a case into a copy of the small book."""
    top = book.parent
    outside = top.parent / "outside"
    for part in case.parts:
        file = top / part.path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = part.text.replace("{outside}", str(outside)).replace("{trace}", str(outside / "ran"))
        if "escaped" in part.how:
            text = unescaped(text)
        if part.link or part.how == "a pipe":
            file.unlink(missing_ok=True)
        if part.how == "a pipe":
            os.mkfifo(file)
        elif part.link:
            file.symlink_to(part.link.replace("{outside}", str(outside)))
        elif part.how in SMALL or part.how in SAMPLES:
            content = (SMALL.get(part.how) or SAMPLES[part.how])()
            if part.path.endswith(".md") and not content.startswith((b"---", b"#")):
                content = FRONT_MATTER.format(name=file.stem).encode() + content
            file.write_bytes(content)
        elif part.how.startswith("a page"):
            text = FRONT_MATTER.format(name=file.stem) + text
            file.write_bytes(text.encode("utf-8", "surrogatepass"))
        elif part.how.startswith("more"):
            with file.open("ab") as stream:
                stream.write(text.encode("utf-8"))
        else:
            file.write_bytes(text.encode("utf-8"))
        _list(book, file)


def _list(book: Path, file: Path) -> None:
    """Put a new page into the menu, so that nothing but its content is wrong with it."""
    menu = book / "_toc.yml"
    if file.suffix != ".md" or not file.is_relative_to(book):
        return
    name = file.relative_to(book).with_suffix("").as_posix()
    text = menu.read_text(encoding="utf-8")
    if name.isprintable() and f"file: {name}\n" not in text:
        menu.write_text(f"{text}  - file: {name}\n", encoding="utf-8")
