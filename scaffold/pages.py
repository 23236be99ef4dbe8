"""Fills a page template from scaffold/templates, and registers what the new page says as facts."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from booklint.clock import today
from hubdata.counts import NUMBER, whole_number
from hubdata.slugs import slug
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scaffold.changes import Changes
from scaffold.data import add_record
from scaffold.errors import UserError
from scaffold.questions import Answers
from scaffold.sanitise import Prose

MAX_DESCRIPTION = 160
"""Characters that the description in a page's front matter may have."""

FACTS = "book/_data/facts.yml"
# What is filled in is Markdown already, in which HTML has been refused or escaped.
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,
)


def filled(template: str, **values: Any) -> str:
    """Return a Jinja template with its values; blocks left empty leave no empty lines."""
    return re.sub(r"\n{3,}", "\n\n", _TEMPLATES.get_template(template).render(values))


def cited(text: str, keys: Sequence[str]) -> str:
    """Return `text` with the citation of `keys` before its last full stop."""
    if not keys:
        return text
    body = text.removesuffix(".")
    return f"{body} {{cite:p}}`{','.join(keys)}`{'.' if body != text else ''}"


def label(docname: str) -> str:
    """Return the label of a page: its path joined by hyphens, without «index»."""
    return docname.removesuffix("/index").replace("/", "-")


def fitting(*descriptions: str) -> str:
    """Return the first of some descriptions, the fullest first, that is no longer than one may be."""
    return next(each for each in descriptions if len(each) <= MAX_DESCRIPTION)


def reviewed(answers: Answers) -> str:
    """Return the day of the review, today if nothing is said."""
    return answers.one("reviewed") or today().isoformat()


def file_name(heading: str) -> str:
    """Return the name of the file of a page with this title; refuses a title that makes none."""
    name = slug(heading, 60)
    if not name:
        raise UserError(f"No file can be named after «{heading}».", "Give the name as --page.")
    return name


def _counts(sentence: str) -> bool:
    """Whether a sentence has a figure, or counts more than two in words."""
    in_words = map(whole_number, NUMBER.findall(sentence))
    return bool(re.search(r"\d", sentence)) or any(number > 2 for number in in_words)


def add_facts(
    changes: Changes,
    prefix: str,
    said: Iterable[Prose | str],
    keys: Sequence[str],
    quotation: tuple[str, str] | None = None,
) -> None:
    """Add a fact for each sentence with a number, and for the quotation with its speaker.

    Every number and quotation in the book stands in the register with its source; `prefix` begins
    the ids of the facts.
    """
    spoken = (each.sentences if isinstance(each, Prose) else (each,) for each in said)
    numbers = [each for some in spoken for each in some if _counts(each)]
    facts: list[dict] = [{"statement": each} for each in dict.fromkeys(numbers)]
    if quotation:
        words, speaker = quotation
        facts.append({"statement": words, "quote": True, "attributed_to": speaker})
    for number, fact in enumerate(facts, start=1):
        record = {**fact, "confidence": "published", "sources": list(keys)}
        add_record(changes, FACTS, f"{prefix}-{number}", record)
