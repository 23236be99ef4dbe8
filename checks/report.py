"""Print findings: as text for a terminal, as JSON, or as annotations on a pull request."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable

from checks.finding import Finding


def visible(text: str) -> str:
    """A text that cannot move the cursor, change its direction or hide: odd signs are spelt out."""
    shown = []
    for sign in text:
        if sign != " " and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
            shown.append(f"<U+{ord(sign):04X}>")
        else:
            shown.append(sign)
    return "".join(shown)


def as_text(findings: Iterable[Finding]) -> str:
    """One finding in two lines: what is wrong and where, then what to write."""
    rows = []
    for each in findings:
        place = f"{visible(each.path)}:{each.line}"
        word = "notice: " if each.level == "notice" else ""
        rows.append(f"{place}: {word}{visible(each.message)} [{each.rule}]")
        rows.append(f"    {visible(each.fix)}")
    return "\n".join(rows)


def as_json(findings: Iterable[Finding]) -> str:
    """A list of objects, in plain ASCII."""
    return json.dumps([each.as_dictionary() for each in findings], indent=2)


def as_annotations(findings: Iterable[Finding]) -> str:
    """The commands that put a finding beside its line in a GitHub pull request."""
    rows = []
    for each in findings:
        word = "notice" if each.level == "notice" else "error"
        place = f"file={_property(each.path)},line={each.line},title={_property(each.rule)}"
        rows.append(f"::{word} {place}::{_data(f'{each.message}. {each.fix}')}")
    return "\n".join(rows)


def _data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
