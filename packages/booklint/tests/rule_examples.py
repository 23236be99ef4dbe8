"""Every example of a rule: those of its manual, and further kinds of the same fault in a file of its name."""

from collections.abc import Iterator
from pathlib import Path

from booklint.examples import Example, examples
from booklint.registry import Rule

FOLDER = Path(__file__).parent / "examples" / "rules"


def every_example(rule: Rule) -> Iterator[Example]:
    yield from examples(rule)
    more = FOLDER / f"{rule.name}.txt"
    if more.is_file():
        yield from examples(rule, more.read_text(encoding="utf-8"))
