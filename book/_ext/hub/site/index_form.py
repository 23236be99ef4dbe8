"""Gives Pagefind's index a form that is the same in every run, and light for a reader.

Pagefind 1.5 writes filters and their values in the order of a hash map, which differs from run to
run; everything else is stable. And whoever asks for a word fetches all words of its chunk, 25 kB in a
book of a thousand case studies: three words were over 100 kB. So the filters are sorted, the chunks
are split, and the list of both is written anew; Pagefind's own programs read the result.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cbor2
from booklint.parallel_map import parallel_map

from . import index_files

# A word of the index with the pages that have it, and its bytes.
Word = tuple[list, bytes]

# Fewer chunks are not worth a second process.
FEW = 20

# Where, in the list of all files, those of the words and of the filters stand.
_CHUNKS, _FILTERS = 2, 3
# Bytes of a chunk before it is compressed to a third. Smaller ones make the list of them longer, which
# is fetched with every first question.
_CHUNK = 12_000


def reform(bundle: Path) -> None:
    """Sort the filters of the index in `bundle`, and split its chunks.

    Raises `index_files.FormatError` if Pagefind writes another form than is known here.
    """
    entry = bundle / "pagefind-entry.json"
    data = json.loads(entry.read_text(encoding="utf-8"))
    for language, facts in data["languages"].items():
        listing = bundle / f"pagefind.{facts['hash']}.pf_meta"
        content = index_files.read(listing)
        content[_CHUNKS] = list(_split(bundle / "index", language, content[_CHUNKS]))
        content[_FILTERS] = sorted(_sorted(bundle / "filter", language, content[_FILTERS]))
        name = index_files.write(bundle, f"pagefind.{language}_", ".pf_meta", cbor2.dumps(content))
        facts["hash"] = name.removeprefix("pagefind.")
        listing.unlink()
    entry.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _sorted(folder: Path, language: str, filters: list[list[str]]) -> Iterator[list[str]]:
    """Write each filter anew with its values in order; yield its name and that of its file."""
    for name, file in filters:
        old = folder / f"{file}.pf_filter"
        known, values = index_files.read(old)
        old.unlink()
        content = cbor2.dumps([known, sorted(values)])
        yield [name, index_files.write(folder, f"{language}_", ".pf_filter", content)]


def _split(folder: Path, language: str, chunks: list[list[str]]) -> Iterator[list[str]]:
    """Split each chunk of words; yield the first and last word of each part and its file's name."""

    def split(chunk: list[str]) -> list[list[str]]:
        old = folder / f"{chunk[-1]}.pf_index"
        words = index_files.read_words(old)
        old.unlink()
        return [_write(folder, language, part) for part in _parts(words)]

    for parts in parallel_map(split, chunks, few=FEW):
        yield from parts


def _write(folder: Path, language: str, part: list[Word]) -> list[str]:
    content = index_files.words_file([encoded for _, encoded in part])
    name = index_files.write(folder, f"{language}_", ".pf_index", content)
    return [part[0][0][0], part[-1][0][0], name]


def _parts(words: list[Word]) -> Iterator[list[Word]]:
    """Yield the words in parts of about `_CHUNK` bytes; a word that is larger stands alone."""
    part: list[Word] = []
    size = 0
    for word, encoded in words:
        if part and size + len(encoded) > _CHUNK:
            yield part
            part, size = [], 0
        part.append((word, encoded))
        size += len(encoded)
    if part:
        yield part
