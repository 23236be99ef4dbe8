"""Where people wrote an address: the file and line that the parser of the book knows for each."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote

from booklint.addresses import addresses_in_text
from booklint.config import read_config
from booklint.reader import Reader

from linkhealth.addresses import document_of, doi_of, requoted, same_page, split

DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"{}<>]+")

DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:[ \t]*<?([^\s>]+)")
ESCAPED = re.compile(r"\\([_&%#~$])")  # as BibTeX writes these


@dataclass(frozen=True, order=True)
class Line:
    """One line of a source file."""

    path: str
    number: int


class Written:
    """The text of every source file, read once, with the lines of the addresses in it."""

    def __init__(self, root: Path, patterns: tuple[str, ...], config: str) -> None:
        self._reader = Reader(read_config(config).parser)
        files = {
            file.relative_to(root).as_posix(): file
            for pattern in patterns
            for file in sorted(root.glob(pattern))
            if file.is_file() and "_build" not in file.relative_to(root).parts
        }
        # As it is, with its line ends and with bytes that are no text: it may be written back.
        self.texts = {
            path: file.read_bytes().decode("utf-8", "surrogateescape")
            for path, file in files.items()
        }

    @cached_property
    def lines(self) -> dict[str, list[Line]]:
        """The lines of every address, by its one spelling."""
        found: dict[str, list[Line]] = defaultdict(list)
        for path, text in self.texts.items():
            for key, number in self.read(path, text):
                line = Line(path, number)
                if line not in found[key]:
                    found[key].append(line)
        return found

    def read(self, path: str, text: str) -> Iterator[tuple[str, int]]:
        """Each address in the text of a source file, by its one spelling, with its line."""
        shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        shown = shown.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        for url, number in self._addresses(path, shown):
            for key in {one_spelling(url), one_spelling(html.unescape(url))}:
                yield key, number

    def _addresses(self, path: str, text: str) -> Iterator[tuple[str, int]]:
        """Each address with its line: of Markdown by MyST's own parser, of all else as plain text.

        In a bibliography a bare DOI is an address too.
        """
        if path.endswith(".md"):
            found = self._reader.read(path, text).addresses
            yield from ((each.url, each.line) for each in found)
            # The parser names the line where a reference is used; its address stands elsewhere.
            known = {each.url for each in found}
            for number, line in enumerate(text.split("\n"), 1):
                if (match := DEFINITION.match(line)) and match[1] in known:
                    yield match[1], number
            return
        bibliography = path.endswith(".bib")
        text = ESCAPED.sub(r"\1", text) if bibliography else text
        yield from ((each.url, each.line) for each in addresses_in_text(text))
        for number, line in enumerate(text.split("\n") if bibliography else (), 1):
            for match in DOI.finditer(line):
                yield f"https://doi.org/{match[0].rstrip(',')}", number

    def lines_of(self, address: str, own: str = "") -> list[Line]:
        """The lines that hold an address: those of the page's own source first."""
        return sorted(self.lines.get(one_spelling(address), ()), key=lambda line: line.path != own)


def one_spelling(address: str) -> str:
    """What all spellings of an address in a source have in common."""
    if doi := doi_of(address):
        return f"doi:{doi.lower()}"
    parts = split(address)
    place = address.partition("#")[2]
    host, path, query = same_page(document_of(address))
    return f"{parts.scheme.lower()}://{host}{path}?{query}#{unquote(place)}"


def spellings(address: str) -> list[str]:
    """The ways to write one address on a line: as it is, unquoted, quoted, with its file's escapes."""
    ways = [
        address,
        unquote(address),
        requoted(address),
        quote(address, safe=":/?#[]@!$&'()*+,;=%~"),
    ]
    ways += [way.replace("&", "&amp;") for way in ways if "&" in way]
    ways += [re.sub(r"([_&%#])", r"\\\1", way) for way in ways]
    return list(dict.fromkeys(ways))
