"""Fills a page template from scaffold/templates."""

from __future__ import annotations

from pathlib import Path
from string import Template

LONGEST_DESCRIPTION = 160
"""Characters that the description in a page's front matter may have."""

_TEMPLATES = Path(__file__).parent / "templates"


def filled(template: str, **values: str) -> str:
    """Return a template with each `$name` replaced; blocks left empty leave no empty lines."""
    text = Template((_TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)
    lines: list[str] = []
    for line in text.split("\n"):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines)


def cited(text: str, keys: list[str]) -> str:
    """Return `text` with the citation of `keys` before its last full stop."""
    if not keys:
        return text
    body = text.removesuffix(".")
    return f"{body} {{cite:p}}`{','.join(keys)}`{'.' if body != text else ''}"


def label(docname: str) -> str:
    """Return the label of a page: its path joined by hyphens, without «index»."""
    return docname.removesuffix("/index").replace("/", "-")
