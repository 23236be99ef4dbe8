"""Reads the small descriptions beside the scripts: what a figure shows that is in no record."""

from pathlib import Path
from typing import Annotated, TypeVar

from hubdata.records import Records
from hubdata.schema import key_of
from hubdata.strict_yaml import Problem, RecordError, read_yaml
from hubdata.validate import validated

from figures.draw import ROOT

Model = TypeVar("Model")
Facts = list[Annotated[str, key_of("facts")]]
"""The facts of the evidence register that a part of a figure stands on."""


def read_description(file: Path, model: type[Model], records: Records) -> Model:
    """Returns the YAML of `file` as `model`; what it names, such as a fact, must be in the records.

    Raises `RecordError` that names line and repair.
    """
    name = str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else file.name
    yaml = read_yaml(file.read_text(encoding="utf-8"), name)
    known = {"facts": records.facts, "cohorts": records.cohorts}
    problems: list[Problem] = []
    described = validated(model, yaml.data, yaml, (), problems, known)
    if described is None:
        raise RecordError(problems)
    return described
