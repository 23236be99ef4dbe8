"""Finds the record that somebody means, by its id or by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubdata.records import did_you_mean

from scaffold.prose import one_line
from scaffold.refusal import RefusalError


def find(records: Mapping[str, Any], said: str) -> str | None:
    """Return the id of the record that `said` names: its id, its name or its short name."""
    wanted = said.casefold()
    for key, record in records.items():
        names = (key, getattr(record, "name", ""), getattr(record, "short_name", ""))
        if wanted in (name.casefold() for name in names):
            return key
    return None


def needed(records: Mapping[str, Any], said: str, what: str) -> str:
    """Return the id of the record that `said` names; refuses a name that nothing has."""
    said = one_line(said, f"The {what}")
    key = find(records, said)
    if key is None:
        shown = [getattr(record, "name", "") or key for key, record in records.items()]
        raise RefusalError(f"There is no {what} «{said}».", did_you_mean(said, shown, records))
    return key
