"""The rules of this book only: their examples are true, and booklint knows nothing of them."""

import re
import time
from pathlib import Path

import pytest
from booklint.book import Book
from booklint.examples import Example, examples, run_example
from booklint.files import DiskFiles, MemoryFiles
from booklint.registry import Rule, all_rules, run
from mutations.planting import Overlay

OWN = [rule for rule in all_rules(("house_rules",)) if rule.added]
CASES = [
    pytest.param(rule, example, id=f"{rule.name}-{'good' if example.good else 'bad'}-{number}")
    for rule in OWN
    for number, example in enumerate(examples(rule), 1)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example_is_true(rule: Rule, example: Example):
    found = [(finding.path, finding.line) for finding in run_example(rule, example)]
    assert [line for _, line in found] == ([] if example.good else sorted(example.lines))
    # Without an index.md and a path in its heading, an example has a fault in each of its files.
    places = (
        {example.path or "index.md"}
        if example.path or "index.md" in example.files
        else set(example.files)
    )
    assert example.good or {path for path, _ in found} == places


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.name)
def test_rule_has_a_promise_and_both_kinds_of_example(rule: Rule):
    assert rule.promise.endswith(".")
    assert {example.good for example in examples(rule)} == {True, False}


def test_another_book_is_not_asked_for_them():
    assert [rule.name for rule in all_rules() if rule.added] == []


def test_only_what_is_expected_is_found():
    """A small book says in its front matter what is found on which of its lines."""
    book = Book.load(DiskFiles(Path(__file__).parent / "examples/house"))
    wanted = {
        (page.path, line, rule)
        for page in book.pages.values()
        for line, rules in (page.front_matter["expect"] or {}).items()
        for rule in ([rules] if isinstance(rules, str) else rules)
    }
    assert {(each.path, each.line, each.rule) for each in run(book)} == wanted


def test_a_lesson_keeps_the_label_that_links_to_it():
    files = Overlay(DiskFiles(Path(__file__).parent.parent))
    text = files.read("book/lessons/index.md").decode()
    label = re.findall(r"^\((lesson-.+)\)=$", text, re.M)[0]
    renamed = text.replace(f"({label})=", f"({label}-now)=")
    files.write("book/lessons/index.md", renamed)
    chosen = [each for each in OWN if each.name == "records"]
    (found,) = run(Book.load(files, "book"), chosen)
    assert renamed.splitlines()[found.line - 1] == f"({label}-now)="
    assert found.fix == f"write ({label})= for ({label}-now)="


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.name)
def test_a_rule_yields_to_rules_that_there_are(rule: Rule):
    assert rule.yields_to <= {each.name for each in all_rules(("house_rules",))} - {rule.name}


@pytest.mark.parametrize(
    "piece", ["A.", "a-", "A-", "1,", "1.", "Aa ", "(", "[a", "«a", "% ", "a: "]
)
def test_a_text_of_one_piece_takes_time_that_grows_with_it(piece: str):
    """A pattern that begins anew at each piece takes minutes for a page that is made to slow the checks."""
    page = f"---\ntype: overview\n---\n\n# Start\n\n{piece * 20_000}\n"
    files = {
        "booklint.toml": b'book = "book"\nstrict = true\n',
        "book/_data/facts.yml": b"a-fact: {value: 1}\n",
        "book/index.md": page.encode(),
    }
    book = Book.load(MemoryFiles(files), "book")
    began = time.process_time()
    for rule in OWN:
        for thing in book.things(rule.kind):
            list(rule.findings(thing))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("file: /hub/plan", "write «file: hub/plan»"),
        ("file: 'hub\\plan'", "write «file: hub/plan»"),
        ("glob: ../hub/*", "write «glob: hub/*»"),
        ("url: https://example.org/", "write «file:»"),
    ],
)
def test_an_entry_of_the_menu_is_told_its_path(written: str, advice: str):
    menu = f"format: jb-book\nroot: index\nchapters:\n  - {written}\n"
    files = {"book/_toc.yml": menu.encode(), "book/index.md": b"# Start\n"}
    book = Book.load(MemoryFiles(files), "book")
    found = [each.fix for rule in OWN if rule.name == "menu-entry" for each in rule.findings(book)]
    assert [fix.partition(",")[0] for fix in found] == [advice]
