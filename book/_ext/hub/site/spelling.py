"""Writes what the search page knows besides the index: words to mend a misspelling, and synonyms."""

from __future__ import annotations

import gzip
import json
import re
import string
from collections import Counter
from pathlib import Path
from typing import Any

from booklint.parallel_map import parallel_map
from hubdata.records import Records

# The folder of the site that has all this.
FOLDER = "words"
# The file of words that begin with no letter from a to z.
_OTHER = "other"
_WORD = re.compile(r"[^\W\d_]{3,}")
# Words that readers ask with → words of this book, any of which will do. A word that the book has too
# stands among its own.
_SYNONYMS = {
    "blind": ["blind", "screen reader", "accessibility"],
    "cost": ["cost", "budget"],
    "costs": ["costs", "budget"],
    "eir": ["experts in residence"],
    "eirs": ["experts in residence"],
    "healthcare": ["healthcare", "health"],
    "hospital": ["health"],
    "hospitals": ["health"],
    "llm": ["large language models"],
    "llms": ["large language models"],
    "lorries": ["freight"],
    "lorry": ["freight"],
    "money": ["money", "funding"],
    "mou": ["memorandum of understanding"],
    "paid": ["paid", "funding"],
    "pdf": ["print"],
    "price": ["budget"],
    "questionnaire": ["feedback form"],
    "schedule": ["schedule", "week by week"],
    "sme": ["small and medium-sized enterprises"],
    "smes": ["small and medium-sized enterprises"],
    "survey": ["survey", "feedback form"],
    "timetable": ["timetable", "week by week"],
    "truck": ["freight"],
    "trucks": ["freight"],
}


def write_aliases(site: Path, records: Records) -> None:
    """Write into `site` what readers' own words stand for."""
    _write(site, "aliases", aliases(records))


def write_words(site: Path, bundle: Path) -> None:
    """Write the words into `site`, from what the search index in `bundle` has indexed.

    A word is looked for in the file of its first letter; only a misspelt one is compared with all.
    """
    known = words(bundle)
    files: dict[str, list[str]] = {name: [] for name in (*string.ascii_lowercase, _OTHER)}
    for word in known:
        files[word[0] if word[0] in string.ascii_lowercase else _OTHER].append(word)
    for name, content in {"all": known, **files}.items():
        _write(site, name, content)


def _write(site: Path, name: str, content: Any) -> None:
    (site / FOLDER).mkdir(exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (site / FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


def aliases(records: Records) -> dict[str, list[str]]:
    """Return synonyms, and what the abbreviations of organisations stand for.

    The index knows words by their stems, and takes «ONS» for the plural of «on».
    """
    known = dict(_SYNONYMS)
    for organisation in records.organisations.values():
        short = organisation.short_name
        if short.isupper() and short not in organisation.name:
            known[short.lower()] = [organisation.name.lower()]
    return known


def words(bundle: Path) -> list[str]:
    """Return every word of the indexed pages, those on most pages first."""
    pages: Counter[str] = Counter()
    for found in parallel_map(_words_of_page, sorted(bundle.glob("fragment/*"))):
        pages.update(found)
    return sorted(pages, key=lambda word: (-pages[word], word))


def _words_of_page(file: Path) -> set[str]:
    packed = gzip.decompress(file.read_bytes())
    page = json.loads(packed[packed.index(b"{") :])
    text = " ".join((page["content"], *page["meta"].values()))
    return set(_WORD.findall(text.lower()))
