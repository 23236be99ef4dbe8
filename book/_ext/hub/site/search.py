"""Makes what the search needs: Pagefind's index of the pages, and words that readers use for others."""

import base64
import json
import os
import re
import shutil
import subprocess
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from hubdata.records import Records
from hubdata.slugs import in_ascii
from pagefind.service import get_executable
from selectolax.lexbor import LexborHTMLParser
from sphinx.errors import SphinxError

FOLDER = "pagefind"
WORDS_FOLDER = "words"

# Stands in every page that is to be searched.
_BODY = "data-pagefind-body"
# The marks of sources and the arrows that lead back to them say nothing about the subject of a page.
_LEFT_OUT = "sup.citation, span.back"
# Pagefind leaves out every label as the part of a form, also one that is the title of a pane, and what a
# short word stands for.
_PANE = re.compile(r'<label [^>]*class="sd-tab-label"[^>]*>(.*?)</label>', re.DOTALL)
# Whoever asks for a word fetches all words of its chunk. Pagefind's own size is 20,000, which is 30 kB; were
# this setting gone, readers would fetch more and find the same.
_CHUNKS = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "4000"}
# Our own search box needs the engine alone; Pagefind's ready-made interfaces weigh more than this site.
_UNUSED = (
    "*-ui.*",
    "pagefind-component*",
    "pagefind-modular*",
    "pagefind-highlight.js",
    "pagefind-worker.js",
    "wasm.unknown.*",
)
_WORD = re.compile(r"[^\W_]+")
# Whoever misspells a shorter word could mean many others.
_SHORT = 4
# Over how many files the words are spread by their first letter, as search.js reads them.
_FILES = 32
# British words with their American spelling, as codespell's authors keep them.
_SPELLINGS = "dictionary_en-GB_to_en-US.txt"


class SearchError(SphinxError):
    """Stops the build: the search index could not be made."""

    category = "Search index"


def write_index(site: Path) -> None:
    """Index the pages below `site` with Pagefind, in place of the index of an earlier build.

    Pagefind numbers pages in the order in which it gets them. Given a folder, it takes the order of the
    disk, so it is given page after page. Its Python package would do that, but rests a tenth of a second
    before each answer, and waits for ever if the program ends; so its program is spoken to directly, in
    the same messages. Raises `SearchError` if it fails.
    """
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    config = {"keep_index_url": True, "exclude_selectors": [_LEFT_OUT]}
    requests: list[dict[str, Any]] = [{"type": "NewIndex", "config": config}]
    for name, text in _pages(site):
        text = text.replace("<abbr ", '<abbr data-pagefind-index-attrs="title" ')
        requests.append(
            {
                "type": "AddFile",
                "index_id": 0,
                "file_path": name,
                "file_contents": _PANE.sub(r"<p>\1</p>", text),
            }
        )
    # Told to write the files itself, it says that it is done before the last of them is on the disk.
    requests.append({"type": "GetFiles", "index_id": 0})
    program = get_executable()
    if program is None:
        raise SearchError("Pagefind is not installed. Remove .venv and build again.")
    # Pagefind would take the settings of another project, from the shell or the folder that it starts in.
    settings = {name: value for name, value in os.environ.items() if "PAGEFIND_" not in name}
    with subprocess.Popen(
        [program, "--service"],
        cwd=site,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=settings | _CHUNKS,
    ) as process:
        threading.Thread(target=_send, args=(process.stdin, requests), daemon=True).start()
        try:
            answers = _answers(process.stdout)
            *_, answer = [next(answers) for _ in requests]
        finally:
            process.kill()
            # Closing writes what is left, to a program that may have ended.
            with suppress(OSError):
                process.stdin.close()
    try:
        for file in answer["files"]:
            target = site / FOLDER / file["path"]
            if not any(target.match(pattern) for pattern in _UNUSED):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(base64.b64decode(file["content"]))
    except OSError as error:
        raise SearchError(f"The search index could not be written: {error}") from None


def _pages(site: Path) -> Iterator[tuple[str, str]]:
    """Yield address and text of every page that is searched, in the order of the addresses."""
    for name in sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html")):
        text = (site / name).read_text(encoding="utf-8")
        if _BODY in text:
            yield name, text


def _send(stream: IO[bytes], requests: list[dict[str, Any]]) -> None:
    try:
        for number, request in enumerate(requests, start=1):
            message = json.dumps({"message_id": number, "payload": request}).encode()
            stream.write(base64.b64encode(message) + b",")
            stream.flush()
    except (OSError, ValueError):
        # The program has ended, which the missing answer tells.
        pass


