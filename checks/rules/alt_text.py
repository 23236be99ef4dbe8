"""What every picture says to a reader who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Problem
from checks.page import Page
from checks.register import rule


@rule("page")
def image_alt(page: Page) -> Iterator[Problem]:
    """Every picture says in words what it shows.

    Bad:
        ![](map.png)

    Bad (line 4):
        # Map

        A list - of two:
        - ```{figure} map.png
          :name: map

          Where the organisations are.
          ```

    Bad (line 3):
        | a | b |
        |---|---|
        | x | <img src="map.png"> |

    Good:
        ![Map of the five organisations](map.png)
    """
    for image in page.images:
        if image.alt is None:
            yield Problem(
                image.line,
                f"the picture {image.source} has no alternative text",
                "add `:alt:` with one sentence that says what the picture shows",
            )
        elif not image.alt.strip():
            yield Problem(
                image.alt_line,
                f"the picture {image.source} has an empty alternative text",
                "write one sentence that says what the picture shows",
            )
