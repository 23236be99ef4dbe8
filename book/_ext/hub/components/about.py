"""What the about pages draw: every figure with its credit, every rule with its promise."""

from itertools import groupby

from booklint.files import DiskFiles
from booklint.registry import Rule, all_rules
from booklint.settings import find_settings
from hubdata.figure_manifest import Picture, pictures
from hubdata.records import Records
from hubdata.strict_yaml import RecordError

from ..markdown import block, definitions, escape, link, with_code
from .base import ComponentError, Place, component


@component("figure-index")
def figure_index(records: Records, place: Place) -> str:
    """Draw every picture of the manifest: what it shows, who made it, under what licence.

    Raises `ComponentError` with every problem of the manifest, each with its line.
    """
    try:
        found = pictures(records.book)
    except RecordError as error:
        raise ComponentError(str(error)) from None
    return "\n\n".join(map(_entry, found))


def _entry(picture: Picture) -> str:

    facts = definitions(
        [
            ("What it shows", escape(picture.alt)),
            ("Creator", escape(picture.creator)),
            ("Licence", escape(picture.licence)),
            ("Made by", escape(picture.made_by or "")),
            ("Source", escape(picture.source or "")),
            (
                "Inspired by",
                link(picture.inspired_by, picture.inspired_url) if picture.inspired_by else "",
            ),
        ]
    )
    return f"## {escape(picture.title)}\n\n{block('container', 'glance', facts)}"


@component("house-rules")
def house_rules(records: Records, place: Place) -> str:
    """Draw every rule of `make check` with its promise, from the same registry that runs them."""
    settings = find_settings(DiskFiles(records.book.parent), records.book.name)
    rules = all_rules(settings.plugins)
    parts = []
    for family, members in groupby(rules, key=lambda rule: rule.family):
        parts.append(f"### {escape(family.replace('_', ' ').capitalize())}")
        promises = ((f"`{rule.name}`", with_code(rule.promise) + _remark(rule)) for rule in members)
        parts.append(definitions(promises))
    return "\n\n".join(parts)


def _remark(rule: Rule) -> str:
    """Return what is to be said of a rule that does not run on every book."""
    if rule.added:
        return " (This book only.)"
    return " (Off by default.)" if rule.strict else ""
