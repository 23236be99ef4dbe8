"""A browser, a server and the list of pages for the tests of the site as readers meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from hubdata.records import Records
from playwright.sync_api import Browser, Page
from support import PAGES

from .server import Server, serve

# The pages that have no source of their own.
MADE = ("search", "404", "print")
ALL = [*PAGES, *MADE]


@pytest.fixture(scope="session")
def site(built, records: Records) -> Iterator[Server]:
    with serve(built.html, urlsplit(records.base_url).path) as server:
        yield server


@contextmanager
def one_page(browser: Browser, **options) -> Iterator[Page]:
    """Open a page in a profile of its own, for a module to go from address to address with it.

    A new profile for each address takes four times as long.
    """
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture
def open_page(browser: Browser, site: Server) -> Iterator[Callable[..., Page]]:
    """Open a page of the site in a fresh profile: `open_page("hub/index", width=390, …)`."""
    contexts = []

    def open_one(address: str, *, width: int = 1280, height: int = 900, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        name, mark, rest = address.partition("?")
        page.goto(f"{site.page(name)}{mark}{rest}")
        return page

    yield open_one
    for context in contexts:
        context.close()
