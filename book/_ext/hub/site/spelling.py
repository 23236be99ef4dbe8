"""What the search page knows besides the index: words to mend a misspelling, and abbreviations."""

from __future__ import annotations

import json
import re

from ..records import Records
from .assets import Asset

_WORD = re.compile(r"[a-z]{4,}")


def words_asset(records: Records) -> Asset:
    """Return the words and abbreviations as a file to publish."""
    content = {"words": words(records), "aliases": aliases(records)}
    return Asset.of("words", ".json", json.dumps(content, separators=(",", ":")).encode())


def aliases(records: Records) -> dict[str, str]:
    """Return what abbreviations stand for.

    The index knows words by their stems, and takes «ONS» for the plural of «on».
    """
    known = {"eir": "experts in residence", "eirs": "experts in residence"}
    for organisation in records.organisations.values():
        short = organisation.short_name
        if short.isupper() and short not in organisation.name:
            known[short.lower()] = organisation.name.lower()
    return known


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
