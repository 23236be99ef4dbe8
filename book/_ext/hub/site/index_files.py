"""Reads and writes the files of Pagefind's index, which are gzipped CBOR behind a mark."""

from __future__ import annotations

import gzip
import hashlib
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cbor2

_MAGIC = b"pagefind_dcd"


class FormatError(Exception):
    """Raised when the files are not of the form that is known here."""


def read(file: Path) -> Any:
    """Return what a file of the index holds; raises `FormatError` for what would not be written so."""
    content = _unpack(file)
    return _loads(file, content, cbor2.dumps)


def read_words(file: Path) -> list[tuple[list, bytes]]:
    """Return the words that a file of the index holds, each with its bytes; raises `FormatError`.

    Each is brought into bytes once, to be compared, measured and written: that takes longest of all.
    """
    encoded: list[bytes] = []

    def dumps(item: Any) -> bytes:
        encoded.extend(map(cbor2.dumps, item[0]))
        return words_file(encoded)

    (words,) = _loads(file, _unpack(file), dumps)
    return list(zip(words, encoded, strict=True))


def words_file(encoded: Sequence[bytes]) -> bytes:
    """Return the content of a file with one list of words, from the bytes of each."""
    return _list_of(1) + _list_of(len(encoded)) + b"".join(encoded)


def _list_of(number: int) -> bytes:
    """Return how CBOR begins a list of so many items (RFC 8949, section 3, major type 4)."""
    if number < 24:
        return bytes([0x80 + number])
    if number < 1 << 8:
        return bytes([0x98, number])
    return (
        struct.pack(">BH", 0x99, number) if number < 1 << 16 else struct.pack(">BI", 0x9A, number)
    )


def _unpack(file: Path) -> bytes:
    try:
        packed = gzip.decompress(file.read_bytes())
    except (EOFError, OSError) as error:
        raise FormatError(f"{file.name} cannot be read: {error}.") from None
    if not packed.startswith(_MAGIC):
        raise _other_form(file)
    return packed[len(_MAGIC) :]


def _loads(file: Path, content: bytes, dumps: Callable[[Any], bytes]) -> Any:
    try:
        item = cbor2.loads(content)
        if dumps(item) == content:
            return item
    except cbor2.CBORDecodeError as error:
        raise FormatError(f"{file.name} cannot be read: {error}.") from None
    except (IndexError, KeyError, TypeError):
        pass
    raise _other_form(file)


def _other_form(file: Path) -> FormatError:
    return FormatError(f"{file.name} has another form than Pagefind 1.5 writes.")


def write(folder: Path, start: str, suffix: str, content: bytes) -> str:
    """Write a file that is named by its content; return its name without the suffix."""
    packed = gzip.compress(_MAGIC + content, mtime=0)
    name = start + hashlib.sha256(packed).hexdigest()[:10]
    (folder / f"{name}{suffix}").write_bytes(packed)
    return name
