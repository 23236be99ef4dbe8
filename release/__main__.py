"""`make release`: packs the site that was just tested, with its bill of materials and its checksums."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml
from hub.atomic import write_bytes, write_text
from hub.build import inputs_digest

from release import ROOT
from release.archive import packed
from release.bill import bill_of_materials
from release.checksums import NAME, checksums
from release.errors import CannotReleaseError

TITLE = "practitioners-hub-book"
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")
DONE, CANNOT_RELEASE = 0, 2


def release(root: Path, built: Path, output: Path, version: str = "") -> list[Path]:
    """Write the archive, its bill of materials and, last of all, the checksums; return the files.

    The checksums are away until all else is there, so where they stand nothing is half.
    The times in the files are the newest day on which a page was reviewed, and so is the version if none
    is given; a tag such as v2026.11 is version 2026.11. The same site makes the same bytes on every run and
    every machine.
    Raises `CannotReleaseError` for a site that is not the one these sources make.
    """
    _ensure_up_to_date(root, built)
    site = built / "html"
    day = _day(site)
    version = version.removeprefix("v") or day.isoformat().replace("-", ".")
    if not _VERSION.fullmatch(version):
        raise CannotReleaseError(
            f"«{version}» cannot be a version. Use letters, digits, points and hyphens, such as 2026.11."
        )
    time = int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())
    stem = f"{TITLE}-{version}"
    archive = packed(site, stem, time)
    bill = bill_of_materials(root, TITLE, version, time, archive, _addresses(root))
    files = {f"{stem}.tar.gz": archive, f"{stem}.cdx.json": bill}
    output.mkdir(parents=True, exist_ok=True)
    (output / NAME).unlink(missing_ok=True)
    for old in output.glob(f"{TITLE}-*"):
        if old.name not in files:
            old.unlink()
    for name, content in files.items():
        write_bytes(output / name, content)
    write_text(output / NAME, checksums(files))
    return [*(output / name for name in files), output / NAME]


def _ensure_up_to_date(root: Path, built: Path) -> None:
    stamp = built / ".inputs-html"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != inputs_digest(root):
        raise CannotReleaseError(
            f"The site in {built} is not built from what is here. Run `make release`, which builds it, "
            "tests it and packs it."
        )


def _day(site: Path) -> datetime.date:
    catalogue = json.loads((site / "data/catalogue.json").read_text(encoding="utf-8"))
    return datetime.date.fromisoformat(catalogue["reviewed"])


def _addresses(root: Path) -> dict[str, str]:
    config = yaml.safe_load((root / "book/_config.yml").read_text(encoding="utf-8"))
    return {"website": config["html"]["baseurl"], "vcs": config["repository"]["url"]}


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack the site; return 0, or 2 if that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    built = ROOT / "book/_build"
    parser.add_argument("--built", type=Path, default=built, help="the folder of the build")
    parser.add_argument("--output", type=Path, default=built / "release", help="where to write")
    parser.add_argument("--version", default=os.environ.get("VERSION", ""))
    options = parser.parse_args(arguments)
    try:
        files = release(ROOT, options.built, options.output, options.version)
    except CannotReleaseError as error:
        print(error, file=sys.stderr)
        return CANNOT_RELEASE
    print("Released:")
    for file in files:
        print(f"  {os.path.relpath(file)} ({file.stat().st_size / 1000:,.0f} kB)")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
