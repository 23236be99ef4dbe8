"""Visits pages in Chromium and notes what they fetch, say and lack."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from audit.axe import faults
from audit.server import Server

THEMES = ("light", "dark")
WIDTHS = (1280, 768, 320)
FORMS = tuple((theme, width) for theme in THEMES for width in WIDTHS)
# The whole book repeats every page, each of which is asked by itself; axe takes long over all of it.
ONCE = ("print",)


@dataclass
class Visit:
    """What one page did when it was opened for the first time."""

    page: str
    bytes_without_pictures: int = 0
    requests_without_pictures: int = 0
    picture_bytes: int = 0
    other_hosts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def visit(browser: Browser, server: Server, name: str) -> Visit:
    """Open a page with an empty cache, load all of it, and ask axe in both themes at three widths."""
    seen = Visit(name)
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("request", lambda request: _note_host(seen, request.url))
    before = len(server.sent)
    page.goto(server.page(name))
    page.evaluate("document.querySelectorAll('img').forEach((one) => (one.loading = 'eager'))")
    page.wait_for_load_state("networkidle")
    prefix = urlsplit(server.base).path
    shown = page.evaluate(
        "[...document.querySelectorAll('article img')].map((one) => one.currentSrc)"
    )
    pictures = {urlsplit(url).path.removeprefix(prefix) for url in shown}
    for path, size in server.sent[before:]:
        if path in pictures:
            seen.picture_bytes += size
        else:
            seen.bytes_without_pictures += size
            seen.requests_without_pictures += 1
    for theme, width in FORMS[:1] if name in ONCE else FORMS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        seen.faults += [f"{name}, {theme}, {width} px: {fault}" for fault in faults(page)]
    context.close()
    return seen


def _note_host(seen: Visit, url: str) -> None:
    if urlsplit(url).hostname not in ("127.0.0.1", None):
        seen.other_hosts.append(url)
