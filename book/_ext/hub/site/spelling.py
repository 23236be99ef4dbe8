"""The words by which the search page corrects a misspelling: those of titles, names and summaries."""

from __future__ import annotations

import json
import re

from ..records import Records
from .assets import Asset

_WORD = re.compile(r"[a-z]{4,}")


def words_asset(records: Records) -> Asset:
    """Return the list of words as a file to publish."""
    return Asset.of("words", ".json", json.dumps(words(records), separators=(",", ":")).encode())


def words(records: Records) -> list[str]:
    """Return every word of at least four letters that a reader is likely to search for."""
    texts = [
        text for page in records.pages.values() for text in (page.title, page.meta.description)
    ]
    texts += [organisation.name for organisation in records.organisations.values()]
    texts += [person.name for person in records.people.values()]
    texts += [sector.name for sector in records.sectors.values()]
    for practice in records.practices.values():
        texts += [practice.name, practice.definition]
    for lesson in records.lessons.values():
        texts.append(lesson.advice)
    return sorted({word for text in texts for word in _WORD.findall(text.lower())})
