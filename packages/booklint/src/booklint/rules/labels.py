"""Rules for the names that pages give to places."""

from __future__ import annotations

from collections.abc import Iterator

from booklint.book import Book
from booklint.finding import Problem
from booklint.menu import included_pages
from booklint.registry import rule


@rule("book")
def label_unique(book: Book) -> Iterator[Problem]:
    """Every label is defined once in the book; a link leads to one of two only.

    Bad (b.md, line 1):
        == a.md
        (lessons)=
        # Lessons
        == b.md
        (lessons)=
        # More lessons

    Bad (a.md, line 5):
        == a.md
        :::{glossary}
        Cohort
          A group that starts together.

        Cohort
          A group of people.
        :::

    Good:
        == a.md
        (lessons)=
        # Lessons
        == b.md
        (more-lessons)=
        # More lessons
    """
    included = included_pages(book)
    for name, places in (*book.labels.items(), *book.terms.items()):
        own = [each for each in places if each.kind != "rough" and each.path not in included]
        for place in own[1:]:
            first = own[0]
            where = f"line {first.line}"
            if first.path != place.path:
                where = f"{first.path}:{first.line}"
            yield Problem(
                place.line,
                f"the {'term' if place.kind == 'term' else 'label'} «{name}» is defined already, at {where}",
                "give one of the two another name, and fix the links to it",
                path=place.path,
            )
