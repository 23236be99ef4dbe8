"""`make site-audit`: measures the built site in a browser, prints the table, fails on a broken promise."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from hub.records import load_records  # noqa: E402 - found only after the line above

from audit import lighthouse, markup  # noqa: E402
from audit.chromium import ARGUMENTS, NoChromiumError, find_chromium  # noqa: E402
from audit.programs import MissingProgramError, install  # noqa: E402
from audit.server import Server, serve  # noqa: E402
from audit.visits import FORMS, Visit, visit  # noqa: E402

# One page of each kind.
SAMPLE = (
    "index",
    "cohorts/2024-25/nhs-england",
    "cohorts/comparison",
    "cohorts/case-studies",
    "lessons/index",
    "playbook/templates/stakeholder-map",
    "search",
)
STUDY = "cohorts/2024-25/nhs-england"
MOST_BYTES, MOST_REQUESTS, MOST_PICTURE_BYTES = 38_000, 7, 150_000
MOST_SECONDS = 1.3


def main() -> int:
    """Measure, print, and return 0 if every promise is kept."""
    parser = argparse.ArgumentParser(prog="python -m audit", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "book" / "_build" / "html")
    site = parser.parse_args().site.resolve()
    try:
        install()
        chromium = find_chromium()
    except (MissingProgramError, NoChromiumError) as error:
        print(error, file=sys.stderr)
        return 1
    records = load_records(ROOT / "book")
    broken: list[str] = []
    with serve(site, urlsplit(records.base_url).path) as server:
        scores = _lighthouse(server, chromium)
        visits = _visits(server, chromium, [*sorted(records.pages), "search", "404", "print"])
    _print_scores(scores, broken)
    _print_visits(visits, broken)
    found = markup.faults(site)
    print(f"\nNu checker: {len(found)} findings on {len(visits)} pages; listed exceptions:")
    for text, reason in markup.EXCEPTIONS.items():
        print(f"  «{text}»: {reason}")
    broken += found
    for line in broken:
        print(f"Broken promise: {line}", file=sys.stderr)
    print("Every promise is kept." if not broken else f"{len(broken)} promises are broken.")
    return 1 if broken else 0


def _lighthouse(server: Server, chromium: Path) -> list[lighthouse.Scores]:
    with tempfile.TemporaryDirectory() as folder:
        return [
            lighthouse.measure(server.page(page), page, form, chromium, Path(folder))
            for page in SAMPLE
            for form in lighthouse.FORMS
        ]


def _visits(server: Server, chromium: Path, pages: list[str]) -> list[Visit]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        found = [visit(browser, server, page) for page in pages]
        browser.close()
    return found


def _print_scores(scores: list[lighthouse.Scores], broken: list[str]) -> None:
    print(
        "| page | as | performance | accessibility | best practices | SEO | LCP | CLS | blocked |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for one in scores:
        points = " | ".join(str(score) for score in one.scores)
        print(
            f"| {one.page} | {one.form} | {points} | {one.largest_paint:.2f} s | {one.shift:.3f} "
            f"| {one.blocking:.0f} ms |"
        )
        if not one.perfect:
            broken.append(f"{one.page}, {one.form}: {one.scores}, because of {one.faults}")
        if one.shift:
            broken.append(
                f"{one.page}, {one.form}: the page moves while it loads ({one.shift:.3f})"
            )
        if one.form == "mobile" and one.largest_paint > MOST_SECONDS:
            broken.append(f"{one.page}: its largest part shows after {one.largest_paint:.2f} s")


def _print_visits(visits: list[Visit], broken: list[str]) -> None:
    heavy = max(visits, key=lambda one: one.picture_bytes)
    study = next(one for one in visits if one.page == STUDY)
    faults = [fault for one in visits for fault in one.faults]
    hosts = [f"{one.page} asks {url}" for one in visits for url in one.other_hosts]
    said = [f"{one.page}: the console says {text}" for one in visits for text in one.said]
    print(f"\nCase study, cold: {study.bytes_without_pictures / 1000:.1f} kB in "
          f"{study.requests_without_pictures} requests, without its pictures")  # fmt: skip
    print(f"Heaviest pictures of a page: {heavy.picture_bytes / 1000:.1f} kB on {heavy.page}")
    print(f"axe: {len(faults)} findings on {len(visits)} pages, in {len(FORMS)} forms")
    print(f"Requests to other hosts: {len(hosts)}; console messages: {len(said)}")
    if study.bytes_without_pictures > MOST_BYTES or study.requests_without_pictures > MOST_REQUESTS:
        broken.append(f"{STUDY} is heavier than {MOST_BYTES} bytes in {MOST_REQUESTS} requests")
    if heavy.picture_bytes > MOST_PICTURE_BYTES:
        broken.append(f"{heavy.page}: its pictures have {heavy.picture_bytes} bytes")
    broken += [*faults, *hosts, *said]


if __name__ == "__main__":
    sys.exit(main())
