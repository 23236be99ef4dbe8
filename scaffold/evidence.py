"""Puts what a new page says with a number or in somebody's words into the evidence register."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scaffold.changes import Changes
from scaffold.prose import one_line, sentences
from scaffold.questions import Answers, one
from scaffold.yamltext import add_record

FACTS = "book/_data/facts.yml"


def add_facts(
    changes: Changes, prefix: str, answers: Answers, names: Iterable[str], keys: list[str]
) -> None:
    """Add a fact for each sentence with a number among the named answers, and for the quotation.

    Every number and quotation in the book stands in the register with its source; `prefix` begins
    the ids of the facts.
    """
    said = [
        sentence
        for name in names
        for text in answers.get(name, [])
        for sentence in sentences(text, name)
        if re.search(r"\d", sentence)
    ]
    facts = [{"statement": sentence} for sentence in dict.fromkeys(said)]
    if quotation := one_line(one(answers, "quotation"), "The quotation"):
        speaker = one_line(one(answers, "speaker"), "The speaker")
        facts.append({"statement": quotation, "quote": True, "attributed_to": speaker})
    for number, fact in enumerate(facts, start=1):
        record = {**fact, "confidence": "published", "sources": keys}
        add_record(changes, FACTS, f"{prefix}-{number}", record)
