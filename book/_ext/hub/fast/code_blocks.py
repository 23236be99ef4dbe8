"""Passes over pages without code when the languages of code blocks are settled.

Sphinx walks through every page with a visitor to give each code block its language; a page without
one is left as it was, at 2 % of a build.

Holds for Sphinx 7.4.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.addnodes import highlightlang
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform

_CODE = (nodes.literal_block, highlightlang)


def pass_over_pages_without_code() -> None:
    """Let the transform begin only where there is something for it to do."""
    slow = HighlightLanguageTransform.apply

    def apply(self: HighlightLanguageTransform, **options: Any) -> None:
        # A class each time: the nodes of a class are listed, others are asked one by one.
        if any(True for kind in _CODE for _ in self.document.findall(kind)):
            slow(self, **options)

    HighlightLanguageTransform.apply = apply
