"""Makes two runs of Pagefind write the same bytes.

Pagefind 1.5 writes filters and their values in the order of a hash map, which differs from run to
run; everything else is stable. So the few filter files, and the one file that lists them, are sorted
and named anew by their content. They are gzipped CBOR, of which three kinds of item are used.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

_MAGIC = b"pagefind_dcd"
_NUMBER, _TEXT, _LIST = 0, 3, 4
# The place of the list of filters in the index of all files.
_FILTERS = 3

Item = int | str | list


class FormatError(Exception):
    """Raised when the files are not of the form that this module knows."""


def make_stable(bundle: Path) -> None:
    """Sort the filters of the index in `bundle`, and rename what that changes."""
    entry = bundle / "pagefind-entry.json"
    data = json.loads(entry.read_text(encoding="utf-8"))
    for language, facts in data["languages"].items():
        listing = bundle / f"pagefind.{facts['hash']}.pf_meta"
        content = _read(listing)
        renamed = {}
        for file in sorted(bundle.glob(f"filter/{language}_*.pf_filter")):
            name, values = _read(file)
            renamed[name] = _write(file, f"{language}_", [name, sorted(values)])
        content[_FILTERS] = [[name, renamed[name]] for name in sorted(renamed)]
        facts["hash"] = _write(listing, f"pagefind.{language}_", content).removeprefix("pagefind.")
    entry.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _read(file: Path) -> Item:
    packed = gzip.decompress(file.read_bytes())
    if not packed.startswith(_MAGIC):
        raise FormatError(f"{file.name} does not begin as Pagefind's files do.")
    item, end = _decode(packed, len(_MAGIC))
    if end != len(packed) or _MAGIC + _encode(item) != packed:
        raise FormatError(f"{file.name} has another form than Pagefind 1.5 writes.")
    return item


def _write(file: Path, start: str, item: Item) -> str:
    """Replace `file` by one with this content; return its name without suffix."""
    packed = gzip.compress(_MAGIC + _encode(item), mtime=0)
    name = start + hashlib.sha256(packed).hexdigest()[:13]
    file.unlink()
    file.with_name(f"{name}{file.suffix}").write_bytes(packed)
    return name


def _decode(data: bytes, at: int) -> tuple[Item, int]:
    kind, size = data[at] >> 5, data[at] & 31
    at += 1
    if 24 <= size <= 27:
        length = 1 << (size - 24)
        size = int.from_bytes(data[at : at + length])
        at += length
    if kind == _NUMBER:
        return size, at
    if kind == _TEXT:
        return data[at : at + size].decode(), at + size
    if kind == _LIST:
        items = []
        for _ in range(size):
            item, at = _decode(data, at)
            items.append(item)
        return items, at
    raise FormatError(f"CBOR of kind {kind} is not known here.")


def _encode(item: Item) -> bytes:
    if isinstance(item, int):
        return _head(_NUMBER, item)
    if isinstance(item, str):
        text = item.encode()
        return _head(_TEXT, len(text)) + text
    return _head(_LIST, len(item)) + b"".join(_encode(inner) for inner in item)


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    for step in range(4):
        length = 1 << step
        if size < 1 << (8 * length):
            return bytes([kind << 5 | 24 + step]) + size.to_bytes(length)
    raise FormatError("A number is too large for CBOR.")
