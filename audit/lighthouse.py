"""Asks Lighthouse for the scores of a page, as a telephone and as a desktop would see it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from audit.chromium import ARGUMENTS
from audit.programs import MODULES, NODE

FORMS = ("mobile", "desktop")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@dataclass(frozen=True)
class Scores:
    """What Lighthouse measured on one page."""

    page: str
    form: str
    scores: tuple[int, ...]
    largest_paint: float
    shift: float
    blocking: float
    faults: tuple[str, ...]

    @property
    def perfect(self) -> bool:
        """Whether every category has 100 points."""
        return all(score == 100 for score in self.scores)


def measure(url: str, page: str, form: str, chromium: Path, folder: Path) -> Scores:
    """Measure the page at `url`; `folder` takes the report."""
    report = folder / f"{page.replace('/', '-')}-{form}.json"
    flags = " ".join(["--headless=new", *ARGUMENTS[:-1]])
    command = [
        NODE,
        str(MODULES / "lighthouse" / "cli" / "index.js"),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={flags}",
    ]
    if form == "desktop":
        command.append("--preset=desktop")
    environment = os.environ | {"CHROME_PATH": str(chromium)}
    ended = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=180, check=False
    )
    if ended.returncode:
        raise RuntimeError(f"Lighthouse failed on {page}: {ended.stderr.strip()[-500:]}")
    return _read(json.loads(report.read_text(encoding="utf-8")), page, form)


def _read(data: dict, page: str, form: str) -> Scores:
    audits = data["audits"]
    weighted = {
        item["id"]
        for category in data["categories"].values()
        for item in category["auditRefs"]
        if item["weight"]
    }
    faults = tuple(
        name
        for name in sorted(weighted)
        if audits[name]["score"] is not None and audits[name]["score"] < 0.9
    )
    return Scores(
        page,
        form,
        tuple(round(100 * (data["categories"][name]["score"] or 0)) for name in CATEGORIES),
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["cumulative-layout-shift"]["numericValue"],
        audits["total-blocking-time"]["numericValue"],
        faults,
    )
