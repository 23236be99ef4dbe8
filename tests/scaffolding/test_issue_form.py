"""The form on GitHub."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from .tree import ISSUES, copied, findings, from_issue, reader


def test_a_form_becomes_a_page_that_passes_every_check(
    tree: Path, tmp_path: Path, known_findings: list
):
    report = tmp_path / "report.md"
    assert from_issue(tree, (ISSUES / "complete.md").read_text(encoding="utf-8"), report) == 0
    page = tree / "book/cohorts/2024-25/example-water-trust.md"
    text = page.read_text(encoding="utf-8")
    for words in (
        "# Example Water Trust: corrections from outside made river data better",
        "- invited two universities, and",
        "| Answer log | questions and answers in public {cite:p}`example-water-trust-study` |",
        "2. Give it a licence.",
        "> We were afraid of the first correction, and glad of the second.",
        "lessons" if "lessons:" in text else "themes: [environmental data, correcting in public]",
    ):
        assert words in text
    assert [each for each in findings(tree) if each not in known_findings] == []
    said = report.read_text(encoding="utf-8")
    assert said.startswith("Thank you")
    assert "book/cohorts/2024-25/example-water-trust.md" in said


def test_line_ends_of_a_browser_make_no_difference(base: Path, tree: Path, tmp_path: Path):
    text = (ISSUES / "complete.md").read_text(encoding="utf-8")
    other = copied(base, tmp_path / "other")
    assert from_issue(tree, text, tmp_path / "a.md") == 0
    assert from_issue(other, text.replace("\n", "\r\n"), tmp_path / "b.md") == 0
    page = "book/cohorts/2024-25/example-water-trust.md"
    assert (tree / page).read_bytes() == (other / page).read_bytes()


def test_the_least_that_the_form_asks_is_enough(tree: Path, tmp_path: Path, known_findings: list):
    text = (ISSUES / "minimal.md").read_text(encoding="utf-8")
    assert from_issue(tree, text, tmp_path / "report.md") == 0
    page = (tree / "book/cohorts/2023/a-second-look-at-open-polar-software.md").read_text(
        encoding="utf-8"
    )
    assert "read: topic\n" in page
    assert page.count("Not known.\n") >= 3
    for heading in ("What changed or was learned", "What was hard", "Voices"):
        assert f"## {heading}" not in page
    assert [each for each in findings(tree) if each not in known_findings] == []


@pytest.mark.parametrize(
    ("sample", "message"),
    [
        ("not-ticked.md", "The box under «Permission» is not ticked."),
        ("not-the-form.md", "The text has no part «### Organisation»."),
        ("hostile-address.md", "without a name"),
        ("hostile-signs.md", "invisible character U+202E"),
    ],
)
def test_a_form_that_cannot_be_used_is_answered_in_plain_words(
    untouched: Path, tmp_path: Path, sample: str, message: str
):
    report = tmp_path / "answer.md"
    assert from_issue(untouched, (ISSUES / sample).read_text(encoding="utf-8"), report) == 1
    said = report.read_text(encoding="utf-8")
    assert said.startswith("Thank you")
    # What the author wrote stands in a block of code, where it calls nobody and links nowhere.
    [code] = [token for token in MarkdownIt().parse(said) if token.type == "fence"]
    assert message in code.content


def test_a_hostile_form_becomes_harmless_words(tree: Path, tmp_path: Path):
    text = (ISSUES / "hostile.md").read_text(encoding="utf-8")
    assert from_issue(tree, text, tmp_path / "report.md") == 0
    path = tree / "book/cohorts/2024-25/example-trap-trust.md"
    _, _, body = path.read_text(encoding="utf-8").split("---\n", 2)
    page = reader().read("page.md", body)
    assert not page.unreadable
    assert page.html == []
    assert page.tags == []
    assert page.images == []
    assert page.comments == []
    assert {directive.name for directive in page.directives} == {
        "how-much-was-read", "at-a-glance", "admonition", "page-sources", "cite-this-page", "related",
    }  # fmt: skip
    assert {role.name for role in page.roles} == {"cite:p"}
    assert {link.target for link in page.links if link.syntax != "role"} == set()
    assert [label.name for label in page.labels] == ["cohorts-2024-25-example-trap-trust"]
