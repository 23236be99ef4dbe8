"""Runs axe-core in an open page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

_SOURCE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def faults(page: Page, within: str | None = None, without: Sequence[str] = ()) -> list[str]:
    """Return the faults of the page as it stands, each with its rule, element and reason.

    `without` names rules that are not asked.

    The page must have been opened with `bypass_csp=True`: its own policy refuses foreign script.
    """
    if not page.evaluate("'axe' in window"):
        # Kept in the page: the script is large, and a page is asked several times.
        page.evaluate(_SOURCE)
    options = _OPTIONS | {"rules": {rule: {"enabled": False} for rule in without}}
    # After a change of the window, what the page does about it comes with the next picture.
    found = page.evaluate(
        """async ([within, options]) => {
          for (const _ of "12") await new Promise((drawn) => requestAnimationFrame(drawn));
          return axe.run(within ?? document, options);
        }""",
        [within, options],
    )
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
