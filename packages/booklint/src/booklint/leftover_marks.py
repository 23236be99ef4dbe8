"""What shows that a text was not finished."""

from __future__ import annotations

import re

MARKER = re.compile(
    r"\b(?:TODO|FIXME|XXX+|TBD|TBC|TBW)\b|\blorem ipsum\b|\bcoming soon\b|"
    r"\[(?:insert|add|your)\b[^\]\n]{0,60}\bhere\]|\bto be written\b(?=\s*(?:[.,;:)\]!]|$))|"
    r"\bunder construction\b",
    re.IGNORECASE,
)
STRICT_MARKER = re.compile(
    r"\[(?:insert|add|fill in)\b[^\]\n]{0,60}\]|\((?:insert|add) (?:an? |the )?(?:\w+ )?"
    r"(?:citation|date|figure|link|number|picture|reference|source)\b[^()\n]{0,40}\)|"
    r"\[citation needed\]|\bwork in progress\b|\b(?:details?|more|text|words) (?:to follow|will follow)\b|"
    r"\bplaceholder text\b|\bdolor sit amet\b|(?<!\S)\?{3,}(?!\S)|\bWIP\b|\bTBA\b|^todo\b|"
    r"\bto be (?:added|announced|completed|confirmed|decided|determined|written)\b(?=\s*(?:[.,;)!]|$))",
    re.IGNORECASE | re.MULTILINE,
)
"""What may be meant in another book, and is left over in this one."""
LEFTOVER_HINTS = (
    *("todo", "fixme", "xxx", "tbd", "tbc", "tbw", "lorem", "dolor", "coming soon", "construction"),
    *("[insert", "[add", "[your", "[fill", "(insert", "(add", "[citation", "in progress", "follow"),
    *("placeholder", "???", "wip", "tba", "to be ", "<<<<<<<"),
)
"""What every leftover has in it, in lower case: looking for these first is five times as fast."""
SHOUTED = re.compile(r"TODO|FIXME|XXX+|TBD|TBC|TBW")
CONFLICT = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)
