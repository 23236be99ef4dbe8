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

from . import index_files

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
        name = index_files.write(bundle, f"pagefind.{language}_", ".pf_meta", content)
        facts["hash"] = name.removeprefix("pagefind.")
        listing.unlink()
    entry.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _sorted(folder: Path, language: str, filters: list[list[str]]) -> Iterator[list[str]]:
    """Write each filter anew with its values in order; yield its name and that of its file."""
    for name, file in filters:
        old = folder / f"{file}.pf_filter"
        known, values = index_files.read(old)
        old.unlink()
        yield [
            name,
            index_files.write(folder, f"{language}_", ".pf_filter", [known, sorted(values)]),
        ]


def _split(folder: Path, language: str, chunks: list[list[str]]) -> Iterator[list[str]]:
    """Split each chunk of words; yield the first and last word of each part and its file's name."""
    for _, _, file in chunks:
        old = folder / f"{file}.pf_index"
        (words,) = index_files.read(old)
        old.unlink()
        for part in _parts(words):
            name = index_files.write(folder, f"{language}_", ".pf_index", [part])
            yield [part[0][0], part[-1][0], name]


def _parts(words: list) -> Iterator[list]:
    """Yield the words in parts of about `_CHUNK` bytes; a word that is larger stands alone."""
    part: list = []
    size = 0
    for word in words:
        length = index_files.size(word)
        if part and size + length > _CHUNK:
            yield part
            part, size = [], 0
        part.append(word)
        size += length
    if part:
        yield part
