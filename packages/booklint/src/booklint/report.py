"""Print findings: as text, JSON or SARIF, as annotations on a pull request, or as a summary of it."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from booklint.finding import Finding
from booklint.invisible import escape_invisible as visible

MAX_TOLD = 30
"""Findings that are told in words; more would not be read, and a comment at GitHub has its limits."""

MAX_SENTENCE = 400


def as_text(findings: Iterable[Finding]) -> str:
    """One finding in two lines: what is wrong and where, then what to write."""
    rows = []
    for each in findings:
        place = f"{visible(each.path)}:{each.line}"
        place += f" ({each.cell})" if each.cell else ""
        word = "notice: " if each.level == "notice" else ""
        rows.append(f"{place}: {word}{visible(each.message)} [{each.rule}]")
        rows.append(f"    {visible(each.fix)}")
    return "\n".join(rows)


def as_json(findings: Iterable[Finding]) -> str:
    """A list of objects, in plain ASCII."""
    return json.dumps([each.as_dictionary() for each in findings], indent=2)


def as_sarif(findings: Iterable[Finding]) -> str:
    """SARIF 2.1.0, which GitHub's code scanning and many editors read, in plain ASCII."""
    from booklint.registry import all_rules  # it imports much that no other form needs

    found = list(findings)
    known = {each.name: each for each in all_rules()}
    names = sorted({each.rule for each in found})
    rules: list[dict[str, Any]] = []
    for name in names:
        rule: dict[str, Any] = {"id": name}
        if name in known:
            rule["shortDescription"] = {"text": known[name].promise}
            rule["help"] = {"text": known[name].manual}
        rules.append(rule)
    driver = {"name": "booklint", "informationUri": HOME, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_as_result(each, names.index(each.rule)) for each in found],
    }
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=2)


HOME = "https://github.com/the-turing-way/practitioners-hub-book/tree/main/packages/booklint"
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def _as_result(finding: Finding, rule: int) -> dict[str, Any]:
    path = finding.path.replace("\\", "/")
    uri = f"file://{quote(path)}" if path.startswith("/") else quote(path)
    cell = f"{finding.cell}: " if finding.cell else ""
    known = "\n".join((finding.path, finding.rule, finding.message))
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": "note" if finding.level == "notice" else "error",
        "message": {"text": f"{cell}{finding.message}. {finding.fix}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {"startLine": max(finding.line, 1)},
                }
            }
        ],
        "partialFingerprints": {"booklint/v1": sha256(known.encode()).hexdigest()[:32]},
    }


def as_annotations(findings: Iterable[Finding]) -> str:
    """The commands that put a finding beside its line in a GitHub pull request."""
    rows = []
    for each in findings:
        word = "notice" if each.level == "notice" else "error"
        place = f"file={_property(each.path)},line={each.line},title={_property(each.rule)}"
        cell = f"{each.cell}: " if each.cell else ""
        rows.append(f"::{word} {place}::{_data(f'{cell}{each.message}. {each.fix}')}")
    return "\n".join(rows)


def _data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_summary(findings: Iterable[Finding]) -> str:
    """What a contributor reads on the page of the run, in Markdown: thank you, what to fix, how."""
    found = list(findings)
    wrong = [each for each in found if each.level == "finding"]
    notices = [each for each in found if each.level == "notice"]
    parts = ["## Thank you for this change"]
    if wrong:
        these = "One thing is" if len(wrong) == 1 else f"{len(wrong)} things are"
        parts += [
            f"{these} to be fixed. The same is said beside the line under *Files changed*.",
            in_words(wrong),
            "Edit the same file again and the checks run again by themselves; "
            "on your own computer, `make check` runs them.",
        ]
    else:
        parts.append("The checks found nothing to fix. A person reads it next.")
    if notices:
        parts += ["Worth a look, though nothing waits for it:", in_words(notices)]
    parts.append(
        "If this run is red and the reason is not said here, open the step with the red mark: "
        "its last lines say what is wrong and how to fix it."
    )
    return "\n\n".join(parts)


def in_words(findings: Sequence[Finding]) -> str:
    """A block of Markdown that says for each finding where it is, what is wrong and what to do."""
    told = "\n\n".join(_told(each) for each in findings[:MAX_TOLD])
    more = len(findings) - MAX_TOLD
    return code_block(f"{told}\n\nAnd {more} more." if more > 0 else told)


def code_block(text: str) -> str:
    """A block of code in Markdown that `text` cannot leave; in it no name is called, no link made."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _told(finding: Finding) -> str:
    return "\n".join(
        [
            f"{visible(finding.path)}, {finding.cell or f'line {finding.line}'}",
            _sentence("  What is wrong: ", finding.message),
            _sentence("  What to do:    ", finding.fix),
        ]
    )


def _sentence(begins: str, text: str) -> str:
    """One sentence after its label; GitHub does not wrap the lines of a block, so they are short."""
    said = visible(text)
    if len(said) > MAX_SENTENCE:
        said = f"{said[:MAX_SENTENCE]} …"
    return textwrap.fill(
        said,
        width=92,
        initial_indent=begins,
        subsequent_indent=" " * len(begins),
        break_long_words=False,
        break_on_hyphens=False,
    )
