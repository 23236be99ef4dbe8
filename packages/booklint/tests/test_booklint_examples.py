"""Small books with the expected findings written into their pages: nothing else may be found.

A page says in its front matter what is found on which of its lines: `expect: {12: alt-missing}`.
"""

from pathlib import Path

import pytest
from booklint.book import Book
from booklint.files import DiskFiles
from booklint.registry import run

EXAMPLES = Path(__file__).parent / "examples"
BOOKS = sorted(
    path.parent.name for name in ("_config.yml", "myst.yml") for path in EXAMPLES.glob(f"*/{name}")
)


def expected(book: Book) -> set[tuple[str, int, str]]:
    places = set()
    for page in book.pages.values():
        for line, rules in (page.front_matter.get("expect") or {}).items():
            for rule in [rules] if isinstance(rules, str) else rules:
                places.add((page.path, line, rule))
    return places


@pytest.mark.parametrize("name", BOOKS)
def test_only_what_is_expected_is_found(name: str):
    book = Book.load(DiskFiles(EXAMPLES / name))
    found = {(each.path, each.line, each.rule) for each in run(book)}
    on_pages = {each for each in found if each[0].endswith((".md", ".ipynb"))}
    assert on_pages == expected(book)
    assert {each[2] for each in found - on_pages} == set(
        book.config.data.get("expect_elsewhere", [])
    )


def test_every_family_has_an_example():
    assert {"addresses", "alt-text", "links", "markup", "myst", "pictures", "sound"} <= set(BOOKS)
