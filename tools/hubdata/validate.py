"""Checks data against a model, and says in this book's words what is wrong."""

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from . import schema
from .front_matter import Source
from .near import did_you_mean
from .strict_yaml import Place, Problem, RecordError, YamlFile, sentence

# The type of a page → the model of its front matter; every other type takes `schema.Page`.
PAGE_MODELS = {
    "case-study": schema.CaseStudy,
    "cohort": schema.CohortPage,
    "template": schema.FormPage,
    "kit": schema.FormPage,
}

ID = re.compile(schema.KEBAB.strip("^$"))

# A kind of thing that a record may name → the names that there are; None if they could not be read.
Known = dict[str, Collection[str] | None]


def check_page(source: Source, known: Known | None = None) -> schema.Page:
    """Return the checked front matter of one page; raises `RecordError`.

    What it names is looked up in `known`, if that is given.
    """
    problems: list[Problem] = []
    data = source.front_matter.data
    kind = data.get("type")
    model = PAGE_MODELS.get(kind, schema.Page) if isinstance(kind, str) else schema.Page
    meta = validated(model, data, source.front_matter, (), problems, known)
    if problems:
        # With another type a page has other fields.
        wrong_type = [each for each in problems if each.message.startswith("«type»")]
        raise RecordError(wrong_type or problems)
    return meta


def validated(
    model: Any,
    data: Any,
    file: YamlFile,
    place: Place,
    problems: list[Problem],
    known: Known | None = None,
) -> Any | None:
    """Return `data` as `model`, or None after adding to `problems` what is wrong with it.

    What it names is looked up in `known`, if that is given.
    """
    try:
        return _adapter(model).validate_python(data, context=known)
    except ValidationError as error:
        found = [_problem(each, model, file, place) for each in error.errors(include_url=False)]
        # What stands under a misspelt name is not missing besides.
        meant = [each.fix[:-1].removeprefix("Did you mean «") for each in found]
        there = tuple(f"{sign}{each} is missing." for each in meant for sign in "«.")
        problems += [each for each in found if not each.message.endswith(there)]
    return None


# Making an adapter takes as long as checking a record with it.
_adapter = cache(TypeAdapter)


def _problem(item: dict, model: Any, file: YamlFile, place: Place) -> Problem:
    """Say one of pydantic's errors in this book's words."""
    # pydantic's own word for what is wrong with a key, not with its value
    where = tuple(step for step in item["loc"] if step != "[key]")
    name = ".".join(str(step) for step in (*place, *where)) or "front matter"
    line = file.line((*place, *where))
    fields = getattr(model, "model_fields", {})
    value = item.get("input")
    shown = ""
    if isinstance(value, (str, int, float)) and len(str(value)) < 80:
        shown = f" «{schema.one_line(str(value))}»"
    message = f"«{name}»{shown} is not right."
    fix = item["msg"].removeprefix("Value error, ")
    match item["type"]:
        case "missing":
            described = fields[where[0]].description if where and where[0] in fields else None
            message = f"«{name}» is missing."
            fix = f"Add a line «{where[-1]}: …»{f' ({described})' if described else ''}."
        case "extra_forbidden":
            message = f"The field «{name}» is unknown."
            known = list(fields) if len(where) == 1 else []
            fix = did_you_mean(str(where[-1]), known) or "Remove it, or correct its name."
            if line in file.flow and (whole := file.joined((*place, *where))):
                fix = f"Write {whole}: a comma parts two fields."
        case "unknown_key":
            message = f"«{name}» names «{str(value)[:80]}», which does not exist."
            # The folder of a page says which of them it is about.
            here = item["ctx"]["known"] & set(file.path.split("/"))
            fix = f"Did you mean «{min(here)}»?" if here else fix
        case "wrong_field":
            where = (*where, item["ctx"]["field"])
            line = file.line((*place, *where))
            message = f"«{'.'.join(map(str, (*place, *where)))}» does not go with the rest."
        case "literal_error":
            fix = did_you_mean(str(value), re.findall(r"'([^']*)'", item["ctx"]["expected"]))
        case "too_short" | "too_long" | "string_too_short" | "string_too_long":
            unit = "character" if isinstance(value, str) else f"entry of «{where[-1]}»"
            least, most = item["ctx"].get("min_length"), item["ctx"].get("max_length")
            count = most if least is None else least
            if count != 1:
                unit = unit.replace("entry", "entries").replace("character", "characters")
            fix = f"Write at {'most' if least is None else 'least'} {count} {unit}."
        case "string_pattern_mismatch":
            fix = PATTERNS[item["ctx"]["pattern"]]
        case "list_type" if line in file.flow:
            parts = re.split(r"\s*;\s*|\s+and\s+", str(value)[:80])
            fix = f"Write a list: «[{', '.join(parts)}]»."
        case "string_type" if isinstance(value, dict) and line not in file.flow:
            fix = "Put quotation marks round all of it: a colon before a space ends the name of a field."
        case "string_type" if value is None:
            fix = "Write words, or remove the line."
        case kind if kind in KINDS:
            fix = KINDS[kind]
    return Problem(file.path, line, message, sentence(fix))


KINDS = {
    "bool_parsing": "Write true or false.",
    "bool_type": "Write true or false.",
    "dict_type": "Write lines of the form «name: value», each behind the same number of spaces.",
    "int_from_float": "Write a whole number.",
    "int_parsing": "Write a whole number, with no comma and no point in it.",
    "int_type": "Write a whole number, with no comma and no point in it.",
    "list_type": "Write a list: each entry on a line of its own, behind «- ».",
    "model_type": "Write lines of the form «name: value», each behind the same number of spaces.",
    "string_type": "Write words; put quotation marks round a number, a date, yes or no.",
}
"""What pydantic calls a value of another kind than the field has → what to write."""

PATTERNS = {
    schema.COLOUR: "Write a colour as «#» and six of 0 to 9 and a to f, such as «#d33855».",
    schema.KEBAB: "Write lower-case words joined by hyphens, such as «open-data».",
    schema.DOI: "Write a DOI such as 10.5281/zenodo.10777730, without https://doi.org/.",
    schema.HTTPS: "Write a whole address that begins with https://.",
    schema.OLD_PATH: "Write an old path of the site, such as «old/place».",
}
"""A pattern of the data model → what to write where a value does not fit it."""
