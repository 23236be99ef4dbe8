"""Every example in the manual of a rule is true: each Bad is found on its line, no Good is."""

import pytest
from booklint.examples import Example, examples, run_example
from booklint.registry import Rule, all_rules
from rule_examples import FOLDER, every_example

CASES = [
    pytest.param(rule, example, id=f"{rule.name}-{'good' if example.good else 'bad'}-{number}")
    for rule in all_rules()
    for number, example in enumerate(every_example(rule), 1)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example_is_true(rule: Rule, example: Example):
    found = run_example(rule, example)
    assert [each.line for each in found] == ([] if example.good else sorted(example.lines))
    for each in found:
        assert example.path in ("", each.path)
        # It says what is wrong and what to write.
        assert len(each.message) > 20
        assert len(each.fix) > 10
        assert "invalid" not in each.message.lower()


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_rule_has_a_promise_and_both_kinds_of_example(rule: Rule):
    kinds = {example.good for example in examples(rule)}
    assert rule.promise.endswith(".")
    assert kinds == {True, False}


def test_every_file_of_examples_is_of_a_rule():
    assert {file.stem for file in FOLDER.iterdir()} <= {rule.name for rule in all_rules()}
