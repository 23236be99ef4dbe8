"""Keeps the table of contents of each page as bytes until somebody asks for it.

Sphinx keeps them as nodes, sixty of them for a case study, although a page's own is all that its
template looks at. In a book of a thousand case studies they were 5 of the environment's 14 MB, which
took 0.2 s to store and 0.13 s to load at every edit.

Holds for Sphinx 7.4.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from sphinx.application import Sphinx


def setup_packed(app: Sphinx) -> None:
    """Pack the contents of pages once there is an environment."""
    app.connect("builder-inited", _pack, priority=100)


def _pack(app: Sphinx) -> None:
    if not isinstance(app.env.tocs, Packed):
        app.env.tocs = Packed(app.env.tocs)


class Packed(MutableMapping[str, Any]):
    """Values by their names, which are unpacked when they are asked for; afterwards they stay so.

    What is changed in an unpacked value is therefore kept, as in a dictionary.
    """

    def __init__(self, values: Mapping[str, Any]):
        self._packed: dict[str, bytes] = {}
        self._open: dict[str, Any] = dict(values)

    def packed(self) -> dict[str, bytes]:
        """Return all values as bytes, in which form another mapping of this kind takes them over."""
        opened = {
            name: pickle.dumps(value, pickle.HIGHEST_PROTOCOL) for name, value in self._open.items()
        }
        return self._packed | opened

    def __getstate__(self) -> dict[str, Any]:
        return {"_packed": self.packed(), "_open": {}}

    def __getitem__(self, name: str) -> Any:
        if name in self._packed:
            self._open[name] = pickle.loads(self._packed.pop(name))
        return self._open[name]

    def __setitem__(self, name: str, value: Any) -> None:
        packed = isinstance(value, bytes)
        taken, other = (self._packed, self._open) if packed else (self._open, self._packed)
        other.pop(name, None)
        taken[name] = value

    def __delitem__(self, name: str) -> None:
        del (self._packed if name in self._packed else self._open)[name]

    def __contains__(self, name: object) -> bool:
        return name in self._packed or name in self._open

    def __iter__(self) -> Iterator[str]:
        yield from self._packed
        yield from self._open

    def __len__(self) -> int:
        return len(self._packed) + len(self._open)
