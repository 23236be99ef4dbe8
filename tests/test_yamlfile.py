"""The YAML reader: what it refuses, what it returns, and that it points at the right line."""

from __future__ import annotations

import time

import pytest
from hubdata.strict_yaml import RecordError, read_yaml

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("name: a\nname: b\n", 2, "a second time (first on line 1)"),
        ("a: &x 1\nb: *x\n", 1, "anchor"),
        ("a: 1\nb: *x\n", 2, "alias"),
        (BOMB, 1, "anchor"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: [1, 2\n", 2, "not valid YAML"),
        ("? [a]\n: b\n", 1, "key must be plain text"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("[" * 50, 1, "levels"),
        ("a: " + "x" * 1_000_001, 1, "longer"),
        ("a: 1\nb: What cohort #2 did\n", 2, "«#2 did» is no part of the value"),
        (
            "a: One\n  two # three.\nb: Each expert of one cohort\n  asked # all the others.\n",
            4,
            "begins a",
        ),
    ],
    ids=[
        "duplicate-key",
        "anchor",
        "alias",
        "alias-bomb",
        "tag",
        "broken",
        "key-that-is-a-list",
        "two-documents",
        "deep",
        "large",
        "cut-number",
        "cut-sentence",
    ],
)
def test_refuses_with_file_line_and_reason(text: str, line: int, words: str):
    begun = time.monotonic()
    with pytest.raises(RecordError) as caught:
        read_yaml(text, "book/_data/x.yml")
    problem = caught.value.problems[0]
    assert (problem.path, problem.line) == ("book/_data/x.yml", line)
    assert words in problem.message
    assert problem.fix
    assert time.monotonic() - begun < 2


def test_returns_plain_values_and_their_lines():
    read = read_yaml(
        'text: hello\nnumber: 12\ndecimal: 1.5\nyes: true\nnothing:\nquoted: "12"\n'
        "day: 2023-06-27\nlist:\n  - a\n  - {b: c}\n",
        "x.yml",
    )
    assert read.data == {
        "text": "hello",
        "number": 12,
        "decimal": 1.5,
        "yes": True,
        "nothing": None,
        "quoted": "12",
        "day": "2023-06-27",
        "list": ["a", {"b": "c"}],
    }
    assert read.line(("list", 1, "b")) == 10
    assert read.line(("list", 1, "missing")) == 10
    assert read.line(("nowhere",)) == 1


def test_counts_lines_from_where_the_text_begins():
    assert read_yaml("a: 1\nb: 2\n", "x.md", first_line=2).line(("b",)) == 3
