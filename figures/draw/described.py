"""Reads the small descriptions beside the scripts: what a figure shows that is in no record."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from hubdata.near import did_you_mean
from hubdata.records import Records
from hubdata.strict_yaml import Problem, RecordError, read_yaml
from hubdata.validate import validated

from figures.draw import ROOT

Model = TypeVar("Model")


def read_description(file: Path, model: type[Model]) -> Model:
    """Returns the YAML of `file` as `model`; raises `RecordError` that names line and repair."""
    yaml = read_yaml(file.read_text(encoding="utf-8"), _name(file))
    problems: list[Problem] = []
    described = validated(model, yaml.data, yaml, (), problems)
    if described is None:
        raise RecordError(problems)
    return described


def check_facts(file: Path, facts: Iterable[str], records: Records) -> None:
    """Raises `RecordError` for each of `facts` that the evidence register does not have."""
    problems = [
        Problem(
            _name(file),
            1,
            f"There is no fact «{fact}» in the register.",
            did_you_mean(fact, records.facts),
        )
        for fact in facts
        if fact not in records.facts
    ]
    if problems:
        raise RecordError(problems)


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else file.name
