"""The Bad and Good examples in a rule's docstring, taken out and run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import dedent

from booklint.book import Book
from booklint.files import MemoryFiles
from booklint.finding import Finding
from booklint.registry import Rule, Source
from booklint.samples import SAMPLES
from booklint.settings import find_settings
from booklint.site import Site

HEADING = re.compile(r"^(?P<kind>Bad|Good)(?: \((?P<where>[^)]*)\))?:$", re.MULTILINE)
FILE = re.compile(
    r"^== (?P<path>\S.*?)(?: \((?P<sample>[^)]+)\)| -> (?P<link>\S+))?$\n?", re.MULTILINE
)
WHERE = re.compile(
    r"(?:(?P<strict>strict)(?:, |$))?(?:(?P<path>[^,]+?), )?(?:lines? (?P<lines>[\d, ]+))?"
)


@dataclass(frozen=True)
class Example:
    """One example: the files it is made of and, for a Bad one, the places that must be found.

    `path` is where a Bad one is found; it is empty where the heading of several files names none.
    """

    good: bool
    files: dict[str, bytes | str]
    links: dict[str, str] = field(default_factory=dict)
    path: str = ""
    lines: tuple[int, ...] = (1,)


def examples(rule: Rule, manual: str = "") -> Iterator[Example]:
    """The examples in a rule's docstring, or in another text of that form."""
    for heading, content in _parted(manual or rule.manual, HEADING):
        text = dedent(content).strip("\n") + "\n"
        where = WHERE.fullmatch(heading["where"] or "line 1")
        if where is None:
            raise ValueError(f"{rule.name}: cannot read the place «{heading['where']}»")
        lines = tuple(int(each) for each in (where["lines"] or "1").split(","))
        alone = ALONE.get(rule.kind, "index.md")
        files, links = _files(text, alone)
        path = where["path"] or ("" if FILE.search(text) else alone)
        if where["strict"]:
            files["booklint.toml"] = "strict = true\n"
        if rule.kind == "picture" and not any(path.endswith(".md") for path in files):
            files["index.md"] = "".join(f"![A map]({path})\n" for path in files)
        yield Example(heading["kind"] == "Good", files, links, path, lines)


def _parted(text: str, heading: re.Pattern[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Each heading of a text, and what stands below it."""
    found = list(heading.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    yield from ((each, text[each.end() : end]) for each, end in zip(found, ends, strict=True))


HTML = ("built_page", "site")
ALONE = {**dict.fromkeys(HTML, "page.html"), "picture": "map.svg"}
"""What a text without a heading is, by the kind of the rule; for any other, a page."""


def _files(text: str, alone: str) -> tuple[dict[str, bytes | str], dict[str, str]]:
    """The files of an example: one without headings, or one for each heading."""
    if not FILE.search(text):
        return {alone: text}, {}
    files: dict[str, bytes | str] = {}
    links: dict[str, str] = {}
    for heading, content in _parted(text, FILE):
        if heading["link"]:
            links[heading["path"]] = heading["link"]
        elif heading["sample"]:
            files[heading["path"]] = SAMPLES[heading["sample"]]()
        else:
            files[heading["path"]] = content.rstrip("\n") + "\n"
    return files, links


def run_example(rule: Rule, example: Example) -> list[Finding]:
    """What the rule finds in the book or the site that the example describes."""
    files = MemoryFiles(example.files, example.links)
    if rule.kind in HTML:
        source: Source = Site(files, settings=find_settings(files))
    else:
        source = Book.load(files, _folder(example))
    return sorted({each for thing in source.things(rule.kind) for each in rule.findings(thing)})


def _folder(example: Example) -> str:
    configs = [path for path in example.files if path.endswith("_config.yml")]
    folder = configs[0].removesuffix("_config.yml").rstrip("/") if configs else ""
    if not configs and any(path.startswith("book/") for path in example.files):
        folder = "book"
    return folder