def _answers(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield what the program answers; each answer ends with a comma."""
    rest = b""
    while True:
        parts = [rest]
        while b"," not in parts[-1]:
            # A pipe gives what has come so far, and nothing once the program has ended.
            if not (more := stream.read1()):
                raise SearchError(
                    "Pagefind ended before it was done. "
                    "Remove .venv and build again: Pagefind is then installed anew."
                )
            parts.append(more)
        found, _, rest = b"".join(parts).partition(b",")
        try:
            answer = json.loads(base64.b64decode(found))["payload"]
            failed = answer["type"] == "Error"
        except (ValueError, KeyError, TypeError):
            raise SearchError("Pagefind answers in another way than its version 1.5.") from None
        if failed:
            raise SearchError(f"Pagefind says: {answer['message']}")
        yield answer


def write_words(site: Path, records: Records) -> None:
    """Write the words of the pages below `site`, to correct a misspelt one, and what means the same."""
    known = words(site)
    groups = same(records, set(known))
    quiet = _words_that_say("little", records)
    # A word that leads to others can be misspelt too.
    asked = sorted({word for ways, others in groups if ways for word in others})
    # A misspelt word begins as the right one does, and whoever asks needs only these.
    files: dict[str, list] = {str(number): [] for number in range(_FILES)} | {
        "same": [quiet, *groups]
    }
    for word in dict.fromkeys([*known, *asked]):
        if len(word) >= _SHORT and word.isalpha():
            files[str(ord(word[0]) % _FILES)].append(word)
    (site / WORDS_FOLDER).mkdir(exist_ok=True)
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (site / WORDS_FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


def words(site: Path) -> list[str]:
    """Return every word of the searched pages as search.js compares them, those on most pages first."""
    pages: Counter[str] = Counter()
    for _, text in _pages(site):
        pages.update(_words_of_page(text))
    return sorted(pages, key=lambda word: (-pages[word], word))


def _words_of_page(text: str) -> set[str]:
    tree = LexborHTMLParser(text)
    for node in tree.css(_LEFT_OUT):
        node.decompose()
    body = tree.css_first(f"[{_BODY}]")
    return set(_WORD.findall(_plain(body.text(separator=" ")))) if body else set()


def _plain(text: str) -> str:
    """Return the text as search.js compares it."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def same(records: Records, known: Set[str]) -> list[tuple[list[str], list[str]]]:
    """Return groups of words that mean the same: those that pages have, to search for, and others.

    They are synonyms, short names and American spellings; search.js makes no difference between a word and
    its plural. Words that say nothing about a subject are a group for which nothing is searched.
    """
    groups = [each.words for each in records.synonyms.values() if each.says == "much"]
    for organisation in records.organisations.values():
        groups.append([organisation.short_name, organisation.name])
    groups += (pair for pair in _spellings() if known.intersection(pair))
    # Who has no key for a letter types those that sound like it: «Lukasz» for «Łukasz», «Ivan» for «Иван».
    others = sorted(word for word in known if word[0].isalpha() and not word.isascii())
    groups += ([word, in_ascii(word)] for word in others)
    found: list[tuple[list[str], list[str]]] = [([], _words_that_say("nothing", records))]
    for group in groups:
        joined = (re.sub(r"(?:[^\w\s]|_)+", "-", _plain(word)).split() for word in group)
        cleaned = dict.fromkeys(" ".join(part.strip("-") for part in parts) for parts in joined)
        # Pagefind takes the beginning of a word that no page has for it, and finds a word by its plural.
        ways = [
            word
            for word in cleaned
            if all(known & {each, f"{each}s", f"{each[:-1]}ies"} for each in _WORD.findall(word))
        ]
        if ways and len(cleaned) > 1:
            found.append((ways, [word for word in cleaned if word not in ways]))
    return found


def _words_that_say(how_much: str, records: Records) -> list[str]:
    groups = [each.words for each in records.synonyms.values() if each.says == how_much]
    return [_plain(word) for words in groups for word in words]


def _spellings() -> Iterable[list[str]]:
    for row in (files("codespell_lib") / "data" / _SPELLINGS).read_text("utf-8").splitlines():
        british, _, american = row.partition("->")
        yield [british, *(word.strip() for word in american.split(",") if word.strip())]
