"""Reads and writes the files of Pagefind's index, which are gzipped CBOR behind a mark."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

import cbor2

_MAGIC = b"pagefind_dcd"


class FormatError(Exception):
    """Raised when the files are not of the form that is known here."""


def read(file: Path) -> Any:
    """Return what a file of the index holds; raises `FormatError` for what would not be written so."""
    try:
        packed = gzip.decompress(file.read_bytes())
        item = cbor2.loads(packed[len(_MAGIC) :])
    except (EOFError, OSError, cbor2.CBORDecodeError) as error:
        raise FormatError(f"{file.name} cannot be read: {error}.") from None
    if _MAGIC + cbor2.dumps(item) != packed:
        raise FormatError(f"{file.name} has another form than Pagefind 1.5 writes.")
    return item


def write(folder: Path, start: str, suffix: str, item: Any) -> str:
    """Write a file that is named by its content; return its name without the suffix."""
    packed = gzip.compress(_MAGIC + cbor2.dumps(item), mtime=0)
    name = start + hashlib.sha256(packed).hexdigest()[:10]
    (folder / f"{name}{suffix}").write_bytes(packed)
    return name


def size(item: Any) -> int:
    """Return the bytes of something before they are compressed."""
    return len(cbor2.dumps(item))
