"""What readers come for is found by clicking: in three steps at most, from the front page."""

from __future__ import annotations

import posixpath
import re
from collections import Counter

import pytest
from support import Built, parsed

MAX_STEPS = 3
# What a reader asks → the page that answers it, and what must stand there.
TASKS = {
    "What did the Office for National Statistics do, and what can I reuse?": (
        "cohorts/2023/office-for-national-statistics.html",
        ("What they did", "What others can reuse", "Open sourcing analytical code"),
    ),
    "My programme starts in eight weeks: what do I send first?": (
        "playbook/templates/expression-of-interest.html",
        ("Download",),
    ),
    "Did it work, and what did it cost?": (
        "hub/did-it-work.html",
        ("Who was reached", "What it cost", "£"),
    ),
}


def followed(built: Built, path: str) -> set[str]:
    """Return the pages that a reader reaches from the words of one page, without menu or search."""
    folder = posixpath.dirname(path)
    hrefs = [a.attributes.get("href") or "" for a in parsed(built.html / path).css("article a")]
    inside = (href.partition("#")[0] for href in hrefs if not re.match(r"[a-z]+:", href))
    pages = {posixpath.normpath(posixpath.join(folder, href)) for href in inside if href}
    return {page for page in pages if page.endswith(".html") and (built.html / page).is_file()}


@pytest.mark.parametrize("task", TASKS)
def test_a_task_is_done_in_three_clicks(built: Built, task: str):
    page, words = TASKS[task]
    reached = {"index.html"}
    for _ in range(MAX_STEPS):
        reached |= set().union(*(followed(built, each) for each in reached))
    assert page in reached
    text = parsed(built.html / page).css_first("article").text()
    assert [word for word in words if word not in text] == []


CAVEAT = re.compile(
    r"\b(?:not|never) (?:found|known|published|read|measured|confirmed)\b|\bcould not\b"
    r"|\bnothing found\b|\bno (?:source|result)s?\b",
    re.I,
)


def test_no_caveat_stands_twice_on_a_page(built: Built):
    """A caveat that is read again is skipped, and so is what stands beside it."""
    twice = {}
    for file in sorted(built.html.glob("[chl]*/**/*.html")):
        article = parsed(file).css_first("article")
        for node in article.css("pre, table, .cite, .citation") if article else ():
            node.decompose()
        texts = [" ".join(p.text().split()) for p in article.css("p")] if article else []
        sentences = (one for text in texts for one in re.split(r"(?<=[.?!])\s", text))
        counted = Counter(one for one in sentences if CAVEAT.search(one))
        if again := [one for one, times in counted.items() if times > 1]:
            twice[file.name] = again
    assert twice == {}
