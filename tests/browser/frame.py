"""Nothing that a page holds may lie over the frame of the site: menu, search, way back, foot."""

from __future__ import annotations

from playwright.sync_api import Page

# A pointer on nine points of each element of the frame. A wide table may pass over the list of sections
# beside it while the reader scrolls.
COVERED = """() => {
  const article = document.querySelector("article"), found = new Set();
  for (const one of document.querySelectorAll("body *")) {
    if (article.contains(one) || one.contains(article) || one.closest(".contents")) continue;
    const box = one.getBoundingClientRect();
    for (const across of [0.1, 0.5, 0.9])
      for (const down of [0.1, 0.5, 0.9]) {
        const top = document.elementFromPoint(box.x + across * box.width, box.y + down * box.height);
        if (top && top !== article && article.contains(top))
          found.add(`<${top.localName}> lies over <${one.localName} class="${one.className}">`);
      }
  }
  return [...found];
}"""


def covered(page: Page) -> list[str]:
    """Return which elements of the page's content lie over its frame; the window becomes as high as it."""
    height = page.evaluate("document.documentElement.scrollHeight")
    width = page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": min(height, 12_000)})
    return page.evaluate(COVERED)
